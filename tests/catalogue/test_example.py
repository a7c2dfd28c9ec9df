"""Examples of answers, word for word."""

from __future__ import annotations

import pytest

from conformance.catalogue.example import (
    DELETE,
    PAIRING,
    TASK,
    Answer,
    accepted,
    answer,
    in_words,
    look,
    pairing,
    refused,
)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (answer(204), Answer("DELETE", 204)),
        (answer(404, b"no"), Answer("DELETE", 404, b"no")),
        (answer(400, {"a": 1}), Answer("DELETE", 400, b'{"a": 1}')),
        (answer(200, [], to="elsewhere", headers=(("A", "b"),)), Answer("elsewhere", 200, b"[]", (("A", "b"),))),
        (accepted(), Answer("DELETE", 202, b'{"id": "t1", "status": "QUEUED"}')),
        (accepted(status="DONE", mood=""), Answer("DELETE", 202, b'{"id": "t1", "status": "DONE", "mood": ""}')),
        (look("RUNNING"), Answer("GET its task", 200, b'{"id": "t1", "status": "RUNNING"}')),
        (look("ERROR", id=1), Answer("GET its task", 200, b'{"id": 1, "status": "ERROR"}')),
        (pairing(404), Answer("GET the pairing", 404)),
        (refused(403), Answer("DELETE", 403)),
        (refused(403, "no"), Answer("DELETE", 403, b'{"message": "no"}')),
    ],
)
def test_an_example_is_made_of_few_words(made, expected):
    assert made == expected


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("whatever comes", "whatever comes"),
        ((Answer("DELETE", None),), "DELETE: no answer"),
        ((Answer("DELETE", 204), pairing(200)), "DELETE: 204; GET the pairing: 200"),
        (
            (Answer("DELETE", 400, b"\xe4", (("A", "b"), ("C", ""))),),
            "DELETE: 400 A: b C:  \\xe4",
        ),
    ],
)
def test_an_example_is_told_in_one_line(example, said):
    assert in_words(example) == said


def test_an_answer_is_one_to_the_deletion_to_its_task_or_to_the_pairing():
    assert (DELETE, TASK, PAIRING) == ("DELETE", "GET its task", "GET the pairing")
