"""What a refusal tells in a run that could not log in to the remote site."""

from __future__ import annotations

from dataclasses import replace

import documents
import pytest
from made import PAIRING, accepted, deleted, exchange, gone, poll, task, there

from conformance.catalogue.contract import Contract
from conformance.catalogue.lacking import ASKED_FOR, UNSEEN, LoginLacking, came_to_nothing, hangs_on_it, is_asked_for
from conformance.document.load import load
from conformance.model.events import Observed
from conformance.model.observations import Attempt, Deletion, Race

CONTRACT = Contract(load("2.0.0"))
NO_ACCOUNT, READY = {"remote": "no account"}, {"remote": "no account", "sessions": "a ready one"}


THERE = there()


def refused(condition="no-privilege", status=403, *, account="viewer", after=THERE, pairing=PAIRING):
    return Attempt(condition, pairing, exchange(status, account=account), after=after)


@pytest.mark.parametrize(
    ("seen", "hangs"),
    [
        (refused(), True),
        (refused("near-prefix", 404), True),
        (refused("no-session-forced", 401), True),
        (refused(after=None), True),
        (refused("no-session", 401), False),
        (refused("not-authenticated", 500), False),
        (refused("server-down-forced", 500), False),
        (refused("without-remote-login", 500), False),
        (refused(status=202), False),
        (replace(refused("near-prefix", 202), task=task(accepted(), poll("ERROR"))), True),
        (replace(refused("near-prefix", 202), task=deleted()), False),
        (refused(after=gone()), False),
        (refused(pairing=""), False),
        (Deletion(PAIRING, deleted()), False),
    ],
)
def test_only_a_refusal_that_left_a_live_pairing_may_be_for_want_of_the_login(seen, hangs):
    assert hangs_on_it(seen) is hangs


@pytest.mark.parametrize(
    ("seen", "asked"),
    [
        (refused("without-remote-login", 500), True),
        (refused(), None),
        (Deletion(PAIRING, deleted()), False),
        (Deletion(PAIRING, task(accepted(), poll("ERROR"))), None),
        (Race("one-session", (PAIRING, PAIRING), (task(exchange(404)), deleted()), ()), False),
        (Race("one-session", (PAIRING, PAIRING), (task(exchange(500)), task(exchange(500))), ()), None),
        (object(), None),
    ],
)
def test_a_deletion_that_succeeds_shows_that_no_login_is_asked_for(seen, asked):
    assert is_asked_for(seen) is asked


@pytest.mark.parametrize(
    ("seen", "nothing"),
    [
        (task(exchange(500)), True),
        (task(exchange(400)), True),
        (task(accepted(), poll("ERROR")), True),
        (task(accepted(), poll("CANCELLED")), False),
        (task(accepted(), poll("RUNNING")), False),
        (deleted(), False),
        (task(exchange(200)), False),
        (task(exchange(302)), False),
        (task(exchange(503)), False),
        (task(exchange(None)), False),
    ],
)
def test_an_error_at_once_or_by_task_is_what_the_contract_has_for_want_of_the_login(seen, nothing):
    assert came_to_nothing(seen, CONTRACT) is nothing


@pytest.mark.parametrize("value", ["OK", "FULL_DATA", "PARTIAL_DATA"])
def test_where_the_contract_lets_a_deletion_without_the_login_succeed_an_error_says_nothing_of_it(value):
    extension = "x-dr-remote-site-connectivity-contract"
    lenient = documents.contract(lambda _, operation: operation.update({extension: {"not-authenticated": value}}))

    assert not came_to_nothing(task(exchange(500)), lenient)


def test_what_is_lacking_is_named_by_its_place_in_the_profile():
    assert ASKED_FOR == "the target asks for a remote login and the profile has no `[accounts.remote]`"
    assert UNSEEN == (
        "it was refused, which may be for want of a login to the remote site: the profile has no `[accounts.remote]`"
    )


def judged(missing, *observations):
    """What is judged at once, what is left at the end, and what was in vain."""
    lacking = LoginLacking(missing)
    at_once = [each.observation for seen in observations for each in lacking.see(Observed("probe", seen))]
    return at_once, [each.observation for each in lacking.left()], lacking.in_vain()


MINE, OTHERS = refused("near-prefix", 404, account="admin"), refused()
SUCCEEDED, ASKED = Deletion(PAIRING, deleted()), refused("without-remote-login", 500)


@pytest.mark.parametrize(
    ("missing", "seen", "expected"),
    [
        ({}, (MINE, OTHERS), ([MINE, OTHERS], [], set())),
        (NO_ACCOUNT, (MINE, OTHERS), ([], [MINE, OTHERS], set())),
        (NO_ACCOUNT, (MINE, OTHERS, SUCCEEDED), ([SUCCEEDED, MINE, OTHERS], [], set())),
        (NO_ACCOUNT, (SUCCEEDED, MINE, OTHERS), ([SUCCEEDED, MINE, OTHERS], [], set())),
        (NO_ACCOUNT, (MINE, OTHERS, ASKED), ([ASKED], [], {"probe"})),
        (READY, (MINE, OTHERS, SUCCEEDED), ([SUCCEEDED, MINE], [OTHERS], set())),
    ],
    ids=["with an account", "no deletion", "it succeeds", "it succeeded", "it is asked for", "in a ready session only"],
)
def test_what_hangs_on_the_login_is_judged_by_what_a_deletion_without_it_shows(missing, seen, expected):
    assert judged(missing, *seen) == expected
