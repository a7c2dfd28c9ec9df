"""`srm-conformance verify`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(path_type=Path)


@click.command(short_help="Check a signed attestation, and what it binds.")
@click.argument("envelope", type=FILE)
@click.option("--key", metavar="PUBLIC", required=True, type=FILE, help="PEM: the public half of the key that signed.")
@click.option(
    "--evidence", metavar="FILE", type=FILE, help="Is it what was judged, and does the verdict follow from it?"
)
@click.option("--document", metavar="FILE", type=FILE, help="Is it the OpenAPI document that was in force?")
@click.option("--report", metavar="FILE", type=FILE, help="Does this JSON report say the same?")
def verify(envelope: Path, key: Path, evidence: Path | None, document: Path | None, report: Path | None) -> int:
    """Check that ENVELOPE (`attestation.dsse.json`) was signed with the key, and say what it binds.

    Exit codes: 0 valid, 1 not valid or something given does not match, 2 wrong usage. Valid is not conformant:
    the verdict that was signed is printed.
    """
    from conformance.faces.verifying import print_verified

    return print_verified(envelope, key, evidence=evidence, document=document, report=report)
