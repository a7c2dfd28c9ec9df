"""Markdown for a merge request or a job summary: verdict and claim first, then what to do about it.

Text from the target stands in code, where neither HTML nor Markdown, mentions nor links are read;
our own sentences may quote it, so there every character that could mean something is escaped.
"""

from __future__ import annotations

import re
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
    not_claimed,
    notes,
    shown_exchange,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conformance.model.http import Exchange
    from conformance.model.result import Judged, Result

IN_FULL = 25
"""Broken requirements told in full; a job summary holds 1 MiB."""
BODY_SHOWN = 1000


def markdown_report(result: Result) -> str:
    """Write a result as GitHub-flavoured Markdown without HTML."""
    blocks = [*_head(result), *_broken(result), *_areas(result), *_unjudged(result), *_rest(result), *_foot(result)]
    return "\n\n".join(blocks) + "\n"


def _head(result: Result) -> Iterator[str]:
    verdict, _, why = headline(result).partition(": ")
    yield f"## {text(verdict)}: {code(result.spec.operation)}"
    yield _sentence(why) + (" The run was interrupted." if result.interrupted else "")
    yield _list(
        f"**Claim:** {text(claim(result))}",
        f"**Target:** {code(without_user(result.base_url))}",
        f"**Run:** {counted(result.requests, 'request')} in {result.seconds:,.1f} s, "
        f"{counted(len(result.deleted), 'pairing')} used up, seed {result.seed}, depth {text(result.depth)}",
    )


def _broken(result: Result) -> Iterator[str]:
    for title, outcome in (("Broken", Outcome.FAIL), ("Warnings", Outcome.WARN)):
        broken = result.having(outcome)
        if broken:
            yield f"### {title}"
        for each in broken[:IN_FULL]:
            yield from _failure(each, result)
        if broken[IN_FULL:]:
            yield f"And {len(broken) - IN_FULL} more: {_ids(broken[IN_FULL:])}"


def _failure(judged: Judged, result: Result) -> Iterator[str]:
    yield f"#### {str(judged.outcome).upper()} {code(judged.id)}"
    yield _start(text(judged.title))
    found, exchange = first_finding(judged), shown_exchange(judged)
    facts = [f"**Message:** {text(judged.verdict.message)}"]
    if found:
        facts = [f"**Expected:** {text(found.expected)}", f"**Got:** {text(found.got)}"]
        facts += [f"**At:** {code(found.at)}"] if found.at else []
    facts.append(_clause(judged))
    if found and len(judged.verdict.findings) > 1:
        facts.append(f"**More like it:** {len(judged.verdict.findings) - 1}")
    yield _list(*facts)
    if exchange:
        yield from _again(exchange, result)


def _clause(judged: Judged) -> str:
    clause = judged.clause
    where, address = text(cited(clause)), link(clause)
    return f"**Clause:** {f'[{where}]({address})' if address else where}: {text(clause.text)}"


def _again(exchange: Exchange, result: Result) -> Iterator[str]:
    line = curl(exchange, result.base_url, result.session_header)
    comments = [f"# {each}" for each in notes(exchange, result)]
    if line:
        yield fence("\n".join(visible(each) for each in [*comments, line]), "sh")
    command = powercli(exchange)
    if command:
        yield fence(visible(command), "powershell")
    came = f"Exchange {exchange.number}: {text(exchange.in_words())} after {exchange.seconds:.3f} s"
    if exchange.response and exchange.response.body:
        body, note = body_text(exchange.response.body, BODY_SHOWN)
        yield f"{came}{f' ({note})' if note else ''}"
        yield fence(visible(body, keep="\n"))
    else:
        yield came


def _areas(result: Result) -> Iterator[str]:
    rows = [
        f"| {area} | " + " | ".join(str(each) for each in counts) + " |" for area, counts in by_area(result).items()
    ]
    if rows:
        yield "### By area"
        head = f"| area | {' | '.join(COLUMNS)} |"
        yield "\n".join([head, "| --- |" + " ---: |" * len(COLUMNS), *rows])


def _unjudged(result: Result) -> Iterator[str]:
    still_open = gaps(result)
    if still_open:
        yield "### Not judged, though the claim needs it"
        yield _list(
            *(
                f"**{text(gap.reason)}**: {counted(len(gap.requirements), 'requirement')}. "
                f"Way out: {text(gap.way_out)}. {_ids(gap.requirements)}"
                for gap in still_open
            )
        )


def _rest(result: Result) -> Iterator[str]:
    waived, beside = result.having(Outcome.WAIVED), not_claimed(result)
    facts = [f"**Waived:** {code(each.id)}: {text(each.verdict.message)}" for each in waived]
    if beside:
        facts.append(f"**Not judged, and not part of the claim:** {_ids(beside)}")
    facts += [f"**Note:** {text(each)}" for each in result.warnings]
    facts += [
        f"**Deleted wrongly:** {code(each.pairing)}, by exchange {each.by}" for each in result.pairings if each.wrongly
    ]
    if facts:
        yield "### Beside the verdict"
        yield _list(*facts)


def _foot(result: Result) -> Iterator[str]:
    evidence = f" Evidence: {code(str(result.out))}." if result.out else ""
    tool = f"srm-conformance {text(result.tool_version)}"
    yield (
        f"{tool} with {text(result.spec.title)} {text(result.spec.version)} "
        f"(sha256 {code(result.spec.sha256[:12])}), {rfc3339(result.started)}.{evidence}"
    )


def text(said: str) -> str:
    """Escape a sentence so that it reads as it is; what stands in backticks stays code."""
    parts = one_line(said, 1000).split("`")
    if len(parts) % 2 == 0:  # an odd backtick is no code
        parts = ["`".join(parts)]
    return "".join(code(part) if place % 2 and part else _escape(part) for place, part in enumerate(parts))


def code(said: str) -> str:
    """Write a text as inline code, whatever backticks it holds."""
    shown = one_line(said, 500)
    if not shown.strip():
        return "(empty)"
    ticks = "`" * (_longest_run(shown) + 1)
    pad = " " if shown.startswith(("`", " ")) or shown.endswith(("`", " ")) else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(said: str, language: str = "") -> str:
    """Fence a text so that nothing in it ends the fence."""
    ticks = "`" * max(3, _longest_run(said) + 1)
    return f"{ticks}{language}\n{clip(said, 10_000)}\n{ticks}"


def _longest_run(said: str) -> int:
    return max((len(run) for run in re.findall("`+", said)), default=0)


def _escape(said: str) -> str:
    # `&#64;` for @: a mention would notify somebody whatever backslash stands before it.
    escaped = re.sub(r"([\\`*_{}\[\]<>#!|~$^])", r"\\\1", said.replace("&", "&amp;"))
    return escaped.replace("@", "&#64;").replace("://", "&#58;//").replace("www.", "www&#46;")


def _start(escaped: str) -> str:
    """Escape what begins a list or a heading, or commands the forge, at the start of a line only."""
    return re.sub(r"\A(\s*\d*)([-+/=.)])", r"\1\\\2", escaped)


def _sentence(said: str) -> str:
    return _start(f"{text(said[:1].upper() + said[1:])}.")


def _list(*items: str) -> str:
    return "\n".join(f"- {item}" for item in items)


def _ids(requirements: Sequence[Judged]) -> str:
    shown = ", ".join(code(each.id) for each in requirements[:40])
    return shown + (f" and {len(requirements) - 40} more" if requirements[40:] else "")
