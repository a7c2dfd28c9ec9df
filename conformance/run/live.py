"""Judge a live target."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conformance import __version__
from conformance.catalogue import requirements as catalogue
from conformance.catalogue.contract import DELETE, Contract
from conformance.document.load import Document, load
from conformance.drive.driver import Before, Driver, TargetUnusable, attached, stopped
from conformance.drive.journal import NAME as JOURNAL
from conformance.drive.journal import Journal, Resumed
from conformance.drive.lock import sole_run
from conformance.drive.watch import PairingVanished
from conformance.evidence import EVIDENCE, EvidenceWriter, make_folder
from conformance.model.errors import UserError
from conformance.model.events import (
    Delayed,
    Event,
    Exchanged,
    Judgement,
    Missed,
    PairingLost,
    ProbeEnded,
    RunEnded,
    RunStarted,
    Warned,
)
from conformance.model.terms import Area
from conformance.plan.forecast import in_words, seconds_needed
from conformance.plan.probe import Scene
from conformance.plan.probes.resumed import NAME as SETTLING
from conformance.plan.probes.resumed import settled
from conformance.plan.selection import Plan, plan
from conformance.report.reproduce import RUNS
from conformance.run.cautions import cautions
from conformance.run.conclude import conclude
from conformance.run.digests import catalogue_digest, profile_digest, tool_digest
from conformance.run.interruption import Interruption
from conformance.run.minimise import minimise
from conformance.run.resume import Sitting, begun_by, notices, resumed

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.drive.journal import Past
    from conformance.model.observations import Observation
    from conformance.model.result import Result
    from conformance.model.waiver import Waiver
    from conformance.plan.stages import Stage
    from conformance.profile.settings import Profile
    from conformance.run.replay import Replay

Emit = Callable[[Event], None]


def judge_target(
    profile: Profile,
    *,
    waivers: Sequence[Waiver] = (),
    on_event: Emit = lambda _: None,
    again: Replay | None = None,
    interruption: Interruption | None = None,
) -> Result:
    """Judge the target of a profile, or go on with a run of it that was cut off, and say what came of it.

    again: the failure to see again; nothing else is sent then.
    interruption: as it was entered by who calls; else signals are heeded while it is driven.
    Raises UserError for a document or a selection that is wrong, for a target that another run is at, and for a
    run that cannot be gone on with; nothing was sent then. A target that cannot be reached, and an
    interruption by the operator, end in a Result all the same.
    """
    document = load(profile.target.spec)
    requirements = catalogue(document)
    chosen = again.plan(requirements, profile) if again else plan(requirements, profile)
    started = time.time()
    out = profile.options.resume or profile.options.out or _new_folder(started)
    with sole_run(profile.target.base_url, out):
        sitting = resumed(out, profile, document.sha256) if profile.options.resume else None
        seed = sitting.begun.seed if sitting else _seed(profile)
        head = _head(profile, document, chosen, (seed, started), waivers)
        head = replace(head, replayed=again.fingerprint if again else "")
        with _recorded(out, profile, head, sitting) as (writer, journal):
            log = _Log(writer, on_event, list(sitting.events) if sitting else [])
            if sitting and sitting.events:
                _go_on(log, sitting, started)
            else:
                _open(log.emit, head, profile, document, chosen)
            scene = _scene(profile, Contract(document), seed, sitting.seen if sitting else ())
            scene = replace(scene, connectivity=chosen.judges(Area.CONNECTIVITY, requirements))
            work = _Work(profile, scene, chosen, requirements, log, again)
            before = Before(journal, sitting.past, sitting.exchanges) if sitting else Before(journal)
            with nullcontext(interruption) if interruption else Interruption() as heeded:
                interrupted = _drive(work, before, sitting.ended if sitting else frozenset(), heeded)
            return _end(log, document, out, interrupted=interrupted)


@dataclass(frozen=True, slots=True)
class _Log:
    """The events of a run so far: each is written at once, kept, and told."""

    writer: EvidenceWriter
    on_event: Emit
    events: list[Event]

    def emit(self, event: Event) -> None:
        """Take note of an event."""
        self.writer.write(event)
        self.events.append(event)
        self.on_event(event)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be done, and who is told."""

    profile: Profile
    scene: Scene
    chosen: Plan
    requirements: Sequence[Requirement]
    log: _Log
    again: Replay | None


def _seed(profile: Profile) -> int:
    return profile.options.seed if profile.options.seed is not None else secrets.randbelow(2**32)


@contextmanager
def _recorded(
    out: Path, profile: Profile, head: RunStarted, sitting: Sitting | None
) -> Iterator[tuple[EvidenceWriter, Journal]]:
    """The evidence and the journal of a run; the journal first, so that nothing is ever sent that it does not know."""
    if sitting is None and (out / EVIDENCE).exists():
        raise UserError(
            f"`{out / EVIDENCE}` exists already", "choose another folder for this run, or `--resume` that one"
        )
    make_folder(out)
    with Journal(out / JOURNAL, first=sitting.past.intents + 1 if sitting else 1) as journal:
        journal.note(Resumed(head.started, os.getpid()) if sitting else begun_by(profile, head), safely=True)
        with EvidenceWriter(out / EVIDENCE, further=bool(sitting and sitting.events)) as writer:
            yield writer, journal


