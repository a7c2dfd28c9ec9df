"""Deletions by who is not logged in."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from base64 import b64decode
from http.cookies import CookieError, SimpleCookie
from uuid import UUID

from conformance.model.terms import Level
from conformance.reference.access import HEADER, proves_to_be
from conformance.reference.behaviour import UUID as UUID_IN_A_PATH
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import fault
from conformance.reference.site import Session, Site
from conformance.reference.wire import Answer, Ask, Refusal, Reply

OVERLONG = 8192
EXAMPLE = "MDYzYmJlZTEtMDhhMC00M2Q3LWE0YWUtNjI2Y2I3ZThjZjVi"


class LetsIn(Behaviour):
    """Lets some in who are not logged in, as an administrator who is logged in everywhere."""

    def lets_in(self, ask: Ask) -> bool:
        """Whether a request that has no session is let in."""
        return False

    def authenticate(self, ask: Ask) -> Session:
        try:
            return super().authenticate(ask)
        except Refusal:
            if ask.method == "DELETE" and self.lets_in(ask):
                return Session("", self.site.accounts.admin, self.site.time, remote=set(self.site.pairings))
            raise


class NoSessionIsFine(LetsIn):
    """Lets everybody in who sends no session, no cookie, no query and no credentials."""

    def lets_in(self, ask: Ask) -> bool:
        return not (ask.all(HEADER) or ask.query or ask.header("cookie") or ask.header("authorization"))


class ConnectionIsLoggedIn(LetsIn):
    """Lets everybody in who sends no session over a connection that one came over before, as some proxies do."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.known: set[int] = set()

    def lets_in(self, ask: Ask) -> bool:
        return ask.connection in self.known and not ask.all(HEADER)

    def authenticate(self, ask: Ask) -> Session:
        session = super().authenticate(ask)
        self.known.add(ask.connection)
        return session


class EmptySessionIsFine(LetsIn):
    """Lets everybody in whose session header is empty."""

    def lets_in(self, ask: Ask) -> bool:
        return ask.all(HEADER) == ("",)


class AnyUuidIsFine(LetsIn):
    """Lets everybody in whose session is base64 of some UUID that is no session."""

    def lets_in(self, ask: Ask) -> bool:
        token = ask.header(HEADER)
        return token not in self.site.sessions and _is_base64_of_a_uuid(token)


class AnyBareUuidIsFine(LetsIn):
    """Lets everybody in whose session is some UUID, written as such."""

    def lets_in(self, ask: Ask) -> bool:
        return bool(UUID_IN_A_PATH.fullmatch(ask.header(HEADER)))


class ExampleIsFine(LetsIn):
    """Lets everybody in whose session is the one that the vendor's description shows."""

    def lets_in(self, ask: Ask) -> bool:
        return ask.header(HEADER) == EXAMPLE


class NonsenseIsFine(LetsIn):
    """Lets everybody in whose session is several words."""

    def lets_in(self, ask: Ask) -> bool:
        return " " in ask.header(HEADER) and "," not in ask.header(HEADER)


class OverlongSessionIsFine(LetsIn):
    """Lets everybody in whose session is too long to be checked."""

    def lets_in(self, ask: Ask) -> bool:
        return len(ask.header(HEADER)) > OVERLONG


class OverlongSessionIs500(Behaviour):
    """Answers 500 when a session id is very long."""

    def authenticate(self, ask: Ask) -> Session:
        if len(ask.header(HEADER)) > OVERLONG:
            raise Refusal(self.error(500, "DataTruncation", "Data too long for column."))
        return super().authenticate(ask)


class NonAsciiSessionIsFine(LetsIn):
    """Lets everybody in whose session id cannot be decoded."""

    def lets_in(self, ask: Ask) -> bool:
        return not ask.header(HEADER).isascii()


class NonAsciiSessionIs500(Behaviour):
    """Answers 500 when a session id holds bytes beyond ASCII."""

    def authenticate(self, ask: Ask) -> Session:
        if not ask.header(HEADER).isascii():
            raise Refusal(self.error(500, "UnicodeDecodeError", "The session cannot be decoded."))
        return super().authenticate(ask)


class TrustsItsOwnHost(LetsIn):
    """Lets everybody in whose request says that it was forwarded from this host."""

    def lets_in(self, ask: Ask) -> bool:
        return ask.header("x-forwarded-for") == "127.0.0.1"


class RemoteBasicIsFine(LetsIn):
    """Takes the user name and password of the remote site in place of a session."""

    def lets_in(self, ask: Ask) -> bool:
        return proves_to_be(ask, self.site.accounts.remote)


class SessionInTheQuery(Behaviour):
    """Takes a session id from the query."""

    def tokens(self, ask: Ask) -> tuple[str, ...]:
        return super().tokens(ask) or tuple(filter(None, (ask.parameter(HEADER),)))


class SessionInACookie(Behaviour):
    """Takes a session id from a cookie."""

    def tokens(self, ask: Ask) -> tuple[str, ...]:
        try:
            cookie = SimpleCookie(ask.header("cookie")).get(HEADER)
        except CookieError:
            cookie = None
        return super().tokens(ask) or ((cookie.value,) if cookie else ())


class BasicIsFine(LetsIn):
    """Takes user name and password in place of a session."""

    def lets_in(self, ask: Ask) -> bool:
        return proves_to_be(ask, self.site.accounts.admin)


class BearerIsFine(Behaviour):
    """Takes a session id as a bearer token."""

    def tokens(self, ask: Ask) -> tuple[str, ...]:
        scheme, _, token = ask.header("authorization").partition(" ")
        return super().tokens(ask) or ((token,) if scheme == "Bearer" else ())


