-- What the database refuses whoever asks, its owner too: legs that do not sum to zero, and any
-- change of what stands.
CREATE OR REPLACE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh GROUP BY fresh.transfer_id, fresh.currency
               HAVING sum(fresh.amount_minor) <> 0) THEN
        RAISE EXCEPTION 'legs do not sum to zero' USING ERRCODE = 'LB005';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the book is only added to: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'LB010';
END $$;

CREATE OR REPLACE TRIGGER balanced AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger_balanced();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_hold
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_holdresolution
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE DELETE OR TRUNCATE ON ledger_balance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_bookroot
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_bookcut
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_frozen();
