"""What probes leave to those after them, and a killed run to the one that goes on with it."""

from __future__ import annotations

import pytest
from made import accepted, deleted, exchange, gone, poll, task, there

from conformance.model.observations import Attempt, Deletion, Race
from conformance.plan.probe import Memory

FAILED = task(accepted(), poll("ERROR"))


@pytest.mark.parametrize(
    ("observation", "kept"),
    [
        (Deletion("p", deleted(), gone=(there("p"), gone("p"))), ["p"]),
        (Deletion("p", deleted(), gone=(gone("p"), there("p"))), []),
        (Deletion("p", FAILED, gone=(gone("p"),)), []),
        (Deletion("p", deleted()), []),
        (Race("one-session", ("p", "p"), (task(exchange(409)), deleted()), (gone("p"),)), ["p"]),
        (Race("distinct", ("p", "q", "r"), (deleted(), FAILED, deleted()), tuple(map(gone, "pqr"))), ["p", "r"]),
    ],
)
def test_what_was_seen_to_be_deleted_is_kept_to_be_looked_at_once_more(observation, kept):
    memory = Memory()

    memory.note(observation)

    assert list(memory.deleted) == kept


@pytest.mark.parametrize(("followed", "kept"), [(FAILED, [("p", FAILED)]), (deleted(), []), (None, [])])
def test_a_task_that_ended_in_error_is_kept_to_be_looked_at_once_more(followed, kept):
    memory = Memory()

    memory.note(Attempt("server-down", "p", accepted(), followed, after=there("p")))

    assert memory.failed == kept


def test_of_a_task_its_beginning_and_its_end_are_kept():
    memory = Memory()
    watched = task(accepted(), poll("RUNNING"), poll("ERROR"), poll("ERROR"))

    memory.note(Attempt("server-down", "p", accepted(), watched, after=there("p")))

    assert memory.failed == [("p", task(watched.first, watched.polls[1]))]
