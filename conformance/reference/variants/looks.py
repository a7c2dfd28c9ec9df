"""Answers that look different and say the same: members, headers, framing, languages."""

# ruff: noqa: ARG002, D102 - an override keeps the docstring and the arguments of what it overrides

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from conformance.reference.access import HEADER
from conformance.reference.answers import Body
from conformance.reference.behaviour import BASE, Behaviour
from conformance.reference.seeded import variant
from conformance.reference.site import Pairing, Site, Task
from conformance.reference.wire import Answer, Ask, Framing, Refusal, Reply


class AbsentOptionals(Behaviour):
    """A Task has its id and its status, and an error when it failed, nothing else."""

    def show(self, task: Task) -> Body:
        shown = super().show(task)
        kept = {name: shown[name] for name in ("id", "status")}
        return kept | ({"error": shown["error"]} if shown["error"] else {})


class TasksOfTheirSession(Behaviour):
    """A task can be read by its id in the sessions that it was given, and in no other."""

    def __init__(self, site: Site) -> None:
        super().__init__(site)
        self.given: set[tuple[str, str]] = set()
        self.asking = ""

    def delete_pairing(self, ask: Ask, raw: str) -> Reply:
        self.asking = ask.header(HEADER)
        return super().delete_pairing(ask, raw)

    def accept(self, task: Task) -> Reply:
        self.given.add((self.asking, task.id))
        return super().accept(task)

    def get_task(self, ask: Ask, raw: str) -> Answer:
        self.authenticate(ask)
        if (ask.header(HEADER), unquote(raw)) not in self.given:
            raise Refusal(self.not_found())
        return super().get_task(ask, raw)


class AbsentNulls(Behaviour):
    """What would be null is left out."""

    def show(self, task: Task) -> Body:
        return {name: value for name, value in super().show(task).items() if value is not None}


class NullsWhereAllowed(Behaviour):
    """Everything in a Task that may be null is null, but for the error of one that failed."""

    def show(self, task: Task) -> Body:
        names = ("entity", "entity_name", "result", "queued_time", "start_time", "complete_time")
        return super().show(task) | dict.fromkeys(names)


class ExtraMembers(Behaviour):
    """Tasks, pairings and errors have members that the document does not describe."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"x-build": 22785324, "cancelable": False, "subtasks": [], "user": None}

    def show_pairing(self, pairing: Pairing) -> Body:
        return super().show_pairing(pairing) | {"x-build": 22785324}

    def error_body(self, code: str, message: str) -> Body:
        return super().error_body(code, message) | {"timestamp": 1795487606141, "causes": []}


class ExtraHeaders(Behaviour):
    """Every answer has headers that the document does not name, one of them twice."""

    def finish(self, ask: Ask, answer: Answer) -> Answer:
        extra = (
            ("server", "envoy"),
            ("strict-transport-security", "max-age=31536000"),
            ("x-request-id", str(uuid4())),
            ("set-cookie", "route=a; Path=/"),
            ("set-cookie", "lang=en; Path=/"),
            ("cache-control", "no-store"),
        )
        return super().finish(ask, answer).having(*extra)


class CharsetParameter(Behaviour):
    """The media type is written another way, and names the charset."""

    def answer(self, status: int, body: Any) -> Answer:
        return super().answer(status, body).having(("content-type", "Application/JSON; charset=UTF-8"))


class PrettyPrinted(Behaviour):
    """JSON is indented, its members are in the order of the alphabet, and a line ends it."""

    def render(self, body: Any) -> bytes:
        return json.dumps(body, indent=2, sort_keys=True).encode() + b"\r\n"


class ChunkedBodies(Behaviour):
    """Bodies come in chunks, without a length."""

    def finish(self, ask: Ask, answer: Answer) -> Answer:
        return replace(super().finish(ask, answer), framing=Framing.CHUNKED)


class CloseDelimitedBodies(Behaviour):
    """Bodies end with the connection, as in HTTP/1.0."""

    def finish(self, ask: Ask, answer: Answer) -> Answer:
        return replace(super().finish(ask, answer), framing=Framing.CLOSE)


class ConnectionClose(Behaviour):
    """Every connection serves one request."""

    def finish(self, ask: Ask, answer: Answer) -> Answer:
        return super().finish(ask, answer).having(("connection", "close"))


class CompressedBodies(Behaviour):
    """Bodies are compressed for who accepts gzip."""

    def finish(self, ask: Ask, answer: Answer) -> Answer:
        done = super().finish(ask, answer)
        if "gzip" not in ask.header("accept-encoding") or not done.body:
            return done
        return replace(done, body=gzip.compress(done.body)).having(("content-encoding", "gzip"))


class MetaInTask(Behaviour):
    """The 202 carries a Task with `_meta`, as later releases may."""

    def accept(self, task: Task) -> Reply:
        return self.answer(202, self.show(task) | {"_meta": {"errors": []}})


class BulgarianMessages(Behaviour):
    """Texts for people are Bulgarian, in UTF-8."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"description": "Изтриване на сдвояване", "entity_name": "Пловдив"}

    def error_body(self, code: str, message: str) -> Body:
        return super().error_body(code, "Операцията не е разрешена.")  # noqa: RUF001 - it is Bulgarian


