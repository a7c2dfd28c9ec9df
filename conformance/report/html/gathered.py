"""One pass through the events of a run: what the report draws, and nothing else of them is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from conformance.model.events import Event, Exchanged, LeverMoved, Observed
from conformance.model.http import Exchange
from conformance.model.observations import Attempt, Deletion, Journey, Look, Observation, Race, Task

TASKS = 24
"""Tasks that are drawn. Those that a finding rests on come first, then those of the run in the order of time."""
LEVERS = 60
"""Moves of levers that are told."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A task with what it is about.

    what: why there was a deletion, in words. looks: at its pairing, while the task ran and afterwards.
    """

    what: str
    pairing: str
    task: Task
    looks: tuple[Look, ...] = ()

    def exchanges(self) -> tuple[Exchange, ...]:
        """Every look at the task, from the answer that announced it."""
        return (self.task.first, *self.task.polls, *self.task.later)


@dataclass(slots=True)
class Gathered:
    """What a report needs of the events, bounded but for a number for each exchange.

    seconds: operation -> how long each answer took. silent: operation -> exchanges without an answer.
    tasks: those to be drawn, those that findings rest on first. beyond: how many others there were.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    silent: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    levers: list[LeverMoved] = field(default_factory=list)
    tasks: list[Followed] = field(default_factory=list)
    beyond: int = 0


def gather(events: Iterable[Event], wanted: Collection[int]) -> Gathered:
    """Go through the events once. wanted: numbers of exchanges that findings rest on."""
    found = Gathered()
    others: list[Followed] = []
    for event in events:
        match event:
            case Exchanged(exchange=exchange):
                _timed(exchange, found)
            case LeverMoved() if len(found.levers) < LEVERS:
                found.levers.append(event)
            case Observed(observation=observation):
                for each in followed(observation):
                    needed = any(look.number in wanted for look in each.exchanges())
                    chosen = found.tasks if needed else others
                    if len(chosen) < TASKS:
                        chosen.append(each)
                    else:
                        found.beyond += 1
    room = TASKS - len(found.tasks)
    found.beyond += len(others[room:])
    found.tasks += others[:room]
    return found


def _timed(exchange: Exchange, found: Gathered) -> None:
    """Odd requests are left out, as in every report: a gateway may answer them by itself."""
    if exchange.odd:
        return
    if exchange.response is None:
        found.silent[exchange.operation] += 1
    else:
        found.seconds[exchange.operation].append(exchange.seconds)


def followed(observation: Observation) -> Iterator[Followed]:
    """The tasks of an observation, each with what it is about."""
    match observation:
        case Deletion():
            yield Followed("the deletion", observation.pairing, observation.task, _seen(observation))
            if observation.again:
                yield Followed("a second deletion after the end", observation.pairing, observation.again)
        case Attempt(task=Task() as task):
            after = (observation.after,) if observation.after else ()
            yield Followed(f"must not delete ({observation.condition})", observation.pairing, task, after)
        case Race():
            for pairing, task in zip(observation.pairings, observation.tasks, strict=False):
                looks = tuple(each for each in observation.gone if each.pairing == pairing)
                yield Followed(f"a race ({observation.kind})", pairing, task, looks)
        case Journey():
            for turn in observation.turns:
                yield from (Followed(f"a journey ({turn.action})", turn.pairing, task) for task in turn.tasks)
        case _:
            pass


def _seen(deletion: Deletion) -> tuple[Look, ...]:
    return (*deletion.during, *deletion.gone)
