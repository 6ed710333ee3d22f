"""Medians of short calls, in milliseconds."""

import random
import statistics
import time
from collections.abc import Callable


def median_ms(call: Callable[[], object], times: int) -> float:
    """The median of so many calls, after three that warm up."""
    return medians_ms({"": call}, times)[""]


def medians_ms(calls: dict[str, Callable[[], object]], times: int) -> dict[str, float]:
    """The median of so many of each, called in turns of a drawn order: a slow moment slows all."""
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(times + 3):
        for name in random.sample(list(calls), len(calls)):
            call = calls[name]
            begun = time.perf_counter()
            call()
            if number > 2:
                spent[name].append(time.perf_counter() - begun)
    return {name: statistics.median(each) * 1000 for name, each in spent.items()}
