// Two things Node does and jest does not: our './x.js' is './x.ts' in the sources, and a package that offers only
// the `import` condition is still found (the transformer then rewrites it).
const path = require('node:path');

module.exports = (request, options) => {
  const ours = !options.basedir.includes(`${path.sep}node_modules${path.sep}`);
  const attempts = [];
  if (ours && request.startsWith('.') && request.endsWith('.js')) {
    attempts.push(() => options.defaultResolver(`${request.slice(0, -3)}.ts`, options));
    attempts.push(() => options.defaultResolver(`${request.slice(0, -3)}.tsx`, options));
  }
  attempts.push(() => options.defaultResolver(request, options));
  if (!request.startsWith('.')) {
    attempts.push(() => options.defaultResolver(request, { ...options, conditions: [...(options.conditions ?? []), 'import'] }));
  }
  let failure;
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
};
