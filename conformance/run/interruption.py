"""Ctrl-C and SIGTERM: the first stops a run in good order, the second at once; levers are undone either way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

SIGNALS = (signal.SIGINT, signal.SIGTERM)

Strike = Callable[[int], None]


class Interruption:
    """While it is entered, who drives a run is told of each signal instead of being torn down by it.

    Before the drive a signal ends the program as usual. During it the driver is told: the first time it
    stops sending, undoes levers, logs out; the second time it leaves the logouts; from the third on it
    is torn down. After it, when only reports are to be written, the first signal is let pass.
    """

    def __init__(self) -> None:
        self.strikes = 0
        self._driver: Strike | None = None
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

    def driving(self, driver: Strike | None) -> None:
        """From now on this is told of each signal; None: the drive is over."""
        self._driver = driver
        self._over = driver is None

    def _told(self, _: int, __: FrameType | None) -> None:
        self.strikes += 1
        if self._driver is not None and self.strikes <= LAST:
            self._driver(self.strikes)
        elif not self._over or self.strikes > 1:
            raise KeyboardInterrupt


LAST = 2
"""The strike that still leaves time to undo levers."""
