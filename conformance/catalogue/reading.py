"""What evidence says: pure readings of exchanges and observations, shared by judges and probes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, TypeGuard
from urllib.parse import quote, urlsplit

from conformance.catalogue.contract import DELETE
from conformance.document.validate import parse_once
from conformance.model.bounds import KIB, LONGEST_QUERY, LONGEST_TASK_ID
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


def _ids_in(pages: tuple[Exchange, ...]) -> frozenset[str] | None:
    found: set[str] = set()
    count = 0
    for page in pages:
        entries = _entries(body_of(page)) if page.status == HTTPStatus.OK else None
        if entries is None:
            return None
        count += len(entries)
        found.update(each["pairing_id"] for each in entries if _names_a_pairing(each))
    return frozenset(found) if pages and _is_whole(pages[-1], count) else None


_ids = Lately(_ids_in, most=4)


def ids_in(pages: tuple[Exchange, ...]) -> frozenset[str] | None:
    """The pairing ids in a list that was read page by page; None when it could not be read to its end."""
    return _ids(pages)


def vanished(seen: Deletion | Race | Inventory) -> frozenset[str]:
    """The pairings that are gone though nothing was aimed at them, and that nobody else can have deleted.

    None where a list cannot be read. A stranger came up while the run went on: whoever made it may take it away
    again, and with such a client at work only what the run was given can be said to be lost by the target.
    """
    before, after = ids_in(seen.before), ids_in(seen.after)
    if before is None or after is None:
        return frozenset()
    lost = before - after - set(seen.aimed)
    return lost & set(seen.given) if seen.strangers else lost


def _is_whole(last: Exchange, entries: int) -> bool:
    try:
        return next_query(body_of(last), entries) in ("", last.request.target.partition("?")[2])
    except ValueError:
        return False


def next_query(page: Any, entries: int) -> str:
    """The query of the page that follows a page of a list; empty after the last.

    page: its JSON. entries: how many this page and those before it hold.
    Raises ValueError for a `next` link that cannot be followed, in words that go on after a comma.
    """
    match page:
        case {"_meta": {"links": {"next": {"href": str() as href}}}} if query := _query_of(href):
            return query
        case {"list": [_, *_] as listed, "_meta": {"total": int() as total}} if entries < total:
            return f"offset={entries}&limit={len(listed)}"
        case _:
            return ""


def _query_of(href: str) -> str:
    try:
        query = urlsplit(href).query
    except ValueError:
        raise ValueError(", its `next` link is no URL") from None
    if len(query) > LONGEST_QUERY:
        raise ValueError(f", the query of its `next` link is {len(query):,} characters long")
    return quote(query, safe="/%?:@!$&'()*+,;=~-._[]", errors="replace")


def _entries(page: Any) -> list[Any] | None:
    entries = page.get("list", []) if isinstance(page, dict) else None  # no member is required: none, no entries
    return entries if isinstance(entries, list) else None


def _names_a_pairing(entry: Any) -> TypeGuard[dict[str, str]]:
    return isinstance(entry, dict) and isinstance(entry.get("pairing_id"), str)


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
