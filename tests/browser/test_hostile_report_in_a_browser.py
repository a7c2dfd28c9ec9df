"""What a hostile target says does nothing in a browser: no script runs, and nothing is asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from cases import CASES
from made_results import broken, exchange, judged, result
from relay import hostile
from runner import judged as judge
from runs import events, observations

from conformance.model.observations import Deletion, Task
from conformance.model.terms import Finding, Outcome, RunVerdict

EVIL = (
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "<svg/onload=window.hit=1>",
    "\"' onmouseover='window.hit=1' autofocus onfocus=window.hit=1 x='",
    "</pre></details></article><iframe src='https://evil.example/'></iframe>",
    "</style><style>* { display: none } @import 'https://evil.example/a.css'</style>",
    "</script><script>window.hit = 1</script>",
    "<link rel=stylesheet href=https://evil.example/b.css><base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "javascript:window.hit=1",
    "]]><!-- --><![CDATA[",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe\u2066\u200b\ufeff",
    "\x1b[2J\x1b]0;owned\x07\x00\x85\u2028",
    "\ud800\ufffe",
)


@pytest.mark.parametrize("text", EVIL, ids=range(len(EVIL)))
def test_text_of_a_target_is_shown_and_does_nothing(opened, text):
    raw = text.encode("utf-8", "surrogatepass")
    seen = exchange(f"/{text}", (text, text), answer=raw, body=raw, operation=text, account=text, detail=text)
    found = Finding(text, text, seen, text)
    told = judged(f"status.{text}", Outcome.FAIL, text, found, title=text, evidence=(seen,))
    run = result(told, verdict=RunVerdict.NON_CONFORMANT, warnings=(text,), narrowing=(text,), profile_source=text)

    page = opened(run).page
    page.mouse.wheel(0, 4000)
    page.hover(".broken h3")

    assert page.evaluate("[window.hit, document.title]") == [None, "non-conformant: deletePairing"]
    assert page.locator("iframe, img, link, base").count() == 0
    assert page.locator("h1").is_visible()


def test_strings_of_a_megabyte_leave_the_page_within_megabytes(opened):
    long = "<b>&" * 262_144
    seen = exchange(f"/{long}", ("X-Long", long), answer=long.encode())
    many = [judged(f"status.n{n}", Outcome.FAIL, long, *[Finding(long, long, seen, long)] * 50) for n in range(80)]
    run = result(*many, verdict=RunVerdict.NON_CONFORMANT, recorded=events(*observations() * 3))

    page = opened(run).page

    assert page.locator(".requirement").count() == 80
    assert len(page.content()) < 8_000_000


def test_a_task_that_announces_markup_is_drawn_as_text(opened):
    page = opened(broken(recorded=events(*observations()))).page

    assert page.locator("text.band", has_text="<b>PAUSED</b>").count() <= 1
    assert page.get_by_text("<b>PAUSED</b> at 11 s").count() >= 1


def test_a_deletion_without_any_answer_is_told(opened):
    silent = exchange(status=None)
    page = opened(broken(recorded=events(Deletion("p", Task(silent))))).page

    assert page.get_by_text("No task was announced: no response").is_visible()


CHOSEN = [name for name in CASES if name.startswith("evil")]


@pytest.mark.parametrize("name", CHOSEN)
def test_the_report_of_a_hostile_target_is_inert(opened, tmp_path, name):
    with hostile(CASES[name]) as relay, ThreadPoolExecutor(1) as apart:
        # In a thread of its own: that of the browser has an event loop already.
        apart.submit(judge, relay.profile(), str(tmp_path)).result()
    titles = {"conformant", "non-conformant", "incomplete"}

    page = opened(tmp_path / "report.html").page
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")

    assert page.title().split(":")[0] in titles
    assert page.evaluate("document.scripts.length") == 1
    assert page.locator("iframe, img, link, base, object, embed").count() == 0
