"""Stops of the tour at the desk: imports with a report, registers with a difference, books."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.look.tour import Tour

MAKE = """
import json
import time
from accounts.models import User
from ledger.accounts import bank_account
from tests.doors.desk_rows import desk_arguments, make_desk_rows
make_desk_rows(User.objects.get(login_name="{login}"))
from desk.models import CardImport, Difference, Register
while CardImport.objects.filter(state="checking").exists():
    time.sleep(0.2)  # a worker of the bank took it up first
print(json.dumps([str(CardImport.objects.latest("made_at").pk),
  str(Register.objects.latest("at").pk), str(Difference.objects.latest("found_at").pk),
  bank_account("fees").pk]))
"""


def imports_and_books(tour: Tour, login: str) -> Iterator[str]:
    """Each page with something to show, and the forms with what is wrong in them."""
    made, register, difference, account = json.loads(tour.shell(MAKE.format(login=login)))
    yield tour.see("desk-imports", "/desk/imports/")
    tour.press()
    yield "desk-imports-no-file"
    yield tour.see("desk-import", f"/desk/imports/{made}/")
    yield tour.see("desk-import-rows", f"/desk/imports/{made}/rows/")
    yield tour.see("desk-import-propose", f"/desk/proposals/new/import-cards/{made}/")
    yield tour.see("desk-registers", "/desk/registers/")
    yield tour.see("desk-register", f"/desk/registers/{register}/")
    yield tour.see("desk-difference", f"/desk/registers/differences/{difference}/")
    yield tour.see("desk-account-card", f"/desk/books/accounts/{account}/")
    yield tour.see("desk-take-file", f"/desk/books/accounts/{account}/card.csv")
    tour.press()
    yield "desk-take-file-without-reason"
    yield tour.see("desk-end-of-day", "/desk/ledger/closedday/end-of-day/")
