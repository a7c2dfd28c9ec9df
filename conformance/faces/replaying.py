"""A recorded failure, seen again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.faces.judging import judge_and_report
from conformance.model.errors import UserError
from conformance.run.replay import prepare

if TYPE_CHECKING:
    from conformance.profile.settings import Profile

SETTLED = ("depth", "seed", "skip", "shard", "resume")
"""Options that the recorded failure decides."""


def replay_and_report(profile: Profile, replay: str | None, evidence: Path | None, options: Mapping[str, Any]) -> int:
    """See the failure with this fingerprint again, and report it; the exit code. Raises UserError."""
    if replay is None:
        raise UserError("`--evidence` says where `--replay` looks, and there is no `--replay`", "add `--replay HASH`")
    for name in SETTLED:
        if name in options:
            raise UserError(f"`--{name}` does not go with `--replay`", "the failure is seen again as it was recorded")
    narrowed, again = prepare(profile, replay, evidence)
    return judge_and_report(narrowed, again)
