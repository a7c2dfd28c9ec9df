"""A JSON report, read back: strict about what it needs, and open to properties that a later version adds."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator

from conformance.model.errors import UserError
from conformance.model.http import Exchange, Headers, Request, Response, Trouble
from conformance.model.renamed import today
from conformance.model.result import Judged, PairingUse, Result, SpecUsed, WaiverState, WaiverUse
from conformance.model.terms import Area, Clause, Finding, Level, Outcome, RunVerdict, Verdict
from conformance.report.as_json import VERSION
from conformance.report.latency import Latency
from conformance.report.visible import one_line

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

LARGEST = 64 * 1024 * 1024
"""Bytes of a report; ours are bounded well below."""

_UNSENDABLE = "\0"
"""In a request target: no line that sends a request can hold it. Marks what the report shows in part only."""


class ReportError(UserError):
    """A file is no JSON report, or not whole."""


@dataclass(frozen=True, slots=True)
class Report:
    """A JSON report.

    written: as it stands in the file.
    result: what it says; the exchanges are those that it shows, and nothing is recorded.
    """

    path: Path
    written: Mapping[str, Any]
    result: Result
    latency: tuple[Latency, ...]


def read_report(path: Path) -> Report:
    """Read a JSON report. Raises ReportError, which says what is wrong and where."""
    written = _json(path)
    version = written.get("report_version") if isinstance(written, dict) else None
    if version is None:
        hint = f"`srm-conformance run` and `judge` write one with `--report json={path.with_suffix('.json').name}`"
        raise ReportError(f"`{path}` is no JSON report of srm-conformance: it has no `report_version`", hint)
    if version != VERSION:
        said = one_line(repr(version), 40)
        raise ReportError(f"`{path}` is a report of version {said}; this tool reads version {VERSION}")
    try:
        wrong = next(_schema().iter_errors(written), None)
    except ValueError as error:  # half a character, nested without end
        raise ReportError(f"`{path}` is no report that can be told: {one_line(str(error), 200)}") from error
    if wrong is not None:
        raise ReportError(f"`{path}` is no whole report: {_in_words(wrong)}")
    report = Report(
        path, written, _result(written), tuple(Latency(**_of(Latency, e)) for e in _some(written, "latency"))
    )
    _check(report)
    return report


def _json(path: Path) -> Any:
    if path.is_dir():
        raise ReportError(
            f"`{path}` is a folder; a JSON report is due",
            f"`srm-conformance judge {path} --report json=FILE` makes one of the evidence of a run",
        )
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise ReportError(f"the report `{path}` cannot be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise ReportError(f"`{path}` has more than {LARGEST // 1024 // 1024} MiB; no report has")
    try:
        return json.loads(content, parse_float=_finite, parse_int=_whole, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        first = content[:200].split(b"\n")[0]
        hint = f"`srm-conformance judge {path} --report json=FILE` makes a report" if b'"event":' in first else ""
        raise ReportError(f"`{path}` is no JSON: {one_line(str(error), 200)}", hint) from error


def _finite(said: str) -> float:
    number = float(said)
    return number if math.isfinite(number) else _no_number(said)


def _whole(said: str) -> int:
    return int(said) if len(said) < sys.float_info.max_10_exp else int(_no_number(said))


def _no_number(said: str) -> float:
    raise ValueError(f"{said[:20]} is no number that anything can be reckoned with")


@cache
def _schema() -> Draft202012Validator:
    """The published schema, but for its strictness about properties that are not its own."""
    text = (Path(__file__).parent / "report.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text, object_hook=_open))


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if (key, value) != ("additionalProperties", False)}


def _in_words(error: ValidationError) -> str:
    where = "".join(f"/{each}" for each in error.instance_path)
    said = one_line(error.message, 200)
    return f"at {one_line(where, 120)}: {said}" if where else said


def _check(report: Report) -> None:
    """What no schema says."""
    ids = [each.id for each in report.result.requirements]
    twice = (
        next((each for place, each in enumerate(ids) if each in ids[:place]), None)
        if len(set(ids)) < len(ids)
        else None
    )
    if twice is not None:
        raise ReportError(
            f"`{report.path}` is no whole report: the requirement `{one_line(twice, 80)}` stands in it twice"
        )


def _of(kind: type, written: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that a dataclass has."""
    return {name: written[name] for name in kind.__dataclass_fields__}  # type: ignore[attr-defined]  # of any dataclass


