"""Answered messages have an end: the function by which alone they are deleted (docs/authorisation.md).

Nobody deletes them otherwise, the owner of the tables included. The function runs as the owner for
the site's role, and never takes what is within thirty days of the newest message: no setting, and
no clock that is wrong, makes the host forget what may still be repeated.
"""

from django.db import migrations

FORGETTING = """
CREATE FUNCTION cards_forget_messages(before timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  forgotten bigint;
BEGIN
  PERFORM set_config('cards.forgets', 'yes', true);
  DELETE FROM cards_hostmessage WHERE key IN (
    SELECT key FROM cards_hostmessage
    WHERE at < least(before, (SELECT max(at) FROM cards_hostmessage) - interval '30 days')
    ORDER BY at LIMIT most);
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  PERFORM set_config('cards.forgets', '', true);
  RETURN forgotten;
END $$;

CREATE FUNCTION cards_keeps_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('cards.forgets', true) = 'yes'
     AND current_user <> session_user THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% is only added to: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = '55000';
END $$;

DROP TRIGGER only_added_to ON cards_hostmessage;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON cards_hostmessage
  FOR EACH STATEMENT EXECUTE FUNCTION cards_keeps_messages();

DO $$
DECLARE
  who regrole;
BEGIN
  -- The site's role, whatever its name, may add and read, and call the function.
  FOR who IN
    SELECT DISTINCT a.grantee::regrole FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.oid = 'cards_hostmessage'::regclass AND a.grantee NOT IN (0, c.relowner)
  LOOP
    EXECUTE format(
      'REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON cards_hostmessage FROM %s', who);
    EXECUTE format('GRANT EXECUTE ON FUNCTION cards_forget_messages TO %s', who);
  END LOOP;
END $$;
"""
BACK = """
DROP TRIGGER only_added_to ON cards_hostmessage;
DROP FUNCTION cards_keeps_messages, cards_forget_messages;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON cards_hostmessage
  FOR EACH STATEMENT EXECUTE FUNCTION cards_only_added_to();
"""


class Migration(migrations.Migration):
    dependencies = [("cards", "0002_append_only")]
    operations = [migrations.RunSQL(FORGETTING, BACK)]
