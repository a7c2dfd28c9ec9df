"""`doctor` and `plan` as a user meets them: what is printed, and the exit code."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from conformance.faces.cli import code_of
from conformance.reference.serve import start

PLAN = """
[target]
base_url = "http://127.0.0.1:1"
[accounts]
admin = { username = "a", password = "marker" }
remote = { username = "r", password = "marker" }
[pairings]
ids = ["first", "second"]
keep = ["third"]
[limits]
requests_per_minute = 50
"""


@pytest.fixture
def profile(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with start() as server:
        (tmp_path / "profile.toml").write_text(server.profile(), encoding="utf-8")
        yield tmp_path / "profile.toml"


def test_a_profile_that_works_ends_with_0_and_says_so_last(profile, capsys):
    assert code_of(["doctor", "-p", "profile.toml"]) == 0

    out = capsys.readouterr().out
    assert "levers.remote_site_down applied and undone" in out
    assert out.splitlines()[-1].startswith("works: a run can judge all ")


def test_a_profile_that_does_not_work_ends_with_3_and_the_way_out(profile, capsys):
    profile.write_text(profile.read_text().replace("/remote-site", "/nothing"))

    assert code_of(["doctor", "-p", "profile.toml"]) == 3

    out = capsys.readouterr().out
    assert "FAILS    levers.remote_site_down" in out
    assert "-> try the actions of `[levers.remote_site_down]` by hand" in out
    assert "Therefore not tested:" in out
    assert out.splitlines()[-1].startswith("does not work: levers.remote_site_down; ")


def test_a_script_reads_the_same_as_json(profile, capsys):
    assert code_of(["doctor", "-p", "profile.toml", "--format", "json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["healthy"], told["untested"], len(told["pairings_made"])) == (True, [], 4)
    assert {each["state"] for each in told["checks"]} <= {"works", "fails", "unknown", "note"}


def test_a_wrong_profile_ends_with_2_and_nothing_is_sent(profile, capsys):
    profile.write_text(profile.read_text().replace("[claim]", "[clame]"))

    assert code_of(["doctor", "-p", "profile.toml"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert "claim" in err


def plan_of(tmp_path, capsys, text):
    (tmp_path / "plan.toml").write_text(text)
    assert code_of(["plan", "-p", str(tmp_path / "plan.toml")]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_a_plan_says_what_each_pairing_is_used_for(tmp_path, capsys):
    said = plan_of(tmp_path, capsys, PLAN)

    assert "first deleted by deletion, after not-authenticated, login-elsewhere" in said
    assert "second deleted by one-session-race" in said
    assert "too few for two-session-race, distinct-deletions" in said
    assert "keeps third" in said


def test_a_plan_foretells_the_time_under_the_cap(tmp_path, capsys):
    said = plan_of(tmp_path, capsys, PLAN)

    assert "min (50 requests a minute), and the time that tasks need" in said


def test_a_plan_says_whether_hazards_are_sent(tmp_path, capsys):
    without = plan_of(tmp_path, capsys, PLAN)
    with_them = plan_of(tmp_path, capsys, f"{PLAN}[claim]\nhazards = true\n")

    assert "hazards none is sent: none is allowed (`[claim] hazards = true`)" in without
    assert "hazards sent: wildcards, traversal, empty-id" in with_them


def test_a_plan_warns_of_tls_that_is_not_verified(tmp_path, capsys):
    text = PLAN.replace('"http://127.0.0.1:1"', '"https://127.0.0.1:1"\nverify_tls = false')

    assert "note TLS certificates were not verified" in plan_of(tmp_path, capsys, text)


COMMAND = (sys.executable, "-c", "from conformance.faces.cli import main; main()")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_with_130_and_a_lever_that_was_applied_is_undone(profile, sign):
    """The lever tells by a file that it is at work, and then takes longer than anybody waits."""
    folder = profile.parent
    (folder / "lever.sh").write_text('echo "$1" >> moves; [ "$1" = up ] || exec sleep 60\n')
    lines = [each for each in profile.read_text().splitlines() if not each.startswith(("apply", "undo"))]
    levers = 'apply = { command = ["sh", "lever.sh", "down"] }\nundo = { command = ["sh", "lever.sh", "up"] }'
    text = "\n".join(lines).replace("[levers.remote_site_down]", f"[levers.remote_site_down]\n{levers}")
    profile.write_text(
        text.replace("[levers.expire_sessions]", "").replace("task_timeout = 3.0", "task_timeout = 60.0")
    )
    moves = folder / "moves"

    command = [*COMMAND, "doctor", "-p", "profile.toml"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:  # noqa: S603 - our own command
        until = time.monotonic() + 60
        while time.monotonic() < until and not (moves.exists() and "down" in moves.read_text()):
            assert running.poll() is None
        running.send_signal(sign)
        _, err = running.communicate(timeout=60)

    assert (running.returncode, "Traceback" in err) == (130, False)
    assert moves.read_text().split() == ["up", "down", "up"]
