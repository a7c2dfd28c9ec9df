"""A difference told: to a person, as Markdown, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TextIO

from rich.table import Table

from conformance.compare.turns import ABSENT, Turn
from conformance.model.terms import Outcome
from conformance.report.as_markdown import code, text
from conformance.report.console import Page
from conformance.report.reproduce import line_of
from conformance.report.visible import one_line, rfc3339
from conformance.report.wording import cited, counted, shown_exchange

if TYPE_CHECKING:
    from conformance.compare.diff import Change, Difference, Unlike
    from conformance.report.reading import Report

VERSION = "1"

WORDS: Mapping[Turn, str] = {
    Turn.BROKEN: "newly broken",
    Turn.BLIND: "no longer judged",
    Turn.MENDED: "mended",
    Turn.SEEN: "holds, and was not judged before",
    Turn.OTHER: "changed, neither better nor worse",
}
NOT_ALIKE = "the two differ in more than the server, and what changed may come from that"
STILL = (Outcome.FAIL, Outcome.WARN, Outcome.WAIVED)
IDS_SHOWN = 40


def headline(found: Difference) -> str:
    """Say whether something got worse, and what, in one sentence."""
    counts = [(len(found.of(each)), word) for each, word in WORDS.items()]
    told = ", ".join(f"{number} {word}" for number, word in counts if number)
    still = len(found.still(Outcome.FAIL))
    rest = f"; {counted(still, 'failure')} as before" if still else ""
    if found.worse:
        return f"worse: {told}{rest}"
    return f"not worse: {told or 'every verdict is the same'}{rest}"


def notes(found: Difference) -> Iterator[str]:
    """What to know beside the changes."""
    if found.before.result.started > found.now.result.started:
        yield "OLD is younger than NEW: were they given the wrong way round?"
    if found.before.written == found.now.written:
        yield "Both are the same report."
    if not (found.before.latency and found.now.latency):
        yield "Latency is not compared: a report has no figures of it."


def facts(report: Report) -> Iterator[tuple[str, str]]:
    """A report in a few lines."""
    result = report.result
    yield "report", str(report.path)
    yield "started", rfc3339(result.started)
    yield "verdict", str(result.verdict)
    yield "broken", f"{len(result.having(Outcome.FAIL))} MUST, {len(result.having(Outcome.WARN))} SHOULD"
    yield "unjudged", f"{len(result.open())} of {len(result.mandatory())} mandatory"
    yield "requests", f"{result.requests:,}"
    yield "tool", result.tool_version


def way(change: Change) -> str:
    """Before and now: `pass -> fail`."""
    before, now = (str(each or ABSENT) for each in change.outcomes)
    said = f"{before} -> {now}"
    if change.level_changed and change.before and change.now:
        said += f", {change.before.level} -> {change.now.level}"
    return said + (f", was called {change.renamed}" if change.renamed else "")


def others(found: Difference) -> tuple[Change, ...]:
    """The requirements whose verdict is the same, and whose level or name is not."""
    return tuple(each for each in found.of(Turn.SAME) if each.level_changed or each.renamed)


def print_difference(found: Difference, stream: TextIO) -> None:
    """Tell a difference to a person; whether something got worse comes last."""
    page = Page(stream)
    _sides(page, found)
    if found.unlike:
        page.head("NOT ALIKE", f": {NOT_ALIKE}")
        _facts(page, found.unlike)
    for each in found.of(Turn.BROKEN):
        _broken(page, each, found)
    for reason, blind in by_reason(found.of(Turn.BLIND)).items():
        _blind(page, reason, blind)
    for turn in (Turn.MENDED, Turn.SEEN, Turn.OTHER):
        _listed(page, WORDS[turn], found.of(turn))
    _listed(page, "verdict as before, level or name changed", others(found))
    still = [each.id for each in found.still(*STILL)]
    if still:
        page.say(f"Broken as before: {_ids(still)}")
        page.blank()
    if found.waivers:
        page.say("Waivers:")
        _facts(page, found.waivers)
    for shift in found.latency:
        page.fact("latency", f"{shift.in_words()}: worth a look")
    for said in notes(found):
        page.fact("note", said)
    word, _, rest = headline(found).partition(":")
    page.head(word, f":{rest}")
    page.send()


def _sides(page: Page, found: Difference) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="")
    table.add_column("", no_wrap=True)
    for name in ("old", "new"):
        table.add_column(name, overflow="fold")
    for (name, before), (_, now) in zip(facts(found.before), facts(found.now), strict=True):
        table.add_row(name, one_line(before), one_line(now))
    page.table(table)
    page.blank()


def _facts(page: Page, facts: tuple[Unlike, ...]) -> None:
    for each in facts:
        page.fact(f"{each.what:<14}", f"{each.before} -> {each.now}", "  ")
    page.blank()


def _broken(page: Page, change: Change, found: Difference) -> None:
    page.head("BROKEN", f" {change.id}: {way(change)}")
    page.say(change.told.title, "  ")
    if change.now:
        page.say(change.now.verdict.message, "  ")
    page.fact("clause", cited(change.told.clause), "  ")
    exchange = shown_exchange(change.now) if change.now else None
    line = line_of(exchange, found.now.result) if exchange else None
    if line:
        page.fact("again", line, "  ", whole=True)
    page.blank()


def by_reason(blind: tuple[Change, ...]) -> dict[str, tuple[Change, ...]]:
    """Group what is no longer judged by the reason why."""
    groups: dict[str, tuple[Change, ...]] = {}
    for each in blind:
        reason = each.now.verdict.message if each.now else "the newer report does not have it"
        groups[reason] = (*groups.get(reason, ()), each)
    return groups


def _blind(page: Page, reason: str, changes: tuple[Change, ...]) -> None:
    page.head("BLIND", f" {counted(len(changes), 'requirement')} no longer judged: {reason}")
    for said in dict.fromkeys(way(each) for each in changes):
        page.fact(said, _ids([each.id for each in changes if way(each) == said]), "  ")
    page.blank()


def _listed(page: Page, word: str, changes: tuple[Change, ...]) -> None:
    if changes:
        page.say(f"{counted(len(changes), 'requirement')} {word}:")
        for each in changes:
            page.say(f"{each.id}: {way(each)}", "  ")
        page.blank()


def _ids(names: list[str]) -> str:
    more = f" and {len(names) - IDS_SHOWN} more" if len(names) > IDS_SHOWN else ""
    return ", ".join(names[:IDS_SHOWN]) + more


def markdown(found: Difference) -> str:
    """Tell a difference as GitHub-flavoured Markdown without HTML."""
    word, _, rest = headline(found).partition(": ")
    blocks = [f"## {word}", f"{text(rest[:1].upper() + rest[1:])}."]
    rows = [
        f"| {name} | {text(before)} | {text(now)} |"
        for (name, before), (_, now) in zip(facts(found.before), facts(found.now), strict=True)
    ]
    blocks.append("\n".join(["| | old | new |", "| --- | --- | --- |", *rows]))
    if found.unlike:
        blocks += [f"### Not alike: {NOT_ALIKE}", _pairs(found.unlike)]
    for turn, title in WORDS.items():
        if found.of(turn):
            blocks += [f"### {title[:1].upper()}{title[1:]}", "\n".join(_item(each) for each in found.of(turn))]
    if others(found):
        blocks += ["### Level or name changed", "\n".join(_item(each) for each in others(found))]
    still = [each.id for each in found.still(*STILL)]
    blocks += [f"**Broken as before:** {', '.join(code(each) for each in still[:IDS_SHOWN])}"] if still else []
    blocks += ["### Waivers", _pairs(found.waivers)] if found.waivers else []
    said = [*(f"{shift.in_words()}: worth a look" for shift in found.latency), *notes(found)]
    blocks += ["\n".join(f"- {text(each)}" for each in said)] if said else []
    return "\n\n".join(blocks) + "\n"


def _pairs(pairs: tuple[Unlike, ...]) -> str:
    return "\n".join(f"- **{text(each.what)}:** {text(each.before)} -> {text(each.now)}" for each in pairs)


def _item(change: Change) -> str:
    said = f"- {code(change.id)} {text(way(change))}: {text(change.told.title)}"
    return f"{said} {text(change.now.verdict.message)}" if change.turn.worse and change.now else said


def as_json(found: Difference) -> dict[str, Any]:
    """Everything that changed; what did not is counted."""
    return {
        "diff_version": VERSION,
        "worse": found.worse,
        "headline": headline(found),
        "old": _side(found.before),
        "new": _side(found.now),
        "unlike": [_pair(each) for each in found.unlike],
        "requirements": [_change(each) for each in (*found.of(*WORDS), *others(found))],
        "same": len(found.of(Turn.SAME)),
        "waivers": [_pair(each) for each in found.waivers],
        "latency": [
            {"operation": each.operation, "figure": each.figure, "old": each.seconds[0], "new": each.seconds[1]}
            for each in found.latency
        ],
        "notes": list(notes(found)),
    }


def _side(report: Report) -> dict[str, Any]:
    result = report.result
    return {
        "report": str(report.path),
        "started": rfc3339(result.started),
        "verdict": str(result.verdict),
        "tool": result.tool_version,
        "summary": {str(outcome): number for outcome, number in result.summary().items()},
    }


def _pair(each: Unlike) -> dict[str, str]:
    return {"what": each.what, "old": each.before, "new": each.now}


def _change(change: Change) -> dict[str, Any]:
    before, now = change.before, change.now
    return {
        "id": change.id,
        "title": change.told.title,
        "turn": str(change.turn),
        "worse": change.turn.worse,
        "old": before and {"id": before.id, "verdict": str(before.outcome), "level": str(before.level)},
        "new": now and {"id": now.id, "verdict": str(now.outcome), "level": str(now.level)},
        "message": now.verdict.message if now else "",
    }
