"""What was recalled last is in memory, within bounds; all else is had again."""

from __future__ import annotations

import pytest

from conformance.evidence.recall import KEPT, Recall
from conformance.model.http import Exchange, Request

FIRST, SECOND, THIRD = (Exchange(number, "deletePairing", Request("DELETE", "/"), None) for number in (1, 2, 3))
THIRD_OF_IT = KEPT // 3 + 1
"""Bytes of which two fit, and three do not."""


def recalling(*known: Exchange) -> tuple[Recall, list[int]]:
    """What recalls these, and the numbers of those that had to be had again."""
    again: list[int] = []

    def get(number: int) -> tuple[Exchange, int]:
        again.append(number)
        return {each.number: each for each in known}[number], THIRD_OF_IT

    return Recall(get), again


def test_what_was_kept_is_given_as_it_is() -> None:
    recall, again = recalling()
    recall.keep(FIRST, THIRD_OF_IT)

    assert recall.find(1) is FIRST
    assert again == []


def test_what_was_asked_for_longest_ago_is_had_again_where_all_would_be_too_much() -> None:
    recall, again = recalling(FIRST, SECOND, THIRD)
    for each in (1, 2, 1, 3, 1, 2):
        recall.find(each)

    assert again == [1, 2, 3, 2]


def test_what_is_kept_twice_counts_once() -> None:
    recall, again = recalling(FIRST)
    for each in (FIRST, SECOND, SECOND):
        recall.keep(each, THIRD_OF_IT)

    assert recall.find(1) is FIRST
    assert again == []


def test_one_alone_is_kept_however_large_it_is() -> None:
    recall, again = recalling()
    recall.keep(FIRST, 2 * KEPT)

    assert recall.find(1) is FIRST
    assert again == []


def test_a_number_that_stands_for_nothing_is_an_error() -> None:
    recall, _ = recalling(FIRST)

    with pytest.raises(LookupError):
        recall.find(2)
