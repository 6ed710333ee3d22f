"""Events, attempts and receipts cannot be changed or deleted, by anyone (sql/events.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "events.sql").read_text(), (SQL / "events_back.sql").read_text())
    ]
