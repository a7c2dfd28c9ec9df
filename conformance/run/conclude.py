"""From events to a result; the same for a live run and for recorded evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.catalogue import requirements as catalogue
from conformance.catalogue.contract import Contract
from conformance.document.load import Document, load
from conformance.evidence import EvidenceError, Recording
from conformance.judge import Judging, begun, due
from conformance.model.events import Event
from conformance.model.renamed import today
from conformance.model.result import Before, Judged, Result, SpecUsed, WaiverState, WaiverUse, overall
from conformance.model.terms import Outcome, RunVerdict
from conformance.report.wording import stale
from conformance.run.again import judged_otherwise
from conformance.run.collecting import seldom_collected
from conformance.run.earlier import Earlier
from conformance.run.told import Told

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.model.events import RunStarted
    from conformance.model.terms import Verdict
    from conformance.model.waiver import Waiver


def judge_evidence(path: Path, *, waivers: Sequence[Waiver] | None = None, fail_on: str = "", spec: str = "") -> Result:
    """Judge recorded evidence; nothing is sent.

    waivers, fail_on, spec: take the place of what the evidence says; None and empty leave it.
    Raises UserError (EvidenceError, DocumentError) for files that cannot be read.
    """
    recording = Recording(path)
    head, _ = _begun(recording)
    document = load(spec or head.spec_source)
    with seldom_collected():
        return conclude(recording, document, waivers=waivers, fail_on=fail_on, out=path.parent)


def conclude(
    events: Iterable[Event],
    document: Document,
    *,
    waivers: Sequence[Waiver] | None = None,
    fail_on: str = "",
    out: Path | None = None,
) -> Result:
    """Judge the events of a run and gather what a report tells.

    waivers, fail_on: as for judge_evidence.
    """
    head, rest = _begun(events)
    waivers, fail_on = head.waivers if waivers is None else waivers, fail_on or head.fail_on
    contract = Contract(document)
    requirements = catalogue(document, head.depth)
    judging, told, earlier = Judging(requirements, head, contract), Told(head), Earlier()
    for event in rest:
        judging.see(event)
        told.see(event)
        if not head.recorded:  # of traffic that somebody else produced nobody knows what came before
            earlier.see(event)
    verdicts = judging.verdicts(_waived(waivers, head))
    judged = _judged(requirements, verdicts, due(requirements, head, fail_on))
    uses, alarms = _uses(waivers, verdicts, head), told.alarms()
    otherwise = judged_otherwise(head, told.judgements, requirements, verdicts, document) if told.judgements else ()
    foot = told.foot
    return Result(
        tool_version=head.tool_version,
        spec=SpecUsed(document.title, document.version, document.source, document.sha256, head.operation),
        base_url=head.base_url,
        seed=head.seed,
        depth=head.depth,
        started=head.started,
        seconds=(foot.at if foot else head.started) - head.started,
        verdict=_verdict(overall(judged, fail_on), alarms),
        without=head.without,
        hazards=head.hazards,
        narrowing=head.narrowing,
        requirements=judged,
        requests=foot.requests if foot else 0,
        pairings=told.pairings(),
        warnings=(*alarms, *otherwise, *told.warnings(), *stale(uses)),
        alarms=alarms,
        waivers=uses,
        interrupted=foot.interrupted if foot else True,
        out=out,
        session_header=contract.session_header,
        fail_on=fail_on,
        profile_source=head.profile_source,
        replayed=head.replayed,
        otherwise=otherwise,
        before={} if head.recorded else _before(judged, earlier),
        recorded=events,
    )


def _waived(waivers: Sequence[Waiver], head: RunStarted) -> dict[str, str]:
    """Requirement -> what the waiver in force says of it."""
    return {each.id: _used(each, WaiverState.COVERS).in_words() for each in waivers if each.holds_at(head.started)}


def _judged(
    requirements: Sequence[Requirement], verdicts: Sequence[Verdict], wanted: frozenset[str]
) -> tuple[Judged, ...]:
    """Each requirement with its verdict. wanted: those that the claim needs judged."""
    return tuple(
        Judged(
            each.id, each.title, each.level, each.area, each.clause, each.reason, verdict, mandatory=each.id in wanted
        )
        for each, verdict in zip(requirements, verdicts, strict=True)
    )


def _before(requirements: Sequence[Judged], earlier: Earlier) -> dict[int, Before]:
    """What has to come before each exchange that shows a breach."""
    found = (next(iter(each.verdict.findings), None) for each in requirements)
    return {each.exchange.number: earlier.of(each.exchange) for each in found if each}


def _used(waiver: Waiver, state: WaiverState) -> WaiverUse:
    return WaiverUse(waiver.id, waiver.reason, str(waiver.until), waiver.owner, waiver.link, state)


def _uses(waivers: Sequence[Waiver], verdicts: Sequence[Verdict], head: RunStarted) -> tuple[WaiverUse, ...]:
    """Each waiver with what became of it."""
    outcomes = {each.requirement: each.outcome for each in verdicts}
    states: dict[Outcome | None, WaiverState] = {
        Outcome.WAIVED: WaiverState.COVERS,
        Outcome.PASS: WaiverState.NOT_NEEDED,
    }
    return tuple(
        _used(
            each,
            states.get(outcomes.get(each.id), WaiverState.IDLE) if each.holds_at(head.started) else WaiverState.EXPIRED,
        )
        for each in waivers
    )


def _verdict(found: RunVerdict, alarms: tuple[str, ...]) -> RunVerdict:
    """Of a run that lost a pairing, or left a lever applied, nothing good is said."""
    return RunVerdict.INCOMPLETE if alarms and found is RunVerdict.CONFORMANT else found


def _begun(events: Iterable[Event]) -> tuple[RunStarted, Iterator[Event]]:
    """The head of evidence, with the ids of today, and what follows. Raises EvidenceError where there is no head."""
    try:
        head, rest = begun(events)
    except ValueError as error:
        raise EvidenceError(str(error)) from error
    waivers = tuple(replace(each, id=today(each.id)) for each in head.waivers)
    skipped, unseen = ({today(name): why for name, why in each.items()} for each in (head.skipped, head.unseen))
    return replace(head, waivers=waivers, skipped=skipped, unseen=unseen), rest
