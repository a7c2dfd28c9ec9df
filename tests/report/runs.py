"""A run with deletions of every kind, made by hand: what the drawings are made from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from made import OTHER, PAIRING, accepted, exchange, gone, poll, task, there
from made_results import broken

from conformance.model.events import Event, Exchanged, LeverMoved, Observed
from conformance.model.observations import Attempt, Deletion, Journey, Observation, Race, Task, Turn
from conformance.model.result import Result

START = 1_764_000_000.0
NEVER = -9_007_199_254_740_991


def times(**more: Any) -> dict[str, Any]:
    """What a right server says of its times."""
    return {"queued_time": 1_764_000_000_000, "start_time": 1_764_000_000_200} | more


def usual() -> Task:
    """A task that went from the queue to its end, looked at once more afterwards."""
    return task(
        replace(accepted(progress=0, **times()), at=START, seconds=0.01),
        poll("RUNNING", at=START + 0.5, progress=40, **times()),
        poll("RUNNING", at=START + 1.0, progress=80, **times()),
        poll("SUCCESS", at=START + 1.5, progress=100, **times(complete_time=1_764_000_001_400)),
        later=(poll("SUCCESS", at=START + 2.0, progress=100, **times(complete_time=1_764_000_001_400)),),
    )


def odd() -> Task:
    """A task whose answers hold whatever a server may come up with."""
    shown = (None, -5, 1e300, "half", True, [], 40.5, 10**400)
    looks = [poll("RUNNING", at=START + number, progress=each) for number, each in enumerate(shown)]
    strange = {"queued_time": NEVER, "start_time": 10**30, "complete_time": "soon"}
    return task(
        replace(accepted(), at=START),
        *looks,
        exchange(None, operation="getTaskInfo", method="GET", at=START + 9),
        exchange(500, b"oops", operation="getTaskInfo", method="GET", at=START + 10),
        poll("<b>PAUSED</b>", at=START + 11, **strange),
        patience=3.0,
    )


def long() -> Task:
    """A task that never ends, looked at a thousand times."""
    looks = (poll("RUNNING", at=START + number / 10, progress=number % 7) for number in range(1, 1001))
    return task(replace(accepted(), at=START), *looks)


def observations() -> tuple[Observation, ...]:
    """A deletion, an attempt, a race and a journey."""
    refused = exchange(404, at=START + 3)
    return (
        Deletion(PAIRING, usual(), during=(there(),), gone=(gone(),), again=Task(refused)),
        Attempt("not-authenticated", OTHER, accepted(), task=odd(), after=there(OTHER)),
        Race("one-session", (PAIRING, PAIRING), (long(), Task(refused)), (gone(),)),
        Journey(("delete a",), (Turn("delete", PAIRING, (accepted(),), (usual(),)),)),
    )


def events(*seen: Observation) -> tuple[Event, ...]:
    """The events of a run that observed these."""
    calls = [exchange(200, {}, operation="getPairing", method="GET", seconds=0.001 * n) for n in range(1, 60)]
    levers = (LeverMoved("remote_site_down", applied=True, error="", at=START),)
    return (*(Exchanged(each) for each in calls), *levers, *(Observed("made", each) for each in seen))


def eventful() -> Result:
    """A run with failures, gaps and every kind of drawing."""
    return broken(recorded=events(*observations()))
