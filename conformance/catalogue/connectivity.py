"""What the operation does while the remote site cannot be used: the vendor's connectivity contract.

The document gives each state of the remote site one word and defines none of them. ERROR we take
as what it says in any language: the deletion does not succeed, be it by an error status at once or
by a Task that ends in ERROR. OK and FULL_DATA: it works as if nothing were wrong. PARTIAL_DATA: it
is not refused. DEPENDS_ON_PROVIDED_PARAMS: any documented answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.contract import ACCEPTED, GET_PAIRING, Contract
from conformance.catalogue.reading import (
    ERROR,
    FAILURES,
    SUCCESS,
    body_of,
    end_of,
    is_gone,
    is_success,
    is_there,
    looks_at,
    says_something,
    task_id,
    task_of,
    task_status,
    unmeasured,
)
from conformance.catalogue.refusal import deletes_nothing
from conformance.catalogue.requirement import Family, Judge, Judgement, Requirement
from conformance.document.extensions import ConnectivityContract
from conformance.model.observations import Attempt, Deletion, Task
from conformance.model.terms import Area, Finding, Level, Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

connectivity = Family(Area.CONNECTIVITY)

NOT_AUTHENTICATED, SERVER_DOWN = "not-authenticated", "server-down"
STATES = {
    NOT_AUTHENTICATED: "without a login to the remote site",
    SERVER_DOWN: "while the remote site is down",
}
ELSEWHERE = "not-authenticated-here"
"""Logged in to the remote site, but in another session."""
ELSEWHERE_BEHIND, ELSEWHERE_SINCE = f"{ELSEWHERE}-behind-who-is", f"{ELSEWHERE}-since-logout"
ELSEWHERE_EXPIRED = f"{ELSEWHERE}-since-expiry"
"""The same, where that session's request came over the same connection, and where it was over before."""

DOES = {
    ERROR: "does not succeed",
    "OK": "works as ever",
    "FULL_DATA": "works as ever",
    "PARTIAL_DATA": "is not refused",
    "DEPENDS_ON_PROVIDED_PARAMS": "gets a documented answer",
}
UNDEFINED = "The document does not define the word; an error status and a Task that ends in ERROR both fit it."


def _not_successful(seen: Attempt, _: Contract) -> Judgement:
    unclear = unmeasured(seen.call)
    end = end_of(seen.task) if seen.task else None
    if unclear:
        yield unclear
    elif seen.call.status == ACCEPTED and end == ERROR:
        return
    elif seen.call.status == ACCEPTED and end is None and seen.task is not None:
        yield from _endless(seen.task)
    elif seen.call.status is None or seen.call.status < 300:  # noqa: PLR2004 - successes
        came = f"a Task that ends in {end}" if end else seen.call.in_words()
        yield Finding("an error status, or a Task that ends in ERROR", came, seen.call)
    elif seen.call.status < 400:  # noqa: PLR2004 - redirects
        yield Unjudged(f"a redirect ({seen.call.status}) is neither a success nor an error")


def _endless(task: Task) -> Judgement:
    """Judge a task that was not seen to end."""
    last = (task.first, *task.polls)[-1]
    waited = last.at - task.first.at
    if task_id(task.first) is None or task_of(last) is None:
        yield Unjudged("the task of the 202 could not be followed to its end")
    elif waited < task.patience:
        yield Unjudged(f"the task was followed for {waited:.1f} of {task.patience:.1f} s only")
    else:
        expected = f"an error at once, or a Task that ends in ERROR within {task.patience:g} s"
        yield Finding(expected, f"a Task in {task_status(last) or 'no status'}", last)


def _works(seen: Deletion, _: Contract) -> Judgement:
    unclear = unmeasured(seen.task.first)
    end = end_of(seen.task)
    if unclear:
        yield unclear
    elif seen.task.first.status != ACCEPTED:
        yield Finding("202", seen.task.first.in_words(), seen.task.first)
    elif end != SUCCESS:
        yield Finding(
            "a Task that ends in SUCCESS", f"a Task that ended in {end}" if end else "no end", seen.task.first
        )


def _not_refused(seen: Deletion, _: Contract) -> Judgement:
    unclear = unmeasured(seen.task.first)
    if unclear:
        yield unclear
    elif not is_success(seen.task.first):
        yield Finding("202", seen.task.first.in_words(), seen.task.first)


def _documented(seen: Attempt, contract: Contract) -> Judgement:
    unclear = unmeasured(seen.call)
    if unclear:
        yield unclear
    elif not contract.operation.documented(seen.call.status):
        yield Finding("a documented status code", seen.call.in_words(), seen.call)


JUDGES: dict[str, tuple[type, Judge]] = {
    ERROR: (Attempt, _not_successful),
    "OK": (Deletion, _works),
    "FULL_DATA": (Deletion, _works),
    "PARTIAL_DATA": (Deletion, _not_refused),
    "DEPENDS_ON_PROVIDED_PARAMS": (Attempt, _documented),
}


