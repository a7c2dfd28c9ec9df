"""A right server behind a network that loses one answer is never blamed: what was asked for may have been done."""

from __future__ import annotations

import pytest
from places import accepted, raw, whole
from relay import Case, hostile
from runner import judged


def only(number: int):
    """The n-th 202 of a deletion."""
    seen = {"": 0}

    def where(real):
        seen[""] += accepted(real)
        # the relay asks twice for each answer: once to count, once to choose
        return accepted(real) and seen[""] in (2 * number - 1, 2 * number)

    return where


@pytest.mark.parametrize("number", [1, 2])
def test_one_lost_answer_to_a_deletion_that_is_carried_out_blames_nobody(number, tmp_path):
    case = Case(f"loses-202-number-{number}", only(number), raw(whole(100) + b'{"id"'), "", "")
    with hostile(case) as relay:
        found = judged(relay.profile(), str(tmp_path))

    assert found["verdict"] == "conformant", found["said"]
