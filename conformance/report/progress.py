"""What is happening, while it happens: one line that renews itself on a terminal, plain lines in a log."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event as Signal
from threading import RLock, Thread
from types import TracebackType
from typing import Self, TextIO

from rich.cells import set_cell_size

from conformance.model.events import (
    Delayed,
    Event,
    Exchanged,
    LeverMoved,
    LeverStuck,
    Missed,
    PairingLost,
    PairingSpent,
    PairingTaken,
    RunEnded,
    RunStarted,
    Warned,
)
from conformance.model.terms import Level
from conformance.report.streams import columns, in_colour
from conformance.report.visible import one_line

PAUSE = 0.1
"""Seconds between two renewals of the line; more often nobody can read it."""
BEAT = 0.5
"""Seconds between two renewals while nothing happens, so that a wait does not look like a hang."""
APART = 3.0
"""Seconds between two lines of a log about what is going on; what goes wrong is said at once."""
SILENCE = 30.0
"""Seconds after which a log is told that the run is alive."""
ENOUGH = 20
"""Requests from which on the time left can be guessed."""
WIDE, NARROW = 120, 70
"""Columns from which on there is room for every word, and below which there is none for any."""
POLL = "getTaskInfo"


def _no_forecast(_: int) -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is known of a run before it begins.

    titles: probe -> what it sends, in a few words; a probe without one is told by its name.
    requests: about how many there will be; 0 where nobody knows.
    seconds: how long so many requests take at least, under the caps.
    patience: seconds that the run is ready to wait for the end of a task.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    requests: int = 0
    seconds: Callable[[int], float] = _no_forecast
    patience: float = 0.0


class Progress:
    """Called with each event of a run; as a context manager it leaves no half line behind.

    lines: plain lines, as in a log, even on a terminal.
    clock: seconds; only differences matter. wall: seconds since the epoch.
    """

    def __init__(
        self,
        stream: TextIO,
        enabled: bool = True,  # noqa: FBT001, FBT002 - as `--quiet` has it
        *,
        lines: bool = False,
        foreseen: Foreseen | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._stream = stream
        self._enabled = enabled
        self._live = enabled and not lines and stream.isatty() and os.environ.get("TERM") != "dumb"
        self._colour = in_colour(stream)
        self._foreseen = foreseen or Foreseen()
        self._clock, self._wall = clock, wall
        self._began = clock()
        self._drawn = self._said = self._began - SILENCE
        self._dirty = False
        self._probe = self._pairing = self._wait = self._task = self._held = ""
        self._told: set[str] = set()
        self._requests = self._pairings = 0
        self._lock, self._over = RLock(), Signal()
        self._ticker = Thread(target=self._tick_on, name="progress", daemon=True)

    def __call__(self, event: Event) -> None:
        """Take note of an event and say what there is to say."""
        if not self._enabled:
            return
        with self._lock:
            match event:
                case RunStarted():
                    self._line(f"judging {event.base_url} ({event.operation}, seed {event.seed}, depth {event.depth})")
                case Exchanged():
                    self._requests += 1
                    self._follow(event)
                    self._enter(event.probe)
                case PairingTaken():
                    self._pairing = event.pairing
                case PairingSpent():
                    self._pairings += 1
                    if event.wrongly:
                        self._line(f"warning: pairing {event.pairing} was deleted wrongly, by exchange {event.by}")
                case RunEnded():
                    self.close()
                case _:
                    self._tell(event)

    def broke(self, requirement: str, level: Level, said: str) -> None:
        """Say in one line that a requirement is broken; each is said once."""
        word = "FAIL" if level is Level.MUST else "WARN"
        with self._lock:
            if self._enabled and f"{word} {requirement}" not in self._told:
                self._told.add(f"{word} {requirement}")
                self._line(f"{word} {requirement}: {said}", word)

    def tick(self) -> None:
        """Say that the run is alive, where nothing else was said for a while."""
        with self._lock:
            if self._live and self._requests and not self._over.is_set():
                self._renew()
            elif not self._live and self._clock() - self._said >= SILENCE:
                self._line(f"still running: {self._counts()}; {self._doing()}")
            elif not self._live:
                self._release()

    def _tick_on(self) -> None:
        while not self._over.wait(BEAT):
            self.tick()

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
                if self._requests:
                    self._wait = f"waiting until {self._moment(event.seconds)}: {event.text}"
            case Warned():
                self._line(f"warning: {event.text}")
            case Missed():
                self._line(f"{event.probe}: not done: {event.reason}")
            case _:
                pass

    def __enter__(self) -> Self:
        """Nothing is written yet."""
        if self._enabled:
            self._ticker.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        """Leave no half line behind."""
        self._over.set()
        if self._ticker.is_alive():
            self._ticker.join()
        self.close()

    def close(self) -> None:
        """Take the live line away."""
        with self._lock:
            if self._dirty:
                self._write("\r\x1b[2K")
                self._dirty = False

    def _follow(self, event: Exchanged) -> None:
        """Know what is waited for: the end of a task, from the first look at it on."""
        if event.exchange.operation != POLL:
            self._wait = self._task = ""
        elif event.exchange.request.target != self._task:
            self._task = event.exchange.request.target
            until = f", until {self._moment(self._foreseen.patience)} at most" if self._foreseen.patience else ""
            self._wait = f"waiting for a task to end{until}"

    def _moment(self, seconds: float) -> str:
        """The time of day in so many seconds, as a clock on the wall has it."""
        with suppress(ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(self._wall() + seconds).astimezone().strftime("%H:%M:%S")
        return "nobody knows when"

    def _enter(self, probe: str) -> None:
        self._probe = probe or self._probe
        if self._live:
            self._renew(PAUSE)
        elif probe and probe not in self._told:
            self._held = f"{probe}: {self._foreseen.titles[probe]}" if probe in self._foreseen.titles else probe
        self._told.add(probe)
        self._release()

    def _release(self) -> None:
        """Say the newest of what is going on, if the line before it is some seconds old."""
        if self._held and self._clock() - self._said >= APART:
            self._line(f"{self._held} ({self._counts()})" if self._requests > 1 else self._held)

    def _renew(self, pause: float = 0.0) -> None:
        now = self._clock()
        if now - self._drawn < pause:
            return
        self._drawn = now
        wide = columns(self._stream)
        line = f"{now - self._began:5.1f} s  {self._counts(wide)}  {self._doing()}"
        self._write(f"\r\x1b[2K{set_cell_size(one_line(line, 400), wide - 1).rstrip()}")
        self._dirty = True

    def _doing(self) -> str:
        title = self._foreseen.titles.get(self._probe, self._probe) or "starting"
        pairing = f", pairing {self._pairing}" if self._pairing and self._task else ""
        return f"{self._wait} ({title}{pairing})" if self._wait else title

    def _counts(self, wide: int = WIDE) -> str:
        of, left = self._foreseen.requests, self._left()
        known = of > self._requests
        if wide < WIDE:
            done = f"{self._requests}{f'/{of}' if known else ''}"
            told = (f"{done} requests", f"{left} left" if left else "") if wide >= NARROW else (done, left)
            return "  ".join(filter(None, told))
        requests = f"{self._requests} of about {of} requests" if known else f"{self._requests} requests"
        used = f"{self._pairings} pairing{'' if self._pairings == 1 else 's'} used up"
        return "  ".join(filter(None, (requests, used, f"about {left} left" if left else "")))

    def _left(self) -> str:
        """Foretell the time that the rest of the requests takes, at the pace until now and under the caps."""
        rest = self._foreseen.requests - self._requests
        if rest <= 0 or self._requests < ENOUGH:
            return ""
        each = (self._clock() - self._began) / self._requests
        seconds = max(rest * each, self._foreseen.seconds(rest))
        return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 - nobody counts more

    def _line(self, said: str, word: str = "") -> None:
        self.close()
        self._held, self._said = "", self._clock()
        head, text = f"{self._said - self._began:6.1f} s  ", one_line(said, 500)
        if self._live and word:  # one line each, as wide as the terminal
            text = set_cell_size(text, max(20, columns(self._stream) - 1 - len(head))).rstrip()
        if word and self._colour:
            text = f"\x1b[{'31' if word == 'FAIL' else '33'}m{word}\x1b[0m{text[len(word) :]}"
        self._write(f"{head}{text}\n")

    def _write(self, text: str) -> None:
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        # A log that nobody reads any more is no reason to end a run halfway.
        with suppress(OSError, ValueError):
            self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
            self._stream.flush()
