"""`srm-conformance judge`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance.faces.choices import given, reporting


@click.command(short_help="Judge recorded evidence again; sends nothing.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--spec", metavar="VERSION|PATH", help="In place of the document that the evidence names.")
@reporting
def judge(file: Path, **options: Any) -> int:
    """Judge the evidence in FILE (`evidence.jsonl`, or the folder of a run) without sending anything."""
    from conformance.faces.rejudging import rejudge

    return rejudge(file, given(options))
