"""Servers that are quicker, slower, forgetful or short of patience, and right all the same."""

# ruff: noqa: D102 - an override keeps the docstring of what it overrides

from __future__ import annotations

from dataclasses import replace
from math import inf

from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import variant
from conformance.reference.site import Session, Site, Task
from conformance.reference.tasks import ENDS
from conformance.reference.wire import Answer, Ask, Reply


class InstantTasks(Behaviour):
    """The task has succeeded by the time of the 202."""

    queueing = 0.0
    running = 0.0

    def accept(self, task: Task) -> Reply:
        self.settle()
        return super().accept(task)


class SlowTasks(Behaviour):
    """A task takes the better part of a second."""

    queueing = 0.3
    running = 0.5


class NeverQueued(Behaviour):
    """A task runs at once."""

    queueing = 0.0


class NeverRunning(Behaviour):
    """A task goes from the queue to its end."""

    queueing = 0.15
    running = 0.0


class ForgottenTasks(Behaviour):
    """A task is forgotten half a second after its end."""

    def settle(self) -> None:
        super().settle()
        for task in list(self.site.tasks.values()):
            if task.done and self.site.time > task.ends + 0.5:
                del self.site.tasks[task.id]


class ShortSessions(Behaviour):
    """A session runs out after half a second."""

    def session(self, token: str) -> Session | None:
        found = super().session(token)
        if found is not None and self.site.time > found.opened + 0.5:
            found.over = "expired"
        return found if found is not None and not found.over else None


class CountedSessions(Behaviour):
    """A session runs out after fifteen requests."""

    def session(self, token: str) -> Session | None:
        found = super().session(token)
        if found is not None and found.uses >= 15:  # noqa: PLR2004 - as the docstring says
            found.over = "expired"
        return found if found is not None and not found.over else None


class Latency(Behaviour):
    """Every answer takes 20 ms."""

    def finish(self, ask: Ask, answer: Answer) -> Answer:
        return replace(super().finish(ask, answer), delay=0.02)


class RateLimiter(Behaviour):
    """After 300 requests in a second there is 429 with Retry-After until the second is over."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.since = 0.0
        self.count = 0

    def dispatch(self, ask: Ask) -> Reply:
        if self.site.time - self.since >= 1.0:
            self.since, self.count = self.site.time, 0
        self.count += 1
        if self.count > 300:  # noqa: PLR2004 - as the docstring says
            return self.error(429, "TooManyRequests", "Slow down.").having(("retry-after", "1"))
        return super().dispatch(ask)


class LoginsLostWithTheSite(Behaviour):
    """When the remote site goes down every login to it is lost."""

    def settle(self) -> None:
        super().settle()
        if not self.site.remote_is_up:
            for session in self.site.sessions.values():
                session.remote.clear()


class HiddenWhileItGoes(Behaviour):
    """A pairing cannot be seen while its deletion runs."""

    def dispatch(self, ask: Ask) -> Reply:
        going = {
            task.pairing.id: task.pairing
            for task in self.site.tasks.values()
            if task.operation == "deletePairing" and not task.error and self.status(task) not in ENDS
        }
        for each in going:
            self.site.pairings.pop(each, None)
        try:
            return super().dispatch(ask)
        finally:
            self.site.pairings.update(going)


SITE_WENT_DOWN = "The remote site went down."


class OutageFailsDeletions(Behaviour):
    """A deletion in whose midst the remote site goes down ends in ERROR."""

    running = 0.8
    was_up = True

    def settle(self) -> None:
        if self.was_up and not self.site.remote_is_up:
            for task in self.site.tasks.values():
                if self.status(task) not in ENDS:
                    self.interrupt(task)
        self.was_up = self.site.remote_is_up
        super().settle()

    def interrupt(self, task: Task) -> None:
        """Say what becomes of a deletion."""
        task.error = SITE_WENT_DOWN


class OutagePutsDeletionsOff(OutageFailsDeletions):
    """A deletion in whose midst the remote site goes down goes on when that is up again."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.waiting: list[Task] = []

    def interrupt(self, task: Task) -> None:
        task.ends = inf
        self.waiting.append(task)

    def settle(self) -> None:
        super().settle()
        while self.waiting and self.site.remote_is_up:
            self.waiting.pop().ends = self.site.time + self.running


TIMES = tuple(
    map(
        variant,
        (
            InstantTasks,
            SlowTasks,
            NeverQueued,
            NeverRunning,
            ForgottenTasks,
            ShortSessions,
            CountedSessions,
            Latency,
            RateLimiter,
            LoginsLostWithTheSite,
            HiddenWhileItGoes,
            OutageFailsDeletions,
            OutagePutsDeletionsOff,
        ),
    )
)
