"""HAR 1.2: every exchange of a run, for browsers' network panels, proxies and whoever else reads traffic.

Written entry by entry, as a run may have many and large ones. What HAR has no field for begins with `_`:

| field of an entry | holds |
| --- | --- |
| `_number`, `_operation`, `_account`, `_odd` | as the evidence has them |
| `_target` | the request target byte for byte; `url` is a URI whatever it was |
| `_trouble`, `_detail` | why no response came; the status is 0 then |
| `_requirements` | the requirements that cite the exchange |
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from harfile import HAR_VERSION, Content, PostData, Record, Request, Response, Timings

from conformance.model.events import Exchanged
from conformance.plan.stages import probes
from conformance.report.reproduce import origin
from conformance.report.visible import rfc3339
from conformance.report.wording import claim, headline

if TYPE_CHECKING:
    from conformance.model.http import Exchange, Headers
    from conformance.model.result import Result

PROTOCOL = "HTTP/1.1"
OF_THE_RUN = "run"
"""The page of exchanges that no probe asked for."""
LONGEST = 1e12
"""Milliseconds; what a clock that jumped may show is cut there."""

_NO_URI = re.compile(r"[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})")


def har_pieces(result: Result) -> Iterator[str]:
    """The text, an entry at a time, ASCII."""
    cited, pages, titles = _cited(result), dict[str, dict[str, Any]](), _titles()
    yield f'{{"log": {{\n{_members(_head(result))},\n"entries": ['
    comma = "\n"
    for event in result.recorded:
        if isinstance(event, Exchanged):
            name = event.probe or OF_THE_RUN
            if name not in pages:
                pages[name] = _page(name, titles.get(name, name), event.exchange)
            entry = {"pageref": name, **_entry(event.exchange, result.base_url, cited)}
            yield comma + _json(entry)
            comma = ",\n"
    yield f'\n],\n"pages": {_json(list(pages.values()))}\n}}}}\n'


def _head(result: Result) -> dict[str, Any]:
    told = [headline(result), f"claim: {claim(result)}", *result.warnings]
    told += [f"waiver of {each.requirement} ({each.state}): {each.in_words()}" for each in result.waivers]
    tool = {"name": "srm-conformance", "version": result.tool_version}
    return {"version": HAR_VERSION, "creator": tool, "comment": "\n".join(told), "_verdict": str(result.verdict)}


def _members(known: Mapping[str, Any]) -> str:
    return ",\n".join(f"{_json(name)}: {_json(value)}" for name, value in known.items())


def _json(value: Any) -> str:
    """One line of ASCII; halves of characters, which no UTF-8 holds, become words."""
    line = json.dumps(value, allow_nan=False)
    return json.dumps(_sound(value), allow_nan=False) if "\\ud" in line else line


def _sound(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {_sound(name): _sound(each) for name, each in value.items()}
        case list():
            return [_sound(each) for each in value]
        case _:
            return value


def _cited(result: Result) -> dict[int, list[str]]:
    """Number of an exchange -> ids of the requirements whose verdict rests on it."""
    cited: dict[int, list[str]] = {}
    for each in result.requirements:
        shown = (*each.verdict.evidence, *(finding.exchange for finding in each.verdict.findings))
        for number in dict.fromkeys(exchange.number for exchange in shown):
            cited.setdefault(number, []).append(each.id)
    return cited


def _titles() -> dict[str, str]:
    """Name of a page -> what it holds: one for each probe."""
    told = {name: probe.sends for name, probe in probes().items()}
    return {OF_THE_RUN: "logins, looks and supply of the run itself", **told}


def _page(name: str, title: str, first: Exchange) -> dict[str, Any]:
    """A page; it begins with the first of its exchanges, and -1 says that it has no times of its own."""
    timings = {"onContentLoad": -1, "onLoad": -1}
    return {"startedDateTime": rfc3339(first.at), "id": name, "title": title, "pageTimings": timings}


def _entry(exchange: Exchange, base_url: str, cited: Mapping[int, list[str]]) -> dict[str, Any]:
    took = min(max(0.0, exchange.seconds * 1000), LONGEST)
    trouble = {"_trouble": str(exchange.trouble or ""), "_detail": exchange.detail} if not exchange.response else {}
    return {
        "startedDateTime": rfc3339(exchange.at),
        "time": round(took, 3),
        "request": _request(exchange, base_url),
        "response": _response(exchange),
        "cache": {},
        "timings": Timings(0, round(took, 3), 0, comment="only the whole time is known").asdict(),
        **({"comment": exchange.in_words()} if not exchange.response else {}),
        "_number": exchange.number,
        "_operation": exchange.operation,
        "_account": exchange.account,
        "_odd": exchange.odd,
        "_target": exchange.request.target,
        **trouble,
        "_requirements": cited.get(exchange.number, []),
    }


def _request(exchange: Exchange, base_url: str) -> dict[str, Any]:
    request = exchange.request
    query = parse_qsl(request.target.partition("?")[2], keep_blank_values=True)
    written = Request(
        request.method,
        _uri(base_url, request.target),
        PROTOCOL,
        headers=_records(request.headers),
        queryString=[Record(name, value) for name, value in query],
        bodySize=len(request.body),
    ).asdict()
    if request.body:
        text, coding = _text(request.body)
        data = PostData(_type(request.headers), text=text, params=[]).asdict()
        written["postData"] = data | ({"_encoding": coding} if coding else {})
    return written


def _response(exchange: Exchange) -> dict[str, Any]:
    response = exchange.response
    if response is None:
        nothing = Content(0, mimeType="x-unknown")
        return Response(0, "", PROTOCOL, content=nothing, comment=exchange.in_words()).asdict()
    text, coding = _text(response.body)
    return Response(
        response.status,
        response.reason,
        PROTOCOL,
        headers=_records(response.headers),
        content=Content(len(response.body), mimeType=_type(response.headers), text=text, encoding=coding),
        redirectURL=response.header("Location") or "",
    ).asdict()


def _records(headers: Headers) -> list[Record]:
    return [Record(name, value) for name, value in headers]


def _type(headers: Headers) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "x-unknown")


def _text(body: bytes) -> tuple[str, str | None]:
    """A body as text, or as base64 where it is none; the second says which."""
    with suppress(UnicodeDecodeError):
        if b"\0" not in body:
            return body.decode(), None
    return base64.b64encode(body).decode(), "base64"


def _uri(base_url: str, target: str) -> str:
    """The address of a request; what no URI holds is percent-encoded, and so is what would begin a fragment."""
    path = target if target.startswith("/") else f"/{target}"
    return origin(base_url) + _NO_URI.sub(
        lambda odd: quote(odd[0].encode("latin-1", "backslashreplace"), safe=""), path
    )
