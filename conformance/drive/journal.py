"""The journal of a run: what it is about to do, on disk before it is done, so that a killed run can be gone on with.

One JSON object a line in `journal.jsonl`, tagged with `entry`; the first line carries `version`.
Secrets never come here: a request is noted as method and target, masked as in the evidence.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import cattrs
from cattrs.errors import BaseValidationError

from conformance.model.errors import UserError

VERSION = 1
"""Of the format; a reader refuses any other."""
NAME = "journal.jsonl"

_on_disk = getattr(os, "fdatasync", os.fsync)  # without the time of change, which nobody needs


class JournalError(UserError):
    """A file is no journal, or not whole."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The head. settings: what the run was asked for, as name -> digest, so that it is gone on with by the same."""

    tool_version: str
    base_url: str
    seed: int
    spec_sha256: str
    settings: dict[str, str]
    started: float
    pid: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """The run is gone on with by another process."""

    at: float
    pid: int


@dataclass(frozen=True, slots=True)
class Intent:
    """Something is about to be done that may change the target or what is around it.

    what: `request`, `supply` or `lever`. said: method and target, or the name of the lever.
    pairing: the one that the request may reach. due: it is meant to delete it.
    applied: the lever is to be applied, else undone.
    """

    number: int
    what: str
    said: str
    at: float
    probe: str = ""
    pairing: str = ""
    due: bool = False
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an intent. status: of the response. trouble: why there was none, or why an action failed."""

    number: int
    at: float
    status: int | None = None
    trouble: str = ""
    exchange: int = 0


@dataclass(frozen=True, slots=True)
class Supplied:
    """Pairings that the supply made for this run."""

    pairings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The pairings that the target had, where that is not what it had before."""

    pairings: tuple[str, ...]
    exchange: int = 0


Entry = Begun | Resumed | Intent | Outcome | Supplied | Listed
_KINDS: dict[str, type] = {each.__name__.lower(): each for each in (Begun, Resumed, Intent, Outcome, Supplied, Listed)}


class Journal:
    """Notes intents and outcomes; what waits for the disk at the same time shares one wait.

    path: None notes nothing, for who only looks. first: number of the first intent.
    """

    def __init__(self, path: Path | None = None, *, first: int = 1) -> None:
        self._descriptor: int | None = None
        self._written = self._safe = 0
        self._next = first
        self._syncing = asyncio.Lock()
        if path is not None:
            try:
                self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            except OSError as error:
                raise JournalError(f"the journal `{path}` cannot be written: {error.strerror or error}") from error

    async def intend(self, *intents: Intent) -> tuple[int, ...]:
        """Note what is about to be done; it is on disk when this returns. The number of each."""
        numbers = tuple(self.note_intent(each) for each in intents)
        mine = self._written
        async with self._syncing:
            if self._safe < mine and self._descriptor is not None:
                upto = self._written
                await asyncio.to_thread(_on_disk, self._descriptor)
                self._safe = upto
        return numbers

    def note_intent(self, intent: Intent) -> int:
        """Note what is about to be done, and wait for no disk. Its number."""
        number, self._next = self._next, self._next + 1
        self.note(Intent(number, *(getattr(intent, name) for name in Intent.__slots__[1:])))
        return number

    def note(self, entry: Entry, *, safely: bool = False) -> None:
        """Note what is known. safely: it is on disk when this returns."""
        if self._descriptor is None:
            return
        head = {"version": VERSION} if isinstance(entry, Begun) else {}
        written = head | {"entry": type(entry).__name__.lower()} | cattrs.unstructure(entry)
        os.write(self._descriptor, json.dumps(written, separators=(",", ":")).encode() + b"\n")
        self._written += 1
        if safely:
            _on_disk(self._descriptor)
            self._safe = self._written

    def close(self) -> None:
        """Close the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(slots=True)
class Past:
    """What a run had done when it was cut off.

    given: every pairing that its supply made. aimed: those that requests were aimed at.
    used: those that are used up, or may be. doubtful: others at which a request was sent that was not refused,
    and when: they may be gone. applied: levers that may still be applied. listed: the pairings of the target.
    lost_supply: it was asked for pairings, and which it gave is not known.
    """

    given: dict[str, None] = field(default_factory=dict)
    aimed: dict[str, None] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    doubtful: dict[str, float] = field(default_factory=dict)
    applied: tuple[str, ...] = ()
    listed: frozenset[str] | None = None
    lost_supply: bool = False
    intents: int = 0


def keep_whole_lines(path: Path) -> None:
    """Take away the end of a file of lines that was cut off, so that it can be gone on with."""
    with path.open("rb+") as file:
        content = file.read()
        file.truncate(content.rfind(b"\n") + 1)


def read_journal(path: Path) -> list[Entry]:
    """The entries of a journal; a last line that was cut off is left out.

    Raises JournalError, with the number of the line, for anything else that is no journal.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise JournalError(f"the journal `{path}` cannot be read: {error.strerror or error}") from error
    *lines, _ = content.split(b"\n")
    found = [_entry(path, number, line) for number, line in enumerate(lines, 1)]
    if found and not isinstance(found[0], Begun):
        raise JournalError(f"`{path}` does not begin with the head of a journal")
    return found


def _entry(path: Path, number: int, line: bytes) -> Entry:
    where = f"`{path}`, line {number}"
    try:
        written: Any = json.loads(line)
        if number == 1 and written.pop("version") != VERSION:
            raise JournalError(f"{where}: another version of the format; this tool reads {VERSION}")
        entry: Entry = cattrs.structure(written, _KINDS[written.pop("entry")])
    except (BaseValidationError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise JournalError(f"{where}: it is no entry of a journal") from error
    return entry


def past(entries: Iterable[Entry]) -> Past:
    """What the entries of a journal tell."""
    known, open_ = Past(), dict[int, Intent]()
    moved: dict[str, bool] = {}
    for each in entries:
        match each:
            case Intent():
                open_[each.number] = each
                known.intents = each.number
                _aim(known, each)
                if each.what == "lever" and each.applied:
                    moved[each.said] = True
            case Outcome() if each.number in open_:
                intent = open_.pop(each.number)
                _came(known, intent, each)
                if intent.what == "lever" and not intent.applied and not each.trouble:
                    moved[intent.said] = False
            case Supplied():
                known.given |= dict.fromkeys(each.pairings)
            case Listed():
                known.listed = frozenset(each.pairings)
            case _:
                pass
    for intent in open_.values():
        _doubt(known, intent, intent.at)
        known.lost_supply = known.lost_supply or intent.what == "supply"
    known.applied = tuple(name for name, applied in moved.items() if applied)
    return known


UNSENT = "unreachable"
"""The trouble of a request that never reached the target."""
_CLIENT_ERROR, _SERVER_ERROR = 400, 500


def _aim(known: Past, intent: Intent) -> None:
    if intent.pairing:
        known.aimed[intent.pairing] = None


def _came(known: Past, intent: Intent, outcome: Outcome) -> None:
    """What the outcome of a request says of its pairing: only a refusal leaves it for sure."""
    refused = outcome.status is not None and _CLIENT_ERROR <= outcome.status < _SERVER_ERROR
    if not intent.pairing or refused or outcome.trouble == UNSENT:
        return
    _doubt(known, intent, outcome.at)


def _doubt(known: Past, intent: Intent, at: float) -> None:
    """Note that a pairing may be gone: for good where it was to be deleted, else until somebody looks."""
    if intent.pairing and intent.due:
        known.used[intent.pairing] = None
    elif intent.pairing:
        known.doubtful[intent.pairing] = max(at, known.doubtful.get(intent.pairing, 0.0))
