-- Keeps money of one account from being spent until the hold is settled or released.
CREATE OR REPLACE FUNCTION ledger_hold(
    p_id uuid, p_customer uuid, p_kind text, p_subject uuid,
    p_account bigint, p_amount bigint, p_currency text, p_offset interval,
    OUT state text, OUT placed_at timestamptz, OUT resolved_at timestamptz, OUT repeated boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    digest bytea := sha256(convert_to(
        ROW(p_customer, p_kind, p_subject, p_account, p_amount, p_currency)::text, 'UTF8'));
    found_digest bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(p_id, 0));
    SELECT h.digest, coalesce(r.outcome, 'held'), h.placed_at, r.at
    INTO found_digest, state, placed_at, resolved_at
    FROM ledger_hold AS h LEFT JOIN ledger_holdresolution AS r ON r.hold_id = h.id
    WHERE h.id = p_id;
    repeated := FOUND;
    IF found_digest <> digest THEN
        RAISE EXCEPTION 'hold % says something else', p_id USING ERRCODE = 'LB003';
    ELSIF repeated THEN
        RETURN;
    END IF;
    UPDATE ledger_balance AS b
    SET held_minor = b.held_minor + p_amount
    FROM ledger_account AS a
    WHERE b.account_id = p_account AND b.shard = 0
      AND a.id = p_account AND a.currency = p_currency
      AND (b.floor_minor IS NULL
           OR b.amount_minor - b.held_minor - p_amount >= b.floor_minor);
    IF NOT FOUND THEN
        PERFORM ledger_hold_refused(p_account, p_amount, p_currency);
    END IF;
    state := 'held';
    placed_at := clock_timestamp() + p_offset;
    INSERT INTO ledger_hold (id, customer, kind, subject, account_id, amount_minor, currency,
                             digest, placed_at)
    VALUES (p_id, p_customer, p_kind, p_subject, p_account, p_amount, p_currency, digest,
            placed_at);
END $$;

-- Says why a hold could not be placed: no such account, another currency, not enough money.
CREATE OR REPLACE FUNCTION ledger_hold_refused(p_account bigint, p_amount bigint, p_currency text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found_currency text;
BEGIN
    SELECT a.currency INTO found_currency FROM ledger_account AS a WHERE a.id = p_account;
    IF found_currency IS NULL THEN
        RAISE EXCEPTION 'account % is unknown', p_account USING ERRCODE = 'LB006';
    ELSIF found_currency <> p_currency THEN
        RAISE EXCEPTION 'account % is in %', p_account, found_currency USING ERRCODE = 'LB004';
    END IF;
    PERFORM ledger_not_enough(p_account, p_amount, 0);
END $$;
