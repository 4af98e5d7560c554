import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeObjectStore } from '@keepword/creations/testing';
import { FsObjectStore } from './index.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describeObjectStore('file system', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keepword-objects-'));
  folders.push(folder);
  return new FsObjectStore(path.join(folder, 'objects'));
});

it('wants an absolute folder', () => {
  expect(() => new FsObjectStore('objects')).toThrow(RangeError);
});
