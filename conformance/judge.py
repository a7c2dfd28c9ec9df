"""Evidence to verdicts: pure, so that recorded evidence is judged as the live run was, and however long it is."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from conformance.catalogue.contract import Contract
from conformance.catalogue.lacking import ASKED_FOR, UNSEEN, LoginLacking
from conformance.catalogue.reading import calls_in
from conformance.model.events import Event, Missed, Observed, RunStarted
from conformance.model.observations import Inventory, Journey
from conformance.model.terms import Finding, Level, Outcome, Unjudged, Verdict
from conformance.plan.selection import is_mandatory, lacking_for

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.model.http import Exchange

SHOWN = 5
"""How many exchanges a verdict shows; the evidence holds them all."""
MOST_FINDINGS = 100
"""Findings of one requirement that are kept, those to be told first; of the others the number."""
MOST_REASONS = 50
"""Different reasons why evidence was left unjudged that are kept; one message shows fewer."""


class Judging:
    """Takes the events of a run one after another and keeps no more of them than the verdicts need."""

    def __init__(self, requirements: Sequence[Requirement], head: RunStarted, contract: Contract) -> None:
        self._contract = contract
        self._head = head
        self._missed: dict[str, dict[Missed, None]] = defaultdict(dict)
        self._tallies = [_Tally(each) for each in requirements]
        self._by_kind: dict[type, list[_Tally]] = defaultdict(list)
        self._standing = LoginLacking(head.missing)
        for each in self._tallies:
            if not _left_out(each.requirement, head):
                for kind in each.requirement.of:
                    self._by_kind[kind].append(each)

    def see(self, event: Event) -> None:
        """Judge what an event shows."""
        match event:
            case Observed():
                for each in self._standing.see(event):
                    self._judge(each)
            case Missed():
                self._missed[event.probe][event] = None
            case _:
                pass

    def verdicts(self, waived: dict[str, str] | None = None) -> tuple[Verdict, ...]:
        """The verdict on each requirement. waived: requirement id -> what the waiver says."""
        for observed in self._standing.left():
            self._judge(observed, sure=False)
        return tuple(self._verdict(each, waived or {}) for each in self._tallies)

    def _judge(self, seen: Observed, *, sure: bool = True) -> None:
        for each in self._by_kind.get(type(seen.observation), ()):
            if each.requirement.where(seen.observation):
                each.judge(seen.observation, self._contract, sure=sure)

    def _verdict(self, tally: _Tally, waived: dict[str, str]) -> Verdict:
        requirement, judged, troubled = tally.requirement, tally.judged, tally.troubled
        left_out = _left_out(requirement, self._head)
        if left_out:
            return left_out
        if tally.breaches:
            return _broken(tally, waived)
        if judged and troubled > judged:
            reason = f"only {judged} of {judged + troubled} could be judged: {tally.reasons[0]}"
            return Verdict(requirement.id, Outcome.INCONCLUSIVE, reason[:500], judged)
        if judged:
            shown = (tally.sample,) if tally.sample else ()
            return Verdict(requirement.id, Outcome.PASS, f"Held on all {judged} judged.", judged, evidence=shown)
        return self._unjudged(requirement, tally.reasons)

    def _unjudged(self, requirement: Requirement, reasons: list[str]) -> Verdict:
        lacking = lacking_for(requirement, self._head.missing)
        if lacking:
            told = "; ".join(self._head.missing[each] for each in sorted(lacking))
            return Verdict(requirement.id, Outcome.NOT_TESTED, told)
        missed = [each for probe in requirement.over for each in self._missed.get(probe, ())]
        in_vain = self._standing.in_vain().intersection(requirement.over)
        if in_vain or any(each.reason == ASKED_FOR for each in missed):
            return Verdict(requirement.id, Outcome.NOT_TESTED, ASKED_FOR)
        if reasons == [UNSEEN]:
            return Verdict(requirement.id, Outcome.NOT_TESTED, UNSEEN)
        told = "; ".join(dict.fromkeys([*reasons, *(each.reason for each in missed)]))
        if self._head.recorded:
            why = f"the recorded traffic shows nothing of it{f': {told}' if told else ''}"
            return Verdict(requirement.id, Outcome.NOT_TESTED, why[:500])
        if missed and not reasons and all(each.lacking for each in missed):
            return Verdict(requirement.id, Outcome.NOT_TESTED, told[:500])
        return Verdict(requirement.id, Outcome.INCONCLUSIVE, told[:500] or requirement.unseen)


def _left_out(requirement: Requirement, head: RunStarted) -> Verdict | None:
    """The verdict on what is not to be judged at all; None for the rest."""
    if requirement.not_applicable:
        return Verdict(requirement.id, Outcome.NOT_APPLICABLE, requirement.not_applicable)
    why = head.skipped.get(requirement.id) or head.unseen.get(requirement.id)
    return Verdict(requirement.id, Outcome.NOT_TESTED, why) if why else None


@dataclass(slots=True)
class _Tally:
    """What was found of one requirement so far.

    findings: those to be told first, in that order, each with what it is told by.
    """

    requirement: Requirement
    judged: int = 0
    troubled: int = 0
    breaches: int = 0
    reasons: list[str] = field(default_factory=list)
    findings: list[tuple[tuple[int, int, int], Finding]] = field(default_factory=list)
    sample: Exchange | None = None

    def judge(self, observation: Any, contract: Contract, *, sure: bool) -> None:
        """Judge an observation that concerns the requirement. sure: what it seems to show, it does."""
        found, unjudged, trouble = False, False, False
        for said in self.requirement.judge(observation, contract) if sure else (Unjudged(UNSEEN),):
            if isinstance(said, Finding):
                found = True
                self._keep((_length(observation), *_size(said.exchange)), said)
            else:
                unjudged, trouble = True, trouble or said.trouble
                if said.reason not in self.reasons and len(self.reasons) < MOST_REASONS:
                    self.reasons.append(said.reason)
        self.troubled += trouble
        if found or not unjudged:
            self.judged += 1
            if self.sample is None:
                self.sample = next(iter(_exchanges(observation)), None)

    def _keep(self, key: tuple[int, int, int], finding: Finding) -> None:
        self.breaches += 1
        insort(self.findings, (key, finding), key=itemgetter(0))
        del self.findings[MOST_FINDINGS:]


@dataclass(slots=True)
class Evidence:
    """What a run saw, in memory."""

    head: RunStarted
    events: list[Event]


def gather(events: Iterable[Event]) -> Evidence:
    """Take the events of a run that are judged. Raises ValueError when they do not begin with RunStarted."""
    head, rest = begun(events)
    return Evidence(head, [each for each in rest if isinstance(each, Observed | Missed)])


def begun(events: Iterable[Event]) -> tuple[RunStarted, Iterator[Event]]:
    """The head of a run, and the events after it. Raises ValueError when there is no head."""
    coming = iter(events)
    head = next(coming, None)
    if head is None:
        raise ValueError("the evidence is empty")
    if not isinstance(head, RunStarted):
        raise ValueError("the evidence does not begin with the head of a run")  # noqa: TRY004 - of a file
    return head, coming


def judge(
    requirements: Sequence[Requirement],
    evidence: Evidence,
    contract: Contract,
    waived: dict[str, str] | None = None,
) -> tuple[Verdict, ...]:
    """The verdict on each requirement. waived: requirement id -> what the waiver says."""
    judging = Judging(requirements, evidence.head, contract)
    for each in evidence.events:
        judging.see(each)
    return judging.verdicts(waived)


def mandatory(requirement: Requirement, head: RunStarted) -> bool:
    """Whether the claim of a run stands only if this requirement is judged."""
    return requirement.area not in head.without and is_mandatory(requirement, head.skipped, hazards=head.hazards)


def due(requirements: Sequence[Requirement], head: RunStarted, fail_on: str = "must") -> frozenset[str]:
    """What the claim needs judged: all that is mandatory, or SHOULDs where they decide and nothing else was chosen."""
    found = frozenset(each.id for each in requirements if mandatory(each, head))
    if found or fail_on == "must":
        return found
    return frozenset(each.id for each in requirements if not each.not_applicable and each.id not in head.skipped)


def _length(observation: Any) -> int:
    """The turns of a journey: of those that fail the shortest is told first."""
    return len(observation.turns) if isinstance(observation, Journey) else 0


def _exchanges(observation: Any) -> tuple[Exchange, ...]:
    if isinstance(observation, Inventory):
        return observation.calls or observation.after
    return calls_in(observation) or ((observation.call,) if hasattr(observation, "call") else ())


def _broken(tally: _Tally, waived: dict[str, str]) -> Verdict:
    requirement = tally.requirement
    ordered = [each for _, each in tally.findings]
    first = ordered[0]
    where = f" at {first.at}" if first.at else ""
    more = f" ({tally.breaches - 1} more like it)" if tally.breaches > 1 else ""
    message = f"Expected {first.expected}; got {first.got}{where}{more}."
    outcome = Outcome.FAIL if requirement.level is Level.MUST else Outcome.WARN
    if requirement.id in waived:
        outcome, message = Outcome.WAIVED, f"Waived: {waived[requirement.id]}. {message}"
    shown = tuple({each.exchange.number: each.exchange for each in ordered}.values())[:SHOWN]
    beyond = tally.breaches - len(ordered)
    return Verdict(requirement.id, outcome, message, tally.judged, tuple(ordered), shown, more=beyond)


def _size(exchange: Exchange) -> tuple[int, int]:
    """Smallest request first; of two equally small ones the earlier."""
    request = exchange.request
    headers = sum(len(name) + len(value) for name, value in request.headers)
    return len(request.target) + headers + len(request.body), exchange.number
