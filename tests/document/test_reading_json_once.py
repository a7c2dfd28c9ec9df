"""A body that many ask for is parsed once; it says the same to all of them, and large ones are not all kept."""

from __future__ import annotations

import pytest

from conformance.document import strict
from conformance.document.strict import BeyondBounds, parse, parse_once
from conformance.model.bounds import DEEPEST, LARGE, MOST_DIGITS


@pytest.mark.parametrize("body", [b"{}", b'{"a": 1, "a": 2}', b"[12, -3, 1e3]", b'{"a": "%b"}' % (b"x" * LARGE)])
def test_it_says_what_parsing_says(body: bytes) -> None:
    assert parse_once(body) == parse(body)
    assert parse_once(bytes(bytearray(body))) is parse_once(body)


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"", "an empty body"), (b'{"a": NaN}', "NaN is no JSON number"), (b"\xef\xbb\xbf{}", "a byte order mark before")],
)
def test_what_is_not_json_is_told_in_the_same_words_each_time(body: bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told) as raised:
        parse(body)

    assert [str(parse_once(body)), str(parse_once(body))] == [str(raised.value)] * 2


def test_a_reason_keeps_nothing_of_what_it_was_found_in() -> None:
    found = parse_once(b"{ ")

    assert (found.__traceback__, found.__context__) == (None, None)


def test_what_is_too_deep_is_told_from_what_is_wrong() -> None:
    assert isinstance(parse_once(b"[" * (DEEPEST + 1)), BeyondBounds)


@pytest.mark.parametrize("digits", [MOST_DIGITS - 1, MOST_DIGITS, MOST_DIGITS + 1, 5000])
def test_an_integer_of_many_digits_is_read(digits: int) -> None:
    assert parse(b"7" * digits) == int("7" * min(digits, MOST_DIGITS))


def test_large_bodies_are_not_all_kept() -> None:
    assert (strict._small.cache_info().maxsize, strict._large.cache_info().maxsize) == (1024, 2)  # noqa: SLF001
    before = strict._large.cache_info().misses  # noqa: SLF001
    parse_once(b'"%b"' % (b"y" * (LARGE - 2)))
    parse_once(b'"%b"' % (b"y" * (LARGE - 3)))

    assert strict._large.cache_info().misses == before + 1  # noqa: SLF001
