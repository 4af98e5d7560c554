/** Locks a person's account. */
export const lockAccount = {
  name: 'credit_lock',
  text: 'SELECT sequence, available, held, owed, book FROM credit_accounts WHERE subject_id = $1 FOR UPDATE',
};

/** Sent behind the lock, in the same packet: a statement of its own sees what the lock was waited for. */
export const findCommand = {
  name: 'credit_command',
  text: 'SELECT command_digest AS digest, outcome FROM credit_transactions WHERE subject_id = $1 AND command_key = $2',
};

export const openAccount = {
  name: 'credit_open',
  text: `INSERT INTO credit_accounts (subject_id, sequence, available, held, owed, book)
    VALUES ($1, 0, 0, 0, 0, '{"lots":[],"holds":[]}') ON CONFLICT DO NOTHING`,
};

/** What has become of grants that are in no book any more, by the journal. */
export const closedLots = {
  name: 'credit_closed_lots',
  text: `SELECT l.id, l.source, l.reference, l.amount, l.priority, l.expires_at AS "expiresAt", l.granted_sequence AS "grantedSequence",
      j.remaining, j.held, j.expired, j."clawedBack", j.owed
     FROM credit_lots l CROSS JOIN LATERAL (
       SELECT coalesce(sum(e.amount) FILTER (WHERE e.account = 'available'), 0) AS remaining,
              coalesce(sum(e.amount) FILTER (WHERE e.account = 'held'), 0) AS held,
              coalesce(sum(e.amount) FILTER (WHERE e.account = 'expiry'), 0) AS expired,
              coalesce(sum(e.amount) FILTER (WHERE e.account = 'clawback'), 0) AS "clawedBack",
              -coalesce(sum(e.amount) FILTER (WHERE e.account = 'debt'), 0) AS owed
         FROM credit_transactions t, unnest(t.accounts, t.lot_ids, t.amounts) AS e(account, lot_id, amount)
        WHERE t.subject_id = l.subject_id AND e.lot_id = l.id) AS j
    WHERE l.subject_id = $1 AND (l.reference = $2 OR l.id = ANY ($3)) AND l.id <> ALL ($4)`,
};

/** What has paid for the clawback of a grant. */
export const settlementsOf = {
  name: 'credit_settlements',
  text: `SELECT e.account, e.lot_id AS "lotId", -sum(e.amount) AS amount
     FROM credit_lots l JOIN credit_transactions t ON t.subject_id = l.subject_id AND t.claim_lot_ids IS NOT NULL,
          unnest(t.accounts, t.lot_ids, t.claim_lot_ids, t.amounts) AS e(account, lot_id, claim_lot_id, amount)
    WHERE l.subject_id = $1 AND l.reference = $2 AND e.claim_lot_id = l.id AND e.account IN ('available', 'expiry')
    GROUP BY e.account, e.lot_id HAVING sum(e.amount) < 0`,
};

/** Both ends of a hold that is in no book any more. */
export const endedHold = {
  name: 'credit_ended_hold',
  text: `SELECT e.kind AS "endedAs", -b.amount AS amount, b.creation_id AS "creationId", b.hold_expires_at AS "expiresAt"
     FROM credit_transactions b JOIN credit_transactions e ON e.hold_id = b.hold_id AND e.ends_hold AND e.subject_id = b.subject_id
    WHERE b.hold_id = $2 AND NOT b.ends_hold AND b.subject_id = $1`,
};

export const insertLot = {
  name: 'credit_lot',
  text: `INSERT INTO credit_lots (id, subject_id, source, reference, amount, priority, expires_at, granted_sequence)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

export const insertLine = {
  name: 'credit_line',
  text: `INSERT INTO credit_transactions (subject_id, sequence, balance, held, id, at, kind, amount, hold_id, ends_hold, hold_expires_at,
      creation_id, note, command_key, command_digest, outcome, accounts, lot_ids, claim_lot_ids, amounts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
};

/** Moves the account. Books that are no longer those decided on get a number that no account may have, which fails the unit of work. */
export const moveAccount = {
  name: 'credit_move',
  text: `UPDATE credit_accounts SET sequence = CASE sequence WHEN $3 THEN $2 ELSE -1 END, available = $4, held = $5, owed = $6, book = $7,
      due_at = CASE WHEN due_at > $8 THEN least(due_at, $9) ELSE $9 END
    WHERE subject_id = $1`,
};

export const noteNextDue = {
  name: 'credit_note_due',
  text: 'UPDATE credit_accounts SET due_at = $3 WHERE subject_id = $1 AND sequence = $2',
};

export const readAccount = {
  name: 'credit_read',
  text: 'SELECT available, held, owed, book FROM credit_accounts WHERE subject_id = $1',
};

export const readStatement = {
  name: 'credit_statement',
  text: `SELECT id, sequence, at, kind, amount, balance, creation_id AS "creationId", note FROM credit_transactions
    WHERE subject_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3`,
};

/** The books whose turn it is, and what of them is due; where nothing is, that. */
export const findDue = {
  name: 'credit_due',
  text: `SELECT coalesce(due.kind, 'review') AS kind, a.subject_id AS "subjectId", due.id
     FROM (SELECT subject_id, book, due_at FROM credit_accounts WHERE due_at <= $1 ORDER BY due_at LIMIT $3) AS a
     LEFT JOIN LATERAL (
       SELECT 'lot' AS kind, l.id, l."expiresAt" FROM json_to_recordset(a.book -> 'lots') AS l(id uuid, remaining bigint, "expiresAt" bigint)
         WHERE l."expiresAt" <= $2 AND l.remaining > 0
       UNION ALL
       SELECT 'hold', h.id, h."expiresAt" FROM json_to_recordset(a.book -> 'holds') AS h(id uuid, "expiresAt" bigint) WHERE h."expiresAt" <= $2
     ) AS due ON true
    ORDER BY coalesce(due."expiresAt", $2), a.subject_id LIMIT $3`,
};
