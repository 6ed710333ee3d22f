"""What Django's models cannot say: the sequence of payment numbers, an append-only timeline."""

from django.db import migrations

SEQUENCE = "CREATE SEQUENCE payments_number MAXVALUE 99999999 CYCLE;"

TIMELINE = """
CREATE FUNCTION payments_timeline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the timeline of a payment is only added to' USING ERRCODE = '55000';
END $$;
CREATE TRIGGER timeline_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON payments_paymentstep
  FOR EACH STATEMENT EXECUTE FUNCTION payments_timeline_stays();
"""
NO_TIMELINE = "DROP FUNCTION payments_timeline_stays CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [
        migrations.RunSQL(SEQUENCE, "DROP SEQUENCE payments_number;"),
        migrations.RunSQL(TIMELINE, NO_TIMELINE),
    ]
