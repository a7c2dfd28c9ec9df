"""A failure's fingerprint is the same in every run, and another for another failure."""

from __future__ import annotations

import pytest
from made_results import BASE, PAIRING, USUAL, exchange

from conformance.report.fingerprint import fingerprint

OTHER = "6a1f0c9e-2d44-4b1b-8a77-0c5d9e3f7b21"
HERE = "/api/rest/srm/v2/pairings/"


def mark(seen, *, requirement="status.deletion-is-accepted", base=BASE, pairings=(PAIRING, OTHER)):
    return fingerprint(requirement, seen, base, pairings)


def test_it_is_ten_hexadecimal_digits():
    assert (len(mark(exchange())), set(mark(exchange())) <= set("0123456789abcdef")) == (10, True)


@pytest.mark.parametrize(
    "spelled",
    ["{}", "{}x", "0{}", "%20{}", "{}%00", "{}/", "{}?force=true"],
)
def test_it_does_not_depend_on_the_pairing(spelled):
    assert mark(exchange(HERE + spelled.format(PAIRING))) == mark(exchange(HERE + spelled.format(OTHER)))


def test_it_does_not_depend_on_the_pairing_where_a_near_miss_cuts_its_id():
    for cut in (
        lambda each: each[:-1],
        lambda each: each[: len(each) // 2],
        lambda each: f"%25{ord(each[0]):02x}{each[1:]}",
    ):
        assert mark(exchange(HERE + cut(PAIRING))) == mark(exchange(HERE + cut(OTHER)))


def test_it_does_not_depend_on_ids_that_the_run_made_up():
    one, another = (exchange(f"{HERE}{each}") for each in (PAIRING, OTHER))

    assert mark(one, pairings=()) == mark(another, pairings=())


def test_it_does_not_depend_on_where_the_target_is():
    elsewhere = exchange(f"/v2/pairings/{PAIRING}", headers=(("Host", "other.example"), *USUAL[1:]))

    assert mark(exchange(headers=USUAL)) == mark(elsewhere, base="http://other.example/v2")


def test_it_does_not_depend_on_the_version_of_the_tool():
    newer = exchange(headers=(USUAL[0], ("User-Agent", "srm-conformance/9.9"), *USUAL[2:]))

    assert mark(exchange(headers=USUAL)) == mark(newer)


def test_it_does_not_depend_on_which_journey_it_was():
    first, second = (
        exchange(headers=(("x-dr-session", f"[session admin {each}]"),)) for each in ("journey 1", "shorter 7")
    )

    assert mark(first) == mark(second)


def test_it_does_not_depend_on_the_task_that_was_asked_after():
    one, another = (
        exchange(f"/api/rest/srm/v2/tasks/{each}", method="GET", operation="getTaskInfo") for each in ("1", "task-b")
    )

    assert mark(one) == mark(another)


@pytest.mark.parametrize(
    "other",
    [
        exchange(f"{HERE}{PAIRING}x"),
        exchange(method="POST"),
        exchange(body=b"{}"),
        exchange(headers=(("x-dr-session", "[session viewer main]"),)),
        exchange(headers=(("x-dr-session", "A" * 16_000),)),
        exchange(headers=(("x-dr-session", "[session admin main]"), ("X-Odd", "1"))),
    ],
)
def test_it_is_another_for_another_request(other):
    assert mark(exchange(headers=(("x-dr-session", "[session admin main]"),))) != mark(other)


def test_it_is_another_for_another_requirement():
    assert mark(exchange()) != mark(exchange(), requirement="schema.task-id")
