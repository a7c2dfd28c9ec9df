"""Deletions of a live pairing that have to be refused; one pairing serves them all."""

from __future__ import annotations

from base64 import b64encode
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from conformance.catalogue.connectivity import (
    DETOURS,
    ELSEWHERE,
    ELSEWHERE_BEHIND,
    ELSEWHERE_EXPIRED,
    ELSEWHERE_SINCE,
    LOGIN_REFUSED_THEN,
    NO_PRIVILEGE_THEN,
    NO_SESSION_IN_AN_OUTAGE,
    NOT_AUTHENTICATED,
    NOT_AUTHENTICATED_DESPITE,
    NOT_AUTHENTICATED_THEN,
    SERVER_DOWN,
    consumes,
)
from conformance.catalogue.contract import CREATE_REMOTE_SESSION, DELETE, GET_PAIRINGS
from conformance.catalogue.permission import DETOURS as DETOURS_OF_THE_PRIVILEGE
from conformance.catalogue.permission import (
    NO_PRIVILEGE_BEHIND,
    NO_PRIVILEGE_IN_AN_OUTAGE,
    NO_PRIVILEGE_SINCE_EXPIRY,
)
from conformance.catalogue.reading import ERROR, FAILURES, end_of, is_refused, is_success, is_there
from conformance.catalogue.refusal import WITH_BASIC, WITH_BODY, WITH_NAME
from conformance.model.observations import Attempt, Deletion
from conformance.model.steps import (
    Call,
    EvidenceMissing,
    Login,
    Logout,
    ProfileLacks,
    Pull,
    Release,
    RemoteLogin,
    Reuse,
    Saw,
    Session,
    Spent,
    Take,
)
from conformance.plan.probes.asking import (
    ADMIN,
    VIEWER,
    attempt,
    came_of,
    delete,
    follow,
    get_acquainted,
    path_of,
    read,
    settle,
    told_at_the_end,
    was_refused,
)
from conformance.plan.probes.logging_in import log_in_remotely, ready
from conformance.plan.probes.near import FORCE, JSON, respelled

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

RECOVERY = 1.2
"""Seconds after an outage in which a target that put a refused deletion off has mostly carried it out."""
BASIC = (("Authorization", "{basic}"),)
NOBODY = (("Authorization", f"Basic {b64encode(b'nobody@nowhere.invalid:none').decode()}"),)
"""A name that no account has, so that none is locked for a wrong password."""
NAMED = tuple(
    (name, "{name}") for name in ("X-Forwarded-User", "X-Remote-User", "X-Real-User", "Remote-User", "X-User")
)
"""What gateways tell a server of who is logged in, and any client can write."""
REFUSED = "deletions that have to be refused"
NOWHERE_ELSE = Session("admin", "nowhere else")
"""The session that has no remote login while the remote site is down."""


def not_authenticated(scene: Scene) -> Steps:
    """Delete in a session that has no login to the remote site."""
    session = Session("admin", "no remote login")
    if scene.connectivity:
        yield from _in_state(scene, NOT_AUTHENTICATED, session)
    elif scene.contract.connectivity.get(NOT_AUTHENTICATED) == ERROR:
        yield from _beside_the_claim(scene, session)


def _beside_the_claim(scene: Scene, session: Session) -> Steps:
    """Delete without the login where only the error is judged: a target may do without, so one that can be spared."""
    pairing = yield Take(f"a deletion in the state {NOT_AUTHENTICATED}", spare=True)
    held = True
    if (yield from log_in_remotely(scene, ADMIN, pairing)) is not None:
        held = _held((yield from attempt(scene, NOT_AUTHENTICATED, pairing, delete(scene, pairing, session))))
        yield from settle(scene)
    if held:
        yield Reuse(pairing)


def _begun_anew(session: Session) -> Steps:
    """End and open a session again that all logins of its account share: somebody may have used it before the run."""
    try:
        yield Call(GET_PAIRINGS, session=session, apart=ADMIN)
    except EvidenceMissing:
        yield Logout(session)
        yield Login(session)


def server_down(scene: Scene) -> Steps:
    """Delete while the remote site is down, in a session that logged in to it before."""
    yield from _in_state(scene, SERVER_DOWN, Session("admin", "before the site went down"), lever="remote_site_down")


