"""Markdown for a merge request or a job summary: verdict and claim first, then what to do about it.

Text from the target stands in code, where neither HTML nor Markdown, mentions nor links are read;
our own sentences may quote it, so there every character that could mean something is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance.model.terms import Outcome
from conformance.report.reproduce import cmdlet_of, line_of, lines_before, replay, without_user
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
    from collections.abc import Iterable, Iterator, Sequence

    from conformance.model.http import Exchange
    from conformance.model.result import Judged, Result

LONGEST = 65_000
"""Characters of the whole: a comment on GitHub holds 65,536; a job summary and a note on GitLab hold a million."""
BESIDE_FAILURES = LONGEST // 3
"""Characters of what is told beside broken requirements, at most."""
NAMES = 4000
"""Characters kept for the names of what finds no room."""
BODY_SHOWN = 1000
FENCE_SHOWN = 4000


def markdown_report(result: Result) -> str:
    """Write a result as GitHub-flavoured Markdown; the only HTML in it is our own `<details>`."""
    head, foot = list(_head(result)), list(_foot(result))
    parts = [(each, "") for each in (_areas(result), _unjudged(result), *_rest(result)) if each]
    beside = _within(BESIDE_FAILURES, parts)
    room = LONGEST - sum(len(each) + 2 for each in (*head, *beside, *foot))
    return "\n\n".join([*head, *_within(room, _broken(result)), *beside, *foot]) + "\n"


def _within(room: int, blocks: Iterable[tuple[str, str]]) -> list[str]:
    """Keep the first blocks, as many as there is room for, and name the others. blocks: each with its name."""
    room -= NAMES
    kept, left = list[str](), list[str]()
    for block, name in blocks:
        room -= len(block) + 2
        if room >= 0 and not left:
            kept.append(block)
        else:
            left.append(name)
    if left:
        named = clip(", ".join(filter(None, left)), NAMES // 2)
        kept.append(f"There is no room here for {len(left)} more; the other reports have them. {named}".rstrip())
    return kept


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


def _broken(result: Result) -> Iterator[tuple[str, str]]:
    """The failures, then the warnings, each a block of its own with its id."""
    for title, outcome in (("Broken", Outcome.FAIL), ("Warnings", Outcome.WARN)):
        for place, each in enumerate(result.having(outcome)):
            heading = [] if place else [f"### {title}"]
            yield "\n\n".join([*heading, *_failure(each, result)]), code(each.id)


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
    command = replay(judged, result)
    if command:
        yield fence(f"# judges this alone, with the smallest request that showed it\n{visible(command)}", "sh")
    again = [*_again(exchange, result)] if exchange else []
    if again:
        yield "\n\n".join(["<details><summary>The exchange, and how to see it again</summary>", *again, "</details>"])


def _clause(judged: Judged) -> str:
    clause = judged.clause
    where, address = text(cited(clause)), link(clause)
    return f"**Clause:** {f'[{where}]({address})' if address else where}: {text(clause.text)}"


def _again(exchange: Exchange, result: Result) -> Iterator[str]:
    line = line_of(exchange, result)
    comments = [f"# {each}" for each in notes(exchange, result)]
    if line:
        first = [each for said, before in lines_before(exchange, result) for each in (f"# first {said}", before)]
        last = ["# then the request that shows it"] if first else []
        yield fence("\n".join(visible(each) for each in [*comments, *first, *last, line]), "sh")
    command = cmdlet_of(exchange, result)
    if command:
        yield fence(visible(command), "powershell")
    came = f"Exchange {exchange.number}: {text(exchange.in_words())} after {exchange.seconds:.3f} s"
    if exchange.response and exchange.response.body:
        body, note = body_text(exchange.response.body, BODY_SHOWN)
        yield f"{came}{f' ({note})' if note else ''}"
        yield fence(visible(body, keep="\n"))
    else:
        yield came


def _areas(result: Result) -> str:
    rows = [
        f"| {area} | " + " | ".join(str(each) for each in counts) + " |" for area, counts in by_area(result).items()
    ]
    head = [f"| area | {' | '.join(COLUMNS)} |", "| --- |" + " ---: |" * len(COLUMNS)]
    return "\n".join(["### By area", "", *head, *rows]) if rows else ""


def _unjudged(result: Result) -> str:
    facts = [
        f"**{text(gap.reason)}**: {counted(len(gap.requirements), 'requirement')}. "
        f"Way out: {text(gap.way_out)}. {_ids(gap.requirements)}"
        for gap in gaps(result)
    ]
    return f"### Not judged, though the claim needs it\n\n{_list(*facts)}" if facts else ""


def _rest(result: Result) -> Iterator[str]:
    """What a reader should know first; then each waiver by itself, so that many find as much room as there is."""
    facts = [f"**Note:** {text(each)}" for each in result.warnings]
    facts += [
        f"**Deleted wrongly:** {code(each.pairing)}, by exchange {each.by}" for each in result.pairings if each.wrongly
    ]
    waived = [f"**Waived:** {code(each.id)}: {text(each.verdict.message)}" for each in result.having(Outcome.WAIVED)]
    beside = not_claimed(result)
    last = [f"**Not judged, and not part of the claim:** {_ids(beside)}"] if beside else []
    blocks = [_list(*each) for each in (facts, *([one] for one in waived), last) if each]
    yield from (f"### Beside the verdict\n\n{each}" if not place else each for place, each in enumerate(blocks))


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
    return f"{ticks}{language}\n{clip(said, FENCE_SHOWN)}\n{ticks}"


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
