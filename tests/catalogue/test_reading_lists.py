"""What lists of pairings say, read to their end: what is there, what is lost, and what nobody knows."""

from __future__ import annotations

import pytest
from made import deleted, exchange, listing
from pages import counted, linked, page

from conformance.catalogue.reading import at_once, ids_in, suspected, undecided, vanished, why_unread
from conformance.model.observations import Deletion, Inventory, Look, Race

CIRCLE = tuple(
    page(linked(name, href=href), query=query)
    for name, query, href in (("a", "", "?c=1"), ("b", "?c=1", "?c=2"), ("c", "?c=2", "?c=1"))
)


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


def test_a_list_is_believed_where_another_look_at_it_found_the_same():
    missing = (Look("b", None, listing("a")),)

    assert vanished(Inventory("x", listing("a", "b", "c"), listing("a"), missing=missing)) == {"b", "c"}


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Deletion("a", deleted(), before=listing("a", "b", "c"), after=listing("c")), {"b"}),
        (Race("one-session", ("a", "a"), (), (), before=listing("a", "b", "c"), after=listing("c")), {"b"}),
        (Race("distinct", ("a", "b"), (), (), before=listing("a", "b", "c"), after=listing()), {"c"}),
        (Inventory("x", listing("a", "b", "c"), listing("c"), aimed=("a",)), {"b"}),
    ],
)
def test_what_was_to_be_deleted_is_not_suspected(seen, expected):
    assert suspected(seen) == expected


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
        ((CIRCLE,), "goes in a circle: the link of one page leads to one before"),
        (((page(linked("a", href="http://[")),),), "cannot be read to its end, its `next` link is no URL"),
    ],
)
def test_why_a_list_could_not_be_read_is_said(pages, why):
    assert why_unread(*pages) == why


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (listing("a"), {"a"}),
        ((), None),
        (IN_PARTS, None),
        ((page(counted("b", total=3)), page(counted("a", total=1), query="?limit=100")), {"a"}),
        ((page(counted("b", total=3)), page(counted("a", total=2), query="?limit=100")), None),
        ((page(counted("b", total=2)), page(counted("a", total=1), query="?x=?limit=100")), None),
        (
            (
                page(linked("b", href="?c=1")),
                page(linked("a", href="?c=1"), query="?limit=100"),
                page(counted("c", total=1), query="?c=1"),
            ),
            None,
        ),
    ],
)
def test_a_list_is_whole_where_one_page_holds_it(pages, expected):
    assert at_once(pages) == expected
