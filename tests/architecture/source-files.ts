import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  /** Comments are taken out, line numbers kept. */
  readonly code: string;
}

const root = path.resolve(__dirname, '../..');

/** The TypeScript sources below a folder, without tests and what only tests use. */
export function sourcesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !/\/(?:node_modules|dist|build|testing)\//.test(file))
    .map((file) => ({ path: path.relative(root, file), code: withoutComments(readFileSync(file, 'utf8')) }));
}

function withoutComments(source: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  return source.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(^|\s)\/\/[^\n]*/g, blank);
}

/** `file:line` of each match. */
export function findIn(files: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return files.flatMap(({ path: file, code }) =>
    code.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
  );
}
