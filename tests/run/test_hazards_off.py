"""Without `hazards = true` nothing goes over the wire that a broken target might take for all pairings."""

from __future__ import annotations

import re
from urllib.parse import unquote

from conformance.model.events import Exchanged
from conformance.profile.load import loads
from conformance.reference.serve import start
from conformance.run import judge_target


def means_any(target: str) -> bool:
    """Whether a target ends where an id should be, climbs, or has a wildcard, however often it is decoded."""
    for _ in range(4):
        path = re.split(r"[?#;]", target)[0]
        last = path.rpartition("/pairings")[2].strip("/ \0\t")
        if {".", ".."} & set(path.split("/")) or "/pairings" not in path or not last or last in ("*", "%", "_", "?"):
            return True
        target = unquote(target)
    return False


def test_no_request_of_a_whole_run_means_all_pairings(tmp_path):
    with start() as server:
        profile = server.profile().replace("hazards = true", "hazards = false")
        chosen = {"seed": 1, "depth": "quick", "out": str(tmp_path / "run")}
        result = judge_target(loads(profile, environ={}, overrides=chosen))

    asked = [each.exchange.request for each in result.recorded if isinstance(each, Exchanged)]
    risky = [each.target for each in asked if each.method == "DELETE" and not each.target.endswith("/session")]
    assert len(risky) > 80
    assert [each for each in risky if means_any(each)] == []
