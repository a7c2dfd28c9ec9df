"""What the times of a Task say of it, by the target's own clock, which need not be right.

No clause orders them, so all of this is good sense, and a breach is a warning.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from conformance.catalogue.contract import Contract
from conformance.catalogue.lifecycle import (
    OVER,
    PROPERTY,
    TASKED,
    Seen,
    followed,
    nothing_to_follow,
    numbers_of,
)
from conformance.catalogue.reading import STATUSES, has_ended, shown, task_id, task_status
from conformance.catalogue.requirement import Family, Judgement
from conformance.model.observations import Deletion, Race
from conformance.model.terms import Area, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.observations import Task

times = Family(Area.LIFECYCLE)

TIMES = ("queued_time", "start_time", "complete_time")
BEYOND = 2**63
"""The first number that is no int64; the schema area judges those."""
EARLIEST_MS, LATEST_MS = 946_684_800_000, 4_102_444_800_000
"""2000-01-01 and 2100-01-01 in epoch milliseconds: seconds and microseconds of our time lie outside."""


@times.should(
    lambda contract: contract.task("queued_time"),
    of=TASKED,
    over=OVER,
    reason="The text says milliseconds and not since when; the epoch is what its examples elsewhere use.",
)
def times_are_epoch_milliseconds(seen: Seen, _: Contract) -> Judgement:
    """Times are milliseconds since the epoch."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        for name in TIMES:
            for look, value in numbers_of(task, name):
                if not EARLIEST_MS <= value <= LATEST_MS and abs(value) < BEYOND:
                    yield Finding("a time of this century in epoch milliseconds", str(value), look, f"/{name}")


@times.should(lambda contract: contract.task("complete_time"), of=TASKED, over=OVER, reason=PROPERTY)
def times_are_ordered(seen: Seen, _: Contract) -> Judgement:
    """A task is queued, then started, then completed, by its own times."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        for look, found in shown(task):
            # 0 is how some say that there is none yet; that it is no time the epoch's requirement says
            times = [(name, found[name]) for name in TIMES if type(found.get(name)) is int and found[name] != 0]
            for (one, earlier), (other, later) in pairwise(times):
                if later < earlier:
                    yield Finding(f"`{other}` not before `{one}` ({earlier})", str(later), look, f"/{other}")


@times.should(lambda contract: contract.task("complete_time"), of=TASKED, over=OVER, reason=PROPERTY)
def no_complete_time_before_the_end(seen: Seen, _: Contract) -> Judgement:
    """A task that has not ended has no complete time."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        for look, value in numbers_of(task, "complete_time"):
            if not has_ended(look) and task_status(look) in STATUSES and value != 0:
                yield Finding(
                    "no complete time before the end",
                    f"{value!r} with {task_status(look)}",
                    look,
                    "/complete_time",
                )


@times.should(lambda contract: contract.task("queued_time"), of=TASKED, over=OVER, reason=PROPERTY)
def times_do_not_change(seen: Seen, _: Contract) -> Judgement:
    """A time once given stays the same."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        for name in TIMES:
            for (_before, one), (look, other) in pairwise(numbers_of(task, name)):
                if one not in (0, other):
                    yield Finding(f"{one}, as told before", str(other), look, f"/{name}")


LEEWAY_S = 60.0
"""Seconds by which a target's clock may be put right while a task runs."""


@times.should(
    lambda contract: contract.task("complete_time"),
    of=TASKED,
    over=OVER,
    reason="A task begins after it was asked for and is complete before it is seen to be: no clock makes it longer.",
)
def took_no_longer_than_watched(seen: Seen, _: Contract) -> Judgement:
    """By its own times a task took no longer than from its deletion to the look that shows them."""
    yield from nothing_to_follow(seen)
    for task in filter(_begun_by_it, _each_once(seen)):
        for look, found in shown(task):
            begun, complete = (_in_seconds(found.get(each)) for each in ("queued_time", "complete_time"))
            begun = begun if begun is not None else _in_seconds(found.get("start_time"))
            watched = look.at + look.seconds - task.first.at
            if begun is not None and complete is not None and complete - begun > watched + LEEWAY_S:
                yield Finding(
                    f"a `complete_time` that has passed, {watched:.1f} s after the task was asked for",
                    f"{found['complete_time']}, {complete - begun:.0f} s after it began",
                    look,
                    "/complete_time",
                )


def _each_once(seen: Seen) -> Iterator[Task]:
    """The tasks of an observation, but those that an earlier deletion of it had begun, or may have."""
    begun = set[str | None]()
    for task in () if isinstance(seen, Deletion | Race) and seen.unanswered else followed(seen):
        if task_id(task.first) not in begun:
            yield task
        begun.add(task_id(task.first))


def _begun_by_it(task: Task) -> bool:
    """Whether a task may have begun with its deletion: one that had ended by then was another's."""
    return not has_ended(task.first)


def _in_seconds(value: object) -> float | None:
    """A time in seconds; None where there is none, or none in epoch milliseconds."""
    return value / 1000 if type(value) is int and EARLIEST_MS <= value <= LATEST_MS else None
