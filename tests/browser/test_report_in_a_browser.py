"""The HTML report as its reader meets it: filters, buttons, keyboard, paper, without a script, and for axe-core."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from made_results import PAIRING, broken, judged, result
from playwright.sync_api import expect
from runs import eventful, events, observations

from conformance.catalogue.advice import advice_for
from conformance.model.terms import Outcome
from conformance.report.reproduce import curl, replay

LEGS = [
    pytest.param({"color_scheme": "light"}, id="light"),
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"color_scheme": "light", "viewport": {"width": 360, "height": 780}}, id="phone"),
    pytest.param({"color_scheme": "dark", "viewport": {"width": 360, "height": 780}}, id="phone-dark"),
]


@pytest.mark.parametrize("options", [LEGS[0], LEGS[3]])
def test_axe_finds_nothing_to_object_to(opened, options):
    # The page's own policy would keep axe out of it.
    page = opened(broken(recorded=events(*observations()[:2])), bypass_csp=True, **options).page
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")

    found = Axe().run(page).response["violations"]

    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


@pytest.mark.parametrize("options", LEGS)
def test_the_page_is_no_wider_than_the_screen(opened, options):
    page = opened(eventful(), **options).page

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


CHIPS = {
    ("outcome", "fail"): ["lifecycle.an-end-is-final", "effect.near-doubly-encoded"],
    ("outcome", "warn"): ["http.allow-on-405"],
    ("outcome", "waived"): ["http.head-does-not-delete"],
    ("outcome", "pass"): ["status.deletion-is-accepted"],
    ("level", "should"): ["http.allow-on-405"],
    ("area", "permission"): ["permission.no-privilege", "permission.refused-means-not-done"],
}


@pytest.mark.parametrize(("chip", "expected"), CHIPS.items(), ids=["-".join(each) for each in CHIPS])
def test_a_filter_leaves_what_it_names_and_stands_in_the_address(opened, chip, expected):
    seen = opened(broken())
    name, value = chip

    seen.page.check(f"input[name={name}][value={value}]")

    assert seen.shown() == expected
    assert seen.page.url.endswith(f"#{name}={value}")
    expect(seen.page.get_by_role("status").first).to_have_text(f"{len(expected)} of 8 requirements shown")


def test_every_filter_can_be_tried(opened):
    seen = opened(eventful())
    boxes = seen.page.locator(".filters input[type=checkbox]")

    for number in range(boxes.count()):
        boxes.nth(number).check()
        assert 0 < len(seen.shown()) < 8
        boxes.nth(number).uncheck()

    assert len(seen.shown()) == 8


def test_filters_of_two_kinds_narrow_and_of_one_kind_widen(opened):
    seen = opened(broken())

    for each in ("outcome][value=fail", "outcome][value=warn", "area][value=http"):
        seen.page.check(f"input[name={each}]")

    assert seen.shown() == ["http.allow-on-405"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Methods That Are ALLOWED", ["http.allow-on-405"]),
        ("task-1 running", ["lifecycle.an-end-is-final"]),
        ('"progress": 40', ["lifecycle.an-end-is-final"]),
        ("nowhere to be found", []),
    ],
)
def test_words_are_found_in_requirements_and_in_their_exchanges(opened, words, expected):
    seen = opened(broken())

    seen.page.get_by_label("Find").fill(words)

    assert seen.shown() == expected


def test_show_all_takes_every_filter_back(opened):
    seen = opened(broken(), "#outcome=fail&level=must&q=ended")
    assert seen.shown() == ["lifecycle.an-end-is-final"]

    seen.page.get_by_role("button", name="Show all").click()
    expect(seen.page.locator("#shown")).to_have_text("All 8 requirements shown")

    assert len(seen.shown()) == 8
    assert "#" not in seen.page.url


def test_an_address_brings_its_filters_back(opened):
    seen = opened(broken(), "#outcome=fail,warn&q=405")

    assert seen.shown() == ["http.allow-on-405"]
    assert seen.page.get_by_label("Find").input_value() == "405"
    assert seen.page.is_checked("input[value=warn]")


def test_a_count_in_the_head_filters_by_its_outcome(opened):
    seen = opened(broken())

    seen.page.locator(".counts a", has_text="warn").click()
    expect(seen.page.locator("#shown")).to_have_text("1 of 8 requirements shown")

    assert seen.shown() == ["http.allow-on-405"]


def test_a_link_unfolds_what_it_leads_to_even_where_a_filter_hides_it(opened):
    seen = opened(broken(), "#outcome=fail")
    link = seen.page.locator("#open a", has_text="permission.no-privilege").first
    link.evaluate("(each) => { each.closest('details').open = true; }")

    link.click()

    expect(seen.page.locator(link.get_attribute("href") or "")).to_have_attribute("open", "")
    assert len(seen.shown()) == 8


def test_every_copy_button_copies_what_stands_beside_it(opened):
    page = opened(eventful(), permissions=["clipboard-read", "clipboard-write"]).page
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    buttons = page.locator("button.copy")

    assert buttons.count() > 5
    for number in range(buttons.count()):
        buttons.nth(number).click()
        expect(page.locator("#copied")).to_have_text("Copied")
        place = buttons.nth(number).get_attribute("data-copy")
        assert page.evaluate("navigator.clipboard.readText()") == page.locator(f"#{place}").text_content()
        page.evaluate("navigator.clipboard.writeText('')")


def test_the_curl_line_that_is_copied_is_the_one_that_sends_the_request(opened):
    seen = broken()
    page = opened(seen, permissions=["clipboard-read", "clipboard-write"]).page
    failed = next(each for each in seen.requirements if each.id == "lifecycle.an-end-is-final")

    page.locator("#broken-0 button.copy", has_text=re.compile("Copy curl")).click()
    expect(page.locator("#copied")).to_have_text("Copied")

    assert page.evaluate("navigator.clipboard.readText()") == curl(
        failed.verdict.findings[0].exchange, seen.base_url, seen.session_header
    )


def test_a_ticket_says_what_was_expected_what_came_and_where(opened):
    said = opened(broken()).page.locator("#broken-0-ticket").text_content() or ""

    for each in ("expected: a status that stays SUCCESS", "got: RUNNING", "at: /status", "lifecycle.an-end-is-final"):
        assert each in said


def test_a_failure_shows_the_command_that_sees_it_again_before_the_lines_that_only_send_it(opened):
    seen = broken()
    page = opened(seen).page
    names = [each.inner_text() for each in page.locator("#broken-0 .again .cap").all()]

    assert names == ["Send it again and judge it", "curl"]
    assert page.locator("#broken-0-line-1").text_content() == replay(seen.having(Outcome.FAIL)[0], seen)


def test_a_failure_says_what_is_usually_behind_it_and_what_mends_it(opened):
    advice = advice_for("lifecycle.an-end-is-final")

    shown = opened(broken()).page.locator("#broken-0 .advice").inner_text()

    assert advice is not None
    assert advice.cause in shown
    assert advice.cure in shown


def test_where_the_clipboard_is_closed_the_old_way_copies(opened):
    page = opened(broken(), permissions=["clipboard-read", "clipboard-write"]).page
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")

    page.locator("#broken-0 button.copy").first.click()
    expect(page.locator("#copied")).to_have_text("Copied")

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#broken-0-line-1").text_content()


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(opened):
    page = opened(broken()).page
    wanted = page.evaluate(
        """[...document.querySelectorAll('a, button, summary, input, [tabindex="0"]')]
           .filter((each) => each.checkVisibility()).length"""
    )

    places = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        places.append(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))

    assert places == sorted(set(places))
    assert len(places) == wanted


def test_the_first_stop_of_the_keyboard_skips_to_the_report(opened):
    page = opened(broken()).page

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_focus_is_seen(opened):
    page = opened(broken()).page

    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")

    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_without_a_script_everything_is_there_but_filters_and_buttons(opened):
    page = opened(eventful(), java_script_enabled=False).page

    assert page.locator(".requirement").count() == 8
    assert page.locator(".filters").is_hidden()
    assert not any(each.is_visible() for each in page.locator("button").all())
    page.locator(".requirement summary").first.click()
    assert page.get_by_text("Held on all 3 judged.").is_visible()


def test_on_paper_failures_are_unfolded_and_controls_are_gone(opened):
    page = opened(eventful()).page
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = false; })")

    page.emulate_media(media="print")

    assert page.locator("#broken-1 .exchange pre").first.is_visible()
    assert not any(each.is_visible() for each in page.locator("button, input, nav, .skip").all())


def test_paper_and_a_dark_desk_do_not_mix(opened):
    page = opened(broken(), color_scheme="dark").page

    page.emulate_media(media="print", color_scheme="dark")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_drawing_is_told_in_words_and_as_a_table(opened):
    page = opened(eventful()).page
    drawn = page.get_by_role("img", name="Drawing: First seen QUEUED at 10 ms, RUNNING at 500 ms, SUCCESS at 1.5 s")

    assert drawn.count() == 2
    page.locator("#task-1 details summary").click()
    rows = [each.inner_text().split("\t") for each in page.locator("#task-1 details table").first.locator("tr").all()]
    assert ["1.5 s", "SUCCESS", "100"] in [[row[0], row[4], row[5]] for row in rows]


def test_a_run_without_any_deletion_says_so(opened):
    page = opened(result(judged(), recorded=events())).page

    assert page.get_by_text("No deletion was followed in this run.").is_visible()


def test_an_empty_run_makes_a_page(opened):
    page = opened(result()).page

    assert page.get_by_text("There are none.").is_visible()


def test_the_verdict_and_the_claim_come_first(opened):
    page = opened(broken()).page

    told = [each for each in page.get_by_role("banner").inner_text().splitlines() if each]
    assert told[1:3] == [
        "non-conformant",
        "2 MUSTs broken; 2 of 6 mandatory requirements not judged.",
    ]


def test_an_alarm_comes_before_the_verdict_and_is_told_once(opened):
    alarm = f"Pairing `{PAIRING}` is gone, and nobody gave it up."
    page = opened(broken(alarms=(alarm,), warnings=(alarm, "Another thing."))).page
    told = [each for each in page.get_by_role("banner").inner_text().splitlines() if each]

    place = next(number for number, each in enumerate(told) if f"Pairing {PAIRING} is gone" in each)
    assert place < told.index("non-conformant")
    assert page.get_by_text("nobody gave it up").count() == 1
