"""Odd requests that nobody answers are not sent for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from made import exchange

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.http import Exchange, Trouble
from conformance.model.observations import Hostile, Inventory
from conformance.model.steps import Aimed, Call, Company, EvidenceMissing, Many, Saw, Take
from conformance.model.terms import Depth
from conformance.plan.probe import Scene
from conformance.plan.probes.harmless import odd_requests

PAIRINGS = exchange(
    200, {"list": [{"id": "0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f"}]}, operation="getPairings", method="GET"
)
SILENCE = replace(exchange(None, odd=True, steady=True), trouble=Trouble.TIMEOUT)
CLOSED = exchange(None, odd=True, steady=True)
REFUSAL = exchange(404, odd=True)


def sent(answer: Callable[[int], Exchange]) -> tuple[list[object], str]:
    """What the probe saw, and what it says is missing, of a target that answers so the odd request of each place."""
    scene = Scene(Contract(load("2.0.0")), seed=1, patience=1, interval=1, depth=Depth.QUICK)
    steps = odd_requests(scene)
    seen, came, place = list[object](), None, 0
    while True:
        try:
            step = steps.send(came)
        except StopIteration:
            return seen, ""
        except EvidenceMissing as missing:
            return seen, str(missing)
        match step:
            case Call():
                came = PAIRINGS
            case Take():
                came = "6a1f0c9e-2d44-4b1b-8a77-0c5d9e3f7b21"
            case Aimed():
                came = ()
            case Company():
                came = ((), ())
            case Many():
                came = [answer(place + each) for each in range(len(step.calls))]
                place += len(step.calls)
            case Saw():
                seen, came = [*seen, step.observation], None
            case _:
                raise AssertionError(step)


def test_after_twenty_silences_no_more_are_sent_and_the_reason_is_told():
    seen, missing = sent(lambda _: SILENCE)

    assert [type(each) for each in seen] == [Hostile] * 20 + [Inventory]
    assert missing == (
        "40 of 60 odd requests were not sent: 20 of the 20 before got no answer in time, each time it was sent, "
        "while other requests were answered"
    )


def test_silences_are_counted_over_the_whole_probe():
    seen, missing = sent(lambda place: SILENCE if place % 2 else REFUSAL)

    assert len(seen) == 40 + 1
    assert missing.startswith("20 of 60 odd requests were not sent: 20 of the 40 before")


@pytest.mark.parametrize("answer", [REFUSAL, CLOSED, replace(SILENCE, steady=False)])
def test_what_costs_no_time_or_may_be_the_health_of_the_target_stops_nothing(answer: Exchange):
    seen, missing = sent(lambda _: answer)

    assert (len(seen), missing) == (60 + 1, "")
