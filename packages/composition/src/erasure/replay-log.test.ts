import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from '@keepword/primitives';
import { ReplayLog } from './replay-log.js';

const at = new Date('2026-03-31T23:59:00Z');
const key = new Uint8Array(32).fill(3);
let folder: string;
let log: ReplayLog;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keepword-replay-'));
  log = new ReplayLog(path.join(folder, 'log'), key);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const written = () => readdirSync(path.join(folder, 'log')).map((name) => readFileSync(path.join(folder, 'log', name), 'utf8'));

describe('the replay log', () => {
  it('keeps erasures in order over months, by names that only the key tells', async () => {
    const [ada, berta, creation] = [newId(at), newId(at), newId(at)];
    await log.append(ada, { kind: 'account' }, at);
    await log.append(berta, { kind: 'creations', creationIds: [creation] }, new Date('2026-04-01T00:00:00Z'));
    expect(await log.entries()).toEqual([
      { version: 1, kind: 'erasure', scope: 'account', subject: log.nameOf(ada), at: at.toISOString() },
      {
        version: 1,
        kind: 'erasure',
        scope: 'creations',
        subject: log.nameOf(berta),
        creations: [log.nameOf(creation)],
        at: '2026-04-01T00:00:00.000Z',
      },
    ]);
    expect(written()).toHaveLength(2);
    for (const id of [ada, berta, creation]) expect(written().join()).not.toContain(id);
    expect(new ReplayLog(folder, new Uint8Array(32).fill(4)).nameOf(ada)).not.toBe(log.nameOf(ada));
  });

  it('given half a line that a crash left, then the next one is whole', async () => {
    const [ada, berta] = [newId(at), newId(at)];
    await log.append(ada, { kind: 'account' }, at);
    appendFileSync(path.join(folder, 'log', 'erasures-2026-03.ndjson'), '{"version":1,"kind":"era');
    await log.append(berta, { kind: 'prompts' }, at);
    expect((await log.entries()).map(({ subject }) => subject)).toEqual([log.nameOf(ada), log.nameOf(berta)]);
  });

  it('is empty where nothing was erased yet', async () => {
    expect(await log.entries()).toEqual([]);
  });
});
