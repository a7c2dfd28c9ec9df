"""The page: what a result tells, put into templates; its styles and its script are allowed by their digests alone."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from shlex import quote
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from conformance.model.http import Exchange
from conformance.model.result import Result
from conformance.model.terms import Level, Outcome
from conformance.report.html.gathered import TASKS, Followed, gather
from conformance.report.html.latency import latency
from conformance.report.html.promises import promises
from conformance.report.html.requirements import Told, told
from conformance.report.html.scale import seconds_in_words
from conformance.report.html.timeline import timeline
from conformance.report.reproduce import without_user
from conformance.report.visible import one_line, rfc3339, visible
from conformance.report.wording import COLUMNS, by_area, claim, counted, gaps, headline

WORDS = {
    Outcome.FAIL: "fail",
    Outcome.WARN: "warn",
    Outcome.WAIVED: "waived",
    Outcome.INCONCLUSIVE: "inconclusive",
    Outcome.NOT_TESTED: "not tested",
    Outcome.PASS: "pass",
    Outcome.NOT_APPLICABLE: "not applicable",
}
"""The outcomes in the order of the page, in words."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many requirements have an outcome. x, width: of its part of the bar, in percent."""

    outcome: str
    word: str
    count: int
    x: float
    width: float


def render(result: Result) -> str:
    """Write the page of a result."""
    requirements = told(result)
    gathered = gather(result.recorded, _wanted(result))
    drawn = [timeline(each, _resting(each, requirements)) for each in gathered.tasks]
    times, promised = latency(gathered), promises(result)
    # Alarms have a place of their own, above everything else.
    verdict, _, why = headline(replace(result, alarms=())).partition(": ")
    return (
        _templates()
        .get_template("page.html")
        .render(
            result=result,
            verdict=verdict,
            why=why,
            claim=claim(result),
            tallies=_tallies(result),
            gaps=gaps(result),
            warnings=[each for each in result.warnings if each not in result.alarms],
            columns={area: tuple(zip(COLUMNS, counts, strict=True)) for area, counts in by_area(result).items()},
            anchors={row.judged.id: row.place for _, rows in requirements.areas for row in rows},
            contents=_contents(requirements, len(gaps(result)), len(drawn), promised.count),
            told=requirements,
            timelines=drawn,
            timelines_beyond=gathered.beyond,
            timelines_most=TASKS,
            latency=times,
            levers=[(each.lever, each.applied, each.error, rfc3339(each.at)) for each in gathered.levers],
            promises=promised,
            facts=_facts(result),
            took=seconds_in_words(result.seconds),
            began=rfc3339(result.started),
            judge_again=f"srm-conformance judge {quote(str(result.out))}",
        )
    )


def _contents(told: Told, gaps: int, tasks: int, promised: int) -> list[tuple[str, str, int | None]]:
    """Anchor, name and count of each part of the page."""
    listed: list[tuple[str, str, int | None]] = [
        ("broken", "What is broken", len(told.broken) + told.beyond),
        ("open", "Not judged", gaps),
        ("requirements", "All requirements", sum(len(rows) for _, rows in told.areas)),
        ("deletions", "Deletions", tasks),
        ("promises", "The document", promised),
        ("latency", "Latency", None),
        ("run", "The run", None),
        ("exchanges", "Exchanges", len(told.exchanges)),
    ]
    return [each for each in listed if each[2] != 0 or each[0] in ("broken", "requirements", "deletions", "promises")]


def _wanted(result: Result) -> frozenset[int]:
    """The exchanges that findings rest on."""
    found: tuple[Exchange, ...] = tuple(
        each for judged in result.requirements if judged.verdict.findings for each in judged.verdict.evidence
    )
    return frozenset(each.number for each in found)


def _resting(followed: Followed, told: Told) -> tuple[tuple[str, str], ...]:
    """Anchor and id of what is broken and rests on looks at this task."""
    numbers = {each.number for each in followed.exchanges()}
    return tuple(
        (each.anchor, each.judged.id)
        for each in told.broken
        if any(finding.exchange.number in numbers for finding in each.judged.verdict.findings)
    )[:6]


def _tallies(result: Result) -> list[Tally]:
    counts, total = result.summary(), max(1, len(result.requirements))
    tallies, at = [], 0
    for outcome, word in WORDS.items():
        count = counts[outcome]
        if count:
            tallies.append(Tally(outcome, word, count, round(100 * at / total, 2), round(100 * count / total, 2)))
        at += count
    return tallies


def _facts(result: Result) -> list[tuple[str, str]]:
    spec = result.spec
    return [
        ("Target", without_user(result.base_url)),
        ("Document", f"{spec.title} {spec.version} ({spec.source})"),
        ("SHA-256 of the document", spec.sha256),
        ("Operation", spec.operation),
        ("Begun", rfc3339(result.started)),
        ("Lasted", seconds_in_words(result.seconds)),
        ("Requests", f"{result.requests:,}"),
        ("Depth", result.depth),
        ("Seed", str(result.seed)),
        ("Fails on", f"a broken {result.fail_on.upper()}"),
        ("Profile", result.profile_source or "none"),
        ("Evidence", str(result.out) if result.out else "none was kept"),
        ("Tool", f"srm-conformance {result.tool_version}"),
    ]


@cache
def _templates() -> Environment:
    """Everything is escaped, and whatever does not print is shown as an escape, wherever it comes from."""
    environment = Environment(
        loader=PackageLoader("conformance.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_inert,
    )
    environment.filters |= {"short": one_line, "counted": counted}
    style, script = _asset("report.css"), _asset("report.js")
    environment.globals |= {
        "levels": list(Level),
        "words": {str(outcome): word for outcome, word in WORDS.items()},
        "style": style,
        "script": script,
        "style_digest": _digest(style),
        "script_digest": _digest(script),
    }
    return environment


def _inert(value: Any) -> Any:
    if isinstance(value, str) and not hasattr(value, "__html__"):  # markup of ours is escaped and visible already
        return visible(str(value), keep="\n")
    return value


@cache
def _asset(name: str) -> str:
    """A file of ours that goes into the page as it is."""
    return files("conformance.report.html").joinpath("templates", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
