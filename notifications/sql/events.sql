-- Events, their seals, attempts, parts and receipts are added and never changed: refused to everybody by trigger, the
-- owner too, and not granted to the site's role in the first place. Corrections are further rows.
CREATE FUNCTION notifications_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'rows are added, never changed: % on % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

DO $$
DECLARE
  kept regclass;
  who regrole;
BEGIN
  FOREACH kept IN ARRAY ARRAY[
    'notifications_event', 'notifications_auditseal', 'notifications_auditbatch', 'notifications_smsattempt', 'notifications_smsreceipt',
    'notifications_smspart']::regclass[]
  LOOP
    EXECUTE format(
      'CREATE TRIGGER notifications_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s'
      ' FOR EACH STATEMENT EXECUTE FUNCTION notifications_refuse_change()', kept);
    -- Whoever was given rights by default privileges (the site's role, whatever its name) keeps
    -- reading and adding.
    FOR who IN
      SELECT DISTINCT a.grantee::regrole FROM pg_class c, aclexplode(c.relacl) a
      WHERE c.oid = kept AND a.grantee NOT IN (0, c.relowner)
    LOOP
      EXECUTE format(
        'REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON %s FROM %s', kept, who);
    END LOOP;
  END LOOP;
END $$;
