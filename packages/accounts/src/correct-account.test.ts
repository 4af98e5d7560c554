import { minimumAge, profile, profileIds, type ProfileId } from '@keepword/policy';
import { isRefusal, newId } from '@keepword/primitives';
import { ageBandOf } from './age.js';
import { confirmEmailChange, correctAccount, hashLinkToken, newLinkToken, requestEmailChange, type Correction } from './correct-account.js';
import { LookupHash } from './lookup-hash.js';
import { claimsOf, MemoryAccountStore, memoryTransactions, signInAs, signInContext } from './testing/index.js';

const at = new Date('2026-03-01T08:00:00Z');
const minutesLater = (minutes: number) => new Date(at.getTime() + minutes * 60_000);
const { transaction: within } = memoryTransactions;

async function given(profileId: ProfileId = 'fluxkrea') {
  const store = new MemoryAccountStore();
  const context = signInContext(profileId, store);
  const enter = async (email: string, providerSubject: string) => {
    const started = await signInAs(context, memoryTransactions, { claims: claimsOf({ email, providerSubject }), vendorSession: null }, at);
    if (isRefusal(started)) throw new Error(started.refused);
    return started;
  };
  const { account, session } = await enter('ada@example.org', '1');
  const { subjectId } = account;
  return {
    store,
    subjectId,
    session,
    enter,
    correct: (correction: Correction, when = at) =>
      within(subjectId, (uow) => correctAccount(store, uow, { profile: context.profile, subjectId, correction }, when)),
    request: (newEmail: string) => within(subjectId, (uow) => requestEmailChange(store, uow, { subjectId, newEmail }, at)),
    confirm: (newEmail: string, when = at) =>
      within(subjectId, (uow) => confirmEmailChange({ accounts: store, lookups: context.lookups }, uow, { subjectId, newEmail }, when)),
    find: () => within(subjectId, (uow) => store.find(uow, subjectId)),
    leadsTo: (email: string) => within(null, (uow) => store.findSubject(uow, [context.lookups.email(email)])),
  };
}

describe('the age question', () => {
  it.each<[ProfileId, number, string]>([
    ['fluxvision', 15, 'refused'],
    ['fluxvision', 16, 'adult'],
    ['fluxkontextpro', 15, 'refused'],
    ['fluxkontextpro', 16, 'adult'],
    ['fluxchat', 12, 'refused'],
    ['fluxchat', 13, 'minor-with-guardian'],
    ['fluxchat', 17, 'minor-with-guardian'],
    ['fluxchat', 18, 'adult'],
    ['fluxgen', 12, 'refused'],
    ['fluxgen', 13, 'adult'],
    ['fluxkrea', 12, 'refused'],
    ['fluxkrea', 13, 'adult'],
  ])('given %s, when somebody is %i, then the band is %s', (id, age, band) => {
    expect(ageBandOf(profile(id), age)).toBe(band);
  });

  it.each(profileIds)('given %s, when answered, then the band is kept and the age itself is not', async (id) => {
    const { correct, find } = await given(id);
    await correct({ ageYears: 97 });
    const account = await find();
    expect(account).toMatchObject({ ageBand: 'adult', state: 'active' });
    expect(Object.values(account ?? {}).map(String)).not.toContain('97');
  });

  it('given an answer, when asked again, then it stands', async () => {
    const { correct, find } = await given();
    await correct({ ageYears: 30 });
    expect(await correct({ ageYears: 31 })).toEqual({ refused: 'age-already-answered' });
    expect(await correct({ displayName: 'Ada' })).toMatchObject({ displayName: 'Ada', ageBand: 'adult' });
    expect(await find()).toMatchObject({ ageBand: 'adult' });
  });

  it.each(profileIds)(
    'given %s, when somebody is too young, then the account is closed, its sessions end, and no second answer opens it',
    async (id) => {
      const { correct, find, store, session, enter } = await given(id);
      const tooYoung = minimumAge(profile(id)).minimumAge - 1;
      expect(await correct({ ageYears: tooYoung }, minutesLater(1))).toMatchObject({ ageBand: 'refused', state: 'closed' });
      expect(await within(null, (uow) => store.session(uow, session.id))).toMatchObject({ endedAt: minutesLater(1) });
      expect(await correct({ ageYears: 40 })).toEqual({ refused: 'account-closed' });
      expect(await find()).toMatchObject({ ageBand: 'refused', state: 'closed' });
      await expect(enter('ada@example.org', '1')).rejects.toThrow('account-closed');
    },
  );
});

