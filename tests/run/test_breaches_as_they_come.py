"""Breaches told while a run goes on."""

from __future__ import annotations

import pytest
from made import accepted, exchange, poll, task

from conformance.catalogue import requirements
from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.events import Exchanged, Observed
from conformance.model.observations import Deletion
from conformance.run.watch import Watch

DOCUMENT = load("2.0.0")
FLIPS = Observed("deletion", Deletion("p", task(accepted(), poll("SUCCESS"), later=(poll("RUNNING", at=9.0),))))


def watch(clock, only="lifecycle.an-end-is-final"):
    return Watch([each for each in requirements(DOCUMENT) if each.id == only], Contract(DOCUMENT), clock)


def test_a_breach_is_told_once_as_soon_as_it_was_seen():
    times = iter(range(100))
    seen = watch(lambda: float(next(times)) * 0 + 5.0)

    [(requirement, finding)] = seen(FLIPS)

    assert requirement.id == "lifecycle.an-end-is-final"
    assert "RUNNING" in finding.got
    assert list(seen(FLIPS)) == []


def test_what_was_kept_is_no_breach():
    kept = Observed("deletion", Deletion("p", task(accepted(), poll("RUNNING"), poll("SUCCESS"))))

    assert list(watch(lambda: 5.0)(kept)) == []


def test_judging_takes_no_more_than_a_tenth_of_the_time():
    now = [0.0]

    def clock():
        now[0] += 1.0  # each look at the clock costs a second, and so does each judging
        return now[0]

    seen = watch(clock)
    judged = 0
    seen._judged = lambda _: iter(["breach"])  # noqa: SLF001 - how often it is asked is what counts
    for _ in range(100):
        judged += len(list(seen(Observed("deletion", FLIPS.observation))))

    assert judged < 40


def test_a_defect_of_a_judge_does_not_end_the_run():
    seen = watch(lambda: 5.0)
    broken = Observed("deletion", Deletion("p", None))

    assert list(seen(broken)) == []


@pytest.mark.parametrize("event", [Exchanged(exchange(202), "deletion")])
def test_only_what_was_observed_is_judged(event):
    assert list(watch(lambda: 5.0)(event)) == []
