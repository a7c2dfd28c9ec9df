"""Deletions by who lacks the privilege."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from collections import Counter

from conformance.reference.access import HEADER, proves_to_be
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import fault
from conformance.reference.site import EDIT, Pairing, Session, Site
from conformance.reference.tasks import ENDS
from conformance.reference.wire import Answer, Ask, Refusal, Reply


class NoPrivilegeNeeded(Behaviour):
    """Lets every account delete."""

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        """Ask for nothing."""


class Counting(Behaviour):
    """Counts how often each session and each account was refused."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.refusals: Counter[str] = Counter()
        self.refused: dict[str, set[str]] = {}

    def passes(self, session: Session) -> bool:
        """Whether a session without the privilege is let through."""
        return False

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        try:
            super().authorise(session, privilege, raw)
        except Refusal:
            passes = self.passes(session)
            self.refusals[session.token] += 1
            self.refused.setdefault(session.account.username, set()).add(session.token)
            if not passes:
                raise


class FirstTimeIsFree(Counting):
    """Lets an account delete that was never refused, because its privileges are not cached yet."""

    def passes(self, session: Session) -> bool:
        return session.account.username not in self.refused


class SecondTimeIsFree(Counting):
    """Lets a session delete that was refused before."""

    def passes(self, session: Session) -> bool:
        return self.refusals[session.token] == 1


class FreshSessionIsFree(Counting):
    """Lets the second session of an account delete, whose first was refused."""

    def passes(self, session: Session) -> bool:
        before = self.refused.get(session.account.username, set())
        return bool(before) and session.token not in before


class ForbiddenYetDeleted(Behaviour):
    """Answers 403, and deletes the pairing."""

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        try:
            super().authorise(session, privilege, raw)
        except Refusal:
            self.site.pairings.pop(raw, None)
            raise


class ForbiddenYetDeletedUnseen(Behaviour):
    """Answers 403, and deletes the pairing a moment later, by no task."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.doomed: dict[str, float] = {}

    def settle(self) -> None:
        super().settle()
        for identity in [each for each, due in self.doomed.items() if due <= self.site.time]:
            del self.doomed[identity]
            self.site.pairings.pop(identity, None)

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        try:
            super().authorise(session, privilege, raw)
        except Refusal:
            self.doomed.setdefault(raw, self.site.time + A_MOMENT)
            raise


class ForbiddenWith(Behaviour):
    """Refuses who lacks the privilege in a wrong way, for pairings that exist or that do not."""

    unknown = False

    def wrongly(self) -> Answer:
        """The wrong answer."""
        return Answer(401)

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        try:
            super().authorise(session, privilege, raw)
        except Refusal as refusal:
            if self.unknown == (raw not in self.site.pairings):
                refusal.answer = self.wrongly()
            raise


class ForbiddenIs401(ForbiddenWith):
    """Answers 401 to who lacks the privilege."""

    def wrongly(self) -> Answer:
        return self.unauthenticated()


class ForbiddenIs404(ForbiddenWith):
    """Answers 404 to who lacks the privilege, though the pairing is shown."""

    def wrongly(self) -> Answer:
        return self.not_found()


class ForbiddenIs500(ForbiddenWith):
    """Answers 500 to who lacks the privilege."""

    def wrongly(self) -> Answer:
        return self.error(500, "AccessDeniedException", "Access is denied.")


class ForbiddenUnknownIs400(ForbiddenWith):
    """Answers 400 to who lacks the privilege and names an unknown pairing."""

    unknown = True

    def wrongly(self) -> Answer:
        return self.malformed("There is no such pairing.")


class ForbiddenUnknownIs500(ForbiddenWith):
    """Answers 500 to who lacks the privilege and names an unknown pairing."""

    unknown = True

    def wrongly(self) -> Answer:
        return self.error(500, "NullPointerException", "The pairing is null.")


class CapitalsNeedNoPrivilege(Behaviour):
    """Checks the privilege for the id as it is spelled, and deletes the pairing that the number names."""

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if raw == raw.lower():
            super().authorise(session, privilege, raw)


class ForceNeedsNoPrivilege(Behaviour):
    """Checks no privilege where the query says `force=true`."""

    forced = False

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.forced = ask.parameter("force") == "true"
        return super().delete_pairing(ask, raw)

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if not (privilege == EDIT and self.forced):
            super().authorise(session, privilege, raw)


class ConnectionKeepsThePrivilege(Behaviour):
    """Checks the privilege once for each connection."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.trusted: set[int] = set()
        self.connection = 0

    def authenticate(self, ask: Ask) -> Session:
        self.connection = ask.connection
        session = super().authenticate(ask)
        if EDIT in session.account.privileges:
            self.trusted.add(ask.connection)
        return session

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if self.connection not in self.trusted:
            super().authorise(session, privilege, raw)


