"""What evidence says: pure readings of exchanges and observations, shared by judges and probes."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Any, TypeGuard

from conformance.catalogue.contract import DELETE
from conformance.document.validate import parse
from conformance.model.http import Exchange
from conformance.model.observations import Attempt, Deletion, Hostile, Journey, Look, Race, Task
from conformance.model.terms import Unjudged

ENDS = ("SUCCESS", "ERROR", "CANCELLED")
"""The ends of a task. The document lists the values of `status`; which of them are ends it does not say."""

SUCCESS, ERROR = "SUCCESS", "ERROR"
ORDER = {"QUEUED": 0, "RUNNING": 1} | dict.fromkeys(ENDS, 2)
"""How far along a task is in each status."""

_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_WAIT = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@lru_cache(maxsize=4096)
def _parsed(body: bytes) -> Any:
    try:
        return parse(body)
    except ValueError:
        return None


def body_of(exchange: Exchange) -> Any:
    """The JSON body; None when there is none or it is not strictly JSON."""
    return None if exchange.response is None else _parsed(exchange.response.body)


def is_success(exchange: Exchange) -> bool:
    """Whether the answer is a 2xx."""
    return exchange.status is not None and HTTPStatus(200) <= exchange.status < HTTPStatus.MULTIPLE_CHOICES


def is_refused(exchange: Exchange) -> bool:
    """Whether the answer is a 4xx: nothing was done."""
    return exchange.status is not None and HTTPStatus(400) <= exchange.status < HTTPStatus.INTERNAL_SERVER_ERROR


def is_gone(exchange: Exchange) -> bool:
    """Whether the answer says that there is no such thing."""
    return exchange.status in _GONE


def unmeasured(exchange: Exchange) -> Unjudged | None:
    """Why an exchange says nothing about the target's conformance; None when it does say something."""
    if exchange.status in _WAIT and not exchange.steady:
        return Unjudged(f"the target asked to wait ({exchange.status}) and went on doing so", trouble=True)
    if exchange.response is None and not exchange.steady:
        return Unjudged(f"{exchange.in_words()}, and no proof that this request was the cause", trouble=True)
    return None


def task_of(exchange: Exchange) -> dict[str, Any] | None:
    """The Task in a 2xx answer; None when there is no JSON object in it."""
    found = body_of(exchange) if is_success(exchange) else None
    return found if isinstance(found, dict) else None


def task_id(exchange: Exchange) -> str | None:
    """The id of the Task in an answer; None when it has none that could be asked for."""
    found = (task_of(exchange) or {}).get("id")
    return found if isinstance(found, str) and found else None


def task_status(exchange: Exchange) -> str | None:
    """The status of the Task in an answer; None when it has none."""
    found = (task_of(exchange) or {}).get("status")
    return found if isinstance(found, str) else None


def has_ended(exchange: Exchange) -> bool:
    """Whether the Task in an answer has come to an end."""
    return task_status(exchange) in ENDS


def looks_at(task: Task) -> tuple[Exchange, ...]:
    """Every answer that shows the task, in the order of time."""
    return tuple(each for each in (task.first, *task.polls, *task.later) if task_of(each) is not None)


def end_of(task: Task) -> str | None:
    """The first end that the task was seen in; None when it was seen in none."""
    return next((task_status(each) for each in looks_at(task) if has_ended(each)), None)


def is_there(look: Look) -> bool | None:
    """Whether a pairing is there: by its id, else by the list; None when neither tells."""
    if look.by_id.status == HTTPStatus.OK:
        return True
    if is_gone(look.by_id):
        return False
    listed = ids_in(look.listed)
    return None if listed is None else look.pairing in listed


def ids_in(pages: tuple[Exchange, ...]) -> frozenset[str] | None:
    """The pairing ids in a list that was read page by page; None when a page could not be read."""
    if not pages:
        return None
    found: set[str] = set()
    for page in pages:
        entries = _entries(body_of(page)) if page.status == HTTPStatus.OK else None
        if entries is None:
            return None
        found.update(each["pairing_id"] for each in entries if _names_a_pairing(each))
    return frozenset(found)


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
        case Deletion():
            return (seen.task, *((seen.again,) if seen.again else ()))
        case Race():
            return seen.tasks
        case _:
            return ()


def calls_in(seen: object) -> tuple[Exchange, ...]:
    """The exchanges of an observation that were meant for the operation under test."""
    match seen:
        case Attempt() | Hostile():
            found: tuple[Exchange, ...] = (seen.call,)
        case Deletion() | Race():
            found = tuple(task.first for task in tasks_in(seen))
        case Journey():
            found = tuple(each for turn in seen.turns for each in turn.exchanges)
        case _:
            found = ()
    return tuple(each for each in found if each.operation == DELETE)
