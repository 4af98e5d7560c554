import { getTimeline } from '@keepword/contracts';
import { readTimeline, type TimelinePlace, type TimelineRow } from '@keepword/database';
import type { NoticeMatter, NoticeReason, NoticeState } from '@keepword/data-rights';
import { decodeCursor, Input, pageOfFound, Route, SignedIn, type Caller, type InputOf } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type PrivacyPlatform } from '../platform/platform.js';
import { noticeInWords, recipientName } from './recipient-notices.js';

const place = /^(?<at>\d{4}-\d\d-\d\dT[\d:.]+Z) (?<name>[a-z-]{1,20} [^\n]{1,200})$/;

/** What happened to somebody's data, told from the tables themselves. */
@Controller()
export class TimelineController {
  constructor(@Inject(PLATFORM) private readonly platform: PrivacyPlatform) {}

  @Route(getTimeline)
  async timeline(@SignedIn() { subjectId }: Caller, @Input(getTimeline) { query }: InputOf<typeof getTimeline>) {
    const rows = await readTimeline(this.platform.exporting.database, subjectId, placeOf(query.cursor), query.limit + 1);
    const { shown, nextCursor } = pageOfFound(rows, query.limit, ({ at, kind, ref }) => `${at.toISOString()} ${kind} ${ref}`);
    const items = shown.map((row) => ({ id: `${row.kind} ${row.ref}`, at: row.at.toISOString(), kind: row.kind, text: this.#words(row) }));
    return { items, nextCursor };
  }

  #words({ kind, detail }: TimelineRow): string {
    const name = (recipient = detail) => recipientName(this.platform.profile, recipient);
    switch (kind) {
      case 'case':
        return `You asked us for something: ${detail.replaceAll('-', ' ')}.`;
      case 'disclosure':
        return `${name()} received what a creation asked for, and not who asked.`;
      case 'export':
        return 'A copy of your data was asked for.';
      case 'objection':
        return detail === 'direct-marketing' ? 'You objected to marketing.' : 'You objected to what we do on our own interest.';
      case 'payment':
        return `You paid through ${name()}.`;
      case 'recipient-notice': {
        const [matter, recipient, state, reason] = detail.split(' ') as [NoticeMatter, string, NoticeState, NoticeReason | '-'];
        return noticeInWords(name(recipient), { matter, state, reason: reason === '-' ? null : reason });
      }
      case 'rectification':
        return `You corrected your ${detail === 'email' ? 'address' : 'name'}.`;
      case 'restriction':
        return 'Since then your data is only kept.';
      case 'staff-read':
        return `Somebody of our team read what you wrote or what is held of you, and gave as the reason: ${detail}`;
    }
  }
}

function placeOf(cursor: string | undefined): TimelinePlace | null {
  const found = place.exec(decodeCursor(cursor, place) ?? '')?.groups;
  return found ? { at: new Date(found['at'] ?? ''), name: found['name'] ?? '' } : null;
}
