"""Files at the desk: kept sealed until their import ends, or until nobody wants it."""

import io
from datetime import timedelta
from typing import BinaryIO

from django.db import transaction

from accounts.models import User
from desk.imports.errors import NotWaiting, TooManyUploads
from desk.imports.reading import file_digest
from desk.imports.tasks import work_on
from desk.imports.working import discard
from desk.models import CardImport, ImportFile, ImportState
from homebank.lib import clock, throttle
from homebank.lib.card_numbers import holds_card_number
from homebank.lib.ids import uuid7
from homebank.lib.tasks import after_commit
from homebank.lib.throttle import Limit
from notifications.events import record
from payments.billers import clean_text

# A few thousand lines: more come by the command.
MOST_BYTES = 2 * 1024 * 1024
UPLOADS = Limit("import-uploads", 20, timedelta(days=1))


def keep_upload(*, content: bytes, by: User) -> CardImport:
    """Take a file of cards over for its check; the same bytes again give the same import. One that
    a command checked before is from now on the uploader's, who then does not decide about it.

    TooManyUploads.
    """
    if not throttle.take(UPLOADS, f"staff {by.pk}").allowed:
        raise TooManyUploads
    now = clock.now()
    with transaction.atomic():
        of, made = known_import(
            file=io.BytesIO(content), name=f"{now.astimezone(clock.ALMATY):%Y-%m-%d %H:%M:%S}.csv",
            by=by,
        )  # fmt: skip
        if made or _taken_over(of, by):
            ImportFile.objects.create(of=of, content=content)
            record(kind="import.uploaded", customer_id=None, subject=of.pk,
                   facts={"operator": by.login_name or "", "file": of.name})  # fmt: skip
            after_commit(work_on, queue="work", import_id=str(of.pk))
    return of


def _taken_over(of: CardImport, by: User) -> bool:
    """Whether nobody had uploaded a file that the command has checked: now somebody has."""
    free = CardImport.objects.filter(pk=of.pk, state=ImportState.CHECKED, made_by=None)
    if not free.filter(file=None).update(made_by=by, made_at=clock.now()):
        return False
    of.refresh_from_db()
    return True


def known_import(*, file: BinaryIO, name: str, by: User | None) -> tuple[CardImport, bool]:
    """The import of these bytes, and whether it is new. One that was discarded begins anew."""
    digest, size = file_digest(file)
    old = CardImport.objects.filter(
        digest=digest, state__in=[ImportState.DISCARDED, ImportState.REFUSED]
    )
    old.update(digest=uuid7().hex)  # nothing is found by it any more
    return CardImport.objects.get_or_create(
        digest=digest,
        defaults={"name": _harmless(name), "size": size, "made_by": by, "made_at": clock.now()},
    )


def discard_import(*, of: CardImport, by: User) -> None:
    """Nobody wants it: the file is forgotten, the report stays for a while. NotWaiting."""
    with transaction.atomic():
        now = CardImport.objects.select_for_update().get(pk=of.pk)
        if now.state not in (ImportState.CHECKED, ImportState.CHECKING):
            raise NotWaiting
        discard(now)
        record(kind="import.discarded", customer_id=None, subject=of.pk,
               facts={"operator": by.login_name or "", "file": of.name})  # fmt: skip


def _harmless(name: str) -> str:
    """A file's name for lists and events, unless somebody named it after a card."""
    return "cards.csv" if holds_card_number(name) else clean_text(name)[:100]
