"""What evidence says: pure readings of exchanges and observations, shared by judges and probes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from conformance.catalogue.contract import DELETE
from conformance.catalogue.paging import WHOLE, Habits, Paging, entries_of, ids_of
from conformance.document.validate import parse_once
from conformance.model.bounds import KIB, LONGEST_TASK_ID
from conformance.model.http import Exchange, Trouble
from conformance.model.lately import Lately
from conformance.model.observations import (
    Afterwards,
    Attempt,
    Deletion,
    Hostile,
    Inventory,
    Journey,
    Look,
    Race,
    Sequel,
    Task,
)
from conformance.model.terms import Unjudged

SUCCESS, ERROR, CANCELLED = "SUCCESS", "ERROR", "CANCELLED"
ENDS = (SUCCESS, ERROR, CANCELLED)
"""The ends of a task. The document lists the values of `status`; which of them are ends it does not say."""
FAILURES = (ERROR, CANCELLED)
"""The ends of a task that has not done what it was for."""

STATUSES = ("QUEUED", "RUNNING", *ENDS)
"""What the document lists; another value says nothing of how far along a task is."""

_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_WAIT = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def body_of(exchange: Exchange) -> Any:
    """The JSON body; None when there is none or it is not strictly JSON."""
    if exchange.response is None:
        return None
    found = parse_once(exchange.response.body)
    return None if isinstance(found, ValueError) else found


def is_success(exchange: Exchange) -> bool:
    """Whether the answer is a 2xx."""
    response = exchange.response  # asked for so often that one step less counts
    return response is not None and 200 <= response.status < 300  # noqa: PLR2004 - successes


def is_refused(exchange: Exchange) -> bool:
    """Whether the answer is a 4xx: nothing was done."""
    return exchange.status is not None and 400 <= exchange.status < 500  # noqa: PLR2004 - refusals


def is_gone(exchange: Exchange) -> bool:
    """Whether the answer says that there is no such thing."""
    return exchange.status in _GONE


def unmeasured(exchange: Exchange) -> Unjudged | None:
    """Why an exchange says nothing about the target's conformance; None when it does say something."""
    if exchange.status in _WAIT and not exchange.steady:
        return Unjudged(f"the target asked to wait ({exchange.status}) and went on doing so", trouble=True)
    if exchange.trouble is Trouble.TOO_LARGE:
        return Unjudged(f"{exchange.in_words()}: more than this tool reads", trouble=True)
    if exchange.response is None and not exchange.steady:
        return Unjudged(f"{exchange.in_words()}, and no proof that this request was the cause", trouble=True)
    return None


def task_of(exchange: Exchange) -> dict[str, Any] | None:
    """The Task in a 2xx answer; None when there is no JSON object in it."""
    found = body_of(exchange) if is_success(exchange) else None
    return found if isinstance(found, dict) else None


def task_id(exchange: Exchange) -> str | None:
    """The id of the Task in an answer; None when it has none that could be asked for."""
    found = _id_in(exchange)
    return found if found and not unusable(found) else None


def _id_in(exchange: Exchange) -> str:
    found = (task_of(exchange) or {}).get("id")
    return found if isinstance(found, str) else ""


def unusable(identity: str) -> str:
    """Why the id of a task cannot be put into a URL, in words; empty when it can."""
    if len(identity) > LONGEST_TASK_ID:
        return f"its id is {len(identity):,} characters long, and no more than {LONGEST_TASK_ID:,} are asked for"
    if not identity.isascii() and any("\ud800" <= each <= "\udfff" for each in identity):
        return "its id holds half a character (a lone surrogate), which no URL can carry"
    return ""


def why_not_followed(task: Task) -> str:
    """Why an accepted deletion's task cannot be asked for; empty where it is not its id."""
    return unusable(_id_in(task.first))


def task_status(exchange: Exchange) -> str | None:
    """The status of the Task in an answer; None when it has none."""
    found = (task_of(exchange) or {}).get("status")
    return found if isinstance(found, str) else None


