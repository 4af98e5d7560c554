import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(__dirname, '../../..');

const rootFiles = ['package.json', 'jest.config.mjs', 'pnpm-workspace.yaml', 'tsconfig.base.json', 'tsconfig.json', '.swcrc'];
const sourceFolders = ['packages', 'apps', 'infra', 'tests'];
/** What is built, cached or written while running. */
const leftOut = new Set(['dist', 'build', '.turbo', '.cache', '.bin', '.vite', '.keepword']);

/** A copy of the sources to break; installed packages are shared by links, and nothing of it leads back into the sources themselves. */
export class ScratchTree {
  readonly root: string;

  constructor() {
    this.root = mkdtempSync(path.join(tmpdir(), 'keepword-mutations-'));
    for (const file of rootFiles) cpSync(path.join(root, file), path.join(this.root, file));
    // Links in the packages' own node_modules are relative: those to other packages lead to the copies, all others to what is installed.
    symlinkSync(path.join(root, 'node_modules'), path.join(this.root, 'node_modules'));
    for (const folder of sourceFolders)
      cpSync(path.join(root, folder), path.join(this.root, folder), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (source) => !leftOut.has(path.basename(source)),
      });
  }

  /** Runs `work` while the text stands changed. @throws Error when it does not stand there exactly once */
  async changed<T>(change: TextChange, work: () => Promise<T>): Promise<T> {
    const file = path.join(this.root, change.file);
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, changedText(before, change));
    try {
      return await work();
    } finally {
      writeFileSync(file, before);
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export interface TextChange {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** @throws Error when the text to change does not stand there exactly once, or would not change */
export function changedText(text: string, { file, find, replace }: TextChange): string {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new Error(`${file} has what a mutation changes ${places} times instead of once: ${find}`);
  if (find === replace) throw new Error(`${file}: a mutation changes nothing: ${find}`);
  return text.replace(find, () => replace);
}
