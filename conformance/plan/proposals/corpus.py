"""The curated ideas, group by group: what has to be covered first, and what more there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.plan.proposals import identifiers, messages, texts
from conformance.plan.proposals.proposal import SESSION, Proposal, gateway_may_answer, woven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

    from conformance.model.http import Headers

HAZARDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "wildcard": (
        ("*", "%3F", "*%2C*", "%5Ba-z0-9-%5D*"),
        ("%25", "_", "%25%25"),
        (".*", "%5E.*%24"),
        ("all", "ALL"),
        ("null", "0", "-0", "00", "-1"),  # what code turns into no condition, or knows as the mark for all
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
        self,
        group: str,
        segment: str,
        query: str | None = None,
        headers: Headers = (),
        body: bytes = b"",
        without: tuple[str, ...] = (),
    ) -> Proposal:
        """A proposal with an id as it goes over the wire."""
        target = self.head + segment + self.tail + ("" if query is None else f"?{query}")
        gateway = gateway_may_answer(target, headers, body)
        hazard, head = group in HAZARDS, len(self.head)
        return Proposal(group, target, headers, body, hazard=hazard, gateway=gateway, head=head, without=without)


def curated(
    place: Place, random: Random, *, hazards: bool, session_header: str = ""
) -> tuple[list[Proposal], list[Proposal]]:
    """What each run of some size sends, the likeliest of each class, and what more there is.

    The first are laid so that a short run meets every group, its foremost classes before the others.
    """
    groups = list(_by_group(place, random, hazards=hazards, session_header=session_header))
    more = [each for classes in groups for members in classes for each in members[1:]]
    more += [place.proposal("text", each) for each in texts.every_control()]
    random.shuffle(more)
    return woven([[members[0] for members in classes] for classes in groups]), more


def _by_group(place: Place, random: Random, *, hazards: bool, session_header: str) -> Iterator[list[list[Proposal]]]:
    """The classes of each group."""
    segments: dict[str, Sequence[Sequence[str]]] = {
        "text": texts.texts(random),
        "encoded": texts.SPELLINGS,
        "length": woven([identifiers.lengths(random), texts.wide()]),
        "number": identifiers.numbers(),
        "identifier": identifiers.identifiers(random),
        **(HAZARDS if hazards else {}),
    }
    for group, classes in segments.items():
        yield [[place.proposal(group, each) for each in members] for members in classes]
    yield from _messages(place, lambda: identifiers.uuid(random), session_header)


def _messages(place: Place, absent: Callable[[], str], session_header: str) -> Iterator[list[list[Proposal]]]:
    """The classes of each group of oddities beside the id. absent: gives an id that nothing has."""
    yield [[place.proposal("query", absent(), each) for each in members] for members in messages.QUERIES]
    classes = woven([messages.HEADERS, [(_twice(session_header),)] if session_header else []])
    headers = [[place.proposal("header", absent(), headers=each) for each in members] for members in classes]
    yield woven([headers, [[place.proposal("header", absent(), without=each)] for each in messages.LEFT_OUT]])
    accepts = [[(("Accept", each),) for each in members] for members in messages.ACCEPTS]
    yield [[place.proposal("accept", absent(), headers=each) for each in members] for members in accepts]
    framed = [[place.proposal("body", absent(), headers=headers, body=body)] for headers, body in messages.FRAMED]
    yield woven([[[_with_body(place, absent(), *each) for each in members] for members in messages.BODIES], framed])


def _twice(session_header: str) -> Headers:
    return ((session_header, SESSION), (session_header, SESSION))


def _with_body(place: Place, absent: str, media: str, body: bytes) -> Proposal:
    return place.proposal("body", absent, headers=(("Content-Type", media),) if media else (), body=body)
