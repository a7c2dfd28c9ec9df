"""The way to the target: every request is paced, sent, masked, numbered and recorded here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conformance.drive.guard import changes_nothing
from conformance.drive.journal import Intent, Journal, Outcome
from conformance.drive.kept import NO_ROOM, Kept
from conformance.drive.line import Broken
from conformance.model.events import Event, Exchanged
from conformance.model.http import Exchange, Request, Response, Trouble, header
from conformance.model.steps import EvidenceMissing

if TYPE_CHECKING:
    from conformance.drive.mask import Masker
    from conformance.drive.pace import Pace
    from conformance.drive.wire import Answer, Connection, Wire

Emit = Callable[[Event], None]

PROBE: ContextVar[str] = ContextVar("probe", default="")
"""The probe that requests are sent for; tasks that a probe starts inherit it."""

_SICK = (502, 503, 504)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request ready for the wire, secrets in it.

    own: on a connection of its own, never sent a second time by itself.
    beyond: sent even when the budget is spent.
    learn: told of the response before it is recorded, so that a secret in it is known.
    pairing: the one that it may reach. due: it is meant to delete it.
    within: see Call.within.
    """

    operation: str
    request: Request
    account: str = ""
    odd: bool = False
    own: bool = False
    beyond: bool = False
    learn: Callable[[Response], None] | None = None
    pairing: str = ""
    due: bool = False
    within: float = 0.0


@dataclass(frozen=True, slots=True)
class Received:
    """What came: masked for the evidence, and as it was for the driver."""

    exchange: Exchange
    response: Response | None

    @property
    def status(self) -> int | None:
        """The status code; None when no response came."""
        return self.exchange.status


def is_sick(exchange: Exchange) -> bool:
    """Whether an exchange may tell of the target's health more than of the request.

    One whose response was left unread tells of neither.
    """
    if exchange.response is None:
        return exchange.trouble is not Trouble.TOO_LARGE
    return exchange.response.status in _SICK


class Channel:
    """Sends to the target and records what came.

    session_header: the header that carries a session id. journal: what may change anything is noted there first.
    count: how many exchanges the evidence holds already.
    """

    def __init__(
        self,
        wire: Wire,
        pace: Pace,
        masker: Masker,
        emit: Emit,
        *,
        session_header: str = "",
        journal: Journal | None = None,
        count: int = 0,
    ) -> None:
        self._session_header = session_header
        self._wire = wire
        self._pace = pace
        self._masker = masker
        self._emit = emit
        self._journal = journal or Journal()
        self._count = count
        self._kept = Kept()

    async def send(self, out: Outgoing, *, last_of_many: bool = False, on: Connection | None = None) -> Received:
        """Send one request.

        on: the connection that it goes on, in place of one of its own.
        last_of_many: the same request came to grief before while others were answered; if it does
        again, the exchange is recorded as steady.
        Raises EvidenceMissing when the budget is spent.
        """
        await self._pace.admit(self._session_of(out), beyond=out.beyond)
        async with self._pace.slots:
            (intent,) = await self._intend([out])
            behind = on.last if on is not None and on.stands else 0
            answer = await self._wire.send(out.request, own=out.own or out.odd, on=on, within=out.within)
        received = self._record(out, answer, intent, last_of_many=last_of_many, behind=behind)
        if on is not None:
            on.last = received.exchange.number
        return received

    async def together(self, outs: Sequence[Outgoing]) -> list[Received]:
        """Send requests at the same instant. Raises EvidenceMissing when they cannot be."""
        await self._pace.admit(*map(self._session_of, outs))
        intents = await self._intend(outs)
        try:
            answers = await self._wire.together([each.request for each in outs])
        except Broken as broken:
            for intent in filter(None, intents):
                self._journal.note(Outcome(intent, self._wire.wall(), trouble=str(Trouble.UNREACHABLE)))
            raise EvidenceMissing(
                f"{len(outs)} connections at the same time could not be opened: {self._masker.words(broken.detail)}"
            ) from broken
        return [self._record(out, answer, intent) for out, answer, intent in zip(outs, answers, intents, strict=True)]

    async def _intend(self, outs: Sequence[Outgoing]) -> list[int]:
        """Note in the journal what may change anything; the number of each intent, 0 for what changes nothing."""
        risky = [each for each in outs if not changes_nothing(each.request)]
        numbers = iter(await self._journal.intend(*map(self._intent, risky)) if risky else ())
        return [0 if changes_nothing(each.request) else next(numbers) for each in outs]

    def _intent(self, out: Outgoing) -> Intent:
        said = f"{out.request.method} {out.request.target}"
        return Intent(
            0, "request", self._masker.wire(said), self._wire.wall(), PROBE.get(), pairing=out.pairing, due=out.due
        )

    def _session_of(self, out: Outgoing) -> str:
        return header(out.request.headers, self._session_header) or ""

    def _record(
        self, out: Outgoing, answer: Answer, intent: int, *, last_of_many: bool = False, behind: int = 0
    ) -> Received:
        if out.learn is not None and answer.response is not None:
            out.learn(answer.response)
        masked = self._kept.within(self._masker.response(answer.response)) if answer.response else None
        if answer.response is not None and masked is None:
            answer = replace(answer, response=None, trouble=Trouble.TOO_LARGE, detail=NO_ROOM)
        self._count += 1
        shown = Exchange(
            number=self._count,
            operation=out.operation,
            request=self._masker.request(out.request),
            response=masked,
            trouble=answer.trouble,
            detail=self._masker.words(answer.detail),
            at=answer.at,
            seconds=answer.seconds,
            account=out.account,
            odd=out.odd,
            behind=behind,
            surplus=answer.surplus,
        )
        shown = replace(shown, steady=last_of_many and is_sick(shown))
        self._emit(Exchanged(shown, PROBE.get()))
        if intent:
            trouble = str(shown.trouble or "")
            self._journal.note(Outcome(intent, answer.at + answer.seconds, shown.status, trouble, shown.number))
        return Received(shown, answer.response)
