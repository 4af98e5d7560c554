import type { ExportSource, ExportStatement } from '@keepword/data-rights';
import type { DataCategory } from '@keepword/policy';
import type { SubjectId } from '@keepword/primitives';
import type { EntityManager } from 'typeorm';
import { letGo, type OpenSealed } from './postgres-export-source.js';

const batchRows = 500;
/** Whose sealed values the history shows. */
export const wordsTable = 'creation_requests';
const noId = '00000000-0000-0000-0000-000000000000';

type Cell = string | number | Date | null;

interface Listing<Row extends { readonly subjectId: SubjectId }> {
  readonly name: string;
  readonly category: DataCategory;
  readonly columns: readonly string[];
  /** `$1` is the subject, `$2` the key after which the page begins, `$3` how many rows. */
  readonly text: string;
  readonly first: string;
  readonly keyOf: (row: Row) => string;
  readonly cells: (row: Row) => readonly Cell[] | Promise<readonly Cell[]>;
}

interface CreditRow {
  readonly subjectId: SubjectId;
  readonly sequence: string;
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly amount: string;
  readonly balance: string;
  readonly held: string;
  readonly creationId: string | null;
  readonly note: string;
}

interface PurchaseRow {
  readonly subjectId: SubjectId;
  readonly id: string;
  readonly createdAt: Date;
  readonly paidAt: Date | null;
  readonly status: string;
  readonly offerId: string;
  readonly credits: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly provider: string;
  readonly vendorPaymentId: string | null;
  readonly subscriptionId: string | null;
  readonly periodStartsAt: Date | null;
  readonly periodEndsAt: Date | null;
}

interface HistoryRow {
  readonly subjectId: SubjectId;
  readonly id: string;
  readonly createdAt: Date;
  readonly modality: string;
  readonly state: string;
  readonly model: string;
  readonly tier: string;
  readonly captured: number | null;
  readonly lookId: string | null;
  readonly prompt: Buffer | null;
  readonly slots: Buffer | null;
  readonly parameters: Buffer | null;
}

/** Every movement, oldest first: the amounts add up to the last line's balance. */
const creditStatement: Listing<CreditRow> = {
  name: 'credit-statement',
  category: 'billing.credit-ledger',
  columns: ['id', 'at', 'kind', 'amount', 'balance', 'held', 'creationId', 'note'],
  text: `SELECT subject_id AS "subjectId", sequence, id, at, kind, amount, balance, held, creation_id AS "creationId", note
     FROM credit_transactions WHERE subject_id = $1 AND sequence > $2::bigint ORDER BY sequence LIMIT $3`,
  first: '-1',
  keyOf: ({ sequence }) => sequence,
  cells: (row) => [row.id, row.at, row.kind, Number(row.amount), Number(row.balance), Number(row.held), row.creationId, row.note],
};

const purchases: Listing<PurchaseRow> = {
  name: 'purchases',
  category: 'billing.payment',
  columns: [
    'id',
    'at',
    'paidAt',
    'status',
    'offer',
    'credits',
    'amount',
    'currency',
    'provider',
    'paymentReference',
    'subscription',
    'periodStartsAt',
    'periodEndsAt',
  ],
  text: `SELECT subject_id AS "subjectId", id, created_at AS "createdAt", paid_at AS "paidAt", status, offer_id AS "offerId", credits,
      amount_minor AS "amountMinor", currency, provider, vendor_payment_id AS "vendorPaymentId", subscription_id AS "subscriptionId",
      period_starts_at AS "periodStartsAt", period_ends_at AS "periodEndsAt"
     FROM purchases WHERE subject_id = $1 AND id > $2::uuid ORDER BY id LIMIT $3`,
  first: noId,
  keyOf: ({ id }) => id,
  cells: (row) => [
    row.id,
    row.createdAt,
    row.paidAt,
    row.status,
    row.offerId,
    row.credits,
    (row.amountMinor / 100).toFixed(2),
    row.currency,
    row.provider,
    row.vendorPaymentId,
    row.subscriptionId,
    row.periodStartsAt,
    row.periodEndsAt,
  ],
};

const history = (seal: OpenSealed): Listing<HistoryRow> => ({
  name: 'history',
  category: 'generation.history',
  columns: ['id', 'at', 'kind', 'outcome', 'model', 'tier', 'credits', 'prompt', 'look', 'slots', 'parameters'],
  text: `SELECT c.subject_id AS "subjectId", c.id, c.created_at AS "createdAt", modality, state, model, tier, captured, look_id AS "lookId",
      prompt, slots, parameters
     FROM creations c LEFT JOIN creation_requests r ON r.creation_id = c.id AND r.subject_id = c.subject_id
    WHERE c.subject_id = $1 AND c.id > $2::uuid ORDER BY c.id LIMIT $3`,
  first: noId,
  keyOf: ({ id }) => id,
  cells: async (row) => {
    const [prompt, slots, parameters] = await Promise.all(
      (['prompt', 'slots', 'parameters'] as const).map((column) => words(seal, row, column)),
    );
    const { id, createdAt, modality, state, model, tier, captured, lookId } = row;
    return [id, createdAt, modality, state, model, tier, captured, prompt ?? null, lookId, slots ?? null, parameters ?? null];
  },
});

async function words(seal: OpenSealed, row: HistoryRow, column: 'prompt' | 'slots' | 'parameters'): Promise<string | null> {
  const sealed = row[column];
  if (!sealed || sealed.length === 0) return null;
  const plain = await seal.open(row.subjectId, { table: wordsTable, column, rowId: row.id }, sealed);
  return Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString('utf8');
}

/** Tables for spreadsheets: the credit statement, the payments, the history. Reads the same snapshot as the records. */
export class PostgresStatements implements ExportSource {
  readonly name = 'statements';
  readonly parts = [];
  readonly statements: readonly ExportStatement[];

  /** @param manager of a repeatable-read transaction as the role `participant_export` */
  constructor(manager: EntityManager, seal: OpenSealed) {
    this.statements = [statementOf(manager, creditStatement), statementOf(manager, purchases), statementOf(manager, history(seal))];
  }

  /** It has none of its own. */
  async *records(): AsyncGenerator<never> {}
}

function statementOf<Row extends { readonly subjectId: SubjectId }>(manager: EntityManager, listing: Listing<Row>): ExportStatement {
  const { name, category, columns } = listing;
  return { name, category, columns, rows: (subjectId) => rowsOf(manager, listing, subjectId) };
}

async function* rowsOf<Row extends { readonly subjectId: SubjectId }>(
  manager: EntityManager,
  { text, first, keyOf, cells }: Listing<Row>,
  subjectId: SubjectId,
) {
  for (let after = first; ;) {
    const rows = await manager.query<Row[]>(text, [subjectId, after, batchRows]);
    if (rows.length > 0)
      yield await Promise.all(rows.map(async (row) => ({ subjectId: row.subjectId, cells: (await cells(row)).map(shown) })));
    const last = rows.at(-1);
    if (rows.length < batchRows || !last) return;
    letGo(rows);
    after = keyOf(last);
  }
}

const shown = (cell: Cell) => (cell instanceof Date ? cell.toISOString() : cell);
