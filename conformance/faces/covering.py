"""What the document says, and what judges it: for people and for scripts."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table

from conformance.catalogue.coverage import Element, coverage
from conformance.document.load import load
from conformance.report.console import Page
from conformance.report.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 3
"""Ids in a row on a terminal; the other forms show them all."""
NOTHING = "nothing judges it"


def print_coverage(spec: str, form: str) -> None:
    """Print every element of the operation under test as `table`, `json` or `markdown`. Raises UserError."""
    document = load(spec)
    every = coverage(document)
    match form:
        case "json":
            sys.stdout.write(json.dumps([asdict(each) for each in every], indent=2, ensure_ascii=True) + "\n")
        case "markdown":
            sys.stdout.write(_markdown(every, document.name))
        case _:
            _table(every)


def _table(every: Sequence[Element]) -> None:
    page = Page(sys.stdout)
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("what", overflow="fold")
    table.add_column("element", overflow="fold")
    table.add_column("judged by", overflow="fold")
    for each in every:
        more = len(each.judged_by) - SHOWN
        ids = "\n".join((*each.judged_by[:SHOWN], *([f"and {more} more"] if more > 0 else ())))
        table.add_row(each.kind, each.name, "\n".join(filter(None, (ids, _limit(each)))))
    page.table(table)
    page.blank()
    bare = sum(not each.judged_by for each in every)
    page.say(f"{counted(len(every), 'element')}, {len(every) - bare} of them judged")
    page.send()


def _limit(each: Element) -> str:
    return f"({each.limit})" if each.limit else "" if each.judged_by else NOTHING


def _markdown(every: Sequence[Element], name: str) -> str:
    lines = [f"# What judges each element of {name}", "", "| what | element | judged by | limit |", "| --- " * 4 + "|"]
    for each in every:
        ids = ", ".join(f"`{one}`" for one in each.judged_by) or NOTHING
        cells = (each.kind, f"`{each.name}`", ids, each.limit)
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join([*lines, ""])
