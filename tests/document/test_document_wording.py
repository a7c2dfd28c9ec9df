from __future__ import annotations

import pytest

from conformance.document.wording import named, shown


@pytest.mark.parametrize(
    "value", ["x" * 500, ["x"] * 500, {"x" * 500: 1}, [[[[[[["deep"]]]]]]], {"a": {"b": {}}}, 10**300]
)
def test_what_is_shown_has_at_most_eighty_characters(value):
    assert len(shown(value)) <= 80
    assert len(named(value)) <= 80 + len("the integer ")


def test_what_no_file_or_terminal_can_hold_is_escaped():
    assert shown("\ud800\x1b") == "\\ud800\\x1b"
    assert named("\ud800") == 'the string "\\ud800"'
