"""Advice on status codes, the Task and its life."""

from __future__ import annotations

from conformance.catalogue.advice.words import FORGET, HISTORY, SERIALISER, TYPED, Advice
from conformance.catalogue.example import accepted, answer, look, refused

_WHOLE = (
    accepted(progress=0, queued_time=1764000000000, entity="0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f"),
    look("SUCCESS", progress=100, queued_time=1764000000000, complete_time=1764000004000),
)
_TIME = "The clock's own unit or text (seconds, nanoseconds, an ISO date) is written in place of epoch milliseconds."
_IN_MS = "Write 64-bit milliseconds since 1970 in UTC, once, and keep them with the task."

TASKS = (
    Advice(
        "status.answers-are-documented",
        "A gateway or the framework answers in place of the application, with a code of its own (405, 422, 502).",
        "Map errors to the codes that the document lists before they leave the gateway.",
        (refused(404),),
        (refused(422),),
    ),
    Advice(
        "status.deletion-is-accepted",
        "The handler does the work and answers 200 or 204 when done, or misses a state that it wants first.",
        "Answer 202 with the Task as soon as the work is queued.",
        _WHOLE,
        (answer(204),),
    ),
    Advice(
        "status.unknown-pairing-is-not-found",
        "The lookup's failure is taken for a bad request, or a deletion that finds nothing for a success.",
        "Answer 404 when the lookup finds no pairing.",
        (refused(404),),
        (accepted(),),
    ),
    Advice(
        "status.malformed-id-is-refused",
        "The id is parsed as a UUID and the parser's exception becomes a 500.",
        "Catch the parser's exception; answer 400 or 404.",
        (refused(400),),
        (refused(500),),
    ),
    Advice(
        "status.journeys-are-accepted-when-due",
        HISTORY,
        FORGET,
        "Refused before the remote login, the same deletion after it: 202, and the Task ends in SUCCESS.",
        "Refused before the remote login, the same deletion after it: 409, since the refusal left a lock.",
    ),
    Advice(
        "schema.task-media-type",
        "The framework's default (text/plain, application/octet-stream) goes out with a body built by hand.",
        "Set Content-Type to what the document declares, on the 202 and on every look at the task.",
        _WHOLE,
        (answer(202, {"id": "t1", "status": "QUEUED"}, headers=(("Content-Type", "text/plain"),)),),
    ),
    Advice(
        "schema.task-body",
        "The JSON is put together as text, or the body is empty, or cut where a buffer ends.",
        "Let a JSON library write the whole object, in UTF-8, and send its length.",
        _WHOLE,
        (answer(202, b'{"id": "t1", '),),
    ),
    Advice(
        "schema.task-names-are-unique",
        "Two layers each add the same member, such as `status`.",
        "Build one object and write it once.",
        _WHOLE,
        (answer(202, b'{"id": "t1", "status": "QUEUED", "status": "QUEUED"}'),),
    ),
    Advice(
        "schema.task-charset",
        "The container adds its default charset, such as ISO-8859-1, to every Content-Type.",
        "Send `application/json` without charset, or with utf-8.",
        _WHOLE,
        (answer(202, {"id": "t1"}, headers=(("Content-Type", "application/json; charset=iso-8859-1"),)),),
    ),
    Advice(
        "schema.task-status-is-listed",
        "An internal state (PENDING, DONE), or the right word in another case, goes out as it is.",
        "Map every internal state to one of the listed values in one place.",
        _WHOLE,
        (accepted(status="DONE"),),
    ),
    *(
        Advice(f"schema.task-{name}", SERIALISER, TYPED, _WHOLE, (accepted(**{member: wrong}),))
        for name, member, wrong in (
            ("id", "id", 17),
            ("description", "description", ["Delete pairing"]),
            ("description-id", "description_id", 4711),
            ("entity", "entity", {"id": "p1"}),
            ("entity-name", "entity_name", False),
            ("status", "status", None),
            ("error", "error", "it failed"),
        )
    ),
    Advice(
        "schema.task-result",
        "A `result` of another shape than the document has is written, such as null, or a text in place of an object.",
        "Leave the member out where there is no result.",
        _WHOLE,
        "A `result` whose type is not the one that the document gives.",
    ),
    Advice(
        "schema.task-progress",
        'Progress is a fraction, a text such as "40%", or counts beyond its range.',
        "Write a whole number within the range of the document.",
        _WHOLE,
        (accepted(progress="40%"),),
    ),
    *(
        Advice(f"schema.task-{name}", _TIME, _IN_MS, _WHOLE, (accepted(**{name.replace("-", "_"): "soon"}),))
        for name in ("queued-time", "start-time", "complete-time")
    ),
    Advice("schema.task-*", SERIALISER, TYPED, _WHOLE, "The member with a value of another type."),
    Advice(
        "lifecycle.task-is-readable",
        "The 202 goes out before the task is stored where other nodes read it, or a look collides with a change.",
        "Store the task first, then answer; let a look read a copy of the last state.",
        _WHOLE,
        (accepted(), answer(404, to="GET its task")),
    ),
    Advice(
        "lifecycle.task-keeps-its-id",
        "The look answers with an inner job's id in place of the task's.",
        "Give one id out and use it everywhere.",
        _WHOLE,
        (accepted(), look("RUNNING", id="t2")),
    ),
    Advice(
        "lifecycle.task-ends",
        "The worker died, or waits for the remote site without a limit; nobody marks the task.",
        "Give the work a limit of time and let the task end in ERROR when it is over, after a restart too.",
        _WHOLE,
        "RUNNING at every look until `task_timeout` is over.",
    ),
    Advice(
        "lifecycle.moves-are-legal",
        "The task is queued anew for a retry, or two nodes show it from two stores.",
        "Keep RUNNING over retries; read the status where it is written.",
        _WHOLE,
        (accepted(), look("RUNNING"), look("QUEUED"), look("SUCCESS")),
    ),
    Advice(
        "lifecycle.an-end-is-final",
        "A late message of a worker overwrites the end, or a cache shows an older state.",
        "Refuse every change of a task that has ended.",
        (accepted(), look("SUCCESS"), look("SUCCESS")),
        (accepted(), look("SUCCESS"), look("RUNNING")),
    ),
    Advice(
        "lifecycle.success-carries-no-error",
        "An error of a first try is kept when the second succeeds.",
        "Clear `error` when the task succeeds.",
        _WHOLE,
        (accepted(), look("SUCCESS", error={"message": "first try failed"})),
    ),
    Advice(
        "lifecycle.result-only-with-success",
        "The result is prepared in advance and shown before, or in spite of, the end.",
        "Add `result` in the step that sets SUCCESS.",
        _WHOLE,
        (accepted(), look("ERROR", result={"deleted": True})),
    ),
    Advice(
        "lifecycle.error-waits-for-the-end",
        "Warnings of a running task are shown as its error.",
        "Keep `error` for the end.",
        _WHOLE,
        (accepted(), look("RUNNING", error={"message": "retrying"}), look("SUCCESS")),
    ),
    Advice(
        "lifecycle.error-says-something",
        "The exception has no message, or is dropped on the way to the task.",
        "Fill `error` with a message or an error code whenever a task ends in ERROR.",
        (accepted(), look("ERROR", error={"message": "The remote site did not answer."})),
        (accepted(), look("ERROR")),
    ),
    Advice(
        "lifecycle.tasks-are-distinct",
        "Task ids come from a clock or a counter that two requests read at once.",
        "Draw ids that cannot meet (UUID, sequence).",
        "Three deletions, three ids.",
        "Two deletions of different pairings, both answered with the task `t1`.",
    ),
    Advice(
        "lifecycle.entity-is-this-pairing",
        "Shared state between requests: the entity of the one that came last.",
        "Keep what belongs to a request with its task.",
        "The task of pairing A names A, the task of pairing B names B.",
        "The task of pairing A names B.",
    ),
    Advice(
        "lifecycle.progress-does-not-fall",
        "Progress starts anew with each phase or retry.",
        "Show the whole way's progress, and never less than was shown.",
        _WHOLE,
        (accepted(), look("RUNNING", progress=60), look("RUNNING", progress=20), look("SUCCESS")),
    ),
    Advice(
        "lifecycle.progress-is-full-at-success",
        "The last step sets the status and not the progress.",
        "Set both in one step.",
        _WHOLE,
        (accepted(), look("SUCCESS", progress=99)),
    ),
    Advice(
        "lifecycle.times-are-epoch-milliseconds",
        _TIME,
        _IN_MS,
        _WHOLE,
        (accepted(queued_time=1764000000),),
    ),
    Advice(
        "lifecycle.times-are-ordered",
        "The times come from the clocks of different machines, or are set when the task is read.",
        "Take all three from one clock at the moment of the change.",
        _WHOLE,
        (accepted(), look("RUNNING", queued_time=1764000005000, start_time=1764000000000)),
    ),
    Advice(
        "lifecycle.no-complete-time-before-the-end",
        "An estimate is shown as `complete_time`.",
        "Leave the member out until the task has ended.",
        _WHOLE,
        (accepted(), look("RUNNING", complete_time=1764000009000), look("SUCCESS")),
    ),
    Advice(
        "lifecycle.took-no-longer-than-watched",
        "An estimate, a time limit or another time zone is written where the end belongs.",
        "Write the moment of the end, by the clock and in the zone of `queued_time`.",
        _WHOLE,
        (accepted(), look("SUCCESS", queued_time=1764000000000, complete_time=1764003600000)),
    ),
    Advice(
        "lifecycle.times-do-not-change",
        "The time of the look is written in place of the time of the change.",
        "Store each time once.",
        _WHOLE,
        (accepted(queued_time=1764000000000), look("RUNNING", queued_time=1764000001000)),
    ),
    Advice(
        "lifecycle.task-outlives-its-end",
        "Tasks are dropped as soon as they end, or after the first look at the end.",
        "Keep ended tasks for a while; clients look late.",
        "SUCCESS, and SUCCESS again at the next look.",
        "SUCCESS, and 404 at the next look.",
    ),
    Advice(
        "lifecycle.location-leads-to-the-task",
        "Location is made from the request's path, or names the host behind the gateway.",
        "Send the URL of getTaskInfo for this task, or no Location at all.",
        (answer(202, {"id": "t1", "status": "QUEUED"}, headers=(("Location", "/api/rest/srm/v2/tasks/t1"),)),),
        (answer(202, {"id": "t1", "status": "QUEUED"}, headers=(("Location", "/api/rest/srm/v2/tasks/other"),)),),
    ),
)
