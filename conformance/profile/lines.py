"""In which line of a TOML text each key stands, which `tomllib` does not tell."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress

Path = tuple[str | int, ...]
"""Keys and places in arrays, from the top: `("accounts", "admin", "password")`, `("waiver", 0, "id")`."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^\n,\]}#]+")


def lines_of(text: str) -> dict[Path, int]:
    """The line of each key and table header, from 1, for a text that `tomllib` reads.

    Of a text that it does not read, or that is nested too deeply, what was understood.
    """
    scanner = _Scanner(text)
    with suppress(_LostError, RecursionError):
        scanner.document()
    return scanner.lines


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """The line of a key, or of the nearest table around it that has one."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), None)


class _LostError(Exception):
    """The text is not what it should be here."""


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._at = 0
        self._arrays: dict[Path, int] = {}
        self.lines: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while self._skip(_BLANK) and self._at < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        """A table header: the path that the keys after it belong to."""
        start, many = self._at, self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        path: Path = ()
        *around, last = self._keys()
        for key in around:
            path = self._last_of((*path, key))
        path = (*path, last)
        self._expect("]]" if many else "]")
        self._note(path, start)
        if many:
            self._arrays[path] = self._arrays.get(path, -1) + 1
        path = self._last_of(path)
        self._note(path, start)
        return path

    def _last_of(self, path: Path) -> Path:
        """The table that a header means: of an array of tables the last."""
        return (*path, self._arrays[path]) if path in self._arrays else path

    def _pair(self, table: Path) -> None:
        self._skip(_SPACE)
        start, keys = self._at, self._keys()
        self._expect("=")
        path = table
        for key in keys:
            path = (*path, key)
            self._note(path, start)
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            keys.append(_plain_key(self._take(_KEY)))
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return keys
            self._at += 1

    def _value(self, path: Path) -> None:
        self._skip(_SPACE)
        match self._text[self._at : self._at + 1]:
            case "{":
                self._members("}", lambda _: self._pair(path))
            case "[":
                self._members("]", lambda place: self._element((*path, place)))
            case '"' | "'":
                self._take(_STRING)
            case _:
                self._take(_PLAIN)

    def _element(self, path: Path) -> None:
        self._note(path, self._at)
        self._value(path)

    def _members(self, end: str, one: Callable[[int], None]) -> None:
        self._at += 1
        place = 0
        while self._skip(_BLANK) and not self._text.startswith(end, self._at):
            one(place)
            place += 1
            self._skip(_BLANK)
            if not self._text.startswith(",", self._at):
                break
            self._at += 1
        self._expect(end)

    def _note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect_right(self._starts, at))

    def _skip(self, what: re.Pattern[str]) -> bool:
        """Move past what may stand here; always true."""
        found = what.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return True

    def _take(self, what: re.Pattern[str]) -> str:
        found = what.match(self._text, self._at)
        if not found:
            raise _LostError
        self._at = found.end()
        return found[0]

    def _expect(self, what: str) -> None:
        self._skip(_SPACE)
        if not self._text.startswith(what, self._at):
            raise _LostError
        self._at += len(what)


def _plain_key(written: str) -> str:
    if written[0] not in "\"'":
        return written
    try:
        return str(tomllib.loads(f"key = {written}")["key"])
    except tomllib.TOMLDecodeError as error:
        raise _LostError from error
