/**
 * Two functions, so that a command costs two round trips and plans are kept by the session (generic ones, or PostgreSQL plans anew each time). They move data and keep balances
 * in step with entries; they decide nothing. `enable_seqscan` is off in both: a plan made while a table was still small
 * must not be kept when it has grown.
 */

/**
 * Locks a person's account and returns what a command needs, as one JSON value. Each statement of a volatile function has a
 * snapshot of its own: what is read after the lock was waited for is what the one before us committed.
 */
export const loadAccountFunction = `
CREATE FUNCTION credit_load(p_subject uuid, p_key text, p_hold uuid, p_reference text, p_settlements boolean) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_account credit_accounts;
  result jsonb;
  v_hold credit_holds;
  parts jsonb := '[]';
  wanted uuid[] := '{}';
BEGIN
  SELECT * INTO v_account FROM credit_accounts WHERE subject_id = p_subject FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO credit_accounts VALUES (p_subject, 0, 0, 0, 0) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT v_account FROM credit_accounts WHERE subject_id = p_subject FOR UPDATE;
  END IF;
  result := jsonb_build_object('sequence', v_account.sequence, 'available', v_account.available, 'held', v_account.held, 'owed', v_account.owed);
  IF p_key IS NOT NULL THEN
    result := result || coalesce((SELECT jsonb_build_object('recorded', jsonb_build_object('digest', command_digest, 'outcome', outcome))
      FROM credit_transactions WHERE subject_id = p_subject AND command_key = p_key), '{}');
  END IF;
  IF p_hold IS NOT NULL THEN
    SELECT * INTO v_hold FROM credit_holds WHERE id = p_hold AND subject_id = p_subject;
    IF FOUND THEN
      SELECT jsonb_agg(jsonb_build_object('lotId', lot_id, 'amount', amount) ORDER BY line), array_agg(lot_id) INTO parts, wanted
        FROM credit_entries WHERE subject_id = p_subject AND sequence = v_hold.sequence AND account = 'held';
      result := result || jsonb_build_object('hold', to_jsonb(v_hold) || jsonb_build_object('parts', parts));
    END IF;
  END IF;
  IF p_reference IS NOT NULL THEN
    SELECT wanted || array_agg(id) INTO wanted FROM credit_lots WHERE subject_id = p_subject AND reference = p_reference;
    IF p_settlements THEN
      SELECT jsonb_agg(paid), coalesce(wanted, '{}') || array_agg((paid->>'lotId')::uuid) INTO parts, wanted FROM (
        SELECT jsonb_build_object('account', e.account, 'lotId', e.lot_id, 'amount', -sum(e.amount)) AS paid
          FROM credit_entries e WHERE e.subject_id = p_subject AND e.claim_lot_id = ANY (wanted) AND e.account IN ('available', 'expiry')
          GROUP BY e.account, e.lot_id HAVING sum(e.amount) < 0) AS settlements;
      result := result || jsonb_build_object('settlements', coalesce(parts, '[]'));
    END IF;
  END IF;
  RETURN result || jsonb_build_object('lots', coalesce((SELECT jsonb_agg(to_jsonb(lot)) FROM (
    SELECT * FROM credit_lots WHERE subject_id = p_subject AND is_open
    UNION ALL
    SELECT * FROM credit_lots WHERE id = ANY (wanted) AND subject_id = p_subject AND NOT is_open) AS lot), '[]'));
END $$`;

/**
 * Writes what a command decided: journal, entries, a new lot, a new or ended hold. Balances of the account and of its lots
 * are moved by the entries themselves, so they cannot come apart. Raises an error when the books are no longer those that were decided on.
 */
export const postToLedgerFunction = `
CREATE FUNCTION credit_post(p_subject uuid, p_decided_on bigint, p jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_account credit_accounts;
  moved record;
BEGIN
  SELECT * INTO v_account FROM credit_accounts WHERE subject_id = p_subject AND sequence = p_decided_on FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the credit books moved on while a command was being decided' USING ERRCODE = 'serialization_failure';
  END IF;
  IF p ? 'lot' THEN
    INSERT INTO credit_lots (id, subject_id, source, reference, amount, remaining, held, expired, clawed_back, owed, priority, expires_at, granted_sequence)
    SELECT id, p_subject, source, reference, amount, 0, 0, 0, 0, 0, priority, "expiresAt", "grantedSequence"
      FROM jsonb_to_record(p->'lot') AS l(id uuid, source text, reference text, amount bigint, priority integer, "expiresAt" timestamptz, "grantedSequence" bigint);
  END IF;
  FOR moved IN
    SELECT "lotId" AS lot,
           coalesce(sum(amount) FILTER (WHERE account = 'available'), 0)::bigint AS available,
           coalesce(sum(amount) FILTER (WHERE account = 'held'), 0)::bigint AS held,
           coalesce(sum(amount) FILTER (WHERE account = 'expiry'), 0)::bigint AS expiry,
           coalesce(sum(amount) FILTER (WHERE account = 'clawback'), 0)::bigint AS clawback,
           coalesce(sum(amount) FILTER (WHERE account = 'debt'), 0)::bigint AS debt
      FROM jsonb_to_recordset(p->'entries') AS e(account text, "lotId" uuid, amount bigint) GROUP BY 1
  LOOP
    UPDATE credit_lots SET remaining = remaining + moved.available, held = held + moved.held, expired = expired + moved.expiry,
        clawed_back = clawed_back + moved.clawback, owed = owed - moved.debt
      WHERE id = moved.lot AND subject_id = p_subject;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'a credit entry names a lot that is not this person''s' USING ERRCODE = 'foreign_key_violation';
    END IF;
    v_account.available := v_account.available + moved.available;
    v_account.held := v_account.held + moved.held;
    v_account.owed := v_account.owed - moved.debt;
  END LOOP;
  UPDATE credit_accounts SET sequence = sequence + jsonb_array_length(p->'transactions'),
      available = v_account.available, held = v_account.held, owed = v_account.owed
    WHERE subject_id = p_subject;
  INSERT INTO credit_transactions
  SELECT p_subject, sequence, id, at, kind, amount, balance, held, "holdId", "creationId", note, key, digest, outcome
    FROM jsonb_to_recordset(p->'transactions') AS t(sequence bigint, id uuid, at timestamptz, kind text, amount bigint, balance bigint,
      held bigint, "holdId" uuid, "creationId" uuid, note text, key text, digest text, outcome jsonb);
  INSERT INTO credit_entries
  SELECT p_subject, sequence, line, account, "lotId", "claimLotId", amount
    FROM jsonb_to_recordset(p->'entries') AS e(sequence bigint, line smallint, account text, "lotId" uuid, "claimLotId" uuid, amount bigint);
  IF p ? 'opened' THEN
    INSERT INTO credit_holds
    SELECT id, p_subject, sequence, amount, "creationId", "expiresAt", NULL, NULL
      FROM jsonb_to_record(p->'opened') AS h(id uuid, sequence bigint, amount bigint, "creationId" uuid, "expiresAt" timestamptz);
  END IF;
  IF p ? 'ended' THEN
    UPDATE credit_holds SET ended_as = p->'ended'->>'endedAs', captured = (p->'ended'->>'captured')::bigint
      WHERE id = (p->'ended'->>'holdId')::uuid AND subject_id = p_subject AND ended_as IS NULL;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'a credit hold ends exactly once' USING ERRCODE = 'unique_violation';
    END IF;
  END IF;
END $$`;
