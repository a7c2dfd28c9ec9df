"""Formats that are more than one text: one that may be long, and one that is a folder of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.model.result import Result


@dataclass(frozen=True, slots=True)
class Streamed:
    """A text that is written piece by piece, as it may be too long to be held. pieces: make it."""

    pieces: Callable[[Result], Iterable[str]]

    def __call__(self, result: Result) -> str:
        """The whole text all the same."""
        return "".join(self.pieces(result))


@dataclass(frozen=True, slots=True)
class Folder:
    """Files of text in a folder.

    files: makes them, each with its name; what belongs to another file comes before it.
    own: what all names begin with, so that an earlier report of the same format is told from the files of others.
    """

    files: Callable[[Result], Iterable[tuple[str, str]]]
    own: str

    def __call__(self, result: Result) -> str:
        """All texts one after another, each below its name."""
        return "".join(f"{name}\n{text}\n" for name, text in self.files(result))
