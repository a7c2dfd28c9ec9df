"""What schemathesis makes of the document: requests that keep it and requests that break it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.plan.proposals.engine import draws
from conformance.plan.proposals.identifiers import uuid
from conformance.plan.proposals.proposal import percent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from schemathesis import BaseSchema, Case

    from conformance.plan.proposals.corpus import Place
    from conformance.plan.proposals.proposal import Proposal

METHOD = "DELETE"
_CODECS = ("ascii", None)
"""Alphabets: dense in what code gives a meaning, and all of Unicode. (`utf-8` takes 1.5 s to set up.)"""


def from_document(raw: dict[str, Any], path_template: str, place: Place, random: Random) -> Iterator[Proposal]:
    """What schemathesis draws for the operation, from each alphabet, positive and negative in turn.

    Headers of security schemes are left out: who asks is not this door's to change.
    """
    from schemathesis import GenerationMode  # noqa: PLC0415 - 0.2 s, seldom used

    schemas = [_schema(raw, codec) for codec in _CODECS]
    cases = [
        draws(schema[path_template][METHOD].as_strategy(generation_mode=mode), random)
        for schema in schemas
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    ]
    secret = {str(scheme.get("name", "")).lower() for scheme in _schemes(raw)}
    while True:
        for each in cases:
            yield _proposal(next(each), place, random, secret)


def session_header(raw: dict[str, Any]) -> str:
    """The header of a document that carries a session id; empty where there is none."""
    named = (str(each.get("name", "")) for each in _schemes(raw) if each.get("type") == "apiKey")
    return next(named, "")


def _schemes(raw: dict[str, Any]) -> list[dict[str, Any]]:
    return list(raw.get("components", {}).get("securitySchemes", {}).values())


def _schema(raw: dict[str, Any], codec: str | None) -> BaseSchema:
    """The document, with a configuration of ours: without one, a file in the working directory would decide."""
    from schemathesis import openapi  # noqa: PLC0415 - 0.2 s, seldom used
    from schemathesis.config import (  # noqa: PLC0415 - likewise
        GenerationConfig,
        ProjectConfig,
        ProjectsConfig,
        SchemathesisConfig,
    )

    project = ProjectConfig(generation=GenerationConfig(codec=codec))
    return openapi.from_dict(raw, config=SchemathesisConfig(projects=ProjectsConfig(default=project)))


def _proposal(case: Case[Any], place: Place, random: Random, secret: set[str]) -> Proposal:
    headers = tuple(
        (name, octets)
        for name, value in (case.headers or {}).items()
        if name.lower() not in secret and (octets := str(value).encode("utf-8", "replace").decode("latin-1"))
    )
    query = "&".join(f"{percent(str(name))}={percent(str(value))}" for name, value in (case.query or {}).items())
    if headers:
        return place.proposal("header", uuid(random), query or None, headers)
    segment = next(iter((case.path_parameters or {}).values()), "")
    return place.proposal("query" if query else "text", str(segment), query or None)
