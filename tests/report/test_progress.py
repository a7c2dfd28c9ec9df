"""What a person sees while a run goes on."""

from __future__ import annotations

import io
from itertools import count

import pytest
from made_results import exchange

from conformance.model.events import (
    Delayed,
    Event,
    Exchanged,
    LeverMoved,
    Missed,
    PairingSpent,
    RunEnded,
    RunStarted,
    Warned,
)
from conformance.model.terms import Depth
from conformance.report.progress import Progress

STARTED = RunStarted(
    "0.1.0",
    "2.0.0",
    "2.0.0",
    "8d",
    "deletePairing",
    "http://127.0.0.1:9000",
    42,
    Depth.QUICK,
    0.0,
    (),
    hazards=False,
    missing={},
    skipped={},
)
RUN: tuple[Event, ...] = (
    STARTED,
    Delayed(60.0, "the target asked to wait 60 s"),
    Warned("TLS \x1b[2J was not verified"),
    Exchanged(exchange(), "unknown-pairing"),
    Exchanged(exchange(), "unknown-pairing"),
    LeverMoved("remote_site_down", applied=True, error="", at=0.0),
    Exchanged(exchange(), "server-down"),
    LeverMoved("remote_site_down", applied=False, error="exit code 1", at=0.0),
    PairingSpent("p-1", 212, wrongly=True),
    Missed("no-privilege", "the profile has no `[accounts.viewer]`"),
    RunEnded(9.0, 3),
)
TITLES = {"unknown-pairing": "5 deletions of ids that no pairing has"}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO, *, enabled: bool = True) -> str:
    seconds = count()
    with Progress(stream, enabled, titles=TITLES, clock=lambda: float(next(seconds))) as progress:
        for event in RUN:
            progress(event)
    return stream.getvalue()


def test_a_log_gets_a_line_for_each_thing() -> None:
    assert [line[10:] for line in shown(io.StringIO()).splitlines()] == [
        "judging http://127.0.0.1:9000 (deletePairing, seed 42, depth quick)",
        "the target asked to wait 60 s",
        r"warning: TLS \x1b[2J was not verified",
        "unknown-pairing: 5 deletions of ids that no pairing has",
        "lever remote_site_down applied",
        "server-down",
        "lever remote_site_down not undone: exit code 1",
        "warning: pairing p-1 was deleted wrongly, by exchange 212",
        "no-privilege: not done: the profile has no `[accounts.viewer]`",
    ]


def test_a_terminal_gets_a_line_that_renews_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    text = shown(Terminal())
    assert "2 requests  0 pairings used up  5 deletions of ids that no pairing has" in text


def test_nothing_of_the_live_line_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    kept = [line.rpartition("\x1b[2K")[2] for line in shown(Terminal()).split("\n")]
    assert all("pairings used up" not in line for line in kept)


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in shown(Terminal())


def test_switched_off_it_says_nothing() -> None:
    assert shown(io.StringIO(), enabled=False) == ""


def test_a_log_that_was_closed_does_not_end_the_run() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    stream.close()
    progress(STARTED)
