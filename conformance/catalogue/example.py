"""Examples of answers: short enough to read, whole enough to be judged."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from conformance.model.http import Headers

DELETE, TASK, PAIRING = "DELETE", "GET its task", "GET the pairing"
"""What an answer of an example is an answer to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in an example. to: DELETE, TASK or PAIRING. status None: no answer came, however often it was asked."""

    to: str
    status: int | None
    body: bytes = b""
    headers: Headers = ()

    def in_words(self) -> str:
        """The answer in one line."""
        if self.status is None:
            return f"{self.to}: no answer"
        shown = [*(f"{name}: {value}" for name, value in self.headers), self.body.decode("utf-8", "backslashreplace")]
        return " ".join(filter(None, (f"{self.to}: {self.status}", *shown)))


Example = tuple[Answer, ...] | str
"""Answers one after another; or in words what no few answers show."""


def in_words(example: Example) -> str:
    """An example in one line."""
    return example if isinstance(example, str) else "; ".join(each.in_words() for each in example)


def answer(status: int | None, body: Any = None, *, to: str = DELETE, headers: Headers = ()) -> Answer:
    """An answer to the deletion; a body that is no bytes as JSON."""
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return Answer(to, status, raw, headers)


def accepted(**more: Any) -> Answer:
    """A 202 with a Task."""
    return answer(202, {"id": "t1", "status": "QUEUED"} | more)


def look(status: str, **more: Any) -> Answer:
    """A look at its task."""
    return answer(200, {"id": "t1", "status": status} | more, to=TASK)


def pairing(status: int) -> Answer:
    """A look at the pairing afterwards."""
    return answer(status, to=PAIRING)


def refused(status: int, message: str = "") -> Answer:
    """A refusal, with words where there are some."""
    return answer(status, {"message": message} if message else None)
