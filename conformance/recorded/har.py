"""A HAR, entry by entry: HAR 1.2 as browsers, proxies and mitmproxy write it, of any size, in bounded memory."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import IO, Any, NamedTuple, Self, TypeVar, cast
from urllib.parse import quote

import ijson

from conformance.model.errors import UserError
from conformance.model.http import Headers
from conformance.recorded.shallow import Shallow

_GZIP, _BOM = b"\x1f\x8b", b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
LONGEST = 1e12
"""Milliseconds that an exchange may take; more is no measurement."""
LONGEST_LENGTH = 12
"""Digits of a Content-Length."""
_ENTRIES = "log.entries.item"
_PRINTED = "".join(map(chr, range(0x21, 0x7F)))
_PLAIN = re.compile(r"[!-~]*")


class RecordingError(UserError):
    """A file is no HAR, or not one that can be judged."""


P = TypeVar("P")


class Entry(NamedTuple):  # quicker to keep aside than a dataclass
    """One entry of a HAR, as far as it is needed.

    place: from 1, in the order of the file. url: without its fragment. body, answer: None where the recording left
    them out. status: None where no response came. at: seconds since the epoch. seconds: None where the recorder
    did not measure. cached: the answer did not come from the server just then.
    """

    place: int
    method: str
    url: str
    headers: Headers
    body: bytes | None
    status: int | None
    reason: str
    answer_headers: Headers
    answer: bytes | None
    at: float
    seconds: float | None
    cached: bool


def entries(
    path: Path, place_of: Callable[[str, str], P | None], passed: Callable[[], None]
) -> Iterator[tuple[Entry, P]]:
    """The entries that have a place by their method and URL, and that place, in the order of the file.

    passed: called for each of the others.
    Raises RecordingError, with the place, for what is no HAR.
    """
    place = 0
    found = False
    try:
        with _opened(path) as file:
            for place, raw in enumerate(ijson.items(file, _ENTRIES, use_float=True), 1):
                found = True
                method, url = _asked(raw, path, place)
                at = place_of(method, url)
                if at is not None:
                    yield _entry(raw, url, path, place), at
                else:
                    passed()
        if not found:
            _check_empty(path)
    except (ijson.JSONError, UnicodeDecodeError, OverflowError, RecursionError) as error:
        raise _unreadable(path, place, str(error).splitlines()[0][:200]) from error
    except ValueError as error:  # such as an integer of more digits than Python reads
        raise _unreadable(path, place, str(error)[:200]) from error
    except (OSError, EOFError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise RecordingError(f"the recording `{path}` cannot be read: {said}") from error


def _unreadable(path: Path, place: int, why: str) -> RecordingError:
    where = f"after entry {place}" if place else "before its first entry"
    return RecordingError(f"`{path}` is no whole HAR: {where}, {why}", "export it again; `judge` takes HAR 1.2")


def _check_empty(path: Path) -> None:
    """Tell a HAR without entries from JSON that is none."""
    with _opened(path) as file:
        found = next(ijson.items(file, "log.entries"), None)
    if found != []:
        raise RecordingError(f"`{path}` is no HAR: it has no list `log.entries`", "`judge` takes HAR 1.2, or evidence")
    raise RecordingError(f"`{path}` holds no traffic: its list `log.entries` is empty")


def _opened(path: Path) -> Shallow:
    """The file as UTF-8 JSON: unpacked where it is gzip, without a byte order mark, and not nested without end."""
    return Shallow(_plain(path))


def _plain(path: Path) -> IO[bytes]:
    file: IO[bytes] = path.open("rb")
    if file.read(2) == _GZIP:
        file.close()
        file = cast("IO[bytes]", gzip.open(path, "rb"))  # noqa: SIM115 - the caller closes it
    else:
        file.seek(0)
    start = file.read(3)
    if start[:2] in _UTF16:
        file.seek(0)
        return cast("IO[bytes]", _Recoded(io.TextIOWrapper(file, "utf-16")))
    if start != _BOM:
        file.seek(0)
    return file


class _Recoded:
    """UTF-16, as some shells write files, read as UTF-8."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    def read(self, size: int) -> bytes:
        """The next bytes, about as many as asked for."""
        return self._text.read(max(1, size // 4)).encode() if size else b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()


class _Raw:
    """An entry whose parts are asked for by name; says which one is wrong."""

    def __init__(self, path: Path, place: int) -> None:
        self._path, self._place = path, place

    def wrong(self, what: str) -> RecordingError:
        return RecordingError(f"`{self._path}`, entry {self._place}: {what}", "`judge` takes HAR 1.2")

    def part(self, of: Any, name: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """A member of an object, where it is there. Raises RecordingError when it is something else."""
        value = of.get(name) if isinstance(of, dict) else None
        if type(value) is kind:
            return value
        if value is None:
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(f"`{name}` is {_kind(value)}")
        return value

    def headers(self, of: Any) -> Headers:
        """Names and values of headers, without the pseudo-headers of HTTP/2."""
        found = []
        for each in self.part(of, "headers", list, []):
            name, value = (each.get("name"), each.get("value")) if type(each) is dict else (None, None)
            if type(name) is not str or type(value) is not str:
                name, value = self.part(each, "name", str, ""), self.part(each, "value", str, "")
            if name and name[0] != ":":
                found.append((_wire(name), _wire(value)))
        return tuple(found)


def _asked(raw: Any, path: Path, place: int) -> tuple[str, str]:
    """Method and URL; of requests that are not wanted the method may be missing."""
    at = _Raw(path, place)
    if not isinstance(raw, dict):
        raise at.wrong(f"is {_kind(raw)}, no object")
    request = at.part(raw, "request", dict, {})
    url, method = at.part(request, "url", str), request.get("method")
    if url is None:
        raise at.wrong("has no `request.url`")
    url = url.partition("#")[0]
    return method if isinstance(method, str) else "", url if _PLAIN.fullmatch(url) else quote(url, safe=_PRINTED)


def _entry(raw: dict[str, Any], url: str, path: Path, place: int) -> Entry:
    at = _Raw(path, place)
    request, response = at.part(raw, "request", dict, {}), at.part(raw, "response", dict, {})
    method = at.part(request, "method", str)
    if method is None:
        raise at.wrong("has no `request.method`")
    status = _status(at, response)
    headers = at.headers(response)
    names = {name.lower(): value for name, value in headers}
    return Entry(
        place,
        _wire(method),
        url,
        at.headers(request),
        _sent(at, request),
        status,
        _wire(at.part(response, "statusText", str, "")),
        headers,
        _answer(at, response, status, method, names),
        _moment(at, raw),
        _seconds(raw),
        _cached(raw, response, names),
    )


def _status(at: _Raw, response: dict[str, Any]) -> int | None:
    """The status; None for 0 and -1, which recorders write where no response came."""
    value = response.get("status")
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == len("200"):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None or (type(value) is int and value <= 0):
        return None
    if type(value) is not int or not 100 <= value <= 999:  # noqa: PLR2004 - what a status line can hold
        raise at.wrong(f"`response.status` is {_kind(value)} that is no status code")
    return value


def _sent(at: _Raw, request: dict[str, Any]) -> bytes | None:
    post = at.part(request, "postData", dict)
    if post is None:
        size = request.get("bodySize")
        return None if isinstance(size, int) and size > 0 else b""
    text = at.part(post, "text", str)
    if text is None:
        return b"" if not post.get("params") else None
    return _bytes(text, post.get("encoding"))


def _answer(at: _Raw, response: dict[str, Any], status: int | None, method: str, names: dict[str, str]) -> bytes | None:
    """The body of a response, its content coding undone as recorders do; None where it is missing or not whole."""
    content = at.part(response, "content", dict, {})
    text, size = at.part(content, "text", str), content.get("size")
    if status is None:
        return None
    sent = 0 if status in (204, 304) or method == "HEAD" else _length(names)
    if text is None:
        bodiless = sent == 0 or (size == 0 and response.get("bodySize") in (0, None, -1))
        return b"" if bodiless else None
    body = _bytes(text, content.get("encoding"))
    if body is not None and sent is not None and len(body) < sent and not _is_json(body):
        return None  # cut; where somebody put a shorter word in place of a secret it is JSON still
    if body is None or not isinstance(size, int) or len(body) >= size:
        return body
    packed = content.get("compression")
    return body if isinstance(packed, int) and len(body) == size + packed else None


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _length(names: dict[str, str]) -> int | None:
    """The length of the body by its header; None where it does not say that, or that of a coded body."""
    said = names.get("content-length", "")
    plain = said.isascii() and said.isdigit() and len(said) <= LONGEST_LENGTH and "content-encoding" not in names
    return int(said) if plain else None


def _bytes(text: str, encoding: Any) -> bytes | None:
    """The bytes that a text stands for; None where it cannot be what came over the wire."""
    if encoding == "base64":
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return None
    if "\ufffd" in text:  # the recorder could not decode the bytes
        return None
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a character
        return None


def _moment(at: _Raw, raw: dict[str, Any]) -> float:
    said = at.part(raw, "startedDateTime", str, "")
    try:
        moment = datetime.fromisoformat(said)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        raise at.wrong(f"`startedDateTime` is no date and time: {said[:60]!r}") from None


def _seconds(raw: dict[str, Any]) -> float | None:
    """How long the exchange took; None where the recorder does not say."""
    took = raw.get("time")
    if not _is_time(took):
        timings = raw.get("timings")
        parts = (
            [each for name, each in timings.items() if name != "ssl" and _is_time(each)]
            if isinstance(timings, dict)
            else []
        )
        took = sum(parts) if parts else None
    return None if took is None else float(took) / 1000


def _is_time(value: Any) -> bool:
    return (
        isinstance(value, (int, float, Decimal))
        and not isinstance(value, bool)
        and isfinite(value)
        and 0 <= value < LONGEST
    )


def _cached(raw: dict[str, Any], response: dict[str, Any], names: dict[str, str]) -> bool:
    """Whether an answer came from a store of the browser or of a proxy: it does not show the server of that moment."""
    stored = raw.get("_fromCache") or response.get("_fromCache") or response.get("_fetchedViaServiceWorker")
    moved = response.get("_transferSize")
    aged = names.get("age", "0").strip() != "0"
    hit = "hit" in f"{names.get('x-cache', '')} {names.get('cf-cache-status', '')}".lower()
    inside = "non-authoritative-reason" in names or response.get("status") == 304  # noqa: PLR2004 - not modified
    return bool(stored) or (type(moved) is int and moved == 0) or aged or hit or inside


def _wire(text: str) -> str:
    """Text as the bytes of the wire are kept: Latin-1; what is beyond it as its UTF-8."""
    if text.isascii():
        return text
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode("latin-1")
    return text


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
