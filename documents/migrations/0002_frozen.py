"""Papers cannot be changed or deleted, by anyone (sql/frozen.sql)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        migrations.RunSQL((SQL / "frozen.sql").read_text(), (SQL / "frozen_back.sql").read_text())
    ]
