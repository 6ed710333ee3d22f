"""What is only added to (limits, messages, disputes) cannot be changed or deleted, by anyone."""

from django.db import migrations

ADDED_TO = """
CREATE FUNCTION cards_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = '55000';
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON cards_limitchange
    FOR EACH STATEMENT EXECUTE FUNCTION cards_only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON cards_hostmessage
    FOR EACH STATEMENT EXECUTE FUNCTION cards_only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON cards_presentment
    FOR EACH STATEMENT EXECUTE FUNCTION cards_only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON cards_disputestep
    FOR EACH STATEMENT EXECUTE FUNCTION cards_only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON cards_alertfee
    FOR EACH STATEMENT EXECUTE FUNCTION cards_only_added_to();
"""


class Migration(migrations.Migration):
    dependencies = [("cards", "0001_initial")]
    operations = [
        migrations.RunSQL(ADDED_TO, "DROP FUNCTION cards_only_added_to CASCADE;")
    ]
