import { isRefusal, newId, type Id, type Instant } from '@keepword/primitives';
import { carryOut, type CasePorts, type Done, type IdempotencyConflict, type NewContent } from './carry-out.js';
import type { CaseClass } from './case-class.js';
import type { CaseRefusal } from './case-command.js';
import { findReference } from './case-reference.js';
import { openCase, type OpenRefusal } from './open-case.js';
import type { AddressKey } from './requester.js';

/** A mail that reached the privacy mailbox. Whoever it says it is from is where an answer goes, and nothing more. */
export interface ReceivedMail {
  /** Its Message-ID; the same mail delivered twice is taken in once. */
  readonly messageId: string;
  readonly subjectLine: string;
  readonly text: string;
  readonly from: string;
  readonly addressKey: AddressKey;
  readonly receivedAt: Instant;
  readonly policyVersion: string;
  /** Files that came with it; none of them is taken in, since nobody asked for what they hold. */
  readonly attachmentsLeftOut: number;
  /** What it becomes if it belongs to no case. A suggested class starts clocks and a proof of identity, never a deed. */
  readonly opensAs: { readonly class: CaseClass; readonly scope: unknown };
}

export type MailTaken =
  | { readonly taken: 'opened'; readonly caseId: Id; readonly reference: string; readonly replayed: boolean }
  | { readonly taken: 'threaded'; readonly caseId: Id; readonly replayed: boolean };

const opensAnother: ReadonlySet<string> = new Set<CaseRefusal['refused']>(['wrong-state', 'too-many-events']);

const system = { kind: 'system' } as const;

/**
 * Threads a mail to the case that its subject line names, or opens one. A reference of no case is a mail like any other. One
 * to a case that has ended, or that can hold no more, opens a case that follows it: no mail lies where no clock runs.
 */
export async function receiveMail(
  ports: CasePorts,
  mail: ReceivedMail,
): Promise<MailTaken | CaseRefusal | OpenRefusal | IdempotencyConflict> {
  const reference = findReference(mail.subjectLine);
  const caseId = reference && (await ports.store.findByReference(ports.uow, reference));
  if (!caseId) return open(ports, mail, null);
  const threaded = await thread(ports, mail, caseId);
  return isRefusal(threaded) && opensAnother.has(threaded.refused) ? open(ports, mail, caseId) : threaded;
}

async function thread(ports: CasePorts, mail: ReceivedMail, caseId: Id): Promise<MailTaken | CaseRefusal | IdempotencyConflict> {
  const message = words(ports, 'message', mail.text);
  const { addressKey, attachmentsLeftOut } = mail;
  const command = { kind: 'person-replied', contentId: message.contentId, addressKey, attachmentsLeftOut } as const;
  const done = await carryOut(ports, { caseId, key: `mail:${mail.messageId}`, command, contents: [message] }, system);
  return isRefusal(done) ? done : { taken: 'threaded', caseId, replayed: done.replayed };
}

async function open(ports: CasePorts, mail: ReceivedMail, follows: Id | null): Promise<MailTaken | OpenRefusal | IdempotencyConflict> {
  const { addressKey, receivedAt, policyVersion, attachmentsLeftOut, opensAs } = mail;
  const contents = [words(ports, 'message', mail.text), words(ports, 'address', mail.from)];
  const requester = { kind: 'address', addressKey } as const;
  const opened: Done<{ caseId: Id; reference: string }> | OpenRefusal | IdempotencyConflict = await openCase(
    ports,
    {
      key: mail.messageId,
      ...opensAs,
      channel: 'mail',
      requester,
      follows,
      receivedAt,
      policyVersion,
      authenticatedAt: null,
      contents,
      attachmentsLeftOut,
    },
    system,
  );
  if (isRefusal(opened)) return opened;
  return { taken: 'opened', caseId: opened.caseId, reference: opened.reference, replayed: opened.replayed };
}

/** A mail without a word is taken in too: its arrival counts. */
function words({ at }: CasePorts, kind: NewContent['kind'], text: string): NewContent {
  return { contentId: newId(at), kind, text: text === '' ? ' ' : text };
}
