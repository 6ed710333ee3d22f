"""Stops of the tour at a machine that was stopped: its line, its record, lifting, revoking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.look.tour import Tour

STOPPED = """
from channel.stopping import Stop, stop_terminal
from channel.terminals import add_terminal
from homebank.lib.ids import uuid7
terminal, _key = add_terminal(name=f"ATM {uuid7().hex[-8:]}x", kind="machine", place="Abay 10")
stop_terminal(terminal=terminal, why=Stop.UNKNOWN_CARDS)
print(terminal.pk)
"""


def stopped_machine(tour: Tour) -> Iterator[str]:
    """What an administrator reads and does once a machine was stopped."""
    address = f"/desk/channel/terminal/{tour.shell(STOPPED)}"
    yield tour.see("desk-stopped-machine", f"{address}/change/")
    yield tour.see("desk-revoke-machine", f"{address}/revoke/")
    yield tour.see("desk-lift-machine", f"{address}/lift/")
    tour.press()
    yield "desk-lift-machine-empty"
    tour.fill(reason="looked at the machine")
    yield "desk-lift-machine-done"
