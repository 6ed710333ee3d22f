"""The relay: takes due messages and asks their gateways, as many at once as each takes.

At least once: an attempt is counted and committed before the gateway is asked, its result written
after. A worker killed between the two leaves what it had in hand, due again when the leases lapse:
these messages may arrive twice, all others once. No lock is held while a gateway is slow.
"""

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from datetime import timedelta

from homebank.lib import clock
from homebank.lib.gateways import GatewayError, fault_of, load
from notifications.gateways import SmsGateway
from notifications.models import Outcome, Sms
from notifications.outcomes import Result, write_results
from notifications.routing import find_routes
from notifications.strangers import plain
from notifications.taking import take_due

log = logging.getLogger(__name__)

# A run ends, and nudges itself, before a deploy's warm stop or another task loses patience.
RUN_SECONDS = 5.0
# What came meanwhile is not kept waiting by gateways that are slow to answer.
LOOK_AGAIN_SECONDS = 0.1
# With ten seconds at the gateway an attempt ends within its lease; later it is not begun.
BEGIN_WITHIN = Sms.LEASE - timedelta(seconds=11)
LONGEST_REFERENCE, LONGEST_ERROR = 100, 200


def deliver(*, lane: str) -> bool:
    """Send what is due in the lane. True if time ran out before the lane was empty."""
    end = time.monotonic() + RUN_SECONDS
    with ExitStack() as threads:
        run = _Run(lane, threads)
        while time.monotonic() < end:
            if not run.take() and not run.asked:
                return False
            run.write()
        while run.asked:
            run.write()
    return True


def in_hand(gateway: SmsGateway) -> int:
    """How many messages a run leases at a time: a window, and the next half while one is written.

    What a killed worker had in hand waits for its leases and may arrive twice: so no more.
    """
    window = window_of(gateway)
    return window + window // 2


def window_of(gateway: SmsGateway) -> int:
    """How many sends the gateway takes at once."""
    return int(getattr(gateway, "window", 1))


class _Run:
    """What one run of a lane has in hand: takes in one transaction, writes in another."""

    def __init__(self, lane: str, threads: ExitStack) -> None:
        self.asked: dict[Future[Result | None], Sms] = {}
        self._lane, self._threads = lane, threads
        self._pools: dict[str, Executor] = {}

    def take(self) -> int:
        """Lease what there is room for and begin to send it. 0 if nothing is due, or no way."""
        routes = find_routes(lane=self._lane)
        if routes.first is None:
            return 0
        room = in_hand(load(routes.first)) - len(self.asked) if routes.awake else 1
        if room <= 0:
            return len(self.asked)
        found, taken = take_due(lane=self._lane, limit=room, routes=routes)
        for path, messages in taken.items():
            for sms in messages:
                self.asked[self._begin(path, sms)] = sms
        return found

    def write(self) -> None:
        """Wait a moment for answers and write down all that came."""
        done = wait(self.asked, LOOK_AGAIN_SECONDS, FIRST_COMPLETED).done
        answered = [(self.asked.pop(future), future.result()) for future in done]
        results = [result for _sms, result in answered if result is not None]
        if results:
            write_results(results)
        for sms, result in answered:
            if result is None:
                sms.give_back()

    def _begin(self, path: str, sms: Sms) -> "Future[Result | None]":
        """Ask from a thread of the gateway's pool; one at a time: here, where the database is."""
        gateway: SmsGateway = load(path)
        window = window_of(gateway)
        if window == 1:
            asked: Future[Result | None] = Future()
            asked.set_result(_ask(gateway, sms))
            return asked
        if path not in self._pools:
            pool = ThreadPoolExecutor(window, thread_name_prefix="sms")
            self._pools[path] = self._threads.enter_context(pool)
        return self._pools[path].submit(_ask, gateway, sms)


def _ask(gateway: SmsGateway, sms: Sms) -> Result | None:
    """Ask the gateway once. None if the lease has no time left for it: nothing was sent."""
    began_at = clock.now()
    if began_at > sms.next_attempt_at - Sms.LEASE + BEGIN_WITHIN:
        return None
    try:
        reference = gateway.send(to=sms.phone, text=sms.text, reference=sms.pk)
    except GatewayError as reason:
        error = plain(reason, LONGEST_ERROR)
        return Result(sms, _outcome(reason), began_at, error=error, operator=reason.operator)
    except Exception as reason:  # a gateway's own mistake stops neither the lane nor the message
        return Result(sms, Outcome.UNCERTAIN, began_at, error=fault_of(reason))
    return Result(sms, Outcome.ACCEPTED, began_at, reference=plain(reference, LONGEST_REFERENCE))


def _outcome(reason: GatewayError) -> Outcome:
    if reason.uncertain:
        return Outcome.UNCERTAIN
    return Outcome.NEVER if reason.permanent else Outcome.REFUSED
