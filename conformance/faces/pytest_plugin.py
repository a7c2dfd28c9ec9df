"""The pytest face: one item per requirement, all of them judged by one run when the first item is reached.

| verdict | the item |
| --- | --- |
| pass | passed |
| fail | failed, with what was expected and got, the clause and a `curl` line |
| warn | passed, told in the summary; failed with `--srm-fail-on should` |
| not-tested, inconclusive | error when the claim needs it judged, else skipped |
| not-applicable | skipped |
| waived | xfailed |

The session is green only if the run is conformant, whatever items were selected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.catalogue import requirements
from conformance.document.load import load as load_document
from conformance.faces.judging import judge_checked, write_reports
from conformance.faces.saying import where_it_happened
from conformance.faces.telling import story
from conformance.model.errors import UserError
from conformance.model.terms import Outcome, RunVerdict
from conformance.plan.selection import plan
from conformance.profile.load import load
from conformance.report.visible import visible
from conformance.report.wording import claim, headline

if TYPE_CHECKING:
    from conformance.catalogue.requirement import Requirement
    from conformance.model.result import Judged, Result
    from conformance.profile.settings import Profile

NAME = "srm-conformance"


class BrokenError(Exception):
    """A requirement was broken, or could not be judged; its text is what a reader needs, without traceback."""


@dataclass(slots=True)
class Run:
    """The one run of a session, made when it is first asked for."""

    profile: Profile
    result: Result | None = None
    trouble: UserError | None = None
    missed: list[UserError] = field(default_factory=list)

    def verdict_on(self, requirement: str) -> Judged:
        """The verdict on a requirement, after the run. Raises BrokenError when it could not be made."""
        if self.result is None and self.trouble is None:
            self._make()
        if self.result is None:
            raise BrokenError(f"not judged: {_in_words(self.trouble)}" if self.trouble else "not judged")
        if self.result.interrupted:
            raise KeyboardInterrupt
        return next(each for each in self.result.requirements if each.id == requirement)

    def _make(self) -> None:
        try:
            self.result = judge_checked(self.profile)
        except UserError as error:
            self.trouble = error
        else:
            self.missed = write_reports(self.result, self.profile.options)


class Plugin:
    """Adds the items and tells the verdict of the run."""

    def __init__(self, run: Run, every: tuple[Requirement, ...]) -> None:
        self._run = run
        self._every = every

    @classmethod
    def of(cls, config: pytest.Config, profile: str, fail_on: str | None) -> Plugin:
        """The plugin for a profile. Raises pytest.UsageError for whatever is wrong with it."""
        try:
            loaded = load(config.invocation_params.dir / profile, overrides={"fail_on": fail_on})
            document = load_document(loaded.target.spec)
            plan(requirements(document), loaded)
        except UserError as error:
            raise pytest.UsageError(_in_words(error)) from None
        return cls(Run(loaded), requirements(document, loaded.options.depth))

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add the items before anybody selects."""
        items.extend(Conformance.of(session, self._run, self._every).collect())

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keep a session from being green when the run was not."""
        run = self._run
        red = run.trouble or run.missed or (run.result and run.result.verdict is not RunVerdict.CONFORMANT)
        if red and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell the verdict, the claim, and every SHOULD that was broken."""
        for error in self._run.missed:
            terminalreporter.write_line(f"error: {_in_words(error)}", red=True)
        result = self._run.result
        if result is not None:
            terminalreporter.section(NAME)
            for line in _summary(result):
                terminalreporter.write_line(visible(line))


class Conformance(pytest.Collector):
    """All requirements of the document in force."""

    run: Run
    every: tuple[Requirement, ...]

    @classmethod
    def of(cls, session: pytest.Session, run: Run, every: tuple[Requirement, ...]) -> Conformance:
        """The collector of a session."""
        made: Conformance = cls.from_parent(session, name=NAME, nodeid=NAME)
        made.run, made.every = run, every
        return made

    def collect(self) -> Iterator[pytest.Item]:
        """One item per requirement."""
        for each in self.every:
            yield RequirementItem.of(self, each)


class RequirementItem(pytest.Item):
    """One requirement, named by its id."""

    run: Run
    requirement: Requirement

    @classmethod
    def of(cls, parent: Conformance, requirement: Requirement) -> RequirementItem:
        """The item of a requirement; `-k must`, `-k should` and `-k AREA` find it."""
        item: RequirementItem = cls.from_parent(parent, name=requirement.id)
        item.run, item.requirement = parent.run, requirement
        item.extra_keyword_matches.update((requirement.level, requirement.area))
        item.user_properties += [("level", str(requirement.level)), ("title", requirement.title)]
        return item

    def setup(self) -> None:
        """Have it judged; what the claim needs and was not judged is an error."""
        judged = self.run.verdict_on(self.requirement.id)
        if judged.open:
            raise BrokenError(f"not judged: {judged.verdict.message}")

    def runtest(self) -> None:
        """Turn the verdict into an outcome; what nobody judged never passes."""
        judged, result = self.run.verdict_on(self.requirement.id), self.run.result
        message = visible(judged.verdict.message)
        match judged.outcome:
            case Outcome.PASS:
                pass
            case Outcome.FAIL:
                raise BrokenError(story(judged, result))
            case Outcome.WARN if result is not None and result.fail_on == "should":
                raise BrokenError(story(judged, result))
            case Outcome.WARN:
                self.add_report_section("call", NAME, story(judged, result))
            case Outcome.WAIVED:
                pytest.xfail(message)
            case _:
                raise pytest.skip.Exception(f"{judged.outcome}: {message}", _use_item_location=True)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The story of a verdict as it is; for what is no verdict where it happened, without words or values."""
        if isinstance(excinfo.value, BrokenError):
            return str(excinfo.value)
        if isinstance(excinfo.value, Exception):
            return where_it_happened(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands: in no file."""
        return self.config.rootpath / NAME, 0, self.name


def _in_words(error: UserError) -> str:
    return f"{error.message} ({error.hint})" if error.hint else error.message


def _summary(result: Result) -> list[str]:
    lines = [f"WARN {each.id}: {each.verdict.message}" for each in result.having(Outcome.WARN)]
    lines += [f"note: {each}" for each in result.warnings]
    lines += [f"target: {result.base_url}", f"claim: {claim(result)}"]
    lines += [f"pairings deleted: {', '.join(result.deleted) or 'none'}"]
    lines += [f"evidence: {result.out}"] if result.out else []
    return [*lines, headline(result)]
