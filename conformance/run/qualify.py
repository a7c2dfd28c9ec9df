"""The judge judged: the reference server under every fault and every variant, and what the tool said of each."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from threading import Thread
from typing import Any

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.model.terms import Depth, Level, Outcome, RunVerdict
from conformance.reference import serve
from conformance.reference.faults import FAULTS
from conformance.reference.seeded import Fault
from conformance.reference.variants import VARIANTS

RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Case:
    """A server to judge. trips: the requirements that it breaks; empty for one that is right.

    rare: it is wrong on some inputs only, so that catching it is a matter of the seed.
    besides: why more than that is reported, where it cannot be otherwise.
    depth: a run that goes less far judges nothing that the server breaks.
    warns: what a right server may be warned of.
    """

    name: str
    kind: str  # "fault", "variant" or "right"
    says: str
    trips: frozenset[str] = frozenset()
    level: Level = Level.MUST
    rare: bool = False
    besides: str = ""
    depth: Depth = Depth.QUICK
    warns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the tool said of a case with one seed. error: the tool itself failed."""

    case: Case
    seed: int
    verdict: RunVerdict | None
    failed: frozenset[str]
    warned: frozenset[str]
    unjudged: frozenset[str]
    requests: int
    pairings: int
    seconds: float
    error: str = ""

    @property
    def caught(self) -> bool:
        """A fault was reported: a MUST as failure, a SHOULD as warning or failure, and by its name."""
        due = self.failed if self.case.level is Level.MUST else self.failed | self.warned
        return bool(due & self.case.trips)

    @property
    def exact(self) -> bool:
        """All that the fault names was reported, and nothing else."""
        return self.failed | self.warned == self.case.trips

    @property
    def false_alarm(self) -> bool:
        """A right server was not found conformant, or was warned of what it may well do."""
        right = self.verdict is RunVerdict.CONFORMANT and self.warned <= self.case.warns
        return self.case.kind != "fault" and not right


@dataclass(frozen=True, slots=True)
class Recall:
    """How many faulty runs of one kind were caught. area: of the first requirement that the fault breaks."""

    area: str
    level: str
    rare: bool
    runs: int
    caught: int
    exact: int


def recall(done: Iterable[Judgement]) -> tuple[Recall, ...]:
    """The faulty runs counted by area, level and rarity, in the order of these."""
    kinds: dict[tuple[str, str, bool], list[Judgement]] = {}
    for each in done:
        if each.case.kind == "fault":
            area = min(each.case.trips).partition(".")[0]
            kinds.setdefault((area, str(each.case.level), each.case.rare), []).append(each)
    return tuple(
        Recall(*kind, len(runs), sum(each.caught for each in runs), sum(each.exact for each in runs))
        for kind, runs in sorted(kinds.items())
    )


def as_json(done: Iterable[Judgement]) -> list[dict[str, Any]]:
    """The judgements as JSON, one object each."""
    return [
        {
            "server": each.case.name,
            "kind": each.case.kind,
            "says": each.case.says,
            "level": str(each.case.level),
            "rare": each.case.rare,
            "breaks": sorted(each.case.trips),
            "may_be_warned_of": sorted(each.case.warns),
            "besides": each.case.besides,
            "seed": each.seed,
            "verdict": str(each.verdict) if each.verdict else None,
            "failed": sorted(each.failed),
            "warned": sorted(each.warned),
            "unjudged": sorted(each.unjudged),
            "requests": each.requests,
            "pairings": each.pairings,
            "seconds": round(each.seconds, 3),
            "error": each.error,
        }
        for each in done
    ]


def cases(only: Iterable[str] = ()) -> tuple[Case, ...]:
    """Every server there is to judge, the right one first; only: names of those wanted."""
    wanted = frozenset(only)
    depths = {each.id: each.depth for each in requirements(load("2.0.0"))}
    every = (
        Case(RIGHT, "right", "The reference server as it is."),
        *(Case(each.name, "variant", each.says, warns=each.warns) for each in VARIANTS.values()),
        *(
            Case(each.name, "fault", each.says, each.trips, each.level, each.rare, each.besides, _least(each, depths))
            for each in FAULTS.values()
        ),
    )
    return tuple(each for each in every if not wanted or each.name in wanted)


def _least(fault: Fault, depths: Mapping[str, Depth]) -> Depth:
    """The least depth at which something is judged that a fault breaks."""
    due = [depths[each] for each in fault.trips]
    return next(each for each in Depth if each in due)


def judge_case(case: Case, seed: int, depth: Depth) -> Judgement:
    """Start the server of a case and judge it as a user would, as far as it takes to show its fault."""
    from conformance.profile.load import load as load_profile  # noqa: PLC0415 - in the worker process only
    from conformance.run.live import judge_target  # noqa: PLC0415

    began = time.monotonic()
    fault, variant = (case.name if case.kind == kind else None for kind in ("fault", "variant"))
    with tempfile.TemporaryDirectory() as folder, serve.start(fault=fault, variant=variant) as server:
        path = Path(folder) / "profile.toml"
        path.write_text(server.profile(), encoding="utf-8")
        far_enough = depth if depth.includes(case.depth) else case.depth
        chosen = {"seed": seed, "depth": far_enough, "out": str(Path(folder) / "run")}
        try:
            result = judge_target(load_profile(path, environ={}, overrides=chosen))
        except Exception as error:  # noqa: BLE001 - a crash of the tool is a result of the qualification
            said = f"{type(error).__name__}: {error}"
            none = frozenset[str]()
            return Judgement(case, seed, None, none, none, none, 0, 0, time.monotonic() - began, said)
    by_outcome = {
        outcome: frozenset(each.id for each in result.requirements if each.verdict.outcome is outcome)
        for outcome in Outcome
    }
    unjudged = by_outcome[Outcome.INCONCLUSIVE] | by_outcome[Outcome.NOT_TESTED]
    due = frozenset(each.id for each in result.requirements if each.mandatory)
    return Judgement(
        case,
        seed,
        result.verdict,
        by_outcome[Outcome.FAIL],
        by_outcome[Outcome.WARN],
        unjudged & due,
        result.requests,
        sum(each.spent for each in result.pairings),
        time.monotonic() - began,
    )


def _end_with_the_parent() -> None:
    """See to it that a worker does not outlive who started it, however that ended."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            wait([parent.sentinel])
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _judge(work: tuple[Case, int, Depth]) -> Judgement:
    return judge_case(*work)


def qualify(
    chosen: Sequence[Case],
    *,
    seeds: Sequence[int],
    depth: Depth = Depth.STANDARD,
    workers: int = 2,
    on_judged: Callable[[Judgement], None] = lambda _: None,
) -> tuple[Judgement, ...]:
    """Judge every case with every seed, several side by side; each in a process of its own kind."""
    work = [(case, seed, depth) for seed in seeds for case in chosen]
    done = []
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_the_parent) as pool:
        for judgement in pool.map(_judge, work):
            on_judged(judgement)
            done.append(judgement)
    return tuple(done)
