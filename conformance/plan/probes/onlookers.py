"""Who else is there while a pairing is deleted: sessions that look on, and an account without the privilege."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from conformance.catalogue.contract import ACCEPTED
from conformance.catalogue.permission import NO_PRIVILEGE_BESIDE, NO_PRIVILEGE_MEANWHILE
from conformance.catalogue.reading import is_success, is_there
from conformance.model.observations import Attempt, Look
from conformance.model.steps import EvidenceMissing, Logout, RemoteLogin, Reuse, Saw, Session, Take
from conformance.plan.probes.asking import VIEWER, delete, follow, look_at, saw

if TYPE_CHECKING:
    from collections.abc import Generator

    from conformance.model.http import Exchange
    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

WATCHER = Session("admin", "looks on")


def looking_on(scene: Scene, pairing: str) -> Generator[Step, Any, tuple[Session, ...]]:
    """The other sessions that could read a pairing, and may remember what they saw."""
    found = []
    for session in (WATCHER, VIEWER):
        with suppress(EvidenceMissing):  # no such account, or no second session
            look = yield from look_at(scene, pairing, session, listed=False)
            if look.by_id is not None and is_success(look.by_id):
                found.append(session)
    return tuple(found)


def looks_of(scene: Scene, pairing: str, watchers: tuple[Session, ...]) -> Generator[Step, Any, tuple[Look, ...]]:
    """What they see of it now; one that was opened for this alone is over then."""
    found = []
    for session in watchers:
        found.append((yield from look_at(scene, pairing, session, listed=False)))
        if session == WATCHER:
            with suppress(EvidenceMissing):
                yield Logout(session)
    return tuple(found)


def another_pairing(scene: Scene, pairing: str) -> Generator[Step, Any, str]:
    """A pairing beside that of a deletion, with a remote login of the account without the privilege; or none."""
    other = ""
    if scene.contract.permissions and not scene.memory.has_lost("no-privilege"):
        with suppress(EvidenceMissing):  # no such account, or no pairing to spare
            other = str((yield Take("what the account without the privilege asks for beside a deletion", own=True)))
            yield RemoteLogin(VIEWER, other)
    if other == pairing:  # the last one
        yield Reuse(other)
        return ""
    return other


def tries_meanwhile(scene: Scene, pairing: str, other: str) -> Generator[Step, Any, Exchange | None]:
    """Delete as that account while a deletion runs: another pairing, and the same. The answer for the other one."""
    if not scene.contract.permissions or scene.memory.has_lost("no-privilege"):
        return None
    beside = None
    with suppress(EvidenceMissing):  # no such account
        if other:
            beside = yield delete(scene, other, VIEWER, pairing=other)
        yield Saw(Attempt(NO_PRIVILEGE_MEANWHILE, "", (yield delete(scene, pairing, VIEWER, pairing=pairing))))
    return beside


def came_of(scene: Scene, other: str, beside: Exchange | None) -> Steps:
    """See what is left of the other pairing, which is there for others if it is."""
    if not other:
        return
    task = None
    if beside is not None:
        if beside.status == ACCEPTED:
            task, _ = yield from follow(scene, beside)
        after = yield from look_at(scene, other, listed=False)
        yield from saw(scene, Attempt(NO_PRIVILEGE_BESIDE, other, beside, task, after=after))
        if is_there(after) is False:
            return
    yield Reuse(other)