def consumes(value: str) -> bool:
    """Whether a right target deletes the pairing under this value of the contract."""
    return JUDGES.get(value, (Attempt,))[0] is Deletion


def _absent(contract: Contract, key: str, *values: str) -> str:
    value = contract.connectivity.get(key)
    if value is None:
        return f"the document's connectivity contract has no `{key}`"
    if values and value not in values:
        return f"the document's connectivity contract says {value} for `{key}`"
    return ""


def _requirement(contract: Contract, name: str, key: str, title: str, judge: Judge, **rest: object) -> Requirement:
    merged: dict[str, object] = {
        "over": (key,),
        "of": (Attempt,),
        "where": lambda seen: seen.condition == key,
        "level": Level.MUST,
        "clause": contract.extension(ConnectivityContract),
        "not_applicable": _absent(contract, key, ERROR),
    } | rest
    return Requirement(
        f"connectivity.{name}",
        title,
        area=Area.CONNECTIVITY,
        judge=judge,
        **merged,  # type: ignore[arg-type]
    )


def _left(seen: Attempt, _: Contract) -> Judgement:
    there = is_there(seen.after) if seen.after else None
    if seen.task is not None and end_of(seen.task) == SUCCESS:
        yield Unjudged("the deletion was answered as carried out")
    elif there is None:
        yield Unjudged("whether the pairing is still there could not be read")
    elif not there:
        yield Finding(f"{seen.pairing} still there after the error", "gone", seen.call)


def _says_why(seen: Attempt, _: Contract) -> Judgement:
    if seen.call.status == ACCEPTED:
        failed = [look for look in looks_at(seen.task) if task_status(look) == ERROR] if seen.task else []
        if not failed:
            yield Unjudged("no Task in ERROR was shown")
        for look in failed:
            error = (task_of(look) or {}).get("error")
            if isinstance(error, dict | None) and not says_something(error):
                yield Finding("an error with a message", f"{error!r:.80}", look, "/error/message")
    else:
        body = None if is_success(seen.call) else body_of(seen.call)
        if not isinstance(body, dict):
            yield Unjudged("no ResponseError was answered")
        elif not any(says_something(body.get(name)) for name in ("message", "error_code")):
            yield Finding("a ResponseError with a message or an error_code", f"{body!r:.80}", seen.call)


@connectivity.rule
def states(contract: Contract) -> Iterator[Requirement]:
    """Each state of the contract is kept, leaves the pairing, and says why."""
    for key, when in STATES.items():
        value = contract.connectivity.get(key, ERROR)
        of, judge = JUDGES[value]
        title = f"A deletion {when} {DOES[value]}."
        yield _requirement(
            contract,
            key,
            key,
            title,
            judge,
            of=(of,),
            reason=UNDEFINED,
            not_applicable=_absent(contract, key),
        )
        yield _requirement(
            contract,
            f"{key}-leaves-the-pairing",
            key,
            f"A deletion refused {when} leaves the pairing.",
            _left,
        )
        yield _requirement(
            contract,
            f"{key}-says-why",
            key,
            f"A deletion refused {when} says why.",
            _says_why,
            level=Level.SHOULD,
            reason="Every member of ResponseError and of TaskError is optional; the text asks for none of them.",
        )


AFTER_STATES, MIDWAY = "after-states", "outage-midway"
"""Deletions after the states of the remote site, and one in whose midst that site goes down."""
NO_SESSION_IN_AN_OUTAGE = f"{SERVER_DOWN}-no-session"
NOT_AUTHENTICATED_DESPITE = f"{NOT_AUTHENTICATED}-after-a-refused-login"
NOT_AUTHENTICATED_BESIDE = f"{NOT_AUTHENTICATED}-beside-a-deletion"
DETOURS = (
    NO_SESSION_IN_AN_OUTAGE,
    f"{NOT_AUTHENTICATED}-forced",
    f"{NOT_AUTHENTICATED}-with-basic",
    f"{NOT_AUTHENTICATED}-with-body",
    f"{SERVER_DOWN}-forced",
    f"{SERVER_DOWN}-{NOT_AUTHENTICATED}",
    NOT_AUTHENTICATED_DESPITE,
    NOT_AUTHENTICATED_BESIDE,
)
"""Ways round the contract: a query that the document does not know, the local account's credentials beside the
session, a body that says nothing, no session at all while the site is down, both states at once, a remote login that
was refused, and another pairing that is being deleted meanwhile."""


