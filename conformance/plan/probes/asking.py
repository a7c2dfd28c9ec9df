"""What probes have in common: delete, follow a task, look for a pairing, list them all."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance.catalogue.contract import ACCEPTED, DELETE, GET_PAIRING, GET_PAIRINGS, GET_TASK, GET_TASKS
from conformance.catalogue.reading import (
    body_of,
    has_ended,
    ids_in,
    is_success,
    is_there,
    next_query,
    task_id,
    task_of,
    unusable,
)
from conformance.model.bounds import MOST_PAGES
from conformance.model.observations import Attempt, Look, Task
from conformance.model.steps import Call, Company, Many, RemoteLogin, Saw, Session, Spent, Step, Take, Wait

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.plan.probe import Scene

ADMIN, VIEWER = Session("admin"), Session("viewer")
MOST_STUCK = 20
"""Tasks that never end, in the list of all, after which none of them is waited for any more."""
TRIES = 6
"""The part of `patience` after which a task that cannot be read is given up."""


def path_of(scene: Scene, operation: str, value: str) -> dict[str, str]:
    """The path parameters of an operation that takes one id."""
    found = scene.contract.document.operation(operation)
    return dict.fromkeys(found.path_parameters, value)


def delete(scene: Scene, identity: str, session: Session | None, **rest: Any) -> Call:
    """A deletion of what an id names. rest: further fields of the call."""
    return Call(DELETE, path_of(scene, DELETE, identity), session=session, **rest)


def ready(purpose: str) -> Generator[Step, Any, str]:
    """Take the shared pairing with the remote login done, so that only what is tried can be at fault."""
    pairing = yield Take(purpose)
    yield RemoteLogin(ADMIN, pairing, once=True)
    return str(pairing)


def follow(
    scene: Scene, first: Exchange, session: Session = ADMIN, *, during: str = ""
) -> Generator[Step, Any, tuple[Task, tuple[Look, ...]]]:
    """Ask after the task of an answer until it ends, it cannot be read, or `patience` is over.

    during: a pairing to look at once while the task runs.
    """
    task = Task(first, patience=scene.patience)
    looks: tuple[Look, ...] = ()
    named = _to_follow(first)
    while named:
        poll = yield Call(GET_TASK, path_of(scene, GET_TASK, named), session=session)
        task = replace(task, polls=(*task.polls, poll))
        if _is_over(scene, task):
            break
        if during and not looks:
            looks = ((yield from look_at(scene, during, session, listed=False)),)
        yield Wait(scene.interval)
    return task, looks


def follow_all(
    scene: Scene, firsts: tuple[Exchange, ...], session: Session = ADMIN
) -> Generator[Step, Any, tuple[Task, ...]]:
    """Follow several tasks side by side, so that each is asked after as soon as it was named."""
    followed = {named: Task(first, patience=scene.patience) for first in firsts if (named := _to_follow(first))}
    running = list(followed)
    while running:
        calls = tuple(Call(GET_TASK, path_of(scene, GET_TASK, named), session=session) for named in running)
        for named, poll in zip(tuple(running), (yield Many(calls)), strict=True):
            followed[named] = replace(followed[named], polls=(*followed[named].polls, poll))
            if _is_over(scene, followed[named]):
                running.remove(named)
        if running:
            yield Wait(scene.interval)
    untouched = Task(firsts[0], patience=scene.patience)
    return tuple(replace(followed.get(_to_follow(each), untouched), first=each) for each in firsts)


def _to_follow(first: Exchange) -> str:
    """The id of the task that an answer announces; empty where there is none to follow."""
    return (task_id(first) or "") if first.status == ACCEPTED else ""


def _is_over(scene: Scene, task: Task) -> bool:
    """Whether there is nothing more to wait for: an end, no patience left, or no task to be read for long."""
    last = task.polls[-1]
    readable = [each for each in task.polls if task_of(each) is not None]
    unread = task.polls[task.polls.index(readable[-1]) + 1 :] if readable else task.polls
    if last.at - task.first.at >= scene.patience:
        scene.stuck.add(_to_follow(task.first))
        return True
    lost = bool(unread) and last.at - unread[0].at >= scene.patience / TRIES
    return has_ended(last) or lost


def wait_for_tasks(scene: Scene, pairing: str = "") -> Generator[Step, Any, None]:
    """Wait for tasks that nobody was told of: a refused request may have begun one all the same.

    All of them together are waited for as long as `patience`.
    pairing: only for tasks whose entity names it, or that name none.
    """
    if scene.contract.document.find(GET_TASKS) is None:
        return
    listed = yield Call(GET_TASKS, session=ADMIN)
    for task in _running(body_of(listed), pairing):
        if len(scene.stuck) >= MOST_STUCK:
            return
        if task not in scene.stuck:
            yield from _until_ended(scene, task, listed.at)


def _running(body: Any, pairing: str) -> Iterator[str]:
    """The ids of the tasks in a list that have not ended and may concern a pairing."""
    tasks = body.get("list") if isinstance(body, dict) else None
    for each in tasks if isinstance(tasks, list) else []:
        if isinstance(each, dict) and each.get("status") in ("QUEUED", "RUNNING") and isinstance(each.get("id"), str):
            entity = str(each.get("entity") or "")
            if each["id"] and not unusable(each["id"]) and (not pairing or not entity or pairing in entity):
                yield each["id"]


def _until_ended(scene: Scene, task: str, since: float) -> Generator[Step, Any, None]:
    while True:
        look = yield Call(GET_TASK, path_of(scene, GET_TASK, task), session=ADMIN)
        if has_ended(look) or task_of(look) is None:
            return
        if look.at - since >= scene.patience:
            scene.stuck.add(task)
            return
        yield Wait(scene.interval)


def list_pairings(session: Session = ADMIN) -> Generator[Step, Any, tuple[Exchange, ...]]:
    """Read the list of pairings, page by page, as far as `next` links and totals lead."""
    pages: list[Exchange] = []
    query, entries = "", 0
    while len(pages) < MOST_PAGES:
        page = yield Call(GET_PAIRINGS, session=session, query=query)
        pages.append(page)
        body = body_of(page) if is_success(page) else None
        entries += _length(body)
        try:
            following = next_query(body, entries)
        except ValueError:
            break
        if not following or following == query:
            break
        query = following
    return tuple(pages)


def company(*lists: tuple[Exchange, ...]) -> Generator[Step, Any, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Whose the pairings in these lists are: those given to the run, and those of strangers."""
    found = frozenset[str]().union(*(ids_in(each) or () for each in lists))
    answer: tuple[tuple[str, ...], tuple[str, ...]] = yield Company(found)
    return answer


