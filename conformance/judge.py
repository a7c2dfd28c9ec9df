"""Evidence to verdicts: pure, so that recorded evidence is judged as the live run was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conformance.catalogue.contract import Contract
from conformance.catalogue.reading import calls_in
from conformance.model.events import Event, Missed, Observed, RunStarted
from conformance.model.observations import Inventory, Journey
from conformance.model.terms import Finding, Level, Outcome, RunVerdict, Unjudged, Verdict
from conformance.plan.stages import probes

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.model.http import Exchange

SHOWN = 5
"""How many exchanges a verdict shows; the evidence holds them all."""


@dataclass(slots=True)
class Evidence:
    """What a run saw, sorted for judging."""

    head: RunStarted
    seen: dict[type, list[Any]] = field(default_factory=lambda: defaultdict(list))
    missed: dict[str, list[Missed]] = field(default_factory=lambda: defaultdict(list))


def gather(events: Iterable[Event]) -> Evidence:
    """Sort the events of a run for judging.

    Raises ValueError when they do not begin with RunStarted.
    """
    evidence: Evidence | None = None
    for event in events:
        match event:
            case RunStarted():
                evidence = Evidence(event)
            case Observed() if evidence is not None:
                evidence.seen[type(event.observation)].append(event.observation)
            case Missed() if evidence is not None:
                evidence.missed[event.probe].append(event)
            case _ if evidence is None:
                raise ValueError("the evidence does not begin with the head of a run")
    if evidence is None:
        raise ValueError("the evidence is empty")
    return evidence


def judge(
    requirements: Sequence[Requirement],
    evidence: Evidence,
    contract: Contract,
    waived: dict[str, str] | None = None,
) -> tuple[Verdict, ...]:
    """The verdict on each requirement. waived: requirement id -> what the waiver says."""
    return tuple(_verdict(each, evidence, contract, waived or {}) for each in requirements)


def mandatory(requirement: Requirement, head: RunStarted) -> bool:
    """Whether the claim of a run stands only if this requirement is judged."""
    return (
        requirement.level is Level.MUST
        and not requirement.not_applicable
        and requirement.id not in head.skipped
        and requirement.area not in head.without
        and (head.hazards or not requirement.hazards)
    )


def run_verdict(
    requirements: Sequence[Requirement],
    verdicts: Sequence[Verdict],
    head: RunStarted,
    *,
    fail_on: str = "must",
) -> RunVerdict:
    """The verdict on the whole run; green only if every mandatory requirement was judged."""
    outcomes = {each.requirement: each.outcome for each in verdicts}
    broken = {Outcome.FAIL} if fail_on == "must" else {Outcome.FAIL, Outcome.WARN}
    if broken & set(outcomes.values()):
        return RunVerdict.NON_CONFORMANT
    judged = {Outcome.PASS, Outcome.WARN, Outcome.WAIVED}
    due = [each for each in requirements if mandatory(each, head)]
    if not due and fail_on == "should":  # nothing but SHOULDs was asked for
        due = [each for each in requirements if not each.not_applicable and each.id not in head.skipped]
    if due and all(outcomes[each.id] in judged for each in due):
        return RunVerdict.CONFORMANT
    return RunVerdict.INCOMPLETE


def _verdict(requirement: Requirement, evidence: Evidence, contract: Contract, waived: dict[str, str]) -> Verdict:
    head = evidence.head
    if requirement.not_applicable:
        return Verdict(requirement.id, Outcome.NOT_APPLICABLE, requirement.not_applicable)
    if requirement.id in head.skipped:
        return Verdict(requirement.id, Outcome.NOT_TESTED, head.skipped[requirement.id])
    judged, troubled, findings, reasons = 0, 0, list[tuple[int, Finding]](), list[str]()
    sample: Exchange | None = None
    for observation in _concerning(requirement, evidence):
        said = list(requirement.judge(observation, contract))
        unjudged = [each for each in said if isinstance(each, Unjudged)]
        found = [each for each in said if isinstance(each, Finding)]
        troubled += any(each.trouble for each in unjudged)
        reasons.extend(each.reason for each in unjudged)
        findings.extend((_length(observation), each) for each in found)
        if found or not unjudged:
            judged += 1
            sample = sample or next(iter(_exchanges(observation)), None)
    if findings:
        return _broken(requirement, findings, judged, waived)
    if judged and troubled > judged:
        reason = f"only {judged} of {judged + troubled} could be judged: {reasons[0]}"
        return Verdict(requirement.id, Outcome.INCONCLUSIVE, reason[:500], judged)
    if judged:
        shown = (sample,) if sample else ()
        return Verdict(requirement.id, Outcome.PASS, f"Held on all {judged} judged.", judged, evidence=shown)
    return _unjudged(requirement, evidence, reasons)


def _concerning(requirement: Requirement, evidence: Evidence) -> list[Any]:
    return [seen for kind in requirement.of for seen in evidence.seen.get(kind, ()) if requirement.where(seen)]


def _length(observation: Any) -> int:
    """The turns of a journey: of those that fail the shortest is told first."""
    return len(observation.turns) if isinstance(observation, Journey) else 0


def _exchanges(observation: Any) -> tuple[Exchange, ...]:
    if isinstance(observation, Inventory):
        return observation.calls or observation.after
    return calls_in(observation) or ((observation.call,) if hasattr(observation, "call") else ())


def _broken(
    requirement: Requirement, findings: list[tuple[int, Finding]], judged: int, waived: dict[str, str]
) -> Verdict:
    ordered = [each for _, each in sorted(findings, key=lambda found: (found[0], *_size(found[1].exchange)))]
    first = ordered[0]
    where = f" at {first.at}" if first.at else ""
    more = f" ({len(findings) - 1} more like it)" if len(findings) > 1 else ""
    message = f"Expected {first.expected}; got {first.got}{where}{more}."
    outcome = Outcome.FAIL if requirement.level is Level.MUST else Outcome.WARN
    if requirement.id in waived:
        outcome, message = Outcome.WAIVED, f"Waived: {waived[requirement.id]}. {message}"
    shown = tuple({each.exchange.number: each.exchange for each in ordered}.values())[:SHOWN]
    return Verdict(requirement.id, outcome, message, judged, tuple(ordered), shown)


def _size(exchange: Exchange) -> tuple[int, int]:
    """Smallest request first; of two equally small ones the earlier."""
    request = exchange.request
    headers = sum(len(name) + len(value) for name, value in request.headers)
    return len(request.target) + headers + len(request.body), exchange.number


def _unjudged(requirement: Requirement, evidence: Evidence, reasons: list[str]) -> Verdict:
    lacking = _lacking(requirement, evidence.head.missing)
    if lacking:
        return Verdict(requirement.id, Outcome.NOT_TESTED, "; ".join(lacking))
    missed = [each for probe in requirement.over for each in evidence.missed.get(probe, ())]
    told = "; ".join(dict.fromkeys([*reasons, *(each.reason for each in missed)]))
    if missed and not reasons and all(each.lacking for each in missed):
        return Verdict(requirement.id, Outcome.NOT_TESTED, told[:500])
    return Verdict(requirement.id, Outcome.INCONCLUSIVE, told[:500] or requirement.unseen)


def _lacking(requirement: Requirement, missing: dict[str, str]) -> list[str]:
    """The pieces without which none of the requirement's probes can run; empty when one can."""
    known = probes()
    lacking = [[missing[need] for need in sorted(known[name].needs) if need in missing] for name in requirement.over]
    return [] if not all(lacking) else list(dict.fromkeys(each for pieces in lacking for each in pieces))
