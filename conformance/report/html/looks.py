"""A look at a task, read: when it was, what it said, and which times the server claims."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from conformance.catalogue.reading import task_of
from conformance.model.http import Exchange
from conformance.report.html.scale import seconds_in_words
from conformance.report.visible import one_line

CLAIMS = ("queued_time", "start_time", "complete_time")
WORD = 60
"""Characters of a value that a target chose; the exchange holds it all."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What one look showed.

    after: seconds from the moment that the deletion left until this answer was there.
    status: None where the answer holds none. progress: None where it is no number.
    shown: progress as it came, in words. claims: name of a time -> its value.
    late: a look after the end. came: the answer in one word.
    """

    number: int
    after: float
    came: str
    status: str | None
    progress: float | None
    shown: str
    claims: tuple[tuple[str, Any], ...]
    late: bool = False

    def says(self) -> tuple[object, ...]:
        """What it says, to tell looks that differ from those that do not."""
        return (self.came, self.status, self.shown, repr(self.claims), self.late)


@dataclass(frozen=True, slots=True)
class Claim:
    """A time that the server claims. at: the moment, or why it is none. after: seconds from the deletion, or None."""

    name: str
    value: str
    at: str
    after: float | None

    @property
    def offset(self) -> str:
        """How long after the deletion left, in words."""
        if self.after is None:
            return f"{self.value} ({self.at})"
        return f"{seconds_in_words(abs(self.after))} {'before' if self.after < 0 else 'after'} the request left"


def glance(exchange: Exchange, start: float, *, late: bool = False) -> Glance:
    """Read a look."""
    body = task_of(exchange) or {}
    status, progress = body.get("status"), body.get("progress")
    return Glance(
        exchange.number,
        exchange.at + exchange.seconds - start,
        one_line(exchange.in_words(), WORD),
        one_line(status, WORD) if isinstance(status, str) else None,
        _finite(progress),
        in_words(progress) if "progress" in body else "",
        tuple((name, body[name]) for name in CLAIMS if body.get(name) is not None),
        late,
    )


def claims(glances: Iterable[Glance], start: float) -> Iterator[Claim]:
    """Each time that the server claims, as it came first and wherever it came otherwise later; four of each at most."""
    told: dict[str, list[str]] = {}
    for each in glances:
        for name, value in each.claims:
            shown, known = in_words(value), told.setdefault(name, [])
            if shown not in known and len(known) < 4:  # noqa: PLR2004 - as the docstring says
                known.append(shown)
                yield _claim(name, value, shown, start)


def alike(glances: Sequence[Glance]) -> Iterator[tuple[Glance, Glance, int]]:
    """Looks one after another that say the same, as first, last and how many."""
    run: list[Glance] = []
    for each in glances:
        if run and each.says() != run[0].says():
            yield run[0], run[-1], len(run)
            run = []
        run.append(each)
    if run:
        yield run[0], run[-1], len(run)


def in_words(value: Any) -> str:
    """A JSON value that was to be a number, as it came."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int) and abs(value) >= 10**30:
        return "a very large number" if value > 0 else "a very large negative number"
    return one_line(str(value) if isinstance(value, int | float | str) else type(value).__name__, WORD)


def _claim(name: str, value: Any, shown: str, start: float) -> Claim:
    epoch = _finite(value)
    if epoch is None:
        return Claim(name, shown, "no number", None)
    try:
        moment = datetime.fromtimestamp(epoch / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return Claim(name, shown, "in no calendar", None)
    return Claim(name, shown, moment.isoformat(sep=" ", timespec="milliseconds")[:23], epoch / 1000 - start)


def _finite(value: Any) -> float | None:
    """A JSON value as a number that can be reckoned with; None for any other."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None
