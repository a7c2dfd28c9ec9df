"""How surely a run meets what real servers stumble over: `python -m benchmarks.triggers`.

A trigger is one plausible oddity of a request. For each, the share of seeds is told with which the
odd requests of a standard run hold at least one that meets it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, unquote_to_bytes

import click

from conformance.document.load import load
from conformance.plan.proposals import Proposal, propose

PATH = "/pairings/{pairing_id}"
STANDARD = 400


@dataclass(frozen=True, slots=True)
class Trigger:
    """A kind of request that some server stumbles over."""

    name: str
    meets: Callable[[Proposal], bool]


def _id(proposal: Proposal) -> str:
    """The id as a server decodes it, what is no UTF-8 as surrogates."""
    return unquote(_segment(proposal), errors="surrogateescape")


def _segment(proposal: Proposal) -> str:
    return proposal.target[proposal.head :].partition("?")[0]


def _query(proposal: Proposal) -> str:
    return proposal.target.partition("?")[2]


def _octets(proposal: Proposal) -> bytes:
    return unquote_to_bytes(_segment(proposal).encode("latin-1"))


def _holds(pattern: str) -> Callable[[Proposal], bool]:
    return lambda each: re.search(pattern, _id(each), re.DOTALL) is not None


def _is(*ids: str) -> Callable[[Proposal], bool]:
    return lambda each: _id(each) in ids


def _spelled(pattern: str) -> Callable[[Proposal], bool]:
    return lambda each: re.search(pattern, _segment(each)) is not None


def _queried(pattern: str) -> Callable[[Proposal], bool]:
    return lambda each: re.search(pattern, _query(each)) is not None


def _sent(name: str, pattern: str = "", *, twice: bool = False) -> Callable[[Proposal], bool]:
    def meets(proposal: Proposal) -> bool:
        values = [value for each, value in proposal.headers if each.lower() == name and re.search(pattern, value)]
        return len(values) > int(twice)

    return meets


def _bearing(pattern: bytes) -> Callable[[Proposal], bool]:
    return lambda each: re.search(pattern, each.body, re.DOTALL) is not None


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


LENGTHS = (
    *(1, 2, 35, 36, 37, 63, 64, 65),
    *(bound + step for bound in (128, 256, 512, 1024, 2048, 4096, 8192) for step in (-1, 0, 1)),
    16_384,
)
NUMBERS = (
    *(f"{2**bits + step}" for bits in (31, 32, 53, 63, 64) for step in (-1, 0)),
    *(f"{-(2**bits) + step}" for bits in (31, 63) for step in (-1, 0)),
    *("NaN", "Infinity", "007", "+1", "1e3", "1E400", "1.5", "0x10", "9" * 40),
)
WORDS = (
    *("true", "false", "undefined", "None", "con", "aux", "__proto__", "constructor", "toString", "admin", "me"),
    *("vm-29", "192.0.2.1", "2001:db8::1", "index.html", "~", "1-1-1-1-1", "-" * 36),
)
TEXTS = {
    "quote": "'",
    "double quote": '"',
    "backslash": r"\\",
    "NUL": "\0",
    "CR LF": "\r\n",
    "LF alone": "(?<!\r)\n",
    "CR alone": "\r(?!\n)",
    "tab": "\t",
    "blank": " ",
    "blank at the end": " $",
    "blanks within": "x {40}",
    "escape": "\x1b",
    "DEL": "\x7f",
    "C1 control": "[\x80-\x9f]",
    "no-break space": "\xa0",
    "<": "<",
    "<script": "<script",
    "XML entity": "<!ENTITY",
    "SQL condition": "' AND '",
    "SQL comment": "'--",
    "LDAP": r"\)\(",
    "XPath": r"'\]",
    "; of a shell": ";",
    "| of a shell": r"\|",
    "& of a shell": "&",
    "$( of a shell": r"\$\(",
    "backquote or $(": r"`|\$\(",
    "${": r"\$\{",
    "{{": r"\{\{",
    "#{": r"#\{",
    "<%": "<%",
    "jndi": "jndi:",
    "%s": "%s",
    "%n": "%n",
    "{0}": r"\{0\}",
    "JSON object": r"^\{.*\}$",
    "brackets deep": r"\({51}",
    "braces deep": r"\{{51}",
    "square brackets deep": r"\[{51}",
    "comma": ",",
    "colon": ":",
    "plus": r"\+",
    "equals": "=",
    "slash": "/",
    "dot at the end": r"[^.]\.$",
    "dot at the start": r"^\.",
    "dots within": r"\.\.",
    "extension": r"\.json$",
    "Latin letters": "[\xc0-\xff]",
    "combining mark": "[\u0300-\u036f]",
    "Chinese": "[\u4e00-\u9fff]",
    "right to left": "[\u05d0-\u06ff]",
    "override of direction": "\u202e",
    "zero width": "\u200b",
    "mark of byte order": "\ufeff",
    "line separator": "\u2028",
    "fullwidth digit": "[\uff10-\uff19]",
    "Turkish i": "[\u0130\u0131]",
    "flag alone": "^[\U0001f1e6-\U0001f1ff]{2}$",
    "variation selector": "\ufe0f",
    "fraction": "[\xbc-\xbe]",
    "family of emoji": "\U0001f468\u200d",
    "private use": "[\ue000-\uf8ff]",
    "noncharacter FDD0": "\ufdd0",
    "noncharacter FFFE": "\ufffe",
    "noncharacter 10FFFF": "\U0010ffff",
    "replacement character": "\ufffd",
    "no ASCII after 255 others": "^.{255,}[^\x00-\x7f]",
    **{f"{kind} after 255 others": f"^.{{255,}}{mark}" for kind, mark in (
        ("quote", "'"), ("double quote", '"'), ("NUL", "\0"), ("line end", "[\r\n]"), ("backslash", r"\\"),
        ("%s", "%s"), ("blank", " "), ("slash", "/"), ("emoji", "[\U00010000-\U0010ffff]"), ("<", "<"), ("${", r"\$\{"),
    )},
    **{f"{kind} after a UUID": f"^[0-9a-f]{{8}}-(?:[0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}{mark}$" for kind, mark in (
        ("quote", "'"), ("NUL", "\0"), ("line end", "\n"), ("blank", " "), ("slash", "/"), ("extension", r"\.json"),
        ("emoji", "\U0001f600"),
    )},
}  # fmt: skip
_HEX = "[0-9a-f]"
_UUID = f"{_HEX}{{8}}-{_HEX}{{4}}-{{version}}{_HEX}{{3}}-[89ab]{_HEX}{{3}}-{_HEX}{{12}}"
_PLAIN = _UUID.replace("{version}", _HEX)
FORMS = {
    "nil UUID": "^0{8}-0{4}-0{4}-0{4}-0{12}$",
    "greatest UUID": "^f{8}-f{4}-f{4}-f{4}-f{12}$",
    **{f"UUID of version {version}": f"^{_UUID.replace('{version}', version)}$" for version in "17"},
    "UUID in braces": rf"^\{{{_PLAIN}\}}$",
    "UUID as URN": f"^urn:uuid:{_PLAIN}$",
    "UUID without hyphens": f"^{_HEX}{{32}}$",
    "UUID in capitals": "^(?=.*[A-F])[0-9A-F-]{36}$",
    "UUID with a bad digit": f"^{_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{11}}g$",
    "UUID with a digit more": f"^{_PLAIN}0$",
    "two UUIDs": f"^{_PLAIN}{_PLAIN}$",
    "UUIDs in a list": f"^{_PLAIN},{_PLAIN}$",
    "managed object": "^[A-Z][A-Za-z]+:[0-9a-f-]+:[0-9a-f-]+$",
    "session of another kind": r"^session\[",
    "e-mail": "^[a-z]+@[a-z.]+$",
    "URL": "^https?://",
    "time": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T",
}
OCTETS = {
    "octet FF": rb"\xff",
    "mark of byte order in UTF-16": rb"\xfe\xff",
    "letter in Latin-1": rb"\xe9$",
    "overlong slash": rb"\xc0\xaf",
    "overlong NUL": rb"\xc0\x80",
    "sequence of two cut": rb"\xc3$",
    "sequence of four cut": rb"\xf0\x9f\x98$",
    "high surrogate": rb"\xed[\xa0-\xaf][\x80-\xbf](?!\xed)",
    "low surrogate": rb"(?<!\xed[\xa0-\xaf][\x80-\xbf])\xed[\xb0-\xbf][\x80-\xbf]",
    "pair of surrogates": rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]",
    "beyond Unicode": rb"\xf4[\x90-\xbf]",
}
SPELLINGS = {
    "percent sign at the end": "%$",
    "percent sign with one digit": "%[0-9A-Fa-f]$",
    "percent sign without digits": "%[g-zG-Z]",
    "%u": "%u[0-9a-f]{4}",
    "%2F in capitals": "%2F",
    "%2f in small letters": "%2f",
    "%5C": "%5[Cc]",
    "dots encoded": "%2[eE]%2[eE]",
    "slash encoded twice": "%252[Ff]",
    "NUL encoded twice": "%2500",
    "line end encoded twice": "%250[dD]%250[aA]",
    "question mark encoded": "%3[Ff]",
    "fragment encoded": "%23",
    "parameter of a path": ";[a-z]+=",
    "letter encoded": "%7[0-9a]",
    "small hexadecimal digits": "%c3%a4",
    "bytes beyond ASCII": "[\x80-\xff]",
    "emoji as it is": "\xf0\x9f",
    "quote as it is": "[\"']",
    "braces as they are": "[{}]",
    "angle brackets as they are": "[<>]",
    "bar as it is": r"\|",
    "backslash as it is": r"\\",
    "circumflex as it is": r"\^",
}
QUERIES = {
    "force": "force=true",
    "the parameter by its name": "pairing_id=",
    "parameter twice": r"(?:^|&)([^=&]+)=[^&]*&(?:.*&)?\1=",
    "limit": "limit=",
    "name without value": "^[a-z]+$",
    "brackets": r"\[\]|\[0\]",
    "NUL": "%00",
    "line end": "%0d%0a",
    "no UTF-8": "%FF|%C0%AF",
    "bad escape": "%(?![0-9A-Fa-f]{2})",
    "bytes beyond ASCII": "[\x80-\xff]",
    "1,000 characters": ".{1000}",
    "4,000 characters": ".{4000}",
    "200 parameters": "(?:[^&]*&){199}",
    "__proto__": "__proto__",
    "method": "_method=",
}
HEADERS = {
    **dict.fromkeys(("authorization", "te", "upgrade", "cache-control", "pragma", "referer", "origin"), ""),
    **dict.fromkeys(("if-match", "if-modified-since", "range", "content-encoding", "cookie", "x-forwarded-for"), ""),
    **dict.fromkeys(("forwarded", "x-forwarded-host", "x-http-method-override", "accept-charset", "prefer"), ""),
    "expect": "100-continue",
    "transfer-encoding": "chunked",
    "content-type": "charset=\"'",
    "accept-encoding": r"q=x",
    "connection": "close",
    "keep-alive": "timeout",
    "x-odd": "[\x80-\xff]",
    "x-long": "^x{8192}$",
    "traceparent": "x",
    "x-request-id": "%0d%0a",
    "user-agent": "jndi",
}
LANGUAGES = (r"^\*$", "^-$", "q=-1", ".{1000}", "^de-CH, ")
ACCEPTS = {
    "empty": "^$",
    "text/*": r"^text/\*$",
    "application/xml": "^application/xml$",
    "text/html": "^text/html",
    "anything": r"^\*/\*$",
    "not JSON": "^application/json;q=0$",
    "no media type": "^x$",
    "problems": "problem",
    "with parameters": "version=",
    "very many": ".{1000}",
}
BODIES = {
    "empty object": rb"^\{\}$",
    "null": rb"^null$",
    "list": rb"^\[\]$",
    "JSON cut short": rb'^\{"x": $',
    "JSON nested deep": rb"^\[{1000}",
    "JSON that is no UTF-8": b"\xff\xfe",
    "64 KiB": b"y{65000}",
    "XML": rb"^<\?xml",
    "text": b"^x$",
    "form": b"_method=GET",
    "multipart": b"^--x",
    "every octet": b"\x00\x01.*\xff",
}


def _triggers() -> Iterator[Trigger]:
    for length in LENGTHS:
        yield Trigger(f"id of {length} characters", lambda each, length=length: len(_id(each)) == length)  # type: ignore[misc]
    for plane in range(17):
        lowest, highest = max(0x80, plane << 16), (plane << 16) + 0xFFFF
        yield Trigger(f"id: plane {plane}", _holds(f"[\\U{lowest:08x}-\\U{highest:08x}]"))
    yield from (Trigger(f"id: {each[:24]}", _is(each)) for each in (*NUMBERS, *WORDS))
    yield from (Trigger(f"id: {name}", _holds(each)) for name, each in (TEXTS | FORMS).items())
    for name, octets in OCTETS.items():
        yield Trigger(
            f"id: {name}",
            lambda each, octets=octets: re.search(octets, _octets(each), re.DOTALL) is not None,  # type: ignore[misc]
        )
    yield Trigger("id: no UTF-8", lambda each: not _is_utf8(_octets(each)))
    yield from (Trigger(f"id spelled: {name}", _spelled(each)) for name, each in SPELLINGS.items())
    yield from (Trigger(f"query: {name}", _queried(each)) for name, each in QUERIES.items())
    yield from (Trigger(f"header: {name}", _sent(name, each)) for name, each in HEADERS.items())
    yield from (Trigger(f"Accept-Language: {each}", _sent("accept-language", each)) for each in LANGUAGES)
    yield from (Trigger(f"Accept: {name}", _sent("accept", each)) for name, each in ACCEPTS.items())
    yield from (Trigger(f"body: {name}", _bearing(each)) for name, each in BODIES.items())
    yield Trigger("header: the session twice", _sent("x-dr-session", twice=True))
    yield Trigger("header: two cookies or forwarders", lambda each: len(each.headers) > len(dict(each.headers)))
    yield Trigger("header: fifty", lambda each: len(each.headers) >= 50)  # noqa: PLR2004 - as it says
    yield Trigger("header: no User-Agent", lambda each: "User-Agent" in each.without)
    yield Trigger("header: no Accept", lambda each: "Accept" in each.without)
    yield Trigger("body: no media type", lambda each: bool(each.body) and not _sent("content-type")(each))
    yield Trigger("body: media type without one", lambda each: not each.body and _sent("content-type", "json")(each))


TRIGGERS = tuple(_triggers())


def shares(seeds: int, count: int) -> dict[str, int]:
    """With how many seeds each trigger is met."""
    document = dict(load("2.0.0").raw)
    met = dict.fromkeys((each.name for each in TRIGGERS), 0)
    for seed in range(1, seeds + 1):
        drawn = propose(document, PATH, seed=seed, count=count, hazards=False, live=())
        for each in TRIGGERS:
            met[each.name] += any(map(each.meets, drawn))
    return met


@click.command()
@click.option("--seeds", default=20, show_default=True, type=click.IntRange(min=1), help="How many runs are drawn.")
@click.option("--count", default=STANDARD, show_default=True, type=click.IntRange(min=1), help="Odd requests of each.")
def main(seeds: int, count: int) -> None:
    """Tell with how many seeds each trigger is met, the rarest first."""
    met = shares(seeds, count)
    for name, share in sorted(met.items(), key=lambda each: each[1]):
        if share < seeds:
            click.echo(f"{share / seeds:4.0%}  {name}")
    always = sum(share == seeds for share in met.values())
    click.echo(f"{always} of {len(met)} triggers are met with every one of {seeds} seeds by {count} odd requests")


if __name__ == "__main__":
    main()
