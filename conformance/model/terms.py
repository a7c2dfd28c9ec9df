"""The words of a verdict: level, area, clause, finding, outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.model.http import Exchange


class Level(StrEnum):
    """How strongly the text obliges (RFC 2119)."""

    MUST = "must"
    SHOULD = "should"


class Area(StrEnum):
    """What a requirement is about; the first part of its id."""

    STATUS = "status"
    SCHEMA = "schema"
    LIFECYCLE = "lifecycle"
    EFFECT = "effect"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    CONNECTIVITY = "connectivity"
    ERRORS = "errors"
    HTTP = "http"
    ROBUSTNESS = "robustness"
    CONCURRENCY = "concurrency"


class Depth(StrEnum):
    """How far a run goes; each includes the ones before it."""

    QUICK = "quick"
    STANDARD = "standard"
    DEEP = "deep"

    def includes(self, other: Depth) -> bool:
        """Whether a run of this depth does what `other` asks for."""
        order = list(Depth)
        return order.index(other) <= order.index(self)


class Outcome(StrEnum):
    """The verdict on one requirement (INTERFACE: Verdicts)."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    WARN = "warn"
    NOT_TESTED = "not-tested"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"


class RunVerdict(StrEnum):
    """The verdict on the whole run."""

    CONFORMANT = "conformant"
    NON_CONFORMANT = "non-conformant"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Clause:
    """Where an obligation stands.

    document: "SRM REST API 2.0.0" for the document in force, "RFC 9110" for a standard.
    pointer: JSON pointer into the document in force, or `#section-15.5.2` of a standard.
    text: the document's own words, or for a standard the sense of it in ours.
    """

    document: str
    pointer: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: what was expected, what came, where."""

    expected: str
    got: str
    exchange: Exchange
    at: str = ""
    """JSON pointer into the response body, or the name of a header; empty for the whole answer."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """This evidence allows no judgement, and why. trouble: the target's health kept it from being judged."""

    reason: str
    trouble: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one requirement, and what it rests on.

    examples: how many pieces of evidence were judged.
    evidence: the exchanges to show, the smallest failing one first; for a pass a sample.
    more: findings beyond those that are kept.
    """

    requirement: str
    outcome: Outcome
    message: str
    examples: int = 0
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Exchange, ...] = ()
    more: int = 0

    @property
    def breaches(self) -> int:
        """How many findings there are in all."""
        return len(self.findings) + self.more
