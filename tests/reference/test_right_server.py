"""The reference server over real HTTP: the deletion, and everyone who may not."""

from __future__ import annotations

from uuid import UUID

import pytest
from over_http import Client
from stage import Clock

UNKNOWN = "5f0c6d2e-1b7a-4e0b-9d55-3a2b1c0d9e8f"


def test_a_deletion_is_queued_then_runs_then_succeeds(client: Client, clock: Clock):
    session = client.log_in()
    pairing = client.supply(session)
    task = client.ask("DELETE", f"/pairings/{pairing}", session).json
    seen = [task["status"]]
    for seconds in (0.06, 0.1):
        clock.now += seconds
        seen.append(client.ask("GET", f"/tasks/{task['id']}", session).json["status"])

    assert seen == ["QUEUED", "RUNNING", "SUCCESS"]


def test_a_deletion_is_accepted_with_202(client: Client):
    session = client.log_in()

    assert client.ask("DELETE", f"/pairings/{client.supply(session)}", session).status == 202


def test_a_pairing_is_there_until_its_task_has_ended(client: Client, clock: Clock):
    session = client.log_in()
    pairing = client.supply(session)
    client.ask("DELETE", f"/pairings/{pairing}", session)
    seen = []
    for seconds in (0.14, 0.02):
        clock.now += seconds
        seen.append(client.ask("GET", f"/pairings/{pairing}", session).status)

    assert seen == [200, 404]


def test_a_deletion_leaves_the_others(client: Client, clock: Clock):
    session = client.log_in()
    before = client.truth()["pairings"]
    client.ask("DELETE", f"/pairings/{client.supply(session)}", session)
    clock.now += 1

    assert client.truth()["pairings"] == before


def test_a_deletion_while_one_runs_has_the_same_task(client: Client):
    session = client.log_in()
    pairing = client.supply(session)
    one, other = (client.ask("DELETE", f"/pairings/{pairing}", session) for _ in range(2))

    assert (other.status, other.json["id"]) == (202, one.json["id"])


def test_a_deletion_after_the_end_is_not_found(client: Client, clock: Clock):
    session = client.log_in()
    pairing = client.supply(session)
    client.ask("DELETE", f"/pairings/{pairing}", session)
    clock.now += 1

    assert client.ask("DELETE", f"/pairings/{pairing}", session).status == 404


def test_a_task_tells_its_times_in_epoch_milliseconds(client: Client, clock: Clock):
    session = client.log_in()
    began = int(clock.now * 1000)
    task = client.ask("DELETE", f"/pairings/{client.supply(session)}", session).json
    clock.now += 1
    shown = client.ask("GET", f"/tasks/{task['id']}", session).json

    assert [shown[each] - began for each in ("queued_time", "start_time", "complete_time")] == [0, 50, 150]


@pytest.mark.parametrize("token", [None, "", "no session", "A" * 16000, "\xe9\xff", "NWYwYzZkMmU="])
def test_who_has_no_session_gets_401_with_a_challenge(client: Client, token: str | None):
    headers = () if token is None else (("x-dr-session", token),)
    reply = client.ask("DELETE", f"/pairings/{client.supply()}", *headers)

    assert (reply.status, reply.body, "www-authenticate" in reply.headers) == (401, b"", True)


def test_a_session_in_two_headers_is_no_session(client: Client):
    session = client.log_in()

    assert client.ask("DELETE", f"/pairings/{client.supply(session)}", session, session).status == 401


def test_a_session_ends_with_its_logout(client: Client):
    session = client.log_in()
    pairing = client.supply(session)

    assert client.ask("DELETE", "/session", session).status == 204
    assert client.ask("DELETE", f"/pairings/{pairing}", session).status == 401


def test_the_lab_lets_sessions_run_out(client: Client):
    session = client.log_in()
    client.ask("POST", "/_lab/expire-sessions")

    assert client.ask("GET", "/session", session).status == 401


