"""A run that was killed is gone on with: nothing is used up twice, no lever stays applied, the verdict is the same."""

from __future__ import annotations

import json
import urllib.request

import pytest
from killed import killed, lines, told

from conformance.drive.lock import TargetBusy, sole_run
from conformance.evidence import read_events
from conformance.model.events import Exchanged, Observed, ProbeEnded
from conformance.model.observations import Afterwards, Deletion
from conformance.profile.load import load
from conformance.reference.serve import start
from conformance.run import judge_evidence, judge_target
from conformance.run.doctor import examine
from conformance.run.resume import NotToBeResumed, settings_of


@pytest.fixture
def server(tmp_path, monkeypatch):
    with start() as running:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        text = running.profile().replace("request_timeout = 3.0", "request_timeout = 0.9")
        (tmp_path / "profile.toml").write_text(
            text.replace("[levers.remote_site_down]", "[levers.remote_site_down]\nsettle = 1.0")
        )
        yield running


def state(server):
    with urllib.request.urlopen(f"{server.lab_url}/state") as answer:  # noqa: S310 - loopback
        return json.load(answer)


def lever_applied(entries):
    """The site is down and the run waits for it to settle."""
    applied = {each["number"] for each in entries if each.get("applied")}
    return any(each["entry"] == "outcome" and each["number"] in applied for each in entries)


def due(entries):
    """A deletion leaves that is to be carried out."""
    return any(each.get("due") for each in entries)


def journal(folder):
    return lines(folder / "run" / "journal.jsonl")


def judged_again(folder):
    again = judge_evidence(folder / "run" / "evidence.jsonl")
    return {each.id: str(each.outcome) for each in again.requirements}


def reported(folder):
    report = json.loads((folder / "r.json").read_text())
    return {each["id"]: each["verdict"] for each in report["requirements"]}


def test_a_lever_that_a_killed_run_left_applied_is_undone_first_and_what_was_done_is_not_done_again(server, tmp_path):
    asked = ("--only", "connectivity", "--depth", "quick", "--seed", "1")
    killed(tmp_path, lever_applied, *asked)
    known, before = len(journal(tmp_path)), state(server)["remote_site"]

    code, out, _ = told(tmp_path, "--resume", "run", *asked, "--report", "json=r.json")

    assert (before, state(server)["remote_site"]) == ("down", "up")
    resumed, first, *_ = journal(tmp_path)[known:]
    assert (resumed["entry"], first["what"], first["applied"]) == ("resumed", "lever", False)
    assert (code, out.splitlines()[-1].partition(":")[0]) == (0, "conformant")
    assert judged_again(tmp_path) == reported(tmp_path)
    events = list(read_events(tmp_path / "run" / "evidence.jsonl"))
    ended = [each.probe for each in events if isinstance(each, ProbeEnded)]
    numbers = [each.exchange.number for each in events if isinstance(each, Exchanged)]
    assert sorted(set(ended)) == sorted(ended)
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_pairing_whose_deletion_was_on_its_way_is_not_used_again(server, tmp_path):
    asked = ("--only", "effect.gone-by-id", "--depth", "quick", "--seed", "1")
    killed(tmp_path, due, *asked)
    first = next(each["pairing"] for each in journal(tmp_path) if each.get("due"))

    code, _, _ = told(tmp_path, "--resume", "run", *asked, "--report", "json=r.json")

    dues = [each["pairing"] for each in journal(tmp_path) if each.get("due")]
    assert (code, dues.count(first)) == (0, 1)
    assert first in json.loads((tmp_path / "r.json").read_text())["pairings_deleted"]
    assert set(server.kept) <= set(state(server)["pairings"])


