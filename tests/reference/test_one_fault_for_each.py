"""Each requirement has a seeded fault that trips it and it alone, or a reason why none can."""

from __future__ import annotations

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.reference.faults import EVERY

IDS = {each.id for each in requirements(load("2.0.0"))}
ALONE = {next(iter(each.trips)) for each in EVERY if len(each.trips) == 1}
IMPLIED = {
    "effect.there-until-the-end": "it is concurrency.no-server-error by id, and the one that recorded traffic shows",
    "http.redirect-is-no-answer": "no redirect is documented, and no refusal that is due is one",
    "status.deletion-is-accepted": "the deletion that shows it is the one that shows the outage to be over",
}
"""Requirement -> why its breach is another's too; it is kept as it says more exactly what is wrong."""


def test_each_requirement_has_a_fault():
    assert sorted(IDS - {each for fault in EVERY for each in fault.trips}) == []


def test_each_requirement_has_a_fault_of_its_own_or_a_reason():
    assert IMPLIED.keys() == IDS - ALONE
