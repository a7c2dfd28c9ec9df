"""One judgement serves all values that a schema cannot tell apart, and no others."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.document.kinds import Kinds
from conformance.document.load import load
from conformance.document.validate import problems
from conformance.model.http import Response

DOCUMENT = load("2.0.0")
OPERATION = DOCUMENT.operation("deletePairing")
POINTER = next(iter(OPERATION.answers["202"].media.values()))
NUMBERS = st.integers(-(2**65), 2**65) | st.sampled_from(
    [2**31, 2**31 - 1, -(2**31), 2**63, 2**63 - 1, -(2**63), 2**64]
)
VALUES = NUMBERS | st.text(max_size=4) | st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
TIMES = ("queued_time", "start_time", "complete_time")
TASKS = st.fixed_dictionaries(
    {"id": st.text(max_size=4), "status": st.sampled_from(["QUEUED", "SUCCESS", "DONE"])},
    optional=dict.fromkeys((*TIMES, "progress", "entity", "error", "result", "more"), VALUES),
)


def found(task):
    return problems(
        DOCUMENT, OPERATION, Response(202, (("Content-Type", "application/json"),), json.dumps(task).encode())
    )


@given(TASKS, TASKS)
@settings(deadline=None)
def test_tasks_of_one_kind_are_all_right_or_all_wrong(one, other):
    kinds = Kinds(DOCUMENT.raw, POINTER)
    mixed = other | one
    if kinds.of(one) is not None and kinds.of(one) == kinds.of(mixed):
        assert bool(found(one)) == bool(found(mixed))


def test_ids_and_times_are_free_and_what_has_bounds_is_not():
    kinds = Kinds(DOCUMENT.raw, POINTER)
    task = {"id": "a", "status": "QUEUED", "progress": 1, "queued_time": 1_720_000_000_000}

    assert kinds.of(task) == kinds.of(task | {"id": "b", "queued_time": 1_720_000_000_001})
    assert kinds.of(task) != kinds.of(task | {"progress": 2})
    assert kinds.of(task) != kinds.of(task | {"status": "RUNNING"})
    assert kinds.of(task) != kinds.of(task | {"queued_time": 2**64 + 2**65})
    assert kinds.of(task | {"error": {"message": "x"}}) is None


def test_a_wrong_task_is_judged_wrong_after_a_right_one_of_nearly_its_kind():
    right = {"id": "a", "status": "QUEUED", "progress": 100}

    assert found(right) == ()
    assert [each.path for each in found(right | {"progress": 101})] == [("progress",)]
    assert [each.path for each in found(right | {"queued_time": 2**63})] == [("queued_time",)]


def test_a_schema_that_looks_at_members_in_other_ways_leaves_none_free():
    raw = {"s": {"type": "object", "properties": {"id": {"type": "string"}}, "not": {}}}

    assert Kinds(raw, "#/s").of({"id": "a"}) is None
