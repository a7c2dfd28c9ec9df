"""The whole, on real servers: the right one, some that differ, some that are wrong, none at all."""

from __future__ import annotations

import json
import re
import socket
from contextlib import closing
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from conformance.model.terms import Outcome, RunVerdict
from conformance.profile.load import loads
from conformance.reference.faults import FAULTS
from conformance.reference.serve import start
from conformance.run import judge_evidence, judge_target

VENDOR = Path(__file__).parents[2] / ".." / "shared" / "data" / "vendor" / "srm-api-v2.json"


def judged(folder, *, fault=None, variant=None, depth="standard", edit=lambda text: text, **overrides):
    with start(fault=fault, variant=variant) as server:
        text = edit(server.profile())
        options = {"seed": 1, "out": str(folder / "run"), "depth": depth} | overrides
        return judge_target(loads(text, environ={}, overrides=options))


def verdicts(result):
    return {each.id: (each.outcome, each.verdict.message) for each in result.requirements}


def broken(result):
    return {each.id for each in result.having(Outcome.FAIL, Outcome.WARN)}


@pytest.fixture(scope="module")
def right(tmp_path_factory):
    return judged(tmp_path_factory.mktemp("right"))


def test_the_right_server_is_conformant_and_nothing_is_left_out(right):
    assert right.verdict is RunVerdict.CONFORMANT
    assert broken(right) == set()
    assert right.having(Outcome.NOT_TESTED) == ()
    assert right.open() == ()


def test_a_verdict_needs_eight_pairings_at_most(right):
    assert len(right.deleted) <= 8
    assert [each.pairing for each in right.pairings if each.wrongly] == []


def test_a_quick_verdict_needs_three_pairings_at_most(tmp_path):
    result = judged(tmp_path, depth="quick")

    assert result.verdict is RunVerdict.CONFORMANT
    assert len(result.deleted) <= 3


def test_evidence_judged_again_gives_the_same_verdicts(right):
    again = judge_evidence(right.out / "evidence.jsonl")

    assert verdicts(again) == verdicts(right)
    assert again.verdict is right.verdict


@pytest.mark.skipif(not VENDOR.exists(), reason="the vendor's published document is not beside the project")
def test_the_vendors_own_document_gives_the_same_verdicts(right, tmp_path):
    theirs = judged(tmp_path, spec=str(VENDOR))

    assert [(each.id, each.outcome) for each in theirs.requirements] == [
        (each.id, each.outcome) for each in right.requirements
    ]


VARIANTS = ["extra-members", "extra-headers", "short-sessions", "instant-tasks", "paged-lists", "latency"]


@pytest.mark.parametrize("only", ["authentication.logged-out-session", "authentication.expired-session"])
def test_one_session_for_all_logins_is_no_session_that_outlives_its_end(tmp_path, only):
    result = judged(tmp_path, variant="session-ids-by-account", only=[only])

    assert result.verdict is RunVerdict.CONFORMANT


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_right_server_in_odd_clothes_is_conformant(tmp_path, variant):
    result = judged(tmp_path, variant=variant)

    assert result.verdict is RunVerdict.CONFORMANT
    assert {each.id for each in result.having(Outcome.FAIL)} == set()


EXAMPLES = [
    "accepts-with-200",
    "unknown-is-400",
    "progress-beyond-full",
    "task-changes-its-id",
    "still-listed",
    "no-session-is-fine",
    "head-deletes",
]


@pytest.mark.parametrize("fault", EXAMPLES)
def test_a_wrong_server_is_told_what_is_wrong(tmp_path, fault):
    result = judged(tmp_path, fault=fault, depth="quick")

    assert result.verdict is RunVerdict.NON_CONFORMANT
    assert broken(result) >= FAULTS[fault].trips


def test_what_a_profile_lacks_is_not_tested_and_never_green(tmp_path):
    def without_viewer(text):
        head, _, rest = text.partition("[accounts.viewer]")
        return head + rest[rest.index("[accounts.remote]") :]

    result = judged(tmp_path, edit=without_viewer, depth="quick")

    assert result.verdict is RunVerdict.INCOMPLETE
    assert {each.id for each in result.open()} == {each.id for each in result.requirements if each.area == "permission"}
    assert all("[accounts.viewer]" in each.verdict.message for each in result.open())


@pytest.mark.parametrize(("viewer", "open_"), [(True, {"concurrency"}), (False, {"concurrency", "permission"})])
def test_with_a_single_pairing_all_is_judged_that_one_allows(tmp_path, viewer, open_):
    with start() as server:
        wish = Request(f"{server.lab_url}/pairings", b'{"count": 1}', {"Content-Type": "application/json"})  # noqa: S310 - loopback
        with urlopen(wish) as answer:  # noqa: S310
            [pairing] = json.load(answer)["ids"]
        head, _, rest = server.profile().partition("[pairings]")
        text = f'{head}[pairings]\nids = ["{pairing}"]\n{rest[rest.index("[levers") :]}'
        text = text if viewer else re.sub(r"\[accounts.viewer\]\n(.+\n)+", "", text)
        options = {"seed": 1, "out": str(tmp_path / "run"), "depth": "quick"}
        result = judge_target(loads(text, environ={}, overrides=options))

    assert result.deleted == (pairing,)
    assert {each.area for each in result.open()} == open_
    assert {each.verdict.outcome for each in result.open()} == {Outcome.NOT_TESTED}


def test_a_pairing_whose_every_deletion_was_refused_is_not_said_to_be_deleted(tmp_path):
    lost = "concurrency.distinct-deletions-are-carried-out"
    result = judged(tmp_path, fault="refused-for-good", only=(lost,))
    [broken] = result.having(Outcome.FAIL)
    given = [each.pairing for each in result.pairings]

    assert broken.id == lost
    assert len(given) == 4
    assert len(result.deleted) == 1  # of four at the same instant whichever came first
    assert {*result.deleted} < {*given}


def test_a_target_that_is_not_there_is_never_blamed(tmp_path):
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    text = f"""
        [target]
        base_url = "http://127.0.0.1:{port}"
        [accounts.admin]
        username = "a"
        password = "secret-marker"
    """

    result = judge_target(loads(text, environ={}, overrides={"out": str(tmp_path / "run")}))

    assert result.verdict is RunVerdict.INCOMPLETE
    assert result.having(Outcome.PASS, Outcome.FAIL, Outcome.WARN) == ()
