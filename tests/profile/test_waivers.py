from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conformance.profile.problems import Problem, ProfileError
from conformance.profile.waivers import Waiver, load_waivers

KNOWN = ("lifecycle.an-end-is-final", "status.deletion-is-accepted")
WAIVER = """
[[waiver]]
id = "lifecycle.an-end-is-final"
reason = "known defect of build 123"
owner = "qa@vendor.example"
link = "https://tracker.example/4711"
until = 2027-03-31
"""


def _problems(folder: Path, text: str) -> tuple[Problem, ...]:
    (folder / "waivers.toml").write_text(text)
    with pytest.raises(ProfileError) as raised:
        load_waivers(folder / "waivers.toml", KNOWN)
    return raised.value.problems


def test_a_waiver_is_read(tmp_path: Path):
    (tmp_path / "w.toml").write_text(WAIVER)

    assert (
        Waiver(
            "lifecycle.an-end-is-final",
            "known defect of build 123",
            date(2027, 3, 31),
            "qa@vendor.example",
            "https://tracker.example/4711",
        ),
    ) == load_waivers(tmp_path / "w.toml", KNOWN)


def test_a_file_without_waivers_waives_nothing(tmp_path: Path):
    (tmp_path / "w.toml").write_text("# none at the moment\n")

    assert load_waivers(tmp_path / "w.toml", KNOWN) == ()


def test_a_waiver_holds_to_the_end_of_its_last_day():
    waiver = Waiver("x", "y", date(2027, 3, 31))

    assert waiver.holds_at(datetime(2027, 3, 31, 23, 59, 59, tzinfo=UTC).timestamp())
    assert not waiver.holds_at(datetime(2027, 4, 1, tzinfo=UTC).timestamp())


def test_an_unknown_requirement_names_the_nearest(tmp_path: Path):
    (problem,) = _problems(tmp_path, WAIVER.replace("final", "finl"))

    assert (problem.line, problem.key, problem.near) == (3, "waiver[0].id", "lifecycle.an-end-is-final")


def test_a_waiver_says_why_and_until_when(tmp_path: Path):
    found = _problems(tmp_path, f'{WAIVER}[[waiver]]\nid = "status.deletion-is-accepted"\nowner = "x"')

    assert [(each.key, each.what) for each in found] == [
        ("waiver[1].reason", "is missing"),
        ("waiver[1].until", "is missing"),
    ]


@pytest.mark.parametrize("until", ['"2027-03-31"', "2027-03-31T10:00:00Z", "20270331", "true"])
def test_the_last_day_is_a_date(tmp_path: Path, until: str):
    (problem,) = _problems(tmp_path, WAIVER.replace("2027-03-31", until))

    assert problem.key == "waiver[0].until"
    assert "a date without quotes is due" in problem.what


def test_two_waivers_of_one_requirement_are_refused(tmp_path: Path):
    (problem,) = _problems(tmp_path, WAIVER + WAIVER)

    assert (problem.key, problem.what, problem.line) == ("waiver[1].id", "stands twice", 10)


def test_a_key_that_no_waiver_has_names_the_nearest(tmp_path: Path):
    (problem,) = _problems(tmp_path, WAIVER.replace("owner", "ownr"))

    assert (problem.key, problem.near) == ("waiver[0].ownr", "owner")


def test_a_waiver_that_is_no_table_is_refused(tmp_path: Path):
    assert _problems(tmp_path, "waiver = [1]")[0].key == "waiver[0]"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(ProfileError, match="the waivers file cannot be read"):
        load_waivers(tmp_path / "none", KNOWN)
