"""The lab beside the API: supplies pairings, moves what only an operator can move, tells the truth.

| request | does | answers |
| --- | --- | --- |
| `POST /_lab/pairings {"count": 2}` | makes pairings at once | `{"ids": [...]}` |
| `POST /_lab/remote-site {"state": "down"}` | takes the remote site down, or `up` | `{"state": "down"}` |
| `POST /_lab/expire-sessions` | lets every session run out | `{"expired": 3}` |
| `GET /_lab/state` | shows what there really is | pairings, tasks, requests, the remote site |

No fault and no variant reaches it.
"""

from __future__ import annotations

import json
from typing import Any

from conformance.reference.behaviour import Behaviour
from conformance.reference.wire import Answer, Ask

SEGMENT = "_lab"
MOST_AT_ONCE = 1000


def respond(behaviour: Behaviour, ask: Ask) -> Answer:
    """Answer a request to the lab."""
    behaviour.site.time = behaviour.site.clock()
    behaviour.settle()
    try:
        asked = json.loads(ask.body or b"{}")
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        return _answer(400, {"error": "the body is a JSON object"})
    match ask.method, ask.segments[1:]:
        case "POST", ("pairings",):
            return _supply(behaviour, asked.get("count", 1))
        case "POST", ("remote-site",):
            return _move_remote_site(behaviour, asked.get("state"))
        case "POST", ("expire-sessions",):
            behaviour.site.expire_sessions()
            return _answer(200, {"expired": len(behaviour.site.sessions)})
        case "GET", ("state",):
            return _answer(200, _state(behaviour))
        case _:
            return _answer(404, {"error": "POST pairings, remote-site, expire-sessions; GET state"})


def _answer(status: int, body: Any) -> Answer:
    return Answer(status, (("content-type", "application/json"),), json.dumps(body).encode())


def _supply(behaviour: Behaviour, count: Any) -> Answer:
    if type(count) is not int or not 1 <= count <= MOST_AT_ONCE:
        return _answer(400, {"error": f"count is a number from 1 to {MOST_AT_ONCE}"})
    return _answer(200, {"ids": [behaviour.site.add(behaviour.new_pairing_id()).id for _ in range(count)]})


def _move_remote_site(behaviour: Behaviour, state: Any) -> Answer:
    if state not in ("up", "down"):
        return _answer(400, {"error": "state is up or down"})
    behaviour.site.remote_is_up = state == "up"
    return _answer(200, {"state": state})


def _state(behaviour: Behaviour) -> dict[str, Any]:
    site = behaviour.site
    return {
        "pairings": list(site.pairings),
        "tasks": [
            {"id": task.id, "pairing": task.pairing.id, "status": behaviour.status(task)}
            for task in site.tasks.values()
        ],
        "sessions": sum(not each.over for each in site.sessions.values()),
        "requests": site.requests,
        "remote_site": "up" if site.remote_is_up else "down",
    }
