"""Quizzes with a question of every kind, on a phone and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from quizzes.reports.shown import stem_of
from tests.browser.test_quiz import sideways, sign_up, tab_to
from tests.grading.items import one_of_each
from tests.server import Server, prepare

PHONE = {"width": 360, "height": 740}
# In a private pack, which no other journey meets.
MAKE = """
from uuid import uuid4
from django.utils import timezone
from tests.factories import TopicFactory, UserFactory
from tests.kinds import set_of
name = uuid4().hex
topic = TopicFactory.create(slug=name, pack__slug=name, pack__visibility="private")
owner = UserFactory.create(username=name, role="teacher")
made = set_of(owner=owner, topic=topic, visibility="public", shuffle_questions=False, **{terms})
print(made.pk)
"""


def taken(page: Page, server: Server, **terms: object) -> str:
    """Begin a new set with every kind, as a guest; returns the address of the attempt."""
    made = prepare(server, MAKE.replace("{terms}", repr(terms)))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"/sets/{made}/take/")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/1/")
    return page.url.removesuffix("1/")


def press_into_boxes(page: Page) -> None:
    """The first two boxes, by the digits beside them."""
    for digit in ("Digit1", "Digit2"):
        page.keyboard.press(digit)
    expect(page.locator("[name=place]:checked")).to_have_count(2)


def type_in(page: Page, text: str) -> None:
    tab_to(page, "#typed")
    page.keyboard.insert_text(text)


def answer(page: Page, kind: int) -> None:
    """The question at place ``kind`` of the seven, without a pointer; the last key saves."""
    match kind:
        case 1 | 3:
            page.keyboard.press("Digit2")
            expect(page.locator("#place-2")).to_be_focused()
        case 2:
            press_into_boxes(page)
        case 4:
            tab_to(page, ".ordering-item:nth-child(1) [data-move=down]")
            page.keyboard.press("Enter")
            tab_to(page, "[data-check]")
        case 5:
            type_in(page, "Donets")
        case 6:
            type_in(page, "3")
        case 7:
            type_in(page, "27 вересня 1680")
    page.keyboard.press("Enter")


def test_deferred_quiz_of_every_kind_by_keyboard_on_a_phone(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    attempt = taken(page, server, release="at-end", pass_mark=50)
    for kind in range(1, 8):
        page.wait_for_url(f"{attempt}{kind}/")
        expect(page.locator("#answer-form")).to_have_attribute(
            "action", re.compile(f"/{kind}/answer/$")
        )
        if kind > 1:
            expect(page.locator("#live")).to_have_text(f"Answer {kind - 1} saved.")
        assert sideways(page) == 0
        accessible(page)
        answer(page, kind)
    page.wait_for_url(f"{attempt}review/")
    expect(page.get_by_text("All questions are answered.")).to_be_visible()
    accessible(page)
    # Back to the first, to change it: what was saved stands there.
    tab_to(page, "a.row-open")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{attempt}1/")
    expect(page.locator("#place-2")).to_be_checked()
    page.keyboard.press("Digit1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{attempt}review/")
    tab_to(page, "[data-hand-in]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{attempt}result/")
    expect(page.get_by_text("The pass mark is 50 %.")).to_be_visible()
    page.locator(".row summary").first.click()
    accessible(page)
    assert sideways(page) == 0


def test_every_kind_told_at_once_by_keyboard_on_a_phone(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    attempt = taken(page, server, release="at-once")
    for kind in range(1, 8):
        page.wait_for_url(f"{attempt}{kind}/")
        expect(page.locator("#answer-form")).to_be_visible()
        if kind > 1:  # settled: before that a key would send the form by itself
            expect(page.locator("#stem")).to_be_focused()
        answer(page, kind)
        expect(page.locator("#verdict")).to_be_focused()
        assert sideways(page) == 0
        accessible(page)
        page.keyboard.press("Enter")
    page.wait_for_url(f"{attempt}result/")


def test_a_second_tab_that_is_older_is_told(
    page: Page, server: Server, browser: Browser, watch: Callable[[Page], Page]
) -> None:
    attempt = taken(page, server, release="at-end")
    older = watch(page.context.new_page())
    older.goto(f"{attempt}5/")
    page.goto(f"{attempt}5/")
    page.fill("#typed", "Donets")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{attempt}6/")
    older.fill("#typed", "Oskil")
    older.keyboard.press("Enter")
    expect(older.get_by_role("alert").filter(has_text="Nothing was saved")).to_be_visible()
    expect(older.locator("#typed")).to_have_value("Donets")
    # It knows now: the next change is saved.
    older.fill("#typed", "Oskil")
    older.keyboard.press("Enter")
    older.wait_for_url(f"{attempt}6/")


def test_time_runs_out_with_what_is_on_the_page_saved(page: Page, server: Server) -> None:
    page.clock.install()
    attempt = taken(page, server, release="at-end", time_limit=6)
    page.goto(f"{attempt}5/")
    expect(page.locator("[data-clock]")).to_have_text(re.compile(r"5:\d\d"))
    page.fill("#typed", "Donets")
    page.clock.fast_forward(60_000)
    expect(page.locator("#live")).to_have_text("Five minutes left")
    page.clock.fast_forward(240_000)
    expect(page.locator("#live")).to_have_text("One minute left")
    with page.expect_response(re.compile("/5/answer/")) as sent:
        page.clock.fast_forward(70_000)
    assert sent.value.status == 200


def test_quiz_without_javascript_saves_changes_and_hands_in(
    browser: Browser, server: Server, watch: Callable[[Page], Page]
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server.url)
    page = watch(context.new_page())
    attempt = taken(page, server, release="at-end")
    page.locator("#place-2").check(force=True)
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(f"{attempt}2/?saved=1")
    expect(page.get_by_text("Answer 1 saved.")).to_be_visible()
    page.get_by_role("link", name="Check and hand in").click()
    expect(page.get_by_text("6 questions have no answer yet:")).to_be_visible()
    page.get_by_role("button", name="Hand in with 6 unanswered").click()
    page.wait_for_url(f"{attempt}result/")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_typed_fields_and_boxes_are_accessible_in_both_themes(
    page: Page, server: Server, accessible: Callable[[Page], None], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    attempt = taken(page, server, release="at-once")
    for position in (2, 3, 5, 6, 7):
        page.goto(f"{attempt}{position}/")
        accessible(page)
        page.locator("[data-check]").click()
        expect(page.locator(".error-summary")).to_be_visible()
        accessible(page)


def test_cards_of_every_kind_are_reviewed_as_themselves_and_kept_without_a_connection(
    page: Page,
    server: Server,
    accessible: Callable[[Page], None],
    context: BrowserContext,
    tolerated: list[str],
) -> None:
    tolerated.append(r"net::ERR_(INTERNET_DISCONNECTED|FAILED)")
    made = prepare(server, MAKE.replace("{terms}", "{}"))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_up(page)
    page.goto(f"/sets/{made}/")
    page.get_by_role("button", name="Add to my cards").click()
    expect(page.get_by_text("7 cards are among yours now.")).to_be_visible()
    page.goto("/review/card/")
    kinds = {stem_of(item): kind for kind, item in enumerate(one_of_each(), start=1)}
    for _ in range(6):
        stem = page.locator("#stem").inner_text()
        assert sideways(page) == 0
        answer(page, kinds.pop(stem))
        expect(page.locator("#verdict")).to_be_focused()
        expect(page.locator("#live")).not_to_be_empty()
        accessible(page)
        page.keyboard.press("Enter")
        expect(page.locator("#stem")).not_to_have_text(stem)
        expect(page.locator("#stem")).to_be_focused()
    context.set_offline(True)
    answer(page, kinds[page.locator("#stem").inner_text()])
    expect(page.locator("#kept")).to_have_text(re.compile("^One answer is kept on this device"))
    context.set_offline(False)
    expect(page.locator("#kept")).to_have_text(re.compile("^Connected again"))
    page.goto("/review/")
    done = page.locator(".review-figures > div", has_text="answered today").locator("dd")
    expect(done).to_have_text("7")
