import { Secret, TOTP } from 'otpauth';

/** RFC 4226 asks for 160 bits; the other parameters are the ones that every authenticator app knows. */
const secretBytes = 20;
const issuer = 'Keepword';

export interface TotpSecret {
  readonly bytes: Uint8Array;
  /** `otpauth://totp/…`, to be shown once and scanned; holds the secret. */
  readonly otpauthUrl: string;
}

/** A new random secret for time-based codes (RFC 6238: SHA-1, six digits, 30 s). @param label the address that the app shows beside the codes */
export function newTotpSecret(label: string): TotpSecret {
  const secret = new Secret({ size: secretBytes });
  const totp = new TOTP({ issuer, label, secret, algorithm: 'SHA1', digits: 6, period: 30 });
  return { bytes: secret.bytes, otpauthUrl: totp.toString() };
}

const periodSeconds = 30;

/**
 * The time step (RFC 6238, T) that a code belongs to: this one, the one before or the one after, for clocks that differ a little.
 * @returns null for a code of another time, or for something that is no code
 */
export function timeStepOfCode(secret: Uint8Array, code: string, at: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const totp = new TOTP({
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
  });
  const steps = totp.validate({ token: code, timestamp: at.getTime(), window: 1 });
  return steps === null ? null : Math.floor(at.getTime() / 1_000 / periodSeconds) + steps;
}
