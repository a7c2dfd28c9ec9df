"""Deletions that do not heed the state of the remote site, or are marked by it."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from math import inf

from conformance.model.terms import Level
from conformance.reference.access import HEADER
from conformance.reference.answers import Body
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import fault
from conformance.reference.site import Pairing, Session, Site, Task
from conformance.reference.tasks import ENDS
from conformance.reference.variants.refusals import ConnectivityErrorsAtOnce, ConnectivityErrorsByTask
from conformance.reference.wire import Answer, Ask, Refusal, Reply


class NoRemoteLoginNeeded(Behaviour):
    """Deletes without a login to the remote site."""

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        """Ask for nothing."""


class LoginServesAll(Behaviour):
    """Deletes with the remote login of another session."""

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if not any(pairing.id in each.remote for each in self.site.sessions.values() if not each.over):
            super().require_remote_login(session, pairing)


class LoginServesAllPairings(Behaviour):
    """Deletes with the login to the remote site of another pairing, made in any session."""

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if not any(each.remote for each in self.site.sessions.values()):
            super().require_remote_login(session, pairing)


class LoginOutlivesTheSession(Behaviour):
    """Keeps a remote login when its session is logged out, for the next session of the account."""

    end = "logged-out"

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        left = (each for each in self.site.sessions.values() if each.over == self.end)
        if not any(pairing.id in each.remote and each.account is session.account for each in left):
            super().require_remote_login(session, pairing)


class LoginOutlivesTheExpiry(LoginOutlivesTheSession):
    """Keeps a remote login when its session runs out, for the next session of the account."""

    end = "expired"


class ConnectionKeepsTheLogin(Behaviour):
    """Remembers for each connection to which remote sites its sessions are logged in."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.logins: dict[int, set[str]] = {}
        self.connection = 0

    def authenticate(self, ask: Ask) -> Session:
        session = super().authenticate(ask)
        self.connection = ask.connection
        self.logins.setdefault(ask.connection, set()).update(session.remote)
        return session

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if pairing.id not in self.logins[self.connection]:
            super().require_remote_login(session, pairing)


class NobodyAsksInAnOutage(Behaviour):
    """Deletes without a session while the remote site is down, as the check needs that site."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        if not self.site.remote_is_up and not ask.all(HEADER):
            self.site.remove(self.find(self.identify(raw)))
            raise Refusal(self.remote_site_is_down())
        return super().delete_pairing(ask, raw)


class ForceNeedsNoLogin(Behaviour):
    """Deletes without a remote login where the query says `force=true`, as another product does."""

    forced = False

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.forced = ask.parameter("force") == "true"
        return super().delete_pairing(ask, raw)

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if not self.forced:
            super().require_remote_login(session, pairing)


class BasicNeedsNoLogin(Behaviour):
    """Takes any Basic credentials beside the session for a login to the remote site."""

    with_basic = False

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.with_basic = ask.header("authorization").startswith("Basic ")
        return super().delete_pairing(ask, raw)

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if not self.with_basic:
            super().require_remote_login(session, pairing)


class BodyNeedsNoLogin(Behaviour):
    """Asks for no login to the remote site where a deletion has a body."""

    with_body = False

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.with_body = bool(ask.body)
        return super().delete_pairing(ask, raw)

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if not self.with_body:
            super().require_remote_login(session, pairing)


class BesideADeletionWithoutLogin(Behaviour):
    """Asks for no login to the remote site where another pairing is being deleted."""

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        running = {each.pairing.id for each in self.site.tasks.values() if self.status(each) not in ENDS}
        if not running - {pairing.id}:
            super().require_remote_login(session, pairing)


class RefusedLoginCounts(Behaviour):
    """Takes a remote login that it refused for one that was made."""

    def login_remotely(self, ask: Ask, raw: str) -> Reply:
        self.authenticate(ask).remote.add(self.identify(raw))
        return super().login_remotely(ask, raw)


class NeitherLoginNorSite(Behaviour):
    """Deletes what it cannot ask the remote site about: while that is down, and without a login to it."""

    alone = False

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        self.alone = pairing.id not in session.remote and not self.site.remote_is_up
        if not self.alone:
            super().require_remote_login(session, pairing)

    def foreseen_error(self, pairing: Pairing) -> str:
        return "" if self.alone else super().foreseen_error(pairing)


class WaitsForTheLogin(ConnectivityErrorsByTask):
    """Waits without end for a login to the remote site."""

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        task = super().begin(operation, pairing, error)
        if error and not self.logged_in:
            task.ends = inf
        return task

    def running_deletion(self, pairing: Pairing) -> Task | None:
        found = super().running_deletion(pairing)
        return None if found is not None and found.ends == inf else found


class NotLoggedInYetDeleted(Behaviour):
    """Refuses a deletion without a remote login, and deletes the pairing."""

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        try:
            super().require_remote_login(session, pairing)
        except Refusal:
            self.site.remove(pairing)
            raise


class NotLoggedInYetDeletedLater(Behaviour):
    """Refuses a deletion without a remote login, and deletes the pairing by a task that nobody is told of."""

    running = 0.5

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        try:
            super().require_remote_login(session, pairing)
        except Refusal:
            self.begin("deletePairing", pairing)
            raise


class NotLoggedInYetDeletedUnseen(NotLoggedInYetDeletedLater):
    """Refuses a deletion without a remote login, and deletes the pairing by a task that does not name it."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"entity": None, "entity_name": None}


