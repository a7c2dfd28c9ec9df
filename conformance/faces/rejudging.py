"""Recorded evidence, judged again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.evidence import EVIDENCE, EvidenceError, read_events
from conformance.faces.judging import check_reports, tell, waivers_of
from conformance.model.errors import UserError
from conformance.model.events import RunStarted
from conformance.profile.load import loads
from conformance.profile.options import OPTIONS
from conformance.report.visible import one_line
from conformance.run import judge_evidence, judge_recording
from conformance.run.recording import DOCUMENT, is_recording

if TYPE_CHECKING:
    from conformance.model.result import Result
    from conformance.profile.settings import Options

LINE = 500
"""Characters of a warning."""
NOWHERE = "http://nowhere.invalid"
"""Options are checked as those of a profile; this one's target is never asked."""


def rejudge(file: Path, options: Mapping[str, Any]) -> int:
    """Judge the evidence of a file or a run's folder, or a HAR, report, and say the exit code. Raises UserError."""
    path = file / EVIDENCE if file.is_dir() else file
    rest = {name: value for name, value in options.items() if name not in ("base_url", "out")}
    chosen = loads("", overrides={"base_url": NOWHERE, **rest}).options
    check_reports(chosen)
    spec = str(options.get("spec") or "")
    if is_recording(path):
        result = _recording(path, options, chosen, spec)
        path = (result.out or path) / EVIDENCE
    elif {"base_url", "out"} & options.keys():
        raise UserError(
            "`--base-url` and `--out` are for a HAR", "evidence of a run says its target, and stays where it is"
        )
    else:
        waivers = waivers_of(chosen.waivers, spec or _spec_of(path)) if chosen.waivers else None
        said = "fail_on" in options or bool(os.environ.get(OPTIONS["fail_on"].variable))
        result = judge_evidence(path, waivers=waivers, fail_on=chosen.fail_on if said else "", spec=spec)
    for each in result.otherwise:
        click.echo(f"warning: {one_line(each, LINE)}", err=True)
    return tell(result, chosen, path)


def _recording(path: Path, options: Mapping[str, Any], chosen: Options, spec: str) -> Result:
    return judge_recording(
        path,
        out=options.get("out"),
        base_url=str(options.get("base_url") or ""),
        spec=spec,
        waivers=waivers_of(chosen.waivers, spec or DOCUMENT),
        fail_on=chosen.fail_on,
    )


def _spec_of(path: Path) -> str:
    """The document that the evidence names."""
    head = next(read_events(path), None)
    if not isinstance(head, RunStarted):
        raise EvidenceError(f"`{path}` does not begin with the head of a run")
    return head.spec_source
