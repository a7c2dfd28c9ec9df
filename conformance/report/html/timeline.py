"""The course of a task as a drawing: bands of its status, its progress, every look at it, the times that it claims.

Places are percent of the width, so that a drawing fits a phone and a page; heights are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from conformance.catalogue.reading import ENDS, is_there
from conformance.report.html.gathered import Followed
from conformance.report.html.looks import Claim, Glance, alike, claims, glance
from conformance.report.html.scale import Scale, seconds_in_words, spanning, ticks

ROWS = 60
"""Rows of the table beside a drawing."""
MARKS = 400
"""Looks that are drawn one by one; of more, one in each place."""
LETTERS = {"queued_time": "Q", "start_time": "S", "complete_time": "C"}
KNOWN = {"QUEUED", "RUNNING", *ENDS}
PRESENCE = {
    True: ("there", "the pairing was there"),
    False: ("gone", "the pairing was gone"),
    None: ("blind", "no answer told whether the pairing was there"),
}
SOON = 1.4
"""Looks at a pairing until so many times the length of its task are drawn with it."""
HIGH = 56
"""Pixels from progress 0 to 100."""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the time in one status; `between` where it changed, nobody saw when."""

    status: str
    look: str
    x: float
    width: float
    since: str
    until: str

    @property
    def named(self) -> bool:
        """Whether its name fits into it."""
        return self.width > 2 + 1.2 * len(self.status)

    @property
    def named_on_a_phone(self) -> bool:
        """Whether its name fits into it on a phone too."""
        return self.width > 6 + 2.6 * len(self.status)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at one moment."""

    x: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """Looks one after another that say the same."""

    first: int
    count: int
    after: str
    came: str
    status: str
    progress: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawn task.

    points: place of each progress, in percent and pixels from above.
    presence_later: looks at the pairing that were so long afterwards that they are told in words.
    broken: anchor and id of what is broken and rests on this task.
    """

    number: int
    what: str
    pairing: str
    summary: str
    ended: bool
    bands: tuple[Band, ...]
    gaps: tuple[Band, ...]
    points: tuple[tuple[float, float], ...]
    odd_progress: int
    marks: tuple[Mark, ...]
    claims: tuple[Claim, ...]
    claimed: tuple[Mark, ...]
    pairing_marks: tuple[Mark, ...]
    presence_later: tuple[str, ...]
    ticks: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]
    rows_beyond: int
    broken: tuple[tuple[str, str], ...] = ()

    @property
    def lines(self) -> tuple[tuple[tuple[float, float], tuple[float, float]], ...]:
        """The progress curve, stretch by stretch."""
        return tuple(pairwise(self.points))


def timeline(followed: Followed, broken: tuple[tuple[str, str], ...] = ()) -> Timeline:
    """Draw a task. broken: anchor and id of what is broken and rests on it."""
    start = followed.task.first.at
    glances = _glances(followed, start)
    scale = _scale(followed, glances, start)
    bands = _bands(glances, scale)
    told = tuple(claims(glances, start))
    rows = [_row(*each) for each in alike(glances)]
    seen, later = _presence(followed, scale, start)
    return Timeline(
        followed.task.first.number,
        followed.what,
        followed.pairing,
        _summary(followed, glances, bands),
        any(each.status in ENDS for each in glances),
        bands,
        _between(bands),
        tuple((scale(each.after), _high(each.progress)) for each in glances if _drawable(each)),
        sum(bool(each.shown) and not _drawable(each) for each in glances),
        _thinned([_mark(each, scale) for each in glances]),
        told,
        tuple(_claimed(each, scale) for each in told if each.after is not None and scale.holds(each.after)),
        seen,
        later,
        tuple((scale(each), seconds_in_words(each) if each else "0") for each in ticks(scale)),
        tuple(rows[:ROWS]),
        len(rows[ROWS:]),
        broken,
    )


def _scale(followed: Followed, glances: Sequence[Glance], start: float) -> Scale:
    """From the deletion to the last look at its task, and to those at its pairing soon afterwards."""
    last = spanning([each.after for each in glances]).last
    looked = [each.shown.at + each.shown.seconds - start for each in followed.looks]
    return spanning([last, *(each for each in looked if each <= last * SOON)])