class NotLoggedInIs200(Behaviour):
    """Answers a deletion without a remote login with 200 and an error."""

    def not_logged_in_remotely(self) -> Answer:
        return self.error(200, "RemoteSiteNotAuthenticated", "Log in to the remote site first.")


class NotLoggedInIs409(Behaviour):
    """Answers a deletion without a remote login with 409."""

    def not_logged_in_remotely(self) -> Answer:
        return self.error(409, "RemoteSiteNotAuthenticated", "Log in to the remote site first.")


class NotLoggedInWithoutAWord(Behaviour):
    """Refuses a deletion without a remote login with an empty object."""

    def not_logged_in_remotely(self) -> Answer:
        return self.answer(400, {})


class DeletesWhileItIsDown(Behaviour):
    """Deletes while the remote site is down."""

    def foreseen_error(self, pairing: Pairing) -> str:
        return ""


class WaitsForTheSite(Behaviour):
    """Waits without end while the remote site is down."""

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        task = super().begin(operation, pairing, error)
        if error:
            task.ends = inf
        return task

    def running_deletion(self, pairing: Pairing) -> Task | None:
        found = super().running_deletion(pairing)
        return None if found is not None and found.ends == inf else found


class DownYetDeleted(ConnectivityErrorsAtOnce):
    """Refuses a deletion while the remote site is down, and deletes the pairing."""

    def foreseen_error(self, pairing: Pairing) -> str:
        try:
            return super().foreseen_error(pairing)
        except Refusal:
            self.site.remove(pairing)
            raise


class DownIs204(ConnectivityErrorsAtOnce):
    """Answers a deletion while the remote site is down with 204, and does nothing."""

    def remote_site_is_down(self) -> Answer:
        return Answer(204)


class DownWithoutAWord(ConnectivityErrorsAtOnce):
    """Refuses a deletion while the remote site is down with an empty object."""

    def remote_site_is_down(self) -> Answer:
        return self.answer(500, {})


