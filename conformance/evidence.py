"""Evidence on disk: one JSON object a line, each event as it happened.

Each line is tagged with `event`; an observation is tagged with `type` and refers to exchanges by
number (`{"$exchange": 7}`), which stand in the lines before it. The first line carries `version`.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self, get_args

import cattrs
from cattrs.errors import BaseValidationError

from conformance.model.errors import UserError
from conformance.model.events import Event, Exchanged, Observed, Warned
from conformance.model.http import Exchange
from conformance.model.observations import Observation

VERSION = 1
"""Of the format; a reader refuses any other."""

_REFERENCE = "$exchange"


class EvidenceError(UserError):
    """A file is no evidence, or not whole."""


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_EVENTS: Mapping[str, type] = {_snake(each.__name__): each for each in get_args(Event)}
_OBSERVATIONS: Mapping[str, type] = {each.__name__: each for each in get_args(Observation)}


def _as_text(body: bytes) -> str | dict[str, str]:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _as_bytes(written: object, _: object = None) -> bytes:
    match written:
        case str():
            return written.encode(errors="surrogatepass")
        case {"base64": str() as coded}:
            return base64.b64decode(coded, validate=True)
        case _:
            raise TypeError(f"{written!r} is no body")


def _exactly(kind: type, *, also: type | None = None) -> Callable[[Any, Any], Any]:
    """A hook that takes a value as it is, or as the word of an enumeration; cattrs would turn anything into it."""
    allowed = (kind,) if also is None else (kind, also)

    def hook(written: object, wanted: Callable[[object], Any]) -> Any:
        if not isinstance(written, allowed) or (isinstance(written, bool) and kind is not bool):
            raise TypeError(f"{written!r} is no {kind.__name__}")
        return wanted(written)

    return hook


def _writing() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_unstructure_hook(bytes, _as_text)
    return converter


_WHOLE = _writing()
_REFERRING = _writing()
_REFERRING.register_unstructure_hook(Exchange, lambda each: {_REFERENCE: each.number})


def _reading() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_structure_hook(bytes, _as_bytes)
    converter.register_structure_hook(str, _exactly(str))
    converter.register_structure_hook(int, _exactly(int))
    converter.register_structure_hook(bool, _exactly(bool))
    converter.register_structure_hook(float, _exactly(float, also=int))
    return converter


def event_as_json(event: Event) -> dict[str, Any]:
    """An event as it stands in a line of evidence, without the version."""
    tag = _snake(type(event).__name__)
    if not isinstance(event, Observed):
        return {"event": tag, **_WHOLE.unstructure(event)}
    kind = type(event.observation)
    seen = {"type": kind.__name__, **_REFERRING.unstructure(event.observation, unstructure_as=kind)}
    return {"event": tag, "probe": event.probe, "observation": seen}


class EvidenceWriter:
    """Writes events to a new file, each flushed at once; readable by its owner alone.

    Folders that are missing are made, closed to others. Raises EvidenceError when the file exists
    already or cannot be made.
    """

    def __init__(self, path: Path) -> None:
        try:
            _make_folder(path.parent)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as exists:
            raise EvidenceError(
                f"`{path}` exists already", "choose another folder for the evidence of this run"
            ) from exists
        except OSError as error:
            raise EvidenceError(f"the evidence `{path}` cannot be written: {error.strerror}") from error
        self._file = os.fdopen(descriptor, "w", encoding="ascii", newline="\n")
        self._first = True

    def write(self, event: Event) -> None:
        """Add an event."""
        head = {"version": VERSION} if self._first else {}
        self._first = False
        self._file.write(json.dumps(head | event_as_json(event), separators=(",", ":")) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, closed to others."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)


def read_events(path: Path) -> Iterator[Event]:
    """The events of a file, in the order of time.

    A last line that was cut off, as by a killed run, is left out, and a Warned says so.
    Raises EvidenceError, with the number of the line, for anything else that is no evidence.
    """
    return _Reader(path).events()


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._exchanges: dict[int, Exchange] = {}
        self._plain = _reading()
        self._resolving = _reading()
        self._resolving.register_structure_hook(Exchange, self._resolve)

    def events(self) -> Iterator[Event]:
        try:
            content = self._path.read_bytes()
        except OSError as error:
            raise EvidenceError(f"the evidence `{self._path}` cannot be read: {error.strerror}") from error
        *lines, rest = content.split(b"\n")
        if not lines and not rest:
            raise EvidenceError(f"`{self._path}` is empty: it holds no evidence")
        for number, line in enumerate(lines, 1):
            yield self._event(number, line)
        if rest:
            yield self._last(len(lines) + 1, rest)

    def _last(self, number: int, line: bytes) -> Event:
        """The last line, which has no end: whole all the same, or cut off."""
        try:
            json.loads(line)
        except (ValueError, RecursionError):
            if number == 1:
                raise self._error(number, "it is no JSON object") from None
            return Warned(f"The last line of the evidence (line {number}) was cut off and is left out.")
        return self._event(number, line)

    def _event(self, number: int, line: bytes) -> Event:
        try:
            written = json.loads(line)
        except (ValueError, RecursionError):
            raise self._error(number, "it is no JSON object") from None
        if not isinstance(written, dict):
            raise self._error(number, "it is no JSON object")
        if number == 1 and "version" not in written:
            raise EvidenceError(f"`{self._path}` is no evidence of srm-conformance: its first line has no `version`")
        if number == 1 and written["version"] != VERSION:
            raise self._error(number, f"version {written['version']!r} of the format; this tool reads {VERSION}")
        try:
            return self._structure(written)
        except (BaseValidationError, TypeError, ValueError, LookupError, RecursionError, binascii.Error) as error:
            raise self._error(number, _in_words(error)) from error

    def _structure(self, written: dict[str, Any]) -> Event:
        kind = _EVENTS.get(str(written.get("event")))
        if kind is None:
            raise ValueError(f"an unknown event {written.get('event')!r}")
        if kind is Observed:
            seen = written["observation"]
            shape = _OBSERVATIONS[seen["type"]]
            return Observed(str(written["probe"]), self._resolving.structure(seen, shape))
        event: Event = self._plain.structure(written, kind)
        if isinstance(event, Exchanged):
            self._exchanges[event.exchange.number] = event.exchange
        return event

    def _resolve(self, written: Any, _: object) -> Exchange:
        number = written[_REFERENCE]
        if number not in self._exchanges:
            raise ValueError(f"it refers to exchange {number}, which stands in no line before it")
        return self._exchanges[number]

    def _error(self, number: int, why: str) -> EvidenceError:
        return EvidenceError(f"`{self._path}`, line {number}: {why}")


def _in_words(error: BaseException) -> str:
    """The innermost reason of an error."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, KeyError):
        return f"`{error.args[0]}` is missing or unknown"
    return str(error)
