"""The bundled document with something changed, read as any other."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from conformance.catalogue import requirements
from conformance.catalogue.contract import Contract
from conformance.document.load import bundled, load

AT = "/pairings/{pairing_id}"
ONE = "#/paths/~1pairings~1{pairing_id}/delete"
Change = Callable[[dict[str, Any], dict[str, Any]], object]


@cache
def _ours() -> str:
    return json.dumps(yaml.safe_load(bundled()["2.0.0"].read_text(encoding="utf-8")))


def contract(change: Change = lambda *_: None) -> Contract:
    """The contract of a document; change: is given the whole of it and the operation under test."""
    raw = json.loads(_ours())
    change(raw, raw["paths"][AT]["delete"])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "changed.json"
        path.write_text(json.dumps(raw), encoding="utf-8")
        return Contract(load(str(path)))


def absent(change: Change, *prefixes: str) -> dict[str, str]:
    """The requirements that a document does not ask for, and why."""
    found = requirements(contract(change).document)
    return {each.id: each.not_applicable for each in found if each.not_applicable and each.id.startswith(prefixes)}
