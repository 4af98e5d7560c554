import { LookupHash, MailRefused, MailUnavailable, type Mail, type Mailer } from '@keepword/accounts';
import {
  answerChallenge,
  carryOut,
  openCase,
  type Actor,
  type CaseClass,
  type CaseCommand,
  type CaseScope,
  type NewContent,
} from '@keepword/data-rights';
import { openDatabase, PostgresAccountStore, PostgresUnitOfWork } from '@keepword/database';
import { Keyring, postgresKeyStore, prepareKeyStore } from '@keepword/keyring';
import { profile } from '@keepword/policy';
import { fixedClock, isRefusal, newId, type Id } from '@keepword/primitives';
import { createLogger } from '@keepword/service-kit';
import { TEST_ROLE_PASSWORD, testDatabase } from '@keepword/testkit';
import { Pool } from 'pg';
import type { PlatformEnvironment } from '../environment.js';
import type { Storage } from '../storage.js';
import { openCases, type CaseDesk } from './case-desk.js';
import { caseMails } from './case-mails.js';
import { advanceCaseMails, type CaseMailing } from './case-steps.js';

const morning = new Date('2026-03-04T08:00:00Z');
const later = (hours: number) => new Date(morning.getTime() + hours * 3_600_000);
const krea = profile('fluxkrea');
const subjectKey = Buffer.alloc(32, 3);
const officer: Actor = { kind: 'staff', staffId: newId(morning), roles: ['privacy-officer'] };
const secondOfficer: Actor = { kind: 'staff', staffId: newId(morning), roles: ['privacy-officer'] };

/** Keeps what it was given, as a mailbox does, and can be away. */
class KeepingMailer implements Mailer {
  readonly id = 'first-party-smtp';
  sent: Mail[] = [];
  fails: Error | null = null;

  send(mail: Mail): Promise<{ vendorMessageId: string }> {
    if (this.fails) return Promise.reject(this.fails);
    if (!this.sent.some(({ id }) => id === mail.id)) this.sent.push(mail);
    return Promise.resolve({ vendorMessageId: mail.id });
  }
}

const mailer = new KeepingMailer();
const accounts = new PostgresAccountStore();
const lookups = new LookupHash(subjectKey);
let desk: CaseDesk;
let mailing: CaseMailing;
let owner: PostgresUnitOfWork;
let close: () => Promise<void>;

beforeAll(async () => {
  const [platform, keys] = [await testDatabase('keepword_template'), await testDatabase()];
  await prepareKeyStore({ superuserUrl: keys.url, rolePassword: TEST_ROLE_PASSWORD });
  const pool = new Pool({ connectionString: keys.urlFor('keyring'), max: 4 });
  const [worker, coreApi] = [await openDatabase(platform.urlFor('worker')), await openDatabase(platform.urlFor('core_api'))];
  const keyring = new Keyring(postgresKeyStore(pool), Buffer.alloc(32, 5), fixedClock(morning));
  const storage = { transactions: new PostgresUnitOfWork(worker), keyring } as unknown as Storage;
  const environment = {
    CASES_DATABASE_URL: platform.urlFor('participant_cases'),
    SUBJECT_HASH_KEY: subjectKey,
    WEB_URL: 'https://keepword.example',
    PRIVACY_MAILBOX: 'privacy@keepword.example',
  } as unknown as PlatformEnvironment;
  desk = await openCases(environment, { storage, profile: krea });
  owner = new PostgresUnitOfWork(coreApi);
  const foundation = { accounts, lookups, storage, logger: createLogger('test', 'silent') };
  mailing = { desk, mails: caseMails({ profile: krea, environment, mailer }), foundation };
  close = async () => {
    await desk.close();
    await Promise.all([worker.destroy(), coreApi.destroy(), pool.end()]);
    await Promise.all([platform.drop(), keys.drop()]);
  };
});
afterAll(() => close());
beforeEach(() => {
  mailer.sent = [];
  mailer.fails = null;
});

let addresses = 0;
async function somebody(): Promise<{ email: string; subjectId: Id }> {
  const [subjectId, email] = [newId(morning), `Person${++addresses}@Example.org`];
  await owner.transaction(subjectId, async (uow) => {
    await accounts.insert(uow, {
      subjectId,
      email,
      displayName: null,
      pictureUrl: null,
      ageBand: 'adult',
      theme: 'system',
      locale: 'en',
      downloadMetadata: 'strip',
      state: 'active',
      profileId: 'fluxkrea',
      policyVersion: '1',
      createdAt: morning,
      lastActivityAt: morning,
      restrictedSince: null,
      guardianAgreedAt: null,
    });
    const link = { provider: 'google', providerSubject: subjectId, vendorUserId: subjectId };
    await accounts.link(uow, subjectId, link, [lookups.email(email)], morning);
  });
  return { email, subjectId };
}

