from __future__ import annotations

import json

import pytest
import yaml

from conformance.document.load import DocumentError, bundled, load

OURS = yaml.safe_load(bundled()["2.0.0"].read_text(encoding="utf-8"))


@pytest.fixture
def read(tmp_path):
    """The document that bytes, a text or an object are."""

    def write(raw, name="document.json"):
        path = tmp_path / name
        data = raw if isinstance(raw, bytes) else (raw if isinstance(raw, str) else json.dumps(raw)).encode()
        path.write_bytes(data)
        return load(str(path))

    return write


@pytest.fixture
def changed(read):
    """Our document with one change; more: what stands at its root instead."""

    def change(how, **more):
        raw = json.loads(json.dumps(OURS)) | more
        how(raw)
        return read(raw)

    return change


@pytest.fixture
def refused(read):
    """Why a document is refused."""

    def why(raw):
        with pytest.raises(DocumentError) as error:
            read(raw)
        return f"{error.value.message} | {error.value.hint}"

    return why
