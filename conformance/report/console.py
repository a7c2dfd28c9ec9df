"""The result on a terminal, or in a log: plain text there, and the verdict on the last line."""

from __future__ import annotations

import textwrap
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.model.terms import Outcome, RunVerdict
from conformance.report.reproduce import cmdlet_of, line_of, lines_before, replay, without_user
from conformance.report.streams import columns, in_colour
from conformance.report.visible import one_line, visible
from conformance.report.wording import (
    COLUMNS,
    by_area,
    cited,
    claim,
    counted,
    first_finding,
    gaps,
    headline,
    not_claimed,
    notes,
    shown_exchange,
)

if TYPE_CHECKING:
    from conformance.model.http import Exchange
    from conformance.model.result import Judged, Result

IDS_SHOWN = 6
PAIRINGS_SHOWN = 20

STYLES = {
    "ALARM": "bold red",
    "FAIL": "bold red",
    "WARN": "bold yellow",
    RunVerdict.CONFORMANT: "bold green",
    RunVerdict.NON_CONFORMANT: "bold red",
    RunVerdict.INCOMPLETE: "bold yellow",
    "BROKEN": "bold red",
    "BLIND": "bold yellow",
    "NOT ALIKE": "bold yellow",
    "worse": "bold red",
    "not worse": "bold green",
}
"""Colour repeats what a word says already."""


def print_result(result: Result, stream: TextIO, *, quiet: bool = False) -> None:
    """Tell a result to a person; the verdict comes last. quiet: the verdict alone."""
    page = Page(stream)
    for said in result.alarms:
        page.head("ALARM", f" {said}")
        page.blank()
    if not quiet:
        _areas(page, result)
        for each in result.having(Outcome.FAIL):
            _failure(page, each, result)
        for each in result.having(Outcome.WARN):
            _warning(page, each, result)
        _waived(page, result)
        _gaps(page, result)
        _pairings(page, result)
        for said in result.warnings:
            page.fact("note", said)
        if result.pairings or result.warnings:
            page.blank()
        _run(page, result)
    _verdict(page, result)
    page.send()


class Page:
    """Lines for one stream: how wide it is, whether it shows colour, what it can encode."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = StringIO()
        coloured = in_colour(stream)
        self.width = columns(stream)
        self._console = Console(
            file=self._text,
            force_terminal=coloured,
            color_system="standard" if coloured else None,
            no_color=False,  # decided above, for every part of the tool alike
            width=self.width,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def blank(self) -> None:
        """An empty line."""
        self._console.print()

    def head(self, word: str, rest: str) -> None:
        """A line that begins with a word in its colour; the rest follows without a space."""
        line = Text.assemble((visible(word), STYLES.get(word, "bold")), one_line(rest))
        self._console.print(line, soft_wrap=True)

    def line(self, said: str) -> None:
        """A line as it is, its spaces too; what it holds is made visible."""
        self._console.print(Text(visible(said)), soft_wrap=True)

    def say(self, said: str, indent: str = "") -> None:
        """A sentence, wrapped; what it quotes is made visible."""
        self._wrapped(indent, indent, said)

    def fact(self, name: str, said: str, indent: str = "", *, whole: bool = False) -> None:
        """A fact with its name before it. whole: not wrapped, because it is to be pasted."""
        first = f"{indent}{name:<9} "
        if whole:
            self._console.print(Text(first + visible(said)), soft_wrap=True)
        else:
            self._wrapped(first, " " * len(first), said)

    def table(self, table: Table) -> None:
        """A table."""
        self._console.print(table)

    def send(self) -> None:
        """Write the page; characters that the stream cannot encode as escapes."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        lines = (line.rstrip(" ") for line in self._text.getvalue().split("\n"))
        text = "\n".join(lines).encode(encoding, "backslashreplace").decode(encoding)
        self._stream.write(text)
        self._stream.flush()

    def _wrapped(self, first: str, later: str, said: str) -> None:
        shown = one_line(said, 1000)
        lines = textwrap.wrap(
            shown,
            self.width,
            initial_indent=first,
            subsequent_indent=later,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines or [first.rstrip()]:
            self._console.print(Text(line), soft_wrap=True)


def _areas(page: Page, result: Result) -> None:
    rows = by_area(result)
    if not rows:
        return
    shown = [
        place for place, name in enumerate(COLUMNS) if name != "not applicable" or any(r[place] for r in rows.values())
    ]
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="")
    table.add_column("area", no_wrap=True)
    names = list(COLUMNS)
    for place in shown:
        table.add_column(names[place], justify="right")
    for area, counts in rows.items():
        table.add_row(str(area), *(_count(names[place], counts[place]) for place in shown))
    sums = [sum(column) for column in zip(*rows.values(), strict=True)]
    table.add_row("all", *(_count(names[place], sums[place]) for place in shown))
    page.table(table)
    page.blank()


