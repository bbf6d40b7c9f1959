"""Reading in a real browser: the choice on harm, filters, search, lost connections."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

Check = Callable[[Page], None]

READING = [
    "/",
    "/topics/",
    "/topics/name/",
    "/facts/full-control-24-march/",
    "/timeline/?era=imperial-era",
    "/sources/",
    "/sources/battle-excerpt/",
    "/search/?q=1681",
    "/about/",
]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_reading_pages_are_accessible(page: Page, accessible: Check, colours: str) -> None:
    page.emulate_media(color_scheme=colours)
    for address in READING:
        page.goto(address)
        accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_reading_pages_fit_every_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for address in READING:
        page.goto(address)
        beyond = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert (address, beyond) == (address, 0)


def test_harm_is_read_by_choice_and_the_focus_goes_there(page: Page, accessible: Check) -> None:
    page.goto("/topics/soviet/")
    notice = page.locator("#held-2")
    notice.get_by_role("button", name="Read it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You chose to read what tells of harm")).to_be_visible()
    expect(page.locator("article.fact:focus")).to_have_count(1)
    accessible(page)
    page.reload()
    expect(notice).to_have_count(0)


def test_harm_is_left_out_by_choice_and_asked_again(page: Page) -> None:
    page.goto("/topics/soviet/")
    page.locator("#held-2").get_by_role("button", name="Leave it out").click()
    expect(page.get_by_text("You left out what tells of harm")).to_be_visible()
    page.get_by_role("button", name="Ask me again").click()
    expect(page.locator("#held-2")).to_be_visible()


def test_timeline_filters_in_place_and_says_how_many(page: Page, accessible: Check) -> None:
    page.goto("/timeline/")
    every = page.locator(".timeline-event").count()
    page.get_by_label("Era", exact=True).select_option("imperial-era")
    expect(page.get_by_role("link", name="Show all")).to_be_visible()
    some = page.locator(".timeline-event").count()
    assert 0 < some < every
    expect(page.locator("#live")).to_have_text(f"{some} events")
    assert "era=imperial-era" in page.url
    accessible(page)
    page.reload()
    expect(page.locator(".timeline-event")).to_have_count(some)


def test_search_answers_while_typing_and_keeps_the_focus(page: Page, accessible: Check) -> None:
    page.goto("/search/")
    field = page.get_by_label("Words, names or years")
    field.press_sequentially("ІЗЮМ")
    expect(page.locator("#found mark").first).to_be_visible()
    expect(field).to_be_focused()
    expect(page.locator("#live")).to_contain_text("found")
    accessible(page)


def test_lost_connection_is_told_and_tried_again(
    page: Page, tolerated: list[str], accessible: Check
) -> None:
    tolerated += ["ERR_FAILED", "htmx:"]
    page.goto("/timeline/")
    page.route("**/timeline/?*", lambda route: route.abort())
    page.get_by_label("Era", exact=True).select_option("imperial-era")
    banner = page.locator("#banner")
    expect(banner).to_contain_text("Not loaded. The connection is lost.")
    accessible(page)
    page.unroute("**/timeline/?*")
    banner.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="Show all")).to_be_visible()
    expect(banner).to_be_hidden()


def test_fault_of_the_server_is_told_in_its_own_words(page: Page, tolerated: list[str]) -> None:
    tolerated += ["status of 503 ", "Response Status Error Code 503"]
    problem = '<section id="problem"><h1>No</h1><p>The data is busy.</p></section>'
    page.goto("/timeline/")
    page.route("**/timeline/?*", lambda route: route.fulfill(status=503, body=problem))
    page.get_by_label("Era", exact=True).select_option("imperial-era")
    expect(page.locator("#banner")).to_contain_text("The data is busy.")


def test_chosen_colours_hold_on_the_next_page(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    page.get_by_role("button", name="Dark colours").click()
    page.goto("/about/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Dark colours")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_menu_of_a_phone_opens_and_closes_by_keyboard(page: Page, accessible: Check) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto("/")
    menu = page.get_by_role("button", name="Menu")
    expect(page.get_by_role("link", name="Timeline", exact=True)).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Timeline", exact=True)).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_focused()


def test_first_focus_skips_to_the_content(page: Page) -> None:
    page.goto("/topics/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_nothing_sticky_hides_the_focus(page: Page) -> None:
    """Tab through a topic on a phone: what has the focus is never under the bar below."""
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("/topics/origins/")
    page.locator("#main").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const seen = document.activeElement, bar = document.querySelector(".action-bar");
              if (!bar || bar.contains(seen)) return false;
              return seen.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1
                && seen.getBoundingClientRect().top < bar.getBoundingClientRect().bottom;
            }"""
        )
        assert hidden is False, page.evaluate("document.activeElement.outerHTML")


def test_timeline_filters_and_harm_is_chosen_without_javascript(
    browser: Browser, base_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Timeline", exact=True).click()
    page.get_by_label("Era", exact=True).select_option("imperial-era")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Show all")).to_be_visible()
    page.goto("/topics/soviet/")
    page.locator("#held-2").get_by_role("button", name="Read it").click()
    expect(page.get_by_text("You chose to read what tells of harm")).to_be_visible()
    context.close()
