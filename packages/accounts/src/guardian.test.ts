import { isRefusal, type SubjectId, type UnitOfWork } from '@keepword/primitives';
import { correctAccount } from './correct-account.js';
import { confirmGuardian, nameGuardian, pendingUntil, withdrawGuardian, type Guardian, type GuardianStore } from './guardian.js';
import { claimsOf, MemoryAccountStore, memoryTransactions, signInAs, signInContext } from './testing/index.js';

const at = new Date('2026-03-01T08:00:00Z');
const { transaction: within } = memoryTransactions;

class MemoryGuardians implements GuardianStore {
  readonly #kept = new Map<SubjectId, Guardian>();
  async find(_uow: UnitOfWork, subjectId: SubjectId) {
    return this.#kept.get(subjectId) ?? null;
  }
  async put(_uow: UnitOfWork, subjectId: SubjectId, guardian: Guardian) {
    this.#kept.set(subjectId, guardian);
  }
}

async function minor(ageYears = 15) {
  const accounts = new MemoryAccountStore();
  const context = signInContext('fluxchat', accounts);
  const claims = claimsOf({ email: 'kim@example.org', providerSubject: '1' });
  const started = await signInAs(context, memoryTransactions, { claims, vendorSession: null }, at);
  if (isRefusal(started)) throw new Error(started.refused);
  const { subjectId } = started.account;
  await within(subjectId, (uow) => correctAccount(accounts, uow, { profile: context.profile, subjectId, correction: { ageYears } }, at));
  const stores = { accounts, guardians: new MemoryGuardians() };
  return {
    subjectId,
    session: started.session,
    accounts,
    name: (email: string) => within(subjectId, (uow) => nameGuardian(stores, uow, { subjectId, email }, at)),
    confirm: (step: 'first' | 'second', email = 'parent@example.org') =>
      within(subjectId, (uow) => confirmGuardian(stores, uow, { subjectId, email, step }, at)),
    withdraw: (email = 'parent@example.org') => within(subjectId, (uow) => withdrawGuardian(stores, uow, { subjectId, email }, at)),
    account: () => within(subjectId, (uow) => accounts.find(uow, subjectId)),
  };
}

describe('a guardian', () => {
  it('agrees by two links, one after the other', async () => {
    const { name, confirm } = await minor();
    expect(await name(' parent@example.org ')).toMatchObject({ email: 'parent@example.org', state: 'asked' });
    expect(await confirm('second')).toEqual({ refused: 'link-expired' });
    expect(await confirm('first')).toMatchObject({ state: 'confirmed', agreedAt: null });
    expect(await confirm('first')).toEqual({ refused: 'link-expired' });
    expect(await confirm('second')).toMatchObject({ state: 'agreed', agreedAt: at });
    expect(await name('other@example.org')).toEqual({ refused: 'already-agreed' });
  });

  it('is somebody else than the minor', async () => {
    const { name } = await minor();
    expect(await name('KIM@example.org')).toEqual({ refused: 'own-address' });
  });

  it('is not needed by anybody else', async () => {
    const { name } = await minor(30);
    expect(await name('parent@example.org')).toEqual({ refused: 'not-a-minor' });
  });

  it('who is named later takes the place of the first, whose link opens nothing any more', async () => {
    const { name, confirm } = await minor();
    await name('parent@example.org');
    await name('other@example.org');
    expect(await confirm('first')).toEqual({ refused: 'link-expired' });
    expect(await confirm('first', 'other@example.org')).toMatchObject({ state: 'confirmed' });
  });

  it('closes the account by taking the consent back', async () => {
    const { name, confirm, withdraw, account, accounts, session } = await minor();
    await name('parent@example.org');
    await confirm('first');
    expect(await withdraw()).toEqual({ refused: 'link-expired' });
    await confirm('second');
    expect(await withdraw('other@example.org')).toEqual({ refused: 'link-expired' });
    expect(await withdraw()).toBe('closed');
    expect((await account())?.state).toBe('closed');
    expect((await within(null, (uow) => accounts.session(uow, session.id)))?.endedAt).toEqual(at);
    expect(await confirm('second')).toEqual({ refused: 'link-expired' });
  });

  it('is waited for a week', async () => {
    expect(pendingUntil({ createdAt: at })).toEqual(new Date('2026-03-08T08:00:00Z'));
  });
});
