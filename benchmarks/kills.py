"""Kill runs at random moments, go on with them until they are done, and see that nothing was lost.

`python -m benchmarks.kills --kills 200 --seed 1`. The reference server is a process of its own; a run is a child that
is killed (SIGKILL) at a random time or in a phase drawn at random, and gone on with by `--resume`, which is killed too,
until it comes to its end. Whatever deviates is told at once, and its folder is kept.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree as ET

import click

import conformance.faces.judging
import conformance.report.html  # noqa: F401
from benchmarks.moments import Sight, place, struck
from conformance.drive.journal import Entry, Supplied, read_journal
from conformance.faces.cli import code_of
from conformance.run import judge_evidence

FORK = multiprocessing.get_context("fork")
IN_ONE_RUN = 8
"""Kills after which a run is let come to its end."""
SLOWER = 10
"""Times by which tasks last longer than usual, so that a slow tester sees them run: a verdict must not hang on that."""
SERVER = f"""import sys, threading
from pathlib import Path
from conformance.reference.serve import start
with start(slower={SLOWER}) as server:
    Path(sys.argv[1]).write_text(server.profile())
    threading.Event().wait()
"""
WRONG = 2
"""The exit code of a command line that cannot be carried out."""
NOTHING_SENT = b"was cut off before it sent anything"
"""What a resumption says where the killed run had sent nothing yet."""
REPORTS = ("json", "junit", "markdown", "html", "sarif", "har", "hurl")
ENDINGS = {"html": "</html>", "markdown": "", "hurl": ""}
"""How a report ends that no parser reads here."""


@dataclass(slots=True)
class Tally:
    """What was seen. wrong: sentences, none if all is well."""

    kills: int = 0
    runs: int = 0
    by_place: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def deviates(self, said: str) -> None:
        """Note a deviation, and tell it at once."""
        self.wrong.append(said)
        click.echo(f"WRONG: {said}", err=True)


@dataclass(frozen=True, slots=True)
class Trial:
    """One run, as often as it is started. asked: the options that say what is judged."""

    folder: Path
    name: str
    lab: str
    asked: tuple[str, ...]

    @property
    def out(self) -> Path:
        """Where its evidence lies."""
        return self.folder / self.name

    @property
    def told(self) -> Path:
        """What it says on stderr, each time added."""
        return self.folder / f"{self.name}.stderr"

    @property
    def reports(self) -> Path:
        """Where its reports lie."""
        return self.folder / f"{self.name}-reports"


def state(lab: str) -> dict[str, Any]:
    """The truth about the server."""
    with urlopen(f"{lab}/state") as answer:  # noqa: S310 - loopback
        found: dict[str, Any] = json.load(answer)
    return found


def started(trial: Trial, *, resumed: bool) -> ForkProcess:
    """A run in a folder that holds `profile.toml`, or one gone on with, in a process of its own."""
    reports = (f"--report={form}={trial.reports / form}" for form in REPORTS)
    asked = ("run", "-p", "profile.toml", "--no-progress", *trial.asked, "--resume" if resumed else "--out", trial.name)
    child = FORK.Process(target=_run, args=(trial, [*asked, *reports]))
    child.start()
    return child


def _run(trial: Trial, arguments: list[str]) -> None:
    """What the process does: all that the command does, but for the loading of modules, which takes long."""
    for name in [name for name in os.environ if name.startswith("SRM_CONFORMANCE_")]:
        del os.environ[name]
    os.environ["XDG_STATE_HOME"] = str(trial.folder / "state")
    os.chdir(trial.folder)
    with trial.told.open("ab") as told, open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - it is no file
        os.dup2(nowhere.fileno(), 1)
        os.dup2(told.fileno(), 2)
    sys.exit(code_of(arguments))


def verdicts(out: Path) -> dict[str, str]:
    """Requirement -> verdict, from the evidence alone."""
    return {each.id: str(each.outcome) for each in judge_evidence(out / "evidence.jsonl").requirements}


def one(trial: Trial, random: Random, tally: Tally, most: int) -> None:
    """A run that is killed again and again until it ends. most: kills in all."""
    tally.runs += 1
    before, resumed, kills = set(state(trial.lab)["pairings"]), False, 0
    while True:
        shutil.rmtree(trial.reports, ignore_errors=True)
        sight = Sight.of(trial.out, trial.reports)
        child = started(trial, resumed=resumed)
        if tally.kills < most and kills < IN_ONE_RUN and struck(child, sight, random):
            tally.kills += 1
            kills += 1
            resumed = _note(trial, tally)
            continue
        child.join()
        code = child.exitcode
        if code == WRONG and NOTHING_SENT in trial.told.read_bytes()[-400:]:
            trial.out.rename(trial.folder / f"{trial.name}-nothing-{tally.kills}")
            resumed = False
            continue
        break
    if code != 0:
        tally.deviates(f"{trial.name}: exit code {code}")
    _see(trial, before, tally)


def _note(trial: Trial, tally: Tally) -> bool:
    """Read what a killed run left; whether there is a journal to go on with."""
    _see_reports(trial, tally)
    journal = trial.out / "journal.jsonl"
    if not journal.exists():
        tally.by_place["before its journal"] += 1
        return False
    try:
        entries = read_journal(journal)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        tally.deviates(f"{journal}: {error}")
        return True
    tally.by_place[place(entries, trial.out, trial.reports)] += 1
    return True


def _see_reports(trial: Trial, tally: Tally) -> None:
    """A report is there whole, or not at all."""
    for form in REPORTS:
        path = trial.reports / form
        try:
            whole = not path.exists() or _is_whole(form, path.read_text(encoding="utf-8"))
        except (ValueError, ET.ParseError):
            whole = False
        if not whole:
            tally.deviates(f"{path} is not whole")


def _is_whole(form: str, text: str) -> bool:
    """Whether a report has its end. Raises ValueError or ParseError where a parser misses it."""
    if form in ENDINGS:
        return text.rstrip().endswith(ENDINGS[form])
    return bool(ET.fromstring(text) if form == "junit" else json.loads(text))  # noqa: S314 - our own


def _see(trial: Trial, before: set[str], tally: Tally) -> None:
    """What must hold after a run: nothing is lost that it did not use up, no lever is applied."""
    now = state(trial.lab)
    used = set(judge_evidence(trial.out / "evidence.jsonl").deleted)
    entries: list[Entry] = read_journal(trial.out / "journal.jsonl")
    made = {each for entry in entries if isinstance(entry, Supplied) for each in entry.pairings}
    lost = (before | made) - set(now["pairings"]) - used
    if lost:
        tally.deviates(f"{trial.name}: lost {', '.join(sorted(lost))}")
    if now["remote_site"] != "up":
        tally.deviates(f"{trial.name}: the remote site is {now['remote_site']}")
    _see_reports(trial, tally)


@click.command()
@click.option("--kills", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--depth", "depths", multiple=True, default=("quick",), show_default=True, help="Taken in turn.")
@click.option("--only", multiple=True, help="As of `run`: areas or ids; the fewer, the sooner it is done.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where it all happens; default: a new one.")
def main(kills: int, seed: int, depths: tuple[str, ...], only: tuple[str, ...], folder: Path | None) -> None:
    """Kill runs so often, and say what was seen."""
    random, tally, began = Random(seed), Tally(), time.monotonic()  # noqa: S311 - repeatable, not secret
    folder = folder or Path(tempfile.mkdtemp(prefix="kills-"))
    folder.mkdir(parents=True, exist_ok=True)
    server, lab = _served(folder)
    try:
        narrowed = tuple(f"--only={each}" for each in only)
        asked = {each: ("--depth", each, "--seed", str(seed), *narrowed) for each in depths}
        right = {}
        for depth, options in asked.items():
            calm = Trial(folder, f"calm-{depth}", lab, options)
            one(calm, random, Tally(), 0)
            right[depth] = verdicts(calm.out)
        while tally.kills < kills:
            depth = depths[tally.runs % len(depths)]
            trial = Trial(folder, f"run-{tally.runs}", lab, asked[depth])
            one(trial, random, tally, kills)
            found = verdicts(trial.out)
            if differing := [f"{each} ({found[each]})" for each in right[depth] if right[depth][each] != found[each]]:
                tally.deviates(f"{trial.name}: another verdict on {', '.join(differing)}")
            click.echo(f"{tally.kills} kills in {tally.runs} runs; wrong: {len(tally.wrong)}", err=True)
    finally:
        server.terminate()
        server.wait()
    _tell(tally, time.monotonic() - began, folder)


def _tell(tally: Tally, seconds: float, folder: Path) -> None:
    for phase, count in tally.by_place.most_common():
        click.echo(f"{count:5} killed {phase}")
    click.echo(f"{tally.kills} kills in {tally.runs} runs, {seconds:.0f} s")
    click.echo(
        "\n".join(tally.wrong) or "nothing lost, no lever applied, every journal readable, every verdict the same"
    )
    if tally.wrong:
        click.echo(f"kept: {folder}")
        sys.exit(1)
    shutil.rmtree(folder)


def _served(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The reference server in a process of its own, and where its lab is; its profile lies in the folder."""
    path = folder / "profile.toml"
    server = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", SERVER, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
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
