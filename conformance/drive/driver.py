"""The driver: executes probes against a live target."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.drive.actions import Actions
from conformance.drive.calls import ADMIN, Calls
from conformance.drive.channel import PROBE, Channel, Emit
from conformance.drive.compose import Composer, Operations
from conformance.drive.guard import Guard, Refused
from conformance.drive.health import Health
from conformance.drive.inventory import Inventory
from conformance.drive.journal import Journal, Past
from conformance.drive.levers import Levers
from conformance.drive.mask import Masker, raw
from conformance.drive.origin import Origin, Proxy, origin_of, proxy_for
from conformance.drive.pace import Clock, Pace
from conformance.drive.pool import Pool
from conformance.drive.sessions import Sessions
from conformance.drive.supply import Source
from conformance.drive.tls import context_of
from conformance.drive.watch import PairingVanished, Watch
from conformance.drive.wire import Wire
from conformance.model.events import Missed, Observed, ProbeEnded, Warned
from conformance.model.steps import (
    Aimed,
    Call,
    Chain,
    Company,
    EvidenceMissing,
    Leave,
    Login,
    Logout,
    Many,
    ProfileLacks,
    Pull,
    Release,
    RemoteLogin,
    Restock,
    Reuse,
    Saw,
    Spent,
    Steps,
    Take,
    Together,
    Wait,
)

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.profile.settings import Profile

LOGOUT_WITHIN = 15.0
"""Seconds that logging out may take at the end."""


class TargetUnusable(Exception):  # noqa: N818 - says what the target is
    """Nothing can be judged: the target does not answer, or refuses the admin's login."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a driver starts from. exchanges: how many the evidence holds. past: what the journal tells."""

    journal: Journal = field(default_factory=Journal)
    past: Past = field(default_factory=Past)
    exchanges: int = 0


