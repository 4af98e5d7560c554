import type { DataCategory } from '@keepword/policy';
import type { SubjectId } from '@keepword/primitives';
import { z } from 'zod';
import type { ExportMedia, ExportPart, ExportRecord, ExportSource, ExportStatement } from '../../export/export-source.js';
import { sampleSubject } from './collect-bundle.js';

export interface MemoryExportSetting {
  readonly name?: string;
  readonly category?: DataCategory;
  readonly place?: string;
  readonly records?: readonly ExportRecord[] | (() => Iterable<ExportRecord>);
  readonly media?: readonly ExportMedia[];
  readonly statements?: readonly ExportStatement[];
  /** Whose it all is; the sample subject's when missing. What it gives may still name another, so that a refusal can be seen. */
  readonly ofSubject?: SubjectId;
}

/** An {@link ExportSource} of one part, with what it is given. */
export function memoryExportSource(setting: MemoryExportSetting = {}): ExportSource {
  const {
    name = 'memory',
    category = 'generation.prompt',
    place = 'requests',
    records = [],
    media = [],
    statements = [],
    ofSubject = sampleSubject,
  } = setting;
  const part: ExportPart = {
    category,
    place,
    title: 'A request',
    schema: z.strictObject({ id: z.string(), prompt: z.string().nullable() }),
  };
  return {
    name,
    parts: [part],
    async *records(subjectId) {
      if (subjectId === ofSubject) yield* typeof records === 'function' ? records() : records;
    },
    async *media(subjectId) {
      if (subjectId === ofSubject) yield* media;
    },
    statements: statements.map((statement) => ({
      ...statement,
      async *rows(subjectId) {
        if (subjectId === ofSubject) yield* statement.rows(subjectId);
      },
    })),
  };
}
