"""Which gateway takes a message: the first that may, by order, by history and by the breakers."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from homebank.lib import clock
from notifications.models import GatewayState, Lane, Sms, State

# An alert that may have arrived goes another way after so many attempts; a code never does.
ALERT_TRIES = 3
# A gateway that rested is tried by alerts first: a code it swallows is stuck with it.
CODES_PROBE_LATER = timedelta(minutes=1)


@dataclass(slots=True)
class Routes:
    """The gateways as they are now: those that work, in order, and those that have rested."""

    awake: list[str]
    rested: list[str]

    @property
    def first(self) -> str | None:
        """Through which most messages go now."""
        return next(iter([*self.awake, *self.rested]), None)

    def choose(self, sms: Sms) -> str | None:
        """The gateway for the message's next attempt; None if it has to wait.

        A code that a gateway may hold goes through that one only: two gateways never send the
        same code. After a refusal the next in order has its turn. A gateway that has rested is
        tried by one message of one worker at a time.
        """
        for path in self._in_turn(sms):
            if path in self.awake or self._may_try(path):
                return path
        return None

    def _in_turn(self, sms: Sms) -> list[str]:
        if sms.held_by and (sms.lane == Lane.CODES or sms.attempts < ALERT_TRIES):
            return [sms.held_by]
        turn = untried(sms)
        if sms.attempts and sms.gateway in turn:
            after = turn.index(sms.gateway) + 1
            return turn[after:] + turn[:after]
        return [*(p for p in turn if p in self.rested), *(p for p in turn if p in self.awake)]

    def _may_try(self, path: str) -> bool:
        if path not in self.rested:
            return False
        self.rested.remove(path)
        return GatewayState.take_probe(path, lease=Sms.LEASE, at=clock.now())


def untried(sms: Sms) -> list[str]:
    """The gateways of the house that have not refused the message for good, in order."""
    return [path for path in settings.SMS_GATEWAYS if path not in sms.refused_by]


def may_go_over(sms: Sms) -> bool:
    """Whether another gateway may have the message after its present one refused it for good.

    A code that the present one may have accepted in an earlier attempt stays its own.
    """
    is_stuck = sms.lane == Lane.CODES and sms.state == State.SENDING and bool(sms.held_by)
    others = [path for path in untried(sms) if path != sms.gateway]
    return bool(others) and not is_stuck and not sms.has_expired()


def find_routes(*, lane: str) -> Routes:
    """How the gateways are. Codes leave it to alerts, for a while, to try one that has rested."""
    paths: list[str] = settings.SMS_GATEWAYS
    resting = dict(
        GatewayState.objects.filter(gateway__in=paths, rests_until__isnull=False).values_list(
            "gateway", "rests_until"
        )
    )
    awake = [path for path in paths if path not in resting]
    grace = CODES_PROBE_LATER if awake and lane == Lane.CODES else timedelta()
    edge = clock.now() - grace
    rested = [path for path in paths if (until := resting.get(path)) and until <= edge]
    return Routes(awake, rested)
