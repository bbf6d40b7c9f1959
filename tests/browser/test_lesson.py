"""One lesson from beginning to end, as a teacher gives it who is new here.

A set of twenty and a question of the teacher's own, whose key is wrong by a slip; a class by its
code; three pupils at work, one on a phone, one by keyboard alone, one without JavaScript; the live
page and the wall; results that tell of the question; its key mended and old answers graded anew;
paper and key. Everything goes by the names that people see.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_quiz import PASSWORD, is_ordering, sideways, tab_to

Watch = Callable[[Page], Page]
Accessible = Callable[[Page], None]

# What a new teacher presses, and the fields typed in: from the page of sign-up to a saved set of
# twenty, and from there to a question of one's own in it (a question, three answers, the key).
TO_A_SET = {"presses": 6, "fields": 2}
TO_A_QUESTION = {"presses": 3, "fields": 4}
# From the desk to the code of a class; from its page to work that is given.
TO_A_CLASS = {"presses": 3, "fields": 1}
TO_GIVEN_WORK = {"presses": 5, "fields": 0}

STEM, MENDED_STEM = "Which river flows through Izium?", "On which river does Izium stand?"
RIGHT, KEYED, OTHER = "Donets", "Dnipro", "Buh"
CLASS = "8-Б, історія"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
ON_PHONE, BY_KEYBOARD, PLAIN = "Олена", "Тарас", "Максиміліана-Надзвичайно"


@dataclass
class Hand:
    """A teacher's hand: counts what it presses and which fields it types in."""

    page: Page
    presses: int = 0
    fields: int = 0

    def press(self, role: str, name: str | re.Pattern[str]) -> None:
        """In the head or the text of the page; the foot has no part in a lesson."""
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.presses += 1

    def tick(self, label: str, nth: int = 0) -> None:
        self.page.get_by_label(label).nth(nth).check()
        self.presses += 1

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)
        self.fields += 1

    def counted(self) -> dict[str, int]:
        """Since the last call."""
        told = {"presses": self.presses, "fields": self.fields}
        self.presses = self.fields = 0
        return told


# --- The teacher before the lesson


def begin_to_teach(hand: Hand) -> None:
    hand.page.goto("/signup/")
    hand.type("Username", f"olena-{uuid4().hex[:10]}")
    hand.type("Password", PASSWORD)
    hand.tick("I am a teacher")
    hand.press("button", "Sign up")
    hand.press("button", "I have written them down")


def make_a_set(hand: Hand) -> str:
    hand.press("link", "Make a question set")
    hand.press("button", "Draw questions")
    expect(hand.page.get_by_role("heading", name="20 questions drawn")).to_be_focused()
    hand.press("button", "Save the set")
    hand.page.wait_for_url(re.compile(r"/sets/\d+/$"))
    expect(hand.page.locator(".entry[data-entry]")).to_have_count(20)
    return hand.page.url


def write_with_a_wrong_key(hand: Hand) -> None:
    hand.press("link", "Write a question")
    hand.type("Question", STEM)
    for place, answer in enumerate((RIGHT, KEYED, OTHER), start=1):
        hand.type(f"Answer {place}", answer)
    hand.tick("This is the right answer", nth=1)
    hand.press("button", "Save as version 1")
    expect(hand.page.get_by_text("Saved as version 1.")).to_be_visible()
    expect(hand.page.locator(".entry[data-entry]")).to_have_count(21)


def make_a_class(hand: Hand) -> str:
    hand.press("link", "Teach")
    hand.press("link", "Make a class")
    hand.type("Name of the class", CLASS)
    hand.press("button", "Make the class")
    return hand.page.locator(".code").inner_text()


def give_it(hand: Hand) -> None:
    hand.press("link", "Assignments")
    hand.press("link", "Assign something to the class")
    hand.press("button", "Go on")
    hand.tick("now, until the end of the lesson (45 minutes)")
    hand.press("button", "Assign it to the class")
    expect(hand.page.get_by_text(f"Assigned to {CLASS}.")).to_be_visible()


# --- The pupils


def join(page: Page, code: str, nickname: str) -> None:
    page.goto("/join/")
    page.get_by_label("Class code").fill(code)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Nickname").fill(nickname)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.locator(".passphrase")).to_have_text(re.compile(r"^\w+-\w+-\w+$"))
    page.get_by_role("button", name="I have written them down").click()


