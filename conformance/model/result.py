"""What came of a run: the one value that every report is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from conformance.model.events import Event
from conformance.model.http import Exchange
from conformance.model.terms import Area, Clause, Level, Outcome, RunVerdict, Verdict

UNJUDGED = (Outcome.NOT_TESTED, Outcome.INCONCLUSIVE)
"""The outcomes that leave a mandatory requirement, and with it the claim, open."""

CODES = {RunVerdict.CONFORMANT: 0, RunVerdict.NON_CONFORMANT: 1, RunVerdict.INCOMPLETE: 3}
INTERRUPTED = 130
"""Exit codes of a run that came to a result."""


@dataclass(frozen=True, slots=True)
class SpecUsed:
    """The document in force. source: a bundled version, or the path that was given."""

    title: str
    version: str
    source: str
    sha256: str
    operation: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A requirement with its verdict.

    reason: why it has this level; empty where the clause says it all.
    mandatory: the claim of the run stands only if it is judged.
    """

    id: str
    title: str
    level: Level
    area: Area
    clause: Clause
    reason: str
    verdict: Verdict
    mandatory: bool

    @property
    def outcome(self) -> Outcome:
        """The verdict in one word."""
        return self.verdict.outcome

    @property
    def open(self) -> bool:
        """Whether the claim needs it judged and it was not."""
        return self.mandatory and self.outcome in UNJUDGED


def overall(requirements: Sequence[Judged], fail_on: str = "must") -> RunVerdict:
    """The verdict on the whole; green only if everything was judged that the claim needs."""
    broken = {Outcome.FAIL} if fail_on == "must" else {Outcome.FAIL, Outcome.WARN}
    if any(each.outcome in broken for each in requirements):
        return RunVerdict.NON_CONFORMANT
    judged = {Outcome.PASS, Outcome.WARN, Outcome.WAIVED}
    due = [each.outcome for each in requirements if each.mandatory]
    return RunVerdict.CONFORMANT if due and judged.issuperset(due) else RunVerdict.INCOMPLETE


@dataclass(frozen=True, slots=True)
class PairingUse:
    """A pairing that the run was given and what it did with it.

    by: number of the exchange that used it up. wrongly: that request should have left it.
    """

    pairing: str
    purposes: tuple[str, ...]
    spent: bool = False
    wrongly: bool = False
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What has to come before a request for it to show the same again.

    requests: in their order, each with what it is.
    levers: those that were applied. beside: the exchange of another deletion that left at the same instant; 0 for none.
    behind: the exchange before it on its connection, where that matters; 0 for none.
    late: seconds since the task had ended. early: it looks at a task that had not ended.
    journey: what comes before it is a whole journey, which the message tells.
    pairing: the id of the pairing that it is about. used_up: so that another has to stand in its place.
    task: the id of the task that it is about, which will have another id the next time.
    suspects: the exchanges before it that asked for the deletion of the same pairing and were refused, where it was
        refused too and yet the pairing was gone: one of those may have come into effect late.
    login: the target of the login that opened its session, or the first of the run; empty where none is known.
    """

    requests: tuple[tuple[str, Exchange], ...] = ()
    levers: tuple[str, ...] = ()
    beside: int = 0
    behind: int = 0
    late: float = 0.0
    early: bool = False
    journey: bool = False
    pairing: str = ""
    used_up: bool = False
    task: str = ""
    suspects: tuple[int, ...] = ()
    login: str = ""


class WaiverState(StrEnum):
    """What became of a waiver."""

    COVERS = "covers"  # its requirement is broken, and waived
    EXPIRED = "expired"  # its last day is over: it covers nothing
    NOT_NEEDED = "not-needed"  # its requirement passes
    IDLE = "idle"  # its requirement was not judged


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver that the run was given. until: its last day, as `2027-03-31`."""

    requirement: str
    reason: str
    until: str
    owner: str
    link: str
    state: WaiverState

    def in_words(self) -> str:
        """Why, until when, who answers for it, where to read more."""
        return ", ".join(filter(None, (f"{self.reason} (until {self.until}", self.owner, self.link))) + ")"


@dataclass(frozen=True, slots=True)
class Result:
    """A run, judged.

    started: seconds since the epoch. seconds: how long it took.
    without, hazards, narrowing: the claim; narrowing says in words how `--only`, `--skip`, a shard and
        the depth make it smaller.
    warnings: what a reader should know beside the verdict: TLS not verified, a lever that failed.
    alarms: what has to be read first: a pairing that is lost, a lever still applied. They stand in warnings too.
    out: the folder with the evidence; None where nothing was written.
    otherwise: what a later judging says otherwise than the run did, and why; among the warnings too.
    session_header: the header that carries the session id; empty where the document names none.
    replayed: the fingerprint of the failure that the run was to see again, and nothing else; empty for a usual run.
    before: number of an exchange that shows a breach -> what has to come before it.
    recorded: the events that it was judged from; can be gone through as often as a report likes.
    """

    tool_version: str
    spec: SpecUsed
    base_url: str
    seed: int
    depth: str
    started: float
    seconds: float
    verdict: RunVerdict
    requirements: tuple[Judged, ...]
    without: tuple[str, ...] = ()
    hazards: bool = False
    narrowing: tuple[str, ...] = ()
    requests: int = 0
    pairings: tuple[PairingUse, ...] = ()
    warnings: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()
    interrupted: bool = False
    out: Path | None = None
    session_header: str = ""
    fail_on: str = "must"
    profile_source: str = ""
    otherwise: tuple[str, ...] = ()
    replayed: str = ""
    before: Mapping[int, Before] = field(default_factory=dict)
    recorded: Iterable[Event] = field(default=(), repr=False, compare=False)

    @property
    def deleted(self) -> tuple[str, ...]:
        """The pairings that are gone, rightly or wrongly."""
        return tuple(each.pairing for each in self.pairings if each.spent)

    @property
    def exit_code(self) -> int:
        """What a pipeline reads."""
        return INTERRUPTED if self.interrupted else CODES[self.verdict]

    def having(self, *outcomes: Outcome) -> tuple[Judged, ...]:
        """The requirements with one of these outcomes, in the order of the catalogue."""
        return tuple(each for each in self.requirements if each.outcome in outcomes)

    def mandatory(self) -> tuple[Judged, ...]:
        """The requirements that the claim needs judged."""
        return tuple(each for each in self.requirements if each.mandatory)

    def open(self) -> tuple[Judged, ...]:
        """The mandatory requirements that were not judged."""
        return tuple(each for each in self.requirements if each.open)

    def summary(self) -> Mapping[Outcome, int]:
        """How many requirements have each outcome; every outcome is there."""
        return {outcome: len(self.having(outcome)) for outcome in Outcome}