const words = (kind: NewContent['kind'], text: string): NewContent => ({ contentId: newId(morning), kind, text });

async function opened(ask: { email?: string; subjectId?: Id; class?: CaseClass; scope?: CaseScope; fresh?: boolean }) {
  const { email = '', subjectId, fresh = false } = ask;
  const done = await desk.transaction(morning, (ports) =>
    openCase(
      ports,
      {
        key: newId(morning),
        class: ask.class ?? 'access',
        scope: ask.scope ?? null,
        channel: subjectId ? 'settings' : 'form',
        requester: subjectId ? { kind: 'subject', subjectId } : { kind: 'address', addressKey: desk.addressKey(email) },
        receivedAt: morning,
        policyVersion: '1',
        authenticatedAt: fresh ? morning : null,
        contents: subjectId ? [] : [words('address', email)],
      },
      subjectId ? { kind: 'person', subjectId } : { kind: 'system' },
    ),
  );
  if (isRefusal(done)) throw new Error(JSON.stringify(done));
  return done;
}

async function tell(caseId: Id, command: CaseCommand, actor: Actor, contents: readonly NewContent[] = [], hours = 1) {
  const done = await desk.transaction(later(hours), (ports) => carryOut(ports, { caseId, key: null, command, contents }, actor));
  if (isRefusal(done)) throw new Error(JSON.stringify(done));
}

const advance = (hours = 1) => advanceCaseMails(mailing, later(hours));
const subjects = () => mailer.sent.map(({ subject }) => subject.replace(/^\[KW-[0-9A-Z-]+\] /, ''));
const tokenIn = (mail: Mail | undefined) => new URL(/https:\S+token=\S+/.exec(mail?.text ?? '')?.[0] ?? '').searchParams.get('token') ?? '';
const found = (caseId: Id) => desk.transaction(morning, ({ store, uow }) => store.find(uow, caseId));

