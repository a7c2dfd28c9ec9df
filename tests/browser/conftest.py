"""A real browser, the system's own, that opens reports and records whatever it should not do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from conformance.model.result import Result
from conformance.report.html import html_report

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")


@dataclass
class Opened:
    """A report in a browser. asked: every request but that for the file itself. said: console and script errors."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def route(self, route: Route) -> None:
        """Let the file itself through, refuse and record anything else."""
        if route.request.url.split("#")[0] == self.page.url.split("#")[0] or self.page.url == "about:blank":
            route.continue_()
        else:
            self.asked.append(route.request.url)
            route.abort()

    def shown(self) -> list[str | None]:
        """The ids of the requirements that are shown."""
        return [each.get_attribute("data-id") for each in self.page.locator(".requirement:not([hidden])").all()]


Open = Callable[..., Opened]


# One for each module: while it is open its thread has a running event loop, which other tests cannot bear.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser is on the path ({', '.join(NAMES)})")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=list(QUIET)) as started:
        yield started


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a result or a file; what is given besides goes to the browser's context. All is as it should at the end."""
    pages: list[Opened] = []
    with ExitStack() as stack:

        def opening(seen: Result | Path, fragment: str = "", **options: Any) -> Opened:
            path = seen if isinstance(seen, Path) else tmp_path / f"report-{len(pages)}.html"
            if isinstance(seen, Result):
                path.write_text(html_report(seen), encoding="utf-8")
            context = stack.enter_context(browser.new_context(**options))
            found = Opened(context.new_page())
            pages.append(found)
            found.page.on("console", lambda message: found.said.append(message.text))
            found.page.on("pageerror", lambda error: found.said.append(str(error)))
            found.page.on("dialog", lambda dialog: (found.said.append(dialog.message), dialog.dismiss()))
            context.on("page", lambda page: found.said.append(f"a window was opened: {page.url}"))
            context.route("**/*", found.route)
            found.page.goto(path.as_uri() + fragment)
            return found

        yield opening
        assert [(each.said, each.asked) for each in pages] == [([], [])] * len(pages)
