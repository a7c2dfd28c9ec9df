"""One verdict as named facts, in the order in which somebody needs them who sees nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.report.reproduce import cmdlet_of, line_of, lines_before, replay
from conformance.report.visible import body_text
from conformance.report.wording import cited, first_finding, notes, shown_exchange, way_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.http import Exchange
    from conformance.model.result import Judged, Result


def facts(judged: Judged, result: Result) -> Iterator[tuple[str, str]]:
    """What was expected, what came, by which clause, how to see it again; text of the target as it came."""
    found, exchange = first_finding(judged), shown_exchange(judged)
    if found:
        yield "expected", found.expected
        yield "got", found.got
        yield from [("at", found.at)] if found.at else []
    yield "clause", f'{cited(judged.clause)}  "{judged.clause.text}"'
    if judged.open:
        yield "way out", way_out(judged.verdict.message, (judged,))
    command = replay(judged, result)
    yield from [("again", command)] if command else []
    if exchange:
        yield from again(exchange, result)
        yield "exchange", f"{exchange.number}: {exchange.in_words()} after {exchange.seconds:.3f} s"
        yield from _body(exchange)
    if result.out:
        yield "evidence", str(result.out)


def again(exchange: Exchange, result: Result) -> Iterator[tuple[str, str]]:
    """The lines that send a request again, and what to know before."""
    for said, before in lines_before(exchange, result):
        yield "first", said
        yield "curl", before
    line = line_of(exchange, result)
    if line:
        yield from [("then", "the request that shows it")] if lines_before(exchange, result) else []
        yield "curl", line
    yield from (("note", each) for each in notes(exchange, result))
    command = cmdlet_of(exchange, result)
    yield from [("PowerCLI", command)] if command else []


def _body(exchange: Exchange) -> Iterator[tuple[str, str]]:
    if exchange.response and exchange.response.body:
        text, note = body_text(exchange.response.body)
        yield f"body ({note})" if note else "body", text
