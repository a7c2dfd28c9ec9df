"""What a run will cost: pairings and what for, requests, time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.model.terms import Depth
from conformance.plan.probe import PROPOSALS

if TYPE_CHECKING:
    from conformance.plan.probe import Probe
    from conformance.plan.selection import Plan
    from conformance.profile.settings import Limits, Pairings


@dataclass(frozen=True, slots=True)
class Need:
    """A pairing that a run wants.

    probes: whose requests are aimed at it, in order. spent: a right target has it no more afterwards.
    optional: they do without it where there is none.
    """

    probes: tuple[Probe, ...]
    spent: bool
    optional: bool = False


def pairings_needed(plan: Plan) -> tuple[Need, ...]:
    """The pairings that a run wants, in the order in which they are taken; the shared one first."""
    shared = tuple(probe for probe in plan.probes if probe.shared)
    first = (Need(shared, any(probe.name == "deletion" for probe in shared)),) if shared else ()
    return (
        *first,
        *(
            Need((probe,), spent=True, optional=place >= probe.own)
            for probe in plan.probes
            for place in range(probe.own + probe.more)
        ),
    )


def given_up(pairings: Pairings) -> tuple[str, ...]:
    """The ids that the profile gives up; `keep` beats it."""
    return tuple(each for each in pairings.ids if each not in pairings.keep)


def left_without(plan: Plan, available: int) -> tuple[Probe, ...]:
    """The probes that find no pairing left when there are only so many."""
    lacking = pairings_needed(plan)[available:]
    return tuple(dict.fromkeys(probe for need in lacking if not need.optional for probe in need.probes))


def requests_needed(plan: Plan, depth: Depth) -> int:
    """About how many requests a run of this depth sends; a Probe names those of the standard one."""
    drawn = any(probe.name == "odd-requests" for probe in plan.probes)
    return plan.requests + (PROPOSALS[depth] - PROPOSALS[Depth.STANDARD] if drawn else 0)


def seconds_needed(requests: int, limits: Limits, *, each: float = 0.0) -> float:
    """The seconds that so many requests take at least; 0 where nothing is known.

    each: seconds that the target takes for one. The time that tasks take comes on top.
    """
    caps = [each for each in (limits.requests_per_minute, limits.session_requests_per_minute) if each]
    paced = 60 * requests / min(caps) if caps else 0.0  # nearly all requests bear the admin's session
    return max(paced, requests * each)


def in_words(seconds: float) -> str:
    """A span of time as people say it: `40 s`, `12 min`, `2 h 5 min`."""
    if seconds < 100:  # noqa: PLR2004 - beyond that nobody counts seconds
        return f"{max(1, round(seconds))} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
