"""`srm-conformance init`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

import click


@click.command(short_help="Write a commented profile to start from.")
@click.argument("base_url", metavar="[BASE_URL]", required=False, envvar="SRM_CONFORMANCE_BASE_URL")
@click.option("--out", metavar="FILE", default="srm-profile.toml", show_default=True, help="`-` for stdout.")
def init(base_url: str | None, out: str) -> None:
    """Write a commented profile for the target at BASE_URL, or a template without one.

    Nobody logs in: the target is asked a few harmless questions, and what it tells goes into comments. On a terminal
    you are asked for names; a password is never asked for and never written, only the variable that will hold it.
    """
    from conformance.faces.beginning import begin

    begin(base_url, out)