class UnknownSessionIs400(Behaviour):
    """Answers 400 to a session that was never opened."""

    def authenticate(self, ask: Ask) -> Session:
        token = ask.header(HEADER)
        if token not in self.site.sessions and _is_base64_of_a_uuid(token):
            raise Refusal(self.malformed("There is no such session."))
        return super().authenticate(ask)


class NoSessionIsForbidden(Behaviour):
    """Answers 403 when there is no session header."""

    def authenticate(self, ask: Ask) -> Session:
        if ask.method == "DELETE" and not self.tokens(ask):
            raise Refusal(self.error(403, "NotAuthenticated", "Log in first."))
        return super().authenticate(ask)


class UnauthenticatedYetDeleted(Behaviour):
    """Answers 401 to a session that was never opened, and deletes the pairing."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        try:
            return super().delete_pairing(ask, raw)
        except Refusal as refusal:
            denied = isinstance(refusal.answer, Answer) and refusal.answer.status == 401  # noqa: PLR2004 - HTTP's own number
            if denied and _is_base64_of_a_uuid(ask.header(HEADER)):
                self.site.pairings.pop(raw.lower(), None)
            raise


class StrangersBySemicolon(LetsIn):
    """Lets everybody in who puts a path parameter behind the id: the login is checked for paths that have none."""

    def lets_in(self, ask: Ask) -> bool:
        return ";" in ask.path and not ask.all(HEADER)

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        return super().delete_pairing(ask, raw.partition(";")[0] if self.lets_in(ask) else raw)


class StrangersByEncoding(LetsIn):
    """Lets everybody in who percent-encodes a letter of the id: the login is checked for the path as it came."""

    def lets_in(self, ask: Ask) -> bool:
        return "%" in ask.path and not ask.all(HEADER)


class StrangersWithOddIdsAre500(Behaviour):
    """Answers 500 to who sends no session and an id that is no UUID."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        if not ask.all(HEADER) and not UUID_IN_A_PATH.fullmatch(raw):
            raise Refusal(self.error(500, "IllegalArgumentException", "Invalid UUID string."))
        return super().delete_pairing(ask, raw)


class TellsStrangersWhatWasDeleted(Behaviour):
    """Answers 404 to who is not logged in and names a pairing that was deleted."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.met: set[str] = set()

    def authenticate(self, ask: Ask) -> Session:
        self.met.update(self.site.pairings)
        try:
            return super().authenticate(ask)
        except Refusal as refusal:
            if ask.method == "DELETE" and ask.segments[-1] in self.met - self.site.pairings.keys():
                refusal.answer = self.not_found()
            raise


class TellsStrangersWhatExists(Behaviour):
    """Looks for the pairing before it asks who is there."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.find(self.identify(raw))
        return super().delete_pairing(ask, raw)


def _is_base64_of_a_uuid(token: str) -> bool:
    """Whether a token has the form of a session id."""
    try:
        UUID(b64decode(token, validate=True).decode())
    except ValueError:
        return False
    return True


WITHOUT_HEADER = (
    "no-session-behind-a-live-one",
    "no-session",
    "session-in-query",
    "session-in-cookie",
    "basic-instead-of-session",
    "remote-basic-instead-of-session",
    "bearer-instead-of-session",
)

WITHOUT_ANY = tuple(
    f"authentication.{each}"
    for each in (
        "no-session",
        "no-session-behind-a-live-one",
        "forwarded-from-inside",
        "no-detour",
        "nothing-given-away",
    )
)

AUTHENTICATION = (
    fault(NoSessionIsFine, *WITHOUT_ANY),
    fault(ConnectionIsLoggedIn, "authentication.no-session-behind-a-live-one"),
    fault(StrangersBySemicolon, "authentication.no-detour"),
    fault(StrangersByEncoding, "authentication.no-detour"),
    fault(StrangersWithOddIdsAre500, "robustness.no-server-error"),
    fault(TellsStrangersWhatWasDeleted, "authentication.nothing-given-away", level=Level.SHOULD),
    fault(EmptySessionIsFine, "authentication.empty-session"),
    fault(
        AnyUuidIsFine,
        "authentication.unknown-session",
        "authentication.malformed-session",
        besides="A live session's id whose last letter is another may be a UUID in Base64 too.",
    ),
    fault(AnyBareUuidIsFine, "authentication.malformed-session"),
    fault(ExampleIsFine, "authentication.malformed-session"),
    fault(NonsenseIsFine, "authentication.malformed-session"),
    fault(OverlongSessionIsFine, "authentication.overlong-session"),
    fault(OverlongSessionIs500, "authentication.overlong-session"),
    fault(NonAsciiSessionIsFine, "authentication.non-ascii-session"),
    fault(NonAsciiSessionIs500, "authentication.non-ascii-session"),
    fault(TrustsItsOwnHost, "authentication.forwarded-from-inside"),
    fault(RemoteBasicIsFine, "authentication.remote-basic-instead-of-session"),
    fault(SessionInTheQuery, "authentication.session-in-query"),
    fault(SessionInACookie, "authentication.session-in-cookie"),
    fault(BasicIsFine, "authentication.basic-instead-of-session"),
    fault(BearerIsFine, "authentication.bearer-instead-of-session"),
    fault(UnknownSessionIs400, "authentication.unknown-session"),
    fault(NoSessionIsForbidden, *(f"authentication.{each}" for each in WITHOUT_HEADER)),
    fault(UnauthenticatedYetDeleted, "authentication.refused-means-not-done"),
    fault(TellsStrangersWhatExists, "authentication.nothing-given-away", level=Level.SHOULD),
)
