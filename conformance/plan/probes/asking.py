"""What probes have in common: delete, follow a task, look for a pairing, list them all."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from conformance.catalogue.contract import ACCEPTED, DELETE, GET_PAIRING, GET_PAIRINGS, GET_TASK, GET_TASKS
from conformance.catalogue.paging import Paging, entries_of, takes_limit
from conformance.catalogue.reading import (
    at_once,
    body_of,
    has_ended,
    ids_in,
    is_gone,
    is_refused,
    is_success,
    is_there,
    suspected,
    task_id,
    task_of,
    unusable,
)
from conformance.model.observations import Attempt, Deletion, Inventory, Look, Race, Task
from conformance.model.steps import (
    Call,
    Chain,
    Company,
    EvidenceMissing,
    Leave,
    Many,
    Saw,
    Session,
    Spent,
    Step,
    Wait,
)

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.model.steps import Steps
    from conformance.plan.probe import Scene

Seen = TypeVar("Seen", Deletion, Race, Inventory)

ADMIN, VIEWER = Session("admin"), Session("viewer")
MOST_STUCK, MOST_LOOKS = 10, 200
"""Tasks that never end, and looks at tasks, after which no task is waited for that may be anybody's."""
MOMENT = 0.25
"""Seconds after which a refused request that is carried out all the same has mostly shown it."""
LOOKS = 8
"""How often a pairing is looked at, a moment apart, when something was accepted that names no task."""
MOST_READINGS = 8
"""How often a list in parts is read for a pairing that is there: each page cut anew passes over one in three."""
MOST_MISSING = 8
"""Pairings that a list lacks which are asked for by their ids."""
TRIES = 6
"""The part of `patience` after which a task that cannot be read is given up."""


def path_of(scene: Scene, operation: str, value: str) -> dict[str, str]:
    """The path parameters of an operation that takes one id."""
    found = scene.contract.document.reach(operation)
    return {} if found is None else dict.fromkeys(found.path_parameters, value)


def delete(scene: Scene, identity: str, session: Session | None, **rest: Any) -> Call:
    """A deletion of what an id names. rest: further fields of the call."""
    return Call(DELETE, path_of(scene, DELETE, identity), session=session, **rest)


def told_at_the_end(lacking: Iterable[EvidenceMissing]) -> None:
    """Raise EvidenceMissing with all that was lacking, so that what could be tried was tried before."""
    if said := "; ".join(dict.fromkeys(map(str, lacking))):
        raise EvidenceMissing(said)


def follow(
    scene: Scene,
    first: Exchange,
    session: Session = ADMIN,
    *,
    during: str = "",
    meanwhile: Iterable[Step] = (),
    others: tuple[Session, ...] = (),
) -> Generator[Step, Any, tuple[Task, tuple[Look, ...]]]:
    """Ask after the task of an answer until it ends, it cannot be read, or `patience` is over.

    session: the one that was given the task, as no clause says that another may read it; where it cannot (any
    more), the main one asks. during: a pairing to look at once while the task runs, in this session and in others.
    meanwhile: steps to do before that.
    """
    task = Task(first, patience=scene.patience)
    looks: tuple[Look, ...] = ()
    named = _to_follow(first)
    while named:
        poll = yield _poll(scene, named, session)
        poll, session = yield from _or_by_admin(scene, named, poll, session)
        task = replace(task, polls=(*task.polls, poll))
        if _is_over(scene, task):
            break
        if during and not looks:
            yield from meanwhile
            looks = ((yield from look_at(scene, during, session)),)
            for each in others:
                with suppress(EvidenceMissing):  # no such session any more
                    looks = (*looks, (yield from look_at(scene, during, each)))
        yield Wait(scene.interval)
    return task, looks


