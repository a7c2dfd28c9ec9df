"""What a stream can show."""

from __future__ import annotations

import io
import re

import pytest
from made_results import broken

from conformance.report.console import print_result
from conformance.report.streams import columns, in_colour


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def environ(monkeypatch):
    """Set variables; none of these is set otherwise."""
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    return lambda **names: [monkeypatch.setenv(name, value) for name, value in names.items()]


@pytest.mark.parametrize(
    ("stream", "names", "expected"),
    [
        (Terminal, {}, True),
        (Terminal, {"TERM": "xterm"}, True),
        (Terminal, {"TERM": "dumb"}, False),
        (Terminal, {"NO_COLOR": "1"}, False),
        (Terminal, {"NO_COLOR": ""}, True),
        (Terminal, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (io.StringIO, {}, False),
        (io.StringIO, {"FORCE_COLOR": "1"}, True),
        (io.StringIO, {"FORCE_COLOR": ""}, False),
    ],
)
def test_colour_follows_the_terminal_and_the_wishes_of_who_sits_there(environ, stream, names, expected):
    environ(**names)

    shown = stream()
    print_result(broken(), shown)

    assert in_colour(stream()) is expected
    assert ("\x1b[" in shown.getvalue()) is expected


def test_colour_changes_no_word(environ):
    plain, coloured = io.StringIO(), Terminal()
    print_result(broken(), plain)
    print_result(broken(), coloured)

    without = re.sub(r"\x1b\[[0-9;]*m", "", coloured.getvalue())
    assert [line.rstrip() for line in without.splitlines()] == plain.getvalue().splitlines()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("72", 72),
        ("7", 40),
        ("", 100),
        ("0", 100),
        ("wide", 100),
        ("-5", 100),
        ("99999999", 100),
        ("\u0667\u0667", 100),
    ],
)
def test_columns_says_how_wide_where_it_is_a_number_that_can_be(environ, said, expected):
    environ(COLUMNS=said)

    assert columns(io.StringIO()) == expected


@pytest.mark.parametrize("wide", ["40", "60"])
def test_prose_of_a_result_fits_a_narrow_terminal(environ, wide):
    environ(COLUMNS=wide)
    stream = Terminal()
    print_result(broken(), stream)

    prose = [line for line in stream.getvalue().splitlines() if line.startswith("  ") and "again " not in line]
    assert all(len(line) <= int(wide) for line in prose if len(max(line.split(), key=len)) < int(wide) - 14)
