-- Posts a transfer. Its legs (one an account) sum to zero in each currency.
CREATE OR REPLACE FUNCTION ledger_post(
    p_id uuid, p_customer uuid, p_kind text, p_subject uuid, p_memo text,
    p_accounts bigint[], p_amounts bigint[], p_currencies text[], p_offset interval,
    OUT at timestamptz, OUT repeated boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    digest bytea := sha256(convert_to(
        ROW(p_customer, p_kind, p_subject, p_memo, p_accounts, p_amounts, p_currencies)::text,
        'UTF8'));
BEGIN
    at := ledger_first(p_id, digest);
    repeated := at IS NOT NULL;
    IF NOT repeated THEN
        at := ledger_write(p_id, p_customer, p_kind, p_subject, p_memo, digest, NULL,
                           p_accounts, p_amounts, p_currencies, p_offset);
    END IF;
END $$;
