import { createHmac } from 'node:crypto';
import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { EraseAnswer, ErasureParticipant, ErasureScope, ErasureTarget, Survey, VerifyAnswer } from '@keepword/data-rights';
import type { ObjectedTo } from '@keepword/database';
import type { Id, Instant, SubjectId } from '@keepword/primitives';
import { z } from 'zod';

const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const scopeKinds = ['account', 'prompts', 'images', 'chats', 'creations'] as const;

const common = {
  version: z.literal(1),
  /** Keyed hash of the subject's id. */
  subject: digest,
  at: z.iso.datetime(),
};
const objection = {
  against: z.enum(['direct-marketing', 'legitimate-interests']),
  /** Keyed hash of the purpose, which can be somebody's own words; null for every purpose. */
  purpose: digest.nullable(),
};

/** What whoever restores an older state of the database has to do again. Whom it is about can be told from a subject's id, and from nothing else. */
const entrySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('erasure'),
    scope: z.enum(scopeKinds),
    /** Keyed hashes of the ids, where single creations were erased. */
    creations: z.array(digest).max(100_000).optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('restriction') }),
  z.strictObject({ ...common, kind: z.literal('restriction-lifted') }),
  z.strictObject({ ...common, kind: z.literal('human-decisions') }),
  z.strictObject({ ...common, kind: z.literal('human-decisions-taken-back') }),
  z.strictObject({ ...common, kind: z.literal('objection'), ...objection }),
  z.strictObject({ ...common, kind: z.literal('objection-taken-back'), ...objection }),
]);
export type ReplayEntry = z.infer<typeof entrySchema>;

/** What is written down about somebody. */
export type ReplayDeed =
  | { readonly kind: 'erasure'; readonly scope: ErasureScope }
  | { readonly kind: 'restriction' | 'restriction-lifted' | 'human-decisions' | 'human-decisions-taken-back' }
  | ({ readonly kind: 'objection' | 'objection-taken-back' } & ObjectedTo);

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

  /** Resolves when it is on the disk. What it tells of may happen only then, and may be written again. */
  async append(subjectId: SubjectId, deed: ReplayDeed, at: Instant): Promise<void> {
    const entry: ReplayEntry = { version: 1, subject: this.nameOf(subjectId), at: at.toISOString(), ...this.#told(deed) };
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = path.join(this.folder, `replay-${entry.at.slice(0, 7)}.ndjson`);
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

  /** All entries, the oldest first. Half a line, which a crash left, counts as none: nothing had been done yet. */
  async entries(): Promise<ReplayEntry[]> {
    const files = (await readdir(this.folder).catch(noneWhenMissing)).filter((name) => /^replay-\d{4}-\d{2}\.ndjson$/.test(name));
    const entries: ReplayEntry[] = [];
    for (const name of files.toSorted()) {
      const text = await readFile(path.join(this.folder, name), 'utf8');
      entries.push(...text.split('\n').flatMap((line) => entryIn(line)));
    }
    return entries;
  }

  /** What stands for an id in the log. */
  nameOf(id: Id): string {
    return this.#hashed(id);
  }

  /** What stands for a purpose in the log. */
  nameOfPurpose(purpose: string): string {
    return this.#hashed(`purpose ${purpose}`);
  }

  #hashed(text: string): string {
    return createHmac('sha256', this.key).update(`keepword replay log v1\n${text}`).digest('base64url');
  }

  #told(deed: ReplayDeed) {
    switch (deed.kind) {
      case 'erasure': {
        const { kind, scope } = deed;
        const creations = scope.kind === 'creations' ? { creations: scope.creationIds.map((id) => this.nameOf(id)) } : {};
        return { kind, scope: scope.kind, ...creations };
      }
      case 'objection':
      case 'objection-taken-back': {
        const { kind, against, purpose } = deed;
        return { kind, against, purpose: purpose === null ? null : this.nameOfPurpose(purpose) };
      }
      case 'restriction':
      case 'restriction-lifted':
      case 'human-decisions':
      case 'human-decisions-taken-back':
        return { kind: deed.kind };
    }
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
    await this.log.append(subjectId, { kind: 'erasure', scope }, at);
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
