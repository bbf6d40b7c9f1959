"""A pack of one's own in the browser: a source, its passages, facts, questions."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.test_assignments import enter
from tests.browser.test_quiz import focused, sideways, tab_to
from tests.server import Server

Watch = Callable[[Page], Page]
Accessible = Callable[[Page], None]
SAYS = "The mill of Lindmoor was built by Anna Brook in 1702."
TEXT = f"A short chronicle.\n\n{SAYS} It stands by the pond.\n\nThe pond was dug in 1690."
TEXT_FIELD = "[data-source-text]"
QUOTE = "#id_voice-0-quote"


def begin(page: Page, title: str) -> None:
    """A pack with a source and its text; ends on the form of its first fact."""
    page.goto("/packs/")
    page.get_by_label("Name of the place or the course").fill(title)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Add a source").first.click()
    page.get_by_label("Title").fill("A chronicle")
    page.get_by_label("Licence").fill("public domain")
    page.get_by_label("Its text").fill(TEXT)
    page.get_by_role("button", name="Add the source").click()
    expect(page.get_by_role("heading", name="Add a fact")).to_be_visible()


def tell_of_the_mill(page: Page) -> None:
    page.get_by_label("The fact, in one sentence").fill("Anna Brook built the mill in 1702.")
    page.get_by_label("What it is about").fill("the mill of Lindmoor")
    page.locator("#id_subject_type").select_option("structure")
    page.get_by_label("What is said of it").select_option(label="was built by")
    page.locator("#id_voice-0-value").fill("Anna Brook")
    page.locator("#id_voice-0-value_type").select_option("person")
    page.locator("#id_voice-0-when").fill("1702")
    page.locator("#id_ask-0-slot").select_option("when")
    page.locator("#id_ask-0-stem").fill("In which year was the mill of Lindmoor built?")


def mark(page: Page, words: str) -> None:
    """As the mouse leaves it."""
    page.locator(TEXT_FIELD).evaluate(
        """(field, words) => {
          const start = field.value.indexOf(words);
          field.focus();
          field.setSelectionRange(start, start + words.length);
        }""",
        words,
    )


def test_passage_is_marked_and_taken_the_fact_saved_and_asked(
    page: Page, server: Server, accessible: Accessible
) -> None:
    enter(page, server, "teacher")
    begin(page, "Ліндмур")
    accessible(page)
    page.get_by_role("button", name="Take the marked words").click()
    expect(page.get_by_text("Mark some words first.").last).to_be_visible()
    mark(page, SAYS)
    page.get_by_role("button", name="Take the marked words").click()
    expect(page.locator(QUOTE)).to_have_value(SAYS)
    tell_of_the_mill(page)
    expect(page.locator("#read-voice-0-when")).to_contain_text("in 1702")
    page.get_by_role("button", name="Save the fact").click()
    page.get_by_role("button", name="Generate questions").click()
    expect(page.get_by_text("new, 0 revised")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Make a set of the questions").click()
    drawn_from = page.get_by_role("checkbox", name="Ліндмур", exact=True, checked=True)
    expect(drawn_from).to_have_count(1)


def test_passage_is_marked_by_keyboard_alone_and_its_text_stays(page: Page, server: Server) -> None:
    enter(page, server, "teacher")
    begin(page, "By keys")
    tab_to(page, TEXT_FIELD)
    page.keyboard.press("Control+Home")
    page.keyboard.type("not to be typed in")
    page.keyboard.press("Shift+End")
    tab_to(page, "[data-take-marked]")
    page.keyboard.press("Enter")
    assert focused(page).endswith(QUOTE)
    expect(page.locator(QUOTE)).to_have_value("A short chronicle.")
    expect(page.locator(TEXT_FIELD)).to_have_value(TEXT)


def test_refused_fact_keeps_every_word_on_a_phone_without_scripts(
    browser: Browser, base_url: str, server: Server, watch: Watch
) -> None:
    context = browser.new_context(
        base_url=base_url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = watch(context.new_page())
    enter(page, server, "teacher")
    begin(page, "Without scripts")
    tell_of_the_mill(page)
    page.locator(QUOTE).fill("These words stand nowhere.")
    page.get_by_role("button", name="Save the fact").click()
    expect(page.get_by_role("alert")).to_contain_text("These words do not stand in the text.")
    expect(page.locator("#id_voice-0-value")).to_have_value("Anna Brook")
    expect(page.locator("#id_ask-0-stem")).to_have_value(
        "In which year was the mill of Lindmoor built?"
    )
    assert sideways(page) == 0
    page.locator(QUOTE).fill(SAYS)
    page.get_by_role("button", name="Another question").click()
    expect(page.locator("#id_ask-1-stem")).to_be_visible()
    expect(page.locator(QUOTE)).to_have_value(SAYS)
    page.get_by_role("button", name="Save the fact").click()
    expect(page.get_by_text("Saved. It is asked once you generate questions.")).to_be_visible()
    context.close()
