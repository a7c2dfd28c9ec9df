"""Evidence on disk: what was written is read again, and what is no evidence is refused with its line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.evidence import EvidenceError, EvidenceWriter, read_events
from conformance.model.events import (
    Event,
    Exchanged,
    LeverMoved,
    Missed,
    Observed,
    PairingSpent,
    PairingTaken,
    RunEnded,
    RunStarted,
    Warned,
)
from conformance.model.http import Exchange, Request, Response, Trouble
from conformance.model.observations import Attempt, Deletion, Hostile, Inventory, Look, Race, Task
from conformance.model.terms import Depth

HEAD = RunStarted("0", "2.0.0", "2.0.0", "0" * 64, "deletePairing", "http://x", 1, Depth.QUICK, 0.5, (), False, {}, {})  # noqa: FBT003

LATIN = st.text(st.characters(max_codepoint=255), max_size=8)
HEADERS = st.lists(st.tuples(LATIN, LATIN), max_size=3).map(tuple)
REQUESTS = st.builds(Request, LATIN, LATIN, HEADERS, st.binary(max_size=8))
RESPONSES = st.builds(Response, st.integers(100, 999), HEADERS, st.binary(max_size=8) | st.just(b"{}"), LATIN)
FLOATS = st.floats(allow_nan=False)
EXCHANGES = st.builds(
    Exchange,
    number=st.just(0),
    operation=st.text(max_size=8),
    request=REQUESTS,
    response=RESPONSES | st.none(),
    trouble=st.sampled_from(Trouble) | st.none(),
    detail=st.text(max_size=8),
    at=FLOATS,
    seconds=FLOATS,
    account=st.text(max_size=8),
    odd=st.booleans(),
    steady=st.booleans(),
)
SEQUENCES = st.lists(EXCHANGES, min_size=1, max_size=4).map(
    lambda found: [replace(each, number=number) for number, each in enumerate(found, 1)]
)


@st.composite
def runs(draw: st.DrawFn) -> list[Event]:
    """Events in an order that a run could have."""
    sent = draw(SEQUENCES)
    one = st.sampled_from(sent)
    some = st.lists(one, max_size=3).map(tuple)
    looks = st.builds(Look, st.text(), one, some)
    tasks = st.builds(Task, one, some, some, FLOATS)
    maybe = looks | st.none()
    observation = (
        looks
        | st.builds(Attempt, st.text(), st.text(), one, tasks | st.none(), maybe, maybe, one | st.none())
        | st.builds(Deletion, st.text(), tasks, login=one | st.none(), gone=st.lists(looks, max_size=2).map(tuple))
        | st.builds(Race, st.text(), st.lists(st.text()).map(tuple), st.lists(tasks).map(tuple), st.just(()), some)
        | st.builds(Inventory, st.text(), some, some, some)
        | st.builds(Hostile, st.text(), one)
    )
    others = (
        st.builds(Observed, st.text(), observation)
        | st.builds(Missed, st.text(), st.text())
        | st.builds(PairingTaken, st.text(), st.text())
        | st.builds(PairingSpent, st.text(), st.integers(), st.booleans())
        | st.builds(LeverMoved, st.text(), st.booleans(), st.text(), FLOATS)
        | st.builds(Warned, st.text())
        | st.builds(RunEnded, FLOATS, st.integers(), st.booleans())
    )
    return [HEAD, *(Exchanged(each, "probe") for each in sent), *draw(st.lists(others, max_size=5))]


def write(path: Path, *events: Event) -> Path:
    with EvidenceWriter(path) as writer:
        for each in events:
            writer.write(each)
    return path


@given(runs())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_was_written_is_read_again(events: list[Event]) -> None:
    with TemporaryDirectory() as folder:
        assert list(read_events(write(Path(folder) / "evidence.jsonl", *events))) == events


REFERRING = b"""{"event": "observed", "probe": "p",
 "observation": {"type": "Hostile", "group": "", "call": {"$exchange": 3}}}""".replace(b"\n", b"")

EXCHANGE = Exchange(7, "deletePairing", Request("DELETE", "/x"), Response(202, body=b"\xff"))


def test_an_observation_refers_to_its_exchanges_by_number(tmp_path: Path) -> None:
    path = write(tmp_path / "e", HEAD, Exchanged(EXCHANGE), Observed("p", Hostile("text", EXCHANGE)))

    assert json.loads(path.read_text().splitlines()[2]) == {
        "event": "observed",
        "probe": "p",
        "observation": {"type": "Hostile", "group": "text", "call": {"$exchange": 7}, "gateway": False},
    }


def test_a_body_is_text_where_it_can_be(tmp_path: Path) -> None:
    path = write(tmp_path / "e", HEAD, Exchanged(EXCHANGE))
    shown = json.loads(path.read_text().splitlines()[1])["exchange"]

    assert (shown["request"]["body"], shown["response"]["body"]) == ("", {"base64": "/w=="})


def test_the_first_line_carries_the_version(tmp_path: Path) -> None:
    path = write(tmp_path / "e", HEAD, Warned("x"))

    assert ["version" in json.loads(each) for each in path.read_text().splitlines()] == [True, False]


def test_each_event_is_on_disk_as_soon_as_it_happened(tmp_path: Path) -> None:
    with EvidenceWriter(tmp_path / "e") as writer:
        writer.write(HEAD)

        assert list(read_events(tmp_path / "e")) == [HEAD]


def test_evidence_is_closed_to_others(tmp_path: Path) -> None:
    path = write(tmp_path / "a" / "b" / "e", HEAD)

    assert [each.stat().st_mode & 0o777 for each in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]


def test_evidence_is_never_written_over(tmp_path: Path) -> None:
    path = write(tmp_path / "e", HEAD)

    with pytest.raises(EvidenceError, match="exists already"):
        EvidenceWriter(path)


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(EvidenceError) as caught:
        list(read_events(path))
    return caught.value.message


def test_an_empty_file_is_no_evidence(tmp_path: Path) -> None:
    assert "is empty" in refused(tmp_path / "e", b"")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="No such file"):
        list(read_events(tmp_path / "e"))


@pytest.mark.parametrize("content", [b"{}\n", b'{"log": {}}\n', b"[1]\n", b"\xff\xfe\n", b"hello\n", b"hel", b"\n"])
def test_a_foreign_file_is_no_evidence(tmp_path: Path, content: bytes) -> None:
    assert str(tmp_path) in refused(tmp_path / "e", content)


def test_another_version_is_refused(tmp_path: Path) -> None:
    assert "line 1: version 99" in refused(tmp_path / "e", b'{"version": 99, "event": "warned", "text": "x"}\n')


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "it is no JSON object"),
        (b'{"event": "danced"}', "an unknown event 'danced'"),
        (b'{"event": "warned"}', "`text` is missing or unknown"),
        (b'{"event": "warned", "text": 7}', "7 is no str"),
        (b'{"event": "observed", "probe": "p", "observation": {"type": "Dance"}}', "`Dance` is missing or unknown"),
        (
            REFERRING,
            "it refers to exchange 3, which stands in no line before it",
        ),
    ],
)
def test_a_broken_line_is_named_by_its_number(tmp_path: Path, line: bytes, reason: str) -> None:
    first = write(tmp_path / "first", HEAD).read_bytes()

    assert refused(tmp_path / "e", first + line + b"\n") == f"`{tmp_path / 'e'}`, line 2: {reason}"


@pytest.mark.parametrize("header", [["name"], ["name", 7], ["name", "value", "more"], "ab", {"name": "value"}])
def test_what_is_no_header_is_named(tmp_path: Path, header: object) -> None:
    path = write(tmp_path / "e", HEAD, Exchanged(Exchange(1, "deletePairing", Request("DELETE", "/"), None), "p"))
    written = path.read_text().replace('"headers":[]', json.dumps({"headers": [header]})[1:-1])

    assert f"line 2: {header!r} is no header" in refused(tmp_path / "again", written.encode())


def test_a_last_line_that_was_cut_off_is_left_out_aloud(tmp_path: Path) -> None:
    path = write(tmp_path / "e", HEAD, Warned("x"))
    path.write_bytes(path.read_bytes()[:-5])

    assert list(read_events(path)) == [
        HEAD,
        Warned("The last line of the evidence (line 2) was cut off and is left out."),
    ]


def test_a_last_line_without_its_end_is_read_when_it_is_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "e", HEAD, Warned("x"))
    path.write_bytes(path.read_bytes()[:-1])

    assert list(read_events(path)) == [HEAD, Warned("x")]


LARGE = Response(200, body=b'{"list": []}' + b" " * 20_000)


def test_a_large_body_that_comes_again_is_written_once_and_read_whole(tmp_path: Path) -> None:
    sent = [Exchanged(replace(EXCHANGE, number=number, response=LARGE)) for number in (1, 2)]
    path = write(tmp_path / "e", HEAD, *sent)

    again = json.loads(path.read_text().splitlines()[2])["exchange"]["response"]["body"]

    assert (again["same_as"], again["bytes"], again["prefix"][:12]) == (1, 20_012, '{"list": []}')
    assert list(read_events(path)) == [HEAD, *sent]


def test_a_body_that_is_not_the_one_it_is_said_to_be_is_refused(tmp_path: Path) -> None:
    sent = [Exchanged(replace(EXCHANGE, number=number, response=LARGE)) for number in (1, 2)]
    content = write(tmp_path / "e", HEAD, *sent).read_bytes().replace(b'"same_as":1', b'"same_as":9')

    assert "line 3: its body is said to be that of exchange 9, and is not" in refused(tmp_path / "bad", content)


def test_each_event_of_a_run_is_in_the_file_at_once(tmp_path):
    with EvidenceWriter(tmp_path / "evidence.jsonl") as writer:
        writer.write(HEAD)
        writer.write(Warned("so far"))
        written = list(read_events(tmp_path / "evidence.jsonl"))

    assert written == [HEAD, Warned("so far")]


def test_what_can_be_had_again_is_whole_when_the_file_is_closed(tmp_path):
    with EvidenceWriter(tmp_path / "evidence.jsonl", live=False) as writer:
        writer.write(HEAD)
        writer.write(Warned("so far"))

    assert list(read_events(tmp_path / "evidence.jsonl")) == [HEAD, Warned("so far")]
