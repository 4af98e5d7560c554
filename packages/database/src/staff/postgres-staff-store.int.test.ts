import { fixedClock, type Id, type UnitOfWork } from '@keepword/primitives';
import { grantStaffRole, type StaffPorts } from '@keepword/staff';
import { Keyring, postgresKeyStore, prepareKeyStore } from '@keepword/keyring';
import { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from '@keepword/testkit';
import { Client, Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { appRoles } from '../table-access.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresStaffStore } from './postgres-staff-store.js';

const at = new Date('2026-03-01T08:00:00Z');
const later = new Date('2026-03-02T08:00:00Z');
const place = (staffId: Id) => ({ table: 'staff_members', column: 'totp_secret', rowId: staffId });

let [platform, keys]: TestDatabase[] = [];
let source: DataSource;
let pool: Pool;
let keyring: Keyring;
let ports: StaffPorts;

beforeAll(async () => {
  [platform, keys] = [await testDatabase('keepword_template'), await testDatabase()];
  await prepareKeyStore({ superuserUrl: keys.url, rolePassword: TEST_ROLE_PASSWORD });
  source = await openDatabase(platform.urlFor('operator'));
  pool = new Pool({ connectionString: keys.urlFor('keyring'), max: 4 });
  keyring = new Keyring(postgresKeyStore(pool), Buffer.alloc(32, 3), fixedClock(at));
  ports = {
    staff: new PostgresStaffStore(),
    secrets: { sealTotpSecret: (staffId, secret) => keyring.seal(staffId, place(staffId), secret) },
  };
});
afterAll(async () => {
  await Promise.all([source.destroy(), pool.end()]);
  await Promise.all([platform?.drop(), keys?.drop()]);
});

const inTransaction = <T>(work: (uow: UnitOfWork) => Promise<T>) => new PostgresUnitOfWork(source).transaction(null, work);
const grant = (email: string, role: string, { replaceSecret = false, now = at } = {}) =>
  inTransaction((uow) => grantStaffRole(ports, uow, { email, role, replaceSecret }, now));
const memberAt = (email: string) => inTransaction((uow) => ports.staff.findByEmail(uow, email));
const secretIn = (url: string) => new URL(url).searchParams.get('secret') ?? '';

/** RFC 4648 letters of the secret that is really stored, opened again. */
async function storedSecret(email: string): Promise<string> {
  const member = await memberAt(email);
  if (!member) throw new Error('nobody has this address');
  const opened = await keyring.open(member.staffId, place(member.staffId), member.sealedTotpSecret);
  const bits = [...opened].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)]).join('');
}

describe('granting a role to somebody of the team', () => {
  it('given a new address, then a member with that role and a secret that is shown once and stored sealed', async () => {
    const granted = await grant(' Ada@Example.org ', 'privacy-officer');
    expect(granted).toMatchObject({ email: 'ada@example.org', roles: ['privacy-officer'] });
    if (!('otpauthUrl' in granted) || granted.otpauthUrl === null) throw new Error('no secret was shown');
    expect(await storedSecret('ada@example.org')).toBe(secretIn(granted.otpauthUrl));
    const stored = Buffer.from((await memberAt('ada@example.org'))?.sealedTotpSecret ?? []);
    expect(stored.includes(secretIn(granted.otpauthUrl))).toBe(false);
  });

  it('given a member, when another role is granted, then it is added and the secret is neither shown nor changed', async () => {
    await grant('berta@example.org', 'support');
    const before = await storedSecret('berta@example.org');
    expect(await grant('BERTA@example.org', 'auditor', { now: later })).toMatchObject({ roles: ['support', 'auditor'], otpauthUrl: null });
    expect(await storedSecret('berta@example.org')).toBe(before);
  });

  it('given a role that the member has, then nothing is added', async () => {
    await grant('cora@example.org', 'moderator');
    expect(await grant('cora@example.org', 'moderator', { now: later })).toMatchObject({ roles: ['moderator'], otpauthUrl: null });
  });

  it('given a lost phone, when a new secret is asked for, then it replaces the old one', async () => {
    await grant('dora@example.org', 'moderator');
    const before = await storedSecret('dora@example.org');
    const granted = await grant('dora@example.org', 'moderator', { replaceSecret: true, now: later });
    if (!('otpauthUrl' in granted) || granted.otpauthUrl === null) throw new Error('no secret was shown');
    expect(await storedSecret('dora@example.org')).toBe(secretIn(granted.otpauthUrl));
    expect(secretIn(granted.otpauthUrl)).not.toBe(before);
    expect(await memberAt('dora@example.org')).toMatchObject({ totpSecretMadeAt: later, createdAt: at });
  });

  it('given a role that there is not, then the refusal names those that there are, and nobody is made', async () => {
    expect(await grant('eva@example.org', 'boss')).toEqual({
      refused: 'unknown-role',
      allowed: ['privacy-officer', 'moderator', 'support', 'auditor'],
    });
    expect(await memberAt('eva@example.org')).toBeNull();
  });

  it.each(['', 'no-address', `${'a'.repeat(250)}@example.org`])('given %j as an address, then it is refused', async (email) => {
    expect(await grant(email, 'support')).toEqual({ refused: 'not-an-address' });
  });

  it('given four grants at once for a new address, then one member with four roles, and one secret shown', async () => {
    const granted = await Promise.all(
      ['privacy-officer', 'moderator', 'support', 'auditor'].map((role) => grant('fred@example.org', role)),
    );
    const shown = granted.flatMap((one) => ('otpauthUrl' in one && one.otpauthUrl !== null ? [one.otpauthUrl] : []));
    expect(shown.map(secretIn)).toEqual([await storedSecret('fred@example.org')]);
    const member = await memberAt('fred@example.org');
    expect(await inTransaction((uow) => ports.staff.roles(uow, member?.staffId ?? ''))).toHaveLength(4);
  });

  it.each(appRoles.filter((role) => role !== 'privacy_service'))('given %s, then it may not even look at the team', async (role) => {
    const client = new Client({ connectionString: platform?.urlFor(role) ?? '' });
    await client.connect();
    try {
      for (const table of ['staff_members', 'staff_roles'])
        await expect(client.query(`SELECT 1 FROM ${table}`)).rejects.toThrow(/permission denied/);
    } finally {
      await client.end();
    }
  });

  it('given the privacy-service, then it reads the team and changes nobody', async () => {
    const client = new Client({ connectionString: platform?.urlFor('privacy_service') });
    await client.connect();
    try {
      for (const change of [
        `UPDATE staff_members SET email = 'x'`,
        'DELETE FROM staff_roles',
        `INSERT INTO staff_roles SELECT * FROM staff_roles`,
      ])
        await expect(client.query(change)).rejects.toThrow(/permission denied/);
    } finally {
      await client.end();
    }
  });
});
