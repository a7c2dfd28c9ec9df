"""The smallest request that still breaks a requirement, sought with real requests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from conformance.catalogue.reading import ids_in
from conformance.model.events import Event, Observed
from conformance.model.http import Trouble
from conformance.model.observations import Hostile, Inventory
from conformance.model.steps import EvidenceMissing, Saw
from conformance.model.terms import Finding
from conformance.plan.probes.harmless import call_of, proposals
from conformance.plan.proposals import BudgetSpent, Proposal, shrink

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.drive.driver import Driver
    from conformance.model.http import Request
    from conformance.model.steps import Steps
    from conformance.plan.probe import Scene

PROBE = "odd-requests"
BUDGET = 60
"""Requests spent on making one finding smaller."""
FEW = 6
"""The same where nothing came: each such request takes three times `request_timeout`."""


async def minimise(driver: Driver, scene: Scene, requirements: Sequence[Requirement], events: Sequence[Event]) -> None:
    """For each requirement that odd requests broke, look for the smallest request that breaks it.

    What is sent on the way is evidence like any other, so the smallest is found again from a tape.
    Does nothing unless the last event is from the probe of odd requests.
    """
    seen = [each.observation for each in events if isinstance(each, Observed) and each.probe == PROBE]
    hostile = [each for each in seen if isinstance(each, Hostile)]
    inventory = next((each for each in reversed(seen) if isinstance(each, Inventory)), None)
    if not hostile or inventory is None or not _is_last(events):
        return
    live = ids_in(inventory.before) or frozenset()
    drawn = proposals(scene, live)
    for requirement in requirements:
        if requirement.of == (Hostile,):
            breaking = [each.call for each in hostile if _breaks(requirement, each, scene)]
            broken = [(each, call) for each in drawn for call in breaking if _is_of(call.request, each)]
            if broken:
                start, shown = min(broken, key=lambda each: each[0].size)
                budget = FEW if shown.trouble is Trouble.TIMEOUT else BUDGET
                await _shrink_one(driver, scene, requirement, start, live, budget)


def _is_of(request: Request, proposal: Proposal) -> bool:
    """Whether a request is the one that was proposed; in a run that was gone on with some were sent twice."""
    # By their names: the values of some are secrets, which evidence does not keep.
    own = {name for name, _ in proposal.headers} <= {name for name, _ in request.headers}
    own = own and proposal.body == request.body
    return own and request.target.endswith(proposal.target) and proposal.method in (None, request.method)


def _is_last(events: Sequence[Event]) -> bool:
    observed = [each for each in events if isinstance(each, Observed)]
    return bool(observed) and observed[-1].probe == PROBE


def _breaks(requirement: Requirement, seen: Hostile, scene: Scene) -> bool:
    return any(isinstance(each, Finding) for each in requirement.judge(seen, scene.contract))


async def _shrink_one(
    driver: Driver, scene: Scene, requirement: Requirement, start: Proposal, live: frozenset[str], budget: int
) -> None:
    loop = asyncio.get_running_loop()

    async def send(proposal: Proposal) -> bool:
        told: list[Hostile] = []

        def probe() -> Steps:
            exchange = yield call_of(proposal)
            told.append(Hostile(proposal.group, exchange, proposal.gateway))
            yield Saw(told[0])

        await driver.run_probe(PROBE, probe())
        if not told:
            raise EvidenceMissing("no answer was to be had")
        return _breaks(requirement, told[0], scene)

    def fails(proposal: Proposal) -> bool:
        try:
            return asyncio.run_coroutine_threadsafe(send(proposal), loop).result()
        except EvidenceMissing as missing:
            raise BudgetSpent from missing

    known = live | set(scene.given_up)
    await asyncio.to_thread(shrink, start, fails=fails, seed=scene.seed, budget=budget, live=known)