def _in_state(scene: Scene, state: str, session: Session, lever: str = "") -> Steps:
    value = scene.contract.connectivity.get(state, "")
    uses_up = consumes(value)
    yield from get_acquainted(scene)  # before a session that the administrator's next login may end
    pairing = yield Take(f"a deletion in the state {state}", own=uses_up)
    if lever:
        login = yield RemoteLogin(session, pairing)
        if not is_success(login):
            raise EvidenceMissing(f"the remote login before the state was refused ({login.in_words()})")
        yield Pull(lever)
    else:
        yield from _begun_anew(session)
    within = scene.patience if lever else 0.0  # what waits for a site that is down may do so until it gives up
    call = delete(scene, pairing, session, pairing=pairing, within=within)
    seen: Attempt | None = None
    if uses_up:
        exchange = yield call
        task, _ = yield from follow(scene, exchange, session)
        yield Saw(Deletion(pairing, task, condition=state))
        yield Spent(pairing, exchange.number)
    else:
        seen = yield from _asked_twice(scene, state, pairing, call)
        if _held(seen) and seen.call.response is not None:
            yield from _round_the_contract(scene, state, pairing, session)
    if lever:
        hopeful = (yield from _login_in_the_outage(scene, pairing)) if seen is not None else None
        yield Release(lever)
        yield from settle(scene, seen, RECOVERY, but=hopeful)
        if seen is not None:
            yield from _after_the_outage(scene, pairing, hopeful)
    yield from settle(scene, None if lever else seen)


def _asked_twice(scene: Scene, condition: str, pairing: str, call: Call) -> Generator[Step, Any, Attempt]:
    """The last of two attempts: what is refused once need not be the next time."""
    seen = yield from attempt(scene, condition, pairing, call)
    if _held(seen) and seen.call.response is not None:
        seen = yield from attempt(scene, condition, pairing, call)
    return seen


def _login_in_the_outage(scene: Scene, pairing: str) -> Generator[Step, Any, Session | None]:
    """Ask for a login to the remote site while that is down; the session, where it was refused."""
    if not scene.wants(LOGIN_REFUSED_THEN) or scene.memory.attempted is None or not _held(scene.memory.attempted):
        return None
    try:
        login = yield RemoteLogin(NOWHERE_ELSE, pairing)
    except EvidenceMissing:  # no session but one
        return None
    return NOWHERE_ELSE if was_refused(login) else None


def _after_the_outage(scene: Scene, pairing: str, hopeful: Session | None) -> Steps:
    """Ask for what was refused before the outage: a target that was in trouble may have forgotten why.

    hopeful: a session whose remote login was refused while the site was down.
    """
    standings: dict[str, tuple[Session, str]] = {}
    if scene.contract.permissions:
        standings[NO_PRIVILEGE_THEN] = VIEWER, "no-privilege"
    if scene.contract.connectivity.get(NOT_AUTHENTICATED) == ERROR and scene.connectivity:
        standings[NOT_AUTHENTICATED_THEN] = Session("admin", "after the outage"), NOT_AUTHENTICATED
        if hopeful is not None:
            standings[LOGIN_REFUSED_THEN] = hopeful, NOT_AUTHENTICATED
    for condition, (session, before) in scene.wanted(standings).items():
        last = scene.memory.attempted
        if last is None or not _held(last):
            return
        if not scene.memory.has_lost(before):
            with suppress(EvidenceMissing):  # no such account, or no session to be had: the other can be tried
                if session is VIEWER:
                    yield RemoteLogin(VIEWER, pairing)
                apart = None if session is VIEWER else ADMIN
                yield from attempt(scene, condition, pairing, delete(scene, pairing, session, apart=apart))


def _held(seen: Attempt) -> bool:
    """Whether the straight way was refused and the pairing is there: only then is a detour worth a try."""
    accepted = is_success(seen.call) and (seen.task is None or end_of(seen.task) not in FAILURES)
    return not accepted and seen.after is not None and is_there(seen.after) is True


