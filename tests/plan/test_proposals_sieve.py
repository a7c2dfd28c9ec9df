from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.drive.guard import Guard, Refused
from conformance.model.http import Request
from conformance.plan.proposals.corpus import HAZARDS, Place
from conformance.plan.proposals.proposal import percent, raw
from conformance.plan.proposals.sieve import Sieve

PLACE = Place.of("/pairings/{pairing_id}")
PAIRING = "0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f"
QUIET = settings(database=None, deadline=None, max_examples=100, derandomize=True)


def passes(
    segment: str, *, live: tuple[str, ...] = (PAIRING,), hazards: bool = False, query: str | None = None
) -> bool:
    return Sieve(live, hazards=hazards).passes(PLACE.proposal("text", segment, query))


@pytest.mark.parametrize(
    "segment",
    [
        PAIRING,
        PAIRING.upper(),
        PAIRING.replace("-", ""),
        f"%7B{PAIRING}%7D",
        f"%20{PAIRING}%0A",
        f"{PAIRING}%00",
        f"x%2F{PAIRING}",
        f"{PAIRING};x=y",
        f"x,{PAIRING}",
        PAIRING.replace("0", "%30"),
        PAIRING.replace("0", "%2530"),
        percent(PAIRING.replace("0", "\uff10")),
    ],
)
def test_no_spelling_of_a_live_id_passes_even_with_hazards(segment: str) -> None:
    assert not passes(segment, hazards=True)


@pytest.mark.parametrize("segment", [each for classes in HAZARDS.values() for members in classes for each in members])
def test_no_hazard_passes_unless_hazards_are_allowed(segment: str) -> None:
    path, _, query = segment.partition("?")

    assert not passes(path, live=(), query=query or None)
    assert passes(path, live=(), query=query or None, hazards=True)


@pytest.mark.parametrize(
    "segment", ["pair*", "p%25", "pairing__", "%5Bp%5D*", "x%27%20or%20%27%27%3D%27", "x,*", "..%00"]
)
def test_no_pattern_or_condition_passes_that_may_meet_a_pairing(segment: str) -> None:
    assert not passes(segment, live=("pairing-9",))


@pytest.mark.parametrize(
    "segment", ["abc", "%27", "x%00", "x%2Fy", "x*", "x_y", "17x", "%7B%22x%22%3A1%7D", "x..y", "None"]
)
def test_what_names_nothing_passes(segment: str) -> None:
    assert passes(segment)


@pytest.mark.parametrize("segment", ["a b", "a\r\nb", "a\0b", "a\tb", "a#b", "\u20ac"])
def test_what_would_break_the_request_line_does_not_pass(segment: str) -> None:
    assert not passes(segment, hazards=True)


@pytest.mark.parametrize(
    "header",
    [
        ("Host", "x"),
        ("Content-Length", "1"),
        ("X-Odd", "a\r\nb"),
        ("X-Odd", "\0"),
        ("X Odd", ""),
        ("", "x"),
        ("X", "\u20ac"),
    ],
)
def test_a_header_that_moves_or_breaks_the_request_does_not_pass(header: tuple[str, str]) -> None:
    assert not Sieve((), hazards=True).passes(PLACE.proposal("header", str(UUID(int=1)), headers=(header,)))


def test_what_is_encoded_too_often_to_be_read_does_not_pass() -> None:
    assert not passes("x%" + "25" * 9 + "41")


@QUIET
@given(st.text(max_size=12), st.sampled_from((percent, raw)), st.lists(st.text(max_size=3), max_size=3))
def test_what_passes_is_never_kept_back_by_the_guard_of_the_driver(text: str, spell: object, live: list[str]) -> None:
    assert callable(spell)
    proposal = PLACE.proposal("text", spell(text))
    guard = Guard()
    guard.know(live)

    if Sieve(live, hazards=True).passes(proposal):
        try:
            guard.check(Request("DELETE", proposal.target))
        except Refused as refused:  # pragma: no cover - what must not happen
            pytest.fail(refused.args[0])


@QUIET
@given(st.text(min_size=1, max_size=8))
def test_a_live_id_never_passes_however_it_is_written(live: str) -> None:
    for spell in (percent, raw, lambda text: percent(percent(text)), lambda text: percent(f" {text.upper()}\n")):
        if live.strip().casefold() == live.strip().upper().casefold():
            assert not passes(spell(live), live=(live,), hazards=True)
