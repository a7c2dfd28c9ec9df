"""Evidence on disk: one JSON object a line, each event as it happened."""

from __future__ import annotations

import binascii
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from cattrs.errors import BaseValidationError

from conformance.evidence.recall import Recall
from conformance.evidence.shape import EVENTS, OBSERVATIONS, REFERENCE, event_as_json, part_of, reading
from conformance.model.bounds import LARGE
from conformance.model.errors import UserError
from conformance.model.events import Event, Exchanged, Observed, Warned
from conformance.model.http import Exchange

EVIDENCE = "evidence.jsonl"
"""The file in the folder of a run."""

VERSION = 2
"""Of the format. Version 1 had no judgements, and nothing of the selection, the waivers and digests in its head."""

READABLE = (1, VERSION)
_LINE = json.JSONEncoder(separators=(",", ":"), check_circular=False)  # events are made of tuples: there are no circles
PREFIX = 200
"""Bytes that are shown of a large body that stands whole in an earlier line."""


class EvidenceError(UserError):
    """A file is no evidence, or not whole."""


class EvidenceWriter:
    """Writes events to a new file; readable by its owner alone.

    Folders that are missing are made, closed to others. further: goes on with a file that is there.
    live: what is written happens now and cannot be had again, so each event is flushed at once.
    Raises EvidenceError when the file exists already or cannot be made.
    """

    def __init__(self, path: Path, *, further: bool = False, live: bool = True) -> None:
        try:
            make_folder(path.parent)
            descriptor = os.open(path, os.O_WRONLY | (os.O_APPEND if further else os.O_CREAT | os.O_EXCL), 0o600)
        except FileExistsError as exists:
            raise EvidenceError(
                f"`{path}` exists already", "choose another folder for the evidence of this run"
            ) from exists
        except OSError as error:
            raise EvidenceError(f"the evidence `{path}` cannot be written: {error.strerror}") from error
        self._file = os.fdopen(descriptor, "w", encoding="ascii", newline="\n")
        self._first = not further
        self._live = live
        self._large: dict[str, int] = {}

    def write(self, event: Event) -> None:
        """Add an event. A large body that came before is written as its digest, its size and its beginning."""
        head = {"version": VERSION} if self._first else {}
        self._first = False
        written = head | event_as_json(event)
        if isinstance(event, Exchanged) and event.exchange.response is not None:
            body = event.exchange.response.body
            if len(body) >= LARGE:
                written["exchange"]["response"]["body"] = self._once(body, event.exchange.number, written)
        self._file.write(_LINE.encode(written) + "\n")
        if self._live:
            self._file.flush()

    def _once(self, body: bytes, number: int, written: dict[str, Any]) -> Any:
        """A large body: whole where it comes first, else a reference to where that was."""
        digest = hashlib.sha256(body).hexdigest()
        first = self._large.setdefault(digest, number)
        if first == number:
            return written["exchange"]["response"]["body"]
        prefix = body[:PREFIX].decode(errors="replace")
        return {"same_as": first, "sha256": digest, "bytes": len(body), "prefix": prefix}

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, closed to others."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)


def read_events(path: Path) -> Iterator[Event]:
    """The events of a file, in the order of time; however long it is, little of it is in memory.

    A last line that was cut off, as by a killed run, is left out, and a Warned says so.
    Raises EvidenceError, with the number of the line, for anything else that is no evidence.
    """
    return _Reader(path).events()


