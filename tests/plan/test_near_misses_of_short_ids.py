"""What resembles an id is tried where it can be, however short the ids are, and is the same id to no right server."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from made import exchange

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.steps import Call, EvidenceMissing, Take
from conformance.model.terms import Depth
from conformance.plan.probe import Memory, Scene
from conformance.plan.probes.near import in_place_of, near_misses, resemblances

STRANGER = "a0b1c2d3-0000-4000-8000-000000000001"


@pytest.mark.parametrize("number", ["7", "12", "4711", "007", "0", "00"])
def test_nothing_that_resembles_a_number_reads_as_the_same_number(number):
    tried = [unquote(each) for segments in resemblances(number, STRANGER).values() for each in segments]

    assert [each for each in tried if each.strip("\ufeff \t\n\xa0").isdecimal() and int(each) == int(number)] == []


def test_no_part_of_a_uuid_reads_as_the_same_uuid():
    short, braced = "0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f", "{fb0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f}"

    assert resemblances(short, STRANGER)["cut"][2:] == ("0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f", "9a51-6d3a8c1d2e4f")
    assert resemblances(braced, STRANGER)["cut"] == (
        "%7Bfb0e7a3c-55d0-4f3e",
        "-9a51-6d3a8c1d2e4f%7D",
    )


@pytest.mark.parametrize(
    ("pairing", "quoted"),
    [
        ("pairing-1", ("%22pairing-1%22", "%27pairing-1%27", "%7Bpairing-1%7D")),
        (STRANGER, (f"%22{STRANGER}%22", f"%27{STRANGER}%27")),
    ],
)
def test_only_what_is_no_uuid_is_tried_in_braces(pairing, quoted):
    assert resemblances(pairing, STRANGER)["quoted"] == quoted


def test_an_id_of_one_letter_has_no_beginning_but_that_of_its_code():
    assert resemblances("d", STRANGER)["cut"] == ()
    assert in_place_of("d")["cut"] == ("%6", "%6x")
    assert in_place_of("東")["cut"] == ("%E6%9D%B", "%Ex")


@pytest.mark.parametrize(
    ("pairing", "tried"),
    [
        ("pairing-12", ("pairing-1", "pairi", "airing-12", "ng-12")),
        ("12", ("1", "2")),
        ("1/2", ("1%2F", "1", "%2F2", "2")),
    ],
)
def test_the_beginnings_and_the_ends_of_an_id_are_tried_once_each(pairing, tried):
    assert resemblances(pairing, STRANGER)["cut"] == tried


@pytest.mark.parametrize(("pairing", "doubly"), [("7", "%2537"), ("a b", "%2561%20b"), ("東", "%25e6%259d%25b1")])
def test_an_id_is_encoded_twice_in_utf_8(pairing, doubly):
    assert resemblances(pairing, STRANGER)["doubly-encoded"] == (doubly,)


@pytest.mark.parametrize(
    ("pairing", "alike"),
    [("c-1", ("c-%EF%BC%91", "%C4%87-1")), ("b", ("b%CC%81",)), ("-1", ("-%EF%BC%91",)), ("12", None), ("東", None)],
)
def test_a_digit_in_full_width_and_a_letter_with_an_accent_are_tried(pairing, alike):
    assert resemblances(pairing, STRANGER).get("full-width") == alike


def sent(pairing, condition, others):
    """The last segments that are tried where those of the others are kept back, and what is lacking then."""
    scene = Scene(
        Contract(load("2.0.0")),
        1,
        patience=1,
        interval=0.01,
        depth=Depth.QUICK,
        memory=Memory(acquainted=True),
        only=frozenset({condition}),
    )
    steps, found = near_misses(scene), []
    step = next(steps)
    while True:
        try:
            if isinstance(step, Call) and step.operation == "deletePairing":
                segment = step.target.rpartition("/")[2]
                if unquote(segment) in others:
                    step = steps.throw(EvidenceMissing(f"{segment} is kept back"))
                    continue
                found.append(segment)
            step = steps.send(pairing if isinstance(step, Take) else exchange(200 if isinstance(step, Call) else 204))
        except StopIteration:
            return found, ""
        except EvidenceMissing as missing:
            return found, str(missing)


def test_another_letter_is_tried_where_the_usual_one_is_that_of_another_pairing():
    assert sent("3", "near-other-digit", {"4", "g", "k"}) == (["q"], "")


def test_a_set_of_one_letter_is_tried_where_a_sign_for_any_may_not_be_sent():
    assert sent("3", "near-patterned", {"_", "."}) == (["%5B3%5D"], "")


def test_why_nothing_could_be_tried_is_said():
    assert sent("3", "near-patterned", {"_", ".", "[3]"}) == ([], "_ is kept back; . is kept back")


def test_nothing_stands_in_for_what_can_be_tried():
    assert sent("12", "near-cut", {"3"}) == (["1", "2"], "")


def test_the_code_of_a_number_is_cut_where_its_beginning_is_another_number():
    assert sent("5", "near-cut", {"%3"}) == (["%3x"], "")
    assert sent("12", "near-cut", {"1", "2", "1%3"}) == (["%3x"], "")
