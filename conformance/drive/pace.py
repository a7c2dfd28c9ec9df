"""How fast and how much: the cap of requests a minute, the budget of the run, how many at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.model.steps import EvidenceMissing

if TYPE_CHECKING:
    from conformance.profile.settings import Limits


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, and letting it pass. wall: seconds since the epoch."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


class Pace:
    """Lets requests leave, each in its turn."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._clock = clock
        self._budget = limits.max_requests
        self._interval = 60 / limits.requests_per_minute if limits.requests_per_minute else 0.0
        self._next = 0.0
        self._slots = asyncio.Semaphore(max(1, limits.concurrency))
        self.sent = 0

    @property
    def slots(self) -> asyncio.Semaphore:
        """Held while a request is on its way."""
        return self._slots

    async def admit(self, count: int = 1, *, beyond: bool = False) -> None:
        """Wait until `count` requests may leave together.

        beyond: the budget does not hold these back, as for a logout at the end.
        Raises EvidenceMissing when the budget of the run is spent.
        """
        if self.sent + count > self._budget and not beyond:
            raise EvidenceMissing(f"the budget of {self._budget} requests is spent (`max_requests`)")
        self.sent += count
        while (wait := self._next - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
        self._next = self._clock.monotonic() + count * self._interval

    def pause(self, seconds: float) -> None:
        """Let nothing leave for a while: the target asked for it."""
        self._next = max(self._next, self._clock.monotonic() + seconds)
