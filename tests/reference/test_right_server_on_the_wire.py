"""The reference server and odd requests: exact ids, other methods, and bytes that nobody should send."""

from __future__ import annotations

import re

import pytest
from over_http import Client

METHODS = ("PUT", "PATCH", "POST", "LINK", "OPTIONS", "TRACE", "PROPFIND")
ODD = (
    "%00", "%2e%2e", "..", ".", "", "*", "%25", "%zz", "%ff", "%F0%9F%98%80", "a" * 65_000, "%0D%0AX-Injected:%201",
    "%27%20OR%201=1", "null", "-1", "%2F", "..%2f", ";v=1", "%ED%A0%80", "//", "x/..",
)  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_other_methods_get_405_with_the_methods_that_there_are(client: Client, method: str):
    reply = client.ask(method, f"/pairings/{client.supply()}", client.log_in())

    assert (reply.status, reply.headers["allow"]) == (405, "HEAD, GET, DELETE")


def test_head_asks_what_get_asks_and_gets_no_body(client: Client):
    session = client.log_in()
    pairing = client.supply()
    head, get = (client.ask(method, f"/pairings/{pairing}", session) for method in ("HEAD", "GET"))

    assert (head.status, head.headers["content-length"], head.body) == (200, str(len(get.body)), b"")


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_id_is_refused(client: Client, odd: str):
    reply = client.ask("DELETE", f"/pairings/{odd}", client.log_in())

    assert reply.status in (400, 404)
    assert "x-injected" not in reply.headers


@pytest.mark.parametrize("form", ["{0}", "{1}", "%{2:02x}{3}"])
def test_other_ways_of_writing_an_id_are_the_same_id(client: Client, form: str):
    session = client.log_in()
    pairing = client.supply(session)
    target = form.format(pairing, pairing.upper(), ord(pairing[0]), pairing[1:])

    assert client.ask("DELETE", f"/pairings/{target}", session).status == 202


@pytest.mark.parametrize(
    "form",
    ["x{0}", "{0}x", "{0}.json", "{1}", "%20{0}", "{0}%0A", "%25{2:02x}{3}", "{0}%00", "{0},{0}", "{0};v", "{0}/"],
)
def test_what_resembles_an_id_is_another(client: Client, form: str):
    session = client.log_in()
    pairing = client.supply(session)
    target = form.format(pairing, pairing[:-1], ord(pairing[0]), pairing[1:])

    assert client.ask("DELETE", f"/pairings/{target}", session).status in (400, 404)
    assert pairing in client.truth()["pairings"]


def test_an_encoded_slash_cuts_nothing(client: Client):
    session = client.log_in()

    assert client.ask("DELETE", f"/pairings%2F{client.supply(session)}", session).status == 404


def test_the_collection_cannot_be_deleted(client: Client):
    reply = client.ask("DELETE", "/pairings", client.log_in())

    assert (reply.status, reply.headers["allow"]) == (405, "HEAD, GET, POST")


@pytest.mark.parametrize("body", [b"{", b"\xff" * 1000, b"x" * 900_000])
def test_a_body_changes_nothing(client: Client, body: bytes):
    assert client.ask("DELETE", "/pairings/x", client.log_in(), body=body).status == 400


def test_a_body_beyond_a_mebibyte_is_refused(client: Client):
    assert client.ask("POST", "/pairings", client.log_in(), body=b"x" * 1_200_000).status == 413


@pytest.mark.parametrize(
    "head",
    [
        b"DELETE {root}/pairings/\xc3\xa9 HTTP/1.1\r\nhost: a",
        b"DELETE {root}/pairings/a b HTTP/1.1\r\nhost: a",
        b"DELETE {root}/pairings/a HTTP/1.1",
        b"DELETE {root}/pairings/a HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2",
        b"DELETE {root}/pairings/a HTTP/1.1\r\nhost: a\r\nconnection: close\r\n" + b"x-a: b\r\n" * 3000 + b"x-b: c",
        b"DELETE {root}/pairings/a?" + b"q" * 65_000 + b" HTTP/1.1\r\nhost: a\r\nconnection: close",
        b"DELETE http://a{root}/pairings/a HTTP/1.1\r\nhost: a\r\nconnection: close",
        b"DELETE {root}/pairings/a HTTP/1.0",
        b"OPTIONS * HTTP/1.1\r\nhost: a\r\nconnection: close",
        b"\x00\xff\x00",
    ],
)
def test_odd_bytes_are_answered_and_never_with_a_server_error(client: Client, head: bytes):
    answer = client.send(head.replace(b"{root}", client.root.encode()) + b"\r\n\r\n")

    assert re.match(rb"HTTP/1\.1 4\d\d ", answer)