TELLING = 16
"""Letters and digits of an id that stands in a longer text by no chance."""


def names(value: Any, pairing: str) -> bool:
    """Whether a value is the id of a pairing, or holds it where it is long enough to be nothing else by chance."""
    if sum(map(str.isalnum, pairing)) < TELLING:
        return str(value).lower() == pairing.lower()
    return re.search(rf"(?<![\w-]){re.escape(pairing)}(?![\w-])", str(value), re.IGNORECASE) is not None


def says_something(value: Any) -> bool:
    """Whether a value is more than an empty shell: `{}`, blanks and members that are all null are one."""
    if isinstance(value, dict):
        return any(says_something(each) for each in value.values())
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [])


NEAR = 50
"""Looks on either side among which a status is sought; a history may hold thousands that show none."""


def meanwhile(task: Task, place: int) -> str:
    """What a task was before and after the poll at a place, as far as it was seen: `, between QUEUED and SUCCESS`."""
    earlier = (*([task.first] if place <= NEAR else []), *task.polls[max(0, place - NEAR) : place])
    before = next((status for each in reversed(earlier) if (status := task_status(each)) in STATUSES), None)
    later = task.polls[place + 1 : place + 1 + NEAR]
    after = next((status for each in later if (status := task_status(each)) in STATUSES), None)
    if before and after:
        return f", between {before} and {after}"
    return f", after {before}" if before else ""


def has_ended(exchange: Exchange) -> bool:
    """Whether the Task in an answer has come to an end."""
    return task_status(exchange) in ENDS


_READ_AT_ONCE = 128 * KIB
"""Bytes of the looks at a task up to which what is read of them is kept; it may take twenty times as much."""


def _looks_at(task: Task) -> tuple[tuple[Exchange, ...], tuple[dict[str, Any], ...] | None]:
    """The looks that show the task, and the Task in each; None in their place where that is much."""
    looks = tuple(each for each in (task.first, *task.polls, *task.later) if task_of(each) is not None)
    size = sum(len(each.response.body) for each in looks if each.response)
    return looks, tuple(task_of(each) or {} for each in looks) if size <= _READ_AT_ONCE else None


_looks = Lately(_looks_at, most=8)


def looks_at(task: Task) -> tuple[Exchange, ...]:
    """Every answer that shows the task, in the order of time."""
    return _looks(task)[0]


def shown(task: Task) -> Iterator[tuple[Exchange, dict[str, Any]]]:
    """Every answer that shows the task, in the order of time, each with the Task in it."""
    looks, tasks = _looks(task)
    return zip(looks, (task_of(each) or {} for each in looks) if tasks is None else tasks, strict=True)


def end_of(task: Task) -> str | None:
    """The first end that the task was seen in; None when it was seen in none."""
    return next((str(status) for _, each in shown(task) if (status := each.get("status")) in ENDS), None)


def is_there(look: Look) -> bool | None:
    """Whether a pairing is there: by its id, else by the list; None when neither tells."""
    if look.by_id is not None and look.by_id.status == HTTPStatus.OK:
        return True
    if look.by_id is not None and is_gone(look.by_id):
        return False
    listed = ids_in(look.listed)
    return None if listed is None else look.pairing in listed


def _read(pages: tuple[Exchange, ...]) -> tuple[frozenset[str] | None, str]:
    """The pairing ids in a list, None where it was not read to its end; and why, as what follows "the list"."""
    if not pages:
        return None, "was not asked for"
    paging, found, goes_on = Paging(Habits(whole=False)), set[str](), False
    for page in pages:
        body = body_of(page) if page.status == HTTPStatus.OK else None
        entries = entries_of(body)
        if entries is None:
            return None, f"was not given ({page.in_words()})" if page.status != HTTPStatus.OK else "is none of pairings"
        found.update(ids_of(entries))
        paging.query = page.request.target.partition("?")[2]
        try:
            goes_on = paging.take(body)
        except ValueError as why:
            return None, f"cannot be read to its end{why}"
    if goes_on or paging.trouble:
        return None, paging.trouble or "was not read to its end"
    return frozenset(found), ""


