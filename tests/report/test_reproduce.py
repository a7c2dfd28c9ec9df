"""The line to paste sends what the evidence shows."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import string
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from any_results import exchanges
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from made_results import BASE, PAIRING, SESSION, USUAL, broken, exchange, judged, result

from conformance.drive.compose import other_end, unlike
from conformance.model.http import Exchange, Request
from conformance.model.result import Before
from conformance.report.fingerprint import fingerprint
from conformance.report.reproduce import (
    BUNDLED,
    cmdlet_of,
    curl,
    line_of,
    lines_before,
    origin,
    powercli,
    replay,
    url,
    variables,
)
from conformance.report.wording import notes

BASH = shutil.which("bash")
CURL = shutil.which("curl")
needs_bash = pytest.mark.skipif(BASH is None, reason="there is no bash here to read the line with")
needs_curl = pytest.mark.skipif(BASH is None or CURL is None, reason="there is no curl here to send with")
SECRETS = {"SRM_SESSION": "live-id", "SRM_USER": "u", "SRM_PASSWORD": "p w", "SRM_SECRET": "s"}
WIRE = st.text(st.characters(min_codepoint=1, max_codepoint=0xFF), max_size=30)


def _words(line: str) -> list[bytes]:
    """What bash makes of the line: the arguments that curl would get."""
    script = "curl() { printf '%s\\0' \"$@\"; }\n" + line
    done = subprocess.run([str(BASH), "-c", script], env=SECRETS, capture_output=True, check=True, timeout=30)  # noqa: S603 - the line under test
    assert done.stderr == b""
    return done.stdout.split(b"\0")[:-1]


def _line(seen: Exchange, base: str = BASE) -> str:
    line = curl(seen, base, "x-dr-session")
    assert line is not None
    return line


def test_a_plain_deletion_is_a_short_line() -> None:
    expected = (
        "curl -i -X DELETE --http1.1 --path-as-is "
        f"https://srm.lab.example/api/rest/srm/v2/pairings/{PAIRING} "
        "-H 'Accept: application/json' -H \"x-dr-session: $SRM_SESSION\""
    )
    assert expected == _line(exchange())


def test_basic_credentials_are_variables() -> None:
    line = _line(exchange(headers=(*USUAL, ("Authorization", "Basic [secret]"))))
    assert '-u "$SRM_USER:$SRM_PASSWORD"' in line
    assert "Authorization" not in line


LONG = string.ascii_lowercase + "/" + string.ascii_uppercase


@needs_bash
@pytest.mark.parametrize(
    ("made", "how", "session"),
    [
        *((other_end, "other-end", each) for each in ("live-id", "YWJj", "0+/Z", "a9")),
        *((unlike, "unlike", each) for each in (LONG, LONG[:-9], LONG[:-18], LONG[:28], LONG[:18] + "0123456789-_a")),
    ],
)
def test_a_session_that_is_like_the_live_one_is_made_of_it(made: Any, how: str, session: str) -> None:
    line = _line(exchange(headers=(*USUAL, ("X-Dr-Session", f"[session admin main {how}]"))))
    script = "curl() { printf '%s\\0' \"$@\"; }\n" + line
    done = subprocess.run(  # noqa: S603 - the line under test
        [str(BASH), "-c", script], env=SECRETS | {"SRM_SESSION": session, "PATH": os.environ["PATH"]},
        capture_output=True, check=True, timeout=30,
    )  # fmt: skip

    assert f"X-Dr-Session: {made(session)}".encode() in done.stdout.split(b"\0")


@needs_bash
@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("[session admin main]", b"X-A: live-id"),
        ("[session admin main]x", b"X-A: live-idx"),
        ("[session admin main cut]", b"X-A: live-i"),
        ("Bearer [session viewer main]", b"X-A: Bearer live-id"),
        ("a'$b[session admin main]`c`", b"X-A: a'$blive-id`c`"),
        ("[secret]", b"X-A: s"),
        ("", b"X-A;"),
        ("  ", b"X-A;"),
        ('it\'s "$HOME" !! \\', b'X-A: it\'s "$HOME" !! \\'),
        ("\xff\x01é'", b"X-A: \xff\x01\xe9'"),
        ("a" * 16_000, b"X-A: " + b"a" * 16_000),
        ("%2e/" * 2_000, b"X-A: " + b"%2e/" * 2_000),
    ],
)
def test_a_header_reaches_curl_byte_for_byte(value: str, sent: bytes) -> None:
    words = _words(_line(exchange(headers=(("Accept", "*/*"), ("X-A", value)))))
    assert sent == words[-1]


@needs_bash
@given(WIRE)
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
def test_any_target_reaches_curl_byte_for_byte(text: str) -> None:
    assume("[" not in text)
    target = f"/pairings/{text}"
    words = _words(_line(exchange(target)))
    assert target.encode("latin-1") in {
        words[words.index(b"--path-as-is") + 1].removeprefix(origin(BASE).encode()),
        *words,
    }


@needs_bash
@given(exchanges)
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_line_is_one_command_of_bash_on_one_line(seen: Exchange) -> None:
    line = curl(seen, BASE, "x-dr-session")
    if line is not None:
        assert line.isprintable()
        assert line.isascii()
        if "printf" not in line:  # a body from a pipe is another command
            assert _words(line)[0] == b"-i"


def test_what_curl_cannot_send_has_no_line() -> None:
    assert curl(exchange("/pairings/\0"), BASE) is None
    assert curl(exchange(body=bytes(range(1, 256)) * 100), BASE) is None
    chunked = Request("DELETE", "/pairings/1", (("Transfer-Encoding", "chunked"),), b"2\r\n{}\r\n0\r\n\r\n")
    assert curl(replace(exchange(), request=chunked), BASE) is None


def test_the_variables_are_explained() -> None:
    seen = exchange(
        headers=(("x-dr-session", "[session viewer main]"), ("Authorization", "Basic [secret]"), ("X-Key", "[secret]")),
        account="viewer",
    )
    assert variables(seen, "x-dr-session") == (
        "SRM_SESSION is a session id of the account `viewer`",
        "SRM_USER and SRM_PASSWORD are name and password of the account `viewer`",
        "SRM_SECRET is the secret that the profile gives for `X-Key`",
    )


@pytest.mark.parametrize("base", ["https://user:pass@srm.lab.example/api", "https://a@b:c@srm.lab.example"])
def test_a_password_in_the_base_url_is_left_out(base: str) -> None:
    assert f"https://srm.lab.example/api/rest/srm/v2/pairings/{PAIRING}" == url(exchange(), base)


def test_powercli_shows_a_plain_deletion() -> None:
    assert f"Invoke-SrmDeletePairing -pairingId '{PAIRING}'" == powercli(exchange())


@pytest.mark.parametrize(
    "seen",
    [
        exchange(method="GET"),
        exchange(odd=True),
        exchange(body=b"{}"),
        exchange(f"/pairings/{PAIRING}?force=true"),
        exchange("/pairings/it's"),
        exchange(headers=USUAL),
        exchange(headers=(("x-dr-session", "[session admin main cut]x"),)),
    ],
)
def test_powercli_shows_nothing_else(seen: Exchange) -> None:
    assert powercli(seen) is None


@pytest.fixture(scope="module")
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        yield server


def _receive(server: socket.socket) -> bytes:
    """One request, head and body by its Content-Length, answered with 204."""
    connection, _ = server.accept()
    with connection:
        connection.settimeout(20)
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        due = next((int(each[15:]) for each in head.lower().split(b"\r\n") if each.startswith(b"content-length:")), 0)
        while len(body) < due:
            body += connection.recv(65536)
        connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    return head + b"\r\n\r\n" + body


@needs_curl
@pytest.mark.parametrize(
    "request_",
    [
        Request("DELETE", f"/a/pairings/{PAIRING}", (("Accept", "application/json"), SESSION)),
        Request("DELETE", "/a/../b/./%2e%2E/x%2f;p=1//?q=a&b[]={1}"),
        Request("DELETE", "/a b\x01\xff\"'#frag\\"),
        Request("OPTIONS", "*"),
        Request("HEAD", "/a"),
        Request("BREW", "/a", (("X-Empty", ""), ("X-Twice", "1"), ("X-Twice", "2"), ("User-Agent", "\xff\x80"))),
        Request("DELETE", "/a", (("Content-Type", "text/plain"),), b"@file\n'\xff%s"),
        Request("DELETE", "/a", (), b"\0\x01%d\\n'\xff"),
        Request("DELETE", "/a", (), b"x" * 200_000),
        Request("DELETE", "/" + "a" * 40_000, (("Authorization", "Basic bWFkZS11cA=="),)),
    ],
    ids=lambda each: f"{each.method} {each.target[:20]!a}",
)
def test_curl_sends_the_request_of_the_evidence(request_: Request, listening: socket.socket) -> None:
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    host = ("Host", base.removeprefix("http://"))
    seen = replace(exchange(), request=replace(request_, headers=(host, *request_.headers)))
    with ThreadPoolExecutor(1) as pool:
        received = pool.submit(_receive, listening)
        # -q and the timeout are not for the reader: no settings of this machine, no hanging test
        line = _line(seen, base).replace("curl -i", "curl -q --noproxy '*' -sS -m 20 -i")
        done = subprocess.run(  # noqa: S603 - the line under test
            [str(BASH), "-c", line],
            env=SECRETS | {"PATH": "/usr/bin:/bin"},
            capture_output=True,
            check=False,
            timeout=30,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        head, _, body = received.result().partition(b"\r\n\r\n")
    first, *fields = head.split(b"\r\n")
    sent = {(name, value.strip(b" ")) for name, _, value in (each.partition(b":") for each in fields)}
    values = ((name, value.replace("[session admin main]", "live-id")) for name, value in (host, *request_.headers))
    meant = {(name.encode(), value.encode("latin-1")) for name, value in values}
    assert first == f"{request_.method} {request_.target} HTTP/1.1".encode("latin-1")
    assert meant <= sent
    assert {name for name, _ in sent - meant} <= {b"Content-Length", b"User-Agent"}
    assert body == request_.body


@pytest.mark.parametrize(
    ("target", "written"),
    [
        (f"/a/pairings/{PAIRING}", "/a/pairings/$SRM_PAIRING"),
        (f"/a/pairings/{PAIRING}%23x", "/a/pairings/$SRM_PAIRING%23x"),
        (f"/a/pairings/{PAIRING[:-1]}", "/a/pairings/${SRM_PAIRING%?}"),
        ("/a/tasks/task-1?x", "/a/tasks/$SRM_TASK?x"),
        ("/a/tasks/task-10", "/a/tasks/task-10"),
    ],
)
def test_what_the_run_used_up_is_a_variable(target: str, written: str) -> None:
    seen = exchange(target)
    said = replace(result(), before={seen.number: Before(pairing=PAIRING, used_up=True, task="task-1")})
    assert f"{written} -H" in (line_of(seen, said) or "").replace('"', "")


def test_the_lines_that_come_first_say_what_they_are() -> None:
    seen, login = exchange(), exchange(f"/a/pairings/{PAIRING}/remote-session", method="POST", number=1)
    said = replace(
        result(), before={seen.number: Before((("the remote login", login),), pairing=PAIRING, used_up=True)}
    )
    [(name, line)] = lines_before(seen, said)
    assert name == "the remote login"
    assert "/pairings/$SRM_PAIRING/remote-session" in line


def test_the_cmdlet_takes_the_pairing_that_the_other_lines_take() -> None:
    seen = exchange()
    said = replace(result(), before={seen.number: Before(pairing=PAIRING, used_up=True)})
    assert cmdlet_of(seen, said) == "Invoke-SrmDeletePairing -pairingId $env:SRM_PAIRING"
    assert cmdlet_of(seen, result()) == f"Invoke-SrmDeletePairing -pairingId '{PAIRING}'"


def test_one_session_serves_the_lines_of_two_sessions_of_an_account() -> None:
    kept = ("x-dr-session", "[session admin before the site went down]")
    login = replace(exchange(number=1), request=Request("POST", "/a", (kept,)))
    seen = exchange()
    said = replace(result(), before={seen.number: Before((("the remote login", login),), levers=("remote_site_down",))})
    assert notes(seen, said) == (
        "SRM_SESSION is a session id of the account `admin`",
        "the lever `remote_site_down` has to be applied after the remote login",
    )


def test_what_was_refused_before_is_named_where_it_may_have_come_late() -> None:
    seen = exchange()
    one, many = (replace(result(), before={seen.number: Before(suspects=each)}) for each in ((7,), (7, 9)))
    late = "what was refused then may have come into effect late"
    assert (
        notes(seen, one)[-1]
        == f"a request for the same pairing had been refused before it, the last as exchange 7: {late}"
    )
    assert (
        notes(seen, many)[-1]
        == f"2 requests for the same pairing had been refused before it, the last as exchange 9: {late}"
    )


def test_a_failure_is_seen_again_with_its_profile_its_requirement_and_its_hash() -> None:
    failed = broken().requirements[1]
    seen = replace(broken(), profile_source="my lab.toml", requirements=(failed,))
    words = shlex.split(replay(failed, seen) or "")
    assert words[:6] == ["srm-conformance", "run", "-p", "my lab.toml", "--only", "lifecycle.an-end-is-final"]
    assert words[6:] == ["--replay", fingerprint(failed.id, failed.verdict.findings[0].exchange, BASE, ())]


def test_a_run_of_the_bundled_server_is_seen_again_without_a_profile() -> None:
    failed = broken().requirements[1]
    assert "-p" not in shlex.split(replay(failed, replace(broken(), profile_source=BUNDLED)) or "")


def test_evidence_that_is_not_among_the_runs_is_named() -> None:
    failed = broken().requirements[1]
    words = shlex.split(replay(failed, replace(broken(), out=Path("some where/else"))) or "")
    assert words[-2:] == ["--evidence", "some where/else"]


def test_what_passed_and_what_left_no_evidence_is_not_seen_again() -> None:
    passed, failed = judged(evidence=(exchange(),)), broken().requirements[1]
    assert (replay(passed, broken()), replay(failed, replace(broken(), out=None))) == (None, None)
