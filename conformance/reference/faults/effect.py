"""Deletions that do not do what they say, or do more."""

# ruff: noqa: D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from conformance.reference.access import HEADER
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import fault
from conformance.reference.site import EDIT, Pairing, Site, Task
from conformance.reference.tasks import ENDS
from conformance.reference.wire import Ask, Refusal, Reply

EVERY = 1_000_000
"""More pairings than there ever are."""


def is_a_success(task: Task) -> bool:
    """Whether a task is a deletion that ends in SUCCESS."""
    return task.operation == "deletePairing" and not task.error


class NothingIsDeleted(Behaviour):
    """Ends deletions with SUCCESS and deletes nothing."""

    def carry_out(self, task: Task) -> None:
        if not is_a_success(task):
            super().carry_out(task)


class Remembering(Behaviour):
    """Remembers the pairings that were deleted."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.gone: dict[str, Pairing] = {}

    def carry_out(self, task: Task) -> None:
        super().carry_out(task)
        if is_a_success(task):
            self.gone[task.pairing.id] = task.pairing


class StillReadable(Remembering):
    """Still shows a deleted pairing to who asks for it by its id."""

    def get_pairing(self, ask: Ask, raw: str) -> Reply:
        self.authenticate(ask)
        deleted = self.gone.get(self.identify(raw))
        return self.answer(200, self.show_pairing(deleted)) if deleted else super().get_pairing(ask, raw)


class StillListed(Remembering):
    """Still shows a deleted pairing in the list."""

    def listed(self) -> list[Pairing]:
        return [*super().listed(), *self.gone.values()]


class ReadFromACacheOfTheSession(Behaviour):
    """Shows a session a pairing as it read it before, deleted or not, but for the session that deleted it."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.read: dict[tuple[str, str], Reply] = {}
        self.deleters: set[str] = set()

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.deleters.add(ask.header(HEADER))
        return super().delete_pairing(ask, raw)

    def get_pairing(self, ask: Ask, raw: str) -> Reply:
        session = ask.header(HEADER)
        if session in self.deleters or (session, raw) not in self.read:
            self.read[session, raw] = super().get_pairing(ask, raw)
        return self.read[session, raw]


class ReadFromACacheOfTheViewer(Behaviour):
    """Shows an account without the privilege a pairing as it read it first, deleted or not."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.read: dict[str, Reply] = {}

    def get_pairing(self, ask: Ask, raw: str) -> Reply:
        if EDIT in self.authenticate(ask).account.privileges:
            return super().get_pairing(ask, raw)
        if raw not in self.read:
            self.read[raw] = super().get_pairing(ask, raw)
        return self.read[raw]


class ListOfTheViewer(Remembering):
    """Shows a deleted pairing in the list that is kept for accounts without the privilege."""

    theirs = False

    def list_pairings(self, ask: Ask, raw: str) -> Reply:
        self.theirs = EDIT not in self.authenticate(ask).account.privileges
        return super().list_pairings(ask, raw)

    def listed(self) -> list[Pairing]:
        return [*super().listed(), *(self.gone.values() if self.theirs else ())]


class ListIsEmptyMeanwhile(Behaviour):
    """Lists no pairing while a deletion runs."""

    def listed(self) -> list[Pairing]:
        running = any(is_a_success(each) and self.status(each) not in ENDS for each in self.site.tasks.values())
        return [] if running else super().listed()


class DeletedLate(Behaviour):
    """Deletes a pairing a quarter of a second after its task has succeeded."""

    def settle(self) -> None:
        now = self.site.time
        self.site.time = now - 0.25
        super().settle()
        self.site.time = now


class ComesBack(Remembering):
    """Brings a deleted pairing back once somebody has found it gone."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.missed: set[str] = set()

    def listed(self) -> list[Pairing]:
        returning = [each for each in self.gone.values() if each.id in self.missed]
        self.missed.update(self.gone)
        return [*super().listed(), *returning]


class ComesBackAfterASecond(Behaviour):
    """Brings a deleted pairing back one second after its deletion."""

    def settle(self) -> None:
        super().settle()
        for task in self.site.tasks.values():
            if task.done and is_a_success(task) and self.site.time > task.ends + 1:
                self.site.pairings.setdefault(task.pairing.id, task.pairing)