_readings = Lately(_read, most=4)


def ids_in(pages: tuple[Exchange, ...]) -> frozenset[str] | None:
    """The pairing ids in a list that was read page by page; None when it could not be read to its end."""
    return _readings(pages)[0]


def why_unread(*lists: tuple[Exchange, ...]) -> str:
    """Why a list could not be read to its end, of the first of these that could not; empty where each could."""
    return next((why for each in lists if (why := _readings(each)[1])), "")


def at_once(pages: tuple[Exchange, ...]) -> frozenset[str] | None:
    """The pairing ids in a list that one page held whole; None where it came in parts, which may change in between."""
    alone = len(pages) == 1 or (bool(pages) and pages[-1].request.target.partition("?")[2] == WHOLE)
    return ids_in(pages[-1:]) if alone else None


def suspected(seen: Deletion | Race | Inventory) -> frozenset[str]:
    """The pairings that the list shows no more though nothing was aimed at them, and that nobody else can have deleted.

    None where a list cannot be read. A stranger came up while the run went on: whoever made it may take it away
    again, and with such a client at work only what the run was given can be said to be lost by the target.
    """
    before, after = ids_in(seen.before), ids_in(seen.after)
    if before is None or after is None:
        return frozenset()
    mine = {seen.pairing} if isinstance(seen, Deletion) else {*seen.pairings} if isinstance(seen, Race) else set()
    lost = before - after - mine - set(seen.aimed)
    return lost & set(seen.given) if seen.strangers else lost


def vanished(seen: Deletion | Race | Inventory) -> frozenset[str]:
    """Those of them that are gone: by their ids, else by lists each of which one page held whole.

    A list in parts may pass one over: what moves up while its pages are read stands in none of them. And one that
    lacks what is there by its id tells of no other that was not asked for.
    """
    looks = {look.pairing: look for look in seen.missing}
    trusted = all(look.by_id is None or is_gone(look.by_id) for look in seen.missing)
    asked = (each for each in suspected(seen) if trusted or each in looks)
    return frozenset(each for each in asked if _is_missing(each, seen.after, looks.get(each)))


def undecided(seen: Deletion | Race | Inventory) -> frozenset[str]:
    """Those of them that nothing shows to be there, or gone."""
    shown = {
        look.pairing
        for look in seen.missing
        if (look.by_id is not None and is_success(look.by_id)) or look.pairing in (ids_in(look.listed) or ())
    }
    return suspected(seen) - vanished(seen) - shown


def _is_missing(pairing: str, after: tuple[Exchange, ...], look: Look | None) -> bool:
    if look is not None and look.by_id is not None and is_gone(look.by_id):
        return True
    lists = (after,) if look is None else (after, look.listed)
    return all(shown is not None and pairing not in shown for shown in map(at_once, lists))


def tasks_in(seen: object) -> tuple[Task, ...]:
    """The tasks in an observation."""
    match seen:
        case Attempt(task=Task() as task):
            return (task,)
        case Deletion() | Afterwards():
            return (seen.task, *((seen.again,) if seen.again else ()))
        case Race():
            return seen.tasks
        case _:
            return ()


def _calls_in(seen: object) -> tuple[Exchange, ...]:
    match seen:
        case Sequel():
            found: tuple[Exchange, ...] = (seen.first,)
        case Attempt() | Hostile():
            found = (seen.call,)
        case Deletion() | Race():
            found = tuple(task.first for task in tasks_in(seen))
        case Journey():
            found = tuple(each for turn in seen.turns for each in turn.exchanges)
        case _:
            found = ()
    return tuple(each for each in found if each.operation == DELETE)


_calls = Lately(_calls_in, most=8)


def calls_in(seen: object) -> tuple[Exchange, ...]:
    """The exchanges of an observation that were meant for the operation under test."""
    return _calls(seen)
