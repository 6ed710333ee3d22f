-- Undoes a transfer by adding its opposite. A transfer is reversed once, a reversal never.
CREATE OR REPLACE FUNCTION ledger_reverse(
    p_transfer uuid, p_id uuid, p_reason text, p_offset interval,
    OUT at timestamptz, OUT repeated boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    digest bytea := sha256(convert_to(ROW('reversal', p_transfer, p_reason)::text, 'UTF8'));
    wrong record;
    accounts bigint[]; amounts bigint[]; currencies text[];
BEGIN
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(p_transfer, 0));
    SELECT t.customer, t.subject, t.reverses_id, r.id AS reversal INTO wrong
    FROM ledger_transfer AS t LEFT JOIN ledger_transfer AS r ON r.reverses_id = t.id
    WHERE t.id = p_transfer;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'transfer % is unknown', p_transfer USING ERRCODE = 'LB008';
    ELSIF wrong.reverses_id IS NOT NULL OR wrong.reversal <> p_id THEN
        RAISE EXCEPTION 'transfer % cannot be reversed', p_transfer USING ERRCODE = 'LB009';
    END IF;
    at := ledger_first(p_id, digest);
    repeated := at IS NOT NULL;
    IF repeated THEN
        RETURN;
    END IF;
    SELECT array_agg(e.account_id), array_agg(-e.amount_minor), array_agg(e.currency::text)
    INTO accounts, amounts, currencies
    FROM ledger_entry AS e WHERE e.transfer_id = p_transfer;
    at := ledger_write(p_id, wrong.customer, 'reversal', wrong.subject, p_reason, digest,
                       p_transfer, accounts, amounts, currencies, p_offset);
END $$;
