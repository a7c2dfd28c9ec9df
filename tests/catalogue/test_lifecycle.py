"""The life of a task, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import OTHER, PAIRING, accepted, deleted, exchange, listing, poll, task

from conformance.model.http import Trouble
from conformance.model.observations import Afterwards, Attempt, Deletion, Race


def of(*looks, **rest):
    return Deletion(PAIRING, task(*looks, **rest))


def lost(status=404):
    return exchange(status, operation="getTaskInfo", method="GET")


USUAL = of(accepted(), poll("RUNNING"), poll("SUCCESS"))
REFUSED = of(exchange(404))
UNFOLLOWED = "unjudged: no task could be followed"
ENDS = "an end (SUCCESS, ERROR, CANCELLED)"


def located(location, identity="task-1"):
    return of(exchange(202, {"id": identity, "status": "QUEUED"}, headers=(("location", location),)))


def read_at(target, location, status=200):
    """A deletion below `/api` whose task was read at a target."""
    first = located(location).task.first
    first = replace(first, request=replace(first.request, target=f"/api{first.request.target}"))
    look = poll() if status == 200 else lost(status)
    return of(first, replace(look, request=replace(look.request, target=target)))


@pytest.mark.parametrize(
    ("name", "seen", "said"),
    [
        ("task-is-readable", USUAL, []),
        ("task-is-readable", of(accepted(), lost()), ["#2: 200 with the Task; got 404, after QUEUED"]),
        ("task-is-readable", of(accepted(), lost(500)), ["#2: 200 with the Task; got 500, after QUEUED"]),
        ("task-is-readable", of(accepted(), lost(202)), ["#2: 200 with the Task; got 202, after QUEUED"]),
        ("task-is-readable", of(accepted(), poll("RUNNING"), lost()), []),  # forgotten later on, perhaps after its end
        ("task-is-readable", of(accepted(), poll("RUNNING"), lost(410)), []),
        (
            "task-is-readable",
            of(accepted(), poll("RUNNING"), lost(), lost(), poll()),
            [f"#{place}: 200 with the Task; got 404, and the Task again later on" for place in (3, 4)],
        ),
        (
            "task-is-readable",
            of(accepted(), lost(), poll("RUNNING")),
            ["#2: 200 with the Task; got 404, between QUEUED and RUNNING"],
        ),
        (
            "task-is-readable",
            of(accepted(), poll("RUNNING"), lost(500)),
            ["#3: 200 with the Task; got 500, after RUNNING"],
        ),
        (
            "task-is-readable",
            of(accepted(), *[lost(500) for _ in range(60)], poll("RUNNING")),
            [f"#{each}: 200 with the Task; got 500, after QUEUED" for each in range(2, 12)]
            + [f"#{each}: 200 with the Task; got 500, between QUEUED and RUNNING" for each in range(12, 53)]
            + [f"#{each}: 200 with the Task; got 500" for each in range(53, 62)],
        ),  # a status is sought near by only
        ("task-is-readable", of(accepted("SUCCESS"), lost()), []),
        ("task-is-readable", of(accepted("SUCCESS"), lost(500)), ["#2: 200 with the Task; got 500, after SUCCESS"]),
        (
            "task-is-readable",
            of(accepted(), lost(429), lost()),
            [
                "unjudged, trouble: the target asked to wait (429) and went on doing so",
                "#3: 200 with the Task; got 404, after QUEUED",
            ],
        ),
        (
            "task-is-readable",
            of(accepted(), lost(None)),
            ["unjudged, trouble: no response (closed), and no proof that this request was the cause"],
        ),
        ("task-is-readable", REFUSED, [UNFOLLOWED]),
        ("task-is-readable", of(accepted(id=""), lost()), [UNFOLLOWED]),
        ("task-is-readable", of(accepted(id=5), lost()), [UNFOLLOWED]),
        (
            "task-is-readable",
            of(accepted(id="t" * 2001)),
            [f"{UNFOLLOWED}: its id is 2,001 characters long, and no more than 2,000 are asked for"],
        ),
        (
            "task-is-readable",
            of(accepted(id="\ud800")),
            [f"{UNFOLLOWED}: its id holds half a character (a lone surrogate), which no URL can carry"],
        ),
        (
            "task-is-readable",
            Attempt("server-down", PAIRING, exchange(202), task(accepted(), lost())),
            ["#3: 200 with the Task; got 404, after QUEUED"],
        ),
        ("task-is-readable", Attempt("server-down", PAIRING, exchange(404)), [UNFOLLOWED]),
        (
            "task-is-readable",
            Race("one-session", (PAIRING, PAIRING), (task(exchange(404)), task(accepted(), lost())), ()),
            ["#3: 200 with the Task; got 404, after QUEUED"],
        ),
        ("task-keeps-its-id", USUAL, []),
        ("task-keeps-its-id", of(accepted(), poll(id="another")), ["#2/id: the id 'task-1'; got 'another'"]),
        ("task-keeps-its-id", of(accepted(), poll(id=5)), ["#2/id: the id 'task-1'; got 5"]),
        ("task-keeps-its-id", of(accepted(), poll(id=None)), []),
        ("task-keeps-its-id", REFUSED, [UNFOLLOWED]),
        ("task-ends", USUAL, []),
        ("task-ends", of(accepted("ERROR")), []),
        ("task-ends", of(accepted(), poll("CANCELLED")), []),
        (
            "task-ends",
            of(accepted(), poll("RUNNING", at=1.0), patience=60),
            ["unjudged: the task was followed for 1.0 of 60.0 s only"],
        ),
        (
            "task-ends",
            of(accepted(), poll("RUNNING", at=60.0), patience=60),
            [f"#2/status: {ENDS} within 60 s; got RUNNING after 60.0 s"],
        ),
        (
            "task-ends",
            of(accepted(at=100.0), poll("RUNNING", at=161.0), patience=60),
            [f"#2/status: {ENDS} within 60 s; got RUNNING after 61.0 s"],
        ),
        (
            "task-ends",
            of(accepted(at=100.0), poll("RUNNING", at=159.0), patience=60),
            ["unjudged: the task was followed for 59.0 of 60.0 s only"],
        ),
        ("task-ends", of(accepted(), patience=0.5), ["unjudged: the task was followed for 0.0 of 0.5 s only"]),
        ("task-ends", of(accepted(), patience=0), [f"#1/status: {ENDS} within 0 s; got QUEUED after 0.0 s"]),
        (
            "task-ends",
            of(accepted(), poll(None, at=61.0), patience=60),
            [f"#2/status: {ENDS} within 60 s; got no status after 61.0 s"],
        ),
        ("task-ends", of(accepted(), lost()), ["unjudged: the task could not be followed to its end (404)"]),
        ("task-ends", REFUSED, [UNFOLLOWED]),
        (
            "task-ends",
            Race(
                "distinct",
                (PAIRING, PAIRING),
                (task(accepted("SUCCESS")), task(accepted(), poll("RUNNING", at=60.0))),
                (),
            ),
            [f"#3/status: {ENDS} within 60 s; got RUNNING after 60.0 s"],
        ),
        (
            "task-ends",
            Attempt("server-down", PAIRING, accepted(), task(accepted(), poll("RUNNING", at=61.0))),
            ["passed over"],
        ),
        ("moves-are-legal", USUAL, []),
        ("moves-are-legal", of(accepted("QUEUED"), poll("SUCCESS")), []),
        (
            "moves-are-legal",
            of(accepted("RUNNING"), poll("QUEUED")),
            ["#2/status: RUNNING or an end after RUNNING; got QUEUED"],
        ),
        ("moves-are-legal", of(accepted("QUEUED"), poll("QUEUED")), []),
        ("moves-are-legal", of(accepted("RUNNING"), poll("RUNNING"), poll("ERROR")), []),
        ("moves-are-legal", of(accepted("SUCCESS"), poll("QUEUED")), []),
        (
            "moves-are-legal",
            of(accepted("RUNNING"), lost(), poll("QUEUED")),
            ["#3/status: RUNNING or an end after RUNNING; got QUEUED"],
        ),
        ("moves-are-legal", REFUSED, [UNFOLLOWED]),
        ("an-end-is-final", of(accepted(), poll("SUCCESS"), later=(poll("SUCCESS"),)), []),
        (
            "an-end-is-final",
            of(accepted(), poll("SUCCESS"), later=(poll("RUNNING"),)),
            ["#3/status: SUCCESS for good; got RUNNING"],
        ),
        (
            "an-end-is-final",
            of(accepted(), poll("SUCCESS"), later=(poll("CANCELLED"),)),
            ["#3/status: SUCCESS for good; got CANCELLED"],
        ),
        (
            "an-end-is-final",
            Afterwards(PAIRING, task(accepted(), poll(), later=(poll("RUNNING"),)), ()),
            ["#3/status: SUCCESS for good; got RUNNING"],
        ),
        ("an-end-is-final", of(accepted(), poll("ERROR"), poll("SUCCESS")), ["#3/status: ERROR for good; got SUCCESS"]),
        ("an-end-is-final", of(accepted(), poll("SUCCESS"), poll("DONE")), []),  # the schema area judges that
        ("an-end-is-final", of(accepted("QUEUED"), poll("RUNNING")), []),
        ("an-end-is-final", REFUSED, [UNFOLLOWED]),
        ("task-outlives-its-end", of(accepted(), poll(), later=(poll(),)), []),
        ("task-outlives-its-end", of(accepted(), poll(), later=(lost(),)), ["#3: 200 with the ended Task; got 404"]),
        (
            "task-outlives-its-end",
            of(accepted(), poll(), later=(lost(), lost())),
            ["#3: 200 with the ended Task; got 404"],
        ),
        ("task-outlives-its-end", of(accepted(), poll(), later=(lost(None),)), ["unjudged: no response (closed)"]),
        (
            "task-outlives-its-end",
            of(accepted(), poll(), later=(lost(429),)),
            ["unjudged, trouble: the target asked to wait (429) and went on doing so"],
        ),
        (
            "task-outlives-its-end",
            of(accepted(), poll(), later=(poll(), lost())),
            [],
        ),  # later still it may be forgotten
        ("task-outlives-its-end", of(accepted(), poll("RUNNING"), lost()), ["#3: 200 with the ended Task; got 404"]),
        (
            "task-outlives-its-end",
            of(accepted(), poll("RUNNING"), lost(500), lost(410)),
            ["#4: 200 with the ended Task; got 410"],
        ),
        ("task-outlives-its-end", of(accepted(), lost(), lost()), ["unjudged: the task was not seen to end"]),
        ("task-outlives-its-end", of(accepted(), poll("RUNNING")), ["unjudged: the task was not seen to end"]),
        ("task-outlives-its-end", of(accepted()), ["unjudged: the task was not seen to end"]),
        (
            "task-is-readable",
            of(accepted(), replace(lost(None), trouble=Trouble.TIMEOUT, steady=True)),
            ["unjudged: a look at the task had no response (timeout): raise `request_timeout`"],
        ),
        ("location-leads-to-the-task", USUAL, []),
        ("location-leads-to-the-task", REFUSED, ["unjudged: the deletion was not accepted"]),
        (
            "location-leads-to-the-task",
            Race(
                "distinct", (), (USUAL.task, located("/api/tasks/task-2").task, located("/api/tasks/task-1").task), ()
            ),
            ["#4 Location: a Location that ends with the task's id 'task-1'; got /api/tasks/task-2"],
        ),
        ("location-leads-to-the-task", of(exchange(None)), ["unjudged: the deletion was not accepted"]),
        ("location-leads-to-the-task", of(exchange(200, {"id": "t"})), ["unjudged: the deletion was not accepted"]),
    ],
)
def test_the_life_of_a_task_is_judged(tells, name, seen, said):
    assert tells(f"lifecycle.{name}", seen) == said


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (located("/api/tasks/task-1"), []),
        (located("https://h/tasks/task-1?x=1"), []),
        (located("/tasks/Task%3A1", "Task:1"), []),
        (located("/tasks/another", None), []),
        (
            located("/tasks/another"),
            ["#1 Location: a Location that ends with the task's id 'task-1'; got /tasks/another"],
        ),
        (located("http://["), ["#1 Location: a Location that ends with the task's id 'task-1'; got http://["]),
        (read_at("/api/tasks/task-1", "/api/tasks/task-1/"), []),
        (read_at("/api/tasks/task-1?x", "http://inside/api/tasks/task%2D1#x"), []),
        (read_at("/api/tasks/task-1", "../tasks/task-1"), []),
        (read_at("/other/tasks/task-1", "/api/tasks/task-1", status=404), []),
        (
            read_at("/api/tasks/task-1", "/tasks/task-1"),
            ["#1 Location: a Location that leads to /api/tasks/task-1, where the task is; got /tasks/task-1"],
        ),
    ],
)
def test_a_location_names_the_task(tells, seen, said):
    assert tells("lifecycle.location-leads-to-the-task", seen) == said


def distinct(*tasks):
    return Race("distinct", ("pairing-a", "pairing-b"), tasks, ())


def named(name):
    return task(accepted(id=name), poll(id=name))


TWO_NEEDED = ["unjudged: fewer than two deletions were accepted with a task"]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (distinct(named("a"), named("b")), []),
        (distinct(named("a"), named("a")), ["#3/id: a task of its own for each pairing; got the task 'a' twice"]),
        (distinct(named("a"), task(exchange(404))), TWO_NEEDED),
        (distinct(task(exchange(404)), task(exchange(404))), TWO_NEEDED),
        (Race("one-session", (PAIRING, PAIRING), (named("a"), named("a")), ()), ["passed over"]),
    ],
)
def test_different_deletions_have_different_tasks(tells, seen, said):
    assert tells("lifecycle.tasks-are-distinct", seen) == said


def with_entity(entity, poll_entity=None, kind="distinct"):
    tasks = (task(accepted(entity=entity), poll(entity=poll_entity)), deleted())
    return Race(kind, (PAIRING, OTHER), tasks, ())


def other(place, entity):
    return [f"#{place}/entity: the pairing {PAIRING}, or no id of a pairing; got {entity}"]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (with_entity(None), []),
        (with_entity(f"Pairing:{PAIRING}:guid"), []),
        (with_entity(f"{PAIRING.upper()} of {OTHER}"), []),
        (with_entity("something else"), []),
        (with_entity(OTHER.upper()), other(1, OTHER.upper())),
        (with_entity(f"Pairing:{OTHER}:guid"), other(1, f"Pairing:{OTHER}:guid")),
        (with_entity(None, OTHER), other(2, OTHER)),
        (with_entity(OTHER, kind="one-session"), ["passed over"]),
    ],
)
def test_a_task_of_several_at_once_does_not_name_another_pairing(tells, seen, said):
    assert tells("lifecycle.entity-is-this-pairing", seen) == said


def alone(entity, *listed):
    return Deletion("7", task(accepted(entity=entity), poll()), before=listing(*listed))


@pytest.mark.parametrize(
    ("entity", "listed", "named"),
    [
        ("7", "7 21", False),
        ("21", "7 21", True),
        ("pairings/21", "7 21", False),
        (OTHER, f"7 {OTHER}", True),
        (f"pairings/{OTHER}", f"7 {OTHER}", True),
        (f"{OTHER}7", f"7 {OTHER}", False),
        (f"{OTHER}-7", f"7 {OTHER}", False),
        ("pairing-21", "7 21", False),
        ("pairing_21", "7 21", False),
        ("210", "7 21", False),
        ("7 with 21", "7 21", False),
        ("21", "7", False),
        ("21", "", False),
    ],
)
def test_a_task_does_not_name_another_pairing_of_the_list(tells, entity, listed, named):
    said = [f"#1/entity: the pairing 7, or no id of a pairing; got {entity}"] if named else []

    assert tells("lifecycle.entity-is-this-pairing", alone(entity, *listed.split())) == said
