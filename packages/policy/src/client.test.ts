import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Every module that a bundler would follow from `file`; type-only imports vanish before that. */
function reached(file: string, seen = new Set<string>()): { files: Set<string>; packages: Set<string> } {
  const packages = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [statement, source = ''] of readFileSync(path, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '([^']+)';/gm)) {
      if (/^(?:import|export) type\b/.test(statement)) continue;
      if (source.startsWith('.')) visit(join(dirname(path), source.replace(/\.js$/, '.ts')));
      else packages.add(source);
    }
  };
  visit(file);
  return { files: seen, packages };
}

describe('the part that browsers load', () => {
  it('given the client entry, then it reaches plain data only: no package, no Node module', () => {
    const { files, packages } = reached(join(__dirname, 'client.ts'));
    expect([...packages]).toEqual([]);
    expect([...files].map((file) => file.slice(__dirname.length + 1)).sort()).toEqual(['brands.ts', 'client.ts', 'profile-id.ts']);
  });

  it('given the server entry, then the same walk finds its packages', () => {
    expect([...reached(join(__dirname, 'index.ts')).packages].sort()).toEqual(['@keepword/primitives', 'node:crypto', 'zod']);
  });
});
