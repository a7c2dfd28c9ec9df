"""Texts and spellings that careless code stumbles over, as ids.

Each class is led by the member that is likeliest to find something, and the likelier classes come
first: every standard run sends each leader, a quick one the foremost; the others are drawn from.
A token stands alone where that names nothing; the sieve drops it where it might mean more, so
most are kept inside a word, here written `x` before them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.plan.proposals.proposal import percent, raw, woven

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

INJECTED = "X-Injected: yes"
"""The header line that a text tries to smuggle into a response (catalogue.robustness)."""

_MANY = 64
"""Of one character: what nests that deep, or sends a careless regular expression on a long way."""

TOKENS: tuple[tuple[str, ...], ...] = (
    ("x'y", "'", "x''", "'x'", "x\\'"),
    ("x\0", "x\0y"),
    ("\U0001f600",),
    (f"x\r\n{INJECTED}", "x\r\n\r\n<x>"),
    ("%s%s%n%n", "x%d", "%1$s%x"),
    ("${7*7}x", "$x{y}", "@(1)x"),
    ("x\\y", "x\\\\"),
    ('x"y', '"x'),
    ("{{7*7}}x",),
    ("<script>1</script>", "<x>", "x>y"),
    ("\xe4\xf6\xfc\xdf", "\xdf", "\u1e9e\ufb03"),
    ("x y", "x "),
    ("\U0001f1e9\U0001f1ea", "\U0001f1e9"),
    ("\xbd", "\xbc\u2167"),
    ("\u65e5\u672c\u8a9e", "\U00020bb7"),
    (f"x\n{INJECTED}",),
    ("x\ty", "x\x0b\x0c\x1c\x1d\x1e"),
    ("x#{7*7}",),
    ("<%= 7*7 %>x",),
    ("x' AND '1'='2", "x/**/y"),
    ("x'--", "x');--"),
    ("x;echo y|x", "x|echo y"),
    ("x" + " " * _MANY + "y",),
    ("\u2764\ufe0f", "1\ufe0f\u20e3"),
    ("x&echo y", "&lt;x&gt;", "x&#65;"),
    ("$(echo x)", "`echo x`", "`"),
    ("${jndi:ldap://x.invalid/x}", "${env:x}"),
    ("x)(uid=y", "x\\2a", "cn=x,dc=y"),
    ("x']/parent::x",),
    ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "e">]><x>&e;</x>', "<!--x-->", "x]]>"),
    ('{"x": 1}', '{"x": ', 'x["y", 1]'),
    ("x{0}{1}", "{x!r:>9999}"),
    ("__proto__",),
    ("constructor", "constructor.prototype"),
    ("toString", "hasOwnProperty"),
    ("x:y", "x@y:z"),
    ("x,y", "x!y"),
    ("x+y", "=1+1x"),
    ("x=y", "x~y^z"),
    ("100%x", "%%x", "x%", "%x%"),
    ("x\\u0041", "x\\x00y", "!!python/name:x", "O:1:x", "$1\\1x"),
    *((char * _MANY + "x", "x" + (char + "x") * _MANY) for char in "([{"),
    ("x" * _MANY + "!", *(char * _MANY + "x" for char in "'\"-\\")),
    (f"x\r{INJECTED}",),
    (f"x\u560d\u560a{INJECTED}", f"x\u010d\u010a{INJECTED}"),
    ("x\x01\x02\x1f\x1b[31m\x7f", "x\x07\x08"),
    ("x\x80\x85\x9f",),
    ("x\u2028\u2029",),
    ("x\xa0\u2003\u3000y",),
    ("e\u0301",),
    ("Z" + "\u0300\u0316\u0338" * 20,),
    ("\u202ex\u202c",),
    ("\u05d0\u0628\u200f",),
    ("\U0001f468\u200d\U0001f469\u200d\U0001f467",),
    ("x\u200b\u200d\u2060\ufeffy", "\ufeffx"),
    ("\uff11\uff12\uff13", "\u0661\u0662\u0663", "\xb2\u2167"),
    ("\u0130\u0131\u017f\u212a",),
    ("\ue000\uf8ff", "\U000f0000", "\U0010fffd"),
    ("\ufdd0\ufffe\uffff\U0010ffff",),
    ("\ufffd", "\U000e0001\U000e0041"),
    ("\udfffx\ud800", "\ud800"),
)
"""Texts by class: quotes, SQL, markup, templates, formats, controls, scripts and so on."""

OCTETS: tuple[tuple[str, ...], ...] = (
    ("x%FF", "%FFx%FE"),
    ("x%zz", "x%2G", "x%-1", "x%+1"),
    ("x%", "%x"),
    ("x%C0%AF", "x%E0%80%AF", "x%F0%80%80%AF"),
    ("x%E9", "x%80"),
    ("x%C3", "x%E2%82"),
    ("x%2", "x%%"),
    ("x%C0%80", "x%F8%88%80%80%80"),
    ("x%FE%FF",),
    ("x%F0%9F%98",),
    ("x%ED%A0%BD%ED%B8%80",),
    ("x%F4%90%80%80",),
    ("x%u0041", "x%U0041"),
)
"""Segments by class that are no UTF-8: stray, overlong, cut and surrogate octets, percent signs that encode nothing."""

SPELLINGS: tuple[tuple[str, ...], ...] = (
    ("x%2Fy", "x%2F%2Fy"),
    ("x%5Cy", "x%5C"),
    ("x.", "x.."),
    ("x.json", "x.xml"),
    ("x%20", "x%09"),
    ("x;y=z", "x;jsessionid=y"),
    ("x%252Fy", "x%255Cy", "x%25252Fy"),
    ("x%2e%2ey", "x%2E%2E", "x%2ey"),
    ("x%3Fy", "x%26y%3Dz"),
    ("x%23y",),
    ("x+y", "x%2By", "x!$&'()+,;=:@"),
    ("x%2F",),
    ("x%2fy",),
    ("x%2500", "x%2527"),
    ("x%250d%250aX-Injected:yes",),
    ("x%25zz", "x%25252525", "%2578", "%25C0%25AF", "%25%37%38", "x%252ey"),
    (".x", "..x", "x.y"),
    ("x...y",),
    ("x%3By",),
    ("%78", "%7e%2D%5F%61", "%41%42%43", "x%7Ey"),
    ("%c3%a4", "%C3%A4"),
    ("x%c0%2fy",),
    *(tuple(map(raw, each)) for each in (('"', "'x'"), ("<x>",), ("{x}", "x[y]"), ("x|y",), ("x\\y",), ("x^y", "x`y"))),
    *(tuple(map(raw, each)) for each in (("\xe4x", "x\xa0y"), ("\U0001f600x", "\u20acx"), ("\x85x",))),
)
"""Segments by class that write what need not, or should not, be written so; the last with bytes as they are."""

IN_LONG = ("'", '"', "\0", "\r\n", "\\", "%s", "${7*7}", "<x>", " ", "/", "%", "\xe4", "\U0001f600")
"""Tokens that stand at the end of a long id as well: code that cuts, pads or quotes takes another way there."""
_LONG = (300, 600, 1100)
"""Lengths that most columns and buffers of text do not hold."""

PLANES = tuple(range(17))


def texts(random: Random) -> list[Sequence[str]]:
    """Segments by class of text; each plane of Unicode is a class."""
    planes = [(percent(f"x{of_plane(plane, random)}"),) for plane in PLANES]
    long = [(percent("y" * random.choice(_LONG) + token),) for token in IN_LONG]
    return woven([[[percent(each) for each in tokens] for tokens in TOKENS], OCTETS, planes, long])


def of_plane(plane: int, random: Random) -> str:
    """A character of a plane of Unicode; of plane 0 none that ASCII or a surrogate holds."""
    return chr(random.randint(0x80, 0xD7FF) if plane == 0 else (plane << 16) + random.randrange(0x10000))


def every_control() -> list[str]:
    """A segment with each control character, C0 and C1."""
    return [percent(f"x{chr(each)}y") for each in (*range(0x20), *range(0x7F, 0xA0))]


def wide() -> list[tuple[str, ...]]:
    """Segments whose characters take several bytes, around the sizes that count the one or the other."""
    kinds = (("\xe4", (128, 256, 127, 255)), ("\u20ac", (86, 256, 85, 255)), ("\U0001f600", (64, 256, 63, 255)))
    wide = [[percent(char * length) for length in lengths] for char, lengths in kinds]
    return [pair for every in wide for pair in ((every[0], every[2]), (every[1], every[3]))]
