"""Methods that do what they must not, and answers that are no HTTP."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from dataclasses import replace

from conformance.model.terms import Level
from conformance.reference.access import HEADER
from conformance.reference.behaviour import BASE, Behaviour
from conformance.reference.seeded import Fault, fault
from conformance.reference.site import Site
from conformance.reference.variants.lists import TasksAreNotListed
from conformance.reference.wire import Answer, Ask, Raw, Reply

REFUSED = "http.unsupported-method-is-refused"
DOCUMENTED = "status.answers-are-documented"
UNREADABLE = (DOCUMENTED, "status.unknown-pairing-is-not-found", "robustness.every-request-is-answered")
"""What an answer breaks that cannot be read, where 404 is due."""
OVERRIDES = ("x-http-method-override", "x-http-method", "x-method-override")
PREFLIGHT = "access-control-request-method"
PAIRING = len(BASE) + 2
"""Segments in the path of a pairing."""


class TakenForDelete(Behaviour):
    """Takes other requests for a deletion."""

    def is_taken(self, ask: Ask) -> bool:
        """Whether a request for a pairing that is no DELETE is taken for one."""
        return False

    def names_a_pairing(self, ask: Ask) -> bool:
        """Whether the path is that of a pairing."""
        return len(ask.segments) == PAIRING and self.below_base(ask)[:1] == ("pairings",)

    def dispatch(self, ask: Ask) -> Reply:
        if self.names_a_pairing(ask) and ask.method != "DELETE" and self.is_taken(ask):
            return super().dispatch(replace(ask, method="DELETE"))
        return super().dispatch(ask)


def deletes(method: str, *trips: str) -> Fault:
    """A fault that takes a method for DELETE."""

    class Deletes(TakenForDelete):
        def is_taken(self, ask: Ask) -> bool:
            return ask.method == method and not any(ask.header(each) for each in (*OVERRIDES, PREFLIGHT))

    name = f"{method.lower()}-deletes"
    broken = frozenset({f"http.{method.lower()}-does-not-delete", *trips})
    return Fault(name, f"{method} on a pairing deletes it.", Deletes, broken)


class GetDeletes(Behaviour):
    """GET on a pairing shows it, and deletes it."""

    def get_pairing(self, ask: Ask, raw: str) -> Reply:
        reply = super().get_pairing(ask, raw)
        if ask.method == "GET":
            self.site.pairings.pop(raw, None)
        return reply


class OverrideOnGet(TakenForDelete):
    """Takes the method from a header of a GET."""

    def is_taken(self, ask: Ask) -> bool:
        return ask.method == "GET" and any(ask.header(each).upper() == "DELETE" for each in OVERRIDES)


class OverrideOnHead(TakenForDelete):
    """Takes the method from a header of a HEAD."""

    def is_taken(self, ask: Ask) -> bool:
        return ask.method == "HEAD" and any(ask.header(each).upper() == "DELETE" for each in OVERRIDES)


class MethodInTheQuery(TakenForDelete):
    """Takes the method from the query of a GET."""

    def is_taken(self, ask: Ask) -> bool:
        return ask.method == "GET" and (ask.parameter("_method") or "").upper() == "DELETE"


class PreflightDeletes(TakenForDelete):
    """Takes the method from a preflight that asks whether it is allowed."""

    def is_taken(self, ask: Ask) -> bool:
        return ask.method == "OPTIONS" and ask.header(PREFLIGHT) == "DELETE"


class MethodsWithoutCase(TakenForDelete):
    """Takes a method in small letters for the same."""

    def is_taken(self, ask: Ask) -> bool:
        return ask.method == "delete"


class MethodsInCapitalsUnlisted(MethodsWithoutCase, TasksAreNotListed):
    """Writes methods in capitals, and has no list of tasks that would show what runs."""


class UnknownMethodsSucceed(Behaviour):
    """Answers 200 to methods that a path does not have."""

    def other_method(self, ask: Ask, allowed: tuple[str, ...]) -> Answer:
        return Answer(200)


class PatchIs500(Behaviour):
    """Answers 500 to PATCH."""

    def other_method(self, ask: Ask, allowed: tuple[str, ...]) -> Answer:
        if ask.method == "PATCH":
            return self.error(500, "UnsupportedOperationException", "PATCH")
        return super().other_method(ask, allowed)


class NoAllow(Behaviour):
    """Leaves Allow out of a 405."""

    def method_not_allowed(self, allowed: tuple[str, ...]) -> Answer:
        return Answer(405)


class NoChallenge(Behaviour):
    """Leaves WWW-Authenticate out of a 401."""

    def unauthenticated(self) -> Answer:
        return Answer(401)


class StrangersAreRedirected(Behaviour):
    """Redirects who sends nothing that proves anything to a page to log in."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        if not (ask.all(HEADER) or ask.query or ask.header("cookie") or ask.header("authorization")):
            return Answer(302, (("location", "/login"),))
        return super().delete_pairing(ask, raw)


