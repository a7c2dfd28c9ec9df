"""Sessions that are compared loosely, or outlive their end."""

# ruff: noqa: D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from conformance.model.terms import Level
from conformance.reference.access import HEADER
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import fault
from conformance.reference.site import Session, Site
from conformance.reference.tasks import ENDS
from conformance.reference.wire import Answer, Ask, Refusal, Reply

WIDTH, SOON = 255, 0.2


class BeginningOfASessionIsFine(Behaviour):
    """Takes the beginning of a session id for the session id."""

    def session(self, token: str) -> Session | None:
        known = (each for each in self.site.sessions if token and each.startswith(token) and each != token)
        return super().session(next(known, token))


class MoreThanASessionIsFine(Behaviour):
    """Takes a session id with something after it for the session id."""

    def session(self, token: str) -> Session | None:
        known = (each for each in self.site.sessions if token.startswith(each))
        return super().session(next(known, token))


class LastLetterIsIgnored(Behaviour):
    """Compares all of a session id but its last letter."""

    def session(self, token: str) -> Session | None:
        known = (each for each in self.site.sessions if len(each) == len(token) and each[:-1] == token[:-1])
        return super().session(next(known, token))


class LastOfAListIsFine(Behaviour):
    """Takes the last of several session ids in one header."""

    def session(self, token: str) -> Session | None:
        return super().session(token.rpartition(",")[2].strip())


class EverybodyIsWhoJustLoggedIn(Behaviour):
    """Takes a request without a session, right behind a login, for one of who has logged in."""

    just = ""

    def respond(self, ask: Ask) -> Reply:
        mine, self.just = ask.all(HEADER), self.just if not ask.all(HEADER) else ""
        reply = super().respond(ask)
        self.just = mine[0] if mine and ask.method == "POST" else ""
        return reply

    def tokens(self, ask: Ask) -> tuple[str, ...]:
        bare = not (ask.query or ask.body or ask.header("authorization"))
        return ask.all(HEADER) or ((self.just,) if self.just and bare else ())


class BesideADeletionStrangersMay(Behaviour):
    """Asks for no session where another pairing is being deleted."""

    def tokens(self, ask: Ask) -> tuple[str, ...]:
        given, id_ = super().tokens(ask), ask.segments[-1]
        running = {each.pairing.id for each in self.site.tasks.values() if self.status(each) not in ENDS}
        if ask.method != "DELETE" or given or not running or id_ in running or id_ not in self.site.pairings:
            return given
        known = (each for each in self.site.sessions.values() if id_ in each.remote and not each.over)
        return tuple(each.token for each in known if each.account == self.site.accounts.admin)[:1]


class StrangersStopDeletions(Behaviour):
    """Refuses who has no session, and ends the running deletion of the same pairing in ERROR."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        if not ask.all(HEADER):
            for task in self.site.tasks.values():
                if task.pairing.id == raw and self.status(task) not in ENDS:
                    task.error, task.ends = "Another request came.", max(self.site.time, task.starts)
        return super().delete_pairing(ask, raw)


class LogoutWaitsForTasks(Behaviour):
    """Ends no session while a task runs, and says that it did."""

    def logout(self, ask: Ask, _: str) -> Answer:
        if any(self.status(each) not in ENDS for each in self.site.tasks.values()):
            self.authenticate(ask)
            return Answer(204)
        return super().logout(ask, _)


class LoggedOutIsBackSoon(Behaviour):
    """Lets a session in again a moment after its logout, from a copy that nobody told."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.left: dict[str, float] = {}

    def logout(self, ask: Ask, _: str) -> Answer:
        self.left[ask.header(HEADER)] = self.site.time
        return super().logout(ask, _)

    def session(self, token: str) -> Session | None:
        if token in self.left and self.site.time > self.left[token] + SOON:
            return self.site.sessions[token]
        return super().session(token)


