-- Locks the id of a transfer until the transaction ends, so that it is posted once, and gives the
-- time of the transfer that already has it; null when it is new. Another payload is refused.
CREATE OR REPLACE FUNCTION ledger_first(p_id uuid, p_digest bytea)
RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
    found_digest bytea;
    found_at timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(p_id, 0));
    SELECT t.digest, t.at INTO found_digest, found_at FROM ledger_transfer AS t WHERE t.id = p_id;
    IF found_digest <> p_digest THEN
        RAISE EXCEPTION 'transfer % says something else', p_id USING ERRCODE = 'LB003';
    END IF;
    RETURN found_at;
END $$;