describe('corrections', () => {
  it('given name and preferences, then just these change', async () => {
    const { correct, find } = await given();
    const before = await find();
    const changed = await correct({ displayName: ' Ada\u0000 Lovelace ', preferences: { theme: 'dark', locale: 'de\u0000' } });
    expect(changed).toEqual({ ...before, displayName: 'Ada Lovelace', theme: 'dark', locale: 'de' });
    expect(await find()).toEqual(changed);
  });

  it('given nothing to correct, then the account is answered as it is', async () => {
    const { correct, find } = await given();
    expect(await correct({})).toEqual(await find());
  });

  it('given somebody without an account, then there is nothing to correct', async () => {
    const store = new MemoryAccountStore();
    const command = { profile: profile('fluxkrea'), subjectId: newId(at), correction: { displayName: 'Ada' } };
    expect(await within(command.subjectId, (uow) => correctAccount(store, uow, command, at))).toEqual({ refused: 'account-closed' });
  });
});

describe('a change of address', () => {
  it('given a wish, then nothing changes until the link is opened', async () => {
    const { request, find, leadsTo, subjectId } = await given();
    expect(await request(' ada@elsewhere.example ')).toEqual({ expiresAt: minutesLater(60) });
    expect(await find()).toMatchObject({ email: 'ada@example.org' });
    expect([await leadsTo('ada@example.org'), await leadsTo('ada@elsewhere.example')]).toEqual([subjectId, null]);
  });

  it('given the link was opened in time, then the new address leads here, the old one nowhere, and both are told', async () => {
    const { request, confirm, find, leadsTo, subjectId } = await given();
    await request('ada@elsewhere.example');
    expect(await confirm('ada@elsewhere.example', minutesLater(59))).toEqual({
      oldEmail: 'ada@example.org',
      newEmail: 'ada@elsewhere.example',
    });
    expect(await find()).toMatchObject({ email: 'ada@elsewhere.example' });
    expect([await leadsTo('ada@example.org'), await leadsTo('ADA@elsewhere.example')]).toEqual([null, subjectId]);
    expect(await confirm('ada@elsewhere.example')).toEqual({ refused: 'link-expired' });
  });

  it('given the same address in other letters, then there is nothing to change', async () => {
    expect(await (await given()).request('ADA@example.org')).toEqual({ refused: 'same-address' });
  });

  it('given the hour is over, then the link counts no more', async () => {
    const { request, confirm, find } = await given();
    await request('ada@elsewhere.example');
    expect(await confirm('ada@elsewhere.example', minutesLater(60))).toEqual({ refused: 'link-expired' });
    expect(await find()).toMatchObject({ email: 'ada@example.org' });
  });

  it('given a second wish, when the link of the first is opened, then neither address is taken over', async () => {
    const { request, confirm, find, leadsTo } = await given();
    await request('mine@example.org');
    await request('somebody-else@example.org');
    expect(await confirm('mine@example.org')).toEqual({ refused: 'link-expired' });
    expect(await find()).toMatchObject({ email: 'ada@example.org' });
    expect(await leadsTo('somebody-else@example.org')).toBeNull();
  });

  it('given an address that somebody else has by then, then it is refused and both keep theirs', async () => {
    const { request, confirm, find, leadsTo, enter } = await given();
    await request('berta@example.org');
    const berta = await enter('berta@example.org', '2');
    expect(await confirm('berta@example.org')).toEqual({ refused: 'address-taken' });
    expect(await find()).toMatchObject({ email: 'ada@example.org' });
    expect(await leadsTo('berta@example.org')).toBe(berta.account.subjectId);
  });

  it('given the account was closed meanwhile, then the link counts no more', async () => {
    const { request, confirm, correct } = await given();
    await request('ada@elsewhere.example');
    await correct({ ageYears: 3 });
    expect(await confirm('ada@elsewhere.example')).toEqual({ refused: 'link-expired' });
  });
});

describe('what stands for a secret', () => {
  it('given a new link, then its hash is that of its token, and no two are alike', () => {
    const [one, two] = [newLinkToken(), newLinkToken()];
    expect(Buffer.from(hashLinkToken(one.token))).toEqual(Buffer.from(one.hash));
    expect(one.hash).toHaveLength(32);
    expect(one.token).not.toBe(two.token);
  });

  it('given a lookup, then it depends on key and kind, and the value is not in it', () => {
    const [hash, other] = [new LookupHash(Buffer.alloc(32, 1)), new LookupHash(Buffer.alloc(32, 2))];
    const hex = ({ hash: bytes }: { hash: Uint8Array }) => Buffer.from(bytes).toString('hex');
    expect(hex(hash.email(' Ada@Example.org'))).toBe(hex(hash.email('ada@example.org')));
    expect(new Set([hash.email('x'), hash.vendorUser('x'), other.email('x')].map(hex)).size).toBe(3);
    expect(hash.identity({ provider: 'google', providerSubject: '1' }).kind).toBe('identity');
  });

  it('given a key that is too short, then it is refused with its length', () => {
    expect(() => new LookupHash(Buffer.alloc(31))).toThrow('at least 32 bytes, found 31');
  });
});
