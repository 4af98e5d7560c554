import { fixedClock, isRefusal, type UnitOfWork } from '@keepword/primitives';
import {
  beginStaffSignIn,
  completeStaffSignIn,
  endStaffSession,
  grantStaffRole,
  signedInStaff,
  type StaffLink,
  type StaffSecrets,
} from '@keepword/staff';
import { Keyring, postgresKeyStore, prepareKeyStore } from '@keepword/keyring';
import { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from '@keepword/testkit';
import { TOTP, URI } from 'otpauth';
import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresStaffSignIns } from './postgres-staff-sign-ins.js';
import { PostgresStaffStore } from './postgres-staff-store.js';

const at = new Date('2026-03-01T08:00:00Z');
const minutes = (n: number) => new Date(at.getTime() + n * 60_000);
const place = (staffId: string) => ({ table: 'staff_members', column: 'totp_secret', rowId: staffId });

let [platform, keys]: TestDatabase[] = [];
let [operator, service]: DataSource[] = [];
let pool: Pool;
let secrets: StaffSecrets;
const signIns = new PostgresStaffSignIns();

beforeAll(async () => {
  [platform, keys] = [await testDatabase('keepword_template'), await testDatabase()];
  await prepareKeyStore({ superuserUrl: keys.url, rolePassword: TEST_ROLE_PASSWORD });
  [operator, service] = [await openDatabase(platform.urlFor('operator')), await openDatabase(platform.urlFor('privacy_service'))];
  pool = new Pool({ connectionString: keys.urlFor('keyring'), max: 4 });
  const keyring = new Keyring(postgresKeyStore(pool), Buffer.alloc(32, 3), fixedClock(at));
  secrets = {
    sealTotpSecret: (staffId, secret) => keyring.seal(staffId, place(staffId), secret),
    openTotpSecret: (staffId, sealed) => keyring.open(staffId, place(staffId), sealed),
  };
});
afterAll(async () => {
  await Promise.all([operator?.destroy(), service?.destroy(), pool.end()]);
  await Promise.all([platform?.drop(), keys?.drop()]);
});

function asService<T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
  if (!service) throw new Error('the database is not open');
  return new PostgresUnitOfWork(service).transaction(null, work);
}

/** Somebody of the team with an authenticator. */
async function member(name: string, role = 'privacy-officer') {
  if (!operator) throw new Error('the database is not open');
  const email = `${name}@example.org`;
  const ports = { staff: new PostgresStaffStore(), secrets };
  const granted = await new PostgresUnitOfWork(operator).transaction(null, (uow) =>
    grantStaffRole(ports, uow, { email, role, replaceSecret: false }, at),
  );
  if (isRefusal(granted) || granted.otpauthUrl === null) throw new Error('no secret was shown');
  const totp = URI.parse(granted.otpauthUrl);
  if (!(totp instanceof TOTP)) throw new Error('not a time-based secret');
  return { email, staffId: granted.staffId, codeAt: (when: Date) => totp.generate({ timestamp: when.getTime() }) };
}

async function linkFor(email: string, when = at): Promise<StaffLink> {
  const link = await asService((uow) => beginStaffSignIn(signIns, uow, email, when));
  if (!link) throw new Error('no link was made');
  return link;
}
const complete = (token: string, code: string, when = at) =>
  asService((uow) => completeStaffSignIn({ signIns, secrets }, uow, { token, code }, when));
const whoIs = (accessToken: string, when = at) => asService((uow) => signedInStaff(signIns, uow, accessToken, when));

