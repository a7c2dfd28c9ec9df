"""A verdict as a few lines of text, for who sees one requirement alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report.reproduce import cmdlet_of, line_of, lines_before
from conformance.report.visible import one_line
from conformance.report.wording import cited, first_finding, notes, shown_exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.result import Judged, Result

LONGEST = 8000
"""Characters of a line."""


def story(judged: Judged, result: Result | None) -> str:
    """What was expected, what came, by which clause, and how to see it again."""
    lines = [judged.title, judged.verdict.message]
    lines += [f"{name:<9} {said}" for name, said in _facts(judged, result) if said]
    return "\n".join(one_line(each, LONGEST) for each in lines)


def _facts(judged: Judged, result: Result | None) -> Iterator[tuple[str, str]]:
    found, exchange = first_finding(judged), shown_exchange(judged)
    if found:
        yield "expected", found.expected
        yield "got", found.got
        yield "at", found.at
    yield "clause", f'{cited(judged.clause)}  "{judged.clause.text}"'
    if exchange and result:
        yield from (("first", f"{before}  # {said}") for said, before in lines_before(exchange, result))
        yield "again", line_of(exchange, result) or ""
        yield "", cmdlet_of(exchange, result) or ""
        yield from (("", note) for note in notes(exchange, result))
        yield "evidence", f"{result.out / 'evidence.jsonl'}, exchange {exchange.number}" if result.out else ""
