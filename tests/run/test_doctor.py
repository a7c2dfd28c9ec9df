"""A doctor tries everything once, deletes nothing, and foretells what a run cannot judge."""

from __future__ import annotations

import json
import urllib.request

import pytest

from conformance.model.errors import UserError
from conformance.model.events import Exchanged
from conformance.profile.load import loads
from conformance.reference.serve import start
from conformance.run.doctor import State, examine


@pytest.fixture
def server():
    with start() as running:
        yield running


def lab(server, what, **body):
    """Ask the lab of the reference server."""
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(f"{server.lab_url}/{what}", data) as answer:  # noqa: S310 - loopback
        return json.load(answer)


def examined(text, **rest):
    return examine(loads(text, environ={}), **rest)


def states(found):
    """Name -> the worst state that was found under it."""
    worst = {}
    for each in found.checks:
        order = [State.NOTE, State.UNKNOWN, State.WORKS, State.FAILS]
        worst[each.name] = max(worst.get(each.name, State.NOTE), each.state, key=order.index)
    return worst


def check(found, name, state=State.FAILS):
    (one,) = [each for each in found.checks if each.name == name and each.state is state]
    return one


def without(text, table):
    """A profile without one of its tables."""
    parts = text.split("\n\n")
    return "\n\n".join(each for each in parts if not each.startswith(f"[{table}]"))


def test_all_of_a_good_profile_works(server):
    found = examined(server.profile())

    assert {name for name, state in states(found).items() if state is State.WORKS} == {
        "target", "accounts.admin", "accounts.viewer", "accounts.remote", "pairings", "pairings.keep",
        "pairings.supply", "levers.remote_site_down", "levers.expire_sessions",
    }  # fmt: skip
    assert (found.healthy, found.untested, len(found.made)) == (True, {}, 4)


def test_nothing_is_deleted_and_everything_is_put_back(server):
    sent = []

    found = examined(server.profile(), on_event=lambda event: isinstance(event, Exchanged) and sent.append(event))

    state = lab(server, "state")
    assert set(state["pairings"]) == {*server.kept, *found.made}
    assert (state["remote_site"], state["sessions"], state["tasks"]) == ("up", 0, [])
    assert {each.exchange.operation for each in sent if each.exchange.request.method == "DELETE"} == {"logout"}


def test_a_wrong_password_is_named_with_what_it_costs(server):
    found = examined(server.profile().replace(server.accounts.viewer.password, "marker-wrong"))

    assert check(found, "accounts.viewer").said == "the login was refused: 401"
    assert "permission.no-privilege" in found.due
    assert all("accounts.viewer" in reason for reason in found.untested["permission.no-privilege"])
    assert not found.healthy


def test_the_admins_wrong_password_leaves_nothing_to_be_tested(server):
    found = examined(server.profile().replace(server.accounts.admin.password, "marker-wrong"))

    assert check(found, "accounts.admin").way_out.startswith("check `username` and `password`")
    assert len(found.untested) == found.judged
    assert lab(server, "state")["pairings"] == list(server.kept)


def test_a_target_that_is_not_there_is_told_and_nothing_else_is_tried():
    with start() as server:
        text = server.profile()

    found = examined(text)

    assert check(found, "target").said.startswith("does not answer: no response (unreachable")
    assert [name for name, state in states(found).items() if state is not State.NOTE] == ["target"]
    assert len(found.untested) == found.judged


@pytest.mark.parametrize("tail", ["/api/rest/srm/v3", "/nothing"])
def test_a_base_url_that_leads_nowhere_is_told(server, tail):
    found = examined(server.profile().replace("/api/rest/srm/v2", tail))

    assert "base_url" in check(found, "target").way_out


def test_a_remote_account_with_the_wrong_password_is_told(server):
    found = examined(server.profile().replace(server.accounts.remote.password, "marker-wrong"))

    assert "was refused: 401" in check(found, "accounts.remote").said
    assert "connectivity.server-down" in found.due


def test_a_supply_that_fails_is_told_with_what_the_lab_said(server):
    found = examined(server.profile().replace("/_lab/pairings", "/_lab/nothing"))

    assert "was answered with 404" in check(found, "pairings.supply").said
    assert found.made == ()
    assert "status.deletion-is-accepted" in found.due


