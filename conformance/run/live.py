"""Judge a live target."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conformance import __version__
from conformance.catalogue import requirements as catalogue
from conformance.catalogue.contract import DELETE, Contract
from conformance.document.load import Document, load
from conformance.drive.driver import Driver, TargetUnusable, open_driver
from conformance.evidence import EvidenceWriter
from conformance.model.events import Delayed, Event, Exchanged, Judgement, Missed, RunEnded, RunStarted, Warned
from conformance.plan.forecast import in_words, seconds_needed
from conformance.plan.probe import Scene
from conformance.plan.selection import Plan, plan
from conformance.run.cautions import cautions
from conformance.run.conclude import conclude
from conformance.run.digests import catalogue_digest, profile_digest, tool_digest
from conformance.run.minimise import minimise

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.model.result import Result
    from conformance.model.waiver import Waiver
    from conformance.plan.stages import Stage
    from conformance.profile.settings import Profile

Emit = Callable[[Event], None]


def judge_target(profile: Profile, *, waivers: Sequence[Waiver] = (), on_event: Emit = lambda _: None) -> Result:
    """Judge the target of a profile and say what came of it.

    Raises UserError for a document or a selection that is wrong; nothing was sent then. A target
    that cannot be reached, and an interruption by the operator, end in a Result all the same.
    """
    document = load(profile.target.spec)
    requirements = catalogue(document)
    chosen = plan(requirements, profile)
    seed = profile.options.seed if profile.options.seed is not None else secrets.randbelow(2**32)
    head = _head(profile, document, chosen, seed, waivers)
    out = profile.options.out or _new_folder(head.started)
    events: list[Event] = []
    with EvidenceWriter(out / "evidence.jsonl") as writer:

        def emit(event: Event) -> None:
            writer.write(event)
            events.append(event)
            on_event(event)

        emit(head)
        for notice in (*_notices(document), *cautions(profile)):
            emit(Warned(notice))
        least = seconds_needed(min(chosen.requests, profile.limits.max_requests), profile.limits)
        if least:
            emit(Delayed(least, f"the caps of the profile make this run last {in_words(least)} or more"))
        interrupted = _drive(profile, _scene(profile, Contract(document), seed), chosen, requirements, events, emit)
        sent = sum(isinstance(each, Exchanged) for each in events)
        emit(RunEnded(time.time(), sent, interrupted))
        result = conclude(events, document, out=out)
        for each in result.requirements:
            emit(Judgement(each.id, each.outcome, each.verdict.message))
    return result


def _head(profile: Profile, document: Document, chosen: Plan, seed: int, waivers: Sequence[Waiver]) -> RunStarted:
    return RunStarted(
        tool_version=__version__,
        spec_version=document.version,
        spec_source=document.source,
        spec_sha256=document.sha256,
        operation=DELETE,
        base_url=profile.target.base_url,
        seed=seed,
        depth=profile.options.depth,
        started=time.time(),
        without=profile.claim.without,
        hazards=profile.claim.hazards,
        missing=profile.missing(),
        skipped=chosen.skipped,
        narrowing=chosen.narrowing,
        profile_source=profile.source,
        fail_on=profile.options.fail_on,
        waivers=tuple(waivers),
        tool_sha256=tool_digest(),
        catalogue_sha256=catalogue_digest(catalogue(document, profile.options.depth)),
        profile_sha256=profile_digest(profile),
    )


def _notices(document: Document) -> tuple[str, ...]:
    return tuple(f"{each.text} ({each.pointer})" for each in document.notices)


def _new_folder(started: float) -> Path:
    stamp = datetime.fromtimestamp(started, UTC).strftime("%Y%m%dT%H%M%SZ")
    return Path("srm-conformance-runs") / f"{stamp}-{secrets.token_hex(2)}"


def _scene(profile: Profile, contract: Contract, seed: int) -> Scene:
    return Scene(
        contract,
        seed,
        patience=profile.limits.task_timeout,
        interval=profile.limits.poll_interval,
        depth=profile.options.depth,
        hazards=profile.claim.hazards,
        given_up=(*profile.pairings.ids, *profile.pairings.keep),
    )


def _drive(
    profile: Profile,
    scene: Scene,
    chosen: Plan,
    requirements: Sequence[Requirement],
    events: Sequence[Event],
    emit: Emit,
) -> bool:
    """Run the plan; whether the operator interrupted it."""

    async def drive() -> None:
        for probe, reasons in chosen.blocked.items():
            emit(Missed(probe, "; ".join(reasons)))
        if not chosen.probes:
            return
        try:
            async with open_driver(profile, scene.contract.document, emit) as driver:
                for stage in chosen.stages:
                    await _run_stage(driver, stage, scene)
                    await minimise(driver, scene, requirements, events)
        except TargetUnusable as unusable:
            for planned in chosen.probes:
                emit(Missed(planned.name, str(unusable)))

    try:
        asyncio.run(drive())
    except KeyboardInterrupt:
        return True
    return False


async def _run_stage(driver: Driver, stage: Stage, scene: Scene) -> None:
    if stage.side_by_side:
        async with asyncio.TaskGroup() as group:
            for probe in stage.probes:
                group.create_task(driver.run_probe(probe.name, probe.steps(scene)))
    else:
        for probe in stage.probes:
            await driver.run_probe(probe.name, probe.steps(scene))
