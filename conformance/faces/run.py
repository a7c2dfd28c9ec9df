"""`srm-conformance run`."""
# ruff: noqa: PLC0415 - what is heavy is imported when the command runs

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from conformance.faces.choices import given, on_target, reporting, selecting


@click.command(short_help="Judge a target; without one, the bundled reference server.")
@on_target
@selecting
@click.option("--seed", metavar="N", help="Repeat a run; default: a new one, which the report names.")
@click.option("--max-requests", metavar="N", help="Send no more; default: 5000.")
@click.option("--max-minutes", metavar="N", help="Take no longer; default: 240, 0 is no limit.")
@click.option("--concurrency", metavar="N", help="Requests side by side; default: 8.")
@reporting
@click.option("--out", metavar="DIR", help="Evidence of the run; default: a new folder under srm-conformance-runs/.")
@click.option("--resume", metavar="DIR", help="Go on with the run of that folder, which was cut off.")
@click.option(
    "--replay", metavar="HASH", envvar="SRM_CONFORMANCE_REPLAY", help="See a failure again, by the hash in its report."
)
@click.option(
    "--evidence",
    metavar="DIR|FILE",
    type=click.Path(path_type=Path),
    envvar="SRM_CONFORMANCE_EVIDENCE",
    help="Where --replay finds it; default: the newest run under srm-conformance-runs/ that has it.",
)
@click.option("--no-progress", "progress", flag_value=False, default=None, type=bool, help="Plain lines while it runs.")
def run(base_url: str | None, profile: Path | None, replay: str | None, evidence: Path | None, **options: Any) -> int:
    """Judge the target at BASE_URL, or of a profile; with neither, the bundled reference server.

    Only pairings that the profile gives up are ever deleted. Each option has its key in `[run]` of the profile
    (`[target] spec`, `[limits] max_requests`, `max_minutes`, `concurrency`) and a variable SRM_CONFORMANCE_... in the
    environment; the command line wins, then the environment, then the profile.

    The result goes to stdout, progress to stderr.
    """
    from conformance.faces.judging import judge_and_report, target
    from conformance.faces.replaying import replay_and_report

    with target(base_url, profile, given(options)) as aimed:
        if replay is None and evidence is None:
            return judge_and_report(aimed)
        return replay_and_report(aimed, replay, evidence, given(options))
