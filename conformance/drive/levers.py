"""Levers: what only the operator can bring about, applied for a probe and always undone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from conformance.drive.actions import ActionFailed, Actions, by_hand
from conformance.drive.channel import PROBE, Emit
from conformance.drive.journal import Intent, Outcome
from conformance.model.events import LeverMoved, LeverStuck
from conformance.model.steps import EvidenceMissing
from conformance.profile.settings import Action, Lever

if TYPE_CHECKING:
    from conformance.drive.pace import Clock


class Levers:
    """Moves the levers of a profile and knows which are applied, and for whom."""

    def __init__(self, levers: Mapping[str, Lever], actions: Actions, emit: Emit, clock: Clock) -> None:
        self._levers = levers
        self._actions = actions
        self._emit = emit
        self._clock = clock
        self._applied: dict[str, str] = {}
        self._tidied: set[str] = set()
        self._moving = asyncio.Lock()
        self.in_haste = False
        """The run is leaving: levers are undone, and need not settle any more."""

    async def undo_left(self, names: Iterable[str]) -> tuple[str, ...]:
        """Undo what a killed run left applied. Those that cannot be undone."""
        self._applied |= {name: "" for name in names if name in self._levers}
        await self.release_all()
        return tuple(self._applied)

    async def pull(self, name: str) -> None:
        """Apply a lever and let it settle. Raises EvidenceMissing when it cannot be.

        Before its first use it is undone once, so that what a killed run left behind is put right.
        """
        lever = self._levers.get(name)
        if lever is None:
            raise EvidenceMissing(f"the profile has no `[levers.{name}]`")
        async with self._moving:
            if name not in self._tidied:
                await self._undo(name, lever)
                self._tidied.add(name)
            self._applied[name] = PROBE.get()  # before it is: a lever that fails half-way is undone too
            await self._move(name, lever, lever.apply, applied=True)

    async def release(self, name: str) -> None:
        """Undo a lever and let it settle; nothing happens to one that is not applied.

        Raises EvidenceMissing when it cannot be undone; it then stays known as applied.
        """
        lever = self._levers.get(name)
        async with self._moving:
            if lever is not None and name in self._applied:
                await self._undo(name, lever)
                del self._applied[name]

    async def release_all(self, probe: str | None = None) -> None:
        """Undo what is applied, by one probe or by any; what cannot be undone is told."""
        names = [each for each, by in self._applied.items() if probe is None or by == probe]
        outcomes = await asyncio.gather(*(self.release(each) for each in names), return_exceptions=True)
        failed: BaseException | None = None
        for name, outcome in zip(names, outcomes, strict=True):
            if isinstance(outcome, EvidenceMissing):
                self._emit(self._stuck(name, str(outcome)))
            failed = outcome if outcome is not None and not isinstance(outcome, EvidenceMissing) else failed
        if failed is not None:
            raise failed

    def _stuck(self, name: str, reason: str) -> LeverStuck:
        undo = self._levers[name].undo
        return LeverStuck(name, reason, by_hand(undo, self._actions.folder) if undo is not None else "")

    async def _undo(self, name: str, lever: Lever) -> None:
        if lever.undo is not None:
            await self._move(name, lever, lever.undo, applied=False)

    async def _move(self, name: str, lever: Lever, action: Action, *, applied: bool) -> None:
        intent = await self._intend(name, applied=applied)
        error = ""
        try:
            await self._actions.perform(action)
        except ActionFailed as failed:
            error = str(failed)
        with suppress(OSError):
            self._actions.journal.note(Outcome(intent, self._clock.wall(), trouble=error))
        self._emit(LeverMoved(name, applied, error, self._clock.wall()))
        if error:
            raise EvidenceMissing(f"the lever `{name}` could not be {'applied' if applied else 'undone'}: {error}")
        if lever.settle and not self.in_haste:
            await self._clock.sleep(lever.settle)

    async def _intend(self, name: str, *, applied: bool) -> int:
        """Note the move; a journal that cannot be written keeps no lever from being undone."""
        intent = Intent(0, "lever", name, self._clock.wall(), PROBE.get(), applied=applied)
        try:
            (number,) = await self._actions.journal.intend(intent)
        except OSError:
            if applied:
                raise
            return 0
        return number
