"""Who else is there while a pairing is deleted: sessions that look on, and those who may not delete."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from conformance.catalogue.authentication import NO_SESSION_BESIDE
from conformance.catalogue.connectivity import NOT_AUTHENTICATED, NOT_AUTHENTICATED_BESIDE
from conformance.catalogue.contract import ACCEPTED
from conformance.catalogue.permission import NO_PRIVILEGE_BESIDE, NO_PRIVILEGE_MEANWHILE
from conformance.catalogue.reading import ERROR, FAILURES, end_of, is_gone, is_refused, is_success, is_there
from conformance.model.observations import Attempt, Look
from conformance.model.steps import EvidenceMissing, Login, Logout, Reuse, Saw, Session, Spent, Take
from conformance.plan.probes.asking import ADMIN, VIEWER, delete, follow, look_at, saw, was_refused
from conformance.plan.probes.logging_in import is_wanting, log_in_remotely

if TYPE_CHECKING:
    from collections.abc import Generator

    from conformance.model.http import Exchange
    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

WATCHER, ASKER = Session("admin", "looks on"), Session("admin", "asks beside a deletion")
"""The one only looks: who deletes something may be shown another state than who does not."""


@dataclass(slots=True)
class Spare:
    """A pairing beside that of a deletion, for those to ask for who may not delete it.

    pairing: empty where none can be spared. who: condition -> the session that asks. asked: the answers so far.
    """

    pairing: str = ""
    who: dict[str, Session | None] = field(default_factory=dict)
    asked: dict[str, Exchange] = field(default_factory=dict)

    @property
    def untouched(self) -> str:
        """The pairing, where it was not asked for, or refused each time."""
        return self.pairing if all(map(_refused, self.asked, self.asked.values())) else ""


def _refused(condition: str, answer: Exchange) -> bool:
    """Whether somebody was refused; without the remote login that may be said with 500 (its contract says ERROR)."""
    return was_refused(answer) if condition == NOT_AUTHENTICATED_BESIDE else is_refused(answer)


def looking_on(scene: Scene, pairing: str) -> Generator[Step, Any, tuple[Session, ...]]:
    """The other sessions that could read a pairing, and may remember what they saw."""
    found = []
    for session in (VIEWER, WATCHER):
        with suppress(EvidenceMissing):  # no such account, or no second session
            look = yield from look_at(scene, pairing, session)  # in the list too, which a target may keep for each
            if look.by_id is not None and is_success(look.by_id):
                found.append(session)
    return tuple(found)


def looks_of(scene: Scene, pairing: str, watchers: tuple[Session, ...]) -> Generator[Step, Any, tuple[Look, ...]]:
    """What they see of it now; one that was opened for this alone is over then."""
    found = []
    for session in watchers:
        found.append((yield from look_at(scene, pairing, session)))
        if session == WATCHER:
            with suppress(EvidenceMissing):
                yield Logout(session)
    return tuple(found)


def _has_no_privilege(scene: Scene) -> bool:
    return bool(scene.contract.permissions) and not scene.memory.has_lost("no-privilege")


def _who_may_not(scene: Scene, watchers: tuple[Session, ...]) -> dict[str, Session | None]:
    """Who is refused for the same as ever while another pairing is being deleted: condition -> the session."""
    found: dict[str, Session | None] = {}
    if scene.contract.session_header and not scene.memory.has_lost("no-session"):
        found[NO_SESSION_BESIDE] = None
    if VIEWER in watchers and _has_no_privilege(scene):
        found[NO_PRIVILEGE_BESIDE] = VIEWER
    contract = scene.contract.connectivity.get(NOT_AUTHENTICATED)
    if (
        WATCHER in watchers
        and scene.connectivity
        and contract == ERROR
        and not scene.memory.has_lost(NOT_AUTHENTICATED)
    ):
        found[NOT_AUTHENTICATED_BESIDE] = ASKER
    return found


def spare_one(scene: Scene, spare: Spare, watchers: tuple[Session, ...]) -> Steps:
    """Take a pairing that is at hand for those who may not delete it, logged in to it as each of them should be."""
    spare.who = spare.who or (_who_may_not(scene, watchers) if watchers else {})
    if spare.pairing or not spare.who:
        return
    with suppress(EvidenceMissing):  # none is at hand, or no account for the remote site
        spare.pairing = yield Take("what may not be deleted beside a deletion", spare=True)
        if is_wanting((yield from log_in_remotely(scene, ADMIN, spare.pairing, once=True))):
            spare.who = {}
        if NO_PRIVILEGE_BESIDE in spare.who:
            yield from log_in_remotely(scene, VIEWER, spare.pairing)
        if NOT_AUTHENTICATED_BESIDE in spare.who and not is_success((yield Login(ASKER))):
            del spare.who[NOT_AUTHENTICATED_BESIDE]


def try_meanwhile(scene: Scene, pairing: str, spare: Spare) -> Steps:
    """Delete as those who may not while a deletion runs: another pairing, and but for the remote login the same."""
    for condition, session in spare.who.items() if spare.pairing else ():
        with suppress(EvidenceMissing):  # no such session any more, or no other one
            call = delete(scene, spare.pairing, session, pairing=spare.pairing)
            spare.asked[condition] = yield replace(call, apart=ADMIN if session == ASKER else None)
            if not _refused(condition, spare.asked[condition]):
                break
    if scene.contract.session_header and not scene.memory.has_lost("no-session"):
        answer = yield delete(scene, pairing, None, pairing=pairing)
        yield Saw(Attempt("no-session-unknown-pairing" if is_gone(answer) else "no-session", "", answer))
    if _has_no_privilege(scene):
        with suppress(EvidenceMissing):  # no such account
            yield Saw(Attempt(NO_PRIVILEGE_MEANWHILE, "", (yield delete(scene, pairing, VIEWER, pairing=pairing))))


def give_back(scene: Scene, spare: Spare) -> Steps:
    """See what is left of the spare pairing; it is there for others unless it may be gone or on its way."""
    if not spare.pairing:
        return
    if not spare.asked:
        yield Reuse(spare.pairing)
        return
    *others, (last, answer) = spare.asked.items()
    task = None
    if answer.status == ACCEPTED:
        task, _ = yield from follow(scene, answer, spare.who[last] or ADMIN)
    after = yield from look_at(scene, spare.pairing, listed=False)
    for condition, refused in others if is_there(after) else ():
        yield Saw(Attempt(condition, spare.pairing, refused, after=after))
    yield from saw(scene, Attempt(last, spare.pairing, answer, task, after=after))
    stays = _refused(last, answer) or (task is not None and end_of(task) in FAILURES)
    if stays and is_there(after):
        yield Reuse(spare.pairing)
    elif is_there(after) is not False:
        yield Spent(spare.pairing, answer.number)
