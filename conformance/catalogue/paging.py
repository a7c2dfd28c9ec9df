"""A list of pairings in pages: which to ask for next, when there are no more, and why it comes to no end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeGuard
from urllib.parse import quote, urlsplit

from conformance.model.bounds import LONGEST_QUERY, MOST_PAGES

if TYPE_CHECKING:
    from conformance.document.operation import Operation

LIMIT = "limit"
"""The query parameter that says how many entries a page may hold."""
AT_ONCE = 100
"""Entries that are asked for where pages are small: the product's own page."""
WHOLE = f"{LIMIT}={AT_ONCE}"
IDLE, IDLE_WITHIN_A_TOTAL = 2, 20
"""Pages in a row that bring nothing new, after which no more are asked for. Within a total that the list tells there
may be more of them: where each page is cut from a list in another order, many bring nothing new."""


@dataclass(slots=True)
class Habits:
    """What lists of a target are like. whole: `limit` may be asked with. unending: one came to no end."""

    whole: bool = True
    unending: bool = False


@dataclass(slots=True)
class Paging:
    """One reading of a list, page by page; a page goes in, and whether there is another comes out.

    Where the first pages are small and the document knows a `limit`, more is asked for at once: that saves requests,
    and what stands in one page cannot change between two.
    query: of the page to ask for. trouble: why there is no end, as what follows "the list".
    """

    habits: Habits
    query: str = ""
    trouble: str = ""
    _asked: set[str] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)
    _entries: int = 0
    _pages: int = 0
    _idle: int = 0
    _instead: str = ""
    short: bool = False
    """Whether its pages, all of them, show fewer pairings than the list says that it has."""

    def take(self, page: Any) -> bool:
        """Take a page; whether there is another. page: its JSON, None where it cannot be read.

        Raises ValueError for a `next` link that cannot be followed, in words that go on after a comma.
        """
        listed = entries_of(page) or []
        ignored = self.query == WHOLE and len(listed) <= self._entries
        if self.query == WHOLE:  # another beginning
            self._entries, self._asked, self._idle = 0, set(), 0
        self._instead, self._entries = "", self._entries + len(listed)
        self._pages += 1
        self._count_new(listed)
        self.short = len(self._ids) < (total_of(page) or 0) <= self._entries
        following = next_query(page, self._entries)
        if not following or following == self.query:
            return False
        self.habits.whole &= not ignored
        if self._pages == 1 and self.habits.whole and _is_small(page, len(listed)):
            self.query, self._instead = WHOLE, following
            return True
        return self._goes_on(page, following)

    def refused(self) -> bool:
        """Go on page by page where it was a larger page that was refused; whether it was that."""
        if not self._instead:
            return False
        self.query, self._instead = self._instead, ""
        self.habits.whole = False
        return True

    def _count_new(self, listed: list[Any]) -> None:
        ids = set(ids_of(listed))
        self._idle = 0 if ids - self._ids else self._idle + 1
        self._ids |= ids

    def _goes_on(self, page: Any, following: str) -> bool:
        most = IDLE_WITHIN_A_TOTAL if self._entries < (total_of(page) or 0) else IDLE
        if following in self._asked:
            self.trouble = "goes in a circle: the link of one page leads to one before"
        elif self._idle >= most:
            self.trouble = f"did not end: {self._idle} pages in a row brought nothing new"
        elif self._pages >= MOST_PAGES or self.habits.unending:
            self.trouble = f"did not end within {MOST_PAGES} pages"
        if self.trouble:
            self.habits.unending = True
            return False
        self._asked.add(following)
        self.query = following
        return True


def takes_limit(operation: Operation | None) -> bool:
    """Whether the document lets a list be asked for with `limit`."""
    return operation is not None and LIMIT in operation.query_parameters


def _is_small(page: Any, entries: int) -> bool:
    """Whether a page holds so little that one request more may save others."""
    total = total_of(page)
    return entries < AT_ONCE and (total is None or total > 2 * entries)


def next_query(page: Any, entries: int) -> str:
    """The query of the page that follows a page of a list; empty after the last.

    page: its JSON. entries: how many this page and those before it hold.
    Raises ValueError for a `next` link that cannot be followed, in words that go on after a comma.
    """
    match page:
        case {"_meta": {"links": {"next": {"href": str() as href}}}} if query := _query_of(href):
            return query
        case {"list": [_, *_] as listed, "_meta": {"total": int() as total}} if entries < total:
            return f"offset={entries}&limit={len(listed)}"
        case _:
            return ""


def _query_of(href: str) -> str:
    try:
        query = urlsplit(href).query
    except ValueError:
        raise ValueError(", its `next` link is no URL") from None
    if len(query) > LONGEST_QUERY:
        raise ValueError(f", the query of its `next` link is {len(query):,} characters long")
    return quote(query, safe="/%?:@!$&'()*+,;=~-._[]", errors="replace")


def total_of(page: Any) -> int | None:
    """How many entries a list says that it has; None where it does not."""
    match page:
        case {"_meta": {"total": int() as total}}:
            return total
        case _:
            return None


def entries_of(page: Any) -> list[Any] | None:
    """The entries of a page; None where it is none."""
    entries = page.get("list", []) if isinstance(page, dict) else None  # no member is required: none, no entries
    return entries if isinstance(entries, list) else None


def ids_of(entries: list[Any]) -> Iterator[str]:
    """The pairing ids in the entries of a page."""
    return (each["pairing_id"] for each in entries if _names_a_pairing(each))


def _names_a_pairing(entry: Any) -> TypeGuard[dict[str, str]]:
    return isinstance(entry, dict) and isinstance(entry.get("pairing_id"), str)