def follow_all(
    scene: Scene, firsts: tuple[Exchange, ...], sessions: tuple[Session, ...]
) -> Generator[Step, Any, tuple[Task, ...]]:
    """Follow several tasks side by side, so that each is asked after as soon as it was named.

    sessions: who asks after each; the first of those that were given the same one.
    """
    reader = {_to_follow(first): session for first, session in reversed([*zip(firsts, sessions, strict=True)])}
    followed = {named: Task(first, patience=scene.patience) for first in firsts if (named := _to_follow(first))}
    running = list(followed)
    while running:
        calls = tuple(_poll(scene, named, reader[named]) for named in running)
        for named, came in zip(tuple(running), (yield Many(calls)), strict=True):
            poll, reader[named] = yield from _or_by_admin(scene, named, came, reader[named])
            followed[named] = replace(followed[named], polls=(*followed[named].polls, poll))
            if _is_over(scene, followed[named]):
                running.remove(named)
        if running:
            yield Wait(scene.interval)
    untouched = Task(firsts[0], patience=scene.patience)
    return tuple(replace(followed.get(_to_follow(each), untouched), first=each) for each in firsts)


def _or_by_admin(
    scene: Scene, task: str, poll: Exchange, session: Session
) -> Generator[Step, Any, tuple[Exchange, Session]]:
    """A look at a task, or that of the main session where this one cannot read it (any more) and that can."""
    if session != ADMIN and task_of(poll) is None:
        other = yield _poll(scene, task, ADMIN)
        if task_of(other) is not None:
            return other, ADMIN
    return poll, session


def _poll(scene: Scene, task: str, session: Session) -> Call:
    return Call(GET_TASK, path_of(scene, GET_TASK, task), session=session, sure=True)


def _to_follow(first: Exchange) -> str:
    """The id of the task that an answer announces; empty where there is none to follow."""
    return (task_id(first) or "") if first.status == ACCEPTED else ""


def _is_over(scene: Scene, task: Task) -> bool:
    """Whether there is nothing more to wait for: an end, no patience left, or no task to be read for long."""
    last = task.polls[-1]
    readable = [each for each in task.polls if task_of(each) is not None]
    unread = task.polls[task.polls.index(readable[-1]) + 1 :] if readable else task.polls
    if last.at - task.first.at >= scene.patience:
        scene.memory.stuck.add(_to_follow(task.first))
        scene.memory.passed.add(_to_follow(task.first))
        return True
    lost = bool(unread) and last.at - unread[0].at >= scene.patience / TRIES
    return has_ended(last) or lost


def used_up(firsts: tuple[Exchange, ...], look: Look) -> Steps:
    """Tell that a pairing is used up, unless each deletion of it was refused and it is there."""
    refused = all(first.response is not None and first.status != ACCEPTED for first in firsts)
    if not refused or is_there(look) is not True:
        yield Spent(look.pairing, firsts[0].number)


def get_acquainted(scene: Scene) -> Generator[Step, Any, None]:
    """Note, once, which tasks run before this run has tried anything: they are somebody else's."""
    if scene.memory.acquainted or scene.contract.document.find(GET_TASKS) is None:
        return
    scene.memory.acquainted = True
    listed = yield Call(GET_TASKS, session=ADMIN)
    scene.memory.passed.update(task for task, _ in _running(body_of(listed)))


def wait_for_tasks(scene: Scene, pairing: str = "") -> Generator[Step, Any, None]:
    """Wait for tasks that nobody was told of: a refused request may have begun one all the same.

    Each is waited for once, all of them together as long as `patience`. On a busy appliance others begin tasks
    all the time: what names no pairing of the run is asked for at longer and longer intervals, and so often in all.
    pairing: only for tasks whose entity names it, or that name none.
    """
    if scene.contract.document.find(GET_TASKS) is None:
        return
    listed = yield Call(GET_TASKS, session=ADMIN)
    for task, entity in _running(body_of(listed)):
        ours = bool(pairing) and pairing in entity
        if task in scene.memory.passed or (pairing and entity and not ours):
            continue
        if ours or (len(scene.memory.stuck) < MOST_STUCK and scene.memory.looks < MOST_LOOKS):
            scene.memory.passed.add(task)
            yield from _until_ended(scene, task, listed.at, ours=ours)


