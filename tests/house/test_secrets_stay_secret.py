"""After a whole run nothing that it leaves behind holds a password or a session id, in any spelling."""

from __future__ import annotations

import base64
import html
import json
import re
import socket
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest

from conformance.evidence import read_events
from conformance.reference.serve import start

FORMS = {
    "json": "report.json",
    "junit": "report.xml",
    "markdown": "report.md",
    "html": "report.html",
    "sarif": "report.sarif",
}
MARKER = "Marker-9f27c1/e0+b4=="
"""A secret of the environment, sent in a header of every request."""


@dataclass
class Recorder:
    """Passes bytes on, both ways, and keeps them: what really went over the wire."""

    address: str = ""
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)

    def pump(self, source, sink, kept):
        with suppress(OSError):
            while data := source.recv(65536):
                kept += data
                at_once(source)
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def serve(self, listener, upstream):
        with suppress(OSError):  # the listener was closed
            while True:
                near, _ = listener.accept()
                threading.Thread(target=self.join, args=(near, upstream), daemon=True).start()

    def join(self, near, upstream):
        with near, socket.create_connection(upstream) as far:
            back = threading.Thread(target=self.pump, args=(far, near, self.received), daemon=True)
            back.start()
            self.pump(near, far, self.sent)
            back.join()


def at_once(source):
    """Acknowledge what came; the server holds back the rest of an answer for it, 40 ms each time."""
    if hasattr(socket, "TCP_QUICKACK"):
        source.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


@contextmanager
def recording(address):
    parts = urlsplit(address)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    recorder = Recorder(f"http://127.0.0.1:{listener.getsockname()[1]}")
    threading.Thread(target=recorder.serve, args=(listener, (parts.hostname, parts.port)), daemon=True).start()
    try:
        yield recorder
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@dataclass(frozen=True)
class Left:
    """What a run left behind. secrets: what it is -> its value. places: where -> the bytes found there."""

    code: int
    secrets: dict[str, str]
    places: dict[str, bytes]
    folder: object


@pytest.fixture(scope="module", params=[None, "repeats-the-session", "tells-the-password"])
def left(request, tmp_path_factory):
    """A run against the right server, and against servers that give secrets away."""
    folder = tmp_path_factory.mktemp("secrets")
    with start(fault=request.param) as server, recording(server.address) as recorder:
        text = server.profile().replace(server.address, recorder.address)
        headers = '[target.headers]\nx-lab-key = { env = "LAB_KEY" }\n\n'
        (folder / "profile.toml").write_text(text.replace("[accounts.admin]", headers + "[accounts.admin]"))
        done = run_in(folder)
    accounts = {name: getattr(server.accounts, name) for name in ("admin", "viewer", "remote")}
    secrets = {f"password of {name}": each.password for name, each in accounts.items()}
    secrets |= {f"credentials of {name}": f"{each.username}:{each.password}" for name, each in accounts.items()}
    given_out = sorted(set(re.findall(rb'"session_id": ?"([^"]+)"', bytes(recorder.received))))
    secrets |= {f"session {number}": each.decode() for number, each in enumerate(given_out)}
    assert all(encoded(each) in recorder.sent for name, each in secrets.items() if name.startswith("credentials"))
    assert MARKER.encode() in recorder.sent
    assert len(given_out) >= 3
    return Left(done.returncode, secrets | {"header of the profile": MARKER}, places(folder, done), folder)


def run_in(folder):
    script = "from conformance.faces.cli import main; main()"
    options = [f"--report={form}={name}" for form, name in (*FORMS.items(), ("allure", "results"))]
    chosen = ["--profile=profile.toml", "--depth=quick", "--seed=1", "--out=out", *options]
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", script, "run", *chosen],
        cwd=folder,
        env={"LAB_KEY": MARKER, "PYTHONWARNINGS": "error"},
        capture_output=True,
        check=False,
        timeout=120,
    )


def places(folder, done):
    """Every byte of every artefact, and what the evidence holds once it is decoded."""
    found = {"stdout": done.stdout, "stderr": done.stderr}
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "profile.toml":
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    decoded = "\n".join(map(repr, read_events(folder / "out" / "evidence.jsonl")))
    return found | {"the evidence, decoded": decoded.encode()}


def encoded(text):
    return base64.b64encode(text.encode())


def spellings(secret):
    """A secret as it might stand somewhere; within base64 at each of three offsets, without what neighbours touch."""
    raw = secret.encode()
    yield from (raw, quote(secret, safe="").encode(), quote(secret, safe="").lower().encode(), raw.hex().encode())
    yield from (html.escape(secret).encode(), json.dumps(secret)[1:-1].encode(), raw[::-1])
    yield from (raw[: len(raw) * 3 // 4], raw[len(raw) // 4 :])
    for offset in range(3):
        yield base64.b64encode(b"\0" * offset + raw)[4 if offset else 0 :].rstrip(b"=")[:-1]


def test_the_run_came_to_its_end_and_left_everything(left):
    assert left.code in (0, 1), left.places["stderr"].decode()
    assert {"out/evidence.jsonl", "stdout", "stderr", *FORMS.values()} <= left.places.keys()
    assert left.places["stdout"]
    assert "results/environment.properties" in left.places
    assert all(len(left.places[name]) > 1000 for name in ("out/evidence.jsonl", *FORMS.values()))


def test_no_secret_is_left_anywhere(left):
    found = {
        (name, place)
        for name, secret in left.secrets.items()
        for place, octets in left.places.items()
        if any(each in octets for each in spellings(secret))
    }

    assert found == set()


def test_what_is_left_is_readable_by_its_owner_alone(left):
    files = [left.folder / "out" / "evidence.jsonl", *(left.folder / name for name in FORMS.values())]

    assert {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in files} == {
        path.name: "0o600" for path in files
    }
    assert stat.S_IMODE((left.folder / "out").stat().st_mode) == 0o700
