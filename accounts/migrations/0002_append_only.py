"""Consents cannot be changed or deleted, by anyone (sql/consents.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            (SQL / "consents.sql").read_text(), (SQL / "consents_back.sql").read_text()
        )
    ]
