"""Results made by hand for the tests of the reports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance.model.http import Exchange, Headers, Request, Response
from conformance.model.result import Judged, PairingUse, Result, SpecUsed
from conformance.model.terms import Area, Clause, Finding, Level, Outcome, RunVerdict, Verdict

PAIRING = "0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f"
SESSION = ("x-dr-session", "[session admin main]")
USUAL: Headers = (
    ("Host", "srm.lab.example"),
    ("User-Agent", "srm-conformance/0.1.0"),
    ("Accept", "application/json"),
    ("Accept-Encoding", "identity"),
)
BASE = "https://srm.lab.example/api/rest/srm/v2"


def exchange(
    target: str = f"/api/rest/srm/v2/pairings/{PAIRING}",
    *more: tuple[str, str],
    method: str = "DELETE",
    headers: Headers | None = None,
    body: bytes = b"",
    status: int | None = 202,
    answer: bytes = b'{"id": "task-1", "status": "QUEUED"}',
    **rest: Any,
) -> Exchange:
    """An exchange of a deletion in a live session."""
    request = Request(method, target, headers if headers is not None else (*USUAL, SESSION, *more), body)
    response = None if status is None else Response(status, (("Content-Type", "application/json"),), answer)
    chosen = {"number": 212, "operation": "deletePairing", "at": 1764000000.5, "seconds": 0.012, "account": "admin"}
    return Exchange(request=request, response=response, **(chosen | rest))


def judged(  # noqa: PLR0913 - each has a default, a test names what it is about
    name: str = "status.deletion-is-accepted",
    outcome: Outcome = Outcome.PASS,
    message: str = "Held on all 3 judged.",
    *findings: Finding,
    level: Level = Level.MUST,
    mandatory: bool = True,
    clause: Clause | None = None,
    title: str = "A deletion that nothing speaks against is accepted with 202.",
    evidence: tuple[Exchange, ...] = (),
) -> Judged:
    """A requirement with its verdict."""
    verdict = Verdict(name, outcome, message, 3, findings, evidence or tuple(each.exchange for each in findings))
    cited = clause or Clause(
        "SRM REST API 2.0.0", "/paths/~1pairings~1{pairing_id}/delete/responses/202", "Delete pairing task."
    )
    return Judged(name, title, level, Area(name.partition(".")[0]), cited, "", verdict, mandatory)


def result(*requirements: Judged, verdict: RunVerdict = RunVerdict.CONFORMANT, **rest: Any) -> Result:
    """A run on a lab."""
    spec = SpecUsed(
        "VMware Site Recovery Manager REST API Gateway", "2.0.0", "2.0.0", "8d3e" + "0" * 60, "deletePairing"
    )
    made = Result(
        "0.1.0", spec, BASE, 42, "standard", 1764000000.0, 4.21, verdict, requirements, session_header="x-dr-session"
    )
    return replace(made, **rest)


def broken(**rest: Any) -> Result:
    """Two failures, a warning, and what a missing account leaves open."""
    again = exchange(
        "/api/rest/srm/v2/tasks/task-1",
        method="GET",
        operation="getTaskInfo",
        status=200,
        answer=b'{"id": "task-1", "status": "RUNNING", "progress": 40}',
        number=231,
    )
    trailing = exchange(f"/api/rest/srm/v2/pairings/{PAIRING}%00%41", ("X-Odd", "it's $HOME\x1b[31m"), odd=True)
    lacking = "the profile has no `[accounts.viewer]`"
    return result(
        judged(),
        judged(
            "lifecycle.an-end-is-final",
            Outcome.FAIL,
            "Expected SUCCESS to stay; got RUNNING at /status (2 more like it).",
            Finding("a status that stays SUCCESS", "RUNNING, 1.2 s after SUCCESS", again, "/status"),
            Finding("a status that stays SUCCESS", "QUEUED", again, "/status"),
            title="A task that has ended does not change its status again.",
            clause=Clause(
                "SRM REST API 2.0.0",
                "/components/schemas/Task/properties/status",
                "Status of the task: one of QUEUED, RUNNING, SUCCESS, ERROR, CANCELLED.",
            ),
        ),
        judged(
            "effect.near-doubly-encoded",
            Outcome.FAIL,
            "Expected the pairing to stay; got deleted.",
            Finding("404, and the pairing still there", "202, and the pairing was gone", trailing),
            title="An id that is percent-encoded twice names no pairing.",
            clause=Clause("RFC 3986", "#section-2.4", "Implementations do not decode the same string more than once."),
        ),
        judged(
            "http.allow-on-405",
            Outcome.WARN,
            "Expected an Allow header; got none.",
            Finding("an `Allow` header beside 405", "none", exchange(method="PATCH", status=405, answer=b"")),
            level=Level.SHOULD,
            mandatory=False,
            title="405 names the methods that are allowed.",
            clause=Clause("RFC 9110", "#section-15.5.6", "405 comes with an Allow header."),
        ),
        judged("permission.no-privilege", Outcome.NOT_TESTED, lacking, title="Without the privilege: 403."),
        judged("permission.refused-means-not-done", Outcome.NOT_TESTED, lacking, title="What is refused is not done."),
        judged(
            "robustness.no-server-error",
            Outcome.NOT_TESTED,
            "left out by --skip",
            mandatory=False,
            title="No odd request is answered with 500.",
        ),
        judged("http.head-does-not-delete", Outcome.WAIVED, "Expected 405; got 202. Waived: build 123 (until 2027)."),
        **(
            {
                "verdict": RunVerdict.NON_CONFORMANT,
                "without": ("connectivity",),
                "narrowing": ("without robustness", "depth standard"),
                "requests": 412,
                "pairings": (
                    PairingUse(PAIRING, ("refused deletions", "near misses"), spent=True, wrongly=True, by=212),
                    PairingUse("6a1f0c9e-2d44-4b1b-8a77-0c5d9e3f7b21", ("the deletion",), spent=True, by=229),
                ),
                "warnings": ("TLS certificates were not verified (`verify_tls = false`): who answered is not proven.",),
                "out": Path("srm-conformance-runs/20251124T160000Z-9f3a"),
            }
            | rest
        ),
    )
