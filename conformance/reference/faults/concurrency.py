"""Deletions that get into each other's way."""

# ruff: noqa: D102 - an override keeps the docstring of what it overrides

from __future__ import annotations

from dataclasses import replace
from math import inf

from conformance.model.terms import Level
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import fault
from conformance.reference.site import Pairing, Session, Site, Task
from conformance.reference.tasks import ENDS
from conformance.reference.variants.refusals import LogoutMidway
from conformance.reference.wire import Answer, Ask, Raw, Reply

INSTANT_S = 0.05
"""Seconds within which two requests count as made at the same instant."""


class Racing(Behaviour):
    """Knows when a deletion comes at the same instant as another of the same pairing."""

    def is_a_race(self, running: Task) -> bool:
        """Whether the running deletion began at this instant."""
        return self.site.time - running.queued < INSTANT_S


class NoLock(Racing):
    """Carries out two deletions that come at the same instant."""

    def running_deletion(self, pairing: Pairing) -> Task | None:
        found = super().running_deletion(pairing)
        return None if found is not None and self.is_a_race(found) else found


class LockPerSession(Behaviour):
    """Carries out two deletions of one pairing when they come from two sessions."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.owners: dict[str, str] = {}
        self.asking = ""

    def authenticate(self, ask: Ask) -> Session:
        session = super().authenticate(ask)
        self.asking = session.token
        return session

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        task = super().begin(operation, pairing, error)
        self.owners[task.id] = self.asking
        return task

    def running_deletion(self, pairing: Pairing) -> Task | None:
        for task in self.site.tasks.values():
            mine = self.owners.get(task.id) == self.asking
            if mine and task.pairing is pairing and self.status(task) not in ENDS:
                return task
        return None


class SecondIs(Racing):
    """Answers the second of two deletions at the same instant in a wrong way."""

    def second(self) -> Reply:
        """The wrong answer."""
        return Answer(404)

    def deleted_already(self, running: Task) -> Reply:
        return self.second() if self.is_a_race(running) else super().deleted_already(running)


class SecondIs500(SecondIs):
    """Answers 500 to the second of two deletions at the same instant."""

    def second(self) -> Reply:
        return self.error(500, "OptimisticLockException", "The row was changed by another transaction.")


class SecondIs502(SecondIs):
    """Answers 502 to the second of two deletions at the same instant."""

    def second(self) -> Reply:
        return Answer(502)


class SecondIsDropped(SecondIs):
    """Ends the connection of the second of two deletions at the same instant."""

    def second(self) -> Reply:
        return Raw()


class SecondIs423(SecondIs):
    """Answers 423 to the second of two deletions at the same instant."""

    def second(self) -> Reply:
        return self.error(423, "Locked", "The pairing is being deleted.")


class Deadlock(Racing):
    """Leaves both deletions without an end when they come at the same instant."""

    def deleted_already(self, running: Task) -> Reply:
        if self.is_a_race(running):
            running.ends = inf
        return super().deleted_already(running)


class RaceUndoesBoth(Racing):
    """Ends two deletions at the same instant with SUCCESS, and the second brings the pairing back."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.raced: set[str] = set()

    def deleted_already(self, running: Task) -> Reply:
        if self.is_a_race(running):
            self.raced.add(running.id)
        return super().deleted_already(running)

    def carry_out(self, task: Task) -> None:
        if task.id not in self.raced:
            super().carry_out(task)


class RaceTakesANeighbour(Racing):
    """Deletes the oldest of the other pairings when two deletions of one come at the same instant."""

    def deleted_already(self, running: Task) -> Reply:
        others = [each for each in self.site.pairings.values() if each is not running.pairing]
        if self.is_a_race(running) and others:
            self.site.remove(others[0])
        return super().deleted_already(running)


class OthersRunning(Behaviour):
    """Knows of deletions of other pairings that run."""

    def others(self, task: Task) -> list[Task]:
        """The deletions of other pairings that have not ended."""
        every = self.site.tasks.values()
        return [each for each in every if each.pairing is not task.pairing and self.status(each) not in ENDS]


