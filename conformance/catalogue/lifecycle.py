"""The life of the Task: from the 202 to its end, and what each look at it tells.

The document lists the statuses and describes each property in a line; an order of the statuses,
of progress or of times it does not spell out. What follows from the words themselves is a MUST;
what only good sense says of them is a SHOULD.
"""

from __future__ import annotations

from itertools import pairwise
from posixpath import normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from conformance.catalogue.connectivity import MIDWAY
from conformance.catalogue.contract import ACCEPTED, Contract, rfc9110
from conformance.catalogue.reading import (
    ENDS,
    ERROR,
    FAILURES,
    STATUSES,
    SUCCESS,
    end_of,
    has_ended,
    ids_in,
    is_gone,
    is_success,
    meanwhile,
    names,
    says_something,
    shown,
    task_id,
    task_of,
    task_status,
    tasks_in,
    unmeasured,
    why_not_followed,
)
from conformance.catalogue.requirement import Family, Judgement
from conformance.model.http import Trouble
from conformance.model.lately import Lately
from conformance.model.observations import Afterwards, Attempt, Deletion, Race, Task
from conformance.model.terms import Area, Depth, Finding, Unjudged

if TYPE_CHECKING:
    from conformance.model.http import Exchange

lifecycle = Family(Area.LIFECYCLE)

TASKED = (Attempt, Deletion, Race)
OVER = ("deletion", "one-session-race", "two-session-race", "distinct-deletions")
PROPERTY = "No clause orders them: a property that good sense asks for, so a breach is a warning."

Seen = Attempt | Deletion | Afterwards | Race


def _with_an_id(seen: Seen) -> tuple[Task, ...]:
    """The tasks that were accepted and have an id to be asked for."""
    return tuple(task for task in tasks_in(seen) if task_id(task.first) is not None)


followed = Lately(_with_an_id, most=8)


def values_of(task: Task, name: str) -> list[tuple[Exchange, Any]]:
    """A property as each look shows it, absent and null left out."""
    return [(each, value) for each, found in shown(task) if (value := found.get(name)) is not None]


def numbers_of(task: Task, name: str) -> list[tuple[Exchange, int]]:
    """An integer property as each look shows it; what is no integer the schema area judges."""
    return [(each, value) for each, value in values_of(task, name) if type(value) is int]


def nothing_to_follow(seen: Seen) -> Judgement:
    """Say why no task could be followed, where none could."""
    if not followed(seen):
        why = next(filter(None, map(why_not_followed, tasks_in(seen))), "")
        yield Unjudged(f"no task could be followed: {why}" if why else "no task could be followed")


@lifecycle.must(
    lambda contract: contract.get_task(),
    of=TASKED,
    over=OVER,
    reason="The id is given for this: getTaskInfo takes it, and a client has no other way to learn the end.",
)
def task_is_readable(seen: Seen, _: Contract) -> Judgement:
    """A task can be read by its id from the moment the 202 names it."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        for place, poll in enumerate(task.polls):
            unclear = unmeasured(poll)
            forgotten = is_gone(poll) and (has_ended(task.first) or any(map(task_of, task.polls[:place])))
            if unclear or poll.trouble is Trouble.TIMEOUT:
                yield unclear or Unjudged(f"a look at the task had {poll.in_words()}: raise `request_timeout`")
            elif poll.status != 200 and not forgotten:  # noqa: PLR2004 - HTTP's own number
                yield Finding("200 with the Task", poll.in_words() + meanwhile(task, place), poll)
            elif forgotten and any(map(task_of, task.polls[place:])):
                yield Finding("200 with the Task", f"{poll.in_words()}, and the Task again later on", poll)


@lifecycle.must(lambda contract: contract.task("id"), of=TASKED, over=OVER)
def task_keeps_its_id(seen: Seen, _: Contract) -> Judgement:
    """Each look at a task shows the id that was asked for."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        asked = task_id(task.first)
        for look, value in values_of(task, "id"):
            if value != asked:
                yield Finding(f"the id {asked!r}", repr(value), look, "/id")