def _round_the_contract(scene: Scene, state: str, pairing: str, session: Session) -> Steps:
    """Ask for the same with a query or credentials besides, in other standings, and with two things against it."""
    within = scene.patience if state == SERVER_DOWN else 0.0
    ways = {
        f"{state}-forced": delete(scene, pairing, session, query=FORCE, odd=True, within=within),
        f"{state}-with-basic": delete(scene, pairing, session, headers=BASIC, fill=session, odd=True, within=within),
        f"{state}-with-body": delete(scene, pairing, session, headers=JSON, body=b"{}", odd=True, within=within),
    }
    for condition in (each for each in DETOURS if each in ways and scene.wants(each)):
        with suppress(EvidenceMissing):  # credentials that the profile does not have; the rest can be tried
            if not _held((yield from attempt(scene, condition, pairing, ways[condition]))):
                return
    if state == NOT_AUTHENTICATED and not (yield from _after_a_refused_login(scene, pairing, session)):
        return
    if state == SERVER_DOWN and scene.wants(NO_SESSION_IN_AN_OUTAGE):
        stranger = delete(scene, pairing, None, within=within)
        if not _held((yield from attempt(scene, NO_SESSION_IN_AN_OUTAGE, pairing, stranger))):
            return
    forbidden = bool(scene.contract.permissions) and not scene.memory.has_lost("no-privilege")
    if state == SERVER_DOWN and forbidden and scene.wants(NO_PRIVILEGE_IN_AN_OUTAGE):
        with suppress(EvidenceMissing):  # no such account
            call = delete(scene, pairing, VIEWER, within=within)
            if not _held((yield from attempt(scene, NO_PRIVILEGE_IN_AN_OUTAGE, pairing, call))):
                return
    both = f"{state}-{NOT_AUTHENTICATED}"
    if both in DETOURS and scene.connectivity and scene.wants(both) and not scene.memory.has_lost(NOT_AUTHENTICATED):
        with suppress(EvidenceMissing):  # no session but one
            yield from attempt(scene, both, pairing, delete(scene, pairing, NOWHERE_ELSE, within=within, apart=ADMIN))


def _after_a_refused_login(scene: Scene, pairing: str, session: Session) -> Generator[Step, Any, bool]:
    """Delete after a remote login that the target refused; whether the pairing is still there."""
    if not scene.wants(NOT_AUTHENTICATED_DESPITE):
        return True
    path = path_of(scene, CREATE_REMOTE_SESSION, pairing)
    login = yield Call(CREATE_REMOTE_SESSION, path, session=session, headers=NOBODY, odd=True, pairing=pairing)
    if not is_refused(login):
        return True
    return _held((yield from attempt(scene, NOT_AUTHENTICATED_DESPITE, pairing, delete(scene, pairing, session))))


def login_elsewhere(scene: Scene) -> Steps:
    """Delete in a session without remote login while another session has one."""
    pairing = yield Take(REFUSED)
    login = yield RemoteLogin(ADMIN, pairing)
    if not is_success(login):
        raise EvidenceMissing(f"the remote login of the other session was refused ({login.in_words()})")
    stranger = Session("admin", "without the login of another")
    alone: list[EvidenceMissing] = []
    try:
        if scene.wants(ELSEWHERE):
            yield from attempt(scene, ELSEWHERE, pairing, delete(scene, pairing, stranger, apart=ADMIN))
        if scene.wants(ELSEWHERE_BEHIND) and ELSEWHERE not in scene.memory.lost:
            pairing = yield from ready(scene, REFUSED)
            call = delete(scene, pairing, stranger, apart=ADMIN)
            yield from attempt(scene, ELSEWHERE_BEHIND, pairing, call, behind=read(scene, pairing))
    except EvidenceMissing as missing:  # there is one session only; what comes after its end can be tried
        alone.append(missing)
    if scene.wants(ELSEWHERE_SINCE) and ELSEWHERE not in scene.memory.lost:
        leaver, heir = Session("admin", "leaves its remote login behind"), Session("admin", "comes after it")
        with suppress(EvidenceMissing):  # no session but one
            pairing = yield from ready(scene, REFUSED)
            yield RemoteLogin(leaver, pairing)
            yield Logout(leaver)
            yield from attempt(scene, ELSEWHERE_SINCE, pairing, delete(scene, pairing, heir))
            yield Logout(heir)
    yield from settle(scene)
    told_at_the_end(alone)


