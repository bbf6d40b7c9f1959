"""Journeys in a real browser, against the server that `make run` starts.

One server with its own data serves all journeys: each begins as a new guest, so none needs the
data of another. A console error, a report of the content security policy, an exception in a
script or a request to another host fails the journey that caused it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from tests import browsers
from tests.server import Server, served

HERE = Path(__file__).parent
WCAG = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
# Journeys say what comes to stand on a page, not how fast a busy machine brings it there.
expect.set_options(timeout=20_000)
# Chromium logs each answer of 400 and more. These two are ordinary: a form that came back with
# errors, and an item that was answered in another tab.
ORDINARY = r"Failed to load resource: .* status of (409|422) "


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("var"), DEMO="1") as running:
        yield running


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """What `page.goto("/")` starts from."""
    return server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": str(browsers.find_or_install()),
        "args": browsers.flags(),
    }


@pytest.fixture
def tolerated() -> list[str]:
    """Patterns of console errors that a journey causes on purpose: append to it."""
    return [ORDINARY]


@pytest.fixture
def watch(base_url: str, tolerated: list[str]) -> Iterator[Callable[[Page], Page]]:
    """Watch a page that a journey opened by itself, as `page` is watched."""
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{base_url}/", "data:", "about:")):
            problems.append(f"request to another host: {request.url}")

    def watched(page: Page) -> Page:
        page.on("console", on_console)
        page.on("pageerror", lambda error: problems.append(f"exception: {error}"))
        page.on("request", on_request)
        return page

    yield watched
    untold = [text for text in problems if not any(re.search(p, text) for p in tolerated)]
    assert untold == []


@pytest.fixture
def page(page: Page, watch: Callable[[Page], Page]) -> Page:
    return watch(page)


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails with each finding of axe on the page as it stands, after swaps too, and after what
    fades in: half transparent words have no contrast yet."""

    def check(page: Page) -> None:
        page.evaluate(
            "() => Promise.all(document.getAnimations()"
            ".filter((a) => a.effect.getComputedTiming().endTime < Infinity)"
            ".map((a) => a.finished.catch(() => null)))"
        )
        # What passes is judged as ever, but not told: telling takes a seventh of the time.
        told = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        results = Axe().run(page, options=told)
        found = [
            f"{violation['id']}: {node['html']} – {node['failureSummary']}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
        assert found == []

    return check
