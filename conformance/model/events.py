"""The run as a stream of events, in the order of time: what reports and verdicts are made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.model.http import Exchange
from conformance.model.observations import Observation
from conformance.model.terms import Depth, Outcome
from conformance.model.waiver import Waiver


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The head of the evidence.

    started: seconds since the epoch.
    spec_source: "2.0.0" for a bundled document, else the path that was given.
    missing: what the profile lacks, as need -> sentence that names the piece.
    skipped: requirement id -> why it was left out by the command line or the claim.
    narrowing: sentences that say what the selection makes of the claim.
    profile_source: the file that the profile was read from; empty for none.
    fail_on: `must` or `should`: the level from which on a breach makes the run non-conformant.
    waivers: all that were given; those that had run out when the run started cover nothing.
    replayed: the fingerprint of the failure that the run was to see again, and nothing else; empty for a usual run.
    tool_sha256, catalogue_sha256, profile_sha256: digests of the tool's files, of the catalogue (ids, levels,
        clauses, titles) and of what the profile says but for its secrets; empty where nobody made them.
    recorded: the recording that this was made of, for traffic that somebody else produced; empty for a run.
    unseen: requirement id -> why such a recording cannot show it; it stays unjudged and is still due.
    """

    tool_version: str
    spec_version: str
    spec_source: str
    spec_sha256: str
    operation: str
    base_url: str
    seed: int
    depth: Depth
    started: float
    without: tuple[str, ...]
    hazards: bool
    missing: dict[str, str]
    skipped: dict[str, str]
    narrowing: tuple[str, ...] = ()
    profile_source: str = ""
    fail_on: str = "must"
    waivers: tuple[Waiver, ...] = ()
    replayed: str = ""
    tool_sha256: str = ""
    catalogue_sha256: str = ""
    profile_sha256: str = ""
    recorded: str = ""
    unseen: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """An exchange, as soon as it is over."""

    exchange: Exchange
    probe: str = ""


@dataclass(frozen=True, slots=True)
class Observed:
    """What a probe saw."""

    probe: str
    observation: Observation


@dataclass(frozen=True, slots=True)
class Missed:
    """A probe ended without all it was to see, or never began.

    lacking: the profile did not give what was needed; another profile would.
    """

    probe: str
    reason: str
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class ProbeEnded:
    """A probe came to its end, with or without all it was to see; a run that is gone on with leaves it out."""

    probe: str


@dataclass(frozen=True, slots=True)
class RunResumed:
    """From here on another process goes on with a run that was cut off."""

    at: float


@dataclass(frozen=True, slots=True)
class PairingTaken:
    """A pairing was handed to a probe."""

    pairing: str
    purpose: str


@dataclass(frozen=True, slots=True)
class PairingSpent:
    """A pairing was used up; wrongly: by a request that should have left it."""

    pairing: str
    by: int
    wrongly: bool


@dataclass(frozen=True, slots=True)
class PairingLost:
    """Pairings vanished that nobody gave up; the run stopped there.

    kept: those among them that were to be kept. since, found: numbers of the exchanges that listed them
    last, and that missed them; 0 where there is none. suspects: numbers of the requests in between that
    may have done it, the last ones. sent: how many there were. said: the one request, where there was one.
    """

    pairings: tuple[str, ...]
    kept: tuple[str, ...]
    since: int
    found: int
    suspects: tuple[int, ...]
    sent: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class LeverMoved:
    """A lever was applied or undone; error: why that failed, or empty."""

    lever: str
    applied: bool
    error: str
    at: float


@dataclass(frozen=True, slots=True)
class LeverStuck:
    """A lever is still applied, and nothing here could undo it. by_hand: what undoes it."""

    lever: str
    reason: str
    by_hand: str


@dataclass(frozen=True, slots=True)
class Delayed:
    """The run goes on later than it could. seconds: by how much at least. text: why, as a sentence without its end."""

    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that a reader of the report should know; not about the target's conformance."""

    text: str


@dataclass(frozen=True, slots=True)
class RunEnded:
    """The foot of the evidence.

    interrupted: by the operator, before the plan was done.
    """

    at: float
    requests: int
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was said of a requirement at the end of the run; a later judging is compared with it."""

    requirement: str
    outcome: Outcome
    message: str


Event = (
    RunStarted
    | RunResumed
    | Exchanged
    | Observed
    | Missed
    | ProbeEnded
    | PairingTaken
    | PairingSpent
    | PairingLost
    | LeverMoved
    | LeverStuck
    | Delayed
    | Warned
    | RunEnded
    | Judgement
)
