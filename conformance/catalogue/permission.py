"""Who lacks the privilege that the document names deletes nothing and is told so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.contract import Contract
from conformance.catalogue.reading import is_gone, is_refused, is_success, unmeasured
from conformance.catalogue.refusal import (
    DETOURS_OF_A_CHECK,
    WITH_BASIC,
    WITH_NAME,
    deletes_nothing,
    refused_means_not_done,
)
from conformance.catalogue.requirement import Family, Judgement, Requirement
from conformance.document.extensions import Permissions
from conformance.model.observations import Attempt
from conformance.model.terms import Area, Finding, Level, Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

permission = Family(Area.PERMISSION)

NO_PRIVILEGE_MEANWHILE, NO_PRIVILEGE_IN_AN_OUTAGE = "no-privilege-meanwhile", "no-privilege-in-an-outage"
ELSEWISE_REFUSED = (NO_PRIVILEGE_MEANWHILE, NO_PRIVILEGE_IN_AN_OUTAGE)
"""Where something else stands against the deletion too, so that any refusal is right, and an error."""
NO_PRIVILEGE_BEHIND = "no-privilege-behind-an-administrator"
CONDITIONS = {
    "no-privilege": "the first time",
    "no-privilege-again": "after a refusal too",
    "no-privilege-fresh-session": "in a fresh session too",
    NO_PRIVILEGE_BEHIND: "on a connection that an administrator's request came over too",
}


def _forbidden(seen: Attempt, contract: Contract) -> Judgement:
    unclear = unmeasured(seen.call)
    due = f"403 (the account lacks {', '.join(contract.permissions)})"
    if unclear:
        yield unclear
    elif is_gone(seen.call):
        yield from _hidden(seen, due)
    elif seen.call.status != 403:  # noqa: PLR2004 - HTTP's own number
        yield Finding(due, seen.call.in_words(), seen.call)


def _hidden(seen: Attempt, due: str) -> Judgement:
    """A 404 is right where the account cannot see the pairing at all."""
    asked = seen.hidden
    if asked is None or not (is_success(asked) or is_refused(asked)) or unmeasured(asked):
        yield Unjudged("whether getPairing hides the pairing from the same account could not be read")
    elif not is_gone(asked):
        shown = f"{seen.call.in_words()}, while getPairing answers {asked.in_words()} to the same account"
        yield Finding(due, shown, seen.call)


def _absent(contract: Contract) -> str:
    return "" if contract.permissions else "the document names no privilege (x-dr-permissions)"


@permission.rule
def conditions(contract: Contract) -> Iterator[Requirement]:
    """An account without the privilege is refused, whenever it asks."""
    for condition, when in CONDITIONS.items():
        yield Requirement(
            f"permission.{condition}",
            f"An account without the privilege is refused with 403, {when}.",
            Level.MUST,
            Area.PERMISSION,
            contract.extension(Permissions),
            over=("no-privilege",),
            of=(Attempt,),
            where=lambda seen, condition=condition: seen.condition == condition,  # type: ignore[misc]
            judge=_forbidden,
            needs=frozenset({"viewer_sessions"}) if condition == "no-privilege-fresh-session" else frozenset(),
            reason="404 passes where getPairing hides the pairing from the same account too (RFC 9110 15.5.4).",
            not_applicable=_absent(contract),
        )


@permission.rule
def unknown_pairing(contract: Contract) -> Iterator[Requirement]:
    """The refusal does not hang on the pairing's existence."""
    yield Requirement(
        "permission.no-privilege-unknown-pairing",
        "An account without the privilege is refused for an unknown pairing, in an outage and during a deletion too.",
        Level.MUST,
        Area.PERMISSION,
        contract.extension(Permissions),
        over=("no-privilege",),
        of=(Attempt,),
        where=lambda seen: seen.condition in ("no-privilege-unknown-pairing", *ELSEWISE_REFUSED),
        judge=_forbidden_or_not_found,
        reason="In which order a target checks privilege and id is an open question: 403 and 404 are both sane; of a "
        "pairing whose deletion runs, and while the remote site is down, any refusal is.",
        not_applicable=_absent(contract),
    )


def _forbidden_or_not_found(seen: Attempt, _: Contract) -> Judgement:
    unclear = unmeasured(seen.call)
    if unclear:
        yield unclear
    elif seen.condition in ELSEWISE_REFUSED:
        if is_success(seen.call):
            yield Finding("403, or another refusal", seen.call.in_words(), seen.call)
    elif seen.call.status not in (403, 404):
        yield Finding("403 or 404", seen.call.in_words(), seen.call)


DETOURS = {f"no-privilege-{way}": way for way in (*DETOURS_OF_A_CHECK, WITH_BASIC, WITH_NAME)}
"""Condition -> how the request is spelled, or what goes beside it: an administrator's name and password, or the name
alone in headers by which a gateway tells who is logged in."""
NO_PRIVILEGE_SINCE_EXPIRY, NO_PRIVILEGE_BESIDE = "no-privilege-since-expiry", "no-privilege-beside-a-deletion"


@permission.rule
def detours(contract: Contract) -> Iterator[Requirement]:
    """A refusal holds however the same is asked."""
    yield Requirement(
        "permission.no-detour",
        "An account without the privilege deletes nothing by another spelling, in a later session, beside a deletion.",
        Level.MUST,
        Area.PERMISSION,
        contract.extension(Permissions),
        over=("no-privilege",),
        of=(Attempt,),
        where=lambda seen: seen.condition in (*DETOURS, NO_PRIVILEGE_SINCE_EXPIRY, NO_PRIVILEGE_BESIDE),
        judge=deletes_nothing("a refusal, as for the plain request"),
        reason="With which status such a request is refused is open; that it does not delete is not.",
        not_applicable=_absent(contract),
    )


@permission.rule
def not_done(contract: Contract) -> Iterator[Requirement]:
    """Refused is not done."""
    yield Requirement(
        "permission.refused-means-not-done",
        "A deletion refused for want of the privilege leaves the pairing.",
        Level.MUST,
        Area.PERMISSION,
        contract.extension(Permissions),
        over=("no-privilege",),
        of=(Attempt,),
        where=lambda seen: seen.condition in CONDITIONS,
        judge=refused_means_not_done,
        not_applicable=_absent(contract),
    )
