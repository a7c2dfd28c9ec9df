from __future__ import annotations

import random
import re
import subprocess
import sys
from copy import deepcopy
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import pytest
import yaml

from benchmarks.triggers import TRIGGERS
from conformance.catalogue.robustness import MEANINGLESS
from conformance.drive.guard import Guard, Refused
from conformance.model.http import Request
from conformance.plan.proposals import Proposal, propose
from conformance.plan.proposals.corpus import Place
from conformance.plan.proposals.identifiers import LENGTHS
from conformance.plan.proposals.sieve import Sieve

ROOT = Path(__file__).parents[2]
PATH = "/pairings/{pairing_id}"
HEAD = "/pairings/"
GROUPS = {"text", "encoded", "length", "number", "identifier", "query", "header", "accept", "body"}
PINNED = 350
"""Of 400 proposals, those that every run has, whatever the seed."""
LIVE = ("7", "a", "x", "y", "true", "pairing-1", "0b0e7a3c-55d0-4f3e-9a51-6d3a8c1d2e4f", "DrSite:1:52afcdd4")


@cache
def document() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load((ROOT / "spec" / "srm-2.0.0.yaml").read_text(encoding="utf-8"))
    return raw


@cache
def drawn(count: int, seed: int = 1, *, hazards: bool = False, live: tuple[str, ...] = ()) -> tuple[Proposal, ...]:
    return propose(document(), PATH, seed=seed, count=count, hazards=hazards, live=live)


def segment(proposal: Proposal) -> str:
    return proposal.target[proposal.head :].partition("?")[0]


def text(proposal: Proposal) -> str:
    return unquote(segment(proposal), errors="replace")


def test_as_many_are_proposed_as_were_asked_for() -> None:
    assert [len(drawn(count)) for count in (0, 60, 400)] == [0, 60, 400]


def test_no_two_proposals_are_the_same_request() -> None:
    assert len({(each.method, each.target, each.headers, each.body) for each in drawn(400)}) == 400


def test_the_same_seed_proposes_the_same() -> None:
    assert propose(document(), PATH, seed=1, count=60, hazards=False, live=()) == drawn(60)


