"""A folder of reports in the order of time: how the verdicts went, what broke and was mended, what is flaky."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.compare.turns import Turn, turn
from conformance.model.errors import UserError
from conformance.model.terms import Outcome, RunVerdict
from conformance.plan.selection import shard_in
from conformance.report.latency import Latency
from conformance.report.reading import ReportError, read_report
from conformance.report.reproduce import without_user

if TYPE_CHECKING:
    from conformance.report.reading import Report

DECIDED = (Outcome.PASS, Outcome.FAIL, Outcome.WARN, Outcome.WAIVED, Outcome.INCONCLUSIVE)
"""Outcomes that the target has a part in; the others come from profile and document."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a trend keeps of a report. deletion: the latency of the operation, where it is told."""

    path: Path
    started: float
    verdict: RunVerdict
    tool: str
    document: str
    target: str
    requests: int
    outcomes: Mapping[str, Outcome]
    deletion: Latency | None

    def counted(self, *outcomes: Outcome) -> int:
        """How many requirements have one of these outcomes."""
        return sum(each in outcomes for each in self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Step:
    """A point, and the requirements that turned since the one before it on the same target."""

    point: Point
    turned: Mapping[str, Turn]

    def of(self, *turns: Turn) -> tuple[str, ...]:
        """The requirements that turned this way."""
        return tuple(name for name, each in self.turned.items() if each in turns)


@dataclass(frozen=True, slots=True)
class Trend:
    """The reports of a folder. ignored: other JSON files. shards: reports of single shards, left out."""

    steps: tuple[Step, ...]
    ignored: int = 0
    shards: int = 0

    @property
    def points(self) -> tuple[Point, ...]:
        """The reports in the order of time."""
        return tuple(each.point for each in self.steps)

    def strips(self) -> dict[str, tuple[Outcome | None, ...]]:
        """The outcomes of each requirement that did not always pass, a report each; None where it was not there."""
        points = self.points
        names = dict.fromkeys(name for each in points for name in each.outcomes)
        rows = {name: tuple(each.outcomes.get(name) for each in points) for name in names}
        quiet = {Outcome.PASS, Outcome.NOT_APPLICABLE, None}
        return {name: row for name, row in rows.items() if not quiet.issuperset(row)}

    def steady(self) -> int:
        """How many requirements passed in every report that judged them."""
        names = {name for each in self.points for name, seen in each.outcomes.items() if seen is Outcome.PASS}
        return len(names - self.strips().keys())

    def flaky(self) -> dict[str, tuple[Outcome, ...]]:
        """The requirements that came back to an earlier outcome while tool, document and target stayed the same."""
        alike: dict[tuple[str, str, str], list[Point]] = {}
        for each in self.points:
            alike.setdefault((each.tool, each.document, each.target), []).append(each)
        found: dict[str, tuple[Outcome, ...]] = {}
        for points in alike.values():
            for name in dict.fromkeys(name for each in points for name in each.outcomes):
                ways = _ways(each.outcomes.get(name) for each in points)
                if len(ways) > len(set(ways)):
                    found.setdefault(name, ways)
        return found


def _ways(outcomes: Iterable[Outcome | None]) -> tuple[Outcome, ...]:
    """The outcomes one after another, each change once, without those that the target has no part in."""
    ways: list[Outcome] = []
    for each in outcomes:
        if each is not None and each in DECIDED and ways[-1:] != [each]:
            ways.append(each)
    return tuple(ways)


def trend(folder: Path) -> Trend:
    """Read every report below a folder; other files are passed over and counted.

    Raises UserError where there is none.
    """
    if not folder.is_dir():
        raise UserError(f"`{folder}` is no folder", "name the folder that holds JSON reports")
    points: list[Point] = []
    ignored = shards = 0
    for path in sorted(folder.rglob("*.json")):
        report = _read(path)
        if report is None:
            ignored += 1
        elif shard_in(report.result.narrowing)[0] != (1, 1):
            shards += 1
        else:
            points.append(_point(report))
    if not points:
        beside = f" but {shards} of single shards, which `srm-conformance merge` makes one" if shards else ""
        raise UserError(
            f"below `{folder}` there is no JSON report{beside}", "`srm-conformance run --report json=FILE` writes one"
        )
    points.sort(key=lambda each: (each.started, str(each.path)))
    return Trend(tuple(_steps(points)), ignored, shards)


def _read(path: Path) -> Report | None:
    try:
        return read_report(path)
    except ReportError:
        return None


def _point(report: Report) -> Point:
    result = report.result
    return Point(
        report.path,
        result.started,
        result.verdict,
        result.tool_version,
        f"{result.spec.version} {result.spec.sha256[:8]}",
        _place(without_user(result.base_url)),
        result.requests,
        {each.id: each.outcome for each in result.requirements},
        next((each for each in report.latency if each.operation == result.spec.operation), None),
    )


def _place(base_url: str) -> str:
    """A target; of one on this machine without its port, which is another one each time."""
    return re.sub(r"\A(https?://(?:127\.0\.0\.1|localhost|\[::1\])):[0-9]+", r"\1", base_url)


def _steps(points: Sequence[Point]) -> Iterator[Step]:
    last: dict[str, Point] = {}
    for each in points:
        before = last.get(each.target)
        yield Step(each, _turned(before, each) if before else {})
        last[each.target] = each


def _turned(before: Point, now: Point) -> dict[str, Turn]:
    names = dict.fromkeys((*now.outcomes, *before.outcomes))
    turns = {name: turn(before.outcomes.get(name), now.outcomes.get(name)) for name in names}
    return {name: each for name, each in turns.items() if each is not Turn.SAME}