class Marks(Behaviour):
    """Never deletes a pairing again that it has marked."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.marked: set[str] = set()

    def foreseen_error(self, pairing: Pairing) -> str:
        return super().foreseen_error(pairing) or ("The pairing is broken." if pairing.id in self.marked else "")


class BreaksWithoutLogin(Marks):
    """Never deletes a pairing again whose deletion was tried without a remote login."""

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        try:
            super().require_remote_login(session, pairing)
        except Refusal:
            self.marked.add(pairing.id)
            raise


class BreaksWhileItIsDown(Marks):
    """Never deletes a pairing again whose deletion was tried while the remote site was down."""

    def foreseen_error(self, pairing: Pairing) -> str:
        if not self.site.remote_is_up:
            self.marked.add(pairing.id)
        return super().foreseen_error(pairing)


class LockedAfterAnError(Behaviour):
    """Refuses every deletion of a pairing after one that ended in ERROR."""

    def accept(self, task: Task) -> Reply:
        for each in self.site.tasks.values():
            if each is not task and each.pairing is task.pairing and each.error:
                task.error = task.error or "The pairing is locked by an earlier task."
        return super().accept(task)


class CancelledWithoutLogin(ConnectivityErrorsByTask):
    """Cancels the deletion of who is not logged in to the remote site."""

    def show(self, task: Task) -> Body:
        return super().show(task) if task.error == SITE_IS_DOWN else _cancelled(super().show(task))


class AlwaysCancelled(Behaviour):
    """Cancels every deletion while the remote site is up."""

    def foreseen_error(self, pairing: Pairing) -> str:
        return super().foreseen_error(pairing) or CANCELLING

    def show(self, task: Task) -> Body:
        return _cancelled(super().show(task)) if task.error == CANCELLING else super().show(task)


CANCELLING, SITE_IS_DOWN = "cancelled", "The remote site does not answer."


def _cancelled(shown: Body) -> Body:
    return shown | {"status": "CANCELLED", "error": None} if shown["status"] == "ERROR" else shown


class UnreadableWhileItIsDown(Behaviour):
    """Answers 500 for a pairing whose remote site is down."""

    def get_pairing(self, ask: Ask, raw: str) -> Reply:
        reply = super().get_pairing(ask, raw)
        return reply if self.site.remote_is_up else self.remote_site_is_down()


NOBODY, DOWN = "connectivity.not-authenticated", "connectivity.server-down"
AFTERWARDS = "connectivity.is-over-afterwards"
ELSEWHERE = "connectivity.login-serves-one-session"
WORDLESS = "errors.say-something"

CONNECTIVITY = (
    fault(NoRemoteLoginNeeded, NOBODY, ELSEWHERE),
    fault(LoginServesAll, ELSEWHERE),
    fault(LoginOutlivesTheSession, ELSEWHERE),
    fault(LoginOutlivesTheExpiry, ELSEWHERE),
    fault(ConnectionKeepsTheLogin, ELSEWHERE),
    fault(NobodyAsksInAnOutage, "connectivity.no-detour"),
    fault(LoginServesAllPairings, ELSEWHERE),
    fault(ForceNeedsNoLogin, "connectivity.no-detour"),
    fault(BasicNeedsNoLogin, "connectivity.no-detour"),
    fault(BesideADeletionWithoutLogin, "connectivity.no-detour"),
    fault(RefusedLoginCounts, "connectivity.no-detour"),
    fault(BodyNeedsNoLogin, "connectivity.no-detour"),
    fault(NeitherLoginNorSite, "connectivity.no-detour"),
    fault(WaitsForTheLogin, NOBODY, ELSEWHERE),
    fault(NotLoggedInYetDeleted, "connectivity.not-authenticated-leaves-the-pairing"),
    fault(NotLoggedInYetDeletedLater, "connectivity.not-authenticated-leaves-the-pairing"),
    fault(NotLoggedInYetDeletedUnseen, "connectivity.not-authenticated-leaves-the-pairing"),
    fault(NotLoggedInIs200, NOBODY, ELSEWHERE, "connectivity.no-detour", "status.answers-are-documented"),
    fault(NotLoggedInIs409, "status.answers-are-documented"),
    fault(NotLoggedInWithoutAWord, "connectivity.not-authenticated-says-why", WORDLESS, level=Level.SHOULD),
    fault(DeletesWhileItIsDown, DOWN),
    fault(WaitsForTheSite, DOWN),
    fault(DownYetDeleted, "connectivity.server-down-leaves-the-pairing"),
    fault(DownIs204, DOWN, "status.answers-are-documented"),
    fault(DownWithoutAWord, "connectivity.server-down-says-why", WORDLESS, level=Level.SHOULD),
    fault(BreaksWithoutLogin, AFTERWARDS),
    fault(BreaksWhileItIsDown, AFTERWARDS),
    fault(LockedAfterAnError, AFTERWARDS),
    fault(CancelledWithoutLogin, NOBODY, ELSEWHERE),
    fault(AlwaysCancelled, AFTERWARDS),
    fault(UnreadableWhileItIsDown, "connectivity.server-down-can-be-read"),
)
