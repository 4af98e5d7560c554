/**
 * What the busiest commands cost is the number of statements behind them, so these functions hold few and simple ones, whose plans are
 * kept by the session (generic ones, or PostgreSQL plans anew each time). They move data and keep balances in step with entries; they
 * decide nothing. `enable_seqscan` is off: a plan made while a table was still small must not be kept when it has grown.
 */
const planning = 'SET enable_seqscan = off SET plan_cache_mode = force_generic_plan';

/** Guards of a journal line that need no table. A function, since PostgreSQL reads a constraint's expression anew for every statement. */
export const lineIsSoundFunction = `
CREATE FUNCTION credit_line_is_sound(kind text, accounts text[], lots uuid[], claims uuid[], amounts bigint[], hold uuid, ends_hold boolean)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  total bigint := 0;
  credits bigint;
BEGIN
  FOREACH credits IN ARRAY amounts LOOP
    IF credits = 0 THEN
      RETURN false;
    END IF;
    total := total + credits;
  END LOOP;
  RETURN total = 0 AND cardinality(amounts) > 1
    AND cardinality(lots) = cardinality(amounts) AND array_position(lots, NULL) IS NULL
    AND cardinality(accounts) = cardinality(amounts)
    AND accounts <@ ARRAY['available', 'held', 'debt', 'issuance', 'consumption', 'expiry', 'clawback']
    AND (claims IS NULL OR cardinality(claims) = cardinality(amounts))
    AND kind IN ('grant', 'hold', 'capture', 'release', 'hold-expiry', 'lot-expiry', 'clawback', 'clawback-restored')
    AND ends_hold = (kind IN ('capture', 'release', 'hold-expiry'))
    AND (hold IS NOT NULL) = (ends_hold OR kind = 'hold');
END $$`;

/**
 * Locks a person's account and returns what a command needs, as one JSON value. Each statement of a volatile function has a
 * snapshot of its own: what is read after the lock was waited for is what the one before us committed.
 */
export const loadAccountFunction = `
CREATE FUNCTION credit_load(p_subject uuid, p_key text, p_hold uuid, p_reference text, p_settlements boolean) RETURNS json
LANGUAGE plpgsql VOLATILE ${planning} AS $$
DECLARE
  v_account credit_accounts;
  v_digest text;
  v_outcome jsonb;
  v_hold credit_holds;
  v_begun credit_transactions;
  v_ended text;
  v_lots json;
  v_settlements json;
  v_wanted uuid[];
BEGIN
  SELECT * INTO v_account FROM credit_accounts WHERE subject_id = p_subject FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO credit_accounts VALUES (p_subject, 0, 0, 0, 0) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT v_account FROM credit_accounts WHERE subject_id = p_subject FOR UPDATE;
  END IF;
  IF p_key IS NOT NULL THEN
    SELECT command_digest, outcome INTO v_digest, v_outcome FROM credit_transactions WHERE subject_id = p_subject AND command_key = p_key;
    IF FOUND THEN
      RETURN json_build_object('sequence', v_account.sequence, 'available', v_account.available, 'held', v_account.held,
        'owed', v_account.owed, 'lots', json_build_array(), 'recorded', json_build_object('digest', v_digest, 'outcome', v_outcome));
    END IF;
  END IF;
  IF p_hold IS NOT NULL THEN
    SELECT * INTO v_hold FROM credit_holds WHERE id = p_hold AND subject_id = p_subject;
    IF NOT FOUND THEN
      SELECT * INTO v_begun FROM credit_transactions WHERE hold_id = p_hold AND NOT ends_hold AND subject_id = p_subject;
      SELECT kind INTO v_ended FROM credit_transactions WHERE hold_id = p_hold AND ends_hold AND subject_id = p_subject;
      IF v_ended IS NOT NULL THEN
        v_hold := ROW(p_hold, p_subject, -v_begun.amount, v_begun.creation_id, v_begun.hold_expires_at, '{}'::uuid[], '{}'::bigint[])::credit_holds;
      END IF;
    END IF;
  END IF;
  IF p_reference IS NOT NULL THEN
    SELECT array_agg(id) INTO v_wanted FROM credit_lots WHERE subject_id = p_subject AND reference = p_reference;
    IF p_settlements THEN
      SELECT json_agg(json_build_object('account', account, 'lotId', lot_id, 'amount', paid)), v_wanted || array_agg(lot_id)
        INTO v_settlements, v_wanted FROM (
          SELECT e.account, e.lot_id, -sum(e.amount) AS paid
            FROM credit_transactions t, unnest(t.accounts, t.lot_ids, t.claim_lot_ids, t.amounts) AS e(account, lot_id, claim_lot_id, amount)
            WHERE t.subject_id = p_subject AND t.claim_lot_ids IS NOT NULL
              AND e.claim_lot_id = ANY (v_wanted) AND e.account IN ('available', 'expiry')
            GROUP BY e.account, e.lot_id HAVING sum(e.amount) < 0) AS settlements;
    END IF;
  END IF;
  IF v_wanted IS NULL THEN
    SELECT json_agg(l) INTO v_lots FROM credit_lots l WHERE subject_id = p_subject AND is_open;
  ELSE
    SELECT json_agg(l) INTO v_lots FROM credit_lots l WHERE subject_id = p_subject AND (is_open OR id = ANY (v_wanted));
  END IF;
  RETURN json_build_object('sequence', v_account.sequence, 'available', v_account.available, 'held', v_account.held,
    'owed', v_account.owed, 'lots', v_lots, 'hold', CASE WHEN v_hold.id IS NOT NULL THEN to_json(v_hold) END, 'endedAs', v_ended,
    'settlements', v_settlements);
END $$`;

