"""Cases of what stands around a deletion: the list of tasks, a pairing by its id, the logout, supply and levers."""

from __future__ import annotations

import gzip
import json

from json_and_names import DEEP, EVIL
from places import MIB, OK, body, endless, logout, raw, remote, silence, status, whole
from relay import Case, Real

RIGHT, BROKEN, INCOMPLETE = "conformant", "non-conformant", "incomplete"
DOWN = ("connectivity.server-down",)
BOMB = gzip.compress(bytes(64 * MIB))


def task_list(real: Real) -> bool:
    """The list of tasks."""
    return (real.method, real.path) == ("GET", "/tasks")


def by_id(real: Real) -> bool:
    """A pairing by its id."""
    return real.method == "GET" and real.path.startswith("/pairings/")


def gone(real: Real) -> bool:
    """A pairing by its id, after it was deleted."""
    return by_id(real) and real.status == 404


def supply(real: Real) -> bool:
    """The answer of the supply."""
    return real.path == "/_lab/pairings"


def lever(real: Real) -> bool:
    """The answer to a move of the lever that takes the remote site down, or brings it up again."""
    return real.path == "/_lab/remote-site"


def away(real: Real) -> bytes:
    """To another origin."""
    return real.again(b"", ("Location", f"http://{real.address}/"), status=307)


def running(count: int, **more: str):
    """A list of so many tasks that go on and on, and none of which anybody here began."""
    tasks = [{"id": f"t-{number}", "status": "RUNNING", **more} for number in range(count)]
    return body(json.dumps({"list": tasks}).encode())


def named(*ids: object):
    """A supply that names these."""
    return body(json.dumps({"ids": ids}).encode())


TASKS = (
    Case("list-of-tasks-never-answered", task_list, silence, RIGHT, "", timeout=0.3),
    Case("list-of-tasks-without-end", task_list, endless(whole(1 << 40), b" " * MIB), RIGHT, "", heavy=True),
    Case("list-of-tasks-deep", task_list, body(b"[" * DEEP), RIGHT, ""),
    Case("list-of-tasks-that-is-no-list", task_list, body(b'{"list": {"status": "RUNNING"}}'), RIGHT, ""),
    Case(
        "list-of-tasks-of-numbers",
        task_list,
        body(b'{"list": [1, null, [], {"id": 1, "status": "RUNNING"}]}'),
        RIGHT,
        "",
    ),
    Case("list-of-20000-tasks-that-run", task_list, running(20_000), RIGHT, "", heavy=True),
    Case("list-of-tasks-with-evil-names", task_list, running(3, entity=EVIL, name=EVIL, status=EVIL), RIGHT, ""),
    Case(
        "list-of-tasks-with-evil-ids",
        task_list,
        body(
            json.dumps(
                {"list": [{"id": each, "status": "RUNNING"} for each in (EVIL, "../x", "x\r\nY: z", "")]}
            ).encode()
        ),
        RIGHT,
        "",
    ),
    Case("list-of-tasks-leads-to-another-host", task_list, away, RIGHT, ""),
)

BY_ID = (
    Case("pairing-never-answered", by_id, silence, RIGHT, "", timeout=0.3),
    Case("deleted-pairing-never-answered", gone, silence, RIGHT, "", timeout=0.3),
    Case("deleted-pairing-without-end", gone, endless(whole(1 << 40), b" " * MIB), RIGHT, "", heavy=True),
    Case(
        "deleted-pairing-of-evil-text",
        gone,
        lambda r: r.again(json.dumps({"message": EVIL}).encode(), status=404),
        RIGHT,
        "",
    ),
    Case("deleted-pairing-leads-to-another-host", gone, away, RIGHT, ""),
    Case(
        "deleted-pairing-is-a-bomb",
        gone,
        lambda r: r.again(BOMB, ("Content-Encoding", "gzip"), status=404),
        RIGHT,
        "",
        heavy=True,
    ),
)

LOGOUT = (
    Case("logout-without-end", logout, endless(OK + b"\r\n", b" " * MIB), RIGHT, "", heavy=True),
    Case("logout-that-leads-to-another-host", logout, away, RIGHT, ""),
    Case(
        "logout-of-evil-text",
        logout,
        lambda r: r.again(EVIL.encode(), ("X-Evil", "<script>]]>"), status=500),
        RIGHT,
        "",
    ),
    Case("logout-that-is-garbage", logout, raw(b"\x00\xff" * 500), RIGHT, ""),
)

REMOTE = (
    Case(
        "remote-login-of-evil-text",
        remote,
        lambda r: r.again(json.dumps({"message": EVIL}).encode(), status=403),
        INCOMPLETE,
        "403",
    ),
    Case("remote-login-leads-to-another-host", remote, away, INCOMPLETE, "307"),
    Case("remote-login-without-end", remote, endless(whole(1 << 40), b" " * MIB), INCOMPLETE, "too-large", heavy=True),
)

SUPPLY = (
    Case("supply-never-answers", supply, silence, INCOMPLETE, "was not answered", timeout=0.3, lab=True),
    Case(
        "supply-without-end", supply, endless(whole(1 << 40), b" " * MIB), INCOMPLETE, "too-large", lab=True, heavy=True
    ),
    Case("supply-that-leads-to-another-host", supply, away, INCOMPLETE, "307", lab=True),
    Case("supply-of-evil-text", supply, lambda r: r.again(EVIL.encode(), status=500), INCOMPLETE, "500", lab=True),
    Case("supply-that-is-deep", supply, body(b"[" * DEEP), INCOMPLETE, "its answer is no JSON", lab=True),
    Case("supply-of-no-ids", supply, named(1, None), INCOMPLETE, "no id or list of ids", lab=True),
    Case(
        "supply-of-what-is-not-there", supply, named("*", "..", "x/../y", EVIL), INCOMPLETE, "does not show", lab=True
    ),
    Case(
        "supply-that-is-a-bomb",
        supply,
        body(BOMB, ("Content-Encoding", "gzip")),
        INCOMPLETE,
        "too-large",
        lab=True,
        heavy=True,
    ),
)

LEVERS = (
    Case("lever-never-answers", lever, silence, INCOMPLETE, "could not be", timeout=0.3, lab=True, also=DOWN),
    Case(
        "lever-without-end",
        lever,
        endless(whole(1 << 40), b" " * MIB),
        INCOMPLETE,
        "could not be",
        lab=True,
        also=DOWN,
        heavy=True,
    ),
    Case("lever-that-leads-to-another-host", lever, away, INCOMPLETE, "could not be", lab=True, also=DOWN),
    Case(
        "lever-of-evil-text",
        lever,
        lambda r: r.again(EVIL.encode(), status=500),
        INCOMPLETE,
        "500",
        lab=True,
        also=DOWN,
    ),
    Case("lever-that-does-nothing", lever, status(204), RIGHT, "", lab=True, also=DOWN),
)

CASES = (*TASKS, *BY_ID, *LOGOUT, *REMOTE, *SUPPLY, *LEVERS)
