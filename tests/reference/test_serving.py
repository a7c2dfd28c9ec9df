"""Starting and stopping the reference server, with and without faults and variants."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import threading
import time
import tomllib
from urllib.parse import quote

import pytest
from over_http import Client

from conformance.model.errors import UserError
from conformance.reference.serve import start


def test_a_profile_has_what_a_whole_run_needs():
    with start() as server:
        profile = tomllib.loads(server.profile())

    assert sorted(profile) == ["accounts", "claim", "levers", "limits", "pairings", "target"]
    assert sorted(profile["accounts"]) == ["admin", "remote", "viewer"]
    assert sorted(profile["levers"]) == ["expire_sessions", "remote_site_down"]
    assert profile["pairings"]["keep"] == list(server.kept)


def test_passwords_stand_in_the_profile_and_in_no_repr():
    with start() as server:
        password = tomllib.loads(server.profile())["accounts"]["admin"]["password"]

    assert password not in repr(server)


def test_several_servers_run_side_by_side():
    with start() as one, start() as other:
        Client(one).supply()
        counts = [len(Client(each).truth()["pairings"]) for each in (one, other)]

    assert counts == [3, 2]


def test_no_thread_remains():
    before = threading.active_count()
    with start() as server:
        Client(server).truth()

    assert threading.active_count() == before


def test_a_port_that_is_taken_is_said_to_be():
    with start() as server:
        port = int(server.address.rpartition(":")[2])
        with pytest.raises(UserError, match=f"cannot listen on 127.0.0.1 port {port}"), start(port=port):
            pass


def test_a_dropped_connection_is_what_the_client_sees():
    with start(fault="drop-on-nul") as server:
        client = Client(server)
        with pytest.raises(http.client.RemoteDisconnected):
            client.ask("DELETE", "/pairings/%00", client.log_in())


def test_a_server_that_hangs_stops_at_once():
    with start(fault="hang-on-astral") as server:
        client = Client(server)
        session = client.log_in()
        connection = http.client.HTTPConnection(*client.address)
        connection.request("DELETE", f"{client.root}/pairings/%F0%9F%98%80", headers=dict([session]))
        client.truth()
        began = time.monotonic()
    connection.close()

    assert time.monotonic() - began < 5


def test_a_header_can_be_injected_where_that_is_the_fault():
    with start(fault="reflects-the-id") as server:
        client = Client(server)
        reply = client.ask("DELETE", "/pairings/a%0D%0Ax-injected:%201", client.log_in())

    assert reply.headers["x-injected"] == "1"


@pytest.mark.parametrize(
    ("variant", "header", "value"),
    [
        ("chunked-bodies", "transfer-encoding", "chunked"),
        ("connection-close", "connection", "close"),
        ("close-delimited-bodies", "content-length", None),
        ("charset-parameter", "content-type", "Application/JSON; charset=UTF-8"),
    ],
)
def test_a_variant_says_the_same_in_another_way(variant: str, header: str, value: str | None):
    with start(variant=variant) as server:
        client = Client(server)
        reply = client.ask("GET", "/pairings", client.log_in())

    assert (reply.headers.get(header), len(reply.json["list"])) == (value, 2)


@pytest.mark.parametrize("variant", ["pairing-ids-of-another-form", "task-ids-with-odd-characters", "instant-tasks"])
def test_a_deletion_works_in_a_variant(variant: str):
    with start(variant=variant, slower=0.0) as server:
        client = Client(server)
        session = client.log_in()
        pairing = quote(client.ask("POST", "/_lab/pairings").json["ids"][0], safe="")
        client.ask("POST", f"/pairings/{pairing}/remote-session", session, client.basic("remote"))
        task = client.ask("DELETE", f"/pairings/{pairing}", session).json
        shown = client.ask("GET", f"/tasks/{quote(task['id'], safe='')}", session).json

    assert shown["status"] == "SUCCESS"


def test_a_fault_and_a_variant_are_served_together():
    with start(fault="progress-beyond-full", variant="never-queued") as server:
        client = Client(server)
        session = client.log_in()
        task = client.ask("DELETE", f"/pairings/{client.supply(session)}", session).json

    assert (task["status"], task["progress"]) == ("RUNNING", 101)


def test_serving_prints_a_profile_and_ends_with_an_interrupt():
    listens = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # in a background job nobody does
    )
    code = f"{listens}; from conformance.reference.serve import serve; serve()"
    argv = [sys.executable, "-c", code]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        assert process.stdout is not None
        lines = []
        while not lines or not lines[-1].startswith("poll_interval"):
            lines.append(process.stdout.readline())
        process.send_signal(signal.SIGINT)

        assert process.wait(10) == 0
    assert tomllib.loads("".join(lines))["claim"] == {"hazards": True}
