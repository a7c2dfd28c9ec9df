"""The waivers file: broken requirements that somebody answers for, until a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

from conformance.model.renamed import today
from conformance.model.waiver import Waiver
from conformance.profile.problems import ProfileError, nearest
from conformance.profile.table import Source, Table, kind_of, read_text, read_toml

__all__ = ["ProfileError", "Waiver", "load_waivers"]


def load_waivers(path: Path, known_ids: Collection[str]) -> tuple[Waiver, ...]:
    """Read a waivers file. known_ids: of the requirements. Raises ProfileError with all that is wrong."""
    source = Source(str(path), path.parent)
    root = Table(source, read_toml(source, read_text(path, "the waivers file")))
    waivers = [_waiver(each, known_ids) for each in root.tables("waiver")]
    root.close("a waivers file")
    seen: set[str] = set()
    for place, each in enumerate(waivers):
        if each.id and each.id in seen:
            source.wrong(("waiver", place, "id"), "stands twice", "one waiver for each requirement")
        seen.add(each.id)
    source.check()
    return tuple(waivers)


def _waiver(table: Table, known_ids: Collection[str]) -> Waiver:
    table.require("id", "reason", "until")
    requirement = today(table.text("id"))
    if requirement and requirement not in known_ids:
        hint = "`srm-conformance requirements` lists the ids"
        table.wrong("id", "is no requirement of the document in force", hint, nearest(requirement, known_ids))
    waiver = Waiver(requirement, table.text("reason"), _until(table), table.text("owner"), table.text("link"))
    table.close("a waiver")
    return waiver


def _until(table: Table) -> date:
    value = table.value("until")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if value is not None:
        table.wrong("until", f"is {kind_of(value)}; a date without quotes is due", "such as 2027-03-31")
    return date.min