class OneIsLost(OthersRunning):
    """Ends a deletion with SUCCESS and deletes nothing when another was running as it began."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.lost: set[str] = set()

    def begin(self, operation: str, pairing: Pairing, error: str = "") -> Task:
        task = super().begin(operation, pairing, error)
        if self.others(task):
            self.lost.add(task.id)
        return task

    def carry_out(self, task: Task) -> None:
        if task.id not in self.lost:
            super().carry_out(task)


class RefusedForGood(OthersRunning):
    """Refuses a deletion while another runs, and the same pairing ever after."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.refused: set[str] = set()

    def accept(self, task: Task) -> Reply:
        if task.pairing.id in self.refused or self.others(task):
            self.refused.add(task.pairing.id)
            self.site.tasks.pop(task.id, None)
            return self.error(400, "TaskInProgress", "Another deletion is under way.")
        return super().accept(task)


class SideBySideIs500(OthersRunning):
    """Answers 500 to a deletion while one of another pairing runs."""

    def accept(self, task: Task) -> Reply:
        if self.others(task):
            self.site.tasks.pop(task.id, None)
            return self.error(500, "ConcurrentModificationException", "The list of pairings was changed.")
        return super().accept(task)


class FourthBesideIsDropped(OthersRunning):
    """Ends the connection of a deletion while three of other pairings run."""

    def accept(self, task: Task) -> Reply:
        if len(self.others(task)) > 2:  # noqa: PLR2004 - the slots that there are
            self.site.tasks.pop(task.id, None)
            return Raw()
        return super().accept(task)


class ListBreaksMeanwhile(Behaviour):
    """Answers 500 to the list of pairings while a deletion runs."""

    def list_pairings(self, ask: Ask, raw: str) -> Reply:
        reply = super().list_pairings(ask, raw)
        if any(self.status(each) not in ENDS for each in self.site.tasks.values()):
            return self.error(500, "ConcurrentModificationException", "The list of pairings was changed.")
        return reply


class FifthIsDoneAtOnce(Behaviour):
    """Answers 200 to deletions from the fifth on, and carries them out all the same."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.accepted: set[str] = set()

    def accept(self, task: Task) -> Reply:
        reply = super().accept(task)
        self.accepted.update(() if task.error else (task.id,))
        late = isinstance(reply, Answer) and not task.error and len(self.accepted) > 4  # noqa: PLR2004
        return replace(reply, status=200) if isinstance(reply, Answer) and late else reply


class LogoutStopsTheTask(LogoutMidway):
    """Leaves a task where it is, for good, when its session is logged out."""

    def abandon(self, task: Task) -> None:
        task.ends = inf


class LogoutLosesTheEffect(LogoutMidway):
    """Deletes nothing, and says SUCCESS, when the session is logged out meanwhile."""

    def abandon(self, task: Task) -> None:
        task.done = True


ONE, TWO = "concurrency.one-session-one-success", "concurrency.two-sessions-one-success"
BROKEN = "concurrency.no-server-error"
GONE = "concurrency.the-pairing-is-gone"
ALL_ACCEPTED = "concurrency.distinct-deletions-are-accepted"
ALL_DONE = "concurrency.distinct-deletions-are-carried-out"

CONCURRENCY = (
    fault(NoLock, ONE, TWO),
    fault(LockPerSession, TWO),
    fault(SecondIs500, BROKEN),
    fault(SecondIs502, BROKEN),
    fault(SecondIsDropped, BROKEN),
    fault(SecondIs423, "concurrency.loser-is-documented", level=Level.SHOULD),
    fault(Deadlock, "lifecycle.task-ends"),
    fault(RaceUndoesBoth, GONE),
    fault(OneIsLost, GONE),
    fault(RaceTakesANeighbour, "effect.others-stay"),
    fault(LogoutStopsTheTask, "lifecycle.task-ends"),
    fault(LogoutLosesTheEffect, GONE),
    fault(FifthIsDoneAtOnce, "status.answers-are-documented"),
    fault(RefusedForGood, ALL_DONE),
    fault(ListBreaksMeanwhile, BROKEN),
    fault(FourthBesideIsDropped, BROKEN),
    fault(SideBySideIs500, ALL_ACCEPTED, ALL_DONE, BROKEN),
)
