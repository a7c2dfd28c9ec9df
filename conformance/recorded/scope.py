"""What traffic that somebody else produced can show, and why it cannot show the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from conformance.model.observations import Journey

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement

OTHERS = "passive traffic does not show what other clients did: one of them may have deleted the pairing"
STANDING = "passive traffic does not show whether anything stood against a deletion"
SESSION = "passive traffic does not show what becomes of a session that nobody is known to have spoilt"
TRIED = "passive traffic holds no requests that were made to be refused"

UNSEEN: Mapping[str, str] = {
    "status.deletion-is-accepted": f"{STANDING}: privilege, remote login, the remote site",
    "status.unknown-pairing-is-not-found": "passive traffic does not show which pairings there are not",
    "status.malformed-id-is-refused": TRIED,
    "lifecycle.task-ends": "passive traffic does not show how long a task may take: a run has `task_timeout` for it",
    "lifecycle.tasks-are-distinct": "passive traffic does not show whether two deletions left at the same instant",
    "lifecycle.entity-is-this-pairing": "passive traffic does not show which other pairings there were",
    "effect.gone-by-id": "",
    "effect.gone-from-the-list": "",
    "effect.stays-gone": "",
    "effect.second-deletion-*": "",
    "effect.there-until-the-end": "",
    "effect.near-*": TRIED,
    "effect.*": OTHERS,
    "authentication.no-session": "",
    "authentication.logged-out-session": "",
    "authentication.refused-means-not-done": OTHERS,
    "authentication.expired-session": "passive traffic does not show when a session ran out",
    "authentication.*": SESSION,
    "permission.*": "passive traffic does not show which privileges an account has",
    "connectivity.*": "passive traffic does not show the state of the remote site, nor every login to it",
    "http.redirect-is-no-answer": "",
    "http.challenge-on-401": "",
    "http.well-formed-response": "a recording holds no bytes of the wire, only what its recorder made of them",
    "http.*": TRIED,
    "robustness.*": TRIED,
    "concurrency.*": "passive traffic does not show whether two deletions left at the same instant",
}
"""Requirement id (with `*`) -> why recorded traffic cannot show it; empty where it can. The first that fits counts."""


def unseen(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Requirement id -> why recorded traffic cannot show it."""
    return {each.id: why for each in requirements if (why := _why(each))}


def _why(requirement: Requirement) -> str:
    if requirement.of == (Journey,):
        return STANDING
    return next((why for name, why in UNSEEN.items() if fnmatchcase(requirement.id, name)), "")
