"""Whatever a file of evidence holds, it is refused with its line or judged, and every report of it is written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import mutated, places

from conformance.model.errors import UserError
from conformance.profile.load import loads
from conformance.reference.serve import start
from conformance.report import FORMATS
from conformance.run import judge_evidence, judge_target


def recorded(folder):
    """The lines of a short run."""
    with start(fault="unknown-is-400") as server:
        options = {"depth": "quick", "only": ["status", "permission", "lifecycle"], "out": str(folder), "seed": 1}
        judge_target(loads(server.profile(), environ={}, overrides=options))
    return [json.loads(line) for line in (folder / "evidence.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """Every line of a run, and where the first few of each kind stand."""
    found = recorded(tmp_path_factory.mktemp("run") / "out")
    kinds: dict[str, list[int]] = {}
    for number, each in enumerate(found):
        kinds.setdefault(each["event"] + str(each.get("observation", {}).get("type")), []).append(number)
    return found, [number for numbers in kinds.values() for number in numbers[:3]]


def judged(folder, text):
    """What comes of evidence: the words of a refusal, or nothing."""
    path = folder / "evidence.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    try:
        result = judge_evidence(path)
    except UserError as error:
        return error.message or pytest.fail("an error without words")
    for write in FORMATS.values():
        assert write(result)
    return ""


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_mutated_evidence_is_refused_or_judged_and_reported(lines, tmp_path_factory, data):
    whole, chosen = list(lines[0]), lines[1]
    for place in data.draw(st.lists(st.sampled_from(chosen), min_size=1, max_size=3, unique=True)):
        whole[place] = data.draw(mutated(whole[place], list(places(whole[place])), most=3))

    judged(tmp_path_factory.mktemp("evidence"), "".join(json.dumps(each) + "\n" for each in whole))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_evidence_with_lines_lost_doubled_or_swapped_is_refused_or_judged(lines, tmp_path_factory, data):
    whole = [json.dumps(each) for each in lines[0]]
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(whole) - 1))
        match data.draw(st.sampled_from(["lose", "double", "swap", "cut"])):
            case "lose" if len(whole) > 1:
                whole.pop(place)
            case "double":
                whole.insert(place, whole[data.draw(st.integers(0, len(whole) - 1))])
            case "swap":
                whole.insert(0, whole.pop(place))
            case _:
                whole = whole[: place + 1]

    judged(tmp_path_factory.mktemp("evidence"), "\n".join(whole))


@settings(max_examples=60, deadline=None)
@given(text=st.binary(max_size=100) | st.text('{}[]",:0123version evnt$\n', max_size=60).map(str.encode))
def test_any_bytes_are_refused_as_evidence(tmp_path_factory, text):
    assert judged(tmp_path_factory.mktemp("evidence"), text)


def test_a_line_nested_without_end_is_refused(tmp_path):
    assert "line 1" in judged(tmp_path, "[" * 100_000)
