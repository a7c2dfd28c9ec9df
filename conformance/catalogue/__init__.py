"""What the text obliges: one family of requirements a file, one area a family, but for the lifecycle's times.

Read `families` below as the table of contents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.authentication import authentication
from conformance.catalogue.concurrency import concurrency
from conformance.catalogue.connectivity import connectivity
from conformance.catalogue.contract import Contract
from conformance.catalogue.effect import effect
from conformance.catalogue.errors import errors
from conformance.catalogue.http import http
from conformance.catalogue.journeys import journeys
from conformance.catalogue.lifecycle import lifecycle
from conformance.catalogue.permission import permission
from conformance.catalogue.requirement import Requirement
from conformance.catalogue.robustness import robustness
from conformance.catalogue.schema import schema
from conformance.catalogue.status import status
from conformance.catalogue.times import times
from conformance.model.terms import Area, Depth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.document.load import Document

families = (
    status,
    schema,
    lifecycle,
    times,
    effect,
    authentication,
    permission,
    connectivity,
    errors,
    http,
    robustness,
    concurrency,
)


def requirements(document: Document, depth: Depth = Depth.DEEP) -> tuple[Requirement, ...]:
    """Every requirement that the document makes and a run of this depth judges, area by area."""
    contract = Contract(document)
    every = (each for area in Area for each in (*_of_families(area, contract), *journeys(area, contract)))
    return tuple(each for each in every if depth.includes(each.depth))


def _of_families(area: Area, contract: Contract) -> Iterator[Requirement]:
    return (each for family in families if family.area is area for each in family.requirements(contract))
