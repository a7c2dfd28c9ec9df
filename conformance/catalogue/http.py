"""HTTP itself: what other methods may not do, and answers that a client can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.contract import Contract, rfc9110
from conformance.catalogue.reading import calls_in, is_success, is_there, tasks_in, unmeasured
from conformance.catalogue.requirement import Family, Judgement, Requirement
from conformance.model.http import Trouble
from conformance.model.observations import Attempt, Deletion, Sequel
from conformance.model.terms import Area, Clause, Finding, Level, Unjudged

if TYPE_CHECKING:
    from collections.abc import Iterator

http = Family(Area.HTTP)

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
OTHERS = ("POST", "PUT", "PATCH", "LINK")
LOWER_CASE = "lower-case"
TRICKS = {
    "preflight": "a CORS preflight that asks whether DELETE is allowed",
    "override": "a method override header on a GET",
    "query-method": "a method named in the query of a GET",
    "override-head": "a method override header on a HEAD",
}


def _nothing_deleted(seen: Attempt, _: Contract) -> Judgement:
    there = is_there(seen.after) if seen.after else None
    if there is None:
        yield Unjudged("whether the pairing is still there could not be read")
    elif not there:
        yield Finding(
            f"{seen.pairing} still there",
            f"deleted by {seen.call.request.method} ({seen.call.in_words()})",
            seen.call,
        )
    elif seen.call.response is not None and (unclear := unmeasured(seen.call)):
        yield unclear


def _attempt(condition: str, title: str, section: str, text: str, *, not_applicable: str = "") -> Requirement:
    return Requirement(
        f"http.{condition}-does-not-delete",
        title,
        Level.MUST,
        Area.HTTP,
        rfc9110(section, text),
        over=("other-methods",),
        of=(Attempt,),
        where=lambda seen: seen.condition == condition,
        judge=_nothing_deleted,
        not_applicable=not_applicable,
    )


@http.rule
def methods(contract: Contract) -> Iterator[Requirement]:
    """No method but DELETE deletes."""
    for method in SAFE:
        title = f"{method} on a pairing does not delete it."
        text = "GET, HEAD, OPTIONS and TRACE are safe: a client asks for no change by them."
        yield _attempt(method.lower(), title, "9.2.1", text)
    for method in OTHERS:
        title = f"{method} on a pairing does not delete it."
        text = "The method is the primary source of what a request means."
        known = method in contract.operation.methods_of_path
        why = f"the document gives the path an operation {method}" if known else ""
        yield _attempt(method.lower(), title, "9.1", text, not_applicable=why)
    for condition, what in TRICKS.items():
        text = "An owner of a resource must not let a safe method do what is unsafe, whatever else is sent."
        yield _attempt(condition, f"A pairing is not deleted by {what}.", "9.2.1", text)


@http.should(
    lambda _: rfc9110("9.1", "The method token is case-sensitive."),
    of=(Attempt,),
    where=lambda seen: seen.condition == LOWER_CASE,
    over=("other-methods",),
    reason="Some gateways and servers write every method in capitals before they look at it.",
)
def lower_case_method_does_not_delete(seen: Attempt, contract: Contract) -> Judgement:
    """The method in small letters is another one and deletes nothing."""
    yield from _nothing_deleted(seen, contract)


@http.should(
    lambda _: rfc9110(
        "15.5.6",
        "A method that the resource does not support gets 405; one that the server does not know 501.",
    ),
    of=(Attempt,),
    where=lambda seen: seen.condition.upper() in OTHERS,
    over=("other-methods",),
    reason="The document does not describe these methods, so it forces no answer; the standard recommends these.",
)
def unsupported_method_is_refused(seen: Attempt, contract: Contract) -> Judgement:
    """A method that the document does not give the path is not answered with success."""
    if seen.condition.upper() in contract.operation.methods_of_path:
        yield Unjudged("the document gives the path this method")
        return
    unclear = unmeasured(seen.call)
    if unclear:
        yield unclear
    elif seen.call.status is None or seen.call.status < 400 or seen.call.status in (500, 502, 504):  # noqa: PLR2004
        yield Finding("405, 501 or another refusal", seen.call.in_words(), seen.call)


@http.should(
    lambda _: rfc9110("15.5.6", "A 405 carries Allow with the methods that the resource supports."),
    of=(Attempt,),
    where=lambda seen: seen.condition.upper() in OTHERS,
    over=("other-methods",),
    reason="A MUST of the standard; the contract declares no headers, so the breach is reported and does not fail it.",
)
def allow_on_405(seen: Attempt, _: Contract) -> Judgement:
    """A 405 names the methods that are allowed."""
    if seen.call.status != 405 or seen.call.response is None:  # noqa: PLR2004 - HTTP's own number
        yield Unjudged("no 405 was answered")
    elif seen.call.response.header("allow") is None:
        yield Finding("an Allow header", "none", seen.call, "Allow")


@http.should(
    lambda _: rfc9110("15.5.2", "A 401 carries WWW-Authenticate with at least one challenge."),
    of=(Attempt,),
    where=lambda seen: seen.condition in ("no-session", "unknown-session"),
    over=("unauthenticated",),
    reason="A MUST of the standard; the contract declares no headers, and session APIs often leave it out.",
)
def challenge_on_401(seen: Attempt, _: Contract) -> Judgement:
    """A 401 carries a challenge."""
    if seen.call.status != 401 or seen.call.response is None:  # noqa: PLR2004 - HTTP's own number
        yield Unjudged("no 401 was answered")
    elif not seen.call.response.header("www-authenticate"):
        yield Finding("a WWW-Authenticate header", "none", seen.call, "WWW-Authenticate")


OTHER_CASE = "header-in-other-case"
"""A deletion of an unknown pairing, with the name of the session's header in the other case."""


