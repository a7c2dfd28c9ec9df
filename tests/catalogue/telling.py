"""What requirements say of one observation, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from conformance.catalogue import requirements
from conformance.catalogue.contract import Contract
from conformance.model.http import Exchange
from conformance.model.terms import Finding, Unjudged

Tells = Callable[[str, Any], list[str]]


def telling(contract: Contract) -> Tells:
    """All that a requirement says of an observation; nothing where it was kept.

    A finding reads `#2/progress: 100; got 99`: the second exchange of the observation, the place in its
    answer, what was expected, what came.
    """
    known = {each.id: each for each in requirements(contract.document)}

    def tell(requirement: str, seen: Any) -> list[str]:
        judge = known[requirement]
        if not isinstance(seen, judge.of) or not judge.where(seen):
            return ["passed over"]
        places = list(exchanges_in(seen))
        return [in_words(each, places) for each in judge.judge(seen, contract)]

    return tell


def in_words(said: Finding | Unjudged, places: list[Exchange]) -> str:
    if isinstance(said, Unjudged):
        return f"unjudged{', trouble' if said.trouble else ''}: {said.reason}"
    place = [each is said.exchange for each in places].index(True) + 1
    at = said.at if not said.at or said.at.startswith("/") else f" {said.at}"
    return f"#{place}{at}: {said.expected}; got {said.got}"


def exchanges_in(seen: Any) -> Iterator[Exchange]:
    """The exchanges of an observation, in the order of its fields."""
    if isinstance(seen, Exchange):
        yield seen
    elif isinstance(seen, tuple):
        for each in seen:
            yield from exchanges_in(each)
    elif is_dataclass(seen):
        for each in fields(seen):
            yield from exchanges_in(getattr(seen, each.name))


def saying(tells: Tells) -> Callable[[str, Any], str]:
    """`pass`, `finding`, `unjudged`, or `passed over` for what a requirement says of an observation."""

    def say(requirement: str, seen: Any) -> str:
        told = tells(requirement, seen)
        if told == ["passed over"]:
            return "passed over"
        if any(each.startswith("#") for each in told):
            return "finding"
        return "unjudged" if told else "pass"

    return say
