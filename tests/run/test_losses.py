"""A run that loses a pairing says so before anything else, in every report, and is not conformant."""

from __future__ import annotations

import pytest

from conformance.model.events import Exchanged, PairingLost
from conformance.profile.load import loads
from conformance.reference.serve import start
from conformance.report import write
from conformance.run import judge_evidence, judge_target


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loss")
    with start(fault="unknown-means-the-oldest") as server:
        result = judge_target(
            loads(server.profile(), environ={}, overrides={"depth": "quick", "seed": 1, "out": str(folder / "run")})
        )
    return server.kept[0], result, folder


def test_the_requirement_that_was_broken_fails_and_the_run_with_it(stopped):
    _, result, _ = stopped

    assert [each.id for each in result.requirements if each.outcome == "fail"] == [
        "effect.unknown-pairing-deletes-nothing"
    ]
    assert (str(result.verdict), result.exit_code) == ("non-conformant", 1)


def test_nothing_leaves_after_the_loss_but_logouts(stopped):
    _, result, _ = stopped
    events = list(result.recorded)
    place = next(place for place, each in enumerate(events) if isinstance(each, PairingLost))

    assert {each.exchange.operation for each in events[place:] if isinstance(each, Exchanged)} == {"logout"}


def test_every_report_begins_with_it(stopped, tmp_path):
    kept, result, _ = stopped

    assert result.alarms[0].startswith("PAIRING LOST: ")
    assert f"{kept} (to be kept)" in result.alarms[0]
    assert result.warnings[0] == result.alarms[0]
    for form in ("json", "junit", "markdown", "html", "sarif"):
        write(form, result, tmp_path / form)
        assert "PAIRING LOST: " in (tmp_path / form).read_text().replace("\\", "")


def test_judged_again_it_is_said_alike(stopped):
    _, result, folder = stopped

    again = judge_evidence(folder / "run" / "evidence.jsonl")

    assert (again.alarms, again.verdict) == (result.alarms, result.verdict)
