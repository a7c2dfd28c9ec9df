"""How long answers took, operation by operation: a histogram on one scale for all, median and 95th percentile."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from conformance.report.html.gathered import Gathered
from conformance.report.html.scale import Scale, seconds_in_words

BINS = 48
HEIGHT = 40
OPERATIONS = 16
"""Operations that are drawn, those with most answers first."""
SHORTEST = 1e-5
"""Seconds; what took less is drawn there."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram: place and width in percent, height in pixels."""

    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How long the answers of one operation took."""

    operation: str
    answers: int
    silent: int
    median: str
    most: str
    slowest: str
    median_at: float
    most_at: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Latency:
    """The spreads, the ticks of their common scale (place, words), and how many operations are left out."""

    spreads: tuple[Spread, ...]
    ticks: tuple[tuple[float, str], ...]
    beyond: int


def latency(gathered: Gathered) -> Latency:
    """Sum up how long the answers took."""
    timed = {name: sorted(_clean(each)) for name, each in gathered.seconds.items()}
    names = sorted({*timed, *gathered.silent}, key=lambda name: (-len(timed.get(name, ())), name))
    scale = _scale(timed)
    shown = tuple(
        _spread(name, timed.get(name, []), gathered.silent.get(name, 0), scale) for name in names[:OPERATIONS]
    )
    return Latency(shown, _ticks(scale), len(names[OPERATIONS:]))


def _clean(seconds: Sequence[float]) -> list[float]:
    return [min(max(each, SHORTEST), 1e6) for each in seconds if math.isfinite(each)]


def _scale(timed: Mapping[str, list[float]]) -> Scale:
    """Whole decades, on their logarithms."""
    every = [each for seconds in timed.values() for each in (seconds[:1] + seconds[-1:])]
    if not every:
        return Scale(-3.0, 0.0)
    first, last = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))
    return Scale(float(first), float(max(last, first + 1)))


def _ticks(scale: Scale) -> tuple[tuple[float, str], ...]:
    decades = range(int(scale.first), int(scale.last) + 1)
    return tuple((scale(each), seconds_in_words(10.0**each)) for each in decades)


def _spread(name: str, seconds: list[float], silent: int, scale: Scale) -> Spread:
    if not seconds:
        return Spread(name, 0, silent, "-", "-", "-", 0.0, 0.0, ())
    middle, most = median(seconds), seconds[math.ceil(0.95 * len(seconds)) - 1]
    return Spread(
        name,
        len(seconds),
        silent,
        seconds_in_words(middle),
        seconds_in_words(most),
        seconds_in_words(seconds[-1]),
        scale(math.log10(middle)),
        scale(math.log10(most)),
        _bars(seconds, scale),
    )


def _bars(seconds: Sequence[float], scale: Scale) -> tuple[Bar, ...]:
    width = 100 / BINS
    filled = Counter(min(BINS - 1, int(scale(math.log10(each)) / width)) for each in seconds)
    tallest = max(filled.values())
    # The root of the share, so that a few slow answers among many fast ones are seen.
    return tuple(
        Bar(round(place * width, 2), round(width * 0.86, 2), round(max(2.0, HEIGHT * math.sqrt(count / tallest)), 1))
        for place, count in sorted(filled.items())
    )
