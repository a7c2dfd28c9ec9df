"""The lines that a report prints, run by bash as somebody pastes them who has a session and a pairing to give up."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from conformance.faces.cli import code_of
from conformance.reference.serve import start

BASH, CURL = shutil.which("bash"), shutil.which("curl")
ENDS = ("SUCCESS", "ERROR", "CANCELLED")
SAMPLE = {
    "unknown-is-204": "status.unknown-pairing-is-not-found",
    "description-is-null": "schema.task-description",
    "success-with-error": "lifecycle.success-carries-no-error",
    "second-deletion-is-409": "effect.second-deletion-is-documented",
    "still-readable": "effect.gone-by-id",
    "accepts-with-201": "status.deletion-is-accepted",
    "non-ascii-session-is-500": "authentication.non-ascii-session",
    "forbidden-is-500": "permission.no-privilege",
}
"""Fault -> a requirement that it breaks: by one request, by a look at a task, after an end, without the privilege."""


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def judged(server, requirement):
    """What the report of a run says of a requirement."""
    Path("profile.toml").write_text(server.profile(), encoding="utf-8")
    words = ["-p", "profile.toml", "--depth=quick", "--seed=11", "--no-progress", "--report=json=r.json"]
    code_of(["run", *words, f"--only={requirement}"])
    return _of(json.loads(Path("r.json").read_text(encoding="utf-8")), requirement)


def _of(report, requirement):
    [found] = [each for each in report["requirements"] if each["id"] == requirement]
    return found


def asked(url, *, headers=None, body=b"{}"):
    every = {"Content-Type": "application/json"} | (headers or {})
    request = urllib.request.Request(url, data=body, headers=every, method="POST")  # noqa: S310 - our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)


def held_by(note, server):
    """What the shell variables have to hold that a note speaks of."""
    named = re.search(r"of the account `(\w+)`", note)
    account = getattr(server.accounts, named[1] if named else "admin")
    if note.startswith("SRM_SESSION "):
        basic = base64.b64encode(f"{account.username}:{account.password}".encode()).decode()
        session = asked(f"{server.base_url}/session", headers={"Authorization": f"Basic {basic}"})
        return {"SRM_SESSION": session["session_id"]}
    if note.startswith("SRM_USER "):
        return {"SRM_USER": account.username, "SRM_PASSWORD": account.password}
    if note.startswith("SRM_PAIRING "):
        return {"SRM_PAIRING": asked(f"{server.lab_url}/pairings", body=b'{"count": 1}')["ids"][0]}
    return {}


def pasted(line, shell):
    """Status and body of what a line got. -q and the time limit are not for the reader."""
    line = line.replace("curl -i", "curl -q --noproxy '*' -sS -m 20 -i", 1)
    done = subprocess.run([str(BASH), "-c", line], env=shell, capture_output=True, check=False, timeout=60)  # noqa: S603 - the line under test
    assert (done.returncode, done.stderr) == (0, b"")
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def walked(reproduce, server):
    """What the last line got, after all that the report puts before it."""
    shell = {"PATH": "/usr/bin:/bin"}
    for note in reproduce["notes"]:
        shell |= held_by(note, server)
    for line in reproduce["before"]:
        status, body = pasted(line, shell)
        assert status < 300
        if line.endswith("# the deletion"):
            shell["SRM_TASK"] = json.loads(body)["id"]
        while line.endswith("# until the task has ended") and json.loads(body)["status"] not in ENDS:
            _, body = pasted(line, shell)
    return pasted(reproduce["curl"], shell)[0]


@pytest.mark.skipif(not (BASH and CURL), reason="there is no `bash` or no `curl` here")
@pytest.mark.parametrize(("fault", "requirement"), SAMPLE.items())
def test_the_printed_curl_lines_get_the_answer_of_the_report(fault, requirement):
    with start(fault=fault) as server:
        said = judged(server, requirement)
        got = walked(said["reproduce"], server)

    assert (said["verdict"] in ("fail", "warn"), got) == (True, said["evidence"][0]["response"]["status"])


@pytest.mark.skipif(not BASH, reason="there is no `bash` here")
def test_the_printed_command_is_one_that_a_shell_runs():
    command = Path(sys.executable).parent
    with start(fault="second-deletion-is-409") as server:
        said = judged(server, "effect.second-deletion-is-documented")
        line = said["reproduce"]["replay"] + " --no-progress --report json=again.json"
        shell = os.environ | {"PATH": f"{command}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run([str(BASH), "-c", line], env=shell, capture_output=True, check=False, timeout=120)  # noqa: S603 - the line under test

    again = _of(json.loads(Path("again.json").read_text(encoding="utf-8")), said["id"])
    assert (done.returncode, again["verdict"], again["message"]) == (1, said["verdict"], said["message"])
