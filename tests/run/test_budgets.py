"""A budget that is spent ends in `incomplete`, and every requirement that it cost says so."""

from __future__ import annotations

import pytest

from conformance.model.terms import Outcome, RunVerdict
from conformance.profile.load import loads
from conformance.reference.serve import start
from conformance.run import judge_target


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    overrides = {"seed": 1, "depth": "quick", "max_requests": 40, "out": str(tmp_path_factory.mktemp("spent") / "run")}
    with start() as server:
        return judge_target(loads(server.profile(), environ={}, overrides=overrides))


def test_a_run_whose_budget_is_spent_is_incomplete(result):
    assert result.verdict is RunVerdict.INCOMPLETE


def test_what_was_not_judged_for_the_budget_says_so(result):
    told = [each for each in result.open() if each.outcome is Outcome.INCONCLUSIVE]

    assert len(told) > 20
    assert all("the budget of 40 requests is spent (`max_requests`)" in each.verdict.message for each in told)


def test_what_was_judged_before_keeps_its_verdict(result):
    assert result.having(Outcome.PASS)
