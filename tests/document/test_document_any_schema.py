"""Whatever a document and a body hold: told when the document is read, or judged."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.document.load import DocumentError, load
from conformance.document.validate import problems
from conformance.model.http import Response

OURS = load("2.0.0")
TASK = {"id": "t", "status": "QUEUED"}


SCHEMA_WORDS = [
    "type", "required", "enum", "format", "pattern", "nullable", "minimum", "multipleOf", "maxLength", "properties",
    "additionalProperties", "items", "allOf", "oneOf", "anyOf", "not", "discriminator", "uniqueItems", "$ref", "if",
    "exclusiveMinimum", "readOnly", "writeOnly", "dependentRequired", "prefixItems", "contains", "$id", "const",
]  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["string", "object", "byte", "(", "#/components/schemas/Task"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(SCHEMA_WORDS), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "status", "error", "x"]), inner),
    max_leaves=8,
)


@settings(max_examples=250, deadline=None)
@given(
    openapi=st.sampled_from(["3.0.3", "3.1.0"]),
    place=st.sampled_from(["Task", "TaskError", "id", "error", "progress"]),
    more=st.dictionaries(st.sampled_from(SCHEMA_WORDS), VALUES, min_size=1, max_size=3),
    body=BODIES | BODIES.map(lambda each: TASK | {"error": each, "progress": each}),
)
def test_a_document_that_was_read_judges_any_body(tmp_path_factory, openapi, place, more, body):
    """A slip in a schema is told when the document is read, never when a response is judged."""
    raw = json.loads(json.dumps(OURS.raw)) | {"openapi": openapi}
    schemas = raw["components"]["schemas"]
    (schemas.get(place) or schemas["Task"]["properties"][place]).update(more)
    path = tmp_path_factory.mktemp("odd") / "document.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    try:
        document = load(str(path))
    except DocumentError:
        return

    document.properties(document.operation("deletePairing"), "202")
    response = Response(202, (("Content-Type", "application/json"),), json.dumps(body).encode())
    assert isinstance(problems(document, document.operation("deletePairing"), response), tuple)
