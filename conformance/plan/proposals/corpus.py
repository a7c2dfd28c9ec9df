"""The curated ideas, group by group: what has to be covered first, and what more there is."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from conformance.plan.proposals import identifiers, messages, texts
from conformance.plan.proposals.proposal import Proposal, gateway_may_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from random import Random

    from conformance.model.http import Headers

_SHARE = 3
"""One in so many of a class, and at least one, has to be covered first."""

HAZARDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "wildcard": (
        ("*", "%3F", "*%2C*", "%5Ba-z0-9-%5D*"),
        ("%25", "_", "%25%25"),
        (".*", "%5E.*%24"),
        ("all", "ALL", "null", "0", "-1"),
        ("%27%20OR%20%271%27%3D%271", "*)(%7C(id=*", "%7B%22%24ne%22%3Anull%7D", "%7B%7D"),
    ),
    "traversal": (
        (".", "..", "..;x=y", "x/.."),
        ("%2e", "%2e%2e", "..%2f", "..%5C"),
        ("%252e%252e", "x%2F..%2F..", ".%00"),
    ),
    "empty-id": (("", "/", "//"), ("%20", "%09", "%E2%80%8B"), ("%00", "%2F"), (";x=y", "?pairing_id=")),
}
"""Segments that a broken target might take for all pairings, for another path, or for no id at all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an id stands in a path: what comes before it, and what after."""

    head: str
    tail: str

    @classmethod
    def of(cls, path_template: str) -> Place:
        """The place of the last parameter of a path. Raises ValueError where the path has none."""
        head, brace, rest = path_template.rpartition("{")
        if not brace or "{" in head:
            raise ValueError(f"`{path_template}` is no path with exactly one parameter")
        return cls(head, rest.partition("}")[2])

    def proposal(
        self, group: str, segment: str, query: str | None = None, headers: Headers = (), body: bytes = b""
    ) -> Proposal:
        """A proposal with an id as it goes over the wire."""
        target = self.head + segment + self.tail + ("" if query is None else f"?{query}")
        gateway = gateway_may_answer(target, headers, body)
        return Proposal(group, target, headers, body, hazard=group in HAZARDS, gateway=gateway, head=len(self.head))


def curated(place: Place, random: Random, *, hazards: bool) -> tuple[list[Proposal], list[Proposal]]:
    """What has to be covered first, some of each class and group, and what more there is."""
    first, more = list[list[Proposal]](), list[Proposal]()
    for classes in _by_group(place, random, hazards=hazards):
        chosen = list[Proposal]()
        for members in classes:
            shuffled = random.sample(members, len(members))
            share = ceil(len(members) / _SHARE)
            chosen += shuffled[:share]
            more += shuffled[share:]
        first.append(chosen)
    more += [place.proposal("text", each) for each in texts.every_control()]
    random.shuffle(more)
    return dealt(first, random), more


def _by_group(place: Place, random: Random, *, hazards: bool) -> Iterator[list[list[Proposal]]]:
    """The classes of each group."""

    def absent() -> str:
        return identifiers.uuid(random)

    segments: dict[str, Sequence[Sequence[str]]] = {
        "text": texts.texts(random),
        "encoded": texts.SPELLINGS,
        "length": [*identifiers.lengths(random), texts.wide()],
        "number": identifiers.numbers(),
        "identifier": identifiers.identifiers(random),
        **(HAZARDS if hazards else {}),
    }
    for group, classes in segments.items():
        yield [[place.proposal(group, each) for each in members] for members in classes]
    yield [[place.proposal("query", absent(), each) for each in members] for members in messages.QUERIES]
    yield [[place.proposal("header", absent(), headers=each) for each in members] for members in messages.HEADERS]
    accepts = [[(("Accept", each),) for each in members] for members in messages.ACCEPTS]
    yield [[place.proposal("accept", absent(), headers=each) for each in members] for members in accepts]
    yield [[_with_body(place, absent(), *each) for each in members] for members in messages.BODIES]


def _with_body(place: Place, absent: str, media: str, body: bytes) -> Proposal:
    return place.proposal("body", absent, headers=(("Content-Type", media),) if media else (), body=body)


def dealt(groups: Iterable[Sequence[Proposal]], random: Random) -> list[Proposal]:
    """Groups shuffled and laid into one another, so that any part of the row holds each in proportion.

    The groups that are small come a little earlier, so that a short run meets every one.
    """
    placed = []
    for group in groups:
        members = list(group)
        random.shuffle(members)
        step = len(members)
        placed += [((number + random.random() / 2) / step, each) for number, each in enumerate(members)]
    return [each for _, each in sorted(placed, key=lambda pair: pair[0])]
