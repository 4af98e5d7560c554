// Puts what a process loads at its start into a few files: a service of ours has some 2,500 modules, and finding and reading them takes
// longer than running them. The processes of the local stack share these files; what is shipped are the modules themselves.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './paths.mjs';

const outdir = path.join(root, 'infra/local/bundle');
const entryPoints = {
  'core-api': 'apps/core-api/dist/main.js',
  'privacy-service': 'apps/privacy-service/dist/main.js',
  worker: 'apps/worker/dist/main.js',
  vendors: 'infra/local/dist/vendors/main.js',
  launch: 'infra/local/dist/launch/main.js',
  cli: 'infra/local/dist/cli/main.js',
};

/** All files of a bundle stand in its one folder, so a place is the same relative path from each of them. */
const placeOf = (file) => JSON.stringify(`./${path.relative(outdir, file).split(path.sep).join('/')}`);

const banner = [
  "import { createRequire as createRequireHere } from 'node:module';",
  "import { fileURLToPath as pathOfUrl } from 'node:url';",
  'const require = createRequireHere(import.meta.url);',
  'const urlOfPlace = (place) => new URL(place, import.meta.url).href;',
  'const pathOfPlace = (place) => pathOfUrl(urlOfPlace(place));',
].join('\n');

/** Modules go on believing that they stand where they stood: they find the files beside them, and what their packages depend on. */
const keepPlaces = {
  name: 'keep-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const [place, folderOfIt] = [placeOf(file), placeOf(path.dirname(file))];
      const contents = source
        .replaceAll(/\bimport\.meta\.url\b/g, `urlOfPlace(${place})`)
        .replaceAll(/\bimport\.meta\.dirname\b/g, `pathOfPlace(${folderOfIt})`)
        .replaceAll(/\bimport\.meta\.filename\b/g, `pathOfPlace(${place})`);
      const asks = /\b__(?:dirname|filename)\b/.test(contents) && !/\b(?:var|let|const)\s+__(?:dirname|filename)\b/.test(contents);
      if (!asks) return contents === source ? null : { contents, loader: 'js' };
      const [, directive, rest] = /^((?:#!.*\n)?\s*(?:(['"])use strict\2;?)?)([\s\S]*)$/.exec(contents).toSpliced(2, 1);
      return {
        contents: `${directive};var __dirname = pathOfPlace(${folderOfIt}), __filename = pathOfPlace(${place}); ${rest}`,
        loader: 'js',
      };
    });
  },
};

/**
 * Native code stays where it is. So does `pg`, which TypeORM asks for only when it runs: two copies would not know each other's queries.
 * So does a package that is imported only when it is needed: Node gives its names, where a bundled CommonJS module has only a default.
 * What a framework looks for and does without is still looked for when it runs.
 */
const leaveOut = {
  name: 'leave-out',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path: name, pluginData, ...from }) => {
      if (pluginData === leaveOut || name.startsWith('node:')) return null;
      const found = await resolve(name, { ...from, pluginData: leaveOut });
      if (found.errors.length > 0) return { path: name, external: true };
      const staysWhereItIs = /^(?:sharp|@node-rs\/|pg$)/.test(name) || (from.kind === 'dynamic-import' && !name.startsWith('@keepword/'));
      return staysWhereItIs ? { path: JSON.parse(placeOf(found.path)), external: true } : found;
    });
  },
};

await build({
  absWorkingDir: root,
  entryPoints,
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Entities, errors and providers are known by the names of their classes.
  keepNames: true,
  banner: { js: banner },
  plugins: [keepPlaces, leaveOut],
  logLevel: 'warning',
});
