"""`init` as a user meets it: a file that works, no secret in it, nothing overwritten, no idle question."""

from __future__ import annotations

import ssl
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from conformance.faces.beginning import asked
from conformance.faces.cli import code_of
from conformance.plan.forecast import pairings_needed
from conformance.plan.selection import plan
from conformance.profile.load import load, loads
from conformance.profile.template import VARIABLES, Known
from conformance.reference.serve import start

LOOPBACK = Path(__file__).parents[1] / "drive" / "loopback.pem"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_profile_for_the_reference_server_is_right(folder, monkeypatch, capsys):
    with start() as server:
        assert code_of(["init", server.base_url]) == 0
        for name, variable in VARIABLES.items():
            monkeypatch.setenv(variable, getattr(server.accounts, name).password)

        assert code_of(["doctor", "-p", "srm-profile.toml"]) == 0

    out, err = capsys.readouterr()
    assert "is the bundled reference server" in err
    assert "wrote `srm-profile.toml`; next: export SRM_PASSWORD" in err
    assert out.splitlines()[-1].startswith("works: ")
    assert stat.S_IMODE((folder / "srm-profile.toml").stat().st_mode) == 0o600


def test_the_host_alone_is_enough(folder):
    with start() as server:
        assert code_of(["init", server.address]) == 0

    assert f'base_url = "{server.base_url}"' in (folder / "srm-profile.toml").read_text()


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to("nowhere")])
def test_a_file_that_exists_is_left_alone(folder, capsys, make):
    make(folder / "srm-profile.toml")

    assert code_of(["init"]) == 2

    assert "`srm-profile.toml` exists already" in capsys.readouterr().err


def test_without_a_url_it_is_a_template_on_stdout_if_wanted(folder, capsys):
    assert code_of(["init", "--out", "-"]) == 0

    assert loads(capsys.readouterr().out, environ=dict.fromkeys(VARIABLES.values(), "made-up"))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("url", ["srm.lab.example", "ftp://x", "http://me:marker@host/", "http://x/?q", "https://"])
def test_what_is_no_base_url_is_refused_and_nothing_is_written(folder, capsys, url):
    assert code_of(["init", url]) == 2

    assert "marker" not in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_a_target_that_does_not_answer_is_told_in_the_file(folder, capsys):
    with start() as server:
        pass

    assert code_of(["init", server.base_url]) == 0

    assert "does not answer (unreachable" in capsys.readouterr().err
    assert "# When this was written: it does not answer" in (folder / "srm-profile.toml").read_text()


class Hostile(BaseHTTPRequestHandler):
    """Answers every question with 401 and a text that wants to get out of its comment."""

    def do_GET(self):
        self.send_response_only(401)
        self.send_header("Server", "x\x1b[2J\x85\xa0[pairings]")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def hostile():
    server = HTTPServer(("127.0.0.1", 0), Hostile)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(LOOPBACK)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_certificate_that_nobody_vouches_for_is_told_with_its_fingerprint(folder):
    with hostile() as url:
        assert code_of(["init", url]) == 0

    text = (folder / "srm-profile.toml").read_text()
    assert "is not trusted: self-signed certificate" in text
    assert "# SHA-256 of the certificate: " in text
    assert "verify_tls = true" in text


def test_what_a_target_says_of_itself_stays_a_comment(folder, monkeypatch):
    for name in VARIABLES.values():
        monkeypatch.setenv(name, "made-up")
    with hostile() as url:
        assert code_of(["init", url]) == 0

    assert "# It calls itself `x?[2J??[pairings]`." in (folder / "srm-profile.toml").read_text()
    assert load(folder / "srm-profile.toml").target.base_url == url


def test_without_a_terminal_nothing_is_asked(folder):
    done = subprocess.run(
        [sys.executable, "-c", "from conformance.faces.cli import main; main()", "init"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_what_the_operator_answers_is_taken():
    answers = iter(["root@vsphere.local", "-", "far@remote.local", "a, b a"])

    known = asked(Known(), lambda *_: next(answers))

    assert dict(known.usernames) == {"admin": "root@vsphere.local", "viewer": "", "remote": "far@remote.local"}
    assert known.ids == ("a", "b")


def test_as_many_pairings_are_recommended_as_a_usual_run_wants():
    from conformance.catalogue import requirements  # noqa: PLC0415 - for this test alone
    from conformance.document.load import load as document  # noqa: PLC0415
    from conformance.profile.template import template  # noqa: PLC0415

    profile = loads(template(Known(ids=("x",))), environ=dict.fromkeys(VARIABLES.values(), "made-up"))

    wanted = len(pairings_needed(plan(requirements(document("2.0.0")), profile)))
    assert f"; {wanted} allow every requirement" in template(Known())
