import { createHash } from 'node:crypto';

/** A vendor's number for a person, the same for the same address at every start. @param digits at most 30 */
export function accountNumber(vendor: string, email: string, digits: number): string {
  const digest = createHash('sha256').update(`${vendor}\n${email.toLowerCase()}`).digest('hex');
  const number = BigInt(`0x${digest}`).toString().slice(0, digits);
  return number.startsWith('0') ? `1${number.slice(1)}` : number;
}
