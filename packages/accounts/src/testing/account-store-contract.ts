import { newId, type SubjectId } from '@keepword/primitives';
import { defaultPreferences, type Account, type Session } from '../account.js';
import { LookupHash } from '../lookup-hash.js';
import type { AccountStore, Transactions } from '../ports/account-store.js';

export interface AccountStoreUnderTest {
  readonly store: AccountStore;
  readonly transactions: Transactions;
  close(): Promise<void>;
}

const at = new Date('2026-03-01T08:00:00Z');
const minutesLater = (minutes: number) => new Date(at.getTime() + minutes * 60_000);
const lookups = new LookupHash(Buffer.alloc(32, 1));

function accountOf(subjectId: SubjectId): Account {
  return {
    subjectId,
    email: `${subjectId}@example.org`,
    displayName: 'Ada',
    pictureUrl: null,
    ageBand: null,
    ...defaultPreferences,
    state: 'active',
    profileId: 'fluxkrea',
    policyVersion: 'sha256-of-a-policy',
    createdAt: at,
    lastActivityAt: at,
    restrictedSince: null,
    guardianAgreedAt: null,
  };
}

function sessionOf(subjectId: SubjectId, changes: Partial<Session> = {}): Session {
  const times = { createdAt: at, lastSeenAt: at, expiresAt: minutesLater(60), endedAt: null };
  return { id: newId(at), subjectId, device: 'Firefox on Linux', ip: '2001:db8::7', ...times, ...changes };
}

/** What every account store must do. */
export function describeAccountStore(name: string, open: () => Promise<AccountStoreUnderTest>): void {
  describe(`${name}: accounts`, () => {
    let under: AccountStoreUnderTest;
    let subjectId: SubjectId;
    const run: Transactions['transaction'] = (subject, work) => under.transactions.transaction(subject, work);

    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());
    beforeEach(async () => {
      subjectId = newId(at);
      await run(subjectId, (uow) => under.store.insert(uow, accountOf(subjectId)));
    });

    describeAccount(() => ({ ...under, subjectId }));
    describeSessions(() => ({ ...under, subjectId }));
  });
}

type Stage = () => AccountStoreUnderTest & { readonly subjectId: SubjectId };

function describeAccount(stage: Stage): void {
  it('given an account, then it is found as it was written; another one is not there', async () => {
    const { store, transactions, subjectId } = stage();
    expect(await transactions.transaction(subjectId, (uow) => store.find(uow, subjectId))).toEqual(accountOf(subjectId));
    expect(await transactions.transaction(subjectId, (uow) => store.find(uow, newId(at)))).toBeNull();
  });

  it('given a change of some fields, then the others stay; an empty change changes nothing', async () => {
    const { store, transactions, subjectId } = stage();
    const changed = await transactions.transaction(subjectId, async (uow) => {
      await store.change(uow, subjectId, { displayName: null, ageBand: 'adult', theme: 'dark', lastActivityAt: minutesLater(5) });
      await store.change(uow, subjectId, {});
      return store.find(uow, subjectId);
    });
    expect(changed).toEqual({
      ...accountOf(subjectId),
      displayName: null,
      ageBand: 'adult',
      theme: 'dark',
      lastActivityAt: minutesLater(5),
    });
  });

  it('given several lookups, then the first that leads anywhere decides', async () => {
    const { store, transactions, subjectId } = stage();
    const other = newId(at);
    const [mine, theirs, nobodys] = [lookups.vendorUser(subjectId), lookups.email(other), lookups.email('nobody@example.org')];
    const link = { provider: 'google', providerSubject: null, vendorUserId: subjectId };
    await transactions.transaction(subjectId, (uow) => store.link(uow, subjectId, link, [mine], at));
    await transactions.transaction(other, (uow) => store.replaceEmailLookup(uow, other, theirs));
    const find = (...asked: (typeof mine)[]) => transactions.transaction(null, (uow) => store.findSubject(uow, asked));
    expect([await find(nobodys, mine, theirs), await find(theirs, mine), await find(nobodys), await find()]).toEqual([
      subjectId,
      other,
      null,
      null,
    ]);
  });

  it('given a link that comes again, then there is one, with the newest id of the vendor', async () => {
    const { store, transactions, subjectId } = stage();
    const links = await transactions.transaction(subjectId, async (uow) => {
      await store.link(uow, subjectId, { provider: 'google', providerSubject: 'g-1', vendorUserId: 'v-1' }, [], at);
      await store.link(uow, subjectId, { provider: 'google', providerSubject: 'g-1', vendorUserId: 'v-2' }, [], at);
      return store.links(uow, subjectId);
    });
    expect(links).toEqual([{ provider: 'google', providerSubject: 'g-1', vendorUserId: 'v-2' }]);
  });

  it('given a new address, then the old one leads nowhere; a taken one is not given', async () => {
    const { store, transactions, subjectId } = stage();
    const other = newId(at);
    const [first, second] = [lookups.email(`first-${subjectId}`), lookups.email(`second-${subjectId}`)];
    const replace = (by: SubjectId, lookup: typeof first) =>
      transactions.transaction(by, (uow) => store.replaceEmailLookup(uow, by, lookup));
    expect([await replace(subjectId, first), await replace(subjectId, second), await replace(other, second)]).toEqual([true, true, false]);
    const owner = (lookup: typeof first) => transactions.transaction(null, (uow) => store.findSubject(uow, [lookup]));
    expect([await owner(first), await owner(second)]).toEqual([null, subjectId]);
  });

  it('given a wish for another address, then the last one counts until it is removed', async () => {
    const { store, transactions, subjectId } = stage();
    const wish = (newEmail: string) => ({ newEmail, requestedAt: at, expiresAt: minutesLater(60) });
    await transactions.transaction(subjectId, async (uow) => {
      await store.putEmailChange(uow, subjectId, wish('one@example.org'));
      await store.putEmailChange(uow, subjectId, wish('two@example.org'));
      expect(await store.emailChange(uow, subjectId)).toEqual(wish('two@example.org'));
      await store.removeEmailChange(uow, subjectId);
      expect(await store.emailChange(uow, subjectId)).toBeNull();
    });
  });
}

