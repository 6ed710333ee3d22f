"""The channel's doors: who comes is known by a signature, not by a visit or a form's token."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from channel import functions, numbers, slips, unblocking
from channel.answering import answer, answer_refusal
from channel.errors import Away, NotForThisTerminal, NotJson
from channel.functions import Function, functions_of
from channel.identifying import Caller, check_fresh, read_caller
from channel.models import Terminal
from channel.once import moment
from channel.openapi import document
from channel.shapes import Body, read_body
from channel.stopping import check_not_stopped
from homebank.lib import clock
from homebank.lib.away import is_away
from homebank.lib.errors import Refusal

View = Callable[[HttpRequest], HttpResponse]


def signed(function: Function) -> Callable[[Callable[[Terminal, Body], Body]], View]:
    """The door of a function: who, when and what are checked before the deed is asked for."""

    def decorate(deed: Callable[[Terminal, Body], Body]) -> View:
        @wraps(deed)
        @sensitive_variables()
        def view(request: HttpRequest) -> HttpResponse:
            caller: Caller | None = None
            try:
                caller, body = read_caller(request)
                told = _read(request, caller, body, function)
                done = deed(caller.terminal, told)
            except (Refusal, PermissionDenied) as refusal:
                return answer_refusal(request, caller, refusal)
            except Error as reason:
                if not is_away(reason):
                    raise
                return answer_refusal(request, caller, Away())
            return answer(request, caller, done, 200)

        return (require_POST if function.method == "POST" else require_GET)(view)

    return decorate


@signed(functions.HEALTH)
def health(terminal: Terminal, _told: Body) -> Body:
    """Whether this terminal is heard, and the bank's clock."""
    return {"terminal": terminal.name, "kind": terminal.kind, "time": moment(clock.now()),
            "functions": [] if terminal.stopped_at else functions_of(terminal.kind)}  # fmt: skip


@signed(functions.TRUSTED_NUMBER)
def trusted_number(terminal: Terminal, told: Body) -> Body:
    """Another trusted number, by card and PIN."""
    return numbers.change_number(terminal=terminal, told=told)


@signed(functions.CODEWORD_SLIP)
def codeword_slip(terminal: Terminal, told: Body) -> Body:
    """A new codeword for the slip, by card and PIN."""
    return slips.print_slip(terminal=terminal, told=told)


@signed(functions.NUMBER_PROPOSAL)
def number_proposal(terminal: Terminal, told: Body) -> Body:
    """Another trusted number, proposed by a branch."""
    return numbers.propose_change(terminal=terminal, told=told)


@signed(functions.UNBLOCKING)
def unblock(terminal: Terminal, told: Body) -> Body:
    """The block of a card, to be lifted."""
    return unblocking.propose_unblocking(terminal=terminal, told=told)


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """What may be asked here and how: for whoever writes a machine's program."""
    return JsonResponse(document())


@sensitive_variables()
def _read(request: HttpRequest, caller: Caller, body: bytes, function: Function) -> Body:
    check_fresh(caller, request)
    if caller.terminal.kind not in function.kinds:
        raise NotForThisTerminal
    if function.method == "GET":
        return {}
    check_not_stopped(caller.terminal)
    if request.content_type != "application/json":
        raise NotJson
    return read_body(body, function.takes)
