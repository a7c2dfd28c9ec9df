"""Recordings made by hand, as short as a test wants them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from made import OTHER, PAIRING

from conformance.model.terms import Outcome
from conformance.run import judge_recording

BASE = "https://srm.example/api/rest/srm/v2"
BEGIN = datetime(2026, 11, 2, 8, tzinfo=UTC)
SESSION, ANOTHER = "2f0c1d5e-7a7b-4f39-9a55-30b1c4d8e6f2", "9b7e4c11-0d2a-4a3f-8f61-5c2d7e9a1b30"
JSON = {"content-type": "application/json"}
FINAL, BY_ID, NO_SESSION = "lifecycle.an-end-is-final", "effect.gone-by-id", "authentication.no-session"
__all__ = ["ANOTHER", "BASE", "OTHER", "PAIRING", "SESSION"]


def entry(  # noqa: PLR0913 - what a test says of an entry stands at its call
    method, path, status, body=None, *, at=0.0, took=0.02, session=SESSION, sent=None, headers=None, **more
):
    """An entry; at: seconds since the beginning of the recording."""
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    named = ({"x-dr-session": session} if session is not None else {}) | (sent or {})
    given = JSON if text and headers is None else headers or {}
    return {
        "startedDateTime": (BEGIN + timedelta(seconds=at)).isoformat(),
        "time": took * 1000,
        "request": {"method": method, "url": path if "://" in path else BASE + path, "headers": pairs(named)},
        "response": {
            "status": status,
            "statusText": "",
            "headers": pairs(given),
            "content": {"size": len(text.encode()), "mimeType": "", "text": text},
        },
        "cache": {},
        "timings": {},
    } | more


def pairs(headers):
    return [{"name": name, "value": value} for name, value in headers.items()]


def task(status, name="task-1", **more):
    return {"id": name, "status": status} | more


def delete(status=202, body=None, *, pairing=PAIRING, **more):
    return entry("DELETE", f"/pairings/{pairing}", status, task("QUEUED") if body is None else body, **more)


def poll(status, *, at, name="task-1", code=200, **more):
    fields = {each: more.pop(each) for each in ("progress", "error", "result") if each in more}
    return entry("GET", f"/tasks/{name}", code, task(status, name, **fields) if code == 200 else None, at=at, **more)


def look(status, *, at, pairing=PAIRING, **more):
    return entry(
        "GET", f"/pairings/{pairing}", status, {"pairing_id": pairing} if status == 200 else None, at=at, **more
    )


def listing(*pairings, at, **more):
    return entry("GET", "/pairings", 200, {"list": [{"pairing_id": each} for each in pairings]}, at=at, **more)


def succeeded(*, at=0.0, **more):
    """A deletion that was seen to succeed, one second after it was sent."""
    return [delete(at=at, **more), poll("RUNNING", at=at + 0.5, **more), poll("SUCCESS", at=at + 1, **more)]


def har(*entries, **log):
    return {"log": {"version": "1.2", "creator": {"name": "test", "version": "0"}, "entries": list(entries)} | log}


def judged(folder, *entries, **options):
    """The result of judging a HAR with these entries."""
    path = folder / "traffic.har"
    path.write_text(json.dumps(har(*entries)))
    return judge_recording(path, out=folder / "out", **options)


def broken(result):
    return {each.id for each in result.having(Outcome.FAIL, Outcome.WARN)}


def outcome(result, name):
    return next(each.outcome for each in result.requirements if each.id == name)
