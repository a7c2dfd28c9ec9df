from __future__ import annotations

import pytest
from made import accepted, deleted, exchange, poll, task

from conformance.model.observations import Deletion, Race

MS = 1_790_000_000_000


def of(*looks, **rest):
    return Deletion("p", task(*looks, **rest))


USUAL = of(accepted(), poll("RUNNING"), poll("SUCCESS"))

CASES = [
    ("task-is-readable", USUAL, "pass"),
    ("task-is-readable", of(accepted(), exchange(404, operation="getTaskInfo")), "finding"),
    ("task-is-readable", of(accepted(), exchange(500, operation="getTaskInfo")), "finding"),
    ("task-is-readable", of(accepted(), poll("RUNNING"), exchange(404, operation="getTaskInfo")), "pass"),
    ("task-is-readable", of(accepted(), exchange(None, operation="getTaskInfo")), "unjudged"),
    ("task-is-readable", of(exchange(404)), "unjudged"),
    ("task-keeps-its-id", USUAL, "pass"),
    ("task-keeps-its-id", of(accepted(), poll("SUCCESS", id="another")), "finding"),
    ("task-ends", USUAL, "pass"),
    ("task-ends", of(accepted(), poll("RUNNING", at=1.0), patience=60), "unjudged"),
    ("task-ends", of(accepted(), poll("RUNNING", at=61.0), patience=60), "finding"),
    ("task-ends", of(accepted(), exchange(404, operation="getTaskInfo")), "unjudged"),
    ("moves-are-legal", USUAL, "pass"),
    ("moves-are-legal", of(accepted("QUEUED"), poll("SUCCESS")), "pass"),
    ("moves-are-legal", of(accepted("RUNNING"), poll("QUEUED")), "finding"),
    ("an-end-is-final", of(accepted(), poll("SUCCESS"), later=(poll("SUCCESS"),)), "pass"),
    ("an-end-is-final", of(accepted(), poll("SUCCESS"), later=(poll("RUNNING"),)), "finding"),
    ("an-end-is-final", of(accepted(), poll("ERROR"), poll("SUCCESS")), "finding"),
    ("success-carries-no-error", of(accepted(), poll("SUCCESS", error=None)), "pass"),
    ("success-carries-no-error", of(accepted(), poll("SUCCESS", error={"message": None})), "pass"),
    ("success-carries-no-error", of(accepted(), poll("SUCCESS", error={"message": "no"})), "finding"),
    ("success-carries-no-error", of(accepted(), poll("ERROR", error={"message": "no"})), "pass"),
    ("result-only-with-success", of(accepted(result={}), poll("SUCCESS", result={"id": "x"})), "pass"),
    ("result-only-with-success", of(accepted(result={"id": "x"}), poll("SUCCESS")), "finding"),
    ("result-only-with-success", of(accepted(), poll("ERROR", result={"id": "x"})), "finding"),
    ("error-waits-for-the-end", of(accepted(error=None), poll("ERROR", error={"message": "no"})), "pass"),
    ("error-waits-for-the-end", of(accepted(error={"message": "no"}), poll("ERROR")), "finding"),
    ("error-says-something", of(accepted(), poll("ERROR", error={"message": "no"})), "pass"),
    ("error-says-something", of(accepted(), poll("ERROR", error=None)), "finding"),
    ("error-says-something", of(accepted(), poll("ERROR", error={})), "finding"),
    ("progress-does-not-fall", of(accepted(progress=0), poll("RUNNING", progress=50), poll(progress=100)), "pass"),
    ("progress-does-not-fall", of(accepted(progress=60), poll("RUNNING", progress=50)), "finding"),
    ("progress-does-not-fall", of(accepted(progress="60"), poll("RUNNING", progress=50)), "pass"),
    ("progress-is-full-at-success", of(accepted(progress=0), poll(progress=100)), "pass"),
    ("progress-is-full-at-success", of(accepted(), poll(progress=99)), "finding"),
    ("progress-is-full-at-success", USUAL, "pass"),
    ("times-are-epoch-milliseconds", of(accepted(queued_time=MS), poll(complete_time=MS)), "pass"),
    ("times-are-epoch-milliseconds", of(accepted(queued_time=MS // 1000), poll()), "finding"),
    ("times-are-epoch-milliseconds", of(accepted(), poll(complete_time=MS * 1000)), "finding"),
    ("times-are-ordered", of(accepted(queued_time=MS), poll(queued_time=MS, start_time=MS, complete_time=MS)), "pass"),
    ("times-are-ordered", of(accepted(), poll(queued_time=MS, start_time=MS - 1)), "finding"),
    ("times-are-ordered", of(accepted(), poll(queued_time=MS, complete_time=MS - 1)), "finding"),
    ("no-complete-time-before-the-end", of(accepted(complete_time=None), poll(complete_time=MS)), "pass"),
    ("no-complete-time-before-the-end", of(accepted(), poll("RUNNING", complete_time=MS)), "finding"),
    ("times-do-not-change", of(accepted(queued_time=MS), poll(queued_time=MS)), "pass"),
    ("times-do-not-change", of(accepted(queued_time=MS), poll(queued_time=MS + 5)), "finding"),
    ("task-outlives-its-end", of(accepted(), poll(), later=(poll(),)), "pass"),
    ("task-outlives-its-end", of(accepted(), poll(), later=(exchange(404, operation="getTaskInfo"),)), "finding"),
    ("task-outlives-its-end", of(accepted(), poll("RUNNING"), exchange(404, operation="getTaskInfo")), "finding"),
    ("location-leads-to-the-task", USUAL, "pass"),
]


@pytest.mark.parametrize(("name", "seen", "expected"), CASES)
def test_the_life_of_a_task_is_judged(says, name, seen, expected):
    assert says(f"lifecycle.{name}", seen) == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [("/api/tasks/task-1", "pass"), ("https://h/tasks/task-1?x=1", "pass"), ("/tasks/another", "finding")],
)
def test_a_location_names_the_task(says, location, expected):
    first = exchange(202, {"id": "task-1", "status": "QUEUED"}, headers=(("location", location),))

    assert says("lifecycle.location-leads-to-the-task", of(first)) == expected


def distinct(*tasks):
    return Race("distinct", ("pairing-a", "pairing-b"), tasks, ())


def test_different_deletions_have_different_tasks(says):
    one, other = task(accepted(id="a"), poll(id="a")), task(accepted(id="b"), poll(id="b"))

    assert says("lifecycle.tasks-are-distinct", distinct(one, other)) == "pass"
    assert says("lifecycle.tasks-are-distinct", distinct(one, one)) == "finding"
    assert says("lifecycle.tasks-are-distinct", distinct(one, task(exchange(404)))) == "unjudged"


@pytest.mark.parametrize(
    ("entity", "expected"),
    [(None, "pass"), ("Pairing:pairing-a:guid", "pass"), ("PAIRING-B", "finding"), ("something else", "pass")],
)
def test_a_task_does_not_name_another_pairing(says, entity, expected):
    seen = distinct(task(accepted(entity=entity), poll()), deleted())

    assert says("lifecycle.entity-is-this-pairing", seen) == expected