describe('signing in to the console', () => {
  it('given the mailed link and the code of now, then a session that knows the roles', async () => {
    const ada = await member('ada');
    const link = await linkFor(' ADA@example.org ');
    expect(link.to).toBe(ada.email);
    const opened = await complete(link.token, ada.codeAt(at));
    if (isRefusal(opened)) throw new Error(opened.refused);
    expect(await whoIs(opened.accessToken)).toMatchObject({ staffId: ada.staffId, email: ada.email, roles: ['privacy-officer'] });
  });

  it('given an address that is not of the team, then no link', async () => {
    expect(await asService((uow) => beginStaffSignIn(signIns, uow, 'nobody@example.org', at))).toBeNull();
    expect(await asService((uow) => beginStaffSignIn(signIns, uow, `${'x'.repeat(300)}@example.org`, at))).toBeNull();
  });

  it('given a code that was used, then it is refused even with another link', async () => {
    const berta = await member('berta');
    const code = berta.codeAt(at);
    expect(isRefusal(await complete((await linkFor(berta.email)).token, code))).toBe(false);
    expect(await complete((await linkFor(berta.email)).token, code)).toMatchObject({ refused: 'wrong-code' });
  });

  it('given codes a step early or late, then they count; two steps away they do not', async () => {
    const cora = await member('cora');
    for (const [seconds, held] of [
      [-60, false],
      [-30, true],
      [30, true],
      [60, false],
    ] as const) {
      const answer = await complete((await linkFor(cora.email)).token, cora.codeAt(new Date(at.getTime() + seconds * 1_000)));
      expect([seconds, !isRefusal(answer)]).toEqual([seconds, held]);
    }
  });

  it('given five wrong codes, then the right one comes too late', async () => {
    const dora = await member('dora');
    const { token } = await linkFor(dora.email);
    const wrong = dora.codeAt(minutes(600));
    for (const triesLeft of [4, 3, 2, 1, 0]) expect(await complete(token, wrong)).toEqual({ refused: 'wrong-code', triesLeft });
    expect(await complete(token, dora.codeAt(at))).toEqual({ refused: 'link-expired' });
  });

  it('given a link that was used, is ten minutes old, or was made up, then nothing', async () => {
    const edda = await member('edda');
    const used = await linkFor(edda.email);
    expect(isRefusal(await complete(used.token, edda.codeAt(at)))).toBe(false);
    const old = await linkFor(edda.email);
    for (const [token, when] of [
      [used.token, minutes(2)],
      [old.token, minutes(10)],
      ['made-up', minutes(2)],
    ] as const)
      expect(await complete(token, edda.codeAt(when), when)).toEqual({ refused: 'link-expired' });
  });

  it('given one link of two was used, then the other is spent as well', async () => {
    const gerda = await member('gerda');
    const [first, second] = [await linkFor(gerda.email), await linkFor(gerda.email)];
    expect(isRefusal(await complete(first.token, gerda.codeAt(at)))).toBe(false);
    expect(await complete(second.token, gerda.codeAt(minutes(1)), minutes(1))).toEqual({ refused: 'link-expired' });
  });
});

describe('a session of the console', () => {
  async function session(name: string): Promise<string> {
    const someone = await member(name);
    const opened = await complete((await linkFor(someone.email)).token, someone.codeAt(at));
    if (isRefusal(opened)) throw new Error(opened.refused);
    return opened.accessToken;
  }

  it('given half an hour without a request, then it is over; with requests between it lives until the evening', async () => {
    const [idle, busy] = [await session('hanna'), await session('ida')];
    expect(await whoIs(idle, minutes(29))).not.toBeNull();
    expect(await whoIs(idle, minutes(59))).toBeNull();
    for (let minute = 20; minute < 12 * 60; minute += 20)
      expect([minute, (await whoIs(busy, minutes(minute))) !== null]).toEqual([minute, true]);
    expect(await whoIs(busy, minutes(12 * 60))).toBeNull();
  });

  it('given it was ended, then its token holds no more, and another’s still does', async () => {
    const [one, other] = [await session('jana'), await session('kaja')];
    await asService((uow) => endStaffSession(signIns, uow, one));
    expect([await whoIs(one), await whoIs('made-up'), (await whoIs(other)) !== null]).toEqual([null, null, true]);
  });
});
