"""Reading TOML strictly: each reader takes one key, and what is wrong is noted instead of raised."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.profile.lines import Path as KeyPath
from conformance.profile.lines import line_of, lines_of
from conformance.profile.problems import Problem, ProfileError, nearest

LARGEST = 1024 * 1024
"""Bytes of a profile, of a waivers file and of a file with a secret."""
LONGEST = 10**9
"""Seconds that still make sense."""
_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_NOTHING: Any = object()


@dataclass(slots=True)
class Source:
    """A file that is being read, and what was found wrong so far.

    folder: where relative paths in it start. environ: for secrets.
    """

    file: str
    folder: Path = field(default_factory=Path)
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    lines: dict[KeyPath, int] = field(default_factory=dict, repr=False)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, at: KeyPath, what: str, hint: str = "", near: str = "") -> None:
        """Note a problem with the key at a path."""
        self.problems.append(Problem(self.file, line_of(self.lines, at), dotted(at), what, hint, near))

    def check(self) -> None:
        """Raise ProfileError if anything was wrong."""
        if self.problems:
            raise ProfileError(self.problems)


def dotted(path: KeyPath) -> str:
    """A path as it may be written in TOML: `accounts.admin`, `waiver[0].id`."""
    said = ""
    for each in path:
        if isinstance(each, int):
            said += f"[{each}]"
        else:
            shown = each if _BARE.match(each) else '"' + each.encode("unicode_escape").decode() + '"'
            said += f".{shown}" if said else shown
    return said


def read_toml(source: Source, text: str) -> dict[str, Any]:
    """The values of a TOML text; the source learns its lines. Raises ProfileError for anything else."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, found = str(error), re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (None, None)
        reason = said[: found.start()] if found else said.removesuffix(" (at end of document)")
        where = f" in column {column}" if column else ""
        problem = Problem(source.file, line, "", f"no TOML{where}: {reason[:1].lower()}{reason[1:]}")
        raise ProfileError([problem]) from None
    except (RecursionError, ValueError):  # nested without end, or a number without end
        raise ProfileError([Problem(source.file, None, "", "no TOML that can be read: too deep or too long")]) from None
    source.lines = lines_of(text)
    return values


def read_text(path: Path, what: str) -> str:
    """The text of a file of the user's. Raises ProfileError when it cannot be had."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ProfileError([Problem(str(path), None, "", f"larger than {LARGEST // 2**20} MiB")])
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError([Problem(str(path), None, "", f"not UTF-8 (byte {error.start})")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path"
        raise ProfileError([Problem(str(path), None, "", f"{what} cannot be read: {reason}")]) from None


def kind_of(value: Any) -> str:
    """The TOML word for a value."""
    kinds = {bool: "a boolean", int: "an integer", float: "a float", str: "a string", list: "an array", dict: "a table"}
    return kinds.get(type(value), "a date or time")


@dataclass(slots=True)
class Table:
    """A table of the file. Every key that a reader asks for is known; `close` refuses the others."""

    source: Source
    values: Mapping[str, Any]
    at: KeyPath = ()
    known: dict[str, None] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        """Whether the key is there; it is known from now on."""
        self.known[key] = None
        return key in self.values

    def value(self, key: str) -> Any:
        """The value as TOML has it; None where there is none."""
        return self.values[key] if self.has(key) else None

    def wrong(self, key: str, what: str, hint: str = "", near: str = "") -> None:
        """Note a problem with one of its keys, or with the table itself for an empty key."""
        self.source.wrong((*self.at, key) if key else self.at, what, hint, near)

    def require(self, *keys: str, hint: str = "") -> None:
        """Note each of these keys that is missing."""
        for key in keys:
            if not self.has(key):
                self.wrong(key, "is missing", hint)

    def close(self, kind: str, hint: str = "") -> None:
        """Note each key that nobody asked for. kind: what the table is, in words."""
        for key in self.values:
            if key not in self.known:
                known = ", ".join(f"`{each}`" for each in self.known)
                self.wrong(key, f"is no key of {kind}", hint or f"known are {known}", nearest(key, self.known))

    def table(self, key: str) -> Table | None:
        """A table in it; None where there is none or something else."""
        value = self._typed(key, dict, "a table")
        return None if value is _NOTHING else Table(self.source, value, (*self.at, key))

    def tables(self, key: str) -> list[Table]:
        """An array of tables."""
        value = self._typed(key, list, "an array of tables")
        found = []
        for place, each in enumerate([] if value is _NOTHING else value):
            if isinstance(each, dict):
                found.append(Table(self.source, each, (*self.at, key, place)))
            else:
                self.source.wrong((*self.at, key, place), f"is {kind_of(each)}; a table is due")
        return found

    def text(self, key: str, default: str = "", *, empty: bool = False) -> str:
        """A string, not empty unless that is allowed."""
        value = self._typed(key, str, "a string")
        if value == "" and not empty:
            self.wrong(key, "is empty", "give it a value, or leave the key out")
        return default if value is _NOTHING else str(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._typed(key, bool, "true or false")
        return default if value is _NOTHING else bool(value)

    def whole(self, key: str, default: int, *, least: int, most: int = 2**31 - 1) -> int:
        """An integer in a range."""
        value = self._typed(key, int, "an integer")
        if value is _NOTHING:
            return default
        if not least <= value <= most:
            said = f"must be {least} or more" if value < least else f"must not be more than {most}"
            self.wrong(key, said)
            return default
        return int(value)

    def seconds(self, key: str, default: float, *, zero: bool = False) -> float:
        """A number of seconds: finite, and above 0 unless zero is allowed."""
        value = self._typed(key, (float, int), "a number of seconds")
        if value is _NOTHING:
            return default
        # Compared before it is converted: an integer may be too large for a float, and NaN is in no range.
        if not 0 <= value <= LONGEST or (value == 0 and not zero):
            self.wrong(key, f"must be a number of seconds {'from' if zero else 'above'} 0")
            return default
        return float(value)

    def strings(self, key: str) -> tuple[str, ...]:
        """An array of strings, none empty, none twice."""
        value = self._typed(key, list, "an array of strings")
        found: list[str] = []
        for place, each in enumerate([] if value is _NOTHING else value):
            at = (*self.at, key, place)
            if not isinstance(each, str):
                self.source.wrong(at, f"is {kind_of(each)}; a string is due")
            elif not each.strip():
                self.source.wrong(at, "is empty")
            elif each in found:
                self.source.wrong(at, "stands twice")
            else:
                found.append(each)
        return tuple(found)

    def words(self, key: str, kind: str, known: Iterable[str]) -> tuple[str, ...]:
        """An array of known names. kind: what they are, in words."""
        names = tuple(known)
        found = self.strings(key)
        for each in found:
            if each not in names:
                place = self.values[key].index(each)
                self.source.wrong((*self.at, key, place), f"is no {kind}", _one_of(names), nearest(each, names))
        return found

    def file(self, key: str) -> Path | None:
        """A file that exists, its path from the folder of this one; None for anything else, which is not noted."""
        said = self.value(key)
        if not isinstance(said, str) or not said:
            return None
        path = self.source.folder / said
        try:
            return path if path.is_file() else None
        except (OSError, ValueError):  # a name too long, or with a NUL
            return None

    def _typed(self, key: str, kind: type | tuple[type, ...], said: str) -> Any:
        if not self.has(key):
            return _NOTHING
        value = self.values[key]
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.wrong(key, f"is {kind_of(value)}; {said} is due")
        return _NOTHING


def _one_of(names: Iterable[str]) -> str:
    return f"one of {', '.join(names)}"
