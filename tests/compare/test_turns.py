"""Every pair of outcomes, and whether the second is worse than the first."""

from __future__ import annotations

from itertools import product

import pytest
from made_reports import published

from conformance.compare.turns import Turn, turn
from conformance.model.terms import Outcome, RunVerdict

P, F, W = Outcome.PASS, Outcome.FAIL, Outcome.WARN
T, I, N, V = Outcome.NOT_TESTED, Outcome.INCONCLUSIVE, Outcome.NOT_APPLICABLE, Outcome.WAIVED  # noqa: E741 - one letter each
EVERY = (*Outcome, None)

WORSE = {
    *product([P, T, I, N, None], [F, W]),  # a breach that was not there or not known
    (P, V),  # broken now, though covered
    (W, F),
    *product([V], [F, W]),  # no longer covered
    *product([P, F, W, V], [T, I, None]),  # judged before, out of sight now
}


@pytest.mark.parametrize(("before", "now"), [*product(EVERY, EVERY)])
def test_each_pair_is_worse_or_it_is_not(before, now):
    assert turn(before, now).worse == ((before, now) in WORSE)


@pytest.mark.parametrize("outcome", EVERY)
def test_what_did_not_change_is_the_same(outcome):
    assert turn(outcome, outcome) is Turn.SAME


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (P, F, Turn.BROKEN),
        (P, T, Turn.BLIND),
        (P, I, Turn.BLIND),
        (F, T, Turn.BLIND),
        (F, P, Turn.MENDED),
        (W, P, Turn.MENDED),
        (V, P, Turn.MENDED),
        (T, P, Turn.SEEN),
        (None, P, Turn.SEEN),
        (F, V, Turn.OTHER),
        (F, W, Turn.OTHER),
        (P, N, Turn.OTHER),
        (T, I, Turn.OTHER),
        (T, None, Turn.OTHER),
    ],
)
def test_what_became_of_a_requirement_has_a_word(before, now, expected):
    assert turn(before, now) is expected


@pytest.mark.parametrize("before", EVERY)
def test_no_way_to_a_failure_is_good(before):
    assert turn(before, F) in ({Turn.SAME} if before is F else {Turn.BROKEN})


def test_the_published_schemas_know_every_word():
    of_diff, of_trend = (published(name).schema["$defs"] for name in ("diff", "trend"))

    assert of_diff["outcome"]["enum"] == of_trend["outcome"]["enum"] == list(Outcome)
    assert of_diff["change"]["properties"]["turn"]["enum"] == list(Turn)
    assert {each["report"]["properties"]["verdict"]["enum"] == list(RunVerdict) for each in (of_diff, of_trend)} == {
        True
    }
