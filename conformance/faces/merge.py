"""`srm-conformance merge`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="One report out of the JSON reports of several shards.")
@click.argument("reports", metavar="REPORT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--report", "wanted", metavar="FORMAT=PATH", multiple=True, help="As `run` has it, of the whole.")
@click.option("--quiet", is_flag=True, help="Print the verdict alone.")
def merge(reports: tuple[Path, ...], wanted: tuple[str, ...], quiet: bool) -> int:  # noqa: FBT001 - a flag of the command line
    """Make one report out of the JSON reports of `run --shard 1/N` to `run --shard N/N`.

    They must be of one claim: the same document, tool, target and options. A breach in one shard is a breach of the
    whole; what a missing shard had to judge is not-tested, and the whole incomplete. Exit codes as those of `run`.
    """
    from conformance.faces.comparing import print_merged

    return print_merged(reports, wanted, quiet=quiet)
