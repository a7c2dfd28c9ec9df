"""The order of a run: what leaves pairings alone first, then what uses them up.

Odd requests come last, because a target may not survive them: what they cost then is little.

Within a stage that says `side_by_side` probes run at the same time; elsewhere one after another,
because they share a pairing, or move a lever that the whole target feels.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.terms import Depth
from conformance.plan.probe import Probe
from conformance.plan.probes import deletions, harmless, near, outages, refused, strangers
from conformance.plan.probes import journeys as travels

ADMIN = frozenset({"admin"})
LIVE = frozenset({"admin", "pairings"})
REMOTE = LIVE | {"remote"}
SESSIONS = frozenset({"sessions"})
"""Sessions of the administrator besides the working one."""
RISKY = ADMIN | {"hazards"}


@dataclass(frozen=True, slots=True)
class Stage:
    """Probes that belong together. title: what a person is told while they run."""

    title: str
    probes: tuple[Probe, ...]
    side_by_side: bool = False


STAGES = (
    Stage(
        "requests that name no pairing",
        (
            Probe(
                "unknown-pairing",
                "7 deletions of ids that no pairing has",
                harmless.unknown_pairing,
                ADMIN,
                requests=10,
            ),
            Probe(
                "one-connection",
                "5 pairs of requests, each pair on one connection",
                harmless.one_connection,
                ADMIN,
                requests=15,
            ),
        ),
    ),
    Stage(
        "deletions that have to be refused",
        (
            Probe(
                "not-authenticated",
                "two deletions without remote login",
                refused.not_authenticated,
                LIVE | SESSIONS,
                shared=True,
                requests=15,
            ),
            Probe(
                "login-elsewhere",
                "3 deletions with the remote login of another session",
                refused.login_elsewhere,
                REMOTE | SESSIONS,
                shared=True,
                requests=16,
            ),
            Probe(
                "unauthenticated",
                "37 deletions without a valid session",
                strangers.unauthenticated,
                LIVE,
                shared=True,
                requests=111,
            ),
            Probe(
                "no-privilege",
                "13 deletions without the privilege",
                refused.no_privilege,
                LIVE | {"viewer"},
                shared=True,
                requests=49,
            ),
            Probe(
                "near-misses",
                "deletions of what resembles the id of a pairing",
                near.near_misses,
                LIVE,
                shared=True,
                requests=61,
            ),
            Probe("other-methods", "other methods on a pairing", near.other_methods, LIVE, shared=True, requests=42),
        ),
    ),
    Stage(
        "states that only the operator can bring about",
        (
            Probe(
                "server-down",
                "two deletions while the remote site is down",
                refused.server_down,
                REMOTE | SESSIONS | {"remote_site_down"},
                shared=True,
                requests=35,
            ),
            Probe(
                "expired-session",
                "two deletions in a session that has run out",
                refused.expired_session,
                LIVE | SESSIONS | {"expire_sessions"},
                shared=True,
                requests=18,
            ),
        ),
    ),
    Stage(
        "the deletion itself",
        (
            Probe(
                "deletion",
                "a deletion, followed to its end, then once more",
                deletions.deletion,
                LIVE,
                shared=True,
                requests=38,
                logs_in=True,
            ),
        ),
    ),
    Stage(
        "deletions at the same instant",
        (
            Probe(
                "one-session-race",
                "two deletions of one pairing, one session",
                deletions.one_session_race,
                LIVE,
                own=1,
                requests=13,
                logs_in=True,
            ),
            Probe(
                "two-session-race",
                "two deletions of one pairing, two sessions",
                deletions.two_session_race,
                LIVE | SESSIONS,
                own=1,
                depth=Depth.STANDARD,
                requests=15,
                logs_in=True,
            ),
        ),
    ),
    Stage(
        "an outage in the midst of a deletion",
        (
            Probe(
                "outage-midway",
                "a deletion in whose midst the remote site goes down",
                outages.outage_midway,
                REMOTE | {"remote_site_down"},
                own=1,
                depth=Depth.STANDARD,
                requests=11,
            ),
        ),
    ),
    Stage(
        "deletions of different pairings at the same instant",
        (
            Probe(
                "distinct-deletions",
                "four deletions of different pairings, or as many as there are",
                deletions.distinct_deletions,
                LIVE,
                own=deletions.SIDE_BY_SIDE,
                more=deletions.MORE,
                depth=Depth.STANDARD,
                requests=36,
                logs_in=True,
            ),
        ),
    ),
    Stage(
        "odd requests, and with `hazards` those that a broken target might take for other pairings",
        (
            Probe("odd-requests", "odd ids, headers, queries and bodies", harmless.odd_requests, ADMIN, requests=402),
            Probe("wildcards", "wildcards in place of an id", harmless.wildcards, RISKY, requests=27),
            Probe("traversal", "dot segments in place of an id", harmless.traversal, RISKY, requests=17),
            Probe("empty-id", "an empty id", harmless.empty_id, RISKY, requests=15),
        ),
    ),
    Stage(
        "journeys through logins, outages and deletions",
        (
            Probe(
                "journeys",
                "4 journeys of 6 to 15 actions, drawn from the seed",
                travels.journeys,
                REMOTE | SESSIONS | {"remote_site_down"},
                own=travels.PAIRINGS,
                depth=Depth.DEEP,
                requests=90,
            ),
        ),
    ),
    Stage(
        "what was deleted, once more",
        (
            Probe(
                "afterwards",
                "a last look at what was deleted, and one deletion of it again",
                deletions.afterwards,
                LIVE,
                requests=17,
                beside="deletion",
                logs_in=True,
            ),
        ),
    ),
)


def probes() -> dict[str, Probe]:
    """Every probe by its name."""
    return {probe.name: probe for stage in STAGES for probe in stage.probes}
