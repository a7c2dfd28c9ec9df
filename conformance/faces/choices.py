"""Options that several commands share, declared once; what they say is checked by profile.options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]

DEPTHS = "quick|standard|deep"
FORMATS = "json, junit, html, markdown, sarif, har, hurl, allure (a folder), arazzo (a folder)"


def on_target(command: Command) -> Command:
    """BASE_URL and --profile."""
    given = click.argument("base_url", metavar="[BASE_URL]", required=False)
    profile = click.option(
        "-p",
        "--profile",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="TOML: target, accounts, the pairings that are given up, levers, limits.",
    )
    return given(profile(command))


def selecting(command: Command) -> Command:
    """What is judged, and how far."""
    for option in reversed(
        (
            click.option("--only", metavar="ID|AREA", multiple=True, help="Judge nothing else. Repeatable, or a,b,c."),
            click.option("--skip", metavar="ID|AREA", multiple=True, help="Leave out. Repeatable, or a,b,c."),
            click.option("--depth", metavar=DEPTHS, help="How far the run goes; default: standard."),
            click.option("--shard", metavar="I/N", help="Do the I-th of N parts of the plan."),
            click.option("--spec", metavar="VERSION|PATH", help="A bundled document or your own; default: 2.0.0."),
        )
    ):
        command = option(command)
    return command


def reporting(command: Command) -> Command:
    """What becomes of the result."""
    for option in reversed(
        (
            click.option(
                "--report",
                metavar="FORMAT=PATH",
                multiple=True,
                help=f"{FORMATS}. Repeatable.",
            ),
            click.option("--attest", metavar="KEY", help="Sign the result: PEM, a private key; see `verify`."),
            click.option("--waivers", metavar="FILE", help="TOML: requirements known to be broken, until a day."),
            click.option("--fail-on", metavar="must|should", help="What makes the run non-conformant; default: must."),
            click.option("--quiet", is_flag=True, default=None, help="Print the verdict alone."),
        )
    ):
        command = option(command)
    return command


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that were given, by key, as `profile.load` takes them."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in options.items()
        if value not in (None, ())
    }
