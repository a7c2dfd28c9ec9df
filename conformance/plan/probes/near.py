"""Requests aimed at a live pairing that must leave it: near misses of its id, other methods."""

from __future__ import annotations

import json
from itertools import pairwise
from string import ascii_letters
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from urllib.parse import quote
from uuid import UUID

from conformance.catalogue.contract import DELETE, GET_PAIRING
from conformance.catalogue.http import OTHERS, SAFE
from conformance.catalogue.reading import is_there
from conformance.model.steps import Call, EvidenceMissing, Take
from conformance.plan.probes.asking import ADMIN, attempt, path_of, settle, told_at_the_end
from conformance.plan.probes.logging_in import ready
from conformance.plan.proposals.sieve import canonical

if TYPE_CHECKING:
    from collections.abc import Generator

    from conformance.model.http import Headers
    from conformance.model.steps import Step, Steps
    from conformance.plan.probe import Scene

PURPOSE = "near misses of its id"
ELSEWHERE = "elsewhere"
FORCE = "force=true"
BEFORE = ("pairing:", "x%2F", "x/", "x%5C")
BEHIND = (".json", ":x", "%2Fx", "/x")
JSON = (("Content-Type", "application/json"),)


def resemblances(pairing: str, stranger: str) -> dict[str, tuple[str, ...]]:
    """What resembles an id and is none: name -> path segments as they go over the wire.

    Where ids are numbers, what another number parser reads as the same one is left out: `07`, `7.`, ` 7`.
    """
    plain, number, is_zero = quote(pairing, safe=""), pairing.isdecimal(), not pairing.strip("0")
    doubly = "".join(f"%25{each:02x}" for each in pairing[0].encode()) + quote(pairing[1:], safe="")
    blanks = (f"%20{plain}", f"{plain}%20", f"%09{plain}", f"{plain}%0A", f"{plain}%C2%A0", f"%EF%BB%BF{plain}")
    unseen = (f"%E2%80%8B{plain}", f"{plain}%E2%80%8B")  # no parser of numbers takes off a zero width space
    found = {
        "prefix": (f"x{plain}", *_unless(number, f"0{plain}"), *(f"{each}{plain}" for each in BEFORE)),
        "suffix": tuple(f"{plain}{each}" for each in ("x", *_unless(is_zero, "0"), *_unless(number, "."), *BEHIND)),
        "cut": tuple(quote(each, safe="") for each in _parts(pairing)),
        "other-digit": tuple(quote(each, safe="") for each in _of_the_same_length(pairing)),
        "padded": unseen if number else blanks,
        "patterned": tuple(quote(each, safe="") for each in _with_a_sign_for_any(pairing)),
        "quoted": (f"%22{plain}%22", f"%27{plain}%27", *_unless(is_uuid(pairing), f"%7B{plain}%7D")),
        "delimited": tuple(f"{plain}{each}" for each in ("%23x", "%3Fx", "&x", "@x")),
        "doubly-encoded": (doubly,),
        "null-ended": (f"{plain}%00",),
        "listed": (f"{plain}%2C{stranger}", f"{stranger},{plain}"),
        "path-parameter": (f"{plain};v=x",),
        "trailing-slash": (f"{plain}/",),
    }
    alike = dict.fromkeys((_in_full_width(pairing), _with_an_accent(pairing)))
    if not number and (others := tuple(quote(each, safe="") for each in alike if each != pairing)):
        found["full-width"] = others
    if not is_uuid(pairing) and pairing.swapcase() != pairing:
        found["other-case"] = (quote(pairing.swapcase(), safe=""),)
    return found


def _unless(same: bool, segment: str) -> tuple[str, ...]:  # noqa: FBT001 - what it is called with says it
    return () if same else (segment,)


