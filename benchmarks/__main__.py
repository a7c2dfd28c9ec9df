"""How long the parts of a run take, measured side by side in one process: `make bench`.

Every round measures everything once, one after another, so that a machine that gets slower does so
for all; the medians of the rounds are printed, and how many times as long as another measure each takes.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import click
from rich.console import Console
from rich.table import Table

from conformance.catalogue.contract import ACCEPTED, DELETE
from conformance.document.load import Document, load
from conformance.document.validate import problems
from conformance.evidence import EvidenceWriter, event_as_json, read_events
from conformance.model.http import Response
from conformance.plan.proposals import propose
from conformance.profile.load import loads
from conformance.reference.serve import Running, start
from conformance.run import judge_evidence, judge_target

BODIES, PROPOSALS = 500, 400
_numbers = count(1)


@dataclass(slots=True)
class Measure:
    """Something that is timed. act: does it and returns how many units it did.

    against: name of the measure that its time for a unit is compared with.
    """

    name: str
    unit: str
    act: Callable[[], int]
    against: str = ""
    seconds: list[float] = field(default_factory=list)
    units: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Do it once, timed."""
        began = perf_counter()
        done = self.act()
        self.seconds.append(perf_counter() - began)
        self.units.append(done)

    @property
    def each(self) -> float:
        """Seconds for one unit, the median of the rounds."""
        return median(seconds / units for seconds, units in zip(self.seconds, self.units, strict=True))


def whole_run(server: Running, folder: Path, depth: str) -> Callable[[], int]:
    """A whole run against the embedded server; its units are requests."""

    def act() -> int:
        overrides = {"seed": 1, "depth": depth, "out": str(folder / f"run-{next(_numbers)}")}
        return judge_target(loads(server.profile(), environ={}, overrides=overrides)).requests

    return act


def evidence_measures(folder: Path, recorded: Path) -> Iterator[Measure]:
    """What recorded evidence costs: as JSON, on disk, read, judged again."""
    events = list(read_events(recorded))

    def as_json() -> int:
        return sum(1 for each in events if json.dumps(event_as_json(each)))

    def on_disk() -> int:
        with EvidenceWriter(folder / f"written-{next(_numbers)}.jsonl") as writer:
            for each in events:
                writer.write(each)
        return len(events)

    def judged() -> int:
        judge_evidence(recorded)
        return len(events)

    yield Measure("evidence: an event as JSON", "event", as_json)
    yield Measure("evidence: an event written and flushed", "event", on_disk, "evidence: an event as JSON")
    yield Measure("evidence: read", "event", lambda: sum(1 for _ in read_events(recorded)))
    yield Measure("evidence: read and judged again", "event", judged, "evidence: read")


def validation_measures(document: Document) -> Iterator[Measure]:
    """Judging a response by the document: a body met before, and new ones."""
    operation = document.operation(DELETE)

    def task(number: int) -> Response:
        body = json.dumps({"id": f"task-{number}", "status": "RUNNING", "progress": number % 101}).encode()
        return Response(ACCEPTED, (("Content-Type", "application/json"),), body)

    def met() -> int:
        return sum(1 for _ in range(BODIES) if not problems(document, operation, task(0)))

    def new() -> int:
        return sum(1 for _ in range(BODIES) if not problems(document, operation, task(next(_numbers))))

    problems(document, operation, task(0))  # what judges is made once
    yield Measure("validation: a body met before", "response", met)
    yield Measure("validation: a new body", "response", new, "validation: a body met before")


def proposal_measures(document: Document) -> Iterator[Measure]:
    """Odd requests: the curated alone, and as many as a standard run sends."""

    def proposing(number: int) -> Callable[[], int]:
        def act() -> int:
            raw, path = dict(document.raw), document.operation(DELETE).path
            return len(propose(raw, path, seed=next(_numbers), count=number, hazards=False, live=()))

        return act

    few = "proposing 100 odd requests"
    yield Measure(few, "request", proposing(100))
    yield Measure(f"proposing {PROPOSALS} odd requests", "request", proposing(PROPOSALS), few)


@contextmanager
def measures() -> Iterator[list[Measure]]:
    """Everything that is measured, with a server that runs and a folder that goes away."""
    document = load("2.0.0")
    with start() as server, TemporaryDirectory(prefix="srm-bench-") as name:
        folder = Path(name)
        whole_run(server, folder, "standard")()  # imports and caches, once
        [recorded] = folder.glob("run-*/evidence.jsonl")
        quick = "a whole quick run"
        yield [
            Measure(quick, "request", whole_run(server, folder, "quick")),
            Measure("a whole standard run", "request", whole_run(server, folder, "standard"), quick),
            *evidence_measures(folder, recorded),
            *validation_measures(document),
            *proposal_measures(document),
        ]


def shown(every: list[Measure]) -> Table:
    """The medians, as a table."""
    named = {each.name: each for each in every}
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("measure")
    for heading in ("median", "least", "most", "units", "each", "per second", "ratio"):
        table.add_column(heading, justify="right")
    for each in every:
        base = named.get(each.against)
        table.add_row(
            each.name,
            *(f"{value:.3f} s" for value in (median(each.seconds), min(each.seconds), max(each.seconds))),
            f"{median(each.units):,.0f} {each.unit}s",
            f"{each.each * 1e6:,.1f} us",
            f"{1 / each.each:,.0f}",
            f"{each.each / base.each:.2f} x {base.name}" if base else "",
        )
    return table


@click.command()
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(min=1), help="How often each is measured.")
def main(rounds: int) -> None:
    """Measure the parts of a run side by side; nothing is asserted."""
    console = Console(width=None if sys.stdout.isatty() else 180)
    with measures() as every:
        for _ in range(rounds):
            for each in every:
                each.run()
        console.print(f"Python {platform.python_version()} on {platform.machine()}, medians of {rounds} rounds")
        console.print("ratio: the time for one unit, compared with that of another measure")
        console.print(shown(every))


if __name__ == "__main__":
    main()
