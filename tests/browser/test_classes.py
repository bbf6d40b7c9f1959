"""A teacher makes a class; pupils join it on their phones; one comes back on another device."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_assignments import enter
from tests.server import Server

Watch = Callable[[Page], Page]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
LONG = "Максиміліана-Надзвичайно"


@pytest.fixture
def phone(browser: Browser, watch: Watch, base_url: str) -> Callable[..., Page]:
    """Another person's phone, as often as it is called."""

    def made(**options: object) -> Page:
        context = browser.new_context(base_url=base_url, **{**PHONE, **options})
        return watch(context.new_page())

    return made


def new_class(page: Page, name: str) -> str:
    """Made from the list of classes; returns its code as it is shown."""
    page.goto("/classes/")
    page.get_by_role("link", name="Make a class").click()
    page.get_by_label("Name of the class").fill(name)
    page.get_by_role("button", name="Make the class").click()
    return page.locator(".code").inner_text()


def join(page: Page, code: str, nickname: str) -> str:
    """Through the menu, as somebody who was told no more than the code; returns the words."""
    page.goto("/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Join a class").click()
    page.get_by_label("Class code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Nickname").fill(nickname)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Write down three words")
    return page.locator(".passphrase").inner_text()


@contextmanager
def nothing_hangs_over(page: Page) -> Iterator[None]:
    yield
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


def test_three_pupils_join_by_the_code_and_one_comes_back_on_another_device(
    page: Page, server: Server, phone: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    enter(page, server, "teacher")
    code = new_class(page, "8-Б, ранок")
    accessible(page)
    page.get_by_role("link", name="Show it on the wall").click()
    expect(page.locator("#joined")).to_contain_text("0 have joined")
    accessible(page)

    words = {}
    for nickname in ("Олена", LONG, "Тарас"):
        pupil = phone()
        with nothing_hangs_over(pupil):
            words[nickname] = join(pupil, code, nickname)
            accessible(pupil)
        pupil.get_by_role("button", name="I have written them down").click()
        expect(pupil.locator(".whoami")).to_contain_text(nickname)

    expect(page.locator("#joined")).to_contain_text("3 have joined", timeout=10_000)
    expect(page.locator("body")).not_to_contain_text(LONG)
    page.get_by_role("link", name="Show who has joined").click()
    expect(page.locator("#joined")).to_contain_text(LONG)

    other = phone()
    other.goto(f"/join/{code}/")
    other.get_by_role("link", name="I was here before").click()
    other.get_by_label("Nickname").fill("ОЛЕНА")
    other.get_by_label("Your three words").fill(words["Олена"].replace("-", "  ").upper())
    other.get_by_role("button", name="Come in").click()
    expect(other.locator(".whoami")).to_contain_text("Олена")


def test_taken_nickname_is_told_where_the_focus_is(
    page: Page, server: Server, phone: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    enter(page, server, "teacher")
    code = new_class(page, "8-Б, день")
    join(phone(), code, "Олена")
    second = phone(color_scheme="dark")
    second.goto(f"/join/{code}/")
    second.get_by_label("Nickname").fill("олена")
    second.keyboard.press("Enter")
    expect(second.locator(".error-summary")).to_be_focused()
    expect(second.locator(".error-summary")).to_contain_text("has this nickname")
    accessible(second)


def test_pupils_join_without_javascript(
    page: Page, server: Server, phone: Callable[..., Page]
) -> None:
    enter(page, server, "teacher")
    code = new_class(page, "8-Б, вечір")
    plain = phone(java_script_enabled=False)
    plain.goto("/join/")
    plain.get_by_label("Class code").fill(code)
    plain.get_by_role("button", name="Go on").click()
    plain.get_by_label("Nickname").fill("Олена")
    plain.get_by_role("button", name="Join", exact=True).click()
    plain.get_by_role("button", name="I have written them down").click()
    expect(plain.locator(".whoami")).to_contain_text("Олена")


def test_teacher_prints_cards_eight_to_a_page(
    page: Page, server: Server, accessible: Callable[[Page], None]
) -> None:
    enter(page, server, "teacher")
    new_class(page, "8-Б, список")
    page.get_by_role("link", name="Add pupils by a list").click()
    names = [LONG, *(f"Учень {n}" for n in range(8))]
    page.get_by_label("Names, one a line").fill("\n".join(names))
    page.get_by_role("button", name="Make accounts and cards").click()
    expect(page.locator(".pass-card")).to_have_count(9)
    accessible(page)
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


def test_pages_of_a_class_are_accessible(
    page: Page, server: Server, phone: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    enter(page, server, "teacher")
    code = new_class(page, "8-Б, усе")
    address = page.url
    join(phone(), code, LONG)
    for name in ("pupils/", "pupils/add/", "settings/", "teachers/", "log/", "readiness/"):
        page.goto(address + name)
        accessible(page)
    page.goto(address + "pupils/")
    page.get_by_role("link", name="Open").click()
    accessible(page)
    for place in ("/account/", "/account/delete/", "/privacy/", "/join/"):
        page.goto(place)
        accessible(page)
