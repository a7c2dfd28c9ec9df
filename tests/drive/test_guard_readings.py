"""The guard: no request leaves that might reach a pairing which was not given up for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniature import OTHER, PAIRING, THIRD

from conformance.drive.guard import Guard, Refused
from conformance.model.http import Headers, Request


def guard() -> Guard:
    made = Guard(keep=(THIRD,))
    made.know((PAIRING, OTHER))
    made.give_up(PAIRING)
    return made


def refused(target: str, *, method: str = "DELETE", headers: Headers = (), pairing: str = PAIRING) -> bool:
    try:
        guard().check(Request(method, target, headers), pairing)
    except Refused:
        return True
    return False


@pytest.mark.parametrize(
    "target",
    [
        f"/api/pairings/{OTHER}",
        f"/api/pairings/{OTHER.upper()}",
        f"/api/pairings/{OTHER}/",
        f"/api/pairings/%20{OTHER}%20",
        f"/api/pairings/%{ord(OTHER[0]):02x}{OTHER[1:]}",
        f"/api/pairings/%25{ord(OTHER[0]):02x}{OTHER[1:]}",
        f"/api/pairings/x/../{OTHER}",
        f"/api/pairings/x%2f..%2f{OTHER}",
        f"/api/pairings/{OTHER}%00",
        f"/api/pairings/{OTHER};v=1",
        f"/api/pairings/{PAIRING},{OTHER}",
        f"/api/pairings/x?pairing_id={OTHER}",
        f"/api/pairings/{{{OTHER}}}",
        f"/api/pairings/{OTHER.replace('-', '')}",
        f"/api/pairings/{THIRD}",
        f"/api/pairings/{OTHER}.json",
        f"/api/pairings/x{OTHER}0",
        f"/api/pairings/x:{OTHER}",
        f"/api/pairings/{OTHER[:-1]}",
        f"/api/pairings/{OTHER[:8]}",
        f"/api/pairings/{OTHER[:9]}%00{OTHER[9:]}",
        f"/api/pairings/{OTHER[:9]}%E2%80%8B{OTHER[9:]}",
        f"/api/pairings/%c0%b{OTHER[0]}{OTHER[1:]}",
        f"/api/pairings/%e0%80%b{OTHER[0]}{OTHER[1:]}",
        f"/api/pairings/%u003{OTHER[0]}{OTHER[1:]}",
        f"/api/pairings/%25u003{OTHER[0]}{OTHER[1:]}",
        f"http://elsewhere.example/api/pairings/{OTHER}",
        f"/api/pairings/x#{OTHER}",
        f"/api/pairings;id={OTHER}/x",
        f"/api/pairings/x?method=%2F{OTHER}",
        f"/api\\pairings\\{OTHER}",
    ],
)
def test_another_pairing_is_recognised_in_every_spelling(target: str) -> None:
    assert refused(target)


@pytest.mark.parametrize(
    "target", [f"/pairings/{PAIRING}", f"/pairings/{PAIRING}x", "/pairings/unknown", "/pairings/..", "/pairings/%25"]
)
def test_the_own_pairing_and_no_pairing_may_be_named(target: str) -> None:
    assert not refused(target)


def test_a_read_of_another_pairing_is_free() -> None:
    assert not refused(f"/pairings/{OTHER}", method="GET", pairing="")


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        (f"/pairings/{OTHER}", (("X-HTTP-Method-Override", "DELETE"),)),
        (f"/pairings/{OTHER}", (("_method", "DELETE"),)),
        (f"/pairings/{OTHER}?_method=DELETE", ()),
        (f"/pairings/{OTHER}?%5fmethod=x", ()),
        (f"/pairings/{OTHER};_method=DELETE", ()),
        (f"/pairings/{OTHER}%3B_method=DELETE", ()),
    ],
)
def test_a_read_that_may_be_taken_for_a_deletion_is_not_free(target: str, headers: Headers) -> None:
    assert refused(target, method="GET", headers=headers, pairing="")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE"])
def test_a_read_with_a_body_is_not_free(method: str) -> None:
    """A careless target might take the body for a request of its own, or read a method from it."""
    with pytest.raises(Refused):
        guard().check(Request(method, f"/pairings/{OTHER}", (), b"_method=DELETE"))


@pytest.mark.parametrize("pairing", [OTHER, THIRD, "unknown"])
def test_a_request_is_aimed_only_at_a_pairing_that_was_given_up(pairing: str) -> None:
    assert refused("/pairings/x", pairing=pairing)


def test_a_pairing_to_be_kept_cannot_be_given_up() -> None:
    with pytest.raises(Refused, match="keep"):
        guard().give_up(THIRD.upper())


@pytest.mark.parametrize(
    "request_",
    [Request("DELETE", "/x\r\nHost: y"), Request("DE\nLETE", "/"), Request("GET", "/", (("A", "b\r\nC: d"),))],
)
def test_a_line_break_makes_no_second_request(request_: Request) -> None:
    with pytest.raises(Refused, match="line break"):
        guard().check(request_)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ((("X-Pairing-Id", OTHER),), b""),
        ((("X-Original-URL", f"/api/pairings/{OTHER}"),), b""),
        ((("x-dr-session", OTHER.upper()),), b""),
        ((), f'{{"pairing_id": "{OTHER}"}}'.encode()),
        ((), f"pairing_id={OTHER.replace('-', '%2D')}".encode()),
        ((), f'{{"pairing_id": "\\u003{OTHER[0]}{OTHER[1:]}"}}'.encode()),
        ((), f'{{"pairing_id": "{OTHER}"}}'.encode("utf-16-le")),
        ((), f"GET / HTTP/1.1\r\n\r\nDELETE /api/pairings/{OTHER} HTTP/1.1\r\n\r\n".encode()),
        (((f"X-Pairing-{OTHER}", "x"),), b""),
    ],
)
def test_a_header_or_a_body_that_names_another_pairing_is_refused(headers: Headers, body: bytes) -> None:
    with pytest.raises(Refused):
        guard().check(Request("DELETE", f"/api/pairings/{PAIRING}", headers, body), PAIRING)


def test_a_method_that_is_a_request_line_by_itself_is_refused() -> None:
    assert refused(f"/pairings/{PAIRING}", method=f"DELETE /api/pairings/{OTHER} HTTP/1.1 ")


@pytest.mark.parametrize(
    "segment",
    [
        f"{OTHER[:4]}*",
        f"*{OTHER[-4:]}",
        f"{OTHER[:4]}%25{OTHER[-4:]}",
        f"{OTHER[:4]}%3F%3F%3F%3F{OTHER[8:]}",
        f"{OTHER[:2]}.*",
        f"{OTHER[:1]}%252A",
        "_" * len(OTHER),
    ],
)
def test_without_hazards_no_pattern_leaves_that_another_pairing_fits(segment: str) -> None:
    careful = Guard(keep=(OTHER,), hazards=False)

    with pytest.raises(Refused):
        careful.check(Request("DELETE", f"/api/pairings/{segment}"))


def test_a_pairing_whose_id_looks_like_a_pattern_may_be_deleted_all_the_same() -> None:
    careful = Guard(keep=("vmx1",), hazards=False)
    careful.give_up("vm_1")

    careful.check(Request("DELETE", "/api/pairings/vm_1"), "vm_1")
    with pytest.raises(Refused):
        careful.check(Request("DELETE", "/api/pairings/vm.1"), "vm_1")


@pytest.mark.parametrize(
    "segment",
    ["7", "07", "+7", "7.0", "7.9", "7e0", "0x7", "0b111", "0o7", "7abc", "%37", "7%20", "4294967303", str(2**64 + 7)],
)
def test_where_ids_are_numbers_nothing_leaves_that_may_be_read_as_another_one(segment: str) -> None:
    numbered = Guard(keep=("7",))
    numbered.give_up("12")

    numbered.check(Request("DELETE", "/pairings/12"), "12")
    with pytest.raises(Refused):
        numbered.check(Request("DELETE", f"/pairings/{segment}"), "12")


def test_numbers_without_end_are_no_trouble() -> None:
    Guard(keep=("7",)).check(Request("DELETE", "/pairings/" + "9" * 5000))


def test_a_beginning_that_another_pairing_shares_is_refused() -> None:
    kept = Guard(keep=("0b0e7a3c-55d0-4f3e-9a51-000000000000",))
    kept.give_up(PAIRING)

    with pytest.raises(Refused):
        kept.check(Request("DELETE", f"/pairings/{PAIRING[:18]}"), PAIRING)


def test_the_kind_that_all_ids_begin_with_is_no_beginning_of_another() -> None:
    known = Guard(keep=("DrPairing:pair-1:0b0e7a3c-55d0-4f3e",))
    known.give_up("DrPairing:pair-2:6a1f0c9e-2d44-4b1b")

    known.check(
        Request("DELETE", "/pairings/DrPairing%3Apair-2%3A6a1f0c9e-2d44-4b1b%00"), "DrPairing:pair-2:6a1f0c9e-2d44-4b1b"
    )


@pytest.mark.parametrize("identity", ["vm-12", "1", "string"])
def test_a_short_id_is_recognised_where_it_stands_and_nowhere_else(identity: str) -> None:
    kept = Guard(keep=(identity,))

    kept.check(Request("DELETE", f"/pairings/a{identity}b", (("Accept", "string, 1, vm-12"),)))
    with pytest.raises(Refused):
        kept.check(Request("DELETE", f"/pairings/{identity.upper()};v=1"))


@pytest.mark.parametrize(
    "target",
    [
        "/pairings",
        "/pairings/",
        "/pairings//",
        "/pairings/%20",
        "/pairings/%00",
        "/pairings/*",
        "/pairings/%2A",
        "/pairings/%252a",
        "/pairings/%25",
        "/pairings/.",
        "/pairings/%2e%2e",
        "/pairings/x/..",
        "/pairings/x%2f..",
        "/pairings/?pairing_id=",
        "/pairings;v=1",
        "/x/../pairings/",
    ],
)
def test_without_hazards_nothing_leaves_that_may_mean_all_pairings(target: str) -> None:
    with pytest.raises(Refused, match="hazards"):
        Guard(hazards=False).check(Request("DELETE", target))
    Guard(hazards=True).check(Request("DELETE", target))


def test_without_hazards_pairings_are_made_and_sessions_ended_all_the_same() -> None:
    for each in (Request("POST", "/api/pairings"), Request("DELETE", "/api/session"), Request("GET", "/api/pairings")):
        Guard(hazards=False).check(each)


def test_endless_encoding_is_refused() -> None:
    assert refused("/pairings/%" + "25" * 20 + "41")


@settings(deadline=None)
@given(st.integers(0, 5), st.booleans(), st.text("/; ", max_size=3))
def test_layers_of_encoding_hide_nothing(layers: int, upper: bool, around: str) -> None:  # noqa: FBT001 - drawn
    segment = OTHER.upper() if upper else OTHER
    for _ in range(layers):
        segment = segment.replace("%", "%25") if "%" in segment else f"%{ord(segment[0]):02x}{segment[1:]}"

    assert refused(f"/pairings/{around}{segment}{around}")


def test_an_id_beyond_ascii_is_recognised():
    guard = Guard()
    guard.know(["ää"])

    with pytest.raises(Refused):
        guard.check(Request("DELETE", "/pairings/%C3%A4%C3%A4"))


def numbered(target: str, pairing: str = "") -> bool:
    """Whether a request is kept back where pairings are numbers, 257 of them given up."""
    made = Guard(keep=())
    made.know(("1", "2", "5"))
    made.give_up("257")
    try:
        made.check(Request("DELETE", target), pairing)
    except Refused:
        return True
    return False


def test_the_pairing_that_was_given_up_may_be_asked_for_though_its_number_overflows_into_another() -> None:
    assert (numbered("/api/2.0/pairings/257", "257"), numbered("/api/2.0/pairings/257")) == (False, True)


@pytest.mark.parametrize("kept_back", ["/api/pairings/1", "/api/pairings/5f0c6d2e-1b7a-4e0b-9d55-0c5d9e3f7b21"])
def test_what_a_careless_reader_takes_for_a_number_is_kept_back(kept_back: str) -> None:
    assert numbered(kept_back)


def test_an_id_that_begins_with_a_letter_is_nobodys_number() -> None:
    assert not numbered("/api/2.0/pairings/af0c6d2e-1b7a-4e0b-9d55-0c5d9e3f7b21")
