import { randomUUID } from 'node:crypto';
import type { CaseView, ModerationItem, OwnModeration } from '@keepword/contracts';
import { addPeriod } from '@keepword/primitives';
import { mailsIn } from '../vendors/testing/mails.js';
import { eventually } from './testing/eventually.js';
import type { Person, ProblemBody } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';
import { askConsole, signInStaff, type StaffMember } from './testing/staff-member.js';

jest.setTimeout(240_000);

let stack: PlatformStack;
let moderator: StaffMember;
let officer: StaffMember;
beforeAll(async () => {
  stack = await startPlatform('fluxkrea', {}, { withPrivacyService: true });
  moderator = await signInStaff(stack, 'moderator');
  officer = await signInStaff(stack, 'privacy-officer');
});
afterAll(() => stack?.stop());

/** The filter takes it for something that it is not. */
const mistaken = 'a child and a naked flame';
const misreadPicture = (words: string) => `${words} __vendor_misread__`;

interface Answered<T> {
  readonly status: number;
  readonly body: T & ProblemBody;
}

async function privacy<T>(person: Person, method: string, path: string, body?: object, key?: string): Promise<Answered<T>> {
  const headers = key ? { 'idempotency-key': key } : {};
  const response = await fetch(`${stack.privacyUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${person.accessToken}`, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Answered<T>['body'] };
}
const records = async (person: Person) => (await privacy<{ items: OwnModeration[] }>(person, 'GET', '/v1/moderation')).body.items;
const decide = (id: string, decision: string, ground: string) =>
  moderator.call<ModerationItem & ProblemBody>('POST', `/v1/console/moderation/${id}/decision`, {
    body: { decision, ground, reason: 'looked at it together with the rules' },
  });
