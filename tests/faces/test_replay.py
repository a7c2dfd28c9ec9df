"""A failure is seen again with the line that its report gives, and what is foreign does no harm."""

from __future__ import annotations

import json
import shlex
from contextlib import contextmanager

import pytest

from conformance.faces.cli import code_of
from conformance.reference.serve import start

SEEN, HELD, WRONG, UNJUDGED = 1, 0, 2, 3


@contextmanager
def judged(fault, folder, *options):
    """A wrong server that was judged, and the report on it."""
    with start(fault=fault) as server:
        (folder / "profile.toml").write_text(server.profile(), encoding="utf-8")
        code_of(
            [
                "run",
                "-p",
                "profile.toml",
                "--depth=quick",
                "--seed=11",
                "--no-progress",
                "--report=json=r.json",
                *options,
            ]
        )
        yield server, report_in(folder / "r.json")


def report_in(path):
    return json.loads(path.read_text(encoding="utf-8"))


def line_of(report, requirement):
    [found] = [each for each in report["requirements"] if each["id"] == requirement]
    return shlex.split(found["reproduce"]["replay"])


def again(line, *options):
    assert line[0] == "srm-conformance"
    return code_of([*line[1:], "--no-progress", "--report=json=again.json", *options])


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)


SAMPLE = {
    "unknown-is-400": "status.unknown-pairing-is-not-found",
    "crash-on-query": "robustness.no-server-error",
    "no-session-is-fine": "authentication.no-session",
    "progress-beyond-full": "schema.task-progress",
    "ignores-a-trailing-slash": "effect.near-trailing-slash",
}


@pytest.mark.parametrize(("fault", "requirement"), SAMPLE.items())
def test_the_printed_line_sees_the_failure_again(fault, requirement, tmp_path):
    with judged(fault, tmp_path, f"--only={requirement}") as (_, report):
        code = again(line_of(report, requirement))

    assert code == SEEN
    assert report_in(tmp_path / "again.json")["requests"] < 50


def test_what_was_mended_held_this_time_and_the_claim_says_how_little_that_is(tmp_path):
    requirement = "status.unknown-pairing-is-not-found"
    with judged("unknown-is-400", tmp_path, f"--only={requirement}") as (_, report):
        line = line_of(report, requirement)
    with start() as mended:
        (tmp_path / "profile.toml").write_text(mended.profile(), encoding="utf-8")
        code = again(line)

    seen = report_in(tmp_path / "again.json")
    assert (HELD, "conformant", line[-1]) == (code, seen["verdict"], seen["replayed"])
    assert (
        f"conformant: the failure {line[-1]} was not seen again: it held this time, and nothing else was judged"
        == (seen["headline"])
    )
    assert f"the failure {line[-1]} alone: one attempt: unknown-pairing" in seen["claim"]["narrowing"]


def test_a_should_that_is_broken_again_ends_with_one(tmp_path):
    with judged("not-found-as-page", tmp_path, "--only=errors.no-html") as (_, report):
        broken = [each for each in report["requirements"] if each["verdict"] == "warn"]
        code = again(shlex.split(broken[0]["reproduce"]["replay"]))

    assert code == SEEN


def test_a_failure_that_cannot_be_judged_for_want_of_an_account_is_incomplete(tmp_path):
    with judged("forbidden-unknown-is-500", tmp_path, "--only=permission") as (server, report):
        line = line_of(report, "permission.no-privilege-unknown-pairing")
        lacking = server.profile().replace("[accounts.viewer]", "[accounts.remote]", 1)
        head, _, rest = server.profile().partition("[accounts.viewer]")
        lacking = head + "[accounts.remote]" + rest.partition("[accounts.remote]")[2]
        (tmp_path / "profile.toml").write_text(lacking, encoding="utf-8")
        code = again(line)

    assert code == UNJUDGED
    assert report_in(tmp_path / "again.json")["requests"] == 0


def test_nothing_is_sent_for_a_hash_that_no_evidence_has(tmp_path, capsys):
    with judged("unknown-is-400", tmp_path, "--only=status") as (_, _):
        before = len(list((tmp_path / "srm-conformance-runs").iterdir()))
        code = code_of(["run", "-p", "profile.toml", "--replay", "0123456789"])

    assert (WRONG, before) == (code, len(list((tmp_path / "srm-conformance-runs").iterdir())))
    assert (
        "no failure with the fingerprint `0123456789` is in the evidence of the newest 50 runs"
        in capsys.readouterr().err
    )


