"""Shifts of latency: those worth a look, and those that are chance."""

from __future__ import annotations

import pytest

from conformance.compare.shifts import shifts
from conformance.report.latency import Latency


def of(count, median, p95):
    return (Latency("deletePairing", count, median, p95),)


@pytest.mark.parametrize(
    ("before", "now", "figure"),
    [
        (of(50, 0.1, 0.12), of(50, 0.3, 0.35), "median"),
        (of(50, 0.3, 0.35), of(50, 0.1, 0.12), "median"),
        (of(500, 0.1, 0.2), of(500, 0.1, 0.9), "p95"),
    ],
)
def test_a_clear_shift_is_worth_a_look(before, now, figure):
    assert [each.figure for each in shifts(before, now)] == [figure]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (of(50, 0.1, 0.12), of(50, 0.1, 0.12)),
        (of(19, 0.1, 0.12), of(500, 0.3, 0.35)),  # too few
        (of(50, 0.001, 0.002), of(50, 0.009, 0.01)),  # nine times as long, and nobody feels it
        (of(50, 1.0, 1.1), of(50, 1.2, 1.3)),  # a fifth
        (of(20, 0.1, 2.0), of(20, 0.3, 2.0)),  # spread so widely that it may be chance
        (of(99, 0.1, 0.2), of(99, 0.1, 0.9)),  # too few for a tail
    ],
)
def test_what_may_be_chance_or_matters_to_nobody_is_not(before, now):
    assert shifts(before, now) == ()


def test_an_operation_on_one_side_only_cannot_have_shifted():
    assert shifts((), of(500, 9.0, 9.0)) == ()


def test_a_shift_is_told_with_both_figures_and_how_many_answers_they_rest_on():
    [shift] = shifts(of(50, 0.1, 0.12), of(60, 1.3, 1.5))

    assert shift.in_words() == "deletePairing: median 100 ms -> 1,300 ms, slower (50 and 60 answers)"
