"""Who else is there while a pairing is deleted: sessions that look on, and an account without the privilege."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.catalogue.contract import ACCEPTED
from conformance.catalogue.permission import NO_PRIVILEGE_BESIDE, NO_PRIVILEGE_MEANWHILE
from conformance.catalogue.reading import FAILURES, end_of, is_refused, is_success, is_there
from conformance.model.observations import Attempt, Look
from conformance.model.steps import EvidenceMissing, Logout, RemoteLogin, Reuse, Saw, Session, Spent, Take
from conformance.plan.probes.asking import VIEWER, delete, follow, look_at, saw

if TYPE_CHECKING:
    from collections.abc import Generator

    from conformance.model.http import Exchange
    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

WATCHER = Session("admin", "looks on")


@dataclass(slots=True)
class Spare:
    """A pairing beside that of a deletion, for the account without the privilege to ask for.

    pairing: empty where none can be spared. asked: the answer to that account; None where it did not ask.
    """

    pairing: str = ""
    asked: Exchange | None = None

    @property
    def untouched(self) -> str:
        """The pairing, where it was not asked for, or refused."""
        return "" if self.asked is not None and not is_refused(self.asked) else self.pairing


def looking_on(scene: Scene, pairing: str) -> Generator[Step, Any, tuple[Session, ...]]:
    """The other sessions that could read a pairing, and may remember what they saw."""
    found = []
    for session in (VIEWER, WATCHER):
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


def _has_no_privilege(scene: Scene) -> bool:
    return bool(scene.contract.permissions) and not scene.memory.has_lost("no-privilege")


def spare_one(scene: Scene, spare: Spare, watchers: tuple[Session, ...]) -> Steps:
    """Take a pairing that is at hand, with a remote login of the account without the privilege."""
    if spare.pairing or VIEWER not in watchers or not _has_no_privilege(scene):
        return
    with suppress(EvidenceMissing):  # none is at hand, or no account for the remote site
        spare.pairing = yield Take("what the account without the privilege asks for beside a deletion", spare=True)
        yield RemoteLogin(VIEWER, spare.pairing)


def try_meanwhile(scene: Scene, pairing: str, spare: Spare) -> Steps:
    """Delete as that account while a deletion runs: another pairing, and the same."""
    if not _has_no_privilege(scene):
        return
    with suppress(EvidenceMissing):  # no such account
        if spare.pairing:
            spare.asked = yield delete(scene, spare.pairing, VIEWER, pairing=spare.pairing)
        yield Saw(Attempt(NO_PRIVILEGE_MEANWHILE, "", (yield delete(scene, pairing, VIEWER, pairing=pairing))))


def give_back(scene: Scene, spare: Spare) -> Steps:
    """See what is left of the spare pairing; it is there for others unless it may be gone or on its way."""
    if not spare.pairing:
        return
    if spare.asked is None:
        yield Reuse(spare.pairing)
        return
    task = None
    if spare.asked.status == ACCEPTED:
        task, _ = yield from follow(scene, spare.asked, VIEWER)
    after = yield from look_at(scene, spare.pairing, listed=False)
    yield from saw(scene, Attempt(NO_PRIVILEGE_BESIDE, spare.pairing, spare.asked, task, after=after))
    stays = is_refused(spare.asked) or (task is not None and end_of(task) in FAILURES)
    if stays and is_there(after):
        yield Reuse(spare.pairing)
    elif is_there(after) is not False:
        yield Spent(spare.pairing, spare.asked.number)