def _claimed(claim: Claim, scale: Scale) -> Mark:
    return Mark(scale(claim.after or 0.0), LETTERS[claim.name], f"{claim.name}: {claim.offset}")


def _presence(followed: Followed, scale: Scale, start: float) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """Looks at the pairing: those that are drawn, and those that are told."""
    marks: list[Mark] = []
    told: list[str] = []
    for look in followed.looks[:MARKS]:
        after = look.shown.at + look.shown.seconds - start
        kind, words = PRESENCE[is_there(look)]
        if scale.holds(after):
            marks.append(Mark(scale(after), kind, f"{seconds_in_words(after)}: {words}"))
        elif len(told) < 6:  # noqa: PLR2004 - as many as a sentence bears
            told.append(f"{words} at {seconds_in_words(after)}")
    return tuple(marks), tuple(told)


def _glances(followed: Followed, start: float) -> list[Glance]:
    task = followed.task
    seen = [glance(each, start) for each in (task.first, *task.polls)]
    return seen + [glance(each, start, late=True) for each in task.later]


def _bands(glances: Sequence[Glance], scale: Scale) -> tuple[Band, ...]:
    """Stretches from the first look at a status to the last; a look that shows none says nothing of it."""
    seen = [each for each in glances if each.status is not None]
    groups: list[list[Glance]] = []
    for each in seen:
        if groups and groups[-1][0].status == each.status:
            groups[-1].append(each)
        else:
            groups.append([each])
    return tuple(_band(str(group[0].status), group[0].after, group[-1].after, scale) for group in groups[:MARKS])


def _band(status: str, first: float, last: float, scale: Scale) -> Band:
    x = scale(first)
    width = max(round(scale(last) - x, 2), 0.8)
    look = status.lower() if status in KNOWN else "other"
    return Band(status, look, min(x, 99.2), width, seconds_in_words(first), seconds_in_words(last))


def _between(bands: Sequence[Band]) -> tuple[Band, ...]:
    return tuple(
        Band("", "between", round(one.x + one.width, 2), round(other.x - one.x - one.width, 2), one.until, other.since)
        for one, other in pairwise(bands)
        if other.x > one.x + one.width
    )


def _drawable(each: Glance) -> bool:
    return each.progress is not None and 0 <= each.progress <= 100  # noqa: PLR2004 - per cent


def _high(progress: float | None) -> float:
    return round(HIGH * (1 - (progress or 0.0) / 100), 1)


def _mark(each: Glance, scale: Scale) -> Mark:
    kind = "late" if each.late else "seen"
    shown = " ".join(filter(None, (each.status, f"{each.shown} %" if each.shown else "")))
    kind = kind if each.status is not None else "blind"
    return Mark(scale(each.after), kind, f"{seconds_in_words(each.after)}: {each.came} {shown}".rstrip())


def _thinned(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    if len(marks) <= MARKS:
        return tuple(marks)
    return tuple({(round(each.x * 4), each.kind): each for each in marks}.values())


def _row(first: Glance, last: Glance, count: int) -> Row:
    until = f" to {seconds_in_words(last.after)}" if count > 1 else ""
    status = f"{first.status if first.status is not None else 'none'}{' (after the end)' if first.late else ''}"
    return Row(first.number, count, seconds_in_words(first.after) + until, first.came, status, first.shown or "none")


def _summary(followed: Followed, glances: Sequence[Glance], bands: Sequence[Band]) -> str:
    """The drawing in words."""
    if not bands:
        return f"No task was announced: {followed.task.first.in_words()[:200]}."
    shown = [f"{each.status} at {each.since}" for each in bands[:8]]
    more = f", and {len(bands) - 8} changes more" if len(bands) > 8 else ""  # noqa: PLR2004 - as many as are told
    ended = any(each.status in ENDS for each in glances)
    end = "" if ended else f" It was not seen to end within {seconds_in_words(followed.task.patience)}."
    looks = f"{len(glances):,} looks" if len(glances) > 1 else "one look"
    return f"First seen {', '.join(shown)}{more}; {looks}.{end}"