@dataclass(frozen=True, slots=True)
class Recording:
    """The events of a file; can be gone through as often as one likes."""

    path: Path

    def __iter__(self) -> Iterator[Event]:
        return read_events(self.path)


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._offsets: dict[int, int] = {}
        self._recall = Recall(self._again)
        self._file: IO[bytes]
        self._plain = reading()
        self._resolving = reading()
        self._resolving.register_structure_hook(Exchange, self._resolve)

    def events(self) -> Iterator[Event]:
        try:
            with self._path.open("rb") as lines, self._path.open("rb") as self._file:
                offset = 0
                for number, line in enumerate(lines, 1):
                    whole = line.endswith(b"\n")
                    yield (self._event if whole else self._last)(number, line, offset)
                    offset += len(line)
                if not offset:
                    raise EvidenceError(f"`{self._path}` is empty: it holds no evidence")
        except OSError as error:
            raise EvidenceError(f"the evidence `{self._path}` cannot be read: {error.strerror}") from error

    def _last(self, number: int, line: bytes, offset: int) -> Event:
        """The last line, which has no end: whole all the same, or cut off."""
        try:
            json.loads(line)
        except (ValueError, RecursionError):
            if number == 1:
                raise self._error(number, "it is no JSON object") from None
            return Warned(f"The last line of the evidence (line {number}) was cut off and is left out.")
        return self._event(number, line, offset)

    def _event(self, number: int, line: bytes, offset: int) -> Event:
        try:
            written = json.loads(line)
        except (ValueError, RecursionError):
            raise self._error(number, "it is no JSON object") from None
        if not isinstance(written, dict):
            raise self._error(number, "it is no JSON object")
        if number == 1 and "version" not in written:
            raise EvidenceError(f"`{self._path}` is no evidence of srm-conformance: its first line has no `version`")
        if number == 1 and written["version"] not in READABLE:
            raise self._error(number, f"version {written['version']!r} of the format; this tool reads {VERSION}")
        try:
            event = self._structure(written)
        except (BaseValidationError, TypeError, ValueError, LookupError, RecursionError, binascii.Error) as error:
            raise self._error(number, _in_words(error)) from error
        if isinstance(event, Exchanged):
            self._offsets[event.exchange.number] = offset
            self._recall.keep(event.exchange, len(line))
        return event

    def _again(self, number: int) -> tuple[Exchange, int]:
        """An exchange of a line before, read again, and the length of that line."""
        self._file.seek(self._offsets[number])
        line = self._file.readline()
        event = self._structure(json.loads(line))
        if not isinstance(event, Exchanged):
            raise ValueError(f"exchange {number} was changed while it was read")  # noqa: TRY004 - of the file
        return event.exchange, len(line)

    def _structure(self, written: dict[str, Any]) -> Event:
        kind = EVENTS.get(str(written.get("event")))
        if kind is None:
            raise ValueError(f"an unknown event {written.get('event')!r}")
        if kind is Observed:
            seen = written["observation"]
            shape = OBSERVATIONS[seen["type"]]
            return Observed(str(written["probe"]), self._resolving.structure(seen, shape))
        if kind is Exchanged:
            self._fill_in(written)
        event: Event = self._plain.structure(written, kind)
        return event

    def _fill_in(self, written: dict[str, Any]) -> None:
        """Put a body that stands in an earlier line in the place of the reference to it."""
        match written:
            case {"exchange": {"response": {"body": {"same_as": int() as number, "sha256": digest}} as response}}:
                first = self._recall.find(number) if number in self._offsets else None
                body = first.response.body if first and first.response else b""
                if hashlib.sha256(body).hexdigest() != digest:
                    raise ValueError(f"its body is said to be that of exchange {number}, and is not")
                response["body"] = body

    def _resolve(self, written: Any, _: object) -> Exchange:
        number = written[REFERENCE]
        if number not in self._offsets:
            raise ValueError(f"it refers to exchange {number}, which stands in no line before it")
        found = self._recall.find(number)
        part = written.get("at")
        return part_of(found, str(part), str(written.get("as"))) if part else found

    def _error(self, number: int, why: str) -> EvidenceError:
        return EvidenceError(f"`{self._path}`, line {number}: {why}")


def _in_words(error: BaseException) -> str:
    """The innermost reason of an error."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, KeyError):
        return f"`{error.args[0]}` is missing or unknown"
    return str(error)
