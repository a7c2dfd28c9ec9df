"""The reference server, for people."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

from conformance.model.errors import UserError
from conformance.reference import serve
from conformance.reference.faults import FAULTS
from conformance.reference.variants import VARIANTS
from conformance.report.console import Page

HEAD = "# A profile of the reference server"


def print_list() -> None:
    """Print every fault and every variant."""
    page = Page(sys.stdout)
    width = max((len(name) for name in (*FAULTS, *VARIANTS)), default=0)
    for title, table in (("faults", FAULTS), ("variants", VARIANTS)):
        page.head(title, "")
        for name, each in table.items():
            page.fact(f"{name:<{width}}", each.says, "  ")
        page.blank()
    page.send()


def run_server(host: str, port: int, fault: str | None, variant: str | None, profile: Path | None) -> None:
    """Run a server until Ctrl-C; its profile goes to a file, or to stdout. Raises UserError."""
    if profile is None:
        serve.serve(host, port, fault, variant)
        return
    _refuse_foreign(profile)
    with serve.start(fault, variant, host=host, port=port) as running, suppress(KeyboardInterrupt):
        _write(profile, f"{HEAD} at {running.base_url}; it is written anew each time.\n{running.profile()}")
        sys.stderr.write(f"{running.base_url} is up, its profile is `{profile}`; Ctrl-C stops it\n")
        threading.Event().wait()


def _refuse_foreign(profile: Path) -> None:
    """Keep a profile that somebody wrote by hand."""
    try:
        ours = not profile.exists() or profile.read_text(encoding="utf-8").startswith(HEAD)
    except (OSError, UnicodeDecodeError):
        ours = False
    if not ours:
        raise UserError(f"`{profile}` exists and is not by this command", "name another file, or take it away first")


def _write(profile: Path, text: str) -> None:
    try:
        handle = os.open(profile, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UserError(f"the profile `{profile}` cannot be written: {error.strerror}") from error
