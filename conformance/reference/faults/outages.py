"""Servers on which an outage, or a refusal for want of the remote site, leaves its mark."""

# ruff: noqa: D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from math import inf

from conformance.reference.access import proves_to_be
from conformance.reference.behaviour import Behaviour
from conformance.reference.faults.effect import Remembering
from conformance.reference.seeded import fault
from conformance.reference.site import Pairing, Session, Site, Task
from conformance.reference.variants.refusals import ConnectivityErrorsAtOnce
from conformance.reference.variants.times import SITE_WENT_DOWN, OutageFailsDeletions
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


class OutageHaltsATask(OutageFailsDeletions):
    """Never ends a deletion in whose midst the remote site went down."""

    def interrupt(self, task: Task) -> None:
        task.ends = inf


class OutageErrorYetDeleted(OutageFailsDeletions):
    """Ends a deletion in whose midst the remote site goes down with ERROR, and has deleted the pairing."""

    def carry_out(self, task: Task) -> None:
        super().carry_out(task)
        if task.error == SITE_WENT_DOWN:
            self.site.remove(task.pairing)


class OutageErrorYetDeletedInTheEnd(OutageFailsDeletions):
    """Ends a deletion in whose midst the remote site goes down with ERROR, and does it when that is up again."""

    def settle(self) -> None:
        super().settle()
        for task in self.site.tasks.values() if self.site.remote_is_up else ():
            if task.error == SITE_WENT_DOWN and task.done:
                self.site.remove(task.pairing)


class OutageSuccessYetThere(OutageFailsDeletions):
    """Ends a deletion in whose midst the remote site goes down with SUCCESS, and leaves the pairing."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.left: list[Task] = []

    def interrupt(self, task: Task) -> None:
        self.left.append(task)

    def carry_out(self, task: Task) -> None:
        if task not in self.left:
            super().carry_out(task)


class OutageBringsItBack(OutageSuccessYetThere):
    """Brings a pairing back in whose deletion the remote site went down, when that is up again."""

    def carry_out(self, task: Task) -> None:
        OutageFailsDeletions.carry_out(self, task)

    def settle(self) -> None:
        super().settle()
        for task in self.left if self.site.remote_is_up else ():
            self.site.pairings.setdefault(task.pairing.id, task.pairing)


class OutageLocksThePairing(OutageFailsDeletions):
    """Never deletes a pairing in whose deletion the remote site went down."""

    def foreseen_error(self, pairing: Pairing) -> str:
        tasks = self.site.tasks.values()
        locked = any(each.pairing is pairing and each.error == SITE_WENT_DOWN for each in tasks)
        return "The pairing is locked." if locked else super().foreseen_error(pairing)


class OutageBringsAllBack(Remembering):
    """Brings back what was deleted before the remote site went down, when that is up again."""

    was_up = True

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.returning: dict[str, Pairing] = {}

    def settle(self) -> None:
        super().settle()
        if self.was_up and not self.site.remote_is_up:
            self.returning = dict(self.gone)
        elif self.site.remote_is_up and not self.was_up:
            self.site.pairings.update(self.returning)
        self.was_up = self.site.remote_is_up


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
    fault(OutageHaltsATask, "lifecycle.task-ends"),
    fault(OutageErrorYetDeleted, "effect.error-leaves-the-pairing"),
    fault(OutageErrorYetDeletedInTheEnd, "effect.error-leaves-the-pairing"),
    fault(OutageSuccessYetThere, "effect.gone-by-id", "effect.gone-from-the-list"),
    fault(OutageBringsItBack, "effect.stays-gone"),
    fault(OutageLocksThePairing, "connectivity.is-over-afterwards"),
    fault(OutageBringsAllBack, "effect.stays-gone"),
    fault(DeletesWhenItIsUpAgain, "connectivity.server-down-leaves-the-pairing"),
    fault(SecondTryNeedsNoLogin, "connectivity.not-authenticated", "connectivity.login-serves-one-session"),
    fault(SecondTryNeedsNoSite, "connectivity.server-down"),
)
