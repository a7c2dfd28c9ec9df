"""Status codes: the answers that the document lists, each where it is due."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from conformance.catalogue.authentication import NO_SESSION_BESIDE
from conformance.catalogue.concurrency import LOGGED_OUT_MEANWHILE
from conformance.catalogue.connectivity import NOT_AUTHENTICATED_BESIDE
from conformance.catalogue.contract import ACCEPTED, Contract
from conformance.catalogue.permission import NO_PRIVILEGE_BESIDE, NO_PRIVILEGE_MEANWHILE
from conformance.catalogue.reading import calls_in, is_success, unmeasured
from conformance.catalogue.requirement import Family, Judgement
from conformance.model.observations import Attempt, Deletion, Race
from conformance.model.terms import Area, Finding, Unjudged

if TYPE_CHECKING:
    from collections.abc import Collection

    from conformance.model.http import Exchange

status = Family(Area.STATUS)

BESIDE_A_DELETION = (
    LOGGED_OUT_MEANWHILE,
    NO_PRIVILEGE_BESIDE,
    NO_PRIVILEGE_MEANWHILE,
    NO_SESSION_BESIDE,
    NOT_AUTHENTICATED_BESIDE,
)
ORDINARY = ("unknown-pairing", "unauthenticated", "no-privilege", "not-authenticated", "deletion")


def answered_with(exchange: Exchange, allowed: Collection[int], *, meaning: str) -> Judgement:
    """Find fault with any status but the allowed ones."""
    unclear = unmeasured(exchange)
    if unclear:
        yield unclear
    elif exchange.status not in allowed:
        expected = " or ".join(str(int(each)) for each in sorted(allowed))
        yield Finding(f"{expected} ({meaning})", exchange.in_words(), exchange)


@status.must(
    lambda contract: contract.answer(),
    of=(Attempt, Deletion, Race),
    where=lambda seen: not isinstance(seen, Attempt) or seen.condition not in BESIDE_A_DELETION,
    over=ORDINARY,
)
def answers_are_documented(seen: Attempt | Deletion | Race, contract: Contract) -> Judgement:
    """The operation answers an ordinary request with one of the status codes that the document lists."""
    # who comes too late in a race, or asks beside a deletion, may get another refusal: concurrency.loser-is-documented
    every = filter(is_success, calls_in(seen)) if isinstance(seen, Race) else calls_in(seen)[:1]
    calls = [each for each in every if not each.odd]
    if not calls:
        late = isinstance(seen, Race)
        yield Unjudged("no deletion was accepted" if late else "the request was no ordinary one")
    for call in calls:
        unclear = unmeasured(call)
        if unclear:
            yield unclear
        elif not contract.operation.documented(call.status):
            listed = ", ".join(sorted(contract.operation.answers))
            yield Finding(f"a documented status code ({listed})", call.in_words(), call)


@status.must(lambda contract: contract.answer(ACCEPTED), of=(Deletion,), over=("deletion",))
def deletion_is_accepted(seen: Deletion, _: Contract) -> Judgement:
    """A deletion that nothing speaks against is accepted with 202."""
    first = seen.task.first
    if first.status != ACCEPTED and seen.login is not None and not is_success(seen.login):
        yield Unjudged(f"the remote login before the deletion was refused ({seen.login.in_words()})")
        return
    if first.response is None and seen.unanswered and all(look.shown.response for look in seen.gone):
        yield Finding("202, or any answer", f"{first.in_words()}, twice, while reads were answered", first)
        return
    yield from answered_with(first, (ACCEPTED,), meaning="a live pairing, with privilege and remote login")


@status.must(
    lambda contract: contract.answer(404),
    of=(Attempt,),
    where=lambda seen: seen.condition == "unknown-pairing",
    over=("unknown-pairing",),
)
def unknown_pairing_is_not_found(seen: Attempt, _: Contract) -> Judgement:
    """A pairing that does not exist is answered with 404."""
    yield from answered_with(seen.call, (HTTPStatus.NOT_FOUND,), meaning="no such pairing")


@status.must(
    lambda contract: contract.answer(400, 404),
    of=(Attempt,),
    where=lambda seen: seen.condition == "malformed-id",
    over=("unknown-pairing",),
    reason="The parameter has no format, the id of a Pairing is a uuid: 400 and 404 are both sane.",
)
def malformed_id_is_refused(seen: Attempt, _: Contract) -> Judgement:
    """An id that cannot be a pairing's is answered with 400 or 404."""
    allowed = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND)
    yield from answered_with(seen.call, allowed, meaning="no id of a pairing")
