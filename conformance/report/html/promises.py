"""What the document promises of the operation, element by element, and what came of each of its judges."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.catalogue.coverage import Element, coverage
from conformance.document.load import load
from conformance.model.errors import UserError
from conformance.model.result import UNJUDGED, Result
from conformance.model.terms import Outcome

BROKEN = (Outcome.FAIL, Outcome.WARN, Outcome.WAIVED)
KINDS = {
    "response": "Responses",
    "media type": "Media types",
    "property": "Properties",
    "value": "Values",
    "security scheme": "Security",
    "extension": "Vendor extensions",
    "extension key": "Keys of vendor extensions",
}


@dataclass(frozen=True, slots=True)
class Promise:
    """An element with its judges. word: what came of it. look: the outcome that it is drawn as."""

    name: str
    pointer: str
    word: str
    look: str
    judges: tuple[tuple[str, str], ...]
    limit: str


@dataclass(frozen=True, slots=True)
class Promises:
    """The elements by kind, or why they cannot be told."""

    groups: tuple[tuple[str, tuple[Promise, ...]], ...]
    why_not: str = ""

    @property
    def count(self) -> int:
        """How many elements there are."""
        return sum(len(each) for _, each in self.groups)


def promises(result: Result) -> Promises:
    """Look up each element of the document in force; the document itself must be at hand for it."""
    spec = result.spec
    if not re.fullmatch("[0-9a-f]{64}", spec.sha256):
        return Promises((), "The run names no document.")
    try:
        document = load(spec.source)
        same = document.sha256 == spec.sha256
        elements = coverage(document) if same else ()
    except (UserError, ValueError, OSError):
        return Promises((), "The document of the run is not at hand where this report was made.")
    if not same:
        return Promises((), "The document of the run has changed since, so what it promised then is not told.")
    outcomes = {each.id: each.outcome for each in result.requirements}
    return Promises(_grouped(elements, outcomes))


def _grouped(
    elements: Sequence[Element], outcomes: Mapping[str, Outcome]
) -> tuple[tuple[str, tuple[Promise, ...]], ...]:
    kinds = dict.fromkeys(each.kind for each in elements)
    return tuple(
        (KINDS.get(kind, kind), tuple(_promise(each, outcomes) for each in elements if each.kind == kind))
        for kind in kinds
    )


def _promise(element: Element, outcomes: Mapping[str, Outcome]) -> Promise:
    judges = tuple((name, outcomes[name]) for name in element.judged_by if name in outcomes)
    word, look = _word([outcome for _, outcome in judges])
    return Promise(
        element.name, element.pointer, word, look, tuple((name, str(said)) for name, said in judges), element.limit
    )


def _word(outcomes: Sequence[Outcome]) -> tuple[str, str]:
    broken = [each for each in BROKEN if each in outcomes]
    held = outcomes.count(Outcome.PASS)
    open_ = sum(each in UNJUDGED for each in outcomes)
    if broken:
        return "broken", str(broken[0])
    if held:
        return ("held", "pass") if not open_ else (f"held by {held}, {open_} not judged", "inconclusive")
    return "not judged", "not-tested"
