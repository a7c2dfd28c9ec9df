"""How long the target took to answer, by operation."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from conformance.model.events import Event, Exchanged


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds until the answers to requests of one operation were whole.

    count: so many answers. p95: 95 of 100 came within it.
    """

    operation: str
    count: int
    median: float
    p95: float


def latencies(recorded: Iterable[Event]) -> tuple[Latency, ...]:
    """The figures of every operation that was answered, by its name.

    Odd requests are left out, which a gateway may answer by itself, and so is what got no answer.
    """
    seconds: dict[str, array[float]] = {}
    for event in recorded:
        if isinstance(event, Exchanged) and event.exchange.response is not None and not event.exchange.odd:
            seconds.setdefault(event.exchange.operation, array("d")).append(max(0.0, event.exchange.seconds))
    return tuple(_figures(operation, sorted(each)) for operation, each in sorted(seconds.items()))


def _figures(operation: str, ordered: list[float]) -> Latency:
    count = len(ordered)
    median = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return Latency(operation, count, median, ordered[math.ceil(0.95 * count) - 1])


def together(parts: Iterable[Iterable[Latency]]) -> tuple[Latency, ...]:
    """The figures of several runs as one, as near as figures allow.

    The median is the one in the middle when each answer counts as the median of its run; the p95 is the largest.
    """
    known: dict[str, list[Latency]] = {}
    for each in (latency for part in parts for latency in part):
        known.setdefault(each.operation, []).append(each)
    return tuple(_joined(operation, each) for operation, each in sorted(known.items()))


def _joined(operation: str, parts: list[Latency]) -> Latency:
    count, passed = sum(each.count for each in parts), 0
    ordered = sorted(parts, key=lambda each: each.median)
    for each in ordered:
        passed += each.count
        if 2 * passed >= count:
            return Latency(operation, count, each.median, max(each.p95 for each in parts))
    return ordered[-1]
