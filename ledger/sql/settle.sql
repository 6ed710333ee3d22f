-- Ends a hold by a transfer: what was held becomes free and the legs are posted in one step.
-- The legs may take less or more than was held, within what the account may spend.
CREATE OR REPLACE FUNCTION ledger_settle(
    p_hold uuid, p_id uuid, p_kind text, p_memo text,
    p_accounts bigint[], p_amounts bigint[], p_currencies text[], p_offset interval,
    OUT at timestamptz, OUT repeated boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    digest bytea := sha256(convert_to(
        ROW(p_hold, p_kind, p_memo, p_accounts, p_amounts, p_currencies)::text, 'UTF8'));
    held record;
BEGIN
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(p_hold, 0));
    SELECT h.account_id, h.amount_minor, h.currency, h.customer, h.subject, r.outcome, r.transfer_id
    INTO held
    FROM ledger_hold AS h LEFT JOIN ledger_holdresolution AS r ON r.hold_id = h.id
    WHERE h.id = p_hold;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'hold % is unknown', p_hold USING ERRCODE = 'LB007';
    ELSIF held.outcome IS NOT NULL AND held.transfer_id IS DISTINCT FROM p_id THEN
        RAISE EXCEPTION 'hold % is %', p_hold, held.outcome USING ERRCODE = 'LB002';
    END IF;
    at := ledger_first(p_id, digest);
    repeated := at IS NOT NULL;
    IF repeated THEN
        RETURN;
    END IF;
    IF held.account_id <> ALL (p_accounts) THEN
        p_accounts := p_accounts || held.account_id;
        p_amounts := p_amounts || 0::bigint;
        p_currencies := p_currencies || held.currency::text;
    END IF;
    at := ledger_write(p_id, held.customer, p_kind, held.subject, p_memo, digest, NULL,
                       p_accounts, p_amounts, p_currencies, p_offset,
                       held.account_id, held.amount_minor);
    INSERT INTO ledger_holdresolution (hold_id, outcome, transfer_id, at)
    VALUES (p_hold, 'settled', p_id, at);
END $$;
