"""Which exchanges of a recording are those of the API, by the paths of the document, and what each is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from conformance.document.load import SHAPES
from conformance.recorded.har import RecordingError

if TYPE_CHECKING:
    from pathlib import Path

    from conformance.document.load import Document

PORTS = {"http": 80, "https": 443}
OTHER = ""
"""The operation of a request that the document does not describe, at a path below the pairings."""
_LATELY = 64
"""URLs that are known again: a task is asked for several times, and few tasks run at once."""
_BELOW = re.compile(r"/+pairings(?=/|$)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a URL leads. base: as `{base}/pairings`. parameter: of the path, decoded; empty for none."""

    base: str
    operation: str
    target: str
    parameter: str


class Api:
    """Knows the paths of the operations that a judgement needs."""

    def __init__(self, document: Document) -> None:
        found = [(name, document.reach(name)) for name in SHAPES]
        words = {part for name in SHAPES if (each := document.reach(name)) for part in each.path.split("/")[1:2]}
        self._words = sorted({*words, "pairings"})
        self._operations = [(name, each.method.upper(), _suffix(each.path)) for name, each in found if each is not None]
        self._lately = lru_cache(maxsize=_LATELY)(self._place)

    def place(self, method: str, url: str) -> Place | None:
        """Where a request leads; None for what is none of the API. method: empty for any."""
        for each in self._words:  # most of what a browser records is none, and this tells it soonest
            if each in url:
                return self._lately(method, url)
        return None

    def _place(self, method: str, url: str) -> Place | None:
        origin, path, target = _parts(url)
        if not origin:
            return None
        for name, due, suffix in self._operations:
            found = suffix.search(path) if due == method or not method else None
            if found is not None:
                parameter = unquote(found[1]) if suffix.groups else ""
                return Place(_base(origin, path[: found.start()]), name, target, parameter)
        below = _BELOW.search(path)
        return Place(_base(origin, path[: below.start()]), OTHER, target, "") if below else None


def _suffix(template: str) -> re.Pattern[str]:
    """A path of the document at the end of a URL's path; slashes may be doubled, as in the vendor's own pages."""
    parts = [each for each in template.split("/") if each]
    return re.compile("".join("/+([^/]+)" if each.startswith("{") else f"/+{re.escape(each)}" for each in parts) + "$")


def _parts(url: str) -> tuple[str, str, str]:
    """Origin, path and request target of an http URL; an empty origin for another."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:
        return "", "", ""
    if split.scheme.lower() not in PORTS or not split.hostname:
        return "", "", ""
    scheme = split.scheme.lower()
    host = f"[{split.hostname}]" if ":" in split.hostname else split.hostname
    origin = f"{scheme}://{host}" if port in (None, PORTS[scheme]) else f"{scheme}://{host}:{port}"
    path = split.path or "/"
    return origin, path, f"{path}?{split.query}" if split.query else path


def _base(origin: str, path: str) -> str:
    return origin + path.rstrip("/")


def normal(base_url: str) -> str:
    """A base URL as those of a recording are written. Raises RecordingError when it is none."""
    origin, path, _ = _parts(base_url)
    if not origin:
        raise RecordingError(f"`{base_url}` is no base URL", "such as https://srm.example/api/rest/srm/v2")
    return _base(origin, path)


def choose(path: Path, wanted: str, seen: Mapping[str, Counter[str]]) -> str:
    """The base URL to judge. seen: base -> how often each operation came under it.

    Raises RecordingError where there is none, or more than one that it could be.
    """
    about = {base: counts for base, counts in seen.items() if counts.keys() - {"login", "logout", "getCurrentSession"}}
    listed = _listed(about)
    if wanted:
        base = normal(wanted)
        if base not in seen:
            hint = f"it has {listed}" if listed else "it has no request of this API at all"
            raise RecordingError(f"`{path}` has no request below `{base}`", hint)
        return base
    with_pairings = {base: counts for base, counts in about.items() if _about_pairings(counts)}
    deleting = [base for base, counts in with_pairings.items() if counts["deletePairing"]]
    candidates: Sequence[str] = deleting or list(with_pairings)
    if not candidates:
        hint = "name the target with `--base-url` if its paths begin otherwise"
        raise RecordingError(f"`{path}` holds no request of this API: none leads to `.../pairings`", hint)
    if len(candidates) > 1:
        told = _listed({each: seen[each] for each in candidates})
        raise RecordingError(
            f"`{path}` holds traffic of {len(candidates)} targets: {told}",
            f"choose one: `--base-url {candidates[0]}`",
        )
    return candidates[0]


def _about_pairings(counts: Iterable[str]) -> bool:
    return any(each == OTHER or "pairing" in each.lower() for each in counts)


SHOWN = 10


def _listed(seen: Mapping[str, Counter[str]]) -> str:
    ordered = sorted(seen.items(), key=lambda each: -each[1].total())
    told = [
        f"`{base}` ({counts.total():,} requests, {counts['deletePairing']:,} deletions)"
        for base, counts in ordered[:SHOWN]
    ]
    return ", ".join(told) + (f" and {len(ordered) - SHOWN} more" if len(ordered) > SHOWN else "")
