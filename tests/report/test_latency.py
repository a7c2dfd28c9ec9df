"""How long the target took to answer, by operation."""

from __future__ import annotations

import pytest
from made import exchange

from conformance.model.events import Exchanged
from conformance.report.latency import Latency, latencies


def test_each_operation_has_its_figures_in_the_order_of_its_name():
    recorded = (
        Exchanged(exchange(202, seconds=0.5)),
        Exchanged(exchange(200, operation="getTaskInfo", seconds=0.1)),
        Exchanged(exchange(404, seconds=0.3)),
    )

    assert latencies(recorded) == (Latency("deletePairing", 2, 0.4, 0.5), Latency("getTaskInfo", 1, 0.1, 0.1))


@pytest.mark.parametrize("left_out", [exchange(None, seconds=9.0), exchange(404, odd=True, seconds=9.0)])
def test_what_got_no_answer_and_what_is_odd_does_not_count(left_out):
    assert latencies((Exchanged(left_out), Exchanged(exchange(202, seconds=0.5)))) == (
        Latency("deletePairing", 1, 0.5, 0.5),
    )


@pytest.mark.parametrize(
    ("seconds", "median", "p95"),
    [
        ([3.0, 1.0, 2.0], 2.0, 3.0),
        ([4.0, 1.0, 3.0, 2.0], 2.5, 4.0),
        ([float(n) for n in range(1, 101)], 50.5, 95.0),
        ([-1.0], 0.0, 0.0),
    ],
)
def test_the_median_is_in_the_middle_and_95_of_100_answers_come_within_the_p95(seconds, median, p95):
    recorded = [Exchanged(exchange(202, seconds=each)) for each in seconds]

    assert latencies(recorded) == (Latency("deletePairing", len(seconds), median, p95),)


def test_a_run_without_answers_has_no_figures():
    assert latencies(()) == ()
