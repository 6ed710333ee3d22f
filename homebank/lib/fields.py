"""Model fields: a text sealed at rest, found only by the keyed fingerprint stored beside it."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from homebank.lib import crypto


class SealedTextField(models.TextField[str, str]):
    """Text that the database holds sealed, bound to its table and column.

    Look-ups are refused (`isnull` excepted): keep `crypto.fingerprint(value, column=...)` in a
    column of its own. `crypto.CannotUnseal` is raised on reading what cannot be unsealed.
    """

    column_name: str

    def contribute_to_class(self, cls: type[models.Model], name: str, *a: Any, **k: Any) -> None:
        super().contribute_to_class(cls, name, *a, **k)
        self.column_name = f"{cls._meta.db_table}.{name}"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        return crypto.seal(str(value).encode(), column=self.column_name)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        return self.get_db_prep_save(value, connection)

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        if value is None:
            return None
        return crypto.unseal(value, column=self.column_name).decode()

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.column_name} is sealed: look it up by its fingerprint")
        return super().get_lookup(lookup_name)
