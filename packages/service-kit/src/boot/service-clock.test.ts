import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '@keepword/primitives';
import { BadEnvironment } from './environment.js';
import { serviceClock } from './service-clock.js';

const attestation = 'a-secret-of-this-boot';
const local = ['http://127.0.0.1:3010/stripe', 'http://localhost:3010/resend', 'http://[::1]:3010/fal'];
const day = 86_400_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a service’s clock', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'keepword-clock-'));
    file = path.join(folder, 'clock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const attest = (text = `${attestation}\n`) => writeFileSync(`${file}.attestation`, text);
  const settings = () => ({ LOCAL_CLOCK_FILE: file, LOCAL_ATTESTATION: attestation });
  const aheadMs = (clock: { now(): Date }) => clock.now().getTime() - Date.now();

  it('given no file, then it is the machine’s own, whatever the vendors are', () => {
    expect(serviceClock({}, ['https://api.stripe.com'])).toBe(systemClock);
    expect(serviceClock({ LOCAL_ATTESTATION: attestation }, local)).toBe(systemClock);
  });

  it('given an attesting launcher and loopback vendors, then it follows the file', async () => {
    attest();
    const clock = serviceClock(settings(), local);
    expect(Math.abs(aheadMs(clock))).toBeLessThan(1_000);
    writeFileSync(file, String(3 * day));
    await pause(80);
    expect(Math.abs(aheadMs(clock) - 3 * day)).toBeLessThan(1_000);
  });

  it('given a vendor on another machine, then it is refused and names the vendor, attested or not', () => {
    attest();
    for (const real of ['https://api.stripe.com', 'http://127.0.0.1.example.org', 'http://10.0.0.7:3010', 'http://0.0.0.0:3010']) {
      expect(() => serviceClock(settings(), [...local, real])).toThrow(BadEnvironment);
      expect(() => serviceClock(settings(), [...local, real])).toThrow(new URL(real).host);
    }
  });

  it.each([
    ['nobody attests', () => undefined],
    ['another boot attested', () => attest('a-secret-of-another-boot')],
    ['an empty attestation lies there', () => attest('')],
  ])('given that %s, then it is refused', (_, prepare) => {
    prepare();
    expect(() => serviceClock(settings(), local)).toThrow('no launcher attests it');
  });

  it('given a file and no secret of the boot, then it is refused, also beside an attestation', () => {
    attest();
    expect(() => serviceClock({ LOCAL_CLOCK_FILE: file }, local)).toThrow('no launcher attests it');
  });

  it('given a refusal, then the secret of the boot is not in it', () => {
    expect(() => serviceClock(settings(), local)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(attestation) as string }) as Error,
    );
  });
});
