"""Faults and variants: named, described, distinct, and each other than the right server."""

from __future__ import annotations

import re

import pytest
from rehearsal import SCENES, rehearse

from conformance.catalogue import requirements
from conformance.document.load import bundled, load
from conformance.model.errors import UserError
from conformance.model.terms import Area
from conformance.reference.behaviour import Behaviour
from conformance.reference.faults import EVERY, FAULTS
from conformance.reference.seeded import fault, joined
from conformance.reference.serve import start
from conformance.reference.variants import VARIANTS

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
REQUIREMENT = re.compile(rf"({'|'.join(Area)})\.[a-z0-9]+(-[a-z0-9]+)*")
KINDS = {each.name: each.behaviour for each in (*EVERY, *VARIANTS.values())}


class AnswersNothing(Behaviour):
    """Answers nothing at all.

    This line is no part of the sentence.
    """


def test_names_of_faults_are_unique():
    assert len(EVERY) == len(FAULTS)


def test_no_name_stands_for_a_fault_and_a_variant():
    assert FAULTS.keys() & VARIANTS.keys() == set()


def test_names_are_words_joined_by_hyphens():
    assert [each for each in KINDS if not NAME.fullmatch(each)] == []


def test_each_is_described_by_one_sentence():
    said = [each.says for each in (*EVERY, *VARIANTS.values())]

    assert [each for each in said if not each.endswith(".") or "\n" in each] == []


def test_no_two_are_described_alike():
    said = [each.says for each in (*EVERY, *VARIANTS.values())]

    assert sorted({each for each in said if said.count(each) > 1}) == []


def test_each_fault_names_the_requirements_that_it_trips():
    assert [each.name for each in EVERY if not each.trips] == []


def test_tripped_requirements_have_an_area_and_a_name():
    tripped = {each for fault_ in EVERY for each in fault_.trips}

    assert sorted(each for each in tripped if not REQUIREMENT.fullmatch(each)) == []


def test_every_area_has_faults():
    assert {each.partition(".")[0] for fault_ in EVERY for each in fault_.trips} == set(Area)


def test_a_fault_is_named_after_its_class_and_described_by_its_docstring():
    made = fault(AnswersNothing, "http.well-formed-response")

    assert (made.name, made.says) == ("answers-nothing", "Answers nothing at all.")


def test_every_fault_and_every_variant_differs_from_the_right_server():
    right = {scene: rehearse(Behaviour, scene) for scene in SCENES}
    alike = [name for name, kind in KINDS.items() if all(rehearse(kind, scene) == right[scene] for scene in SCENES)]

    assert alike == []


def test_the_right_server_repeats_itself():
    assert [rehearse(Behaviour, scene) for scene in SCENES] == [rehearse(Behaviour, scene) for scene in SCENES]


def test_a_fault_and_a_variant_can_be_had_together():
    both = joined(FAULTS["progress-beyond-full"].behaviour, VARIANTS["slow-tasks"].behaviour)

    assert (both.queueing, issubclass(both, FAULTS["progress-beyond-full"].behaviour)) == (0.3, True)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(UserError) as refused, start(fault="never-end"):
        pass

    assert "`never-ends`" in refused.value.hint


def test_every_requirement_has_a_fault_and_no_fault_names_another():
    document = load(str(bundled()["2.0.0"]))

    assert {each for fault_ in EVERY for each in fault_.trips} == {each.id for each in requirements(document)}
