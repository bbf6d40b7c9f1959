"""A class at work: given by its teacher, taken by pupils, watched while it goes on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_quiz import check, choose, is_ordering, sideways
from tests.server import Server

Watch = Callable[[Page], Page]
PUPILS = {"jasen": "Ясен", "kalyna": "Калина"}


# --- Steps


def enter(page: Page, server: Server, username: str) -> Page:
    """Log in as one of the demo accounts, whose passwords the start wrote."""
    found = re.search(rf"{username} +(\S+-\S+-\S+)", server.printed)
    assert found is not None
    page.goto("/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(found[1])
    page.get_by_role("button", name="Log in").click()
    expect(page).not_to_have_url(re.compile("/login/"))
    return page


def make_set(page: Page, title: str) -> None:
    page.goto("/sets/new/")
    page.get_by_role("button", name="Draw questions").click()
    page.locator("#save-form").get_by_label("Title").fill(title)
    page.get_by_role("button", name="Save the set").click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def give(page: Page) -> str:
    """From the page of a set; returns the address of the assignment."""
    page.get_by_role("link", name="Assign to a class").click()
    # The only class is chosen already; other journeys may have made more of them.
    box = page.get_by_label("8-Б", exact=True)
    if box.count():
        box.check()
    page.get_by_role("button", name="Assign it to the class").click()
    page.wait_for_url(re.compile(r"/assignments/\d+/$"))
    return page.url


def start(page: Page, title: str) -> None:
    page.goto("/")
    page.locator("#reminders").get_by_role("link", name=title).click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/1/")


def answer(page: Page) -> None:
    if is_ordering(page):
        page.locator("[data-check]").click()
        expect(page.locator("#verdict")).to_be_visible()
        return
    choose(page)
    check(page)


def at_each_width(page: Page, accessible: Callable[[Page], None]) -> None:
    """High, so that no button stands half behind the bar at the foot: axe takes it for small."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 2400})
        assert sideways(page) == 0
        accessible(page)


@pytest.fixture
def contexts(
    browser: Browser, base_url: str, watch: Watch
) -> Callable[[], tuple[BrowserContext, Page]]:
    def new() -> tuple[BrowserContext, Page]:
        context = browser.new_context(base_url=base_url)
        return context, watch(context.new_page())

    return new


# --- Journeys


def test_teacher_watches_two_pupils_without_reloading(
    page: Page,
    server: Server,
    contexts: Callable[[], tuple[BrowserContext, Page]],
    accessible: Callable[[Page], None],
    watch: Watch,
) -> None:
    enter(page, server, "teacher")
    make_set(page, "Watched rivers")
    given = give(page)
    at_each_width(page, accessible)
    page.get_by_role("link", name="Watch it live").click()
    expect(page.locator("#watch")).to_contain_text("Ясен")
    at_each_width(page, accessible)
    page.evaluate("window.sameDocument = true")
    wall = watch(page.context.new_page())
    wall.goto(f"{given}live/?view=projector")
    wall.evaluate("window.sameDocument = true")

    for username in PUPILS:
        _context, own = contexts()
        enter(own, server, username)
        start(own, "Watched rivers")
        answer(own)

    figures = page.locator("#watch .live-figures")
    expect(figures).to_contain_text(re.compile(r"2\s*at work|at work\s*2"), timeout=15_000)
    for name in PUPILS.values():
        row = page.locator(".live-pupil", has_text=name)
        expect(row).to_contain_text("at question 2 of", timeout=15_000)
        expect(row.locator("svg.river")).to_be_visible()
    assert page.evaluate("window.sameDocument")
    accessible(page)

    wall.bring_to_front()
    expect(wall.locator("#board")).to_contain_text("2 of 40 answers are given", timeout=15_000)
    assert wall.evaluate("window.sameDocument")
    shown = wall.locator("main").inner_text()
    assert not any(name in shown for name in (*PUPILS.values(), "Сова", "Весна"))
    at_each_width(wall, accessible)

    page.bring_to_front()
    page.get_by_role("link", name="End it for all").click()
    expect(page.get_by_text("2 pupils are at work")).to_be_visible()
    at_each_width(page, accessible)
    page.get_by_role("button", name="End it for all").click()
    expect(page.get_by_text("2 attempts are handed in")).to_be_visible()


def test_pupil_reads_the_terms_and_goes_on_where_left(
    page: Page,
    server: Server,
    contexts: Callable[[], tuple[BrowserContext, Page]],
    accessible: Callable[[Page], None],
) -> None:
    enter(page, server, "teacher")
    make_set(page, "Read rivers")
    given = give(page)
    _context, own = contexts()
    enter(own, server, "sova")
    own.goto("/")
    at_each_width(own, accessible)
    own.goto(given)
    expect(own.get_by_text("Open until")).to_be_visible()
    at_each_width(own, accessible)
    own.get_by_role("button", name="Start", exact=True).click()
    own.wait_for_url("**/1/")
    own.goto(given)
    own.get_by_role("button", name="Go on").click()
    own.wait_for_url("**/1/")


def test_giving_works_without_javascript(
    browser: Browser, base_url: str, server: Server, page: Page
) -> None:
    enter(page, server, "teacher")
    make_set(page, "Plain rivers")
    address = page.url
    state = page.context.storage_state()
    context = browser.new_context(base_url=base_url, java_script_enabled=False, storage_state=state)
    plain = context.new_page()
    plain.goto(address)
    given = give(plain)
    plain.get_by_role("link", name="Watch it live").click()
    plain.get_by_role("link", name="Look again").click()
    expect(plain.locator("#watch")).to_contain_text("Сова")
    plain.goto(given)
    plain.get_by_role("link", name="Change it").click()
    plain.get_by_label("Time limit in minutes").fill("20")
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_text("20 minutes from the start")).to_be_visible()
    context.close()


def test_live_page_rests_while_nobody_sees_it(page: Page, server: Server) -> None:
    enter(page, server, "teacher")
    make_set(page, "Resting rivers")
    give(page)
    page.clock.install()
    page.get_by_role("link", name="Watch it live").click()
    expect(page.locator("#watch")).to_be_visible()
    looks: list[str] = []
    page.on("request", lambda request: looks.append(request.url))
    hide = "hidden => Object.defineProperty(document, 'hidden', {value: hidden, writable: true})"
    page.evaluate(hide, True)
    page.clock.run_for(60_000)
    assert looks == []
    page.evaluate("document.hidden = false")
    with page.expect_request("**/live/?seen=*", timeout=2000):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
