"""What the desk's pages of imports, registers and books have to show in the world of the doors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.models import User
from desk.imports.keeping import keep_upload
from desk.imports.taking_up import work_on_import
from desk.models import CardImport, Difference, Register
from homebank.lib import clock
from ledger.models import ClosedDay
from tests.desk.cards_csv import a_line, text_of
from tests.desk.registers import cards_register, compared

DOORS = ("desk:import", "desk:register", "desk:difference", "desk:account-", "desk:day-")


def make_desk_rows(by: User) -> None:
    """A checked file with a line that is wrong, and a register with a presentment of nobody."""
    of = keep_upload(content=text_of(a_line(iin="1"), a_line()).encode(), by=by)
    work_on_import(import_id=of.pk)
    line = "presentment;doors-register;;purchase;1.00;KZT;;cleared"
    compared(cards_register(line), clock.today() - timedelta(days=1))


def desk_arguments(account_id: int) -> dict[str, Any]:
    """Of the addresses of these pages."""
    return {
        "import_id": CardImport.objects.earliest("made_at").pk,
        "register_id": Register.objects.earliest("at").pk,
        "difference_id": Difference.objects.earliest("found_at").pk,
        "day": ClosedDay.objects.earliest("day").day,
        "account_id": account_id,
    }
