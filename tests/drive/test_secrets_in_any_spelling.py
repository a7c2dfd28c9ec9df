"""However a secret comes back, encoded, escaped by halves, or both in any order, it is masked; nothing else is."""

from __future__ import annotations

import gzip
import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import ADMIN, PASSWORD, Seen, answer, exchanges, run

from conformance.drive.mask import TOKEN, Masker
from conformance.drive.spelling import Unescaped, spellings
from conformance.model.steps import Call, Steps

secrets = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=9, max_size=40)
TOKENS = TOKEN.encode()


def masked(data: bytes, *known: str) -> bytes:
    masker = Masker()
    for each in known:
        masker.learn(each)
    return masker.octets(data)


def half(escape: Callable[[str], str]) -> Callable[[str, list[bool]], str]:
    """Escape some letters and digits, and all else: an encoder that escapes at all escapes every mark."""
    return lambda text, which: "".join(
        escape(char) if yes or not char.isalnum() else char for char, yes in zip(text, which * len(text), strict=False)
    )


def units(char: str) -> str:
    return json.dumps(char)[1:-1] if not char.isascii() else f"\\u{ord(char):04X}"


ESCAPES: dict[str, Callable[[str, list[bool]], str]] = {
    "percent": half(lambda char: "".join(f"%{each:02x}" for each in char.encode())),
    "PERCENT": half(lambda char: "".join(f"%{each:02X}" for each in char.encode())),
    "json": half(units),
    "program": half(lambda char: "".join(f"\\x{each:02x}" for each in char.encode())),
    "decimal": half(lambda char: f"&#{ord(char)};"),
    "hexadecimal": half(lambda char: f"&#x{ord(char):04X};"),
    "named": lambda text, _: html.escape(text),
    "json text": lambda text, _: json.dumps(text)[1:-1],
    "json slashes": lambda text, _: json.dumps(text)[1:-1].replace("/", "\\/"),
    "query": lambda text, _: quote_from_bytes(text.encode(), safe=""),
}
ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "base64": lambda text: b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hexadecimal": lambda text: text.encode().hex(),
    "HEXADECIMAL": lambda text: text.encode().hex().upper(),
}


@given(
    secrets,
    st.sampled_from(sorted(ENCODINGS)),
    st.lists(st.sampled_from(sorted(ESCAPES)), max_size=3),
    st.lists(st.booleans(), min_size=1, max_size=5),
)
def test_a_secret_encoded_and_escaped_in_any_order_is_masked_whole(
    secret: str, encoding: str, escapes: list[str], which: list[bool]
) -> None:
    told = ENCODINGS[encoding](secret)
    for each in escapes:
        told = ESCAPES[each](told, which)

    assert masked(f"<{told}>".encode(), secret) == b"<" + TOKENS + b">"


@given(secrets, st.binary(max_size=5), st.binary(max_size=5), st.sampled_from([b64encode, urlsafe_b64encode]))
def test_a_secret_within_a_longer_base64_leaves_no_more_than_a_letter_at_each_end(
    secret: str, before: bytes, after: bytes, encode: Callable[[bytes], bytes]
) -> None:
    octets = secret.encode()

    left = masked(encode(before + octets + after), secret)

    assert TOKENS in left
    assert len(left) - len(TOKENS) <= len(encode(before + octets + after)) - 8 * len(octets) // 6 + 2


@given(secrets, st.sampled_from(["utf-16-le", "utf-16-be", "utf-8"]))
def test_a_body_in_another_encoding_holds_no_secret(secret: str, encoding: str) -> None:
    assert secret.encode(encoding) not in masked(f"before {secret} after".encode(encoding), secret)


@given(st.binary(max_size=60), st.text(min_size=9))
def test_what_is_no_secret_stays_as_it_was(data: bytes, secret: str) -> None:
    masker = Masker()
    masker.learn("marker-that-is-nowhere")

    assert masker.octets(data) == data
    assert masker.octets(secret.encode("utf-8", "replace")) == secret.encode("utf-8", "replace")


