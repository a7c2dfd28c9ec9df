"""Calls of a probe carried out: session, remote login, guard, renewal, doubt about the target's health."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from conformance.drive.channel import Channel, Outgoing, Received
from conformance.drive.guard import Refused
from conformance.drive.sessions import MAIN
from conformance.drive.wire import Connection
from conformance.model.steps import Call, EvidenceMissing, Session

if TYPE_CHECKING:
    from conformance.drive.compose import Composer
    from conformance.drive.guard import Guard
    from conformance.drive.health import Health
    from conformance.drive.sessions import Sessions
    from conformance.model.http import Exchange

ADMIN = Session("admin")

_REPEATABLE = ("GET", "HEAD", "OPTIONS")
"""Methods that may go on a kept connection, and once more when that had ended; others are sent once."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A call with its request.

    session_id: the live id that it was made with, in its place or out of it; empty for none.
    logins: those of the run when it was made.
    """

    call: Call
    out: Outgoing
    session_id: str
    logins: int


class Calls:
    """Carries out Call, Chain, Many and Together."""

    def __init__(
        self,
        *,
        channel: Channel,
        composer: Composer,
        health: Health,
        sessions: Sessions,
        guard: Guard,
        concurrency: int,
    ) -> None:
        self._channel = channel
        self._composer = composer
        self._health = health
        self._sessions = sessions
        self._guard = guard
        self._concurrency = max(1, concurrency)

    async def one(self, call: Call) -> Received:
        """What comes of a call in the end. Raises EvidenceMissing when it cannot be sent."""
        ready = await self._ready(call)
        if call.sure:
            received = await self._health.surely(ready.out, self._control)
        else:
            received = await self._health.patiently(ready.out)
        renewed = await self._renewed(ready, received)
        return received if renewed is None else await self._health.patiently(renewed.out)

    async def many(self, calls: Sequence[Call]) -> list[Exchange | Refused]:
        """Calls side by side; in the place of one that the guard kept back stands why.

        Raises EvidenceMissing as soon as one cannot be sent for another reason.
        """
        found: dict[int, Exchange | Refused] = {}
        waiting: Iterator[tuple[int, Call]] = iter(enumerate(calls))

        async def work() -> None:
            for place, call in waiting:
                try:
                    found[place] = (await self.one(call)).exchange
                except Refused as refused:
                    found[place] = refused

        workers = [asyncio.create_task(work()) for _ in range(min(self._concurrency, len(calls)))]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
        return [found[place] for place in range(len(calls))]

    async def together(self, calls: Sequence[Call]) -> list[Exchange]:
        """Calls at the same instant.

        Those whose session had run out are sent again together, those that were asked to wait each by itself.
        """
        ready = [await self._ready(call) for call in calls]
        found = await self._channel.together([each.out for each in ready])
        again = {
            place: renewed
            for place, (each, received) in enumerate(zip(ready, found, strict=True))
            if (renewed := await self._renewed(each, received)) is not None
        }
        if again:
            answers = await self._channel.together([each.out for each in again.values()])
            for (place, renewed), received in zip(again.items(), answers, strict=True):
                ready[place], found[place] = renewed, received
        return [
            (await self._health.waited_out(each.out, received)).exchange
            for each, received in zip(ready, found, strict=True)
        ]

    async def chain(self, calls: Sequence[Call], *, granted: bool = False) -> list[Exchange]:
        """Calls one behind another on one connection, as long as the target keeps it open.

        What was asked to wait is sent again by itself. granted: up to the first that is not answered with success.
        """
        found: list[Exchange] = []
        with closing(Connection()) as connection:
            for call in calls:
                ready = await self._ready(call)
                received = await self._channel.send(ready.out, on=connection)
                renewed = await self._renewed(ready, received) if not found else None
                if renewed is not None:
                    ready, received = renewed, await self._channel.send(renewed.out, on=connection)
                found.append((await self._health.waited_out(ready.out, received)).exchange)
                if granted and not 200 <= (found[-1].status or 0) < 300:  # noqa: PLR2004 - successes
                    break
        return found

    async def _ready(self, call: Call, session_id: str = "") -> _Ready:
        """The request of a call. session_id: takes the place of the session's live one."""
        whose = call.session or call.fill
        if whose is not None and not session_id:
            session_id = await self._sessions.id_of(whose)
        await self._sessions.check_apart(session_id, call.apart)
        if call.remote and call.session is not None:
            await self._log_in_to_remote_site(call, call.session, session_id)
        elif whose is not None and self._sessions.owes_remote(whose, call.pairing):
            await self._log_in_to_remote_site(call, whose, session_id, or_refused=True)
        fill = await self._sessions.fill(call.fill) if call.fill is not None else None
        request = self._composer.request(call, session=session_id if call.session is not None else "", fill=fill)
        self._guard.check(request, call.pairing)
        account = (whose or Session("")).account
        own = bool(call.pairing) or request.method not in _REPEATABLE
        due = bool(call.pairing) and request.method == "DELETE" and not call.sure
        out = Outgoing(
            call.operation, request, account, call.odd, own, pairing=call.pairing, due=due, within=call.within
        )
        return _Ready(call, out, session_id, self._sessions.logins)

    async def _log_in_to_remote_site(
        self, call: Call, session: Session, session_id: str, *, or_refused: bool = False
    ) -> None:
        """Log in before a call. or_refused: the pairing may be gone by now, and then nothing hangs on the login."""
        pairing = call.pairing or next(iter(call.path.values()), "")
        login = await self._sessions.remote_login(session, pairing, session_id=session_id)
        refused = login.status is not None and 400 <= login.status < 429  # noqa: PLR2004 - it is not to be had
        if (login.status is None or login.status // 100 != 2) and not (or_refused and refused):  # noqa: PLR2004
            raise EvidenceMissing(f"the login to the remote site of `{pairing}` was refused: {login.in_words()}")

    async def _renewed(self, ready: _Ready, received: Received) -> _Ready | None:
        """The same call in a new session, when the main session had run out; None when the answer stands."""
        call = ready.call
        session = call.session or (call.fill if self._sessions.run_out else None)
        if received.status != HTTPStatus.UNAUTHORIZED or session is None or session.key != MAIN:
            return None
        if await self._sessions.is_valid(session, ready.session_id):
            back = call.session is not None and await self._sessions.back_since(session, ready.logins)
            return await self._ready(call, ready.session_id) if back else None
        fresh = await self._sessions.renew(session, ready.session_id)
        return await self._ready(call, fresh)

    async def remote_login(self, session: Session, pairing: str, *, once: bool) -> Exchange:
        """Log in to the remote site of a pairing, in a new main session if the old one had run out."""
        session_id = await self._sessions.id_of(session)
        exchange = await self._sessions.remote_login(session, pairing, session_id=session_id, once=once)
        if exchange.status != HTTPStatus.UNAUTHORIZED or session.key != MAIN:
            return exchange
        if await self._sessions.is_valid(session, session_id):
            return exchange
        fresh = await self._sessions.renew(session, session_id)
        return await self._sessions.remote_login(session, pairing, session_id=fresh)

    async def _control(self) -> Received:
        """What comes of an ordinary request."""
        name = next((each for each in ("getPairings", "getCurrentSession") if self._composer.has(each)), "getPairings")
        request = self._composer.request(Call(name), session=await self._sessions.id_of(ADMIN))
        return await self._health.patiently(Outgoing(name, request, ADMIN.account))
