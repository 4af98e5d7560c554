import { addPeriod, newId, type UnitOfWork } from '@keepword/primitives';
import type { CreationStore } from '../ports/creation-store.js';
import type { ImageWork } from '../ports/image-work.js';
import { ReferenceVault } from './reference-vault.js';
import { transientReferences } from './transient-references.js';

const at = new Date('2026-03-01T08:00:00Z');
const uow = {} as UnitOfWork;

function house(bytesMax = 100) {
  const leases = new Set<string>();
  const store: Pick<CreationStore, 'insertLease' | 'deleteLease'> = {
    insertLease: async (_, { creationId }) => void leases.add(creationId),
    deleteLease: async (_, { creationId }) => void leases.delete(creationId),
  };
  const images: Pick<ImageWork, 'sanitiseReference'> = { sanitiseReference: async (bytes) => ({ bytes, mediaType: 'image/png' }) };
  const vault = new ReferenceVault(bytesMax);
  const owner = { creationId: newId(at), subjectId: newId(at) };
  const references = transientReferences({ vault, images: images as ImageWork, store: store as CreationStore, processId: newId(at) });
  return { references, vault, leases, owner };
}

describe('a reference that is never stored', () => {
  it('when it was taken, then this process has it and submits it; a row says no more than that it lives', async () => {
    const { references, leases, owner } = house();
    expect(await references.take(owner, Buffer.from('a picture'), at)).toBeNull();
    expect(await references.record(uow, owner, at)).toEqual({ submittedBy: 'this-process' });
    expect([...leases]).toEqual([owner.creationId]);
    expect(Buffer.from((await references.find(owner))?.bytes ?? [])).toEqual(Buffer.from('a picture'));
  });

  it('when it has been sent on, then nothing of it is left, neither in memory nor in a row', async () => {
    const { references, leases, owner } = house();
    const bytes = Buffer.from('a picture');
    await references.take(owner, bytes, at);
    await references.record(uow, owner, at);
    await references.release(uow, owner);
    expect([references.within(owner), await references.find(owner), leases.size]).toEqual([false, null, 0]);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('when nobody has sent it on for a quarter of an hour, then it goes', async () => {
    const { references, vault, owner } = house();
    await references.take(owner, Buffer.from('a picture'), at);
    expect(vault.expire(addPeriod(at, 'PT14M59S'))).toEqual([]);
    expect(vault.expire(addPeriod(at, 'PT15M'))).toEqual([owner]);
    expect(references.within(owner)).toBe(false);
  });

  it('when there is no room, then it is refused; a dropped one makes room again', async () => {
    const { references, owner } = house(10);
    const other = { ...owner, creationId: newId(at) };
    await references.take(owner, Buffer.alloc(10, 1), at);
    expect(await references.take(other, Buffer.alloc(1, 1), at)).toEqual({ refused: 'references-full' });
    await references.discard(owner);
    expect(await references.take(other, Buffer.alloc(10, 1), at)).toBeNull();
  });
});
