"""Texts and spellings that careless code stumbles over, as ids.

A token stands alone where that names nothing; the sieve drops it where it might mean more, so
most are kept inside a word, here written `x` before them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.plan.proposals.proposal import percent, raw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

INJECTED = "X-Injected: 1"
"""The header line that a text tries to smuggle into a response (catalogue.robustness)."""

_MANY = 40
"""Of one character: what nests that deep, or sends a careless regular expression on a long way."""

TOKENS: tuple[tuple[str, ...], ...] = (
    ("'", "x'y", "x''", "'x'"),
    ('"', 'x"y', '"x'),
    ("x\\'", "x\\y", "x\\\\"),
    ("x' AND '1'='2", "x'--", "x');--", "x/**/y"),
    ("<x>", "<script>1</script>", "&lt;x&gt;", "x>y"),
    ("<!--x-->", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>', "x]]>"),
    ('{"x": 1}', '{"x": ', 'x["y", 1]'),
    ("{{7*7}}x", "${7*7}x", "x#{7*7}", "<%= 7*7 %>x", "$x{y}", "@(1)x"),
    ("${jndi:ldap://x.invalid/x}", "${env:x}"),
    ("x)(uid=y", "x\\2a", "cn=x,dc=y"),
    ("$(echo x)", "`echo x`", "x;echo y", "x|echo y", "x&echo y"),
    ("`", "x~y^z", "x,y", "x@y:z", "x+y", "x!y", "x=y"),
    ("!!python/name:x", "=1+1x", "__proto__", "constructor.prototype", "O:1:x"),
    *((char * _MANY + "x", "x" + (char + "x") * _MANY) for char in "([{"),
    (*(char * _MANY + "x" for char in "'\"-\\"), "x" + " " * _MANY + "y", "x" * _MANY + "!"),
    ("%s%s%s%s", "%n%n%n%n", "%1$s%x", "x%d"),
    ("x{0}{1}", "{x!r:>9999}", "$1\\1x"),
    ("100%x", "%x%", "%%x", "x%"),
    ("x\\u0041", "x\\x00y", "x&#65;"),
    (f"x\r\n{INJECTED}", f"x\n{INJECTED}", f"x\r{INJECTED}", "x\r\n\r\n<x>"),
    (f"x\u560d\u560a{INJECTED}", f"x\u010d\u010a{INJECTED}"),
    ("x\0", "x\0y"),
    ("x\x01\x02\x1f", "x\x0b\x0c\x1c\x1d\x1e", "x\x1b[31m", "x\x07\x08\x7f"),
    ("x\x80\x85\x9f", "x\u2028\u2029"),
    ("x\ty", "x y", "x ", "x\xa0\u2003\u3000y"),
    ("\xe4\xf6\xfc\xdf", "e\u0301", "\u65e5\u672c\u8a9e"),
    ("Z" + "\u0300\u0316\u0338" * 20,),
    ("\u202ex\u202c", "\u05d0\u0628\u200f"),
    ("x\u200b\u200d\u2060\ufeffy", "\ufeffx"),
    ("\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea"),
    ("\uff11\uff12\uff13", "\u0661\u0662\u0663", "\xb2\xbd\u2167"),
    ("\u0130\u0131\u017f\u212a", "\u1e9e\ufb03"),
    ("\ue000\uf8ff", "\U000f0000", "\U0010fffd"),
    ("\ufdd0", "\U0010ffff"),
    ("\ufffe\uffff",),
    ("\ufffd", "\U000e0001\U000e0041"),
    ("\ud800", "\udfffx"),
)
"""Texts by class: quotes, SQL, markup, templates, formats, controls, scripts and so on."""

OCTETS: tuple[tuple[str, ...], ...] = (
    ("x%FF", "x%FE%FF", "%FFx%FE"),
    ("x%80", "x%E9"),
    ("x%C0%AF", "x%E0%80%AF", "x%F0%80%80%AF"),
    ("x%C0%80", "x%F8%88%80%80%80"),
    ("x%C3", "x%E2%82", "x%F0%9F%98"),
    ("x%ED%A0%80", "x%ED%A0%BD%ED%B8%80"),
    ("x%F4%90%80%80",),
    ("x%", "x%2", "%x"),
    ("x%zz", "x%2G", "x%-1", "x%+1"),
    ("x%u0041", "x%U0041"),
    ("x%%",),
)
"""Segments by class that are no UTF-8: stray, overlong, cut and surrogate octets, percent signs that encode nothing."""

SPELLINGS: tuple[tuple[str, ...], ...] = (
    ("x%2Fy", "x%2fy"),
    ("x%2F", "x%2F%2Fy"),
    ("x%5Cy", "x%5C"),
    ("x%252Fy", "x%255Cy", "x%25252Fy", "x%c0%2fy"),
    ("x.", "x.."),
    ("x.y", ".x", "..x", "x...y"),
    ("x%2ey", "x%2E%2E", "x%252ey"),
    ("x.json", "x.xml"),
    ("x%2500", "x%250d%250aX-Injected:1", "x%2527"),
    ("x%25zz", "x%25252525", "%2578", "x%25C0%25AF", "%25%37%38"),
    ("x%3Fy", "x%23y", "x%26y%3Dz"),
    ("x%3By", "x;y=z", "x;jsessionid=y"),
    ("x%2By", "x+y", "x!$&'()+,;=:@"),
    ("x%20", "x%09"),
    ("%78", "%7e%2D%5F%61", "%41%42%43", "x%7Ey"),
    ("%c3%a4", "%C3%A4"),
    *(tuple(map(raw, each)) for each in (('"', "'x'"), ("<x>", "x|y", "x\\y"), ("{x}", "x[y]", "x^y", "x`y"))),
    *(tuple(map(raw, each)) for each in (("\xe4x", "\u20acx"), ("\U0001f600x",), ("\x85x", "x\xa0y"))),
)
"""Segments by class that write what need not, or should not, be written so; the last with bytes as they are."""

PLANES = tuple(range(17))


def texts(random: Random) -> list[Sequence[str]]:
    """Segments by class of text; each plane of Unicode is a class."""
    planes = [(percent(f"x{of_plane(plane, random)}"),) for plane in PLANES]
    return [*([percent(each) for each in tokens] for tokens in TOKENS), *OCTETS, *planes]


def of_plane(plane: int, random: Random) -> str:
    """A character of a plane of Unicode; of plane 0 none that ASCII or a surrogate holds."""
    return chr(random.randint(0x80, 0xD7FF) if plane == 0 else (plane << 16) + random.randrange(0x10000))


def every_control() -> list[str]:
    """A segment with each control character, C0 and C1."""
    return [percent(f"x{chr(each)}y") for each in (*range(0x20), *range(0x7F, 0xA0))]


def wide() -> list[str]:
    """Segments whose characters take several bytes, around the sizes that count the one or the other."""
    kinds = (("\xe4", (127, 128, 255, 256)), ("\u20ac", (85, 86, 255, 256)), ("\U0001f600", (63, 64, 255, 256)))
    return [percent(char * length) for char, lengths in kinds for length in lengths]
