"""Ids by their form: lengths around the sizes of buffers and columns, numbers around the sizes of types, other ids."""

from __future__ import annotations

from string import ascii_lowercase, digits
from typing import TYPE_CHECKING
from uuid import UUID

from conformance.plan.proposals.proposal import percent

if TYPE_CHECKING:
    from random import Random

_POWERS = (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
LENGTHS = tuple(sorted({1, 2, 3, 4, 35, 36, 37, *(power + step for power in _POWERS for step in (-1, 0, 1))}))
BITS = (7, 8, 15, 16, 31, 32, 53, 63, 64, 128)
UUID_VERSIONS = tuple(range(1, 9))
STYLES = range(3)

NUMERALS: tuple[tuple[str, ...], ...] = (
    ("-0", "+1", "00", "007"),
    ("1.0", "0.1", "-1.5", ".5"),
    ("1e3", "1e", "4.9e-324", "1.7976931348623157e308"),
    ("1E400", "1e309", "-1e-400"),
    ("NaN",),
    ("Infinity", "-Infinity"),
    ("0x10", "0o17", "0b101"),
    ("1_000", "1,000", "1 000"),
    ("9" * 40, "1" + "0" * 309),
)
"""Numerals by class: signs and zeros, fractions, exponents, beyond floats, none at all, other bases, grouped, huge."""
WORDS: tuple[tuple[str, ...], ...] = (
    ("None", "nil", "undefined", "Null2"),
    ("true", "false", "True", "yes"),
    ("admin", "root", "self", "me", "current", "default"),
    ("delete", "new", "latest", "actions", "issues", "remote-session"),
    ("con", "nul", "aux", "COM1"),
    ("index.html", "favicon.ico", "robots.txt", ".env", "~root"),
)
FORMS: tuple[tuple[str, ...], ...] = (
    ("DrRecoveryPlan:5b553d22:52afcdd4", "VirtualMachine:vm-29:36ad3891-6b0e-4a57-8d27-3b9d2f0c6a10"),
    ("vm-29", "group-d1", "session[52afcdd4]52afcdd4"),
    ("x@y.invalid", "+49 30 123456"),
    ("2026-11-24", "2026-11-24T01:02:03.004Z"),
    ("192.0.2.1", "2001:db8::1"),
    ("http://x.invalid/x", "file:x", "C:x"),
    ("AAAAAAAAAAAAAAAAAAAAAA==", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "507f1f77bcf86cd799439011"),
)
"""Ids of other kinds of things: objects of the gateway and of vCenter, people, times, addresses, other keys."""


def uuid(random: Random, version: int = 4) -> str:
    """A random UUID: an id in the form of a pairing's, of a pairing that does not exist."""
    text = str(UUID(int=random.getrandbits(128), version=4))
    return f"{text[:14]}{version:x}{text[15:]}"


def of_length(length: int, style: int, random: Random) -> str:
    """An id of so many characters. style: 0 begins like a UUID, 1 is digits, 2 letters."""
    if style == 0 and length > 1:
        start = uuid(random)
        return (start + "".join(random.choices("0123456789abcdef", k=max(0, length - 36))))[:length]
    alphabet = digits if style == 1 else ascii_lowercase
    return "".join(random.choices(alphabet, k=length))


def lengths(random: Random) -> list[list[str]]:
    """Ids of every length of the list, each in every style."""
    return [[of_length(length, style, random) for style in STYLES] for length in LENGTHS]


def numbers() -> list[list[str]]:
    """Numerals by class, and the numbers on either side of each power of two that bounds a type."""
    classes = [[percent(each) for each in numerals] for numerals in NUMERALS]
    for bits in BITS:
        classes += [[str(sign * 2**bits + step) for step in (-1, 0, 1)] for sign in (1, -1)]
    return classes


def identifiers(random: Random) -> list[list[str]]:
    """Ids by class of form: a UUID bent in one way each, versions of UUID, other kinds of ids, reserved words."""
    versions = [uuid(random, version) for version in UUID_VERSIONS]
    return [[percent(each) for each in members] for members in (*_bent(random), versions, *FORMS, *WORDS)]


def _bent(random: Random) -> list[tuple[str, ...]]:
    plain, other = uuid(random), uuid(random)
    return [
        (plain[:-1], plain[1:], f"{plain[:8]}{plain[9:]}"),
        (f"{plain}0", f"0{plain}"),
        (f"{plain[:-1]}g", plain.replace("-", "_"), plain.replace("-", "\u2010")),
        (plain.replace("-", ""),),
        (plain.upper(),),
        (f"{{{plain}}}", f"({plain})"),
        (f'"{plain}"', f"'{plain}'"),
        (f"urn:uuid:{plain}",),
        (f"{plain},{other}", f"{plain};{other}", f"{plain}:{other}"),
        (f"{plain}{plain}",),
        (str(UUID(int=0)),),
        (str(UUID(int=2**128 - 1)),),
    ]
