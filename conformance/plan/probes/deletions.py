"""Deletions that use a pairing up: one watched from end to end, and several at the same instant."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING, Any

from conformance.catalogue.concurrency import LOGGED_OUT_MEANWHILE
from conformance.catalogue.connectivity import AFTER_STATES
from conformance.catalogue.contract import ACCEPTED, GET_PAIRINGS, GET_TASK
from conformance.catalogue.reading import has_ended, ids_in, is_refused, is_success, is_there, task_id
from conformance.model.observations import Afterwards, Attempt, Deletion, Look, Race, Task
from conformance.model.steps import (
    Aimed,
    Call,
    EvidenceMissing,
    Login,
    Logout,
    ProfileLacks,
    Reuse,
    Saw,
    Session,
    Spent,
    Take,
    Together,
    Wait,
)
from conformance.plan.probes.asking import (
    ADMIN,
    ask_for_the_missing,
    company,
    delete,
    follow,
    follow_all,
    has_left,
    list_pairings,
    look_at,
    path_of,
    showing,
    used_up,
    wait_for_tasks,
)
from conformance.plan.probes.logging_in import asked_in_vain, is_asked, log_in_remotely, need_what_is_asked
from conformance.plan.probes.onlookers import WATCHER, Spare, give_back, looking_on, looks_of, spare_one, try_meanwhile

if TYPE_CHECKING:
    from collections.abc import Generator

    from conformance.model.http import Exchange
    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

LOOKED_AT_AGAIN, ERRORS, WHILE = 12, 3, 1.5
"""Deleted pairings, and tasks in ERROR, that are looked at once more in the end, and the seconds that have passed."""
SIDE_BY_SIDE, MORE = 2, 2
"""How many pairings the deletions of different pairings use up at least, and beyond that where there are any."""
ACCEPTING: tuple[dict[str, Any], ...] = ({}, {"headers": (("Accept", "*/*"),)}, {"without": ("Accept",)})
"""What each of them says in turn of the media types that it takes: the one that is described, any, nothing."""
ASKED_AGAIN = 3
"""How often a deletion that was refused beside others is asked for by itself."""


def deletion(scene: Scene) -> Steps:
    """Delete the shared pairing, watch its task, and look again and again afterwards."""
    spare = Spare()
    try:
        yield from _deletion(scene, spare)
    except ProfileLacks:
        yield from give_back(scene, spare)
        raise
    except EvidenceMissing:
        if spare.pairing and not spare.asked:
            yield Reuse(spare.pairing)
        raise
    yield from give_back(scene, spare)


def _deletion(scene: Scene, spare: Spare) -> Steps:
    unanswered: tuple[Exchange, ...] = ()
    need_what_is_asked(scene)
    pairing = yield Take("the deletion itself, watched from end to end")
    while True:
        watchers = yield from looking_on(scene, pairing)
        yield from spare_one(scene, spare, () if unanswered else watchers)
        login = yield from log_in_remotely(scene, ADMIN, pairing)
        before = yield from showing(scene, pairing)
        first = yield delete(scene, pairing, ADMIN, remote=scene.logs_in, pairing=pairing)
        if first.response is not None or unanswered:
            break
        unanswered = (first,)
        pairing = yield from _another(scene, pairing, first, spare)
    meanwhile = try_meanwhile(scene, pairing, spare)
    others = tuple(each for each in watchers if each == WATCHER)
    task, during = yield from follow(scene, first, during=pairing, meanwhile=meanwhile, others=others)
    if is_asked(scene, (task,)):
        yield from asked_in_vain(scene, {pairing: task})
    ended = any(has_ended(each) for each in (task.first, *task.polls))
    later = (yield from _again(scene, task)) if ended else ()
    gone: list[Look] = [(yield from look_at(scene, pairing))]
    after = gone[0].listed
    elsewhere = yield from looks_of(scene, pairing, watchers)
    again = None
    if is_there(gone[0]) is False:
        again = yield from _once_more(scene, pairing)
        yield Wait(scene.interval)
        gone.append((yield from look_at(scene, pairing)))
    if ended:
        later = (*later, *(yield from _again(scene, task)))
    seen = Task(task.first, task.polls, later, task.patience)
    aimed = tuple(each for each in (yield Aimed()) if each not in (pairing, spare.untouched))
    whole = Deletion(pairing, seen, login, unanswered, aimed, AFTER_STATES, before, after, during, tuple(gone), again)
    given, strangers = yield from company(before, after)
    whole = replace(whole, given=given, strangers=strangers, elsewhere=elsewhere)
    yield Saw((yield from ask_for_the_missing(scene, whole)))
    scene.memory.note(whole)
    yield from used_up((first,), gone[-1])


def _once_more(scene: Scene, pairing: str) -> Generator[Step, Any, Task]:
    """Delete what is gone again, and once without a session, which tells what was there before."""
    first = yield delete(scene, pairing, ADMIN, remote=False, pairing=pairing)
    again, _ = yield from follow(scene, first)
    stranger = yield delete(scene, pairing, None, pairing=pairing)
    yield Saw(Attempt("no-session-unknown-pairing", "", stranger))
    return again


def _another(scene: Scene, pairing: str, first: Exchange, spare: Spare) -> Generator[Step, Any, str]:
    """A pairing for the deletion once more. What became of the first nobody knows: it may be carried out yet."""
    yield from look_at(scene, pairing)
    yield Spent(pairing, first.number)
    if spare.pairing:
        kept, spare.pairing = spare.pairing, ""
        return kept
    try:
        return str((yield Take("the deletion once more: the first got no answer", own=True)))
    except EvidenceMissing:
        yield from wait_for_tasks(scene, pairing)
        yield Wait(scene.patience)
        if is_there((yield from look_at(scene, pairing))) is not True:
            raise
        return pairing


def _again(scene: Scene, task: Task) -> Generator[Step, Any, tuple[Exchange, ...]]:
    """Look once more at a task that has ended."""
    named = task_id(task.first)
    if named is None:
        return ()
    look = yield Call(GET_TASK, path_of(scene, GET_TASK, named), session=ADMIN, sure=True)
    return (look,)


def _all_again(scene: Scene, tasks: tuple[Task, ...]) -> Generator[Step, Any, tuple[Task, ...]]:
    """Look once more at each task that has ended; at one that two deletions were given, for the first of them."""
    found, seen = [], set[str | None]()
    for task in tasks:
        ended = any(has_ended(each) for each in (task.first, *task.polls)) and task_id(task.first) not in seen
        seen.add(task_id(task.first))
        found.append(replace(task, later=(yield from _again(scene, task))) if ended else task)
    return tuple(found)


def one_session_race(scene: Scene) -> Steps:
    """Delete one pairing twice at the same instant, in one session."""
    yield from _race(scene, "one-session", (ADMIN, ADMIN))


def two_session_race(scene: Scene) -> Steps:
    """Delete one pairing twice at the same instant, in two sessions."""
    yield from _race(scene, "two-sessions", (ADMIN, Session("admin", "rival")))


def _race(scene: Scene, kind: str, sessions: tuple[Session, ...], *, unanswered: tuple[Exchange, ...] = ()) -> Steps:
    need_what_is_asked(scene)
    pairing = yield Take(f"two deletions at the same instant ({kind})", own=True)
    for session in dict.fromkeys(sessions):
        yield from log_in_remotely(scene, session, pairing)
    calls = tuple(delete(scene, pairing, each, remote=scene.logs_in, pairing=pairing) for each in sessions)
    before = yield from list_pairings(scene)
    firsts = yield Together(calls)
    for _ in range(ASKED_AGAIN):
        if not all(_refused(each) for each in firsts) or is_asked(scene, map(Task, firsts)):
            break
        yield Wait(scene.interval)  # the target is busy with another deletion
        firsts = yield Together(calls)
    tasks = yield from _all_again(scene, (yield from follow_all(scene, firsts, sessions)))
    if is_asked(scene, tasks):
        yield from asked_in_vain(scene, {pairing: tasks[0]})
    look = yield from look_at(scene, pairing)
    pairings = (pairing,) * len(tasks)
    aimed = yield Aimed()
    given, strangers = yield from company(before, look.listed)
    yield from _back_in(scene, before, look.listed)
    whole = Race(kind, pairings, tasks, (look,), (), unanswered, aimed, before, look.listed)
    whole = replace(whole, given=given, strangers=strangers)
    yield Saw((yield from ask_for_the_missing(scene, whole)))
    scene.memory.note(whole)
    yield from used_up(tuple(firsts), look)
    silent = tuple(first for first in firsts if first.response is None)
    if silent and look.shown.response is not None and not unanswered:
        yield from _race(scene, kind, sessions, unanswered=silent)  # once more: chance, or the race itself


def _refused(exchange: Exchange) -> bool:
    return exchange.status is not None and 400 <= exchange.status < 500  # noqa: PLR2004 - client errors


def distinct_deletions(scene: Scene) -> Steps:
    """Delete several pairings at the same instant, one in a session that leaves; ask again for what was refused."""
    need_what_is_asked(scene)
    yield from _distinct(scene)


def _several(scene: Scene) -> Generator[Step, Any, tuple[str, ...]]:
    """Pairings to be deleted side by side, as many as there are."""
    pairings: list[str] = []
    for place in range(SIDE_BY_SIDE + MORE):
        try:
            pairings.append((yield Take("deletions of different pairings at the same instant", own=True)))
        except EvidenceMissing:
            if place < SIDE_BY_SIDE:
                raise
            break
        yield from log_in_remotely(scene, ADMIN, pairings[-1])
    return tuple(pairings)


def _distinct(scene: Scene, *, unanswered: tuple[Exchange, ...] = ()) -> Steps:
    pairings = yield from _several(scene)
    # on the second time no session leaves: it is only to be seen whether each is answered
    leaver = Session("admin", "leaves while its deletion runs")
    leaves = not unanswered and (yield from _logged_in(scene, leaver, pairings[-1]))
    sessions = (*(ADMIN,) * (len(pairings) - 1), leaver if leaves else ADMIN)
    before = yield from list_pairings(scene)
    calls = (
        delete(scene, pairing, session, remote=scene.logs_in, pairing=pairing, **wanted)
        for pairing, session, wanted in zip(pairings, sessions, cycle(ACCEPTING), strict=False)
    )
    firsts = yield Together(tuple(calls))
    if leaves:
        yield from _leave_midway(scene, leaver, pairings[-1])
    tasks = dict(zip(pairings, (yield from follow_all(scene, firsts, (ADMIN,) * len(pairings))), strict=True))
    if leaves and all(map(is_refused, tasks[pairings[-1]].polls)):  # no clause says that another session may read it
        tasks[pairings[-1]] = replace(tasks[pairings[-1]], polls=())
    if is_asked(scene, tasks.values()):
        yield from asked_in_vain(scene, tasks)
    refused = tuple(first for first in firsts if _refused(first))
    for pairing, first in zip(pairings, firsts, strict=True):
        if first in refused:
            tasks[pairing] = yield from _by_itself(scene, pairing)
    looks = []
    for pairing in pairings:
        looks.append((yield from look_at(scene, pairing, listed=False)))
        yield from used_up((tasks[pairing].first,), looks[-1])
    ended = yield from _all_again(scene, tuple(tasks[each] for each in pairings))
    after, aimed = (yield from list_pairings(scene)), (yield Aimed())
    given, strangers = yield from company(before, after)
    yield from _back_in(scene, before, after)
    whole = Race("distinct", pairings, ended, tuple(looks), refused, unanswered, aimed, before, after)
    whole = replace(whole, given=given, strangers=strangers)
    yield Saw((yield from ask_for_the_missing(scene, whole)))
    scene.memory.note(whole)
    silent = tuple(first for first in firsts if first.response is None)
    if silent and all(look.shown.response is not None for look in looks) and not unanswered:
        yield from _distinct(scene, unanswered=silent)  # once more: chance, or the company of the others


def _by_itself(scene: Scene, pairing: str) -> Generator[Step, Any, Task]:
    """The deletion of a pairing that was refused beside others, asked for again."""
    for _ in range(ASKED_AGAIN):
        again = yield delete(scene, pairing, ADMIN, remote=scene.logs_in, pairing=pairing)
        task, _ = yield from follow(scene, again)
        if again.status == ACCEPTED:
            break
        yield Wait(scene.interval)
    return task


def _leave_midway(scene: Scene, leaver: Session, pairing: str) -> Steps:
    """Log out while a deletion runs, and ask on in the session that is over."""
    with suppress(EvidenceMissing):  # no session any more, say; the deletions are under way
        if has_left((yield Logout(leaver))):
            yield Saw(Attempt(LOGGED_OUT_MEANWHILE, "", (yield delete(scene, pairing, leaver, pairing=pairing))))
            yield Saw(Attempt(LOGGED_OUT_MEANWHILE, "", (yield Call(GET_PAIRINGS, session=leaver))))


def _logged_in(scene: Scene, session: Session, pairing: str) -> Generator[Step, Any, bool]:
    """Whether a target grants another session, and that a login to the remote site where there is one."""
    try:
        login = yield from log_in_remotely(scene, session, pairing)
        return is_success((yield Login(session)) if login is None else login)
    except EvidenceMissing:
        return False


def _back_in(scene: Scene, *lists: tuple[Exchange, ...]) -> Steps:
    """Tell of pairings in lists of later probes that were deleted before, and gone from the list too."""
    for pairing, (task, look) in scene.memory.deleted.items():
        for listed in lists if look.listed else ():
            if pairing in (ids_in(listed) or ()):
                yield Saw(Afterwards(pairing, task, (look, Look(pairing, None, listed))))


def afterwards(scene: Scene) -> Steps:
    """Look once more, when all else is done, at what was deleted with success, and at the tasks that did it.

    A task that had ended in ERROR is looked at too: a target may carry out in the end what it had given up.

    One of the pairings is deleted again: a target may have forgotten by now that it was.
    """
    need_what_is_asked(scene)
    for pairing, failed in scene.memory.failed[-ERRORS:]:
        yield Saw(Afterwards(pairing, replace(failed, later=(yield from _again(scene, failed))), ()))
    deleted = list(scene.memory.deleted.items())[-LOOKED_AT_AGAIN:]
    if not deleted:
        return
    listed = yield from list_pairings(scene)
    ended = max(each.at for _, (_, found) in deleted for each in (found.by_id, *found.listed) if each is not None)
    early = WHILE - (listed[-1].at - ended)
    if early > 0:
        yield Wait(early)
        listed = yield from list_pairings(scene)
    for place, (pairing, (task, look)) in enumerate(deleted):
        later = yield from _again(scene, task)
        last = replace((yield from look_at(scene, pairing, listed=False)), listed=listed)
        again = None
        if place == 0 and is_there(last) is False:
            session = Session("admin", "asks once more")  # which knows nothing of what was done before
            with suppress(EvidenceMissing):  # no other session, or a run that goes on with a killed one's
                first = yield delete(scene, pairing, session, pairing=pairing)
                again, _ = yield from follow(scene, first, session)
        yield Saw(Afterwards(pairing, replace(task, later=later), (look, last), again))
