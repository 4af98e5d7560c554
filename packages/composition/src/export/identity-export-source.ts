import type { IdentityProvider } from '@keepword/accounts';
import type { ExportPart, ExportRecord, ExportSource, JsonValue } from '@keepword/data-rights';
import type { SubjectId } from '@keepword/primitives';
import { z } from 'zod';

/** The identity vendor's own record of the person, as the vendor shows it to us. */
export class IdentityExportSource implements ExportSource {
  readonly name = 'identity-provider';
  readonly parts: readonly ExportPart[] = [
    {
      category: 'account.identity',
      place: 'identity-provider',
      title: 'What the sign-in provider stores of you',
      schema: z.looseObject({ id: z.string() }),
    },
  ];
  #records: Promise<readonly ExportRecord[]> | null = null;

  /** @param userIds the vendor's ids of the person */
  constructor(
    private readonly storedUser: NonNullable<IdentityProvider['storedUser']>,
    private readonly userIds: (subjectId: SubjectId) => Promise<readonly string[]>,
  ) {}

  async *records(subjectId: SubjectId): AsyncGenerator<readonly ExportRecord[]> {
    // Asked once: the vendor's record is not part of our snapshot, and may change between two readings.
    this.#records ??= this.#ask(subjectId);
    yield await this.#records;
  }

  async #ask(subjectId: SubjectId): Promise<readonly ExportRecord[]> {
    const users = await Promise.all((await this.userIds(subjectId)).map((id) => this.storedUser(id)));
    return users.flatMap((user) =>
      user === null ? [] : [{ subjectId, record: JSON.parse(JSON.stringify(user)) as Record<string, JsonValue> }],
    );
  }
}
