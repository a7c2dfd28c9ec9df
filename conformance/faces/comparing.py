"""Reports beside one another, for people and for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from conformance.compare import course, drawing
from conformance.compare.diff import compare
from conformance.compare.merge import merge
from conformance.compare.telling import as_json, markdown, print_difference
from conformance.compare.trend import trend
from conformance.faces.judging import FAILED
from conformance.faces.saying import forget_stdout, say_error
from conformance.model.errors import UserError
from conformance.model.result import CODES
from conformance.profile.options import reports_of
from conformance.report import check, write, write_text
from conformance.report.console import print_result
from conformance.report.reading import Report, read_report

WORSE = 1


def print_diff(old: Path, new: Path, form: str) -> int:
    """Print what changed from one report to another; the exit code. Raises UserError."""
    found = compare(read_report(old), read_report(new))
    if form == "json":
        sys.stdout.write(json.dumps(as_json(found), indent=2, allow_nan=False) + "\n")
    elif form == "markdown":
        sys.stdout.write(markdown(found))
    else:
        print_difference(found, sys.stdout)
    return WORSE if found.worse else 0


NEEDS_EVIDENCE = ("har",)
"""Formats made of all exchanges; JSON reports show a few."""


def print_merged(paths: Sequence[Path], wanted: Sequence[str], *, quiet: bool) -> int:
    """Merge reports, write the result and print it; the exit code. Raises UserError."""
    forms = reports_of(wanted)
    for form, path in forms:
        check(form, path)
        if form in NEEDS_EVIDENCE:
            raise UserError(
                f"`{form}` is made of every exchange, and JSON reports show a few of them",
                f"`srm-conformance judge RUN --report {form}=FILE` makes it of the evidence of each shard",
            )
    merged = merge([read_report(each) for each in paths])
    missed = [error for form, path in forms for error in _written(form, merged, path)]
    try:
        print_result(merged.result, sys.stdout, quiet=quiet)
    except BrokenPipeError:
        forget_stdout()
    for error in missed:
        say_error(error.message, error.hint, error)
    return FAILED if missed else CODES[merged.result.verdict]


def _written(form: str, merged: Report, path: Path) -> list[UserError]:
    """Write a report; the error, if it could not be."""
    try:
        if form == "json":
            write_text(json.dumps(merged.written, indent=2, allow_nan=False) + "\n", path)
        else:
            write(form, merged.result, path)
    except UserError as error:
        return [error]
    return []


def print_course(folder: Path, form: str, *, html: Path | None, svg: Path | None) -> int:
    """Draw and print how the reports of a folder went; the exit code. Raises UserError."""
    seen = trend(folder)
    if html is not None:
        write_text(drawing.html(seen), html)
    if svg is not None:
        write_text(drawing.svg(seen), svg)
    if form == "json":
        sys.stdout.write(json.dumps(course.as_json(seen), indent=2, allow_nan=False) + "\n")
    else:
        course.print_trend(seen, sys.stdout)
    return 0
