-- Events are added and never changed: refused to everybody by trigger, the owner too, and not
-- granted to the site's role in the first place. Corrections are further events.
CREATE FUNCTION notifications_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'events are added, never changed: % on % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER notifications_event_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON notifications_event
  FOR EACH STATEMENT EXECUTE FUNCTION notifications_refuse_change();

-- Whoever was given rights by default privileges (the site's role, whatever its name) keeps
-- reading and adding.
DO $$
DECLARE who regrole;
BEGIN
  FOR who IN
    SELECT DISTINCT a.grantee::regrole FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.oid = 'notifications_event'::regclass AND a.grantee NOT IN (0, c.relowner)
  LOOP
    EXECUTE format(
      'REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON notifications_event FROM %s', who);
  END LOOP;
END $$;