def _length(body: Any) -> int:
    entries = body.get("list") if isinstance(body, dict) else None
    return len(entries) if isinstance(entries, list) else 0


def look_at(scene: Scene, pairing: str, session: Session = ADMIN, *, listed: bool = True) -> Generator[Step, Any, Look]:
    """Look whether a pairing is there, by its id and in the list."""
    by_id = yield Call(GET_PAIRING, path_of(scene, GET_PAIRING, pairing), session=session)
    pages = (yield from list_pairings(session)) if listed else ()
    return Look(pairing, by_id, pages)


def attempt(
    scene: Scene, condition: str, pairing: str, call: Call, *, hidden: Exchange | None = None
) -> Generator[Step, Any, Attempt]:
    """Send a request that must not delete a live pairing, and see what is left of it."""
    exchange = yield replace(call, pairing=pairing, sure=True)
    task = None
    if exchange.operation == DELETE and exchange.status == ACCEPTED and exchange.request.method == "DELETE":
        task, _ = yield from follow(scene, exchange)
    if task is None:
        yield from wait_for_tasks(scene, pairing)
    after = yield from look_at(scene, pairing, listed=False)
    seen = Attempt(condition, pairing, exchange, task, after=after, hidden=hidden)
    yield Saw(seen)
    if is_there(after) is False:
        yield Spent(pairing, exchange.number, wrongly=True)
    return seen