def _running(body: Any) -> Iterator[tuple[str, str]]:
    """The ids of the tasks in a list that have not ended, each with its entity."""
    tasks = body.get("list") if isinstance(body, dict) else None
    for each in filter(_has_not_ended, tasks if isinstance(tasks, list) else []):
        yield each["id"], str(each.get("entity") or "")


def _has_not_ended(task: Any) -> bool:
    if not isinstance(task, dict) or task.get("status") not in ("QUEUED", "RUNNING"):
        return False
    named = task.get("id")
    return isinstance(named, str) and bool(named) and not unusable(named)


def _until_ended(scene: Scene, task: str, since: float, *, ours: bool) -> Generator[Step, Any, None]:
    pause = scene.interval
    while True:
        look = yield _poll(scene, task, ADMIN)
        scene.memory.looks += not ours
        if has_ended(look) or task_of(look) is None:
            return
        if look.at - since >= scene.patience:
            scene.memory.stuck.add(task)
            return
        yield Wait(pause)
        pause *= 1 if ours else 2


def list_pairings(scene: Scene, session: Session = ADMIN) -> Generator[Step, Any, tuple[Exchange, ...]]:
    """Read the list of pairings, page by page, as far as `next` links and totals lead."""
    habits = scene.memory.lists
    habits.whole &= takes_limit(scene.contract.document.find(GET_PAIRINGS))
    pages: list[Exchange] = []
    paging, goes_on = Paging(habits), True
    while goes_on:
        page = yield Call(GET_PAIRINGS, session=session, query=paging.query)
        body = body_of(page) if is_success(page) else None
        if entries_of(body) is None and paging.refused():
            continue
        pages.append(page)
        try:
            goes_on = paging.take(body)
        except ValueError:
            break
    return tuple(pages)


def showing(scene: Scene, pairing: str) -> Generator[Step, Any, tuple[Exchange, ...]]:
    """The list of pairings; once more, a few times, where it comes in parts that pass over one that is there."""
    for _ in range(MOST_READINGS):
        pages = yield from list_pairings(scene)
        listed = ids_in(pages)
        if listed is None or pairing in listed or at_once(pages) is not None:
            break
    return pages


def ask_for_the_missing(scene: Scene, seen: Seen) -> Generator[Step, Any, Seen]:
    """Ask by its id for each pairing that a list lacks, and look in the list once more where that finds it.

    A list alone shows no loss: one that is cut into pages anew for each request may pass a pairing over.
    """
    lost = sorted(suspected(seen))[:MOST_MISSING] if scene.contract.document.reach(GET_PAIRING) else []
    looks: list[Look] = []
    for each in lost:
        looks += [(yield from look_at(scene, each, listed=False))]
    again = () if all(is_gone(each.shown) for each in looks) else (yield from list_pairings(scene))
    return replace(seen, missing=tuple(replace(each, listed=() if is_gone(each.shown) else again) for each in looks))


