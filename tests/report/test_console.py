"""What a person sees at the end of a run."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from made_results import BASE, broken, exchange, judged, result

from conformance.model.result import PairingUse, Result
from conformance.model.terms import Finding, Outcome, RunVerdict
from conformance.report.console import print_result
from conformance.report.reproduce import curl, replay


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def printed(seen: Result, stream: io.StringIO | None = None, *, quiet: bool = False) -> str:
    stream = stream or io.StringIO()
    print_result(seen, stream, quiet=quiet)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


def test_the_last_line_is_the_verdict() -> None:
    last = printed(broken()).splitlines()[-1]
    assert last == "non-conformant: 2 MUSTs broken; 2 of 6 mandatory requirements not judged"


def test_quiet_says_the_verdict_alone() -> None:
    assert printed(result(judged()), quiet=True) == (
        "conformant: no MUST was broken, and the one mandatory requirement was judged\n"
    )


def test_an_incomplete_run_says_how_much_is_missing() -> None:
    seen = result(judged(), judged("permission.x", Outcome.NOT_TESTED, "no viewer"), verdict=RunVerdict.INCOMPLETE)
    assert printed(seen, quiet=True) == (
        "incomplete: no MUST was broken, but 1 of 2 mandatory requirements was not judged\n"
    )


def test_a_run_without_mandatory_requirements_proves_nothing() -> None:
    seen = result(judged(mandatory=False), verdict=RunVerdict.INCOMPLETE)
    assert printed(seen, quiet=True) == "incomplete: no mandatory requirement was selected, so nothing is proven\n"


def test_an_interrupted_run_says_so() -> None:
    seen = result(judged(), verdict=RunVerdict.INCOMPLETE, interrupted=True)
    assert "interrupted" in printed(seen, quiet=True)


def test_a_failure_is_told_whole() -> None:
    line = curl(broken().requirements[1].verdict.findings[0].exchange, BASE, "x-dr-session")
    text = printed(broken())
    start = text.index("FAIL lifecycle.an-end-is-final")
    assert text[start : text.index("FAIL effect")].splitlines() == [
        "FAIL lifecycle.an-end-is-final",
        "  A task that has ended does not change its status again.",
        "  expected  a status that stays SUCCESS",
        "  got       RUNNING, 1.2 s after SUCCESS",
        "  at        /status in the answer of exchange 231; 1 more like it",
        '  clause    SRM REST API 2.0.0 #/components/schemas/Task/properties/status  "Status of the task: one',
        '            of QUEUED, RUNNING, SUCCESS, ERROR, CANCELLED."',
        f"  again     {replay(broken().requirements[1], broken())}",
        f"  curl      {line}",
        "            SRM_SESSION is a session id of the account `admin`",
        "  evidence  srm-conformance-runs/20251124T160000Z-9f3a/evidence.jsonl, exchange 231",
        "",
    ]


def test_the_table_counts_by_area() -> None:
    seen = result(
        judged(),
        judged("schema.task-body"),
        judged("schema.task-id", Outcome.INCONCLUSIVE, "no task came"),
        verdict=RunVerdict.INCOMPLETE,
    )
    assert printed(seen).splitlines()[:4] == [
        "area    pass  fail  warn  waived  unjudged",
        "status     1     -     -       -         -",
        "schema     1     -     -       -         1",
        "all        2     -     -       -         1",
    ]


def test_what_stays_open_is_grouped_by_reason_with_a_way_out() -> None:
    text = printed(broken())
    assert "2 requirements: the profile has no `[accounts.viewer]`" in text
    assert "add `[accounts.viewer]` to the profile, or leave the area out of the claim" in text


def test_a_pairing_that_is_gone_is_not_deleted_again_by_pasting() -> None:
    assert "is gone: put a given-up one in its place" in printed(broken())


def test_a_pairing_that_is_still_there_may_be_deleted_by_pasting() -> None:
    seen = replace(broken(), pairings=(PairingUse("0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f", ("near misses",)),))
    assert "still exists: this may delete it" in printed(seen)


def test_a_log_gets_plain_text() -> None:
    assert "\x1b" not in printed(broken())


def test_a_terminal_gets_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;31mFAIL\x1b[0m lifecycle" in printed(broken(), Terminal())


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_may_ask_for_no_colour(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(name, value)
    assert "\x1b[1;31m" not in printed(broken(), Terminal())
    assert "\x1b[31m" not in printed(broken(), Terminal())


def test_a_narrow_screen_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    lines = printed(broken()).splitlines()[:-1]
    wide = [line for line in lines if len(line) > 60]
    whole = ("  again", "  curl", "  PowerCLI", "  evidence", "            #/components/")
    assert all(line.startswith(whole) for line in wide)


def test_a_line_to_paste_is_not_wrapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert any("curl -i" in line and line.endswith('$SRM_SESSION"') for line in printed(broken()).splitlines())


def test_an_escape_sequence_from_the_target_is_shown_and_not_sent() -> None:
    found = Finding("a status", "\x1b[2J\x1b]0;owned\x07\r\n[bold]x[/bold]", exchange())
    text = printed(result(judged("status.x", Outcome.FAIL, "", found), verdict=RunVerdict.NON_CONFORMANT))
    assert r"\x1b[2J\x1b]0;owned\x07\r\n[bold]x[/bold]" in text


def test_a_stream_that_knows_only_ascii_gets_escapes() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    print_result(result(judged("status.x", Outcome.FAIL, "caf\xe9")), stream)
    assert rb"caf\xe9" in raw.getvalue()


def test_a_password_in_the_base_url_is_not_shown() -> None:
    assert "hunter2" not in printed(result(judged(), base_url="https://admin:hunter2@srm.lab.example/api"))
