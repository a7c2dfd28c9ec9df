"""Reports as files: which formats there are, who may read them, and that none is ever half written."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from made_results import broken, judged, result

from conformance.faces import choices
from conformance.model.errors import UserError
from conformance.report import FORMATS, check, write


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_is_its_owners_alone(form: str, tmp_path: Path) -> None:
    path = tmp_path / "report"
    write(form, broken(), path)
    files = list(path.iterdir()) if path.is_dir() else [path]
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


def test_a_report_takes_the_place_of_an_older_one_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("old")
    write("json", result(judged()), path)
    assert json.loads(path.read_text())["verdict"] == "conformant"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write("junit", broken(), tmp_path / "a" / "b" / "report.xml")
    assert (tmp_path / "a" / "b" / "report.xml").read_text().startswith("<?xml")


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write("json", result(judged()), path)
    assert os.read(reader, 1) == b"{"
    os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)


@pytest.mark.parametrize("call", [check, lambda form, path: write(form, broken(), path)])
def test_an_unknown_format_names_the_nearest(call: object, tmp_path: Path) -> None:
    assert callable(call)
    with pytest.raises(UserError) as caught:
        call("jason", tmp_path / "x")
    assert (caught.value.message, caught.value.hint) == (
        "`jason` is no format of a report",
        "did you mean `json`?",
    )


def test_a_format_like_no_other_lists_them_all(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        check("qqq", tmp_path / "x")
    assert caught.value.hint == "there are json, junit, markdown, html, sarif, har, allure, hurl, arazzo"


def test_the_help_and_the_readme_name_every_format() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert {each.split(" ")[0] for each in choices.FORMATS.split(", ")} == set(FORMATS)
    assert {form for form in FORMATS if f"\n| `{form}` | " not in readme} == set()


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"):
        check("json", tmp_path)


def test_a_path_through_a_file_is_found_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        check("json", tmp_path / "file" / "report.json")


def test_a_path_that_can_be_written_is_let_through(tmp_path: Path) -> None:
    check("json", tmp_path / "new" / "report.json")
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_by_the_system_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        write("json", broken(), tmp_path / "file" / "report.json")
