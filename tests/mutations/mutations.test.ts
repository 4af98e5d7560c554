import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { controls } from '../../packages/policy/src/promises/controls.js';
import { nameOf } from './support/mutation.js';
import { mutations } from './support/mutations.js';
import { changedText, root } from './support/scratch-tree.js';

const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

describe('the list of mutations', () => {
  it.each(mutations.map((mutation) => [nameOf(mutation), mutation] as const))(
    '«%s» still changes what it was written for',
    (_, mutation) => {
      expect(changedText(textOf(mutation.file), mutation)).toContain(mutation.replace);
      expect(existsSync(path.join(root, mutation.noticedBy.file))).toBe(true);
    },
  );

  it('has no two of the same name', () => {
    expect(new Set(mutations.map(nameOf)).size).toBe(mutations.length);
  });

  it('breaks every control that the promise registry names', () => {
    const broken = new Set(mutations.map(({ control }) => control));
    expect(controls.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});
