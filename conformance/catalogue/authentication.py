"""Who is not logged in deletes nothing and is told so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from conformance.catalogue.contract import Contract
from conformance.catalogue.reading import is_gone, is_success, unmeasured
from conformance.catalogue.refusal import DETOURS_OF_A_CHECK, deletes_nothing, refused_means_not_done, refused_with
from conformance.catalogue.requirement import NOTHING_CAME_UP, Family, Judgement, Requirement
from conformance.model.observations import Attempt
from conformance.model.terms import Area, Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.catalogue.requirement import Judge

authentication = Family(Area.AUTHENTICATION)

LIVES = " (and other requests with this session are answered too: or the lever did not reach it)"
COMPARED = "No clause says how session ids are compared; one that decodes to the same is taken for it by some."
SYNTAX = "The header is not of the form that the target gives out, so 400 is as sane as 401."

SESSIONS = "sessions"


class Standing(NamedTuple):
    """A way of not being logged in: what it is, and the answers that are right for it."""

    what: str
    allowed: tuple[int, ...] = (401,)
    or_closed: bool = False
    reason: str = ""
    over: str = "unauthenticated"
    level: Level = Level.MUST
    unseen: str = NOTHING_CAME_UP
    ends: bool = False
    needs: str = ""


NO_SESSION_BEHIND = "no-session-behind-a-live-one"
LOGGED_OUT_BEHIND = "logged-out-behind-its-logout"
STANDINGS = {
    "no-session": Standing("no session"),
    NO_SESSION_BEHIND: Standing(
        "no session, on a connection that a request with one came over,",
        reason="A request stands by itself (RFC 9110 3.3): nothing that came over the connection before speaks for it.",
    ),
    "empty-session": Standing("an empty session header", (400, 401), reason=SYNTAX),
    "unknown-session": Standing(
        "a session that was never opened",
        reason="It is of the documented form; 400 is a matter of form where one of the live ids' form is answered 401.",
    ),
    "malformed-session": Standing("a session id of another form", (400, 401), reason=SYNTAX),
    "overlong-session": Standing(
        "a session id of 16,000 characters",
        (400, 401, 413, 414, 431, 494),
        or_closed=True,
        reason="Servers and gateways bound their headers: 400, 413, 431 and a closed connection are usual.",
    ),
    "non-ascii-session": Standing(
        "a session id with bytes beyond ASCII", (400, 401, 403), or_closed=True, reason=SYNTAX
    ),
    "cut-session": Standing("a live session's id without its last character", (400, 401), reason=SYNTAX),
    "other-end-session": Standing(
        "a live session's id whose last letter is another",
        (400, 401),
        reason=SYNTAX,
        unseen="the session ids of this target end with no letter or digit: there was nothing to try",
    ),
    "longer-session": Standing("a live session's id with a character more", (400, 401), reason=SYNTAX),
    "other-case-session": Standing(
        "a live session's id in the other case",
        (400, 401),
        reason=COMPARED,
        level=Level.SHOULD,
        unseen="the session ids of this target read the same in either case: there was nothing to try",
    ),
    "quoted-session": Standing(
        "a live session's id in quotation marks", (400, 401), reason=COMPARED, level=Level.SHOULD
    ),
    "listed-session": Standing(
        "a live session's id as the second of a list", (400, 401), reason=COMPARED, level=Level.SHOULD
    ),
    "marked-session": Standing(
        "a live session's id behind marks that no id has", (400, 401), reason=COMPARED, level=Level.SHOULD
    ),
    "logged-out-session": Standing("a session after its logout", ends=True, needs=SESSIONS),
    LOGGED_OUT_BEHIND: Standing(
        "a session after its logout, on the connection that the logout came over,",
        ends=True,
        needs=SESSIONS,
        reason="A connection has no part in a session (RFC 9110 3.3): it ends wherever it is sent.",
    ),
    "expired-session": Standing("a session that has run out", over="expired-session"),
    "forwarded-from-inside": Standing(
        "no session, as if forwarded from the server's own host,",
        (400, 401, 403),
        reason="A client can write any of these headers; with 400 or 403 a gateway refuses who does.",
    ),
    "session-in-query": Standing(
        "a live session's id in the query",
        (400, 401),
        reason="The operation has no query: who validates requests first may refuse one with 400.",
    ),
    "session-in-cookie": Standing("a live session's id in a cookie"),
    "basic-instead-of-session": Standing("user name and password in place of a session", needs=SESSIONS),
    "remote-basic-instead-of-session": Standing(
        "the remote site's user name and password in place of a session", needs="remote"
    ),
    "bearer-instead-of-session": Standing("a live session's id as a bearer token"),
}


@authentication.rule
def standings(contract: Contract) -> Iterator[Requirement]:
    """Each way of not being logged in is refused."""
    for condition, standing in STANDINGS.items():
        yield Requirement(
            f"authentication.{condition}",
            f"A deletion with {standing.what} is refused with {' or '.join(map(str, standing.allowed[:2]))}.",
            standing.level,
            Area.AUTHENTICATION,
            contract.answer(401),
            over=(standing.over,),
            of=(Attempt,),
            where=lambda seen, condition=condition: seen.condition == condition,  # type: ignore[misc]
            judge=_said_of_a_living_one(
                refused_with(standing.allowed, why=standing.what.removesuffix(","), or_closed=standing.or_closed)
            ),
            reason=standing.reason,
            unseen=standing.unseen,
            needs=frozenset(filter(None, (standing.needs,))),
            not_applicable=contract.no_logout if standing.ends else contract.no_session,
        )


def _said_of_a_living_one(judge: Judge) -> Judge:
    """What a judge says, and beside it that the session was good for more: it may not have run out at all."""

    def told(seen: Attempt, contract: Contract) -> Judgement:
        for said in judge(seen, contract):
            lives = isinstance(said, Finding) and seen.hidden is not None and is_success(seen.hidden)
            yield replace(said, got=f"{said.got}{LIVES}") if isinstance(said, Finding) and lives else said

    return told


DETOURS = {f"no-session-{way}": way for way in DETOURS_OF_A_CHECK}
"""Condition -> how the request is spelled."""
NO_SESSION_BESIDE = "no-session-beside-a-deletion"


@authentication.rule
def detours(contract: Contract) -> Iterator[Requirement]:
    """Who is not logged in is refused however the same is asked."""
    yield Requirement(
        "authentication.no-detour",
        "Without a session nothing is deleted by another spelling of the request, or beside another deletion.",
        Level.MUST,
        Area.AUTHENTICATION,
        contract.security(),
        over=("unauthenticated",),
        of=(Attempt,),
        where=lambda seen: seen.condition in (*DETOURS, NO_SESSION_BESIDE),
        judge=deletes_nothing("401, as for the plain request"),
        reason="Whether another spelling means the pairing is open; that it needs a session to delete it is not.",
        not_applicable=contract.no_session,
    )


@authentication.rule
def not_done(contract: Contract) -> Iterator[Requirement]:
    """Refused is not done."""
    yield Requirement(
        "authentication.refused-means-not-done",
        "A deletion refused for want of a session leaves the pairing.",
        Level.MUST,
        Area.AUTHENTICATION,
        contract.security(),
        over=("unauthenticated", "expired-session"),
        of=(Attempt,),
        where=lambda seen: seen.condition in STANDINGS,
        judge=refused_means_not_done,
        not_applicable=contract.no_session,
    )


@authentication.should(
    lambda contract: contract.answer(401),
    of=(Attempt,),
    where=lambda seen: seen.condition == "no-session-unknown-pairing",
    over=("unauthenticated",),
    reason="Which of session and id a target checks first is an open question; 404 tells strangers what exists.",
)
def nothing_given_away(seen: Attempt, _: Contract) -> Judgement:
    """Who is not logged in does not learn which pairings exist."""
    unclear = unmeasured(seen.call)
    if unclear:
        yield unclear
    elif is_gone(seen.call) or is_success(seen.call):
        yield Finding("401, as for a pairing that exists", seen.call.in_words(), seen.call)
