"""Writing questions as teachers do: by keyboard, with advice and proofs, losing no word."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_assignments import enter
from tests.browser.test_quiz import end_session, focused, sideways, tab_to
from tests.server import Server

Watch = Callable[[Page], Page]
Accessible = Callable[[Page], None]
KEEPING = "**/questions/draft/"
CHECKING = "**/questions/check/"
LONG = "Найдовшавідповідьякатількиможебутиводномусловібезжодногопробілупосередині"


@pytest.fixture
def desk(page: Page, server: Server) -> Page:
    enter(page, server, "teacher")
    page.goto("/questions/new/")
    page.wait_for_load_state("networkidle")
    return page


def advice(page: Page) -> str:
    return page.locator("#advice").inner_text()


def answers(page: Page) -> list[str]:
    fields = page.locator("[data-rows] [data-text]")
    return [fields.nth(place).input_value() for place in range(fields.count())]


def type_question(page: Page, stem: str, *texts: str) -> None:
    """By keyboard alone: the question, then an answer a line, Enter after each."""
    tab_to(page, "#id_stem")
    page.keyboard.type(stem)
    tab_to(page, "[data-rows] [data-text]")
    for place, text in enumerate(texts):
        if place:
            page.keyboard.press("Enter")
        page.keyboard.type(text)


def test_choice_is_written_by_keyboard_with_a_mend_and_a_proven_distractor(desk: Page) -> None:
    page = desk
    tab_to(page, "#id_find")
    with page.expect_response(re.compile("/questions/facts/")):
        page.keyboard.type("regiment built fortress named Izium")
    expect(page.locator("#facts-found button").first).to_be_visible()
    tab_to(page, "#facts-found button")
    with page.expect_response(CHECKING):
        page.keyboard.press("Enter")
    expect(page.locator(".cited")).to_contain_text("Izium")
    # The facts hold a question with its key; it is taken as a beginning.
    page.locator("[name='start']").first.focus()
    with page.expect_response(CHECKING):
        page.keyboard.press("Enter")
    expect(page.locator("#id_stem")).to_have_value(re.compile("regiment", re.IGNORECASE))
    for _ in range(2):
        page.locator("[name='suggest']").first.focus()
        with page.expect_response(CHECKING):
            page.keyboard.press("Enter")
        expect(page.locator("#editor")).to_be_visible()
    expect(page.locator("[data-rows] .chip", has_text="proven wrong")).to_have_count(2)
    # An answer of one's own that gives itself away is mended.
    page.locator("[data-rows] [data-text]").nth(3).focus()
    with page.expect_response(CHECKING):
        page.keyboard.type("All of the above")
    mend = page.locator("[value='mend-F1']")
    expect(mend).to_be_visible()
    mend.focus()
    with page.expect_response(CHECKING):
        page.keyboard.press("Enter")
    expect(page.locator("[data-rows] [data-text]")).to_have_count(3)
    assert "All of the above" not in answers(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()
    expect(page.locator(".option.is-right")).to_contain_text("Kharkiv")


def test_enter_goes_from_answer_to_answer_and_adds_one(desk: Page) -> None:
    type_question(desk, "Which of these is a river?", *"ABCDE")
    assert answers(desk) == list("ABCDE")
    assert focused(desk) == "INPUT#id_r5-text"


def test_draft_outlives_a_reload_and_a_closed_tab(desk: Page) -> None:
    page = desk
    with page.expect_response(KEEPING):
        type_question(page, "Чи переживе ця чернетка перезавантаження?", "Так, переживе", LONG)
    expect(page.locator("#draft-state")).to_contain_text("Draft saved")
    expect(page).to_have_url(re.compile("draft="))
    with page.expect_response(KEEPING):
        page.keyboard.type("!")
        page.keyboard.press("Control+s")
    page.reload()
    assert answers(page)[:2] == ["Так, переживе", f"{LONG}!"]
    page.goto("/teach/")
    page.get_by_role("link", name="Чи переживе ця чернетка перезавантаження?").click()
    expect(page.locator("#id_stem")).to_have_value("Чи переживе ця чернетка перезавантаження?")


def test_words_typed_just_before_leaving_are_kept(desk: Page) -> None:
    page = desk
    with page.expect_response(KEEPING):
        type_question(page, "Who leaves in a hurry?", "One")
    expect(page).to_have_url(re.compile("draft="))
    address = page.url
    page.locator("#id_stem").fill("Who leaves in a great hurry?")
    page.goto("/teach/")
    # What is sent on leaving may arrive after the next page.
    for _try in range(20):
        page.goto(address)
        if page.locator("#id_stem").input_value() == "Who leaves in a great hurry?":
            break
        page.wait_for_timeout(250)
    expect(page.locator("#id_stem")).to_have_value("Who leaves in a great hurry?")


def test_words_outlive_an_expired_session(desk: Page, server: Server) -> None:
    page = desk
    with page.expect_response(KEEPING):
        type_question(page, "Whose session ran out?", "One")
    expect(page).to_have_url(re.compile("draft="))
    end_session(page.context)
    page.locator("#id_stem").fill("Whose session ran out in the middle?")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile("/login/"))
    found = re.search(r"teacher +(\S+-\S+-\S+)", server.printed)
    assert found is not None
    page.get_by_label("Username").fill("teacher")
    page.get_by_label("Password").fill(found[1])
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#id_stem")).to_have_value("Whose session ran out in the middle?")
    expect(page.locator("#draft-state")).to_contain_text("Draft saved")


def test_second_tab_is_told_that_the_first_went_on(desk: Page, watch: Watch) -> None:
    first = desk
    with first.expect_response(KEEPING):
        type_question(first, "Which tab wins?", "One")
    expect(first).to_have_url(re.compile("draft="))
    second = watch(first.context.new_page())
    second.goto(first.url)
    with first.expect_response(KEEPING):
        first.locator("#id_stem").fill("Which tab wins, first?")
    with second.expect_response(KEEPING):
        second.locator("#id_stem").fill("Which tab wins, second?")
    expect(second.locator("#draft-state")).to_contain_text("Another tab has gone on")
    with second.expect_response(KEEPING):
        second.get_by_role("button", name="Keep mine").click()
    expect(second.locator("#draft-state")).to_contain_text("Draft saved")
    first.reload()
    expect(first.locator("#id_stem")).to_have_value("Which tab wins, second?")


def test_events_are_told_in_the_order_of_their_dates(desk: Page) -> None:
    page = desk
    page.locator("#id_stem").fill("Put these in order.")
    page.get_by_text("Put in order", exact=True).click()
    expect(page.get_by_role("group", name="Events")).to_be_visible()
    for place, (event, date) in enumerate(
        [("The plant opens", "1923"), ("The fortress stands", "1681")], start=1
    ):
        page.locator(f"#id_r{place}-text").fill(event)
        page.locator(f"#id_r{place}-date").fill(date)
    told = page.locator("[aria-labelledby='order-head'] li")
    expect(told).to_have_text([re.compile("fortress.*1681"), re.compile("plant.*1923")])


def test_picture_stands_in_the_preview_and_needs_its_words(desk: Page, tmp_path: Path) -> None:
    page = desk
    Image.new("RGB", (60, 40), "navy").save(tmp_path / "mill.png")
    type_question(page, "Which building is it?", "The mill", "The school")
    page.locator("#id_key_1").check()
    page.locator(".q-picture summary").click()
    with page.expect_response(CHECKING):
        page.locator("#id_picture_file").set_input_files(tmp_path / "mill.png")
    expect(page.locator(".as-seen-body img")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-summary")).to_contain_text("Say what the picture shows")
    page.locator("#id_picture_alt").fill("A mill")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("img", name="A mill")).to_be_visible()


def test_question_is_written_without_javascript(
    browser: Browser, base_url: str, watch: Watch, server: Server
) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = watch(context.new_page())
    enter(page, server, "teacher")
    page.goto("/questions/new/")
    page.get_by_label("Question", exact=True).fill("Which river is it?")
    for place, text in enumerate(["The Donets", "The Dnipro", "None of the above"], start=1):
        page.locator(f"#id_r{place}-text").fill(text)
    page.get_by_role("button", name="One more answer").click()
    assert len(answers(page)) == 5
    page.locator("#id_key_1").check()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    page.locator("[value='mend-F1']").click()
    assert answers(page) == ["The Donets", "The Dnipro"]
    page.get_by_role("button", name=re.compile("^Save as version 1")).click()
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_state_is_accessible_and_fits(desk: Page, accessible: Accessible, width: int) -> None:
    page = desk
    page.set_viewport_size({"width": width, "height": 800})
    accessible(page)
    with page.expect_response(CHECKING):
        type_question(page, "Which is it", "All of them, always.", LONG, "Never")
        page.locator("#id_key_1").check()
    expect(page.locator(".advice-one").first).to_be_visible()
    accessible(page)
    assert sideways(page) == 0
    page.locator("#id_stem").fill("")
    page.locator("[data-save]").click()
    expect(page.locator(".error-summary")).to_be_focused()
    accessible(page)
    page.locator("#id_stem").fill("Which is it?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Saved as version 1.")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name=re.compile("history")).click()
    accessible(page)
    page.goto("/questions/reports/")
    accessible(page)
    assert sideways(page) == 0
