"""Allure results: a folder that Allure Report 2 and 3 read. It is green only where the run is conformant.

| verdict | here |
| --- | --- |
| pass | passed |
| fail | failed |
| warn | passed, with its message and failed steps; failed where `--fail-on should` |
| not-tested, inconclusive | broken where the claim needs it judged, else skipped |
| waived | skipped, as a known defect |
| not-applicable | skipped |

The names of the files hang on the run, `historyId` does not: folders of several runs or shards may be laid together.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from conformance.model.result import WaiverState
from conformance.model.terms import Level, Outcome, RunVerdict
from conformance.report.as_markdown import text as text_in_markdown
from conformance.report.reproduce import without_user
from conformance.report.story import facts
from conformance.report.visible import body_text, clip, one_line, visible, whole_characters
from conformance.report.wording import cited, claim, headline, link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conformance.model.http import Exchange, Headers
    from conformance.model.result import Judged, Result
    from conformance.model.terms import Finding

OWN = "srm-conformance-"
"""What the names of results and attachments begin with."""
FINDINGS_SHOWN = 20
EVIDENCE_SHOWN = 5
HEADERS_SHOWN = 60
TEXT_SHOWN = 2000
LATEST = 2**53
"""Milliseconds; the largest that every reader of JSON holds."""

AGAIN = ("again", "first", "then", "curl", "note", "PowerCLI")
"""Names of the facts that see a failure again."""
SEVERITIES = {Level.MUST: "critical", Level.SHOULD: "minor"}
CATEGORIES = [
    {"name": "Broken: the document forces it", "matchedStatuses": ["failed"]},
    {"name": "Not judged, though the claim needs it", "matchedStatuses": ["broken"]},
    {"name": "Broken and waived", "matchedStatuses": ["skipped"], "messageRegex": "waived: .*"},
    {"name": "Not applicable", "matchedStatuses": ["skipped"], "messageRegex": "not-applicable: .*"},
    {"name": "Not judged, and not part of the claim", "matchedStatuses": ["skipped"]},
]


def allure_files(result: Result) -> Iterator[tuple[str, str]]:
    """The files of the folder: attachments before the result that names them."""
    yield "categories.json", _json(CATEGORIES)
    yield "environment.properties", _properties(_environment(result))
    reds = 0
    for place, judged in enumerate(result.requirements):
        name = f"{OWN}{_uuid(result, place, judged.id)}"
        attachments = {f"{name}-{number}-attachment.txt": each for number, each in enumerate(_attached(judged, result))}
        yield from ((file, text) for file, (_, text) in attachments.items())
        made = _result(judged, result, place, {file: title for file, (title, _) in attachments.items()})
        reds += made["status"] in ("failed", "broken")
        yield f"{name}-result.json", _json(made)
    if result.verdict is not RunVerdict.CONFORMANT and not reds:
        yield f"{OWN}{_uuid(result, -1, 'run')}-result.json", _json(_not_green(result))


def _status(judged: Judged, result: Result) -> str:
    match judged.outcome:
        case Outcome.PASS:
            return "passed"
        case Outcome.FAIL:
            return "failed"
        case Outcome.WARN:
            return "failed" if result.fail_on == "should" else "passed"
        case Outcome.NOT_TESTED | Outcome.INCONCLUSIVE if judged.mandatory:
            return "broken"
        case _:
            return "skipped"


def _result(judged: Judged, result: Result, place: int, attachments: Mapping[str, str]) -> dict[str, Any]:
    status = _status(judged, result)
    seconds = sum(each.seconds for each in judged.verdict.evidence)
    told = (f"{name}: {said}" for name, said in facts(judged, result))
    return {
        **_frame(result, place, judged.id, status, seconds),
        "name": _text(judged.title) or "(no title)",
        "statusDetails": {
            "message": _text(_message(judged)),
            "trace": "\n".join(visible(clip(each, 8000), keep="\n\t") for each in told),
            "known": judged.outcome is Outcome.WAIVED,
        },
        "description": _description(judged),
        "labels": [
            {"name": name, "value": value}
            for name, value in (*_labels(result, judged.id, judged.area), ("severity", SEVERITIES[judged.level]))
        ]
        + [{"name": "tag", "value": str(each)} for each in (judged.level, judged.outcome)],
        "links": _links(judged, result),
        "parameters": [
            {"name": "verdict", "value": str(judged.outcome), "excluded": True},
            {"name": "judged on", "value": str(judged.verdict.examples), "excluded": True},
            {"name": "mandatory", "value": str(judged.mandatory).lower(), "excluded": True},
        ],
        "attachments": [{"name": title, "source": file, "type": "text/plain"} for file, title in attachments.items()],
        "steps": [_step(each) for each in judged.verdict.findings[:FINDINGS_SHOWN]],
    }


def _frame(result: Result, place: int, name: str, status: str, seconds: float) -> dict[str, Any]:
    """What identifies a result, over all runs and within this one, and when it was."""
    history = sha256(f"{result.spec.operation}\n{name}".encode("utf-8", "backslashreplace")).hexdigest()
    start = _milliseconds(result.started)
    return {
        "uuid": _uuid(result, place, name),
        "historyId": history,
        "testCaseId": history,
        "fullName": _text(f"{result.spec.operation} {name}"),
        "status": status,
        "stage": "finished",
        "start": start,
        "stop": min(start + _milliseconds(seconds), LATEST),
    }


def _labels(result: Result, name: str, area: str) -> list[tuple[str, str]]:
    labels = [
        ("parentSuite", f"{result.spec.operation} of {result.spec.title} {result.spec.version}"),
        ("suite", area),
        ("feature", area),
        ("story", name),
        ("package", f"{result.spec.operation}.{name}"),
        ("framework", "srm-conformance"),
        ("host", without_user(result.base_url)),
    ]
    return [(kind, _text(value)) for kind, value in labels]


def _not_green(result: Result) -> dict[str, Any]:
    """Keep a run that is not conformant from looking so: without anything broken, one result says the verdict."""
    return {
        **_frame(result, -1, "run.verdict", "broken", 0),
        "name": "The verdict of the run.",
        "statusDetails": {"message": _text(headline(result)), "trace": _text(claim(result))},
        "labels": [{"name": name, "value": value} for name, value in _labels(result, "run.verdict", "run")],
    }


def _message(judged: Judged) -> str:
    told = judged.outcome in (Outcome.PASS, Outcome.FAIL)
    return judged.verdict.message if told else f"{judged.outcome}: {judged.verdict.message}"


def _description(judged: Judged) -> str:
    """Markdown: what is asked, by which clause, and why so strongly."""
    clause, address = text_in_markdown(cited(judged.clause)), link(judged.clause)
    parts = [
        f"`{judged.level.upper()}` {text_in_markdown(judged.title)}",
        f"**Clause:** {f'[{clause}]({address})' if address else clause}: {text_in_markdown(judged.clause.text)}",
    ]
    parts += [f"**Why {judged.level.upper()}:** {text_in_markdown(judged.reason)}"] if judged.reason else []
    return "\n\n".join(parts)


def _links(judged: Judged, result: Result) -> list[dict[str, str]]:
    links = [{"type": "link", "name": _text(cited(judged.clause)), "url": address} for address in [link(judged.clause)]]
    waived = (each for each in result.waivers if each.requirement == judged.id and each.state is WaiverState.COVERS)
    links += [{"type": "issue", "name": "the waiver", "url": one_line(each.link)} for each in waived]
    return [each for each in links if each["url"].startswith(("https://", "http://"))]


def _step(finding: Finding) -> dict[str, Any]:
    at = f" at {finding.at}" if finding.at else ""
    start = _milliseconds(finding.exchange.at)
    return {
        "name": _text(f"exchange {finding.exchange.number}: expected {finding.expected}; got {finding.got}{at}"),
        "status": "failed",
        "stage": "finished",
        "start": start,
        "stop": min(start + _milliseconds(finding.exchange.seconds), LATEST),
    }


def _attached(judged: Judged, result: Result) -> Iterator[tuple[str, str]]:
    """The exchanges with their titles, and the lines that send the first failing one again."""
    if judged.verdict.findings:
        known = ((name, said) for name, said in facts(judged, result) if name in AGAIN)
        comments = {"note": "# ", "first": "# first ", "then": "# then "}
        lines = (comments.get(name, "") + said for name, said in known)
        yield "see it again", "\n".join(map(visible, lines)) or "(no line can send this request)"
    for each in judged.verdict.evidence[:EVIDENCE_SHOWN]:
        yield f"exchange {each.number}", _exchange(each)


def _exchange(exchange: Exchange) -> str:
    """Both messages as they went over the wire, as far as text shows them."""
    request, response = exchange.request, exchange.response
    lines = [f"{request.method} {request.target} HTTP/1.1", *_message_lines(request.headers, request.body), ""]
    if response is None:
        lines.append(exchange.in_words())
    else:
        lines.append(f"HTTP/1.1 {response.status} {response.reason}".rstrip())
        lines += _message_lines(response.headers, response.body)
    lines += ["", f"({exchange.seconds:.3f} s; exchange {exchange.number} of the evidence)"]
    return "\n".join(visible(clip(each, 8000), keep="\n\t") for each in lines)


def _message_lines(headers: Headers, body: bytes) -> list[str]:
    lines = [f"{name}: {value}" for name, value in headers[:HEADERS_SHOWN]]
    if body:
        text, note = body_text(body)
        lines += ["", *([f"({note})"] if note else []), text]
    return lines


def _environment(result: Result) -> dict[str, str]:
    spec = result.spec
    told = {
        "verdict": headline(result),
        "claim": claim(result),
        "target": without_user(result.base_url),
        "document": f"{spec.title} {spec.version} sha256:{spec.sha256}",
        "tool": f"srm-conformance {result.tool_version}",
        "seed": str(result.seed),
        "evidence": str(result.out or ""),
    }
    told |= {f"note.{number}": each for number, each in enumerate(result.warnings, 1)}
    uses = [f"{each.requirement} ({each.state}): {each.in_words()}" for each in result.waivers]
    return told | {f"waiver.{number}": each for number, each in enumerate(uses, 1)}


def _properties(values: Mapping[str, str]) -> str:
    """Java properties: one line each, in ASCII."""
    return "".join(f"{name}={_escaped(one_line(value, TEXT_SHOWN))}\n" for name, value in values.items())


def _escaped(value: str) -> str:
    units = value.replace("\\", "\\\\").encode("utf-16-be", "surrogatepass")
    pairs = (int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2))
    return "".join(chr(each) if each < 0x7F else f"\\u{each:04x}" for each in pairs)  # noqa: PLR2004 - ASCII ends


def _uuid(result: Result, place: int, name: str) -> str:
    parts = (without_user(result.base_url), repr(result.started), str(result.seed), str(place), name)
    return str(uuid5(NAMESPACE_URL, "\n".join(parts).encode("utf-8", "backslashreplace").decode()))


def _milliseconds(seconds: float) -> int:
    return int(min(max(0.0, seconds * 1000), LATEST))


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def _text(text: str) -> str:
    return whole_characters(text, TEXT_SHOWN)