def test_another_process_proposes_the_same_for_the_same_seed() -> None:
    program = (
        "import sys, yaml, pathlib, hashlib\nfrom conformance.plan.proposals import propose\n"
        "raw = yaml.safe_load(pathlib.Path(sys.argv[1]).read_text())\n"
        f"found = propose(raw, {PATH!r}, seed=1, count=60, hazards=False, live=())\n"
        "print(hashlib.sha256(repr(found).encode()).hexdigest())"
    )
    command = [sys.executable, "-W", "error", "-c", program, str(ROOT / "spec" / "srm-2.0.0.yaml")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own program

    from hashlib import sha256  # noqa: PLC0415 - used here alone

    assert told.stdout.strip() == sha256(repr(drawn(60)).encode()).hexdigest()


def test_another_seed_proposes_others() -> None:
    shared = {each.target for each in drawn(60)} & {each.target for each in drawn(60, seed=2)}

    assert len(shared) < 40


def test_live_pairings_only_take_some_out() -> None:
    curated = [each for each in drawn(60)[:40] if each in drawn(60, live=("x",))]

    assert len(curated) > 20  # about half of them


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_short_run_touches_every_group(seed: int) -> None:
    assert {each.group for each in drawn(60, seed)} == GROUPS


@pytest.mark.parametrize("seed", [1, 2])
def test_every_length_of_the_list_comes_first(seed: int) -> None:
    found = {len(text(each)) for each in drawn(400, seed)[:PINNED] if each.group == "length"}

    assert set(LENGTHS) - found == set()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_plane_of_unicode_comes_first(seed: int) -> None:
    found = {ord(char) >> 16 for each in drawn(400, seed)[:PINNED] for char in text(each) if ord(char) > 0x7F}

    assert found == set(range(17))


@pytest.mark.parametrize(
    "form",
    [
        *("%27", "%22", "%00", "%0D", "%0A", "%5C", "%2F", "%FF|%80|%C0", r"%(?![0-9A-Fa-f]{2})", "%E2%80%AE|%D7%90"),
        *(
            "%F0%9F",
            "%CC",
            "%7B",
            "%3C",
            "jndi|env",
            "%25",
            "[\x80-\xff]",
            "[{}|^<>]",
            r"^\.\.?x|x\.",
            "%20|%09",
            "%EF",
        ),
    ],
)
def test_every_class_of_text_comes_first(form: str) -> None:
    assert [each for each in drawn(400)[:PINNED] if re.search(form, segment(each), re.IGNORECASE)]


@pytest.mark.parametrize(("seed", "live"), [(1, ()), (2, ()), (1, LIVE)])
def test_the_guard_of_the_driver_keeps_back_only_what_resembles_a_live_id(seed: int, live: tuple[str, ...]) -> None:
    guard = Guard()
    guard.know(live)
    kept_back = []
    for each in drawn(400, seed, live=live):
        try:
            guard.check(Request("DELETE", f"/api{each.target}", each.headers, each.body))
        except Refused:
            kept_back.append(each.target)

    assert [each for each in kept_back if not any(one in unquote(each) for one in live)] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_breaks_the_framing_of_http(seed: int) -> None:
    for each in drawn(400, seed):
        assert re.fullmatch(r"/[!-~\x80-\xff]*", each.target)
        assert all(re.fullmatch(r"[\t\x20-\x7e\x80-\xff]*", name + value) for name, value in each.headers)
        assert not {name.lower() for name, _ in each.headers} & {"host", "content-length"}
        if "transfer-encoding" in {name.lower() for name, _ in each.headers}:
            assert each.body.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("seed", [1, 2])
def test_without_hazards_every_target_stays_one_absent_segment(seed: int) -> None:
    for each in drawn(400, seed):
        decoded = unquote_to_bytes(segment(each)).strip(b" \0\t\r\n")
        assert not each.hazard
        assert each.target.startswith(HEAD)
        assert decoded not in (b"", b".", b"..", b"*", b"%", b"_", b"?", b"all", b"0", b"null")
        assert not {b".", b".."} & set(re.split(rb"[/\\;]", decoded))


def test_with_hazards_what_may_be_taken_for_all_is_proposed_and_marked() -> None:
    risky = [each for each in drawn(100, hazards=True) if each.hazard]

    assert {each.group for each in risky} == {"wildcard", "traversal", "empty-id"}
    assert not any(each.hazard for each in drawn(100, hazards=True) if each.group in GROUPS)


def test_the_session_header_is_proposed_once_and_holds_the_live_session_twice() -> None:
    found = [each.headers for each in drawn(400) if any(name.lower() == "x-dr-session" for name, _ in each.headers)]

    assert found == [(("x-dr-session", "{session}"),) * 2]


def shape(proposal: Proposal) -> object:
    """A proposal with all digits and letters that may be drawn as one."""
    return (
        proposal.group,
        re.sub("[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", "*", proposal.target, flags=re.IGNORECASE),
        proposal.headers,
        proposal.body,
        proposal.without,
    )


def test_what_no_chance_decides_is_the_same_with_every_seed() -> None:
    one, other = ({shape(each) for each in drawn(400, seed)[:PINNED]} for seed in (1, 2))

    assert {each[0] for each in one - other} == {"text", "length", "identifier"}  # planes, lengths, cut UUIDs
    assert len(one - other) < 100


@pytest.mark.parametrize("seed", [1, 2])
def test_each_trigger_of_the_list_is_met_by_every_run(seed: int) -> None:
    assert [each.name for each in TRIGGERS if not any(map(each.meets, drawn(400, seed)))] == []


@pytest.mark.parametrize("segment", ["0", "-0", "00", "0x0", "0.0", "0e5", "null", "-1"])
def test_ids_that_code_turns_into_no_condition_go_out_as_hazards_only(segment: str) -> None:
    place = Place.of(PATH)

    assert Sieve((), hazards=True).passes(place.proposal("number", segment))
    assert not Sieve((), hazards=False).passes(place.proposal("number", segment))


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ((("Transfer-Encoding", "chunked"),), b"2\r\n{}\r\n0\r\n"),
        ((("Transfer-Encoding", "chunked"),), b"{}"),
        ((("Transfer-Encoding", "gzip"),), b"0\r\n\r\n"),
        ((("Expect", "100-continue"),), b""),
        ((("TE", "trailers"),), b""),
        ((("Connection", "Upgrade"), ("Upgrade", "h2c")), b""),
        ((("Connection", "close"),), b"x"),
    ],
)
def test_what_is_said_of_the_connection_goes_out_as_the_list_has_it_or_not_at_all(
    headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    assert not Sieve((), hazards=True).passes(Place.of(PATH).proposal("body", "x", headers=headers, body=body))


def test_queries_headers_and_bodies_are_aimed_at_uuids_that_no_pairing_has() -> None:
    ids = [segment(each) for each in drawn(400) if each.group in ("query", "accept", "body")]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", each) for each in ids if "%" not in each)


@pytest.mark.parametrize(
    ("target", "gateway"),
    [
        ("/pairings/abc", False),
        ("/pairings/%C3%A4", False),
        ("/pairings/%27", False),
        ("/pairings/%00", True),
        ("/pairings/a%2Fb", True),
        ("/pairings/a%5Cb", True),
        ("/pairings/a%252Fb", True),
        ("/pairings/%FF", True),
        ("/pairings/%zz", True),
        ("/pairings/{}", True),
        ("/pairings/\xe4", True),
        ("/pairings/" + "a" * 8000, True),
    ],
)
def test_what_a_gateway_may_refuse_by_itself_is_marked(target: str, gateway: bool) -> None:  # noqa: FBT001 - a table
    from conformance.plan.proposals.proposal import gateway_may_answer  # noqa: PLC0415 - inner part, tested here alone

    assert gateway_may_answer(target, (), b"") is gateway


def test_the_document_is_left_as_it_was() -> None:
    before = deepcopy(document())

    propose(document(), PATH, seed=3, count=10, hazards=False, live=())

    assert document() == before


def test_nothing_is_written_to_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    propose(document(), PATH, seed=4, count=10, hazards=False, live=())

    assert list(tmp_path.iterdir()) == []


def test_headers_that_mean_nothing_are_proposed() -> None:
    bare = [
        {name for name, _ in each.headers if MEANINGLESS.fullmatch(name)}
        for each in drawn(400)
        if all(value.isascii() for _, value in each.headers)
    ]

    assert {"X-Odd", "X-Long", "X-Many-0"} <= {name for names in bare for name in names}


def test_the_random_numbers_of_others_are_left_alone() -> None:
    random.seed(5)
    before = random.getstate()

    propose(document(), PATH, seed=5, count=10, hazards=False, live=())

    assert random.getstate() == before


def test_threads_propose_what_one_alone_does() -> None:
    found = list[tuple[Proposal, ...]]()

    def run() -> None:
        found.append(propose(document(), PATH, seed=1, count=60, hazards=False, live=()))

    threads = [Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert found == [drawn(60), drawn(60)]


def test_importing_the_plan_imports_neither_hypothesis_nor_schemathesis() -> None:
    program = "import sys, conformance.plan.proposals; print({'hypothesis', 'schemathesis'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own program

    assert told.stdout.strip() == "set()"


def test_a_path_without_a_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly one parameter"):
        propose(document(), "/pairings", seed=1, count=1, hazards=False, live=())
