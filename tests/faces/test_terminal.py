"""A run in a real terminal, and in a log: what a person and what a pipeline sees."""

from __future__ import annotations

import os
import pty
import re
import struct
import subprocess
import sys
from fcntl import ioctl
from termios import TIOCSWINSZ

import pytest
from rich.cells import cell_len

from conformance.reference.serve import start

COMMAND = (sys.executable, "-c", "from conformance.faces.cli import main; main()")
SHORT = ("run", "-p", "profile.toml", "--depth=quick", "--only=status,lifecycle", "--seed=7")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the profile of a server that is wrong from its first answer on."""
    place = tmp_path_factory.mktemp("run")
    with start(fault="unknown-is-400") as server:
        (place / "profile.toml").write_text(server.profile(), encoding="utf-8")
        yield place


def environ(**names):
    ours = ("SRM_CONFORMANCE_", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | names


def in_terminal(folder, *arguments, wide, **names):
    """What a terminal of so many columns shows, stdout and stderr as they come."""
    ours, theirs = pty.openpty()
    ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 40, wide, 0, 0))
    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, *arguments], cwd=folder, env=environ(**({"TERM": "xterm"} | names)), stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        shown = b""
        while piece := _read(ours):
            shown += piece
    os.close(ours)
    return shown.decode()


def _read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


@pytest.mark.parametrize("wide", [40, 132])
def test_a_terminal_shows_one_line_that_renews_itself_and_each_breach_as_it_comes(folder, wide):
    shown = in_terminal(folder, *SHORT, wide=wide)

    live = [each.partition("\r\n")[0] for each in shown.split("\r\x1b[2K")[1:]]
    known = [each for each in live if re.match(r" *\d+\.\d s  \d+(/\d+| of about \d+ requests)", each)]
    assert known
    assert all(cell_len(each) < wide for each in known)
    while_running, _, after = shown.rpartition("\r\x1b[2K")
    assert "\x1b[31mFAIL\x1b[0m status.unknown-pairing" in while_running
    assert after.rstrip().splitlines()[-1].endswith("MUST broken")


def test_no_colour_leaves_every_word(folder):
    shown = in_terminal(folder, *SHORT, wide=100, NO_COLOR="1")

    assert set(re.findall(r"\x1b\[[0-9;]*[A-Za-z]", shown)) == {"\x1b[2K"}
    assert "FAIL status.unknown-pairing-is-not-found" in shown


def test_a_dumb_terminal_gets_no_escape_and_no_carriage_return(folder):
    shown = in_terminal(folder, *SHORT, wide=100, TERM="dumb")

    assert "\x1b" not in shown
    assert "\r" not in shown.replace("\r\n", "\n")


@pytest.mark.parametrize("options", [(), ("--no-progress",)])
def test_a_log_gets_plain_lines_and_stdout_the_result_alone(folder, options):
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *SHORT, *options],
        cwd=folder,
        env=environ(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert not {"\r", "\x1b"} & set(done.stdout + done.stderr)
    assert re.fullmatch(r"( *\d+\.\d s  \S.*\n)+", done.stderr)
    assert "FAIL status.unknown-pairing-is-not-found: expected 404" in done.stderr
    assert done.stdout.splitlines()[-1].startswith("non-conformant: ")


def test_quiet_says_the_verdict_alone(folder):
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *SHORT, "--quiet"],
        cwd=folder,
        env=environ(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.stderr, len(done.stdout.splitlines())) == ("", 1)
