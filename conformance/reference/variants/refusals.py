"""Servers that refuse in another order, with another of the statuses that fit, or with another body."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from urllib.parse import unquote
from uuid import UUID

from conformance.reference.access import HEADER, proves_to_be
from conformance.reference.behaviour import Behaviour, Endpoint
from conformance.reference.seeded import variant
from conformance.reference.site import EDIT, Pairing, Session, Site, Task
from conformance.reference.tasks import ENDS
from conformance.reference.wire import Answer, Ask, Raw, Refusal, Reply


class ConnectivityErrorsAtOnce(Behaviour):
    """A deletion while the remote site is down is refused with 500 at once."""

    def foreseen_error(self, pairing: Pairing) -> str:
        error = super().foreseen_error(pairing)
        if error:
            raise Refusal(self.remote_site_is_down())
        return error


class ConnectivityErrorsByTask(Behaviour):
    """A deletion without a remote login is accepted, and its task ends in ERROR."""

    logged_in = True

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        self.logged_in = pairing.id in session.remote

    def foreseen_error(self, pairing: Pairing) -> str:
        return super().foreseen_error(pairing) or ("" if self.logged_in else "Log in to the remote site first.")


class MalformedIsNotFound(Behaviour):
    """An id that can be no pairing's is answered with 404."""

    def identify(self, raw: str) -> str:
        try:
            return super().identify(raw)
        except Refusal:
            raise Refusal(self.not_found()) from None


class ExistenceBeforePrivilege(Behaviour):
    """Who lacks the privilege gets 404 for a pairing that does not exist."""

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if raw:
            self.find(self.identify(raw))
        super().authorise(session, privilege, raw)


class BytesBeyondAsciiEndTheConnection(Behaviour):
    """The connection ends without an answer where a request target holds bytes that no URI has."""

    def respond(self, ask: Ask) -> Reply:
        return super().respond(ask) if ask.path.isascii() and ask.query.isascii() else Raw()


class BadGatewayOnBytesBeyondAscii(Behaviour):
    """A gateway answers 502 where the server behind it ends the connection on bytes that no URI has."""

    def respond(self, ask: Ask) -> Reply:
        return super().respond(ask) if ask.path.isascii() and ask.query.isascii() else Answer(502)


