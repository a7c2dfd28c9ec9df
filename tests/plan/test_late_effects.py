"""What a target does late is laid to the probe that asked for it, and costs no second pairing."""

from __future__ import annotations

import pytest
from made import PAIRING, exchange, gone, played, there

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.observations import Attempt
from conformance.model.steps import Call, Leave, Saw, Spent, Wait
from conformance.model.terms import Depth
from conformance.plan.probe import Memory, Scene
from conformance.plan.probes.asking import MOMENT, settle

REFUSED = Attempt("no-privilege", PAIRING, exchange(403), after=there())
EARLIER = Attempt("server-down", PAIRING, exchange(500), after=there())


def scene(last, interval=0.01):
    memory = Memory(attempted=last)
    return Scene(Contract(load("2.0.0")), seed=1, patience=60, interval=interval, depth=Depth.QUICK, memory=memory)


def looked(steps, status):
    """The steps, where a look at the pairing is answered with a status."""
    return played(steps, lambda _: exchange(status, operation="getPairing", method="GET"))


def test_a_pairing_that_is_gone_a_moment_later_is_laid_to_the_last_attempt():
    here = scene(REFUSED)

    leave, wait, look, saw, spent = looked(settle(here), 404)

    assert (leave, wait, look.operation) == (Leave(), Wait(MOMENT), "getPairing")
    assert (saw.observation.condition, saw.observation.call) == ("no-privilege", REFUSED.call)
    assert saw.observation.after.by_id.status == 404
    assert spent == Spent(PAIRING, REFUSED.call.number, wrongly=True)
    assert here.memory.lost == {"no-privilege"}


def test_it_is_laid_to_the_attempt_that_is_named():
    saw = next(each for each in looked(settle(scene(REFUSED), EARLIER), 404) if isinstance(each, Saw))

    assert saw.observation.call == EARLIER.call


def test_a_pairing_that_is_still_there_says_nothing_new():
    steps = looked(settle(scene(REFUSED)), 200)

    assert [type(each) for each in steps] == [Leave, Wait, Call]


def test_a_long_interval_between_looks_is_kept_here_too():
    assert looked(settle(scene(REFUSED, interval=2.0)), 200)[1] == Wait(2.0)


@pytest.mark.parametrize("last", [None, Attempt("no-privilege", PAIRING, exchange(403), after=gone())])
def test_where_nothing_is_left_to_lose_nothing_is_asked(last):
    assert looked(settle(scene(last)), 404) == []