def test_only_and_the_hash_must_agree(tmp_path, capsys):
    requirement = "status.unknown-pairing-is-not-found"
    with judged("unknown-is-400", tmp_path, f"--only={requirement}") as (_, report):
        wanted = line_of(report, requirement)[-1]
        code = code_of(["run", "-p", "profile.toml", "--only=schema", "--replay", wanted])

    assert code == WRONG
    assert f"no failure of schema with the fingerprint `{wanted}`" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--seed=1", "--depth=deep", "--skip=http", "--shard=1/2"])
def test_what_the_recorded_failure_decides_cannot_be_given(option, tmp_path, capsys):
    with start() as server:
        (tmp_path / "profile.toml").write_text(server.profile(), encoding="utf-8")
        code = code_of(["run", "-p", "profile.toml", option, "--replay=0123456789"])

    assert code == WRONG
    assert f"`{option.partition('=')[0]}` does not go with `--replay`" in capsys.readouterr().err


def test_evidence_elsewhere_is_named_in_the_line_and_found_there(tmp_path):
    requirement = "status.unknown-pairing-is-not-found"
    with judged("unknown-is-400", tmp_path, f"--only={requirement}", "--out=kept/first run") as (_, report):
        line = line_of(report, requirement)
        code = again(line)

    assert (code, line[-2:]) == (SEEN, ["--evidence", "kept/first run"])


def test_evidence_without_replay_is_a_wrong_command_line(tmp_path, capsys):
    with start() as server:
        (tmp_path / "profile.toml").write_text(server.profile(), encoding="utf-8")
        code = code_of(["run", "-p", "profile.toml", "--evidence", "."])

    assert code == WRONG
    assert "there is no `--replay`" in capsys.readouterr().err


def aimed_at(target, folder):
    """The folder of the only run, every odd request in its evidence aimed at another target."""
    [path] = (folder / "srm-conformance-runs").glob("*/evidence.jsonl")
    lines = [json.loads(each) for each in path.read_text(encoding="utf-8").splitlines()]
    for each in lines:
        if each["event"] == "exchanged" and each["exchange"]["odd"]:
            each["exchange"]["request"]["target"] = target
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")
    return path.parent


def hashes(report_of, folder):
    """The hashes of the failures that (altered) evidence shows, as `judge` tells them."""
    code_of(["judge", str(report_of), "--report=json=judged.json"])
    told = report_in(folder / "judged.json")["requirements"]
    return {each["id"]: shlex.split(each["reproduce"]["replay"]) for each in told if each["verdict"] == "fail"}


@pytest.mark.parametrize("aim", ["/pairings/KEPT", "/pairings/%2A", "/pairings/..", "/session", "/pairings"])
def test_foreign_evidence_cannot_aim_a_request_at_what_was_not_given_up(aim, tmp_path):
    requirement = "robustness.no-server-error"
    with judged("crash-on-query", tmp_path, f"--only={requirement}") as (server, _):
        safe = server.profile().replace("hazards = true", "hazards = false")
        (tmp_path / "profile.toml").write_text(safe, encoding="utf-8")
        prefix = server.base_url.removeprefix(server.address)
        folder = aimed_at(prefix + aim.replace("KEPT", server.kept[0]), tmp_path)
        line = hashes(folder, tmp_path)[requirement]
        code = again(["srm-conformance", "run", "-p", "profile.toml", *line[line.index("--only") :]])
        sent = [each for each in _sent(tmp_path) if each["method"] == "DELETE" and "/pairings" in each["target"]]

    assert code in (WRONG, UNJUDGED)
    assert sent == []


def _sent(folder):
    """The requests of the newest run, should there be more than the one that was altered."""
    _, *later = sorted(
        (folder / "srm-conformance-runs").glob("*/evidence.jsonl"), key=lambda each: each.stat().st_mtime_ns
    )
    lines = [json.loads(each) for path in later for each in path.read_text(encoding="utf-8").splitlines()]
    return [each["exchange"]["request"] for each in lines if each["event"] == "exchanged"]