class ConnectionOutlivesTheLogout(Behaviour):
    """Goes on deleting in a session on the connection that its logout came over."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.asking = 0
        self.left: set[tuple[int, str]] = set()

    def respond(self, ask: Ask) -> Reply:
        self.asking = ask.connection if ask.method == "DELETE" else 0
        return super().respond(ask)

    def logout(self, ask: Ask, _: str) -> Answer:
        self.left.add((ask.connection, ask.header(HEADER)))
        return super().logout(ask, _)

    def session(self, token: str) -> Session | None:
        return self.site.sessions[token] if (self.asking, token) in self.left else super().session(token)


class ExpiredIsRefusedOnce(Behaviour):
    """Refuses a session that has run out once, and renews it with that."""

    def session(self, token: str) -> Session | None:
        known = self.site.sessions.get(token)
        if known is not None and known.over == "expired":
            known.over = ""
            return None
        return super().session(token)


class SessionsInAColumnOf255(Behaviour):
    """Cuts a session id of more than 255 characters off, and takes what it begins with for the session id."""

    def session(self, token: str) -> Session | None:
        known = (each for each in self.site.sessions if len(token) > WIDTH and token.startswith(each))
        return super().session(next(known, token))


class SessionsWithoutCase(Behaviour):
    """Compares session ids without case."""

    def session(self, token: str) -> Session | None:
        same = (each for each in self.site.sessions if each.lower() == token.lower())
        return super().session(next(same, token))


class SessionsInQuotes(Behaviour):
    """Takes quotation marks off a session id."""

    def session(self, token: str) -> Session | None:
        return super().session(token.strip('"'))


class SessionsDecodedWithTolerance(Behaviour):
    """Leaves punctuation at the beginning of a session id out of account, as tolerant decoders do."""

    def session(self, token: str) -> Session | None:
        return super().session(token.lstrip("!*-_.~"))


class LoggedOutIsFine(Behaviour):
    """Goes on with a session after its logout."""

    def session(self, token: str) -> Session | None:
        found = self.site.sessions.get(token)
        return found if found is not None and found.over == "logged-out" else super().session(token)


class ExpiredIsFine(Behaviour):
    """Goes on with a session that has run out."""

    def session(self, token: str) -> Session | None:
        found = self.site.sessions.get(token)
        return found if found is not None and found.over == "expired" else super().session(token)


class ExpiredDeletesOnly(Behaviour):
    """Refuses a session that has run out everywhere but at the deletion."""

    def authenticate(self, ask: Ask) -> Session:
        found = self.site.sessions.get(ask.header(HEADER))
        if ask.method == "DELETE" and found is not None and found.over == "expired":
            return found
        return super().authenticate(ask)


class LoggedOutIs403(Behaviour):
    """Answers 403 to a session after its logout."""

    def authenticate(self, ask: Ask) -> Session:
        found = self.site.sessions.get(ask.header(HEADER))
        if found is not None and found.over == "logged-out":
            raise Refusal(self.error(403, "LoggedOut", "The session is over."))
        return super().authenticate(ask)


class ExpiredIs500(Behaviour):
    """Answers 500 to a session that has run out."""

    def authenticate(self, ask: Ask) -> Session:
        found = self.site.sessions.get(ask.header(HEADER))
        if found is not None and found.over == "expired":
            raise Refusal(self.error(500, "SessionExpiredException", "The session is over."))
        return super().authenticate(ask)


LEFT = ("authentication.logged-out-session", "authentication.logged-out-behind-its-logout")

SESSIONS = (
    fault(BeginningOfASessionIsFine, "authentication.cut-session"),
    fault(MoreThanASessionIsFine, "authentication.longer-session"),
    fault(LastLetterIsIgnored, "authentication.other-end-session"),
    fault(LastOfAListIsFine, "authentication.listed-session", level=Level.SHOULD),
    fault(LogoutWaitsForTasks, "concurrency.logout-holds-meanwhile"),
    fault(BesideADeletionStrangersMay, "authentication.no-detour"),
    fault(StrangersStopDeletions, "connectivity.is-over-afterwards"),
    fault(EverybodyIsWhoJustLoggedIn, "authentication.no-session"),
    fault(LoggedOutIsBackSoon, "authentication.logged-out-session"),
    fault(SessionsInAColumnOf255, "authentication.longer-session"),
    fault(SessionsWithoutCase, "authentication.other-case-session", level=Level.SHOULD),
    fault(SessionsInQuotes, "authentication.quoted-session", level=Level.SHOULD),
    fault(SessionsDecodedWithTolerance, "authentication.marked-session", level=Level.SHOULD),
    fault(LoggedOutIsFine, *LEFT, "concurrency.logout-holds-meanwhile"),
    fault(ConnectionOutlivesTheLogout, "authentication.logged-out-behind-its-logout"),
    fault(ExpiredIsRefusedOnce, "authentication.expired-session"),
    fault(ExpiredIsFine, "authentication.expired-session"),
    fault(ExpiredDeletesOnly, "authentication.expired-session"),
    fault(LoggedOutIs403, *LEFT),
    fault(ExpiredIs500, "authentication.expired-session"),
)
