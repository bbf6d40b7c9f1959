"""`make screenshots`: the pictures in docs/screenshots, of the app as it is served.

The demo pupil with the most history shows the learner's own page; everything else is seen by a
guest. Names of files are the names that README.md uses.
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
PUPIL = "sova"


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
        own_page(visitor(browser, server), password_of(server, PUPIL))
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


def own_page(page: Page, password: str) -> None:
    page.goto("/login/")
    page.locator("[name=username]").fill(PUPIL)
    page.locator("[name=password]").fill(password)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/login/" not in address)
    shoot(page, "progress", "/progress/")


def begin_quiz(page: Page, *, kind: str) -> None:
    page.goto("/quiz/new/")
    page.locator(f"[name=kinds][value={kind}]").check(force=True)
    page.locator("form.form-setup .action-bar button").click()
    page.locator("#answer-form").wait_for()


def shoot(page: Page, name: str, address: str = "") -> None:
    if address:
        page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def password_of(server: Server, username: str) -> str:
    """From what the start printed, as a person would take it."""
    found = re.search(rf"\b{username}\s+(\S+)\s*$", server.printed, re.M)
    if found is None:
        raise LookupError(f"The start printed no password for {username}.")
    return found.group(1)


if __name__ == "__main__":
    sys.exit(main())
