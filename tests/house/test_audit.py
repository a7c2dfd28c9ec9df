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
def database(tell=lambda _: {}, *, status=200, body=None):
    """A database of advisories on loopback. tell: from a question to its answer. body: in place of all answers."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            asked.extend(queries)
            told = json.dumps({"results": [tell(each) for each in queries]}).encode() if body is None else body
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

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
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_every_pin_of_every_lock_is_asked_for():
    with database() as (url, asked):
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


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"\xff",
        b"[]",
        b"{}",
        b'{"results": null}',
        b'{"results": []}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_answer_is_no_clean_bill(body):
    with database(body=body) as (url, _):
        code, said = audited(url)

    assert (code, said.partition(":")[0]) == (0, "skipped")


@pytest.mark.parametrize("answer", [None, [], "x", {"vulns": None}, {"vulns": [{}]}, {"vulns": [None]}])
def test_an_answer_to_one_question_that_is_none_is_no_clean_bill(answer):
    with database(lambda _: answer) as (url, _):
        code, said = audited(url)

    assert (code, said.partition(":")[0]) == (0, "skipped")


def test_advisories_on_a_further_page_fail_the_scan():
    with database(lambda query: {"next_page_token": "t"} if query["package"]["name"] == "h11" else {}) as (url, _):
        code, said = audited(url)

    assert (code, said.splitlines()[-1].partition(", ")[2]) == (1, "1 with advisories")


@pytest.mark.parametrize(("status", "ends"), [(400, 1), (429, 0), (500, 0)])
def test_a_question_that_the_database_does_not_take_fails_the_scan_and_its_own_trouble_does_not(status, ends):
    with database(status=status) as (url, _):
        code, said = audited(url)

    assert (code, said.startswith("skipped: ")) == (ends, ends == 0)
