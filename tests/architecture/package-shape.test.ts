import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private: boolean;
  readonly license: string;
  readonly type: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = path.resolve(__dirname, '../..');
const foldersOf = (parent: string) =>
  existsSync(path.join(root, parent))
    ? readdirSync(path.join(root, parent), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${parent}/${entry.name}`)
    : [];
const manifestOf = (folder: string) => JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest;
const versionsOf = ({ dependencies, devDependencies, optionalDependencies }: Manifest) =>
  Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });

const packages = foldersOf('packages');
const everything = [...packages, ...foldersOf('apps'), 'infra/local'];

describe('every package', () => {
  it.each(everything)('%s is named after its folder and says what it is', (folder) => {
    const manifest = manifestOf(folder);
    expect(manifest.name).toBe(`@keepword/${path.basename(folder)}`);
    expect(manifest).toMatchObject({ private: true, license: 'Apache-2.0', type: 'module' });
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.scripts?.['build']).toBeDefined();
  });

  it.each(everything)('%s takes its versions from the catalog or the workspace', (folder) => {
    const loose = versionsOf(manifestOf(folder)).filter(([name, version]) =>
      name.startsWith('@keepword/') ? version !== 'workspace:*' : version !== 'catalog:',
    );
    expect(loose).toEqual([]);
  });

  it.each(packages)('%s offers its sources to us, its types, and its built files to everybody', (folder) => {
    const { exports = {} } = manifestOf(folder);
    expect(Object.keys(exports)).toContain('.');
    for (const entry of Object.values(exports)) {
      expect(Object.keys(entry)).toEqual(['keepword-source', 'types', 'default']);
      const source = entry['keepword-source'] ?? '';
      expect(existsSync(path.join(root, folder, source))).toBe(true);
      expect(entry['types']).toBe(source);
      expect(entry['default']).toBe(source.replace('/src/', '/dist/').replace(/\.tsx?$/, '.js'));
    }
  });
});

describe('the house', () => {
  it('has no folder without content', () => {
    const empty = ['packages', 'apps', 'infra', 'tests']
      .flatMap((parent) => foldersOf(parent))
      .filter((folder) => readdirSync(path.join(root, folder)).every((name) => ['node_modules', 'dist', 'package.json'].includes(name)));
    expect(empty).toEqual([]);
  });

  it('has no drawer for what has no place', () => {
    const drawer = /^(?:utils?|helpers?|common|shared|misc)$/;
    const found = everything
      .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && drawer.test(entry.name) && !/node_modules|\/(?:dist|build)(?:\/|$)/.test(entry.parentPath))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
    expect(found).toEqual([]);
  });
});
