"""What is asked for beside a deletion is given back where it was refused, and not where it may be gone."""

from __future__ import annotations

import pytest
from made import PAIRING, accepted, answered, exchange, gone, played, poll, there

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.steps import Call, Login, RemoteLogin, Reuse, Saw, Session, Spent, Take
from conformance.model.terms import Depth
from conformance.plan.probe import Memory, Scene
from conformance.plan.probes.asking import ADMIN, VIEWER
from conformance.plan.probes.onlookers import ASKER, Spare, give_back, spare_one, try_meanwhile

STRANGER, FORBIDDEN = "no-session-beside-a-deletion", "no-privilege-beside-a-deletion"
LACKING = "not-authenticated-beside-a-deletion"
WHO: dict[str, Session | None] = {STRANGER: None, FORBIDDEN: VIEWER, LACKING: ASKER}


def scene():
    return Scene(Contract(load("2.0.0")), 1, patience=60, interval=0.01, depth=Depth.QUICK, memory=Memory())


def test_each_asks_until_one_is_not_refused():
    spare = Spare(PAIRING, WHO)

    asked = played(try_meanwhile(scene(), "busy", spare), lambda call: accepted() if call.session else exchange(401))

    calls = [each for each in asked if isinstance(each, Call) and each.pairing == PAIRING]
    assert [each.session for each in calls] == [None, VIEWER]
    assert (list(spare.asked), spare.untouched) == ([STRANGER, FORBIDDEN], "")


@pytest.mark.parametrize(
    ("status", "condition"), [(401, "no-session"), (202, "no-session"), (404, "no-session-unknown-pairing")]
)
def test_a_stranger_who_comes_too_late_asks_for_a_pairing_that_is_unknown(status, condition):
    steps = played(try_meanwhile(scene(), "busy", Spare()), lambda call: exchange(404 if call.session else status))

    assert next(each.observation.condition for each in steps if isinstance(each, Saw)) == condition


@pytest.mark.parametrize(("status", "who"), [(204, WHO), (404, WHO), (400, {}), (503, {}), (None, {})])
def test_nobody_asks_where_the_login_that_is_due_came_to_nothing(status, who):
    spare = Spare(who=dict(WHO))
    answers = {Take: PAIRING, RemoteLogin: exchange(status, operation="createRemoteSession"), Login: exchange(200)}

    answered(spare_one(scene(), spare, (VIEWER,)), lambda step: answers.get(type(step)))

    assert (spare.pairing, spare.who) == (PAIRING, who)


def test_who_has_no_remote_login_asks_in_another_session_than_the_administrators():
    spare = Spare(PAIRING, {LACKING: ASKER})

    call, *_ = played(try_meanwhile(scene(), "busy", spare), lambda _: exchange(500))

    assert (call.session, call.apart) == (ASKER, ADMIN)
    assert spare.untouched == PAIRING


@pytest.mark.parametrize(
    ("asked", "left", "seen", "last"),
    [
        ({}, there(), [], Reuse),
        ({STRANGER: 401, FORBIDDEN: 403, LACKING: 500}, there(), [STRANGER, FORBIDDEN, LACKING], Reuse),
        ({STRANGER: 401, FORBIDDEN: 202}, there(), [STRANGER, FORBIDDEN], Spent),
        ({STRANGER: 401, FORBIDDEN: 202}, gone(), [FORBIDDEN], Spent),
        ({STRANGER: 401, FORBIDDEN: None}, there(), [STRANGER, FORBIDDEN], Spent),
    ],
    ids=["nobody asked", "all were refused", "one was accepted", "one was accepted, and it is gone", "no answer came"],
)
def test_a_pairing_is_given_back_where_nobody_may_have_deleted_it(asked, left, seen, last):
    answers = {each: accepted() if status == 202 else exchange(status) for each, status in asked.items()}

    steps = played(
        give_back(scene(), Spare(PAIRING, WHO, answers)),
        lambda call: poll("SUCCESS") if call.operation == "getTaskInfo" else left.by_id,
    )

    assert [each.observation.condition for each in steps if isinstance(each, Saw)] == seen
    assert isinstance(steps[-1], last)
