"""Which exchanges of a recording were timed by one clock, so that it can be told which came first.

Recordings are put together, sorted and not, and clocks are set while one goes on. Two signs give that away: a file that
goes far back in time, and the `Date` of the answers, which leads to more than one difference from the recorder's clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.recorded.marks import Mark

BACKWARDS = 120.0
"""Seconds that a recording goes back in time from which on it is taken for several put together, each with a clock."""
SLACK = 2.0
"""Seconds by which a `Date` may be beside the moment of its answer: servers write it ahead, or keep it for a while."""


@dataclass(slots=True)
class _Ahead:
    """How far the target's clock is ahead of a recorder's: at least, at most, by all answers so far."""

    least: float = float("-inf")
    most: float = float("inf")

    def take(self, mark: Mark) -> None:
        if mark.date is not None and mark.end is not None:
            self.least = max(self.least, mark.date - mark.end)
            self.most = min(self.most, mark.date + 1 - mark.at)  # a Date has whole seconds

    @property
    def agrees(self) -> bool:
        return self.least <= self.most + SLACK


class Clocks:
    """Knows which exchanges have the same clock. several: the recording has more than one."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        ahead, self._by_session = _Ahead(), defaultdict[str | None, _Ahead](_Ahead)
        for each in marks:
            ahead.take(each)
            self._by_session[each.session].take(each)
        self.several = _went_back(marks) or not ahead.agrees

    def alike(self, one: Mark, other: Mark) -> bool:
        """Whether two exchanges were timed by the same clock."""
        return not self.several or (one.session == other.session and self._by_session[one.session].agrees)


def _went_back(marks: Iterable[Mark]) -> bool:
    """Whether the file's order goes far back in time."""
    latest = float("-inf")
    for each in sorted(marks, key=lambda each: each.place):
        if each.at < latest - BACKWARDS:
            return True
        latest = max(latest, each.at)
    return False
