import { setTimeout as pause } from 'node:timers/promises';
import * as contracts from '@keepword/contracts';
import type {
  AuditEntryView,
  CaseFigures,
  ConsoleErasure,
  ConsoleErasurePage,
  DueDay,
  SavedView,
  ConsoleCasePage,
  ConsoleRecipient,
  ConsoleRole,
  ConsoleSubject,
  Endpoint,
  LegalHoldView,
  ModerationItem,
  RecordOfProcessingView,
} from '@keepword/contracts';
import { addPeriod, newId } from '@keepword/primitives';
import { eventually } from './testing/eventually.js';
import type { ProblemBody } from './testing/person.js';
import { startPlatform, type PlatformStack } from './testing/platform-stack.js';
import { askConsole, signInStaff, type StaffMember } from './testing/staff-member.js';

jest.setTimeout(240_000);

/** How often the worker looks for closed accounts. */
const sweptEveryMs = 5_000;
const roles = contracts.consoleRole.options;
let stack: PlatformStack;
const team = {} as Record<ConsoleRole, StaffMember>;
beforeAll(async () => {
  stack = await startPlatform('fluxkrea', {}, { withPrivacyService: true });
  for (const role of roles) team[role] = await signInStaff(stack, role);
});
afterAll(() => stack?.stop());

interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

const now = () => stack.running.clock.now();
const inAMonth = () => addPeriod(now(), 'P30D').toISOString();
const why = 'reason=' + encodeURIComponent('to answer the request of today');

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'access' in value && 'path' in value && 'method' in value;
const consoleEndpoints = Object.values(contracts)
  .filter(isEndpoint)
  .filter(({ access }) => access === 'staff');
const named = (endpoint: Endpoint) => `${endpoint.method} ${endpoint.path}`;
/** Whoever is of the team may see and end their own session; every other endpoint says whom it is for. */
const ofEverybody = [contracts.getStaffSession, contracts.endStaffSession].map(named);

/** As much of a request as the path needs; what else it lacks is looked at only after the role. */
const pathOf = ({ path }: Endpoint) => path.replace('{id}', newId(now())).replace('{kind}', 'dpa');
const ask = (token: string | null, endpoint: Endpoint) =>
  askConsole(stack.privacyUrl, token, endpoint.method, pathOf(endpoint), endpoint.body ? { body: {} } : {});

