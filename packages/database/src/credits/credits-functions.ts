/** The sum over a line's amounts. */
export const sumFunction = `
CREATE FUNCTION credit_sum(amounts bigint[]) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  total bigint := 0;
  credits bigint;
BEGIN
  FOREACH credits IN ARRAY amounts LOOP
    total := total + credits;
  END LOOP;
  RETURN total;
END $$`;

/**
 * Guards of a journal line that need no table. A function of one expression, since PostgreSQL reads a constraint's anew for every statement
 * and prepares each expression of a function anew for every transaction. Most lines have two entries; those are added up right here.
 */
export const lineIsSoundFunction = `
CREATE FUNCTION credit_line_is_sound(sequence bigint, held bigint, kind text, accounts text[], lots uuid[], claims uuid[], amounts bigint[],
  hold uuid, ends_hold boolean, command_key text, command_digest text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE cardinality(amounts) WHEN 2 THEN amounts[1] + amounts[2] ELSE credit_sum(amounts) END = 0
    AND 0 <> ALL (amounts) AND cardinality(amounts) > 1
    AND cardinality(lots) = cardinality(amounts) AND array_position(lots, NULL) IS NULL
    AND cardinality(accounts) = cardinality(amounts)
    AND accounts <@ '{available,held,debt,issuance,consumption,expiry,clawback}'
    AND (claims IS NULL OR cardinality(claims) = cardinality(amounts))
    AND CASE kind WHEN 'hold' THEN hold IS NOT NULL AND NOT ends_hold
          WHEN 'capture' THEN hold IS NOT NULL AND ends_hold
          WHEN 'release' THEN hold IS NOT NULL AND ends_hold
          WHEN 'hold-expiry' THEN hold IS NOT NULL AND ends_hold
          ELSE hold IS NULL AND NOT ends_hold AND kind IN ('grant', 'lot-expiry', 'clawback', 'clawback-restored') END
    AND sequence > 0 AND held >= 0 AND (command_key IS NULL) = (command_digest IS NULL);
END $$`;
