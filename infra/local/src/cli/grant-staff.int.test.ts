import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { prepareKeyStore } from '@keepword/keyring';
import { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from '@keepword/testkit';
import { UsageError } from '../launch/usage-error.js';
import { grantStaff } from './grant-staff.js';
import { operatorAccess } from './operator-access.js';

const root = path.resolve(__dirname, '../../../..');
const argumentsOf = (words: readonly string[]) => [
  '--require',
  path.join(root, 'infra/jest/run-typescript.cjs'),
  '--eval',
  `require(${JSON.stringify(path.join(__dirname, 'main.ts'))}).main(${JSON.stringify(words)})`,
];

let [platform, keys]: TestDatabase[] = [];
let credentials: Readonly<Record<string, string>>;

beforeAll(async () => {
  [platform, keys] = await Promise.all([testDatabase('keepword_template'), testDatabase()]);
  await prepareKeyStore({ superuserUrl: keys.url, rolePassword: TEST_ROLE_PASSWORD });
  credentials = {
    OPERATOR_DATABASE_URL: platform.urlFor('operator'),
    KEYRING_URL: keys.urlFor('keyring'),
    KEYRING_MASTER_KEY: randomBytes(32).toString('base64'),
  };
});
afterAll(() => Promise.all([platform?.drop(), keys?.drop()]));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as an operator uses it: on a machine without a local stack, with credentials in the environment. */
function keepword(words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, argumentsOf(words), {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], KEEPWORD_DATA_DIR: path.join(root, 'no-such-folder'), ...credentials },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

describe('keepword staff grant', () => {
  it('given operator credentials, then it answers with what an authenticator scans', async () => {
    const { code, stdout, stderr } = await keepword(['staff', 'grant', 'ada@example.org', 'privacy-officer', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const granted = JSON.parse(stdout) as { otpauthUrl: string };
    expect(granted).toMatchObject({ email: 'ada@example.org', roles: ['privacy-officer'] });
    expect(granted.otpauthUrl).toMatch(/^otpauth:\/\/totp\/Keepword:ada%40example\.org\?.*secret=[A-Z2-7]{32}/);
  });

  it('given a role that there is not, then it fails with one sentence that names the four', async () => {
    expect(await keepword(['staff', 'grant', 'ada@example.org', 'admin'])).toEqual({
      code: 1,
      stdout: '',
      stderr: "There is no role 'admin'. The roles are privacy-officer, moderator, support, auditor.\n",
    });
  });

  it('given something that is no address, then it says so', async () => {
    const access = operatorAccess(credentials, () => {
      throw new Error('the credentials come first');
    });
    const granting = grantStaff(access, { email: 'ada', role: 'support', replaceSecret: false });
    await expect(granting).rejects.toThrow(new UsageError("'ada' is not an email address."));
  });
});

describe('where an operator’s command works', () => {
  const noStack = () => {
    throw new UsageError('No local stack runs here.');
  };

  it('given a database address without the keys, then it names what is missing and repeats no secret', () => {
    const database = 'postgres://operator:kept-to-itself@db.example.org/keepword';
    const asked = () => operatorAccess({ OPERATOR_DATABASE_URL: database, KEYRING_MASTER_KEY: 'c2hvcnQ=' }, noStack);
    expect(asked).toThrow(/^KEYRING_URL: .*\nKEYRING_MASTER_KEY: must be base64 of at least 32 bytes \(found a value that does not fit\)$/);
    expect(asked).not.toThrow(/kept-to-itself|c2hvcnQ/);
  });

  it('given neither credentials nor a local stack, then it says how to get one', () => {
    expect(() => operatorAccess({}, noStack)).toThrow(
      'No local stack runs here. For another place, set OPERATOR_DATABASE_URL, KEYRING_URL, KEYRING_MASTER_KEY.',
    );
  });
});