@given(st.lists(st.sampled_from(["marker-one", "marker-two", "one-marker", "two-mark", "er", " ", "x"]), max_size=12))
def test_secrets_that_overlap_leave_nothing_of_either(parts: list[str]) -> None:
    known = ("marker-one", "one-marker", "two-mark")
    left = masked("".join(parts).encode(), *known)

    assert not any(each.encode() in left for each in known)


@given(secrets, st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.integers(), max_size=3))
def test_a_masked_body_is_json_as_before(secret: str, rest: dict[str, object]) -> None:
    masker = Masker()
    masker.learn(f"{secret}marker")
    body = json.dumps(rest | {"told": f"{secret}marker", "query": quote_from_bytes(f"{secret}marker".encode())})

    assert json.loads(masker.octets(body.encode())) == rest | {"told": TOKEN, "query": TOKEN}


@given(st.binary(max_size=80) | st.text("%u0041\\&#x;amp", max_size=60).map(str.encode))
def test_a_place_in_a_layer_leads_to_a_place_in_the_bytes(data: bytes) -> None:
    view = Unescaped(data)

    places = [view.source(place, place + 1) for place in range(len(view.text))]

    assert all(0 <= start < end <= len(data) for start, end in places)
    assert places == sorted(places)


@given(st.text("%0123456789abcdefABCDEFxyz", max_size=40))
def test_percent_escapes_are_undone_as_everybody_does(text: str) -> None:
    assert Unescaped(text.encode()).text == unquote_to_bytes(text)


def test_a_broken_escape_hides_nothing_and_breaks_nothing() -> None:
    data = rb'%zz \ud800 \u12 \x4 &#xffffffff; &#0; &nothing; "\ud83d\u0041" marker-secret %'

    assert masked(data, "marker-secret") == data.replace(b"marker-secret", TOKENS)


@pytest.mark.parametrize("secret", ["marker with blanks", "mixed/ä+&=?#\"'\\ secret"])
def test_a_form_is_masked_with_its_plus_for_a_blank(secret: str) -> None:
    coded = quote_from_bytes(secret.encode(), safe="").replace("%20", "+")

    assert masked(f"password={coded}&x=1".encode(), secret) == b"password=" + TOKENS + b"&x=1"


def test_every_spelling_of_a_short_secret_is_longer_than_three_bytes() -> None:
    assert min(map(len, spellings("abcd"))) == 4


def test_a_body_that_comes_compressed_is_searched_as_text() -> None:
    def echo(seen: Seen) -> bytes | None:
        if str(seen) != "GET /pairings/echo":
            return None
        body = gzip.compress(json.dumps({"password": PASSWORD, "session": seen.session}).encode())
        return answer(418, body, (("Content-Encoding", "gzip"),))

    def probe() -> Steps:
        yield Call("getPairing", {"pairing_id": "echo"}, session=ADMIN)

    _, events = run(probe, rule=echo)

    (found,) = [each for each in exchanges(events) if each.status == 418]
    assert found.response is not None
    assert json.loads(found.response.body) == {"password": TOKEN, "session": "[session admin main]"}


def test_the_names_of_headers_are_searched_too() -> None:
    def echo(seen: Seen) -> bytes | None:
        return answer(418, b"", ((f"X-{seen.session}", "1"),)) if str(seen) == "GET /pairings/echo" else None

    def probe() -> Steps:
        yield Call("getPairing", {"pairing_id": "echo"}, session=ADMIN)

    target, events = run(probe, rule=echo)

    session = next(each.session for each in target.requests if each.session)
    (found,) = [each for each in exchanges(events) if each.status == 418]
    assert not re.search(session, repr(found))


@given(st.lists(secrets, min_size=1, max_size=6), st.binary(max_size=40), st.data())
@settings(deadline=None)
def test_among_many_secrets_each_is_found_as_among_few(known, around, data):
    others = [f"{number:05d}-of-many-others" for number in range(60)]
    text = around + data.draw(st.sampled_from(known)).encode() + around[::-1]

    assert masked(text, *known, *others) == masked(text, *known)
