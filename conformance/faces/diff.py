"""`srm-conformance diff`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="What changed between two JSON reports; 1 when something got worse.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def diff(old: Path, new: Path, form: str) -> int:
    """Say what changed from the JSON report OLD to the JSON report NEW.

    Worse is a breach that was not there or not known, and whatever was judged and no longer is: a failure out of
    sight is not mended. Exit codes: 0 nothing got worse, 1 something did, 2 a report cannot be read. Slower answers
    are told, and change no exit code.
    """
    from conformance.faces.comparing import print_diff

    return print_diff(old, new, form)
