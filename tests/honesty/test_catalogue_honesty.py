"""What keeps the catalogue honest: each requirement has a clause, a probe, and a fault that trips it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conformance.catalogue import families, requirements
from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.document.pointer import lookup
from conformance.model.terms import Area, Level
from conformance.plan.stages import STAGES, probes
from conformance.reference.faults import FAULTS

DOCUMENT = load("2.0.0")
CATALOGUE = requirements(DOCUMENT)
VENDOR = Path(__file__).parents[2] / ".." / "shared" / "data" / "vendor" / "srm-api-v2.json"


def test_ids_are_unique_and_begin_with_their_area():
    assert [each for each, count in Counter(each.id for each in CATALOGUE).items() if count > 1] == []
    assert [each.id for each in CATALOGUE if not each.id.startswith(f"{each.area}.")] == []


def test_ids_are_plain_text():
    assert {type(each.id) for each in CATALOGUE} == {str}


def test_every_area_has_its_family():
    assert {family.area for family in families} == set(Area) == {each.area for each in CATALOGUE}


def test_every_clause_of_the_document_exists():
    for each in CATALOGUE:
        if each.clause.document == DOCUMENT.name:
            assert lookup(DOCUMENT.raw, each.clause.pointer) is not None, each.id
        else:
            assert each.clause.document.startswith("RFC "), each.id
            assert each.clause.pointer.startswith("#section-"), each.id
        assert each.clause.text, each.id


def test_every_should_says_why_it_is_no_must():
    assert [each.id for each in CATALOGUE if each.level is Level.SHOULD and not each.reason] == []


def test_titles_are_sentences_that_read_well_alone():
    for each in CATALOGUE:
        assert each.title.endswith("."), each.id
        assert len(each.title) < 130, each.id


def test_every_probe_that_a_requirement_names_exists_and_every_probe_is_asked_for():
    named = {name for each in CATALOGUE for name in each.over}

    assert named == set(probes())
    assert sum(len(stage.probes) for stage in STAGES) == len(probes())


def test_a_fault_names_requirements_that_exist():
    known = {each.id for each in CATALOGUE}

    assert {name: sorted(each.trips - known) for name, each in FAULTS.items() if each.trips - known} == {}


def test_every_requirement_has_a_fault_that_trips_it():
    tripped = {name for each in FAULTS.values() for name in each.trips}

    assert sorted({each.id for each in CATALOGUE} - tripped) == []


def test_a_must_is_tripped_by_a_fault_that_is_wrong_and_not_merely_rare():
    steady = {name for each in FAULTS.values() if not each.rare for name in each.trips}

    assert sorted({each.id for each in CATALOGUE if each.level is Level.MUST} - steady) == []


@pytest.mark.skipif(not VENDOR.exists(), reason="the vendor's published document is not beside the project")
def test_the_vendors_own_document_makes_the_same_requirements():
    theirs = requirements(load(str(VENDOR)))

    assert {(each.id, each.level, each.not_applicable) for each in theirs} == {
        (each.id, each.level, each.not_applicable) for each in CATALOGUE
    }


def test_the_document_says_what_is_under_test():
    contract = Contract(DOCUMENT)

    assert contract.operation.id == "deletePairing"
    assert contract.permissions == ("VcDr.RemoteSite.com.vmware.vcDr.Edit",)
    assert contract.connectivity == {"not-authenticated": "ERROR", "server-down": "ERROR"}
