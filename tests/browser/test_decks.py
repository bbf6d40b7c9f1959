"""Keeping cards as pupils do: topics taken and left, cards of one's own, practice, and decks that
travel; by touch on a phone, by keyboard alone, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_assignments import enter
from tests.browser.test_quiz import sideways, tab_to
from tests.browser.test_review import answered_today, take_topic
from tests.server import Server

Watch = Callable[[Page], Page]
Accessible = Callable[[Page], None]
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
}
LONG = "Найвідповідальніше-Краєзнавче-Питання"


@pytest.fixture
def phone(browser: Browser, watch: Watch, base_url: str) -> Iterator[Callable[..., Page]]:
    """A pupil's phone, as often as it is called."""
    contexts = []

    def made(**options: Any) -> Page:
        contexts.append(browser.new_context(base_url=base_url, **{**PHONE, **options}))
        return watch(contexts[-1].new_page())

    yield made
    for context in contexts:
        context.close()


# --- Steps


def deck(page: Page, place: int = 0) -> Locator:
    return page.locator(".deck").nth(place)


def write_card(page: Page, front: str, back: str = "A made-up back") -> None:
    page.goto("/cards/new/")
    page.get_by_label("Front").fill(front)
    page.get_by_label("Back").fill(back)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The card is written.")).to_be_visible()


def look_into(page: Page, file: Path) -> None:
    page.goto("/cards/import/")
    page.get_by_label("The deck’s file").set_input_files(file)
    page.get_by_role("button", name="Look into the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is in the file")


# --- Topics


def test_topic_left_comes_back_with_its_history(
    phone: Callable[..., Page], accessible: Accessible
) -> None:
    page = phone()
    page.goto("/cards/")
    deck(page).get_by_role("button", name=re.compile("^Add these cards")).tap()
    expect(page.get_by_text(re.compile("among yours now"))).to_be_visible()
    page.goto("/review/card/")
    before = page.locator("#stem").inner_text()
    page.get_by_role("button", name="Show the answer").tap()
    with page.expect_response(lambda response: response.url.endswith("/rate/")):
        page.get_by_role("button", name=re.compile("^Good")).tap()
    expect(page.locator("#stem")).not_to_have_text(before)
    page.goto("/cards/")
    expect(deck(page)).to_contain_text("1 seen")
    deck(page).get_by_role("button", name=re.compile("^Leave")).tap()
    expect(page.get_by_text("What you learned of it stays on record")).to_be_visible()
    expect(deck(page)).not_to_contain_text("seen")
    accessible(page)
    assert sideways(page) == 0
    deck(page).get_by_role("button", name=re.compile("^Add these cards")).tap()
    expect(deck(page)).to_contain_text("1 seen")
    assert answered_today(page) == 1


def test_fact_becomes_a_card_by_one_button(page: Page) -> None:
    page.goto("/topics/")
    page.locator("main a[href^='/topics/']").first.click()
    page.locator("main a[href^='/facts/']").first.click()
    page.get_by_role("button", name=re.compile("to my cards")).click()
    expect(page.get_by_text("1 card is among yours now.")).to_be_visible()


def test_set_becomes_a_deck_and_is_left_again(page: Page, server: Server) -> None:
    enter(page, server, "teacher")
    page.goto("/sets/new/?draw=1&count=5&seed=4711&most_orderings=0")
    page.get_by_role("button", name="Save the set").click()
    page.wait_for_url(re.compile(r"/sets/\d+/$"))
    address = page.url
    page.get_by_role("button", name="Add to my cards").click()
    expect(page.get_by_text("5 cards are among yours now.")).to_be_visible()
    page.goto(address)
    page.get_by_role("button", name="Leave its 5 cards").click()
    page.goto(address)
    expect(page.get_by_role("button", name="Leave its 5 cards")).to_have_count(0)


# --- Cards of one's own


def test_own_card_is_written_edited_and_deleted_by_keyboard_alone(
    page: Page, accessible: Accessible
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/cards/")
    tab_to(page, "a[href='/cards/new/']", most=200)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cards/new/")
    tab_to(page, "#id_own_front")
    page.keyboard.type(LONG)
    tab_to(page, "form .button")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    accessible(page)
    tab_to(page, "#id_own_back")
    expect(page.get_by_label("Back")).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("A made-up back")
    tab_to(page, "form .button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cards/")
    assert sideways(page) == 0
    tab_to(page, ".plain-facts a", most=200)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cards/\d+/$"))
    accessible(page)
    tab_to(page, "#id_own_back")
    page.keyboard.press("End")
    page.keyboard.type(", mended")
    tab_to(page, "form .button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A made-up back, mended")).to_be_visible()
    tab_to(page, ".plain-facts a", most=200)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cards/\d+/$"))
    tab_to(page, ".button-danger")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The card is deleted.")).to_be_visible()
    expect(page.get_by_text(LONG)).to_have_count(0)


