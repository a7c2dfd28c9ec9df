"""Ctrl-C and SIGTERM: the first stops a run in good order, the second at once; levers are undone either way."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from conformance.drive.driver import Driver

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """While it is entered, who drives a run is told of each signal instead of being torn down by it.

    Before the drive a signal ends the program as usual. During it the driver is told: the first time it
    stops sending, undoes levers, logs out; the second time it leaves the logouts; from the third on it
    is torn down. After it, when only reports are to be written, the first signal is let pass.
    """

    def __init__(self) -> None:
        self.strikes = 0
        self._driver: Callable[[int], None] | None = None
        self._over = False
        self._usual: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for each in SIGNALS:
                self._usual[each] = signal.signal(each, self._told)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        for each, handler in self._usual.items():
            signal.signal(each, handler)
        self._usual.clear()

    def heed(self, driver: Driver, why: str) -> None:
        """From now on the task that calls drives, and its driver is told of each signal. why: nothing more is sent."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def stop() -> None:
            driver.stop(why)
            if task is not None:
                task.cancel()

        def strike(strikes: int) -> None:
            loop.call_soon_threadsafe(stop if strikes == 1 else driver.hurry)

        self._driver = strike

    def over(self) -> None:
        """The drive is over."""
        self._driver, self._over = None, True

    def _told(self, _: int, __: FrameType | None) -> None:
        self.strikes += 1
        if self._driver is not None and self.strikes <= LAST:
            self._driver(self.strikes)
        elif not self._over or self.strikes > 1:
            raise KeyboardInterrupt


LAST = 2
"""The strike that still leaves time to undo levers."""
