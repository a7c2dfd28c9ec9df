"""Error answers: the content that the document declares for each, and nothing that gives secrets away."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from conformance.catalogue.contract import Contract
from conformance.catalogue.reading import body_of, calls_in, tasks_in
from conformance.catalogue.requirement import Family, Judgement, Requirement
from conformance.catalogue.schema import at
from conformance.model.observations import Attempt, Deletion, Hostile
from conformance.model.terms import Area, Clause, Finding, Level, Unjudged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conformance.document.operation import Property
    from conformance.document.validate import Problem
    from conformance.model.http import Exchange

errors = Family(Area.ERRORS)

SEEN = (Attempt, Deletion)
OVER = ("unknown-pairing", "unauthenticated", "no-privilege", "not-authenticated", "server-down", "deletion")
ODD = (*OVER, "odd-requests")

Seen = Attempt | Deletion


def error_answers(seen: Seen | Hostile, *, odd: bool = False) -> tuple[Exchange, ...]:
    """The answers to the operation that are errors; odd: also those that a gateway may have given."""
    answers = [each for each in calls_in(seen) if odd or not each.odd]
    return tuple(each for each in answers if each.status is not None and each.status >= HTTPStatus.BAD_REQUEST)


def _body(exchange: Exchange) -> bytes:
    return exchange.response.body if exchange.response else b""


def _no_error(answers: tuple[Exchange, ...]) -> Judgement:
    if not answers:
        yield Unjudged("no error was answered")


def _problems(seen: Seen, contract: Contract, where: Callable[[Problem], bool], expected: str) -> Judgement:
    answers = error_answers(seen)
    yield from _no_error(answers)
    for exchange in answers:
        for problem in contract.problems(exchange):
            if problem.kind == "bounds":
                yield Unjudged(f"a body beyond what this tool reads: {problem.text}")
            elif where(problem):
                yield Finding(f"{expected} with {exchange.status}", problem.text, exchange, at(problem.path))


@errors.must(lambda contract: contract.answer(403, 400, 500), of=SEEN, over=OVER)
def declared_media_type(seen: Seen, contract: Contract) -> Judgement:
    """An error answer has the media type that the document declares for its status."""
    yield from _problems(seen, contract, lambda each: each.kind == "media-type", "the declared media type")


@errors.must(
    lambda contract: contract.answer(400, 403, 500),
    of=SEEN,
    over=OVER,
    reason="Where the document declares no content (401, 404) any body passes.",
)
def declared_body(seen: Seen, contract: Contract) -> Judgement:
    """An error answer is one whole JSON object where the document declares one."""
    yield from _problems(
        seen,
        contract,
        lambda each: each.kind == "json" or (each.kind == "schema" and not each.path),
        "a JSON object",
    )


def _error_properties(contract: Contract) -> dict[str, Property]:
    found: dict[str, Property] = {}
    for status in contract.operation.answers:
        if status.startswith(("4", "5")):
            for prop in contract.document.properties(contract.operation, status):
                found.setdefault(prop.name, prop)
    return found


@errors.rule
def properties(contract: Contract) -> Iterator[Requirement]:
    """One requirement for each property of the declared error."""
    for name, prop in _error_properties(contract).items():

        def judge(seen: Seen, contract: Contract, name: str = name) -> Judgement:
            def here(problem: Problem) -> bool:
                return problem.kind == "schema" and problem.path[:1] == (name,)

            yield from _problems(seen, contract, here, f"`{name}` as the document describes it")

        yield Requirement(
            f"errors.response-error-{name.replace('_', '-')}",
            f"`{name}` of an error answer, where sent, has the type and format that the document gives it.",
            Level.MUST,
            Area.ERRORS,
            contract.document.clause(prop.pointer),
            over=OVER,
            of=SEEN,
            judge=judge,
        )


@errors.should(
    lambda contract: contract.answer(403, 400, 500),
    of=SEEN,
    over=OVER,
    reason="No member of ResponseError is required; one with none of them helps nobody.",
)
def say_something(seen: Seen, contract: Contract) -> Judgement:
    """An error answer with a declared body says what is wrong."""
    answers = error_answers(seen)
    yield from _no_error(answers)
    for exchange in answers:
        declared = contract.operation.answers.get(str(exchange.status))
        body = body_of(exchange)
        due = declared is not None and declared.media and isinstance(body, dict)
        if due and not (body.get("message") or body.get("error_code")):
            yield Finding("a message or an error_code", f"{body!r:.80}", exchange)


_ESCAPED = re.compile(rb"\\[nrt]")
"""Line ends and tabs as a JSON string has them."""
_TRACE = re.compile(
    rb"Traceback \(most recent call last\)|\bat [\w$./<>]+\([\w$]+\.(?:java|kt|scala):\d+\)|\bgoroutine \d+ \[|"
    rb"\bat [\w$.<>]+ \([^)\n]*:\d+:\d+\)|\.cs:line \d+|^\s+File \"[^\"]+\", line \d+|stack_?trace\"\s*:\s*[\"\[]",
    re.IGNORECASE | re.MULTILINE,
)


@errors.should(
    lambda _: Clause("RFC 9110", "#section-17", "What a server tells of its inside helps those who attack it."),
    of=(*SEEN, Hostile),
    over=ODD,
    reason="No clause of the document forbids it.",
)
def no_stack_trace(seen: Seen | Hostile, _: Contract) -> Judgement:
    """No error answer carries a stack trace."""
    answers = error_answers(seen, odd=True)
    yield from _no_error(answers)
    for exchange in answers:
        found = _TRACE.search(_ESCAPED.sub(b" ", _body(exchange)))
        if found:
            yield Finding("no stack trace", found.group().decode("latin-1")[:80], exchange)


@errors.should(
    lambda contract: contract.answer(404),
    of=SEEN,
    over=OVER,
    reason="Where the document declares no content it forbids none; a client of an API expects no page.",
)
def no_html(seen: Seen, _: Contract) -> Judgement:
    """No error answer to an ordinary request is an HTML page."""
    answers = error_answers(seen)
    yield from _no_error(answers)
    for exchange in answers:
        beginning = _body(exchange).lstrip()[:60].lower()
        if beginning.startswith((b"<!doctype html", b"<html")):
            yield Finding("no HTML page", beginning.decode("latin-1"), exchange)


COOKIE = "set-cookie"
"""Its values are masked in evidence whatever they are, so nothing can be said of them."""
SECRET = re.compile(rb"\[secret\]|\[session (?:admin|viewer|remote) [\w .-]+\]")
"""What stands in recorded evidence in place of a secret; a target may well say `[session expired]` of its own."""


@errors.should(
    lambda _: Clause("RFC 9110", "#section-17", "Credentials are not to be disclosed to whoever reads a response."),
    of=(*SEEN, Hostile),
    over=ODD,
    reason="No clause of the document forbids it.",
)
def no_secret(seen: Seen | Hostile, _: Contract) -> Judgement:
    """No answer to the operation, and no look at its task, repeats a session id or a password."""
    looks = (each for task in tasks_in(seen) for each in (*task.polls, *task.later))
    answers = [(each, each.response) for each in (*calls_in(seen), *looks) if each.response is not None]
    if not answers:
        yield Unjudged("nothing was answered")
    for exchange, response in answers:
        for place, text in (
            ("body", response.body),
            *((name, value.encode("latin-1", "replace")) for name, value in response.headers if name.lower() != COOKIE),
        ):
            found = SECRET.search(text)
            if found:
                yield Finding(
                    "no secret in an answer",
                    f"{found.group().decode('latin-1')} in {place}",
                    exchange,
                    "" if place == "body" else place,
                )
