"""The published schema describes what is written: every line of real runs meets it, and it is made from the events."""

from __future__ import annotations

import json

import jsonschema
import pytest

from conformance.evidence.schema import PUBLISHED, text
from conformance.profile.load import loads
from conformance.reference.serve import start
from conformance.run import judge_target

VALIDATOR = jsonschema.Draft202012Validator(
    json.loads(PUBLISHED.read_text()), format_checker=jsonschema.FormatChecker()
)


@pytest.fixture(scope="module", params=["standard", "quick"])
def lines(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "out"
    with start(fault="still-listed" if request.param == "quick" else None) as server:
        judge_target(
            loads(server.profile(), environ={}, overrides={"depth": request.param, "out": str(out), "seed": 1})
        )
    return [json.loads(each) for each in (out / "evidence.jsonl").read_text().splitlines()]


def test_every_line_of_a_real_run_meets_the_published_schema(lines):
    assert [error.message for each in lines for error in VALIDATOR.iter_errors(each)] == []


def test_a_run_ends_with_a_judgement_of_every_requirement(lines):
    judged = [each["requirement"] for each in lines if each["event"] == "judgement"]

    assert [each["event"] for each in lines[-len(judged) :]] == ["judgement"] * len(judged)
    assert len(set(judged)) == len(judged) > 100


def test_the_head_carries_the_digests_of_what_the_verdict_hangs_on(lines):
    digests = [lines[0][f"{each}_sha256"] for each in ("tool", "spec", "catalogue", "profile")]

    assert [len(each) for each in digests] == [64, 64, 64, 64]
    assert len(set(digests)) == 4


def test_the_schema_refuses_a_line_that_is_no_event():
    assert not VALIDATOR.is_valid({"event": "warned"})
    assert not VALIDATOR.is_valid({"event": "warned", "text": "x", "more": 1})
    assert not VALIDATOR.is_valid({"event": "unheard-of"})
    assert VALIDATOR.is_valid({"event": "warned", "text": "x"})


def test_the_published_schema_is_the_one_that_the_events_make():
    assert PUBLISHED.read_text() == text(), "run `python -m conformance.evidence.schema` and write it to that file"
