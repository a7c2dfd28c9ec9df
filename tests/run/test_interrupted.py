"""Ctrl-C and SIGTERM: levers are undone, sessions logged out, reports written; the second time levers all the same."""

from __future__ import annotations

import asyncio
import json
import os
import re
import select
import signal
import threading
import urllib.request

import pytest
from killed import started
from places import login
from relay import Case, hostile

from conformance.reference.serve import start

LEVER = """[levers.remote_site_down]
apply = { command = ["sh", "lever.sh", "down"] }
undo = { command = ["sh", "lever.sh", "up"] }
"""
SCRIPT = """echo "$1" >> moves
echo "$1" > asked
read answer < go
echo "$1-done" >> moves
"""
"""Tells that it is at work, and goes on when it is told to."""
RUN = ("run", "--out", "run", "--only", "connectivity", "--depth", "quick", "--report", "json=r.json", "--no-progress")
TWICE = (signal.SIGINT, signal.SIGINT)


class Lever:
    """The operator's side of a lever: two pipes to its program."""

    def __init__(self, folder):
        (folder / "lever.sh").write_text(SCRIPT)
        self._folder = folder
        for name in ("asked", "go"):
            os.mkfifo(folder / name)
        self._asked = os.open(folder / "asked", os.O_RDWR)
        self._go = os.open(folder / "go", os.O_RDWR)

    def comes(self):
        """Wait until the lever is moved; where to."""
        ready, _, _ = select.select([self._asked], [], [], 120)
        return os.read(self._asked, 100).decode().strip() if ready else "nobody moved it"

    def goes_on(self):
        """Let its program come to its end."""
        os.write(self._go, b"\n")

    @property
    def moves(self):
        """What its program did, and what it came to the end of."""
        return (self._folder / "moves").read_text().split()

    def close(self):
        os.close(self._asked)
        os.close(self._go)


@pytest.fixture
def lever(tmp_path):
    made = Lever(tmp_path)
    yield made
    made.close()


@pytest.fixture
def server(tmp_path):
    with start() as running:
        before, _, after = running.profile().partition("[levers.remote_site_down]")
        rest = after[after.index("[levers.expire_sessions]") :]
        (tmp_path / "profile.toml").write_text(before + LEVER + rest.replace("task_timeout = 3.0", "task_timeout = 90"))
        yield running


def sessions(lab_url):
    """How many sessions of the target are open."""
    with urllib.request.urlopen(f"{lab_url}/state") as answer:  # noqa: S310 - loopback
        return json.load(answer)["sessions"]


@pytest.mark.parametrize("command", [RUN, ("doctor",)])
@pytest.mark.parametrize("signals", [(signal.SIGINT,), (signal.SIGTERM,), TWICE])
def test_a_lever_is_undone_to_the_end_however_often_one_interrupts(command, signals, server, lever, tmp_path):
    first, *more = signals
    running = started(tmp_path, *command[1:], command=command[0])
    tidied = lever.comes()
    lever.goes_on()
    applied = lever.comes()
    running.send_signal(first)
    undone = lever.comes()
    for each in more:
        running.send_signal(each)
    lever.goes_on()
    _, err = running.communicate(timeout=120)

    assert (tidied, applied, undone) == ("up", "down", "up")
    assert lever.moves == ["up", "up-done", "down", "up", "up-done"]
    assert (running.returncode, "Traceback" in err) == (130, False)
    if command is RUN:
        assert json.loads((tmp_path / "r.json").read_text())["interrupted"] is True
    if not more:
        assert sessions(server.lab_url) == 0


def test_a_doctor_says_how_to_undo_a_lever_by_hand_that_it_could_not_undo(server, lever, tmp_path):
    running = started(tmp_path, command="doctor")
    lever.comes()
    lever.goes_on()
    lever.comes()
    (tmp_path / "lever.sh").write_text("exit 7\n")
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=120)

    assert running.returncode == 130
    assert "LEVER STILL APPLIED: remote_site_down: " in err
    assert "Undo it by hand: `sh lever.sh up` in the folder" in err


@pytest.mark.parametrize("command", [RUN, ("doctor",)])
def test_a_session_whose_login_was_on_its_way_is_logged_out_too(command, tmp_path):
    arrived, go = threading.Event(), threading.Event()

    async def held(real):
        arrived.set()
        await asyncio.to_thread(go.wait)
        yield real.again()

    with hostile(Case("holds-the-login", login, held, "", "", timeout=60.0)) as relay:
        (tmp_path / "profile.toml").write_text(relay.profile())
        [lab_url] = set(re.findall(r'"(http://[^"]+/_lab)/', relay.profile()))
        running = started(tmp_path, *command[1:], command=command[0])
        came = arrived.wait(120)
        running.send_signal(signal.SIGINT)
        go.set()
        _, err = running.communicate(timeout=120)
        left = sessions(lab_url)

    assert (came, running.returncode, left) == (True, 130, 0)
    assert "Traceback" not in err
    assert "never retrieved" not in err
