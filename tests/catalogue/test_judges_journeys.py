"""Judging journeys made by hand: what came before decides what an answer is worth."""

from __future__ import annotations

import pytest
from made import OTHER, PAIRING, accepted, exchange, listing, poll, task

from conformance.catalogue import requirements
from conformance.catalogue.travel import Rule
from conformance.model.observations import Journey, Turn
from conformance.model.terms import Depth, Finding

LOGIN = Turn("log-in", exchanges=(exchange(200, operation="login"),))
LOGOUT = Turn("log-out", exchanges=(exchange(204, operation="logout"),))
TAKE = Turn("take", PAIRING)
REMOTE = Turn("remote-login", PAIRING, (exchange(204, operation="createRemoteSession"),))
DOWN, UP = Turn("site-down"), Turn("site-up")
READY = (LOGIN, TAKE, REMOTE)

STAYS, GONE, CONTRACT, SESSION, ACCEPTED, ANSWER = Rule


def delete(status=None, end="SUCCESS", *, name="task-1", verb="delete"):
    """A deletion refused with a status, or accepted and followed to an end."""
    if status is not None:
        return Turn(verb, PAIRING, (exchange(status),))
    first = accepted(id=name)
    return Turn(verb, PAIRING, (first,), (task(first, poll(end, id=name)),))


def look(status):
    return Turn("look", PAIRING, (exchange(status, operation="getPairing", method="GET"),))


def lists(*pairings):
    return Turn("list", exchanges=listing(*pairings))


def elsewhere(status=None, **rest):
    return delete(status, verb="delete-elsewhere", **rest)


REFUSED = delete(400)
FAILED = (DOWN, delete(end="ERROR"), UP)


@pytest.mark.parametrize(
    ("rule", "turns", "expected"),
    [
        # a pairing stays unless its deletion was accepted
        (STAYS, (LOGIN, TAKE, REFUSED, LOGOUT, LOGIN, look(200), lists(PAIRING)), "pass"),
        (STAYS, (LOGIN, TAKE, REFUSED, LOGOUT, LOGIN, look(404)), "finding"),
        (STAYS, (LOGIN, TAKE, REFUSED, lists(OTHER)), "finding"),
        (STAYS, (LOGIN, TAKE, DOWN, look(404), lists(OTHER)), "unjudged"),  # what is shown in an outage is open
        (STAYS, (*READY, *FAILED, look(404)), "finding"),
        (STAYS, (*READY, delete(), look(404), lists(OTHER)), "pass"),
        (STAYS, (LOGIN, TAKE, lists(PAIRING, OTHER), REMOTE, delete(), lists()), "finding"),  # a neighbour was lost
        (STAYS, (LOGIN, TAKE, delete(None, "none"), look(404)), "unjudged"),  # its deletion may be under way
        (STAYS, (LOGIN, TAKE, Turn("delete", PAIRING, (exchange(None),)), look(404)), "unjudged"),
        (STAYS, (LOGIN, TAKE, look(503)), "unjudged"),
        # deleted for good
        (GONE, (*READY, delete(), look(404), lists(OTHER)), "pass"),
        (GONE, (*READY, delete(), LOGOUT, LOGIN, look(200)), "finding"),
        (GONE, (*READY, delete(), lists(PAIRING)), "finding"),
        (GONE, (*READY, delete(), delete(404), delete(409), delete(400)), "pass"),
        (GONE, (*READY, delete(), delete(end="ERROR", name="task-2")), "pass"),
        (GONE, (*READY, delete(), delete()), "pass"),  # the same task once more
        (GONE, (*READY, delete(), delete(name="task-2")), "finding"),
        (GONE, (*READY, delete(), delete(204)), "finding"),
        (GONE, (*READY, *FAILED, look(200)), "unjudged"),
        # no success without remote login or in an outage
        (CONTRACT, (LOGIN, TAKE, REFUSED), "pass"),
        (CONTRACT, (LOGIN, TAKE, delete(500)), "pass"),
        (CONTRACT, (LOGIN, TAKE, delete(end="ERROR")), "pass"),
        (CONTRACT, (LOGIN, TAKE, delete(end="none")), "unjudged"),
        (CONTRACT, (LOGIN, TAKE, delete()), "finding"),
        (CONTRACT, (LOGIN, TAKE, delete(200)), "finding"),
        (CONTRACT, (LOGIN, TAKE, delete(302)), "unjudged"),
        (CONTRACT, (*READY, elsewhere()), "finding"),
        (CONTRACT, (*READY, elsewhere(400)), "pass"),
        (CONTRACT, (*READY, elsewhere(401)), "unjudged"),  # that session may have run out
        (CONTRACT, (*READY, DOWN, delete()), "finding"),
        (CONTRACT, (*READY, LOGOUT, LOGIN, delete()), "finding"),
        (CONTRACT, (*READY, DOWN, UP, delete()), "unjudged"),  # whether a login outlasts an outage is open
        (CONTRACT, (*READY, delete(), delete(404)), "unjudged"),
        # over is over
        (SESSION, (*READY, LOGOUT, delete(401)), "pass"),
        (SESSION, (*READY, LOGOUT, delete(400)), "finding"),
        (SESSION, (*READY, LOGOUT, delete()), "finding"),
        (SESSION, (*READY, delete(), LOGOUT, delete(404)), "unjudged"),  # which is looked at first is open
        (SESSION, (*READY, Turn("log-out", exchanges=(exchange(500),)), delete(400)), "unjudged"),
        (SESSION, (*READY, LOGOUT, delete(503)), "unjudged"),
        # accepted when due
        (ACCEPTED, (*READY, delete()), "pass"),
        (ACCEPTED, (*READY, delete(400)), "finding"),
        (ACCEPTED, (*READY, delete(401)), "finding"),
        (ACCEPTED, (*READY, lists(PAIRING), delete(401)), "unjudged"),  # it may have run out meanwhile
        (ACCEPTED, (*READY, delete(end="ERROR")), "finding"),
        (ACCEPTED, (*READY, delete(end="none")), "unjudged"),
        (ACCEPTED, (*READY, delete(429)), "unjudged"),
        (ACCEPTED, (*READY, *FAILED, REMOTE, delete(400)), "finding"),
        (ACCEPTED, (*READY, *FAILED, delete(400)), "unjudged"),
        (ACCEPTED, (LOGIN, TAKE, REFUSED), "unjudged"),
        # no server error
        (ANSWER, (*READY, delete()), "pass"),
        (ANSWER, (*READY, delete(500)), "finding"),
        (ANSWER, (LOGIN, TAKE, delete(500)), "pass"),
        (ANSWER, (LOGIN, TAKE, delete(502)), "finding"),
        (ANSWER, (*READY, DOWN, delete(500)), "pass"),
        (ANSWER, (*READY, delete(), LOGOUT, LOGIN, delete(500)), "finding"),
        (ANSWER, (LOGIN, Turn("delete-unknown", exchanges=(exchange(500),))), "finding"),
        (ANSWER, (LOGIN, Turn("delete-unknown", exchanges=(exchange(404),))), "pass"),
    ],
)
def test_a_journey_is_judged_by_what_came_before(says, rule, turns, expected):
    assert says(rule, Journey((), turns)) == expected


