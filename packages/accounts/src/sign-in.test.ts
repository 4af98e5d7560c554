import { profileIds, type ProfileId } from '@keepword/policy';
import { isRefusal } from '@keepword/primitives';
import { confirmEmailChange, requestEmailChange } from './correct-account.js';
import type { SignedIn } from './ports/identity-provider.js';
import { findSubject, startSession } from './sign-in.js';
import { claimsOf, MemoryAccountStore, memoryTransactions, signInAs, signInContext } from './testing/index.js';

const at = new Date('2026-03-01T08:00:00Z');
const hoursLater = (hours: number) => new Date(at.getTime() + hours * 3_600_000);

function house(profileId: ProfileId) {
  const store = new MemoryAccountStore();
  const context = signInContext(profileId, store);
  return {
    store,
    context,
    signIn: (signedIn: SignedIn, when = at) => signInAs(context, memoryTransactions, signedIn, when),
    /** @throws Error when the sign-in is refused */
    async enter(signedIn: SignedIn, when = at) {
      const started = await signInAs(context, memoryTransactions, signedIn, when);
      if (isRefusal(started)) throw new Error(started.refused);
      return started;
    },
    within: memoryTransactions.transaction,
  };
}

const google = (changes = {}): SignedIn => ({ claims: claimsOf(changes), vendorSession: null });
const mailed = (email: string): SignedIn => ({
  claims: { provider: 'first-party', providerSubject: email, email, emailVerified: true, displayName: null, pictureUrl: null },
  vendorSession: null,
});
const vendorSession = {
  sessionId: '019593d0-0000-7000-8000-000000000001',
  userId: 'f5b1b6f8-0000-4000-8000-000000000001',
  accessToken: 'access',
  refreshToken: 'refresh',
  expiresAt: hoursLater(1),
};

describe('a first sign-in', () => {
  it.each<[ProfileId, { displayName: string | null; pictureUrl: string | null; providerSubject: string | null }]>([
    ['fluxvision', { displayName: 'Ada L.', pictureUrl: null, providerSubject: null }],
    ['fluxkontextpro', { displayName: 'Ada L.', pictureUrl: 'https://pictures.example.org/ada.png', providerSubject: '108177' }],
    ['fluxchat', { displayName: 'Ada L.', pictureUrl: null, providerSubject: null }],
    ['fluxgen', { displayName: 'Ada L.', pictureUrl: 'https://pictures.example.org/ada.png', providerSubject: null }],
    ['fluxkrea', { displayName: 'Ada L.', pictureUrl: 'https://pictures.example.org/ada.png', providerSubject: '108177' }],
  ])('given %s, then just the claims that it lists are kept: %j', async (id, { providerSubject, ...kept }) => {
    const { store, enter, within } = house(id);
    const { account, isNew } = await enter(google());
    expect(isNew).toBe(true);
    const stored = await within(account.subjectId, (uow) => store.find(uow, account.subjectId));
    expect(stored).toEqual({
      subjectId: account.subjectId,
      email: 'Ada@Example.org',
      ...kept,
      ageBand: null,
      theme: 'system',
      locale: 'en',
      downloadMetadata: 'strip',
      state: 'active',
      profileId: id,
      policyVersion: 'sha256-of-a-policy',
      createdAt: at,
      lastActivityAt: at,
      restrictedSince: null,
      guardianAgreedAt: null,
    });
    const links = await within(account.subjectId, (uow) => store.links(uow, account.subjectId));
    expect(links).toEqual([{ provider: 'google', providerSubject, vendorUserId: null }]);
  });

  it('given a name and a picture beyond all limits, then the name is cut, its control characters are gone, and the picture is left out', async () => {
    const { account } = await house('fluxkrea').enter(
      google({ displayName: `\u0000 Ada\u0007${'é'.repeat(300)}`, pictureUrl: `https://example.org/${'a'.repeat(2_000)}` }),
    );
    expect(account.displayName).toBe(`Ada${'é'.repeat(197)}`);
    expect(account.pictureUrl).toBeNull();
  });

  it('given an address that nobody verified, then it is refused, also where it has an account', async () => {
    const { signIn, enter } = house('fluxkrea');
    await enter(google());
    expect(await signIn(google({ emailVerified: false }))).toEqual({ refused: 'email-not-verified' });
    expect(await signIn(google({ emailVerified: false, email: 'new@example.org', providerSubject: 'new' }))).toEqual({
      refused: 'email-not-verified',
    });
  });

  it('given an address that nobody verified, then not even looking up tells whose it is, and no session starts by it', async () => {
    const { context, enter, within } = house('fluxkrea');
    const { account } = await enter(google());
    const unverified = google({ emailVerified: false });
    const refused = { refused: 'email-not-verified' };
    expect(await within(null, (uow) => findSubject(context, uow, unverified))).toEqual(refused);
    const command = { signedIn: unverified, subjectId: account.subjectId, isNew: false, visit: { device: null, ip: null } };
    expect(await within(account.subjectId, (uow) => startSession(context, uow, command, at))).toEqual(refused);
  });
});

