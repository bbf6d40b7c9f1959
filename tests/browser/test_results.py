"""What a class answered, read by its teacher: a wrong key is found, mended, and graded anew."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_assignments import at_each_width, contexts, enter, give
from tests.browser.test_quiz import check, sideways
from tests.server import Server

__all__ = ["contexts"]  # a fixture that is found by its name here

Accessible = Callable[[Page], None]
Contexts = Callable[[], tuple[BrowserContext, Page]]
PUPILS = {"sova": "Сова", "jasen": "Ясен", "kalyna": "Калина"}
# The key names the wrong river, as an author's slip would.
STEM = "Which river flows past the made-up mill?"
SLIP = f"{STEM} {{=Oskil ~Donets ~Dnipro}}\n\nIs the made-up mill tall? {{T}}\n"
TITLE = "The made-up mill"


def bring_in(page: Page) -> None:
    page.goto("/sets/import/")
    page.get_by_label("Or paste the questions").fill(SLIP)
    page.get_by_label("Format").select_option("gift")
    page.get_by_role("button", name="Look into it").click()
    page.locator("#take-over").get_by_label("Title").fill(TITLE)
    page.get_by_role("button", name="Take in 2 questions").click()
    expect(page.get_by_role("heading", name=TITLE, level=1)).to_be_visible()


def take(page: Page, address: str) -> None:
    """The river is the Donets, as everybody knows, and the mill is tall."""
    page.goto(address)
    page.get_by_role("button", name="Start", exact=True).click()
    for _ in range(2):
        page.wait_for_url(re.compile(r"/\d+/$"))
        page.locator("label.option", has_text=re.compile("Donets|True")).click()
        check(page)
        page.locator(".action-bar").get_by_role("link").last.click()


def test_wrong_key_is_found_mended_and_graded_anew(
    page: Page, server: Server, contexts: Contexts, accessible: Accessible
) -> None:
    enter(page, server, "teacher")
    bring_in(page)
    given = give(page)
    for username in PUPILS:
        _context, own = contexts()
        enter(own, server, username)
        take(own, given)

    page.goto(f"{given}results/")
    expect(page.get_by_text("3 pupils: on average 50 %.")).to_be_visible()
    doubt = page.locator(".item-result", has_text=STEM)
    expect(doubt).to_contain_text("More pupils chose “Donets” (3) than the key “Oskil” (0).")
    expect(doubt.locator(".chip").first).to_have_text("Please check")
    at_each_width(page, accessible)
    doubt.get_by_role("link", name=re.compile("Who chose what")).click()
    expect(page.get_by_role("row", name=re.compile("Donets"))).to_contain_text("100 %")
    at_each_width(page, accessible)

    page.get_by_role("link", name="Mend this question").click()
    page.wait_for_load_state("networkidle")
    row = page.locator("[data-rows] > *").filter(has=page.locator("input[value='Donets']"))
    row.locator("input[type=radio]").check()
    page.get_by_role("button", name=re.compile("Save as version 2")).click()
    expect(page.get_by_text("3 answers were graded with an old key.")).to_be_visible()
    page.get_by_role("link", name="See what a regrade would change").click()

    expect(page.get_by_role("heading", name="3 pupils gain, nobody loses")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Ясен"))).to_contain_text("50 % → 100 %")
    at_each_width(page, accessible)
    page.get_by_role("button", name="Change 3 marks").click()
    expect(page.locator(".error-summary")).to_contain_text("Reason")
    accessible(page)
    page.get_by_label("Reason").fill("The key named the wrong river.")
    page.get_by_role("button", name="Change 3 marks").click()
    expect(page.locator("main")).to_contain_text("3 answers, 3 changed.")
    accessible(page)

    page.goto(f"{given}results/")
    expect(page.get_by_text("3 pupils: on average 100 %.")).to_be_visible()
    page.get_by_role("link", name="Grades of the class").click()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("row", name=re.compile("Ясен"))).to_contain_text("100 %")
    at_each_width(page, accessible)
    with page.expect_download() as download:
        page.get_by_role("button", name="Workbook (XLSX)").click()
    assert re.fullmatch(r"results-\d+-[\d-]+\.xlsx", download.value.suggested_filename)


def test_teacher_comments_and_marks_by_hand_without_reloading(
    page: Page, server: Server, contexts: Contexts, accessible: Accessible
) -> None:
    enter(page, server, "teacher")
    bring_in(page)
    given = give(page)
    _context, own = contexts()
    enter(own, server, "vesna")
    take(own, given)

    page.goto(f"{given}results/")
    page.get_by_role("link", name="Grades of the class").click()
    row = page.get_by_role("row", name=re.compile("Весна"))
    row.get_by_role("link", name="50 %").first.click()
    page.get_by_role("link", name="Attempt 1").click()
    page.evaluate("window.sameDocument = true")
    answer = page.locator("#marks .row", has_text=STEM)
    answer.locator("summary").first.click()
    answer.get_by_label("A word to the pupil").fill("You are right, the key is not.")
    answer.get_by_role("button", name=re.compile("Save the comment")).click()
    expect(page.locator("#live")).to_have_text("Saved.")
    answer.get_by_text("Set the mark by hand").click()
    answer.get_by_label("Points").fill("7")
    answer.get_by_label("Reason").fill("The Donets is right.")
    answer.get_by_role("button", name=re.compile("Set the mark")).click()
    expect(page.locator(".error-summary")).to_contain_text("Between 0 and 1 points.")
    at_each_width(page, accessible)
    answer.get_by_label("Points").fill("1")
    answer.get_by_role("button", name=re.compile("Set the mark")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("100 %")
    assert page.evaluate("window.sameDocument")
    at_each_width(page, accessible)

    own.goto(given)
    expect(own.get_by_text("Your grade: 100 %")).to_be_visible()
    at_each_width(own, accessible)
    own.get_by_role("link", name="Attempt 1").click()
    own.locator(".row", has_text=STEM).locator("summary").first.click()
    expect(own.get_by_text("You are right, the key is not.")).to_be_visible()
    expect(own.get_by_text("The Donets is right.")).to_be_visible()
    assert sideways(own) == 0
    accessible(own)
