"""The catalogue, for people and for scripts."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from rich.table import Table

from conformance.catalogue import requirements
from conformance.catalogue.advice import Advice, advice_for
from conformance.catalogue.example import in_words
from conformance.document.load import load
from conformance.report.console import Page
from conformance.report.wording import cited, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.catalogue.requirement import Requirement


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
        own = [each for each in every if each.area is area]
        lines += [_row(each) for each in own]
        lines += ["", "| where this fails | usual cause | cure | holds | breaks |", "| --- | --- | --- | --- | --- |"]
        lines += [_advice(advice, ids) for advice, ids in _by_advice(own).items()]
        lines.append("")
    return "\n".join(lines)


def _row(each: Requirement) -> str:
    marks = [f"from depth {each.depth} on"] if each.depth != "quick" else []
    marks += ["needs hazards"] if each.hazards else []
    marks += [f"not applicable: {each.not_applicable}"] if each.not_applicable else []
    title = each.title + (f" ({'; '.join(marks)})" if marks else "")
    return cells(f"`{each.id}`", each.level.upper(), title, f"{cited(each.clause)}: {each.clause.text}", each.reason)


def _by_advice(every: Sequence[Requirement]) -> dict[Advice, list[str]]:
    """The ids of requirements by the advice that they share."""
    found: dict[Advice, list[str]] = {}
    for each in every:
        advice = advice_for(each.id)
        if advice is not None:
            found.setdefault(advice, []).append(each.id)
    return found


def _advice(advice: Advice, ids: Sequence[str]) -> str:
    named = ", ".join(f"`{each}`" for each in ids)
    return cells(named, advice.cause, advice.cure, in_words(advice.holds), in_words(advice.breaks))


def cells(*texts: str) -> str:
    """A row of a Markdown table."""
    return f"| {' | '.join(' '.join(each.split()).replace('|', chr(92) + '|') for each in texts)} |"
