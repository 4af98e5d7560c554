import type { SubjectId } from '@keepword/primitives';
import { Client } from 'pg';
import { UsageError } from '../launch/usage-error.js';

/** The pseudonym of the account with this address. @throws UsageError when there is none */
export async function subjectOf(superuserUrl: string, email: string): Promise<SubjectId> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ subject_id: SubjectId }>(
      `SELECT subject_id FROM accounts WHERE lower(email) = lower($1) AND state = 'active' ORDER BY created_at DESC LIMIT 1`,
      [email],
    );
    const [account] = rows;
    if (!account) throw new UsageError(`Nobody has an account with the address ${email}. Make one: npm run keepword -- session ${email}`);
    return account.subject_id;
  } finally {
    await client.end();
  }
}
