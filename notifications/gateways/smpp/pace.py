"""How fast a throttled session may submit: a pause that grows at each refusal and shrinks after."""

from __future__ import annotations


class Pace:
    """The pause between two submits, in seconds. None while the centre does not complain."""

    FIRST, LONGEST, SHRINKS_BY, NO_MORE = 0.05, 2.0, 0.9, 0.01

    def __init__(self) -> None:
        self.pause = 0.0
        self._next = 0.0

    def slow_down(self) -> None:
        """The centre said that it is too much."""
        self.pause = min(max(self.pause * 2, self.FIRST), self.LONGEST)

    def speed_up(self) -> None:
        """The centre took one."""
        shorter = self.pause * self.SHRINKS_BY
        self.pause = shorter if shorter > self.NO_MORE else 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next submit may leave; none if it may now."""
        return max(self._next - now, 0.0) if self.pause else 0.0

    def note(self, now: float) -> None:
        """A submit leaves."""
        self._next = now + self.pause