class JapaneseMessages(Behaviour):
    """Texts for people are Japanese, written with JSON escapes and with an emoji in between."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"description": "ペアリングの削除 🗑", "entity_name": "大阪"}

    def error_body(self, code: str, message: str) -> Body:
        return super().error_body(code, "この操作は許可されていません 🚫")

    def render(self, body: Any) -> bytes:
        return json.dumps(body).encode()


class EntityWithType(Behaviour):
    """The entity of a task is type, value and server in one."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"entity": f"DrPairing:{task.pairing.id}:52afcdd4-d2b4-4be4-bb1b-a090c24c870b"}


class EmptyResult(Behaviour):
    """The result is an empty object from the beginning."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"result": {}}


class ResultAtSuccess(Behaviour):
    """A task that succeeded has a result with members."""

    def show(self, task: Task) -> Body:
        result = {"pairing_id": task.pairing.id} if self.status(task) == "SUCCESS" else None
        return super().show(task) | {"result": result}


class EmptyError(Behaviour):
    """A task that did not fail has an error whose members are all null."""

    def task_error(self, task: Task) -> Any:
        return super().task_error(task) or {"message": None, "details": None}


class ErrorWithoutDetails(Behaviour):
    """The error of a task has a message and nothing else."""

    def task_error(self, task: Task) -> Any:
        error = super().task_error(task)
        return {"message": error["message"]} if error else None


class ErrorInDetailsOnly(Behaviour):
    """The error of a task has no message: its details say why."""

    def task_error(self, task: Task) -> Any:
        error = super().task_error(task)
        return error and {"message": None, "details": error["message"]}


class NoProgress(Behaviour):
    """Tasks do not tell their progress."""

    def show(self, task: Task) -> Body:
        return {name: value for name, value in super().show(task).items() if name != "progress"}


class ProgressInOneLeap(Behaviour):
    """Progress is 0 until the end."""

    def progress(self, task: Task) -> int:
        return 100 if super().progress(task) == 100 else 0  # noqa: PLR2004 - percent


class BigAnswers(Behaviour):
    """Every Task is accompanied by 200,000 characters of description."""

    def show(self, task: Task) -> Body:
        return super().show(task) | {"description": "a long story " * 16_000}


class LocationOn202(Behaviour):
    """The 202 carries a Location that leads to the task."""

    def accept(self, task: Task) -> Reply:
        return self.answer(202, self.show(task)).having(("location", "/".join(("", *BASE, "tasks", task.id))))


class RetryAfterOn202(Behaviour):
    """The 202 says when to look at the task again."""

    def accept(self, task: Task) -> Reply:
        return self.answer(202, self.show(task)).having(("retry-after", "1"))


class EmptyErrorBodies(Behaviour):
    """An error is an empty object: none of its members is required."""

    def error_body(self, code: str, message: str) -> Body:
        return {}


class ErrorsWithoutOpId(Behaviour):
    """An error has a code and a message only."""

    def error_body(self, code: str, message: str) -> Body:
        return {"error_code": code, "message": message}


LOOKS = (
    *map(
        variant,
        (
            AbsentOptionals,
            AbsentNulls,
            NullsWhereAllowed,
            ExtraMembers,
            TasksOfTheirSession,
            ExtraHeaders,
            CharsetParameter,
            PrettyPrinted,
            ChunkedBodies,
            CloseDelimitedBodies,
            ConnectionClose,
            CompressedBodies,
            MetaInTask,
            BulgarianMessages,
            JapaneseMessages,
            EntityWithType,
            EmptyResult,
            ResultAtSuccess,
            EmptyError,
            ErrorWithoutDetails,
            ErrorInDetailsOnly,
            NoProgress,
            ProgressInOneLeap,
            BigAnswers,
            LocationOn202,
            RetryAfterOn202,
            ErrorsWithoutOpId,
        ),
    ),
    variant(EmptyErrorBodies, "errors.say-something", "connectivity.not-authenticated-says-why"),
)
