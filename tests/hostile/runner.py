"""Judge hostile targets and write every report: in this process, or in one of its own whose memory can be measured."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import traceback
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from time import perf_counter
from typing import Any, Self

import conformance
from conformance.profile.load import loads
from conformance.report import FORMATS, write
from conformance.report.console import print_result
from conformance.report.progress import Progress
from conformance.run import judge_target

ONLY = (
    "status.unknown-pairing-is-not-found",
    "status.deletion-is-accepted",
    "lifecycle.task-ends",
    "lifecycle.task-is-readable",
    "schema.task-body",
    "schema.task-progress",
    "schema.task-queued-time",
    "effect.gone-from-the-list",
    "effect.unknown-pairing-deletes-nothing",
)


def judged(profile: str, folder: str, also: Sequence[str] = ()) -> dict[str, Any]:
    """What the tool makes of a target: verdict, everything that it says of it, exit code, seconds.

    also: requirements beside the usual ones.
    """
    overrides = {"seed": 1, "depth": "quick", "out": f"{folder}/run", "only": [*ONLY, *also]}
    began = perf_counter()
    printed, progress = StringIO(), StringIO()
    with Progress(progress) as shown:
        result = judge_target(loads(profile, environ={}, overrides=overrides), on_event=shown)
    for form in FORMATS:
        write(form, result, Path(folder) / f"report.{form}")
    print_result(result, printed)
    said = [each.verdict.message for each in result.requirements if "--only" not in each.verdict.message]
    reasons = [each.message for each in (each.verdict for each in result.open())]
    return {
        "verdict": str(result.verdict),
        "said": [*said, *result.warnings],
        "reason": next(iter([*_broken(result), *reasons]), ""),
        "stdout": printed.getvalue(),
        "stderr": progress.getvalue(),
        "code": result.exit_code,
        "requests": result.requests,
        "seconds": perf_counter() - began,
    }


def _broken(result: Any) -> list[str]:
    return [each.verdict.message for each in result.requirements if each.verdict.outcome == "fail"]


class Apart:
    """A process that judges one target after another and tells its peak memory so far."""

    def __enter__(self) -> Self:
        here = os.environ | {"PYTHONPATH": str(Path(conformance.__file__).parents[1])}
        command = [sys.executable, __file__]
        self._process = subprocess.Popen(  # noqa: S603 - this very file
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=here
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def judged(self, profile: str, folder: str, also: Sequence[str] = ()) -> dict[str, Any]:
        """As `judged`, with `peak`, MiB; `crash` holds a traceback if there was one."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([profile, folder, also]) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found


def peak() -> float:
    """MiB that this process took at most. Linux counts into `ru_maxrss` what the parent had when it forked."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Read a profile and a folder a line, answer with a line each."""
    for line in sys.stdin:
        try:
            found = judged(*json.loads(line))
        except BaseException:  # noqa: BLE001 - it is told, whatever it is
            found = {"crash": traceback.format_exc()}
        found["peak"] = peak()
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
