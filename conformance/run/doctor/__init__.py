"""Try every account, supply and lever of a profile once, harmlessly, and say what will not be tested."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conformance.catalogue import requirements as catalogue
from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.drive.driver import attached
from conformance.drive.lock import sole_run
from conformance.model.events import Event, Exchanged, Missed, Warned
from conformance.model.terms import Area
from conformance.plan.forecast import left_without, pairings_needed
from conformance.plan.selection import WITHOUT_LOGIN, Plan, is_mandatory, plan, untested
from conformance.run.cautions import check_way
from conformance.run.doctor import facts, moves
from conformance.run.doctor.checks import Check, State
from conformance.run.doctor.visits import Visits
from conformance.run.interruption import Interruption

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.profile.settings import Profile

__all__ = ["Check", "Examination", "State", "examine"]


@dataclass(frozen=True, slots=True)
class Examination:
    """What a doctor found.

    made: the pairings that the supply made. available: how many pairings a run may use.
    plan: what a run can do with what works. untested: requirement id -> why a run cannot judge it.
    due: of those, the ids that the claim needs judged. judged: how many requirements a whole run judges.
    requests: how many were sent.
    usual: seconds that the target usually takes for one; 0 where it answered none.
    """

    profile: Profile
    checks: tuple[Check, ...]
    made: tuple[str, ...]
    available: int
    plan: Plan
    untested: dict[str, tuple[str, ...]]
    due: frozenset[str]
    judged: int
    requests: int
    usual: float

    @property
    def healthy(self) -> bool:
        """Whether all works and a run can judge all that its claim needs."""
        return not self.due and all(each.state is not State.FAILS for each in self.checks)


def examine(
    profile: Profile,
    *,
    on_event: Callable[[Event], None] = lambda _: None,
    interruption: Interruption | None = None,
) -> Examination:
    """Try everything in a profile.

    interruption: as it was entered by who calls; else signals are heeded while the target is visited.
    Raises UserError for a document, a selection or a way that is wrong, and for a target that a run is at;
    KeyboardInterrupt when the operator interrupted it, levers undone.
    """
    document = load(profile.target.spec)
    requirements = catalogue(document)
    connectivity = plan(requirements, profile).judges(Area.CONNECTIVITY, requirements)
    check_way(profile)
    visits, events = Visits(profile, Contract(document), connectivity=connectivity), list[Event]()

    def emit(event: Event) -> None:
        events.append(event)
        on_event(event)

    alone = sole_run(profile.target.base_url, None) if profile.levers else nullcontext()
    with alone, nullcontext(interruption) if interruption else Interruption() as heeded:
        try:
            asyncio.run(_visit(visits, events, emit, heeded))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None
        finally:
            heeded.over()
    return _conclude(visits, events, requirements)


async def _visit(
    visits: Visits, events: list[Event], emit: Callable[[Event], None], interruption: Interruption
) -> None:
    document, found = visits.contract.document, visits.found
    async with attached(visits.profile, document, emit) as driver:
        interruption.heed(driver, "the examination was interrupted")
        for name, steps in visits.every():
            await driver.run_probe(name, steps)
            if name == "target" and visits.answers:
                await facts.tls(visits.profile, found)
        for name, steps in moves.every(visits):
            await driver.run_probe(name, steps)
        for each in events:
            if isinstance(each, Missed):
                found.fails(each.probe, each.reason, "", each.probe.rpartition(".")[2])
        found.told[:] = [replace(each, said=driver.masked(each.said)) for each in found.told]


def _conclude(visits: Visits, events: list[Event], requirements: tuple[Requirement, ...]) -> Examination:
    profile, found = visits.profile, visits.found
    exchanges = [each.exchange for each in events if isinstance(each, Exchanged)]
    if visits.answers:
        facts.of_exchanges(profile, exchanges, found)
    for each in events:
        if isinstance(each, Warned):
            found.note("warning", each.text)
    lacking = profile.missing()
    for need, reason in lacking.items():
        if need != "hazards":
            found.note(_key(need), reason + (f": {WITHOUT_LOGIN}" if need == "remote" else ""))
    broken = {each.breaks: f"`{each.name}`: {each.said}" for each in found.told if each.breaks}
    chosen = plan(requirements, profile, broken=broken)
    available = _available(visits)
    reasons = untested(requirements, chosen) | _starved(requirements, chosen, available)
    claimed = [each.id for each in requirements if is_mandatory(each, chosen.skipped, hazards=profile.claim.hazards)]
    return Examination(
        profile,
        tuple(found.told),
        visits.made,
        available,
        chosen,
        reasons,
        frozenset(claimed) & reasons.keys(),
        sum(each.id not in chosen.skipped and not each.not_applicable for each in requirements),
        len(exchanges),
        facts.speed(exchanges),
    )


def _key(need: str) -> str:
    """A need as the profile names the piece for it."""
    if need.endswith("sessions"):
        return "accounts.viewer" if need.startswith("viewer") else "accounts.admin"
    if need in ("admin", "viewer", "remote"):
        return f"accounts.{need}"
    return need if need == "pairings" else f"levers.{need}"


def _available(visits: Visits) -> int:
    """How many pairings a run may use: with a supply that works as many as `most` allows."""
    settings, told = visits.profile.pairings, visits.found.told
    failed = any(each.name == "pairings.supply" and each.state is State.FAILS for each in told)
    return settings.most if settings.supply and not failed else min(settings.most, len(visits.there))


def _starved(requirements: tuple[Requirement, ...], chosen: Plan, available: int) -> dict[str, tuple[str, ...]]:
    """The requirements all of whose probes find no pairing left."""
    starved = {probe.name for probe in left_without(chosen, available)}
    running = {probe.name for probe in chosen.probes} - starved
    needed = len(pairings_needed(chosen))
    why = (f"of {needed} pairings that a run wants there are {available} (`[pairings] ids`, `supply`, `most`)",)
    return {
        each.id: why
        for each in requirements
        if starved & set(each.over) and not running & set(each.over) and each.id not in chosen.skipped
    }
