"""The command line as a pipeline meets it: a process, its exit code, its two streams."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conformance.reference.serve import start

COMMAND = (sys.executable, "-c", "from conformance.faces.cli import main; main()")


def told(*arguments, folder, environ=None):
    """Exit code, stdout and stderr of the command in a folder of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SRM_CONFORMANCE_")}
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        env=clean | {"PYTHONWARNINGS": "ignore"} | (environ or {}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def server(tmp_path):
    with start() as running:
        (tmp_path / "profile.toml").write_text(running.profile(), encoding="utf-8")
        yield running


def test_without_a_target_the_bundled_server_is_judged_and_found_conformant(tmp_path):
    code, out, _ = told("run", "--depth", "quick", "--no-progress", folder=tmp_path)

    assert code == 0
    assert out.splitlines()[-1].startswith("conformant: ")


def test_reports_are_written_where_they_were_asked_for(server, tmp_path):
    reports = [f"--report={form}={tmp_path / form}" for form in ("json", "junit", "markdown", "html")]

    code, _, err = told("run", "-p", "profile.toml", "--depth=quick", "--seed=7", *reports, folder=tmp_path)

    report = json.loads((tmp_path / "json").read_text())
    assert (code, report["verdict"], report["seed"], report["target"]["base_url"]) == (
        0, "conformant", 7, server.base_url,
    )  # fmt: skip
    suite = ET.parse(tmp_path / "junit").getroot()  # noqa: S314 - our own file
    assert len(list(suite.iter("testcase"))) == len(report["requirements"])
    assert "judging" in err


def test_a_wrong_server_ends_with_one_and_every_failure_says_how_to_see_it_again(tmp_path):
    with start(fault="unknown-is-400") as server:
        (tmp_path / "profile.toml").write_text(server.profile(), encoding="utf-8")
        code, out, _ = told("run", "-p", "profile.toml", "--depth=quick", "--no-progress", folder=tmp_path)

    assert code == 1
    assert "FAIL status.unknown-pairing-is-not-found" in out
    assert "curl -i -X DELETE --path-as-is" in out
    assert "$SRM_SESSION" in out


def test_a_refused_login_is_incomplete_and_not_a_verdict(server, tmp_path):
    text = (tmp_path / "profile.toml").read_text()
    (tmp_path / "profile.toml").write_text(text.replace(server.accounts.admin.password, "not-the-password"))

    code, out, _ = told("run", "-p", "profile.toml", "--no-progress", folder=tmp_path)

    assert code == 3
    assert "FAIL" not in out
    assert "not-the-password" not in out


UNSET = """
[target]
base_url = "http://127.0.0.1:1"
[accounts.admin]
username = "a"
password = { env = "NOT_SET" }
"""


@pytest.mark.parametrize(
    ("arguments", "profile", "said"),
    [
        (["-p", "nowhere.toml"], "", "`nowhere.toml`"),
        (["-p", "profile.toml"], "[target]\nbase_url = 'http://127.0.0.1:1'\nverify_tsl = true\n", "verify_tls"),
        (["-p", "profile.toml"], "[target]\n", "base_url"),
        (["-p", "profile.toml"], "[target\n", "line 1"),
        (["-p", "profile.toml"], UNSET, "NOT_SET"),
        (["ftp://somewhere"], "", "http"),
        (["http://127.0.0.1:1", "--only", "status.answers-are-documentd"], "", "status.answers-are-documented"),
        (["http://127.0.0.1:1", "--spec", "nowhere.yaml"], "", "2.0.0"),
        (["http://127.0.0.1:1", "--report", "pdf=x"], "", "junit"),
        (["http://127.0.0.1:1", "--shard", "3/2"], "", "shard"),
        (["http://127.0.0.1:1", "--fail-on", "may"], "", "must"),
        (["http://127.0.0.1:1", "--nonsense"], "", "--nonsense"),
    ],
)  # fmt: skip
def test_a_slip_of_the_user_ends_with_two_and_one_clear_message(tmp_path, arguments, profile, said):
    if profile:
        (tmp_path / "profile.toml").write_text(profile)

    code, out, err = told("run", *arguments, folder=tmp_path)

    assert (code, out) == (2, "")
    assert [line for line in err.splitlines() if line.startswith("error: ")]
    assert said in err
    assert "Traceback" not in err
    assert not (tmp_path / "srm-conformance-runs").exists()


def test_a_document_without_the_operation_says_so(tmp_path):
    (tmp_path / "old.yaml").write_text("openapi: 3.0.1\ninfo: {title: old, version: 1.0.0}\npaths: {}\n")

    code, _, err = told("run", "http://127.0.0.1:1", "--spec", "old.yaml", folder=tmp_path)

    assert code == 2
    assert "deletePairing" in err


def test_the_environment_stands_in_for_options_and_the_command_line_wins(server, tmp_path):
    environ = {"SRM_CONFORMANCE_DEPTH": "quick", "SRM_CONFORMANCE_SEED": "5", "SRM_CONFORMANCE_ONLY": "status"}
    arguments = ("run", "-p", "profile.toml", "--seed", "6", "--report", "json=r.json", "--no-progress")

    told(*arguments, folder=tmp_path, environ=environ)

    report = json.loads((tmp_path / "r.json").read_text())
    assert (report["depth"], report["seed"]) == ("quick", 6)
    assert any("status" in each for each in report["claim"]["narrowing"])


def test_recorded_evidence_is_judged_again_without_sending_anything(tmp_path):
    told("run", "--depth", "quick", "--no-progress", "--out", "first", "--report", "json=a.json", folder=tmp_path)

    code, _, _ = told("judge", "first/evidence.jsonl", "--report", "json=b.json", folder=tmp_path)

    one, other = (json.loads((tmp_path / name).read_text()) for name in ("a.json", "b.json"))
    assert code == 0
    assert [each["verdict"] for each in one["requirements"]] == [each["verdict"] for each in other["requirements"]]


def test_ctrl_c_ends_with_130_and_a_report_of_what_is_known(tmp_path):
    with start(variant="latency") as server:
        (tmp_path / "profile.toml").write_text(server.profile(), encoding="utf-8")
        running = subprocess.Popen(  # noqa: S603 - our own command
            [*COMMAND, "run", "-p", "profile.toml", "--report", "json=r.json", "--out", "run"],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        evidence = tmp_path / "run" / "evidence.jsonl"
        until = time.monotonic() + 60
        while time.monotonic() < until and not (evidence.exists() and evidence.read_text().count('"exchanged"') > 20):
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)

    assert running.returncode == 130
    assert "Traceback" not in err
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["interrupted"] is True
    assert report["verdict"] != "conformant"


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_the_catalogue_is_listed(tmp_path, form):
    code, out, _ = told("requirements", "--format", form, folder=tmp_path)

    assert code == 0
    assert "lifecycle.an-end-is-final" in out


def test_a_requirement_is_explained_and_a_slip_is_corrected(tmp_path):
    assert "clause" in told("explain", "lifecycle.an-end-is-final", folder=tmp_path)[1].lower()

    code, _, err = told("explain", "lifecycle.an-end-is-finl", folder=tmp_path)

    assert code == 2
    assert "lifecycle.an-end-is-final" in err


def test_a_plan_is_told_and_nothing_is_sent(tmp_path):
    (tmp_path / "profile.toml").write_text("[target]\nbase_url = 'http://127.0.0.1:1'\n")

    code, out, _ = told("plan", "-p", "profile.toml", folder=tmp_path)

    assert code == 0
    assert "requests" in out


def test_the_readme_names_the_exit_codes_that_the_help_names():
    readme = (Path(__file__).parents[2] / "README.md").read_text()

    assert all(f"| {code} |" in readme for code in (0, 1, 2, 3, 4, 130))
