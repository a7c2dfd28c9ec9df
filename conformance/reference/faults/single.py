"""Servers that break one requirement alone, where a coarser fault breaks several at once."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

from dataclasses import replace

from conformance.model.terms import Level
from conformance.reference.access import HEADER
from conformance.reference.answers import Body
from conformance.reference.behaviour import Behaviour
from conformance.reference.faults.concurrency import LockPerSession, OthersRunning, Racing
from conformance.reference.faults.effect import Remembering
from conformance.reference.faults.hazards import TakesForAny
from conformance.reference.faults.http import TakenForDelete
from conformance.reference.faults.lifecycle import AfterTheEnd
from conformance.reference.seeded import Fault, fault
from conformance.reference.site import Pairing, Session, Site, Task
from conformance.reference.variants.refusals import ConnectivityErrorsAtOnce
from conformance.reference.wire import Answer, Ask, Raw, Refusal, Reply

SECOND = 2
"""The first deletion that is due may show how it is after an outage; it is left alone."""


class NoSessionIsABadRequest(Behaviour):
    """Answers 400 to who sends nothing that proves anything, over a connection that nothing came over before."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.known: set[int] = set()

    def respond(self, ask: Ask) -> Reply:
        reply = super().respond(ask)
        self.known.add(ask.connection)
        return reply

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        if ask.connection not in self.known and not (
            ask.all(HEADER) or ask.query or ask.header("cookie") or ask.header("authorization")
        ):
            return self.malformed("The header x-dr-session is missing.")
        return super().delete_pairing(ask, raw)


class OneAtATimeOr409(OthersRunning):
    """Answers 409 to a deletion while one of another pairing runs, and takes it later."""

    def accept(self, task: Task) -> Reply:
        if self.others(task):
            self.site.tasks.pop(task.id, None)
            return self.error(409, "TaskInProgress", "Another deletion is under way.")
        return super().accept(task)


class LockBetweenSessions(LockPerSession, Racing):
    """Carries out two deletions of one pairing that come at the same instant from one session."""

    def running_deletion(self, pairing: Pairing) -> Task | None:
        found = Behaviour.running_deletion(self, pairing)
        mine = found is not None and self.owners.get(found.id) == self.asking
        return None if found is not None and mine and self.is_a_race(found) else found


class FirstNeedsNoLogin(Behaviour):
    """Deletes without a remote login where nobody has ever logged in to that remote site."""

    def require_remote_login(self, session: Session, pairing: Pairing) -> None:
        if any(pairing.id in each.remote for each in self.site.sessions.values()):
            super().require_remote_login(session, pairing)


class NotLoggedInIsAnEmpty404(Behaviour):
    """Refuses a deletion without a remote login with 404 and an empty object."""

    def not_logged_in_remotely(self) -> Answer:
        return self.answer(404, {})


class DownIsAnEmpty404(ConnectivityErrorsAtOnce):
    """Refuses a deletion while the remote site is down with 404 and an empty object."""

    def remote_site_is_down(self) -> Answer:
        return self.answer(404, {})


class TakesQuietly(TakesForAny):
    """Takes some ids for any pairing, deletes it, and says that there is none."""

    def delete_at_once(self, most: int) -> Reply:
        super().delete_at_once(most)
        raise Refusal(self.not_found())


class EmptyDeletesQuietly(TakesQuietly):
    """Deletes the oldest pairing when the id is empty, and answers 404."""

    def means_any(self, raw: str) -> bool:
        return not raw


class AsteriskDeletesQuietly(TakesQuietly):
    """Deletes the oldest pairing when the id is `*`, and answers 404."""

    def means_any(self, raw: str) -> bool:
        return raw in ("*", "%2A", "%2a")


class DotsDeleteQuietly(TakesQuietly):
    """Deletes the oldest pairing when the id is two dots, and answers 404."""

    def means_any(self, raw: str) -> bool:
        return raw.lower() == "%2e%2e"


