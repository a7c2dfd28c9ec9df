"""When a run is killed: at a random time, or as soon as its files show that it is in a certain phase."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any

from conformance.drive.journal import Entry, Intent, Outcome, Resumed, past
from conformance.evidence import read_events
from conformance.model.errors import UserError
from conformance.model.events import Exchanged, ProbeEnded, RunEnded

AT_ONCE = 2
"""Phases that are waited for at a time: a run that was gone on with may not come to the one."""
BLINDLY, LONGEST = 0.2, 6.0
"""How many of the kills come at a random time instead, and the seconds that this may take."""
LINGER = 0.03
"""Seconds that may pass between a phase being seen and the kill."""
_LOOK_EACH = 0.002


@dataclass(slots=True)
class Tail:
    """The lines that were added to a file since it was first looked at."""

    path: Path
    read: int = 0
    lines: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.read = self.path.stat().st_size if self.path.exists() else 0

    def more(self) -> list[bytes]:
        """All of them so far; the last one may be torn."""
        if self.path.exists():
            with self.path.open("rb") as file:
                file.seek(self.read)
                found = file.read().rpartition(b"\n")
            self.read += len(found[0]) + len(found[1])
            self.lines += found[0].split(b"\n") if found[1] else []
        return self.lines


@dataclass(slots=True)
class Sight:
    """What can be seen of a run from outside, since it was started."""

    journal: Tail
    evidence: Tail
    reports: Path
    entries: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, out: Path, reports: Path) -> Sight:
        """Of a run whose files lie there."""
        return cls(Tail(out / "journal.jsonl"), Tail(out / "evidence.jsonl"), reports)

    def intents(self, **having: Any) -> list[dict[str, Any]]:
        """What was about to be done, of some kind."""
        return [
            each for each in self._entries("intent") if all(each.get(name) == said for name, said in having.items())
        ]

    def answers(self, **having: Any) -> int:
        """How many of them came to their end."""
        numbers = {each["number"] for each in self.intents(**having)}
        return sum(each["number"] in numbers for each in self._entries("outcome"))

    def _entries(self, kind: str) -> list[dict[str, Any]]:
        self.entries += [json.loads(each) for each in self.journal.more()[len(self.entries) :]]
        return [each for each in self.entries if each["entry"] == kind]


Seen = Callable[[Sight], int]
MOMENTS: dict[str, Seen] = {
    "a request leaves": lambda sight: len(sight.intents(what="request")),
    "a deletion leaves": lambda sight: len(sight.intents(due=True)),
    "a deletion was answered": lambda sight: sight.answers(due=True),
    "the supply is asked": lambda sight: len(sight.intents(what="supply")),
    "a lever is being applied": lambda sight: len(sight.intents(what="lever", applied=True)),
    "a lever was applied": lambda sight: sight.answers(what="lever", applied=True),
    "a lever is being undone": lambda sight: len(sight.intents(what="lever", applied=False)),
    "it is judged": lambda sight: sum(b'"event":"run_ended"' in each for each in sight.evidence.more()),
    "reports are written": lambda sight: len(list(sight.reports.iterdir())) if sight.reports.exists() else 0,
}
OFTEN = {"a request leaves": 60, "a deletion leaves": 4, "a deletion was answered": 4, "reports are written": 8}
"""How often a phase may come before the kill; once for the others."""


def struck(child: BaseProcess, sight: Sight, random: Random) -> bool:
    """Kill a run at the first of some moments drawn at random; False where it came to its end before that."""
    drawn = random.sample(list(MOMENTS), AT_ONCE)
    times = {each: random.randint(1, OFTEN.get(each, 1)) for each in drawn}
    linger = random.choice((0.0, random.uniform(0.0, LINGER)))
    until = time.monotonic() + random.uniform(0.2, LONGEST) if random.random() < BLINDLY else math.inf
    while child.is_alive():
        if time.monotonic() >= until or any(MOMENTS[each](sight) >= number for each, number in times.items()):
            time.sleep(linger)
            child.kill()
            child.join()
            return (child.exitcode or 0) < 0
        time.sleep(_LOOK_EACH)
    return False


def place(entries: list[Entry], out: Path, reports: Path) -> str:
    """In which phase a run was when it was killed, as its files tell."""
    sitting = ", resumed" if any(isinstance(each, Resumed) for each in entries) else ""
    return _phase(entries, out, reports) + sitting


def _phase(entries: list[Entry], out: Path, reports: Path) -> str:
    if reports.exists() and any(reports.iterdir()):
        return "while reports were written"
    last = max((number for number, each in enumerate(entries) if isinstance(each, Resumed)), default=0)
    done = {each.number for each in entries if isinstance(each, Outcome)}
    opened = [each for each in entries[last:] if isinstance(each, Intent) and each.number not in done]
    if moving := [each for each in opened if each.what == "lever"]:
        return f"while a lever was being {'applied' if moving[0].applied else 'undone'}"
    if past(entries).applied:
        return "while a lever was applied"
    for kind, said in (("supply", "while pairings were being made"), ("request", "between a request and its answer")):
        if found := [each for each in opened if each.what == kind]:
            return "between a deletion and its answer" if any(each.due for each in found) else said
    return _between(entries[last:], out)


def _between(sitting: list[Entry], out: Path) -> str:
    """Where nothing was on its way: what the evidence tells."""
    try:
        events = list(read_events(out / "evidence.jsonl"))
    except UserError:
        return "in its head"
    if any(isinstance(each, RunEnded) for each in events[-400:]):
        return "while it was judged"
    ended = max((number for number, each in enumerate(events) if isinstance(each, ProbeEnded)), default=-1)
    probing = {each.exchange.number for each in events[ended + 1 :] if isinstance(each, Exchanged)}
    due = {each.number for each in sitting if isinstance(each, Intent) and each.due}
    if any(isinstance(each, Outcome) and each.number in due and each.exchange in probing for each in sitting):
        return "while a deletion was followed"
    return "between requests" if len(sitting) > 1 else "in its head"