def test_while_a_deletion_is_under_way_any_sane_answer_will_do(says):
    begun = accepted()
    under_way = (*READY, Turn("begin", PAIRING, (begun,)))

    for second in (delete(409), delete(404), delete(end="ERROR", name="task-2")):
        ended = Turn("poll", PAIRING, tasks=(task(begun, poll()),))
        seen = Journey((), (*under_way, second, look(404), ended, look(404)))
        assert {says(rule, seen) for rule in Rule} <= {"pass", "unjudged"}


def test_of_two_deletions_that_overlap_one_succeeds_at_most(says):
    begun = accepted()
    both = delete(name="task-2")
    ends = (task(begun, poll()), *both.tasks)
    seen = Journey((), (*READY, Turn("begin", PAIRING, (begun,)), Turn("delete", PAIRING, both.exchanges, ends)))

    assert says(GONE, seen) == "finding"


def test_an_outage_while_a_deletion_runs_leaves_its_end_open(says):
    begun = accepted()
    ended = Turn("poll", PAIRING, tasks=(task(begun, poll("ERROR")),))
    seen = Journey((), (*READY, Turn("begin", PAIRING, (begun,)), DOWN, UP, ended))

    assert says(ACCEPTED, seen) == "unjudged"


def test_a_finding_tells_the_journey_up_to_where_it_failed(contract):
    [judge] = [each.judge for each in requirements(contract.document) if each.id == STAYS]
    [found] = judge(Journey((), (LOGIN, TAKE, REFUSED, LOGOUT, LOGIN, look(404), lists(OTHER))), contract)

    assert isinstance(found, Finding)
    assert found.got.endswith("log-in (200); take a; delete a (400); log-out (204); log-in (200); look a (404)")


def test_journeys_are_judged_at_the_deepest_only(contract):
    mine = [each for each in requirements(contract.document) if each.over == ("journeys",)]

    assert {each.id for each in mine} == set(Rule)
    assert {each.depth for each in mine} == {Depth.DEEP}
