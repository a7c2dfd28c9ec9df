"""Whatever a JSON report holds, `diff`, `merge` and `trend` tell it, or refuse it in words."""

from __future__ import annotations

import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_results import broken
from mutations import mutated, places

from conformance.compare.diff import compare
from conformance.compare.drawing import html
from conformance.compare.merge import merge
from conformance.compare.telling import markdown, print_difference
from conformance.compare.trend import trend
from conformance.model.errors import UserError
from conformance.report import FORMATS, Folder
from conformance.report.as_json import as_json
from conformance.report.reading import ReportError, read_report

REPORT = json.loads(json.dumps(as_json(broken())))
PLACES = list(places(REPORT))


def told(content: bytes) -> str:
    """What is told of a report beside itself, merged and drawn; empty where it is refused in words."""
    with TemporaryDirectory() as name:
        path = Path(name) / "report.json"
        path.write_bytes(content)
        try:
            seen = read_report(path)
            difference = compare(seen, seen)
            print_difference(difference, io.StringIO())
            merged = merge([seen])
            for form, make in FORMATS.items():
                assert form == "har" or isinstance(make, Folder) or make(merged.result)
            return json.dumps(merged.written, allow_nan=False) + markdown(difference) + html(trend(path.parent))
        except UserError as error:
            return "" if error.message else pytest.fail("an error without words")


def test_the_report_as_it_is_is_told():
    assert told(json.dumps(REPORT).encode())


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_report_that_was_changed_is_told_or_refused(data):
    told(json.dumps(data.draw(mutated(REPORT, PLACES, most=3))).encode("utf-8", "surrogatepass"))


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_report_that_was_cut_or_garbled_is_told_or_refused(data):
    content = bytearray(json.dumps(REPORT).encode())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place : place + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))

    told(bytes(content))


def test_half_a_character_in_a_report_is_refused_in_words(tmp_path):
    path = tmp_path / "report.json"
    path.write_text(json.dumps(REPORT | {"\ud800": 1}))

    with pytest.raises(ReportError, match="is no report that can be told"):
        read_report(path)
