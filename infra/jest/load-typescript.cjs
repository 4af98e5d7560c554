// jest's global setup runs outside its module loader, so it gets the same resolver and transformer through Node's own hooks.
const Module = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const transformer = require('./transformer.cjs');

const root = path.join(__dirname, '../..');
let registered = false;

function sourceOf(request, parent) {
  const from = parent?.filename ?? '';
  if (from.includes(`${path.sep}node_modules${path.sep}`)) return null;
  if (request.startsWith('@keepword/')) {
    const [, name, subpath = ''] = request.split('/');
    return path.join(root, 'packages', name, 'src', subpath, 'index.ts');
  }
  if (request.startsWith('.') && request.endsWith('.js')) {
    const named = path.join(path.dirname(from), request.slice(0, -3));
    return [`${named}.ts`, `${named}.tsx`].find((file) => fs.existsSync(file)) ?? null;
  }
  return null;
}

exports.register = () => {
  if (registered) return;
  registered = true;
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, ...rest) {
    return sourceOf(request, parent) ?? resolve.call(this, request, parent, ...rest);
  };
  const load = (module, file) => module._compile(transformer.process(fs.readFileSync(file, 'utf8'), file).code, file);
  require.extensions['.ts'] = load;
  require.extensions['.tsx'] = load;
};
