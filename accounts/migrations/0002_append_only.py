"""Consents cannot be changed or deleted, and a proposal is decided once, for anyone (sql/)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / f"{name}.sql").read_text(), (SQL / f"{name}_back.sql").read_text())
        for name in ("consents", "proposals")
    ]
