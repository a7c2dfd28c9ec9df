"""How fast and how much: caps of requests a minute, the budget of the run in requests and time, how many at once."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.model.bounds import LONGEST_WAIT
from conformance.model.steps import EvidenceMissing

if TYPE_CHECKING:
    from conformance.profile.settings import Limits

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, and letting it pass. wall: seconds since the epoch."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


class _Cap:
    """So many requests in any minute, spread over it. key: of the profile, for messages."""

    def __init__(self, per_minute: int, key: str) -> None:
        self._most = per_minute
        self._key = key
        self._left: deque[float] = deque(maxlen=per_minute)
        self._next = 0.0

    def wait(self, now: float, count: int) -> float:
        """Seconds until so many requests may leave together. Raises EvidenceMissing for more than a minute may have."""
        if count > self._most:
            cap = f"the cap of {self._most} a minute (`{self._key}`)"
            raise EvidenceMissing(f"{count} requests at the same instant do not fit under {cap}")
        over = len(self._left) + count - self._most
        free = self._left[over - 1] + MINUTE if over > 0 else now
        return max(free, self._next) - now

    def note(self, now: float, count: int) -> None:
        """Take note of requests that leave."""
        self._left.extend([now] * count)
        self._next = now + count * MINUTE / self._most


class Pace:
    """Lets requests leave, each in its turn."""

    def __init__(self, limits: Limits, clock: Clock, *, sent: int = 0) -> None:
        self._clock = clock
        self._limits = limits
        self._in_all = _Cap(limits.requests_per_minute, "requests_per_minute") if limits.requests_per_minute else None
        self._of_session: dict[str, _Cap] = {}
        self._paused = 0.0
        self._refusal = ""
        self._ends = clock.monotonic() + limits.max_minutes * MINUTE
        self._slots = asyncio.Semaphore(max(1, limits.concurrency))
        self.sent = sent
        self.spent = False
        """Whether something was held back because a budget is spent."""

    @property
    def slots(self) -> asyncio.Semaphore:
        """Held while a request is on its way."""
        return self._slots

    async def admit(self, *sessions: str, beyond: bool = False) -> None:
        """Wait until requests may leave together, one for each of these sessions.

        sessions: the session id that each bears; empty for none.
        beyond: no budget holds these back, as for a logout at the end.
        Raises EvidenceMissing when a budget of the run is spent, or will be before they may leave.
        """
        sessions = sessions or ("",)
        while True:
            now = self._clock.monotonic()
            wait = max(self._paused - now, *(cap.wait(now, count) for cap, count in self._caps(sessions)), 0.0)
            if not beyond:
                self._check(len(sessions), now + wait)
            if wait <= 0:
                break
            await self._clock.sleep(wait)
        self.sent += len(sessions)
        for cap, count in self._caps(sessions):
            cap.note(now, count)

    def _caps(self, sessions: tuple[str, ...]) -> list[tuple[_Cap, int]]:
        """The caps that hold for these requests, and how many of them each counts."""
        caps = [(self._in_all, len(sessions))] if self._in_all else []
        each = self._limits.session_requests_per_minute
        if each:
            for session in dict.fromkeys(filter(None, sessions)):
                cap = self._of_session.setdefault(session, _Cap(each, "session_requests_per_minute"))
                caps.append((cap, sessions.count(session)))
        return caps

    def _check(self, count: int, leaves: float) -> None:
        limits = self._limits
        why = self._refusal
        if not why and self.sent + count > limits.max_requests:
            why = f"the budget of {limits.max_requests} requests is spent (`max_requests`)"
        if not why and limits.max_minutes and leaves >= self._ends:
            why = f"the budget of {limits.max_minutes} minutes is spent (`max_minutes`)"
        if why:
            self.spent = True
            raise EvidenceMissing(why)

    def stop(self, why: str) -> None:
        """Let nothing leave any more but what no budget holds back; `why` is the reason."""
        self._refusal = self._refusal or why

    def pause(self, seconds: float, why: str) -> bool:
        """Let nothing leave for a while, as the target asked for; False when that is longer than anybody waits.

        Then nothing leaves any more, and `why` is the reason.
        """
        if seconds > LONGEST_WAIT:
            self._refusal = f"{why}; no more than {LONGEST_WAIT:g} s are waited for, so nothing was sent after it"
            return False
        self._paused = max(self._paused, self._clock.monotonic() + seconds)
        return True
