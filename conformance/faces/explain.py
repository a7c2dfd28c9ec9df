"""`srm-conformance explain`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

import click


@click.command(short_help="One requirement: its clause, what is sent, how it is judged, what usually breaks it.")
@click.argument("requirement", metavar="ID")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.option("--spec", metavar="VERSION|PATH", default="2.0.0", show_default=True, help="The document in force.")
def explain(requirement: str, form: str, spec: str) -> None:
    """Explain the requirement ID; the area before the dot may be left out where the rest is enough."""
    from conformance.faces.explaining import print_explained

    print_explained(spec, requirement, form)
