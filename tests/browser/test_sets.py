"""Putting a set together as teachers do: drawn, mended, ordered, printed; and what two tabs do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_assignments import enter
from tests.browser.test_quiz import sideways, tab_to
from tests.server import Server

Watch = Callable[[Page], Page]


@pytest.fixture
def teacher(page: Page, server: Server) -> Page:
    enter(page, server, "teacher")
    return page


# --- Steps


def make(page: Page, *, count: int = 20, seed: int = 4711) -> str:
    """A set by address and one press; returns its own address."""
    page.goto(f"/sets/new/?draw=1&count={count}&seed={seed}&most_orderings=1")
    page.get_by_role("button", name="Save the set").click()
    page.wait_for_url(re.compile(r"/sets/\d+/$"))
    return page.url


def entries(page: Page) -> Locator:
    return page.locator(".entry[data-entry]")


def stems(page: Page) -> list[str]:
    return page.locator(".entry[data-entry] .entry-text").all_inner_texts()


def pages_of(page: Page, address: str) -> int:
    page.goto(address)
    printed = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page[^s]", printed))


# --- Making a set


def test_set_of_twenty_takes_five_presses_from_the_desk(teacher: Page) -> None:
    page, presses = teacher, 0
    page.goto("/teach/")
    for role, words in (
        ("link", "Make a question set"),
        ("checkbox", "Occupation"),
        ("checkbox", "The battle of 2022"),
        ("button", "Draw questions"),
    ):
        page.get_by_role(role, name=words).first.click()  # type: ignore[arg-type]
        presses += 1
    expect(page.get_by_role("heading", name="20 questions drawn")).to_be_focused()
    expect(page.locator("#live")).to_have_text("20 questions drawn")
    expect(page.get_by_label("Title")).to_have_value("The battle of 2022, Occupation: 20 questions")
    page.get_by_role("button", name="Save the set").click()
    presses += 1
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "The battle of 2022, Occupation: 20 questions"
    )
    expect(entries(page)).to_have_count(20)
    assert presses == 5


def test_one_question_is_replaced_and_the_order_changed_by_keyboard(teacher: Page) -> None:
    page = teacher
    make(page)
    before = stems(page)
    tab_to(page, ".entry:nth-child(2) [name=another]", most=120)
    page.keyboard.press("Enter")
    expect(page.locator(".entry:nth-child(2) .entry-text")).not_to_have_text(before[1])
    expect(page.locator(".entry:nth-child(2) [name=another]")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Another question stands there now.")
    second = stems(page)[1]
    assert stems(page) == [before[0], second, *before[2:]]
    page.locator(".entry:nth-child(2) [name=move][value$=up]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_contain_text("moved to 1 of 20")
    expect(page.locator(".entry:nth-child(1) [name=move][value$=up]")).to_be_focused()
    page.reload()
    assert stems(page)[:3] == [second, before[0], before[2]]


def test_entry_is_dragged_and_stays_there(teacher: Page) -> None:
    page = teacher
    make(page, count=4)
    before = stems(page)
    grip = page.locator(".entry:nth-child(1) [data-grip]").bounding_box()
    below = page.locator(".entry:nth-child(2)").bounding_box()
    assert grip is not None
    assert below is not None
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 20, steps=4)
    page.mouse.move(x, y + below["height"] + 40, steps=8)
    with page.expect_response(re.compile("/entries/")):
        page.mouse.up()
    expect(page.locator("#live")).to_contain_text("moved to 2 of 4")
    page.reload()
    assert stems(page) == [before[1], before[0], *before[2:]]


def test_what_a_question_counts_is_saved_as_it_is_typed(teacher: Page) -> None:
    page = teacher
    make(page, count=2)
    field = page.locator(".entry:nth-child(1) .entry-weight input")
    field.fill("2.5")
    with page.expect_response(re.compile("/entries/")):
        page.keyboard.press("Tab")
    page.reload()
    expect(field).to_have_value("2.5")


def test_questions_are_picked_over_two_searches(teacher: Page) -> None:
    page = teacher
    address = make(page, count=2)
    page.goto(f"{address}pick/")
    page.get_by_label("Words").fill("fortress")
    expect(page.locator("#live")).to_contain_text("question")
    page.locator("#found .entry-tick input").first.check()
    page.get_by_label("Words").fill("railway")
    expect(page.get_by_text("Ticked so far")).to_be_visible()
    page.locator("#found .entry-tick input").first.check()
    page.get_by_role("button", name="Add the ticked questions").click()
    expect(page.get_by_text("2 questions were added.")).to_be_visible()
    expect(entries(page)).to_have_count(4)


def test_second_tab_is_told_that_the_set_was_changed(teacher: Page, watch: Watch) -> None:
    page = teacher
    address = make(page, count=3)
    other = watch(page.context.new_page())
    other.goto(address)
    page.locator(".entry:nth-child(1) [name=remove]").click()
    expect(entries(page)).to_have_count(2)
    other.locator(".entry:nth-child(3) [name=move][value$=up]").click()
    expect(other.get_by_role("alert")).to_contain_text("changed elsewhere in the meantime")
    assert stems(other) == stems(page)


def test_set_is_made_and_ordered_without_javascript(
    browser: Browser, server: Server, watch: Watch
) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = watch(context.new_page())
    enter(page, server, "teacher")
    page.goto("/sets/new/")
    page.get_by_label("How many questions").fill("3")
    page.get_by_role("button", name="Draw questions").click()
    page.get_by_role("button", name="Save the set").click()
    before = stems(page)
    page.locator(".entry:nth-child(3) [name=move][value$=up]").click()
    assert stems(page) == [before[0], before[2], before[1]]
    page.locator(".entry:nth-child(1) [name=remove]").click()
    assert stems(page) == [before[2], before[1]]
    context.close()


# --- On paper


def test_paper_and_key_print_on_as_many_pages_as_they_need(teacher: Page) -> None:
    page = teacher
    short = make(page, count=3)
    # Each version and each answer sheet begins a page of its own.
    assert pages_of(page, f"{short}paper/?seed=5") == 1
    assert pages_of(page, f"{short}paper/?seed=5&versions=2&sheet=on") == 4
    assert pages_of(page, f"{short}paper/key/?seed=5&versions=2") == 1
    long = make(page, count=20)
    assert pages_of(page, f"{long}paper/?seed=5") in {3, 4}
    assert pages_of(page, f"{long}paper/?seed=5&large=on") > pages_of(page, f"{long}paper/?seed=5")


def test_paper_is_black_on_white_in_the_dark(browser: Browser, server: Server) -> None:
    context = browser.new_context(base_url=server.url, color_scheme="dark")
    page = context.new_page()
    enter(page, server, "teacher")
    page.goto(f"{make(page, count=2)}paper/")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "['html', '.sheet', '.sheet-stem'].map((s) => {"
        " const style = getComputedStyle(document.querySelector(s));"
        " return [style.backgroundColor, style.color]; })"
    )
    assert colours[0] == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert colours[1] == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert colours[2][1] == "rgb(0, 0, 0)"
    assert (
        not page.locator(".site-header, .teach-nav, .paper-form, .action-bar")
        .filter(visible=True)
        .count()
    )
    context.close()


# --- For everybody


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_pages_are_accessible_and_fit(
    teacher: Page, accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = teacher
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    own = make(page, count=5)
    addresses = [
        *("/teach/", "/sets/", "/sets/?shelf=school", "/sets/new/", "/sets/new/?draw=1&count=5"),
        *("/sets/new/?draw=1&count=0", own, f"{own}options/", f"{own}pick/", f"{own}draw/"),
        *("/bank/?kind=ordering", "/bank/?q=nowhere", f"{own}paper/?versions=2&sheet=on"),
        f"{own}paper/key/",
    ]
    for address in addresses:
        page.goto(address)
        for preview in page.locator(".entry-preview summary").all()[:2]:
            preview.click()
        accessible(page)
        assert sideways(page) == 0, address
