"""`srm-conformance trend`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="How the verdicts of a folder of JSON reports went over time.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--html", metavar="FILE", type=click.Path(path_type=Path), help="Draw it, with a table, as one page.")
@click.option("--svg", metavar="FILE", type=click.Path(path_type=Path), help="Draw it as one picture.")
def trend(folder: Path, form: str, html: Path | None, svg: Path | None) -> int:
    """Tell how the verdicts of all JSON reports below FOLDER went, in the order of time.

    What broke and was mended is told against the report before it on the same target. Flaky is a requirement that
    came back to an earlier verdict while tool, document and target stayed the same. Files that are no report are
    passed over and counted. The exit code is 0 whatever the verdicts are; `diff` judges.
    """
    from conformance.faces.comparing import print_course

    return print_course(folder, form, html=html, svg=svg)
