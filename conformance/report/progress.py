"""What is happening, while it happens: one line that renews itself on a terminal, a line for each probe in a log."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self, TextIO

from conformance.model.events import (
    Delayed,
    Event,
    Exchanged,
    LeverMoved,
    LeverStuck,
    Missed,
    PairingLost,
    PairingSpent,
    RunEnded,
    RunStarted,
    Warned,
)
from conformance.report.visible import one_line

PAUSE = 0.1
"""Seconds between two renewals of the line; more often nobody can read it."""
WIDTH = 80


class Progress:
    """Called with each event of a run; as a context manager it leaves no half line behind.

    titles: probe -> what it sends, in a few words; a probe without one is told by its name.
    clock: seconds; only differences matter.
    """

    def __init__(
        self,
        stream: TextIO,
        enabled: bool = True,  # noqa: FBT001, FBT002 - as `--no-progress` has it
        *,
        titles: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._enabled = enabled
        self._live = enabled and stream.isatty() and os.environ.get("TERM") != "dumb"
        self._titles = titles or {}
        self._clock = clock
        self._began = clock()
        self._drawn = self._began - PAUSE
        self._dirty = False
        self._probe = ""
        self._told: set[str] = set()
        self._requests = 0
        self._pairings = 0

    def __call__(self, event: Event) -> None:
        """Take note of an event and say what there is to say."""
        if not self._enabled:
            return
        match event:
            case RunStarted():
                self._line(f"judging {event.base_url} ({event.operation}, seed {event.seed}, depth {event.depth})")
            case Exchanged():
                self._requests += 1
                self._enter(event.probe)
            case PairingSpent():
                self._pairings += 1
                if event.wrongly:
                    self._line(f"warning: pairing {event.pairing} was deleted wrongly, by exchange {event.by}")
            case RunEnded():
                self.close()
            case _:
                self._tell(event)

    def _tell(self, event: Event) -> None:
        match event:
            case LeverMoved():
                moved = "applied" if event.applied else "undone"
                self._line(f"lever {event.lever} {f'not {moved}: {event.error}' if event.error else moved}")
            case LeverStuck():
                way = f"; undo it by hand: {event.by_hand}" if event.by_hand else ""
                self._line(f"ALARM: the lever {event.lever} is still applied: {event.reason}{way}")
            case PairingLost():
                self._line(f"ALARM: gone, and not given up: {', '.join(event.pairings)}; the run stops here")
            case Delayed():
                self._line(event.text)
            case Warned():
                self._line(f"warning: {event.text}")
            case Missed():
                self._line(f"{event.probe}: not done: {event.reason}")
            case _:
                pass

    def __enter__(self) -> Self:
        """Nothing is written yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        """Leave no half line behind."""
        self.close()

    def close(self) -> None:
        """Take the live line away."""
        if self._dirty:
            self._write("\r\x1b[2K")
            self._dirty = False

    def _enter(self, probe: str) -> None:
        self._probe = probe or self._probe
        if self._live:
            self._renew()
        elif probe and probe not in self._told:
            self._line(f"{probe}: {self._titles[probe]}" if probe in self._titles else probe)
        self._told.add(probe)

    def _renew(self) -> None:
        now = self._clock()
        if now - self._drawn < PAUSE:
            return
        self._drawn = now
        what = self._titles.get(self._probe, self._probe) or "starting"
        line = f"{self._counts()}  {one_line(what, 200)}"
        self._write(f"\r\x1b[2K{line[: self._columns() - 1]}")
        self._dirty = True

    def _counts(self) -> str:
        seconds = self._clock() - self._began
        return f"{seconds:5.1f} s  {self._requests} requests  {self._pairings} pairings used up"

    def _line(self, said: str) -> None:
        self.close()
        self._write(f"{self._clock() - self._began:6.1f} s  {one_line(said, 500)}\n")

    def _columns(self) -> int:
        with suppress(OSError, ValueError):
            return max(20, os.get_terminal_size(self._stream.fileno()).columns or WIDTH)
        return WIDTH

    def _write(self, text: str) -> None:
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        # A log that nobody reads any more is no reason to end a run halfway.
        with suppress(OSError, ValueError):
            self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
            self._stream.flush()
