import { IdentityUnavailable, MailUnavailable, type IdentityProvider } from '@keepword/accounts';
import { PaymentsUnavailable } from '@keepword/billing';
import {
  noticeAfter,
  planNotices,
  type DisclosedTo,
  type NoticeOutcome,
  type RecipientChannel,
  type RecipientNotice,
} from '@keepword/data-rights';
import { PostgresRecipientNotices, type Disclosures } from '@keepword/database';
import { recipientMayReceive } from '@keepword/policy';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { Foundation } from '../foundation.js';

type Parts = Pick<Foundation, 'profile' | 'payments' | 'mailer'>;

const notices = new PostgresRecipientNotices();

/**
 * Writes down, in the transaction that corrects an address, who has the old one and is to be told (GDPR Art. 19). Whoever keeps our own stores for us
 * (objects, database) sees what we see and is not told; a person's name goes to nobody.
 */
export async function noteCorrectedAddress(
  parts: Parts,
  uow: UnitOfWork,
  corrected: { readonly subjectId: SubjectId; readonly rectificationId: Id; readonly formerAddress: string },
  at: Instant,
): Promise<RecipientNotice[]> {
  const { subjectId, rectificationId: causeId, formerAddress } = corrected;
  const known = await notices.disclosures(uow, subjectId);
  const { profile, payments } = parts;
  const paid = known.paymentProviders
    .filter((id) => recipientMayReceive(profile, id, 'account.identity'))
    .map((recipient) => ({ recipient, hasChannel: payments.some(({ id, customers }) => id === recipient && customers !== undefined) }));
  const others = [...identityVendor(parts, known), ...mailVendor(parts)].map((recipient) => ({ recipient, hasChannel: true }));
  const planned = planNotices({ subjectId, matter: 'address', causeId, formerAddress }, inOrder([...others, ...paid]), at);
  await notices.add(uow, planned);
  return planned;
}

/**
 * Lists, in the transaction that restricts, who received something of the person. None of the vendors takes a restriction by its API, so that all of
 * them are listed as such and the person learns whom else to ask.
 */
export async function noteRestriction(
  parts: Parts,
  uow: UnitOfWork,
  { subjectId, caseId }: { readonly subjectId: SubjectId; readonly caseId: Id },
  at: Instant,
): Promise<void> {
  const known = await notices.disclosures(uow, subjectId);
  const models = known.modelVendors.map((vendor) => (vendor === 'cog' ? 'aws' : vendor));
  const disclosedTo = [...identityVendor(parts, known), ...mailVendor(parts), ...known.paymentProviders, ...models].map((recipient) => ({
    recipient,
    hasChannel: false,
  }));
  await notices.add(uow, planNotices({ subjectId, matter: 'restriction', causeId: caseId, formerAddress: null }, inOrder(disclosedTo), at));
}

const identityVendor = ({ profile: { bindings } }: Parts, { identityUserIds }: Disclosures): string[] =>
  bindings.identity === 'first-party' || identityUserIds.length === 0 ? [] : [bindings.identity];

/** Our own mail server is nobody else. */
const mailVendor = ({ mailer }: Parts): string[] => (mailer.contacts ? [mailer.id] : []);

/** Each once, by name. */
const inOrder = (disclosedTo: readonly DisclosedTo[]): DisclosedTo[] =>
  [...new Map(disclosedTo.map((one) => [one.recipient, one])).values()].toSorted((a, b) => a.recipient.localeCompare(b.recipient));

/** Every recipient that can be told of a new address. @param identity the identity vendor; null where the platform signs people in itself */
export function recipientChannels(
  { profile, payments, mailer, logger, storage: { transactions } }: Parts & Pick<Foundation, 'storage' | 'logger'>,
  identity: Pick<IdentityProvider, 'changeEmail'> | null,
): readonly RecipientChannel[] {
  const channels: RecipientChannel[] = [];
  /** Only what the vendor says counts as its answer: a database of ours that fails is none, and the notice stays due. */
  const attempted = async (recipient: string, work: () => Promise<'told' | 'nothing-to-correct'>): Promise<NoticeOutcome> => {
    try {
      return await work();
    } catch (error) {
      if (isPassing(error)) return 'unreachable';
      logger.warn({ err: error, recipient }, 'a recipient did not take a correction');
      return 'refused';
    }
  };
  for (const { id, customers } of payments)
    if (customers)
      channels.push({
        recipient: id,
        async tellAddress({ subjectId, formerAddress: formerEmail, address: email }) {
          if (formerEmail === null) return 'nothing-to-correct';
          const customerIds = await transactions.transaction(subjectId, (uow) => notices.customerIds(uow, subjectId, id));
          return attempted(id, () => customers.correctEmail({ customerIds, formerEmail, email }));
        },
      });
  const { contacts } = mailer;
  if (contacts)
    channels.push({
      recipient: mailer.id,
      tellAddress: ({ formerAddress, address }) =>
        attempted(mailer.id, async () => (formerAddress === null ? 'nothing-to-correct' : contacts.readdress(formerAddress, address))),
    });
  if (identity)
    channels.push({
      recipient: profile.bindings.identity,
      async tellAddress({ subjectId, address }) {
        const { identityUserIds } = await transactions.transaction(subjectId, (uow) => notices.disclosures(uow, subjectId));
        return attempted(profile.bindings.identity, async () => {
          for (const userId of identityUserIds) await identity.changeEmail(userId, address);
          return identityUserIds.length > 0 ? 'told' : 'nothing-to-correct';
        });
      },
    });
  return channels;
}

/** Vendors say by an error of their own that they may be asked again; any other says that it is of no use. */
const isPassing = (error: unknown) =>
  error instanceof PaymentsUnavailable || error instanceof MailUnavailable || error instanceof IdentityUnavailable;

export interface TellingPorts extends Pick<Foundation, 'accounts' | 'clock' | 'storage' | 'logger'> {
  readonly channels: readonly RecipientChannel[];
}

/** Tells one recipient, now, and remembers what came of it. @returns null when there is nothing left to tell @throws when our own database fails; then it stays due */
export async function tellRecipient(
  ports: TellingPorts,
  { id, subjectId }: Pick<RecipientNotice, 'id' | 'subjectId'>,
): Promise<RecipientNotice | null> {
  const { accounts, clock, logger, storage, channels } = ports;
  const [notice, account] = await storage.transactions.transaction(
    subjectId,
    async (uow) => [await notices.find(uow, id), await accounts.find(uow, subjectId)] as const,
  );
  if (notice?.state !== 'due') return null;
  const channel = channels.find(({ recipient }) => recipient === notice.recipient);
  const outcome =
    channel && account?.email
      ? await channel.tellAddress({ subjectId, formerAddress: notice.formerAddress, address: account.email })
      : 'nothing-to-correct';
  const after = noticeAfter(notice, outcome, clock.now());
  await storage.transactions.transaction(subjectId, (uow) => notices.save(uow, after));
  if (after.state === 'failed')
    logger.error(
      { noticeId: id, recipient: after.recipient, reason: after.reason, attempts: after.attempts },
      'a recipient could not be told of a correction',
    );
  return after;
}
