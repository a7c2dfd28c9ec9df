from __future__ import annotations

from dataclasses import replace

import pytest
from made import OTHER, PAIRING, accepted, deleted, exchange, gone, listing, poll, task, there

from conformance.model.observations import Attempt, Deletion, Hostile, Inventory, Look, Race

ERRED = task(accepted(), poll("ERROR", error={"message": "groups exist"}))
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


def still_by_id():
    return Look(PAIRING, exchange(200, operation="getPairing"), listing(OTHER))


def still_listed():
    return Look(PAIRING, exchange(404, operation="getPairing"), listing(PAIRING))


@pytest.mark.parametrize(
    ("name", "seen", "expected"),
    [
        ("gone-by-id", USUAL, "pass"),
        ("gone-by-id", usual(gone=(still_by_id(),)), "finding"),
        ("gone-by-id", usual(task=ERRED, gone=(there(),)), "unjudged"),
        ("gone-from-the-list", USUAL, "pass"),
        ("gone-from-the-list", usual(gone=(still_listed(),)), "finding"),
        ("gone-from-the-list", usual(gone=(Look(PAIRING, exchange(404)),)), "unjudged"),
        ("stays-gone", USUAL, "pass"),
        ("stays-gone", usual(gone=(gone(), there())), "finding"),
        ("stays-gone", usual(gone=(gone(), still_listed())), "finding"),
        ("others-stay", USUAL, "pass"),
        ("others-stay", usual(after=listing()), "finding"),
        ("others-stay", usual(after=(exchange(500, operation="getPairings"),)), "unjudged"),
        ("second-deletion-does-not-succeed", USUAL, "pass"),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(409))), "pass"),
        ("second-deletion-does-not-succeed", usual(again=ERRED), "pass"),
        ("second-deletion-does-not-succeed", usual(again=deleted()), "pass"),  # the same task once more
        ("second-deletion-does-not-succeed", usual(again=task(accepted(id="t2"), poll(id="t2"))), "finding"),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(204))), "finding"),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(500))), "finding"),
        ("second-deletion-does-not-succeed", usual(again=task(exchange(429))), "unjudged"),
        ("second-deletion-does-not-succeed", usual(again=None), "unjudged"),
        ("second-deletion-is-documented", USUAL, "pass"),
        ("second-deletion-is-documented", usual(again=task(exchange(409))), "finding"),
        ("error-leaves-the-pairing", USUAL, "pass"),
        ("error-leaves-the-pairing", usual(task=ERRED, gone=(there(),)), "pass"),
        ("error-leaves-the-pairing", usual(task=ERRED, gone=(gone(),)), "finding"),
        ("error-leaves-the-pairing", Attempt("server-down", PAIRING, accepted(), ERRED, after=gone()), "finding"),
        ("there-until-the-end", usual(during=(there(),)), "pass"),
        ("there-until-the-end", usual(during=(Look(PAIRING, exchange(500)),)), "finding"),
    ],
)
def test_the_effect_of_a_deletion_is_judged(says, name, seen, expected):
    assert says(f"effect.{name}", seen) == expected


@pytest.mark.parametrize("kind", ["unknown-pairing", "odd-requests", "wildcard", "traversal", "empty-id"])
def test_requests_that_name_no_pairing_delete_nothing(says, kind):
    name = f"effect.{kind}-deletes-nothing"

    assert says(name, Inventory(kind, listing(PAIRING), listing(PAIRING))) == "pass"
    assert says(name, Inventory(kind, listing(PAIRING), listing())) == "finding"
    assert says(name, Inventory(kind, listing(), listing())) == "unjudged"
    assert says(name, Inventory(kind, listing(PAIRING), (exchange(500),))) == "unjudged"
    assert says(name, Inventory("another", listing(PAIRING), listing())) == "passed over"


@pytest.mark.parametrize("name", ["near-prefix", "near-cut", "near-doubly-encoded", "near-trailing-slash"])
def test_what_resembles_an_id_deletes_nothing(says, name):
    def seen(call, after, followed=None):
        return Attempt(name, PAIRING, call, followed, after=after)

    assert says(f"effect.{name}", seen(exchange(404), there())) == "pass"
    assert says(f"effect.{name}", seen(accepted(), there(), ERRED)) == "pass"
    assert says(f"effect.{name}", seen(accepted(), gone(), deleted())) == "finding"
    assert says(f"effect.{name}", seen(exchange(404), gone())) == "finding"
    assert says(f"effect.{name}", seen(exchange(200), there())) == "finding"
    assert says(f"effect.{name}", seen(exchange(404), Look(PAIRING, exchange(500)))) == "unjudged"


@pytest.mark.parametrize("name", ["get", "head", "options", "put", "patch", "post", "override", "query-method"])
def test_no_other_method_deletes(says, name):
    assert says(f"http.{name}-does-not-delete", Attempt(name, PAIRING, exchange(200), after=there())) == "pass"
    assert says(f"http.{name}-does-not-delete", Attempt(name, PAIRING, exchange(405), after=gone())) == "finding"