class PairingsHiddenFromTheViewer(Behaviour):
    """Who may not change pairings does not see them either."""

    def endpoints(self, segments: tuple[str, ...]) -> Mapping[str, Endpoint]:
        endpoints = super().endpoints(segments)
        if segments[:1] != ("pairings",):
            return endpoints
        return {method: self.for_those_who_see(endpoint) for method, endpoint in endpoints.items()}

    def for_those_who_see(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint, as if there were no pairings for those who may not change them."""

        def blinkered(ask: Ask, raw: str) -> Reply:
            if EDIT in self.authenticate(ask).account.privileges:
                return endpoint(ask, raw)
            return self.not_found() if raw else self.answer(200, {"list": [], "_meta": {"errors": [], "total": 0}})

        return blinkered


class RefusalsWithBodies(Behaviour):
    """401 and 404 carry an error body, though none is declared."""

    def unauthenticated(self) -> Answer:
        challenge = super().unauthenticated().headers[0]
        return self.error(401, "NotAuthenticated", "Log in first.").having(challenge)

    def not_found(self) -> Answer:
        return self.error(404, "NotFound", "There is no such thing.")

    def method_not_allowed(self, allowed: tuple[str, ...]) -> Answer:
        body = self.error(405, "MethodNotAllowed", "This path has other methods.")
        return body.having(*super().method_not_allowed(allowed).headers)


class RefusalsWithText(Behaviour):
    """401 and 404 carry a line of plain text."""

    def unauthenticated(self) -> Answer:
        return Answer(401, (*super().unauthenticated().headers, ("content-type", "text/plain")), b"Log in first.\n")

    def not_found(self) -> Answer:
        return Answer(404, (("content-type", "text/plain"),), b"Not found.\n")


class MalformedSessionsAre400(Behaviour):
    """A session id that is not base64 of a UUID is answered with 400."""

    def tokens(self, ask: Ask) -> tuple[str, ...]:
        for token in ask.all(HEADER):
            if not self.well_formed(token):
                raise Refusal(self.malformed("A session id is base64 of a UUID."))
        return super().tokens(ask)

    def well_formed(self, token: str) -> bool:
        """Whether a session id could be one of ours."""
        try:
            return len(b64decode(token, validate=True)) == 36  # noqa: PLR2004 - characters in a UUID
        except (binascii.Error, ValueError):
            return False


class SessionsAreNumbers(MalformedSessionsAre400):
    """A session id is a number of 32 hexadecimal digits; any other is answered with 400."""

    def login(self, ask: Ask, _: str) -> Answer:
        for account in (self.site.accounts.admin, self.site.accounts.viewer):
            if proves_to_be(ask, account):
                token = self.site.open_session(account).token
                return self.answer(200, {"session_id": UUID(b64decode(token).decode()).hex})
        return super().login(ask, _)

    def well_formed(self, token: str) -> bool:
        return re.fullmatch("[0-9a-f]{32}", token) is not None

    def session(self, token: str) -> Session | None:
        return super().session(b64encode(str(UUID(token)).encode()).decode())


class SecondDeletionFails(Behaviour):
    """A deletion while another runs is accepted with a task of its own, which ends in ERROR."""

    def deleted_already(self, running: Task) -> Reply:
        return self.accept(self.begin("deletePairing", running.pairing, "Another deletion is under way."))

    def running_deletion(self, pairing: Pairing) -> Task | None:
        found = super().running_deletion(pairing)
        return None if found is not None and found.error else found


class SecondDeletionIsNotFound(Behaviour):
    """A deletion while another runs is answered with 404."""

    def deleted_already(self, running: Task) -> Reply:
        return self.not_found()


class SecondDeletionIsRefused(Behaviour):
    """A deletion while another runs is answered with 400."""

    def deleted_already(self, running: Task) -> Reply:
        return self.error(400, "TaskInProgress", "The pairing is being deleted.")


class SecondDeletionIsAConflict(Behaviour):
    """A deletion while another runs is answered with 409, which HTTP has for it and the document has not."""

    def deleted_already(self, running: Task) -> Reply:
        return self.error(409, "TaskInProgress", "The pairing is being deleted.")


class OneDeletionAtATime(Behaviour):
    """A deletion while one of another pairing runs is answered with 400; it works when asked again."""

    def running_deletion(self, pairing: Pairing) -> Task | None:
        for each in list(self.site.pairings.values()):
            if each is not pairing and super().running_deletion(each) is not None:
                raise Refusal(self.error(400, "TaskInProgress", "Another pairing is being deleted."))
        return super().running_deletion(pairing)


class UnknownMethodsAre501(Behaviour):
    """Methods that no path has are answered with 501."""

    def other_method(self, ask: Ask, allowed: tuple[str, ...]) -> Answer:
        if ask.method not in ("GET", "HEAD", "POST", "DELETE"):
            return Answer(501)
        return super().other_method(ask, allowed)


class HeadIsNotAllowed(Behaviour):
    """HEAD is answered with 405."""

    def method(self, ask: Ask) -> str:
        return ask.method


class OptionsNamesTheMethods(Behaviour):
    """OPTIONS is answered with 204 and Allow."""

    def other_method(self, ask: Ask, allowed: tuple[str, ...]) -> Answer:
        refusal = super().other_method(ask, allowed)
        return Answer(204, refusal.headers) if ask.method == "OPTIONS" else refusal


class UnwantedContentIsRefused(Behaviour):
    """A deletion with a body is answered with 415, one that accepts no JSON with 406."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        if ask.body:
            return Answer(415)
        accept = ask.header("accept")
        if accept and not any(each in accept for each in ("*/*", "application/*", "application/json")):
            return Answer(406)
        return super().delete_pairing(ask, raw)


class UnknownQueriesAre400(Behaviour):
    """A query that the operation does not have is answered with 400, whoever asks."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        if ask.query:
            return self.error(400, "InvalidRequest", "The operation has no query.")
        return super().delete_pairing(ask, raw)


class Gateway(Behaviour):
    """A gateway in front bounds requests: 414, 431, and a page with 400 for control characters."""

    def respond(self, ask: Ask) -> Reply:
        if len(ask.path) + len(ask.query) > 2048:  # noqa: PLR2004 - bytes, as many gateways have it
            return Answer(414, (("content-type", "text/html"),), b"<html><h1>414 URI Too Long</h1></html>")
        if sum(len(name) + len(value) for name, value in ask.headers) > 8192:  # noqa: PLR2004 - as above
            return Answer(431, (("content-type", "text/html"),), b"<html><h1>431 Headers Too Large</h1></html>")
        if any(ord(each) < ord(" ") or each in '\x7f\\<>"' for each in unquote(ask.path)):
            return Answer(400, (("content-type", "text/html"),), b"<html><h1>400 Bad Request</h1></html>")
        return super().respond(ask)


class TidyingGateway(Behaviour):
    """A gateway in front redirects dot segments, double and trailing slashes to the path without them."""

    def respond(self, ask: Ask) -> Reply:
        tidy: list[str] = []
        for segment in ask.segments:
            match unquote(segment):
                case "" | ".":
                    continue
                case "..":
                    del tidy[-1:]
                case _:
                    tidy.append(segment)
        if tuple(tidy) != ask.segments:
            return Answer(308, (("location", "/" + "/".join(tidy)),))
        return super().respond(ask)


class UnwantedContentEndsTheConnection(Behaviour):
    """A DELETE with content is not answered, and its connection ends (RFC 9110 9.3.5)."""

    def respond(self, ask: Ask) -> Reply:
        return Raw(b"") if ask.method == "DELETE" and ask.body else super().respond(ask)


class OneSessionForEachAccount(Behaviour):
    """A login ends the session that the account had before."""

    def login(self, ask: Ask, _: str) -> Answer:
        for session in self.site.sessions.values():
            if proves_to_be(ask, session.account):
                session.over = session.over or "logged-out"
        return super().login(ask, _)


class FewSessions(Behaviour):
    """Opens no third session while an account has two."""

    def login(self, ask: Ask, _: str) -> Answer:
        held = [each for each in self.site.sessions.values() if not each.over and proves_to_be(ask, each.account)]
        return Answer(503) if len(held) > 1 else super().login(ask, _)


class OneIdForEachAccount(Behaviour):
    """Gives who is logged in already the same session again."""

    def login(self, ask: Ask, _: str) -> Answer:
        for session in self.site.sessions.values():
            if proves_to_be(ask, session.account) and self.session(session.token) is not None and not session.over:
                return self.answer(200, {"session_id": session.token})
        return super().login(ask, _)


class SessionIdsByAccount(Behaviour):
    """Knows an account's session by an id that is always the same."""

    def login(self, ask: Ask, _: str) -> Answer:
        for session in self.site.sessions.values():
            if proves_to_be(ask, session.account):
                if session.over:
                    session.over, session.opened, session.uses = "", self.site.time, 0
                    session.remote.clear()
                return self.answer(200, {"session_id": session.token})
        return super().login(ask, _)


class SomebodyWasHereBefore(SessionIdsByAccount):
    """Knows an account's session by an id that is always the same; in it somebody else logged in to remote sites."""

    FIRST = 6
    """Pairings: those that are there from the beginning, and the first that the lab makes."""

    were_here = False

    def dispatch(self, ask: Ask) -> Reply:
        if not self.were_here and len(self.site.pairings) >= self.FIRST:
            self.were_here = True
            for session in self.site.sessions.values():
                session.remote |= self.site.pairings.keys()
        return super().dispatch(ask)


class LogoutMidway(Behaviour):
    """Knows what a session that is logged out was deleting."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.asked: dict[str, list[Task]] = {}
        self.asking = ""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.asking = ask.header(HEADER)
        return super().delete_pairing(ask, raw)

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        task = super().begin(operation, pairing, error)
        self.asked.setdefault(self.asking, []).append(task)
        return task

    def logout(self, ask: Ask, _: str) -> Answer:
        for task in self.asked.get(ask.header(HEADER), []):
            if self.status(task) not in ENDS:
                self.abandon(task)
        return super().logout(ask, _)

    def abandon(self, task: Task) -> None:
        """Leave a task whose session has gone."""


class LogoutFailsDeletions(LogoutMidway):
    """A deletion that runs ends in ERROR when its session is logged out, as it needs that to reach the remote site."""

    def abandon(self, task: Task) -> None:
        task.error = "The session was logged out."


REFUSALS = (
    *map(
        variant,
        (
            ConnectivityErrorsAtOnce,
            ConnectivityErrorsByTask,
            MalformedIsNotFound,
            ExistenceBeforePrivilege,
            PairingsHiddenFromTheViewer,
            RefusalsWithBodies,
            RefusalsWithText,
            MalformedSessionsAre400,
            SessionsAreNumbers,
            SecondDeletionFails,
            SecondDeletionIsNotFound,
            SecondDeletionIsRefused,
            OneDeletionAtATime,
            UnknownMethodsAre501,
            HeadIsNotAllowed,
            OptionsNamesTheMethods,
            UnwantedContentIsRefused,
            UnwantedContentEndsTheConnection,
            UnknownQueriesAre400,
            Gateway,
            TidyingGateway,
            BytesBeyondAsciiEndTheConnection,
            BadGatewayOnBytesBeyondAscii,
            OneSessionForEachAccount,
            FewSessions,
            OneIdForEachAccount,
            SessionIdsByAccount,
            SomebodyWasHereBefore,
            LogoutFailsDeletions,
        ),
    ),
    variant(SecondDeletionIsAConflict, "concurrency.loser-is-documented"),
)
