"""A trend drawn: one SVG, alone or in an HTML page; inert, and readable without colour."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from conformance.compare.course import LEGEND, LETTERS, VERDICTS, alike, cells, differing, in_words, notes
from conformance.model.terms import Outcome
from conformance.report.visible import one_line, rfc3339
from conformance.report.wording import counted

if TYPE_CHECKING:
    from conformance.compare.trend import Point, Trend

STACK = (
    (Outcome.FAIL,),
    (Outcome.WARN,),
    (Outcome.NOT_TESTED, Outcome.INCONCLUSIVE),
    (Outcome.WAIVED,),
    (Outcome.PASS,),
)
"""A bar from the bottom: what matters stands on the line."""
CLASSES: Mapping[Outcome | None, str] = {
    Outcome.PASS: "pass",
    Outcome.FAIL: "fail",
    Outcome.WARN: "warn",
    Outcome.WAIVED: "waived",
    Outcome.INCONCLUSIVE: "open",
    Outcome.NOT_TESTED: "open",
    Outcome.NOT_APPLICABLE: "none",
    None: "none",
}
STYLE = """
text { font: 11px ui-monospace, monospace; fill: #222 } .mark { text-anchor: middle } .right { text-anchor: end }
.pass { fill: #8fc79a } .fail { fill: #c62828 } .warn { fill: #f0a93b } .waived { fill: #9d86c9 }
.open { fill: #b4b4b4 } .none { fill: none; stroke: #8886 } .line { stroke: #8888 } .dot { fill: #1565c0 }
.curve { fill: none; stroke: #1565c0; stroke-width: 1.5 } .fail + .mark { fill: #fff }
@media (prefers-color-scheme: dark) {
  text { fill: #ddd } .curve { stroke: #64b5f6 } .dot { fill: #64b5f6 }
  .pass + .mark, .warn + .mark, .waived + .mark, .open + .mark { fill: #111 }
}
"""
PAGE = """
:root { color-scheme: light dark } body { font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem; max-width: 75rem }
table { border-collapse: collapse; font-size: .85rem } th, td { padding: .1rem .6rem; border-bottom: 1px solid #8886 }
th, td { text-align: right } th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left } .wide { overflow-x: auto }
"""
HEADINGS = ("time", "verdict", "pass", "fail", "warn", "open", "requests", "deletion", "broke", "mended")
LEFT, TALL, LOW, ROW = 340, 160, 60, 16
NARROWEST, WIDEST, ROOM = 8, 28, 900
SEEN = 5
"""Height of the lowest part of a bar."""


def svg(seen: Trend) -> str:
    """Draw a trend as an SVG of its own."""
    text: str = tostring(_drawing(seen), encoding="us-ascii", xml_declaration=False).decode()
    return text + "\n"


def html(seen: Trend) -> str:
    """Draw a trend as a page: the drawing, and the same as a table."""
    points = seen.points
    title = f"{points[-1].verdict}: the latest of {counted(len(points), 'report')}"
    lines = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>',
        f"<style>{PAGE}</style></head><body><h1>{escape(title)}</h1>",
        *(f"<p>{escape(one_line(each))}</p>" for each in (*alike(seen), *notes(seen))),
        f'<div class="wide" tabindex="0" role="region" aria-label="Drawing">{svg(seen)}</div>',
        '<h2>Reports</h2><div class="wide" tabindex="0" role="region" aria-label="Reports"><table>',
        *_rows(seen),
        "</table></div></body></html>",
    ]
    return "\n".join(lines) + "\n"


def _rows(seen: Trend) -> list[str]:
    apart = differing(seen)
    head = "".join(f'<th scope="col">{name}</th>' for name in (*HEADINGS, *apart))
    rows = [(*cells(each), *(getattr(each.point, name) for name in apart)) for each in seen.steps]
    return [
        f"<tr>{head}</tr>",
        *(f"<tr>{''.join(f'<td>{escape(one_line(c))}</td>' for c in row)}</tr>" for row in rows),
    ]


def _drawing(seen: Trend) -> Element:
    points, strips = seen.points, seen.strips()
    step = max(NARROWEST, min(WIDEST, ROOM // len(points)))
    width = LEFT + step * len(points) + 20
    height = 30 + TALL + 50 + LOW + 40 + ROW * (len(strips) + 3)
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", role="img")
    root.set("width", str(width))
    root.set("height", str(height))
    SubElement(root, "title").text = f"Verdicts of {counted(len(points), 'report')} over time"
    SubElement(root, "style").text = STYLE
    _bars(root, points, step)
    _curve(root, points, step, 30 + TALL + 50)
    top = 30 + TALL + 50 + LOW + 40
    _row(root, "verdict", top, step, [(VERDICTS[each.verdict], _verdict(each), str(each.verdict)) for each in points])
    for place, (name, row) in enumerate(strips.items(), 1):
        cells = [(LETTERS[each], CLASSES[each], str(each or "absent")) for each in row]
        _row(root, name, top + ROW * place, step, cells)
    _text(root, 4, top + ROW * (len(strips) + 1) + 12, LEGEND)
    _text(
        root, 4, top + ROW * (len(strips) + 2) + 12, f"{counted(seen.steady(), 'requirement')} passed in every report"
    )
    return root


def _verdict(point: Point) -> str:
    return {".": "pass", "F": "fail", "?": "open"}[VERDICTS[point.verdict]]


def _bars(root: Element, points: tuple[Point, ...], step: int) -> None:
    most = max(1, *(sum(each.counted(*outcomes) for outcomes in STACK) for each in points))
    for share in (0, 1):
        y = 30 + TALL * (1 - share)
        SubElement(root, "line", x1=str(LEFT), x2=str(LEFT + step * len(points)), y1=f"{y:g}", y2=f"{y:g}").set(
            "class", "line"
        )
        _text(root, LEFT - 6, y + 4, str(most * share), "right")
    _text(root, 4, 42, "requirements by verdict")
    for place, point in enumerate(points):
        top = 30.0 + TALL
        for outcomes in STACK:
            tall = TALL * point.counted(*outcomes) / most
            if tall:
                tall = min(max(tall, SEEN), top - 30)  # one failure among hundreds is to be seen
                top -= tall
                told = f"{rfc3339(point.started)}: {point.counted(*outcomes)} {' or '.join(map(str, outcomes))}"
                _rect(root, (LEFT + step * place + 1, top, step - 2, tall), CLASSES[outcomes[0]], told)
    every = max(1, 110 // step)
    for place in range(0, len(points), every):
        _text(root, LEFT + step * place, 30 + TALL + 16, rfc3339(points[place].started)[:10])


def _curve(root: Element, points: tuple[Point, ...], step: int, top: int) -> None:
    known = [(place, each.deletion.median, each) for place, each in enumerate(points) if each.deletion]
    _text(root, 4, top + 12, "median latency of deletion")
    if not known:
        _text(root, LEFT, top + 12, "not told")
        return
    most = max(seconds for _, seconds, _ in known) or 1.0
    at = [(LEFT + step * (place + 0.5), top + LOW * (1 - seconds / most)) for place, seconds, _ in known]
    SubElement(root, "polyline", points=" ".join(f"{x:g},{y:.1f}" for x, y in at)).set("class", "curve")
    for (x, y), (_, _, point) in zip(at, known, strict=True):
        dot = SubElement(root, "circle", cx=f"{x:g}", cy=f"{y:.1f}", r="2.5")
        dot.set("class", "dot")
        SubElement(dot, "title").text = f"{rfc3339(point.started)}: {in_words(point)}"
    _text(root, LEFT - 6, top + 4, f"{most * 1000:,.0f} ms", "right")
    _text(root, LEFT - 6, top + LOW + 4, "0", "right")


def _row(root: Element, name: str, y: int, step: int, cells: list[tuple[str, str, str]]) -> None:
    _text(root, 4, y + 12, one_line(name, 48))
    for place, (letter, kind, told) in enumerate(cells):
        x = LEFT + step * place
        _rect(root, (x + 1, y + 1, step - 2, ROW - 2), kind, f"{one_line(name, 200)}: {told}")
        if letter.strip():
            _text(root, x + step / 2, y + 12, letter, "mark")


def _rect(root: Element, place: tuple[float, float, float, float], kind: str, told: str) -> None:
    x, y, width, height = (f"{each:.5g}" for each in place)
    rect = SubElement(root, "rect", x=x, y=y, width=width, height=height)
    rect.set("class", kind)
    SubElement(rect, "title").text = told


def _text(root: Element, x: float, y: float, said: str, kind: str = "") -> None:
    text = SubElement(root, "text", x=f"{x:g}", y=f"{y:g}")
    if kind:
        text.set("class", kind)
    text.text = said
