"""What a pupil's memory page and a class's readiness page tell, in the browser: charts with words
and tables beside them, by keyboard alone, on a phone, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_assignments import enter
from tests.browser.test_decks import LONG, write_card
from tests.browser.test_quiz import sideways, tab_to
from tests.server import Server, prepare

Watch = Callable[[Page], Page]
Accessible = Callable[[Page], None]
PHONE = {"width": 360, "height": 740}
ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"

MAKE_A_LEECH = """
from quizzes.models import Card
made = Card.objects.filter(own_front={front!r}, lapses=0)
print(made.update(lapses=8, suspended="leech", phase="review", reps=20, stability=1.0,
    difficulty=9.0, last_day="2026-01-05", due_day="2026-01-06"))
"""


# --- Steps


def what_if(page: Page) -> Locator:
    return page.locator("#what-if")


def readiness(page: Page, server: Server) -> None:
    """Of the demo class, whose pupils have studied."""
    enter(page, server, "teacher")
    page.goto("/classes/")
    page.locator("main a[href^='/classes/']:not([href$='/new/'])").first.click()
    page.wait_for_url(re.compile(r"/classes/\d+/$"))
    page.goto(page.url + "readiness/")
    expect(page.get_by_role("heading", level=1)).to_have_text("How ready the class is")


# --- The pupil's memory


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_picture_has_a_name_words_and_a_table(
    page: Page, server: Server, accessible: Accessible, colours: str
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    enter(page, server, "sova")
    page.goto("/progress/memory/")
    for heading, picture, table in (
        ("What is coming", "Reviews by day", "Reviews by day"),
        ("What you remembered", "Share remembered by week", "Remembered by week"),
        ("Time spent", "Minutes by week", "Time by week"),
    ):
        section = page.get_by_role("region", name=heading, exact=True)
        expect(section.get_by_role("img", name=re.compile(f"^{picture}"))).to_be_visible()
        section.get_by_text("The same as a table").click()
        inside = section.get_by_role("region", name=table)
        expect(inside.get_by_role("columnheader").first).to_be_visible()
        expect(inside.get_by_role("rowheader").first).to_be_visible()
    accessible(page)
    assert sideways(page) == 0


def test_what_if_by_keyboard_is_told_and_keeps_the_focus(
    page: Page, server: Server, accessible: Accessible
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    enter(page, server, "sova")
    page.goto("/progress/memory/")
    tab_to(page, "#what-if input", most=200)
    page.keyboard.press("Control+A")
    page.keyboard.type("85")
    page.keyboard.press("Enter")
    expect(page.locator("#what-if-head")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("At 85 % it would be about")
    rows = what_if(page).get_by_role("row")
    expect(rows.filter(has_text="asked for")).to_have_count(1)
    accessible(page)
    assert sideways(page) == 0
    tab_to(page, "#what-if input")
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    wrong = what_if(page).locator("input[name=retention]")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(what_if(page).get_by_role("alert")).to_be_visible()
    accessible(page)


def test_leech_is_worded_anew_and_taken_up_again(
    page: Page, server: Server, accessible: Accessible
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    front = f"{LONG}: leech"
    write_card(page, front)
    assert prepare(server, MAKE_A_LEECH.format(front=front)) == "1"
    page.goto("/progress/memory/")
    leeches = page.get_by_role("region", name="What will not stick")
    expect(leeches).to_contain_text("forgotten 8 times")
    accessible(page)
    assert sideways(page) == 0
    leeches.get_by_role("link", name=re.compile("^Word it anew")).click()
    page.get_by_label("Back").fill("Other words")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/progress/memory/")
    leeches.get_by_role("button", name=re.compile("^Take it up again")).click()
    expect(page.get_by_text("Taken up again.")).to_be_visible()
    expect(leeches).to_have_count(0)


def test_memory_without_javascript(
    browser: Browser, base_url: str, watch: Watch, server: Server
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = watch(context.new_page())
    enter(page, server, "sova")
    page.goto("/progress/memory/")
    page.get_by_text("The same as a table").first.click()
    expect(page.get_by_role("region", name="Reviews by day")).to_be_visible()
    what_if(page).get_by_label(re.compile(".")).fill("85")
    page.get_by_role("button", name="Show what it would bring").click()
    expect(what_if(page)).to_contain_text("At 85 % it would be about")
    context.close()


# --- The class's readiness


def test_teacher_sees_how_ready_each_pupil_is_in_alphabetical_order(
    page: Page, server: Server, accessible: Accessible
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    readiness(page, server)
    table = page.get_by_role("region", name="Readiness by pupil and topic")
    pupils = table.get_by_role("rowheader").all_inner_texts()
    assert len(pupils) >= 5
    assert pupils == sorted(pupils, key=lambda name: [ALPHABET.index(c) for c in name.casefold()])
    expect(table.get_by_role("columnheader", name="Last studied")).to_be_visible()
    expect(table).to_contain_text(re.compile(r"\d+ %"))
    accessible(page)
    assert sideways(page) == 0
    page.emulate_media(color_scheme="dark")
    accessible(page)


def test_day_of_the_exam_is_set_and_mending_asked_for_by_keyboard(
    page: Page, server: Server, accessible: Accessible
) -> None:
    readiness(page, server)
    tab_to(page, "main details:has(#id_exam_day) summary", most=100)
    page.keyboard.press("Enter")
    tab_to(page, "form[action$='/exam/'] button")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("exam on")
    mending = page.get_by_role("region", name="What will not stick").locator("details").first
    mending.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(mending.get_by_label("What is wrong with it?")).to_be_visible()
    accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.type("Two of these answers could be right.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="What was said to be wrong")).to_contain_text(
        "Two of these answers could be right."
    )
    expect(page.get_by_text("You asked for it to be mended").first).to_be_visible()