@lifecycle.must(
    lambda contract: contract.task("status"),
    of=(Deletion, Race),
    over=(*OVER, MIDWAY),
    reason="A task that never ends answers nothing; how long is long enough the profile says (`task_timeout`).",
)
def task_ends(seen: Seen, _: Contract) -> Judgement:
    """A task comes to an end within `task_timeout`."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        if end_of(task) is not None:
            continue
        last = (task.first, *task.polls)[-1]
        waited = last.at - task.first.at
        if task_of(last) is None:
            yield Unjudged(f"the task could not be followed to its end ({last.in_words()})")
        elif waited < task.patience:
            yield Unjudged(f"the task was followed for {waited:.1f} of {task.patience:.1f} s only")
        else:
            ends = ", ".join(ENDS)
            yield Finding(
                f"an end ({ends}) within {task.patience:g} s",
                f"{task_status(last) or 'no status'} after {waited:.1f} s",
                last,
                "/status",
            )


@lifecycle.must(
    lambda contract: contract.task("status"),
    of=TASKED,
    over=OVER,
    reason="QUEUED comes before RUNNING by the meaning of the words; skipping a status is fine.",
)
def moves_are_legal(seen: Seen, _: Contract) -> Judgement:
    """A task does not go back from RUNNING to QUEUED."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        for (_before, one), (look, other) in pairwise(values_of(task, "status")):
            if (one, other) == ("RUNNING", "QUEUED"):
                yield Finding("RUNNING or an end after RUNNING", "QUEUED", look, "/status")


@lifecycle.must(
    lambda contract: contract.task("status"),
    of=(*TASKED, Afterwards),
    over=(*OVER, "afterwards"),
    reason="SUCCESS, ERROR and CANCELLED tell a client that it is over; a change would make that untrue.",
)
def an_end_is_final(seen: Seen, _: Contract) -> Judgement:
    """Once a task has ended its status does not change."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        for (_before, one), (look, other) in pairwise(values_of(task, "status")):
            if one in ENDS and other != one and other in STATUSES:
                yield Finding(f"{one} for good", str(other), look, "/status")


def _never_with(task: Task, name: str, *statuses: str) -> Judgement:
    for look, value in values_of(task, name):
        status = task_status(look)
        if status in statuses and isinstance(value, dict) and says_something(value):
            yield Finding(f"`{name}` absent, null or empty with status {status}", f"{value!r:.80}", look, f"/{name}")


@lifecycle.must(
    lambda contract: contract.task("error"),
    of=TASKED,
    over=OVER,
    reason="The error is there for the status ERROR; beside SUCCESS the two contradict each other.",
)
def success_carries_no_error(seen: Seen, _: Contract) -> Judgement:
    """A task that succeeded carries no error."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        yield from _never_with(task, "error", SUCCESS)


@lifecycle.must(
    lambda contract: contract.task("result"),
    of=TASKED,
    over=OVER,
    reason="The result is there for the status SUCCESS; an empty object says nothing and passes.",
)
def result_only_with_success(seen: Seen, _: Contract) -> Judgement:
    """A task that has not succeeded carries no result."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        yield from _never_with(task, "result", "QUEUED", "RUNNING", *FAILURES)


@lifecycle.should(
    lambda contract: contract.task("error"),
    of=TASKED,
    over=OVER,
    reason="The text gives the error to the status ERROR; a note in a running task contradicts nothing.",
)
def error_waits_for_the_end(seen: Seen, _: Contract) -> Judgement:
    """A task that has not ended carries no error."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        yield from _never_with(task, "error", "QUEUED", "RUNNING")


@lifecycle.should(
    lambda contract: contract.task("error"),
    of=TASKED,
    over=(*OVER, "not-authenticated", "server-down"),
    reason="The property is optional and may be null; the text promises details, it does not force them.",
)
def error_says_something(seen: Seen, _: Contract) -> Judgement:
    """A task that ended in ERROR says why."""
    ended = [task for task in followed(seen) if end_of(task) is not None]
    if not ended:
        yield Unjudged("no task was seen to end")
    for task in ended:
        for look, found in shown(task):
            if found.get("status") == ERROR and not says_something(found.get("error")):
                yield Finding("an error with a message", f"{found.get('error')!r:.80}", look, "/error")


@lifecycle.must(
    lambda contract: contract.task("id"),
    of=(Race,),
    where=lambda seen: seen.kind == "distinct",
    over=("distinct-deletions",),
    depth=Depth.STANDARD,
    reason="An id that stands for two deletions lets nobody learn how either ended.",
)
def tasks_are_distinct(seen: Race, _: Contract) -> Judgement:
    """Different deletions have different tasks."""
    named = [(task.first, task_id(task.first)) for task in seen.tasks]
    known = [(first, each) for first, each in named if each is not None]
    if len(known) < 2:  # noqa: PLR2004 - it takes two
        yield Unjudged("fewer than two deletions were accepted with a task")
    met: set[str] = set()
    for first, each in known:
        if each in met:
            yield Finding("a task of its own for each pairing", f"the task {each!r} twice", first, "/id")
        met.add(each)