def _count(name: str, number: int) -> Text:
    return Text(str(number) if number else "-", STYLES.get(name.upper(), "") if number else "dim")


def _failure(page: Page, judged: Judged, result: Result) -> None:
    page.head("FAIL", f" {judged.id}")
    page.say(judged.title, "  ")
    found, exchange = first_finding(judged), shown_exchange(judged)
    if found:
        page.fact("expected", found.expected, "  ")
        page.fact("got", found.got, "  ")
        more = len(judged.verdict.findings) - 1
        page.fact("at", _where(found.at, found.exchange) + (f"; {more} more like it" if more else ""), "  ")
    else:
        page.fact("message", judged.verdict.message, "  ")
    page.fact("clause", f'{cited(judged.clause)}  "{judged.clause.text}"', "  ")
    command = replay(judged, result)
    if command:
        page.fact("again", command, "  ", whole=True)
    if exchange:
        _again(page, exchange, result)
    page.blank()


def _where(at: str, exchange: Exchange) -> str:
    number = f"exchange {exchange.number}"
    return f"{at} in the answer of {number}" if at else number


def _again(page: Page, exchange: Exchange, result: Result) -> None:
    line = line_of(exchange, result)
    if line:
        for said, before in lines_before(exchange, result):
            page.fact("first", said, "  ")
            page.fact("curl", before, "  ", whole=True)
        page.fact("curl", line, "  ", whole=True)
        for each in notes(exchange, result):
            page.say(each, " " * 12)
    else:
        page.fact("curl", "no `curl` line can hold this request; the evidence holds it", "  ")
    command = cmdlet_of(exchange, result)
    if command:
        page.fact("PowerCLI", command, "  ", whole=True)
    if result.out:
        page.fact("evidence", f"{result.out / 'evidence.jsonl'}, exchange {exchange.number}", "  ", whole=True)


def _warning(page: Page, judged: Judged, result: Result) -> None:
    page.head("WARN", f" {judged.id}")
    page.say(judged.title, "  ")
    found = first_finding(judged)
    page.say(judged.verdict.message, "  ")
    page.fact("clause", cited(judged.clause), "  ")
    if found:
        page.fact("at", _where(found.at, found.exchange), "  ")
    command = replay(judged, result)
    if command:
        page.fact("again", command, "  ", whole=True)
    page.blank()


def _waived(page: Page, result: Result) -> None:
    for each in result.having(Outcome.WAIVED):
        page.head("WAIVED", f" {each.id}")
        page.say(each.verdict.message, "  ")
        page.blank()


def _gaps(page: Page, result: Result) -> None:
    still_open = gaps(result)
    if still_open:
        page.say("Not judged, though the claim needs it:")
        for gap in still_open:
            ids = [each.id for each in gap.requirements]
            rest = f" and {len(ids) - IDS_SHOWN} more" if len(ids) > IDS_SHOWN else ""
            page.say(f"{counted(len(ids), 'requirement')}: {gap.reason}", "  ")
            page.fact("way out", gap.way_out, "    ")
            page.fact("which", ", ".join(ids[:IDS_SHOWN]) + rest, "    ")
        page.blank()
    beside = not_claimed(result)
    if beside:
        reasons = "; ".join(dict.fromkeys(each.verdict.message for each in beside))
        page.say(f"Not judged, and not part of the claim: {counted(len(beside), 'requirement')} ({reasons})")
        page.blank()


def _pairings(page: Page, result: Result) -> None:
    for each in result.pairings[:PAIRINGS_SHOWN]:
        fate = "left as it was"
        if each.spent:
            by = f" by exchange {each.by}" if each.by is not None else ""
            fate = f"DELETED WRONGLY{by}" if each.wrongly else f"deleted{by}"
        page.fact("pairing", f"{each.pairing}  {fate}  ({', '.join(each.purposes)})")
    if result.pairings[PAIRINGS_SHOWN:]:
        page.fact("", f"and {len(result.pairings) - PAIRINGS_SHOWN} more pairings; the JSON report lists them")


def _run(page: Page, result: Result) -> None:
    spec = result.spec
    page.fact("target", without_user(result.base_url))
    source = f" from {spec.source}" if spec.source != spec.version else ""
    page.fact("document", f"{spec.title} {spec.version}{source}, sha256 {spec.sha256[:12]}...")
    page.fact("claim", claim(result))
    page.fact("run", f"{counted(result.requests, 'request')} in {result.seconds:,.1f} s, seed {result.seed}")
    if result.out:
        page.fact("evidence", str(result.out), whole=True)
    page.blank()


def _verdict(page: Page, result: Result) -> None:
    if result.interrupted:
        page.say("The run was interrupted before its plan was done.")
    verdict, _, why = headline(result).partition(": ")
    page.head(RunVerdict(verdict), f": {why}")
