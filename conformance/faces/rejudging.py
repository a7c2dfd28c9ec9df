"""Recorded evidence, judged again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from conformance.evidence import EvidenceError, read_events
from conformance.faces.judging import EVIDENCE, check_reports, tell, waivers_of
from conformance.model.events import RunStarted
from conformance.profile.load import loads
from conformance.profile.options import OPTIONS
from conformance.report.visible import one_line
from conformance.run import judge_evidence

LINE = 500
"""Characters of a warning."""
NOWHERE = "http://nowhere.invalid"
"""Options are checked as those of a profile; this one's target is never asked."""


def rejudge(file: Path, options: Mapping[str, Any]) -> int:
    """Judge the evidence of a file or a run's folder, report, and say the exit code. Raises UserError."""
    path = file / EVIDENCE if file.is_dir() else file
    profile = loads("", overrides={"base_url": NOWHERE, **options})
    chosen = profile.options
    check_reports(chosen)
    spec = str(options.get("spec") or "")
    waivers = waivers_of(chosen.waivers, spec or _spec_of(path)) if chosen.waivers else None
    said = "fail_on" in options or bool(os.environ.get(OPTIONS["fail_on"].variable))
    result = judge_evidence(path, waivers=waivers, fail_on=chosen.fail_on if said else "", spec=spec)
    for each in result.otherwise:
        click.echo(f"warning: {one_line(each, LINE)}", err=True)
    return tell(result, chosen, path)


def _spec_of(path: Path) -> str:
    """The document that the evidence names."""
    head = next(read_events(path), None)
    if not isinstance(head, RunStarted):
        raise EvidenceError(f"`{path}` does not begin with the head of a run")
    return head.spec_source
