"""How a gateway is: it works, or it rests after failures and one message at a time tries it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from homebank.lib import clock


class GatewayState(models.Model):
    """The breaker of one gateway, kept for all workers.

    After `MOST_FAILURES` in a row (or one that only a person can mend) it rests; the rest doubles
    with each probe that fails. Any answer, a refusal of one number too, closes the breaker.
    """

    MOST_FAILURES: ClassVar[int] = 5
    FIRST_REST: ClassVar[timedelta] = timedelta(seconds=2)
    LONGEST_REST: ClassVar[timedelta] = timedelta(minutes=1)
    # There is no other way to send: a code cannot wait longer.
    LONGEST_REST_ALONE: ClassVar[timedelta] = timedelta(seconds=15)

    gateway = models.CharField(_("gateway"), max_length=100, primary_key=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    rests = models.PositiveIntegerField(_("rests in a row"), default=0)
    rests_until = models.DateTimeField(_("rests until"), null=True)
    failed_at = models.DateTimeField(_("last failure"), null=True)
    error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("SMS gateway")
        verbose_name_plural = _("SMS gateways")

    def __str__(self) -> str:
        return self.gateway

    @property
    def is_resting(self) -> bool:
        """Whether it is asked by probes only."""
        return self.rests_until is not None

    def fail(
        self, *, times: int, reason: str, alone: bool, at_once: bool, began_at: datetime
    ) -> bool:
        """Count failures of the (locked) row. True if it goes to rest by them.

        Asks that had begun before the rest are no probes: they do not make it longer.
        """
        if self.is_resting and self.failed_at is not None and began_at < self.failed_at:
            return False
        self.failures += times
        self.failed_at, self.error = clock.now(), reason[:200]
        rests = self.is_resting or at_once or self.failures >= self.MOST_FAILURES
        began = rests and not self.is_resting
        if rests:
            longest = self.LONGEST_REST_ALONE if alone else self.LONGEST_REST
            rest = min(self.FIRST_REST * 2 ** min(self.rests, 20), longest)
            self.rests, self.rests_until = self.rests + 1, clock.now() + rest
        self.save()
        return began

    def wake(self) -> None:
        """Close the breaker of the (locked) row: the gateway answers."""
        self.failures = self.rests = 0
        self.rests_until, self.error = None, ""
        self.save()

    @classmethod
    def take_probe(cls, gateway: str, *, lease: timedelta, at: datetime) -> bool:
        """Whether this worker's next message may try the resting gateway: one worker at a time."""
        over = cls.objects.filter(gateway=gateway, rests_until__lte=at)
        return over.update(rests_until=at + lease) == 1
