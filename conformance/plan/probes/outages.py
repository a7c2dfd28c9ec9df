"""A deletion in whose midst the remote site goes down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance.catalogue.connectivity import AFTER_STATES, MIDWAY, READABLE, SERVER_DOWN
from conformance.catalogue.contract import GET_PAIRING
from conformance.catalogue.reading import FAILURES, SUCCESS, end_of, has_ended, is_success, is_there
from conformance.model.observations import Deletion
from conformance.model.steps import EvidenceMissing, Pull, Release, RemoteLogin, Saw, Take, Wait
from conformance.plan.probes.asking import ADMIN, delete, follow, look_at, used_up
from conformance.plan.probes.refused import RECOVERY

if TYPE_CHECKING:
    from collections.abc import Generator

    from conformance.model.http import Exchange
    from conformance.model.observations import Look, Task
    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

LEVER = "remote_site_down"
ASKED_AGAIN = 3
"""How often a deletion is asked for after the outage that cut it off."""
PARTS = 3
"""The outage lasts for no more than that part of `task_timeout`."""


def outage_midway(scene: Scene) -> Steps:
    """Delete a pairing, take its remote site down while the task runs, and see what is left during and after it.

    Either end is right, as long as the task ends and says what came of the pairing; a task that has ended before
    the site is down is one like any other.
    """
    pairing = yield Take("a deletion in whose midst the remote site goes down", own=True)
    login = yield from _logged_in(pairing)
    first = yield delete(scene, pairing, ADMIN, pairing=pairing)
    try:
        task, looks = yield from _followed_through_the_outage(scene, pairing, first)
    except EvidenceMissing:  # no lever, say; the deletion goes on
        yield from used_up((first,), (yield from look_at(scene, pairing, listed=False)))
        raise
    seen = Deletion(pairing, task, login, condition=MIDWAY, gone=looks)
    yield Saw(seen)
    scene.memory.note(seen)
    if end_of(task) in FAILURES and is_there(looks[-1]):
        yield from _once_more(scene, pairing)
    else:
        yield from used_up((first,), looks[-1])


def _followed_through_the_outage(
    scene: Scene, pairing: str, first: Exchange
) -> Generator[Step, Any, tuple[Task, tuple[Look, ...]]]:
    """The task, and looks at the pairing in the outage and after it.

    A target may put off what it cannot do without the remote site: from its return on a task has its time anew.
    """
    yield Pull(LEVER)
    task, _ = yield from follow(replace(scene, patience=scene.patience / PARTS), first)
    waits = bool(task.polls) and not any(map(has_ended, task.polls))
    readable = scene.contract.connectivity_of(GET_PAIRING).get(SERVER_DOWN) in READABLE
    looks: list[Look] = [(yield from look_at(scene, pairing, listed=False))] if readable and not waits else []
    yield Release(LEVER)
    if waits:
        until = round(task.polls[-1].at - first.at + scene.patience, 1)
        rest, _ = yield from follow(replace(scene, patience=until), first)
        task = replace(rest, polls=(*task.polls, *rest.polls))
    yield Wait(max(scene.interval, RECOVERY))
    looks.append((yield from look_at(scene, pairing)))
    return replace(task, patience=max(task.patience, scene.patience)), tuple(looks)


def _logged_in(pairing: str) -> Generator[Step, Any, Exchange]:
    login: Exchange = yield RemoteLogin(ADMIN, pairing)
    if not is_success(login):
        raise EvidenceMissing(f"the remote login before the deletion was refused ({login.in_words()})")
    return login


def _once_more(scene: Scene, pairing: str) -> Steps:
    """Delete what an outage kept from being deleted."""
    login = yield from _logged_in(pairing)
    for _ in range(ASKED_AGAIN):  # the target may be busy yet with what the outage has cut off
        first: Exchange = yield delete(scene, pairing, ADMIN, pairing=pairing)
        task, _ = yield from follow(scene, first)
        if end_of(task) == SUCCESS or first.response is None:
            break
        yield Wait(RECOVERY)
    seen = Deletion(pairing, task, login, condition=AFTER_STATES, gone=((yield from look_at(scene, pairing)),))
    yield Saw(seen)
    scene.memory.note(seen)
    yield from used_up((first,), seen.gone[-1])
