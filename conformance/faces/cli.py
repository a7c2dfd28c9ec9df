"""The command line: `srm-conformance`. Each command has a module of its own.

Only click is imported before a command runs, so that `--help` comes at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from conformance import __version__
from conformance.faces.diff import diff
from conformance.faces.doctor import doctor
from conformance.faces.explain import explain
from conformance.faces.init import init
from conformance.faces.judge import judge
from conformance.faces.merge import merge
from conformance.faces.plan import plan
from conformance.faces.qualify import qualify
from conformance.faces.requirements import requirements
from conformance.faces.run import run
from conformance.faces.saying import forget_stdout, innermost, say_error, where_it_happened
from conformance.faces.serve import serve
from conformance.faces.trend import trend
from conformance.faces.verify import verify
from conformance.model.errors import UserError

NAME = "srm-conformance"
WRONG, FAILED, INTERRUPTED = 2, 4, 130
"""Exit codes beside those of a verdict."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 conformant, 1 non-conformant, 2 wrong command line or profile (nothing was sent), "
    "3 incomplete, 4 the tester itself failed, 130 interrupted.",
)
@click.version_option(__version__, prog_name=NAME, message="%(prog)s %(version)s")
def group() -> None:
    """Say, with evidence, whether a server keeps the contract of DELETE /pairings/{pairing_id}."""


for _command in (run, plan, doctor, init, requirements, explain, serve, judge, diff, merge, trend, verify, qualify):
    group.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and exit. arguments: those of the process when not given."""
    sys.exit(code_of(arguments))


def code_of(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code."""
    try:
        code = group.main(arguments, prog_name=NAME, standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the tool's own defects have a code of their own
        return _say(error)
    return code if isinstance(code, int) else 0


def _say(error: BaseException) -> int:
    """Say on stderr what went wrong; the exit code."""
    code = WRONG
    match error:
        case click.exceptions.NoArgsIsHelpError():
            error.show()
        case click.ClickException():
            say_error(error.format_message(), _help_of(error))
        case UserError():
            say_error(error.message, error.hint, error)
        case KeyboardInterrupt() | click.Abort():
            click.echo("interrupted", err=True)
            code = INTERRUPTED
        case BrokenPipeError():
            forget_stdout()
            code = 0
        case _:
            _say_failure(error)
            code = FAILED
    return code


def _help_of(wrong: click.ClickException) -> str:
    context = getattr(wrong, "ctx", None)
    return f"`{context.command_path if context else NAME} --help` lists what there is"


def _say_failure(error: BaseException) -> None:
    """One paragraph on a defect of the tool; its words are left out, as they may hold anything."""
    cause = innermost(error)
    frames = traceback.extract_tb(cause.__traceback__)
    ours = next((each for each in reversed(frames) if "conformance" in each.filename), None)
    where = f" in `{ours.name}` (line {ours.lineno} of {_in_package(ours.filename)})" if ours else ""
    say_error(
        f"the tester itself failed: {type(cause).__name__}{where}. This is a defect of {NAME} {__version__} and says "
        "nothing about the target. Evidence, as far as the run came, is in the folder given with --out, else in the "
        "newest one under `srm-conformance-runs`.",
        "set SRM_CONFORMANCE_TRACEBACK=1 to see where it happened",
    )
    if os.environ.get("SRM_CONFORMANCE_TRACEBACK") == "1":
        click.echo(where_it_happened(error), err=True)


def _in_package(path: str) -> str:
    """A file as the source tree has it; where the package lies is nobody's concern."""
    return "conformance" + path.rpartition("conformance")[2]
