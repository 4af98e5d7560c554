import { randomUUID } from 'node:crypto';
import type { CaseView, ConsoleCasePage } from '@keepword/contracts';
import { TOTP, URI } from 'otpauth';
import { grantStaff } from '../cli/grant-staff.js';
import { operatorAccess } from '../cli/operator-access.js';
import { mailsIn, type ListedMail } from '../vendors/testing/mails.js';
import { eventually } from './testing/eventually.js';
import type { Person, ProblemBody } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';

jest.setTimeout(240_000);

let stack: PlatformStack;
beforeAll(async () => {
  stack = await startPlatform('fluxkrea', {}, { withPrivacyService: true });
});
afterAll(() => stack?.stop());

interface Call {
  readonly body?: unknown;
  readonly token?: string | undefined;
  /** A fresh one when left out; null sends none. */
  readonly key?: string | null;
}

interface Answered<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  readonly text: string;
}

async function call<T = ProblemBody>(method: string, path: string, { body, token, key = randomUUID() }: Call = {}): Promise<Answered<T>> {
  const headers = {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(key === null ? {} : { 'idempotency-key': key }),
  };
  const response = await fetch(stack.privacyUrl + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as T, text };
}

const open = (body: unknown, who?: Person, key?: string) =>
  call<CaseView & ProblemBody>('POST', '/v1/cases', { body, token: who?.accessToken, ...(key ? { key } : {}) });
const show = (id: string, who: Person) => call<CaseView & ProblemBody>('GET', `/v1/cases/${id}`, { token: who.accessToken });
const mailsTo = (address: string) => mailsIn(stack.running.runtime.vendorsUrl, `?to=${encodeURIComponent(address)}`);
const mailWith = (address: string, part: string): Promise<ListedMail> =>
  eventually(async () => (await mailsTo(address)).find(({ text }) => text.includes(part)), 20_000, `a mail to ${address} with «${part}»`);

/** Where the mailed link leads: the case, and the token that proves. */
function proofIn({ text }: ListedMail): { readonly id: string; readonly token: string } {
  const url = new URL(/http\S+\/cases\/\S+/.exec(text)?.[0] ?? '');
  return { id: url.pathname.split('/')[2] ?? '', token: url.searchParams.get('token') ?? '' };
}

