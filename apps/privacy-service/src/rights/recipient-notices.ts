import type { RecipientNoticeView } from '@keepword/contracts';
import type { Case, NoticeMatter, NoticeReason, NoticeState, RecipientNotice } from '@keepword/data-rights';
import { PostgresRecipientNotices } from '@keepword/database';
import { recipients, type Profile } from '@keepword/policy';
import { addPeriod, type UnitOfWork } from '@keepword/primitives';

const notices = new PostgresRecipientNotices();

/** Answered with «you can correct it yourself», a case has ended before the correction comes. */
const correctedWithin = 'P30D';

/** Who was told of what a case brought about, and who could not be (GDPR Art. 19). An erasure's certificate has its own receipts of the vendors. */
export async function noticesOfCase(
  uow: UnitOfWork,
  { caseId, subjectId, class: caseClass, receivedAt, endedAt }: Case,
  profile: Profile,
): Promise<RecipientNoticeView[]> {
  if (subjectId === null) return [];
  if (caseClass === 'restriction') return views(await notices.ofCause(uow, subjectId, caseId), profile);
  if (caseClass !== 'rectification') return [];
  const until = endedAt && addPeriod(endedAt, correctedWithin);
  const corrected = await notices.ofCorrections(uow, subjectId, receivedAt);
  return views(
    corrected.filter(({ createdAt }) => until === null || createdAt <= until),
    profile,
  );
}

const views = (found: readonly RecipientNotice[], profile: Profile): RecipientNoticeView[] =>
  found.map((notice) => {
    const { recipient, matter, state, reason, attempts, createdAt, settledAt } = notice;
    const name = recipientName(profile, recipient);
    const at = (settledAt ?? createdAt).toISOString();
    return { recipient, name, matter, state, reason, attempts, at, text: noticeInWords(name, notice) };
  });

export const recipientName = (profile: Profile, recipient: string): string =>
  recipients(profile).find(({ id }) => id === recipient)?.name ?? recipient;

interface Said {
  readonly matter: NoticeMatter;
  readonly state: NoticeState;
  readonly reason: NoticeReason | null;
}

/** As the person reads it, whole sentences. */
export function noticeInWords(name: string, { matter, state, reason }: Said): string {
  if (matter === 'restriction') return `${name} has received data of yours and offers no way to be told that it is restricted now.`;
  if (state === 'told') return `${name} was told of your new address.`;
  switch (reason) {
    case null:
      return `${name} is being told of your new address.`;
    case 'unreachable':
      return state === 'due'
        ? `${name} does not answer. We go on trying to tell it of your new address.`
        : `${name} could not be told of your new address: it did not answer for some three days. Our team has been alerted.`;
    case 'refused':
      return `${name} did not take your new address. Our team has been alerted.`;
    case 'no-channel':
      return `${name} has your former address and offers no way to be told of the new one.`;
    case 'nothing-to-correct':
      return `${name} lists nobody under your former address. What it received before, such as mails or receipts, stays as it was.`;
  }
}
