"""`srm-conformance requirements`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

import click


@click.command(short_help="The catalogue: every requirement with level, clause and title.")
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
@click.option("--spec", metavar="VERSION|PATH", default="2.0.0", show_default=True, help="The document in force.")
@click.option("--coverage", is_flag=True, help="The other way round: each element of the document, and what judges it.")
def requirements(form: str, spec: str, *, coverage: bool) -> None:
    """Print every requirement that the document makes, area by area."""
    from conformance.faces.catalogue import print_catalogue
    from conformance.faces.covering import print_coverage

    (print_coverage if coverage else print_catalogue)(spec, form)
