"""A deletion in whose midst the remote site goes down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.catalogue.connectivity import AFTER_STATES, MIDWAY, READABLE, SERVER_DOWN
from conformance.catalogue.contract import GET_PAIRING
from conformance.catalogue.reading import FAILURES, end_of, is_success, is_there
from conformance.model.observations import Deletion
from conformance.model.steps import EvidenceMissing, Pull, Release, RemoteLogin, Saw, Spent, Take, Wait
from conformance.plan.probes.asking import ADMIN, delete, follow, look_at
from conformance.plan.probes.refused import RECOVERY

if TYPE_CHECKING:
    from collections.abc import Generator

    from conformance.model.http import Exchange
    from conformance.model.observations import Look
    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

LEVER = "remote_site_down"


def outage_midway(scene: Scene) -> Steps:
    """Delete a pairing, take its remote site down while the task runs, and see what is left during and after it.

    Either end is right, as long as the task ends and says what came of the pairing; a task that has ended before
    the site is down is one like any other.
    """
    pairing = yield Take("a deletion in whose midst the remote site goes down", own=True)
    login = yield from _logged_in(pairing)
    first = yield delete(scene, pairing, ADMIN, pairing=pairing)
    yield Pull(LEVER)
    task, _ = yield from follow(scene, first)
    readable = scene.contract.connectivity_of(GET_PAIRING).get(SERVER_DOWN) in READABLE
    looks: list[Look] = [(yield from look_at(scene, pairing))] if readable else []
    yield Release(LEVER)
    yield Wait(max(scene.interval, RECOVERY))
    looks.append((yield from look_at(scene, pairing)))
    seen = Deletion(pairing, task, login, condition=MIDWAY, gone=tuple(looks))
    yield Saw(seen)
    scene.memory.note(seen)
    last = first
    if end_of(task) in FAILURES and is_there(looks[-1]):
        last = yield from _once_more(scene, pairing)
    yield Spent(pairing, last.number)


def _logged_in(pairing: str) -> Generator[Step, Any, Exchange]:
    login: Exchange = yield RemoteLogin(ADMIN, pairing)
    if not is_success(login):
        raise EvidenceMissing(f"the remote login before the deletion was refused ({login.in_words()})")
    return login


def _once_more(scene: Scene, pairing: str) -> Generator[Step, Any, Exchange]:
    """Delete what an outage kept from being deleted; the deletion."""
    login = yield from _logged_in(pairing)
    first: Exchange = yield delete(scene, pairing, ADMIN, pairing=pairing)
    task, _ = yield from follow(scene, first)
    seen = Deletion(pairing, task, login, condition=AFTER_STATES, gone=((yield from look_at(scene, pairing)),))
    yield Saw(seen)
    scene.memory.note(seen)
    return first
