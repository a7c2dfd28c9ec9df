"""Breaches told while the run goes on; the verdicts come from the evidence all the same."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from conformance.catalogue.lacking import LoginLacking
from conformance.model.events import Event, Observed, RunStarted
from conformance.model.terms import Finding

if TYPE_CHECKING:
    from conformance.catalogue.contract import Contract
    from conformance.catalogue.requirement import Requirement

SHARE = 0.1
"""Of the time of a run, to judge what it saw; what there is no time for is judged at the end, like everything."""


class Watch:
    """Called with each event; yields each requirement once, with the first breach of it that was found.

    clock: seconds; only differences matter.
    """

    def __init__(
        self, requirements: Iterable[Requirement], contract: Contract, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._by_kind: dict[type, list[Requirement]] = defaultdict(list)
        for each in requirements:
            for kind in each.of:
                self._by_kind[kind].append(each)
        self._contract = contract
        self._clock = clock
        self._began = clock()
        self._spent = 0.0
        self._seen: deque[Any] = deque()
        self._standing = LoginLacking(())
        self._broken: set[str] = set()

    def __call__(self, event: Event) -> Iterator[tuple[Requirement, Finding]]:
        """Take note of what was observed, and judge as much of it as there is time for."""
        if isinstance(event, RunStarted):
            self._standing = LoginLacking(event.missing)
        if isinstance(event, Observed):
            self._seen.extend(each.observation for each in self._standing.see(event))
        while self._seen and self._spent <= SHARE * (self._clock() - self._began):
            began = self._clock()
            found = list(self._judged(self._seen.popleft()))
            self._spent += self._clock() - began
            yield from found

    def _judged(self, observation: Any) -> Iterator[tuple[Requirement, Finding]]:
        for each in self._by_kind.get(type(observation), ()):
            if each.id not in self._broken:
                found = self._first(each, observation)
                if found is not None:
                    self._broken.add(each.id)
                    yield each, found

    def _first(self, requirement: Requirement, observation: Any) -> Finding | None:
        with suppress(Exception):  # a defect of a judge is told when the evidence is judged; the run goes on
            if requirement.where(observation):
                said = requirement.judge(observation, self._contract)
                return next((each for each in said if isinstance(each, Finding)), None)
        return None
