"""A probe: what is sent to gather the evidence that requirements judge."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar
from uuid import UUID

from conformance.catalogue.contract import Contract
from conformance.catalogue.paging import Habits
from conformance.catalogue.reading import ERROR, SUCCESS, end_of, has_ended, is_there
from conformance.model.observations import Attempt, Deletion, Look, Observation, Race, Task
from conformance.model.steps import Steps
from conformance.model.terms import Depth

T = TypeVar("T")

PROPOSALS: Mapping[Depth, int] = {Depth.QUICK: 60, Depth.STANDARD: 400, Depth.DEEP: 1500}
"""How many odd requests a run of each depth draws."""


@dataclass(slots=True)
class Memory:
    """What probes leave to those after them.

    lists: what lists of the target are like.
    acquainted: the tasks that ran before this run had tried anything are known.
    passed: ids of tasks that are not waited for (any more): those, and whatever was waited for already.
    stuck: ids of tasks that were waited for in vain.
    looks: how often tasks were asked for that may be anybody's.
    attempted: the last request aimed at a live pairing that must not delete it.
    lost: the conditions of attempts that cost a pairing; what is asked in the same standing again would cost another.
    deleted: pairing -> its task as it ended in SUCCESS, and the look that found it gone.
    no_login: the target has no login to a remote site: it knows no such operation.
    asked: it refuses deletions without one all the same, and there is none to be made.
    failed: tasks that ended in ERROR, each with the pairing that it left.
    """

    acquainted: bool = False
    lists: Habits = field(default_factory=Habits)
    passed: set[str] = field(default_factory=set)
    stuck: set[str] = field(default_factory=set)
    looks: int = 0
    attempted: Attempt | None = None
    lost: set[str] = field(default_factory=set)
    deleted: dict[str, tuple[Task, Look]] = field(default_factory=dict)
    no_login: bool = False
    asked: bool = False
    failed: list[tuple[str, Task]] = field(default_factory=list)

    def has_lost(self, standing: str) -> bool:
        """Whether a pairing was lost to an attempt in this standing, in whatever way it asked."""
        return any(each.startswith(standing) for each in self.lost)

    def note(self, observation: Observation) -> None:
        """Keep what was tried and what was lost by it; and what was deleted with success, to be looked at once more."""
        match observation:
            case Attempt(task=task, after=Look() as look):
                self.attempted = observation
                if is_there(look) is False:
                    self.lost.add(observation.condition)
                if task is not None and end_of(task) == ERROR:
                    self.failed.append((look.pairing, _ended(task)))
            case Deletion(task=task, gone=(*_, look)):
                self._remember(task, look)
            case Race(pairings=pairings, tasks=tasks, gone=gone):
                looks = {each.pairing: each for each in gone}
                for pairing, task in zip(pairings, tasks, strict=False):
                    if pairing in looks:
                        self._remember(task, looks[pairing])
            case _:
                pass

    def _remember(self, task: Task, look: Look) -> None:
        if end_of(task) == SUCCESS and is_there(look) is False:
            self.deleted.setdefault(look.pairing, (_ended(task), look))


def _ended(task: Task) -> Task:
    """What is kept of a task: how it began, and the look that showed its end."""
    ended = next(each for each in (task.first, *task.polls, *task.later) if has_ended(each))
    return Task(task.first, () if ended is task.first else (ended,), patience=task.patience)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a probe may build on.

    patience, interval: seconds to wait for the end of a task, and between two looks at it.
    proposals: how many odd requests to draw.
    given_up: pairings that the profile names, so that no drawn id equals one.
    memory: the only thing here that probes add to.
    only: what to try of all that a probe tries: conditions of attempts, targets; empty for everything.
    remote: the profile has an account for the remote site.
    connectivity: something of that area is judged, so that a deletion without the remote login is worth a pairing.
    """

    contract: Contract
    seed: int
    patience: float
    interval: float
    depth: Depth
    hazards: bool = False
    given_up: tuple[str, ...] = ()
    memory: Memory = field(default_factory=Memory)
    only: frozenset[str] = frozenset()
    remote: bool = True
    connectivity: bool = True

    @property
    def logs_in(self) -> bool:
        """Whether there is a login to the remote site to be made before a deletion."""
        return self.remote and not self.memory.no_login

    @property
    def proposals(self) -> int:
        """How many odd requests a run of this depth draws."""
        return PROPOSALS[self.depth]

    def wants(self, *names: str) -> bool:
        """Whether one of these is to be tried."""
        return not self.only or not self.only.isdisjoint(names)

    def wanted(self, table: Mapping[str, T]) -> dict[str, T]:
        """What of a table is to be tried, by its names."""
        return {name: each for name, each in table.items() if self.wants(name)}

    def unknown_ids(self, probe: str) -> Iterator[str]:
        """Ids of the form that a Pairing has, of pairings that do not exist: the same for the same seed.

        They begin with a letter: who reads numbers where ids stand finds none that could be a pairing's.
        """
        random = Random(f"{self.seed} {probe}")  # noqa: S311 - repeatable, not secret
        while True:
            drawn = random.getrandbits(128) | 0xA << 124
            yield str(UUID(int=drawn, version=4))


@dataclass(frozen=True, slots=True)
class Probe:
    """One scenario.

    name: what requirements name in `over`.
    sends: for `plan`: what goes over the wire, in a few words.
    needs: what the profile has to provide (Profile.missing).
    own: how many pairings it uses up for itself. more: how many besides, where there are any.
    shared: it is aimed at the pairing that all such probes share, and leaves it on a right target.
    requests: about how many requests it sends, looks included.
    beside: the probe whose work it goes on with, so that both belong to one shard.
    logs_in: it logs in to the remote site, where the profile has an account for that.
    """

    name: str
    sends: str
    steps: Callable[[Scene], Steps]
    needs: frozenset[str] = frozenset({"admin"})
    own: int = 0
    more: int = 0
    shared: bool = False
    depth: Depth = Depth.QUICK
    requests: int = 1
    beside: str = ""
    logs_in: bool = False

    def needs_of(self, missing: Container[str]) -> frozenset[str]:
        """What has to work. missing: what the profile lacks; a login that it has no account for is left out."""
        return self.needs | {"remote"} if self.logs_in and "remote" not in missing else self.needs
