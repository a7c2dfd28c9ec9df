"""The target's pairings, read as the driver needs them: for the guard, and to know a new one by its absence before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from conformance.catalogue.reading import next_query
from conformance.document.strict import read
from conformance.model.bounds import MOST_PAGES
from conformance.model.steps import Call, Session

if TYPE_CHECKING:
    from conformance.drive.channel import Received
    from conformance.drive.compose import Composer
    from conformance.drive.guard import Guard
    from conformance.model.http import Exchange

ADMIN = Session("admin")

Ask = Callable[[Call], Awaitable["Received"]]


class Inventory:
    """Reads the list of pairings, and tells the guard of each."""

    def __init__(self, ask: Ask, guard: Guard, composer: Composer) -> None:
        self._ask = ask
        self._composer = composer
        self._guard = guard
        self.trouble = ""
        """Why the list could not be read the last time; empty when it could."""
        self.answered = True
        """Whether the target answered at all the last time."""
        self.pages: tuple[Exchange, ...] = ()
        """The answers of the last time."""
        self._first: frozenset[str] | None = None
        self._seen: dict[str, None] = {}

    async def read(self) -> frozenset[str] | None:
        """The ids in the list, all pages of it; None when it cannot be read to its end."""
        found: list[str] = []
        self.answered, self.trouble, self.pages = True, "", ()
        query, count = "", 0
        for _ in range(MOST_PAGES):
            received = await self._ask(Call("getPairings", session=ADMIN, query=query))
            self.pages = (*self.pages, received.exchange)
            try:
                page, entries = _page(received)
                count += len(entries)
                found += [each for each in map(_id, entries) if each is not None]
                following = next_query(page, count)
            except ValueError as why:
                self.answered = received.response is not None
                self.trouble = f"{received.exchange.in_words()} in exchange {received.exchange.number}{why}"
                break
            if not following or following == query:
                break
            query = following
        else:
            self.trouble = f"it did not end within {MOST_PAGES} pages"
        self._guard.know(found)
        if self.trouble:
            return None
        self.note(found)
        return frozenset(found)

    def note(self, listed: Iterable[str]) -> None:
        """Take note of a list that was read to its end; the first tells what was there before the run."""
        self._seen.update(dict.fromkeys(listed))
        if self._first is None:
            self._first = frozenset(self._seen)

    @property
    def came_up(self) -> tuple[str, ...]:
        """The pairings that the list shows since the run began and did not show at first."""
        return tuple(each for each in self._seen if each not in (self._first or ()))

    async def shows(self, pairing: str) -> bool:
        """Whether the target shows a pairing by its id."""
        return await self.look(pairing) is True

    async def look(self, pairing: str) -> bool | None:
        """Whether a pairing is there by its id; None when that cannot be read."""
        if not self._composer.has("getPairing"):
            return None
        parameter = self._composer.parameter("getPairing")
        status = (await self._ask(Call("getPairing", {parameter: pairing}, session=ADMIN))).status
        return True if status == HTTPStatus.OK else False if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE) else None


def json_of(received: Received) -> Any:
    """The JSON body of an answer, nothing masked; None when there is none."""
    try:
        return None if received.response is None else read(received.response.body)
    except ValueError:
        return None


def _page(received: Received) -> tuple[Any, list[Any]]:
    """A page of the list, and its entries. Raises ValueError with what is wrong with its body, or with nothing."""
    if received.response is None or received.status != HTTPStatus.OK:
        raise ValueError
    try:
        page = read(received.response.body)
    except ValueError as error:
        raise ValueError(f", the body cannot be read: {error}") from None
    entries = page.get("list", []) if isinstance(page, dict) else None
    if not isinstance(entries, list):
        raise ValueError(", the body is no list of pairings")  # noqa: TRY004 - it is the target's value
    return page, entries


def _id(entry: Any) -> str | None:
    found = entry.get("pairing_id") if isinstance(entry, dict) else None
    return found if isinstance(found, str) else None
