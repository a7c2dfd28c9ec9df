"""Deletions by who is not logged in: without a session, with what is nearly one, with one that is over."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from conformance.catalogue.authentication import DETOURS, LOGGED_OUT_BEHIND, NO_SESSION_BEHIND
from conformance.catalogue.contract import DELETE, LOGOUT
from conformance.catalogue.reading import is_there
from conformance.model.observations import Attempt, Hostile
from conformance.model.steps import Call, Chain, EvidenceMissing, Login, Logout, Saw, Session, Take
from conformance.plan.probes.asking import (
    ADMIN,
    attempt,
    came_of,
    delete,
    get_acquainted,
    has_left,
    read,
    settle,
    told_at_the_end,
)
from conformance.plan.probes.logging_in import log_in_remotely, need_the_login
from conformance.plan.probes.refused import REFUSED, asked_in_other_spellings

if TYPE_CHECKING:
    from collections.abc import Generator

    from conformance.catalogue.contract import Contract
    from conformance.model.http import Headers
    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

LOGGED_OUT = "logged-out-session"
NEVER_OPENED = "unknown-session"
OVERLONG = 16_000
LONGER = 300
"""Characters behind a session id that a column of 255 would cut off."""
ODD_IDS = ("not-a-pairing", "-1", "%C3%A4", "x" * 300)
"""Ids that no pairing has, for a server that reads the id before it asks who is there."""
PUBLISHED_EXAMPLE = "MDYzYmJlZTEtMDhhMC00M2Q3LWE0YWUtNjI2Y2I3ZThjZjVi"
"""The session id that the vendor's description of the API shows."""
FORWARDED = (
    ("Forwarded", "for=127.0.0.1;host=localhost"),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Real-IP", "127.0.0.1"),
    ("X-Forwarded-User", "admin"),
)


def example_session(contract: Contract) -> str:
    """The session id that the document shows as an example, which nobody was ever given."""
    info = contract.document.raw.get("info")
    text = str(info.get("description", "")) if isinstance(info, Mapping) else ""
    found = re.search(rf"{re.escape(contract.session_header)}\s*:\s*([\w+/=-]+)", text, re.IGNORECASE)
    return found[1] if found else PUBLISHED_EXAMPLE


def unauthenticated(scene: Scene) -> Steps:
    """Delete in every way of not being logged in."""
    ids = scene.unknown_ids("unauthenticated")
    wrong = _without_one(scene, next(ids), next(ids))
    lacking: list[EvidenceMissing] = []
    leaver = Session("admin", "logged out")
    left = (yield from _left(scene, leaver, next(ids), lacking)) if scene.wants(LOGGED_OUT) else ""
    if left:  # at once, and again when a cache or a clean-up had the time to let it in
        yield from attempt(scene, LOGGED_OUT, left, delete(scene, left, leaver))
    if scene.wants(LOGGED_OUT_BEHIND):
        yield from _behind_its_logout(scene, lacking)
    for condition, headers in ((name, each) for name, ways in scene.wanted(wrong).items() for each in ways):
        newcomer = Session("admin", "has just logged in")  # whom a target may take everybody for
        pairing = yield from _at_hand(scene, lacking, newcomer if condition == "no-session" else ADMIN)
        odd = condition not in ("no-session", NEVER_OPENED)
        call = delete(scene, pairing, None, headers=headers, odd=odd)
        if condition == NEVER_OPENED:
            yield from _never_opened(scene, pairing, call)
        else:
            yield from attempt(scene, condition, pairing, call)
    if scene.wants(NO_SESSION_BEHIND):
        pairing = yield from _at_hand(scene, lacking)
        call = delete(scene, pairing, None)
        yield from attempt(scene, NO_SESSION_BEHIND, pairing, call, behind=read(scene, pairing))
    yield from _with_a_live_session(scene, scene.contract.session_header, lacking)
    if left:
        yield from settle(scene)
        pairing = yield from _at_hand(scene, lacking)
        with suppress(EvidenceMissing):  # the next login was given the same id
            yield from attempt(scene, LOGGED_OUT, pairing, delete(scene, pairing, leaver, apart=ADMIN))
    yield from settle(scene)
    yield from _by_detours(scene, lacking)
    yield from _at_no_pairing(scene, next(ids))
    told_at_the_end(lacking)


def _without_one(scene: Scene, one: str, other: str) -> dict[str, tuple[Headers, ...]]:
    """Condition -> the headers of each way of having no session. one, other: UUIDs that no session has."""
    header = scene.contract.session_header
    strange = b64encode(str(UUID(one)).encode()).decode()
    of_another_form = ("no session at all", other, example_session(scene.contract))
    return {
        "no-session": ((),),
        "empty-session": (((header, ""),),),
        NEVER_OPENED: (((header, strange),),),
        "malformed-session": tuple(((header, each),) for each in of_another_form),
        "overlong-session": (((header, "A" * OVERLONG),),),
        "forwarded-from-inside": (FORWARDED,),
        "non-ascii-session": (((header, strange[:-4] + "\xe9\xff\xb5\xf0"),),),
    }


def _never_opened(scene: Scene, pairing: str, call: Call) -> Steps:
    """Delete with a session id of the documented form that was never opened.

    400 says that ids here are of another form, where one of that form, as much unknown, is answered with 401.
    """
    yield from get_acquainted(scene)
    seen = yield replace(call, pairing=pairing, sure=True)
    condition = NEVER_OPENED
    if seen.status == HTTPStatus.BAD_REQUEST:
        fill = ((scene.contract.session_header, "{session:unlike}"),)
        with suppress(EvidenceMissing):  # nothing tells whether it is the form; the document shows it
            own = yield from attempt(scene, NEVER_OPENED, pairing, replace(call, headers=fill, fill=ADMIN))
            if own.after is not None and is_there(own.after) is False:
                return  # by the one or by the other: it is told once
            condition = "malformed-session" if own.call.status == HTTPStatus.UNAUTHORIZED else NEVER_OPENED
    yield from came_of(scene, condition, pairing, call, seen)


