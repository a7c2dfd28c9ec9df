from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, unquote_to_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.plan.proposals import BudgetSpent, Proposal, shrink
from conformance.plan.proposals.corpus import Place
from conformance.plan.proposals.pieces import Pieces
from conformance.plan.proposals.proposal import percent, raw

PLACE = Place.of("/pairings/{pairing_id}")
UUID = "5f0c6d2e-1b7a-4e0b-9d55-0c5d9e3f7b21"
BUDGET = 60
Verdict = Callable[[Proposal], bool]


def segment(proposal: Proposal) -> str:
    return proposal.target[proposal.head :].partition("?")[0]


def octets(proposal: Proposal) -> bytes:
    return unquote_to_bytes(segment(proposal))


def smallest(start: Proposal, fails: Verdict, *, budget: int = BUDGET, live: tuple[str, ...] = ()) -> Proposal:
    return shrink(start, fails=fails, seed=1, budget=budget, live=live)


ODD = PLACE.proposal("text", percent(f"{UUID}'x\0'{'y' * 300}"), "a=b&c=d", (("X-Odd", "abc"), ("X-Long", "x" * 1000)))
EMOJI = percent(f"{UUID}\U0001f600\xe9'\U0001f601{'z' * 50}")
FORWARDED = (("X-A", "1"), ("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", "192.0.2.2"))


BURIED = PLACE.proposal("text", percent("k" * 4000 + "'" + "j" * 999))
SLASHED = PLACE.proposal("encoded", percent(f"a/b'/c<>{UUID}"))
BRACED = PLACE.proposal("encoded", raw(f"x{{y}}{UUID}"))
LONG = PLACE.proposal("length", "5f0c6d2e-" * 910)


@pytest.mark.parametrize(
    ("start", "fails", "target"),
    [
        (ODD, lambda each: "%00" in segment(each), "/pairings/a%00"),
        (ODD, lambda each: len(octets(each)) >= 256, f"/pairings/{'a' * 256}"),
        (ODD, lambda each: "c=" in each.target, "/pairings/a?c="),
        (BURIED, lambda each: "%27" in each.target, "/pairings/%27"),
        (SLASHED, lambda each: b"/" in octets(each) and b"'" in octets(each), "/pairings/a%2F%27"),
        (BRACED, lambda each: "{" in segment(each), "/pairings/a{"),
        (PLACE.proposal("text", "abc%FEq%FFz"), lambda each: b"\xff" in octets(each), "/pairings/%FF"),
        (LONG, lambda each: len(segment(each)) >= 255, f"/pairings/{'a' * 255}"),
    ],
)
def test_the_smallest_target_is_found_within_sixty_requests(start: Proposal, fails: Verdict, target: str) -> None:
    found = smallest(start, fails)

    assert len(found.target) <= len(target)
    assert fails(found)
    assert (found.headers, found.body) == ((), b"")


def test_one_character_outside_the_basic_plane_is_left_of_many() -> None:
    found = smallest(PLACE.proposal("text", EMOJI), lambda each: any(ord(c) > 0xFFFF for c in unquote(segment(each))))

    assert len(unquote(segment(found))) == 1


def test_headers_that_do_not_matter_are_left_out() -> None:
    found = smallest(
        PLACE.proposal("header", UUID, headers=FORWARDED),
        lambda each: any(name == "X-Forwarded-For" for name, _ in each.headers),
    )

    assert (found.target, found.headers) == ("/pairings/a", (("X-Forwarded-For", ""),))


def test_a_header_is_cut_to_the_length_that_still_fails() -> None:
    start = PLACE.proposal("header", UUID, headers=(("X-A", "1"), ("X-Long", "x" * 4096)))
    found = smallest(start, lambda each: any(len(value) >= 100 for _, value in each.headers))

    assert found.headers == (("X-Long", "x" * 100),)


def test_a_body_is_cut_to_the_length_that_still_fails() -> None:
    found = smallest(PLACE.proposal("body", UUID, body=b"x" * 65_536), lambda each: len(each.body) >= 1000)

    assert found.body == b"x" * 1000