def _parts(pairing: str) -> tuple[str, ...]:
    """The beginnings and the ends of an id: all but a character, and half of it.

    Zeros at its beginning are no part of what it reads as: `7` is the same number as `07`, and the same UUID to some.
    """
    begun = pairing.lstrip("+0")
    parts = (pairing[:-1], pairing[: len(pairing) // 2], begun[1:], begun[(len(begun) + 1) // 2 :])
    zero, own = not pairing.strip("0"), canonical(pairing)
    return tuple(dict.fromkeys(each for each in parts if each and not zero and canonical(each) != own))


def in_place_of(pairing: str) -> dict[str, tuple[str, ...]]:
    """What is tried, the first of it that may be sent, where all that resembles a short id is another's, or any's."""
    last = f"%{pairing[-1].encode()[-1]:02X}"
    first = f"%{pairing[0].encode()[0]:02X}"[:-1]  # with an `x`, as `%3` alone might be read as pairing 3
    letters = (*"gkqvzGKQVZ", *ascii_letters, *"987654321")
    return {
        "cut": (f"{quote(pairing[:-1], safe='')}{quote(pairing[-1].encode()[:-1])}{last[:-1]}", f"{first}x"),
        "other-digit": tuple(quote(pairing[:-1] + each, safe="") for each in letters if each != pairing[-1]),
        "patterned": (f"{quote(pairing[:-1], safe='')}%5B{quote(pairing[-1], safe='')}%5D",),
    }


def respelled(scene: Scene, pairing: str) -> dict[str, str]:
    """Request targets that some server on the way takes for that of the pairing: what is odd about it -> the target.

    A check that compares the target as it came, before a deletion that reads it more freely, is passed by.
    """
    path = scene.contract.operation.path
    head, tail = path[: path.index("{")], path[path.index("}") + 1 :]
    plain = quote(pairing, safe="")
    found = {
        "encoded": f"{head}%{ord(pairing[0]):02X}{quote(pairing[1:], safe='')}{tail}" if pairing[0].isascii() else "",
        "path-parameter": f"{head}{plain};v=x{tail}",
        "trailing-slash": f"{head}{plain}{tail}/",
        "doubled-slash": f"/{head}{plain}{tail}",
        "other-case": f"{head}{plain.swapcase()}{tail}" if is_uuid(pairing) and plain.swapcase() != plain else "",
        "forced": f"{head}{plain}{tail}?{FORCE}",
    }
    return {name: target for name, target in found.items() if target}


def _of_the_same_length(pairing: str) -> tuple[str, ...]:
    """Ids that differ in one letter or digit: the first, one in the middle, the last."""
    places = [place for place, each in enumerate(pairing) if each.isascii() and each.isalnum()]
    chosen = dict.fromkeys((places[0], places[len(places) // 2], places[-1])) if places else ()
    return tuple(pairing[:place] + _OTHER[pairing[place]] + pairing[place + 1 :] for place in chosen)


def _with_a_sign_for_any(pairing: str) -> tuple[str, ...]:
    """Ids with what stands for any letter in a pattern (of SQL, a regular expression) in one place."""
    place = next((place for place, each in enumerate(pairing) if each.isalnum()), None)
    return () if place is None else tuple(pairing[:place] + each + pairing[place + 1 :] for each in "_.")


_SIGNS = "0123456789abcdef0", "ghijklmnopqrstuvwxyzg", "ABCDEFA", "GHIJKLMNOPQRSTUVWXYZG"
_OTHER = {one: other for signs in _SIGNS for one, other in pairwise(signs)}
"""Each letter or digit with another that may stand in its place."""


def _in_full_width(text: str) -> str:
    """A text whose first digit is the wide one of East Asian typography, which some parsers take for the same."""
    place = next((place for place, each in enumerate(text) if each in "0123456789"), None)
    return text if place is None else text[:place] + chr(ord(text[place]) + 0xFEE0) + text[place + 1 :]


def _with_an_accent(text: str) -> str:
    """A text whose first letter has an accent, which some databases do not tell from the one that has none."""
    place = next((place for place, each in enumerate(text) if each in ascii_letters), None)
    return text if place is None else normalize("NFC", f"{text[: place + 1]}\u0301{text[place + 1 :]}")


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID, which reads the same in either case."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def near_misses(scene: Scene) -> Steps:
    """Delete what only resembles the id of a live pairing."""
    stranger = next(scene.unknown_ids("near-misses"))
    path = scene.contract.operation.path
    head, tail = path[: path.index("{")], path[path.index("}") + 1 :]
    pairing = yield Take(PURPOSE)
    kept_back: list[EvidenceMissing] = []
    names = (*resemblances(pairing, stranger), ELSEWHERE)
    for condition in scene.wanted(dict.fromkeys(f"near-{each}" for each in names)):
        name = condition.removeprefix("near-")
        pairing = yield from ready(scene, PURPOSE)
        if name == ELSEWHERE:
            calls = named_elsewhere(scene, pairing, f"{head}{stranger}{tail}")
        else:
            segments = resemblances(pairing, stranger).get(name, ())
            calls = tuple(Call(DELETE, session=ADMIN, target=f"{head}{each}{tail}", odd=True) for each in segments)
        missing = yield from _each(scene, condition, pairing, calls)
        if len(missing) == len(calls):
            segments = in_place_of(pairing).get(name, ())
            calls = tuple(Call(DELETE, session=ADMIN, target=f"{head}{each}{tail}", odd=True) for each in segments)
            instead = yield from _each(scene, condition, pairing, calls, most=1)
            missing = missing if len(instead) == len(calls) else []
        kept_back += missing
    yield from settle(scene)
    told_at_the_end(kept_back)


def _each(
    scene: Scene, condition: str, pairing: str, calls: tuple[Call, ...], most: int = 0
) -> Generator[Step, Any, list[EvidenceMissing]]:
    """Try each, until the pairing is lost; why others were kept back. most: how many are sent; 0 for all."""
    kept_back, sent = list[EvidenceMissing](), 0
    for call in calls:
        try:
            seen = yield from attempt(scene, condition, pairing, call)
        except EvidenceMissing as missing:
            kept_back.append(missing)  # it names another pairing, say; the rest can be tried
            continue
        sent += 1
        if sent == most or (seen.after is not None and is_there(seen.after) is not True):  # the next takes another
            break
    return kept_back


def named_elsewhere(scene: Scene, pairing: str, absent: str) -> tuple[Call, ...]:
    """Deletions whose path names no pairing, and which name a live one in the query, in headers and in the body."""
    name, plain = scene.contract.operation.path_parameters[0], quote(pairing, safe="")
    path = scene.contract.operation.path.replace(f"{{{name}}}", plain)
    headers = (("X-Original-URL", path), ("X-Rewrite-URL", path), (name.replace("_", "-"), pairing))
    body = json.dumps({name: pairing, "id": pairing, "ids": [pairing]}).encode()
    return (
        Call(DELETE, session=ADMIN, target=f"{absent}?{name}={plain}&id={plain}&ids={plain}", odd=True),
        Call(DELETE, session=ADMIN, target=absent, headers=headers, odd=True),
        Call(DELETE, session=ADMIN, target=absent, headers=JSON, body=body, odd=True),
    )


PREFLIGHT = (("Origin", "http://localhost"), ("Access-Control-Request-Method", "DELETE"))
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method")


def other_methods(scene: Scene) -> Steps:
    """Send every method but DELETE to a live pairing, and reads that name DELETE in passing."""
    given = scene.contract.operation.methods_of_path
    override: Headers = tuple((name, "DELETE") for name in OVERRIDES)
    requests: dict[str, tuple[str, Headers, str]] = {
        each.lower(): (each, (), "") for each in (*SAFE, *OTHERS) if each not in given or each in SAFE
    }
    requests["preflight"] = ("OPTIONS", PREFLIGHT, "")
    requests["override"] = ("GET", override, "")
    requests["override-head"] = ("HEAD", override, "")
    requests["query-method"] = ("GET", (), "_method=DELETE&method=DELETE&X-HTTP-Method-Override=DELETE&action=delete")
    # last, as gateways that write every method in capitals delete by it
    requests["lower-case"] = (scene.contract.operation.method.lower(), (), "")
    for condition, (method, headers, query) in scene.wanted(requests).items():
        pairing = yield from ready(scene, "methods other than DELETE")
        content = b"{}" if method in OTHERS else b""
        call = Call(
            GET_PAIRING,
            path_of(scene, GET_PAIRING, pairing),
            session=ADMIN,
            method=method,
            headers=headers + (JSON if content else ()),
            query=query,
            body=content,
            odd=True,
        )
        yield from attempt(scene, condition, pairing, call)
    yield from settle(scene)
