"""What a deletion does to the pairings, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import (
    ASKED_TO_WAIT,
    OTHER,
    PAIRING,
    UNANSWERED,
    accepted,
    deleted,
    exchange,
    gone,
    listing,
    poll,
    task,
    there,
)

from conformance.model.observations import Afterwards, Attempt, Deletion, Look

ERRED = task(accepted(), poll("ERROR", error={"message": "groups exist"}))
UNSEEN = task(accepted(), poll("RUNNING"))
USUAL = Deletion(
    PAIRING,
    deleted(),
    before=listing(PAIRING, OTHER),
    after=listing(OTHER),
    gone=(gone(), gone()),
    again=task(exchange(404)),
)


def usual(**changed):
    return replace(USUAL, **changed)


def by_id(status, *listed, **rest):
    return Look(PAIRING, exchange(status, operation="getPairing", **rest), listing(*listed))


def unlisted(status=404):
    return Look(PAIRING, exchange(status, operation="getPairing"))


FAILING_LIST = (exchange(500, operation="getPairings"),)
SECOND = task(accepted(id="t2"), poll(id="t2"))
NOT_DONE = "unjudged: the deletion did not succeed"
DUE = "404, 400 or a Task that ends in ERROR"
STAYED = "the pairing still there after its task ended in ERROR; got 404"
BACK = "still gone, as it was right after the deletion; got there again"
MEANWHILE = f"{OTHER} listed all the time; got not listed while the deletion ran"
ALONE = "unjudged: there was no pairing that could have been lost"
UNLISTED = "unjudged: the list of pairings could not be read"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("gone-by-id", USUAL, []),
        ("gone-by-id", usual(gone=(by_id(200),)), ["#6: 404; got 200"]),
        ("gone-by-id", usual(gone=(by_id(400),)), ["#6: 404; got 400"]),
        ("gone-by-id", usual(gone=(by_id(410), by_id(200))), []),  # the first look tells
        ("gone-by-id", usual(gone=(by_id(429),)), [ASKED_TO_WAIT]),
        ("gone-by-id", usual(task=ERRED, gone=(there(),)), [f"{NOT_DONE} (ERROR)"]),
        ("gone-by-id", usual(task=task(exchange(400)), gone=(there(),)), [f"{NOT_DONE} (400)"]),
        ("gone-by-id", usual(task=UNSEEN, gone=(there(),)), [f"{NOT_DONE} (202)"]),
        ("gone-by-id", usual(task=UNSEEN, gone=(gone(),)), []),  # what it did shows all the same
        ("gone-by-id", usual(task=UNSEEN, gone=()), [f"{NOT_DONE} (202)"]),
        ("gone-by-id", usual(gone=()), ["unjudged: whether the pairing is gone was not looked at"]),
        (
            "gone-by-id",
            usual(task=UNSEEN, gone=(by_id(500, OTHER),)),
            ["unjudged: the task was not seen to end"],
        ),  # the list tells
        ("gone-by-id", usual(task=UNSEEN, gone=(by_id(429, OTHER),)), ["unjudged: the task was not seen to end"]),
        ("gone-by-id", usual(task=task(exchange(500)), gone=(gone(),)), [f"{NOT_DONE} (500)"]),
        (
            "gone-by-id",
            usual(elsewhere=(by_id(404), by_id(200))),
            ["#13: 404; got 200 in another session, which had read it before"],
        ),
        ("gone-by-id", usual(elsewhere=(by_id(404),)), []),
        ("gone-by-id", usual(elsewhere=(by_id(400),)), []),
        ("gone-by-id", usual(elsewhere=(Look(PAIRING, None, listing(PAIRING)),)), []),
        ("gone-by-id", usual(task=UNSEEN, elsewhere=(by_id(200),)), ["unjudged: the task was not seen to end"]),
        ("gone-from-the-list", USUAL, []),
        (
            "gone-from-the-list",
            usual(before=listing(OTHER)),
            ["unjudged: the list did not show the pairing before its deletion either"],
        ),
        ("gone-from-the-list", usual(before=FAILING_LIST), []),
        ("gone-from-the-list", usual(before=()), []),
        (
            "gone-from-the-list",
            usual(gone=(by_id(404, PAIRING),)),
            [f"#7/list: a list without {PAIRING}; got it is still listed"],
        ),
        ("gone-from-the-list", usual(gone=(by_id(404, OTHER), by_id(404, PAIRING))), []),
        ("gone-from-the-list", usual(gone=(unlisted(),)), [f"{UNLISTED}: it was not asked for"]),
        ("gone-from-the-list", usual(task=ERRED, gone=(there(),)), [f"{NOT_DONE} (ERROR)"]),
        ("gone-from-the-list", usual(gone=()), [f"{UNLISTED}: it was not asked for"]),
        (
            "gone-from-the-list",
            usual(gone=(Look(PAIRING, None, FAILING_LIST),)),
            [f"{UNLISTED}: it was not given (500)"],
        ),
        ("gone-from-the-list", usual(task=UNSEEN), []),
        ("gone-from-the-list", usual(elsewhere=(by_id(404, OTHER), by_id(403), unlisted())), []),
        (
            "gone-from-the-list",
            usual(elsewhere=(by_id(404, OTHER), by_id(404, PAIRING))),
            [f"#14/list: a list without {PAIRING}; got it is listed in another session"],
        ),
        (
            "gone-from-the-list",
            usual(task=UNSEEN, elsewhere=(by_id(404, PAIRING),)),
            ["unjudged: the task was not seen to end"],
        ),
        (
            "gone-from-the-list",
            usual(task=UNSEEN, gone=(by_id(404, PAIRING),)),
            ["unjudged: the task was not seen to end"],
        ),
        ("stays-gone", USUAL, []),
        ("stays-gone", Afterwards(PAIRING, USUAL.task, (gone(), gone())), []),
        ("stays-gone", Afterwards(PAIRING, task(accepted(), poll()), (gone(), there())), [f"#5: {BACK}"]),
        ("stays-gone", usual(gone=(gone(), there())), [f"#8: {BACK}"]),
        ("stays-gone", usual(gone=(gone(), by_id(404, PAIRING))), [f"#8: {BACK}"]),
        ("stays-gone", usual(gone=(by_id(404, PAIRING), by_id(404, PAIRING))), []),  # it was never gone from the list
        ("stays-gone", usual(gone=(by_id(404, PAIRING), by_id(200, PAIRING))), [f"#8: {BACK}"]),
        (
            "stays-gone",
            usual(gone=(there(), there())),
            ["unjudged: the pairing was not seen to be gone"],
        ),  # nor gone at all
        ("stays-gone", usual(gone=(unlisted(500), there())), ["unjudged: the pairing was not seen to be gone"]),
        ("stays-gone", usual(gone=(gone(), unlisted(500), gone())), []),
        ("stays-gone", usual(gone=(unlisted(), unlisted())), []),
        ("stays-gone", usual(gone=(unlisted(), by_id(404, PAIRING))), []),  # whether it was listed before is not known
        ("stays-gone", usual(gone=()), ["unjudged: the pairing was not seen to be gone"]),
        ("stays-gone", usual(gone=(gone(),)), ["unjudged: whether the pairing came back could not be read"]),
        ("stays-gone", usual(task=UNSEEN), []),
        ("stays-gone", usual(task=UNSEEN, gone=(gone(), there())), ["unjudged: the task was not seen to end"]),
        ("stays-gone", usual(task=ERRED, gone=(gone(), there())), [f"{NOT_DONE} (ERROR)"]),
        ("others-stay", USUAL, []),
        (
            "others-stay",
            usual(after=listing()),
            [f"#5/list: {OTHER} still listed; got gone after the deletion of {PAIRING}"],
        ),
        ("others-stay", usual(after=listing(), aimed=(OTHER,)), [ALONE]),
        ("others-stay", usual(before=listing(PAIRING), after=listing()), [ALONE]),
        ("others-stay", usual(after=listing(), strangers=(OTHER,)), []),  # whoever made it took it away again
        ("others-stay", usual(after=listing(), missing=(there(OTHER),)), []),  # the list passed it over, once
        (
            "others-stay",
            usual(after=listing(), missing=(gone(OTHER),)),
            [f"#5/list: {OTHER} still listed; got gone after the deletion of {PAIRING}"],
        ),
        (
            "others-stay",
            usual(after=listing(), missing=(replace(there(OTHER), by_id=exchange(500), listed=()),)),
            [f"unjudged: whether {OTHER}, which the list does not show, is still there could not be read"],
        ),
        ("others-stay", usual(after=listing(), strangers=("x",)), []),  # another client is at work
        (
            "others-stay",
            usual(after=listing(), strangers=("x",), given=(OTHER,)),
            [f"#5/list: {OTHER} still listed; got gone after the deletion of {PAIRING}"],
        ),
        (
            "others-stay",
            usual(before=listing(PAIRING, "b", "a"), after=listing()),
            [
                f"#5/list: a still listed; got gone after the deletion of {PAIRING}",
                f"#5/list: b still listed; got gone after the deletion of {PAIRING}",
            ],
        ),
        ("others-stay", usual(during=(by_id(200, PAIRING, OTHER), by_id(404, OTHER))), []),
        ("others-stay", usual(during=(by_id(200, OTHER, "new"),)), []),
        ("others-stay", usual(during=(Look(PAIRING, None, FAILING_LIST),)), []),
        (  # what moves up while pages are read stands in none of them
            "others-stay",
            usual(during=(Look(PAIRING, None, (*listing(PAIRING), *listing("new"))),)),
            [],
        ),
        ("others-stay", usual(during=(unlisted(200), by_id(200, PAIRING))), [f"#8/list: {MEANWHILE}"]),
        (
            "others-stay",
            usual(before=listing(PAIRING, "b", "a", "c"), after=listing("a", "b", "d"), during=(by_id(404),)),
            [
                "#7/list: a listed all the time; got not listed while the deletion ran",
                "#7/list: b listed all the time; got not listed while the deletion ran",
                f"#5/list: c still listed; got gone after the deletion of {PAIRING}",
            ],
        ),
        ("others-stay", usual(after=FAILING_LIST), [f"{UNLISTED}: it was not given (500)"]),
        ("others-stay", usual(before=FAILING_LIST), [f"{UNLISTED}: it was not given (500)"]),
        ("others-stay", usual(before=()), [f"{UNLISTED}: it was not asked for"]),
        (
            "others-stay",
            usual(task=ERRED, after=listing(PAIRING)),
            [f"#4/list: {OTHER} still listed; got gone after the deletion of {PAIRING}"],
        ),
        ("second-deletion-does-not-succeed", USUAL, []),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(409))), []),
        ("second-deletion-does-not-succeed", usual(again=task(accepted(id="t2"), poll("ERROR", id="t2"))), []),
        ("second-deletion-does-not-succeed", usual(again=deleted()), []),  # the same task once more
        (
            "second-deletion-does-not-succeed",
            usual(again=SECOND),
            [f"#10/status: {DUE}; got a Task that ends in SUCCESS"],
        ),
        (
            "second-deletion-does-not-succeed",
            usual(task=task(accepted(id=None), poll(id=None)), again=task(accepted(id=None), poll(id=None))),
            [],
        ),
        (
            "second-deletion-does-not-succeed",
            usual(again=task(accepted(id="t2"), poll("RUNNING", id="t2"))),
            ["unjudged: the task of the second deletion was not seen to end"],
        ),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(204))), [f"#10: {DUE}; got 204"]),
        (
            "second-deletion-does-not-succeed",
            usual(again=task(exchange(302))),
            ["unjudged: a redirect (302) is neither a success nor an error"],
        ),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(499))), []),
        ("second-deletion-does-not-succeed", Afterwards(PAIRING, USUAL.task, (gone(), gone())), ["passed over"]),
        (
            "second-deletion-does-not-succeed",
            Afterwards(PAIRING, USUAL.task, (gone(), gone()), task(exchange(500))),
            ["unjudged: 500, in a session without remote login, for which that is no wrong answer"],
        ),
        (
            "second-deletion-does-not-succeed",
            Afterwards(PAIRING, USUAL.task, (gone(), gone()), task(exchange(404))),
            [],
        ),
        (
            "second-deletion-does-not-succeed",
            Afterwards(PAIRING, USUAL.task, (gone(), gone()), task(exchange(204))),
            [f"#8: {DUE}; got 204"],
        ),
        (
            "second-deletion-does-not-succeed",
            Afterwards(PAIRING, ERRED, (gone(), gone()), task(exchange(404))),
            [f"{NOT_DONE} (ERROR)"],
        ),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(500))), [f"#10: {DUE}; got 500"]),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(429))), [ASKED_TO_WAIT]),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(None))), [UNANSWERED]),
        (
            "second-deletion-does-not-succeed",
            usual(again=task(exchange(None, steady=True))),
            [f"#10: {DUE}; got no response (closed)"],
        ),
        ("second-deletion-does-not-succeed", usual(again=None), ["unjudged: no second deletion was sent"]),
        ("second-deletion-does-not-succeed", usual(task=ERRED), [f"{NOT_DONE} (ERROR)"]),
        ("second-deletion-is-documented", USUAL, []),
        (
            "second-deletion-is-documented",
            usual(again=task(exchange(409))),
            ["#10: 404, 400 or 202 with a Task that ends in ERROR; got 409"],
        ),
        ("second-deletion-is-documented", usual(again=task(exchange(429))), [ASKED_TO_WAIT]),
        ("second-deletion-is-documented", usual(again=task(exchange(500))), []),
        ("second-deletion-is-documented", usual(again=task(exchange(502))), []),  # a server error is judged as that
        ("second-deletion-is-documented", usual(again=task(exchange(None))), [UNANSWERED]),
        ("second-deletion-is-documented", usual(again=None), ["unjudged: no second deletion was sent"]),
        ("second-deletion-is-documented", usual(task=ERRED), [f"{NOT_DONE} (ERROR)"]),
        ("error-leaves-the-pairing", USUAL, []),
        ("error-leaves-the-pairing", usual(task=ERRED, gone=(there(), gone())), []),
        ("error-leaves-the-pairing", usual(task=ERRED, gone=(gone(), gone())), [f"#5: {STAYED}"]),
        ("error-leaves-the-pairing", usual(task=ERRED, condition="outage-midway", gone=(there(), there())), []),
        (
            "error-leaves-the-pairing",
            usual(task=ERRED, condition="outage-midway", gone=(there(), gone(), gone())),
            [f"#7: {STAYED}"],
        ),
        ("error-leaves-the-pairing", usual(task=task(accepted("CANCELLED")), gone=(gone(),)), [f"#4: {STAYED}"]),
        (
            "error-leaves-the-pairing",
            usual(task=ERRED, gone=(unlisted(500),)),
            ["unjudged: whether the pairing is still there could not be read"],
        ),
        ("error-leaves-the-pairing", usual(task=UNSEEN, gone=(gone(),)), []),
        (
            "error-leaves-the-pairing",
            Attempt("server-down", PAIRING, accepted(), ERRED, after=gone()),
            [f"#4: {STAYED}"],
        ),
        ("error-leaves-the-pairing", Attempt("server-down", PAIRING, accepted(), ERRED, after=there()), []),
        ("error-leaves-the-pairing", Attempt("server-down", PAIRING, accepted(), ERRED), []),
        ("error-leaves-the-pairing", Attempt("server-down", PAIRING, exchange(400), after=gone()), []),
        ("there-until-the-end", usual(during=(there(), gone(), by_id(499))), []),
        ("there-until-the-end", usual(during=(there(), by_id(500))), ["#8: 200 or 404; got 500"]),
        (
            "there-until-the-end",
            usual(during=(by_id(503),)),
            ["unjudged, trouble: the target asked to wait (503) and went on doing so"],
        ),
        ("there-until-the-end", usual(during=(by_id(None),)), [UNANSWERED]),
        (
            "there-until-the-end",
            usual(during=(by_id(500, steady=True), by_id(None, steady=True))),
            ["#6: 200 or 404; got 500", "#8: 200 or 404; got no response (closed)"],
        ),
        ("there-until-the-end", usual(during=()), ["unjudged: nothing asked for the pairing while its deletion ran"]),
    ],
)
def test_the_effect_of_a_deletion_is_judged(tells, name, seen, said):
    assert tells(f"effect.{name}", seen) == said


@pytest.mark.parametrize(
    ("first", "later", "said"),
    [
        (OTHER, PAIRING, ["still gone, as it was right after the deletion; got there again"]),
        (OTHER, OTHER, []),
        (PAIRING, PAIRING, []),  # a list that had not noticed yet says nothing of coming back
    ],
)
def test_the_list_alone_tells_that_a_pairing_came_back(tells, first, later, said):
    found = tells("effect.stays-gone", usual(gone=(by_id(404, first), Look(PAIRING, None, listing(later)))))

    assert [each.partition(": ")[2] for each in found] == said
