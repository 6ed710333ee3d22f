"""What stands in clear in the tables of this room: what has to, and nothing that tells who it is.

A new text column is either sealed (homebank/lib/fields.py) or gets its place in this list.
"""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection, models

from accounts.own_data.identity_documents import keep_document
from homebank.lib.fields import SealedField
from tests.accounts.pages import Browser, sign_in
from tests.people import new_person

CODES = {"purpose", "language", "warning", "kind", "state", "aim", "proof", "end", "agreement",
         "fault", "codeword_state", "decision", "document", "name"}  # fmt: skip
HASHES = {"password", "codeword_hash", "code_hash", "digest", "text_digest", "phone_fingerprint",
          "iin_fingerprint", "card_fingerprint", "fingerprint", "lookup"}  # fmt: skip
FOUND_BY = {"homebank_id", "login_name", "key", "network", "agent", "nonce", "challenge",
            "credential_id", "public_key"}  # fmt: skip
OF_STAFF = {"first_name", "reason"}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def test_each_column_in_clear_is_known() -> None:
    found = {
        field.name
        for model in apps.get_app_config("accounts").get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not isinstance(field, SealedField)
    }
    assert found - CODES - HASHES - FOUND_BY - OF_STAFF == set()


@pytest.mark.django_db
@pytest.mark.requirement("ACC-13", "personal data")
def test_no_row_tells_a_name_a_number_or_a_day_in_clear() -> None:
    ben = new_person(name="Приметнов Бенжамин Ерланович")
    keep_document(customer=ben.customer, kind="passport", number="N73512946", issued_by="Миграция",
                  issued_on=date(2021, 3, 17), valid_until=date(2031, 3, 16))  # fmt: skip
    sign_in(Browser(), ben)
    rows = everything()
    assert str(ben.customer.pk) in rows
    for told in ("Приметнов", "ANNA TEST", ben.customer.iin, ben.phone[1:], "1990-01-01",
                 "N73512946", "Миграция", "2031-03-16"):  # fmt: skip
        assert told not in rows


def everything() -> str:
    """All rows of this room's tables as the database has them."""
    tables = [model._meta.db_table for model in apps.get_app_config("accounts").get_models()]
    with connection.cursor() as cursor:
        for number, table in enumerate(tables):
            tables[number] = f'SELECT t::text FROM "{table}" t'
        cursor.execute(" UNION ALL ".join(tables))
        return "\n".join(row for (row,) in cursor.fetchall())
