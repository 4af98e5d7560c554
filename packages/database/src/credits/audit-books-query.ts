/** Recomputes everything from the entries; each count is of what differs. One statement, so one snapshot. */
export const auditBooksQuery = `
WITH credit_entries AS (
  SELECT t.subject_id, t.sequence, e.account, e.lot_id, e.amount
    FROM credit_transactions t, unnest(t.accounts, t.lot_ids, t.amounts) AS e(account, lot_id, amount)
), by_transaction AS (
  SELECT subject_id, sequence, sum(amount) AS total,
         coalesce(sum(amount) FILTER (WHERE account IN ('available', 'debt')), 0) AS change,
         coalesce(sum(amount) FILTER (WHERE account = 'held'), 0) AS held_change
    FROM credit_entries GROUP BY subject_id, sequence
), lines AS (
  SELECT t.subject_id, t.sequence, t.amount, t.balance, t.held, b.total, b.change,
         sum(b.change) OVER book AS balance_so_far, sum(b.held_change) OVER book AS held_so_far
    FROM credit_transactions t LEFT JOIN by_transaction b USING (subject_id, sequence)
    WINDOW book AS (PARTITION BY subject_id ORDER BY sequence)
), by_account AS (
  SELECT subject_id,
         coalesce(sum(amount) FILTER (WHERE account = 'available'), 0) AS available,
         coalesce(sum(amount) FILTER (WHERE account = 'held'), 0) AS held,
         -coalesce(sum(amount) FILTER (WHERE account = 'debt'), 0) AS owed
    FROM credit_entries GROUP BY subject_id
), by_lots AS (
  SELECT subject_id, sum(remaining) AS available, sum(held) AS held, sum(owed) AS owed FROM credit_lots GROUP BY subject_id
), journals AS (
  SELECT subject_id, count(*) AS lines, max(sequence) AS last FROM credit_transactions GROUP BY subject_id
), by_lot AS (
  SELECT lot_id,
         -coalesce(sum(amount) FILTER (WHERE account = 'issuance'), 0) AS amount,
         coalesce(sum(amount) FILTER (WHERE account = 'available'), 0) AS remaining,
         coalesce(sum(amount) FILTER (WHERE account = 'held'), 0) AS held,
         coalesce(sum(amount) FILTER (WHERE account = 'expiry'), 0) AS expired,
         coalesce(sum(amount) FILTER (WHERE account = 'clawback'), 0) AS clawed_back,
         -coalesce(sum(amount) FILTER (WHERE account = 'debt'), 0) AS owed
    FROM credit_entries GROUP BY lot_id
), journal_holds AS (
  SELECT hold_id, -min(amount) FILTER (WHERE kind = 'hold') AS amount, count(*) FILTER (WHERE kind = 'hold') AS begun,
         count(*) FILTER (WHERE kind <> 'hold') AS ended
    FROM credit_transactions WHERE hold_id IS NOT NULL GROUP BY hold_id
), open_holds AS (
  SELECT subject_id, sum(amount) AS held FROM credit_holds GROUP BY subject_id
)
SELECT
  (SELECT count(*) FROM credit_transactions) AS "transactions",
  (SELECT count(*) FROM credit_entries) AS "entries",
  (SELECT coalesce(sum(amount), 0) FROM credit_entries) AS "entriesSum",
  (SELECT count(*) FROM lines WHERE total IS DISTINCT FROM 0) AS "unbalancedTransactions",
  (SELECT count(*) FROM credit_accounts a
     LEFT JOIN by_account b USING (subject_id) LEFT JOIN by_lots l USING (subject_id) LEFT JOIN journals j USING (subject_id)
     WHERE (a.available, a.held, a.owed) <> (coalesce(b.available, 0), coalesce(b.held, 0), coalesce(b.owed, 0))
        OR (a.available, a.held, a.owed) <> (coalesce(l.available, 0), coalesce(l.held, 0), coalesce(l.owed, 0))
        OR (a.sequence, a.sequence) <> (coalesce(j.lines, 0), coalesce(j.last, 0))) AS "accountsOff",
  (SELECT count(*) FROM credit_lots l FULL JOIN by_lot b ON b.lot_id = l.id
     WHERE (l.amount, l.remaining, l.held, l.expired, l.clawed_back, l.owed)
       IS DISTINCT FROM (b.amount, b.remaining, b.held, b.expired, b.clawed_back, b.owed)) AS "lotsOff",
  (SELECT count(*) FROM lines WHERE (amount, balance, held) IS DISTINCT FROM (change, balance_so_far, held_so_far)) AS "statementLinesOff",
  (SELECT count(*) FROM journal_holds j FULL JOIN credit_holds h ON h.id = j.hold_id
     WHERE j.begun IS DISTINCT FROM 1 OR j.ended > 1 OR (j.ended = 0) <> (h.id IS NOT NULL) OR h.amount <> j.amount)
  + (SELECT count(*) FROM credit_accounts a LEFT JOIN open_holds o USING (subject_id) WHERE a.held <> coalesce(o.held, 0)) AS "holdsOff"`;
