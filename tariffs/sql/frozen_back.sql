-- Takes back frozen.sql.
DROP TRIGGER frozen ON tariffs_exchangerate;
DROP TRIGGER frozen ON tariffs_quote;
DROP TRIGGER frozen ON tariffs_tarifftier;
DROP TRIGGER frozen ON tariffs_tariffline;
DROP TRIGGER frozen ON tariffs_tariffversion;
DROP FUNCTION tariffs_frozen();