def test_what_needs_a_well_formed_id_keeps_one() -> None:
    found = smallest(
        PLACE.proposal("query", UUID, "x=y&force=true"),
        lambda each: re.fullmatch(r"[0-9a-f]{8}-.{27}", segment(each)) is not None and "force" in each.target,
    )

    assert re.fullmatch(r"/pairings/[0-9a-f]{8}-.{27}\?force", found.target)


def test_nothing_is_asked_twice_and_no_more_than_the_budget_allows() -> None:
    asked = list[Proposal]()

    def fails(each: Proposal) -> bool:
        asked.append(each)
        return "%00" in segment(each) and len(each.headers) > 1

    smallest(ODD, fails, budget=25)

    assert len(asked) == len({each.wire for each in asked}) <= 25


def test_a_budget_of_nothing_leaves_the_start() -> None:
    def fails(_: Proposal) -> bool:
        raise AssertionError("nothing was to be asked")

    assert smallest(ODD, fails, budget=0) == ODD


def test_when_nothing_smaller_fails_the_start_stands() -> None:
    assert smallest(ODD, lambda _: False) == ODD


def test_a_budget_spent_on_the_way_leaves_the_best_so_far() -> None:
    asked = list[Proposal]()

    def fails(each: Proposal) -> bool:
        asked.append(each)
        if len(asked) > 5:
            raise BudgetSpent
        return "%00" in each.target

    found = smallest(ODD, fails)

    assert len(asked) == 6
    assert "%00" in found.target
    assert found.size < ODD.size


def test_the_same_seed_and_answers_ask_the_same() -> None:
    def asked() -> list[Proposal]:
        seen = list[Proposal]()

        def fails(each: Proposal) -> bool:
            seen.append(each)
            return len(octets(each)) % 7 != 3 and "%00" in each.target

        smallest(ODD, fails)
        return seen

    assert asked() == asked()


def test_no_live_pairing_and_no_hazard_is_asked_on_the_way() -> None:
    asked = list[Proposal]()

    def fails(each: Proposal) -> bool:
        asked.append(each)
        return True

    smallest(PLACE.proposal("text", "abc%25def%2F%2E.x"), fails, live=("a", "ab"))

    assert not {segment(each) for each in asked} & {"", "a", "ab", "aa/..", ".", "..", "%25", "%2F"}


def test_a_failure_of_the_asker_is_not_swallowed_as_a_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def fails(_: Proposal) -> bool:
        raise ConnectionError("the line is down")

    with pytest.raises(ConnectionError, match="the line is down"):
        smallest(ODD, fails)
    assert list(tmp_path.iterdir()) == []


def test_another_thread_shrinks_as_well() -> None:
    found = list[Proposal]()
    thread = Thread(target=lambda: found.append(smallest(ODD, lambda each: "%00" in each.target)))
    thread.start()
    thread.join()

    assert [each.target for each in found] == ["/pairings/a%00"]


@settings(database=None, deadline=None, max_examples=60, derandomize=True)
@given(
    st.text(max_size=60),
    st.sampled_from((percent, raw)),
    st.none() | st.lists(st.text("ab=%&", max_size=4), max_size=3).map("&".join),
    st.binary(max_size=5),
)
def test_the_greatest_draw_of_the_pieces_is_the_proposal_itself(
    text: str, spell: Callable[[str], str], query: str | None, body: bytes
) -> None:
    start = PLACE.proposal("text", spell(text), query, (("X-Odd", "x"), ("X-Odd", "")), body)
    pieces = Pieces.of(start)

    assert pieces.build(pieces.greatest()) == start


@settings(
    database=None,
    deadline=None,
    max_examples=5,
    derandomize=True,
    suppress_health_check=[HealthCheck.nested_given],  # what is tested runs Hypothesis itself
)
@given(st.text(min_size=1, max_size=20), st.integers(1, 30))
def test_whatever_is_found_still_fails(text: str, wanted: int) -> None:
    start = PLACE.proposal("text", percent(f"x{text}"))

    def fails(each: Proposal) -> bool:
        return sum(octets(each)) % wanted == sum(octets(start)) % wanted

    found = smallest(start, fails)

    assert fails(found)
    assert found.size <= start.size
