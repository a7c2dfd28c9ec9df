"""A file whose JSON is not nested without end: what reads it would run out of stack and take the tool along."""

from __future__ import annotations

from typing import IO, Self

from conformance.model.bounds import DEEPEST

_ALL_ELSE = bytes(each for each in range(256) if each not in b'[]{}"')
_OPENING = b"[{"


class Shallow:
    """Reads on as long as the nesting stays within bounds. Raises ValueError when it does not."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._depth = 0
        self._quoted = False
        self._escaped = False

    def read(self, size: int) -> bytes:
        """The next bytes."""
        data = self._file.read(size)
        self._descend(self._brackets(data))
        return data

    def _brackets(self, data: bytes) -> bytes:
        """The brackets and braces of the bytes that stand outside of strings."""
        if not data:
            return data
        plain = data[self._escaped :].replace(rb"\\", b"")
        self._escaped = plain.endswith(b"\\")
        marks = plain.replace(rb"\"", b"").translate(None, _ALL_ELSE)
        pieces = marks.split(b'"')  # by turns outside of strings and inside
        outside = b"".join(pieces[self._quoted :: 2])
        self._quoted ^= len(pieces) % 2 == 0
        return outside

    def _descend(self, brackets: bytes) -> None:
        opened = brackets.count(b"[") + brackets.count(b"{")
        if self._depth + opened <= DEEPEST:
            self._depth += 2 * opened - len(brackets)
            return
        for each in brackets:
            self._depth += 1 if each in _OPENING else -1
            if self._depth > DEEPEST:
                raise ValueError(f"it is nested more than {DEEPEST} levels deep")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.__exit__(None, None, None)
