"""The verbs, the guards and the rights of the book (ledger/sql)."""

from django.conf import settings
from django.db import migrations

from ledger import sql


def load(apps, schema_editor):
    web_role = settings.DATABASES["default"]["USER"]
    for name in sql.FILES:
        schema_editor.execute(sql.read(name, web_role=web_role), params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
