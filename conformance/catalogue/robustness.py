"""Odd requests that name no pairing: refused in good order, whatever stands in them.

A gateway in front of the target may answer such a request by itself, so beside the document's
status codes those pass that HTTP has for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from conformance.catalogue.contract import Contract, rfc9110
from conformance.catalogue.reading import is_success, unmeasured
from conformance.catalogue.requirement import Family, Judgement
from conformance.model.http import Trouble
from conformance.model.observations import Hostile
from conformance.model.terms import Area, Clause, Depth, Finding

if TYPE_CHECKING:
    from conformance.model.http import Exchange

robustness = Family(Area.ROBUSTNESS)

OVER = ("odd-requests",)
OF_HTTP = frozenset({405, 406, 408, 411, 412, 413, 414, 415, 416, 417, 421, 425, 428, 431, 494})
"""Refusals that HTTP has for a request which a server or gateway will not process (494: nginx)."""
NOT_IMPLEMENTED = (501, 505)
UNREACHED = (502, 503)
"""What a gateway answers when the server behind it closed the connection."""
REDIRECTS = (301, 302, 307, 308)
"""What a gateway may answer that tidies up a path."""
MEANINGLESS = re.compile(r"x-(?:odd|long(?:long)*|many-[0-9]+)", re.IGNORECASE)
"""Names of headers that odd requests carry and that mean nothing to anybody, as X-Request-Id or Origin may."""
_URI = re.compile(r"(?:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
LINE = 8000
"""Octets of a request line that every recipient should take (RFC 9112 3)."""
SHOWN = 120
"""Characters of a request target that a finding quotes."""
INJECTED = "x-injected"
"""Name of the header that odd requests try to smuggle into a response."""


def is_uri(call: Exchange) -> bool:
    """Whether the target of a request holds only what a URI may hold (RFC 3986 2)."""
    return _URI.fullmatch(call.request.target) is not None


def _may_close(call: Exchange) -> bool:
    """Whether a server may close the connection on a request, so that a gateway before it has no answer to pass on.

    RFC 9110 9.3.5 says so of a DELETE with content, RFC 9112 3.2 of a target that is no URI. Who refuses a request
    line that is too long before it is read to its end may lose the answer with the connection (RFC 9112 9.6).
    """
    return bool(call.request.body) or not is_uri(call) or len(call.request.target) > LINE


def _asked(call: Exchange) -> str:
    """The request line: beside one another those of several findings show what they have in common."""
    target = call.request.target
    return f"{call.request.method} {target if len(target) <= SHOWN else f'{target[:SHOWN]}...'}"


def _unclear(call: Exchange) -> Judgement:
    unclear = unmeasured(call)
    if unclear:
        yield unclear


@robustness.must(
    lambda contract: contract.answer(500),
    of=(Hostile,),
    over=OVER,
    reason="500 is for the unexpected; what a client sends is to be expected, and 400 and 404 are there for it. "
    "502 and 503 pass where the target is no URI or beyond 8,000 octets, or DELETE has content: a server may close "
    "the connection on such.",
)
def no_server_error(seen: Hostile, _: Contract) -> Judgement:
    """No odd request leads to a server error."""
    yield from _unclear(seen.call)
    status = seen.call.status
    passing = (*NOT_IMPLEMENTED, *UNREACHED) if _may_close(seen.call) else NOT_IMPLEMENTED
    if status is not None and status >= 500 and status not in passing and not unmeasured(seen.call):  # noqa: PLR2004
        yield Finding("400, 404 or another refusal", f"{status} to {_asked(seen.call)}", seen.call)


@robustness.must(
    lambda _: Clause(
        "RFC 9112",
        "#section-9.5",
        "A server answers each request before it closes a connection.",
    ),
    of=(Hostile,),
    over=OVER,
    reason="A request target that is no URI (bytes beyond ASCII, `{`, `%zz`) should be answered with 400, but a "
    "server may close the connection on it (RFC 9112 3.2), and on content of a DELETE (RFC 9110 9.3.5); the answer to "
    "a target beyond 8,000 octets may be lost where it is refused half read (RFC 9112 9.6). None may leave the client "
    "waiting.",
)
def every_request_is_answered(seen: Hostile, _: Contract) -> Judgement:
    """Every odd request gets an answer, and gets it in time."""
    if seen.call.response is None:
        if seen.call.trouble is Trouble.CLOSED and _may_close(seen.call):
            return
        if seen.call.steady:
            yield Finding("an answer", seen.call.in_words(), seen.call)
        else:
            yield from _unclear(seen.call)


@robustness.must(lambda contract: contract.answer(404), of=(Hostile,), over=OVER)
def nothing_is_accepted(seen: Hostile, _: Contract) -> Judgement:
    """No request that names no pairing is answered with success."""
    yield from _unclear(seen.call)
    if is_success(seen.call):
        yield Finding("404, 400 or another refusal", seen.call.in_words(), seen.call)


@robustness.must(
    lambda contract: contract.answer(),
    of=(Hostile,),
    over=OVER,
    reason="Beside the documented codes those pass that HTTP has for requests which a gateway will not forward.",
)
def answers_are_known(seen: Hostile, contract: Contract) -> Judgement:
    """An odd request is answered with a documented status, or with one that HTTP has for such requests."""
    yield from _unclear(seen.call)
    status = seen.call.status
    tidied = seen.gateway and status in REDIRECTS
    refused = status is not None and 300 <= status < 500 and not tidied  # noqa: PLR2004 - redirects and client errors
    if refused and not contract.operation.documented(status) and status not in OF_HTTP and not unmeasured(seen.call):
        listed = ", ".join(sorted(contract.operation.answers))
        yield Finding(
            f"a documented status code ({listed}), or one that HTTP has for it",
            seen.call.in_words(),
            seen.call,
        )


def _smuggles(seen: Hostile) -> bool:
    """Whether a request holds what would be a header of its response, were it let through."""
    request = seen.call.request
    places = (unquote(unquote(request.target)), *(value for _, value in request.headers))
    return any(INJECTED in each.lower() for each in places)


@robustness.must(
    lambda _: rfc9110("5.5", "CR, LF and NUL in a field value are invalid and dangerous."),
    of=(Hostile,),
    where=_smuggles,
    over=OVER,
    reason="A header that a request can write into its response lets strangers forge responses.",
)
def no_header_injection(seen: Hostile, _: Contract) -> Judgement:
    """Nothing in a request becomes a header of its response."""
    yield from _unclear(seen.call)
    response = seen.call.response
    if response is not None and response.header(INJECTED) is not None:
        yield Finding("no such header", f"{INJECTED}: {response.header(INJECTED)}", seen.call, INJECTED)


@robustness.should(
    lambda contract: contract.answer(404),
    of=(Hostile,),
    where=lambda seen: any(MEANINGLESS.fullmatch(name) for name, _ in seen.call.request.headers),
    over=OVER,
    depth=Depth.STANDARD,
    reason="No clause forbids headers beside those of the document, and some give requests back for their tracing. Yet "
    "one whose name means nothing is the request's alone, and caches and browsers take it for the target's.",
)
def no_header_reflection(seen: Hostile, _: Contract) -> Judgement:
    """No header that means nothing to anybody comes back from a request in its response."""
    yield from _unclear(seen.call)
    response, request = seen.call.response, seen.call.request
    sent = {(name.lower(), value.strip(" \t")) for name, value in request.headers if MEANINGLESS.fullmatch(name)}
    back = next((each for each in response.headers if (each[0].lower(), each[1]) in sent), None) if response else None
    if back:
        name, value = back
        yield Finding("no such header", f"{name}: {value[:SHOWN]}", seen.call, name.lower())
