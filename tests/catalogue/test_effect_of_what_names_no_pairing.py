"""What requests that name no pairing, or nearly one, do to the pairings, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import OTHER, PAIRING, accepted, deleted, exchange, gone, listing, poll, task, there

from conformance.catalogue.effect import INVENTORIES, NEAR
from conformance.model.observations import Attempt, Inventory, Look, Race

ERRED = task(accepted(), poll("ERROR"))
UNSEEN = task(accepted(), poll("RUNNING"))
FAILING_LIST = (exchange(500, operation="getPairings"),)


def near(call, after, followed=None):
    return Attempt("near-prefix", PAIRING, call, followed, after=after)


def at(target, status=404):
    return exchange(status, target=target)


def lists(before, after, **rest):
    return Inventory("unknown-pairing", before, after, **rest)


def race(*tasks, looks=(), **lists):
    return Race("one-session", (PAIRING,) * len(tasks), tasks, looks, **lists)


def ended(*ends):
    return [task(accepted(id=f"t{n}"), poll(end, id=f"t{n}")) for n, end in enumerate(ends)]


def distinct(one, other, *looks):
    return Race("distinct", (PAIRING, OTHER), (one, other), looks)


def others(*calls, before, after):
    return Inventory("others", listing(*before), listing(*after), calls)


CALL, LAST = exchange(404), exchange(400)
UNNAMED, UNLESS = "gone, after requests that did not name it", "unless somebody else deleted it meanwhile"
UNREAD = "unjudged: the list of pairings could not be read: it was not given (500)"
ALONE = "unjudged: there was no pairing that could have been lost"
STAYED = "the pairing still there after its task ended in ERROR; got 404"


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("near-prefix", near(exchange(404), there()), []),
        ("near-prefix", near(at("/pairings/x"), gone()), [f"#1: {PAIRING} still there; got deleted by /pairings/x"]),
        ("near-prefix", near(accepted(), there(), ERRED), []),
        (
            "near-prefix",
            near(accepted(), gone(), ERRED),
            [f"#1: {PAIRING} still there; got deleted by /pairings/{PAIRING}"],
        ),
        ("near-prefix", near(accepted(), there(), deleted()), ["#1: no success for what is no pairing's id; got 202"]),
        ("near-prefix", near(accepted(), there(), UNSEEN), ["unjudged: the task of the 202 was not seen to end"]),
        ("near-prefix", near(accepted(), there(), task(accepted(), poll("CANCELLED"))), []),
        ("near-prefix", near(accepted(), there()), ["#1: no success for what is no pairing's id; got 202"]),
        ("near-prefix", near(exchange(200), there(), UNSEEN), ["#1: no success for what is no pairing's id; got 200"]),
        ("near-prefix", near(exchange(200), there()), ["#1: no success for what is no pairing's id; got 200"]),
        (
            "near-prefix",
            near(exchange(404), Look(PAIRING, exchange(500))),
            ["unjudged: whether the pairing is still there could not be read"],
        ),
        ("near-prefix", near(exchange(404), None), ["unjudged: whether the pairing is still there could not be read"]),
        ("unknown-pairing-deletes-nothing", lists(listing(PAIRING), listing(PAIRING)), []),
        (
            "unknown-pairing-deletes-nothing",
            lists(listing(PAIRING), listing()),
            [f"#2: {PAIRING} still listed; got gone"],
        ),
        (
            "unknown-pairing-deletes-nothing",
            lists(listing(PAIRING), listing(), calls=(exchange(404), exchange(400))),
            [f"#4: {PAIRING} still listed; got gone"],
        ),
        (
            "unknown-pairing-deletes-nothing",
            lists(listing("b", "a", OTHER), listing(), aimed=(OTHER,)),
            ["#2: a still listed; got gone", "#2: b still listed; got gone"],
        ),
        ("unknown-pairing-deletes-nothing", lists(listing(PAIRING), listing(), aimed=(PAIRING,)), [ALONE]),
        ("unknown-pairing-deletes-nothing", lists(listing(), listing()), [ALONE]),
        ("unknown-pairing-deletes-nothing", lists(listing(PAIRING), FAILING_LIST), [UNREAD]),
        ("unknown-pairing-deletes-nothing", lists(FAILING_LIST, listing(PAIRING)), [UNREAD]),
        ("unknown-pairing-deletes-nothing", lists((), listing(PAIRING)), [UNREAD.replace("given (500)", "asked for")]),
        ("others-stay", race(deleted(), before=listing(PAIRING, OTHER), after=listing(OTHER)), []),
        (
            "others-stay",
            race(deleted(), deleted(), before=listing(PAIRING, OTHER), after=listing()),
            [f"#8/list: {OTHER} still listed; got gone after the deletion of {PAIRING}"],
        ),
        ("others-stay", race(deleted(), before=listing(PAIRING, OTHER), after=listing(), aimed=(OTHER,)), [ALONE]),
        ("others-stay", race(deleted(), before=listing(PAIRING, OTHER), after=FAILING_LIST), [UNREAD]),
        (
            "others-stay",
            replace(distinct(*ended("SUCCESS", "SUCCESS")), before=listing(PAIRING, OTHER, "x"), after=listing()),
            [f"#6/list: x still listed; got gone after the deletion of {PAIRING} and {OTHER}"],
        ),
        ("others-stay", others(CALL, before=(PAIRING,), after=(PAIRING,)), []),
        (
            "others-stay",
            others(CALL, before=(OTHER, "b", "a"), after=(OTHER,)),
            [
                f"#3: a still listed; got {UNNAMED} (exchange {CALL.number}), {UNLESS}",
                f"#3: b still listed; got {UNNAMED} (exchange {CALL.number}), {UNLESS}",
            ],
        ),
        (
            "others-stay",
            others(CALL, exchange(404), LAST, before=(OTHER,), after=()),
            [f"#5: {OTHER} still listed; got {UNNAMED} (exchanges {CALL.number} to {LAST.number}), {UNLESS}"],
        ),
        ("others-stay", lists(listing(PAIRING), listing(), calls=(CALL,)), ["passed over"]),
        ("error-leaves-the-pairing", race(*ended("ERROR", "ERROR"), looks=(gone(),)), [f"#5: {STAYED}"]),
        ("error-leaves-the-pairing", race(*ended("ERROR", "CANCELLED"), looks=(gone(),)), [f"#5: {STAYED}"]),
        ("error-leaves-the-pairing", race(*ended("ERROR", "ERROR"), looks=(there(),)), []),
        ("error-leaves-the-pairing", race(*ended("ERROR"), task(exchange(404)), looks=(gone(),)), [f"#4: {STAYED}"]),
        (
            "error-leaves-the-pairing",
            race(*ended("ERROR"), task(exchange(500)), looks=(gone(),)),
            [],
        ),  # that one may have done it
        ("error-leaves-the-pairing", race(*ended("ERROR", "SUCCESS"), looks=(gone(),)), []),
        (
            "error-leaves-the-pairing",
            race(*ended("ERROR", "RUNNING"), looks=(gone(),)),
            [],
        ),  # that one may have succeeded since
        ("error-leaves-the-pairing", race(task(exchange(404)), task(exchange(404)), looks=(gone(),)), []),
        (
            "error-leaves-the-pairing",
            race(*ended("ERROR"), looks=(Look(PAIRING, exchange(500)),)),
            ["unjudged: whether the pairing is still there could not be read"],
        ),
        ("error-leaves-the-pairing", distinct(*ended("ERROR", "SUCCESS"), gone(), gone(OTHER)), [f"#5: {STAYED}"]),
        ("error-leaves-the-pairing", distinct(*ended("SUCCESS", "ERROR"), gone(), there(OTHER)), []),
    ],
)
def test_what_names_no_pairing_is_judged(tells, name, seen, said):
    assert tells(f"effect.{name}", seen) == said


@pytest.mark.parametrize("kind", INVENTORIES)
def test_each_kind_of_request_is_judged_by_its_own_lists(tells, kind):
    mine, others = (Inventory(each, listing(PAIRING), listing()) for each in (kind, "another"))

    assert tells(f"effect.{kind}-deletes-nothing", mine) == [f"#2: {PAIRING} still listed; got gone"]
    assert tells(f"effect.{kind}-deletes-nothing", others) == ["passed over"]


@pytest.mark.parametrize("name", NEAR)
def test_each_near_miss_is_judged_by_itself(tells, name):
    mine, others = (Attempt(each, PAIRING, at("/pairings/x"), after=gone()) for each in (f"near-{name}", "near-x"))

    assert tells(f"effect.near-{name}", mine) == [f"#1: {PAIRING} still there; got deleted by /pairings/x"]
    assert tells(f"effect.near-{name}", others) == ["passed over"]
