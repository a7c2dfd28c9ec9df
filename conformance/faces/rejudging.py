"""Recorded evidence, judged again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.evidence import EvidenceError, read_events
from conformance.faces.judging import tell, waivers_of
from conformance.model.events import RunStarted
from conformance.profile.load import loads
from conformance.report import check
from conformance.run import judge_evidence

NOWHERE = "http://nowhere.invalid"
"""Options are checked as those of a profile; this one's target is never asked."""


def rejudge(file: Path, options: Mapping[str, Any]) -> int:
    """Judge the evidence of a file or a run's folder, report, and say the exit code. Raises UserError."""
    path = file / "evidence.jsonl" if file.is_dir() else file
    profile = loads("", overrides={"base_url": NOWHERE, **options})
    chosen = profile.options
    for form, report in chosen.report:
        check(form, Path(report))
    spec = str(options.get("spec") or "")
    waivers = waivers_of(chosen.waivers, spec or _spec_of(path)) if chosen.waivers else ()
    result = judge_evidence(path, waivers=waivers, fail_on=chosen.fail_on, spec=spec)
    return tell(result, chosen.report, quiet=chosen.quiet)


def _spec_of(path: Path) -> str:
    """The document that the evidence names."""
    head = next(read_events(path), None)
    if not isinstance(head, RunStarted):
        raise EvidenceError(f"`{path}` does not begin with the head of a run")
    return head.spec_source
