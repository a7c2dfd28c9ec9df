"""`srm-conformance doctor`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance.faces.choices import given, on_target, selecting


@click.command(short_help="Try every account, supply and lever of a profile once, harmlessly.")
@on_target
@selecting
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def doctor(base_url: str | None, profile: Path | None, form: str, **options: Any) -> int:
    """Try every account, supply and lever of a profile once, and say what does not work and how to mend it.

    No pairing is deleted. A supply makes pairings, which stay and are named; a lever is undone, applied and undone.

    Ends with 0 when all works and a run can judge all that its claim needs, else with 3.
    """
    from conformance.faces.examining import print_examination
    from conformance.faces.judging import target

    with target(base_url, profile, given(options)) as aimed:
        return print_examination(aimed, form)
