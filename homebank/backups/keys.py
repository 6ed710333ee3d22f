"""Which keys the stored data needs, and whether this process has them. Keys are never written."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from homebank.lib import crypto
from homebank.lib.fields import SealedField

FIELD_KEYS = "HOMEBANK_FIELD_KEYS"


def sealed_columns() -> Iterator[tuple[str, str]]:
    """Table and column of every sealed column."""
    for model, columns in sealed_models():
        for column in columns:
            yield model._meta.db_table, column


def sealed_models() -> Iterator[tuple[type[Model], tuple[str, ...]]]:
    """Every model that has sealed columns of its own, and their names."""
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        sealed = [each for each in fields if isinstance(each, SealedField)]
        if sealed:
            yield model, tuple(each.column or each.name for each in sealed)


def key_checks(field_key_ids: Iterable[str]) -> dict[str, str]:
    """A check value for each key that data sealed under these field keys needs. "": we lack it."""
    fields = {f"{FIELD_KEYS} {each}": settings.FIELD_KEYS.get(each) for each in field_key_ids}
    others = {
        "HOMEBANK_INDEX_KEY": settings.INDEX_KEY,
        "HOMEBANK_CODE_KEY": settings.CODE_KEY,
        "HOMEBANK_CARD_VERIFICATION_KEY": settings.CARD_VERIFICATION_KEY,
    }
    return {
        name: crypto.key_check(key) if key else "" for name, key in {**fields, **others}.items()
    }


def faults(wanted: dict[str, str]) -> list[str]:
    """A sentence for each key that is missing here or is another than the one wanted."""
    ids = [name.split()[1] for name in wanted if name.startswith(f"{FIELD_KEYS} ")]
    ours = key_checks(ids)
    return [
        _fault(name, ours.get(name, ""))
        for name in sorted(wanted)
        if ours.get(name) != wanted[name]
    ]


def _fault(name: str, ours: str) -> str:
    setting, _blank, key_id = name.partition(" ")
    what = f"field key {key_id!r} of {setting}" if key_id else setting
    problem = "another key than the one the backup was made with" if ours else "missing"
    return f"The {what} is {problem}: what it sealed cannot be read without it."
