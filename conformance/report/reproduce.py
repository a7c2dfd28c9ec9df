"""The request that shows a finding, as a line to paste into a shell: by this tool, by `curl`, in PowerCLI.

Secrets are masked in evidence (`[session admin main]`, `Basic [secret]`); the line reads them from the
variables SRM_SESSION, SRM_USER and SRM_PASSWORD of the shell, and `variables` says what to put in.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from conformance.model.http import header
from conformance.model.result import Before
from conformance.report.fingerprint import CUTTABLE, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance.model.http import Exchange, Headers
    from conformance.model.result import Judged, Result

RUNS = Path("srm-conformance-runs")
"""Where runs keep their evidence unless they are told otherwise; the newest there is found without being named."""
REMOTE_LOGIN = "createRemoteSession"
"""The one operation whose name and password are not those of the session's account."""
BUNDLED = "the bundled reference server"
"""Source of the profile of a run without target."""

LONGEST = 4000
"""Characters of a line that somebody may still want to paste."""

ARGUMENT = 100_000
"""Bytes of one argument; Linux allows 128 KiB."""

_SESSION = re.compile(r"\[session\b([^\]\n]{0,80})\]")
_SECRET = re.compile(r"\[(?:secret|password|authorization|basic)\b[^\]\n]{0,80}\]")
_GIVEN = re.compile(r"\[(?:pairing|task) of another run(?: cut)?\]")
_SPECIAL = re.compile(
    rf"(?P<given>{_GIVEN.pattern})"
    rf"|(?P<session>{_SESSION.pattern})"
    rf"|(?P<secret>{_SECRET.pattern})"
    r"|(?P<unit>[A-Za-z0-9%._~/-]{1,12}?)(?P=unit){47,}"
)
"""Masked secrets, and repetitions too long to read."""

_TAME_TARGET = re.compile(r"/[A-Za-z0-9\-._~%/:@!$&'()*+,;=?]*\Z")
_BARE = re.compile(r"[A-Za-z0-9_./:=@%+,-]+\Z")
_QUOTABLE = re.compile(r"[A-Za-z0-9_./:=@%+,;&?(){}<>| ~^*#\[\]-]*\Z")
_PLAIN_ID = re.compile(r"[A-Za-z0-9._~-]+\Z")


def without_user(base_url: str) -> str:
    """A URL without the user name and password that may stand in it."""
    return re.sub(r"\A([A-Za-z][A-Za-z0-9+.-]*://)(?:[^/?#@]*@)+", r"\1", base_url)