@pytest.mark.parametrize("unknown", [False, True])
def test_who_lacks_the_privilege_gets_403_whether_or_not_the_pairing_exists(client: Client, *, unknown: bool):
    session = client.log_in("viewer")
    pairing = UNKNOWN if unknown else client.supply(session)
    reply = client.ask("DELETE", f"/pairings/{pairing}", session)

    assert (reply.status, sorted(reply.json)) == (403, ["error_code", "message", "op_id"])


def test_the_operation_id_of_an_error_is_a_uuid(client: Client):
    reply = client.ask("DELETE", f"/pairings/{UNKNOWN}", client.log_in("viewer"))

    assert UUID(reply.json["op_id"]).version == 4


def test_an_unknown_pairing_is_not_found(client: Client):
    assert client.ask("DELETE", f"/pairings/{UNKNOWN}", client.log_in()).status == 404


def test_without_a_remote_login_a_deletion_is_refused_and_the_pairing_stays(client: Client):
    session, other = client.log_in(), client.log_in()
    pairing = client.supply(other)
    reply = client.ask("DELETE", f"/pairings/{pairing}", session)

    assert (reply.status, reply.json["error_code"]) == (400, "RemoteSiteNotAuthenticated")
    assert pairing in client.truth()["pairings"]


def test_while_the_remote_site_is_down_the_task_ends_in_error_and_the_pairing_stays(client: Client, clock: Clock):
    session = client.log_in()
    pairing = client.supply(session)
    client.ask("POST", "/_lab/remote-site", body=b'{"state": "down"}')
    task = client.ask("DELETE", f"/pairings/{pairing}", session).json
    clock.now += 1
    shown = client.ask("GET", f"/tasks/{task['id']}", session).json

    assert (shown["status"], shown["error"]["message"]) == ("ERROR", "The remote site does not answer.")
    assert pairing in client.truth()["pairings"]


def test_once_the_remote_site_is_up_again_the_deletion_succeeds(client: Client, clock: Clock):
    session = client.log_in()
    pairing = client.supply(session)
    for state in (b"down", b"up"):
        client.ask("POST", "/_lab/remote-site", body=b'{"state": "' + state + b'"}')
        client.ask("DELETE", f"/pairings/{pairing}", session)
        clock.now += 1

    assert pairing not in client.truth()["pairings"]


def test_a_wrong_remote_password_is_refused(client: Client):
    session = client.log_in()
    reply = client.ask("POST", f"/pairings/{client.supply()}/remote-session", session, client.basic("admin"))

    assert reply.status == 401


def test_a_wrong_password_opens_no_session(client: Client):
    assert client.ask("POST", "/session", client.basic("remote")).status == 401


def test_a_created_pairing_is_listed_when_its_task_has_ended(client: Client, clock: Clock):
    session = client.log_in()
    task = client.ask("POST", "/pairings", session, body=b'{"pair_psc_info": {}, "pair_vc_guid": "x"}').json
    before = client.truth()["pairings"]
    clock.now += 1

    assert client.truth()["pairings"] == [*before, task["entity"]]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"[" * 100_000])
def test_a_pairing_is_not_created_from_what_is_no_specification(client: Client, body: bytes):
    assert client.ask("POST", "/pairings", client.log_in(), body=body).status == 400


def test_a_list_leads_from_page_to_page(client: Client):
    session = client.log_in()
    client.supply()
    first = client.ask("GET", "/pairings?limit=2", session).json
    target = first["_meta"]["links"]["next"]["href"].removeprefix(client.root)
    second = client.ask("GET", target, session).json
    shown = [each["pairing_id"] for page in (first, second) for each in page["list"]]

    assert shown == client.truth()["pairings"]


def test_the_tasks_can_be_listed(client: Client):
    session = client.log_in()
    task = client.ask("DELETE", f"/pairings/{client.supply(session)}", session).json

    assert [each["id"] for each in client.ask("GET", "/tasks", session).json["list"]] == [task["id"]]


def test_the_lab_refuses_what_it_does_not_know(client: Client):
    asked = [("pairings", b'{"count": 0}'), ("remote-site", b'{"state": "sideways"}'), ("pairings", b"[")]

    assert [client.ask("POST", f"/_lab/{name}", body=body).status for name, body in asked] == [400, 400, 400]
