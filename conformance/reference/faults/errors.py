"""Error answers that are not as the document describes them, or say too much."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from conformance.model.terms import Level
from conformance.reference.access import HEADER
from conformance.reference.answers import Body
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import Fault, fault
from conformance.reference.site import Task
from conformance.reference.variants.refusals import ConnectivityErrorsAtOnce
from conformance.reference.wire import Answer, Ask, Reply

TRACE = """java.lang.NullPointerException: pairing
\tat com.vmware.dr.rest.PairingController.delete(PairingController.java:114)
\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:897)"""
PAGE = b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>"


class ErrorAsText(Behaviour):
    """Sends errors as text/plain, though they are JSON."""

    def error(self, status: int, code: str, message: str) -> Answer:
        return super().error(status, code, message).having(("content-type", "text/plain"))


class ForbiddenWithoutMediaType(Behaviour):
    """Sends 403 without Content-Type."""

    def forbidden(self, privilege: str) -> Answer:
        return super().forbidden(privilege).without("content-type")


class ForbiddenAsProblem(Behaviour):
    """Sends 403 as application/problem+json."""

    def forbidden(self, privilege: str) -> Answer:
        return super().forbidden(privilege).having(("content-type", "application/problem+json"))


class DownAsText(ConnectivityErrorsAtOnce):
    """Sends 500 as text/plain when the remote site is down."""

    def remote_site_is_down(self) -> Answer:
        return super().remote_site_is_down().having(("content-type", "text/plain"))


class ForbiddenAsPage(Behaviour):
    """Sends 403 as a web page."""

    def forbidden(self, privilege: str) -> Answer:
        return Answer(403, (("content-type", "text/html"),), PAGE)


class NotFoundAsPage(Behaviour):
    """Sends 404 as a web page."""

    def not_found(self) -> Answer:
        return Answer(404, (("content-type", "text/html"),), PAGE)


class UnauthenticatedAsPage(Behaviour):
    """Sends 401 as a web page with a form to log in."""

    def unauthenticated(self) -> Answer:
        return replace(super().unauthenticated(), body=PAGE).having(("content-type", "text/html"))


class ForbiddenIsCut(Behaviour):
    """Cuts the end off the body of 403."""

    def forbidden(self, privilege: str) -> Answer:
        answer = super().forbidden(privilege)
        return replace(answer, body=answer.body[:-7])


class ForbiddenIsEmpty(Behaviour):
    """Sends 403 with the media type of JSON and no body."""

    def forbidden(self, privilege: str) -> Answer:
        return replace(super().forbidden(privilege), body=b"")


class MalformedIsAList(Behaviour):
    """Sends 400 with a list of errors."""

    def malformed(self, what: str) -> Answer:
        return self.answer(400, [self.error_body("InvalidArgument", what)])


class ErrorIsAString(Behaviour):
    """Sends an error as a JSON string."""

    def error(self, status: int, code: str, message: str) -> Answer:
        return self.answer(status, f"{code}: {message}")


def has(name: str, says: str, **members: Any) -> Fault:
    """A fault that gives every error these members."""

    class Has(Behaviour):
        def error_body(self, code: str, message: str) -> Body:
            return super().error_body(code, message) | members

    trips = f"errors.response-error-{next(iter(members)).replace('_', '-')}"
    return Fault(name, says, Has, frozenset({trips}))


class ErrorIsNested(Behaviour):
    """Puts what an error says into a member that the document does not describe."""

    def error_body(self, code: str, message: str) -> Body:
        return {"error": super().error_body(code, message)}


class ErrorWithTrace(Behaviour):
    """Puts a stack trace into the message of an error."""

    def error_body(self, code: str, message: str) -> Body:
        return super().error_body(code, f"{message}\n{TRACE}")


class NotFoundWithTrace(Behaviour):
    """Sends a stack trace with 404, as text."""

    def not_found(self) -> Answer:
        return Answer(404, (("content-type", "text/plain"),), TRACE.encode())


class RepeatsTheSession(Behaviour):
    """Repeats the session id in the body of an error."""

    def finish(self, ask: Ask, answer: Answer) -> Answer:
        done = super().finish(ask, answer)
        if ask.method != "DELETE" or answer.status != 403:  # noqa: PLR2004 - HTTP's own number
            return done
        return self.error(403, "NoPermission", f"Session {ask.header(HEADER)} lacks a privilege.")


class RepeatsTheSessionInAHeader(Behaviour):
    """Repeats the session id in a header of the answer to a deletion."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        reply = super().delete_pairing(ask, raw)
        return reply.having((HEADER, ask.header(HEADER))) if isinstance(reply, Answer) else reply


