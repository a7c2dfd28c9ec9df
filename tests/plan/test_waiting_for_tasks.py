"""Tasks that nobody was told of are waited for, and those of others do not eat up the run."""

from __future__ import annotations

from made import exchange

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.steps import Call, Wait
from conformance.model.terms import Depth
from conformance.plan.probe import Scene
from conformance.plan.probes.asking import get_acquainted, wait_for_tasks

PAIRING = "0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f"


def scene():
    return Scene(Contract(load("2.0.0")), seed=1, patience=60, interval=1, depth=Depth.QUICK)


def running(**entities):
    """The list of tasks, all of them RUNNING, each with its entity."""
    listed = [{"id": name, "status": "RUNNING", "entity": entity or None} for name, entity in entities.items()]
    return exchange(200, {"list": listed}, operation="getRecentTasksInfo", method="GET")


def asked(steps, listed):
    """The tasks that are asked for, each as often as it is, on a target where no task ever ends."""
    asked, came, now = [], None, 0.0
    while True:
        try:
            step = steps.send(came)
        except StopIteration:
            return asked
        match step:
            case Call(operation="getTaskInfo"):
                asked += step.path.values()
                body = {"id": "any", "status": "RUNNING"}
                came = exchange(200, body, operation="getTaskInfo", method="GET", at=now)
            case Call():
                came = listed
            case Wait():
                came, now = None, now + step.seconds


def test_a_task_that_ran_before_the_first_request_is_never_waited_for():
    here = scene()
    asked(get_acquainted(here), running(theirs=""))

    assert asked(wait_for_tasks(here), running(theirs="")) == []


def test_a_task_that_names_the_pairing_is_asked_for_until_patience_is_over():
    assert asked(wait_for_tasks(scene(), PAIRING), running(ours=PAIRING)) == ["ours"] * 61


def test_a_task_that_names_nothing_is_asked_for_at_longer_and_longer_intervals():
    assert asked(wait_for_tasks(scene(), PAIRING), running(anybodys="")) == ["anybodys"] * 7


def test_a_task_of_another_entity_is_not_waited_for():
    assert asked(wait_for_tasks(scene(), PAIRING), running(theirs="group-1")) == []


def test_no_task_is_waited_for_twice():
    here = scene()
    asked(wait_for_tasks(here), running(anybodys=""))

    assert asked(wait_for_tasks(here), running(anybodys="")) == []


def test_after_ten_tasks_without_end_only_those_that_name_the_pairing_are_waited_for():
    here = scene()
    for number in range(10):
        asked(wait_for_tasks(here), running(**{f"theirs-{number}": ""}))

    assert set(asked(wait_for_tasks(here, PAIRING), running(one_more="", ours=PAIRING))) == {"ours"}