@http.rule
def header_names(contract: Contract) -> Iterator[Requirement]:
    """Names of headers have no case."""
    yield Requirement(
        "http.header-names-in-any-case",
        "A session is known by its header in whatever case its name is written.",
        Level.MUST,
        Area.HTTP,
        rfc9110("5.1", "Field names are case-insensitive."),
        over=("unknown-pairing",),
        of=(Attempt,),
        where=lambda seen: seen.condition == OTHER_CASE,
        judge=_known_by_it,
        reason="Clients and gateways write names in their own case, and HTTP/2 in small letters.",
        not_applicable=contract.no_session,
    )


def _known_by_it(seen: Attempt, _: Contract) -> Judgement:
    unclear = unmeasured(seen.call)
    if unclear:
        yield unclear
    elif seen.call.status == 401:  # noqa: PLR2004 - HTTP's own number
        yield Finding("another answer than 401, as to the name in its usual case", "401", seen.call)


OVER = ("unknown-pairing", "unauthenticated", "no-privilege", "deletion")


@http.must(lambda contract: contract.answer(), of=(Attempt, Deletion), over=OVER)
def redirect_is_no_answer(seen: Attempt | Deletion, _: Contract) -> Judgement:
    """The operation is not answered with a redirect."""
    calls = [each for each in calls_in(seen) if not each.odd]
    if not calls:
        yield Unjudged("no ordinary request")
    for call in calls:
        if call.response is None:
            yield unmeasured(call) or Unjudged(call.in_words())
        elif 300 <= call.response.status < 400:  # noqa: PLR2004 - redirects
            location = call.response.header("location")
            yield Finding("a documented status code", f"{call.status} to {location or 'nowhere'}", call)


@http.must(
    lambda _: Clause(
        "RFC 9112",
        "#section-6.3",
        "The length of a message body follows from its framing; a message that breaks off is incomplete.",
    ),
    of=(Attempt, Deletion),
    over=OVER,
)
def well_formed_response(seen: Attempt | Deletion, _: Contract) -> Judgement:
    """Every response is an HTTP/1.1 message whose length is what it says."""
    first = (seen.call,) if isinstance(seen, Attempt) else calls_in(seen)
    for exchange in (*first, *(each for task in tasks_in(seen) for each in (*task.polls, *task.later))):
        if exchange.surplus:
            got = f"{exchange.in_words()} to {exchange.request.method}, and {exchange.surplus:,} bytes behind it"
            yield Finding("a response that ends where its framing says", got, exchange)
        broken = exchange.trouble is Trouble.GARBLED or (exchange.trouble is Trouble.CLOSED and not exchange.odd)
        if broken and exchange.steady:
            yield Finding("a whole HTTP/1.1 response", exchange.in_words(), exchange)
        elif exchange.response is None:
            yield Unjudged(exchange.in_words())
    tries = (*seen.unanswered, seen.task.first) if isinstance(seen, Deletion) and seen.unanswered else ()
    if tries and all(each.trouble is Trouble.GARBLED for each in tries):
        yield Finding("a whole HTTP/1.1 response", f"{tries[-1].in_words()}, to each deletion", tries[-1])


@http.must(
    lambda _: Clause(
        "RFC 9112",
        "#section-9.3",
        "A server reads the whole content of a request or closes the connection; what is left would be taken for "
        "the next request.",
    ),
    of=(Sequel,),
    over=("one-connection",),
    reason="Another request than the odd one is answered wrongly then, with a gateway in between another client's.",
)
def connection_stays_in_step(seen: Sequel, _: Contract) -> Judgement:
    """What comes behind another request on a connection is answered as it is by itself."""
    then = seen.then
    due = f"{seen.alone.in_words()}, as without the {seen.first.request.method} before it (exchange {then.behind})"
    if seen.first.surplus:
        said = f"{seen.first.surplus:,} bytes behind the answer to {seen.first.request.method}"
        yield Finding("nothing that the next request would take for its answer", said, seen.first)
    elif not is_success(seen.alone):
        yield Unjudged(f"the ordinary request by itself was answered {seen.alone.in_words()}")
    elif then.behind == 0 or is_success(then) or then.trouble is Trouble.CLOSED:
        return  # on a connection that has ended nothing can be out of step
    elif then.trouble is Trouble.GARBLED:
        yield Finding(due, then.in_words(), then)
    elif then.status == 401:  # noqa: PLR2004 - the session ran out
        yield Unjudged("the request behind it was answered 401")
    else:
        yield unmeasured(then) or Finding(due, then.in_words(), then)