def join_by_keyboard(page: Page, code: str, nickname: str) -> None:
    page.goto("/join/")
    tab_to(page, "[name=code]")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/join/.+/"))
    tab_to(page, "[name=nickname]")
    page.keyboard.type(nickname)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/three-words/")
    expect(page.locator(".passphrase")).to_have_text(re.compile(r"^\w+-\w+-\w+$"))
    tab_to(page, ".action-bar button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/$"))


def begin(page: Page) -> None:
    page.goto("/")
    page.locator("#reminders").get_by_role("link").first.click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/1/")


def begin_by_keyboard(page: Page) -> None:
    page.goto("/")
    tab_to(page, "#reminders h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/assignments/"))
    tab_to(page, "main .action-bar button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/1/")


def take(page: Page, *, knows: str, first: int, last: int) -> None:
    """Answer from question ``first`` to ``last``; the teacher's own with what one ``knows``."""
    for position in range(first, last + 1):
        page.wait_for_url(f"**/{position}/")
        if page.get_by_text(STEM).count():
            page.locator("label.option", has_text=knows).click()
        elif not is_ordering(page):
            page.locator(f"label.option:has(#place-{1 + position % 3})").click()
        page.get_by_role("button", name=re.compile("Check")).click()
        expect(page.locator("#verdict")).to_be_visible()
        page.locator("[data-next]").click()


def take_by_keyboard(page: Page, *, knows: str, first: int, last: int) -> None:
    for position in range(first, last + 1):
        page.wait_for_url(f"**/{position}/")
        if position > first:
            expect(page.locator("#stem")).to_be_focused()
        if is_ordering(page):
            tab_to(page, "[data-check]")
        elif page.get_by_text(STEM).count():
            key = page.locator("label.option", has_text=knows).locator(".option-key")
            page.keyboard.press(f"Digit{key.inner_text()}")
        else:
            page.keyboard.press("Digit2")
        page.keyboard.press("Enter")
        expect(page.locator("#verdict")).to_be_focused()
        page.keyboard.press("Enter")


# --- What the teacher reads


def grades(page: Page) -> dict[str, int]:
    """The last column of the gradebook, in percent."""
    rows = page.locator(".gradebook tbody tr")
    cells = [row.locator("th, td").all_inner_texts() for row in rows.all()]
    return {name: int(re.findall(r"\d+", grade)[0]) for name, grade in cells}


def pages_of(page: Page) -> int:
    printed = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page[^s]", printed))


def shown_then(page: Page) -> None:
    """The question stands with the words and the key it was asked with, and tells of the new."""
    asked = page.locator("li.row", has_text=STEM)
    asked.locator("summary").first.click()
    expect(asked.locator(".option.is-right")).to_contain_text(KEYED)
    expect(asked).to_contain_text(f"The key of this question was corrected to “{RIGHT}”")
    expect(page.locator("main")).not_to_contain_text(MENDED_STEM)


@pytest.fixture
def pupil(browser: Browser, base_url: str, watch: Watch) -> Callable[..., Page]:
    """A browser of a pupil's own, as often as it is called."""

    def made(**options: object) -> Page:
        return watch(browser.new_context(base_url=base_url, **options).new_page())

    return made


