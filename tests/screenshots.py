"""`make screenshots`: the pictures in docs/screenshots, of the app as it is served.

The demo pupil with the most history shows the learner's own page, the demo teacher a set, a
question being written, a class at work and its results; everything else is seen by a guest. Names
of files are the names that README.md uses.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import browsers
from tests.server import ROOT, Server, served

FOLDER = ROOT / "docs" / "screenshots"
DESK = {"width": 1200, "height": 800}
PHONE = {"width": 390, "height": 800}
PUPIL, TEACHER = "sova", "teacher"
# What the demo's teacher gave: one is over, the other goes on.
OVER, AT_WORK = "The fortress and the empire", "Industry and the railway"
STEM = "Which regiment built the fortress named Izium in 1681?"
ANSWERS = (
    "The Kharkiv Sloboda Cossack Regiment",
    "The Sumy Sloboda Cossack Regiment",
    "All of the above",
)


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="izium-edu-") as folder,
        served(Path(folder), DEMO="1") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=str(browsers.find_or_install()), args=browsers.flags()
        )
        read_and_play(visitor(browser, server))
        on_a_phone(visitor(browser, server, size=PHONE, colours="dark"))
        own_page(visitor(browser, server), server)
        teach(visitor(browser, server), server)
        browser.close()
    for picture in sorted(FOLDER.glob("*.png")):
        print(picture.relative_to(ROOT))
    return 0


def visitor(
    browser: Browser, server: Server, *, size: dict[str, int] = DESK, colours: str = "light"
) -> Page:
    context = browser.new_context(
        base_url=server.url,
        viewport=size,  # type: ignore[arg-type]
        color_scheme=colours,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Kyiv",
    )
    return context.new_page()


def read_and_play(page: Page) -> None:
    shoot(page, "home", "/")
    shoot(page, "timeline", "/timeline/")
    begin_quiz(page, kind="choice")
    shoot(page, "question")
    page.locator("[name=place]").first.check()
    page.locator("[data-check]").click()
    page.locator("#verdict").wait_for()
    shoot(page, "feedback")
    begin_quiz(page, kind="ordering")
    shoot(page, "ordering")


def on_a_phone(page: Page) -> None:
    shoot(page, "phone-home", "/")
    begin_quiz(page, kind="choice")
    shoot(page, "phone-question")


def own_page(page: Page, server: Server) -> None:
    log_in(page, PUPIL, server)
    shoot(page, "progress", "/progress/")
    page.goto("/review/card/")
    page.locator("[data-show]").click()
    page.locator("[data-rate]").wait_for()
    shoot(page, "card")


def teach(page: Page, server: Server) -> None:
    log_in(page, TEACHER, server)
    page.goto("/teach/")
    page.get_by_role("link", name=OVER).click()
    shoot(page, "set")
    write_question(page)
    shoot(page, "editor")
    page.goto("/teach/")
    page.get_by_role("link", name=AT_WORK).first.click()
    page.get_by_role("link", name="Watch it live").click()
    shoot(page, "live", scrolled=290)
    page.goto("/classes/")
    page.locator("main h2 a, main h3 a").first.click()
    page.get_by_role("link", name="Cards", exact=True).click()
    shoot(page, "readiness", scrolled=290)
    page.get_by_role("link", name="Results", exact=True).click()
    page.get_by_role("link", name=OVER).click()
    shoot(page, "results", scrolled=170)


def write_question(page: Page) -> None:
    """With an answer that gives something away, so that there is advice to see."""
    page.goto("/questions/new/")
    page.wait_for_load_state("networkidle")
    page.locator("#id_stem").fill(STEM)
    for place, text in enumerate(ANSWERS):
        page.locator("[data-rows] [data-text]").nth(place).fill(text)
    page.locator("[data-rows] input[type=radio]").first.check(force=True)
    page.locator(".advice-list").wait_for()


def log_in(page: Page, username: str, server: Server) -> None:
    page.goto("/login/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password_of(server, username))
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/login/" not in address)


def begin_quiz(page: Page, *, kind: str) -> None:
    page.goto("/quiz/new/")
    page.locator(f"[name=kinds][value={kind}]").check(force=True)
    page.locator("form.form-setup .action-bar button").click()
    page.locator("#answer-form").wait_for()


def shoot(page: Page, name: str, address: str = "", *, scrolled: int = 0) -> None:
    """``scrolled``: by so many pixels, past the header."""
    if address:
        page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("y => scrollTo(0, y)", scrolled)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def password_of(server: Server, username: str) -> str:
    """From what the start printed, as a person would take it."""
    found = re.search(rf"\b{username}\s+(\S+)\s*$", server.printed, re.M)
    if found is None:
        raise LookupError(f"The start printed no password for {username}.")
    return found.group(1)


if __name__ == "__main__":
    sys.exit(main())