/**
 * Writes one line of the journal, and what follows from it: the balances of the account and of its lots are moved by the line's
 * own entries, so they cannot come apart; a hold begins or ends. Raises an error when the books are no longer those decided on.
 */
export const postToLedgerFunction = `
CREATE FUNCTION credit_post(p_subject uuid, p_sequence bigint, p_id uuid, p_at timestamptz, p_kind text, p_amount bigint, p_balance bigint,
  p_held bigint, p_hold uuid, p_creation uuid, p_hold_expires_at timestamptz, p_note text, p_key text, p_digest text, p_outcome jsonb,
  p_accounts text[], p_lots uuid[], p_claims uuid[], p_amounts bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE ${planning} AS $$
DECLARE
  v_lot uuid;
  v_remaining bigint := 0; v_reserved bigint := 0; v_expired bigint := 0; v_clawed bigint := 0; v_owed bigint := 0;
  v_available_all bigint := 0; v_held_all bigint := 0; v_owed_all bigint := 0;
  v_credits bigint;
  v_part_lots uuid[] := '{}'; v_part_amounts bigint[] := '{}';
  v_ends boolean := p_kind IN ('capture', 'release', 'hold-expiry');
BEGIN
  -- One round more than there are entries: entries of one lot stand together, and a lot is written when the next one begins.
  FOR i IN 1 .. cardinality(p_amounts) + 1 LOOP
    IF v_lot IS DISTINCT FROM p_lots[i] THEN
      IF v_lot IS NOT NULL THEN
        UPDATE credit_lots SET remaining = remaining + v_remaining, held = held + v_reserved, expired = expired + v_expired,
            clawed_back = clawed_back + v_clawed, owed = owed + v_owed,
            is_open = remaining + v_remaining + held + v_reserved + owed + v_owed > 0
          WHERE id = v_lot AND subject_id = p_subject;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'a credit entry names a lot that is not this person''s' USING ERRCODE = 'foreign_key_violation';
        END IF;
        v_available_all := v_available_all + v_remaining;
        v_held_all := v_held_all + v_reserved;
        v_owed_all := v_owed_all + v_owed;
        v_remaining := 0; v_reserved := 0; v_expired := 0; v_clawed := 0; v_owed := 0;
      END IF;
      v_lot := p_lots[i];
    END IF;
    v_credits := p_amounts[i];
    CASE p_accounts[i]
      WHEN 'available' THEN v_remaining := v_remaining + v_credits;
      WHEN 'held' THEN
        v_reserved := v_reserved + v_credits;
        IF p_kind = 'hold' THEN
          v_part_lots := v_part_lots || v_lot;
          v_part_amounts := v_part_amounts || v_credits;
        END IF;
      WHEN 'expiry' THEN v_expired := v_expired + v_credits;
      WHEN 'clawback' THEN v_clawed := v_clawed + v_credits;
      WHEN 'debt' THEN v_owed := v_owed - v_credits;
      ELSE NULL;
    END CASE;
  END LOOP;
  UPDATE credit_accounts SET sequence = p_sequence, available = available + v_available_all, held = held + v_held_all, owed = owed + v_owed_all
    WHERE subject_id = p_subject AND sequence = p_sequence - 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the credit books moved on while a command was being decided' USING ERRCODE = 'serialization_failure';
  END IF;
  INSERT INTO credit_transactions VALUES (p_subject, p_sequence, p_id, p_at, p_kind, p_amount, p_balance, p_held, p_hold, v_ends,
    p_hold_expires_at, p_creation, p_note, p_key, p_digest, p_outcome, p_accounts, p_lots, p_claims, p_amounts);
  IF v_ends THEN
    DELETE FROM credit_holds WHERE id = p_hold AND subject_id = p_subject;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'a credit hold ends exactly once' USING ERRCODE = 'unique_violation';
    END IF;
  ELSIF p_kind = 'hold' THEN
    INSERT INTO credit_holds VALUES (p_hold, p_subject, -p_amount, p_creation, p_hold_expires_at, v_part_lots, v_part_amounts);
  END IF;
END $$`;
