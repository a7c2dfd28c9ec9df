"""However a text is cut into pieces, its nesting is known, and strings are no part of it."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from traffic import BASE

from conformance.model.errors import UserError
from conformance.recorded.shallow import Shallow
from conformance.run import judge_recording

TEXTS = st.text(st.sampled_from('a"\\[{]}\n'), max_size=8)
VALUES = st.recursive(TEXTS, lambda of: st.lists(of, max_size=3) | st.dictionaries(TEXTS, of, max_size=2))


def read(data, size):
    file, pieces = Shallow(io.BytesIO(data)), []
    while piece := file.read(size):
        pieces.append(piece)
    return b"".join(pieces)


@given(VALUES, st.integers(1, 9), st.integers(0, 60), st.integers(41, 120))
@settings(deadline=None)
def test_what_is_nested_within_bounds_passes_and_what_is_not_is_refused(value, size, above, below):
    within = b"[" * above + json.dumps(value, ensure_ascii=False).encode()
    beyond = b"[" * above + json.dumps([value] * 3).encode() + b"[" * below

    assert read(within, size) == within
    if above + below > 100:
        with pytest.raises(ValueError, match="nested more than 100 levels deep"):
            read(beyond, size)


def test_a_har_that_is_nested_without_end_is_refused_in_words(tmp_path):
    path = tmp_path / "deep.har"
    path.write_bytes(
        f'{{"log": {{"entries": [{{"request": {{"url": "{BASE}/x"}}, "a": '.encode() + b'{"a": [' * 200_000
    )

    with pytest.raises(UserError, match="nested more than 100 levels deep"):
        judge_recording(path, out=tmp_path / "out")
