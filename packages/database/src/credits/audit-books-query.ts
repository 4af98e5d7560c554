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
), book_lots AS (
  SELECT a.subject_id, l.* FROM credit_accounts a, json_to_recordset(a.book -> 'lots') AS l(id uuid, source text, reference text,
    amount bigint, remaining bigint, held bigint, expired bigint, "clawedBack" bigint, owed bigint, priority integer, "expiresAt" bigint,
    "grantedSequence" bigint)
), book_holds AS (
  SELECT a.subject_id, h.* FROM credit_accounts a, json_to_recordset(a.book -> 'holds') AS h(id uuid, amount bigint, "creationId" uuid,
    "expiresAt" bigint, parts json)
), book_parts AS (
  SELECT h.subject_id, h.id, p."lotId" AS lot_id, p.amount FROM book_holds h, json_to_recordset(h.parts) AS p("lotId" uuid, amount bigint)
), by_lots AS (
  SELECT subject_id, sum(remaining) AS available, sum(held) AS held, sum(owed) AS owed FROM book_lots GROUP BY subject_id
), next_due AS (
  SELECT subject_id, min("expiresAt") AS at FROM (
    SELECT subject_id, "expiresAt" FROM book_lots WHERE remaining > 0 UNION ALL SELECT subject_id, "expiresAt" FROM book_holds) AS expiries
   GROUP BY subject_id
), journals AS (
  SELECT subject_id, count(*) AS lines, max(sequence) AS last FROM credit_transactions GROUP BY subject_id
), by_lot AS (
  SELECT subject_id, lot_id,
         -coalesce(sum(amount) FILTER (WHERE account = 'issuance'), 0) AS amount,
         coalesce(sum(amount) FILTER (WHERE account = 'available'), 0) AS remaining,
         coalesce(sum(amount) FILTER (WHERE account = 'held'), 0) AS held,
         coalesce(sum(amount) FILTER (WHERE account = 'expiry'), 0) AS expired,
         coalesce(sum(amount) FILTER (WHERE account = 'clawback'), 0) AS clawed_back,
         -coalesce(sum(amount) FILTER (WHERE account = 'debt'), 0) AS owed
    FROM credit_entries GROUP BY subject_id, lot_id
), held_parts AS (
  SELECT subject_id, lot_id, sum(amount) AS held FROM book_parts GROUP BY subject_id, lot_id
), hold_parts AS (
  SELECT subject_id, id, sum(amount) AS amount FROM book_parts GROUP BY subject_id, id
), journal_holds AS (
  SELECT subject_id, hold_id, -min(amount) FILTER (WHERE kind = 'hold') AS amount, count(*) FILTER (WHERE kind = 'hold') AS begun,
         count(*) FILTER (WHERE kind <> 'hold') AS ended,
         min(floor(extract(epoch FROM hold_expires_at) * 1000)) FILTER (WHERE kind = 'hold') AS expires_at
    FROM credit_transactions WHERE hold_id IS NOT NULL GROUP BY subject_id, hold_id
), open_holds AS (
  SELECT subject_id, sum(amount) AS held FROM book_holds GROUP BY subject_id
)
SELECT
  (SELECT count(*) FROM credit_transactions) AS "transactions",
  (SELECT count(*) FROM credit_entries) AS "entries",
  (SELECT coalesce(sum(amount), 0) FROM credit_entries) AS "entriesSum",
  (SELECT count(*) FROM lines WHERE total IS DISTINCT FROM 0) AS "unbalancedTransactions",
  (SELECT count(*) FROM credit_accounts a
     LEFT JOIN by_account b USING (subject_id) LEFT JOIN by_lots l USING (subject_id) LEFT JOIN journals j USING (subject_id)
     LEFT JOIN next_due n USING (subject_id)
     WHERE (a.available, a.held, a.owed) <> (coalesce(b.available, 0), coalesce(b.held, 0), coalesce(b.owed, 0))
        OR (a.available, a.held, a.owed) <> (coalesce(l.available, 0), coalesce(l.held, 0), coalesce(l.owed, 0))
        OR (a.sequence, a.sequence) <> (coalesce(j.lines, 0), coalesce(j.last, 0))
        OR (n.at IS NOT NULL AND (a.due_at IS NULL OR floor(extract(epoch FROM a.due_at) * 1000) > n.at)))
  + (SELECT count(*) FROM journals j LEFT JOIN credit_accounts a USING (subject_id) WHERE a.subject_id IS NULL) AS "accountsOff",
  (SELECT count(*) FROM by_lot j FULL JOIN credit_lots g ON g.id = j.lot_id AND g.subject_id = j.subject_id
     WHERE g.amount IS DISTINCT FROM j.amount)
  + (SELECT count(*) FROM by_lot j LEFT JOIN book_lots b ON b.id = j.lot_id AND b.subject_id = j.subject_id
     WHERE b.id IS NULL AND (j.remaining, j.held, j.owed) <> (0, 0, 0))
  + (SELECT count(*) FROM book_lots b LEFT JOIN by_lot j ON j.lot_id = b.id AND j.subject_id = b.subject_id
       LEFT JOIN credit_lots g ON g.id = b.id LEFT JOIN held_parts p ON p.lot_id = b.id AND p.subject_id = b.subject_id
     WHERE (b.amount, b.remaining, b.held, b.expired, b."clawedBack", b.owed)
         IS DISTINCT FROM (j.amount, j.remaining, j.held, j.expired, j.clawed_back, j.owed)
       OR (b.source, b.reference, b.priority, b."expiresAt", b."grantedSequence")
         IS DISTINCT FROM (g.source, g.reference, g.priority, floor(extract(epoch FROM g.expires_at) * 1000), g.granted_sequence)
       OR b.held <> coalesce(p.held, 0)) AS "lotsOff",
  (SELECT count(*) FROM lines WHERE (amount, balance, held) IS DISTINCT FROM (change, balance_so_far, held_so_far)) AS "statementLinesOff",
  (SELECT count(*) FROM journal_holds j FULL JOIN book_holds h ON h.id = j.hold_id AND h.subject_id = j.subject_id
       LEFT JOIN hold_parts p ON p.id = h.id AND p.subject_id = h.subject_id
     WHERE j.begun IS DISTINCT FROM 1 OR j.ended > 1 OR (j.ended = 0) <> (h.id IS NOT NULL)
       OR (h.id IS NOT NULL AND (h.amount, h.amount, h."expiresAt") IS DISTINCT FROM (j.amount, p.amount, j.expires_at)))
  + (SELECT count(*) FROM credit_accounts a LEFT JOIN open_holds o USING (subject_id) WHERE a.held <> coalesce(o.held, 0)) AS "holdsOff"`;
