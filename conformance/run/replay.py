"""A recorded failure, found by its fingerprint, and the least that has to be sent to see it again.

Evidence may be anybody's file, so little is taken from it: which requirement, which probe, the condition that it
tried; of an odd request its bytes, of a journey its script. All of that goes to the profile's target only, through
the plan, the pool and the guard of any run, and nothing that a run of this profile would not send.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.catalogue import requirements as catalogue
from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.evidence import EVIDENCE, read_events
from conformance.model.errors import UserError
from conformance.model.events import Event, Observed, PairingTaken, RunStarted
from conformance.model.http import header
from conformance.model.observations import Afterwards, Attempt, Hostile, Inventory, Journey, Observation, Sequel
from conformance.model.renamed import ever
from conformance.model.terms import Finding, Level, Unjudged
from conformance.plan.journeys import makes_sense
from conformance.plan.probe import Probe
from conformance.plan.probes import harmless
from conformance.plan.probes.journeys import one_journey
from conformance.plan.proposals import SESSION, Proposal
from conformance.plan.proposals.corpus import Place
from conformance.plan.proposals.messages import LEFT_OUT
from conformance.plan.proposals.proposal import gateway_may_answer
from conformance.plan.selection import Plan, plan
from conformance.plan.stages import Stage, probes
from conformance.report.fingerprint import fingerprint, path_below
from conformance.report.reproduce import RUNS, is_masked

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.model.http import Exchange, Headers
    from conformance.profile.settings import Profile

MOST_RUNS = 50
"""Runs that are looked through, the newest first."""
ODD = "odd-requests"


@dataclass(frozen=True, slots=True)
class Replay:
    """The least of a run that shows a failure again.

    probe: the one that showed it. parts: the same cut down, the smallest first; what comes later is sent only
    where what came before did not show the failure.
    """

    fingerprint: str
    requirement: Requirement
    probe: Probe
    parts: tuple[Probe, ...]

    def plan(self, requirements: Sequence[Requirement], profile: Profile) -> Plan:
        """The plan of a run that does nothing else."""
        whole = plan(requirements, profile)
        lacking = profile.missing()
        why = tuple(lacking[each] for each in sorted(self.probe.needs) if each in lacking)
        blocked = {self.probe.name: why} if why else {}
        stages = () if why else tuple(Stage("a failure seen again", (each,)) for each in self.parts)
        said = f"the failure {self.fingerprint} alone: {self.parts[0].sends}"
        return Plan(stages, whole.skipped, (*whole.narrowing, said), blocked)

    def is_seen(self, events: Iterable[Event], contract: Contract) -> bool:
        """Whether the requirement is broken by what was seen so far."""
        return any(
            isinstance(said, Finding)
            for each in events
            if isinstance(each, Observed)
            for said in said_of(self.requirement, each.observation, contract)
        )


def said_of(requirement: Requirement, seen: Observation, contract: Contract) -> Iterator[Finding | Unjudged]:
    """What a requirement says of an observation; nothing where it is none of its business."""
    if type(seen) in requirement.of and requirement.where(seen):
        yield from requirement.judge(seen, contract)


@dataclass(frozen=True, slots=True)
class _Shown:
    """Where a failure was recorded."""

    head: RunStarted
    requirement: Requirement
    probe: str
    observation: Observation
    exchange: Exchange

    @property
    def size(self) -> tuple[int, int, int]:
        """The shortest journey first, then the smallest request, then the earliest."""
        turns = len(self.observation.turns) if isinstance(self.observation, Journey) else 0
        request = self.exchange.request
        headers = sum(len(name) + len(value) for name, value in request.headers)
        return turns, len(request.target) + headers + len(request.body), self.exchange.number


def prepare(profile: Profile, wanted: str, evidence: Path | None) -> tuple[Profile, Replay]:
    """Find a failure, and narrow a profile to it. Raises UserError; nothing is sent.

    evidence: a file of evidence, the folder of a run, or one with folders of runs; None looks where runs keep theirs.
    """
    contract = Contract(load(profile.target.spec))
    only = profile.options.only
    chosen = [each for each in catalogue(contract.document) if not only or {each.id, each.area} & set(only)]
    shown = _search(wanted.lower(), _files(evidence), chosen, contract)
    if shown is None:
        raise _unknown(wanted, evidence, only)
    parts = _parts(shown, contract, profile)
    options = replace(
        profile.options,
        only=(shown.requirement.id,),
        skip=(),
        shard=(1, 1),
        seed=shown.head.seed,
        depth=shown.head.depth,
        fail_on="should" if shown.requirement.level is Level.SHOULD else profile.options.fail_on,
    )
    again = Replay(wanted.lower(), shown.requirement, probes()[shown.probe], parts)
    return replace(profile, options=options), again


def _unknown(wanted: str, evidence: Path | None, only: Sequence[str]) -> UserError:
    place = f"`{evidence}`" if evidence else f"the newest {MOST_RUNS} runs below `{RUNS}`"
    of = f" of {', '.join(only)}" if only else ""
    return UserError(
        f"no failure{of} with the fingerprint `{wanted}` is in the evidence of {place}",
        "name the folder of the run that showed it with --evidence; `srm-conformance judge DIR` tells its failures",
    )


def _files(evidence: Path | None) -> Iterator[Path]:
    """The files of evidence to look into, the newest first. Raises UserError where there is none."""
    place = evidence or RUNS
    if place.is_file():
        yield place
        return
    if (place / EVIDENCE).is_file():
        yield place / EVIDENCE
        return
    found = sorted(place.glob(f"*/{EVIDENCE}"), key=lambda each: each.stat().st_mtime, reverse=True)
    if not found:
        raise UserError(f"there is no evidence in `{place}`", "name the folder of a run with --evidence")
    yield from found[:MOST_RUNS]


def _search(
    wanted: str, files: Iterable[Path], requirements: Sequence[Requirement], contract: Contract
) -> _Shown | None:
    """The smallest showing of a failure in the first file that has it."""
    named = list(files)
    for path in named:
        try:
            events = list(read_events(path))
        except UserError:
            if len(named) == 1:
                raise
            continue  # no evidence that this version reads: another may hold it
        found = [each for each in _failures(events, requirements, contract) if each[0] == wanted]
        if found:
            return min((shown for _, shown in found), key=lambda each: each.size)
    return None


def _failures(
    events: Sequence[Event], requirements: Sequence[Requirement], contract: Contract
) -> Iterator[tuple[str, _Shown]]:
    """Every failure that evidence shows, with its fingerprint."""
    head = events[0] if events else None
    if not isinstance(head, RunStarted):
        return
    pairings = dict.fromkeys(each.pairing for each in events if isinstance(each, PairingTaken))
    for event in events:
        if not isinstance(event, Observed) or event.probe not in probes():
            continue
        for requirement in requirements:
            for said in said_of(requirement, event.observation, contract):
                if isinstance(said, Finding):
                    shown = _Shown(head, requirement, event.probe, event.observation, said.exchange)
                    for name in ever(requirement.id):  # the line may have been printed before it was renamed
                        yield fingerprint(name, said.exchange, head.base_url, pairings), shown


def _parts(shown: _Shown, contract: Contract, profile: Profile) -> tuple[Probe, ...]:
    """The probe that showed a failure, cut down to it, then as much of it as may be needed."""
    probe = probes()[shown.probe]
    match shown.observation:
        case Hostile() as seen if shown.probe == ODD:
            proposal = _proposal(seen, shown.head, contract, profile)
            sends = "one odd request"
            return (replace(probe, sends=sends, steps=lambda scene: harmless.one_odd_request(scene, proposal)),)
        case Hostile(call=call) | Inventory(calls=(call,)):
            target = call.request.target.removeprefix(path_below(shown.head.base_url))
            return _only(probe, target, f"one request, to {target}"), probe
        case Attempt(condition=name) | Sequel(kind=name):
            return _only(probe, name, f"one attempt: {name}"), probe
        case Afterwards():
            return probes()[probe.beside], probe
        case Journey(script=script):
            if not makes_sense(script):
                raise UserError("the journey in the evidence is none that this tool would make")
            return (replace(probe, sends="; ".join(script), steps=lambda scene: one_journey(scene, script)),)
        case _:
            return (probe,)


def _only(probe: Probe, name: str, sends: str) -> Probe:
    """A probe that tries one thing of all that it tries."""
    return replace(probe, sends=sends, steps=lambda scene: probe.steps(replace(scene, only=frozenset({name}))))


_USUAL = {"accept": "application/json", "accept-encoding": "identity"}
_COMPOSED = ("host", "content-length")


def _proposal(seen: Hostile, head: RunStarted, contract: Contract, profile: Profile) -> Proposal:
    """An odd request as it was proposed: what the driver adds to each is taken off."""
    request, operation = seen.call.request, contract.operation
    prefix = path_below(head.base_url)
    place = Place.of(operation.path)
    target = request.target.removeprefix(prefix)
    if request.method != operation.method or not request.target.startswith(prefix + place.head):
        raise UserError(f"the odd request in the evidence is no `{operation.method} {operation.path}`; it is not sent")
    own = {each.lower() for each in profile.target.headers}
    headers = tuple(
        (name, value)
        for name, value in request.headers
        if name.lower() not in own and not _is_composed(name, value, contract.session_header)
    )
    _refuse_masked(headers, target, request.body)
    headers += _sessions(seen.call, contract.session_header)
    without = tuple(name for name in LEFT_OUT[-1] if header(request.headers, name) is None)
    gateway = gateway_may_answer(target, headers, request.body)
    return Proposal(seen.group, target, headers, request.body, gateway=gateway, head=len(place.head), without=without)


def _sessions(call: Exchange, session_header: str) -> Headers:
    """The session's header as often as it was sent; nothing where that was once, as the driver does it."""
    sent = [name for name, value in call.request.headers if name.lower() == session_header.lower() and is_masked(value)]
    return tuple((name, SESSION) for name in sent) if len(sent) > 1 else ()


def _is_composed(name: str, value: str, session_header: str) -> bool:
    """Whether the driver adds such a header by itself."""
    plain = name.lower()
    return (
        plain in _COMPOSED
        or _USUAL.get(plain) == value
        or (plain == "user-agent" and value.startswith("srm-conformance/"))
        or (plain == session_header.lower() and is_masked(value))
    )


def _refuse_masked(headers: Headers, target: str, body: bytes) -> None:
    texts = (target, body.decode("latin-1"), *(part for pair in headers for part in pair))
    if any(map(is_masked, texts)):
        raise UserError("the request held a secret, which evidence does not keep, so it cannot be sent again")