class OutageNeedsNoPrivilege(Behaviour):
    """Checks no privilege while the remote site, which knows the roles, is down."""

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if self.site.remote_is_up:
            super().authorise(session, privilege, raw)

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if self.site.remote_is_up or EDIT in session.account.privileges:
            super().require_remote_login(session, pairing)


class RunningTaskForEverybody(Behaviour):
    """Answers the deletion of a pairing whose deletion runs with that task, before it asks who may."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.authenticate(ask)
        pairing = self.site.pairings.get(raw)
        running = self.running_deletion(pairing) if pairing else None
        return self.deleted_already(running) if running else super().delete_pairing(ask, raw)


class ViewerByTrailingSlash(Behaviour):
    """Checks no privilege where the path ends with a slash."""

    sloppy = False

    def below_base(self, ask: Ask) -> tuple[str, ...]:
        segments = super().below_base(ask)
        found = self.session(ask.header(HEADER))
        viewer = found is not None and EDIT not in found.account.privileges
        self.sloppy = viewer and ask.method == "DELETE" and segments[-1:] == ("",)
        return segments[:-1] if self.sloppy else segments

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if not self.sloppy:
            super().authorise(session, privilege, raw)


class SinceExpiryEverybodyMay(Behaviour):
    """Checks no privilege any more once sessions have run out."""

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if all(each.over != "expired" for each in self.site.sessions.values()):
            super().authorise(session, privilege, raw)


class WithABodyEverybodyMay(Behaviour):
    """Checks no privilege where a deletion has a body."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.has_body = bool(ask.body)
        return super().delete_pairing(ask, raw)

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if not raw or not self.has_body:
            super().authorise(session, privilege, raw)

    has_body = False


class PasswordBesideTheSession(Behaviour):
    """Asks for the privilege of the account whose name and password stand beside the session."""

    basic = False

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.basic = proves_to_be(ask, self.site.accounts.admin)
        return super().delete_pairing(ask, raw)

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if not raw or not self.basic:
            super().authorise(session, privilege, raw)


class NameBesideTheSession(Behaviour):
    """Asks for the privilege of the account that a gateway's header names, whoever wrote that."""

    named = False

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        names = (ask.header(each) for each in ("x-forwarded-user", "x-remote-user", "x-real-user"))
        self.named = self.site.accounts.admin.username in names
        return super().delete_pairing(ask, raw)

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if not raw or not self.named:
            super().authorise(session, privilege, raw)


class BesideADeletionEverybodyMay(Behaviour):
    """Checks no privilege for a pairing while another one is being deleted."""

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        running = {each.pairing.id for each in self.site.tasks.values() if self.status(each) not in ENDS}
        if not raw or raw in running or not running:
            super().authorise(session, privilege, raw)


A_MOMENT = 0.2
FIRST, AGAIN = "permission.no-privilege", "permission.no-privilege-again"
BEHIND = "permission.no-privilege-behind-an-administrator"
FRESH, UNKNOWN = "permission.no-privilege-fresh-session", "permission.no-privilege-unknown-pairing"

PERMISSION = (
    fault(NoPrivilegeNeeded, FIRST, AGAIN, FRESH, BEHIND),
    fault(FirstTimeIsFree, FIRST),
    fault(SecondTimeIsFree, AGAIN),
    fault(FreshSessionIsFree, FRESH),
    fault(CapitalsNeedNoPrivilege, "permission.no-detour"),
    fault(ForceNeedsNoPrivilege, "permission.no-detour"),
    fault(ForbiddenYetDeleted, "permission.refused-means-not-done"),
    fault(ConnectionKeepsThePrivilege, BEHIND),
    fault(RunningTaskForEverybody, UNKNOWN),
    fault(OutageNeedsNoPrivilege, UNKNOWN),
    fault(ViewerByTrailingSlash, "permission.no-detour"),
    fault(SinceExpiryEverybodyMay, "permission.no-detour"),
    fault(WithABodyEverybodyMay, "permission.no-detour"),
    fault(PasswordBesideTheSession, "permission.no-detour"),
    fault(NameBesideTheSession, "permission.no-detour"),
    fault(BesideADeletionEverybodyMay, "permission.no-detour"),
    fault(ForbiddenYetDeletedUnseen, "permission.refused-means-not-done"),
    fault(ForbiddenIs401, FIRST, AGAIN, FRESH, BEHIND),
    fault(ForbiddenIs404, FIRST, AGAIN, FRESH, BEHIND),
    fault(ForbiddenIs500, FIRST, AGAIN, FRESH, BEHIND),
    fault(ForbiddenUnknownIs400, UNKNOWN),
    fault(ForbiddenUnknownIs500, UNKNOWN),
)
