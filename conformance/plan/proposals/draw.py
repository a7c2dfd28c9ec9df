"""A run's proposals: curated first, then what schemathesis and Hypothesis draw; the same for the same seed."""

from __future__ import annotations

from itertools import chain, islice
from random import Random
from typing import TYPE_CHECKING, Any

from conformance.plan.proposals.combine import combinations
from conformance.plan.proposals.corpus import Place, curated
from conformance.plan.proposals.document import from_document, session_header
from conformance.plan.proposals.engine import away, draws
from conformance.plan.proposals.sieve import Sieve

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from conformance.plan.proposals.proposal import Proposal

_DRAWN, _DOCUMENT, _MORE = 8, 3, 4
"""At least one in eight is drawn; of these one in three comes from schemathesis, one in four from the list's rest."""
_TRIES = 20
"""Draws for each proposal wanted, duplicates and dropped ones among them, before a source is given up."""


def propose(
    document_raw: dict[str, Any],
    path_template: str,
    *,
    seed: int,
    count: int,
    hazards: bool,
    live: Collection[str],
) -> tuple[Proposal, ...]:
    """Odd requests of the operation, no two alike, none of which names a pairing in `live`.

    The first are curated: the likeliest of every class of oddity, whatever the seed, about 350 of
    them. The same arguments give the same proposals; another `live` only takes some out and lets
    others follow. hazards: also ids that a broken target might take for all pairings.
    Raises ValueError for a path without exactly one parameter.
    """
    place = Place.of(path_template)
    sieve = _Distinct(Sieve(live, hazards=hazards))
    named = session_header(document_raw)
    first, more = curated(place, _random(seed, "curated"), hazards=hazards, session_header=named)
    chosen = sieve.take(first, count - count // _DRAWN)
    left = count - len(chosen)
    if not left:
        return tuple(chosen)
    with away():
        combined = draws(combinations(place), _random(seed, "combined"))
        described = from_document(document_raw, path_template, place, _random(seed, "described"))
        described_share = left // _DOCUMENT
        later = sieve.take(islice(described, described_share * _TRIES), described_share)
        later += sieve.take(more, left // _MORE)
        later += sieve.take(islice(combined, count * _TRIES), left - len(later))
        later += sieve.take(chain(first, more), left - len(later))
    _random(seed, "order").shuffle(later)
    return (*chosen, *later)


def _random(seed: int, purpose: str) -> Random:
    return Random(f"{seed} {purpose}")  # noqa: S311 - repeatable, not secret


class _Distinct:
    """Takes what the sieve lets through and was not taken before."""

    def __init__(self, sieve: Sieve) -> None:
        self._sieve = sieve
        self._taken = set[object]()

    def take(self, proposals: Iterable[Proposal], most: int) -> list[Proposal]:
        """So many of the proposals, or as many as there are."""
        return list(islice(self._fresh(proposals), max(0, most)))

    def _fresh(self, proposals: Iterable[Proposal]) -> Iterator[Proposal]:
        for each in proposals:
            if each.wire not in self._taken and self._sieve.passes(each):
                self._taken.add(each.wire)
                yield each