class BodyLeftUnread(Behaviour):
    """Leaves the body of a refused deletion unread, and takes it for the beginning of the next request."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.left: set[int] = set()

    def respond(self, ask: Ask) -> Reply:
        if ask.connection in self.left:
            self.left.discard(ask.connection)
            return Answer(400, (("content-type", "text/html"), ("connection", "close")), b"<h1>Bad Request</h1>")
        reply = super().respond(ask)
        if ask.method == "DELETE" and ask.body:
            self.left.add(ask.connection)
        return reply


class ChunksLeftUnread(BodyLeftUnread):
    """Leaves a body in chunks unread, and takes it for the beginning of the next request."""

    def respond(self, ask: Ask) -> Reply:
        chunked = ask.header("transfer-encoding") == "chunked"
        return super().respond(ask if chunked else replace(ask, body=b""))


class EndOfAFailureIsCutOff(Behaviour):
    """Says that the answer with a task in ERROR is longer than it is, and ends the connection."""

    def get_task(self, ask: Ask, raw: str) -> Answer:
        answer = super().get_task(ask, raw)
        if b'"ERROR"' in answer.body:
            answer = answer.having(("content-length", str(len(answer.body) + 5)), ("connection", "close"))
        return answer

    def respond(self, ask: Ask) -> Reply:
        reply = super().respond(ask)
        if not isinstance(reply, Answer) or "content-length" not in dict(reply.headers):
            return reply
        lines = [f"HTTP/1.1 {reply.status} ", *(f"{name}: {value}" for name, value in reply.headers)]
        return Raw("\r\n".join((*lines, "", "")).encode("latin-1") + reply.body)


class AcceptedInBrokenChunks(Behaviour):
    """Breaks the chunks of each 202 to a deletion."""

    def respond(self, ask: Ask) -> Reply:
        reply = super().respond(ask)
        accepted = isinstance(reply, Answer) and reply.status == 202 and ask.method == "DELETE"  # noqa: PLR2004
        head = b"HTTP/1.1 202 Accepted\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        return Raw(head + b"zz\r\n{}\r\n0\r\n\r\n") if accepted else reply


class HeaderInSmallLetters(Behaviour):
    """Knows the session's header by its name in small letters only."""

    def respond(self, ask: Ask) -> Reply:
        if any(name != HEADER and name.lower() == HEADER for name in ask.spelled):
            ask = replace(ask, headers=tuple(each for each in ask.headers if each[0] != HEADER))
        return super().respond(ask)


class HeadWithBody(Behaviour):
    """Sends the body that GET gets in answer to HEAD too."""

    def respond(self, ask: Ask) -> Reply:
        reply = super().respond(ask)
        if ask.method != "HEAD" or not isinstance(reply, Answer) or not reply.body:
            return reply
        lines = [f"HTTP/1.1 {reply.status} ", f"content-length: {len(reply.body)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers]
        return Raw("\r\n".join((*lines, "", "")).encode("latin-1") + reply.body)


def instead_of_404(name: str, says: str, data: bytes) -> Fault:
    """A fault that sends these bytes in place of each 404, and then ends the connection."""

    class Instead(Behaviour):
        def respond(self, ask: Ask) -> Reply:
            reply = super().respond(ask)
            unknown = isinstance(reply, Answer) and reply.status == 404 and ask.method == "DELETE"  # noqa: PLR2004
            return Raw(data) if unknown else reply

    return Fault(name, says, Instead, frozenset({"http.well-formed-response", *UNREADABLE}))


LATE_END = b'HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 400\r\n\r\n{"message":'
NO_STATUS = b"HTTP/1.1 not found\r\ncontent-length: 0\r\n\r\n"
NO_HEADERS = b"404 Not Found\n\nThere is no such pairing.\n"
TWO_LENGTHS = b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\ncontent-length: 4\r\n\r\n{}\r\n"
BAD_CHUNKS = b"HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"

HTTP = (
    *(deletes(method) for method in ("HEAD", "OPTIONS", "TRACE")),
    *(deletes(method, REFUSED) for method in ("POST", "PUT", "PATCH", "LINK")),
    fault(
        GetDeletes,
        "http.get-does-not-delete",
        besides="Whoever looks whether a pairing is still there deletes it, after whatever request.",
    ),
    fault(OverrideOnGet, "http.override-does-not-delete"),
    fault(OverrideOnHead, "http.override-head-does-not-delete"),
    fault(MethodInTheQuery, "http.query-method-does-not-delete"),
    fault(PreflightDeletes, "http.preflight-does-not-delete"),
    fault(MethodsWithoutCase, "http.lower-case-method-does-not-delete", level=Level.SHOULD),
    fault(MethodsInCapitalsUnlisted, "http.lower-case-method-does-not-delete", level=Level.SHOULD),
    fault(UnknownMethodsSucceed, "robustness.nothing-is-accepted", REFUSED),
    fault(PatchIs500, REFUSED, level=Level.SHOULD),
    fault(ChunksLeftUnread, "http.connection-stays-in-step"),
    fault(EndOfAFailureIsCutOff, "http.well-formed-response", "lifecycle.task-is-readable"),
    fault(
        AcceptedInBrokenChunks,
        "http.well-formed-response",
        "status.deletion-is-accepted",
        "status.answers-are-documented",
        "connectivity.server-down",
        "concurrency.no-server-error",
        besides="What cannot be read is no answer, wherever one is due.",
    ),
    fault(HeaderInSmallLetters, "http.header-names-in-any-case"),
    fault(BodyLeftUnread, "http.connection-stays-in-step"),
    fault(HeadWithBody, "http.well-formed-response", "http.connection-stays-in-step"),
    fault(NoAllow, "http.allow-on-405", level=Level.SHOULD),
    fault(NoChallenge, "http.challenge-on-401", level=Level.SHOULD),
    fault(
        StrangersAreRedirected,
        "http.redirect-is-no-answer",
        "authentication.no-session",
        "authentication.no-session-behind-a-live-one",
        "authentication.forwarded-from-inside",
        DOCUMENTED,
    ),
    instead_of_404("body-breaks-off", "A 404 says that it is longer than it is.", LATE_END),
    instead_of_404("status-line-without-number", "The status line of a 404 has no number.", NO_STATUS),
    instead_of_404("answer-without-head", "A 404 has no HTTP about it.", NO_HEADERS),
    instead_of_404("two-lengths", "A 404 has two lengths.", TWO_LENGTHS),
    instead_of_404("broken-chunks", "A 404 has chunks without a size.", BAD_CHUNKS),
)
