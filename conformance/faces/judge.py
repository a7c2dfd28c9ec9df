"""`srm-conformance judge`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance.faces.choices import given, reporting


@click.command(short_help="Judge evidence of a run again, or recorded traffic (HAR); sends nothing.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--spec", metavar="VERSION|PATH", help="In place of the document that the evidence names.")
@click.option("--base-url", metavar="URL", help="Of the target to judge, where a HAR has traffic of several.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="For the evidence made of a HAR.")
@reporting
def judge(file: Path, **options: Any) -> int:
    """Judge what was recorded in FILE without sending anything.

    FILE: the evidence of a run (`evidence.jsonl`, or its folder), or a HAR of traffic that somebody else produced.
    """
    from conformance.faces.rejudging import rejudge

    return rejudge(file, given(options))
