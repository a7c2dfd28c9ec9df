"""While a site is down a target may wait for it; what it is asked then is given the time of a task."""

from __future__ import annotations

import pytest
from made import PAIRING, exchange, listing, there

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.steps import Call, Company, RemoteLogin, Take
from conformance.model.terms import Depth
from conformance.plan.probe import Scene
from conformance.plan.probes.refused import not_authenticated, server_down

PATIENCE = 60.0
TIMED_OUT = exchange(None)


ANSWERS = {
    "getPairings": listing(PAIRING)[0],
    "getRecentTasksInfo": exchange(200, {"list": []}, operation="getRecentTasksInfo", method="GET"),
    "getPairing": there().by_id,
}


def came_of(step, deletion):
    """What a target answers that has the pairing, and to each deletion the same."""
    match step:
        case Take():
            came = PAIRING
        case RemoteLogin():
            came = exchange(204, operation="createRemoteSession")
        case Company():
            came = (), ()
        case Call():
            came = ANSWERS.get(step.operation, deletion)
        case _:
            came = None
    return came


def deletions(probe, answer):
    """The deletions that a probe asks for, where each is answered the same."""
    steps, came, found = probe(Scene(Contract(load("2.0.0")), 1, PATIENCE, 0.1, Depth.QUICK)), None, []
    while True:
        try:
            step = steps.send(came)
        except StopIteration:
            return found
        if isinstance(step, Call) and step.operation == "deletePairing":
            found.append(step)
        came = came_of(step, answer)


@pytest.mark.parametrize(("probe", "within"), [(server_down, PATIENCE), (not_authenticated, 0.0)])
def test_each_deletion_of_a_state_has_its_time(probe, within):
    asked = deletions(probe, exchange(500))

    assert len(asked) > 2
    assert {each.within for each in asked[:3]} == {within}


def test_a_target_that_keeps_silent_is_not_asked_in_other_ways():
    assert [each.session.key for each in deletions(server_down, TIMED_OUT)[:2]] == ["before the site went down", "main"]
