"""Kill runs at random moments, go on with them until they are done, and see that nothing was lost.

`python -m benchmarks.kills --kills 200 --seed 1`. The reference server is a process of its own; a run is a child that
is killed (SIGKILL) after a random time, and gone on with by `--resume`, which is killed too, until it comes to its end.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

import click

from conformance.drive.journal import read_journal
from conformance.run import judge_evidence

COMMAND = (sys.executable, "-c", "from conformance.faces.cli import main; main()")
IN_ONE_RUN = 8
"""Kills after which a run is let come to its end."""
NOTHING_SENT = 2
"""The exit code of a resumption where the killed run had sent nothing yet."""


@dataclass(slots=True)
class Tally:
    """What was seen. wrong: sentences, none if all is well."""

    kills: int = 0
    runs: int = 0
    by_place: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def state(lab: str) -> dict[str, Any]:
    """The truth about the server."""
    with urlopen(f"{lab}/state") as answer:  # noqa: S310 - loopback
        found: dict[str, Any] = json.load(answer)
    return found


def started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A run in a folder that holds `profile.toml`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SRM_CONFORMANCE_")}
    return subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "run", "-p", "profile.toml", "--no-progress", "--quiet", *arguments],
        cwd=folder,
        env=clean,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def verdicts(folder: Path) -> dict[str, str]:
    """Requirement -> verdict, from the evidence alone."""
    return {each.id: str(each.outcome) for each in judge_evidence(folder / "evidence.jsonl").requirements}


def one(folder: Path, lab: str, asked: list[str], random: Random, tally: Tally, most: int) -> str:
    """A run that is killed again and again until it ends; the name of its folder. Readable journals are seen to."""
    out = f"run-{tally.runs}"
    tally.runs += 1
    kept, resumed = set(state(lab)["pairings"]), False
    gentle = 0
    while True:
        child = started(folder, *asked, *(("--resume", out) if resumed else ("--out", out)))
        try:
            code = child.wait(random.uniform(1.0, 6.0) if tally.kills < most and gentle < IN_ONE_RUN else None)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            tally.kills += 1
            gentle += 1
            resumed = _note(folder / out, tally)
            continue
        if code == NOTHING_SENT and resumed:
            (folder / out).rename(folder / f"{out}-nothing-{tally.kills}")
            resumed = False
            continue
        break
    _see(folder / out, lab, kept, code, tally)
    return out


def _note(out: Path, tally: Tally) -> bool:
    """Read the journal of a killed run; whether there is one to go on with."""
    journal = out / "journal.jsonl"
    if not journal.exists():
        tally.by_place["before its journal"] = tally.by_place.get("before its journal", 0) + 1
        return False
    try:
        entries = read_journal(journal)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        tally.wrong.append(f"{journal}: {error}")
        return True
    last = entries[-1] if entries else None
    place = f"after {type(last).__name__.lower()} {getattr(last, 'what', '')}".strip() if last else "in its head"
    tally.by_place[place] = tally.by_place.get(place, 0) + 1
    return True


def _see(out: Path, lab: str, before: set[str], code: int, tally: Tally) -> None:
    """What must hold after a run: nothing is lost that it did not use up, no lever is applied."""
    now = state(lab)
    used = set(judge_evidence(out / "evidence.jsonl").deleted) if (out / "evidence.jsonl").exists() else set()
    lost = before - set(now["pairings"]) - used
    if lost:
        tally.wrong.append(f"{out.name}: lost {', '.join(sorted(lost))}")
    if now["remote_site"] != "up":
        tally.wrong.append(f"{out.name}: the remote site is {now['remote_site']}")
    if code != 0:
        tally.wrong.append(f"{out.name}: exit code {code}")


@click.command()
@click.option("--kills", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--depth", default="quick", show_default=True)
def main(kills: int, seed: int, depth: str) -> None:
    """Kill runs so often, and say what was seen."""
    random, tally, began = Random(seed), Tally(), time.monotonic()  # noqa: S311 - repeatable, not secret
    asked = ["--depth", depth, "--seed", str(seed)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        profile, lab = _served(folder)
        try:
            calm = one(folder, lab, asked, random, Tally(), 0)
            right = verdicts(folder / calm)
            (folder / calm).rename(folder / "calm")
            while tally.kills < kills:
                out = one(folder, lab, asked, random, tally, kills)
                found = verdicts(folder / out)
                differing = [each for each in right if right[each] != found[each]]
                if differing:
                    tally.wrong.append(f"{out}: another verdict on {', '.join(differing)}")
                click.echo(f"{tally.kills} kills in {tally.runs} runs; wrong: {tally.wrong or 0}", err=True)
        finally:
            profile.terminate()
            profile.wait()
    for place, count in sorted(tally.by_place.items(), key=lambda each: -each[1]):
        click.echo(f"{count:5} killed {place}")
    click.echo(f"{tally.kills} kills in {tally.runs} runs, {time.monotonic() - began:.0f} s")
    click.echo(
        "\n".join(tally.wrong) or "nothing lost, no lever applied, every journal readable, every verdict the same"
    )
    sys.exit(bool(tally.wrong))


def _served(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The reference server in a process of its own, and where its lab is; its profile lies in the folder."""
    path = folder / "profile.toml"
    server = subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "serve", "--profile", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not path.exists() or "poll_interval" not in path.read_text():
        time.sleep(0.05)
    text = (
        path.read_text().replace("request_timeout = 3.0", "request_timeout = 1.0").replace("most = 64", "most = 2000")
    )
    path.write_text(text)
    url = next(line.split('"')[1] for line in text.splitlines() if line.startswith("base_url"))
    return server, url.partition("/api/")[0] + "/_lab"


if __name__ == "__main__":
    main()
