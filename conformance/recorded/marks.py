"""An exchange of a recording in few bytes: what has to be known of it to find out what belongs together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from conformance.catalogue.contract import GET_TASK, GET_TASKS
from conformance.catalogue.reading import ENDS
from conformance.document.validate import parse

if TYPE_CHECKING:
    from conformance.model.http import Headers
    from conformance.recorded.har import Entry
    from conformance.recorded.traffic import Place

LONGEST_HEAD = 6000
"""Characters of target and headers up to which no gateway refuses a request for its length."""
LONGEST_SESSION = 512
BEHIND = frozenset({407, 429, 502, 503, 504, 511})
"""Statuses with which a proxy, a gateway or a limiter answers for the target, or asks to wait."""
_PLAIN = re.compile(r"[A-Za-z0-9._~-]{1,128}\Z")
_UNREAL = re.compile(r"redact|remov|mask|filter|hidden|strip|x{4}|\*|\[|\.\.\.|…", re.IGNORECASE)
_OVERRIDES = frozenset(
    {"x-http-method-override", "x-http-method", "x-method-override", "expect", "transfer-encoding", "range"}
)


@dataclass(slots=True)
class Mark:
    """What is known of an exchange.

    kept: where it is kept, and how many bytes. number: its place in time, from 1. end: None where it is not known.
    pairing: in lower case. task: the id asked for, or that a 202 names; empty for none. shown: the status of that task.
    session: the header's value; None without the header. other_credentials: a cookie or another authorization.
    fresh: the response is from the server itself and no store. whole: and the recording has its body too.
    json: the answer calls itself JSON. page: it calls itself HTML, as pages of gateways do.
    date: what the answer says that the time is, in seconds since the epoch.
    plain: nothing in the request departs from the document. ordinary: nor does the answer say that it came at a
        moment when other words are due.
    tasks: of a list: place -> id and status of the tasks in it.
    """

    kept: tuple[int, int]
    at: float
    end: float | None
    operation: str
    base: str
    method: str
    pairing: str
    task: str
    shown: str | None
    status: int | None
    session: str | None
    other_credentials: bool
    fresh: bool
    whole: bool
    json: bool
    page: bool
    plain: bool
    ordinary: bool
    place: int
    date: float | None = None
    opened: str = ""
    bare_list: bool = False
    tasks: tuple[tuple[int, str, str | None], ...] = ()
    number: int = 0

    @property
    def speaks(self) -> bool:
        """Whether the answer says something of the target."""
        return self.whole and self.status is not None and self.status not in BEHIND

    @property
    def tells_presence(self) -> bool:
        """Whether its status alone tells that what was asked for is there, or is not."""
        return self.fresh and not self.page and self.status is not None and self.status not in BEHIND


def mark(entry: Entry, place: Place, session_header: str, kept: tuple[int, int]) -> Mark:
    """What is known of an entry of the API."""
    sent = _sent(entry.headers, session_header.lower())
    path, _, query = place.target.partition("?")
    body = _read(entry) if place.operation != "getPairings" else None
    task, shown = _task(place, entry, body)
    plain = sent.plain and not query and entry.body == b"" and _is_plain(path, LONGEST_HEAD - sent.size)
    answer = {name.lower(): value for name, value in entry.answer_headers}
    media = answer.get("content-type", "").lower()
    return Mark(
        kept=kept,
        at=entry.at,
        end=None if entry.seconds is None else entry.at + entry.seconds,
        operation=place.operation,
        base=intern(place.base),  # the same words come again and again, and each copy would be kept
        method=intern(entry.method),
        pairing=intern(place.parameter.lower()) if place.operation not in (GET_TASK, GET_TASKS) else "",
        task=intern(task),
        shown=None if shown is None else intern(shown),
        status=entry.status,
        session=sent.session,
        other_credentials=sent.other_credentials,
        fresh=not entry.cached,
        whole=entry.answer is not None and not entry.cached,
        json="json" in media,
        page="html" in media,
        plain=plain,
        ordinary=plain,
        place=entry.place,
        date=None if entry.cached else _date(answer.get("date", "")),
        opened=_opened(place, body),
        bare_list="filter" not in query.lower(),
        tasks=_tasks(body) if place.operation == GET_TASKS else (),
    )


class _Sent(NamedTuple):
    """What the headers of a request say. size: characters. plain: nothing in them departs from the document."""

    session: str | None
    other_credentials: bool
    size: int
    plain: bool


@lru_cache(maxsize=64)  # a client sends the same ones with most of its requests
def _sent(headers: Headers, session_header: str) -> _Sent:
    names = {name.lower(): value for name, value in headers}
    sessions = [value for name, value in headers if name.lower() == session_header]
    accept = names.get("accept", "*/*").lower()
    plain = (
        names.get("content-length", "0") == "0"
        and ("*/*" in accept or "application/json" in accept or "application/*" in accept)
        and _OVERRIDES.isdisjoint(names)
        and len(sessions) <= 1
        and all(each.isascii() and len(each) <= LONGEST_SESSION for each in sessions)
    )
    return _Sent(
        session=intern(sessions[0]) if sessions else None,
        other_credentials=bool({"cookie", "authorization"} & names.keys()),
        size=sum(len(name) + len(value) for name, value in headers),
        plain=plain,
    )


def _is_plain(path: str, longest: int) -> bool:
    return "//" not in path and _PLAIN.match(path.rpartition("/")[2]) is not None and len(path) <= longest


def _read(entry: Entry) -> Any:
    if not entry.answer or entry.status is None or entry.status // 100 != 2:  # noqa: PLR2004 - successes
        return None
    try:
        return parse(entry.answer)
    except ValueError:
        return None


def _task(place: Place, entry: Entry, body: Any) -> tuple[str, str | None]:
    if place.operation == GET_TASK:
        return place.parameter, _text(body, "status")
    announced = entry.method != "GET" and entry.status == 202  # noqa: PLR2004 - HTTP's own number
    return (_text(body, "id") or "", _text(body, "status")) if announced else ("", None)


def _tasks(body: Any) -> tuple[tuple[int, str, str | None], ...]:
    listed = body.get("list") if isinstance(body, dict) else None
    if not isinstance(listed, list):
        return ()
    found = [(place, _text(each, "id"), _text(each, "status")) for place, each in enumerate(listed)]
    return tuple((place, name, shown) for place, name, shown in found if name)


def _opened(place: Place, body: Any) -> str:
    return (_text(body, "session_id") or "") if place.operation == "login" else ""


def _text(value: Any, name: str) -> str | None:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


@lru_cache(maxsize=1024)  # the same for all answers of a second
def _date(said: str) -> float | None:
    try:
        return parsedate_to_datetime(said).timestamp()
    except (ValueError, OverflowError):
        return None


def is_identity(session: str | None) -> bool:
    """Whether a session id is what went over the wire, and not what somebody put in its place."""
    return session is not None and len(session) >= 8 and not _UNREAL.search(session)  # noqa: PLR2004 - shorter ones repeat


def has_ended(shown: str | None) -> bool:
    """Whether a status is an end."""
    return shown in ENDS
