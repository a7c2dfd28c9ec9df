"""Sessions of the target: opened when first used, renewed when they run out, logged out at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from conformance.document.strict import read
from conformance.drive.channel import PROBE, Outgoing, Received
from conformance.drive.compose import Composer, Fill, other_case, other_end, unlike
from conformance.drive.mask import Masker
from conformance.drive.origin import basic
from conformance.model.bounds import LONGEST_SESSION, MOST_RENEWALS
from conformance.model.http import Exchange, Headers, Response
from conformance.model.steps import Call, EvidenceMissing, ProfileLacks, Session
from conformance.profile.settings import Account

if TYPE_CHECKING:
    from conformance.drive.guard import Guard

MAIN = "main"

Send = Callable[[Outgoing], Awaitable[Received]]


@dataclass(frozen=True, slots=True)
class _Open:
    """A session that was opened, or given.

    ours: opened by this run and not yet ended. probe: the one that it was opened for; empty for a main session.
    """

    account: str
    id: str
    ours: bool
    probe: str


def session_id_in(response: Response) -> str:
    """The session id in the answer to a login. Raises ValueError, in words, when it gives none that can be used."""
    try:
        body = read(response.body)
    except ValueError as error:
        raise ValueError(f"a body that cannot be read: {error}") from None
    found = body.get("session_id") if isinstance(body, dict) else None
    if not isinstance(found, str) or not found:
        raise ValueError("no `session_id` that is a text")
    if len(found) > LONGEST_SESSION:
        raise ValueError(f"a `session_id` of {len(found):,} characters; no more than {LONGEST_SESSION:,} are sent")
    if not found.isprintable() or any(each > "\xff" for each in found):
        raise ValueError("a `session_id` with characters that no header can carry")
    if '"' in found or "\\" in found:
        raise ValueError("a `session_id` with quotes or backslashes, which could not be told from JSON's own")
    return found


class Sessions:
    """Knows the live session ids, which nobody else does.

    send: sends a request with patience.
    """

    def __init__(
        self, accounts: Mapping[str, Account], composer: Composer, send: Send, masker: Masker, guard: Guard
    ) -> None:
        self._accounts = accounts
        self._composer = composer
        self._send = send
        self._masker = masker
        self._guard = guard
        self._ids: dict[Session, str] = {}
        self._open: list[_Open] = []
        self._opening: set[asyncio.Task[Received]] = set()
        self._locks: dict[object, asyncio.Lock] = {}
        self._remote: dict[tuple[str, str], Exchange] = {}
        self._owed: set[tuple[str, str]] = set()
        self._renewals = 0
        self._logins = 0

    async def id_of(self, session: Session) -> str:
        """The live id of a session, opened now if need be. Raises EvidenceMissing when it cannot be."""
        async with self._lock(session):
            if session in self._ids:
                return self._ids[session]
            account = self._account(session.account)
            if session.key == MAIN and account.session is not None:
                self._keep(session, account.session.value, ours=False)
            else:
                await self._login_or_raise(session)
            return self._ids[session]

    async def login(self, session: Session) -> Exchange:
        """Open a session now, whether or not there is one; the exchange, granted or refused."""
        async with self._lock(session):
            before = self._ids.get(session, "")
            exchange = (await self._login(session)).exchange
            await self._end_former(session, before)
            return exchange

    async def _end_former(self, session: Session, session_id: str) -> None:
        """Log out of what a later login took the place of: a target may grant few sessions at a time."""
        in_use = session_id in self._ids.values()
        mine = any(each.ours and each.id == session_id for each in self._open)
        if session_id and mine and not in_use and self._composer.has("logout"):
            await self._logout(session.account, session_id)
            self._has_ended(session_id)

    async def renew(self, session: Session, stale: str) -> str:
        """A live id in place of one that ran out; opened once, however many ask for it."""
        async with self._lock(session):
            if self._ids.get(session) == stale:
                self._renewals += 1
                if self._renewals > MOST_RENEWALS:
                    raise EvidenceMissing(f"{MOST_RENEWALS} sessions ran out, and no more are opened in their place")
                if self._account(session.account).password is None:
                    raise EvidenceMissing(
                        f"the ready session of `[accounts.{session.account}]` does not hold (any more)"
                    )
                await self._login_or_raise(session)
                self._lose_remote(stale)
                self._owed |= {(self._ids[session], pairing) for held, pairing in self._owed if held == stale}
            return self._ids[session]

    @property
    def run_out(self) -> bool:
        """Whether a session of this run has run out before its time."""
        return self._renewals > 0

    @property
    def logins(self) -> int:
        """How often this run has logged in."""
        return self._logins

    async def back_since(self, session: Session, logins: int) -> bool:
        """Whether somebody has logged in since then: a session may have ended and be back by the same id."""
        async with self._lock(session):
            return self._logins != logins

    async def is_valid(self, session: Session, session_id: str) -> bool:
        """Whether the target still knows a session id; asked with getCurrentSession where there is one."""
        asked = ("getCurrentSession", "getPairings")
        call = Call(next((each for each in asked if self._composer.has(each)), asked[0]))
        request = self._composer.request(call, session=session_id)
        answer = await self._send(Outgoing(call.operation, request, session.account))
        return answer.status == HTTPStatus.OK

    async def check_apart(self, session_id: str, other: Session | None) -> None:
        """Raise EvidenceMissing where another session has the same id. other: None asks for nothing."""
        if other is not None and session_id == await self.id_of(other):
            raise EvidenceMissing("the target gave two logins one session, so there is no other to ask with")

    async def fill(self, session: Session) -> Fill:
        """The live values of a session for a request that bears them in odd places."""
        account = self._accounts.get(session.account)
        name = account.username if account is not None and account.username.isprintable() else ""
        basic, remote = self._basic_of(session.account), self._basic_of("remote")
        return Fill(await self.id_of(session), basic, remote, name)

    def _basic_of(self, name: str) -> str:
        """What an account would send as Authorization; empty where the profile has no password for it."""
        account = self._accounts.get(name)
        if account is None or account.password is None:
            return ""
        return self._authorization(account.username, account.password.value)[0][1]

    async def remote_login(
        self, session: Session, pairing: str, *, session_id: str = "", once: bool = True
    ) -> Exchange:
        """Log in to the remote site of a pairing within a session.

        session_id: takes the place of the session's live one. once: not again where it succeeded before.
        Raises EvidenceMissing without credentials for it.
        """
        remote = self._account("remote")
        if remote.password is None:
            raise ProfileLacks("`[accounts.remote]` of the profile has no password")
        session_id = session_id or await self.id_of(session)
        async with self._lock((session_id, pairing)):
            done = self._remote.get((session_id, pairing))
            if once and done is not None:
                return done
            authorization = self._authorization(remote.username, remote.password.value)
            parameter = self._composer.parameter("createRemoteSession")
            call = Call("createRemoteSession", {parameter: pairing}, headers=authorization)
            request = self._composer.request(call, session=session_id)
            self._guard.check(request, pairing if self._guard.is_live(pairing) else "")
            answer = await self._send(Outgoing(call.operation, request, session.account))
            if answer.response is not None and _is_success(answer.response):
                self._remote[session_id, pairing] = answer.exchange
                self._owed.discard((session_id, pairing))
            return answer.exchange

    def owes_remote(self, session: Session, pairing: str) -> bool:
        """Whether the remote login of a pairing went with the main session that this one took the place of."""
        return session.key == MAIN and (self._ids.get(session, ""), pairing) in self._owed

    async def logout(self, session: Session) -> Exchange:
        """End a session; its id stays known."""
        session_id = await self.id_of(session)
        answer = await self._logout(session.account, session_id)
        self._has_ended(session_id)
        return answer.exchange

    def _has_ended(self, *ids: str) -> None:
        self._open = [replace(each, ours=False) if each.id in ids else each for each in self._open]
        self._lose_remote(*ids)

    def _lose_remote(self, *ids: str) -> None:
        """Remember that remote logins went with their sessions: who is given such an id again has to make them."""
        self._owed |= {key for key in self._remote if key[0] in ids}
        self._remote = {key: done for key, done in self._remote.items() if key[0] not in ids}

    async def leave(self, probe: str, *, but: Session | None = None) -> None:
        """End what a probe opened for itself alone: a target may grant few at a time. Refusals do not matter.

        but: one that it still needs.
        """
        others = {each.id for each in self._open if each.probe != probe}
        if but in self._ids:
            others.add(self._ids[but])
        left = [each for each in self._open if each.ours and each.probe == probe and each.id not in others]
        if self._composer.has("logout"):
            logouts = (self._logout(each.account, each.id) for each in left)
            came = await asyncio.gather(*logouts, return_exceptions=True)
            ended = [each.id for each, answer in zip(left, came, strict=True) if isinstance(answer, Received)]
            self._has_ended(*ended)

    async def close(self) -> None:
        """Log out of every session that this run opened, or is about to; refusals do not matter any more."""
        await asyncio.gather(*self._opening, return_exceptions=True)
        mine, self._open = [each for each in self._open if each.ours], []
        if self._composer.has("logout"):
            await asyncio.gather(
                *(self._logout(each.account, each.id, beyond=True) for each in mine), return_exceptions=True
            )

    async def _logout(self, account: str, session_id: str, *, beyond: bool = False) -> Received:
        request = self._composer.request(Call("logout"), session=session_id)
        return await self._send(Outgoing("logout", request, account, beyond=beyond))

    async def _login_or_raise(self, session: Session) -> None:
        received = await self._login(session)
        why = received.exchange.in_words()
        if received.response is None:
            raise EvidenceMissing(f"the login as `{session.account}` was not answered: {why}")
        if not _is_success(received.response):
            raise EvidenceMissing(f"the login as `{session.account}` was refused: {why}")
        try:
            session_id_in(received.response)
        except ValueError as error:
            raise EvidenceMissing(f"the login as `{session.account}` gave no session: {why} with {error}") from None

    async def _login(self, session: Session) -> Received:
        """Log in. A caller that is cancelled does not wait; the session is known all the same, to be ended."""
        opening = asyncio.create_task(self._opened(session))
        self._opening.add(opening)
        opening.add_done_callback(self._has_opened)
        return await asyncio.shield(opening)

    def _has_opened(self, opening: asyncio.Task[Received]) -> None:
        self._opening.discard(opening)
        if not opening.cancelled():
            opening.exception()  # whoever waits is told; nobody may wait any more

    async def _opened(self, session: Session) -> Received:
        account = self._account(session.account)
        if account.password is None:
            raise ProfileLacks(
                f"`[accounts.{session.account}]` has a ready session and no password, so no other session can be opened"
            )
        call = Call("login", headers=self._authorization(account.username, account.password.value))
        found: list[str] = []

        def learn(response: Response) -> None:
            with suppress(ValueError):
                if _is_success(response):
                    found.append(session_id_in(response))
                    self._learn(session, found[-1])

        request = self._composer.request(call)
        received = await self._send(Outgoing(call.operation, request, session.account, learn=learn))
        self._logins += 1
        if found:
            self._keep(session, found[-1], ours=True)
        return received

    def _keep(self, session: Session, session_id: str, *, ours: bool) -> None:
        self._learn(session, session_id)
        self._ids[session] = session_id
        probe = "" if session.key == MAIN else PROBE.get()
        self._open.append(_Open(session.account, session_id, ours, probe))

    def _learn(self, session: Session, session_id: str) -> None:
        name = "".join(each for each in f"{session.account} {session.key}" if each.isascii() and each not in '"\\<>&')
        self._masker.learn(session_id, f"[session {name}]", given_out=True)
        self._masker.learn(session_id[:-1], f"[session {name} cut]", given_out=True)
        self._masker.learn(other_case(session_id), f"[session {name} other-case]", given_out=True)
        self._masker.learn(other_end(session_id), f"[session {name} other-end]", given_out=True)
        self._masker.learn(unlike(session_id), f"[session {name} unlike]", given_out=True)

    def _authorization(self, username: str, password: str) -> Headers:
        value = basic(username, password)
        self._masker.learn(value.partition(" ")[2])
        return (("Authorization", value),)

    def _account(self, name: str) -> Account:
        account = self._accounts.get(name)
        if account is None:
            raise ProfileLacks(f"the profile has no `[accounts.{name}]`")
        return account

    def _lock(self, key: object) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())


def _is_success(response: Response) -> bool:
    return response.status // 100 == 2  # noqa: PLR2004 - any success
