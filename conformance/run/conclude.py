"""From events to a result; the same for a live run and for recorded evidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.catalogue import requirements as catalogue
from conformance.catalogue.contract import Contract
from conformance.document.load import Document, load
from conformance.evidence import read_events
from conformance.judge import gather, judge, mandatory, run_verdict
from conformance.model.events import Event, Exchanged, Judgement, PairingSpent, PairingTaken, RunEnded, Warned
from conformance.model.result import Judged, PairingUse, Result, SpecUsed, WaiverState, WaiverUse
from conformance.model.terms import Outcome, RunVerdict
from conformance.report.wording import stale
from conformance.run.again import judged_otherwise
from conformance.run.alarms import alarms_in

if TYPE_CHECKING:
    from conformance.model.events import RunStarted
    from conformance.model.terms import Verdict
    from conformance.model.waiver import Waiver


def judge_evidence(path: Path, *, waivers: Sequence[Waiver] | None = None, fail_on: str = "", spec: str = "") -> Result:
    """Judge recorded evidence; nothing is sent.

    waivers, fail_on, spec: take the place of what the evidence says; None and empty leave it.
    Raises UserError (EvidenceError, DocumentError) for files that cannot be read.
    """
    events = list(read_events(path))
    head = gather(events).head
    document = load(spec or head.spec_source)
    return conclude(events, document, waivers=waivers, fail_on=fail_on, out=path.parent)


def conclude(
    events: Sequence[Event],
    document: Document,
    *,
    waivers: Sequence[Waiver] | None = None,
    fail_on: str = "",
    out: Path | None = None,
) -> Result:
    """Judge the events of a run and gather what a report tells.

    waivers, fail_on: as for judge_evidence.
    """
    evidence = gather(events)
    head = evidence.head
    waivers, fail_on = head.waivers if waivers is None else waivers, fail_on or head.fail_on
    contract = Contract(document)
    requirements = catalogue(document, head.depth)
    in_force = [each for each in waivers if each.holds_at(head.started)]
    waived = {each.id: _used(each, WaiverState.COVERS).in_words() for each in in_force}
    verdicts = judge(requirements, evidence, contract, waived)
    foot = next((each for each in reversed(events) if isinstance(each, RunEnded)), None)
    judged = tuple(
        Judged(
            each.id,
            each.title,
            each.level,
            each.area,
            each.clause,
            each.reason,
            verdict,
            mandatory(each, head),
        )
        for each, verdict in zip(requirements, verdicts, strict=True)
    )
    pairings, uses, alarms = _pairings(events), _uses(waivers, verdicts, head), alarms_in(events)
    recorded = {each.requirement: each for each in events if isinstance(each, Judgement)}
    otherwise = judged_otherwise(head, recorded, requirements, verdicts, document) if recorded else ()
    return Result(
        tool_version=head.tool_version,
        spec=SpecUsed(document.title, document.version, document.source, document.sha256, head.operation),
        base_url=head.base_url,
        seed=head.seed,
        depth=head.depth,
        started=head.started,
        seconds=(foot.at if foot else head.started) - head.started,
        verdict=_verdict(run_verdict(requirements, verdicts, head, fail_on=fail_on), alarms),
        without=head.without,
        hazards=head.hazards,
        narrowing=head.narrowing,
        requirements=judged,
        requests=foot.requests if foot else 0,
        pairings=pairings,
        warnings=(*alarms, *otherwise, *_warnings(events), *stale(uses)),
        alarms=alarms,
        waivers=uses,
        interrupted=foot.interrupted if foot else True,
        out=out,
        session_header=contract.session_header,
        fail_on=fail_on,
        profile_source=head.profile_source,
        replayed=head.replayed,
        otherwise=otherwise,
        recorded=events,
    )


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


def _warnings(events: Sequence[Event]) -> tuple[str, ...]:
    told = [each.text for each in events if isinstance(each, Warned)]
    return tuple(dict.fromkeys((*told, *_went_down(events))))


FELL_SILENT = 5
"""So many exchanges at the end of a run without any response: the target is down."""


def _went_down(events: Sequence[Event]) -> tuple[str, ...]:
    """Say after which request a target that had answered before answered nothing any more."""
    exchanges = [each.exchange for each in events if isinstance(each, Exchanged)]
    answered = [place for place, each in enumerate(exchanges) if each.response is not None]
    silent = exchanges[answered[-1] + 1 :] if answered else []
    if len(silent) < FELL_SILENT:
        return ()
    first = silent[0]
    request = f"{first.request.method} {first.request.target[:120]}"
    text = (
        f"The target stopped answering at exchange {first.number} ({request}; {first.in_words()}) and did not come "
        "back. What was sent there, or just before it, may have brought it down: nothing after it could be judged."
    )
    return (text,)


def _pairings(events: Sequence[Event]) -> tuple[PairingUse, ...]:
    purposes: dict[str, list[str]] = {}
    spent: dict[str, PairingSpent] = {}
    for event in events:
        if isinstance(event, PairingTaken):
            purposes.setdefault(event.pairing, []).append(event.purpose)
        elif isinstance(event, PairingSpent):
            spent[event.pairing] = event
    return tuple(
        PairingUse(
            pairing,
            tuple(dict.fromkeys(told)),
            spent=pairing in spent,
            wrongly=pairing in spent and spent[pairing].wrongly,
            by=spent[pairing].by or None if pairing in spent else None,  # 0: the evidence does not hold it
        )
        for pairing, told in purposes.items()
    )