function describeSessions(stage: Stage): void {
  it('given sessions, then the open ones are listed, newest first: not ended, not over, not idle', async () => {
    const { store, transactions, subjectId } = stage();
    const older = sessionOf(subjectId);
    const newer = sessionOf(subjectId, { createdAt: minutesLater(1), lastSeenAt: minutesLater(1) });
    const over = sessionOf(subjectId, { expiresAt: minutesLater(10) });
    const idle = sessionOf(subjectId, { lastSeenAt: minutesLater(-30) });
    const foreign = sessionOf(newId(at));
    const open = await transactions.transaction(subjectId, async (uow) => {
      for (const session of [older, newer, over, idle, foreign]) await store.insertSession(uow, session);
      return store.openSessions(uow, subjectId, minutesLater(10), minutesLater(-30));
    });
    expect(open).toEqual([newer, older]);
  });

  it('given a session that was ended, when it comes again, then it stays ended', async () => {
    const { store, transactions, subjectId } = stage();
    const session = sessionOf(subjectId);
    const again = await transactions.transaction(subjectId, async (uow) => {
      await store.insertSession(uow, session);
      expect(await store.endSessions(uow, subjectId, session.id, minutesLater(3))).toBe(1);
      expect(await store.endSessions(uow, subjectId, session.id, minutesLater(4))).toBe(0);
      await store.insertSession(uow, session);
      return store.session(uow, session.id);
    });
    expect(again).toEqual({ ...session, endedAt: minutesLater(3) });
  });

  it('given all are to be ended, then those of nobody else are', async () => {
    const { store, transactions, subjectId } = stage();
    const foreign = sessionOf(newId(at));
    await transactions.transaction(subjectId, async (uow) => {
      for (const session of [sessionOf(subjectId), sessionOf(subjectId), foreign]) await store.insertSession(uow, session);
      expect(await store.endSessions(uow, subjectId, foreign.id, at)).toBe(0);
      expect(await store.endSessions(uow, subjectId, null, at)).toBe(2);
      expect(await store.session(uow, foreign.id)).toMatchObject({ endedAt: null });
    });
  });

  it('given a session that is used, then that moment is remembered; one that is not there is null', async () => {
    const { store, transactions, subjectId } = stage();
    const session = sessionOf(subjectId);
    await transactions.transaction(null, async (uow) => {
      await store.insertSession(uow, session);
      await store.touchSession(uow, session.id, minutesLater(7));
      expect(await store.session(uow, session.id)).toEqual({ ...session, lastSeenAt: minutesLater(7) });
      expect(await store.session(uow, newId(at))).toBeNull();
    });
  });
}
