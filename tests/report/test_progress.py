"""What a person sees while a run goes on."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from made_results import exchange
from rich.cells import cell_len

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
from conformance.model.terms import Depth, Level
from conformance.report.progress import Foreseen, Progress

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
FORESEEN = Foreseen(
    {"unknown-pairing": "7 deletions of ids that no pairing has", "deletion": "a deletion, followed to its end"},
    requests=100,
    patience=60.0,
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _a_usual_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def shown(
    stream: io.StringIO, *, enabled: bool = True, run: tuple[Event, ...] = RUN, apart: float = 10.0, **rest: Any
) -> str:
    """What a run wrote whose events are some seconds apart."""
    clock = Hand()
    foreseen = rest.pop("foreseen", FORESEEN)
    progress = Progress(stream, enabled, foreseen=foreseen, clock=clock, wall=lambda: 1764000000.0, **rest)
    for event in run:
        progress(event)
        clock.now += apart
    progress.close()
    return stream.getvalue()


def frames(stream: io.StringIO) -> list[str]:
    """The states of the live line one after another."""
    return [each.partition("\n")[0] for each in stream.getvalue().split("\r\x1b[2K")]


def polling(number: int = 1) -> Exchanged:
    return Exchanged(exchange(f"/tasks/{number}", method="GET", operation="getTaskInfo"), "deletion")


def test_a_log_gets_a_line_for_each_thing() -> None:
    assert [line[10:] for line in shown(io.StringIO()).splitlines()] == [
        "judging http://127.0.0.1:9000 (deletePairing, seed 42, depth quick)",
        "the target asked to wait 60 s",
        r"warning: TLS \x1b[2J was not verified",
        "unknown-pairing: 7 deletions of ids that no pairing has",
        "lever remote_site_down applied",
        "server-down (3 of about 100 requests  0 pairings used up)",
        "lever remote_site_down not undone: exit code 1",
        "warning: pairing p-1 was deleted wrongly, by exchange 212",
        "no-privilege: not done: the profile has no `[accounts.viewer]`",
    ]


def test_a_log_is_not_told_every_probe_of_a_fast_run() -> None:
    run = (STARTED, *(Exchanged(exchange(), f"probe-{number}") for number in range(50)))

    assert len(shown(io.StringIO(), run=run, apart=0.1).splitlines()) == 2


def test_a_log_has_no_carriage_return_and_no_escape() -> None:
    assert not {"\r", "\x1b"} & set(shown(io.StringIO()))


def test_a_log_is_told_that_a_silent_run_is_alive() -> None:
    stream, clock = io.StringIO(), Hand()
    progress = Progress(stream, foreseen=FORESEEN, clock=clock, wall=lambda: 1764000000.0)
    progress(STARTED)
    progress(polling())
    clock.now = 29.0
    progress.tick()
    clock.now = 31.0 + 29.0
    progress.tick()

    last = stream.getvalue().splitlines()[-1]
    assert "still running: 1 of about 100 requests  0 pairings used up; waiting for a task to end" in last


def test_a_terminal_gets_a_line_that_renews_itself() -> None:
    text = shown(Terminal())
    assert "2/100 requests  7 deletions of ids that no pairing has" in text


def test_a_wide_terminal_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    text = shown(Terminal())
    assert "2 of about 100 requests  0 pairings used up  7 deletions of ids that no pairing has" in text


def test_what_is_waited_for_and_until_when_is_told() -> None:
    stream = Terminal()
    until = datetime.fromtimestamp(1764000000.0 + 60).astimezone().strftime("%H:%M:%S")

    shown(stream, run=(STARTED, Exchanged(exchange(), "deletion"), polling(), polling()))

    assert f"waiting for a task to end, until {until} at most (a deletion," in frames(stream)[3]


def test_a_wait_that_the_target_asked_for_is_told_until_the_next_answer() -> None:
    stream, clock = Terminal(), Hand()
    progress = Progress(stream, clock=clock, wall=lambda: 1764000000.0)
    progress(Exchanged(exchange(), "deletion"))
    progress(Delayed(60.0, "the target asked to wait 60 s"))
    clock.now = 30.0
    progress.tick()
    clock.now = 61.0
    progress(Exchanged(exchange(), "deletion"))

    waiting, after = frames(stream)[-2:]
    assert waiting.startswith(" 30.0 s  1 requests  waiting until ")
    assert "waiting" not in after


def test_the_time_left_follows_the_pace_until_now_and_the_caps() -> None:
    run = (STARTED, *(Exchanged(exchange(), "deletion") for _ in range(40)))
    capped = replace(FORESEEN, seconds=lambda requests: requests * 60.0)

    assert "40/100 requests  60 s left" in shown(Terminal(), run=run, apart=1.0)
    assert "40/100 requests  60 min left" in shown(Terminal(), run=run, apart=1.0, foreseen=capped)


def test_more_requests_than_foreseen_are_counted_alone() -> None:
    run = (STARTED, *(Exchanged(exchange(), "deletion") for _ in range(4)))

    assert "4 requests  a deletion" in shown(Terminal(), run=run, foreseen=replace(FORESEEN, requests=3))


@pytest.mark.parametrize("wide", [40, 80, 200])
def test_the_live_line_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, wide: int) -> None:
    monkeypatch.setenv("COLUMNS", str(wide))
    stream = Terminal()
    title = replace(FORESEEN, titles={"deletion": "\u5bf9" * 300})

    shown(stream, run=(STARTED, *(polling(number) for number in range(30))), foreseen=title)

    assert all(cell_len(each) < wide for each in frames(stream)[1:])
    assert any(cell_len(each) > wide - 8 for each in frames(stream)[1:])


def test_a_breach_is_told_once_and_at_once_and_its_word_stays_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    for forbidden, expected in (("", "\x1b[31mFAIL\x1b[0m status.a: got 500"), ("1", "FAIL status.a: got 500")):
        monkeypatch.setenv("NO_COLOR", forbidden)
        stream = Terminal()
        progress = Progress(stream, clock=Hand())
        progress.broke("status.a", Level.MUST, "got 500")
        progress.broke("status.a", Level.MUST, "got 500 again")
        assert stream.getvalue() == f"   0.0 s  {expected}\n"


def test_a_breach_takes_one_line_of_a_terminal_whatever_the_target_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()

    Progress(stream).broke("http.x", Level.SHOULD, "got \x1b[2J\n" + "x" * 900)

    [line] = stream.getvalue().splitlines()
    assert len(line) == 59
    assert r"WARN http.x: got \x1b[2J\n" in line


def test_nothing_of_the_live_line_stays() -> None:
    kept = [line.rpartition("\x1b[2K")[2] for line in shown(Terminal()).split("\n")]
    assert all("/100 requests" not in line for line in kept)


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in shown(Terminal())


def test_a_terminal_gets_plain_lines_where_they_are_asked_for() -> None:
    assert "\r" not in shown(Terminal(), lines=True)


def test_switched_off_it_says_nothing() -> None:
    assert shown(io.StringIO(), enabled=False) == ""


def test_a_log_that_was_closed_does_not_end_the_run() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    stream.close()
    progress(STARTED)


def test_its_thread_ends_with_the_run() -> None:
    with Progress(io.StringIO()) as progress:
        progress(STARTED)
    assert not [each for each in threading.enumerate() if each.name == "progress"]
