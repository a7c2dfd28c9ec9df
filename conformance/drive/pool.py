"""Pairings that were given up for the test, handed out one by one."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from conformance.drive.guard import Guard, canonical
from conformance.model.events import PairingSpent, PairingTaken, Warned
from conformance.model.steps import EvidenceMissing, ProfileLacks
from conformance.profile.settings import Limits, Pairings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance.drive.channel import Emit
    from conformance.drive.inventory import Inventory
    from conformance.drive.journal import Past
    from conformance.drive.pace import Clock
    from conformance.drive.supply import Source

_LONGEST_PAUSE = 2.0
"""Seconds between two looks for a pairing that was just made."""


class Pool:
    """Hands out pairings, never one that is to be kept, never more than `most`."""

    def __init__(
        self,
        settings: Pairings,
        source: Source | None,
        *,
        inventory: Inventory,
        guard: Guard,
        emit: Emit,
        limits: Limits,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._source = source
        self._inventory = inventory
        self._guard = guard
        self._emit = emit
        self._limits = limits
        self._clock = clock
        self._keep = {canonical(each) for each in settings.keep}
        self._named = {canonical(each) for each in settings.ids}
        self._ready: deque[str] | None = None
        self._left: list[str] = []
        self._known: set[str] = set()
        self._by_supply: dict[str, None] = {}
        self._aimed: dict[str, None] = {}
        self._handed = 0
        self._shared: str | None = None
        self._lock = asyncio.Lock()

    @property
    def aimed(self) -> tuple[str, ...]:
        """The pairings that were handed out to be aimed at."""
        return tuple(self._aimed)

    @property
    def given(self) -> tuple[str, ...]:
        """The pairings that the run was given: by the profile, to delete or to keep, and by its supply."""
        return tuple(dict.fromkeys((*self._settings.ids, *self._settings.keep, *self._by_supply)))

    @property
    def strangers(self) -> tuple[str, ...]:
        """The pairings that came up since the run began and that it did not ask for."""
        ours = {canonical(each) for each in self.given}
        return tuple(each for each in self._inventory.came_up if canonical(each) not in ours)

    async def take(self, purpose: str, *, own: bool, bystander: bool = False, spare: bool = False) -> str:
        """A pairing for a probe. Raises EvidenceMissing with the reason when there is none.

        own: a fresh one; when there is none left, the shared one, which nobody else gets then.
        bystander: it will not be aimed at. spare: one that is at hand, never the shared one, nor one to be made.
        """
        async with self._lock:
            pairing = self._spare() if spare else await (self._own() if own else self._common())
            if not bystander:
                self._aimed[pairing] = None
            self._emit(PairingTaken(pairing, purpose))
            return pairing

    async def restock(self) -> tuple[str, ...]:
        """Ask the supply once; the fresh ids that the target shows. Raises EvidenceMissing when there are none."""
        async with self._lock:
            fresh = await self._supplied()
            if self._ready is None:
                self._ready = deque(await self._of_the_profile())
            self._ready.extend(fresh)
            return tuple(fresh)

    def spent(self, pairing: str, by: int, *, wrongly: bool) -> None:
        """Note that a pairing is used up."""
        if pairing == self._shared:
            self._shared = None
        if self._ready is not None and pairing in self._ready:
            self._ready.remove(pairing)
        self._emit(PairingSpent(pairing, by, wrongly))

    def go_on(self, past: Past) -> None:
        """Start from what a killed run did: what it used up, or may have, is not handed out again."""
        gone = {*past.used, *past.doubtful}
        self._left = [each for each in past.given if each not in gone]
        self._known = {canonical(each) for each in {*past.given, *gone}}
        self._by_supply.update(dict.fromkeys((*past.given, *gone)))
        self._aimed = dict(past.aimed)
        self._handed = len(gone)

    def gives_up(self, pairing: str) -> bool:
        """Whether a pairing may go: the profile names it, or its supply made it, and it is not to be kept."""
        named = canonical(pairing)
        return named not in self._keep and (named in self._known or named in self._named)

    def reuse(self, pairing: str) -> None:
        """Take back one that is there all the same: a killed run may have used it up, or a probe had it beside."""
        if self._ready is None:
            self._left.append(pairing)
        else:
            self._ready.appendleft(pairing)
        self._handed -= 1

    async def _common(self) -> str:
        if self._shared is None:
            self._shared = await self._fresh()
        return self._shared

    async def _own(self) -> str:
        try:
            return await self._fresh()
        except EvidenceMissing:
            if self._shared is None:
                raise
            last, self._shared = self._shared, None
            return last

    def _spare(self) -> str:
        if not self._ready or self._handed >= self._settings.most:
            raise ProfileLacks("no pairing can be spared")
        return self._handed_out(self._ready)

    async def _fresh(self) -> str:
        if self._handed >= self._settings.most:
            raise ProfileLacks(f"no further pairing may be used up (`[pairings] most = {self._settings.most}`)")
        if self._ready is None:
            self._ready = deque(await self._of_the_profile())
        if not self._ready:
            self._ready.extend(await self._supplied())
        return self._handed_out(self._ready)

    def _handed_out(self, ready: deque[str]) -> str:
        pairing = ready.popleft()
        self._guard.give_up(pairing)
        self._handed += 1
        return pairing

    async def _of_the_profile(self) -> list[str]:
        """The ids that the profile gives up and the target has, and those that a killed run left."""
        wanted = [*self._new(self._settings.ids), *self._left]
        there = await self._inventory.read() if wanted else None
        if there is None:
            if wanted:
                self._warn_unread()
            return wanted
        seen = {canonical(each) for each in there}
        found = [each for each in wanted if canonical(each) in seen or await self._shown_by_id(each)]
        for each in wanted:
            if each not in found:
                self._emit(Warned(f"The target does not have the pairing `{each}` of the profile; it is left out."))
        return found

    async def _shown_by_id(self, pairing: str) -> bool:
        """Whether a pairing that the list lacks can be read by its id."""
        shown = await self._inventory.shows(pairing)
        if shown:
            self._emit(
                Warned(f"The pairing `{pairing}` is not in the target's list, yet its id can be read; it is used.")
            )
        return shown

    async def _supplied(self) -> list[str]:
        """Fresh ids from the supply, seen in the target's list."""
        if self._source is None:
            raise ProfileLacks(
                f"no pairing is left: the profile gives up {len(self._settings.ids)} "
                "(`[pairings] ids`), and has no `[pairings.supply]`"
            )
        named = await self._source.more()
        self._by_supply.update(dict.fromkeys(named))
        fresh = self._new(named)
        if not fresh:
            why = "none" if not named else f"only pairings that were used before or are to be kept: {', '.join(named)}"
            raise EvidenceMissing(f"the supply of pairings gave {why}")
        absent = await self._absent(fresh)
        if absent:
            told = ", ".join(f"`{each}`" for each in absent)
            text = f"the supply named {told}, which the target's list of pairings does not show"
            if len(absent) == len(fresh):
                raise EvidenceMissing(text)
            self._emit(Warned(f"{text[0].upper()}{text[1:]}; left out."))
        return [each for each in fresh if each not in absent]

    async def _absent(self, wanted: list[str]) -> list[str]:
        """Those that the target does not show, although it was given time to."""
        begun, pause = self._clock.monotonic(), self._limits.poll_interval
        while True:
            there = await self._inventory.read()
            if there is None:
                self._warn_unread()
                return []
            seen = {canonical(each) for each in there}
            unlisted = [each for each in wanted if canonical(each) not in seen]
            absent = [each for each in unlisted if not await self._shown_by_id(each)]
            if not absent or self._clock.monotonic() - begun > self._limits.task_timeout:
                return absent
            await self._clock.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _new(self, ids: Iterable[str]) -> list[str]:
        """Those that were not met before and are not to be kept, each once."""
        fresh: list[str] = []
        for each in ids:
            if canonical(each) not in self._known | self._keep:
                self._known.add(canonical(each))
                fresh.append(each)
        return fresh

    def _warn_unread(self) -> None:
        self._emit(
            Warned(
                f"The list of pairings could not be read ({self._inventory.trouble}); "
                "that the pairings given up are there was not checked."
            )
        )
