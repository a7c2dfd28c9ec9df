"""What recorded traffic shows: every server of the qualification is run against, and its traffic judged as a HAR.

`python -m benchmarks.passive variants` tells of false alarms, `faults` how many seeded faults are found.
"""

from __future__ import annotations

import base64
import json
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.model.events import Event, Exchanged
from conformance.model.http import Exchange, Headers
from conformance.model.result import Result
from conformance.model.terms import Depth, Outcome
from conformance.profile.load import loads
from conformance.reference.faults import FAULTS
from conformance.reference.serve import start
from conformance.reference.variants import VARIANTS
from conformance.run import judge_recording, judge_target


def har(events: Iterable[Event], base_url: str) -> dict[str, Any]:
    """The exchanges of a run as a HAR."""
    shown = [_entry(each.exchange, base_url) for each in events if isinstance(each, Exchanged)]
    return {"log": {"version": "1.2", "creator": {"name": "srm-conformance", "version": "0"}, "entries": shown}}


def _entry(exchange: Exchange, base_url: str) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    origin = "/".join(base_url.split("/")[:3])
    body = response.body if response else b""
    try:
        content: dict[str, Any] = {"text": body.decode()}
    except UnicodeDecodeError:
        content = {"text": base64.b64encode(body).decode(), "encoding": "base64"}
    return {
        "startedDateTime": datetime.fromtimestamp(exchange.at, UTC).isoformat(),
        "time": exchange.seconds * 1000,
        "request": {
            "method": request.method,
            "url": origin + request.target,
            "headers": _headers(request.headers),
            **({"postData": {"mimeType": "", "text": request.body.decode("latin-1")}} if request.body else {}),
        },
        "response": {
            "status": response.status if response else 0,
            "statusText": response.reason if response else "",
            "headers": _headers(response.headers if response else ()),
            "content": {"size": len(body), "mimeType": "", **content},
        },
        "cache": {},
        "timings": {},
    }


def _headers(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


PROBES = frozenset({"deletion", "unknown-pairing", "unauthenticated", "no-privilege", "not-authenticated"})
"""What production traffic may hold; odd requests are most of a run, and no traffic of production."""


def seen(folder: Path, *, fault: str | None = None, variant: str | None = None) -> tuple[set[str], set[str], str]:
    """What a run says is broken, what its traffic shows as a HAR, and the verdict on that."""
    with start(fault=fault, variant=variant) as server:
        only = [each.id for each in requirements(load("2.0.0"), Depth.QUICK) if PROBES & {*each.over}]
        only = [each for each in only if not each.startswith(("errors.no-", "robustness"))]
        chosen = {"depth": "quick", "seed": 1, "only": only, "out": str(folder / "run")}
        live = judge_target(loads(server.profile(), environ={}, overrides=chosen))
    path = folder / "traffic.har"
    path.write_text(json.dumps(har(live.recorded, live.base_url)))
    result = judge_recording(path, out=folder / "again", base_url=live.base_url)
    return _broken(live), _broken(result), result.verdict


def _broken(result: Result) -> set[str]:
    return {each.id for each in result.having(Outcome.FAIL, Outcome.WARN)}


def main(kind: str, first: int = 0) -> None:
    """Judge all of a kind and print a line for each, then the sum: what both find, what only the recording shows."""
    alarms = found = 0
    every = ["right", *VARIANTS] if kind == "variants" else [each for each, fault in FAULTS.items() if not fault.rare]
    for name in every[first:]:
        with tempfile.TemporaryDirectory() as folder:
            chosen = {} if name == "right" else {kind.removesuffix("s"): name}
            live, shown, verdict = seen(Path(folder), **chosen)
        due = FAULTS[name].trips if kind == "faults" else frozenset[str]()
        found, alarms = found + bool(shown & due), alarms + bool(shown - live - due)
        told = (",".join(sorted(each)) for each in (shown & due, shown - live - due))
        sys.stdout.write("\t".join((name, verdict, *told)) + "\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(every[first:])} {kind}: {found} found, {alarms} accused of what the run does not\n")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