def expired_session(scene: Scene) -> Steps:
    """Delete in a session that the lever let run out, once and again, and then without the privilege."""
    session = Session("admin", "expired")
    yield from get_acquainted(scene)  # before the end of a session that may be the administrator's too
    pairing = yield Take(REFUSED)
    yield Login(session)
    yield from log_in_remotely(scene, session, pairing)
    yield Pull("expire_sessions")
    call = delete(scene, pairing, session)
    exchange = yield replace(call, pairing=pairing, sure=True)
    lives = (yield Call(GET_PAIRINGS, session=session)) if is_success(exchange) else None
    seen = yield from came_of(scene, "expired-session", pairing, call, exchange, hidden=lives)
    if _held(seen) and seen.call.response is not None:
        with suppress(EvidenceMissing):  # the next login was given the same id
            yield from attempt(scene, "expired-session", pairing, replace(call, apart=ADMIN))
    yield Release("expire_sessions")
    for working in (ADMIN, VIEWER):  # they ran out too, and the next probes need them whatever the target says of that
        with suppress(EvidenceMissing):
            yield Login(working)
    if _held(seen):
        yield from _comes_after_it(scene, pairing)
    forbidden = bool(scene.contract.permissions) and not scene.memory.has_lost("no-privilege")
    if forbidden and scene.wants(NO_PRIVILEGE_SINCE_EXPIRY):
        with suppress(EvidenceMissing):  # no such account
            pairing = yield from ready(scene, REFUSED)
            yield from log_in_remotely(scene, VIEWER, pairing)
            yield from attempt(scene, NO_PRIVILEGE_SINCE_EXPIRY, pairing, delete(scene, pairing, VIEWER))


def _comes_after_it(scene: Scene, pairing: str) -> Steps:
    """Delete in a new session, without a remote login but that of the one that has run out."""
    due = scene.contract.connectivity.get(NOT_AUTHENTICATED) == ERROR and not scene.memory.has_lost(NOT_AUTHENTICATED)
    if due and scene.connectivity and scene.logs_in and scene.wants(ELSEWHERE_EXPIRED):
        heir = Session("admin", "comes after the one that has run out")
        with suppress(EvidenceMissing):  # no session but one
            yield from attempt(scene, ELSEWHERE_EXPIRED, pairing, delete(scene, pairing, heir))


def no_privilege(scene: Scene) -> Steps:
    """Delete as an account without the privilege: first, again, in a fresh session, an unknown id."""
    fresh = Session("viewer", "fresh")
    sessions = {
        "no-privilege": VIEWER,
        "no-privilege-again": VIEWER,
        "no-privilege-fresh-session": fresh,
        NO_PRIVILEGE_BEHIND: VIEWER,
    }
    held, lacking = True, list[EvidenceMissing]()
    for condition, session in sessions.items():
        if not scene.wants(condition, *(["no-privilege-again"] if condition == "no-privilege" else [])):
            continue
        pairing = yield from ready(scene, REFUSED)
        try:
            if condition != "no-privilege-again":
                yield from log_in_remotely(scene, session, pairing, once=condition == NO_PRIVILEGE_BEHIND)
            shown = yield read(scene, pairing, session)
        except ProfileLacks as missing:  # a ready session, and no password for another
            lacking.append(missing)
            continue
        call = delete(scene, pairing, session, pairing=pairing)
        before = read(scene, pairing) if condition == NO_PRIVILEGE_BEHIND else None
        held = _held((yield from attempt(scene, condition, pairing, call, hidden=shown, behind=before))) and held
    yield from settle(scene)
    if held and not scene.memory.has_lost("no-privilege"):
        lacking += yield from asked_in_other_spellings(scene, VIEWER, DETOURS_OF_THE_PRIVILEGE)
    if scene.wants("no-privilege-unknown-pairing"):
        unknown = next(scene.unknown_ids("no-privilege"))
        answer = yield delete(scene, unknown, VIEWER)
        yield Saw(Attempt("no-privilege-unknown-pairing", "", answer))
    told_at_the_end(lacking)


def asked_in_other_spellings(
    scene: Scene, session: Session | None, detours: Mapping[str, str]
) -> Generator[Step, Any, list[EvidenceMissing]]:
    """Ask for the same in other spellings, as long as each is refused; what could not be asked.

    detours: condition -> spelling.
    """
    kept_back: list[EvidenceMissing] = []
    for condition, way in scene.wanted(detours).items():
        pairing = yield from ready(scene, REFUSED)
        if way == WITH_BODY:
            call = delete(scene, pairing, session, body=b"{}", headers=JSON, odd=True)
        elif way == WITH_BASIC:
            call = delete(scene, pairing, session, headers=BASIC, fill=ADMIN, odd=True)
        elif way == WITH_NAME:
            call = delete(scene, pairing, session, headers=NAMED, fill=ADMIN, odd=True)
        elif way in (targets := respelled(scene, pairing)):
            call = Call(DELETE, session=session, target=targets[way], odd=True)
        else:
            continue
        try:
            seen = yield from attempt(scene, condition, pairing, call)
        except EvidenceMissing as missing:  # no password to send, or a spelling that names another pairing
            kept_back.append(missing)
            continue
        if not _held(seen):
            return kept_back
    yield from settle(scene)
    return kept_back
