"""A run in a process of its own, killed as soon as its journal shows what was waited for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-c", "from conformance.faces.cli import main; main()")


def started(folder: Path, *arguments: str, command: str = "run") -> subprocess.Popen[str]:
    """`srm-conformance run`, or another command, in a folder that holds `profile.toml`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SRM_CONFORMANCE_")}
    return subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, command, "-p", "profile.toml", *arguments],
        cwd=folder,
        env=clean | {"PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a run that nobody disturbs."""
    process = started(folder, *arguments)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a file of JSON lines."""
    content = path.read_bytes() if path.exists() else b""
    return [json.loads(line) for line in content.split(b"\n")[:-1]]


def killed(folder: Path, when: Callable[[list[dict[str, Any]]], bool], *arguments: str) -> None:
    """Kill a run as soon as the entries of its journal are those that were waited for."""
    process = started(folder, "--out", "run", "--no-progress", *arguments)
    while not when(lines(folder / "run" / "journal.jsonl")):
        assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGKILL)
    process.communicate()
