"""`doctor` and `plan` as a user meets them: what is printed, and the exit code."""

from __future__ import annotations

import json

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
