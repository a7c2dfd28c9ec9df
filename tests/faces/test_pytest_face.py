"""The pytest face as a user meets it: one item per requirement, judged by one run."""

from __future__ import annotations

import pytest

from conformance.reference.serve import start

pytest_plugins = ["pytester"]


@pytest.fixture
def shown(pytester, monkeypatch):
    """Run pytest in an empty folder against a server; its summary and its outcome."""
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")

    def show(*arguments, profile, **servers):
        with start(**servers) as server:
            path = pytester.path / "profile.toml"
            path.write_text(profile(server.profile()), encoding="utf-8")
            return pytester.runpytest_subprocess("--srm-profile", str(path), "-p", "no:cacheprovider", *arguments)

    return show


def same(text):
    return text + "\n[run]\ndepth = 'quick'\n"


def test_a_right_server_has_an_item_for_each_requirement_and_none_fails(shown):
    result = shown(profile=same)

    counts = result.parseoutcomes()
    assert result.ret == 0
    assert counts["passed"] > 100
    assert "failed" not in counts


def test_a_broken_requirement_is_a_failed_item_without_a_traceback(shown):
    result = shown("-rA", profile=same, fault="unknown-is-400")

    assert result.ret == 1
    assert result.parseoutcomes()["failed"] == 1
    result.stdout.fnmatch_lines(["*status.unknown-pairing-is-not-found*"])
    assert "Traceback" not in result.stdout.str()


def test_what_could_not_be_judged_never_passes_and_the_session_is_not_green(shown):
    def without_viewer(text):
        head, _, rest = text.partition("[accounts.viewer]")
        return same(head + rest[rest.index("[accounts.remote]") :])

    result = shown(profile=without_viewer)

    assert result.ret != 0
    result.stdout.fnmatch_lines(["*accounts.viewer*"])


def test_without_the_option_pytest_is_as_ever(pytester):
    pytester.makepyfile("def test_it(): assert True")

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")

    assert result.parseoutcomes() == {"passed": 1}