class Driver:
    """Executes probes; see open_driver."""

    def __init__(
        self, profile: Profile, operations: Operations, emit: Emit, clock: Clock, before: Before | None = None
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._before = before = before or Before()
        self._hurry = asyncio.Event()
        origin = origin_of(profile.target.base_url)
        proxy = proxy_for(origin)
        self._masker = masker = _masker(profile, proxy)
        self._emit = emit = self._tapped(_masking(emit, masker))
        context = context_of(profile.target) if origin.tls else None
        timeout = profile.target.request_timeout
        self._wire = Wire(origin, timeout=timeout, clock=clock, context=context, proxy=proxy)
        self._pace = pace = Pace(profile.limits, clock, sent=before.exchanges)
        own = tuple((name, raw(value)) for name, value in profile.target.headers.items())
        composer = Composer(operations, origin, own)
        channel = Channel(
            self._wire,
            pace,
            masker,
            emit,
            session_header=composer.session_header,
            journal=before.journal,
            count=before.exchanges,
        )
        health = Health(channel, pace, emit, wall=clock.wall)
        guard = Guard(profile.pairings.keep, hazards=profile.claim.hazards)
        self._sessions = Sessions(profile.accounts, composer, health.patiently, masker, guard)
        self._calls = Calls(
            channel=channel,
            composer=composer,
            health=health,
            sessions=self._sessions,
            guard=guard,
            concurrency=profile.limits.concurrency,
        )
        self._inventory = Inventory(self._calls.one, guard, composer)
        actions = self._actions(origin, context)
        self._levers = Levers(profile.levers, actions, emit, clock)
        self._pool = self._new_pool(actions, composer, guard)
        self._pool.go_on(before.past)
        self._watch = Watch(self._inventory, self._pool, profile.pairings.keep, emit=emit, journal=before.journal)

    def _tapped(self, emit: Emit) -> Emit:
        """What is told of events, and the watch with it as soon as there is one."""
        return lambda event: self._watch.tap(emit, event)

    def _actions(self, origin: Origin, context: ssl.SSLContext | None) -> Actions:
        """Actions trust what the target's profile trusts only where they go to the target's own host."""
        return Actions(
            folder=self._profile.folder,
            patience=max(self._profile.limits.task_timeout, self._profile.target.request_timeout),
            masker=self._masker,
            clock=self._clock,
            journal=self._before.journal,
            context_for=lambda other: context if other.host == origin.host else None,
        )

    def _new_pool(self, actions: Actions, composer: Composer, guard: Guard) -> Pool:
        settings, limits = self._profile.pairings, self._profile.limits
        source = None
        if settings.supply is not None:
            source = Source(
                settings.supply,
                actions=actions,
                ask=self._calls.one,
                composer=composer,
                inventory=self._inventory,
                limits=limits,
                clock=self._clock,
            )
        return Pool(
            settings,
            source,
            inventory=self._inventory,
            guard=guard,
            emit=self._emit,
            limits=limits,
            clock=self._clock,
        )

    async def begin(self) -> None:
        """Undo what a killed run left, log in as admin, learn which pairings there are. Raises TargetUnusable."""
        stuck = await self._levers.undo_left(self._before.past.applied)
        if stuck:
            raise TargetUnusable(
                f"the lever {' and '.join(stuck)}, which was applied when the run was cut off, stays so"
            )
        if ADMIN.account not in self._profile.accounts:
            return
        try:
            await self._sessions.id_of(ADMIN)
            listed = await self._inventory.read()
        except EvidenceMissing as missing:
            raise TargetUnusable(self._masker.words(str(missing))) from missing
        if listed is None and not self._inventory.answered:
            raise TargetUnusable(f"the target did not answer: {self._inventory.trouble}")
        if listed is None:
            self._emit(Warned(f"The list of pairings could not be read: {self._inventory.trouble}."))
        try:
            await self._watch.begin(listed, self._before.past.listed)
        except PairingVanished as lost:
            self._pace.stop(stopped(lost))
            raise

    def masked(self, text: str) -> str:
        """A message without secrets."""
        return self._masker.words(text)

    def stop(self, why: str) -> None:
        """Let nothing leave any more but logouts and the undoing of levers."""
        self._pace.stop(why)
        self._levers.in_haste = True

    def hurry(self) -> None:
        """Leave without logging out; levers are undone all the same."""
        self._hurry.set()

    async def end(self) -> None:
        """Undo levers, log out, end connections. Never raises for what the target does."""
        self.stop("the run is over")
        try:
            await self._levers.release_all()
        finally:
            await self._log_out()

    async def _log_out(self) -> None:
        leaving = asyncio.ensure_future(self._sessions.close())
        hurried = asyncio.ensure_future(self._hurry.wait())
        try:
            await asyncio.wait((leaving, hurried), timeout=LOGOUT_WITHIN, return_when=asyncio.FIRST_COMPLETED)
            if not leaving.done():
                limit = "at once" if self._hurry.is_set() else f"within {LOGOUT_WITHIN:g} s"
                self._emit(Warned(f"Not every session was logged out {limit}: those run out by themselves."))
        finally:
            for each in (leaving, hurried):
                each.cancel()
            await asyncio.gather(leaving, hurried, return_exceptions=True)
            await self._wire.close()

    async def run_probe(self, name: str, steps: Steps) -> None:
        """Execute a probe to its end; what keeps it from that is recorded as Missed."""
        token = PROBE.set(name)
        try:
            await self._play(steps)
        except EvidenceMissing as missing:
            self._emit(Missed(name, str(missing), lacking=isinstance(missing, ProfileLacks)))
        finally:
            steps.close()
            await to_the_end(self._levers.release_all(name))
            PROBE.reset(token)
        if not self._pace.spent:
            self._emit(ProbeEnded(name))
        await self._sessions.leave(name)

    async def _play(self, steps: Steps) -> None:
        answer: Any = None
        missing: EvidenceMissing | None = None
        while True:
            try:
                step = steps.send(answer) if missing is None else steps.throw(missing)
            except StopIteration:
                return
            answer, missing = None, None
            try:
                answer = await self._serve(step)
            except EvidenceMissing as reason:
                missing = reason

    async def _serve(self, step: object) -> Any:  # noqa: C901, PLR0911, PLR0912 - one case for each step
        match step:
            case Call():
                return (await self._calls.one(step)).exchange
            case Chain():
                return await self._calls.chain(step.calls, granted=step.granted)
            case Many():
                return [self._sent(each) for each in await self._calls.many(step.calls)]
            case Together():
                return await self._calls.together(step.calls)
            case Login():
                return await self._sessions.login(step.session)
            case RemoteLogin():
                return await self._calls.remote_login(step.session, step.pairing, once=step.once)
            case Logout():
                return await self._sessions.logout(step.session)
            case Leave():
                return await self._sessions.leave(PROBE.get(), but=step.but)
            case Take():
                return await self._pool.take(step.purpose, own=step.own, bystander=step.bystander, spare=step.spare)
            case Restock():
                return await self._pool.restock()
            case Aimed():
                return self._pool.aimed
            case Company():
                self._inventory.note(step.listed)
                return self._pool.given, self._pool.strangers
            case Wait():
                return await self._clock.sleep(step.seconds)
            case Pull():
                return await self._levers.pull(step.lever)
            case Release():
                return await self._levers.release(step.lever)
            case _:
                return self._note(step)

    def _sent(self, came: Exchange | Refused) -> Exchange | None:
        """What came of one of many calls; that one was kept back is told."""
        if isinstance(came, Refused):
            self._emit(Warned(f"A request of {PROBE.get()} was kept back: {came}."))
            return None
        return came

    async def stocktake(self, probe: str) -> None:
        """See after a probe that nothing is gone that was not given up.

        Raises PairingVanished; nothing leaves then any more but logouts and the undoing of levers.
        """
        try:
            await self._watch.check(probe)
        except PairingVanished as lost:
            self._pace.stop(stopped(lost))
            raise

    def _note(self, step: object) -> None:
        match step:
            case Spent():
                self._pool.spent(step.pairing, step.by, wrongly=step.wrongly)
            case Reuse():
                self._pool.reuse(step.pairing)
            case Saw():
                self._emit(Observed(PROBE.get(), step.observation))
            case _:
                raise TypeError(f"{step!r} is no step")


@asynccontextmanager
async def attached(
    profile: Profile, document: Operations, emit: Emit, *, clock: Clock | None = None, before: Before | None = None
) -> AsyncIterator[Driver]:
    """A driver for the target of a profile; nothing was sent yet.

    emit: is given every event, secrets masked, in the order of time.
    before: the journal of the run, and what was done already.
    Raises UserError for a base URL, a CA bundle, a client certificate or a proxy that cannot be
    used. Whatever happens inside, levers are undone and sessions logged out in the end, a
    cancellation included.
    """
    driver = Driver(profile, document, emit, clock or Clock(), before)
    try:
        yield driver
    finally:
        await to_the_end(driver.end())


@asynccontextmanager
async def open_driver(
    profile: Profile, document: Operations, emit: Emit, *, clock: Clock | None = None, before: Before | None = None
) -> AsyncIterator[Driver]:
    """A driver as `attached` has it, logged in as admin. Raises TargetUnusable when nothing can be judged."""
    async with attached(profile, document, emit, clock=clock, before=before) as driver:
        await driver.begin()
        yield driver


def stopped(lost: PairingVanished) -> str:
    """Why nothing further was done after a pairing had vanished."""
    return f"the run was stopped, because what nobody gave up is gone: the pairing {lost}"


async def to_the_end(cleaning: Coroutine[Any, Any, None]) -> None:
    """Await something whole, however often it is cancelled meanwhile; the cancellation is then passed on."""
    task = asyncio.ensure_future(cleaning)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled


def _masking(emit: Emit, masker: Masker) -> Emit:
    """What is told of events, secrets masked in their words."""
    return lambda event: emit(masker.event(event))


def _masker(profile: Profile, proxy: Proxy | None) -> Masker:
    """A masker that knows the secrets of the profile and of the proxy."""
    masker = Masker()
    masker.learn_all(dict(proxy.headers) if proxy else None)
    if profile.target.client_key_password is not None:
        masker.learn(profile.target.client_key_password.value)
    for name, account in profile.accounts.items():
        if account.password is not None:
            masker.learn(account.password.value)
        if account.session is not None:
            masker.learn(account.session.value, f"[session {name} main]")
    masker.learn_all(profile.target.headers)
    supply = profile.pairings.supply
    actions = [each for lever in profile.levers.values() for each in (lever.apply, lever.undo)]
    actions += [supply.http] if supply else []
    for action in actions:
        masker.learn_all(getattr(action, "headers", None))
        masker.learn_all(getattr(action, "json", None))
    masker.learn_all(supply.create if supply else None)
    return masker