describe('every endpoint of the console', () => {
  const matrix = consoleEndpoints
    .filter((endpoint) => named(endpoint) !== named(contracts.endStaffSession))
    .map((endpoint) => ({ endpoint, name: named(endpoint) }));

  it('names its roles, and stands in the document that the running service publishes', async () => {
    const withoutRoles = consoleEndpoints.filter((endpoint) => (endpoint.roles ?? []).length === 0).map(named);
    expect(withoutRoles.toSorted()).toEqual(ofEverybody.toSorted());
    const { paths } = (await (await fetch(`${stack.privacyUrl}/openapi.json`)).json()) as { paths: Record<string, object> };
    const published = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((one) => `${one.toUpperCase()} ${path}`));
    expect(consoleEndpoints.map(named).filter((name) => !published.includes(name))).toEqual([]);
    expect(published.filter((name) => name.includes('/v1/console/')).toSorted()).toEqual(
      [...consoleEndpoints.map(named), named(contracts.startStaffSignIn), named(contracts.startStaffSession)].toSorted(),
    );
  });

  it.each(matrix)('is closed to nobody’s and to a person’s token: $name', async ({ endpoint }) => {
    const person = await stack.person('olga');
    expect((await ask(null, endpoint)).status).toBe(401);
    expect((await ask('not-a-token', endpoint)).status).toBe(401);
    expect((await ask(person.accessToken, endpoint)).status).toBe(401);
  });

  it.each(matrix.flatMap((one) => roles.map((role) => ({ ...one, role }))))('$name as $role', async ({ endpoint, role }) => {
    const { status } = await ask(team[role].accessToken, endpoint);
    if (!endpoint.roles || endpoint.roles.includes(role)) expect([200, 201, 204, 400, 404, 409]).toContain(status);
    else expect(status).toBe(403);
  });

  it('changes nothing for auditors: what they may do is reading', () => {
    const theirs = consoleEndpoints.filter((endpoint) => endpoint.roles?.includes('auditor'));
    expect(theirs.length).toBeGreaterThan(3);
    expect(theirs.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

const auditOf = async (target: string) =>
  (await team.auditor.call<Page<AuditEntryView>>('GET', `/v1/console/audit?target=${target}`)).body.items;
const subjectBy = (query: string, who = team.support) =>
  who.call<ConsoleSubject & ProblemBody>('GET', `/v1/console/subjects?${query}&${why}`);

describe('a person’s page', () => {
  it('is found by the exact address or the pseudonym, and the person sees who read it and why', async () => {
    const ada = await stack.person('ada', 100);
    const byAddress = await subjectBy(`email=${encodeURIComponent(ada.email.toUpperCase())}`);
    expect([byAddress.status, byAddress.body.subjectId]).toEqual([200, ada.subjectId]);
    expect(byAddress.body.account).toMatchObject({ state: 'active', email: ada.email, ageBand: 'adult' });
    expect(byAddress.body.holdings.length).toBeGreaterThan(2);
    const byId = await subjectBy(`id=${ada.subjectId}`);
    // The first reading is itself held of her by then.
    expect({ ...byId.body, holdings: [] }).toEqual({ ...byAddress.body, holdings: [] });
    const timeline = await askConsole(stack.privacyUrl, ada.accessToken, 'GET', '/v1/timeline');
    expect(JSON.stringify(await timeline.json())).toContain('to answer the request of today');
    const reads = (await auditOf(ada.subjectId)).filter(({ outcome }) => outcome === 'read');
    expect(reads).toHaveLength(2);
    expect(reads[0]).toMatchObject({ staffId: team.support.staffId, reason: 'to answer the request of today' });
    expect(JSON.stringify(reads)).not.toContain(ada.email);
  });

  it('shows nothing without a reason, nothing for a part of an address, and nothing by both at once', async () => {
    const eva = await stack.person('eva');
    expect((await team.support.call('GET', `/v1/console/subjects?id=${eva.subjectId}`)).status).toBe(400);
    expect((await team.support.call('GET', `/v1/console/subjects?id=${eva.subjectId}&reason=curious`)).status).toBe(400);
    expect((await subjectBy(`email=${encodeURIComponent('va@example.com')}`)).status).toBe(404);
    expect((await subjectBy(`id=${newId(now())}`)).status).toBe(404);
    expect((await subjectBy(`id=${eva.subjectId}&email=eva@example.com`)).status).toBe(400);
    expect((await auditOf(eva.subjectId)).length).toBe(0);
  });

  it('closes the account of a child at once, and its erasure begins by itself', async () => {
    const kid = await stack.person('kid');
    const close = () =>
      team.moderator.call<ProblemBody & { endedSessions: number }>('POST', `/v1/console/subjects/${kid.subjectId}/closure`, {
        body: { reason: 'a parent reported that the child is nine' },
      });
    const closed = await close();
    expect([closed.status, closed.body.endedSessions]).toEqual([200, 1]);
    expect((await kid.call('GET', '/v1/account')).status).toBe(401);
    expect((await askConsole(stack.privacyUrl, kid.accessToken, 'GET', '/v1/holdings')).status).toBe(401);
    const [first, second] = await eventually(async () => {
      const found = await auditOf(kid.subjectId);
      return found.length > 0 ? found : null;
    });
    expect([first, second]).toEqual([
      expect.objectContaining({ outcome: 'asked', reason: 'a parent reported that the child is nine', staffId: team.moderator.staffId }),
      undefined,
    ]);
    const cases = await eventually(async () => {
      const { items } = (await team['privacy-officer'].call<Page<ConsoleCasePage>>('GET', `/v1/console/cases?subject=${kid.subjectId}`))
        .body;
      return items.length > 0 ? items : null;
    }, 30_000);
    expect(cases[0]).toMatchObject({ class: 'erasure', channel: 'rule' });
    expect([404, 409]).toContain((await close()).status);
  });
});

describe('orders to keep something', () => {
  const set = (body: Record<string, unknown>) =>
    team['privacy-officer'].call<LegalHoldView & ProblemBody>('POST', '/v1/console/holds', { body });
  const holdOn = (subjectId: string) => ({ subjectId, kind: 'legal', reason: 'a court asked for what is held', reviewAt: inAMonth() });

  it('need a reason that names nobody, a time to look again, and somebody who is known', async () => {
    const { subjectId } = await stack.person('fay');
    const errorsOf = async (change: Record<string, unknown>) => {
      const { status, body } = await set({ ...holdOn(subjectId), ...change });
      return [status, body.errors?.map(({ path }) => path)];
    };
    expect(await errorsOf({ reason: 'because' })).toEqual([400, ['body.reason']]);
    expect(await errorsOf({ reason: 'asked for by ada@example.com' })).toEqual([400, ['body.reason']]);
    expect(await errorsOf({ reviewAt: undefined })).toEqual([400, ['body.reviewAt']]);
    expect(await errorsOf({ reviewAt: now().toISOString() })).toEqual([400, ['body.reviewAt']]);
    expect(await errorsOf({ reviewAt: addPeriod(now(), 'P2Y').toISOString() })).toEqual([400, ['body.reviewAt']]);
    expect(await errorsOf({ scope: ['shoe.size'] })).toEqual([400, ['body.scope']]);
    expect(await errorsOf({ subjectId: newId(now()) })).toEqual([400, ['body.subjectId']]);
  });

  it('are listed until they are lifted, once, and then as lifted', async () => {
    const { subjectId } = await stack.person('gus');
    const hold = await set({ ...holdOn(subjectId), scope: ['billing.payment'] });
    expect([hold.status, hold.body.scope, hold.body.setBy]).toEqual([201, ['billing.payment'], team['privacy-officer'].staffId]);
    const listed = async (state: string) =>
      (await team.auditor.call<Page<LegalHoldView>>('GET', `/v1/console/holds?subject=${subjectId}&state=${state}`)).body.items.length;
    expect([await listed('standing'), await listed('lifted')]).toEqual([1, 0]);
    const lift = () =>
      team['privacy-officer'].call<LegalHoldView>('POST', `/v1/console/holds/${hold.body.id}/lifting`, {
        body: { reason: 'the court has ended the matter' },
      });
    expect([(await lift()).body.liftedBy, (await lift()).status]).toEqual([team['privacy-officer'].staffId, 409]);
    expect([await listed('standing'), await listed('lifted')]).toEqual([0, 1]);
    expect((await subjectBy(`id=${subjectId}`)).body.holds).toHaveLength(1);
  });

  it('keep a whole account from its erasure, which goes on when they are lifted', async () => {
    const ben = await stack.person('ben');
    const hold = await set(holdOn(ben.subjectId));
    expect(hold.status).toBe(201);
    expect((await ben.call('DELETE', '/v1/account')).status).toBe(202);
    const ended = (count: number) =>
      eventually(async () => {
        const path = `/v1/console/cases?subject=${ben.subjectId}&class=erasure&state=fulfilled`;
        return (await team.support.call<Page<ConsoleCasePage>>('GET', path)).body.items.length >= count;
      }, 90_000);
    await ended(1);
    const erasures = async () =>
      (await team.support.call<Page<ConsoleCasePage>>('GET', `/v1/console/cases?subject=${ben.subjectId}&class=erasure`)).body.items;
    const accounts = async () => (await stack.database.query('SELECT 1 FROM accounts WHERE subject_id = $1', [ben.subjectId])).rowCount;
    expect(await accounts()).toBe(1);
    // Nobody begins anew what the hold has stopped.
    await pause(sweptEveryMs + 1_000);
    expect(await erasures()).toHaveLength(1);
    await team['privacy-officer'].call('POST', `/v1/console/holds/${hold.body.id}/lifting`, {
      body: { reason: 'the court has ended the matter' },
    });
    await eventually(async () => (await accounts()) === 0, 90_000);
  });
});

describe('what the filter stopped', () => {
  it('stands in the moderators’ queue, is read for a reason, and is decided by a person', async () => {
    const mia = await stack.person('mia', 100);
    expect((await mia.create('a naked child')).status).toBe(422);
    const queue = async (filter: string) =>
      (await team.moderator.call<Page<ModerationItem>>('GET', `/v1/console/moderation?${filter}`)).body.items;
    const [found] = await queue('stage=request&decided=no');
    expect(found).toMatchObject({ subjectId: mia.subjectId, stage: 'request', hasContent: true, decisions: [] });
    expect(JSON.stringify(found)).not.toContain('naked');
    const id = found?.id ?? '';
    expect((await team.moderator.call('GET', `/v1/console/moderation/${id}/content`)).status).toBe(400);
    const content = await team.moderator.call<{ text: string }>('GET', `/v1/console/moderation/${id}/content?${why}`);
    expect(content.body.text).toContain('a naked child');
    const groundOf = (decision: string) => (decision === 'overturned' ? 'filter-mistaken' : 'sexual-minors');
    const decide = (decision: string) =>
      team.moderator.call<ModerationItem>('POST', `/v1/console/moderation/${id}/decision`, {
        body: { decision, ground: groundOf(decision), reason: 'the filter was right about this one' },
      });
    expect((await decide('upheld')).body.decisions).toMatchObject([{ decision: 'upheld', staffId: team.moderator.staffId }]);
    expect([(await decide('upheld')).status, (await decide('removed')).status]).toEqual([409, 409]);
    expect((await decide('overturned')).body.decisions).toHaveLength(2);
    expect((await queue('decided=no')).some((one) => one.id === id)).toBe(false);
    expect((await auditOf(id)).map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['asked', 'overturned'],
      ['refused', '409'],
      ['asked', 'removed'],
      ['refused', '409'],
      ['asked', 'upheld'],
      ['asked', 'upheld'],
      ['read', null],
    ]);
  });
});

describe('an erasure step by step', () => {
  const officer = () => team['privacy-officer'];

  it('shows what waits for whom and why, and an officer has it tried again at once', async () => {
    const zoe = await stack.person('zoe', 100);
    stack.vendors.control('resend').change({ fail: true });
    try {
      expect((await zoe.call('DELETE', '/v1/account')).status).toBe(202);
      const id = await eventually(async () => {
        const { items } = (await officer().call<Page<ConsoleErasure>>('GET', '/v1/console/erasures?state=provisional')).body;
        return items.find(({ steps }) => steps.pending > 0)?.id;
      }, 90_000);
      const path = `/v1/console/erasures/${id}`;
      const { body: shown } = await team.auditor.call<ConsoleErasurePage>('GET', path);
      expect(contracts.consoleErasurePage.safeParse(shown).error).toBeUndefined();
      const waiting = shown.stepList.find(({ recipient, kind }) => recipient === 'resend' && kind === 'erase');
      expect(waiting).toMatchObject({ state: 'pending', outcome: null });
      expect(waiting?.problem).toMatch(/^[a-z-]+$/);
      expect(shown.stepList.find(({ id: step }) => step === 'survey:postgres')?.found).toBeGreaterThan(0);
      expect(shown).toMatchObject({ mayRetry: true, certificate: 'provisional', certificates: [{ state: 'provisional' }] });
      expect(JSON.stringify(shown)).not.toContain(zoe.email);
      expect((await officer().call<ConsoleCasePage>('GET', `/v1/console/cases/${shown.caseId}`)).body.reference).toBe(shown.reference);
      stack.vendors.control('resend').reset();
      await eventually(async () => (await officer().call('POST', `${path}/retry`)).status === 200);
      await eventually(async () => {
        const { stepList } = (await officer().call<ConsoleErasurePage>('GET', path)).body;
        return stepList.find((step) => step.id === waiting?.id)?.state === 'done';
      }, 60_000);
      expect((await auditOf(id)).some(({ action, outcome }) => action.includes('retry') && outcome === 'asked')).toBe(true);
    } finally {
      stack.vendors.control('resend').reset();
    }
  });

  it('answers for none, and has nothing to try again of one that does not wait', async () => {
    const nobody = `/v1/console/erasures/${newId(now())}`;
    expect([(await officer().call('GET', nobody)).status, (await officer().call('POST', `${nobody}/retry`)).status]).toEqual([404, 404]);
    expect((await officer().call('GET', '/v1/console/erasures?state=sleeping')).status).toBe(400);
  });
});

describe('the team and its work', () => {
  it('is listed by address, and cases are given to whoever may work on them', async () => {
    const { items } = (await team.auditor.call<Page<contracts.StaffMember>>('GET', '/v1/console/staff')).body;
    expect(items.map(({ id }) => id).toSorted()).toEqual(
      Object.values(team)
        .map(({ staffId }) => staffId)
        .toSorted(),
    );
    const moderators = (await team.support.call<Page<contracts.StaffMember>>('GET', '/v1/console/staff?role=moderator')).body.items;
    expect(moderators).toEqual([{ id: team.moderator.staffId, email: expect.stringContaining('@'), roles: ['moderator'] }]);
    const taken = await team.support.call<ConsoleCasePage>('POST', '/v1/console/cases', {
      body: { class: 'access', message: 'a letter came', email: 'letter@example.com' },
    });
    const assign = (to: string | null, who = team['privacy-officer']) =>
      who.call<ConsoleCasePage & ProblemBody>('POST', `/v1/console/cases/${taken.body.id}/commands`, {
        body: { kind: 'assign', to },
      });
    for (const to of [team.auditor.staffId, team.moderator.staffId, newId(now())])
      expect((await assign(to)).body.errors?.[0]?.path).toBe('body.to');
    expect((await assign(team['privacy-officer'].staffId)).body.assignedTo).toBe(team['privacy-officer'].staffId);
    const mine = await team['privacy-officer'].call<Page<ConsoleCasePage>>('GET', '/v1/console/cases?assignee=me');
    expect(mine.body.items.map(({ id }) => id)).toContain(taken.body.id);
    expect((await assign(null)).body.assignedTo).toBeNull();
    // Whoever is no officer takes what they do themselves, and gives nothing to others.
    expect((await assign(team['privacy-officer'].staffId, team.support)).status).toBe(403);
    expect((await assign(team.support.staffId, team.support)).body.assignedTo).toBe(team.support.staffId);
  });

  it('keeps views of the list, each member their own and not without end', async () => {
    const keep = (name: string, filters: object, who = team.support) =>
      who.call<SavedView & ProblemBody>('POST', '/v1/console/views', { body: { name, filters } });
    const namesOf = async (who: StaffMember) =>
      (await who.call<Page<SavedView>>('GET', '/v1/console/views')).body.items.map(({ name }) => name);
    const kept = await keep('Late erasures', { class: ['erasure'], due: 'overdue' });
    expect([kept.status, kept.body.filters]).toEqual([201, { class: ['erasure'], due: 'overdue' }]);
    expect([await namesOf(team.support), await namesOf(team.moderator)]).toEqual([['Late erasures'], []]);
    expect((await keep('Of one person', { subject: newId(now()) })).status).toBe(400);
    expect((await keep('ada@example.com', {})).status).toBe(400);
    for (let index = 1; index < contracts.savedViewsMax; index += 1) await keep(`View ${index}`, { due: 'day' });
    expect((await keep('One more', { due: 'day' })).status).toBe(409);
    expect((await keep('Late erasures', { due: 'week' })).body.id).toBe(kept.body.id);
    const remove = (who: StaffMember) => who.call('DELETE', `/v1/console/views/${kept.body.id}`);
    expect([(await remove(team.moderator)).status, (await remove(team.support)).status]).toEqual([404, 204]);
  });

  it('sees what is due when, in a calendar whose numbers are those of the list', async () => {
    const from = now().toISOString().slice(0, 10);
    const { items } = (await team.auditor.call<Page<DueDay>>('GET', `/v1/console/due-calendar?from=${from}&days=42`)).body;
    expect(items).toHaveLength(42);
    const busy = items.find(({ respond }) => respond > 0);
    const path = `/v1/console/cases?dueOn=${busy?.day}&clock=respond&limit=100`;
    const listed = (await team.auditor.call<Page<ConsoleCasePage>>('GET', path)).body.items;
    expect(listed).toHaveLength(busy?.respond ?? -1);
    expect((await team.auditor.call('GET', '/v1/console/due-calendar?days=43')).status).toBe(400);
    expect((await team.auditor.call('GET', '/v1/console/due-calendar?from=2026-02-30')).status).toBe(400);
  });

  it('sees what came in and was finished, and how soon people were answered', async () => {
    const { body } = await team.auditor.call<CaseFigures>('GET', '/v1/console/figures?weeks=2');
    expect(contracts.caseFigures.safeParse(body).error).toBeUndefined();
    expect(body.weeks).toHaveLength(2);
    expect(body.weeks[1]?.received).toBeGreaterThan(0);
    expect(body.answers.shares).toHaveLength(11);
    expect(body.answers.shares.reduce((sum, { count }) => sum + count, 0)).toBe(body.answers.count);
    expect((await team.auditor.call('GET', '/v1/console/figures?weeks=54')).status).toBe(400);
  });
});

describe('the records', () => {
  it('of processing come from profile and data map, as JSON and as CSV', async () => {
    const json = await team.auditor.call<RecordOfProcessingView>('GET', '/v1/console/record-of-processing');
    expect(contracts.recordOfProcessing.safeParse(json.body).error).toBeUndefined();
    expect(json.body.activities.flatMap(({ categories }) => categories).some(({ places }) => places.includes('creation_requests'))).toBe(
      true,
    );
    const csv = await team.auditor.raw('GET', '/v1/console/record-of-processing', { accept: 'text/csv' });
    const text = await csv.text();
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(text.split('\r\n').length).toBeGreaterThan(20);
  });

  it('of recipients say which agreement there is, and until when', async () => {
    const put = (id: string, body: object) => team['privacy-officer'].call('PUT', `/v1/console/recipients/${id}/agreements/dpa`, { body });
    const agreement = { signedOn: '2025-01-31', expiresOn: '2025-12-31', reference: 'binder 4' };
    expect((await put('nobody', agreement)).status).toBe(404);
    expect((await put('stripe', { ...agreement, expiresOn: '2024-12-31' })).status).toBe(400);
    expect((await put('stripe', agreement)).status).toBe(200);
    const { items } = (await team.auditor.call<Page<ConsoleRecipient>>('GET', '/v1/console/recipients')).body;
    const stripe = items.find(({ id }) => id === 'stripe');
    expect(stripe?.agreements).toEqual([{ recipientId: 'stripe', kind: 'dpa', ...agreement, isExpired: true }]);
    expect(items.filter(({ agreements }) => agreements.length === 0).length).toBeGreaterThan(0);
  });
});

describe('the team’s log', () => {
  it('is one whole chain, pages backwards, and is handed out with its verification', async () => {
    type Log = Page<AuditEntryView> & { chain: { verdict: string; entries: number; head: string } | null };
    const first = (await team.auditor.call<Log>('GET', '/v1/console/audit?limit=5')).body;
    expect(first.chain).toMatchObject({ verdict: 'intact', entries: first.items[0]?.sequence });
    const second = (await team.auditor.call<Log>('GET', `/v1/console/audit?limit=5&cursor=${first.nextCursor}`)).body;
    expect([second.chain, second.items[0]?.sequence]).toEqual([null, (first.items[4]?.sequence ?? 0) - 1]);
    const file = await team.auditor.raw('GET', '/v1/console/audit', { accept: 'application/x-ndjson' });
    const lines = (await file.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toEqual({ chain: first.chain && { ...first.chain, erased: 0 } });
    expect(lines).toHaveLength((first.chain?.entries ?? 0) + 1);
  });

  it('shows when somebody went round the database’s guard', async () => {
    const client = await stack.database.connect();
    try {
      await client.query(`SET session_replication_role = replica`);
      await client.query(`UPDATE staff_audit SET reason = 'another reason' WHERE sequence = 3`);
      const { body } = await team.auditor.call<{ chain: object }>('GET', '/v1/console/audit');
      expect(body.chain).toEqual({ verdict: 'broken', at: 3, why: 'payload-differs' });
    } finally {
      client.release(true);
    }
  });

  it('knows that somebody signed out', async () => {
    expect((await team.support.call('DELETE', '/v1/console/session')).status).toBe(204);
    expect((await team.support.call('GET', '/v1/console/session')).status).toBe(401);
    const { items } = (await team.auditor.call<Page<AuditEntryView>>('GET', `/v1/console/audit?staff=${team.support.staffId}`)).body;
    expect(items[0]).toMatchObject({ action: 'DELETE /v1/console/session', outcome: 'asked' });
  });
});