def test_lesson_from_the_first_set_to_paper_and_key(
    page: Page, pupil: Callable[..., Page], watch: Watch, accessible: Accessible
) -> None:
    hand = Hand(page)
    begin_to_teach(hand)
    own_set = make_a_set(hand)
    assert hand.counted() == TO_A_SET
    write_with_a_wrong_key(hand)
    assert hand.counted() == TO_A_QUESTION
    code = make_a_class(hand)
    assert hand.counted() == TO_A_CLASS

    on_phone, by_keyboard, plain = pupil(**PHONE), pupil(), pupil(java_script_enabled=False)
    join(on_phone, code, ON_PHONE)
    join_by_keyboard(by_keyboard, code, BY_KEYBOARD)
    join(plain, code, PLAIN)
    give_it(hand)
    assert hand.counted() == TO_GIVEN_WORK
    given = page.url

    page.get_by_role("link", name="Watch it live").click()
    page.evaluate("window.sameDocument = true")
    wall = watch(page.context.new_page())
    wall.goto(f"{given}live/?view=projector")
    begin(on_phone)
    take(on_phone, knows=RIGHT, first=1, last=10)
    page.bring_to_front()
    row = page.locator(".live-pupil", has_text=ON_PHONE)
    expect(row).to_contain_text("at question 11 of 21", timeout=10_000)
    accessible(page)
    take(on_phone, knows=RIGHT, first=11, last=21)
    assert sideways(on_phone) == 0
    begin_by_keyboard(by_keyboard)
    take_by_keyboard(by_keyboard, knows=RIGHT, first=1, last=21)
    begin(plain)
    take(plain, knows=OTHER, first=1, last=21)
    for work in (on_phone, by_keyboard, plain):
        expect(work.get_by_role("heading", level=1)).to_contain_text(re.compile("of 21 right"))
    expect(page.locator(".live-figures")).to_contain_text(
        re.compile(r"3\s*handed in|handed in\s*3"), timeout=10_000
    )
    assert page.evaluate("window.sameDocument")
    wall.bring_to_front()
    expect(wall.locator("#board")).to_contain_text("63 of 63 answers", timeout=10_000)
    shown = wall.locator("body").inner_text()
    assert not any(name in shown for name in (ON_PHONE, BY_KEYBOARD, PLAIN))
    wall.close()

    page.goto(given)
    page.get_by_role("link", name="Results and what was hard").click()
    found = page.locator(".item-result", has_text=STEM)
    expect(found).to_contain_text("nobody earned a point. Is the key right")
    accessible(page)
    page.get_by_role("link", name="Grades of the class").click()
    before = grades(page)
    assert set(before) == {ON_PHONE, BY_KEYBOARD, PLAIN}
    page.go_back()
    found.get_by_role("link", name="Mend it").click()
    page.get_by_label("Question", exact=True).fill(MENDED_STEM)
    page.get_by_label("This is the right answer").first.check()
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("3 answers were graded with an old key.")).to_be_visible()
    page.get_by_role("link", name="See what a regrade would change").click()
    expect(page.get_by_role("heading", name="2 pupils gain, nobody loses")).to_be_visible()
    gains = page.locator(".table tbody tr th").all_inner_texts()
    assert set(gains) == {ON_PHONE, BY_KEYBOARD}
    accessible(page)
    page.get_by_label("Reason").fill("The key was wrong.")
    page.get_by_role("button", name="Change 2 marks").click()
    expect(page.get_by_text("3 answers were graded anew; 2 of them changed.")).to_be_visible()
    page.get_by_role("link", name=f"Grades of {CLASS}").click()
    after = grades(page)
    assert after[ON_PHONE] > before[ON_PHONE]
    assert after[BY_KEYBOARD] > before[BY_KEYBOARD]
    assert after[PLAIN] == before[PLAIN]

    row = page.get_by_role("row", name=re.compile(ON_PHONE))
    row.get_by_role("link", name="%").click()
    page.get_by_role("link", name="Attempt 1").click()
    shown_then(page)
    accessible(page)
    on_phone.get_by_role("link", name="Izium Edu").click()
    on_phone.get_by_role("link", name=f"All work of {CLASS}").click()
    on_phone.get_by_role("link", name="Izium: 20 questions").click()
    on_phone.get_by_role("link", name="Attempt 1").click()
    shown_then(on_phone)

    page.goto(own_set)
    page.get_by_role("link", name="Print on paper").click()
    page.get_by_text("A–B", exact=True).click()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("article")).to_have_count(2)
    assert pages_of(page) >= 4
    paper = page.locator(".sheets").inner_text()
    assert paper.count(MENDED_STEM) == 2
    expect(page.locator(".sheets").locator(".is-right, .key-strip, .citation")).to_have_count(0)
    page.get_by_role("link", name="The key to this paper").click()
    expect(page.locator(".sheet-item", has_text=MENDED_STEM)).to_contain_text(RIGHT)
    told = page.locator(".sheet-note").all_inner_texts()
    assert told
    assert not any(note in paper for note in told)
    assert pages_of(page) >= 1
