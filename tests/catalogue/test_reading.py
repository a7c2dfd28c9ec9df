"""What exchanges and observations say, read without judging."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from made import OTHER, PAIRING, accepted, exchange, gone, listing, poll, task, there

from conformance.catalogue.reading import (
    FAILURES,
    body_of,
    calls_in,
    end_of,
    has_ended,
    is_gone,
    is_refused,
    is_success,
    is_there,
    looks_at,
    meanwhile,
    names,
    says_something,
    shown,
    task_id,
    task_of,
    task_status,
    tasks_in,
    unmeasured,
    unusable,
    why_not_followed,
)
from conformance.model.bounds import LARGE
from conformance.model.http import Trouble
from conformance.model.observations import (
    Afterwards,
    Attempt,
    Deletion,
    Hostile,
    Inventory,
    Journey,
    Look,
    Race,
    Sequel,
    Turn,
)
from conformance.model.terms import Unjudged

STATUSES = (None, 199, 200, 299, 300, 399, 400, 404, 410, 499, 500, 503)


def having(reader):
    return [status for status in STATUSES if reader(exchange(status))]


def test_classes_of_status_are_told_apart():
    assert having(is_success) == [200, 299]
    assert having(is_refused) == [400, 404, 410, 499]
    assert having(is_gone) == [404, 410]


def test_a_body_is_read_when_it_is_json_large_or_small():
    large = {"a": "x" * LARGE}

    assert body_of(exchange(None)) is None
    assert body_of(exchange(200, b"no")) is None
    assert body_of(exchange(200, {"a": 1})) == {"a": 1}
    assert body_of(exchange(200, large)) == large


TOO_LARGE = replace(exchange(None), trouble=Trouble.TOO_LARGE, detail="5 MiB")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (exchange(200), None),
        (exchange(500), None),
        (exchange(429), Unjudged("the target asked to wait (429) and went on doing so", trouble=True)),
        (exchange(503), Unjudged("the target asked to wait (503) and went on doing so", trouble=True)),
        (exchange(503, steady=True), None),
        (
            exchange(None),
            Unjudged("no response (closed), and no proof that this request was the cause", trouble=True),
        ),
        (exchange(None, steady=True), None),
        (TOO_LARGE, Unjudged("no response (too-large: 5 MiB): more than this tool reads", trouble=True)),
        (
            replace(TOO_LARGE, steady=True),
            Unjudged("no response (too-large: 5 MiB): more than this tool reads", trouble=True),
        ),
    ],
)
def test_what_says_nothing_of_conformance_says_why(seen, said):
    assert unmeasured(seen) == said


@pytest.mark.parametrize(
    ("seen", "identity", "status"),
    [
        (accepted(), "task-1", "QUEUED"),
        (exchange(200, {"id": "a", "status": "SUCCESS"}), "a", "SUCCESS"),
        (exchange(404, {"id": "a", "status": "SUCCESS"}), None, None),
        (exchange(202, ["a"]), None, None),
        (exchange(202, {"id": 5, "status": 5}), None, None),
        (exchange(202, {"id": ""}), None, None),
        (exchange(202, {"id": "t" * 2000}), "t" * 2000, None),
        (exchange(202, {"id": "t" * 2001}), None, None),
        (exchange(202), None, None),
    ],
)
def test_a_task_is_read_from_a_success(seen, identity, status):
    assert (task_id(seen), task_status(seen)) == (identity, status)


def test_a_task_is_an_object():
    assert task_of(exchange(202, {})) == {}
    assert task_of(exchange(202, [])) is None
    assert task_of(exchange(400, {})) is None


@pytest.mark.parametrize(
    ("identity", "why"),
    [
        ("task-1", ""),
        ("\ud7ff\ue000", ""),
        ("\ud800", "its id holds half a character (a lone surrogate), which no URL can carry"),
        ("\udfff", "its id holds half a character (a lone surrogate), which no URL can carry"),  # noqa: PT014
        ("t" * 2000, ""),
        ("t" * 2001, "its id is 2,001 characters long, and no more than 2,000 are asked for"),
    ],
)
def test_an_id_that_no_url_can_carry_says_why(identity, why):
    assert unusable(identity) == why
    assert why_not_followed(task(exchange(202, {"id": identity}))) == why


def test_without_an_id_there_is_no_reason_in_it():
    assert why_not_followed(task(exchange(404))) == ""


@pytest.mark.parametrize("status", ["SUCCESS", "ERROR", "CANCELLED", "RUNNING", "DONE"])
def test_three_statuses_are_ends(status):
    assert has_ended(poll(status)) is (status in {"SUCCESS", "ERROR", "CANCELLED"})
    assert (status in FAILURES) is (status in {"ERROR", "CANCELLED"})


def test_looks_at_a_task_are_those_that_show_it_in_the_order_of_time():
    first, lost, ran, later = accepted(), exchange(404), poll("RUNNING"), poll("ERROR")

    assert looks_at(task(first, lost, ran, later=(later,))) == (first, ran, later)
    assert end_of(task(first, lost, ran, later=(later,))) == "ERROR"
    assert end_of(task(first, ran)) is None
    assert end_of(task(first, poll("CANCELLED"), poll("SUCCESS"))) == "CANCELLED"


@pytest.mark.parametrize("size", [1, 50_000], ids=["read once", "too much to be kept"])
def test_each_look_is_shown_with_its_task_however_large(size):
    looks = [poll("RUNNING", result={"x": "y" * size, "place": place}) for place in range(3)]

    assert list(shown(task(exchange(404), *looks))) == [(each, json.loads(each.response.body)) for each in looks]


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        (there(), True),
        (gone(), False),
        (Look(PAIRING, exchange(410)), False),
        (Look(PAIRING, exchange(500), listing(PAIRING)), True),
        (Look(PAIRING, exchange(500), listing(OTHER)), False),
        (Look(PAIRING, exchange(500)), None),
        (Look(PAIRING, exchange(201)), None),
        (Look(PAIRING, None, listing(PAIRING)), True),
        (Look(PAIRING, None, listing(OTHER)), False),
    ],
)
def test_a_pairing_is_there_by_its_id_or_else_by_the_list(look, expected):
    assert is_there(look) is expected


LONG = "a+23456789012345b"
"""An id of sixteen letters and digits, and a sign of patterns."""


@pytest.mark.parametrize(
    ("value", "pairing", "expected"),
    [
        ("21", "21", True),
        (21, "21", True),
        ("PAIRING-A", "pairing-a", True),
        ("pairing-a", "PAIRING-A", True),
        ("pairings/21:x", "21", False),  # short ids may stand in a text by chance
        ("pairings/123456789012345", "123456789012345", False),
        (f"pairings/{LONG}:x", LONG, True),
        ({"id": LONG.upper()}, LONG, True),
        (f"{LONG}0", LONG, False),
        (f"1{LONG}", LONG, False),
        (f"{LONG}-1", LONG, False),
        (f"1-{LONG}", LONG, False),
        (f"{LONG}_", LONG, False),
        (f"_{LONG}", LONG, False),
        (LONG.replace("+", "1"), LONG, False),
    ],
)
def test_a_value_names_a_pairing_by_its_whole_id(value, pairing, expected):
    assert names(value, pairing) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, False),
        ("", False),
        (" \t\n", False),
        ([], False),
        ({}, False),
        ({"a": None, "b": {"c": " "}}, False),
        ("x", True),
        ([None], True),
        (0, True),
        ({"a": None, "b": {"c": "x"}}, True),
    ],
)
def test_an_empty_shell_says_nothing(value, expected):
    assert says_something(value) is expected


LOST, RAN, DONE, ODD = exchange(500), poll("RUNNING"), poll("SUCCESS"), poll("PENDING")


@pytest.mark.parametrize(
    ("polls", "place", "said"),
    [
        ([LOST], 0, ", after QUEUED"),
        ([LOST, RAN, DONE], 0, ", between QUEUED and RUNNING"),
        ([RAN, LOST, ODD, DONE], 1, ", between RUNNING and SUCCESS"),
        ([RAN, ODD, LOST], 2, ", after RUNNING"),
        ([*[LOST] * 51], 50, ", after QUEUED"),
        ([*[LOST] * 52], 51, ""),
        ([RAN, *[LOST] * 60], 1, ", after RUNNING"),
        ([RAN, *[LOST] * 60], 50, ", after RUNNING"),
        ([RAN, *[LOST] * 60], 51, ""),
        ([RAN, LOST, *[LOST] * 49, DONE], 1, ", between RUNNING and SUCCESS"),
        ([RAN, LOST, *[LOST] * 50, DONE], 1, ", after RUNNING"),
        ([*[LOST] * 60, DONE], 59, ""),
    ],
)
def test_what_a_task_was_meanwhile_is_sought_on_either_side(polls, place, said):
    assert meanwhile(task(accepted(), *polls), place) == said


FIRST, SECOND = task(accepted(), poll()), task(exchange(404))
DELETED = Deletion(PAIRING, FIRST, again=SECOND)
RACED = Race("one-session", (PAIRING, PAIRING), (FIRST, SECOND), ())


@pytest.mark.parametrize(
    ("seen", "tasks"),
    [
        (Attempt("x", "", FIRST.first, FIRST), (FIRST,)),
        (Attempt("x", "", FIRST.first), ()),
        (DELETED, (FIRST, SECOND)),
        (Deletion(PAIRING, FIRST), (FIRST,)),
        (Afterwards(PAIRING, FIRST, ()), (FIRST,)),
        (Afterwards(PAIRING, FIRST, (), SECOND), (FIRST, SECOND)),
        (RACED, (FIRST, SECOND)),
        (Hostile("x", FIRST.first), ()),
    ],
)
def test_the_tasks_of_an_observation(seen, tasks):
    assert tasks_in(seen) == tasks


OTHERS = exchange(404, operation="getPairing")


@pytest.mark.parametrize(
    ("seen", "calls"),
    [
        (Attempt("x", "", FIRST.first), (FIRST.first,)),
        (Attempt("x", "", OTHERS), ()),
        (Hostile("x", FIRST.first), (FIRST.first,)),
        (DELETED, (FIRST.first, SECOND.first)),
        (RACED, (FIRST.first, SECOND.first)),
        (Sequel("body", FIRST.first, OTHERS, OTHERS), (FIRST.first,)),
        (Sequel("other-method", OTHERS, FIRST.first, OTHERS), ()),
        (Journey((), (Turn("list", exchanges=(OTHERS,)), Turn("delete", PAIRING, (FIRST.first,)))), (FIRST.first,)),
        (Inventory("x", (), ()), ()),
    ],
)
def test_the_calls_of_an_observation_are_those_of_the_operation(seen, calls):
    assert calls_in(seen) == calls


def test_json_is_read_strictly():
    assert body_of(exchange(200, json.dumps({"a": 1}).encode("utf-16"))) is None
    assert body_of(exchange(200, b'{"a": NaN}')) is None
