"""Combinations that Hypothesis draws: tokens inside ordinary ids, in pairs, in bulk, with odd queries and headers."""

from __future__ import annotations

from random import Random
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING

from conformance.plan.proposals import identifiers, messages, texts
from conformance.plan.proposals.proposal import percent, raw

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from conformance.model.http import Headers
    from conformance.plan.proposals.corpus import Place
    from conformance.plan.proposals.proposal import Proposal

_LONGEST = 10_000
_ONE_IN = 6
"""One id in so many also has an odd query, or odd headers."""
_TOKENS = tuple(each for tokens in texts.TOKENS for each in tokens)
_QUERIES = tuple(each for queries in messages.QUERIES for each in queries)
_HEADERS = tuple(each for headers in messages.HEADERS for each in headers)
_NUMERALS = tuple(each for numerals in identifiers.NUMERALS for each in numerals)


def combinations(place: Place) -> SearchStrategy[Proposal]:
    """Proposals made of pieces: an id of some shape, at times with a query or with headers."""
    from hypothesis import strategies as st  # noqa: PLC0415 - 0.2 s, seldom used

    @st.composite
    def drawn(draw: DrawFn) -> Proposal:
        random = Random(draw(st.integers(0, 2**64 - 1)))  # noqa: S311 - repeatable, not secret
        group, segment = _SHAPES[draw(st.integers(0, len(_SHAPES) - 1))](random)
        beside = draw(st.integers(0, _ONE_IN - 1))
        query = draw(st.sampled_from(_QUERIES)) if beside == 0 else None
        headers: Headers = draw(st.sampled_from(_HEADERS)) if beside == 1 else ()
        return place.proposal(group, segment, query, headers)

    return drawn()


def _token_inside(random: Random) -> tuple[str, str]:
    """A token somewhere in an ordinary id."""
    return "text", percent(_inserted(_plain(random), [random.choice(_TOKENS)], random))


def _two_tokens(random: Random) -> tuple[str, str]:
    return "text", percent(_inserted(_plain(random), random.sample(_TOKENS, 2), random))


def _bytes_as_they_are(random: Random) -> tuple[str, str]:
    return "encoded", raw(_inserted(_plain(random), [random.choice(_TOKENS)], random))


def _mixed_spelling(random: Random) -> tuple[str, str]:
    """Each character of an id encoded, encoded twice or left, as it comes."""
    text = _inserted(_plain(random), [random.choice(_TOKENS)], random)
    spell = (percent, raw, lambda each: "".join(f"%{byte:02x}" for byte in each.encode("utf-8", "surrogatepass")))
    twice = random.random() < 1 / 4
    spelled = "".join(random.choice(spell)(each) for each in text)
    return "encoded", spelled.replace("%", "%25") if twice else spelled


def _octets(random: Random) -> tuple[str, str]:
    """Bytes as they come, all percent-encoded after an ordinary start."""
    return "encoded", "x" + "".join(f"%{byte:02X}" for byte in random.randbytes(random.randint(1, 40)))


def _planes(random: Random) -> tuple[str, str]:
    planes = random.choices(texts.PLANES, k=random.randint(1, 12))
    return "text", percent(_plain(random)[:8] + "".join(texts.of_plane(plane, random) for plane in planes))


def _length(random: Random) -> tuple[str, str]:
    """Any length, short ones as likely as long ones."""
    length = int(_LONGEST ** random.random())
    return "length", identifiers.of_length(length, random.choice(identifiers.STYLES), random)


def _long_with_token(random: Random) -> tuple[str, str]:
    plain = identifiers.of_length(int(_LONGEST ** random.uniform(0.4, 0.9)), 2, random)
    return "length", percent(_inserted(plain, [random.choice(_TOKENS)], random))


def _bulk(random: Random) -> tuple[str, str]:
    """One token many times."""
    return "text", percent("x" + random.choice(_TOKENS) * int(100 ** random.random()))


def _number(random: Random) -> tuple[str, str]:
    """A number of any size, whole or not."""
    whole = str(random.choice((1, -1)) * random.getrandbits(random.choice((7, 15, 31, 53, 63, 64, 80, 128, 1000))))
    return "number", percent(random.choice((whole, f"{whole}.0", f"{whole}e9", f"{whole}{random.choice(_NUMERALS)}")))


_SHAPES = (
    _token_inside,
    _token_inside,
    _two_tokens,
    _bytes_as_they_are,
    _mixed_spelling,
    _octets,
    _planes,
    _length,
    _long_with_token,
    _bulk,
    _number,
)


def _plain(random: Random) -> str:
    """An ordinary id: a UUID or letters and digits, seldom as long as one."""
    if random.random() < 1 / 3:
        return identifiers.uuid(random)
    return "".join(random.choices(ascii_lowercase + digits, k=random.randint(1, 40)))


def _inserted(text: str, tokens: list[str], random: Random) -> str:
    for token in tokens:
        at = random.randint(0, len(text))
        text = text[:at] + token + text[at:]
    return text
