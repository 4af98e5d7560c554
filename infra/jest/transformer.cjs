// TypeScript of ours and ES modules of others become CommonJS, since jest's own module loader is CommonJS.
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const swc = require('@swc/core');

const typeByFolder = new Map();

function moduleType(folder) {
  const known = typeByFolder.get(folder);
  if (known) return known;
  const manifest = path.join(folder, 'package.json');
  let type;
  if (fs.existsSync(manifest)) {
    const declared = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    // A bare `{ "type": … }` or a named package ends the search; anything else is a nested stub.
    if (declared.type || declared.name) type = declared.type ?? 'commonjs';
  }
  if (!type) {
    const parent = path.dirname(folder);
    type = parent === folder ? 'commonjs' : moduleType(parent);
  }
  typeByFolder.set(folder, type);
  return type;
}

const isTypeScript = (file) => /\.tsx?$/.test(file);
const isEsModule = (file) => file.endsWith('.mjs') || (file.endsWith('.js') && moduleType(path.dirname(file)) === 'module');

module.exports = {
  getCacheKey(source, file, { configString }) {
    const own = fs.readFileSync(__filename, 'utf8');
    return crypto.createHash('sha256').update(source).update('\0').update(file).update('\0').update(own).update(configString).digest('hex');
  },
  process(source, file) {
    if (!isTypeScript(file) && !isEsModule(file)) return { code: source };
    const { code, map } = swc.transformSync(source, {
      filename: file,
      swcrc: false,
      configFile: false,
      sourceMaps: true,
      inlineSourcesContent: true,
      jsc: {
        target: 'es2022',
        parser: isTypeScript(file) ? { syntax: 'typescript', tsx: file.endsWith('.tsx'), decorators: true } : { syntax: 'ecmascript' },
        transform: {
          legacyDecorator: true,
          decoratorMetadata: true,
          useDefineForClassFields: !isTypeScript(file),
          hidden: { jest: true },
          react: { runtime: 'automatic' },
        },
        keepClassNames: true,
      },
      module: { type: 'commonjs', ignoreDynamic: false },
    });
    return { code, map };
  },
};
