"""Ids by their form: lengths around the sizes of buffers and columns, numbers around the sizes of types, other ids."""

from __future__ import annotations

from string import ascii_lowercase, digits
from typing import TYPE_CHECKING
from uuid import UUID

from conformance.plan.proposals.proposal import percent, woven

if TYPE_CHECKING:
    from random import Random

_POWERS = (256, 64, 1024, 128, 4096, 32, 8192, 2048, 512)
LENGTHS = (*(power + step for step in (0, 1, -1) for power in _POWERS), 16_384, 1, 2, 8, 35, 36, 37)
"""The likeliest first."""
STYLES = range(3)

NUMERALS: tuple[tuple[str, ...], ...] = (
    ("1",),
    (str(2**63), str(2**64 + 1)),
    (str(2**31), str(2**31 + 1)),
    (str(2**64),),
    ("-2", "-17"),
    (str(2**32), str(2**32 + 1)),
    (str(2**53), str(2**53 + 1)),
    ("NaN",),
    ("0x10", "0o17", "0b101"),
    ("1e3", "1e", "4.9e-324", "1.7976931348623157e308"),
    ("1E400", "1e309"),
    ("1.5", "1.0", "0.1", "-1.5", ".5"),
    ("Infinity", "-Infinity"),
    ("9" * 40,),
    ("007",),
    ("+1",),
    *((str(2**bits - 1),) for bits in (31, 63, 64, 32, 53)),
    *((str(-(2**bits)), str(1 - 2**bits)) for bits in (31, 63)),
    *((str(-(2**bits) - 1),) for bits in (31, 63)),
    ("1" + "0" * 309,),
    ("1_000", "1 000"),
    *((str(2**bits), str(2**bits - 1), str(2**bits + 1)) for bits in (8, 15, 16)),
)
"""Numerals by class: the numbers that bound types and those beside them, fractions, exponents, other bases.

None that is zero: that leaves a condition out wherever code asks `if id`, and goes out as a hazard."""
WORDS: tuple[tuple[str, ...], ...] = (
    ("undefined",),
    ("None", "nil", "Null2"),
    ("true", "True", "yes"),
    ("false",),
    ("admin", "root"),
    ("me", "self", "current", "default"),
    ("con", "COM1"),
    ("aux", "nul"),
    ("delete", "new", "latest", "actions", "issues", "remote-session"),
    ("index.html", "favicon.ico", "robots.txt"),
    (".env",),
    ("~", "~root"),
)
FORMS: tuple[tuple[str, ...], ...] = (
    ("vm-29", "group-d1"),
    ("DrRecoveryRecoveryPlan:5b553d22-1b7a-4e0b-9d55-6d3a8c1d2e4f:52afcdd4-6b0e-4a57-8d27-3b9d2f0c6a10",),
    ("x@y.invalid", "+49 30 123456"),
    ("http://x.invalid/x", "file:x", "C:x"),
    ("192.0.2.1",),
    ("2001:db8::1",),
    ("2026-11-24T01:02:03.004Z", "2026-11-24"),
    ("session[52afcdd4]52afcdd4",),
    ("AAAAAAAAAAAAAAAAAAAAAA==", "01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    ("507f1f77bcf86cd799439011",),
    ("1-1-1-1-1", "f-e-d-c-b"),
    ("-" * 36,),
)
"""Ids of other kinds of things: objects of the gateway and of vCenter, people, times, addresses, other keys.

The last two have the hyphens of a UUID, or its length: `UUID.fromString` of Java takes the first for one."""
_AFTER_A_UUID = ("'", "\0", "\n", " ", "/", ".json", "\U0001f600")
"""What stands after a whole UUID: code that looks for one at the beginning lets it pass."""


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
    return [[of_length(length, style, random) for style in random.sample(STYLES, len(STYLES))] for length in LENGTHS]


def numbers() -> list[list[str]]:
    """Numerals by class."""
    return [[percent(each) for each in numerals] for numerals in NUMERALS]


def identifiers(random: Random) -> list[list[str]]:
    """Ids by class of form: a UUID bent in one way each, versions of UUID, other kinds of ids, reserved words."""
    versions = [tuple(uuid(random, version) for version in each) for each in ((7, 6, 8), (1, 2), (5, 3))]
    after = [(f"{uuid(random)}{each}",) for each in _AFTER_A_UUID]
    return [[percent(each) for each in members] for members in woven((_bent(random), versions, FORMS, WORDS, after))]


def _bent(random: Random) -> list[tuple[str, ...]]:
    plain, other = uuid(random), uuid(random)
    return [
        (str(UUID(int=0)),),
        (f"{{{plain}}}", f"({plain})"),
        (f"{plain[:-1]}g", plain.replace("-", "\u2010")),
        (plain.replace("-", ""),),
        (plain[:-1], plain[1:], f"{plain[:8]}{plain[9:]}"),
        (plain.upper(),),
        (f"{plain}0", f"0{plain}"),
        (f"urn:uuid:{plain}",),
        (str(UUID(int=2**128 - 1)),),
        (f'"{plain}"', f"'{plain}'"),
        (f"{plain},{other}", f"{plain};{other}", f"{plain}:{other}"),
        (f"{plain}{plain}",),
        (plain.replace("-", "_"),),
    ]