def hostile(*args, group="text", **rest):
    return Hostile(group, exchange(*args, odd=True, **rest))


@pytest.mark.parametrize(
    ("name", "seen", "expected"),
    [
        ("no-server-error", hostile(404), "pass"),
        ("no-server-error", hostile(500), "finding"),
        ("no-server-error", hostile(503), "unjudged"),
        ("no-server-error", hostile(503, steady=True), "finding"),
        ("no-server-error", hostile(501), "pass"),
        ("every-request-is-answered", hostile(400), "pass"),
        ("every-request-is-answered", hostile(None, steady=True), "finding"),
        ("every-request-is-answered", hostile(None), "unjudged"),
        ("nothing-is-accepted", hostile(404), "pass"),
        ("nothing-is-accepted", hostile(202), "finding"),
        ("answers-are-known", hostile(414), "pass"),
        ("answers-are-known", hostile(422), "finding"),
        ("answers-are-known", hostile(302), "finding"),
        ("answers-are-known", replace(hostile(308), gateway=True), "pass"),
        ("no-header-injection", hostile(404), "pass"),
        ("no-header-injection", hostile(404, headers=(("X-Injected", "1"),)), "finding"),
    ],
)
def test_odd_requests_are_refused_in_good_order(says, name, seen, expected):
    assert says(f"robustness.{name}", seen) == expected


def race(*tasks, kind="one-session", looks=(), refused=(), **lists):
    return Race(kind, (PAIRING,) * len(tasks), tasks, looks, refused, **lists)


@pytest.mark.parametrize(
    ("after", "aimed", "expected"),
    [
        (listing(OTHER), (), "pass"),
        (listing(), (), "finding"),
        (listing(), (OTHER,), "pass"),  # what an earlier request may have deleted is not this race's
        ((exchange(500, operation="getPairings"),), (), "unjudged"),
    ],
)
def test_deletions_at_the_same_instant_leave_the_others(says, after, aimed, expected):
    seen = race(task(accepted(), poll()), before=listing(PAIRING, OTHER), after=after, aimed=aimed)

    assert says("effect.others-stay", seen) == expected


@pytest.mark.parametrize(
    ("ends", "stays", "expected"),
    [
        (("ERROR", "ERROR"), False, "finding"),
        (("ERROR", "ERROR"), True, "pass"),
        (("ERROR", "SUCCESS"), False, "pass"),
        (("ERROR", "RUNNING"), False, "pass"),  # that one may have succeeded since
    ],
)
def test_deletions_that_all_failed_leave_the_pairing(says, ends, stays, expected):
    tasks = tuple(task(accepted(id=f"t{n}"), poll(end, id=f"t{n}")) for n, end in enumerate(ends))

    assert says("effect.error-leaves-the-pairing", race(*tasks, looks=(there() if stays else gone(),))) == expected


@pytest.mark.parametrize(
    ("name", "seen", "expected"),
    [
        ("one-session-one-success", race(deleted(), task(exchange(404))), "pass"),
        ("one-session-one-success", race(deleted(), deleted()), "pass"),
        ("one-session-one-success", race(deleted(), task(accepted(id="b"), poll(id="b"))), "finding"),
        ("one-session-one-success", race(deleted(), task(accepted(id="b"), poll("RUNNING", id="b"))), "unjudged"),
        ("one-session-one-success", race(task(exchange(429)), task(exchange(429))), "unjudged"),
        ("no-server-error", race(deleted(), task(exchange(409))), "pass"),
        ("no-server-error", race(deleted(), task(exchange(500))), "finding"),
        ("no-server-error", race(deleted(), task(exchange(None))), "unjudged"),
        ("the-pairing-is-gone", race(deleted(), deleted(), looks=(gone(),)), "pass"),
        ("the-pairing-is-gone", race(deleted(), deleted(), looks=(there(),)), "finding"),
        ("the-pairing-is-gone", race(ERRED, ERRED, looks=(there(),)), "unjudged"),
        ("loser-is-documented", race(deleted(), task(exchange(404))), "pass"),
        ("loser-is-documented", race(deleted(), task(exchange(409))), "finding"),
        ("distinct-deletions-are-accepted", race(deleted(), kind="distinct"), "pass"),
        ("distinct-deletions-are-accepted", race(deleted(), kind="distinct", refused=(exchange(400),)), "finding"),
        ("distinct-deletions-are-carried-out", race(deleted(), kind="distinct", refused=(exchange(400),)), "pass"),
        ("distinct-deletions-are-carried-out", race(task(exchange(404)), kind="distinct"), "finding"),
    ],
)
def test_deletions_at_the_same_instant_are_judged(says, name, seen, expected):
    assert says(f"concurrency.{name}", seen) == expected
