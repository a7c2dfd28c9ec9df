"""A folder of reports over time: what a person reads, what a script reads, what is drawn."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree.ElementTree import fromstring

import pytest
from made_reports import INC, NOT, WAIVED, F, P, W, latency, must, published, put, said, should

from conformance.compare.course import LETTERS, VERDICTS
from conformance.compare.drawing import CLASSES
from conformance.faces.cli import code_of
from conformance.model.terms import Outcome, RunVerdict

SCHEMA = published("trend")

DAY = 86_400.0
NAME = "status.a"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder in which a requirement goes through outcomes, one a day."""
    monkeypatch.chdir(tmp_path)

    def make(*outcomes, **rest):
        for day, outcome in enumerate(outcomes):
            seen = said(must(NAME, outcome), must("status.b"), started=DAY * day, **rest)
            put(tmp_path / "reports" / f"{day:02}.json", seen)
        return tmp_path / "reports"

    return make


@pytest.fixture
def trend(capsys):
    """Tell the trend of a folder: exit code, stdout, stderr."""

    def run(*arguments):
        code = code_of(["trend", *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def found(trend, folder):
    found = json.loads(trend(folder, "--format", "json")[1])
    SCHEMA.validate(found)
    return found


def test_reports_come_in_the_order_of_time_with_what_broke_and_what_was_mended(folder, trend):
    reports = found(trend, folder(P, F, P))["reports"]

    assert [(each["started"][:10], each["verdict"], each["broke"], each["mended"]) for each in reports] == [
        ("1970-01-01", "conformant", [], []),
        ("1970-01-02", "non-conformant", [NAME], []),
        ("1970-01-03", "conformant", [], [NAME]),
    ]


def test_a_person_sees_a_table_a_strip_of_letters_and_the_latest_verdict_last(folder, trend):
    code, out, err = trend(folder(P, F, W, WAIVED, INC, NOT, P))

    assert (code, err) == (0, "")
    assert "1970-01-02 00:00 non-conformant" in out
    assert "\nstatus.a .Fwv?-.\n" in out
    assert "\nverdict  .F..??.\n" in out
    assert "1970-01-02 00:00 broke: status.a" in out
    assert out.splitlines()[-1] == "conformant: the latest of 7 reports, 1970-01-07T00:00:00.000Z"


def test_a_requirement_that_comes_back_to_an_earlier_verdict_is_flaky(folder, trend):
    assert found(trend, folder(P, F, F, P))["flaky"] == {NAME: ["pass", "fail", "pass"]}


@pytest.mark.parametrize("outcomes", [(P, P, P), (F, F, P), (P, F, F), (P, NOT, P), (F, INC, P)])
def test_one_way_and_what_the_target_has_no_part_in_are_not_flaky(folder, trend, outcomes):
    assert found(trend, folder(*outcomes))["flaky"] == {}


@pytest.mark.parametrize("other", [{"tool_version": "9"}, {"base_url": "https://other.example"}])
def test_what_flips_with_another_tool_or_target_is_not_flaky(folder, trend, other):
    place = folder(P, F)
    put(place / "02.json", said(must(NAME), must("status.b"), started=2 * DAY, **other))

    assert found(trend, place)["flaky"] == {}


def test_what_turned_is_told_against_the_report_before_on_the_same_target(folder, trend):
    place = folder(P, P)
    elsewhere = said(must(NAME, F), must("status.b"), started=DAY / 2, base_url="https://other.example")
    put(place / "deep" / "er" / "x.json", elsewhere)

    assert [each["broke"] for each in found(trend, place)["reports"]] == [[], [], []]


def test_the_port_of_a_server_on_this_machine_does_not_make_another_target(folder, trend):
    place = folder(P, base_url="http://127.0.0.1:9000/api")
    put(place / "01.json", said(must(NAME, F), started=DAY, base_url="http://127.0.0.1:9001/api"))

    assert found(trend, place)["reports"][1]["broke"] == [NAME]


def test_other_files_are_passed_over_and_counted_and_shards_are_left_out(folder, trend):
    place = folder(P)
    (place / "package.json").write_text("{}")
    (place / "broken.json").write_text("{")
    put(place / "part.json", said(must(NAME), narrowing=("shard 1 of 3",)))

    _, out, _ = trend(place)

    assert "2 other JSON files passed over" in out
    assert "1 report of single shards left out" in out
    assert "the latest of 1 report," in out


def test_the_latency_of_the_deletion_is_told(folder, trend):
    place = folder(P)
    put(place / "01.json", said(must(NAME), started=DAY), latency=latency(40, 0.1234, 0.2))

    _, out, _ = trend(place)

    assert re.search(r"1970-01-02 00:00 conformant .* 123 ms", out)


def test_only_what_differs_has_a_column_of_its_own(folder, trend):
    place = folder(P)
    put(place / "01.json", said(must(NAME), started=DAY, tool_version="9.9.9"))

    _, out, _ = trend(place)

    assert out.splitlines()[0].split()[-1] == "tool"
    assert "all with document 2.0.0 8d3e0000, target https://srm.lab.example/api/rest/srm/v2" in out


@pytest.mark.parametrize("columns", ["40", "80"])
def test_strips_fit_a_narrow_terminal(folder, trend, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)

    _, out, _ = trend(folder(*([P, F] * 60)))

    assert max(len(line) for line in out.splitlines() if line.startswith(("verdict", "status"))) <= int(columns)


@pytest.mark.parametrize(("make", "said_of_it"), [(False, "is no folder"), (True, "there is no JSON report")])
def test_a_folder_without_reports_ends_with_two(tmp_path, trend, make, said_of_it):
    if make:
        (tmp_path / "x").mkdir()

    code, out, err = trend(tmp_path / "x")

    assert (code, out) == (2, "")
    assert said_of_it in err


def test_a_folder_of_shards_alone_leads_to_merge(tmp_path, trend):
    put(tmp_path / "part.json", said(must(NAME), narrowing=("shard 1 of 3",)))

    assert "merge" in trend(tmp_path)[2]


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.names = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}


def hostile(name):
    return said(replace(must("status.a", F), id=name), started=0.0, tool_version="<script>alert(1)</script>\x1b[2J")


def test_the_drawing_is_inert_whatever_a_report_holds(tmp_path, trend):
    put(tmp_path / "r" / "a.json", hostile('x"><script>alert(1)</script>\x00\x1b\u202e'))
    put(tmp_path / "r" / "b.json", said(must(NAME), started=DAY))

    code, out, _ = trend(tmp_path / "r", "--html", tmp_path / "t.html", "--svg", tmp_path / "t.svg")

    page, picture = (tmp_path / "t.html").read_text(), (tmp_path / "t.svg").read_text()
    seen = _Page()
    seen.feed(page)
    assert code == 0
    assert not {"script", "img", "link", "iframe", "a", "foreignobject"} & seen.tags
    assert not any(name.startswith("on") or name in {"href", "src"} for name in seen.names)
    assert "default-src 'none'" in page
    assert fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own text
    assert all(re.sub(r"\n", "", text).isprintable() for text in (page, picture, out))


def test_the_drawing_has_a_cell_for_each_verdict_with_a_letter_and_words(folder, trend, tmp_path):
    trend(folder(P, F, NOT), "--svg", tmp_path / "t.svg")

    root = fromstring((tmp_path / "t.svg").read_text())  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    told = [each.findtext(f"{space}title") for each in root.iter(f"{space}rect")]
    assert [each for each in told if each and each.startswith(f"{NAME}: ")] == [
        f"{NAME}: pass",
        f"{NAME}: fail",
        f"{NAME}: not-tested",
    ]
    letters = [each.text for each in root.iter(f"{space}text") if each.get("class") == "mark"]
    assert letters == [".", "F", "?", ".", "F", "-"]


def test_the_page_holds_the_table_too(folder, trend, tmp_path):
    trend(folder(P, F), "--html", tmp_path / "t.html")

    page = (tmp_path / "t.html").read_text()
    assert "<td>1970-01-02 00:00</td><td>non-conformant</td>" in page
    assert "<title>non-conformant: the latest of 2 reports</title>" in page


def test_every_outcome_has_a_letter_and_a_colour_and_every_verdict_a_letter():
    assert set(LETTERS) == set(CLASSES) == {*Outcome, None}
    assert set(VERDICTS) == set(RunVerdict)


def test_a_warning_is_no_failure_in_the_strip(folder, trend, tmp_path):
    put(tmp_path / "w" / "0.json", said(should("http.x", W)))

    assert found(trend, tmp_path / "w")["requirements"] == {"http.x": ["warn"]}
