"""The target's pairings, read as the driver needs them: for the guard, and to know a new one by its absence before."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from conformance.model.steps import Call, Session

if TYPE_CHECKING:
    from conformance.drive.channel import Received
    from conformance.drive.compose import Composer
    from conformance.drive.guard import Guard

ADMIN = Session("admin")
MOST_PAGES = 50

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

    async def read(self) -> frozenset[str] | None:
        """The ids in the list, all pages of it; None when it cannot be read."""
        found: list[str] = []
        query, entries_so_far = "", 0
        for _ in range(MOST_PAGES):
            received = await self._ask(Call("getPairings", session=ADMIN, query=query))
            page = json_of(received)
            entries = page.get("list", []) if isinstance(page, dict) else None
            if received.status != HTTPStatus.OK or not isinstance(entries, list):
                self.answered = received.response is not None
                self.trouble = f"{received.exchange.in_words()} in exchange {received.exchange.number}"
                return None
            found += [
                each["pairing_id"]
                for each in entries
                if isinstance(each, dict) and isinstance(each.get("pairing_id"), str)
            ]
            entries_so_far += len(entries)
            following = _next_query(page, len(entries), entries_so_far)
            if not following or following == query:
                break
            query = following
        self.trouble = ""
        self._guard.know(found)
        return frozenset(found)

    async def shows(self, pairing: str) -> bool:
        """Whether the target shows a pairing by its id."""
        if not self._composer.has("getPairing"):
            return False
        parameter = self._composer.parameter("getPairing")
        return (await self._ask(Call("getPairing", {parameter: pairing}, session=ADMIN))).status == HTTPStatus.OK


def json_of(received: Received) -> Any:
    """The JSON body of an answer, nothing masked; None when there is none."""
    try:
        return None if received.response is None else json.loads(received.response.body)
    except ValueError:
        return None


def _next_query(page: dict[str, Any], entries: int, so_far: int) -> str:
    """The query of the next page; empty after the last."""
    match page.get("_meta"):
        case {"links": {"next": {"href": str() as href}}} if urlsplit(href).query:
            return urlsplit(href).query
        case {"total": int() as total} if entries and so_far < total:
            return f"offset={so_far}&limit={entries}"
        case _:
            return ""
