import type { PayerTraces } from '@keepword/billing';
import type { DataMap } from '@keepword/data-map';
import { quotedIdentifier, subjectColumns } from '@keepword/data-rights';
import { isId, type Id, type Instant, type SubjectId } from '@keepword/primitives';
import type { DataSource } from 'typeorm';

/** A prediction at a model vendor that may still hold something of it. */
export interface PredictionTrace {
  readonly vendorPredictionId: string;
  readonly vendorModel: string;
}

/** What has to be read of somebody before their rows go: who to tell, and by which numbers the vendors know them. */
export class ErasureSubject {
  /** @param database as the role `participant_erasure` */
  constructor(
    private readonly database: DataSource,
    private readonly map: DataMap,
  ) {}

  /** Everybody whom any row names as its subject; staff and what else such a column can name are among them. */
  async all(): Promise<SubjectId[]> {
    const tables = [...new Set(this.map.columns.flatMap(({ table, annotation }) => (annotation.personal ? [table] : [])))];
    const found = new Set<SubjectId>();
    for (const table of tables) {
      for (const column of subjectColumns(this.map, table)) {
        const [name, of] = [quotedIdentifier(column), quotedIdentifier(table)];
        const rows = await this.database.query<{ id: string }[]>(
          `SELECT DISTINCT ${name}::text AS id FROM ${of} WHERE ${name} IS NOT NULL`,
        );
        for (const { id } of rows) if (isId(id)) found.add(id);
      }
    }
    return [...found];
  }

  async creationsOf(subjectId: SubjectId): Promise<Id[]> {
    const rows = await this.database.query<{ id: Id }[]>('SELECT id FROM creations WHERE subject_id = $1', [subjectId]);
    return rows.map(({ id }) => id);
  }

  async addressOf(subjectId: SubjectId): Promise<string | null> {
    const [account] = await this.database.query<{ email: string }[]>('SELECT email FROM accounts WHERE subject_id = $1', [subjectId]);
    return account?.email ?? null;
  }

  /** Under which a mail vendor may list the person: besides their own address, a former one of which it was not told yet that it is corrected. */
  async listedAddresses(subjectId: SubjectId): Promise<string[]> {
    const rows = await this.database.query<{ address: string }[]>(
      `SELECT email AS address FROM accounts WHERE subject_id = $1
       UNION SELECT former_address FROM recipient_notices WHERE subject_id = $1 AND former_address IS NOT NULL ORDER BY 1`,
      [subjectId],
    );
    return rows.map(({ address }) => address);
  }

  /** Whether any money ever came, be it for a pack or for a month of a subscription. */
  async hasPaid(subjectId: SubjectId): Promise<boolean> {
    const [found] = await this.database.query<{ paid: boolean }[]>(
      'SELECT EXISTS (SELECT FROM purchases WHERE subject_id = $1 AND paid_at IS NOT NULL) AS paid',
      [subjectId],
    );
    return found?.paid ?? false;
  }

  /** The identity vendor's own numbers of the person. */
  async identityUsers(subjectId: SubjectId): Promise<string[]> {
    const rows = await this.database.query<{ id: string }[]>(
      'SELECT DISTINCT vendor_user_id AS id FROM identity_links WHERE subject_id = $1 AND vendor_user_id IS NOT NULL ORDER BY 1',
      [subjectId],
    );
    return rows.map(({ id }) => id);
  }

  async payerTraces(subjectId: SubjectId, provider: string): Promise<PayerTraces> {
    const [found] = await this.database.query<PayerTraces[]>(
      `SELECT coalesce(array_agg(DISTINCT id) FILTER (WHERE kind = 'customer'), '{}') AS "customerIds",
              coalesce(array_agg(DISTINCT id) FILTER (WHERE kind = 'subscription'), '{}') AS "subscriptionIds",
              coalesce(array_agg(DISTINCT id) FILTER (WHERE kind = 'checkout'), '{}') AS "checkoutIds",
              coalesce(array_agg(DISTINCT id) FILTER (WHERE kind = 'payment'), '{}') AS "paymentIds"
         FROM (SELECT 'customer' AS kind, vendor_customer_id AS id FROM subscriptions WHERE subject_id = $1 AND provider = $2
               UNION ALL SELECT 'subscription', vendor_subscription_id FROM subscriptions WHERE subject_id = $1 AND provider = $2
               UNION ALL SELECT 'checkout', vendor_checkout_id FROM subscriptions WHERE subject_id = $1 AND provider = $2
               UNION ALL SELECT 'checkout', vendor_checkout_id FROM purchases WHERE subject_id = $1 AND provider = $2
               UNION ALL SELECT 'payment', vendor_payment_id FROM purchases WHERE subject_id = $1 AND provider = $2) known
        WHERE id IS NOT NULL`,
      [subjectId, provider],
    );
    return found ?? { customerIds: [], subscriptionIds: [], checkoutIds: [], paymentIds: [] };
  }

  /**
   * Predictions that were not seen to be forgotten, or are so new that the vendor's own period still runs; the newest first.
   * @param newsSince how far back that period can reach
   */
  async predictions(
    subjectId: SubjectId,
    of: { readonly vendor: string; readonly newsSince: Instant; readonly creationIds?: readonly Id[]; readonly limit: number },
  ): Promise<PredictionTrace[]> {
    return this.database.query<PredictionTrace[]>(
      `SELECT vendor_prediction_id AS "vendorPredictionId", vendor_model AS "vendorModel" FROM predictions
        WHERE subject_id = $1 AND vendor = $2 AND vendor_prediction_id IS NOT NULL AND (forgotten_at IS NULL OR news_at > $3)
          AND ($4::uuid[] IS NULL OR creation_id = ANY ($4)) ORDER BY created_at DESC LIMIT $5`,
      [subjectId, of.vendor, of.newsSince, of.creationIds ?? null, of.limit],
    );
  }
}
