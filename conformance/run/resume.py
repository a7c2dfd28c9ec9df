"""A run that was cut off, gone on with: what it was asked for, how far it came, what it left behind."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance import __version__
from conformance.drive.journal import (
    NAME,
    Begun,
    Past,
    keep_whole_lines,
    past,
    read_journal,
)
from conformance.evidence import EVIDENCE, read_events
from conformance.model.errors import UserError
from conformance.model.events import (
    Exchanged,
    Judgement,
    Observed,
    PairingSpent,
    ProbeEnded,
    RunResumed,
    RunStarted,
    Warned,
)
from conformance.run.digests import public

if TYPE_CHECKING:
    from conformance.model.events import Event
    from conformance.model.http import Exchange
    from conformance.model.observations import Observation
    from conformance.profile.settings import Profile

_FREE = ("max_requests", "max_minutes", "concurrency", "requests_per_minute", "session_requests_per_minute")
"""Limits that say how fast and how much, not what: a run may be gone on with under others."""
_ASKED = ("depth", "only", "skip", "shard")
"""Options that say what is judged."""


class NotToBeResumed(UserError):  # noqa: N818 - says what a run is
    """A run cannot be gone on with, or not by this profile."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A run so far. events: its evidence; empty where nothing was sent yet."""

    out: Path
    begun: Begun
    past: Past
    events: tuple[Event, ...]

    @property
    def ended(self) -> frozenset[str]:
        """The probes that came to their end."""
        return frozenset(each.probe for each in self.events if isinstance(each, ProbeEnded))

    @property
    def seen(self) -> tuple[Observation, ...]:
        """What its probes saw, in the order of time."""
        return tuple(each.observation for each in self.events if isinstance(each, Observed))

    @property
    def exchanges(self) -> int:
        """The number of the last exchange."""
        return max((each.exchange.number for each in self.events if isinstance(each, Exchanged)), default=0)

    def deletions(self, pairing: str) -> tuple[Exchange, ...]:
        """The exchanges in which the deletion of a pairing was asked for."""
        asked = (each.exchange for each in self.events if isinstance(each, Exchanged))
        return tuple(each for each in asked if each.request.method == "DELETE" and pairing in each.request.target)

    def unspent(self) -> tuple[str, ...]:
        """The pairings that it used up, or may have, without that its evidence says so."""
        told = {each.pairing for each in self.events if isinstance(each, PairingSpent)}
        return tuple(each for each in self.past.used if each not in told)


def settings_of(profile: Profile, spec_sha256: str) -> dict[str, str]:
    """What a run is asked for, as name -> digest; nothing secret goes into it."""
    limits = {each.name: getattr(profile.limits, each.name) for each in fields(profile.limits)}
    parts: dict[str, Any] = {
        "the document": spec_sha256,
        "`[target]`": profile.target,
        "`[accounts]`": profile.accounts,
        "`[pairings]`": profile.pairings,
        "`[levers]`": profile.levers,
        "`[claim]`": profile.claim,
        "`[limits]`": {name: value for name, value in limits.items() if name not in _FREE},
        "`--depth`, `--only`, `--skip` or `--shard`": [getattr(profile.options, name) for name in _ASKED],
    }
    return {name: sha256(json.dumps(public(part), sort_keys=True).encode()).hexdigest() for name, part in parts.items()}


def resumed(folder: Path, profile: Profile, spec_sha256: str) -> Sitting:
    """The run in a folder, to be gone on with: what was cut off at the ends of its files is taken away.

    Raises NotToBeResumed in plain words where there is none, or where it was asked for something else;
    JournalError and EvidenceError for files that are not whole.
    """
    journal = folder / NAME
    if not journal.is_file():
        raise NotToBeResumed(
            f"there is no run to go on with in `{folder}`: it has no `{NAME}`",
            "`--resume` takes the folder of a run, as every report names it",
        )
    entries = read_journal(journal)
    if not entries or not isinstance(entries[0], Begun):
        raise NotToBeResumed(f"the run in `{folder}` was cut off before it sent anything", "begin a new one")
    begun = entries[0]
    _same(begun, profile, spec_sha256, folder)
    keep_whole_lines(journal)
    return Sitting(folder, begun, past(entries), _events(folder / EVIDENCE))


def _events(path: Path) -> tuple[Event, ...]:
    """The evidence, as far as its lines are whole; a file without a whole one is taken away."""
    if not path.is_file():
        return ()
    keep_whole_lines(path)
    if not path.stat().st_size:
        path.unlink()
        return ()
    return tuple(each for each in read_events(path) if not isinstance(each, Judgement))  # it is judged anew


def _same(begun: Begun, profile: Profile, spec_sha256: str, folder: Path) -> None:
    if begun.tool_version != __version__:
        raise NotToBeResumed(
            f"the run in `{folder}` was begun by srm-conformance {begun.tool_version}, and this is {__version__}",
            "go on with that version, or begin a new run",
        )
    if begun.base_url != profile.target.base_url:
        raise NotToBeResumed(
            f"the run in `{folder}` judges `{begun.base_url}`, and the profile names `{profile.target.base_url}`",
            "give the profile that the run was begun with",
        )
    now = settings_of(profile, spec_sha256)
    changed = [name for name in now if now[name] != begun.settings.get(name)]
    if changed:
        raise NotToBeResumed(
            f"the run in `{folder}` was begun with another profile: {', '.join(changed)} changed since",
            "put back what was changed, or begin a new run",
        )
    if profile.options.seed not in (None, begun.seed):
        raise NotToBeResumed(
            f"the run in `{folder}` was begun with seed {begun.seed}, not {profile.options.seed}",
            "leave out `--seed`",
        )


def begun_by(profile: Profile, head: RunStarted) -> Begun:
    """The head of the journal of a new run."""
    settings = settings_of(profile, head.spec_sha256)
    return Begun(__version__, head.base_url, head.seed, head.spec_sha256, settings, head.started, os.getpid())


def notices(sitting: Sitting, at: float) -> Iterator[Event]:
    """What the evidence and its reader have to know of a run that is gone on with."""
    yield RunResumed(at)
    yield Warned(f"The run was cut off after exchange {sitting.exchanges}, and gone on with at {_moment(at)}.")
    for pairing in sitting.unspent():
        by = max((each.number for each in sitting.deletions(pairing)), default=0)
        yield PairingSpent(pairing, by, wrongly=False)
    if sitting.past.lost_supply:
        yield Warned(
            "The run was cut off while the supply made pairings: those are not known to it and are left alone."
        )


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
