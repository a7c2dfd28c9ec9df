"""A trend told: a table and a strip of letters for a terminal, JSON for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TextIO

from rich.table import Table

from conformance.compare.turns import Turn
from conformance.model.terms import Outcome, RunVerdict
from conformance.report.console import Page
from conformance.report.visible import one_line, rfc3339
from conformance.report.wording import counted

if TYPE_CHECKING:
    from conformance.compare.trend import Point, Step, Trend

VERSION = "1"
LETTERS: Mapping[Outcome | None, str] = {
    Outcome.PASS: ".",
    Outcome.FAIL: "F",
    Outcome.WARN: "w",
    Outcome.WAIVED: "v",
    Outcome.INCONCLUSIVE: "?",
    Outcome.NOT_TESTED: "-",
    Outcome.NOT_APPLICABLE: "n",
    None: " ",
}
"""An outcome in one letter, which no colour is needed for."""
VERDICTS: Mapping[RunVerdict, str] = {
    RunVerdict.CONFORMANT: ".",
    RunVerdict.NON_CONFORMANT: "F",
    RunVerdict.INCOMPLETE: "?",
}
LEGEND = ". passes  F fails  w warns  v waived  ? inconclusive  - not tested  n not applicable"
ROWS_SHOWN = 60
NAMES_SHOWN = 12


def print_trend(seen: Trend, stream: TextIO) -> None:
    """Tell a trend to a person; the latest verdict comes last."""
    page = Page(stream)
    page.table(_table(seen))
    page.blank()
    for said in alike(seen):
        page.say(said)
    turns = [said for step in seen.steps for said in _turns(step)]
    for said in turns[-ROWS_SHOWN:]:
        page.say(said)
    if turns:
        page.blank()
    _strips(page, seen)
    for said in notes(seen):
        page.fact("note", said)
    last = seen.points[-1]
    page.head(str(last.verdict), f": the latest of {counted(len(seen.points), 'report')}, {rfc3339(last.started)}")
    page.send()


def _table(seen: Trend) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="")
    for name in ("time", "verdict"):
        table.add_column(name, overflow="fold")
    for name in ("pass", "fail", "warn", "open", "requests", "deletion", "broke", "mended"):
        table.add_column(name, justify="right", overflow="fold")
    apart = differing(seen)
    for name in apart:
        table.add_column(name, overflow="fold")
    for step in seen.steps:
        table.add_row(*(one_line(each) for each in (*cells(step), *(getattr(step.point, name) for name in apart))))
    return table


def cells(step: Step) -> tuple[str, ...]:
    """A report as a row: time, verdict, passes, failures, warnings, unjudged, requests, latency, turns."""
    point = step.point
    return (
        rfc3339(point.started)[:16].replace("T", " "),
        str(point.verdict),
        str(point.counted(Outcome.PASS)),
        str(point.counted(Outcome.FAIL)),
        str(point.counted(Outcome.WARN)),
        str(point.counted(Outcome.NOT_TESTED, Outcome.INCONCLUSIVE)),
        f"{point.requests:,}",
        in_words(point),
        str(len(step.of(Turn.BROKEN)) or ""),
        str(len(step.of(Turn.MENDED)) or ""),
    )


def in_words(point: Point) -> str:
    """The median latency of the deletion."""
    return f"{point.deletion.median * 1000:,.0f} ms" if point.deletion else "-"


def differing(seen: Trend) -> tuple[str, ...]:
    """What differs between the reports, and so needs a column."""
    every = ("tool", "document", "target")
    return tuple(name for name in every if len({getattr(each, name) for each in seen.points}) > 1)


def alike(seen: Trend) -> Iterator[str]:
    """What all reports have in common."""
    first = seen.points[0]
    same = [name for name in ("tool", "document", "target") if name not in differing(seen)]
    if same:
        yield "all with " + ", ".join(f"{name} {getattr(first, name)}" for name in same)


def _turns(step: Step) -> Iterator[str]:
    when = rfc3339(step.point.started)[:16].replace("T", " ")
    for turn, word in ((Turn.BROKEN, "broke"), (Turn.BLIND, "no longer judged"), (Turn.MENDED, "mended")):
        names = step.of(turn)
        if names:
            more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
            yield f"{when} {word}: {', '.join(names[:NAMES_SHOWN])}{more}"


def _strips(page: Page, seen: Trend) -> None:
    rows = seen.strips()
    width = max((len(each) for each in rows), default=0)
    room = max(8, page.width - min(width, page.width // 2) - 1)
    page.line(f"{'verdict':<{width}} " + "".join(VERDICTS[each.verdict] for each in seen.points)[-room:])
    for name, row in list(rows.items())[:ROWS_SHOWN]:
        strip = "".join(LETTERS[each] for each in row)[-room:]
        if len(name) + 1 + len(strip) > page.width:
            page.line(one_line(name))
            page.line(f"  {strip}")
        else:
            page.line(f"{one_line(name):<{width}} {strip}")
    if rows:
        page.say(LEGEND)
    if len(rows) > ROWS_SHOWN:
        page.say(f"and {len(rows) - ROWS_SHOWN} more requirements; --html shows them all")
    page.say(f"{counted(seen.steady(), 'requirement')} passed in every report that judged them")
    page.blank()


def notes(seen: Trend) -> Iterator[str]:
    """What to know beside the table."""
    for name, ways in seen.flaky().items():
        yield (
            f"flaky: {name} changed {len(ways) - 1} times between {' and '.join(dict.fromkeys(map(str, ways)))} while "
            "tool, document and target stayed the same"
        )
    if seen.shards:
        yield f"{counted(seen.shards, 'report')} of single shards left out; `srm-conformance merge` makes one of them"
    if seen.ignored:
        yield f"{counted(seen.ignored, 'other JSON file')} passed over"


def as_json(seen: Trend) -> dict[str, Any]:
    """The whole trend."""
    return {
        "trend_version": VERSION,
        "reports": [_point(each) for each in seen.steps],
        "requirements": {name: [each and str(each) for each in row] for name, row in seen.strips().items()},
        "always_pass": seen.steady(),
        "flaky": {name: [str(each) for each in ways] for name, ways in seen.flaky().items()},
        "shards_left_out": seen.shards,
        "ignored": seen.ignored,
    }


def _point(step: Step) -> dict[str, Any]:
    point = step.point
    return {
        "report": str(point.path),
        "started": rfc3339(point.started),
        "verdict": str(point.verdict),
        "summary": {str(each): point.counted(each) for each in Outcome},
        "tool": point.tool,
        "document": point.document,
        "target": point.target,
        "requests": point.requests,
        "deletion_median": point.deletion.median if point.deletion else None,
        "broke": list(step.of(Turn.BROKEN)),
        "no_longer_judged": list(step.of(Turn.BLIND)),
        "mended": list(step.of(Turn.MENDED)),
    }
