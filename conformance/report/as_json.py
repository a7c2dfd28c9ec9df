"""The JSON report: what scripts read. Its schema is report.schema.json beside this file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from conformance.report.latency import latencies
from conformance.report.reproduce import cmdlet_of, line_of, lines_before, replay, url, without_user
from conformance.report.visible import body_text, rfc3339, whole_characters
from conformance.report.wording import claim, headline, notes, shown_exchange

if TYPE_CHECKING:
    from conformance.model.http import Exchange, Headers
    from conformance.model.result import Judged, PairingUse, Result, SpecUsed, WaiverUse
    from conformance.model.terms import Finding
    from conformance.report.latency import Latency

VERSION = "1"
TEXT_SHOWN = 2000
"""Characters of one text from a target: a message, a header, a request target."""
HEADERS_SHOWN = 60
FINDINGS_SHOWN = 20
EVIDENCE_SHOWN = 5


def json_report(result: Result) -> str:
    """Write a result as JSON: ASCII, so that no text in it does anything to who looks at the file."""
    return json.dumps(as_json(result), indent=2, allow_nan=False) + "\n"


def as_json(result: Result) -> dict[str, Any]:
    """Everything about a run, as report.schema.json describes it."""
    return {
        "report_version": VERSION,
        "tool": {"name": "srm-conformance", "version": _text(result.tool_version)},
        "spec": _spec(result.spec),
        "target": {"base_url": _text(without_user(result.base_url))},
        "profile": _text(result.profile_source),
        "replayed": _text(result.replayed),
        "seed": result.seed,
        "depth": _text(result.depth),
        "started": rfc3339(result.started),
        "seconds": max(0.0, round(result.seconds, 3)),
        "verdict": str(result.verdict),
        "headline": _text(headline(result)),
        "fail_on": result.fail_on,
        "interrupted": result.interrupted,
        "claim": _claim(result),
        "summary": {str(outcome): number for outcome, number in result.summary().items()},
        "requests": result.requests,
        "latency": [_latency(each) for each in latencies(result.recorded)],
        "session_header": _text(result.session_header),
        "pairings_deleted": [_text(each) for each in result.deleted],
        "pairings": [_pairing(each) for each in result.pairings],
        "warnings": [_text(each) for each in result.warnings],
        "waivers": [_waiver(each) for each in result.waivers],
        "evidence": _text(str(result.out)) if result.out else None,
        "requirements": [_requirement(each, result) for each in result.requirements],
    }


def _spec(spec: SpecUsed) -> dict[str, str]:
    return {name: _text(getattr(spec, name)) for name in ("title", "version", "source", "sha256", "operation")}


def _claim(result: Result) -> dict[str, Any]:
    return {
        "without": [_text(each) for each in result.without],
        "hazards": result.hazards,
        "narrowing": [_text(each) for each in result.narrowing],
        "mandatory": len(result.mandatory()),
        "unjudged": len(result.open()),
        "in_words": _text(claim(result)),
    }


def _latency(each: Latency) -> dict[str, Any]:
    return {
        "operation": _text(each.operation),
        "count": each.count,
        "median": round(each.median, 6),
        "p95": round(each.p95, 6),
    }


def _pairing(use: PairingUse) -> dict[str, Any]:
    return {
        "id": _text(use.pairing),
        "purposes": [_text(purpose) for purpose in use.purposes],
        "deleted": use.spent,
        "wrongly": use.wrongly,
        "by": use.by,
    }


def _waiver(use: WaiverUse) -> dict[str, str]:
    texts = {name: _text(getattr(use, name)) for name in ("reason", "until", "owner", "link")}
    return {"id": _text(use.requirement), **texts, "state": str(use.state)}


def _requirement(judged: Judged, result: Result) -> dict[str, Any]:
    verdict, clause = judged.verdict, judged.clause
    shown = verdict.evidence[:EVIDENCE_SHOWN]
    return {
        "id": _text(judged.id),
        "title": _text(judged.title),
        "level": str(judged.level),
        "area": str(judged.area),
        "reason": _text(judged.reason),
        "clause": {
            "document": _text(clause.document),
            "pointer": _text(clause.pointer),
            "text": _text(clause.text),
        },
        "mandatory": judged.mandatory,
        "verdict": str(verdict.outcome),
        "message": _text(verdict.message),
        "examples": verdict.examples,
        "findings_total": verdict.breaches,
        "findings": [_finding(each) for each in verdict.findings[:FINDINGS_SHOWN]],
        "evidence": [_exchange(each, result.base_url) for each in shown],
        "reproduce": _reproduce(judged, result),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "expected": _text(finding.expected),
        "got": _text(finding.got),
        "at": _text(finding.at),
        "exchange": finding.exchange.number,
    }


def _reproduce(judged: Judged, result: Result) -> dict[str, Any] | None:
    exchange = shown_exchange(judged)
    if exchange is None:
        return None
    line, command = line_of(exchange, result), replay(judged, result)
    return {
        "replay": None if command is None else _text(command),
        "before": [f"{before}  # {said}" for said, before in lines_before(exchange, result)],
        "curl": None if line is None else _text(line, len(line)),
        "notes": [_text(each) for each in notes(exchange, result)],
        "powercli": cmdlet_of(exchange, result),
    }


def _exchange(exchange: Exchange, base: str) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    return {
        "number": exchange.number,
        "operation": _text(exchange.operation),
        "account": _text(exchange.account),
        "request": {
            "method": _text(request.method),
            "url": _text(url(exchange, base)),
            "target": _text(request.target),
            "headers": _headers(request.headers),
            **_body(request.body),
        },
        "response": None
        if response is None
        else {
            "status": response.status,
            "reason": _text(response.reason),
            "headers": _headers(response.headers),
            **_body(response.body),
        },
        "trouble": str(exchange.trouble) if exchange.trouble else None,
        "detail": _text(exchange.detail),
        "at": rfc3339(exchange.at),
        "seconds": max(0.0, round(exchange.seconds, 6)),
    }


def _headers(headers: Headers) -> dict[str, str | list[str]]:
    """Name -> value; a list of values where the name came more than once."""
    values: dict[str, list[str]] = {}
    for name, value in headers[:HEADERS_SHOWN]:
        values.setdefault(_text(name), []).append(_text(value))
    return {name: each[0] if len(each) == 1 else each for name, each in values.items()}


def _body(body: bytes) -> dict[str, Any]:
    text, note = body_text(body)
    return {"body": text, "body_bytes": len(body), "body_note": note}


def _text(text: str, longest: int = TEXT_SHOWN) -> str:
    return whole_characters(text, longest)
