"""The target's pairings, read as the driver needs them: for the guard, and to know a new one by its absence before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from conformance.catalogue.paging import LIMIT, Habits, Paging, entries_of, ids_of
from conformance.catalogue.reading import is_there
from conformance.document.strict import read
from conformance.model.observations import Look
from conformance.model.steps import Call, Session

if TYPE_CHECKING:
    from conformance.drive.channel import Received
    from conformance.drive.compose import Composer
    from conformance.drive.guard import Guard
    from conformance.model.http import Exchange

ADMIN = Session("admin")
MOST_READINGS = 4
"""How often a list is read whose pages do not show all that it says it has."""

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
        self._habits = Habits(whole=composer.takes("getPairings", LIMIT))
        self._first: frozenset[str] | None = None
        self._seen: dict[str, None] = {}

    async def read(self) -> frozenset[str] | None:
        """The ids in the list, all pages of it; None when it cannot be read to its end.

        Where the pages are cut from a list in another order each time they pass over some: then it is read again.
        """
        found: dict[str, None] = {}
        self.answered, self.trouble, self.pages = True, "", ()
        for _ in range(MOST_READINGS):
            paging = Paging(self._habits)
            await self._turn_pages(paging, found)
            if self.trouble or not paging.short:
                break
        self._guard.know(found)
        if self.trouble:
            return None
        self.note(found)
        return frozenset(found)

    async def _turn_pages(self, paging: Paging, found: dict[str, None]) -> None:
        """Read the list once, and note what it shows."""
        goes_on = True
        while goes_on:
            received = await self._ask(Call("getPairings", session=ADMIN, query=paging.query))
            try:
                page, entries = _page(received)
                found.update(dict.fromkeys(ids_of(entries)))
                goes_on = paging.take(page)
            except ValueError as why:
                if paging.refused():
                    continue
                self.answered, goes_on = received.response is not None, False
                self.trouble = f"{received.exchange.in_words()} in exchange {received.exchange.number}{why}"
            self.pages = (*self.pages, received.exchange)
        if paging.trouble:
            self.trouble = f"it {paging.trouble}"

    def note(self, listed: Iterable[str]) -> None:
        """Take note of a list that was read to its end; the first tells what was there before the run."""
        self._seen.update(dict.fromkeys(listed))
        if self._first is None:
            self._first = frozenset(self._seen)

    @property
    def came_up(self) -> tuple[str, ...]:
        """The pairings that the list shows since the run began and did not show at first."""
        return tuple(each for each in self._seen if each not in (self._first or ()))

    @property
    def seen(self) -> frozenset[str]:
        """Every pairing that a list of this run showed so far."""
        return frozenset(self._seen)

    async def shows(self, pairing: str) -> bool:
        """Whether the target shows a pairing by its id."""
        look = await self.look(pairing)
        return look is not None and is_there(look) is True

    async def look(self, pairing: str) -> Look | None:
        """A look at a pairing by its id; None where the document has no way to ask for it."""
        if not self._composer.has("getPairing"):
            return None
        parameter = self._composer.parameter("getPairing")
        return Look(pairing, (await self._ask(Call("getPairing", {parameter: pairing}, session=ADMIN))).exchange)


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
    entries = entries_of(page)
    if entries is None:
        raise ValueError(", the body is no list of pairings")
    return page, entries
