import type { Mailer } from '@keepword/accounts';
import { refusalNotice, type Case, type ProofAsked, type RefusalGround, type Reminded } from '@keepword/data-rights';
import { derivedId, type Id, type Instant } from '@keepword/primitives';
import type { Foundation } from '../foundation.js';
import { renderLetter } from '../letters/render-letter.js';
import type { Letter } from '../letters/letter-text.js';
import { attachmentSentences, clockWords, day, deadlineSentences, matterOf, moment, withArticle } from './case-words.js';

/** Where a mail goes and which happening it tells of: told again, it is the same mail, which the vendor sends once. */
export interface CaseMailTo {
  readonly to: string;
  /** Of the event that it tells of. */
  readonly at: Instant;
  /** {@link CaseEvent.sequence} of that event. */
  readonly sequence: number;
}

export interface CertificateMail {
  readonly runId: Id;
  readonly reference: string;
  readonly to: string;
  readonly state: 'provisional' | 'final';
  readonly issuedAt: Instant;
  /** Of the certificate's file: another one is another mail. */
  readonly digest: string;
  /** With the secret that opens it. */
  readonly href: string;
}

interface CaseMail extends Letter {
  readonly subject: string;
}

const notYou = 'If you did not write to us, you need not do anything: without the proof nothing is done and nobody learns anything.';
const answerHere = 'You can answer this mail; keep the part in brackets in its subject.';

/** One mail for each step of a case. Every method throws what the mailer throws: MailUnavailable, to be tried again, or MailRefused. */
export class CaseMails {
  readonly #mailer: Mailer;
  readonly #environment: Pick<Foundation['environment'], 'WEB_URL' | 'PRIVACY_MAILBOX'>;
  readonly #from: string;
  readonly #profile: Foundation['profile'];

  constructor({ profile, environment, mailer }: Pick<Foundation, 'profile' | 'environment' | 'mailer'>) {
    this.#mailer = mailer;
    this.#environment = environment;
    this.#profile = profile;
    this.#from = `${profile.meta.displayName} <${environment.PRIVACY_MAILBOX}>`;
  }

