"""What a doctor found, for people and for scripts."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from conformance.faces.planning import cost_in_words
from conformance.faces.saying import say_error
from conformance.report.console import Page
from conformance.report.wording import counted
from conformance.run.alarms import alarms_in
from conformance.run.doctor import Examination, State, examine
from conformance.run.interruption import Interruption

if TYPE_CHECKING:
    from conformance.model.events import Event
    from conformance.profile.settings import Profile

HEALTHY, ILL = 0, 3
"""Exit codes: 3 is that of a run which would be incomplete."""
WORDS = {State.WORKS: "works", State.FAILS: "FAILS", State.UNKNOWN: "unknown", State.NOTE: "note"}
IDS_SHOWN = 6


def print_examination(profile: Profile, form: str) -> int:
    """Try everything in a profile and print what was found, as `table` or `json`; the exit code. Raises UserError."""
    with Interruption() as interruption:
        found = examine(profile, on_event=_tell, interruption=interruption)
    if form == "json":
        sys.stdout.write(json.dumps(as_json(found), indent=2, ensure_ascii=True) + "\n")
    else:
        _page(found)
    return HEALTHY if found.healthy else ILL


def _tell(event: Event) -> None:
    """Say at once what is left behind, as nothing else may be said any more."""
    for alarm in alarms_in((event,)):
        say_error(alarm)


def _page(found: Examination) -> None:
    page = Page(sys.stdout)
    width = max((len(each.name) for each in found.checks), default=0)
    for each in found.checks:
        page.fact(f"{WORDS[each.state]:<8} {each.name:<{width}}", each.said)
        if each.way_out:
            page.fact(" " * (9 + width), f"-> {each.way_out}")
    page.blank()
    _untested(page, found)
    for name, said in cost_in_words(found.plan, found.profile, available=found.available, usual=found.usual):
        page.fact(name, said)
    page.fact("sent", f"{counted(found.requests, 'request')} just now; no pairing was deleted")
    page.blank()
    word, rest = headline(found)
    page.head(word, rest)
    page.send()


def _untested(page: Page, found: Examination) -> None:
    """What a run cannot judge, the reason that explains most first."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, reasons in found.untested.items():
        groups.setdefault(reasons, []).append(name)
    if not groups:
        return
    page.say("Therefore not tested:")
    for reasons, names in sorted(groups.items(), key=lambda group: -len(group[1])):
        page.say(f"{counted(len(names), 'requirement')}: {'; '.join(reasons)}", "  ")
        more = f" and {len(names) - IDS_SHOWN} more" if len(names) > IDS_SHOWN else ""
        page.fact("which", ", ".join(names[:IDS_SHOWN]) + more, "    ")
    page.blank()


def headline(found: Examination) -> tuple[str, str]:
    """The outcome in one word, and why."""
    failed = list(dict.fromkeys(each.name for each in found.checks if each.state is State.FAILS))
    if found.healthy:
        return "works", f": a run can judge all {found.judged} requirements" + (
            f" but {len(found.untested)}, which its claim does not need" if found.untested else ""
        )
    said = f": {', '.join(failed)}" if failed else ": what is there works, and something is missing"
    if not found.due:
        return "does not work", f"{said}; a run can judge all that its claim needs all the same"
    return "does not work", f"{said}; {counted(len(found.due), 'mandatory requirement')} cannot be judged"


def as_json(found: Examination) -> dict[str, Any]:
    """Everything that was found."""
    word, rest = headline(found)
    return {
        "healthy": found.healthy,
        "headline": word + rest,
        "target": found.profile.target.base_url,
        "checks": [
            {"name": each.name, "state": str(each.state), "said": each.said, "way_out": each.way_out or None}
            for each in found.checks
        ],
        "pairings_made": list(found.made),
        "untested": [
            {"id": name, "mandatory": name in found.due, "reasons": list(reasons)}
            for name, reasons in found.untested.items()
        ],
        "run": dict(cost_in_words(found.plan, found.profile, available=found.available, usual=found.usual)),
        "requests": found.requests,
    }
