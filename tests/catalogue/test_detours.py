"""Ways round a refusal, word for word."""

from __future__ import annotations

import pytest
from made import ASKED_TO_WAIT, PAIRING, accepted, deleted, exchange, gone, poll, task, there

from conformance.catalogue.authentication import DETOURS as ROUND_THE_SESSION
from conformance.catalogue.connectivity import DETOURS as ROUND_THE_CONTRACT
from conformance.catalogue.permission import DETOURS as ROUND_THE_PRIVILEGE
from conformance.model.observations import Attempt

PLAIN = f"/pairings/{PAIRING}"
ERRED = task(accepted(), poll("ERROR"))
UNSEEN = task(accepted(), poll("RUNNING"))
REFUSED = "a refusal, as for the plain request"
STOPPED = "an error status, or a Task that ends in ERROR"
WAYS = ("other-case", "forced", "encoded", "path-parameter", "trailing-slash", "doubled-slash", "with-body")
OF_THE_SESSION = [f"no-session-{way}" for way in WAYS]
OF_THE_PRIVILEGE = [f"no-privilege-{way}" for way in (*WAYS, "with-basic", "with-a-name")]
OF_THE_CONTRACT = [
    "server-down-no-session",
    "not-authenticated-forced",
    "not-authenticated-with-basic",
    "not-authenticated-with-body",
    "server-down-forced",
    "server-down-not-authenticated",
    "not-authenticated-after-a-refused-login",
    "not-authenticated-beside-a-deletion",
]


AT_ANOTHER_TIME = ("no-privilege-since-expiry", "no-privilege-beside-a-deletion")


@pytest.mark.parametrize(
    ("requirement", "condition", "due"),
    [
        *(("authentication.no-detour", each, "401, as for the plain request") for each in OF_THE_SESSION),
        *(("permission.no-detour", each, REFUSED) for each in OF_THE_PRIVILEGE),
        ("authentication.no-detour", "no-session-beside-a-deletion", "401, as for the plain request"),
        *(("permission.no-detour", each, REFUSED) for each in AT_ANOTHER_TIME),
        *(("connectivity.no-detour", each, STOPPED) for each in OF_THE_CONTRACT),
    ],
)
def test_a_detour_deletes_nothing(tells, requirement, condition, due):
    def told(call, after, followed=None):
        return tells(requirement, Attempt(condition, PAIRING, call, followed, after=after))

    assert told(exchange(403), there()) == []
    assert told(accepted(), there(), ERRED) == []
    assert told(exchange(403, target=PLAIN), gone()) == [f"#1: {PAIRING} still there; got deleted by {PLAIN}"]
    assert told(accepted(), there(), deleted()) == [f"#1: {due}; got 202"]
    assert told(exchange(204), there()) == [f"#1: {due}; got 204"]
    assert told(accepted(), there(), UNSEEN) == ["unjudged: the task of the 202 was not seen to end"]
    assert told(exchange(None), there()) == []
    assert told(exchange(429), there()) == [ASKED_TO_WAIT]
    assert told(exchange(403), None) == ["unjudged: whether the pairing is still there could not be read"]


def test_each_detour_is_tried_here_by_the_name_that_evidence_has_for_it():
    assert dict(zip(OF_THE_SESSION, WAYS, strict=True)) == ROUND_THE_SESSION
    assert dict(zip(OF_THE_PRIVILEGE, (*WAYS, "with-basic", "with-a-name"), strict=True)) == ROUND_THE_PRIVILEGE
    assert list(ROUND_THE_CONTRACT) == OF_THE_CONTRACT


@pytest.mark.parametrize("requirement", ["authentication.no-detour", "permission.no-detour", "connectivity.no-detour"])
def test_the_straight_way_is_no_detour(tells, requirement):
    assert tells(requirement, Attempt("no-privilege", PAIRING, exchange(204), after=gone())) == ["passed over"]
