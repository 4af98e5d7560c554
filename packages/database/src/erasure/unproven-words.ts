import type { AddressKey } from '@keepword/data-rights';
import type { DataSource } from 'typeorm';

const ofAddress = `case_id IN (SELECT case_id FROM privacy_cases WHERE requester = $1 AND subject_id IS NULL)`;

/** Words of cases that came from an address and of which nobody proved whose they are: no subject leads to them. */
export class UnprovenWords {
  /** @param database as the role `participant_erasure` */
  constructor(private readonly database: DataSource) {}

  async count(address: AddressKey): Promise<number> {
    const [row] = await this.database.query<{ words: string }[]>(`SELECT count(*) AS words FROM privacy_case_contents WHERE ${ofAddress}`, [
      address,
    ]);
    return Number(row?.words ?? 0);
  }

  /** @returns how many there were */
  async erase(address: AddressKey): Promise<number> {
    const [, erased] = await this.database.query<[unknown, number]>(`DELETE FROM privacy_case_contents WHERE ${ofAddress}`, [address]);
    return erased;
  }
}