@lifecycle.must(
    lambda contract: contract.task("entity"),
    of=(Deletion, Race),
    where=lambda seen: isinstance(seen, Deletion) or seen.kind == "distinct",
    over=("deletion", "distinct-deletions"),
    reason="What form the entity has is an open question; that it does not name another pairing is not.",
)
def entity_is_this_pairing(seen: Deletion | Race, _: Contract) -> Judgement:
    """A task does not name another pairing as its entity."""
    mine = [(seen.pairing, seen.task)] if isinstance(seen, Deletion) else zip(seen.pairings, seen.tasks, strict=True)
    known = {*(ids_in(seen.before) or ()), *(seen.pairings if isinstance(seen, Race) else ())}
    for pairing, task in mine:
        for look, value in values_of(task, "entity"):
            for other in sorted(known - {pairing}):
                if names(value, other) and not names(value, pairing):
                    yield Finding(f"the pairing {pairing}, or no id of a pairing", str(value), look, "/entity")


@lifecycle.should(lambda contract: contract.task("progress"), of=TASKED, over=OVER, reason=PROPERTY)
def progress_does_not_fall(seen: Seen, _: Contract) -> Judgement:
    """Progress never falls."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        percentages = [(look, value) for look, value in numbers_of(task, "progress") if 0 <= value <= FULL]
        for (_before, one), (look, other) in pairwise(percentages):
            if other < one:
                yield Finding(f"progress of {one} or more", str(other), look, "/progress")


@lifecycle.should(
    lambda contract: contract.task("progress"),
    of=TASKED,
    over=OVER,
    reason="The text says percentage; the vendor's own sample waits for 100, so a client hangs without it.",
)
def progress_is_full_at_success(seen: Seen, _: Contract) -> Judgement:
    """A task that succeeded shows a progress of 100, where it shows one."""
    yield from nothing_to_follow(seen)
    for task in followed(seen):
        for look, value in numbers_of(task, "progress"):
            if task_status(look) == SUCCESS and 0 <= value < FULL:
                yield Finding(str(FULL), str(value), look, "/progress")


FULL = 100
"""Percent."""


@lifecycle.should(
    lambda contract: contract.get_task(),
    of=(Deletion,),
    over=("deletion",),
    reason="No clause says how long a task is kept; guidelines say not to forget it at once.",
)
def task_outlives_its_end(seen: Deletion, _: Contract) -> Judgement:
    """A task can still be read when it has just ended."""
    if end_of(seen.task) is None:
        polls = seen.task.polls
        forgotten = [each for each in polls[1:] if is_gone(each) and task_of(polls[0]) is not None]
        if forgotten:
            yield Finding("200 with the ended Task", forgotten[0].in_words(), forgotten[0])
        else:
            yield Unjudged("the task was not seen to end")
    for look in seen.task.later[:1]:
        if look.response is None:
            yield Unjudged(look.in_words())
        elif not is_success(look):
            yield unmeasured(look) or Finding("200 with the ended Task", look.in_words(), look)


@lifecycle.should(
    lambda _: rfc9110("10.2.2", "Location names a resource in relation to the response."),
    of=(Deletion, Race),
    over=("deletion",),
    reason="Nobody has to send Location on a 202; one that is sent should lead to the task that it announces.",
)
def location_leads_to_the_task(seen: Deletion | Race, _: Contract) -> Judgement:
    """A Location beside the 202, where there is one, names the task."""
    accepted = [task for task in tasks_in(seen) if task.first.status == ACCEPTED]
    if not accepted:
        yield Unjudged("the deletion was not accepted")
    for task in accepted:
        first = task.first
        location, named = first.response.header("location") if first.response else None, task_id(first)
        if location is None or named is None:
            continue
        leads, read_at = _leads_to(location, first), next((_path(p) for p in task.polls if is_success(p)), None)
        if leads is None or not leads.endswith(named):
            yield Finding(f"a Location that ends with the task's id {named!r}", location, first, "Location")
        elif read_at not in (None, leads):
            yield Finding(f"a Location that leads to {read_at}, where the task is", location, first, "Location")


def _leads_to(location: str, of: Exchange) -> str | None:
    """The path that a Location leads to, decoded; None where it is no reference at all."""
    try:
        return normpath(unquote(urlsplit(urljoin(of.request.target, location)).path))
    except ValueError:
        return None


def _path(exchange: Exchange) -> str:
    return normpath(unquote(exchange.request.target.partition("?")[0]))
