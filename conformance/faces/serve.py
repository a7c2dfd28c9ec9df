"""`srm-conformance serve`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="The reference server: right by default, wrong on request.")
@click.option("--host", metavar="H", default="127.0.0.1", show_default=True)
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=0, help="Default: a free one.")
@click.option("--fault", metavar="NAME", help="Break something; --list names the faults.")
@click.option("--variant", metavar="NAME", help="Differ and be right all the same; --list names the variants.")
@click.option("--profile", metavar="FILE", type=click.Path(path_type=Path), help="Write a profile for it to FILE.")
@click.option("--list", "listed", is_flag=True, help="List faults and variants, and end.")
def serve(host: str, port: int, fault: str | None, variant: str | None, profile: Path | None, *, listed: bool) -> None:
    """Run the reference server until Ctrl-C. A profile for it goes to stdout, or to a file with --profile."""
    from conformance.faces.serving import print_list, run_server

    if listed:
        print_list()
    else:
        run_server(host, port, fault, variant, profile)
