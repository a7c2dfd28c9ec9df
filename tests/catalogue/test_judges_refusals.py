from __future__ import annotations

import pytest
from made import PAIRING, accepted, exchange, gone, poll, task, there

from conformance.model.observations import Attempt, Look


def tried(condition, call, *, after=None, followed=None, hidden=None, pairing=PAIRING):
    return Attempt(condition, pairing, call, followed, after=after, hidden=hidden)


def asked_to_wait():
    return exchange(429)


def unanswered(**rest):
    return exchange(None, **rest)


UNREADABLE = Look(PAIRING, exchange(500, operation="getPairing"))


@pytest.mark.parametrize(
    ("condition", "call", "expected"),
    [
        ("no-session", exchange(401), "pass"),
        ("no-session", exchange(403), "finding"),
        ("no-session", exchange(200), "finding"),
        ("no-session", accepted(), "finding"),
        ("no-session", exchange(302), "finding"),
        ("no-session", asked_to_wait(), "unjudged"),
        ("no-session", unanswered(), "unjudged"),
        ("no-session", unanswered(steady=True), "finding"),
        ("no-session", exchange(503, steady=True), "finding"),
        ("malformed-session", exchange(400), "pass"),
        ("malformed-session", exchange(404), "finding"),
        ("overlong-session", exchange(431), "pass"),
        ("overlong-session", unanswered(), "pass"),
        ("overlong-session", exchange(500), "finding"),
        ("logged-out-session", exchange(400), "finding"),
        ("expired-session", exchange(401), "pass"),
        ("session-in-query", accepted(), "finding"),
    ],
)
def test_who_is_not_logged_in_is_refused(says, condition, call, expected):
    assert says(f"authentication.{condition}", tried(condition, call)) == expected


@pytest.mark.parametrize(
    ("requirement", "condition"),
    [("authentication.refused-means-not-done", "no-session"), ("permission.refused-means-not-done", "no-privilege")],
)
def test_refused_means_not_done(says, requirement, condition):
    assert says(requirement, tried(condition, exchange(403), after=there())) == "pass"
    assert says(requirement, tried(condition, exchange(403), after=gone())) == "finding"
    assert says(requirement, tried(condition, unanswered(), after=gone())) == "finding"
    assert says(requirement, tried(condition, exchange(403), after=UNREADABLE)) == "unjudged"
    assert says(requirement, tried(condition, accepted(), after=gone())) == "unjudged"


def test_strangers_do_not_learn_what_exists(says):
    def seen(status):
        return tried("no-session-unknown-pairing", exchange(status), pairing="")

    assert says("authentication.nothing-given-away", seen(401)) == "pass"
    assert says("authentication.nothing-given-away", seen(404)) == "finding"
    assert says("authentication.nothing-given-away", seen(429)) == "unjudged"


def read_as(status):
    return exchange(status, operation="getPairing", method="GET")


@pytest.mark.parametrize(
    ("call", "hidden", "expected"),
    [
        (exchange(403), read_as(200), "pass"),
        (exchange(404), read_as(404), "pass"),
        (exchange(404), read_as(200), "finding"),
        (exchange(401), read_as(200), "finding"),
        (accepted(), read_as(404), "finding"),
        (asked_to_wait(), read_as(200), "unjudged"),
    ],
)
def test_who_lacks_the_privilege_is_refused(says, call, hidden, expected):
    for condition in ("no-privilege", "no-privilege-again", "no-privilege-fresh-session"):
        assert says(f"permission.{condition}", tried(condition, call, hidden=hidden)) == expected


@pytest.mark.parametrize(("status", "expected"), [(403, "pass"), (404, "pass"), (400, "finding"), (429, "unjudged")])
def test_who_lacks_the_privilege_is_refused_for_an_unknown_pairing(says, status, expected):
    seen = tried("no-privilege-unknown-pairing", exchange(status), pairing="")

    assert says("permission.no-privilege-unknown-pairing", seen) == expected


FAILED = task(accepted(), poll("ERROR", error={"message": "no remote site"}))
CARRIED_OUT = task(accepted(), poll("SUCCESS"))
SILENT = task(accepted(), poll("ERROR", error={"message": None}))
STUCK = task(accepted(), poll("RUNNING"), patience=0)
LOST = task(accepted(), exchange(404, operation="getTaskInfo"))


@pytest.mark.parametrize("state", ["not-authenticated", "server-down"])
@pytest.mark.parametrize(
    ("call", "followed", "expected"),
    [
        (exchange(400), None, "pass"),
        (exchange(500), None, "pass"),
        (accepted(), FAILED, "pass"),
        (accepted(), CARRIED_OUT, "finding"),
        (accepted(), STUCK, "finding"),
        (accepted(), LOST, "unjudged"),
        (exchange(204), None, "finding"),
        (unanswered(), None, "unjudged"),
        (unanswered(steady=True), None, "finding"),
    ],
)
def test_a_state_of_the_remote_site_ends_in_an_error(says, state, call, followed, expected):
    assert says(f"connectivity.{state}", tried(state, call, followed=followed)) == expected


def test_a_state_of_the_remote_site_leaves_the_pairing(says):
    name, state = "connectivity.server-down-leaves-the-pairing", "server-down"

    assert says(name, tried(state, exchange(500), after=there())) == "pass"
    assert says(name, tried(state, exchange(500), after=gone())) == "finding"
    assert says(name, tried(state, accepted(), followed=FAILED, after=gone())) == "finding"
    assert says(name, tried(state, accepted(), followed=CARRIED_OUT, after=gone())) == "unjudged"
    assert says(name, tried(state, exchange(500), after=UNREADABLE)) == "unjudged"


@pytest.mark.parametrize(
    ("call", "followed", "expected"),
    [
        (accepted(), FAILED, "pass"),
        (accepted(), SILENT, "finding"),
        (exchange(400, {"message": "log in to the remote site"}), None, "pass"),
        (exchange(400, {"error_code": "E1"}), None, "pass"),
        (exchange(400, {}), None, "finding"),
        (exchange(401), None, "pass"),
    ],
)
def test_a_state_of_the_remote_site_is_told(says, call, followed, expected):
    seen = tried("not-authenticated", call, followed=followed)

    assert says("connectivity.not-authenticated-says-why", seen) == expected


def test_a_remote_login_serves_its_session_only(says):
    name, condition = "connectivity.login-serves-one-session", "not-authenticated-here"

    assert says(name, tried(condition, exchange(400))) == "pass"
    assert says(name, tried(condition, accepted(), followed=CARRIED_OUT)) == "finding"
    assert says("connectivity.not-authenticated", tried(condition, exchange(400))) == "passed over"
