"""Scales of drawings: from a value to a place in percent, for any value that a target may come up with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST = 1e-6
"""Seconds of the shortest scale; no clock of a run tells less apart."""
STEPS = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """Places along a line from 0 to 100 percent. Both ends are finite, and the last lies beyond the first."""

    first: float
    last: float

    def __call__(self, value: float) -> float:
        """The place of a value; what lies beyond an end is put there."""
        place = 100 * (value - self.first) / (self.last - self.first)
        return round(min(100.0, max(0.0, place)), 2)

    def holds(self, value: float) -> bool:
        """Whether a value lies between the ends."""
        return self.first <= value <= self.last


def spanning(values: Sequence[float]) -> Scale:
    """A scale that begins at 0 and holds all values that can be drawn: finite, and of this century."""
    drawable = [each for each in values if math.isfinite(each) and 0 <= each < 1e9]  # noqa: PLR2004 - 30 years
    longest = max(drawable, default=0.0)
    return Scale(0.0, max(longest, SHORTEST) if longest > 0 else 1.0)


def ticks(scale: Scale, most: int = 6) -> tuple[float, ...]:
    """Round values along a scale that begins at 0, at most so many and its zero."""
    rough = (scale.last - scale.first) / most
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(each * unit for each in STEPS if each * unit >= rough * (1 - 1e-9))
    return tuple(step * number for number in range(int(scale.last / step + 1e-9) + 1))


def seconds_in_words(seconds: float) -> str:
    """How long something took: `3.2 ms`, `1.25 s`, `2 min 5 s`."""
    if not math.isfinite(seconds):
        return "no time"
    size = abs(seconds)
    if size < 0.9995:  # noqa: PLR2004 - from here on it rounds to a second
        return f"{seconds * 1000:.3g} ms"
    if size < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.3g} s"
    if size < 7200:  # noqa: PLR2004 - two hours
        return f"{int(seconds / 60)} min {abs(seconds) % 60:.0f} s"
    if size < 172_800:  # noqa: PLR2004 - two days
        return f"{seconds / 3600:,.1f} h"
    return f"{seconds / 86_400:,.0f} days" if size < 1e12 else "ages"  # noqa: PLR2004 - no calendar holds it
