-- How the book lies on disk: half-empty pages for balances, so that an update stays on its page;
-- foreign keys that speak at the call and not at COMMIT; the numbers of customers' accounts.
ALTER TABLE ledger_balance SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

DO $$
DECLARE
    key record;
BEGIN
    FOR key IN
        SELECT c.conrelid::regclass AS place, c.conname FROM pg_constraint AS c
        WHERE c.contype = 'f' AND c.condeferrable AND c.conrelid IN (
            'ledger_account'::regclass, 'ledger_balance'::regclass, 'ledger_transfer'::regclass,
            'ledger_entry'::regclass, 'ledger_hold'::regclass, 'ledger_holdresolution'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I NOT DEFERRABLE', key.place, key.conname);
    END LOOP;
END $$;

CREATE SEQUENCE IF NOT EXISTS ledger_account_number;
-- Whose turn it is among the shards of the bank's own accounts.
CREATE SEQUENCE IF NOT EXISTS ledger_turn MINVALUE 0 START 0 CYCLE;