def test_own_card_is_mended_in_the_midst_of_reviewing(page: Page) -> None:
    write_card(page, "A made-up frnt")
    page.goto("/review/card/")
    page.keyboard.press("KeyE")
    page.wait_for_url(re.compile(r"/cards/\d+/"))
    page.get_by_label("Front").fill("A made-up front")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile("/review/card/"))
    expect(page.locator("#stem")).to_have_text("A made-up front")


# --- Practice


def test_practice_goes_round_by_keyboard_and_counts_nothing(
    page: Page, accessible: Accessible
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    take_topic(page)
    page.goto("/cards/")
    deck(page).get_by_role("link", name=re.compile("^Practise")).click()
    count = int(page.locator(".review-head .tabular").inner_text().split()[-1])
    accessible(page)
    seen = set()
    for place in (1, 2, count):
        if place == count:
            expect(page.locator(".review-head .tabular")).to_have_text(f"3 of {count}")
            page.goto(re.sub("place=[0-9]+", f"place={count - 1}", page.url))
        expect(page.locator(".review-head .tabular")).to_have_text(f"{place} of {count}")
        seen.add(page.locator("#stem").inner_text())
        expect(page.get_by_role("button", name="Show the answer")).to_be_focused()
        page.keyboard.press("Space")
        expect(page.get_by_role("button", name="Next card")).to_be_focused()
        if place == 1:
            accessible(page)
            assert sideways(page) == 0
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="That was the last card")).to_be_visible()
    assert len(seen) == 3
    accessible(page)
    assert answered_today(page) == 0


# --- Decks that travel


@pytest.mark.parametrize("ending", [".apkg", ".txt"])
def test_deck_travels_to_another_learner_once(
    page: Page, phone: Callable[..., Page], accessible: Accessible, tmp_path: Path, ending: str
) -> None:
    front = f"{LONG} {uuid4().hex[:6]}"
    write_card(page, front)
    page.goto("/cards/export/")
    accessible(page)
    page.get_by_label("As what").select_option(ending.removeprefix("."))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the deck").click()
    assert download.value.suggested_filename.endswith(ending)
    file = tmp_path / f"deck{ending}"
    download.value.save_as(file)

    other = phone()
    look_into(other, file)
    expect(other.get_by_text(front)).to_be_visible()
    accessible(other)
    assert sideways(other) == 0
    other.get_by_role("button", name="Add 1 card").tap()
    other.wait_for_url("**/cards/")
    expect(other.get_by_role("link", name=front)).to_be_visible()
    look_into(other, file)
    expect(other.get_by_text("There is nothing to add")).to_be_visible()
    expect(other.get_by_role("button", name="Add 1 card")).to_have_count(0)


def test_file_that_is_no_deck_is_told_where_the_focus_is(
    page: Page, accessible: Accessible, tmp_path: Path
) -> None:
    file = tmp_path / "deck.apkg"
    file.write_bytes(b"PK\x03\x04 no more than that")
    page.goto("/cards/import/")
    page.get_by_label("The deck’s file").set_input_files(file)
    page.get_by_role("button", name="Look into the file").click()
    expect(page.locator(".error-summary")).to_be_focused()
    accessible(page)


# --- Without JavaScript


def test_cards_are_kept_written_practised_and_taken_along_without_javascript(
    phone: Callable[..., Page], tmp_path: Path
) -> None:
    page = phone(java_script_enabled=False)
    take_topic(page)
    write_card(page, LONG)
    page.goto("/cards/export/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the deck").click()
    download.value.save_as(tmp_path / "deck.apkg")
    look_into(page, tmp_path / "deck.apkg")
    expect(page.get_by_text("There is nothing to add")).to_be_visible()
    page.goto("/cards/")
    deck(page).get_by_role("link", name=re.compile("^Practise")).click()
    page.get_by_role("button", name="Show the answer").click()
    expect(page.locator("#back-text")).to_be_visible()
    page.goto("/cards/")
    deck(page).get_by_role("button", name=re.compile("^Leave")).click()
    expect(deck(page).get_by_role("button", name=re.compile("^Add these cards"))).to_be_visible()
