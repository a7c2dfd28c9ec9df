"""Two reports compared: what got worse, what was mended, and whether the two are alike at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.compare.shifts import Shift, shifts
from conformance.compare.turns import Turn, turn
from conformance.report.reproduce import without_user

if TYPE_CHECKING:
    from conformance.model.result import Judged, Result, WaiverUse
    from conformance.model.terms import Outcome
    from conformance.report.reading import Report


@dataclass(frozen=True, slots=True)
class Change:
    """A requirement in both reports; None where one of them does not have it."""

    before: Judged | None
    now: Judged | None

    @property
    def told(self) -> Judged:
        """The requirement, as the newer report has it if it has it."""
        found = self.now or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found

    @property
    def id(self) -> str:
        """The id in force."""
        return self.told.id

    @property
    def renamed(self) -> str:
        """The id that it had before; empty for the same."""
        return self.before.id if self.before and self.now and self.before.id != self.now.id else ""

    @property
    def outcomes(self) -> tuple[Outcome | None, Outcome | None]:
        """Before and now."""
        return self.before.outcome if self.before else None, self.now.outcome if self.now else None

    @property
    def turn(self) -> Turn:
        """What became of it."""
        return turn(*self.outcomes)

    @property
    def level_changed(self) -> bool:
        """Whether its level is another one."""
        return bool(self.before and self.now and self.before.level is not self.now.level)


@dataclass(frozen=True, slots=True)
class Unlike:
    """Something that both reports should have alike, and do not."""

    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one report to another."""

    before: Report
    now: Report
    unlike: tuple[Unlike, ...]
    changes: tuple[Change, ...]
    waivers: tuple[Unlike, ...]
    latency: tuple[Shift, ...]

    @property
    def worse(self) -> bool:
        """Whether something got worse. Slower answers are not counted: no clause forbids them."""
        return any(each.turn.worse for each in self.changes)

    def of(self, *turns: Turn) -> tuple[Change, ...]:
        """The requirements that went one of these ways."""
        return tuple(each for each in self.changes if each.turn in turns)

    def still(self, *outcomes: Outcome) -> tuple[Change, ...]:
        """The requirements that had one of these outcomes before and have the same now."""
        return tuple(each for each in self.of(Turn.SAME) if each.told.outcome in outcomes)


def compare(before: Report, now: Report) -> Difference:
    """What changed from one report to another; requirements in the order of the newer one."""
    old, new = before.result, now.result
    return Difference(
        before,
        now,
        tuple(unlike(old, new)),
        paired(old.requirements, new.requirements),
        tuple(_waivers(old.waivers, new.waivers)),
        shifts(before.latency, now.latency),
    )


def paired(before: Sequence[Judged], now: Sequence[Judged]) -> tuple[Change, ...]:
    """Each requirement of either side once, those that vanished last.

    One that vanished and one that appeared with the same area, title and clause are the same, renamed.
    """
    old = {each.id: each for each in before}
    new = {each.id: each for each in now}
    vanished = {_sense(each): each for each in before if each.id not in new}
    renamed = {each.id: vanished[_sense(each)] for each in now if each.id not in old and _sense(each) in vanished}
    gone = {each.id for each in renamed.values()}
    return (
        *(Change(old.get(each.id) or renamed.get(each.id), each) for each in now),
        *(Change(each, None) for each in before if each.id not in new and each.id not in gone),
    )


def _sense(judged: Judged) -> tuple[str, str, str]:
    return judged.area, judged.title, judged.clause.pointer


def unlike(before: Result, now: Result) -> Iterator[Unlike]:
    """What both should have alike, for the verdicts to be compared, and do not."""
    facts = (
        ("target", without_user(before.base_url), without_user(now.base_url)),
        ("operation", before.spec.operation, now.spec.operation),
        ("document", _document(before), _document(now)),
        ("tool", before.tool_version, now.tool_version),
        ("depth", before.depth, now.depth),
        ("areas left out", _listed(before.without), _listed(now.without)),
        ("hazards", _yes(before.hazards), _yes(now.hazards)),
        ("selection", _selection(before), _selection(now)),
        ("fails on", before.fail_on, now.fail_on),
        ("interrupted", _yes(before.interrupted), _yes(now.interrupted)),
    )
    return (Unlike(*each) for each in facts if each[1] != each[2])


def _document(result: Result) -> str:
    return f"{result.spec.title} {result.spec.version}, sha256 {result.spec.sha256[:12]}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _yes(said: bool) -> str:  # noqa: FBT001 - a word for a flag
    return "yes" if said else "no"


def _selection(result: Result) -> str:
    """How options of the run make the claim smaller, but for the depth, which is told by itself."""
    return "; ".join(each for each in result.narrowing if each != f"depth {result.depth}") or "everything"


def _waivers(before: Sequence[WaiverUse], now: Sequence[WaiverUse]) -> Iterator[Unlike]:
    """The waivers that came, went, or cover something else than before."""
    old = {each.requirement: each for each in before}
    new = {each.requirement: each for each in now}
    for name in dict.fromkeys((*old, *new)):
        one, other = (_waiver(each.get(name)) for each in (old, new))
        if one != other:
            yield Unlike(name, one, other)


def _waiver(use: WaiverUse | None) -> str:
    return f"{use.state}: {use.in_words()}" if use else "no waiver"
