"""Whatever a target sent: every report is well-formed, inert, bounded, and no greener than the run."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from any_results import results
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

import conformance.report
from conformance.model.result import Result
from conformance.model.terms import RunVerdict
from conformance.report import FORMATS
from conformance.report.as_json import json_report
from conformance.report.as_junit import junit_report
from conformance.report.as_markdown import markdown_report
from conformance.report.console import print_result
from conformance.report.html import html_report

SCHEMA: dict[str, Any] = json.loads(
    (Path(conformance.report.__file__).parent / "report.schema.json").read_text(encoding="utf-8")
)
any_result = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@any_result
@given(results)
def test_json_meets_its_schema(result: Result) -> None:
    Draft202012Validator(SCHEMA).validate(json.loads(json_report(result)))


@any_result
@given(results)
def test_junit_counts_what_it_holds(result: Result) -> None:
    root = fromstring(junit_report(result))  # noqa: S314 - our own text
    suite = root.find("testsuite")
    assert suite is not None
    for element in (root, suite):
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert element.get(name) == str(len(suite.findall(f"testcase/{tag}")))
        assert element.get("tests") == str(len(suite.findall("testcase")))


@any_result
@given(results)
def test_junit_is_not_green_unless_the_run_is_conformant(result: Result) -> None:
    root = fromstring(junit_report(result))  # noqa: S314 - our own text
    red = int(root.get("failures", "0")) + int(root.get("errors", "0"))
    assert red or result.verdict is RunVerdict.CONFORMANT


@any_result
@given(results)
def test_no_report_holds_a_control_character(result: Result) -> None:
    stream = StringIO()
    print_result(result, stream)
    for text in (stream.getvalue(), *(make(result) for make in FORMATS.values())):
        assert re.sub(r"[\n\t]", "", text).isprintable()


@any_result
@given(results)
def test_reports_are_bounded(result: Result) -> None:
    for make in FORMATS.values():
        assert len(make(result)) < 1_000_000


@any_result
@given(results)
def test_console_ends_with_the_verdict(result: Result) -> None:
    stream = StringIO()
    print_result(result, stream)
    assert stream.getvalue().splitlines()[-1].startswith(f"{result.verdict}: ")


@any_result
@given(results)
def test_markdown_outside_of_code_is_inert(result: Result) -> None:
    page = markdown_report(result)
    assert len(page) < 65_536
    prose = _without_code(page).replace(FOLD, "").replace("\n</details>\n", "")
    assert not re.search(r"(?<!\\)<|@|(?<!\\)!\[", prose)
    assert all(link.startswith("(https://www.rfc-editor.org/") for link in re.findall(r"(?<!\\)\]\(\S*", prose))
    assert not re.search(r"^\s*/", prose, re.MULTILINE)


FOLD = "\n<details><summary>The exchange, and how to see it again</summary>\n"


def _without_code(markdown: str) -> str:
    """The text outside of fences and code spans, read as CommonMark reads it."""
    lines, closing = [], ""
    for line in markdown.split("\n"):
        ticks = re.match(r"`{3,}", line)
        if closing:
            closing = "" if line.rstrip() == closing else closing
        elif ticks and "`" not in line[ticks.end() :]:
            closing = ticks[0]
        else:
            lines.append(re.sub(r"(?<![\\`])(`+)(?!`).+?(?<!`)\1(?!`)", "", line))
    assert closing == ""
    return "\n".join(lines)


OURS = {"html", "head", "meta", "title", "style", "script", "body", "header", "nav", "main", "section", "article"}
OURS |= {"footer", "figure", "figcaption", "h1", "h2", "h3", "h4", "p", "dl", "div", "dt", "dd", "br", "ul", "ol", "li"}
OURS |= {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "details", "summary", "span", "b", "strong"}
OURS |= {"code", "pre", "q", "a", "blockquote", "form", "label", "input", "button", "fieldset", "legend"}
OURS |= {"svg", "symbol", "pattern", "use", "path", "rect", "circle", "line", "text", "g"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.links: set[str] = set()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}
        self.ids += [value or "" for name, value in attrs if name == "id"]


@any_result
@given(results)
def test_html_holds_only_our_own_elements(result: Result) -> None:
    seen = _Tags()
    seen.feed(html_report(result))
    assert seen.tags <= OURS
    assert not {name for name in seen.names if name.startswith("on") or name in {"style", "src", "srcdoc", "action"}}
    assert all(link.startswith(("https://www.rfc-editor.org/", "#")) for link in seen.links)
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)


@pytest.mark.parametrize("form", FORMATS)
@given(result=results)
@settings(any_result, max_examples=10)
def test_a_report_is_made_twice_the_same(form: str, result: Result) -> None:
    assert FORMATS[form](result) == FORMATS[form](result)
