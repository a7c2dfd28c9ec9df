"""What was found of the last few values: a dozen requirements ask the same of one value, then all go on to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Lately(Generic[P, R]):
    """A function that remembers what it answered of the last values, told apart by identity and not by content.

    most: answers that are remembered; the values themselves are kept as long, so that nothing else takes their id.
    """

    def __init__(self, find: Callable[P, R], *, most: int) -> None:
        self._find = find
        self._most = most
        self._found: dict[tuple[int, ...], tuple[R, tuple[object, ...]]] = {}

    def __call__(self, *values: P.args, **named: P.kwargs) -> R:
        """The answer, found anew only where it is not remembered."""
        key = tuple(map(id, values))
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= self._most:
                self._found.clear()
            found = self._found[key] = self._find(*values, **named), values
        return found[0]