const mailsTo = (person: Person) => mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(person.email)}`);
const told = (person: Person, words: string) =>
  eventually(async () => (await mailsTo(person)).find(({ text }) => text.includes(words)) ?? null, 30_000, `a mail that says ${words}`);

describe('a decision of a moderator', () => {
  it('reaches the person by mail and in their settings, and its release lets the very words pass for them alone', async () => {
    const [ada, bea] = [await stack.person('ada', 100), await stack.person('bea', 100)];
    const blocked = await ada.create(mistaken);
    expect([blocked.status, (blocked.body as { review?: string }).review]).toEqual([422, 'on-request']);
    const [stopped] = await records(ada);
    expect(stopped).toMatchObject({ state: 'stopped', stage: 'request', text: mistaken, decision: null, caseId: null, mayRunAgain: false });
    const id = stopped?.id ?? '';

    const asked = await privacy<CaseView>(
      ada,
      'POST',
      '/v1/cases',
      { class: 'automated-decision-review', scope: { recordId: id } },
      randomUUID(),
    );
    expect([asked.status, asked.body.state, asked.body.verification]).toEqual([202, 'received', 'not-needed']);
    expect((await records(ada))[0]).toMatchObject({ state: 'waiting', caseId: asked.body.id });

    expect((await decide(id, 'overturned', 'sexual-minors')).body.errors?.[0]?.path).toBe('body.ground');
    expect((await decide(id, 'removed', 'unlawful')).status).toBe(409);
    expect((await decide(id, 'overturned', 'filter-mistaken')).status).toBe(200);
    const ended = await privacy<CaseView>(ada, 'GET', `/v1/cases/${asked.body.id}`);
    expect(ended.body.state).toBe('fulfilled');
    expect(ended.body.messages.at(-1)?.text).toContain('A person of our team looked at');
    const mail = await told(ada, 'The filter was mistaken');
    expect(mail.text).not.toContain('flame');
    expect(mail.text).toContain('complain to the data protection authority');
    expect((await records(ada))[0]).toMatchObject({ state: 'decided', mayRunAgain: true, decision: { decision: 'overturned' } });

    expect((await bea.create(mistaken)).status).toBe(422);
    expect((await ada.create(`${mistaken}, and a naked teenager`)).status).toBe(422);
    expect((await ada.create(mistaken)).status).toBe(202);
    expect((await privacy(bea, 'GET', `/v1/moderation/${id}`)).status).toBe(404);
  });

  it('is mailed by itself where nobody asked for a review, and a later one takes a release back', async () => {
    const cleo = await stack.person('cleo', 100);
    expect((await cleo.create(mistaken)).status).toBe(422);
    const id = (await records(cleo))[0]?.id ?? '';
    expect((await decide(id, 'overturned', 'allowed-in-context')).status).toBe(200);
    await told(cleo, 'in this context it is not');
    expect((await cleo.create(mistaken)).status).toBe(202);
    expect((await decide(id, 'upheld', 'sexual-minors')).status).toBe(200);
    await told(cleo, 'it stays stopped');
    expect((await cleo.create(mistaken)).status).toBe(422);
  });

  it('lets a picture pass that the filter held back, once a person has released its words', async () => {
    const dora = await stack.person('dora', 100);
    const words = misreadPicture('warm ovals');
    expect((await dora.make(words)).state).toBe('blocked');
    const [held] = await records(dora);
    expect(held).toMatchObject({ stage: 'output', text: words });
    await decide(held?.id ?? '', 'overturned', 'filter-mistaken');
    expect(await dora.make(words)).toMatchObject({ state: 'succeeded' });
  });
});

describe('a picture that a moderator removes', () => {
  it('is gone at once and for good, erased with a certificate, and stays in the record of decisions', async () => {
    const emma = await stack.person('emma', 100);
    const [made, other] = [await emma.make('a meadow'), await emma.make('a lake')];
    await emma.call('POST', `/v1/creations/${made.id}/reports`, { reason: 'copyright' });
    const [report] = await records(emma);
    expect(report).toMatchObject({ stage: 'report', state: 'waiting', creationId: made.id });
    expect((await decide(report?.id ?? '', 'upheld', 'unlawful')).status).toBe(400);
    expect((await decide(report?.id ?? '', 'removed', 'rights-of-others')).status).toBe(200);
    expect((await emma.call('GET', `/v1/creations/${made.id}`)).status).toBe(404);
    expect((await emma.raw('GET', `/v1/creations/${made.id}/outputs/0`)).status).toBe(404);
    expect((await emma.call('POST', `/v1/creations/${made.id}/restoration`)).status).toBe(409);
    await told(emma, 'It infringes somebody else’s rights');
    const certificate = await eventually(
      async () => (await mailsTo(emma)).find(({ subject }) => subject.includes('Your data is erased')) ?? null,
      90_000,
      'the certificate',
    );
    expect(certificate.text).toContain('/erasures/');
    const rows = await stack.database.query('SELECT id FROM creations WHERE subject_id = $1', [emma.subjectId]);
    expect(rows.rows).toEqual([{ id: other.id }]);
    expect((await records(emma))[0]).toMatchObject({ state: 'decided', decision: { decision: 'removed' }, mayRunAgain: false });
  });

  it('is only hidden while it has to be kept as evidence, and erased when that ends', async () => {
    const fay = await stack.person('fay', 100);
    const made = await fay.make('a harbour');
    await fay.call('POST', `/v1/creations/${made.id}/reports`, { reason: 'other' });
    const hold = await officer.call<{ id: string }>('POST', '/v1/console/holds', {
      body: {
        subjectId: fay.subjectId,
        kind: 'illegal-content',
        reason: 'kept as evidence for the police',
        reviewAt: addPeriod(stack.running.clock.now(), 'P30D').toISOString(),
      },
    });
    expect(hold.status).toBe(201);
    await decide((await records(fay))[0]?.id ?? '', 'removed', 'unlawful');
    await told(fay, 'unless a law makes us keep it');
    expect((await fay.call('GET', `/v1/creations/${made.id}`)).status).toBe(404);
    const left = async () => (await stack.database.query('SELECT FROM creations WHERE id = $1', [made.id])).rowCount;
    const openedErasures = async () =>
      (await officer.call<{ items: object[] }>('GET', `/v1/console/cases?subject=${fay.subjectId}&class=erasure`)).body.items.length;
    expect([await left(), await openedErasures()]).toEqual([1, 0]);
    await officer.call('POST', `/v1/console/holds/${hold.body.id}/lifting`, { body: { reason: 'the police has what it needs' } });
    await eventually(async () => (await left()) === 0, 90_000, 'the erasure');
  });
});

describe('somebody who wants no machine to decide alone', () => {
  it('has what the filter objects to put before a person without asking, and decides so and back themselves', async () => {
    const gus = await stack.person('gus', 100);
    const choose = (decidedBy: string) => privacy<{ decidedBy: string }>(gus, 'PUT', '/v1/automated-decisions', { decidedBy });
    expect((await privacy(gus, 'GET', '/v1/automated-decisions')).body).toEqual({ decidedBy: 'filter', since: null });
    expect((await choose('nobody')).status).toBe(400);
    expect((await choose('person')).body.decidedBy).toBe('person');

    const waiting = await gus.create(mistaken);
    expect([waiting.status, (waiting.body as { review?: string }).review]).toEqual([422, 'waiting']);
    expect(waiting.body.detail).toContain('a person of our team looks at it now');
    expect(await gus.credits()).toMatchObject({ available: 100, held: 0 });
    const review = await eventually(async () => (await records(gus))[0]?.caseId ?? null, 20_000, 'the review');
    const { body: opened } = await privacy<CaseView>(gus, 'GET', `/v1/cases/${review}`);
    expect([opened.class, opened.state]).toEqual(['automated-decision-review', 'received']);
    const queue = await moderator.call<{ items: ModerationItem[] }>('GET', '/v1/console/moderation?decided=no');
    expect(queue.body.items.find(({ subjectId }) => subjectId === gus.subjectId)).toMatchObject({ awaitsPerson: true });

    await decide((await records(gus))[0]?.id ?? '', 'overturned', 'filter-mistaken');
    await told(gus, 'it may be made');
    expect((await gus.create(mistaken)).status).toBe(202);
    expect((await privacy<CaseView>(gus, 'GET', `/v1/cases/${review}`)).body.state).toBe('fulfilled');

    expect((await choose('filter')).body.decidedBy).toBe('filter');
    expect(((await gus.create('a child and naked flames')).body as { review?: string }).review).toBe('on-request');
  });

  it('is not somebody else: nobody decides by whom another is judged', async () => {
    expect((await askConsole(stack.privacyUrl, null, 'PUT', '/v1/automated-decisions', { body: { decidedBy: 'person' } })).status).toBe(
      401,
    );
  });
});
