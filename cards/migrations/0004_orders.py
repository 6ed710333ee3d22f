"""Numbers of orders, and their timeline, which is only added to."""

from django.db import migrations

# Six digits are read over the telephone: it begins with the first number that has them.
SEQUENCE = "CREATE SEQUENCE cards_order_number START 100001;"
TIMELINE = """
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON cards_orderstep
    FOR EACH STATEMENT EXECUTE FUNCTION cards_only_added_to();
"""


class Migration(migrations.Migration):
    dependencies = [("cards", "0003_forgetting")]
    operations = [
        migrations.RunSQL(SEQUENCE, "DROP SEQUENCE cards_order_number;"),
        migrations.RunSQL(TIMELINE, "DROP TRIGGER only_added_to ON cards_orderstep;"),
    ]
