"""Whether an answer is the request's or the target's health: waiting when asked to, asking again in doubt."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from conformance.drive.channel import Channel, Emit, Outgoing, Received, is_sick
from conformance.model.bounds import LONGEST_BACKOFF, MOST_WAITS
from conformance.model.events import Delayed, Warned

if TYPE_CHECKING:
    from conformance.drive.pace import Pace
    from conformance.model.http import Exchange

REPEATS = 2
"""How often a request that came to grief is sent again beside an ordinary one."""

_TOO_MANY = 429
_UNAVAILABLE = 503


def wait_of(exchange: Exchange, now: float, already: int) -> float | None:
    """The seconds that an answer asks to wait before the request is sent again; None when it does not ask.

    now: seconds since the epoch. already: how often this request was put off before.
    """
    if exchange.response is None or exchange.response.status not in (_TOO_MANY, _UNAVAILABLE):
        return None
    value = (exchange.response.header("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    until = _moment(value)
    if until is not None:
        # Its own clock is the one that the target means, also where that is wrong.
        return max(0.0, until - (_moment(exchange.response.header("Date")) or now))
    return min(2.0 ** (already + 1), LONGEST_BACKOFF) if exchange.response.status == _TOO_MANY else None


def _moment(value: str | None) -> float | None:
    """Seconds since the epoch of an HTTP-date (RFC 9110 5.6.7); None for anything else."""
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except (ValueError, OverflowError, TypeError):
        return None


class Health:
    """Sends with patience."""

    def __init__(
        self,
        channel: Channel,
        pace: Pace,
        emit: Emit,
        *,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._channel = channel
        self._pace = pace
        self._emit = emit
        self._wall = wall
        self._warned = False

    async def patiently(self, out: Outgoing, *, last_of_many: bool = False) -> Received:
        """Send a request, again as long as the target asks to wait, up to a bound."""
        received = await self._channel.send(out, last_of_many=last_of_many)
        return await self.waited_out(out, received, last_of_many=last_of_many)

    async def waited_out(self, out: Outgoing, received: Received, *, last_of_many: bool = False) -> Received:
        """What comes in the end of a request that was perhaps put off."""
        for already in range(MOST_WAITS):
            wait = wait_of(received.exchange, self._wall(), already)
            if wait is None:
                break
            self._warn(received)
            if not self._pause(received, wait):
                break
            received = await self._channel.send(out, last_of_many=last_of_many)
        return received

    async def surely(self, out: Outgoing, control: Callable[[], Awaitable[Received]]) -> Received:
        """Send a request; when it comes to grief, find out whether it does so by itself.

        control: sends an ordinary request. As long as that is answered, the request is sent again;
        an exchange that then comes to grief once more is recorded as steady.
        """
        received = await self.patiently(out)
        for repeat in range(1, REPEATS + 1):
            if not is_sick(received.exchange) or is_sick((await control()).exchange):
                break
            received = await self.patiently(out, last_of_many=repeat == REPEATS)
        return received

    def _pause(self, received: Received, wait: float) -> bool:
        asked = f"the target asked to wait {wait:,.0f} s ({received.status} in exchange {received.exchange.number})"
        if wait >= 1:
            self._emit(Delayed(wait, asked))
        return self._pace.pause(wait, asked)

    def _warn(self, received: Received) -> None:
        if not self._warned:
            self._warned = True
            self._emit(
                Warned(
                    f"The target asked to wait (first with {received.status} in exchange "
                    f"{received.exchange.number}); the run obeyed and took longer for it."
                )
            )
