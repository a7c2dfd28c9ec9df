"""What journeys made by hand say of pairings and sessions: what came before decides what an answer is worth."""

from __future__ import annotations

import pytest
from made import OTHER, PAIRING, exchange
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
    lists,
    look,
    parts,
)

from conformance.catalogue.travel import Rule
from conformance.model.observations import Journey, Turn

STAYS, GONE, CONTRACT, SESSION, ACCEPTED, ANSWER = Rule
UNTOUCHED = "unjudged: no journey came to where it could be judged"


@pytest.mark.parametrize(
    ("rule", "turns", "said"),
    [
        (STAYS, (LOGIN, TAKE, REFUSED, LOGOUT, LOGIN, look(200), lists(PAIRING)), []),
        (STAYS, (LOGIN, TAKE, REFUSED, LOGOUT, LOGIN, look(404)), ["#5: 200, as no deletion was accepted; got 404"]),
        (STAYS, (LOGIN, TAKE, REFUSED, lists(OTHER)), [f"#3: {PAIRING} in the list; got a list without it"]),
        (STAYS, (LOGIN, TAKE, REFUSED, parts(PAIRING, OTHER)), []),
        (
            STAYS,
            (LOGIN, TAKE, REFUSED, parts(OTHER)),
            ["unjudged: the list, which came in parts, lacks a pairing"],
        ),  # one that is cut into pages anew may pass a pairing over
        (STAYS, (LOGIN, TAKE, lists(PAIRING, OTHER), parts(PAIRING)), []),
        (
            STAYS,
            (LOGIN, TAKE, lists(PAIRING, OTHER), parts(PAIRING, "c"), lists(PAIRING, "c")),
            [f"#5: {OTHER} still in the list; got a list without it"],
        ),  # nor is one forgotten that it passed over
        (
            STAYS,
            (LOGIN, TAKE, lists(PAIRING, OTHER), lists(PAIRING), lists(PAIRING)),
            [f"#3: {OTHER} still in the list; got a list without it"],
        ),  # what is lost is told once
        (STAYS, (LOGIN, TAKE, DOWN, look(404), lists(OTHER)), [UNTOUCHED]),  # what is shown in an outage is open
        (STAYS, (*READY, *FAILED, look(404)), ["#6: 200, as no deletion was accepted; got 404"]),
        (STAYS, (*READY, delete(), look(404), lists(OTHER)), []),
        (
            STAYS,
            (LOGIN, TAKE, lists(PAIRING, OTHER), REMOTE, delete(), lists()),
            [f"#7: {OTHER} still in the list; got a list without it"],
        ),  # a neighbour was lost
        (STAYS, (LOGIN, TAKE, lists(PAIRING, OTHER, strangers=(OTHER,)), REMOTE, delete(), lists()), []),
        (
            STAYS,
            (LOGIN, TAKE, lists(PAIRING, OTHER), lists(PAIRING, OTHER, strangers=(PAIRING,)), lists(PAIRING)),
            [f"#4: {OTHER} still in the list; got a list without it"],
        ),  # what strangers made is theirs, and nothing else
        (STAYS, (LOGIN, TAKE, delete(None, "none"), look(404)), [UNTOUCHED]),  # its deletion may be under way
        (STAYS, (LOGIN, TAKE, Turn("delete", PAIRING, (exchange(None),)), look(404)), [UNTOUCHED]),
        (STAYS, (LOGIN, TAKE, look(503)), ["unjudged: whether the pairing is there could not be read"]),
        (GONE, (*READY, delete(), look(404), lists(OTHER)), []),
        (GONE, (*READY, delete(), LOGOUT, LOGIN, look(200)), ["#8: 404 after a deletion that succeeded; got 200"]),
        (GONE, (*READY, delete(), lists(PAIRING)), [f"#6: a list without {PAIRING}; got one that has it"]),
        (GONE, (*READY, delete(), delete(404), delete(409), delete(400)), []),
        (GONE, (*READY, delete(), delete(end="ERROR", name="task-2")), []),
        (GONE, (*READY, delete(), delete()), []),  # the same task once more
        (
            GONE,
            (*READY, delete(), delete(name="task-2")),
            ["#8: one deletion that succeeds; got a second one that does"],
        ),
        (GONE, (*READY, delete(), delete(204)), ["#6: a refusal, or a Task that ends in ERROR; got 204"]),
        (GONE, (*READY, *FAILED, look(200)), [UNTOUCHED]),
        (SESSION, (*READY, LOGOUT, delete(401)), []),
        (
            SESSION,
            (*READY, *also(OTHER), delete(), LOGOUT, delete(401), delete(400, of=OTHER)),
            ["#9: 401 after the logout; got 400"],
        ),
        (SESSION, (*READY, LOGOUT, delete(400)), ["#4: 401 after the logout; got 400"]),
        (SESSION, (*READY, LOGOUT, delete()), ["#4: 401 after the logout; got 202"]),
        (SESSION, (*READY, delete(), LOGOUT, delete(404)), [UNTOUCHED]),  # which is looked at first is open
        (SESSION, (*READY, Turn("log-out", exchanges=(exchange(500),)), delete(400)), [UNTOUCHED]),
        (
            SESSION,
            (*READY, LOGOUT, delete(503)),
            ["unjudged, trouble: the target asked to wait (503) and went on doing so"],
        ),
        (STAYS, (LOGIN, TAKE, lists(PAIRING), Turn("list", exchanges=(exchange(500, operation="getPairings"),))), []),
        (
            STAYS,
            (LOGIN, TAKE, Turn("list", exchanges=(exchange(500, operation="getPairings"),))),
            ["unjudged: the list of pairings could not be read: it was not given (500)"],
        ),
        (
            STAYS,
            (LOGIN, TAKE, lists(PAIRING, OTHER), DOWN, lists(PAIRING), UP, lists(PAIRING)),
            [f"#4: {OTHER} still in the list; got a list without it"],
        ),
        (STAYS, (LOGIN, TAKE, DOWN, lists(PAIRING), UP, lists(PAIRING)), []),
        (
            STAYS,
            (LOGIN, TAKE, lists(PAIRING, "b", "a"), lists(PAIRING)),
            ["#3: a still in the list; got a list without it"],
        ),
        (
            STAYS,
            (LOGIN, TAKE, delete(500), look(404)),
            ["#3: 200, as no deletion was accepted; got 404"],
        ),  # the contract has an error here, so nothing was done
        (STAYS, (LOGIN, TAKE, delete(502), look(404)), [UNTOUCHED]),  # but none such
        (STAYS, (*READY, delete(500), look(404)), [UNTOUCHED]),
        (STAYS, (*READY, delete(499), look(404)), ["#4: 200, as no deletion was accepted; got 404"]),
        (STAYS, (*READY, delete(400), look(404)), ["#4: 200, as no deletion was accepted; got 404"]),
        (STAYS, (*READY, delete(302), look(404)), [UNTOUCHED]),
        (STAYS, (*READY, DOWN, delete(202, end="x"), UP, look(404)), [UNTOUCHED]),
        (
            STAYS,
            (*READY, delete(302), delete(end="ERROR"), look(404)),
            [UNTOUCHED],
        ),  # the redirect may have been a deletion
        (STAYS, (look(200), look(404)), [UNTOUCHED]),
        (STAYS, (LOGIN, TAKE, look(200)), []),
        (GONE, (*READY, delete(), look(500)), ["unjudged: whether the pairing is there could not be read"]),
        (GONE, (*READY, delete(), look(410), look(404)), []),
        (GONE, (*READY, delete(), DOWN, look(200)), ["#6: 404 after a deletion that succeeded; got 200"]),
        (GONE, (*READY, delete(), DOWN, lists(PAIRING)), [f"#6: a list without {PAIRING}; got one that has it"]),
        (GONE, (*READY, delete(), delete(302)), ["unjudged: a redirect (302) is neither a success nor an error"]),
        (GONE, (*READY, delete(), delete(500)), []),
        (
            GONE,
            (*READY, delete(), delete(302), look(200)),
            ["#7: 404 after a deletion that succeeded; got 200"],
        ),  # no answer makes a pairing that is gone less so
        (GONE, (*READY, begun(), delete(400)), [UNTOUCHED]),
        (GONE, (*READY, *also(OTHER), delete(), delete(name="task-2", of=OTHER), look(404)), []),
        (GONE, (*READY, delete(), delete(end="none", name="task-2")), ["unjudged: a task was not seen to end"]),
        (
            GONE,
            (*READY, delete(), delete(None, "SUCCESS", name=None)),
            ["#8: one deletion that succeeds; got a second one that does"],
        ),
        (GONE, (*READY, delete(), LOGOUT, delete(401)), ["unjudged: the session had run out"]),
        (GONE, (*READY, delete(), lists(PAIRING), delete(401)), [f"#6: a list without {PAIRING}; got one that has it"]),
        (SESSION, (LOGIN, TAKE, LOGOUT, LOGIN, delete(401)), [UNTOUCHED]),
        (SESSION, (*READY, LOGOUT, delete(500)), ["#4: 401 after the logout; got 500"]),
        (SESSION, (*READY, LOGOUT, delete(end="none")), ["#4: 401 after the logout; got 202"]),
        (SESSION, (*READY, delete(end="none"), LOGOUT, delete(400)), [UNTOUCHED]),
        (SESSION, (TAKE, delete(400)), [UNTOUCHED]),
    ],
)
def test_what_becomes_of_pairings_and_sessions_is_judged_by_what_came_before(tells, rule, turns, said):
    told = tells(rule, Journey((), turns))

    assert [each.partition(", at the end of this journey")[0] for each in told] == said
