"""Requirements as the page shows them: the broken ones in full, each of them in the list by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.catalogue.advice import Advice, advice_for
from conformance.model.http import Exchange
from conformance.model.result import Judged, Result
from conformance.model.terms import Area, Clause, Outcome
from conformance.report.html.exchanges import Line, Shown, again, shown, ticket
from conformance.report.visible import one_line
from conformance.report.wording import cited, first_finding, link, notes, shown_exchange

BROKEN = 40
"""Broken requirements told in full, those of MUSTs first; the list has them all."""
MORE = 6
"""Further findings of one requirement that are told."""
EXCHANGES = 400
"""Exchanges that are shown below the list."""
TEXT = 2000
"""Characters of one text that a target chose; as evidence holds it all, no page need be larger than a few megabytes."""
BRIEF = 400
"""Characters of such a text where it is one of many."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause. address: of a standard; empty for the document in force."""

    where: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding. exchange: its number."""

    expected: str
    got: str
    at: str
    exchange: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A requirement that is broken, in full.

    beyond: findings that are not told. exchange_anchor: where several show the same exchange, the first has its own.
    """

    anchor: str
    judged: Judged
    clause: Cited
    first: Found | None
    more: tuple[Found, ...]
    beyond: int
    advice: Advice | None
    exchange: Shown | None
    exchange_anchor: str
    lines: tuple[Line, ...]
    hints: tuple[str, ...]
    ticket: str


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement in the list.

    place: its own anchor. anchor: of the place that tells it in full, or empty. exchanges: their numbers.
    """

    place: str
    judged: Judged
    id: str
    title: str
    message: str
    clause: Cited
    anchor: str
    exchanges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """All requirements. beyond: broken ones that are in the list alone."""

    broken: tuple[Broken, ...]
    beyond: int
    areas: tuple[tuple[Area, tuple[Row, ...]], ...]
    exchanges: tuple[Shown, ...]
    exchanges_beyond: int


def told(result: Result) -> Told:
    """Everything about the requirements of a run."""
    failed = (*result.having(Outcome.FAIL), *result.having(Outcome.WARN), *result.having(Outcome.WAIVED))
    first = _first_to_show(failed[:BROKEN])
    broken = tuple(_broken(each, f"broken-{place}", result, first) for place, each in enumerate(failed[:BROKEN]))
    anchors = {id(each.judged): each.anchor for each in broken}
    within = {each.exchange.number for each in broken if each.exchange}
    others = _others(result.requirements, within)
    kept = {each.number for each in others[:EXCHANGES]} | within
    rows = [
        _row(f"r{place}", each, anchors.get(id(each), ""), kept) for place, each in enumerate(result.requirements, 1)
    ]
    areas = [(area, tuple(row for row in rows if row.judged.area is area)) for area in Area]
    return Told(
        broken,
        len(failed[BROKEN:]),
        tuple((area, rows) for area, rows in areas if rows),
        tuple(shown(each) for each in others[:EXCHANGES]),
        len(others[EXCHANGES:]),
    )


def clause(cited_clause: Clause) -> Cited:
    """A clause, ready for the page."""
    where = one_line(cited(cited_clause), TEXT)
    return Cited(where, one_line(cited_clause.text, TEXT), link(cited_clause))


def _first_to_show(failed: Sequence[Judged]) -> dict[int, str]:
    """Number of an exchange -> anchor of the first broken requirement that shows it."""
    first: dict[int, str] = {}
    for place, each in enumerate(failed):
        exchange = shown_exchange(each)
        if exchange:
            first.setdefault(exchange.number, f"broken-{place}")
    return first


def _broken(judged: Judged, anchor: str, result: Result, showing: Mapping[int, str]) -> Broken:
    first, exchange = first_finding(judged), shown_exchange(judged)
    rest = judged.verdict.findings[1:]
    return Broken(
        anchor,
        judged,
        clause(judged.clause),
        _found(first.expected, first.got, first.at, first.exchange) if first else None,
        tuple(_found(each.expected, each.got, each.at, each.exchange, BRIEF) for each in rest[:MORE]),
        len(rest[MORE:]),
        advice_for(judged.id),
        shown(exchange) if exchange else None,
        _exchange_anchor(exchange.number, anchor, showing) if exchange else "",
        again(judged, exchange, result) if exchange else (),
        tuple(one_line(each, TEXT) for each in notes(exchange, result)) if exchange else (),
        ticket(judged, result),
    )


def _exchange_anchor(number: int, anchor: str, showing: Mapping[int, str]) -> str:
    return f"x{number}" if showing[number] == anchor else f"{anchor}-x{number}"


def _found(expected: str, got: str, at: str, exchange: Exchange, longest: int = TEXT) -> Found:
    return Found(one_line(expected, longest), one_line(got, longest), one_line(at, longest), exchange.number)


def _others(requirements: Sequence[Judged], within: set[int]) -> list[Exchange]:
    """The exchanges that verdicts show, each once, but for those told with a broken requirement."""
    every = {each.number: each for judged in requirements for each in judged.verdict.evidence}
    return [every[number] for number in sorted(every) if number not in within]


def _row(place: str, judged: Judged, anchor: str, kept: set[int]) -> Row:
    numbers = dict.fromkeys(each.number for each in judged.verdict.evidence)
    return Row(
        place,
        judged,
        one_line(judged.id, BRIEF),
        one_line(judged.title, BRIEF),
        one_line(judged.verdict.message, 2 * BRIEF),
        clause(judged.clause),
        anchor,
        tuple(each for each in numbers if each in kept),
    )
