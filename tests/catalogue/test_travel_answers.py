"""What journeys made by hand say of answers: what came before decides what one is worth."""

from __future__ import annotations

import documents
import pytest
from made import ASKED_TO_WAIT, OTHER, PAIRING, accepted, exchange, poll, task
from turns import (
    DOWN,
    FAILED,
    LOGIN,
    LOGOUT,
    READY,
    REFUSED,
    REMOTE,
    TAKE,
    UP,
    also,
    begun,
    delete,
    elsewhere,
    ended,
    lists,
    look,
    refused,
)

from conformance.catalogue import requirements
from conformance.catalogue.travel import Rule, walk
from conformance.model.observations import Journey, Turn
from conformance.model.terms import Depth, Finding

STAYS, GONE, CONTRACT, SESSION, ACCEPTED, ANSWER = Rule


def slowly(end):
    """A deletion whose task was polled twice."""
    first = accepted()
    return Turn("delete", PAIRING, (first,), (task(first, poll("RUNNING"), poll(end)),))


UNTOUCHED = "unjudged: no journey came to where it could be judged"


@pytest.mark.parametrize(
    ("rule", "turns", "said"),
    [
        (CONTRACT, (LOGIN, TAKE, REFUSED), []),
        (CONTRACT, (LOGIN, TAKE, delete(500)), []),
        (CONTRACT, (LOGIN, TAKE, delete(end="ERROR")), []),
        (CONTRACT, (LOGIN, TAKE, delete(end="none")), ["unjudged: a task was not seen to end"]),
        (
            CONTRACT,
            (LOGIN, TAKE, delete()),
            ["#4: a refusal, or a Task that ends in ERROR; got a Task that ends in SUCCESS"],
        ),
        (CONTRACT, (LOGIN, TAKE, delete(200)), ["#2: a refusal, or a Task that ends in ERROR; got 200"]),
        (CONTRACT, (LOGIN, TAKE, delete(302)), ["unjudged: a redirect (302) is neither a success nor an error"]),
        (
            CONTRACT,
            (*READY, elsewhere()),
            ["#5: a refusal, or a Task that ends in ERROR; got a Task that ends in SUCCESS"],
        ),
        (CONTRACT, (*READY, elsewhere(400)), []),
        (CONTRACT, (*READY, elsewhere(401)), ["unjudged: the session had run out"]),  # that session may have run out
        (
            CONTRACT,
            (*READY, DOWN, delete()),
            ["#5: a refusal, or a Task that ends in ERROR; got a Task that ends in SUCCESS"],
        ),
        (
            CONTRACT,
            (*READY, LOGOUT, LOGIN, delete()),
            ["#7: a refusal, or a Task that ends in ERROR; got a Task that ends in SUCCESS"],
        ),
        (CONTRACT, (*READY, DOWN, UP, delete()), [UNTOUCHED]),  # whether a login outlasts an outage is open
        (CONTRACT, (*READY, delete(), delete(404)), [UNTOUCHED]),
        (ACCEPTED, (*READY, delete()), []),
        (ACCEPTED, (*READY, delete(400)), ["#3: 202, as nothing stands against the deletion; got 400"]),
        (ACCEPTED, (*READY, delete(401)), ["#3: 202, as nothing stands against the deletion; got 401"]),
        (
            ACCEPTED,
            (*READY, lists(PAIRING), delete(401)),
            ["unjudged: the session had run out"],
        ),  # it may have run out meanwhile
        (ACCEPTED, (*READY, delete(end="ERROR")), ["#5: a Task that ends in SUCCESS; got one that ends in ERROR"]),
        (ACCEPTED, (*READY, slowly("ERROR")), ["#6: a Task that ends in SUCCESS; got one that ends in ERROR"]),
        (
            CONTRACT,
            (LOGIN, TAKE, slowly("SUCCESS")),
            ["#5: a refusal, or a Task that ends in ERROR; got a Task that ends in SUCCESS"],
        ),
        (ACCEPTED, (*READY, delete(end="none")), ["unjudged: a task was not seen to end"]),
        (ACCEPTED, (*READY, delete(429)), [ASKED_TO_WAIT]),
        (
            ACCEPTED,
            (*READY, *FAILED, REMOTE, delete(400)),
            ["#7: 202, as nothing stands against the deletion; got 400"],
        ),
        (ACCEPTED, (*READY, *FAILED, delete(400)), [UNTOUCHED]),
        (ACCEPTED, (LOGIN, TAKE, REFUSED), [UNTOUCHED]),
        (ANSWER, (*READY, delete()), []),
        (ANSWER, (*READY, delete(500)), ["#3: 202 or a refusal (4xx); got 500"]),
        (ANSWER, (LOGIN, TAKE, delete(500)), []),
        (ANSWER, (LOGIN, TAKE, delete(502)), ["#2: 202 or a refusal (4xx); got 502"]),
        (ANSWER, (*READY, DOWN, delete(500)), []),
        (ANSWER, (*READY, delete(), LOGOUT, LOGIN, delete(500)), ["#8: 202 or a refusal (4xx); got 500"]),
        (ANSWER, (LOGIN, Turn("delete-unknown", exchanges=(exchange(500),))), ["#2: 202 or a refusal (4xx); got 500"]),
        (ANSWER, (LOGIN, Turn("delete-unknown", exchanges=(exchange(404),))), []),
        (
            CONTRACT,
            (LOGIN, TAKE, refused("remote-login"), delete()),
            [UNTOUCHED],
        ),  # it may have been logged in all the same
        (CONTRACT, (LOGIN, TAKE, DOWN, REMOTE, UP, delete()), [UNTOUCHED]),
        (CONTRACT, (LOGIN, TAKE, delete(401)), []),
        (CONTRACT, (LOGIN, TAKE, lists(PAIRING), delete(401)), ["unjudged: the session had run out"]),
        (CONTRACT, (LOGIN, TAKE, delete(None, "none"), delete(400)), ["unjudged: a task was not seen to end"]),
        (CONTRACT, (LOGIN, TAKE, delete(429)), [ASKED_TO_WAIT]),
        (
            CONTRACT,
            (LOGIN, TAKE, Turn("delete", PAIRING, (exchange(None, steady=True),))),
            ["#2: a refusal, or a Task that ends in ERROR; got no response (closed)"],
        ),
        (CONTRACT, (LOGIN, TAKE, delete(399)), ["unjudged: a redirect (399) is neither a success nor an error"]),
        (
            CONTRACT,
            (*READY, LOGOUT, elsewhere()),
            ["#6: a refusal, or a Task that ends in ERROR; got a Task that ends in SUCCESS"],
        ),
        (CONTRACT, (*READY, elsewhere(429)), [ASKED_TO_WAIT]),
        (CONTRACT, (refused("log-in"), TAKE, delete()), [UNTOUCHED]),
        (CONTRACT, (TAKE, delete()), [UNTOUCHED]),  # without a login nobody knows what the session may
        (ACCEPTED, (*READY, delete(200)), ["#3: 202, as nothing stands against the deletion; got 200"]),
        (
            ACCEPTED,
            (*READY, Turn("delete", PAIRING, (exchange(None, steady=True),))),
            ["#3: 202, as nothing stands against the deletion; got no response (closed)"],
        ),
        (
            ACCEPTED,
            (*READY, delete(end="CANCELLED")),
            ["#5: a Task that ends in SUCCESS; got one that ends in CANCELLED"],
        ),
        (ACCEPTED, (*READY, elsewhere(401), delete(400)), ["#4: 202, as nothing stands against the deletion; got 400"]),
        (
            ACCEPTED,
            (*READY, lists(PAIRING), delete(401), delete(400)),
            ["unjudged: the session had run out"],
        ),  # whether it ran out is open
        (ACCEPTED, (TAKE, LOGIN, REMOTE, delete(400)), ["#3: 202, as nothing stands against the deletion; got 400"]),
        (ACCEPTED, (*READY, UP, delete(400)), [UNTOUCHED]),
        (ACCEPTED, (*READY, begun(), *also(OTHER), delete(400, of=OTHER)), [UNTOUCHED]),  # while another runs
        (
            ACCEPTED,
            (*READY, *also(OTHER), delete(400, of=OTHER)),
            ["#4: 202, as nothing stands against the deletion; got 400"],
        ),
        (ACCEPTED, (*READY, begun(), REMOTE, ended("ERROR")), [UNTOUCHED]),
        (
            ACCEPTED,
            (*READY, begun(), *also(OTHER), ended("ERROR")),
            ["#6: a Task that ends in SUCCESS; got one that ends in ERROR"],
        ),
        (ACCEPTED, (*READY, begun(), LOGOUT, ended("ERROR")), [UNTOUCHED]),
        (ACCEPTED, (*READY, begun(), LOGIN, ended("ERROR")), [UNTOUCHED]),
        (ACCEPTED, (*READY, DOWN, UP, delete(end="RUNNING")), [UNTOUCHED]),  # of what is open no end is missed
        (ACCEPTED, (*READY, begun(), ended("RUNNING"), ended("SUCCESS")), []),
        (ACCEPTED, (*READY, begun(), ended("SUCCESS"), ended("SUCCESS")), []),
        (ANSWER, (LOGIN, DOWN, Turn("delete-unknown", exchanges=(exchange(500),))), []),
        (
            ANSWER,
            (LOGIN, DOWN, Turn("delete-unknown", exchanges=(exchange(502),))),
            ["#2: 202 or a refusal (4xx); got 502"],
        ),
        (ANSWER, (LOGIN, Turn("delete-unknown", exchanges=(exchange(499),))), []),
        (
            ANSWER,
            (LOGIN, Turn("delete-unknown", exchanges=(exchange(None, steady=True),))),
            ["unjudged: no answer came"],
        ),
        (ANSWER, (LOGIN, Turn("delete-unknown", exchanges=(exchange(429),))), [ASKED_TO_WAIT]),
        (ANSWER, (*READY, elsewhere(500)), []),
        (ANSWER, (*READY, delete(), elsewhere(500)), ["#6: 202 or a refusal (4xx); got 500"]),
        (ANSWER, (*READY, begun(), elsewhere(500)), []),
        (ANSWER, (*READY, begun(), delete(500)), ["#4: 202 or a refusal (4xx); got 500"]),
        (ANSWER, (LOGIN, TAKE, refused("remote-login"), delete(500)), []),
    ],
)
def test_an_answer_is_judged_by_what_came_before(tells, rule, turns, said):
    told = tells(rule, Journey((), turns))

    assert [each.partition(", at the end of this journey")[0] for each in told] == said


