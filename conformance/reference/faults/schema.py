"""Tasks that are not as the document describes them."""

# ruff: noqa: D102 - an override keeps the docstring of what it overrides

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from conformance.model.terms import Level
from conformance.reference.answers import Body
from conformance.reference.behaviour import Behaviour
from conformance.reference.seeded import Fault, fault
from conformance.reference.site import Task
from conformance.reference.wire import Answer, Ask, Framing


class TaskAnswers(Behaviour):
    """Spoils the answers that carry a Task, and no others. when: the status that it is spoilt in; any."""

    when = ""

    def spoil(self, answer: Answer) -> Answer:
        """What becomes of such an answer."""
        return answer

    def finish(self, ask: Ask, answer: Answer) -> Answer:
        done = super().finish(ask, answer)
        return self.spoil(done) if b'"queued_time"' in done.body and self.when.encode() in done.body else done


class TaskAsText(TaskAnswers):
    """Sends a Task as text/plain."""

    def spoil(self, answer: Answer) -> Answer:
        return answer.having(("content-type", "text/plain"))


class TaskWithoutMediaType(TaskAnswers):
    """Sends a Task without Content-Type."""

    def spoil(self, answer: Answer) -> Answer:
        return answer.without("content-type")


class RunningTaskAsVendorType(TaskAnswers):
    """Sends a Task as application/vnd.task+json while it is RUNNING."""

    when = '"RUNNING"'

    def spoil(self, answer: Answer) -> Answer:
        return answer.having(("content-type", "application/vnd.task+json"))


class TruncatedTask(TaskAnswers):
    """Cuts the last character off a Task."""

    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, body=answer.body[:-1])


class TaskTwice(TaskAnswers):
    """Sends a Task two times in one body."""

    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, body=answer.body * 2)


class TaskWithByteOrderMark(TaskAnswers):
    """Puts a byte order mark before a Task."""

    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, body=b"\xef\xbb\xbf" + answer.body)


class TaskWithNan(TaskAnswers):
    """Sends a member that is NaN while the task runs."""

    when = '"RUNNING"'

    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, body=answer.body[:-1] + b',"x-rate":NaN}')


class TaskInLatin1(TaskAnswers):
    """Writes a Task in Latin-1."""

    def spoil(self, answer: Answer) -> Answer:
        return replace(
            answer, body=answer.body.replace(b"Delete pairing", "Supprimer la paire jumelée".encode("latin-1"))
        )


class TaskWithTrailingComma(TaskAnswers):
    """Puts a comma after the last member of a Task."""

    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, body=answer.body[:-1] + b",}")


class TaskInAList(TaskAnswers):
    """Sends a Task in an array while it is QUEUED."""

    when = '"QUEUED"'

    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, body=b"[" + answer.body + b"]")


class EmptyTask(TaskAnswers):
    """Sends no body where a Task is due."""

    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, body=b"")


class TaskWithNamesTwice(TaskAnswers):
    """Sends the status of a Task two times."""

    def spoil(self, answer: Answer) -> Answer:
        status = json.dumps(json.loads(answer.body).get("status")).encode()  # a list of Tasks has none
        return replace(answer, body=answer.body[:-1] + b',"status":' + status + b"}")


class TaskNamesAnotherCharset(TaskAnswers):
    """Names ISO-8859-1 as the charset of a Task."""

    def spoil(self, answer: Answer) -> Answer:
        return answer.having(("content-type", "application/json; charset=ISO-8859-1"))


