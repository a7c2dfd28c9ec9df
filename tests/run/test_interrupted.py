"""Ctrl-C and SIGTERM: levers are undone and every report is written, the second time too."""

from __future__ import annotations

import json
import signal
import urllib.request

import pytest
from killed import lines, started

from conformance.reference.serve import start


@pytest.mark.parametrize("signals", [(signal.SIGINT,), (signal.SIGTERM,), (signal.SIGINT, signal.SIGINT)])
def test_a_lever_that_settles_is_undone_and_the_reports_are_written(signals, tmp_path):
    with start() as server:
        text = server.profile().replace("[levers.remote_site_down]", "[levers.remote_site_down]\nsettle = 1.5")
        (tmp_path / "profile.toml").write_text(text)
        running = started(
            tmp_path, "--out", "run", "--only", "connectivity", "--depth", "quick", "--report", "json=r.json"
        )
        while not any(each.get("applied") for each in lines(tmp_path / "run" / "journal.jsonl")[:-1]):
            assert running.poll() is None
        for each in signals:
            running.send_signal(each)
        _, err = running.communicate(timeout=60)
        with urllib.request.urlopen(f"{server.lab_url}/state") as answer:  # noqa: S310 - loopback
            state = json.load(answer)

    assert (running.returncode, state["remote_site"]) == (130, "up")
    assert "Traceback" not in err
    assert json.loads((tmp_path / "r.json").read_text())["interrupted"] is True
