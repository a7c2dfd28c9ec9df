"""One run as the faces do it: the target found, everything checked before the first request, the result told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.catalogue import requirements
from conformance.catalogue.contract import Contract
from conformance.document.load import load as load_document
from conformance.evidence import EVIDENCE
from conformance.faces.saying import forget_stdout, say_error
from conformance.model.errors import UserError
from conformance.plan.forecast import requests_needed, seconds_needed
from conformance.plan.selection import plan
from conformance.plan.stages import probes
from conformance.profile.load import load, loads
from conformance.profile.options import OPTIONS
from conformance.profile.waivers import Waiver, load_waivers
from conformance.reference import serve
from conformance.report import check, write
from conformance.report.console import print_result
from conformance.report.progress import Foreseen, Progress
from conformance.report.reproduce import BUNDLED
from conformance.run import judge_target
from conformance.run.cautions import check_way
from conformance.run.interruption import Interruption
from conformance.run.watch import Watch

if TYPE_CHECKING:
    from conformance.model.events import Event
    from conformance.model.result import Result
    from conformance.model.terms import Finding
    from conformance.plan.selection import Plan
    from conformance.profile.settings import Options, Profile
    from conformance.run.replay import Replay

FAILED = 4
"""Exit code where a report could not be written."""
PROFILE = "SRM_CONFORMANCE_PROFILE"
"""Environment variable in place of --profile."""


@contextmanager
def target(base_url: str | None, path: Path | None, overrides: Mapping[str, Any]) -> Iterator[Profile]:
    """What is to be judged; with neither URL nor profile, the bundled server, which runs until the block ends."""
    path = path or _path_of_environment()
    if path is None and base_url is None and OPTIONS["base_url"].variable not in os.environ:
        with serve.start() as server:
            yield loads(server.profile(), file=BUNDLED, overrides=overrides)
    else:
        yield load(path, base_url=base_url, overrides=overrides)


def _path_of_environment() -> Path | None:
    said = os.environ.get(PROFILE)
    if said == "":
        raise UserError(f"`{PROFILE}` is empty", "name a profile, or unset it")
    return Path(said) if said else None


def judge_checked(
    profile: Profile,
    on_event: Callable[[Event], None] = lambda _: None,
    again: Replay | None = None,
    interruption: Interruption | None = None,
) -> Result:
    """Check reports, waivers and the way to the target, then judge. Raises UserError before anything is sent."""
    check_reports(profile.options)
    waivers = waivers_of(profile.options.waivers, profile.target.spec)
    check_way(profile)
    return judge_target(profile, waivers=waivers, on_event=on_event, again=again, interruption=interruption)


def waivers_of(path: Path | None, spec: str) -> tuple[Waiver, ...]:
    """The waivers of a file for a document; none without a file."""
    return load_waivers(path, [each.id for each in requirements(load_document(spec))]) if path else ()


def judge_and_report(profile: Profile, again: Replay | None = None) -> int:
    """Judge, write the reports, print the result; the exit code. again: the failure to see again."""
    options = profile.options
    if not profile.source and options.progress and not options.quiet:
        sys.stderr.write("warning: a base URL alone names no account: little can be judged without a profile\n")
    document = load_document(profile.target.spec)
    every = requirements(document)
    chosen = plan(every, profile)
    known = foreseen(chosen, profile) if again is None else None
    progress = Progress(sys.stderr, not options.quiet, lines=not options.progress, foreseen=known)
    waived = {each.id for each in waivers_of(options.waivers, profile.target.spec)}
    watch = Watch(
        [each for each in every if each.id not in chosen.skipped and each.id not in waived], Contract(document)
    )

    def on_event(event: Event) -> None:
        progress(event)
        for requirement, found in () if options.quiet else watch(event):
            progress.broke(requirement.id, requirement.level, _in_words(found))

    with Interruption() as interruption:
        with progress:
            result = judge_checked(profile, on_event, again, interruption)
        return tell(result, options)


def foreseen(chosen: Plan, profile: Profile) -> Foreseen:
    """What is known of a run before it begins."""
    limits = profile.limits
    return Foreseen(
        {name: probe.sends for name, probe in probes().items()},
        min(requests_needed(chosen, profile.options.depth), limits.max_requests),
        lambda requests: seconds_needed(requests, limits),
        limits.task_timeout,
    )


def _in_words(found: Finding) -> str:
    where = f" at {found.at}" if found.at else ""
    return f"expected {found.expected}; got {found.got}{where} (exchange {found.exchange.number})"


def tell(result: Result, options: Options, evidence: Path | None = None) -> int:
    """Write the reports and print the result; the exit code. evidence: what was judged, if not the run's own."""
    missed = write_reports(result, options, evidence)
    try:
        print_result(result, sys.stdout, quiet=options.quiet)
    except BrokenPipeError:
        forget_stdout()  # the verdict is in the exit code all the same
    for error in missed:
        say_error(error.message, error.hint, error)
    return FAILED if missed else result.exit_code


def check_reports(options: Options) -> None:
    """Find out before anything is sent whether reports can be written and the key can sign. Raises UserError."""
    for form, path in options.report:
        check(form, Path(path))
    if options.attest:
        from conformance.run.keys import signer  # noqa: PLC0415 - cryptography takes its time, and few runs are signed

        signer(options.attest)


def write_reports(result: Result, options: Options, evidence: Path | None = None) -> list[UserError]:
    """Write every report that can be written, and the attestation; the errors of the others."""
    missed = []
    for form, path in options.report:
        try:
            write(form, result, Path(path))
        except UserError as error:
            missed.append(error)
    judged = evidence or (result.out / EVIDENCE if result.out else None)
    if options.attest and judged:
        from conformance.run.attest import attest  # noqa: PLC0415 - as above

        try:
            attest(result, judged, options.attest)
        except UserError as error:
            missed.append(error)
    return missed
