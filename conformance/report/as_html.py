"""HTML: one file without scripts, for a person or an artefact store; it loads nothing and links only to standards."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from conformance.model.terms import Outcome
from conformance.report.reproduce import curl, powercli, without_user
from conformance.report.visible import body_text, clip, one_line, rfc3339, visible
from conformance.report.wording import (
    COLUMNS,
    by_area,
    cited,
    claim,
    counted,
    first_finding,
    gaps,
    headline,
    link,
    notes,
    shown_exchange,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.http import Exchange, Headers
    from conformance.model.result import Judged, Result

STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse } th, td { padding: .15rem .7rem; border-bottom: 1px solid #8886; text-align: right }
th:first-child, td:first-child { text-align: left }
pre { overflow-x: auto; border: 1px solid #8886; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere }
dt { font-weight: 600 } dd { margin-left: 1.5rem; overflow-wrap: anywhere }
details { border-top: 1px solid #8886; padding: .3rem 0 } summary { cursor: pointer }
.word { display: inline-block; min-width: 8rem; font-weight: 700; text-transform: uppercase; font-size: .8rem }
.fail, .non-conformant { color: #c62828 } .pass, .conformant { color: #2e7d32 } .warn, .incomplete { color: #b26a00 }
"""

FIRST = (Outcome.FAIL, Outcome.WARN)
"""The outcomes that are shown unfolded."""


def html_report(result: Result) -> str:
    """Write a result as one HTML file, inert: a policy in it forbids scripts and every load."""
    parts = [*_head(result), *_areas(result), *_gaps(result), *_requirements(result), *_foot(result)]
    return "\n".join([*parts, "</body></html>", ""])


def _head(result: Result) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{_text(result.verdict)}: {_text(result.spec.operation)}</title><style>{STYLE}</style></head><body>"
    verdict, _, why = headline(result).partition(": ")
    yield f'<h1 class="{_text(verdict)}">{_text(verdict)}</h1>'
    yield f"<p>{_text(why)}.{' The run was interrupted.' if result.interrupted else ''}</p>"
    facts = {
        "Claim": claim(result),
        "Target": without_user(result.base_url),
        "Run": f"{counted(result.requests, 'request')} in {result.seconds:,.1f} s, seed {result.seed}, "
        f"depth {result.depth}, {rfc3339(result.started)}",
        "Pairings used up": ", ".join(result.deleted) or "none",
    }
    yield _facts(facts)
    yield from (f"<p>Note: {_text(each)}</p>" for each in result.warnings)


def _areas(result: Result) -> Iterator[str]:
    yield "<h2>By area</h2><table><tr><th>area</th>" + "".join(f"<th>{each}</th>" for each in COLUMNS) + "</tr>"
    for area, counts in by_area(result).items():
        yield f"<tr><td>{area}</td>" + "".join(f"<td>{each}</td>" for each in counts) + "</tr>"
    yield "</table>"


def _gaps(result: Result) -> Iterator[str]:
    still_open = gaps(result)
    if still_open:
        yield "<h2>Not judged, though the claim needs it</h2><dl>"
        for gap in still_open:
            ids = ", ".join(each.id for each in gap.requirements)
            yield f"<dt>{_text(gap.reason)}</dt><dd>Way out: {_text(gap.way_out)}.<br>{_text(ids, 4000)}</dd>"
        yield "</dl>"


def _requirements(result: Result) -> Iterator[str]:
    yield "<h2>Requirements</h2>"
    ordered = (*result.having(*FIRST), *(each for each in result.requirements if each.outcome not in FIRST))
    for each in ordered:
        unfolded = " open" if each.outcome is Outcome.FAIL else ""
        yield f'<details{unfolded} id="{_text(each.id)}">'
        yield f'<summary><span class="word {each.outcome}">{each.outcome}</span>'
        yield f"<code>{_text(each.id)}</code> {_text(each.title)}</summary>"
        yield from _requirement(each, result)
        yield "</details>"


def _requirement(judged: Judged, result: Result) -> Iterator[str]:
    found, exchange = first_finding(judged), shown_exchange(judged)
    facts = {"Expected": found.expected, "Got": found.got, "At": found.at} if found else {}
    facts |= {"Message": judged.verdict.message}
    facts |= {"Level": f"{judged.level.upper()}{', mandatory' if judged.mandatory else ''}", "Why": judged.reason}
    yield _facts({name: said for name, said in facts.items() if said})
    address, where = link(judged.clause), _text(cited(judged.clause))
    cite = f'<a href="{_text(address)}" rel="noreferrer">{where}</a>' if address else where
    yield f"<p>{cite}</p><blockquote>{_text(judged.clause.text)}</blockquote>"
    if exchange:
        yield from _exchange(exchange, result)


def _exchange(exchange: Exchange, result: Result) -> Iterator[str]:
    line = curl(exchange, result.base_url, result.session_header)
    lines = [
        *(f"# {each}" for each in notes(exchange, result)),
        line or "",
        powercli(exchange) or "",
    ]
    shown = "\n".join(visible(each) for each in lines if each)
    if shown:
        yield f"<pre>{escape(shown)}</pre>"
    yield f"<p>Exchange {exchange.number}, {rfc3339(exchange.at)}: {_text(exchange.in_words())}"
    yield f"after {exchange.seconds:.3f} s</p>"
    if exchange.response:
        text, note = body_text(exchange.response.body)
        body = escape(visible(text, keep="\n")) + (f"\n({escape(note)})" if note else "")
        yield f"<pre>{_headers(exchange.response.headers)}\n\n{body}</pre>"


def _headers(headers: Headers) -> str:
    return "\n".join(_text(f"{name}: {value}") for name, value in headers[:60])


def _foot(result: Result) -> Iterator[str]:
    spec = result.spec
    facts = {
        "Document": f"{spec.title} {spec.version}, sha256 {spec.sha256}",
        "Evidence": str(result.out or "none kept"),
        "Tool": f"srm-conformance {result.tool_version}",
    }
    yield "<hr>" + _facts(facts)


def _facts(facts: dict[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{_text(said)}</dd>" for name, said in facts.items()) + "</dl>"


def _text(said: str, longest: int = 2000) -> str:
    return escape(one_line(clip(said, longest), longest + 60))
