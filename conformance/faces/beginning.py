"""A profile to start from, made of what a target tells and what its operator says."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.drive.discover import discover
from conformance.model.errors import UserError
from conformance.profile.template import EXAMPLE, PRODUCTS_LIMIT, USERNAMES, VARIABLES, Known, template

if TYPE_CHECKING:
    from conformance.drive.discover import Discovery

STDOUT = "-"

Ask = Callable[[str, str], str]
"""Asks a question, with the answer for who just presses Enter."""


def begin(base_url: str | None, out: str) -> None:
    """Write a profile to a new file, or to stdout. Raises UserError for a URL that is none and a file that exists."""
    path = None if out == STDOUT else Path(out)
    if path is not None and (path.exists() or path.is_symlink()):
        raise UserError(f"`{path}` exists already", "name another file with --out, or `--out -` for stdout")
    ask = _ask if sys.stdin.isatty() and sys.stdout.isatty() else _nobody
    base_url = base_url or ask(f"Base URL of the API, such as {EXAMPLE} (none: a template)", "")
    found = asyncio.run(discover(base_url)) if base_url else None
    if found is not None:
        _say(_outcome(found))
    known = asked(known_of(found), ask)
    if path is None:
        sys.stdout.write(template(known))
        return
    _write(path, template(known))
    variables = [VARIABLES[name] for name, username in known.usernames if username]
    _say(f"wrote `{path}`; next: export {', '.join(variables)}, then `srm-conformance doctor -p {path}`")


def _ask(question: str, default: str) -> str:
    return str(click.prompt(question, default=default, show_default=bool(default), err=True)).strip()


def _nobody(_: str, default: str) -> str:
    return default


def _say(text: str) -> None:
    shown = "".join(char if char.isprintable() else "?" for char in text)
    click.echo(shown, err=True)


def known_of(found: Discovery | None) -> Known:
    """What a profile for a target starts with."""
    if found is None:
        return Known()
    return Known(
        base_url=found.base_url,
        remarks=tuple(_remarks(found)),
        lab=found.lab,
        per_minute=0 if found.loopback else PRODUCTS_LIMIT,
    )


def asked(known: Known, ask: Ask) -> Known:
    """The same with what the operator says of accounts and pairings."""
    names = []
    for name, username in USERNAMES.items():
        hint = "" if name == "admin" else ", `-` for none"
        said = ask(f"User name of the account `{name}`{hint}", username)
        names.append((name, "" if said == "-" and name != "admin" else said))
    ids = (
        ask("Ids of pairings that are given up and will be DELETED, separated by blanks", "").replace(",", " ").split()
    )
    return Known(known.base_url, known.remarks, tuple(names), tuple(dict.fromkeys(ids)), known.lab, known.per_minute)


def _outcome(found: Discovery) -> str:
    if found.lab:
        return f"{found.base_url} is the bundled reference server"
    return f"{found.base_url}: {found.said}" if found.said else found.base_url


def _remarks(found: Discovery) -> list[str]:
    said = ["This is the bundled reference server." if found.lab else f"When this was written: {found.said}."]
    if found.server:
        said.append(f"It calls itself `{found.server}`.")
    if found.tls is not None and found.tls.until is not None:
        until = datetime.fromtimestamp(found.tls.until, UTC).date()
        said.append(f"{found.tls.version}, certificate of {found.tls.subject} by {found.tls.issuer}, until {until}.")
    if found.distrust:
        said.append(f"{found.distrust[:1].upper()}{found.distrust[1:]}.")
        said.append("Put the path of the CA bundle that vouches for it into `verify_tls`.")
    if found.distrust and found.tls is not None:
        said.append(f"SHA-256 of the certificate: {found.tls.sha256}")
    if found.proxy:
        said.append(f"Reached by way of the proxy {found.proxy} of the environment.")
    if found.found and found.base_url.rstrip("/").endswith("/v1"):
        said.append("Release 1.0.0 of the API (v1) has no deletion of pairings; 2.0.0 (v2) brought it.")
    return said


def _write(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UserError(f"the profile `{path}` cannot be written: {error.strerror or error}") from error