  /** That it arrived, and by when what happens. The same whoever asked; what proves identity is mailed apart. */
  receipt(found: Case, to: CaseMailTo, isProofNeeded: boolean): Promise<void> {
    return this.#send(mailId(found, 'receipt', to), to.to, {
      subject: named(found.reference, `We received your ${matterOf(found)}`),
      paragraphs: [
        `On ${moment(found.receivedAt)} we received your ${matterOf(found)}. Its reference is ${found.reference}.`,
        deadlineSentences(found).join(' '),
        ...(isProofNeeded
          ? [
              'Before anything is done we have to know that it comes from the person whose data it is about. Another mail brings a link for that.',
            ]
          : []),
        ...attachmentSentences(found.attachmentsLeftOut),
      ],
      closing: [answerHere],
    });
  }

  /**
   * What was received, what the platform says to it, and whether it is done, in one.
   * @param all `isReceipt`: whether the person was told nothing of the case before
   */
  allInOne(found: Case, to: CaseMailTo, all: { isReceipt: boolean; words: readonly string[]; isDone: boolean }): Promise<void> {
    const { isReceipt, words, isDone } = all;
    const received = `On ${moment(found.receivedAt)} we received your ${matterOf(found)}. Its reference is ${found.reference}.`;
    return this.#send(mailId(found, 'all-in-one', to), to.to, {
      subject: named(found.reference, isDone ? `Done: your ${matterOf(found)}` : `We received your ${matterOf(found)}`),
      paragraphs: [
        isReceipt ? received : `This is about your ${matterOf(found)} of ${moment(found.receivedAt)}.`,
        ...words,
        isDone ? 'What you asked for has been carried out.' : deadlineSentences(found).join(' '),
        ...(isReceipt ? attachmentSentences(found.attachmentsLeftOut) : []),
      ],
      closing: [answerHere],
    });
  }

  /** That files which came with an answer were left out. */
  attachments(found: Case, to: CaseMailTo, count: number): Promise<void> {
    return this.#send(mailId(found, 'attachments', to), to.to, {
      subject: named(found.reference, 'We have your mail, without what was attached'),
      paragraphs: [`Your mail about your ${matterOf(found)} has reached us.`, ...attachmentSentences(count)],
      closing: [answerHere],
    });
  }

  /** Reads the same whether or not there is an account. The link works once. */
  proof(
    found: Case,
    to: string,
    { challengeId, token, expiresAt }: Pick<ProofAsked, 'challengeId' | 'token' | 'expiresAt'>,
  ): Promise<void> {
    return this.#send(challengeId, to, {
      subject: named(found.reference, 'Confirm that this request is yours'),
      paragraphs: [
        `Somebody who gave your mail address sent us ${withArticle(matterOf(found))}. If it was you, open this link and confirm; we then go on with it.`,
        `The link works once, until ${moment(expiresAt)}.`,
      ],
      link: {
        href: `${this.#environment.WEB_URL}/cases/${found.caseId}/verification?token=${token}`,
        label: 'Confirm that this request is mine',
      },
      closing: [notYou],
    });
  }

  /** What the team, or the platform itself, says to the person. */
  words(found: Case, to: CaseMailTo, text: string, isQuestion: boolean): Promise<void> {
    return this.#send(mailId(found, 'words', to), to.to, {
      subject: named(found.reference, isQuestion ? `A question about your ${matterOf(found)}` : `About your ${matterOf(found)}`),
      paragraphs: [isQuestion ? 'To go on with it we need to know something from you:' : `This is about your ${matterOf(found)}:`],
      quote: text,
      closing: [answerHere],
    });
  }

  /** Why, on which provision, and both remedies (GDPR Art. 12(4)). @param explanation an officer's own words */
  refusal(found: Case, to: CaseMailTo, ground: RefusalGround, explanation: string | null): Promise<void> {
    return this.#send(mailId(found, 'refusal', to), to.to, {
      subject: named(found.reference, `We cannot do what you asked for`),
      paragraphs: [`We received your ${matterOf(found)} on ${moment(found.receivedAt)} and cannot do it.`, ...refusalNotice(ground)],
      ...(explanation === null ? {} : { quote: explanation }),
      closing: [answerHere],
    });
  }

  carriedOut(found: Case, to: CaseMailTo): Promise<void> {
    return this.#send(mailId(found, 'carried-out', to), to.to, {
      subject: named(found.reference, 'Done'),
      paragraphs: [`What you asked for with your ${matterOf(found)} of ${moment(found.receivedAt)} has been carried out.`],
      closing: [answerHere],
    });
  }

  withdrawal(found: Case, to: CaseMailTo): Promise<void> {
    return this.#send(mailId(found, 'withdrawal', to), to.to, {
      subject: named(found.reference, 'Your request was taken back'),
      paragraphs: [
        `Your ${matterOf(found)} of ${moment(found.receivedAt)} was taken back. Nothing more is done with it, and what had begun is undone.`,
      ],
      closing: ['If that was not you, answer this mail at once.'],
    });
  }

  /** @param into reference of the case in which it goes on */
  merged(found: Case, to: CaseMailTo, into: string): Promise<void> {
    return this.#send(mailId(found, 'merged', to), to.to, {
      subject: named(into, `Your two requests go on as one`),
      paragraphs: [
        `Your ${matterOf(found)} (${found.reference}) asks for the same as an earlier one of yours. Both go on under the reference ${into}.`,
      ],
      closing: [answerHere],
    });
  }

  /** The warning before a restriction ends (GDPR Art. 18(3)). */
  liftingAnnounced(found: Case, to: CaseMailTo, liftAt: Instant): Promise<void> {
    return this.#send(mailId(found, 'lifting-announced', to), to.to, {
      subject: named(found.reference, `The restriction of your data ends on ${day(liftAt)}`),
      paragraphs: [
        `Since your ${matterOf(found)} of ${moment(found.receivedAt)} your data is only kept and nothing else is done with it.`,
        `We are going to lift this on ${moment(liftAt)}. From then on everything that our privacy policy allows happens again. Until then nothing changes.`,
        'If you do not agree, answer this mail and say why; somebody of our team reads it before that day.',
      ],
      closing: [answerHere],
    });
  }

  liftingCanceled(found: Case, to: CaseMailTo): Promise<void> {
    return this.#send(mailId(found, 'lifting-canceled', to), to.to, {
      subject: named(found.reference, 'The restriction of your data stays'),
      paragraphs: ['We announced that the restriction of your data ends. It does not: your data is still only kept.'],
      closing: [answerHere],
    });
  }

  lifted(found: Case, to: CaseMailTo): Promise<void> {
    return this.#send(mailId(found, 'lifted', to), to.to, {
      subject: named(found.reference, 'The restriction of your data has ended'),
      paragraphs: [
        `The restriction of ${moment(found.endedAt ?? found.receivedAt)} ended on ${moment(to.at)}. What our privacy policy allows happens again.`,
        'You can ask for it again at any time, in your settings or by an answer to this mail.',
      ],
      closing: [answerHere],
    });
  }

  certificate({ runId, reference, to, state, issuedAt, digest, href }: CertificateMail): Promise<void> {
    return this.#send(derivedId(issuedAt, `keepword case mail v1 certificate ${runId} ${digest}`), to, {
      subject: named(
        reference,
        state === 'final' ? 'Your data is erased' : 'Your data is erased here; some recipients have still to confirm',
      ),
      paragraphs: [
        state === 'final'
          ? 'Everything that you asked us to erase is gone. The certificate says what went, what the law makes us keep, and until when.'
          : 'What we hold ourselves is gone. The certificate says what went and who has not confirmed yet; you get another mail when all have.',
        `It is signed and can be checked without us, or by anybody at ${this.#environment.WEB_URL}/certificates/verify. Whoever has the link can read it; it holds no name and no address.`,
      ],
      link: { href, label: 'The certificate' },
    });
  }

  /** To the team: a deadline comes near, or has come unmet. */
  reminder({ reminder, lapsed }: Reminded): Promise<void> {
    return this.#send(
      derivedId(reminder.at, `keepword case mail v1 reminder ${reminder.caseId} ${reminder.clock} ${reminder.step}`),
      this.#environment.PRIVACY_MAILBOX,
      {
        subject: `${reminder.step === 'alarm' ? 'OVERDUE' : 'Due soon'}: ${reminder.reference}, ${clockWords[reminder.clock]}`,
        paragraphs: [
          reminder.step === 'alarm'
            ? `For ${reminder.reference}, ${clockWords[reminder.clock]} was due on ${moment(reminder.dueAt)} and is not there.`
            : `For ${reminder.reference}, ${clockWords[reminder.clock]} is due on ${moment(reminder.dueAt)}.`,
          ...(lapsed ? ['Nobody proved that the request is theirs, so it ended today. The person is told so.'] : []),
        ],
        link: { href: `${this.#environment.WEB_URL}/console/cases/${reminder.caseId}`, label: 'The case in the console' },
      },
    );
  }

  async #send(id: Id, to: string, { subject, ...letter }: CaseMail): Promise<void> {
    await this.#mailer.send({
      id,
      class: 'privacy',
      from: this.#from,
      to,
      subject,
      ...renderLetter(letter, this.#profile),
      // Programs that answer mails by themselves leave such a mail alone (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }
}

export const caseMails = (foundation: Pick<Foundation, 'profile' | 'environment' | 'mailer'>) => new CaseMails(foundation);

const named = (reference: string, subject: string) => `[${reference}] ${subject}`;

function mailId({ caseId }: Pick<Case, 'caseId'>, step: string, { at, sequence }: CaseMailTo): Id {
  return derivedId(at, `keepword case mail v1 ${caseId} ${step} ${sequence}`);
}