class FailsAndDeletes(Behaviour):
    """Ends the second deletion that is due in ERROR, though nothing stands against it, and deletes the pairing."""

    message = "The certificate of the remote site could not be removed."

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.due = 0

    def foreseen_error(self, pairing: Pairing) -> str:
        error = super().foreseen_error(pairing)
        self.due += not error
        return self.message if not error and self.due == SECOND else error

    def carry_out(self, task: Task) -> None:
        super().carry_out(task)
        if task.error == self.message:
            self.site.remove(task.pairing)


class FailsWithoutAWord(FailsAndDeletes):
    """Ends the second deletion that is due in ERROR, though nothing stands against it, with no error in the Task."""

    def carry_out(self, task: Task) -> None:
        Behaviour.carry_out(self, task)

    def task_error(self, task: Task) -> object:
        return None if task.error == self.message else super().task_error(task)


class StillReadableUnlessContested(Remembering, OthersRunning, Racing):
    """Still shows a deleted pairing to who asks for it by its id, if it was deleted in peace."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.contested: set[str] = set()

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        task = super().begin(operation, pairing, error)
        self.contested.update(each.pairing.id for each in (task, *self.others(task)) if self.others(task))
        return task

    def deleted_already(self, running: Task) -> Reply:
        self.contested.add(running.pairing.id)
        return super().deleted_already(running)

    def get_pairing(self, ask: Ask, raw: str) -> Reply:
        self.authenticate(ask)
        deleted = self.gone.get(self.identify(raw))
        if deleted is not None and deleted.id not in self.contested:
            return self.answer(200, self.show_pairing(deleted))
        return super().get_pairing(ask, raw)


class BreaksOffAfterTheEnd(AfterTheEnd):
    """Breaks off in the middle of a Task whose end was shown before."""

    def afterwards(self, shown: Body) -> Body:
        raise Refusal(Raw(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"id":'))


def deletes_quietly(method: str) -> Fault:
    """A fault that takes a method for DELETE and says that it does not know it."""

    class DeletesQuietly(TakenForDelete):
        def dispatch(self, ask: Ask) -> Reply:
            if ask.method != method or not self.names_a_pairing(ask):
                return super().dispatch(ask)
            super().dispatch(replace(ask, method="DELETE"))
            return self.other_method(ask, ("HEAD", "GET", "DELETE"))

    says = f"{method} on a pairing deletes it, and is answered with 405."
    broken = frozenset({f"http.{method.lower()}-does-not-delete"})
    return Fault(f"{method.lower()}-deletes-quietly", says, DeletesQuietly, broken)


SINGLE = (
    fault(NoSessionIsABadRequest, "authentication.no-session"),
    fault(OneAtATimeOr409, "concurrency.distinct-deletions-are-accepted", level=Level.SHOULD),
    fault(LockBetweenSessions, "concurrency.one-session-one-success"),
    fault(FirstNeedsNoLogin, "connectivity.not-authenticated"),
    fault(NotLoggedInIsAnEmpty404, "connectivity.not-authenticated-says-why", level=Level.SHOULD),
    fault(DownIsAnEmpty404, "connectivity.server-down-says-why", level=Level.SHOULD),
    fault(EmptyDeletesQuietly, "effect.empty-id-deletes-nothing"),
    fault(AsteriskDeletesQuietly, "effect.wildcard-deletes-nothing"),
    fault(DotsDeleteQuietly, "effect.traversal-deletes-nothing"),
    fault(FailsAndDeletes, "effect.error-leaves-the-pairing"),
    fault(FailsWithoutAWord, "lifecycle.error-says-something", level=Level.SHOULD),
    fault(StillReadableUnlessContested, "effect.gone-by-id"),
    fault(BreaksOffAfterTheEnd, "http.well-formed-response"),
    *(deletes_quietly(method) for method in ("POST", "PUT", "PATCH", "LINK")),
)