class TaskBreaksOff(TaskAnswers):
    """Sends half of a Task, in chunks that end properly."""

    when = '"SUCCESS"'

    def spoil(self, answer: Answer) -> Answer:
        return replace(answer, body=answer.body[: len(answer.body) // 2], framing=Framing.CHUNKED)


def shows(
    name: str, says: str, *, when: str = "", without: str = "", level: Level = Level.MUST, **members: Any
) -> Fault:
    """A fault that shows these members of a Task wrongly, or leaves one out, in one status or in all."""

    class Shows(Behaviour):
        def show(self, task: Task) -> Body:
            shown = super().show(task)
            if when not in ("", shown["status"]) or task.operation != "deletePairing":
                return shown
            return {each: value for each, value in (shown | members).items() if each != without}

    property_name = (without or next(iter(members))).replace("_", "-")
    listed = "-is-listed" if property_name == "status" and isinstance(members.get("status"), str) else ""
    return Fault(name, says, Shows, frozenset({f"schema.task-{property_name}{listed}"}), level)


class PollIdIsNull(Behaviour):
    """Shows null as the id of a task that is asked for."""

    def get_task(self, ask: Ask, raw: str) -> Answer:
        answer = super().get_task(ask, raw)
        return self.answer(answer.status, json.loads(answer.body) | {"id": None})


class ErrorIsText(Behaviour):
    """Shows the error of a task as a string, empty where there is none."""

    def task_error(self, task: Task) -> Any:
        return (super().task_error(task) or {"message": ""})["message"]


class ErrorDetailsAreAList(Behaviour):
    """Shows an empty list as details in the error of a task that has none."""

    def task_error(self, task: Task) -> Any:
        return super().task_error(task) or {"message": None, "details": []}


class ProgressIsText(Behaviour):
    """Shows progress as a string."""

    def show(self, task: Task) -> Body:
        shown = super().show(task)
        return shown | {"progress": str(shown["progress"])}


class TimesAreText(Behaviour):
    """Shows times as ISO 8601 strings, as the first version of the API did."""

    def times(self, task: Task) -> Body:
        return {name: value and "2026-11-24T02:30:00.000Z" for name, value in super().times(task).items()}


class StartTimeHasAFraction(Behaviour):
    """Shows the start time with a fraction of a millisecond."""

    def times(self, task: Task) -> Body:
        times = super().times(task)
        return times | {"start_time": times["start_time"] and times["start_time"] + 0.5}


class CompleteTimeIsTooLarge(Behaviour):
    """Shows a complete time beyond 64 bits once the task has ended."""

    def times(self, task: Task) -> Body:
        times = super().times(task)
        return times | {"complete_time": times["complete_time"] and 2**63}


class ArchivedAfterAWhile(Behaviour):
    """Shows the status of a task as ARCHIVED half a second after its end."""

    def show(self, task: Task) -> Body:
        archived = self.site.time > task.ends + 0.5
        return super().show(task) | ({"status": "ARCHIVED"} if archived else {})


BODY = "schema.task-body"
MEDIA = "schema.task-media-type"
TIMES = ("schema.task-queued-time", "schema.task-start-time", "schema.task-complete-time")

SCHEMA = (
    fault(TaskAsText, MEDIA),
    fault(TaskWithoutMediaType, MEDIA),
    fault(RunningTaskAsVendorType, MEDIA),
    fault(TruncatedTask, BODY),
    fault(TaskTwice, BODY),
    fault(TaskWithByteOrderMark, BODY),
    fault(TaskWithNan, BODY),
    fault(TaskInLatin1, BODY),
    fault(TaskWithTrailingComma, BODY),
    fault(TaskInAList, BODY),
    fault(EmptyTask, BODY),
    fault(TaskBreaksOff, BODY),
    fault(TaskWithNamesTwice, "schema.task-names-are-unique", level=Level.SHOULD),
    fault(TaskNamesAnotherCharset, "schema.task-charset", level=Level.SHOULD),
    shows("id-is-a-number", "The id of a task is a number.", id=4711),
    shows("id-is-missing", "A task has no id.", without="id"),
    fault(PollIdIsNull, "schema.task-id"),
    shows("status-is-missing", "A running task has no status.", when="RUNNING", without="status"),
    shows("status-is-a-number", "The status of a running task is a number.", when="RUNNING", status=1),
    shows("status-is-unlisted", "The status of a running task is IN_PROGRESS.", when="RUNNING", status="IN_PROGRESS"),
    shows("status-in-lower-case", "The status of a running task is running.", when="RUNNING", status="running"),
    fault(ArchivedAfterAWhile, "schema.task-status-is-listed"),
    shows("status-is-empty", "The status of a queued task is empty.", when="QUEUED", status=""),
    shows("description-is-null", "The description of a task is null.", description=None),
    shows("description-is-an-object", "The description of a task is an object.", description={"en": "Delete pairing"}),
    shows(
        "description-id-is-null",
        "The description id of a task that succeeded is null.",
        when="SUCCESS",
        description_id=None,
    ),
    shows("description-id-is-a-number", "The description id of a task is a number.", description_id=12),
    shows("entity-is-an-object", "The entity of a task is an object.", entity={"type": "pairing"}),
    shows("entity-is-a-number", "The entity of a running task is a number.", when="RUNNING", entity=7),
    shows("entity-name-is-a-boolean", "The entity name of a task is false.", entity_name=False),
    shows("entity-name-is-a-list", "The entity name of a task is a list.", entity_name=["a", "b"]),
    fault(ErrorIsText, "schema.task-error"),
    fault(ErrorDetailsAreAList, "schema.task-error"),
    shows("error-is-a-list", "The error of a task that succeeded is an empty list.", when="SUCCESS", error=[]),
    shows("result-is-text", "The result of a task that succeeded is a string.", when="SUCCESS", result="deleted"),
    shows("result-is-a-list", "The result of a task is an empty list.", result=[]),
    shows("result-is-false", "The result of a queued task is false.", when="QUEUED", result=False),
    shows("progress-beyond-full", "The progress of a running task is 101.", when="RUNNING", progress=101),
    shows("progress-below-zero", "The progress of a queued task is -1.", when="QUEUED", progress=-1),
    shows("progress-is-null", "The progress of a queued task is null.", when="QUEUED", progress=None),
    shows("progress-has-a-fraction", "The progress of a running task is 33.3.", when="RUNNING", progress=33.3),
    shows("progress-is-true", "The progress of a task that succeeded is true.", when="SUCCESS", progress=True),
    fault(ProgressIsText, "schema.task-progress"),
    fault(TimesAreText, *TIMES),
    shows("queued-time-is-text", "The queued time of a task is a number in a string.", queued_time="1795487606141"),
    fault(StartTimeHasAFraction, "schema.task-start-time"),
    fault(CompleteTimeIsTooLarge, "schema.task-complete-time"),
    shows(
        "complete-time-is-empty",
        "The complete time of a running task is an empty string.",
        when="RUNNING",
        complete_time="",
    ),
)