def test_where_the_contract_says_no_error_nothing_speaks_against_a_deletion_that_succeeds():
    silent = documents.contract(lambda _, operation: operation.pop("x-dr-remote-site-connectivity-contract"))

    told = list(walk(Journey((), (LOGIN, TAKE, delete())), silent))

    assert told == [(ANSWER, None)]


def test_a_journey_says_what_elsewhere_means(tells):
    (told,) = tells(ACCEPTED, Journey((), (*READY, elsewhere(401), delete(400))))

    assert told.endswith(
        "delete-elsewhere a (401); delete a (400) (elsewhere: in another session, without remote login)"
    )


def test_a_journey_tells_of_a_task_that_did_not_end(tells):
    broken = Turn("delete-unknown", exchanges=(exchange(500),))

    [told] = tells(ANSWER, Journey((), (*READY, delete(end="RUNNING"), broken)))

    assert told.endswith("delete a (202, no end); delete-unknown (500)")


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


def test_a_journey_tells_of_a_list_how_its_last_page_was_answered(tells):
    broken = exchange(500, operation="getPairings")
    paged = Turn("list", exchanges=(*lists(PAIRING).exchanges, broken))

    [said] = tells(STAYS, Journey((), (LOGIN, TAKE, paged, look(404))))

    assert said.endswith("log-in (200); take a; list (500); look a (404)")


def test_journeys_are_judged_at_the_deepest_only(contract):
    mine = [each for each in requirements(contract.document) if each.over == ("journeys",)]

    assert {each.id for each in mine} == set(Rule)
    assert {each.depth for each in mine} == {Depth.DEEP}
