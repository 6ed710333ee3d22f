DROP TRIGGER accounts_is_append_only ON accounts_consent;
DROP FUNCTION accounts_refuse_change();
