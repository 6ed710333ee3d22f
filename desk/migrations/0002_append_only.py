"""The story of a difference is only added to; what a branch issued is taken over once for ever."""

from django.db import migrations

ONLY_ADDED_TO = """
CREATE FUNCTION desk_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = '55000';
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON desk_differencestep
    FOR EACH STATEMENT EXECUTE FUNCTION desk_only_added_to();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON desk_publication
    FOR EACH STATEMENT EXECUTE FUNCTION desk_only_added_to();
CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON desk_importedcard
    FOR EACH STATEMENT EXECUTE FUNCTION desk_only_added_to();
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]
    operations = [
        migrations.RunSQL(ONLY_ADDED_TO, "DROP FUNCTION desk_only_added_to CASCADE;"),
    ]
