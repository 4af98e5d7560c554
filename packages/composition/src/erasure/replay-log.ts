import { createHmac } from 'node:crypto';
import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { EraseAnswer, ErasureParticipant, ErasureScope, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import type { Id, Instant, SubjectId } from '@keepword/primitives';
import { z } from 'zod';

const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const scopeKinds = ['account', 'prompts', 'images', 'chats', 'creations'] as const;

/** One erasure, for whoever restores an older state of the database: whom it was about can be told from a subject's id, and from nothing else. */
const entrySchema = z.strictObject({
  version: z.literal(1),
  kind: z.literal('erasure'),
  scope: z.enum(scopeKinds),
  /** Keyed hash of the subject's id. */
  subject: digest,
  /** Keyed hashes of the ids, where single creations were erased. */
  creations: z.array(digest).max(100_000).optional(),
  at: z.iso.datetime(),
});
export type ReplayEntry = z.infer<typeof entrySchema>;

/**
 * What a restored backup has to do again, as append-only files in a folder outside the database and its backups; one file for each
 * month, one JSON text for each line. A line is on the disk before the first thing is erased.
 */
export class ReplayLog {
  /** @param folder absolute; it is made when it is missing @param key at least 32 bytes; the hashes are worth nothing without it */
  constructor(
    private readonly folder: string,
    private readonly key: Uint8Array,
  ) {
    if (!path.isAbsolute(folder)) throw new RangeError('the folder of the replay log must be an absolute path');
  }

  async append(subjectId: SubjectId, scope: ErasureScope, at: Instant): Promise<void> {
    const entry: ReplayEntry = {
      version: 1,
      kind: 'erasure',
      scope: scope.kind,
      subject: this.nameOf(subjectId),
      ...(scope.kind === 'creations' ? { creations: scope.creationIds.map((id) => this.nameOf(id)) } : {}),
      at: at.toISOString(),
    };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = path.join(this.folder, `erasures-${entry.at.slice(0, 7)}.ndjson`);
    const isNew = (await sizeOf(file)) === 0;
    const handle = await open(file, 'a', 0o600);
    try {
      // The line begins anew also where a crash left half of one.
      const { size } = await handle.stat();
      await handle.appendFile(`${size > 0 ? '\n' : ''}${JSON.stringify(entry)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (isNew) await syncFolder(this.folder);
  }

  /** All entries, the oldest first. Half a line, which a crash left, counts as none: nothing had been erased yet. */
  async entries(): Promise<ReplayEntry[]> {
    const files = (await readdir(this.folder).catch(noneWhenMissing)).filter((name) => /^erasures-\d{4}-\d{2}\.ndjson$/.test(name));
    const entries: ReplayEntry[] = [];
    for (const name of files.toSorted()) {
      const text = await readFile(path.join(this.folder, name), 'utf8');
      entries.push(...text.split('\n').flatMap((line) => entryIn(line)));
    }
    return entries;
  }

  /** What stands for an id in the log. */
  nameOf(id: Id): string {
    return createHmac('sha256', this.key).update(`keepword replay log v1\n${id}`).digest('base64url');
  }
}

/** Writes the run into the log before anything goes. Again is harmless: what is erased twice is erased. */
export class ReplayLogging implements ErasureParticipant {
  readonly name = 'replay-log';
  readonly group = 'replay-log';

  constructor(private readonly log: ReplayLog) {}

  survey(): Promise<Survey> {
    return Promise.resolve({ places: [] });
  }

  async erase({ subjectId, scope }: ErasureTarget, _checkpoint: string | null, at: Instant): Promise<EraseAnswer> {
    await this.log.append(subjectId, scope, at);
    return { state: 'erased' };
  }

  verify(): Promise<VerifyAnswer> {
    return Promise.resolve({ state: 'searched', places: [] });
  }
}

function entryIn(line: string): ReplayEntry[] {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch (error) {
    // An empty line, or half of one.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

function noneWhenMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
