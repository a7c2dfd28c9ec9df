"""A remote login that was refused in an outage, and one whose session has run out, let nobody delete."""

from __future__ import annotations

import pytest
from made import PAIRING, exchange, listing, there

from conformance.catalogue.contract import Contract
from conformance.document.load import load
from conformance.model.steps import Call, Company, Leave, Login, Pull, Release, RemoteLogin, Take
from conformance.model.terms import Depth
from conformance.plan.probe import Scene
from conformance.plan.probes.refused import NOWHERE_ELSE, expired_session, server_down

READS = {
    "getPairings": listing(PAIRING)[0],
    "getRecentTasksInfo": exchange(200, {"list": []}, operation="getRecentTasksInfo", method="GET"),
    "getPairing": there().by_id,
}
LOGGED_IN = exchange(204, operation="createRemoteSession")


def played(probe, login, deletion=400):
    """The steps of a probe against a target that refuses deletions; login: the answer to one to a site that is down."""
    steps, came, found = probe(Scene(Contract(load("2.0.0")), 1, 60, 0.1, Depth.QUICK)), None, []
    while True:
        try:
            step = steps.send(came)
        except StopIteration:
            return found
        found.append(step)
        match step:
            case Take():
                came = PAIRING
            case RemoteLogin():
                came = LOGGED_IN if found.count(Pull("remote_site_down")) == 0 or Release in map(type, found) else login
            case Login():
                came = exchange(200, operation="login")
            case Company():
                came = (), ()
            case Call():
                came = READS.get(step.operation, exchange(deletion))
            case _:
                came = None


def deletions_after(steps, place):
    return [each.session for each in steps[place:] if isinstance(each, Call) and each.operation == "deletePairing"]


@pytest.mark.parametrize(("status", "asked"), [(401, 1), (500, 1), (204, 0), (503, 0), (504, 0), (None, 0)])
def test_only_where_a_login_was_refused_in_the_outage_its_session_deletes_after_it(status, asked):
    steps = played(server_down, exchange(status, operation="createRemoteSession"))

    up = steps.index(Release("remote_site_down"))
    assert deletions_after(steps, up).count(NOWHERE_ELSE) == asked
    assert Leave(NOWHERE_ELSE if asked else None) in steps[up:]


def test_who_logs_in_after_another_session_has_run_out_deletes_without_a_remote_login():
    steps = played(expired_session, LOGGED_IN)

    asked = deletions_after(steps, steps.index(Release("expire_sessions")))
    heir = asked[0]
    assert heir.account == "admin"
    assert [each for each in steps if isinstance(each, RemoteLogin) and each.session == heir] == []


def test_who_was_let_in_with_a_session_that_had_run_out_leaves_no_heir():
    steps = played(expired_session, LOGGED_IN, 202)

    asked = deletions_after(steps, steps.index(Release("expire_sessions")))
    assert [each for each in asked if each.account == "admin"] == []
