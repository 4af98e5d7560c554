import { guardianToken, SPEND_APPROVAL, type SpendApproval } from '@keepword/accounts';
import type { Foundation, Letter } from '@keepword/composition';
import { PostgresGuardians, PostgresSpendApprovals, type OutgoingMail } from '@keepword/database';
import { addPeriod, type UnitOfWork } from '@keepword/primitives';
import type { WrittenMail } from './mail-templates.js';

const [guardians, approvals] = [new PostgresGuardians(), new PostgresSpendApprovals()];

/** What a mail to a guardian is about; not of the account that sends it, since it goes to somebody without one. */
export interface SupervisionFacts {
  readonly to: string;
  /** To the guardian's page. */
  readonly link: string;
  /** Null in a mail that only brings the link. */
  readonly approval: SpendApproval | null;
}

/** Null for every other mail, and where nobody is the guardian any more. */
export async function supervisionFacts(
  { environment }: Pick<Foundation, 'environment'>,
  uow: UnitOfWork,
  { template, refId, subjectId }: OutgoingMail,
): Promise<SupervisionFacts | null> {
  if (!isForGuardian(template) || refId === null) return null;
  const guardian = await guardians.find(uow, subjectId);
  if (guardian?.state !== 'agreed') return null;
  const link = `${environment.WEB_URL}/guardian/supervision?token=${guardianToken(environment.SUBJECT_HASH_KEY, refId)}`;
  return { to: guardian.email, link, approval: template === 'spend-approval' ? await approvals.find(uow, refId) : null };
}

export const isForGuardian = (template: OutgoingMail['template']): boolean => template === 'guardian-page' || template === 'spend-approval';

export function guardianPageMail(displayName: string, supervision: SupervisionFacts | null): WrittenMail {
  if (!supervision) throw new Error('a mail to a guardian needs one');
  return letter('service', `What happens in the ${displayName} account that you agreed to`, {
    paragraphs: [
      `You agreed as the parent or guardian that a young person uses ${displayName}. This link shows how many credits were bought and spent and how much was made in each month. What was written or made is not shown.`,
      'Before anything is bought you are asked by mail; on the same page you approve or decline it, and take your consent back.',
    ],
    link: { href: supervision.link, label: 'See it, and decide' },
  });
}

export function spendApprovalMail(displayName: string, supervision: SupervisionFacts | null): WrittenMail {
  const approval = supervision?.approval;
  if (!approval) throw new Error('this mail needs what is to be approved');
  const { credits, monthly } = approval.offer;
  const what = monthly
    ? `a subscription: ${credits} credits for ${price(approval)} every month, until it is cancelled`
    : `${credits} credits for ${price(approval)}, once`;
  return letter('billing', `May this be bought at ${displayName}: ${credits} credits for ${price(approval)}${monthly ? ' a month' : ''}?`, {
    paragraphs: [
      `The young person for whom you agreed at ${displayName} would like to buy ${what}.`,
      `Nothing is bought unless you approve it. If you do, exactly this can be bought once within seven days. Without an answer the question ends on ${day(addPeriod(approval.askedAt, SPEND_APPROVAL))}.`,
    ],
    link: { href: supervision.link, label: 'Approve or decline' },
  });
}

function letter(mailClass: WrittenMail['class'], subject: string, words: Omit<Letter, 'greeting' | 'closing'>): WrittenMail {
  const closing = ['The link is yours alone and lasts thirty days: pass this mail on to nobody, the account’s own person included.'];
  return { class: mailClass, subject, letter: { greeting: 'Hello,', ...words, closing } };
}

const price = ({ offer: { amountMinor, currency } }: SpendApproval) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(amountMinor / 100);
const day = (at: Date) => at.toISOString().slice(0, 10);
