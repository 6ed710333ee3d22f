-- Opens an account with its balances. An own account of the bank is opened once a name and
-- currency: asked again, the first is given.
CREATE OR REPLACE FUNCTION ledger_open(
    p_kind text, p_currency text, p_owner uuid, p_name text, p_iban text, p_floor bigint,
    p_shards smallint, p_at timestamptz
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    opened bigint;
BEGIN
    INSERT INTO ledger_account (kind, currency, owner_id, name, iban, floor_minor, shards,
                                opened_at)
    VALUES (p_kind, p_currency, p_owner, p_name, p_iban, p_floor, p_shards, p_at)
    ON CONFLICT (name, currency) WHERE owner_id IS NULL DO NOTHING
    RETURNING id INTO opened;
    IF opened IS NULL THEN
        SELECT a.id INTO opened FROM ledger_account AS a
        WHERE a.owner_id IS NULL AND a.name = p_name AND a.currency = p_currency;
        RETURN opened;
    END IF;
    INSERT INTO ledger_balance (account_id, shard, amount_minor, held_minor, sequence, floor_minor)
    SELECT opened, shard, 0, 0, 0, p_floor FROM generate_series(0, p_shards - 1) AS shard;
    RETURN opened;
END $$;
