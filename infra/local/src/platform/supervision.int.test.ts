import { randomUUID } from 'node:crypto';
import type { GuardianSupervision, SpendApproval } from '@keepword/contracts';
import { mailsIn } from '../vendors/testing/mails.js';
import { payerForm, submit } from '../vendors/testing/payment-provider-contract.js';
import { eventually } from './testing/eventually.js';
import type { Answer, Person } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(240_000);

let stack: PlatformStack;
beforeAll(async () => {
  stack = await startPlatform('fluxchat', { RATE_LIMIT_SIGN_IN: '1000' });
});
afterAll(() => stack?.stop());
afterEach(() => stack.vendors.control('stripe').reset());

const daySeconds = 86_400;

interface Family {
  readonly minor: Person;
  readonly guardian: string;
  /** Of the first link to the page. */
  readonly token: string;
}

const open = async <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
): Promise<Pick<Answer<T>, 'status' | 'body'>> => {
  const answer = await fetch(`${stack.url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
};
const supervision = (token: string) => open<GuardianSupervision & { type?: string }>('GET', `/v1/guardian-supervision?capability=${token}`);
const decide = (id: string, capability: string, decision: 'approved' | 'declined') =>
  open<SpendApproval & { type?: string }>('POST', `/v1/spend-approvals/${id}/decision`, { capability, decision });
const checkout = (person: Person, offerId = 'pack-100', provider = 'stripe') =>
  person.call<{ id: string; url: string; type?: string; approval?: { id: string } }>(
    'POST',
    '/v1/billing/checkouts',
    { offerId, provider },
    { 'idempotency-key': randomUUID() },
  );
const asked = async (person: Person) => (await person.call<{ items: SpendApproval[] }>('GET', '/v1/spend-approvals')).body.items;
const needed = { status: 403, body: { type: '/problems/guardian-approval-needed' } };

const mailsTo = (address: string) => mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(address)}`);
const tokenIn = (text: string | undefined) => /[?&]token=([\w-]+)/.exec(text ?? '')?.[1];
/** The token of the mail's link; mails that were there before are in `seen`. */
const mailed = (address: string, subject: RegExp, seen: ReadonlySet<string> = new Set()) =>
  eventually(
    async () => (await mailsTo(address)).filter(({ id }) => !seen.has(id)).find((mail) => subject.test(mail.subject)),
    20_000,
    `a mail «${String(subject)}»`,
  );

async function family(name: string): Promise<Family> {
  const minor = await stack.person(name);
  await stack.database.query(`UPDATE accounts SET age_band = 'minor-with-guardian' WHERE subject_id = $1`, [minor.subjectId]);
  const guardian = `guardian-of-${name}@example.com`;
  expect((await minor.call('PUT', '/v1/guardian', { email: guardian })).status).toBe(202);
  for (const subject of [/asks for your consent/, /confirm your consent/]) {
    const token = tokenIn((await mailed(guardian, subject)).text);
    expect((await open('POST', '/v1/guardian-consents', { token })).status).toBe(200);
  }
  const token = tokenIn((await mailed(guardian, /that you agreed to/)).text);
  if (token === undefined) throw new Error('the mail to the guardian has no link');
  return { minor, guardian, token };
}

it('lets a minor buy what the guardian approved, once and nothing else', async () => {
  const { minor, guardian, token } = await family('kim');
  const first = await checkout(minor);
  expect(first).toMatchObject(needed);
  expect(await checkout(minor)).toMatchObject(needed);
  const [waiting, ...more] = await asked(minor);
  expect([waiting, more]).toEqual([expect.objectContaining({ offerId: 'pack-100', state: 'waiting', interval: null }) as object, []]);
  const mail = await mailed(guardian, /May this be bought/);
  expect(mail.text).toContain('Nothing is bought unless you approve it');
  expect((await mailsTo(minor.email)).filter(({ text }) => tokenIn(text) !== undefined && text.includes('/guardian/'))).toEqual([]);

  const link = tokenIn(mail.text) ?? '';
  expect((await supervision(link)).body.approvals).toEqual([waiting]);
  expect(await decide(waiting?.id ?? '', link, 'approved')).toMatchObject({ status: 200, body: { state: 'approved' } });
  expect((await decide(waiting?.id ?? '', token, 'approved')).status).toBe(409);
  expect(await checkout(minor, 'plan-300')).toMatchObject(needed);

  const bought = await checkout(minor);
  expect(bought.status).toBe(201);
  expect(await checkout(minor)).toMatchObject(needed);
  expect((await submit(bought.body.url, { ...payerForm, email: minor.email })).status).toBe(303);
  await eventually(async () => (await minor.credits()).available > 0, 40_000, 'the credits');
  const { months, approvals } = (await supervision(token)).body;
  expect(months).toHaveLength(12);
  expect(months[0]).toMatchObject({ creditsBought: (await minor.credits()).available, creditsSpent: 0, creations: 0 });
  expect(approvals.map(({ state }) => state).toSorted()).toEqual(['used', 'waiting', 'waiting']);
});

it('keeps an approval whose checkout could not be opened', async () => {
  const { minor, token } = await family('lou');
  const { body } = await checkout(minor);
  await decide(body.approval?.id ?? '', token, 'approved');
  stack.vendors.control('stripe').change({ rejectWith: 503 });
  expect((await checkout(minor)).status).toBe(503);
  expect((await asked(minor))[0]?.state).toBe('approved');
  stack.vendors.control('stripe').reset();
  expect((await checkout(minor)).status).toBe(201);
});

it('refuses what was declined, was taken back, or was not used in time', async () => {
  const { minor, token } = await family('mika');
  const ask = async (offerId: string) => (await checkout(minor, offerId)).body.approval?.id ?? '';
  const [declined, takenBack] = [await ask('pack-100'), await ask('plan-300')];
  await decide(declined, token, 'declined');
  await decide(takenBack, token, 'approved');
  await decide(takenBack, token, 'declined');
  expect(await checkout(minor)).toMatchObject(needed);
  expect(await checkout(minor, 'plan-300')).toMatchObject(needed);
  expect((await asked(minor)).map(({ state }) => state)).toEqual(['declined', 'declined']);

  const late = await ask('plan-1000');
  await decide(late, token, 'approved');
  await stack.advance(7 * daySeconds);
  const again = await stack.person('mika');
  expect((await asked(again))[0]).toMatchObject({ id: late, state: 'expired' });
  expect(await checkout(again, 'plan-1000')).toMatchObject(needed);
});

it('has an approval wait while the account is restricted', async () => {
  const { minor, token } = await family('remy');
  await decide((await checkout(minor)).body.approval?.id ?? '', token, 'approved');
  await stack.database.query('INSERT INTO processing_restrictions (subject_id, since) VALUES ($1, now())', [minor.subjectId]);
  expect((await checkout(minor)).body.type).toBe('/problems/restricted');
  expect((await supervision(token)).body.approvals.map(({ state }) => state)).toEqual(['approved']);
  await stack.database.query('DELETE FROM processing_restrictions WHERE subject_id = $1', [minor.subjectId]);
  expect((await checkout(minor)).status).toBe(201);
});

it('asks again before a cancelled subscription goes on', async () => {
  const { minor, token } = await family('sasha');
  const standing = async () => (await minor.call<{ state: string; cancelAtPeriodEnd: boolean }>('GET', '/v1/billing/subscription')).body;
  await decide((await checkout(minor, 'plan-300')).body.approval?.id ?? '', token, 'approved');
  const { url } = (await checkout(minor, 'plan-300')).body;
  expect((await submit(url, { ...payerForm, email: minor.email })).status).toBe(303);
  await eventually(async () => (await standing()).state === 'active', 40_000, 'the subscription');

  const resume = () => minor.call<{ approval?: { id: string } }>('POST', '/v1/billing/subscription/resumption');
  expect((await resume()).status).toBe(200);
  expect((await minor.call('POST', '/v1/billing/subscription/cancellation')).status).toBe(200);
  const refused = await resume();
  expect(refused).toMatchObject(needed);
  expect((await standing()).cancelAtPeriodEnd).toBe(true);
  await decide(refused.body.approval?.id ?? '', token, 'approved');
  expect((await resume()).status).toBe(200);
  expect((await standing()).cancelAtPeriodEnd).toBe(false);
  expect((await asked(minor)).map(({ state }) => state)).toEqual(['used', 'used']);
});

it('sends a guardian no more links than are good for a mailbox, and says so', async () => {
  const { minor } = await family('tove');
  const statuses = await Promise.all(Array.from({ length: 12 }, () => minor.call('POST', '/v1/guardian/links')));
  expect(statuses.map(({ status }) => status)).toContain(429);
});

it('shows a guardian one account, as long as the link lasts and the consent stands', async () => {
  const [one, other] = [await family('nora'), await family('otto')];
  const { body } = await checkout(one.minor);
  expect((await decide(body.approval?.id ?? '', other.token, 'approved')).status).toBe(404);
  expect((await supervision('x'.repeat(43))).status).toBe(404);
  const { rows } = await stack.database.query<{ found: number }>(
    `SELECT count(*)::int AS found FROM guardian_links WHERE encode(digest, 'base64') LIKE '%' || $1 || '%' OR id::text = $1`,
    [one.token],
  );
  expect(rows[0]?.found).toBe(0);

  await stack.advance(31 * daySeconds);
  expect(await supervision(one.token)).toMatchObject({ status: 422, body: { type: '/problems/sign-in-failed' } });
  const seen = new Set((await mailsTo(one.guardian)).map(({ id }) => id));
  expect((await open('POST', '/v1/guardian-links', { capability: one.token })).status).toBe(202);
  expect((await open('POST', '/v1/guardian-links', { capability: 'x'.repeat(43) })).status).toBe(202);
  const fresh = tokenIn((await mailed(one.guardian, /that you agreed to/, seen)).text) ?? '';
  expect((await supervision(fresh)).status).toBe(200);

  expect(await open('POST', '/v1/guardian-withdrawals', { token: fresh })).toMatchObject({ status: 200, body: { closed: true } });
  expect((await supervision(fresh)).status).toBe(404);
  expect((await decide(body.approval?.id ?? '', fresh, 'approved')).status).toBe(404);

  const kept = async (subjectId: string) => {
    const found = await stack.database.query<{ kept: number }>(
      `SELECT count(*)::int AS kept FROM (SELECT subject_id FROM guardian_links UNION ALL SELECT subject_id FROM spend_approvals) AS supervised
        WHERE subject_id = $1`,
      [subjectId],
    );
    return found.rows[0]?.kept;
  };
  await eventually(async () => (await kept(one.minor.subjectId)) === 0, 90_000, 'the erasure of links and approvals');
  expect(await kept(other.minor.subjectId)).toBeGreaterThan(0);
});

it('asks nothing of an adult', async () => {
  const adult = await stack.person('pat');
  expect((await checkout(adult)).status).toBe(201);
  expect(await asked(adult)).toEqual([]);
  expect((await adult.call('POST', '/v1/guardian/links')).status).toBe(409);
});
