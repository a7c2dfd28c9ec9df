"""No HAR, however odd, leads to anything but a verdict or an error in words."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.document.load import load
from conformance.model.errors import UserError
from conformance.recorded import Wish, record

DOCUMENT = load("2.0.0")
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
ANY = st.recursive(SCALARS, lambda of: st.lists(of, max_size=3) | st.dictionaries(st.text(max_size=6), of, max_size=3))
PATHS = st.sampled_from(
    ["/pairings", "/pairings/a", "/tasks/t", "/tasks", "/session", "/pairings/a?x=1", "//pairings/%ff"]
)
BODIES = st.sampled_from(
    [
        '{"id": "t", "status": "SUCCESS"}',
        '{"id": "t", "status": "RUNNING"}',
        '{"list": [{"id": "t"}]}',
        "[",
        "",
        "\ud800",
    ]
)
HEADERS = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["x-dr-session", "cookie", ":path", "age"]), "value": st.text(max_size=9)}
    ),
    max_size=3,
)


def maybe(strategy):
    """Mostly as it should be, sometimes anything at all."""
    return st.one_of(strategy, strategy, strategy, ANY)


ENTRIES = st.fixed_dictionaries(
    {
        "startedDateTime": maybe(st.datetimes().map(lambda each: each.isoformat())),
        "time": maybe(st.integers(-1, 5000)),
        "request": maybe(
            st.fixed_dictionaries(
                {
                    "method": maybe(st.sampled_from(["DELETE", "GET", "POST"])),
                    "url": maybe(PATHS.map(lambda each: "https://h/v2" + each)),
                    "headers": maybe(HEADERS),
                }
            )
        ),
        "response": maybe(
            st.fixed_dictionaries(
                {
                    "status": maybe(st.sampled_from([0, 200, 202, 204, 404, 500])),
                    "headers": maybe(HEADERS),
                    "content": maybe(st.fixed_dictionaries({"size": maybe(st.just(30)), "text": maybe(BODIES)})),
                }
            )
        ),
    }
)


def recorded(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "traffic.har"
        path.write_bytes(content)
        assert "traffic.har" in said_of(path)


def said_of(path: Path) -> str:
    """The name of the recording in the head of its evidence, or the error."""
    try:
        evidence = path.parent / "out" / "evidence.jsonl"
        for _ in record(path, evidence, DOCUMENT, Wish()):
            pass
        return evidence.read_text().partition("\n")[0]
    except UserError as error:
        return error.message


@given(st.lists(ENTRIES, max_size=6))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_entries_of_any_kind(entries):
    recorded(json.dumps({"log": {"entries": entries}}).encode())


@given(ANY | st.fixed_dictionaries({"log": ANY}))
@settings(deadline=None, max_examples=40)
def test_any_json(value):
    recorded(json.dumps(value).encode())


@given(st.lists(ENTRIES, min_size=1, max_size=2), st.data())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_that_is_cut_or_garbled(entries, data):
    content = bytearray(json.dumps({"log": {"entries": entries}}).encode())
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[place] = data.draw(st.integers(0, 255))
    else:
        del content[place:]

    recorded(bytes(content))


def test_a_file_that_is_nested_without_end():
    recorded(b'{"log": {"entries": [' + b'{"a": [' * 200_000)
