-- Ends a hold without a transfer: the money is available again.
CREATE OR REPLACE FUNCTION ledger_release(
    p_hold uuid, p_offset interval,
    OUT account bigint, OUT amount bigint, OUT currency text,
    OUT placed_at timestamptz, OUT resolved_at timestamptz, OUT repeated boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    found_outcome text;
BEGIN
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(p_hold, 0));
    SELECT h.account_id, h.amount_minor, h.currency, h.placed_at, r.outcome, r.at
    INTO account, amount, currency, placed_at, found_outcome, resolved_at
    FROM ledger_hold AS h LEFT JOIN ledger_holdresolution AS r ON r.hold_id = h.id
    WHERE h.id = p_hold;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'hold % is unknown', p_hold USING ERRCODE = 'LB007';
    ELSIF found_outcome = 'settled' THEN
        RAISE EXCEPTION 'hold % is settled', p_hold USING ERRCODE = 'LB002';
    END IF;
    repeated := found_outcome IS NOT NULL;
    IF repeated THEN
        RETURN;
    END IF;
    UPDATE ledger_balance AS b SET held_minor = b.held_minor - amount
    WHERE b.account_id = account AND b.shard = 0;
    resolved_at := clock_timestamp() + p_offset;
    INSERT INTO ledger_holdresolution (hold_id, outcome, at)
    VALUES (p_hold, 'released', resolved_at);
END $$;
