"""An exchange as the page shows it, and the lines that send it again."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.model.http import Exchange, Headers
from conformance.model.result import Judged, Result
from conformance.report import reproduce
from conformance.report.html.scale import seconds_in_words
from conformance.report.story import facts
from conformance.report.visible import body_text, clip, one_line, rfc3339, visible

HEADERS = 40
TEXT = 1000
"""Characters of one header or request target."""
BODY = 4096
"""Bytes of a body; the evidence file holds it all."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a response: its first line, its headers, its body, and what was left out of that."""

    first: str
    headers: tuple[tuple[str, str], ...]
    beyond: int
    body: str
    note: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An exchange. came: the answer in words. why: what kept it from coming."""

    number: int
    operation: str
    account: str
    method: str
    target: str
    came: str
    took: str
    at: str
    request: Message
    response: Message | None


@dataclass(frozen=True, slots=True)
class Line:
    """A command to copy. name: what it is for."""

    name: str
    text: str


def shown(exchange: Exchange) -> Shown:
    """Make an exchange ready for the page."""
    request, response = exchange.request, exchange.response
    answer = None
    if response:
        reason = f" {one_line(response.reason, 80)}" if response.reason else ""
        answer = _message(f"HTTP/1.1 {response.status}{reason}", response.headers, response.body)
    return Shown(
        exchange.number,
        one_line(exchange.operation, 80),
        one_line(exchange.account, 80),
        one_line(request.method, 40),
        one_line(request.target, TEXT),
        one_line(exchange.in_words(), 300),
        seconds_in_words(exchange.seconds),
        rfc3339(exchange.at),
        _message(f"{one_line(request.method, 40)} {one_line(request.target, TEXT)}", request.headers, request.body),
        answer,
    )


def _message(first: str, headers: Headers, body: bytes) -> Message:
    text, note = body_text(body, BODY)
    shown = tuple((one_line(name, 200), one_line(value, TEXT)) for name, value in headers[:HEADERS])
    return Message(first, shown, len(headers[HEADERS:]), visible(text, keep="\n"), note)


def again(judged: Judged, exchange: Exchange, result: Result) -> tuple[Line, ...]:
    """The lines that show a failure again, the one that judges it too first."""
    command = reproduce.replay(judged, result)
    curl = reproduce.line_of(exchange, result)
    first = [(f"First {said}", line) for said, line in reproduce.lines_before(exchange, result)]
    powercli = reproduce.cmdlet_of(exchange, result)
    lines = [("Send it again and judge it", command), *first, ("curl", curl), ("PowerCLI", powercli)]
    return tuple(Line(name, line) for name, line in lines if line)


def ticket(judged: Judged, result: Result) -> str:
    """A failure as text for an issue tracker: what every report says of it, one fact a paragraph."""
    told = [(judged.title, ""), ("requirement", f"{judged.id} ({judged.level.upper()})"), *facts(judged, result)]
    spec = result.spec
    seen = f"{rfc3339(result.started)} by srm-conformance {result.tool_version}, seed {result.seed}"
    told.append(("seen", f"{seen}, against {spec.title} {spec.version} (sha256 {spec.sha256[:12]}...)"))
    lines = (f"{name}: {said}" if said else f"{name}\n" for name, said in told)
    return "\n".join(clip(visible(each, keep="\n"), 2 * TEXT) for each in lines)
