"""Evidence made by hand: exchanges, tasks and looks, as short as a test wants them."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from conformance.model.http import Exchange, Headers, Request, Response, Trouble
from conformance.model.observations import Look, Task
from conformance.model.steps import Call, EvidenceMissing, Step, Steps

PAIRING = "0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f"
OTHER = "6a1f0c9e-2d44-4b1b-8a77-0c5d9e3f7b21"
JSON: Headers = (("Content-Type", "application/json"),)
_numbers = count(1)


def exchange(
    status: int | None,
    body: Any = b"",
    *,
    operation: str = "deletePairing",
    method: str = "DELETE",
    target: str = f"/pairings/{PAIRING}",
    headers: Headers | None = None,
    **rest: Any,
) -> Exchange:
    """An exchange; a body that is no bytes is sent as JSON. status None: no response came."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    shown = headers if headers is not None else (JSON if raw else ())
    response = None if status is None else Response(status, shown, raw)
    trouble = Trouble.CLOSED if status is None else None
    return Exchange(next(_numbers), operation, Request(method, target), response, trouble=trouble, **rest)


def task_body(status: str | None = "SUCCESS", **more: Any) -> dict[str, Any]:
    """A Task as the document describes it."""
    return {"id": "task-1", "status": status} | more


def accepted(status: str = "QUEUED", *, at: float = 0.0, **more: Any) -> Exchange:
    """A 202 with a Task."""
    return exchange(202, task_body(status, **more), at=at)


def poll(status: str | None = "SUCCESS", *, at: float = 0.0, **more: Any) -> Exchange:
    """A look at a task."""
    return exchange(200, task_body(status, **more), operation="getTaskInfo", method="GET", at=at)


def task(*looks: Exchange, later: tuple[Exchange, ...] = (), patience: float = 60.0) -> Task:
    """A task from its 202 and its polls."""
    return Task(looks[0], tuple(looks[1:]), later, patience)


def deleted() -> Task:
    """A task that went the usual way."""
    return task(accepted(), poll("RUNNING"), poll("SUCCESS"))


def listing(*pairings: str) -> tuple[Exchange, ...]:
    """The list of pairings, in one page."""
    body = {"list": [{"pairing_id": each} for each in pairings]}
    return (exchange(200, body, operation="getPairings", method="GET", target="/pairings"),)


def there(pairing: str = PAIRING) -> Look:
    """A look that finds the pairing."""
    return Look(pairing, exchange(200, {"pairing_id": pairing}, operation="getPairing", method="GET"), listing(pairing))


def gone(pairing: str = PAIRING) -> Look:
    """A look that does not."""
    return Look(pairing, exchange(404, operation="getPairing", method="GET"), listing(OTHER))


UNANSWERED = "unjudged, trouble: no response (closed), and no proof that this request was the cause"
"""What is said of `exchange(None)`."""
ASKED_TO_WAIT = "unjudged, trouble: the target asked to wait (429) and went on doing so"
"""What is said of `exchange(429)`."""


def played(steps: Steps, answer: Callable[[Call], Any]) -> list[Step]:
    """The steps, where each call is answered by a function."""
    return answered(steps, lambda step: answer(step) if isinstance(step, Call) else None)


def answered(steps: Steps, answer: Callable[[Step], Any]) -> list[Step]:
    """The steps, where each is answered by a function, or is let fail with what it gives."""
    found: list[Step] = []
    came: Any = None
    while True:
        try:
            step = steps.throw(came) if isinstance(came, EvidenceMissing) else steps.send(came)
        except StopIteration:
            return found
        found.append(step)
        came = answer(step)