class ListedAgainForAMoment(Behaviour):
    """Lists a deleted pairing again from a third of a second after its deletion until a second after it."""

    def listed(self) -> list[Pairing]:
        deleted = (task for task in self.site.tasks.values() if task.done and is_a_success(task))
        back = [each.pairing for each in deleted if each.ends + 0.33 < self.site.time < each.ends + 1]
        return [*super().listed(), *back]


class SecondDeletionBringsItBack(Remembering):
    """Brings a deleted pairing back when it is deleted again, and answers 404."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        try:
            return super().delete_pairing(ask, raw)
        except Refusal:
            returning = self.gone.get(raw)
            if returning is not None:
                self.site.pairings[returning.id] = returning
            raise


class TakesANeighbour(Behaviour):
    """Deletes the oldest pairing along with the one that is named."""

    def carry_out(self, task: Task) -> None:
        super().carry_out(task)
        if is_a_success(task) and self.site.pairings:
            self.site.remove(next(iter(self.site.pairings.values())))


class SecondDeletionSucceeds(Remembering):
    """Deletes a deleted pairing again, with a task that ends in SUCCESS."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        session = self.authenticate(ask)
        self.authorise(session, EDIT, raw)
        deleted = self.gone.get(self.identify(raw))
        return self.accept(self.begin("deletePairing", deleted)) if deleted else super().delete_pairing(ask, raw)


class DeletedAgainInAnotherSession(Remembering):
    """Deletes a pairing again, with a task that ends in SUCCESS, in a session that did not see it go."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.met: set[tuple[str, str]] = set()

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        session = self.authenticate(ask)
        self.authorise(session, EDIT, raw)
        deleted = self.gone.get(self.identify(raw))
        if deleted is not None and (ask.header(HEADER), raw) not in self.met:
            return self.accept(self.begin("deletePairing", deleted))
        self.met.add((ask.header(HEADER), raw))
        return super().delete_pairing(ask, raw)


class DeletedAgainAfterASecond(Remembering):
    """Deletes a pairing again, with a task that ends in SUCCESS, once its deletion is a second past."""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        session = self.authenticate(ask)
        self.authorise(session, EDIT, raw)
        deleted = self.gone.get(self.identify(raw))
        ended = max((each.ends for each in self.site.tasks.values() if each.pairing is deleted), default=0.0)
        if deleted is None or self.site.time < ended + 1:
            return super().delete_pairing(ask, raw)
        return self.accept(self.begin("deletePairing", deleted))


class ErrorYetDeleted(Behaviour):
    """Ends a deletion with ERROR while the remote site is down, and deletes the pairing."""

    def carry_out(self, task: Task) -> None:
        super().carry_out(task)
        if task.operation == "deletePairing":
            self.site.remove(task.pairing)


class UnreadableWhileItGoes(Behaviour):
    """Answers 500 for a pairing whose deletion runs."""

    def get_pairing(self, ask: Ask, raw: str) -> Reply:
        self.authenticate(ask)
        if self.running_deletion(self.find(self.identify(raw))):
            return self.error(500, "IllegalStateException", "The pairing is being deleted.")
        return super().get_pairing(ask, raw)


GONE = "effect.gone-by-id"
UNLISTED = "effect.gone-from-the-list"
RACED = "concurrency.the-pairing-is-gone"
STAYS = "effect.stays-gone"

EFFECT = (
    fault(NothingIsDeleted, GONE, UNLISTED, RACED),
    fault(StillReadable, GONE, RACED),
    fault(StillListed, UNLISTED),
    fault(ReadFromACacheOfTheSession, GONE),
    fault(ReadFromACacheOfTheViewer, GONE),
    fault(ListOfTheViewer, UNLISTED),
    fault(ListIsEmptyMeanwhile, "effect.others-stay"),
    fault(DeletedLate, GONE, UNLISTED, RACED),
    fault(ComesBack, STAYS),
    fault(ComesBackAfterASecond, STAYS),
    fault(ListedAgainForAMoment, STAYS),
    fault(SecondDeletionBringsItBack, STAYS),
    fault(TakesANeighbour, "effect.others-stay"),
    fault(SecondDeletionSucceeds, "effect.second-deletion-does-not-succeed"),
    fault(DeletedAgainInAnotherSession, "effect.second-deletion-does-not-succeed"),
    fault(DeletedAgainAfterASecond, "effect.second-deletion-does-not-succeed"),
    fault(ErrorYetDeleted, "effect.error-leaves-the-pairing", "connectivity.server-down-leaves-the-pairing"),
    fault(UnreadableWhileItGoes, "effect.there-until-the-end", "concurrency.no-server-error"),
)
