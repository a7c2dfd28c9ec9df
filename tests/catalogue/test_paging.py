"""Which page of a list is asked for next, and why there are no more."""

from __future__ import annotations

import pytest
from pages import counted, linked

from conformance.catalogue.contract import GET_PAIRING, GET_PAIRINGS
from conformance.catalogue.paging import Habits, Paging, entries_of, ids_of, next_query, takes_limit
from conformance.document.load import load


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


def test_a_list_that_ignores_how_much_is_asked_for_is_read_page_by_page_from_then_on():
    pages = {"": linked("a", href="?c=1"), "limit=100": linked("a", href="?c=1"), "c=1": linked("b", href="/")}
    habits = Habits()

    assert asked_for(pages.get, habits) == (["", "limit=100", "c=1"], "")
    assert asked_for(pages.get, habits) == (["", "c=1"], "")


def test_large_pages_say_nothing_of_whether_more_may_be_asked_for():
    pages = {
        f"c={place}": linked(*map(str, range(place * 100, place * 100 + 100)), href=f"?c={place + 1}")
        for place in (1, 2)
    }
    habits = Habits()

    assert asked_for(
        ({"": linked(*map(str, range(100)), href="?c=1"), "c=3": linked(href="/")} | pages).get, habits
    ) == (
        ["", "c=1", "c=2", "c=3"],
        "",
    )
    assert habits == Habits(whole=True, unending=False) == Habits()


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


def test_pages_with_nothing_in_them_are_not_read_for_long():
    queries, why = asked_for(lambda query: linked(href=f"?c{query}"))

    assert (queries, why) == (["", "c"], "did not end: 2 pages in a row brought nothing new")


def test_within_its_total_a_list_may_repeat_itself_for_longer():
    queries, why = asked_for(lambda _: counted("a", total=10**9))

    assert (len(queries), why) == (21, "did not end: 20 pages in a row brought nothing new")


def test_a_list_that_has_shown_as_many_as_it_has_may_not():
    def answer(query):
        return linked("a", href=f"?c{query}") | {"_meta": linked(href=f"?c{query}")["_meta"] | {"total": 3}}

    assert asked_for(answer) == (["", "c", "cc"], "did not end: 2 pages in a row brought nothing new")


def test_a_list_without_end_is_read_to_the_bound_once():
    habits = Habits(whole=False)

    def answer(query):
        place = int(query.partition("=")[2] or 0)
        return linked(f"a{place}", href=f"?c={place + 1}")

    first, why = asked_for(answer, habits)
    again, _ = asked_for(answer, habits)
    assert (len(first), why, len(again)) == (500, "did not end within 500 pages", 1)


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


@pytest.mark.parametrize(
    ("page", "entries"),
    [({"list": [1]}, [1]), ({"list": []}, []), ({}, []), ({"list": "a"}, None), ({"list": None}, None), ([], None)],
)
def test_a_page_has_entries_where_it_is_an_object_without_any_other_list(page, entries):
    assert entries_of(page) == entries


def test_ids_are_those_of_entries_that_have_a_text_for_one():
    entries = [{"pairing_id": "a"}, {"pairing_id": 1}, {}, "pairing_id", None, {"pairing_id": "b"}]

    assert list(ids_of(entries)) == ["a", "b"]


def test_a_limit_is_asked_with_only_where_the_document_knows_it():
    document = load("2.0.0")

    assert [takes_limit(each) for each in (document.find(GET_PAIRINGS), document.find(GET_PAIRING), None)] == [
        True,
        False,
        False,
    ]


def test_only_a_larger_page_that_was_refused_is_asked_for_otherwise():
    habits = Habits()
    paging = Paging(habits)

    assert not paging.refused()
    assert paging.take(counted("a", total=3))
    assert (paging.query, paging.refused(), paging.query, paging.refused()) == (
        "limit=100",
        True,
        "offset=1&limit=1",
        False,
    )
    assert not habits.whole


@pytest.mark.parametrize(
    ("ids", "total", "asked"),
    [("a", 2, "offset=1&limit=1"), ("a", 3, "limit=100"), ("ab", 4, "offset=2&limit=2"), ("ab", 5, "limit=100")],
)
def test_a_larger_page_is_asked_for_where_less_than_half_is_here(ids, total, asked):
    paging = Paging(Habits())

    assert paging.take(counted(*ids, total=total))
    assert paging.query == asked


def test_what_follows_a_larger_page_is_counted_from_its_end():
    pages = {
        "": counted("a", total=103),
        "limit=100": counted(*map(str, range(100)), total=103),
        "offset=100&limit=100": counted("b", "c", "d", total=103),
    }

    assert asked_for(pages.get, Habits())[0] == ["", "limit=100", "offset=100&limit=100"]


def test_what_is_refused_behind_an_ordinary_page_is_no_larger_page():
    paging = Paging(Habits())

    assert paging.take(counted("a", total=2))
    assert not paging.refused()


def test_a_page_as_large_as_the_product_has_it_is_followed_by_the_next():
    paging = Paging(Habits())

    assert paging.take(counted(*map(str, range(100)), total=300))
    assert paging.query == "offset=100&limit=100"


@pytest.mark.parametrize(
    ("pages", "short"),
    [
        ([counted("a", total=2), counted("a", total=2)], True),
        ([counted("a", total=2), counted("b", total=2)], False),
        ([counted("a", total=3), counted("a", total=3)], False),
        ([counted("a", total=0)], False),
        ([{"list": [{}]}], False),
        ([], False),
    ],
    ids=["one twice", "both", "not all is read", "more than it says", "it says nothing", "nothing is read"],
)
def test_a_list_whose_entries_are_all_read_and_fewer_than_it_says_comes_short(pages, short):
    paging = Paging(Habits(whole=False))
    for each in pages:
        paging.take(each)

    assert paging.short is short
