"""A proposal taken apart, so that Hypothesis can leave out, cut short and make plain one piece after another.

Each piece takes whole numbers, and each number is a piece of the way from nothing (0) to the
piece as it was (its greatest value): so the proposal itself is the greatest draw, and what
Hypothesis calls simpler is simpler here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import ceil
from typing import TYPE_CHECKING

from conformance.plan.proposals.proposal import gateway_may_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy

    from conformance.model.http import Headers
    from conformance.plan.proposals.proposal import Proposal

_ATOM = re.compile(
    r"%(?:[Cc2-7]|[Dd])[0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])?"
    r"|%[Ee][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){0,2}"
    r"|%[Ff][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){0,3}"
    r"|%[0-9A-Fa-f]{2}|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|.",
    re.DOTALL,
)
"""What stands for one character: an escape with what continues it, raw UTF-8, or one character."""
_PLAIN = "a"
_MOST_PIECES = 12
"""Pieces that a text is cut into in one round; the next round cuts what is left more finely."""

Draw = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A proposal in pieces.

    segment: the id in runs of characters. query: its parameters, None where there is no `?`.
    """

    whole: Proposal
    head: str
    segment: tuple[tuple[str, ...], ...]
    query: tuple[str, ...] | None

    @classmethod
    def of(cls, proposal: Proposal) -> Pieces:
        """A proposal, taken apart."""
        path, mark, query = proposal.target.partition("?")
        runs = _runs(_ATOM.findall(path[proposal.head :])) if proposal.head else ()
        head = path[: proposal.head] if proposal.head else path
        return cls(proposal, head, runs, tuple(query.split("&")) if mark else None)

    def greatest(self) -> Draw:
        """The draw that leaves everything as it is."""
        headers = tuple(number for _, value in self.whole.headers for number in (1, len(value)))
        query = () if self.query is None else (1, *(len(each) for each in self.query))
        lengths = tuple(len(run) for run in self.segment)
        return ((len(self.whole.body),), headers, query, lengths, (1,) * len(self.segment))

    def strategy(self) -> SearchStrategy[Draw]:
        """Every way of leaving out, cutting short and making plain."""
        from hypothesis import strategies as st  # noqa: PLC0415 - 0.2 s, seldom used

        return st.tuples(*(st.tuples(*(st.integers(0, most) for most in part)) for part in self.greatest()))

    def build(self, draw: Draw) -> Proposal:
        """The proposal that a draw leaves."""
        (body_length,), headers, query, lengths, kept = draw
        segment = "".join(
            "".join(run[:length]) if as_is else _PLAIN * min(length, len(run))
            for run, length, as_is in zip(self.segment, lengths, kept, strict=True)
        )
        target = self.head + segment + self._query(query)
        left, body = self._headers(headers), self.whole.body[:body_length]
        gateway = gateway_may_answer(target, left, body)
        return replace(self.whole, target=target, headers=left, body=body, gateway=gateway)

    def _headers(self, draw: Sequence[int]) -> Headers:
        pairs = zip(self.whole.headers, draw[::2], draw[1::2], strict=True)
        return tuple((name, value[:length]) for (name, value), stays, length in pairs if stays)

    def _query(self, draw: Sequence[int]) -> str:
        if self.query is None or not draw[0]:
            return ""
        cut = (each[:length] for each, length in zip(self.query, draw[1:], strict=True))
        return "?" + "&".join(each for each, was in zip(cut, self.query, strict=True) if each or not was)


def _runs(atoms: list[str]) -> tuple[tuple[str, ...], ...]:
    """Characters in runs: ordinary ones together, each other one by itself; evenly cut when those are too many."""
    runs = list[list[str]]()
    for atom in atoms:
        plain = len(atom) == 1 and atom.isascii() and atom.isalnum()
        if plain and runs and len(runs[-1][-1]) == 1 and runs[-1][-1].isascii() and runs[-1][-1].isalnum():
            runs[-1].append(atom)
        else:
            runs.append([atom])
    if len(runs) <= _MOST_PIECES:
        return tuple(map(tuple, runs))
    size = ceil(len(atoms) / _MOST_PIECES)
    return tuple(tuple(atoms[start : start + size]) for start in range(0, len(atoms), size))
