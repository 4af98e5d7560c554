import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** How many files are below a folder. */
export function countFiles(folder: string): number {
  return filesBelow(folder).length;
}

/** Names of the files below a folder that hold one of the words, each with the words it holds. */
export function filesHolding(folder: string, words: readonly string[]): readonly string[] {
  return filesBelow(folder).flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return words.filter((word) => text.includes(word)).map((word) => `${path.relative(folder, file)} holds «${word}»`);
  });
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
}
