"""The goals of docs/performance.md: each a ratio of two numbers taken in one run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One comparison. `ratio` is ours to theirs; `least` or `most` is what it should be."""

    goal: str
    what: str
    against: str
    ours: float
    theirs: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def is_met(self) -> bool | None:
        """None where there is no goal: the line is for information."""
        if self.least is not None:
            return self.ratio >= self.least
        return self.ratio <= self.most if self.most is not None else None

    @property
    def wanted(self) -> str:
        if self.least is not None:
            return f"≥ {self.least:g}"
        return f"≤ {self.most:g}" if self.most is not None else "-"