describe('a person’s own requests', () => {
  it('open at once for somebody who has just signed in, and are confirmed by mail with the dates', async () => {
    const ada = await stack.person('ada');
    // A deed that is done at once is told of in one mail with the receipt, which then says what was done and no date.
    const opened = await open({ class: 'rectification', message: 'all of it, please' }, ada);
    expect(opened.status).toBe(202);
    expect(opened.body).toMatchObject({
      class: 'rectification',
      verification: 'verified',
      messages: [{ from: 'person', text: 'all of it, please' }],
    });
    expect(opened.body.reference).toMatch(/^KW-/);
    expect(new Date(opened.body.respondBy ?? '').getTime() - new Date(opened.body.receivedAt).getTime()).toBe(30 * 24 * 3_600_000);
    const receipt = await mailWith(ada.email, 'We answer by');
    expect(receipt.subject).toContain(`[${opened.body.reference}]`);
    expect((await show(opened.body.id, ada)).body.reference).toBe(opened.body.reference);
    expect(await mailsTo(ada.email)).not.toEqual(
      expect.arrayContaining([expect.objectContaining({ text: expect.stringContaining('token=') })]),
    );
  });

  it('ask for a proof when the sign-in is old, and take the mailed link', async () => {
    const eva = await stack.person('eva');
    await stack.advance(20 * 60);
    const opened = await open({ class: 'access' }, eva);
    expect([opened.status, opened.body.verification]).toEqual([202, 'needed']);
    const proof = proofIn(await mailWith(eva.email, 'token='));
    expect(proof.id).toBe(opened.body.id);
    const wrong = await call('POST', `/v1/cases/${proof.id}/verification`, { body: { token: 'a-wrong-token-of-some-length' } });
    expect([wrong.status, wrong.body.type]).toEqual([409, '/problems/conflict']);
    expect((await show(opened.body.id, eva)).body.verification).toBe('asked');
    const right = await call('POST', `/v1/cases/${proof.id}/verification`, { body: { token: proof.token } });
    expect([right.status, right.body]).toEqual([200, { verified: true, reference: opened.body.reference }]);
    expect((await show(opened.body.id, eva)).body.verification).toBe('verified');
    expect((await call('POST', `/v1/cases/${proof.id}/verification`, { body: { token: proof.token } })).status).toBe(409);
    // In the mail, and nowhere with us.
    expect((await stack.traces(proof.token)).filter((trace) => !trace.startsWith('vendors: '))).toEqual([]);
  });

  it('are nobody else’s', async () => {
    const [ada, berta] = [await stack.person('ada2'), await stack.person('berta')];
    const { body } = await open({ class: 'complaint', message: 'the queue is slow' }, ada);
    const path = `/v1/cases/${body.id}`;
    const theirs = { token: berta.accessToken };
    const answers = await Promise.all([
      call('GET', path, theirs),
      call('POST', `${path}/withdrawal`, theirs),
      call('POST', `${path}/messages`, { ...theirs, body: { message: 'it is mine' } }),
      call('GET', `/v1/cases/${randomUUID().replace(/^(.{14})4/, '$17')}`, theirs),
    ]);
    expect(answers.map(({ status, body: { type } }) => [status, type])).toEqual(answers.map(() => [404, '/problems/not-found']));
    expect((await call('GET', path)).status).toBe(401);
    expect((await call<{ items: CaseView[] }>('GET', '/v1/cases', theirs)).body.items).toEqual([]);
  });

  it('hold once per key: the same again is the same case, and other words under it are a conflict', async () => {
    const cleo = await stack.person('cleo');
    const key = randomUUID();
    const first = await open({ class: 'complaint', message: 'one' }, cleo, key);
    const again = await open({ class: 'complaint', message: 'one' }, cleo, key);
    expect([again.status, again.body.id, again.headers.get('idempotent-replay')]).toEqual([202, first.body.id, 'true']);
    expect(first.headers.get('idempotent-replay')).toBeNull();
    const other = await open({ class: 'complaint', message: 'two' }, cleo, key);
    expect([other.status, other.body.type]).toEqual([409, '/problems/idempotency-conflict']);
    const reply = (message: string) =>
      call<CaseView & ProblemBody>('POST', `/v1/cases/${first.body.id}/messages`, { token: cleo.accessToken, body: { message }, key });
    expect((await reply('more')).body.messages.map(({ text }) => text)).toEqual(['one', 'more']);
    expect((await reply('more')).headers.get('idempotent-replay')).toBe('true');
    expect((await reply('different')).status).toBe(409);
    const none = await call('POST', '/v1/cases', { body: { class: 'complaint' }, token: cleo.accessToken, key: null });
    expect([none.status, none.body.errors?.[0]?.path]).toEqual([400, 'header.idempotency-key']);
  });

  it('say what can be named, and page newest first', async () => {
    const dora = await stack.person('dora');
    const errorsOf = async (body: unknown) => (await open(body, dora)).body.errors ?? [];
    expect(await errorsOf({ class: 'erasure' })).toEqual([
      { path: 'body.scope', message: expect.stringContaining('account | prompts | images') },
    ]);
    expect(await errorsOf({ class: 'erasure', scope: { what: 'everything' } })).toEqual([
      { path: 'body.scope', message: expect.stringContaining('account | prompts | images') },
    ]);
    expect(await errorsOf({ class: 'access', scope: { purpose: 'training' } })).toEqual([
      { path: 'body.scope', message: expect.stringContaining('left out') },
    ]);
    expect(await errorsOf({ class: 'deletion' })).toEqual([{ path: 'body.class', message: expect.stringContaining('erasure') }]);
    expect(await errorsOf({ class: 'access', email: 'other@example.com' })).toMatchObject([{ path: 'body.email' }]);
    const ids: string[] = [];
    for (const message of ['a', 'b', 'c']) ids.unshift((await open({ class: 'inquiry', message }, dora)).body.id);
    const page = (cursor = '') =>
      call<{ items: CaseView[]; nextCursor: string | null }>('GET', `/v1/cases?limit=2${cursor}`, { token: dora.accessToken });
    const first = (await page()).body;
    const second = (await page(`&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
  });

  it('can be taken back, which is confirmed', async () => {
    const finn = await stack.person('finn');
    const { body } = await open({ class: 'rectification', message: 'my name is Finn' }, finn);
    const taken = await call<CaseView>('POST', `/v1/cases/${body.id}/withdrawal`, { token: finn.accessToken });
    expect([taken.status, taken.body.state]).toEqual([200, 'withdrawn']);
    const again = await call('POST', `/v1/cases/${body.id}/withdrawal`, { token: finn.accessToken });
    expect([again.status, again.body]).toMatchObject([409, { type: '/problems/conflict', reason: 'wrong-state' }]);
    await mailWith(finn.email, 'was taken back');
  });
});

describe('whoever is not signed in', () => {
  it('gets the same answer and the same mails, whether or not there is an account', async () => {
    const gina = await stack.person('gina');
    const [known, unknown] = [
      await open({ class: 'access', email: gina.email }),
      await open({ class: 'access', email: 'nobody@example.net' }),
    ];
    expect([known.status, known.text]).toEqual([202, '{"received":true}']);
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    const names = (headers: Headers) => [...headers.keys()].toSorted();
    expect(names(unknown.headers)).toEqual(names(known.headers));
    const proofs = await Promise.all([gina.email, 'nobody@example.net'].map((address) => mailWith(address, 'token=')));
    const plain = ({ text }: ListedMail) => text.replace(/http\S+/, 'LINK');
    expect(plain(proofs[1] as ListedMail)).toBe(plain(proofs[0] as ListedMail));
    const { id, token } = proofIn(proofs[0] as ListedMail);
    expect((await show(id, gina)).status).toBe(404);
    expect((await call('POST', `/v1/cases/${id}/verification`, { body: { token } })).status).toBe(200);
    expect((await show(id, gina)).body).toMatchObject({ class: 'access', verification: 'verified' });
    const stranger = proofIn(proofs[1] as ListedMail);
    expect((await call('POST', `/v1/cases/${stranger.id}/verification`, { body: { token: stranger.token } })).status).toBe(200);
  });

  it('proves it later by a fresh sign-in with that very address, and nobody else does', async () => {
    const [lena, mara] = [await stack.person('lena'), await stack.person('mara')];
    expect((await open({ class: 'access', message: 'what do you hold?', email: lena.email })).status).toBe(202);
    const { id } = proofIn(await mailWith(lena.email, 'token='));
    const unproven = async ({ accessToken: token }: Person) =>
      (await call<{ items: readonly object[] }>('GET', '/v1/unproven-cases', { token })).body.items;
    const prove = (who?: Person) => call(`POST`, `/v1/cases/${id}/verification`, { body: {}, token: who?.accessToken });
    const [found] = await unproven(lena);
    expect(found).toEqual({ id, reference: expect.stringMatching(/^KW-/), class: 'access', receivedAt: expect.any(String) });
    expect(await unproven(mara)).toEqual([]);
    expect([(await prove()).status, (await prove(mara)).status]).toEqual([401, 404]);
    expect(await prove(lena)).toMatchObject({ status: 200, body: { verified: true } });
    expect((await show(id, lena)).body).toMatchObject({ verification: 'verified', messages: [{ text: 'what do you hold?' }] });
    expect([await unproven(lena), (await prove(lena)).status]).toEqual([[], 409]);
  });

  it('does not prove it by a sign-in that is old', async () => {
    const nina = await stack.person('nina');
    expect((await open({ class: 'access', email: nina.email })).status).toBe(202);
    const { id } = proofIn(await mailWith(nina.email, 'token='));
    await stack.advance(20 * 60);
    const proof = await call('POST', `/v1/cases/${id}/verification`, { body: {}, token: nina.accessToken });
    expect([proof.status, proof.body.type]).toEqual([403, '/problems/reauthentication-required']);
    expect((await show(id, nina)).status).toBe(404);
  });

  it('needs an address, and is held to the key as well', async () => {
    expect((await open({ class: 'access' })).body.errors).toMatchObject([{ path: 'body.email' }]);
    const key = randomUUID();
    const email = 'heidi@example.net';
    expect((await open({ class: 'inquiry', message: 'hello', email }, undefined, key)).status).toBe(202);
    expect((await open({ class: 'inquiry', message: 'hello', email }, undefined, key)).text).toBe('{"received":true}');
    expect((await open({ class: 'inquiry', message: 'bye', email }, undefined, key)).status).toBe(409);
    await mailWith(email, 'We answer by');
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it('writes to the team, and their words say what it is about', async () => {
    const send = (message: string) => call('POST', '/v1/inquiries', { body: { email: 'ida@example.net', message }, key: null });
    expect((await send('I want a copy of all my data.')).text).toBe('{"received":true}');
    expect((await send('What do your credits cost?')).status).toBe(202);
    await mailWith('ida@example.net', 'request to see your data');
    await mailWith('ida@example.net', 'we received your message');
  });
});

describe('a mail to the privacy mailbox', () => {
  const runtime = () => stack.running.runtime;
  const deliver = (mail: object) =>
    fetch(`${runtime().vendorsUrl}/inbox/_control/deliver`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-keepword-control': runtime().controlSecret },
      body: JSON.stringify({ to: runtime().privacyMailbox, ...mail }),
    });

  it('opens a case of its own, is confirmed, and proves nothing by where it says it is from', async () => {
    const pia = await stack.person('pia');
    const told = await deliver({ from: `Pia <${pia.email}>`, subject: 'My data', text: 'Send me a copy of all my data, please.' });
    expect(told.status).toBe(202);
    const receipt = await mailWith(pia.email, 'We answer by');
    expect(receipt.subject).toMatch(/^\[KW-[0-9A-Z-]+\] We received your request to see your data/);
    const { id, token } = proofIn(await mailWith(pia.email, 'token='));
    expect((await show(id, pia)).status).toBe(404);
    expect((await call('POST', `/v1/cases/${id}/verification`, { body: { token } })).status).toBe(200);
    expect((await show(id, pia)).body.messages).toMatchObject([{ from: 'person', text: 'Send me a copy of all my data, please.' }]);
    await deliver({ from: pia.email, subject: `Re: ${receipt.subject}`, text: 'And thank you.' });
    const words = await eventually(async () => {
      const { messages } = (await show(id, pia)).body;
      return messages.some(({ text }) => text === 'And thank you.') && messages;
    });
    expect(words.filter(({ from }) => from === 'person')).toHaveLength(2);
  });

  it('is taken in once, however often it is told of, and machines are not answered', async () => {
    const set = (change: object) =>
      fetch(`${runtime().vendorsUrl}/resend/_control`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', 'x-keepword-control': runtime().controlSecret },
        body: JSON.stringify(change),
      });
    await set({ webhook: { duplicate: true } });
    await deliver({ from: 'quinn@example.net', subject: 'A question', text: 'What do your credits cost?' });
    await deliver({ from: 'mailer-daemon@example.net', subject: 'Undelivered', text: 'It came back.' });
    await mailWith('quinn@example.net', 'we received your message');
    await set({ webhook: { duplicate: false } });
    const { rows } = await stack.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM privacy_cases WHERE requester = (SELECT requester FROM privacy_cases ORDER BY case_id DESC LIMIT 1)`,
    );
    expect(rows[0]?.n).toBe(1);
    expect(await mailsTo('quinn@example.net')).toHaveLength(1);
    expect(await mailsTo('mailer-daemon@example.net')).toEqual([]);
  });

  it('is believed only with Resend’s signature', async () => {
    const sent = { type: 'email.received', data: { email_id: randomUUID() } };
    expect((await call('POST', '/webhooks/resend', { body: sent, key: null })).status).toBe(400);
    const forged = await fetch(`${stack.privacyUrl}/webhooks/resend`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'svix-id': 'msg_1',
        'svix-timestamp': String(Math.floor(stack.running.clock.now().getTime() / 1000)),
        'svix-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
      },
      body: JSON.stringify(sent),
    });
    expect(forged.status).toBe(401);
  });
});

