"""What exchanges and observations say, read without judging."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from made import OTHER, PAIRING, accepted, exchange, gone, listing, poll, task, there

from conformance.catalogue.paging import Habits, Paging, next_query
from conformance.catalogue.reading import (
    FAILURES,
    at_once,
    body_of,
    calls_in,
    end_of,
    has_ended,
    ids_in,
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
    undecided,
    unmeasured,
    unusable,
    vanished,
    why_not_followed,
    why_unread,
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


def page(body, *, status=200, query=""):
    return exchange(status, body, operation="getPairings", target=f"/pairings{query}")


def linked(*ids, href):
    return {"list": [{"pairing_id": each} for each in ids], "_meta": {"links": {"next": {"href": href}}}}


def counted(*ids, total):
    return {"list": [{"pairing_id": each} for each in ids], "_meta": {"total": total}}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ((), None),
        ((page({}),), set()),
        ((page({"list": None}),), None),
        ((page({"list": {}}),), None),
        ((page([]),), None),
        ((page({"list": []}, status=206),), None),
        ((page({"list": ["a", {"pairing_id": 5}, {}, {"pairing_id": "a"}]}),), {"a"}),
        ((page(linked("a", href="?offset=1")),), None),  # there is another page
        ((page(linked("a", href="?offset=1")), page(linked("b", href=""), query="?offset=1")), {"a", "b"}),
        ((page(linked("a", href="/pairings?offset=0"), query="?offset=0"),), {"a"}),  # it leads to itself
        ((page(linked("a", href="/pairings?a=?b"), query="?a=?b"),), {"a"}),
        ((page(linked("a", href="http://[")),), None),
        ((page(counted("a", total=2)),), None),
        ((page(counted("a", total=2)), page(counted("b", total=2), query="?offset=1&limit=1")), {"a", "b"}),
        ((page(counted("a", total=3)), page(counted("b", "c", "a", total=3), query="?limit=100")), {"a", "b", "c"}),
        ((page(linked("a", href="?limit=1&offset=1")), page(counted("b", total=2), query="?limit=100")), None),
        ((page(counted("a", total=1)),), {"a"}),
        ((page(counted(total=5)),), set()),
        ((page(linked("a", href="?offset=1")), page({}, status=500)), None),
    ],
)
def test_a_list_is_read_to_its_end_or_not_at_all(pages, expected):
    assert ids_in(pages) == expected


def by_id(status, listed=()):
    return Look("b", exchange(status, operation="getPairing", method="GET"), listed)


UNREADABLE = (page({}, status=500),)


@pytest.mark.parametrize(
    ("before", "after", "rest", "expected"),
    [
        (listing("a", "b", "c"), listing("b", "d"), {}, {"a", "c"}),
        (listing("a", "b", "c"), listing("b"), {"aimed": ("a", "b")}, {"c"}),
        (listing("a", "b", "c"), listing("b"), {"strangers": ("x",), "given": ("a", "b")}, {"a"}),
        (listing("a", "b", "c"), listing("b"), {"strangers": ("x",)}, set()),
        (listing("a"), listing(), {"given": ("b",)}, {"a"}),
        (listing("a"), UNREADABLE, {}, set()),
        (UNREADABLE, listing("a"), {}, set()),
    ],
)
def test_what_vanished_is_what_nobody_else_can_have_deleted(before, after, rest, expected):
    assert vanished(Inventory("x", before, after, **rest)) == expected


IN_PARTS = (page(linked("a", href="?offset=1")), page(linked("a", href=""), query="?offset=1"))


@pytest.mark.parametrize(
    ("after", "look", "expected"),
    [
        (listing("a"), by_id(404), {"b"}),
        (listing("a"), by_id(410), {"b"}),
        (listing("a"), by_id(200, listing("a")), {"b"}),  # missing in the list for good
        (listing("a"), by_id(200, listing("a", "b")), set()),
        (listing("a"), by_id(500, listing("a")), {"b"}),
        (listing("a"), by_id(500), set()),
        (IN_PARTS, by_id(404), {"b"}),
        (IN_PARTS, by_id(200, IN_PARTS), set()),
        (IN_PARTS, None, set()),
        (listing("a"), None, {"b"}),
    ],
)
def test_what_a_list_lacks_has_vanished_only_where_its_id_or_whole_lists_say_so(after, look, expected):
    seen = Inventory("x", listing("a", "b"), after, missing=(look,) if look else ())

    assert vanished(seen) == expected


def test_a_list_that_lacks_what_is_there_by_its_id_tells_of_nothing_that_was_not_asked_for():
    missing = (by_id(200, listing("a")),)

    assert vanished(Inventory("x", listing("a", "b", "c"), listing("a"), missing=missing)) == {"b"}


@pytest.mark.parametrize(
    ("after", "look", "expected"),
    [
        (listing("a"), by_id(404), set()),
        (listing("a"), by_id(200), set()),
        (IN_PARTS, by_id(200, IN_PARTS), set()),
        (IN_PARTS, by_id(500, listing("a", "b")), set()),
        (IN_PARTS, by_id(500, IN_PARTS), {"b"}),
        (IN_PARTS, None, {"b"}),
        (listing("a", "b"), None, set()),
    ],
)
def test_what_nothing_shows_to_be_there_or_gone_is_undecided(after, look, expected):
    seen = Inventory("x", listing("a", "b"), after, missing=(look,) if look else ())

    assert undecided(seen) == expected


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        ((listing("a"),), ""),
        ((listing("a"), ()), "was not asked for"),
        ((UNREADABLE,), "was not given (500)"),
        (((page([]),),), "is none of pairings"),
        (((page(linked("a", href="?offset=1")),),), "was not read to its end"),
        (((page(linked("a", href="http://[")),),), "cannot be read to its end, its `next` link is no URL"),
    ],
)
def test_why_a_list_could_not_be_read_is_said(pages, why):
    assert why_unread(*pages) == why


def asked_for(answer, habits=None):
    """The queries that a list is asked for with, and why it has no end. answer: query -> the JSON of the page."""
    paging, queries = Paging(habits or Habits(whole=False)), []
    while True:
        queries.append(paging.query)
        page = answer(paging.query)
        if page is None and paging.refused():
            continue
        if not paging.take(page):
            return queries, paging.trouble


def test_a_list_in_small_pages_is_asked_for_at_once():
    habits = Habits()
    pages = {"": counted("a", total=3), "limit=100": counted("a", "b", "c", total=3)}

    assert asked_for(pages.get, habits) == (["", "limit=100"], "")
    assert habits.whole


def test_a_list_that_does_not_give_more_at_once_is_read_page_by_page_from_then_on():
    habits = Habits()
    pages = {
        "": counted("a", total=3),
        "offset=1&limit=1": counted("b", total=3),
        "offset=2&limit=1": counted("c", total=3),
    }

    assert asked_for(pages.get, habits)[0] == ["", "limit=100", "offset=1&limit=1", "offset=2&limit=1"]
    assert asked_for(pages.get, habits)[0] == ["", "offset=1&limit=1", "offset=2&limit=1"]


def test_two_pages_are_read_one_after_the_other():
    pages = {"": counted("a", total=2), "offset=1&limit=1": counted("b", total=2)}

    assert asked_for(pages.get, Habits())[0] == ["", "offset=1&limit=1"]


def test_links_in_a_circle_are_not_followed_twice():
    pages = {"": linked("a", href="?c=1"), "c=1": linked("b", href="?c=2"), "c=2": linked("d", href="?c=1")}

    assert asked_for(pages.get) == (["", "c=1", "c=2"], "goes in a circle: the link of one page leads to one before")


def test_pages_that_bring_nothing_new_twice_in_a_row_are_the_last():
    def answer(query):
        return linked("a", href=f"?c={len(query)}" + "x" * len(query))

    assert asked_for(answer)[1] == "did not end: 2 pages in a row brought nothing new"


def test_within_its_total_a_list_may_repeat_itself_for_longer():
    queries, why = asked_for(lambda _: counted("a", total=10**9))

    assert (len(queries), why) == (21, "did not end: 20 pages in a row brought nothing new")


def test_a_list_without_end_is_read_to_the_bound_once():
    habits = Habits(whole=False)

    def answer(query):
        place = int(query.partition("=")[2] or 0)
        return linked(f"a{place}", href=f"?c={place + 1}")

    first, why = asked_for(answer, habits)
    again, _ = asked_for(answer, habits)
    assert (len(first), why, len(again)) == (500, "did not end within 500 pages", 1)


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (listing("a"), {"a"}),
        ((), None),
        (IN_PARTS, None),
        ((page(counted("b", total=3)), page(counted("a", total=1), query="?limit=100")), {"a"}),
        ((page(counted("b", total=3)), page(counted("a", total=2), query="?limit=100")), None),
    ],
)
def test_a_list_is_whole_where_one_page_holds_it(pages, expected):
    assert at_once(pages) == expected


@pytest.mark.parametrize(
    ("body", "entries", "query"),
    [
        ({}, 0, ""),
        (None, 0, ""),
        (linked("a", href="https://h/pairings?offset=1&limit=1#x"), 1, "offset=1&limit=1"),
        (linked("a", href="?a=b c\u00e9/%20?:@!$&'()*+,;=~-._[]"), 1, "a=b%20c%C3%A9/%20?:@!$&'()*+,;=~-._[]"),
        (linked("a", href="?a=\ud800"), 1, "a=?"),
        (linked("a", href="?" + "n" * 2000), 1, "n" * 2000),
        (linked("a", href="/pairings"), 1, ""),
        (counted("a", "b", total=5), 2, "offset=2&limit=2"),
        (counted("a", "b", total=5), 4, "offset=4&limit=2"),
        (counted("a", "b", total=2), 2, ""),
        (counted("a", total=5), 1, "offset=1&limit=1"),
        (counted("a", total="5"), 1, ""),
    ],
)
def test_the_next_page_is_where_its_link_or_its_total_leads(body, entries, query):
    assert next_query(body, entries) == query


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("http://[", ", its `next` link is no URL"),
        ("?" + "n" * 2001, ", the query of its `next` link is 2,001 characters long"),
    ],
)
def test_a_link_that_cannot_be_followed_says_why(href, why):
    with pytest.raises(ValueError, match=f"^{why}$"):
        next_query(linked("a", href=href), 1)


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
