"""Servers on which an outage, or a refusal for want of the remote site, leaves its mark."""

# ruff: noqa: D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from conformance.reference.access import proves_to_be
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import fault
from conformance.reference.site import Pairing, Session, Site
from conformance.reference.variants.refusals import ConnectivityErrorsAtOnce
from conformance.reference.wire import Ask, Refusal, Reply


class Afterwards(Behaviour):
    """Remembers an outage."""

    had_an_outage = False

    def settle(self) -> None:
        super().settle()
        self.had_an_outage |= not self.site.remote_is_up

    @property
    def recovered(self) -> bool:
        """Whether the remote site was down and is up again."""
        return self.had_an_outage and self.site.remote_is_up


class OutageFreesTheViewer(Afterwards):
    """Asks for no privilege any more once the remote site was down."""

    def authorise(self, session: Session, privilege: str, raw: str = "") -> None:
        if not self.recovered:
            super().authorise(session, privilege, raw)


class OutageLogsEverybodyIn(Afterwards):
    """Asks for no login to the remote site any more once that was down."""

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if not self.recovered:
            super().require_remote_login(session, pairing)


class LoginInAnOutageCounts(Behaviour):
    """Refuses a login to the remote site while that is down, and takes it for made when it is up again."""

    def login_remotely(self, ask: Ask, raw: str) -> Reply:
        session = self.authenticate(ask)
        if not self.site.remote_is_up and proves_to_be(ask, self.site.accounts.remote):
            session.remote.add(self.identify(raw))
        return super().login_remotely(ask, raw)


class DeletesWhenItIsUpAgain(ConnectivityErrorsAtOnce):
    """Refuses a deletion while the remote site is down, and carries it out when that is up again."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.waiting: set[str] = set()

    def settle(self) -> None:
        super().settle()
        while self.waiting and self.site.remote_is_up:
            self.site.pairings.pop(self.waiting.pop(), None)

    def foreseen_error(self, pairing: Pairing) -> str:
        try:
            return super().foreseen_error(pairing)
        except Refusal:
            self.waiting.add(pairing.id)
            raise


class SecondTryNeedsNoLogin(Behaviour):
    """Refuses a deletion for want of a remote login once in a session, and takes it the next time."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.tried: set[tuple[int, str]] = set()

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        again = (id(session), pairing.id) in self.tried
        self.tried.add((id(session), pairing.id))
        if not again:
            super().require_remote_login(session, pairing)


class SecondTryNeedsNoSite(Behaviour):
    """Ends the first deletion of a pairing while the remote site is down with ERROR, and the second with SUCCESS."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.tried: set[str] = set()

    def foreseen_error(self, pairing: Pairing) -> str:
        error = super().foreseen_error(pairing)
        again = pairing.id in self.tried
        self.tried.add(pairing.id)
        return "" if again else error


OUTAGES = (
    fault(OutageFreesTheViewer, "connectivity.outage-grants-nothing"),
    fault(OutageLogsEverybodyIn, "connectivity.outage-grants-nothing"),
    fault(LoginInAnOutageCounts, "connectivity.outage-grants-nothing"),
    fault(DeletesWhenItIsUpAgain, "connectivity.server-down-leaves-the-pairing"),
    fault(SecondTryNeedsNoLogin, "connectivity.not-authenticated", "connectivity.login-serves-one-session"),
    fault(SecondTryNeedsNoSite, "connectivity.server-down"),
)
