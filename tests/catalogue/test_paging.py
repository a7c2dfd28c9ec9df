"""Which page of a list is asked for next, and why there are no more."""

from __future__ import annotations

import pytest
from pages import counted, linked

from conformance.catalogue.paging import Habits, Paging, next_query


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