describe('a returning person', () => {
  it.each(profileIds)('given %s, then the provider’s subject leads to the account, whatever the address is now', async (id) => {
    const { enter, store, within } = house(id);
    const first = await enter(google());
    await within(first.account.subjectId, (uow) => store.change(uow, first.account.subjectId, { displayName: 'Ada King' }));
    const second = await enter(google({ email: 'ada@elsewhere.example' }), hoursLater(2));
    // What was corrected here is not overwritten by what the provider says.
    expect(second.account.displayName).toBe('Ada King');
    expect([second.account.subjectId, second.isNew]).toEqual([first.account.subjectId, false]);
    expect(second.account.email).toBe('Ada@Example.org');
    expect(second.account.lastActivityAt).toEqual(hoursLater(2));
  });

  it('given another provider with the same verified address, however it is written, then it is the same account', async () => {
    const { enter, store, within } = house('fluxkrea');
    const { account } = await enter(google());
    const second = await enter(google({ provider: 'github', providerSubject: '42', email: ' ADA@example.org ' }));
    expect(second.account.subjectId).toBe(account.subjectId);
    const links = await within(account.subjectId, (uow) => store.links(uow, account.subjectId));
    expect(links.map(({ provider }) => provider)).toEqual(['google', 'github']);
  });

  it('given a vendor that keeps the session, then ours has its id, and its user leads back', async () => {
    const { enter } = house('fluxkrea');
    const first = await enter({ claims: claimsOf(), vendorSession });
    expect(first.session.id).toBe(vendorSession.sessionId);
    const second = await enter({ claims: claimsOf({ email: 'x@example.org', providerSubject: 'other' }), vendorSession });
    expect(second.account.subjectId).toBe(first.account.subjectId);
  });

  it('given a closed account, then no way leads in and nothing is linked', async () => {
    const { enter, signIn, store, within } = house('fluxkrea');
    const { account } = await enter(google());
    await within(account.subjectId, (uow) => store.change(uow, account.subjectId, { state: 'closed' }));
    expect(await signIn(google())).toEqual({ refused: 'account-closed' });
    expect(await signIn(google({ provider: 'github', providerSubject: '42' }))).toEqual({ refused: 'account-closed' });
    expect(await within(account.subjectId, (uow) => store.links(uow, account.subjectId))).toHaveLength(1);
  });

  it('given a session, then it has device and address as they came, and ends a week after it began', async () => {
    const { session } = await house('fluxkrea').enter(google());
    expect(session).toMatchObject({ device: 'Firefox on Linux', ip: '192.0.2.7', createdAt: at, lastSeenAt: at, endedAt: null });
    expect(session.expiresAt).toEqual(hoursLater(7 * 24));
  });
});

describe('sign-in by a mailed link', () => {
  it('given an address, then only it leads to the account: no subject is kept, and nothing is linked by it', async () => {
    const { enter, store, within } = house('fluxvision');
    const { account } = await enter(mailed('ada@example.org'));
    expect(await within(account.subjectId, (uow) => store.links(uow, account.subjectId))).toEqual([
      { provider: 'first-party', providerSubject: null, vendorUserId: null },
    ]);
  });

  it('given an address that was changed, when the old one signs in, then it is a stranger', async () => {
    const { enter, store, context, within } = house('fluxvision');
    const { account } = await enter(mailed('old@example.org'));
    const { subjectId } = account;
    await within(subjectId, async (uow) => {
      await requestEmailChange(store, uow, { subjectId, newEmail: 'new@example.org' }, at);
      await confirmEmailChange({ accounts: store, lookups: context.lookups }, uow, { subjectId, newEmail: 'new@example.org' }, at);
    });
    const stranger = await enter(mailed('old@example.org'));
    expect([stranger.isNew, stranger.account.subjectId === subjectId]).toEqual([true, false]);
    expect((await enter(mailed('new@example.org'))).account.subjectId).toBe(subjectId);
  });
});
