"""Shifts of latency that are worth a look, told apart from chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.report.latency import Latency

FEWEST = 20
"""Answers on either side; the median of fewer says little."""
FEWEST_IN_TAIL = 100
"""Answers on either side from which on the p95 says something: five lie beyond it."""
RATIO = 1.5
LEAST = 0.02
"""Seconds; what is less nobody feels, and the tool's own time weighs in it."""
CHANCE = 3.0
"""Standard errors within which a difference of medians is taken for chance."""

_TAIL = 1.645
"""Standard deviations from the median to the p95 of a normal distribution."""
_OF_MEDIAN = 1.2533
"""Standard error of a median, in standard deviations over the root of the number."""


@dataclass(frozen=True, slots=True)
class Shift:
    """An operation that is answered faster or slower than before. figure: `median` or `p95`."""

    operation: str
    figure: str
    before: Latency
    now: Latency

    @property
    def seconds(self) -> tuple[float, float]:
        """The figure before and now."""
        if self.figure == "median":
            return self.before.median, self.now.median
        return self.before.p95, self.now.p95

    def in_words(self) -> str:
        """Say it in one line."""
        one, other = self.seconds
        way = "slower" if other > one else "faster"
        return (
            f"{self.operation}: {self.figure} {one * 1000:,.0f} ms -> {other * 1000:,.0f} ms, {way} "
            f"({self.before.count:,} and {self.now.count:,} answers)"
        )


def shifts(before: Sequence[Latency], now: Sequence[Latency]) -> tuple[Shift, ...]:
    """The shifts that are worth a look: the median of an operation, else its p95."""
    old = {each.operation: each for each in before}
    found = (_shift(old[each.operation], each) for each in now if each.operation in old)
    return tuple(each for each in found if each)


def _shift(before: Latency, now: Latency) -> Shift | None:
    fewest = min(before.count, now.count)
    chance = CHANCE * math.hypot(_error(before), _error(now))
    if fewest >= FEWEST and _apart(before.median, now.median) and abs(before.median - now.median) > chance:
        return Shift(now.operation, "median", before, now)
    if fewest >= FEWEST_IN_TAIL and _apart(before.p95, now.p95):
        return Shift(now.operation, "p95", before, now)
    return None


def _apart(one: float, other: float) -> bool:
    low, high = sorted((one, other))
    return high - low >= LEAST and high >= RATIO * low


def _error(latency: Latency) -> float:
    """About how far the median may lie from the true one, were the times spread as the p95 suggests."""
    return _OF_MEDIAN * (latency.p95 - latency.median) / _TAIL / math.sqrt(latency.count)
