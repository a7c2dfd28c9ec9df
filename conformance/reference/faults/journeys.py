"""Servers with a wrong memory: what one request does wrong shows only some requests later."""

# ruff: noqa: D102 - an override keeps the docstring of what it overrides

from __future__ import annotations

from conformance.reference.behaviour import Behaviour
from conformance.reference.faults.effect import Remembering
from conformance.reference.seeded import fault
from conformance.reference.site import EDIT, Pairing, Session, Site, Task
from conformance.reference.wire import Answer, Ask, Refusal, Reply


class Grudging(Behaviour):
    """Remembers which session was refused which pairing for want of a remote login."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.refused: dict[str, list[Pairing]] = {}

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        try:
            super().require_remote_login(session, pairing)
        except Refusal:
            self.refused.setdefault(session.token, []).append(pairing)
            raise


class CarriesOutAtLogout(Grudging):
    """Deletes at the logout what it refused in the session for want of a remote login."""

    def logout(self, ask: Ask, raw: str) -> Answer:
        token = self.authenticate(ask).token
        answer = super().logout(ask, raw)
        for pairing in self.refused.pop(token, []):
            self.site.remove(pairing)
        return answer


class TakesTheRefusedAlong(Grudging):
    """Deletes along with a pairing what it refused before in the same session for want of a remote login."""

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        super().require_remote_login(session, pairing)
        for each in self.refused.pop(session.token, []):
            if each is not pairing:
                self.site.remove(each)


class RefusedSessionsLiveOn(Grudging):
    """Goes on with a session after its logout where it was refused a deletion before."""

    def session(self, token: str) -> Session | None:
        found = self.site.sessions.get(token)
        return found if found is not None and token in self.refused else super().session(token)


class Attributing(Remembering):
    """Remembers in which session a pairing was deleted."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.by: dict[str, Session] = {}

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        super().require_remote_login(session, pairing)
        self.by[pairing.id] = session

    def deleted_elsewhere(self, session: Session, raw: str) -> Pairing | None:
        """The pairing of an id, if another session has deleted it."""
        found = self.gone.get(self.identify(raw))
        return found if found is not None and self.by.get(found.id) is not session else None


class ComesBackAtLogout(Attributing):
    """Brings a deleted pairing back at the logout of the session that deleted it."""

    def logout(self, ask: Ask, raw: str) -> Answer:
        session = self.authenticate(ask)
        answer = super().logout(ask, raw)
        for pairing in self.gone.values():
            if self.by.get(pairing.id) is session:
                self.site.pairings[pairing.id] = pairing
        return answer


class NewSessionDeletesAgain(Attributing):
    """Deletes a deleted pairing again in another session, with a task that ends in SUCCESS."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        session = self.authenticate(ask)
        self.authorise(session, EDIT, raw)
        deleted = self.deleted_elsewhere(session, raw)
        return self.accept(self.begin("deletePairing", deleted)) if deleted else super().delete_pairing(ask, raw)


class NewSessionStumbles(Attributing):
    """Answers 500 when a deleted pairing is deleted again in another session."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        if self.deleted_elsewhere(self.authenticate(ask), raw):
            return self.error(500, "NullPointerException", "The owner of the pairing is null.")
        return super().delete_pairing(ask, raw)


class FailureOpensTheDoor(Behaviour):
    """Asks for no remote login right after a deletion that ended in ERROR, as long as none is refused."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.open: set[str] = set()

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        if error:
            self.open.add(pairing.id)
        return super().begin(operation, pairing, error)

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        try:
            return super().delete_pairing(ask, raw)
        except Refusal:
            self.open.clear()
            raise

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if pairing.id not in self.open:
            super().require_remote_login(session, pairing)


class FailureSticksToTheSession(Behaviour):
    """Refuses every deletion in a session that tried one while the remote site was down."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.failed: set[str] = set()

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        super().require_remote_login(session, pairing)
        if session.token in self.failed:
            raise Refusal(self.not_logged_in_remotely())
        if not self.site.remote_is_up:
            self.failed.add(session.token)


JOURNEYS = (
    fault(CarriesOutAtLogout, "connectivity.not-authenticated-leaves-the-pairing"),
    fault(TakesTheRefusedAlong, "effect.journeys-keep-the-rest"),
    fault(ComesBackAtLogout, "effect.journeys-delete-for-good"),
    fault(NewSessionDeletesAgain, "effect.journeys-delete-for-good", "effect.second-deletion-does-not-succeed"),
    fault(FailureOpensTheDoor, "connectivity.journeys-keep-the-contract"),
    fault(RefusedSessionsLiveOn, "authentication.journeys-end-with-the-session"),
    fault(FailureSticksToTheSession, "status.journeys-are-accepted-when-due"),
    fault(NewSessionStumbles, "robustness.journeys-meet-no-server-error"),
)
