"""HTML: one file that opens anywhere, offline too. Nothing is loaded, and a policy in it forbids to load anything."""

from __future__ import annotations

from conformance.model.result import Result


def html_report(result: Result) -> str:
    """Write a result as one HTML file; usable without its script, which adds filters and buttons."""
    from conformance.report.html.page import render  # noqa: PLC0415 - templates are read when one is written

    return render(result)
