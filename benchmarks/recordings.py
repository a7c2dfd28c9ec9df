"""HARs of any size, as production traffic might look, and how long judging them takes, in how much memory.

`python -m benchmarks.recordings` judges 50,000 entries of each mix, each in a process of its own.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any
from uuid import UUID

import click

BASE = "https://srm.example.com/api/rest/srm/v2"
BEGIN = datetime(2026, 11, 2, 8, tzinfo=UTC)
JSON = [{"name": "content-type", "value": "application/json"}, {"name": "server", "value": "envoy"}]
POLLS = 7
"""Looks at the task of each deletion."""
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"


class Recorder:
    """Makes entries one after another, each a little later than the one before."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - repeatable, not secret
        self._now = BEGIN

    def id(self) -> str:
        """A fresh id."""
        return str(UUID(int=self._draw.getrandbits(128), version=4))

    def entry(self, method: str, url: str, status: int, body: Any = None, *, session: str = "") -> dict[str, Any]:
        """An entry as browsers write it."""
        took = self._draw.uniform(2, 40)
        began, self._now = self._now, self._now + timedelta(milliseconds=took + 5)
        text = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
        sent = [(":method", method), ("user-agent", AGENT), ("accept", "application/json"), ("x-dr-session", session)]
        return {
            "startedDateTime": began.isoformat(timespec="milliseconds"),
            "time": took,
            "request": {
                "method": method,
                "url": url,
                "httpVersion": "http/2.0",
                "headers": [{"name": name, "value": value} for name, value in sent if value],
                "queryString": [],
                "cookies": [],
                "headersSize": -1,
                "bodySize": 0,
            },
            "response": {
                "status": status,
                "statusText": "",
                "httpVersion": "http/2.0",
                "headers": JSON if text else [],
                "cookies": [],
                "content": {"size": len(text.encode()), "mimeType": "application/json", "text": text},
                "redirectURL": "",
                "headersSize": -1,
                "bodySize": -1,
            },
            "cache": {},
            "timings": {"send": 0.1, "wait": took - 0.2, "receive": 0.1},
        }

    def deletion(self, session: str, **fault: Any) -> Iterator[dict[str, Any]]:
        """A deletion, the looks at its task, and those at its pairing: POLLS + 3 entries. fault: changes the Task."""
        pairing, name = self.id(), self.id()
        queued = int(self._now.timestamp() * 1000)
        task: dict[str, Any] = {"id": name, "status": "QUEUED", "progress": 0, "queued_time": queued, "entity": pairing}
        yield self.entry("DELETE", f"{BASE}/pairings/{pairing}", 202, task, session=session)
        for place in range(POLLS - 1):
            task |= {"status": "RUNNING", "progress": 100 * place // POLLS, "start_time": queued + 5}
            yield self.entry("GET", f"{BASE}/tasks/{name}", 200, task, session=session)
        task |= {"status": "SUCCESS", "progress": 100, "complete_time": int(self._now.timestamp() * 1000)} | fault
        yield self.entry("GET", f"{BASE}/tasks/{name}", 200, task, session=session)
        yield self.entry("GET", f"{BASE}/pairings/{pairing}", 404, session=session)
        yield self.entry("GET", f"{BASE}/pairings", 200, {"list": [], "_meta": {"total": 0}}, session=session)

    def foreign(self) -> dict[str, Any]:
        """Something else that a browser loads."""
        kind = self._draw.choice(("app.js", "style.css", "telemetry", "image.png"))
        body = "x" * self._draw.randrange(200, 4000)
        return self.entry("GET", f"https://cdn.example.com/{kind}?v={self._draw.random()}", 200, body)


def histories(count: int, *, seed: int = 1, sessions: int = 20) -> Iterator[dict[str, Any]]:
    """All deletions with their tasks."""
    recorder = Recorder(seed)
    ids = cycle([recorder.id() for _ in range(sessions)])
    made = 0
    while made < count:
        for each in recorder.deletion(next(ids)):
            made += 1
            yield each


def foreign(count: int, *, seed: int = 1) -> Iterator[dict[str, Any]]:
    """One deletion with its looks in a hundred entries; the rest is other traffic."""
    recorder = Recorder(seed)
    session, made = recorder.id(), 0
    while made < count:
        own = list(recorder.deletion(session)) if made % 100 == 0 else [recorder.foreign()]
        made += len(own)
        yield from own


MIXES = {"histories": histories, "foreign": foreign}


def write(path: Path, entries: Iterator[dict[str, Any]]) -> Path:
    """Write a HAR, entry by entry."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"log": {"version": "1.2", "creator": {"name": "benchmark", "version": "1"}, "entries": [\n')
        for place, each in enumerate(entries):
            file.write((",\n" if place else "") + json.dumps(each))
        file.write("\n]}}\n")
    return path


JUDGE = """
import json, resource, sys, time
from pathlib import Path
from conformance.run import judge_recording
began = time.perf_counter()
result = judge_recording(Path(sys.argv[1]), out=Path(sys.argv[2]))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, result.verdict]))
"""
LOOPS = 5_000_000


def pace() -> float:
    """CPU seconds of a loop of five million additions: about 0.2 on a core of today that nobody else uses."""
    began, total = process_time(), 0
    for each in range(LOOPS):
        total += each
    return process_time() - began


@click.command()
@click.option("--count", default=50_000, show_default=True, help="Entries.")
@click.option("--mix", "chosen", type=click.Choice(list(MIXES)), multiple=True, default=list(MIXES))
def main(count: int, chosen: tuple[str, ...]) -> None:
    """Measure; nothing is asserted."""
    for name in chosen:
        with TemporaryDirectory(prefix="srm-bench-") as folder:
            path = write(Path(folder) / "traffic.har", MIXES[name](count))
            before = pace()
            argv = [sys.executable, "-c", JUDGE, str(path), str(Path(folder) / "out")]
            done = subprocess.run(argv, check=True, capture_output=True, text=True)  # noqa: S603 - of our own making
            wall, cpu, peak, verdict = json.loads(done.stdout)
            loop = (before + pace()) / 2
            size = path.stat().st_size / 1e6
            click.echo(
                f"{name}: {count:,} entries ({size:,.0f} MB) in {wall:.1f} s, {cpu:.1f} s of CPU, {peak} MB at most: "
                f"{verdict}; the loop took {loop:.2f} s of CPU meanwhile"
            )


if __name__ == "__main__":
    main()