def _some(written: Mapping[str, Any], name: str) -> list[Any]:
    """A list that an earlier tool did not write."""
    found = written.get(name, [])
    return list(found)


def _result(written: Mapping[str, Any]) -> Result:
    claim = written["claim"]
    base = written["target"]["base_url"]
    return Result(
        tool_version=written["tool"]["version"],
        spec=SpecUsed(**_of(SpecUsed, written["spec"])),
        base_url=base,
        seed=written["seed"],
        depth=written["depth"],
        started=_epoch(written["started"]),
        seconds=written["seconds"],
        verdict=RunVerdict(written["verdict"]),
        requirements=tuple(_judged(each) for each in written["requirements"]),
        without=tuple(claim["without"]),
        hazards=claim["hazards"],
        narrowing=tuple(claim["narrowing"]),
        requests=written["requests"],
        pairings=tuple(_pairing(each) for each in written["pairings"]),
        warnings=tuple(written["warnings"]),
        waivers=tuple(_waiver(each) for each in _some(written, "waivers")),
        interrupted=written["interrupted"],
        out=Path(written["evidence"]) if written["evidence"] else None,
        session_header=written.get("session_header", ""),
        fail_on=written["fail_on"],
        profile_source=written["profile"],
    )


def _pairing(written: Mapping[str, Any]) -> PairingUse:
    return PairingUse(
        written["id"], tuple(written["purposes"]), written["deleted"], wrongly=written["wrongly"], by=written["by"]
    )


def _waiver(written: Mapping[str, Any]) -> WaiverUse:
    return WaiverUse(
        requirement=today(written["id"]),
        reason=written["reason"],
        until=written["until"],
        owner=written["owner"],
        link=written["link"],
        state=WaiverState(written["state"]),
    )


def _judged(written: Mapping[str, Any]) -> Judged:
    name = today(written["id"])
    evidence = tuple(_exchange(each) for each in written["evidence"])
    shown = {each.number: each for each in evidence}
    verdict = Verdict(
        name,
        Outcome(written["verdict"]),
        written["message"],
        written["examples"],
        tuple(_finding(each, shown) for each in written["findings"]),
        evidence,
    )
    return Judged(
        name,
        written["title"],
        Level(written["level"]),
        Area(written["area"]),
        Clause(**_of(Clause, written["clause"])),
        written["reason"],
        verdict,
        written["mandatory"],
    )


def _finding(written: Mapping[str, Any], shown: Mapping[int, Exchange]) -> Finding:
    number = written["exchange"]
    exchange = shown.get(number) or Exchange(
        number, "", Request("", _UNSENDABLE), None, detail="the report does not show it; the evidence holds it"
    )
    return Finding(written["expected"], written["got"], exchange, written["at"])


def _exchange(written: Mapping[str, Any]) -> Exchange:
    request, response = written["request"], written["response"]
    body, whole = _body(request)
    texts = (request["target"], *request["headers"], *(value for _, value in _headers(request["headers"])))
    # A line made of a request that is shown in part would send another request.
    whole = whole and not any(each.endswith(" more characters)") for each in texts)
    return Exchange(
        number=written["number"],
        operation=written["operation"],
        request=Request(
            request["method"], request["target"] + ("" if whole else _UNSENDABLE), _headers(request["headers"]), body
        ),
        response=response
        and Response(response["status"], _headers(response["headers"]), _body(response)[0], response["reason"]),
        trouble=Trouble(written["trouble"]) if written["trouble"] else None,
        detail=written["detail"],
        at=_epoch(written["at"]),
        seconds=written["seconds"],
        account=written["account"],
    )


def _headers(written: Mapping[str, Any]) -> Headers:
    return tuple(
        (name, each) for name, value in written.items() for each in ([value] if isinstance(value, str) else value)
    )


def _body(written: Mapping[str, Any]) -> tuple[bytes, bool]:
    """A body as far as it is shown, and whether that is all of it."""
    body = written["body"].encode("utf-8", "backslashreplace")
    return body, len(body) == written["body_bytes"] and not written["body_note"]


def _epoch(written: str) -> float:
    try:
        return datetime.fromisoformat(written).timestamp()
    except (ValueError, OverflowError):
        return 0.0
