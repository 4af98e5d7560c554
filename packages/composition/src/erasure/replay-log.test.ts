import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ErasureScope } from '@keepword/data-rights';
import { newId } from '@keepword/primitives';
import { ReplayLog } from './replay-log.js';
import { rightsIn } from './standing-rights.js';

const at = new Date('2026-03-31T23:59:00Z');
const key = new Uint8Array(32).fill(3);
let folder: string;
let log: ReplayLog;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keepword-replay-'));
  log = new ReplayLog(path.join(folder, 'log'), key);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const erasure = (scope: ErasureScope) => ({ kind: 'erasure', scope }) as const;
const written = () => readdirSync(path.join(folder, 'log')).map((name) => readFileSync(path.join(folder, 'log', name), 'utf8'));

describe('the replay log', () => {
  it('keeps erasures in order over months, by names that only the key tells', async () => {
    const [ada, berta, creation] = [newId(at), newId(at), newId(at)];
    await log.append(ada, erasure({ kind: 'account' }), at);
    await log.append(berta, erasure({ kind: 'creations', creationIds: [creation] }), new Date('2026-04-01T00:00:00Z'));
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

  it('keeps restrictions and objections and how they ended, without a word of what was objected to', async () => {
    const ada = newId(at);
    const words = 'your newsletter to me, Ada Muster';
    await log.append(ada, { kind: 'restriction' }, at);
    await log.append(ada, { kind: 'objection', against: 'legitimate-interests', purpose: words }, at);
    await log.append(ada, { kind: 'objection', against: 'direct-marketing', purpose: null }, at);
    const later = new Date('2026-04-02T00:00:00Z');
    await log.append(ada, { kind: 'objection-taken-back', against: 'direct-marketing', purpose: null }, later);
    for (const plain of [ada, words, 'Muster']) expect(written().join()).not.toContain(plain);
    const standing = {
      restriction: { since: at },
      objections: [
        { against: 'legitimate-interests', purpose: log.nameOfPurpose(words), since: at },
        { against: 'direct-marketing', purpose: null, since: null },
      ],
      humanDecisions: null,
    };
    expect(rightsIn(await log.entries())).toEqual(standing);
    await log.append(ada, { kind: 'restriction' }, later);
    expect(rightsIn(await log.entries())).toEqual(standing);
    await log.append(ada, { kind: 'restriction-lifted' }, later);
    expect(rightsIn(await log.entries()).restriction).toEqual({ since: null });
    expect(rightsIn([])).toEqual({ restriction: null, objections: [], humanDecisions: null });
  });

  it('keeps since when people decide, and that this was taken back', async () => {
    const ada = newId(at);
    const later = new Date('2026-04-02T00:00:00Z');
    const chosen = async () => rightsIn(await log.entries()).humanDecisions;
    await log.append(ada, { kind: 'human-decisions' }, at);
    await log.append(ada, { kind: 'human-decisions' }, later);
    expect(await chosen()).toEqual({ since: at });
    await log.append(ada, { kind: 'human-decisions-taken-back' }, later);
    expect(await chosen()).toEqual({ since: null });
    await log.append(ada, { kind: 'human-decisions' }, later);
    expect(await chosen()).toEqual({ since: later });
  });

  it('given half a line that a crash left, then the next one is whole', async () => {
    const [ada, berta] = [newId(at), newId(at)];
    await log.append(ada, erasure({ kind: 'account' }), at);
    appendFileSync(path.join(folder, 'log', 'replay-2026-03.ndjson'), '{"version":1,"kind":"era');
    await log.append(berta, erasure({ kind: 'prompts' }), at);
    expect((await log.entries()).map(({ subject }) => subject)).toEqual([log.nameOf(ada), log.nameOf(berta)]);
  });

  it('is empty where nothing was erased yet', async () => {
    expect(await log.entries()).toEqual([]);
  });
});
