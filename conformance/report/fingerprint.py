"""A failure's fingerprint: the same for the same failure in another run, on another pairing, with another seed.

It is made of the requirement and of the request that shows the failure, without what changes from run to run:
the base URL, ids, session ids of the run's making, the order in which journeys were tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING
from urllib.parse import quote

from conformance.catalogue.contract import DELETE

if TYPE_CHECKING:
    from conformance.model.http import Exchange, Headers

DIGITS = 10
CUTTABLE = 12
"""Characters of an id from which on its parts are told from other text."""

_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_TWICE = re.compile(r"%25[0-9a-f]{2}(?=\{id)", re.IGNORECASE)
_JOURNEY = re.compile(r"\[session (\S+) (?:journey|shorter)[^\]]*\]")
_MASKED = re.compile(r"\[(?:session|secret)\b[^\]]*\]")
_USUAL = ("host", "content-length")


def fingerprint(requirement: str, exchange: Exchange, base_url: str, pairings: Iterable[str]) -> str:
    """The fingerprint of a failure that an exchange shows. pairings: those that the run was given."""
    request = exchange.request
    parts: list[object] = [requirement, exchange.operation, request.method]
    if exchange.operation == DELETE or exchange.odd:
        put = _Placeholders(pairings)
        parts += [put.into(request.target.removeprefix(path_below(base_url))), *_headers(request.headers, put)]
        parts.append(sha256(request.body).hexdigest())
    else:
        parts.append(sorted(_JOURNEY.sub(r"[\1]", each) for _, value in request.headers for each in _masks(value)))
    return sha256(dumps(parts).encode()).hexdigest()[:DIGITS]


def path_below(base_url: str) -> str:
    """The path of a base URL, without a slash at its end."""
    return re.sub(r"\A[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", "", base_url).rstrip("/")


def _masks(value: str) -> list[str]:
    return [found[0] for found in _MASKED.finditer(value)]


def _headers(headers: Headers, put: _Placeholders) -> list[list[str]]:
    return sorted(
        [name.lower(), _made_up(name, put.into(_JOURNEY.sub(r"[\1]", value)))]
        for name, value in headers
        if name.lower() not in _USUAL and not (name.lower() == "user-agent" and value.startswith("srm-conformance/"))
    )


def _made_up(name: str, value: str) -> str:
    """A session id that the run made up from its seed, by its looks."""
    if "session" not in name.lower() or _MASKED.search(value) or not value:
        return value
    return f"{len(value)} {'ASCII' if value.isascii() else 'other'} characters"


class _Placeholders:
    """Puts `{id}` in the place of ids, whole or cut as near misses cut them."""

    def __init__(self, pairings: Iterable[str]) -> None:
        spelled = {form for each in pairings for form in (each, quote(each, safe="", errors="replace"))}
        forms: dict[str, str] = {}
        for each in spelled:
            forms[each.lower()] = "{id}"
            if len(each) >= CUTTABLE:
                forms[each[:-1].lower()] = "{id without its end}"
                forms[each[: len(each) // 2].lower()] = "{id, half of it}"
                forms[each[1:].lower()] = "{id without its start}"
        forms.pop("", None)
        longest = sorted(forms, key=len, reverse=True)
        self._forms = forms
        self._pattern = re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if longest else None

    def into(self, text: str) -> str:
        """A text with placeholders."""
        if self._pattern is not None:
            text = self._pattern.sub(lambda found: self._forms[found[0].lower()], text)
        return _TWICE.sub("%25xx", _UUID.sub("{id}", text))
