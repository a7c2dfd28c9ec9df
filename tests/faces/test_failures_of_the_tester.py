"""A defect of the tester is told without a word that might be a secret, also where a traceback was asked for."""

from __future__ import annotations

import pytest

from conformance.faces.cli import code_of
from conformance.faces.saying import where_it_happened

SECRET = "marker-hunter2"


def failing():
    try:
        return {}[SECRET]
    except KeyError as cause:
        raise ExceptionGroup(SECRET, [ValueError(SECRET), TypeError(SECRET)]) from cause


@pytest.fixture
def broken(monkeypatch):
    """The first command that a defect might hit."""
    monkeypatch.setattr("conformance.faces.catalogue.load", lambda _: failing())
    monkeypatch.delenv("SRM_CONFORMANCE_TRACEBACK", raising=False)
    return monkeypatch


def test_it_ends_with_4_and_says_that_it_says_nothing_about_the_target(broken, capsys):
    assert code_of(["requirements"]) == 4

    out, err = capsys.readouterr()
    assert (out, SECRET in err, "Traceback" in err) == ("", False, False)
    assert "the tester itself failed: ValueError" in err
    assert "says nothing about the target" in " ".join(err.split())


def test_a_traceback_shows_every_place_and_no_word(broken, capsys):
    broken.setenv("SRM_CONFORMANCE_TRACEBACK", "1")

    assert code_of(["requirements"]) == 4

    err = capsys.readouterr().err
    assert SECRET not in err
    assert all(f"{name} (its words are withheld" in err for name in ("ExceptionGroup", "ValueError", "KeyError"))
    assert "in failing" in err


def test_errors_in_a_circle_are_told_once_each():
    one, other = ValueError(SECRET), KeyError(SECRET)
    one.__context__, other.__context__ = other, one

    told = where_it_happened(one)

    assert (told.count("ValueError"), told.count("KeyError")) == (1, 1)
