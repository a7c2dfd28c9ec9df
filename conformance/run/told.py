"""What the events of a run tell beside the verdicts: warnings, pairings, the end; gathered as they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.catalogue.connectivity import AFTER_STATES
from conformance.catalogue.reading import SUCCESS, end_of
from conformance.model.events import (
    Event,
    Exchanged,
    Judgement,
    LeverMoved,
    LeverStuck,
    Observed,
    PairingLost,
    PairingSpent,
    PairingTaken,
    RunEnded,
    Warned,
)
from conformance.model.observations import Deletion
from conformance.model.renamed import today
from conformance.model.result import PairingUse
from conformance.run.alarms import alarms_in

if TYPE_CHECKING:
    from conformance.model.events import RunStarted
    from conformance.model.http import Exchange

WITHOUT_LOGIN = (
    "A deletion succeeded in a session in which this run made no login to the remote site, for want of an account or "
    "of the operation. The document's connectivity contract (`not-authenticated`: ERROR) allows that where the session "
    "was logged in there before, or where there is no remote site to log in to; which of these it is was not examined."
)
"""Beside `connectivity.not-authenticated`, which tells where it is judged."""
FELL_SILENT = 5
"""So many exchanges at the end of a run without any response: the target is down."""


class Told:
    """Takes the events one after another. foot: the end of the run. judgements: what the run said, by requirement."""

    def __init__(self, head: RunStarted) -> None:
        self.foot: RunEnded | None = None
        self.judgements: dict[str, Judgement] = {}
        self._head = head
        self._warned: dict[str, None] = {}
        self._purposes: dict[str, dict[str, None]] = {}
        self._spent: dict[str, PairingSpent] = {}
        self._alarming: list[Event] = []
        self._answered = False
        self._deleted_without_login = False
        self._silent = 0
        self._first_silent: Exchange | None = None

    def see(self, event: Event) -> None:
        """Take note of an event."""
        match event:
            case Exchanged():
                self._exchange(event.exchange)
            case Observed(observation=Deletion(login=None) as seen) if seen.condition == AFTER_STATES:
                self._deleted_without_login |= end_of(seen.task) == SUCCESS
            case Warned():
                self._warned[event.text] = None
            case PairingTaken():
                self._purposes.setdefault(event.pairing, {})[event.purpose] = None
            case PairingSpent():
                self._spent[event.pairing] = event
            case Judgement():
                self.judgements[today(event.requirement)] = event
            case RunEnded():
                self.foot = event
            case LeverMoved() | LeverStuck() | PairingLost():
                self._alarming.append(event)
            case _:
                pass

    def _exchange(self, exchange: Exchange) -> None:
        if exchange.response is not None:
            self._answered, self._silent, self._first_silent = True, 0, None
        else:
            self._silent += 1
            self._first_silent = self._first_silent or exchange

    def alarms(self) -> tuple[str, ...]:
        """What has to be said before anything else."""
        return alarms_in(self._alarming)

    def warnings(self) -> tuple[str, ...]:
        """What a reader should know, each once."""
        return tuple(dict.fromkeys((*self._warned, *self._without_login(), *self._went_down())))

    def _without_login(self) -> tuple[str, ...]:
        """Say of a run that made no login to the remote site that its deletions succeeded all the same."""
        return (WITHOUT_LOGIN,) if self._deleted_without_login and not self._head.recorded else ()

    def _went_down(self) -> tuple[str, ...]:
        """Say after which request a target that had answered before answered nothing any more."""
        first = self._first_silent
        if first is None or not self._answered or self._silent < FELL_SILENT or self._head.recorded:
            return ()
        request = f"{first.request.method} {first.request.target[:120]}"
        text = (
            f"The target stopped answering at exchange {first.number} ({request}; {first.in_words()}) and did not "
            "come back. What was sent there, or just before it, may have brought it down: nothing after it could "
            "be judged."
        )
        return (text,)

    def pairings(self) -> tuple[PairingUse, ...]:
        """The pairings that the run was given and what it did with each."""
        return tuple(self._use(pairing, tuple(told)) for pairing, told in self._purposes.items())

    def _use(self, pairing: str, purposes: tuple[str, ...]) -> PairingUse:
        spent = self._spent.get(pairing)
        if spent is None:
            return PairingUse(pairing, purposes)
        return PairingUse(pairing, purposes, spent=True, wrongly=spent.wrongly, by=spent.by or None)  # 0: not in it