def test_what_was_deleted_before_the_kill_is_looked_at_again_in_the_end(server, tmp_path):
    wished = {"only": "effect.stays-gone", "depth": "quick"}
    done(tmp_path, out=str(tmp_path / "run"), **wished)
    evidence = tmp_path / "run" / "evidence.jsonl"
    whole = evidence.read_text().splitlines(keepends=True)
    [ended] = [at for at, line in enumerate(whole) if '"event":"probe_ended","probe":"deletion"' in line]
    evidence.write_text("".join(whole[: ended + 1]))  # as after a kill at that moment

    again = done(tmp_path, resume=str(tmp_path / "run"), **wished)

    seen = [each.observation for each in read_events(evidence) if isinstance(each, Observed)]
    deleted = [each.pairing for each in seen if isinstance(each, Deletion)]
    assert [each.pairing for each in seen if isinstance(each, Afterwards)] == deleted
    assert (str(again.verdict), len(deleted)) == ("conformant", 1)


ONE = {"only": ["status.unknown-pairing-is-not-found"], "depth": "quick", "seed": "1"}


def done(folder, **options):
    """A short run in this process."""
    return judge_target(load(folder / "profile.toml", environ={}, overrides=ONE | options))


def test_a_finished_run_is_told_again_without_a_request(server, tmp_path):
    done(tmp_path, out=str(tmp_path / "run"))
    requests = state(server)["requests"]

    again = done(tmp_path, resume=str(tmp_path / "run"))

    assert (str(again.verdict), state(server)["requests"]) == ("conformant", requests)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"depth": "standard"}, "another profile: `--depth`, `--only`, `--skip` or `--shard` changed since"),
        ({"seed": "2"}, "begun with seed 1, not 2"),
        ({"base_url": "http://127.0.0.1:1"}, "and the profile names `http://127.0.0.1:1`"),
    ],
)
def test_a_run_is_gone_on_with_only_by_what_it_was_begun_with(server, tmp_path, changed, said):
    done(tmp_path, out=str(tmp_path / "run"))

    with pytest.raises(NotToBeResumed) as refused:
        done(tmp_path, resume=str(tmp_path / "run"), **changed)

    assert said in refused.value.message


def test_a_changed_profile_is_refused_by_the_name_of_what_changed(server, tmp_path):
    done(tmp_path, out=str(tmp_path / "run"))
    profile = tmp_path / "profile.toml"
    profile.write_text(profile.read_text().replace("keep = [", 'keep = ["another", '))

    with pytest.raises(NotToBeResumed, match="another profile: `\\[pairings\\]` changed since"):
        done(tmp_path, resume=str(tmp_path / "run"))


def test_limits_on_how_fast_and_how_much_may_change(server, tmp_path):
    done(tmp_path, out=str(tmp_path / "run"), max_requests="2")

    again = done(tmp_path, resume=str(tmp_path / "run"), max_requests="500")

    assert str(again.verdict) == "conformant"


def test_a_folder_without_a_run_is_refused(server, tmp_path):
    with pytest.raises(NotToBeResumed, match="there is no run to go on with in"):
        done(tmp_path, resume=str(tmp_path / "nowhere"))


def test_a_run_that_was_cut_off_before_it_began_is_refused(server, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "journal.jsonl").write_text('{"version":1,"ent')

    with pytest.raises(NotToBeResumed, match="cut off before it sent anything"):
        done(tmp_path, resume=str(tmp_path / "run"))


def test_what_is_secret_tells_nothing_of_a_profile(server, tmp_path):
    profile = load(tmp_path / "profile.toml", environ={})
    (tmp_path / "other.toml").write_text(
        (tmp_path / "profile.toml").read_text().replace(server.accounts.admin.password, "another")
    )

    assert settings_of(profile, "") == settings_of(load(tmp_path / "other.toml", environ={}), "")


def test_a_second_run_on_the_same_target_is_refused_before_anything_is_sent(server, tmp_path):
    with sole_run(server.base_url, tmp_path), pytest.raises(TargetBusy):
        done(tmp_path, out=str(tmp_path / "run"))

    assert (state(server)["requests"], (tmp_path / "run").exists()) == (0, False)


def test_a_doctor_that_moves_levers_keeps_away_from_a_run(server, tmp_path):
    with sole_run(server.base_url, tmp_path), pytest.raises(TargetBusy):
        examine(load(tmp_path / "profile.toml", environ={}))
