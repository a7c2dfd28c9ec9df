"""The pairings of the target watched: the first that vanishes without having been given up stops the run."""

from __future__ import annotations

from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING

from conformance.catalogue.reading import ids_in, is_there, vanished
from conformance.drive.guard import canonical, changes_nothing
from conformance.drive.journal import Journal, Listed
from conformance.model.events import Event, Exchanged, Observed, PairingLost, Warned
from conformance.model.observations import Deletion, Look, Race
from conformance.model.observations import Inventory as Counted
from conformance.model.steps import EvidenceMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from conformance.drive.channel import Emit
    from conformance.drive.inventory import Inventory
    from conformance.drive.pool import Pool
    from conformance.model.http import Exchange

OTHERS = "others"
"""The kind of inventory that shows a loss which no probe saw by itself."""
SUSPECTS = 50
"""Exchanges that are named of those that may have done it; the last ones."""
LOOKED_AT = 8
"""Pairings to be kept that are looked at by their ids where the list cannot be read."""
_AROUND = ("login", "logout", "getCurrentSession", "createRemoteSession")
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class PairingVanished(Exception):  # noqa: N818 - what happened
    """A pairing is gone that nobody gave up; nothing further may be sent."""


class Watch:
    """Compares the list of pairings before and after requests that may have deleted one."""

    def __init__(self, inventory: Inventory, pool: Pool, keep: Iterable[str], *, emit: Emit, journal: Journal) -> None:
        self._inventory = inventory
        self._pool = pool
        self._keep = tuple(keep)
        self._emit = emit
        self._journal = journal
        self._known: frozenset[str] | None = None
        self._pages: tuple[Exchange, ...] = ()
        self._suspects: deque[Exchange] = deque(maxlen=SUSPECTS)
        self._sent = 0
        self._told: set[str] = set()
        self._unread = False
        self._by_id: set[str] = set()
        self._company = False

    def tap(self, emit: Callable[[Event], None], event: Event) -> None:
        """Pass an event on, and take note of what may have deleted a pairing and of what was seen of it."""
        emit(event)
        match event:
            case Exchanged(exchange=exchange) if exchange.operation not in _AROUND:
                if not changes_nothing(exchange.request):
                    self._suspects.append(exchange)
                    self._sent += 1
            case Observed(observation=Counted() | Deletion() | Race() as seen):
                self._told |= vanished(seen)
            case _:
                pass

    async def begin(self, listed: frozenset[str] | None, before: frozenset[str] | None) -> None:
        """Take the first inventory. before: what a killed run saw last. Raises PairingVanished."""
        self._known, self._pages = before, ()
        if listed is not None:
            await self._compare(listed)

    async def check(self, probe: str) -> None:
        """See whether all are there that were, if anything was sent that may have deleted one.

        Raises PairingVanished.
        """
        if not self._sent:
            return
        try:
            listed = await self._inventory.read()
            trouble = self._inventory.trouble
        except EvidenceMissing as missing:
            listed, trouble = None, str(missing)
        if listed is not None:
            await self._compare(listed, probe)
            return
        if not self._unread:
            self._unread = True
            self._emit(Warned(f"Whether every pairing is still there could not be seen after {probe}: {trouble}."))
        await self._look_at_kept(probe)

    async def _compare(self, listed: frozenset[str], probe: str = "") -> None:
        pages, known = self._inventory.pages, self._known or frozenset()
        strangers = frozenset(self._pool.strangers)
        if strangers and not self._company:
            self._company = True
            self._emit(
                Warned(
                    "Pairings came up that this run did not ask for: another client is at work on the target. What "
                    "becomes of its pairings is not laid to the target's charge."
                )
            )
        gone = [each for each in sorted(known - listed - strangers) if not self._pool.gives_up(each)]
        looks: list[Look] = []
        lost = [each for each in gone if not await self._is_there_all_the_same(each, looks)]
        if lost:
            self._stop(lost, pages, probe, tuple(each for each in looks if each.pairing in lost))
        if listed != known:
            self._journal.note(Listed(tuple(sorted(listed)), pages[-1].number if pages else 0))
        self._known, self._pages = listed | (frozenset(gone) - frozenset(lost)), pages
        self._suspects.clear()
        self._sent = 0

    async def _is_there_all_the_same(self, pairing: str, looks: list[Look]) -> bool:
        """Whether a pairing that the list lacks can be read by its id, or is listed at a second look."""
        look = await self._inventory.look(pairing)
        there = is_there(look) if look else None
        looks += [look] if look else []
        if there is None:
            again = await self._inventory.read()
            return again is None or pairing in again
        if there and canonical(pairing) not in self._by_id:
            self._by_id.add(canonical(pairing))
            self._emit(Warned(f"The pairing `{pairing}` is not in the target's list any more, yet its id can be read."))
        return there

    async def _look_at_kept(self, probe: str) -> None:
        """Where the list cannot be read: whether what has to be kept is there, by its id."""
        lost = []
        for each in self._keep[:LOOKED_AT]:
            try:
                look = await self._inventory.look(each)
            except EvidenceMissing:
                return
            there = is_there(look) if look else None
            if there:
                self._by_id.add(canonical(each))
            elif there is False and canonical(each) in self._by_id:
                lost.append(each)
        if lost:
            self._stop(lost, (), probe)
        self._suspects.clear()
        self._sent = 0

    def _stop(self, lost: list[str], pages: tuple[Exchange, ...], probe: str, looks: tuple[Look, ...] = ()) -> None:
        """Say what is known of a loss. Raises PairingVanished."""
        calls = tuple(self._suspects)
        unseen = [each for each in lost if each not in self._told]
        if unseen and calls and pages and self._pages:
            kept = (each for each in ids_in(self._pages) or () if self._pool.gives_up(each))
            company = self._pool.given, self._pool.strangers
            seen = Counted(OTHERS, self._pages, pages, calls, tuple(sorted(kept)), *company, missing=looks)
            self._emit(Observed(probe, seen))
        kept_ids = {canonical(each) for each in self._keep}
        self._emit(
            PairingLost(
                tuple(lost),
                tuple(each for each in lost if canonical(each) in kept_ids),
                since=self._pages[-1].number if self._pages else 0,
                found=pages[-1].number if pages else 0,
                suspects=tuple(each.number for each in calls),
                sent=self._sent,
                said=f"{calls[-1].request.method} {calls[-1].request.target}" if len(calls) == 1 else "",
            )
        )
        raise PairingVanished(", ".join(lost))
