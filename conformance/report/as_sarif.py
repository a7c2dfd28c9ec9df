"""SARIF 2.1.0: what code scanning and result viewers read.

| verdict | kind, level |
| --- | --- |
| pass | pass, none |
| fail | fail, error |
| warn | fail, warning; error where `--fail-on should` |
| waived | fail, error or warning, with an accepted suppression |
| not-tested | open, none: nothing is known |
| inconclusive | review, none: somebody has to look at the evidence |
| not-applicable | notApplicable, none |

`executionSuccessful` is false where the claim needs something judged that was not.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from conformance.model.result import CODES, INTERRUPTED, Judged, WaiverState
from conformance.model.terms import Level, Outcome
from conformance.report.as_markdown import code as code_in_markdown
from conformance.report.as_markdown import text as text_in_markdown
from conformance.report.reproduce import without_user
from conformance.report.story import facts
from conformance.report.visible import body_text, rfc3339, whole_characters
from conformance.report.wording import cited, claim, counted, gaps, headline, link, shown_exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.http import Exchange, Headers
    from conformance.model.result import Result, WaiverUse

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
TEXT_SHOWN = 2000
FACT_SHOWN = 8000
HEADERS_SHOWN = 60

_KINDS = {
    Outcome.PASS: "pass",
    Outcome.FAIL: "fail",
    Outcome.WARN: "fail",
    Outcome.WAIVED: "fail",
    Outcome.NOT_TESTED: "open",
    Outcome.INCONCLUSIVE: "review",
    Outcome.NOT_APPLICABLE: "notApplicable",
}
_EXITS = {
    **{code: str(verdict) for verdict, code in CODES.items()},
    INTERRUPTED: "interrupted",
}


def sarif_report(result: Result) -> str:
    """Write a result as SARIF, ASCII."""
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(result)]}, indent=2, allow_nan=False) + "\n"


def _run(result: Result) -> dict[str, Any]:
    rules = dict[str, Judged]()
    for each in result.requirements:
        rules.setdefault(each.id, each)
    places = {name: place for place, name in enumerate(rules)}
    waivers = {each.requirement: each for each in result.waivers if each.state is WaiverState.COVERS}
    return {
        "tool": {
            "driver": {
                "name": "srm-conformance",
                "version": _text(result.tool_version),
                "shortDescription": {"text": "Judges whether a server keeps the contract of one operation."},
                "rules": [_rule(each) for each in rules.values()],
            }
        },
        "invocations": [_invocation(result)],
        "automationDetails": {"id": f"srm-conformance/{_uri_part(result.spec.operation)}/"},
        "language": "en",
        "columnKind": "unicodeCodePoints",
        "artifacts": [_document(result)],
        "logicalLocations": [
            {
                "name": _text(result.spec.operation),
                "fullyQualifiedName": _operation(result),
                "kind": "operation",
            }
        ],
        "results": [_result(each, places[each.id], waivers.get(each.id), result) for each in result.requirements],
        "properties": _of_run(result),
    }


def _of_run(result: Result) -> dict[str, Any]:
    return {
        "verdict": str(result.verdict),
        "headline": _text(headline(result)),
        "claim": _text(claim(result)),
        "target": _text(without_user(result.base_url)),
        "summary": {str(outcome): number for outcome, number in result.summary().items()},
        "seed": result.seed,
        "requests": result.requests,
        "pairingsDeleted": [_text(each) for each in result.deleted],
        "evidence": _text(str(result.out or "")),
        "waivers": [_text(f"{each.requirement}: {each.state}: {each.in_words()}") for each in result.waivers],
    }


def _rule(judged: Judged) -> dict[str, Any]:
    address = link(judged.clause)
    help_lines = list(_help(judged))
    return {
        "id": _text(judged.id),
        "name": "".join(part.capitalize() for part in _text(judged.id).replace(".", "-").split("-")) or "Unnamed",
        "shortDescription": {"text": _text(judged.title)},
        "fullDescription": {"text": _text(" ".join(filter(None, (judged.title, judged.reason))))},
        "help": {
            "text": "\n".join(f"{name}: {said}" for name, said in help_lines),
            "markdown": "\n\n".join(f"**{name}:** {text_in_markdown(said)}" for name, said in help_lines),
        },
        **({"helpUri": address} if address else {}),
        "defaultConfiguration": {"level": _level(judged)},
        "properties": {
            "tags": [str(judged.area), str(judged.level)],
            "area": str(judged.area),
            "level": str(judged.level),
            "clause": _text(cited(judged.clause)),
            "mandatory": judged.mandatory,
        },
    }


def _help(judged: Judged) -> Iterator[tuple[str, str]]:
    yield "Requirement", _text(judged.title)
    yield "Clause", _text(f"{cited(judged.clause)}: {judged.clause.text}")
    yield f"Why {str(judged.level).upper()}", _text(judged.reason or "the clause says so")
    yield "More", f"`srm-conformance explain {_text(judged.id)}` tells what is sent and how it is judged."


def _level(judged: Judged) -> str:
    return "error" if judged.level is Level.MUST else "warning"


def _invocation(result: Result) -> dict[str, Any]:
    return {
        "executionSuccessful": not result.interrupted and not result.open() and bool(result.mandatory()),
        "exitCode": result.exit_code,
        "exitCodeDescription": _EXITS[result.exit_code],
        "startTimeUtc": rfc3339(result.started),
        "endTimeUtc": rfc3339(result.started + max(0.0, result.seconds)),
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": _unlinked(_text(said))}} for level, said in _notifications(result)
        ],
    }


def _notifications(result: Result) -> Iterator[tuple[str, str]]:
    if result.interrupted:
        yield "error", "The run was interrupted: what it had not reached was not judged."
    for gap in gaps(result):
        number = counted(len(gap.requirements), "mandatory requirement")
        yield "warning", f"{number} not judged: {gap.reason}. Way out: {gap.way_out}."
    yield from (("note", each) for each in result.warnings)


def _document(result: Result) -> dict[str, Any]:
    spec = result.spec
    return {
        "location": {"uri": _document_uri(result)},
        "description": {"text": _text(f"{spec.title} {spec.version}, the document in force") or "document"},
        "hashes": {"sha-256": _text(spec.sha256)},
        "roles": ["toolSpecifiedConfiguration" if _bundled(result) else "userSpecifiedConfiguration"],
    }


def _bundled(result: Result) -> bool:
    return result.spec.source == result.spec.version


def _document_uri(result: Result) -> str:
    if _bundled(result):
        return f"spec/srm-{_uri_part(result.spec.source)}.yaml"
    path = PurePath(result.spec.source)
    return path.as_uri() if path.is_absolute() else "/".join(map(_uri_part, path.parts)) or "document"


def _uri_part(text: str) -> str:
    return quote(text.encode("utf-8", "backslashreplace"), safe="")


def _result(judged: Judged, rule: int, waiver: WaiverUse | None, result: Result) -> dict[str, Any]:
    kind, exchange, found = _KINDS[judged.outcome], shown_exchange(judged), len(judged.verdict.findings)
    identity = (judged.id, result.spec.operation)
    return {
        "ruleId": _text(judged.id),
        "ruleIndex": rule,
        "kind": kind,
        "level": _severity(judged, result) if kind == "fail" else "none",
        "message": _message_of(judged, result),
        "locations": [_location(judged, result)],
        "partialFingerprints": {"requirement/v1": _digest(*identity)},
        "fingerprints": {"requirementOfTarget/v1": _digest(*identity, without_user(result.base_url))},
        **({"occurrenceCount": found} if found else {}),
        "suppressions": _suppressions(judged, waiver),
        **({"webRequest": _request(exchange), "webResponse": _response(exchange)} if exchange else {}),
        "properties": {
            "verdict": str(judged.outcome),
            "mandatory": judged.mandatory,
            "examples": judged.verdict.examples,
        },
    }


def _message_of(judged: Judged, result: Result) -> dict[str, str]:
    """The verdict in a sentence, and below it what somebody needs who sees nothing else."""
    sentence = judged.verdict.message or str(judged.outcome)
    told = [] if judged.outcome is Outcome.PASS else list(facts(judged, result))
    lines = [_unlinked(_text(f"{name}: {said}", FACT_SHOWN)) for name, said in told]
    return {
        "text": "\n".join([_unlinked(_text(sentence)), *lines]),
        "markdown": "\n\n".join(
            [text_in_markdown(sentence), *(f"**{name}:** {code_in_markdown(said)}" for name, said in told)]
        ),
    }


def _severity(judged: Judged, result: Result) -> str:
    return "error" if result.fail_on == "should" else _level(judged)


def _location(judged: Judged, result: Result) -> dict[str, Any]:
    """Where a requirement stands. Code scanning shows nothing without a line; the document as a whole begins at 1."""
    operation = {"index": 0, "fullyQualifiedName": _operation(result)}
    clause = {"fullyQualifiedName": _text(cited(judged.clause)), "kind": "clause"}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _document_uri(result), "index": 0},
            "region": {"startLine": 1},
        },
        "logicalLocations": [operation, clause],
    }


def _operation(result: Result) -> str:
    return _text(f"{without_user(result.base_url)} {result.spec.operation}")


def _suppressions(judged: Judged, waiver: WaiverUse | None) -> list[dict[str, Any]]:
    """What waives a result. An empty list says that nothing does; without it nothing would be known of that."""
    if judged.outcome is not Outcome.WAIVED:
        return []
    justification = _text(waiver.in_words() if waiver else judged.verdict.message)
    known = {"until": waiver.until, "owner": waiver.owner, "link": waiver.link} if waiver else {}
    properties = {name: _text(said) for name, said in known.items() if said}
    return [{"kind": "external", "status": "accepted", "justification": justification, "properties": properties}]


def _request(exchange: Exchange) -> dict[str, Any]:
    request = exchange.request
    return {
        "protocol": "http",
        "version": "1.1",
        "target": _text(request.target),
        "method": _text(request.method),
        "headers": _headers(request.headers),
        "body": _body(request.body),
    }


def _response(exchange: Exchange) -> dict[str, Any]:
    response = exchange.response
    if response is None:
        return {"noResponseReceived": True, "properties": {"trouble": _text(exchange.in_words())}}
    return {
        "protocol": "http",
        "version": "1.1",
        "statusCode": response.status,
        "reasonPhrase": _text(response.reason),
        "headers": _headers(response.headers),
        "body": _body(response.body),
    }


def _headers(headers: Headers) -> dict[str, str]:
    """Name -> value; the values of a name that came more than once in one line, as HTTP allows."""
    values: dict[str, list[str]] = {}
    for name, value in headers[:HEADERS_SHOWN]:
        values.setdefault(_text(name), []).append(value)
    return {name: _text(", ".join(each)) for name, each in values.items()}


def _body(body: bytes) -> dict[str, Any]:
    text, note = body_text(body)
    return {"text": text, **({"properties": {"note": note}} if note else {})}


def _unlinked(said: str) -> str:
    """Write a sentence so that no viewer takes anything in it for a link (3.11.6)."""
    return said.replace("](", "] (")


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _text(text: str, longest: int = TEXT_SHOWN) -> str:
    return whole_characters(text, longest)