def company(*lists: tuple[Exchange, ...]) -> Generator[Step, Any, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Whose the pairings in these lists are: those given to the run, and those of strangers."""
    found = frozenset[str]().union(*(ids_in(each) or () for each in lists))
    answer: tuple[tuple[str, ...], tuple[str, ...]] = yield Company(found)
    return answer


def look_at(scene: Scene, pairing: str, session: Session = ADMIN, *, listed: bool = True) -> Generator[Step, Any, Look]:
    """Look whether a pairing is there, by its id and in the list."""
    by_id = yield read(scene, pairing, session)
    pages = (yield from list_pairings(scene, session)) if listed else ()
    return Look(pairing, by_id, pages)


def attempt(
    scene: Scene,
    condition: str,
    pairing: str,
    call: Call,
    *,
    hidden: Exchange | None = None,
    behind: Call | None = None,
) -> Generator[Step, Any, Attempt]:
    """Send a request that must not delete a live pairing, and see what is left of it.

    behind: what goes before it on the same connection.
    """
    yield from get_acquainted(scene)
    call = replace(call, pairing=pairing, sure=True)
    exchange = None
    if behind is not None:
        _, exchange = yield Chain((behind, call))
    if exchange is None or exchange.response is None:  # that a connection ended says nothing of what came last on it
        exchange = yield call
    return (yield from came_of(scene, condition, pairing, call, exchange, hidden=hidden))


def came_of(
    scene: Scene, condition: str, pairing: str, call: Call, exchange: Exchange, *, hidden: Exchange | None = None
) -> Generator[Step, Any, Attempt]:
    """See what is left of a live pairing after a request that must not delete it."""
    task = None
    meant = exchange.operation == DELETE and exchange.request.method == "DELETE"
    if exchange.status == ACCEPTED and (
        meant or not scene.memory.stuck
    ):  # what it set going has to end before the look
        followed, _ = yield from follow(scene, exchange, call.session or ADMIN)
        task = followed if meant else None
        if not followed.polls:
            yield from _until_gone(scene, pairing)
    if task is None:
        yield from wait_for_tasks(scene, pairing)
    after = yield from look_at(scene, pairing, listed=False)
    seen = Attempt(condition, pairing, exchange, task, after=after, hidden=hidden)
    yield from saw(scene, seen)
    return seen


def _until_gone(scene: Scene, pairing: str) -> Steps:
    """Look a few times at what was accepted without a task that could be asked for."""
    for _ in range(LOOKS):
        if is_there((yield from look_at(scene, pairing, listed=False))) is not True:
            return
        yield Wait(max(scene.interval, MOMENT))


def has_left(logout: Exchange) -> bool:
    """Whether a session holds no more after this answer to its logout; with 401 it had ended before."""
    return is_success(logout) or logout.status == HTTPStatus.UNAUTHORIZED


def was_refused(answer: Exchange) -> bool:
    """Whether the target did not do it, for want of the remote site too: its contract's ERROR may be said with 500.

    What a gateway says (502, 503, 504) tells nothing of what goes on behind it.
    """
    return is_refused(answer) or answer.status == HTTPStatus.INTERNAL_SERVER_ERROR


def read(scene: Scene, pairing: str, session: Session = ADMIN) -> Call:
    """A look at a pairing by its id."""
    return Call(GET_PAIRING, path_of(scene, GET_PAIRING, pairing), session=session)


def saw(scene: Scene, seen: Attempt) -> Generator[Step, Any, None]:
    """Keep an attempt at a live pairing, and that the pairing is lost where it is."""
    scene.memory.note(seen)
    yield Saw(seen)
    if seen.after is not None and is_there(seen.after) is False:
        yield Spent(seen.pairing, seen.call.number, wrongly=True)


def settle(
    scene: Scene, guilty: Attempt | None = None, pause: float = MOMENT, *, but: Session | None = None
) -> Generator[Step, Any, None]:
    """Look once more a moment after the last attempt, so that what a target does late is laid to what it was asked.

    Without it the next probe would be blamed for what the last one brought about. The sessions of the attempts are
    ended first: some targets carry out at a logout what they had refused.
    guilty: the attempt to lay it to, where it is not the last. pause: the least number of seconds to wait.
    but: a session that is still needed.
    """
    last = scene.memory.attempted
    if last is None or last.after is None or is_there(last.after) is not True:
        return
    last = guilty or last
    yield Leave(but)
    yield Wait(max(scene.interval, pause))
    after = yield from look_at(scene, last.pairing, listed=False)
    if is_there(after) is False:
        yield from saw(scene, replace(last, after=after))
