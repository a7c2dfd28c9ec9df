"""A deletion in whose midst the remote site goes down: what is asked, and what is left to be judged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import OTHER, PAIRING, accepted, answered, exchange, gone, listing, poll, task, there

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.observations import Afterwards
from conformance.model.steps import (
    Aimed,
    Call,
    Company,
    EvidenceMissing,
    Many,
    Pull,
    Release,
    RemoteLogin,
    Saw,
    Spent,
    Take,
    Together,
)
from conformance.model.terms import Depth
from conformance.plan.probe import Memory, Scene
from conformance.plan.probes.deletions import ERRORS, afterwards, one_session_race
from conformance.plan.probes.outages import outage_midway

LOGGED_IN = exchange(204, operation="createRemoteSession")


def scene(**memory):
    return Scene(Contract(load("2.0.0")), 1, 60, 0.01, Depth.STANDARD, memory=Memory(**memory))


FIXED = {
    "deletePairing": accepted(),
    "getPairings": listing(OTHER)[0],
    Take: PAIRING,
    Together: [exchange(404), accepted()],
    Company: ((), ()),
    Aimed: (),
}


def of_target(ends, is_left, login=LOGGED_IN):
    """What answers a probe. ends: those of tasks, one after another; is_left: whether it is there, each look."""
    ends, is_left = iter(ends), iter(is_left)

    def answer(step):
        match step:
            case RemoteLogin():
                return login
            case Call(operation="getTaskInfo"):
                return poll(next(ends))
            case Call(operation="getPairing"):
                return (there() if next(is_left) else gone()).by_id
            case Many():
                return [poll(next(ends)) for _ in step.calls]
            case _:
                return FIXED.get(step.operation if isinstance(step, Call) else type(step))

    return answer


def ended(status):
    return task(accepted(), poll(status))


def told(steps):
    return [each.observation for each in steps if isinstance(each, Saw)]


def test_a_deletion_that_succeeds_all_the_same_is_looked_at_in_the_outage_and_after_it():
    here = scene()

    steps = answered(outage_midway(here), of_target(["SUCCESS"], [False, False]))

    (seen,) = told(steps)
    assert (seen.condition, len(seen.gone), list(here.memory.deleted)) == ("outage-midway", 2, [PAIRING])
    kinds = [type(each) for each in steps]
    deletion = next(place for place, each in enumerate(steps) if isinstance(each, Call))
    assert deletion < kinds.index(Pull) < kinds.index(Release)
    assert isinstance(steps[-1], Spent)


def test_one_that_fails_is_asked_for_again_when_the_site_is_up():
    steps = answered(outage_midway(scene()), of_target(["ERROR", "SUCCESS"], [True, True, False]))

    assert [each.condition for each in told(steps)] == ["outage-midway", "after-states"]
    later = steps[[type(each) for each in steps].index(Release) :]
    kinds = [each.operation if isinstance(each, Call) else type(each) for each in later]
    assert kinds.index(RemoteLogin) < kinds.index("deletePairing")


def test_one_that_fails_and_is_gone_is_not_asked_for_again():
    assert len(told(answered(outage_midway(scene()), of_target(["ERROR"], [True, False])))) == 1


def test_without_a_remote_login_nothing_is_deleted():
    refused = exchange(401, operation="createRemoteSession")

    with pytest.raises(EvidenceMissing, match="the remote login before the deletion was refused"):
        answered(outage_midway(scene()), of_target([], [], refused))


@pytest.mark.parametrize(
    ("earlier", "lists", "back"),
    [("elsewhere", listing(PAIRING), []), (OTHER, listing(PAIRING), [OTHER, OTHER]), (OTHER, (), [])],
    ids=["stays gone", "is back", "its list was not looked at when it went"],
)
def test_what_a_later_list_shows_again_was_not_gone_for_good(earlier, lists, back):
    here = scene(deleted={earlier: (ended("SUCCESS"), replace(gone(earlier), listed=lists))})

    steps = answered(one_session_race(here), of_target(["SUCCESS"] * 3, [False]))

    again = [each for each in told(steps) if isinstance(each, Afterwards)]
    assert [each.pairing for each in again] == back
    assert all(each.gone[-1].by_id is None for each in again)


def test_the_last_tasks_in_error_are_looked_at_in_the_end():
    failed = [(PAIRING, ended("ERROR"))] * (ERRORS + 1)

    seen = told(answered(afterwards(scene(failed=failed)), of_target(["SUCCESS"] * ERRORS, [])))

    assert [(each.gone, len(each.task.later)) for each in seen] == [((), 1)] * ERRORS