def _by_detours(scene: Scene, lacking: list[EvidenceMissing]) -> Steps:
    """Delete by other spellings, where there is a remote login: without it they would be refused anyway."""
    try:
        lacking += yield from asked_in_other_spellings(scene, None, DETOURS)
    except EvidenceMissing as missing:
        lacking.append(missing)


def _at_hand(scene: Scene, lacking: list[EvidenceMissing], session: Session = ADMIN) -> Generator[Step, Any, str]:
    """A live pairing, with the remote login done in a session where there are credentials for it.

    Then nothing but the session is wrong with a deletion; without, a right target says so of the session all the same.
    """
    pairing = yield Take(REFUSED)
    login = None
    try:
        login = yield from log_in_remotely(scene, session, pairing, once=True)
        if login is None and session != ADMIN:
            yield Login(session)
    except EvidenceMissing as missing:
        lacking.append(missing)
    need_the_login(login)
    return str(pairing)


def _left(scene: Scene, leaver: Session, unknown: str, lacking: list[EvidenceMissing]) -> Generator[Step, Any, str]:
    """Log in, to a pairing's remote site too, and out again; the pairing, or nothing where that could not be done."""
    yield from get_acquainted(scene)  # before the end of a session that may be the administrator's too
    pairing = yield from _at_hand(scene, lacking, leaver)
    try:
        yield delete(scene, unknown, leaver)  # who remembers who may delete remembers this session now
        logout = yield Logout(leaver)
    except EvidenceMissing as missing:
        lacking.append(missing)
        return ""
    if not has_left(logout):
        lacking.append(EvidenceMissing(f"the logout was answered {logout.in_words()}"))
        return ""
    return pairing


def _behind_its_logout(scene: Scene, lacking: list[EvidenceMissing]) -> Steps:
    """Delete in a session over the connection that has just logged it out."""
    leaver = Session("admin", "logged out over its connection")
    pairing = yield from _at_hand(scene, lacking, leaver)
    call = delete(scene, pairing, leaver, pairing=pairing, sure=True)
    try:
        came = yield Chain((Call(LOGOUT, session=leaver), call), granted=True)
    except EvidenceMissing as missing:  # no other session
        lacking.append(missing)
        return
    if came[1:]:
        yield from came_of(scene, LOGGED_OUT_BEHIND, pairing, call, came[1])
    else:
        lacking.append(EvidenceMissing(f"the logout was answered {came[0].in_words()}"))


def _at_no_pairing(scene: Scene, unknown: str) -> Steps:
    """Delete, without a session, ids that no pairing has: odd ones, and one that reads like a pairing's."""
    for segment in filter(scene.wants, ODD_IDS):
        call = Call(DELETE, session=None, target=_target(scene, segment), odd=True, sure=True)
        with suppress(EvidenceMissing):  # kept back, as a target that has pairings 1, 2, 3 might take it for one
            yield Saw(Hostile("no-session", (yield call), gateway=True))
    if scene.wants("no-session-unknown-pairing"):
        seen = yield delete(scene, unknown, None)
        yield Saw(Attempt("no-session-unknown-pairing", "", seen))


def _with_a_live_session(scene: Scene, header: str, lacking: list[EvidenceMissing]) -> Steps:
    """Send what belongs to a live session in ways that the document does not know.

    `{session}` and friends stand for the live values; the driver puts them in on the wire only.
    """
    spoilt: tuple[tuple[str, Headers, str], ...] = (
        ("cut-session", ((header, "{session:cut}"),), ""),
        ("other-end-session", ((header, "{session:other-end}"),), ""),
        ("longer-session", ((header, "{session}A"),), ""),
        ("longer-session", ((header, "{session}" + "A" * LONGER),), ""),
        ("other-case-session", ((header, "{session:other-case}"),), ""),
        ("quoted-session", ((header, '"{session}"'),), ""),
        ("listed-session", ((header, "none, {session}"),), ""),
        ("marked-session", ((header, "!*{session}"),), ""),
        ("session-in-query", (), f"{header}={{session}}&session_id={{session}}"),
        ("session-in-cookie", (("Cookie", f"{header}={{session}}; session_id={{session}}"),), ""),
        ("basic-instead-of-session", (("Authorization", "{basic}"),), ""),
        ("remote-basic-instead-of-session", (("Authorization", "{basic:remote}"),), ""),
        ("bearer-instead-of-session", (("Authorization", "Bearer {session}"),), ""),
    )
    wanted = scene.wanted(dict.fromkeys(condition for condition, _, _ in spoilt))
    for condition, headers, query in (each for each in spoilt if each[0] in wanted):
        pairing = yield from _at_hand(scene, lacking)
        odd = condition.endswith("-session")
        call = delete(scene, pairing, None, headers=headers, query=query, odd=odd, fill=ADMIN)
        with suppress(EvidenceMissing):  # such a value cannot be had; the rest can
            yield from attempt(scene, condition, pairing, call)


def _target(scene: Scene, segment: str) -> str:
    path = scene.contract.operation.path
    return path[: path.index("{")] + segment + path[path.index("}") + 1 :]