describe('the mails of a case', () => {
  it('confirm and ask for a proof, the same to somebody with an account and to somebody without, and once', async () => {
    const { email } = await somebody();
    const known = await opened({ email: email.toLowerCase() });
    const unknown = await opened({ email: 'nobody@example.net' });
    expect(await advance()).toBe(2);
    expect(await advance()).toBe(0);
    const textsTo = (to: string, { caseId, reference }: { caseId: Id; reference: string }) =>
      mailer.sent
        .filter((mail) => mail.to === to)
        .map(({ subject, text, html }) =>
          [subject, text, html]
            .join('\n')
            .replaceAll(reference, 'REF')
            .replaceAll(caseId, 'CASE')
            .replaceAll(/token=[\w-]+/g, 'token'),
        );
    expect(textsTo(email, known)).toHaveLength(2);
    expect(textsTo(email, known)).toEqual(textsTo('nobody@example.net', unknown));
    expect(mailer.sent.every(({ subject }) => subject.startsWith('[KW-'))).toBe(true);
    expect(await found(known.caseId)).toMatchObject({ state: 'verifying', receiptSentAt: later(1), subjectId: null });
  });

  it('prove whose request it is, by the link and by nothing else', async () => {
    const { email, subjectId } = await somebody();
    const { caseId } = await opened({ email });
    await advance();
    const token = tokenIn(mailer.sent.find(({ text }) => text.includes('token=')));
    const answer = (given: string) =>
      desk.transaction(later(2), (ports) => answerChallenge(ports, { caseId, addressKey: desk.addressKey(email), token: given }));
    expect(await answer('another')).toEqual({ refused: 'challenge-not-accepted' });
    expect(await answer(token)).toEqual({ caseId, subjectId });
    expect(await found(caseId)).toMatchObject({ state: 'open', subjectId, verification: { state: 'verified', failures: 1 } });
    mailer.sent = [];
    await advance(3);
    expect(subjects()).toEqual([]);
  });

  it('only confirm where a sign-in has proven it, and ask those whose sign-in is old', async () => {
    const { subjectId, email } = await somebody();
    await opened({ subjectId, fresh: true });
    await advance();
    expect(subjects()).toEqual(['We received your request to see your data']);
    mailer.sent = [];
    await opened({ subjectId, class: 'erasure', scope: { what: 'account' } });
    await advance();
    expect(mailer.sent.map(({ to }) => to)).toEqual([email, email]);
    expect(subjects()).toContain('Confirm that this request is yours');
  });

  it('ask again when the team asks, and an older link counts no more', async () => {
    const { caseId } = await opened({ email: 'again@example.net' });
    await advance();
    const first = tokenIn(mailer.sent.find(({ text }) => text.includes('token=')));
    await tell(caseId, { kind: 'require-verification' }, officer, [], 2);
    mailer.sent = [];
    await advance(3);
    expect(subjects()).toEqual(['Confirm that this request is yours']);
    const answer = (token: string) =>
      desk.transaction(later(4), (ports) => answerChallenge(ports, { caseId, addressKey: desk.addressKey('again@example.net'), token }));
    expect(await answer(first)).toEqual({ refused: 'challenge-not-accepted' });
    expect(await answer(tokenIn(mailer.sent[0]))).toMatchObject({ caseId });
  });

  it('carry what the team says, a refusal with its remedies, and the end', async () => {
    const { subjectId } = await somebody();
    const { caseId } = await opened({ subjectId, class: 'rectification', fresh: true });
    await advance();
    mailer.sent = [];
    const [question, note, why] = [
      words('reply', 'Which <name> is right?'),
      words('note', 'rings a bell'),
      words('explanation', 'It was right.'),
    ];
    await tell(caseId, { kind: 'ask-person', contentId: question.contentId }, officer, [question]);
    await tell(caseId, { kind: 'note', contentId: note.contentId }, officer, [note]);
    await tell(caseId, { kind: 'propose-refusal', ground: 'data-is-accurate', contentId: why.contentId }, officer, [why]);
    await advance(2);
    expect(subjects()).toEqual(['A question about your request to correct your data']);
    expect(mailer.sent[0]?.html).toContain('Which &lt;name&gt; is right?');
    mailer.sent = [];
    await tell(caseId, { kind: 'approve-refusal' }, secondOfficer);
    await advance(3);
    expect(mailer.sent).toHaveLength(1);
    for (const part of ['data protection authority', 'before a court', 'GDPR Art. 16', 'It was right.'])
      expect(mailer.sent[0]?.text).toContain(part);
    expect(JSON.stringify(mailer.sent)).not.toContain('rings a bell');
  });

  it('wait a minute when the mailer is away, and nothing is noted as said', async () => {
    const { caseId } = await opened({ email: 'late@example.net' });
    mailer.fails = new MailUnavailable('away');
    await expect(advance()).rejects.toThrow(MailUnavailable);
    expect(await found(caseId)).toMatchObject({ state: 'received', receiptSentAt: null, sequence: 1 });
    mailer.fails = null;
    expect(await advance()).toBe(0);
    expect(await advanceCaseMails(mailing, new Date(later(1).getTime() + 60_000))).toBe(1);
    expect(subjects()).toHaveLength(2);
  });

  it('go on without an address that takes none', async () => {
    const { caseId } = await opened({ email: 'gone@example.net' });
    mailer.fails = new MailRefused('no such mailbox');
    expect(await advance()).toBe(1);
    expect(await advance()).toBe(0);
    expect(await found(caseId)).toMatchObject({ state: 'verifying', receiptSentAt: null });
  });

  it('remind the team before a deadline and alarm it after, each once', async () => {
    const { subjectId } = await somebody();
    const { reference } = await opened({ subjectId, class: 'complaint' });
    await advance();
    for (const hours of [24, 47, 48, 48]) await advance(hours);
    const toTeam = mailer.sent.filter(({ to, subject }) => to === 'privacy@keepword.example' && subject.includes(reference));
    expect(toTeam.map(({ subject }) => subject)).toEqual([
      `Due soon: ${reference}, a first reply`,
      `Due soon: ${reference}, a first reply`,
      `OVERDUE: ${reference}, a first reply`,
    ]);
  });

  it('of a burst are all sent, none twice, though several processes sweep at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, index) => opened({ email: `burst${index}@example.net`, class: 'inquiry' })),
    );
    const seen = await Promise.all([advance(), advance(), advance()]);
    expect(seen.reduce((sum, one) => sum + one)).toBe(40);
    expect(mailer.sent).toHaveLength(40);
    expect(new Set(mailer.sent.map(({ to }) => to)).size).toBe(40);
    for (const { caseId } of all) expect((await found(caseId))?.receiptSentAt).toEqual(later(1));
  });
});
