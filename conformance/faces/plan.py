"""`srm-conformance plan`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance.faces.choices import given, on_target, selecting


@click.command(short_help="Say what `run` would send and delete; sends nothing.")
@on_target
@selecting
def plan(base_url: str | None, profile: Path | None, **options: Any) -> None:
    """Say what `run` would send, and which pairings it would delete. Nothing is sent."""
    from conformance.faces.judging import target
    from conformance.faces.planning import print_plan

    with target(base_url, profile, given(options)) as aimed:
        print_plan(aimed)
