"""`srm-conformance qualify`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

import click

from conformance.faces.choices import DEPTHS


@click.command(short_help="Judge the judge: the reference server under every fault and variant.")
@click.option(
    "--only",
    metavar="NAME",
    multiple=True,
    help="Only these faults or variants, or all `faults`, `variants`, `rare` faults. Repeatable, or a,b,c.",
)
@click.option("--seeds", metavar="N", type=click.IntRange(1), default=1, show_default=True, help="Runs of each.")
@click.option("--depth", type=click.Choice(DEPTHS.split("|")), default="standard", show_default=True)
@click.option("--workers", metavar="N", type=click.IntRange(1), default=2, show_default=True, help="Side by side.")
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
def qualify(only: tuple[str, ...], seeds: int, depth: str, workers: int, form: str) -> int:
    """Judge every wrong server and every differently right one.

    Prints who was caught, who was missed, and every false alarm; exit 1 when there is any of the last two.
    """
    from conformance.faces.qualifying import print_qualification

    return print_qualification(only, seeds=seeds, depth=depth, workers=workers, form=form)
