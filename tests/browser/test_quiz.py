"""Taking a quiz as people do: by keyboard, by pointer, without JavaScript, and when things fail."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

Watch = Callable[[Page], Page]
PASSWORD = "correct horse battery"


# --- Steps


def begin(page: Page, *, kinds: str = "", length: int = 0) -> str:
    """Start as a guest (or as who is logged in); returns the address of the attempt."""
    page.goto("/quiz/new/")
    for name, value in (("kinds", kinds), ("length", str(length or ""))):
        if value:
            page.locator(f"label:has(input[name={name}][value='{value}'])").click()
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_url("**/1/")
    return page.url.removesuffix("1/")


def is_ordering(page: Page) -> bool:
    return page.locator("[data-ordering], ol.ordering").count() > 0


def choose(page: Page, place: int = 1) -> None:
    page.locator(f"label.option:has(#place-{place})").click()


def check(page: Page) -> Locator:
    page.locator("[data-check]").click()
    return verdict(page)


def verdict(page: Page) -> Locator:
    heading = page.locator("#verdict")
    expect(heading).to_be_visible()
    return heading


def go_on(page: Page) -> None:
    before = page.url
    page.locator("[data-next]").click()
    page.wait_for_function("before => location.href !== before", arg=before)
    expect(page.locator("#answer-form, .result-body").first).to_be_visible()


def cards(page: Page) -> list[str]:
    return page.locator(".ordering-item .option-text").all_inner_texts()


def focused(page: Page) -> str:
    """The tag of what has the focus, and its id."""
    element: str = page.evaluate("document.activeElement.tagName + '#' + document.activeElement.id")
    return element


def sideways(page: Page) -> int:
    """How many pixels of the page hang over at the right."""
    pixels: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return pixels


def tab_to(page: Page, selector: str, *, most: int = 60) -> None:
    for _ in range(most):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def sign_up(page: Page) -> str:
    username = f"pupil-{uuid4().hex[:12]}"
    page.goto("/signup/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").first.click()
    expect(page).not_to_have_url(re.compile("/signup/"))
    return username


def log_in(page: Page, username: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def end_session(context: BrowserContext) -> None:
    context.clear_cookies(name=re.compile("session"))


# --- Whole quizzes


def test_quiz_of_ten_by_keyboard_alone(page: Page) -> None:
    page.goto("/quiz/new/")
    tab_to(page, ".form-setup .action-bar button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1/")
    for position in range(1, 11):
        if is_ordering(page):
            before = cards(page)
            tab_to(page, ".ordering-item:nth-child(1) [data-move=down]")
            page.keyboard.press("Enter")
            assert cards(page)[:2] == before[1::-1]
            expect(page.locator("#live")).to_have_text(f"{before[0]}, moved to 2 of {len(before)}")
            expect(page.locator(".ordering-item:nth-child(2) [data-move=down]")).to_be_focused()
            tab_to(page, "[data-check]")
        else:
            page.keyboard.press("Digit2")
            assert focused(page) == "INPUT#place-2"
        page.keyboard.press("Enter")
        expect(verdict(page)).to_be_focused()
        expect(page.locator("#live")).not_to_be_empty()
        page.keyboard.press("Enter")
        if position < 10:
            page.wait_for_url(f"**/{position + 1}/")
            expect(page.locator("#stem")).to_be_focused()
            expect(page).to_have_title(f"Question {position + 1} of 10 · Izium Edu")
    page.wait_for_url("**/result/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"right|answered"))


def test_quiz_by_pointer_with_a_drag(page: Page) -> None:
    begin(page)
    dragged = False
    for _ in range(10):
        if is_ordering(page):
            before = cards(page)
            drag(page, page.locator(".ordering-item").first, page.locator(".ordering-item").nth(1))
            assert cards(page) == [before[1], before[0], *before[2:]]
            expect(page.locator("#live")).to_have_text(f"{before[0]}, moved to 2 of {len(before)}")
            dragged = True
        else:
            choose(page, 1)
        check(page)
        go_on(page)
    assert dragged
    page.locator(".row summary").first.click()
    expect(page.locator(".row details[open] .citation").first).to_be_visible()


def drag(page: Page, card: Locator, over: Locator) -> None:
    start, end = card.bounding_box(), over.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 120, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 120, end["y"] + end["height"] / 2, steps=8)
    page.mouse.move(end["x"] + 120, end["y"] + end["height"] * 0.8, steps=4)
    page.mouse.up()


def test_drag_is_taken_back_by_escape(page: Page) -> None:
    begin(page, kinds="ordering", length=5)
    before = cards(page)
    first = page.locator(".ordering-item").first.bounding_box()
    assert first is not None
    page.mouse.move(first["x"] + 120, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(first["x"] + 120, first["y"] + 250, steps=10)
    assert cards(page) != before
    page.keyboard.press("Escape")
    page.mouse.up()
    assert cards(page) == before


def test_quiz_of_ten_without_javascript(browser: Browser, base_url: str, watch: Watch) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = watch(context.new_page())
    begin(page)
    moved = False
    for position in range(1, 11):
        if is_ordering(page):
            before = cards(page)
            page.locator(".ordering-item").first.get_by_role("button", name="Move down").click()
            assert cards(page)[:2] == before[1::-1]
            moved = True
        else:
            page.locator("#place-1").check(force=True)
        page.locator("[data-check]").click()
        expect(page.locator("#verdict")).to_be_visible()
        assert page.url.endswith(f"/{position}/")
        page.locator("[data-next]").click()
    assert moved
    expect(page.get_by_role("heading", name="The questions")).to_be_visible()
    context.close()


def test_missed_items_are_repeated(page: Page) -> None:
    begin(page, kinds="choice", length=5)
    for _ in range(5):
        page.get_by_role("button", name="I don’t know").click()
        expect(verdict(page)).to_have_text("Here is the answer")
        go_on(page)
    page.get_by_role("button", name="Repeat the missed").click()
    page.wait_for_url("**/1/")
    expect(page.locator(".player-head")).to_contain_text("1 of 5")


# --- Keys


def test_keys_are_shown_by_a_question_mark_on_any_layout(page: Page) -> None:
    begin(page, kinds="choice")
    dialog = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_digits_choose_by_their_place_on_the_keyboard(page: Page) -> None:
    begin(page, kinds="choice")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {code: 'Digit2', key: 'é', bubbles: true}))"
    )
    expect(page.locator("#place-2")).to_be_checked()


def test_single_keys_can_be_switched_off(page: Page) -> None:
    sign_up(page)
    page.goto("/account/preferences/")
    page.get_by_label("single keys answer").uncheck()
    page.locator("main form button").first.click()
    begin(page, kinds="choice")
    page.keyboard.press("Digit2")
    page.keyboard.press("?")
    expect(page.locator("#place-2")).not_to_be_checked()
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


# --- When things fail


def test_lost_connection_keeps_the_answer_until_it_is_saved(
    page: Page, tolerated: list[str]
) -> None:
    tolerated += [r"net::ERR_", r"htmx:(sendError|afterRequest)"]
    begin(page, kinds="choice")
    page.route("**/answer/", lambda route: route.abort())
    choose(page, 2)
    page.locator("[data-check]").click()
    banner = page.locator("#banner")
    expect(banner).to_contain_text("Not saved.")
    expect(page.locator("#place-2")).to_be_checked()
    page.unroute("**/answer/")
    token = page.locator("#answer-form [name=token]").input_value()
    with page.expect_request("**/answer/") as sent:
        banner.get_by_role("button", name="Try again").click()
    assert token in (sent.value.post_data or "")
    verdict(page)
    expect(banner).to_be_hidden()


def test_answer_is_sent_by_itself_when_the_connection_is_back(
    page: Page, context: BrowserContext, tolerated: list[str]
) -> None:
    tolerated += [r"net::ERR_", r"htmx:(sendError|afterRequest)"]
    begin(page, kinds="choice")
    context.set_offline(True)
    choose(page)
    page.locator("[data-check]").click()
    expect(page.locator("#banner")).to_contain_text("Not saved.")
    context.set_offline(False)
    verdict(page)


def test_reply_that_was_lost_is_told_on_the_second_try(page: Page, tolerated: list[str]) -> None:
    tolerated += [r"net::ERR_", r"htmx:(sendError|afterRequest)"]
    begin(page, kinds="choice")

    def save_but_lose_the_reply(route) -> None:  # type: ignore[no-untyped-def]
        route.fetch()
        route.abort()

    page.route("**/answer/", save_but_lose_the_reply)
    choose(page)
    page.locator("[data-check]").click()
    expect(page.locator("#banner")).to_be_visible()
    page.unroute("**/answer/")
    page.locator("[data-retry]").click()
    verdict(page)
    expect(page.get_by_text("You had already answered")).to_have_count(0)


def test_fault_of_the_server_is_shown(page: Page, tolerated: list[str]) -> None:
    tolerated += [r"status of 503", r"htmx:responseError|Response Status Error"]
    begin(page, kinds="choice")
    page.route("**/answer/", lambda route: route.fulfill(status=503, body="locked"))
    choose(page)
    page.locator("[data-check]").click()
    expect(page.locator("#banner")).to_contain_text("Not saved.")
    expect(page.locator("#place-1")).to_be_checked()


def test_double_click_answers_once_and_shows_the_feedback(page: Page) -> None:
    address = begin(page, kinds="choice")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    choose(page)
    page.locator("[data-check]").dblclick()
    verdict(page)
    page.wait_for_timeout(600)
    assert page.url == f"{address}1/"
    assert len(sent) == 1


def test_second_tab_is_told_that_the_first_answer_counts(
    page: Page, context: BrowserContext, watch: Watch
) -> None:
    begin(page, kinds="choice")
    other = watch(context.new_page())
    other.goto(page.url)
    choose(page, 1)
    first = check(page).inner_text()
    choose(other, 2)
    assert check(other).inner_text() == first
    expect(other.get_by_text("You had already answered this one")).to_be_visible()
    expect(other.locator("#verdict")).to_be_focused()


def test_second_tab_is_told_that_the_quiz_is_finished(
    page: Page, context: BrowserContext, watch: Watch, accessible: Callable[[Page], None]
) -> None:
    begin(page, kinds="choice")
    other = watch(context.new_page())
    other.goto(page.url)
    page.get_by_text("Hand in early").click()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.get_by_role("heading", name="Nothing was answered")).to_be_visible()
    choose(other)
    other.locator("[data-check]").click()
    expect(other.get_by_role("heading", name="This quiz is finished")).to_be_focused()
    accessible(other)


def test_answer_outlives_an_expired_session(page: Page, context: BrowserContext) -> None:
    username = sign_up(page)
    begin(page, kinds="choice")
    here = page.url
    choose(page, 3 if page.locator("#place-3").count() else 2)
    chosen = page.locator("label.option:has(:checked) .option-text").inner_text()
    end_session(context)
    page.locator("[data-check]").click()
    page.wait_for_url("**/login/**")
    log_in(page, username)
    page.wait_for_url(here)
    verdict(page)
    answered = page.locator(".option:has-text('Your answer') .option-text")
    expect(answered).to_have_text(chosen)


def test_answer_outlives_an_expired_session_without_javascript(
    browser: Browser, base_url: str, watch: Watch
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = watch(context.new_page())
    username = sign_up(page)
    begin(page, kinds="choice")
    here = page.url
    page.locator("#place-2").check(force=True)
    chosen = page.locator("label.option:has(#place-2) .option-text").inner_text()
    end_session(context)
    page.locator("[data-check]").click()
    log_in(page, username)
    assert page.url == here
    expect(page.locator(".option:has-text('Your answer') .option-text")).to_have_text(chosen)
    context.close()


def test_back_shows_the_answered_item_and_forward_goes_on(page: Page) -> None:
    address = begin(page, kinds="choice")
    choose(page)
    first = check(page).inner_text()
    go_on(page)
    page.go_back()
    expect(page.locator("#verdict")).to_have_text(first)
    assert page.url == f"{address}1/"
    expect(page.locator("#verdict")).to_be_focused()
    page.go_forward()
    expect(page.locator("#answer-form")).to_be_visible()
    choose(page)
    check(page)


def test_quiz_goes_on_where_a_closed_browser_left_it(
    page: Page, context: BrowserContext, watch: Watch
) -> None:
    address = begin(page, kinds="choice")
    choose(page)
    check(page)
    page.close()
    later = watch(context.new_page())
    later.goto("/quiz/new/")
    later.get_by_role("link", name="Go on with it").click()
    expect(later).to_have_url(f"{address}2/")


def test_answer_without_a_choice_says_what_to_do(page: Page) -> None:
    begin(page, kinds="choice")
    page.locator("[data-check]").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    summary.get_by_role("link").click()
    expect(page.locator("#place-1")).to_be_focused()


def test_error_in_an_item_is_reported(page: Page) -> None:
    begin(page, kinds="choice")
    page.get_by_role("button", name="I don’t know").click()
    verdict(page)
    page.get_by_text("Report an error").click()
    page.get_by_label("What is wrong?").fill("A made-up report of a browser journey.")
    page.get_by_role("button", name="Send the report").click()
    thanks = page.get_by_text("Thank you. The authors will look at this question.")
    expect(thanks).to_be_focused()


# --- For everybody


@pytest.mark.parametrize(("width", "colours"), [(320, "light"), (360, "dark"), (1280, "light")])
def test_every_state_is_accessible_and_fits(
    page: Page, accessible: Callable[[Page], None], width: int, colours: str
) -> None:
    # So high that nothing lies beneath the bar at the bottom, which axe would count as too small.
    page.set_viewport_size({"width": width, "height": 1600})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]

    def sound() -> None:
        accessible(page)
        assert sideways(page) == 0

    page.goto("/quiz/new/")
    sound()
    begin(page, length=5)
    seen: set[str] = set()
    for _ in range(5):
        kind = "ordering" if is_ordering(page) else "choice"
        new = kind not in seen
        seen.add(kind)
        if new:
            sound()
        if kind == "choice":
            if new:
                page.locator("[data-check]").click()
                expect(page.locator(".error-summary")).to_be_visible()
                sound()
            choose(page)
        expect(check(page)).to_be_focused()
        if new:
            page.get_by_text("Report an error").click()
            sound()
        go_on(page)
    page.locator(".row summary").first.click()
    sound()