@connectivity.rule
def detours(contract: Contract) -> Iterator[Requirement]:
    """What stands against a deletion stands against it however it is asked."""
    yield _requirement(
        contract,
        "no-detour",
        NOT_AUTHENTICATED,
        "A deletion that the remote site stands against succeeds neither by `force=true` nor by other credentials.",
        deletes_nothing("an error status, or a Task that ends in ERROR"),
        over=(NOT_AUTHENTICATED, SERVER_DOWN),
        where=lambda seen: seen.condition in DETOURS,
        reason="The operation has no query; a forced deletion is another product's (vSphere Replication).",
    )


NO_PRIVILEGE_THEN, NOT_AUTHENTICATED_THEN = "no-privilege-after-outage", "not-authenticated-after-outage"
LOGIN_REFUSED_THEN = "not-authenticated-since-a-login-in-the-outage"
"""A login to the remote site that was refused while that was down; it is up again."""


@connectivity.rule
def outage_grants_nothing(contract: Contract) -> Iterator[Requirement]:
    """What was refused before an outage is refused after it."""
    refused = [NO_PRIVILEGE_THEN] if contract.permissions else []
    if contract.connectivity.get(NOT_AUTHENTICATED) == ERROR:
        refused += [NOT_AUTHENTICATED_THEN, LOGIN_REFUSED_THEN]
    yield _requirement(
        contract,
        "outage-grants-nothing",
        SERVER_DOWN,
        "After an outage of the remote site nothing is deleted without the privilege or without a login to that site.",
        deletes_nothing("a refusal, as before the outage"),
        where=lambda seen: seen.condition in refused,
        not_applicable=_absent(contract, SERVER_DOWN, ERROR)
        or ("" if refused else "the document refuses nobody whom an outage could let in"),
        reason="The contract is about the state; when it is over everything else holds as it did before.",
    )


READABLE = ("OK", "FULL_DATA", "PARTIAL_DATA")
"""What the contract says of a read that is answered."""


def _readable(seen: Attempt, _: Contract) -> Judgement:
    answer = seen.after.by_id if seen.after else None
    if answer is None or is_gone(answer):
        yield Unjudged("the pairing was not there to be read")
    elif not is_success(answer):
        yield unmeasured(answer) or Finding("200, with as much as is known", answer.in_words(), answer)


@connectivity.rule
def readable_meanwhile(contract: Contract) -> Iterator[Requirement]:
    """A pairing can be read while its remote site is down."""
    promised = contract.connectivity_of(GET_PAIRING).get(SERVER_DOWN) in READABLE
    yield _requirement(
        contract,
        f"{SERVER_DOWN}-can-be-read",
        SERVER_DOWN,
        "A pairing can be read while its remote site is down.",
        _readable,
        clause=contract.get_pairing(),
        reason="The contract of getPairing in that state; which members are left out then it does not say.",
        not_applicable=_absent(contract, SERVER_DOWN, ERROR)
        or ("" if promised else f"the document does not say that {GET_PAIRING} works while the remote site is down"),
    )


@connectivity.rule
def login_serves_one_session(contract: Contract) -> Iterator[Requirement]:
    """A remote login belongs to the session that made it."""
    yield _requirement(
        contract,
        "login-serves-one-session",
        NOT_AUTHENTICATED,
        "A login to the remote site made in one session does not serve another.",
        _not_successful,
        over=("login-elsewhere",),
        where=lambda seen: seen.condition in (ELSEWHERE, ELSEWHERE_BEHIND, ELSEWHERE_SINCE, ELSEWHERE_EXPIRED),
        reason="createRemoteSession acts within the session whose id it is sent with.",
    )


def _deletable(seen: Deletion, _: Contract) -> Judgement:
    first, end = seen.task.first, end_of(seen.task)
    if first.status == ACCEPTED and end == SUCCESS:
        return  # whatever was said to a login that may have been there already
    if seen.login is not None and not is_success(seen.login):
        yield Unjudged(f"the remote login before the deletion was refused ({seen.login.in_words()})")
    elif first.status == ACCEPTED and end in FAILURES:
        yield Finding("a deletion that succeeds once the remote site can be used", f"a Task that ends in {end}", first)
    elif first.status == ACCEPTED:
        yield Unjudged("the deletion was not seen to succeed")
    elif first.status is not None and 300 <= first.status < 400:  # noqa: PLR2004 - redirects
        yield Unjudged(f"a redirect ({first.status}) is neither a success nor an error")
    elif not is_success(first):
        yield unmeasured(first) or Finding("202 once the remote site can be used", first.in_words(), first)


@connectivity.rule
def over_afterwards(contract: Contract) -> Iterator[Requirement]:
    """Once a state is over it has no hold on the pairing."""
    yield _requirement(
        contract,
        "is-over-afterwards",
        NOT_AUTHENTICATED,
        "A pairing that could not be deleted for want of the remote site can be deleted afterwards.",
        _deletable,
        of=(Deletion,),
        over=("deletion", MIDWAY),
        where=lambda seen: seen.condition == AFTER_STATES,
    )
