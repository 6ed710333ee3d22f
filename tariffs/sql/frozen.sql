-- A tariff that was in force and a price that was told stay as they were, whoever asks: the owner
-- of the tables too. A change of the tariff is a new version, a new price is a new quote.
CREATE OR REPLACE FUNCTION tariffs_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tariffs and quotes are only added to: % of % is refused',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'LB010';
END $$;

CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON tariffs_tariffversion
    FOR EACH STATEMENT EXECUTE FUNCTION tariffs_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON tariffs_tariffline
    FOR EACH STATEMENT EXECUTE FUNCTION tariffs_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON tariffs_tarifftier
    FOR EACH STATEMENT EXECUTE FUNCTION tariffs_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON tariffs_quote
    FOR EACH STATEMENT EXECUTE FUNCTION tariffs_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON tariffs_exchangerate
    FOR EACH STATEMENT EXECUTE FUNCTION tariffs_frozen();
