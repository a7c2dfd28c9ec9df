"""The scan for advisories asks for every pin, fails on an advisory, and says when it could not be made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@contextmanager
def database(tell):
    """A database of advisories on loopback. tell: from a question to its answer."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            asked.extend(queries)
            body = json.dumps({"results": [tell(each) for each in queries]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def audited(url):
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, ROOT / ".ci" / "audit.py"],
        env={"OSV_URL": url, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


def test_every_pin_of_every_lock_is_asked_for():
    with database(lambda _: {}) as (url, asked):
        code, said = audited(url)

    pinned = {
        tuple(line.split(" ")[0].split("=="))
        for lock in (ROOT / "requirements").glob("*.txt")
        for line in lock.read_text(encoding="utf-8").splitlines()
        if "==" in line.split(" ")[0]
    }
    assert (code, {(each["package"]["name"], each["version"]) for each in asked}) == (0, pinned)
    assert said == f"{len(pinned)} pinned dependencies, 0 with advisories\n"


def test_an_advisory_fails_the_scan_and_is_named():
    def tell(query):
        return {"vulns": [{"id": "GHSA-xxxx"}, {"id": "CVE-1"}]} if query["package"]["name"] == "h11" else {}

    with database(tell) as (url, _):
        code, said = audited(url)

    assert code == 1
    assert "GHSA-xxxx, CVE-1" in said


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "file:///etc/hostname"])
def test_a_scan_that_could_not_be_made_says_so(url):
    code, said = audited(url)

    assert code == 0
    assert said.startswith("skipped: ")