def test_a_lever_that_cannot_be_undone_is_told_and_never_applied(server):
    found = examined(server.profile().replace('json = { state = "up" }', 'json = { state = "sideways" }'))

    assert "could not be undone" in check(found, "levers.remote_site_down").said
    assert lab(server, "state")["remote_site"] == "up"
    assert "connectivity.server-down" in found.due


def test_a_lever_without_undo_that_would_leave_the_site_down_is_not_tried(server):
    lines = [each for each in server.profile().splitlines() if not each.startswith("undo")]

    found = examined("\n".join(lines))

    assert check(found, "levers.remote_site_down").said.startswith("not tried: without `undo`")
    assert lab(server, "state")["remote_site"] == "up"


@pytest.mark.parametrize(
    ("lever", "said", "broken"),
    [
        ("levers.remote_site_down", "was granted while it was applied", ('{ state = "down" }', '{ state = "up" }')),
        ("levers.expire_sessions", "still holds (200)", ("/_lab/expire-sessions", "/_lab/pairings")),
    ],
)
def test_a_lever_that_does_nothing_is_found_out(server, lever, said, broken):
    found = examined(server.profile().replace(*broken))

    assert said in check(found, lever).said
    assert "settle" in check(found, lever).way_out


def test_a_ready_session_of_the_operator_outlives_the_doctor(server):
    request = urllib.request.Request(f"{server.base_url}/session", method="POST")  # noqa: S310 - loopback
    account = server.accounts.admin
    manager = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    manager.add_password(None, server.base_url, account.username, account.password)
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(manager))
    with opener.open(request) as answer:
        session = json.load(answer)["session_id"]
    text = server.profile().replace(
        f'username = "{account.username}"\npassword = "{account.password}"', f'session = "{session}"'
    )

    found = examined(text)

    assert check(found, "accounts.admin", State.WORKS).said == "its ready session holds"
    assert check(found, "levers.expire_sessions", State.UNKNOWN).said.startswith("not tried: it would end")
    assert lab(server, "state")["sessions"] == 1
    assert session not in repr(found)


def test_pairings_that_are_not_there_are_told_by_name(server):
    text = server.profile().replace("most = 64", 'ids = ["11111111-1111-4111-8111-111111111111"]\nmost = 64')
    text = text.replace(server.kept[0], "22222222-2222-4222-8222-222222222222")

    found = examined(text)

    assert check(found, "pairings.ids").said == "given up, but not there: 11111111-1111-4111-8111-111111111111"
    assert check(found, "pairings.keep").said == "to be kept, but not there: 22222222-2222-4222-8222-222222222222"


def one_pairing(server):
    """A profile that gives up one pairing and has no supply."""
    (given,) = lab(server, "pairings", count=1)["ids"]
    return without(server.profile(), "pairings").replace("[claim]", f'[pairings]\nids = ["{given}"]\n\n[claim]')


def test_what_too_few_pairings_cost_is_foretold(server):
    found = examined(one_pairing(server))

    assert found.available == 1
    assert {name.partition(".")[0] for name in found.untested} <= {"concurrency", "effect", "lifecycle", "errors"}
    assert "concurrency.one-session-one-success" in found.due
    assert "status.deletion-is-accepted" not in found.untested


def test_what_is_missing_on_purpose_is_no_illness(server):
    text = one_pairing(server).replace(
        "hazards = true", 'hazards = true\nwithout = ["concurrency", "lifecycle", "permission"]'
    )

    found = examined(without(text, "accounts.viewer"))

    assert (found.due, found.healthy) == (frozenset(), True)


def test_a_selection_that_leaves_nothing_is_the_users_slip(server):
    with pytest.raises(UserError):
        examine(loads(server.profile(), environ={}, overrides={"only": ["nothing"]}))


def test_no_secret_stands_in_what_is_told(server):
    text = server.profile().replace(server.accounts.viewer.password, "marker-wrong")
    accounts = server.accounts

    told = repr(examined(text).checks)

    secrets = ("marker-wrong", accounts.admin.password, accounts.remote.password)
    assert [each for each in secrets if each in told] == []
