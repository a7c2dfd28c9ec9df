"""Reports beside one another, for people and for scripts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from conformance.compare.diff import compare
from conformance.compare.telling import as_json, markdown, print_difference
from conformance.report.reading import read_report

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
