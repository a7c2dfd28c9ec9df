"""What a request sets going has ended before the look that it is judged by, whatever its method."""

from __future__ import annotations

import pytest
from made import PAIRING, accepted, exchange, poll, there

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.steps import Call, Saw
from conformance.model.terms import Depth
from conformance.plan.probe import Memory, Scene
from conformance.plan.probes.asking import came_of


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        (accepted(), ["getTaskInfo", "getTaskInfo", "getRecentTasksInfo", "getPairing"]),
        (exchange(405), ["getRecentTasksInfo", "getPairing"]),
    ],
)
def test_the_task_of_a_202_to_another_method_is_followed_to_its_end(answer, asked):
    scene = Scene(
        Contract(load("2.0.0")), 1, patience=60, interval=0.01, depth=Depth.QUICK, memory=Memory(acquainted=True)
    )
    polls = iter((poll("RUNNING"), poll("SUCCESS")))
    call = Call("getPairing", {"pairing_id": PAIRING}, method="delete", odd=True)
    other = exchange(answer.status, answer.response and {"id": "task-1", "status": "QUEUED"}, method="delete")
    steps, came, found, seen = came_of(scene, "lower-case", PAIRING, call, other), None, [], None
    while True:
        try:
            step = steps.send(came)
        except StopIteration:
            break
        came = None
        if isinstance(step, Saw):
            seen = step.observation
        elif isinstance(step, Call):
            found.append(step.operation)
            came = next(polls) if step.operation == "getTaskInfo" else there().by_id

    assert found == asked
    assert (seen.condition, seen.task) == ("lower-case", None)