def _open(emit: Emit, head: RunStarted, profile: Profile, document: Document, chosen: Plan) -> None:
    """Begin the evidence: the head, and what a reader should know beside it."""
    emit(head)
    for notice in (*_notices(document), *cautions(profile)):
        emit(Warned(notice))
    least = seconds_needed(min(chosen.requests, profile.limits.max_requests), profile.limits)
    if least:
        emit(Delayed(least, f"the caps of the profile make this run last {in_words(least)} or more"))


def _go_on(log: _Log, sitting: Sitting, started: float) -> None:
    """Tell anew what the run is, and what a reader should know of its being gone on with."""
    log.on_event(log.events[0])
    for notice in notices(sitting, started):
        log.emit(notice)


def _end(log: _Log, document: Document, out: Path, *, interrupted: bool) -> Result:
    """Close the evidence with the end of the run and with what was judged of it."""
    sent = sum(isinstance(each, Exchanged) for each in log.events)
    log.emit(RunEnded(time.time(), sent, interrupted))
    result = conclude(log.events, document, out=out)
    for judged in result.requirements:
        log.emit(Judgement(judged.id, judged.outcome, judged.verdict.message))
    return result


def _head(
    profile: Profile, document: Document, chosen: Plan, once: tuple[int, float], waivers: Sequence[Waiver]
) -> RunStarted:
    """The head of the evidence. once: seed, and when the run was begun."""
    seed, started = once
    return RunStarted(
        tool_version=__version__,
        spec_version=document.version,
        spec_source=document.source,
        spec_sha256=document.sha256,
        operation=DELETE,
        base_url=profile.target.base_url,
        seed=seed,
        depth=profile.options.depth,
        started=started,
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
    told = [f"{each.text} ({each.pointer})" for each in document.notices]
    if document.borrowed:
        names = ", ".join(f"`{each}`" for each in document.borrowed)
        told.append(
            f"`{document.source}` does not describe {names}: asked as the bundled document has it, not judged by it"
        )
    return tuple(told)


def _new_folder(started: float) -> Path:
    stamp = datetime.fromtimestamp(started, UTC).strftime("%Y%m%dT%H%M%SZ")
    return RUNS / f"{stamp}-{secrets.token_hex(2)}"


def _scene(profile: Profile, contract: Contract, seed: int, seen: Sequence[Observation]) -> Scene:
    """What probes build on. seen: what those of an earlier sitting saw."""
    scene = Scene(
        contract,
        seed,
        patience=profile.limits.task_timeout,
        interval=profile.limits.poll_interval,
        depth=profile.options.depth,
        hazards=profile.claim.hazards,
        given_up=(*profile.pairings.ids, *profile.pairings.keep),
        remote="remote" not in profile.missing(),
    )
    for each in seen:
        scene.memory.note(each)
    return scene


def _drive(work: _Work, before: Before, ended: frozenset[str], interruption: Interruption) -> bool:
    """Run what is left of the plan; whether the operator interrupted it."""
    chosen, emit = work.chosen, work.log.emit
    left = [each for each in chosen.probes if each.name not in ended]

    async def drive() -> None:
        for probe, reasons in chosen.blocked.items():
            if not before.exchanges:
                emit(Missed(probe, "; ".join(reasons)))
        if not (left or before.past.applied) or any(isinstance(each, PairingLost) for each in work.log.events):
            return
        try:
            async with attached(work.profile, work.scene.contract.document, emit, before=before) as driver:
                interruption.heed(driver, "the run was interrupted")
                await driver.begin()
                await _settle(driver, work, before.past)
                await _run_stages(driver, work, ended)
        except (TargetUnusable, PairingVanished) as reason:
            why = stopped(reason) if isinstance(reason, PairingVanished) else str(reason)
            done = {each.probe for each in work.log.events if isinstance(each, ProbeEnded)}
            for planned in chosen.probes:
                if planned.name not in done:
                    emit(Missed(planned.name, why))

    try:
        asyncio.run(drive())
    except (KeyboardInterrupt, asyncio.CancelledError):
        return True
    finally:
        interruption.over()
    return False


async def _settle(driver: Driver, work: _Work, past: Past) -> None:
    """See what a killed run left behind, before anything else is sent."""
    if past.used or past.doubtful:
        calm = work.profile.target.request_timeout
        await driver.run_probe(SETTLING, settled(work.scene, past.used, past.doubtful, calm=calm))


async def _run_stages(driver: Driver, work: _Work, ended: frozenset[str]) -> None:
    """Run the stages; no further than to where the failure that is to be seen again was seen."""
    for stage in work.chosen.stages:
        await _run_stage(driver, stage, work.scene, ended)
        if work.again is None:
            await minimise(driver, work.scene, work.requirements, work.log.events)
            await driver.stocktake(stage.probes[-1].name)
        elif work.again.is_seen(work.log.events, work.scene.contract):
            return


async def _run_stage(driver: Driver, stage: Stage, scene: Scene, ended: frozenset[str]) -> None:
    probes = [each for each in stage.probes if each.name not in ended]
    if stage.side_by_side:
        async with asyncio.TaskGroup() as group:
            for probe in probes:
                group.create_task(driver.run_probe(probe.name, probe.steps(scene)))
    else:
        for probe in probes:
            await driver.run_probe(probe.name, probe.steps(scene))
            await driver.stocktake(probe.name)