def origin(base_url: str) -> str:
    """Scheme and authority of a URL, without a user name that may stand there."""
    found = re.match(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", without_user(base_url))
    return found[0] if found else base_url


def url(exchange: Exchange, base_url: str) -> str:
    """Where a request went, its target byte for byte."""
    target = exchange.request.target
    return origin(base_url) + (target if target.startswith("/") else f"/{target}")


def replay(judged: Judged, result: Result) -> str | None:
    """Write the command that sees a failure again; None where nothing failed, or no evidence was kept to find it in.

    It sends the smallest request that showed the failure, to the target of the profile, and judges this requirement
    alone.
    """
    found = next(iter(judged.verdict.findings), None)
    if found is None or result.out is None:
        return None
    pairings = [each.pairing for each in result.pairings]
    words = ["srm-conformance", "run"]
    if result.profile_source != BUNDLED:
        words += ["-p", result.profile_source or "PROFILE"]
    words += ["--only", judged.id, "--replay", fingerprint(judged.id, found.exchange, result.base_url, pairings)]
    if result.out.parent != RUNS:
        words += ["--evidence", str(result.out)]
    return " ".join(map(shlex.quote, words))


def session_in(exchange: Exchange) -> str:
    """The session that a request was sent in, as evidence names it; empty for none."""
    found = (_SESSION.search(value) for _, value in exchange.request.headers)
    return next((each[0] for each in found if each), "")


def in_its_place(exchange: Exchange, before: Before) -> Exchange:
    """A request in which shell variables stand for the pairing and the task of the run that sent it."""
    pairing = before.pairing if before.used_up else ""

    def put(text: str) -> str:
        for name, identity in (("task", before.task), ("pairing", pairing)):
            segment = rf"(?<=/){re.escape(quote(identity, safe=''))}(?=[/?]|\Z)"
            text = re.sub(segment, f"[{name} of another run]", text) if identity else text
        if len(pairing) >= CUTTABLE:
            text = text.replace(pairing, "[pairing of another run]")
            text = text.replace(pairing[:-1], "[pairing of another run cut]")
        return text

    request = exchange.request
    headers = tuple((name, put(value)) for name, value in request.headers)
    body = put(request.body.decode("latin-1")).encode("latin-1") if len(request.body) <= LONGEST else request.body
    return replace(exchange, request=replace(request, target=put(request.target), headers=headers, body=body))


def is_masked(text: str) -> bool:
    """Whether a secret was masked in a text."""
    return _SESSION.search(text) is not None or _SECRET.search(text) is not None


def curl(exchange: Exchange, base_url: str, session_header: str = "") -> str | None:
    """Write a request as a `curl` line for bash; None where no such line can be (NUL bytes, chunks, far too long).

    session_header: its value is $SRM_SESSION wherever it was masked, whatever the mask says.
    """
    request = exchange.request
    texts = [request.method, request.target, *(part for pair in request.headers for part in pair)]
    chunked = request.body and header(request.headers, "Transfer-Encoding") is not None  # curl makes chunks of its own
    if any("\0" in text or len(text) > ARGUMENT for text in texts) or _hopeless(request.body) or chunked:
        return None
    feed, data = _data(request.body)
    words = [*feed, "curl", "-i", *_method(request.method), *_where(request.target, base_url)]
    for name, value in _headers(request.headers, base_url, request.body):
        words += _header(name, value, session_header)
    line = " ".join([*words, *data])
    return line if len(line) <= LONGEST else None


def line_of(exchange: Exchange, result: Result) -> str | None:
    """The `curl` line of a request of a run; shell variables stand for what the run used up."""
    before = result.before.get(exchange.number)
    return curl(in_its_place(exchange, before) if before else exchange, result.base_url, result.session_header)


def lines_before(exchange: Exchange, result: Result) -> tuple[tuple[str, str], ...]:
    """The `curl` lines that have to come before that of a request, each after what it is."""
    before = result.before.get(exchange.number, Before())
    written = [
        (said, curl(in_its_place(each, before), result.base_url, result.session_header))
        for said, each in before.requests
    ]
    return tuple((said, line) for said, line in written if line)


def variables(exchange: Exchange, session_header: str = "") -> tuple[str, ...]:
    """Say what the shell variables of the `curl` line have to hold."""
    request = exchange.request
    told: list[str] = []
    for name, value in (("", request.target), *request.headers, ("", request.body[:ARGUMENT].decode("latin-1"))):
        told += (f"SRM_SESSION is a session id{_whose(each)}" for each in _SESSION.findall(value))
        if _SECRET.search(value):
            told.append(_secret_of(name, exchange, session_header))
    return tuple(dict.fromkeys(told))


def _secret_of(name: str, exchange: Exchange, session_header: str) -> str:
    account = "remote" if exchange.operation == REMOTE_LOGIN else exchange.account
    whose = f" of the account `{account}`" if account else ""
    if name.lower() == "authorization":
        return f"SRM_USER and SRM_PASSWORD are name and password{whose}"
    if session_header and name.lower() == session_header.lower():
        return f"SRM_SESSION is a session id{whose}"
    return f"SRM_SECRET is the secret that the profile gives for `{name}`" if name else "SRM_SECRET is a secret"


def powercli(exchange: Exchange) -> str | None:
    """Write a plain deletion in a live session as a PowerCLI command; None for any other request."""
    request = exchange.request
    pairing = unquote(request.target.rpartition("/")[2])
    in_session = [value for _, value in request.headers if _SESSION.search(value)]
    plain = (
        exchange.operation == "deletePairing"
        and request.method == "DELETE"
        and not (exchange.odd or request.body)
        and request.target.endswith(f"/pairings/{pairing}")
        and _PLAIN_ID.match(pairing)
        and len(in_session) == 1
        and _SESSION.fullmatch(in_session[0])
    )
    return f"Invoke-SrmDeletePairing -pairingId '{pairing}'" if plain else None


def cmdlet_of(exchange: Exchange, result: Result) -> str | None:
    """The PowerCLI command of a request of a run; a variable stands for the pairing that the run used up."""
    command, before = powercli(exchange), result.before.get(exchange.number)
    if command and before and before.used_up:
        return command.replace(f"'{before.pairing}'", "$env:SRM_PAIRING")
    return command


def _whose(mask: str) -> str:
    account, _, key = mask.strip().partition(" ")
    kept = f" (its session `{key}`)" if key and key != "main" else ""
    return f" of the account `{account}`{kept}" if account else ""


def _method(method: str) -> list[str]:
    # With -X HEAD curl would wait for a body that never comes.
    return ["--head"] if method == "HEAD" else ["-X", _word(method)]


def _where(target: str, base_url: str) -> list[str]:
    where = origin(base_url)
    protocol = ["--http1.1"] if where.startswith("https:") else []
    if _TAME_TARGET.match(_GIVEN.sub("", target)):
        return [*protocol, "--path-as-is", _word(where + target)]
    # curl refuses some bytes in a URL and drops a fragment; this option sends anything.
    return [*protocol, "--path-as-is", "--request-target", _word(target), _word(where)]


def _headers(headers: Headers, base_url: str, body: bytes) -> Iterator[tuple[str, str | None]]:
    """The headers to write down: those curl would not send by itself, and None to keep it from its own."""
    authority = origin(base_url).partition("://")[2]
    own = {"host": authority, "content-length": str(len(body)) if body else None, "accept-encoding": "identity"}
    names = {name.lower() for name, _ in headers}
    for name, value in headers:
        ours = name.lower() == "user-agent" and value.startswith("srm-conformance")
        if own.get(name.lower()) != value and not ours:
            yield name, value
    if "accept" not in names:
        yield "Accept", None
    if body and "content-type" not in names:
        yield "Content-Type", None


def _header(name: str, value: str | None, session_header: str) -> list[str]:
    if value is None:
        return ["-H", _word(f"{name}:")]
    if name.lower() == "authorization" and _SECRET.search(value):
        return ["-u", '"$SRM_USER:$SRM_PASSWORD"']
    if session_header and name.lower() == session_header.lower() and _SECRET.fullmatch(value):
        value = "[session]"
    # curl takes `Name:` for the wish to leave a header out, `Name;` sends it empty.
    return ["-H", _word(f"{name}: {value}" if value.strip(" \t") else f"{name};")]


def _hopeless(body: bytes) -> bool:
    """Whether the beginning of a body is too long a word already; spares looking through megabytes."""
    return len(_word(body[: 5 * LONGEST].decode("latin-1"))) > LONGEST


def _data(body: bytes) -> tuple[list[str], list[str]]:
    """What feeds curl from before a pipe, and its own arguments, for a body."""
    if not body:
        return [], []
    if b"\0" in body:  # no argument holds one
        written = "".join(
            chr(byte) if _BARE.match(chr(byte)) and byte != ord("%") else f"\\{byte:03o}" for byte in body
        )
        return ["printf", f"'{written}'", "|"], ["--data-binary", "@-"]
    word = _word(body.decode("latin-1"))
    if len(body) > ARGUMENT:
        return ["printf", "%s", word, "|"], ["--data-binary", "@-"]
    # A leading @ would name a file; --data-raw takes it as it is.
    return [], ["--data-raw" if body.startswith(b"@") else "--data-binary", word]


def _word(text: str) -> str:
    """Quote a text as one word of bash; masked secrets become variables, long repetitions a printf."""
    pieces = list(_pieces(text))
    literal = "".join(text for kind, text in pieces if kind == "text")
    if len(pieces) > 1 and _QUOTABLE.match(literal):
        return '"' + "".join(f"${text}" if kind == "expansion" else text for kind, text in pieces) + '"'
    return "".join(f'"${text}"' if kind == "expansion" else _quote(text) for kind, text in pieces) or "''"


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Split into (`text`, literal) and (`expansion`, what follows the dollar)."""
    at = 0
    for found in _SPECIAL.finditer(text):
        if found.start() > at:
            yield "text", text[at : found.start()]
        at = found.end()
        yield "expansion", _expansion(found, text[at : at + 1])
    if at < len(text):
        yield "text", text[at:]


_MADE_OF_THE_SESSION = {
    " cut": "{SRM_SESSION%?}",  # without its last character
    " other-case": "{SRM_SESSION~~}",  # capitals for small letters and the reverse
    # its last letter the one half the alphabet of Base64 away
    " other-end": """{SRM_SESSION%?}$(printf %s "${SRM_SESSION: -1}" | tr 'A-Za-z0-9+/' 'g-z0-9+/A-Za-f')""",
    # other letters and digits of their kind before the last
    " unlike": """{SRM_SESSION%?????????}$(printf %s "${SRM_SESSION: -9:8}" | """
    """tr '0-9a-fg-zA-FG-Z' '5-90-4d-fa-cq-zg-pD-FA-CQ-ZG-P')${SRM_SESSION: -1}""",
}


def _expansion(found: re.Match[str], following: str) -> str:
    if found["unit"]:
        unit = found["unit"]
        return f"(printf '%.0s{unit.replace('%', '%%')}' {{1..{len(found[0]) // len(unit)}}})"
    name = "SRM_SESSION" if found["session"] else "SRM_SECRET"
    if found["given"]:
        name = f"SRM_{found['given'][1:].partition(' ')[0].upper()}"
    if found["given"] and " cut" in found[0]:
        return f"{{{name}%?}}"
    made = (each for how, each in _MADE_OF_THE_SESSION.items() if found["session"] and how in found[0])
    return next(made, f"{{{name}}}" if re.match(r"[A-Za-z0-9_\[]", following) else name)


def _quote(text: str) -> str:
    if _BARE.match(text):
        return text
    if text.isascii() and text.isprintable():
        return "'" + text.replace("'", "'\\''") + "'"
    odd = "\\'!"  # a history-expanding shell reads `!` even here
    return (
        "$'"
        + "".join(char if char.isascii() and char.isprintable() and char not in odd else _bytes(char) for char in text)
        + "'"
    )


def _bytes(char: str) -> str:
    """A character as the bytes of the wire: Latin-1, and UTF-8 for what has no place there."""
    raw = char.encode("latin-1") if ord(char) <= 0xFF else char.encode("utf-8", "surrogatepass")  # noqa: PLR2004 - Latin-1 ends
    return "".join(f"\\x{byte:02x}" for byte in raw)
