"""What a request sets going has ended before the look that it is judged by, whatever its method."""

from __future__ import annotations

import pytest
from made import PAIRING, exchange, gone, poll, there

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.steps import Call, Saw
from conformance.model.terms import Depth
from conformance.plan.probe import Memory, Scene
from conformance.plan.probes.asking import LOOKS, came_of


def played(answer, looks):
    """The operations that are asked for, and what is seen, where looks at the pairing are answered in this order."""
    scene = Scene(
        Contract(load("2.0.0")), 1, patience=60, interval=0.01, depth=Depth.QUICK, memory=Memory(acquainted=True)
    )
    polls, looks = iter((poll("RUNNING"), poll("SUCCESS"))), iter(looks)
    call = Call("getPairing", {"pairing_id": PAIRING}, method="delete", odd=True)
    steps, came, found, seen = came_of(scene, "lower-case", PAIRING, call, answer), None, [], None
    while True:
        try:
            step = steps.send(came)
        except StopIteration:
            return found, seen
        came = None
        if isinstance(step, Saw):
            seen = step.observation
        elif isinstance(step, Call):
            found.append(step.operation)
            came = next(polls) if step.operation == "getTaskInfo" else next(looks)


LIST = exchange(200, {"list": []}, operation="getRecentTasksInfo", method="GET")
THERE, GONE = there().by_id, gone().by_id


@pytest.mark.parametrize(
    ("answer", "looks", "asked"),
    [
        (
            exchange(202, {"id": "task-1", "status": "QUEUED"}, method="delete"),
            [LIST, THERE],
            ["getTaskInfo", "getTaskInfo", "getRecentTasksInfo", "getPairing"],
        ),
        (exchange(405, method="delete"), [LIST, THERE], ["getRecentTasksInfo", "getPairing"]),
        (
            exchange(202, method="HEAD"),
            [THERE, THERE, GONE, LIST, GONE],
            ["getPairing", "getPairing", "getPairing", "getRecentTasksInfo", "getPairing"],
        ),
    ],
    ids=["a task", "a refusal", "no task that could be asked for"],
)
def test_what_was_set_going_has_ended_before_the_look(answer, looks, asked):
    found, seen = played(answer, looks)

    assert found == asked
    assert (seen.condition, seen.task) == ("lower-case", None)


def test_what_names_no_task_is_looked_at_for_a_while_and_no_longer():
    found, _ = played(exchange(202, method="HEAD"), [*[THERE] * LOOKS, LIST, THERE])

    assert found == [*["getPairing"] * LOOKS, "getRecentTasksInfo", "getPairing"]
