"""Model fields sealed at rest: text and bytes, found only by a keyed fingerprint stored beside."""

from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from homebank.lib import crypto

V = TypeVar("V")


class SealedField(models.TextField[V, V], Generic[V]):
    """What the database holds sealed, bound to its table and column.

    Look-ups are refused (`isnull` excepted): keep `crypto.fingerprint(value, column=...)` in a
    column of its own. `crypto.CannotUnseal` is raised on reading what cannot be unsealed.
    Subclasses say how a value becomes bytes and comes back.
    """

    column_name: str

    def to_bytes(self, value: V) -> bytes:
        raise NotImplementedError

    def of_bytes(self, plain: bytes) -> V:
        raise NotImplementedError

    def contribute_to_class(self, cls: type[models.Model], name: str, *a: Any, **k: Any) -> None:
        super().contribute_to_class(cls, name, *a, **k)
        self.column_name = f"{cls._meta.db_table}.{name}"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        return crypto.seal(self.to_bytes(value), column=self.column_name)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        return self.get_db_prep_save(value, connection)

    def from_db_value(self, value: str | None, *_: object) -> V | None:
        if value is None:
            return None
        return self.of_bytes(crypto.unseal(value, column=self.column_name))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.column_name} is sealed: look it up by its fingerprint")
        return super().get_lookup(lookup_name)


class SealedTextField(SealedField[str]):
    """A text."""

    def to_bytes(self, value: str) -> bytes:
        return str(value).encode()

    def of_bytes(self, plain: bytes) -> str:
        return plain.decode()


class SealedBytesField(SealedField[bytes]):
    """A file or a picture, up to some megabytes."""

    def get_prep_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> Any:
        return value

    def to_bytes(self, value: bytes) -> bytes:
        return bytes(value)

    def of_bytes(self, plain: bytes) -> bytes:
        return plain
