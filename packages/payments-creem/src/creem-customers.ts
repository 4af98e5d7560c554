import type { CorrectedEmail, CustomerRecords } from '@keepword/billing';
import type { Creem } from 'creem';
import { CreemError } from 'creem/models/errors';
import { creemCall } from './creem-call.js';

/** Creem's customers, of whom it has one for each address; see docs.creem.io, `PATCH /v1/customers`. Invoices that were written stay as they are. */
export class CreemCustomers implements CustomerRecords {
  constructor(private readonly creem: Creem) {}

  async correctEmail({ formerEmail, email }: CorrectedEmail): Promise<'told' | 'nothing-to-correct'> {
    const customerId = await this.#customerAt(formerEmail);
    if (customerId === null) return (await this.#customerAt(email)) === null ? 'nothing-to-correct' : 'told';
    if (formerEmail.toLowerCase() !== email.toLowerCase()) await creemCall(() => this.creem.customers.update({ customerId, email }));
    return 'told';
  }

  #customerAt(email: string): Promise<string | null> {
    return creemCall(async () => {
      try {
        return (await this.creem.customers.retrieve(undefined, email)).id;
      } catch (error) {
        if (error instanceof CreemError && error.statusCode === 404) return null;
        throw error;
      }
    });
  }
}
