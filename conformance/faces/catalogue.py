"""The catalogue, for people and for scripts."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from rich.table import Table

from conformance.catalogue import requirements
from conformance.document.load import load
from conformance.model.errors import UserError
from conformance.plan.stages import probes
from conformance.profile.problems import nearest
from conformance.reference.faults import FAULTS
from conformance.report.console import Page
from conformance.report.wording import cited, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.catalogue.requirement import Requirement

NEEDS = {
    "admin": "[accounts.admin]",
    "viewer": "[accounts.viewer]",
    "remote": "[accounts.remote]",
    "pairings": "a pairing given up ([pairings])",
    "remote_site_down": "[levers.remote_site_down]",
    "expire_sessions": "[levers.expire_sessions]",
    "hazards": "[claim] hazards = true",
}
"""What a probe needs, as the profile has it."""


def print_catalogue(spec: str, form: str) -> None:
    """Print every requirement of a document as `table`, `json` or `markdown`. Raises UserError."""
    document = load(spec)
    every = requirements(document)
    match form:
        case "json":
            sys.stdout.write(json.dumps([_as_json(each) for each in every], indent=2, ensure_ascii=True) + "\n")
        case "markdown":
            sys.stdout.write(_markdown(every, document.name))
        case _:
            _table(every)


def _as_json(each: Requirement) -> dict[str, object]:
    clause = {"document": each.clause.document, "pointer": each.clause.pointer, "text": each.clause.text}
    return {
        "id": each.id,
        "title": each.title,
        "level": each.level,
        "area": each.area,
        "clause": clause,
        "reason": each.reason,
        "depth": each.depth,
        "hazards": each.hazards,
        "not_applicable": each.not_applicable,
    }


def _table(every: Sequence[Requirement]) -> None:
    page = Page(sys.stdout)
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("id", no_wrap=True, overflow="fold")
    table.add_column("level")
    table.add_column("clause", overflow="fold")
    table.add_column("title")
    for each in every:
        title = f"{each.title} (not applicable: {each.not_applicable})" if each.not_applicable else each.title
        table.add_row(each.id, each.level.upper(), _short(each), title)
    page.table(table)
    page.blank()
    musts = sum(each.level == "must" for each in every)
    page.say(f"{counted(len(every), 'requirement')}: {musts} MUST, {len(every) - musts} SHOULD")
    page.send()


def _short(each: Requirement) -> str:
    """A clause in few columns: the last part of a pointer says where it is."""
    said = cited(each.clause)
    return said if said.startswith("RFC") else "#..." + said[said.rfind("/") :]


def _markdown(every: Sequence[Requirement], name: str) -> str:
    lines = [f"# Requirements made from {name}", ""]
    for area in dict.fromkeys(each.area for each in every):
        lines += [
            f"## {area}",
            "",
            "| id | level | title | clause | why this level |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [_row(each) for each in every if each.area is area]
        lines.append("")
    return "\n".join(lines)


def _row(each: Requirement) -> str:
    marks = [f"from depth {each.depth} on"] if each.depth != "quick" else []
    marks += ["needs hazards"] if each.hazards else []
    marks += [f"not applicable: {each.not_applicable}"] if each.not_applicable else []
    title = each.title + (f" ({'; '.join(marks)})" if marks else "")
    cells = (f"`{each.id}`", each.level.upper(), title, f"{cited(each.clause)}: {each.clause.text}", each.reason)
    return f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in cells)} |"


def print_explained(spec: str, name: str) -> None:
    """Print one requirement. Raises UserError for an id that there is not, naming the nearest."""
    every = {each.id: each for each in requirements(load(spec))}
    if name not in every:
        near = nearest(name, every)
        hint = f"did you mean `{near}`?" if near else "`srm-conformance requirements` lists them"
        raise UserError(f"`{name}` is no requirement of the document in force", hint)
    page = Page(sys.stdout)
    _explain(page, every[name])
    page.send()


def _explain(page: Page, each: Requirement) -> None:
    page.head(each.id, f"  {each.level.upper()}")
    page.say(each.title)
    page.blank()
    page.fact("clause", f'{cited(each.clause)}  "{each.clause.text}"')
    if each.reason:
        page.fact("why", each.reason)
    if each.not_applicable:
        page.fact("applies", f"not to this document: {each.not_applicable}")
    known = probes()
    for probe in (known[name] for name in each.over):
        page.fact("sent", f"{probe.sends} ({probe.name})")
        page.fact("", f"needs {', '.join(NEEDS.get(need, need) for need in NEEDS if need in probe.needs)}")
    broken = "FAIL" if each.level == "must" else "WARN"
    page.fact("judged", f"each time it was seen: {broken} if it was broken once, PASS if it held every time,")
    page.fact("", "inconclusive if the target allowed no judgement, not-tested if the profile lacks what it needs")
    if each.depth != "quick":
        page.fact("depth", f"{each.depth} or more")
    for fault in FAULTS.values():
        if each.id in fault.trips:
            page.fact("broken by", f"{fault.says} (`srm-conformance serve --fault {fault.name}`)")