const roles = ['privacy-officer', 'support', 'moderator', 'auditor'] as const;
type Role = (typeof roles)[number];

describe('the console', () => {
  const tokens = new Map<Role | 'second-officer', string>();
  beforeAll(async () => {
    for (const role of [...roles, 'second-officer'] as const) tokens.set(role, await signedIn(role));
  });

  async function signedIn(role: Role | 'second-officer'): Promise<string> {
    const email = `${role}@team.example.com`;
    const access = operatorAccess({}, () => stack.running);
    const granted = await grantStaff(access, { email, role: role === 'second-officer' ? 'privacy-officer' : role, replaceSecret: false });
    expect((await call('POST', '/v1/console/sign-ins', { body: { email } })).status).toBe(202);
    const mail = await mailWith(email, 'token=');
    const token = new URL(/http\S+/.exec(mail.text)?.[0] ?? '').searchParams.get('token') ?? '';
    const code = (URI.parse(granted.otpauthUrl ?? '') as TOTP).generate({ timestamp: stack.running.clock.now().getTime() });
    return (await call<{ accessToken: string }>('POST', '/v1/console/sessions', { body: { token, code } })).body.accessToken;
  }

  const as = (role: Role | 'second-officer') => ({ token: tokens.get(role) });
  const page = (id: string, role: Role = 'privacy-officer') =>
    call<ConsoleCasePage & ProblemBody>('GET', `/v1/console/cases/${id}`, as(role));
  const command = (id: string, body: unknown, role: Role | 'second-officer' = 'privacy-officer', key?: string) =>
    call<ConsoleCasePage & ProblemBody & { reason?: string }>('POST', `/v1/console/cases/${id}/commands`, {
      ...as(role),
      body,
      ...(key ? { key } : {}),
    });

  it('lets in who may, and nobody else: each role, each endpoint', async () => {
    const person = await stack.person('ken');
    const { body: mine } = await open({ class: 'complaint', message: 'nobody’s business' }, person);
    const { body: moderated } = await open({ class: 'automated-decision-review' }, person);
    const endpoints: Readonly<Record<string, () => readonly [method: string, path: string, body?: unknown]>> = {
      list: () => ['GET', '/v1/console/cases'],
      page: () => ['GET', `/v1/console/cases/${mine.id}`],
      moderated: () => ['GET', `/v1/console/cases/${moderated.id}`],
      read: () => ['GET', `/v1/console/cases/${mine.id}/contents?reason=to+answer+it`],
      note: () => ['POST', `/v1/console/cases/${mine.id}/commands`, { kind: 'note', text: 'looked at it' }],
      pause: () => ['POST', `/v1/console/cases/${mine.id}/commands`, { kind: 'freeze' }],
      open: () => ['POST', '/v1/console/cases', { class: 'inquiry', message: 'by telephone', email: 'caller@example.net' }],
      merge: () => ['POST', `/v1/console/cases/${mine.id}/merger`, { into: moderated.id }],
    };
    const statuses = async (token: string | undefined) => {
      const found: Record<string, number> = {};
      for (const [name, of] of Object.entries(endpoints)) {
        const [method, path, body] = of();
        found[name] = (await call(method, path, { body, token })).status;
      }
      return found;
    };
    const closed = Object.fromEntries(Object.keys(endpoints).map((name) => [name, 401]));
    expect(await statuses(undefined)).toEqual(closed);
    expect(await statuses(person.accessToken)).toEqual(closed);
    const seen = { list: 200, page: 200, moderated: 200, read: 200 };
    expect(await statuses(tokens.get('privacy-officer'))).toEqual({ ...seen, note: 200, pause: 409, open: 201, merge: 409 });
    expect(await statuses(tokens.get('support'))).toEqual({ ...seen, note: 200, pause: 403, open: 201, merge: 409 });
    expect(await statuses(tokens.get('auditor'))).toEqual({ ...seen, note: 403, pause: 403, open: 403, merge: 403 });
    expect(await statuses(tokens.get('moderator'))).toEqual({
      ...seen,
      page: 404,
      read: 404,
      note: 404,
      pause: 404,
      open: 403,
      merge: 403,
    });
  });

  it('shows a case without a word of anybody, and the words for a reason that is kept', async () => {
    const person = await stack.person('lena');
    const secret = 'a word that only Lena wrote';
    const { body } = await open({ class: 'complaint', message: secret }, person);
    const shown = await page(body.id);
    expect(shown.text).not.toContain(secret);
    expect(shown.body).toMatchObject({ subjectId: person.subjectId, chain: { verdict: 'intact' }, clocks: expect.any(Array), reads: [] });
    expect(shown.body.clocks.find(({ clock }) => clock === 'respond')).toMatchObject({ within: 'P30D', metAt: null });
    const without = await call('GET', `/v1/console/cases/${body.id}/contents`, as('support'));
    expect([without.status, without.body.errors?.[0]?.path]).toEqual([400, 'query.reason']);
    const read = await call<{ items: { text: string }[] }>(
      'GET',
      `/v1/console/cases/${body.id}/contents?reason=to%20answer%20her`,
      as('support'),
    );
    expect(read.body.items.map(({ text }) => text)).toEqual([secret]);
    expect((await page(body.id)).body.reads).toMatchObject([{ reason: 'to answer her' }]);
    const { rows } = await stack.database.query('SELECT subject_id, reason FROM staff_reads WHERE case_id = $1', [body.id]);
    expect(rows).toEqual([{ subject_id: person.subjectId, reason: 'to answer her' }]);
  });

  it('finds what is asked for', async () => {
    const person = await stack.person('mona');
    const { body } = await open({ class: 'rectification', message: 'wrong name' }, person);
    const find = async (query: string) => {
      const { body: found } = await call<{ items: { id: string }[] }>(
        'GET',
        `/v1/console/cases?subject=${person.subjectId}&${query}`,
        as('support'),
      );
      return found.items.map(({ id }) => id);
    };
    expect(await find('state=received,open&class=rectification')).toEqual([body.id]);
    expect(await find('class=access')).toEqual([]);
    expect(await find('assignee=me')).toEqual([]);
    expect(await find('assignee=nobody')).toEqual([body.id]);
    expect(await find('due=overdue')).toEqual([]);
    expect(await find('due=week')).toEqual([body.id]);
    const bad = await call('GET', '/v1/console/cases?assignee=somebody', as('support'));
    expect(bad.status).toBe(400);
  });

  it('refuses with two pairs of eyes, and tells the person why and what they can do', async () => {
    const person = await stack.person('nora');
    const { body } = await open({ class: 'rectification', message: 'my name is Nemo' }, person);
    const wrong = await command(body.id, { kind: 'propose-refusal', ground: 'because', text: 'no' });
    expect([wrong.status, wrong.body.errors?.[0]?.path]).toEqual([400, 'body.ground']);
    const key = randomUUID();
    const proposal = { kind: 'propose-refusal', ground: 'data-is-accurate', text: 'We looked, and it is right.' };
    expect((await command(body.id, proposal, 'privacy-officer', key)).body.proposal).toBe('refusal');
    expect((await command(body.id, proposal, 'privacy-officer', key)).headers.get('idempotent-replay')).toBe('true');
    expect((await command(body.id, { ...proposal, text: 'other' }, 'privacy-officer', key)).status).toBe(409);
    const own = await command(body.id, { kind: 'approve-refusal' });
    expect([own.status, own.body.reason]).toEqual([409, 'another-officer-needed']);
    expect((await command(body.id, { kind: 'approve-refusal' }, 'support')).status).toBe(403);
    expect((await command(body.id, { kind: 'approve-refusal' }, 'second-officer')).body.state).toBe('refused');
    const mail = await mailWith(person.email, 'We looked, and it is right.');
    expect(mail.text).toContain('data protection authority');
    const seen = (await show(body.id, person)).body;
    expect(seen).toMatchObject({ state: 'refused', refusalGround: 'data-is-accurate' });
    expect(seen.messages.at(-1)?.text).toContain('We looked, and it is right.');
  });

  it('answers and closes, and the person sees what was said and nothing else', async () => {
    const person = await stack.person('olga');
    const { body } = await open({ class: 'complaint', message: 'too slow' }, person);
    await command(body.id, { kind: 'note', text: 'third one this week' });
    expect((await command(body.id, { kind: 'answer', text: 'We bought a faster machine.', substantive: true }, 'support')).status).toBe(
      200,
    );
    expect((await command(body.id, { kind: 'fulfil', outcome: 'answered' }, 'support')).body.state).toBe('fulfilled');
    await mailWith(person.email, 'We bought a faster machine.');
    expect((await show(body.id, person)).body.messages.map(({ from, text }) => [from, text])).toEqual([
      ['person', 'too slow'],
      ['team', 'We bought a faster machine.'],
    ]);
  });
});