class TellsThePassword(Behaviour):
    """Tells the password of the database in an error, which is the administrator's."""

    def error_body(self, code: str, message: str) -> Body:
        return super().error_body(code, f"{message} (login with {self.site.accounts.admin.password} failed)")


class ForbiddenInAForeignShape(Behaviour):
    """Sends 403 with an error whose members are all of a foreign API."""

    def forbidden(self, privilege: str) -> Answer:
        return self.answer(403, {"type": "about:blank", "title": privilege, "status": 403, "instance": str(uuid4())})


class TaskTellsTheSession(Behaviour):
    """Writes into the description of a task in whose session it runs, once it has begun."""

    def get_task(self, ask: Ask, raw: str) -> Answer:
        self.asking = ask.header(HEADER)
        return super().get_task(ask, raw)

    asking = ""

    def show(self, task: Task) -> Body:
        shown = super().show(task)
        return shown | ({"description": f"{shown['description']} ({self.asking})"} if self.asking else {})


MEDIA, BODY = "errors.declared-media-type", "errors.declared-body"
PAGES, TRACES = "errors.no-html", "errors.no-stack-trace"
WORDLESS = "errors.say-something"
SECRETS = "errors.no-secret"

ERRORS = (
    fault(ErrorAsText, MEDIA),
    fault(ForbiddenWithoutMediaType, MEDIA),
    fault(ForbiddenAsProblem, MEDIA),
    fault(DownAsText, MEDIA),
    fault(ForbiddenAsPage, MEDIA, PAGES),
    fault(NotFoundAsPage, PAGES, level=Level.SHOULD),
    fault(UnauthenticatedAsPage, PAGES, level=Level.SHOULD),
    fault(ForbiddenIsCut, BODY),
    fault(ForbiddenIsEmpty, BODY),
    fault(MalformedIsAList, BODY),
    fault(ErrorIsAString, BODY),
    has("error-code-is-a-number", "The error code of an error is a number.", error_code=403),
    has("error-code-is-null", "The error code of an error is null.", error_code=None),
    has("error-message-is-a-list", "The message of an error is a list.", message=["No permission."]),
    has("error-message-is-null", "The message of an error is null.", message=None),
    has("op-id-is-no-uuid", "The operation id of an error is no UUID.", op_id="op-4711"),
    has("op-id-is-empty", "The operation id of an error is empty.", op_id=""),
    has("op-id-is-null", "The operation id of an error is null.", op_id=None),
    has("op-id-is-a-number", "The operation id of an error is a number.", op_id=4711),
    fault(ErrorIsNested, WORDLESS, "connectivity.not-authenticated-says-why", level=Level.SHOULD),
    fault(ForbiddenInAForeignShape, WORDLESS, level=Level.SHOULD),
    fault(ErrorWithTrace, TRACES, level=Level.SHOULD),
    fault(NotFoundWithTrace, TRACES, level=Level.SHOULD),
    fault(RepeatsTheSession, SECRETS, level=Level.SHOULD),
    fault(RepeatsTheSessionInAHeader, SECRETS, level=Level.SHOULD),
    fault(TaskTellsTheSession, SECRETS, level=Level.SHOULD),
    fault(TellsThePassword, SECRETS, level=Level.SHOULD),
)
