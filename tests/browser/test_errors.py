from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_absent_page_has_the_look_and_a_way_home(
    page: Page,
    base_url: str,
    accessible: Callable[[Page], None],
    tolerated: list[str],
    colours: str,
) -> None:
    tolerated.append("status of 404 ")
    page.emulate_media(color_scheme=colours)
    page.goto("/absent/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    accessible(page)
    page.get_by_role("link", name="Go to the home page").click()
    expect(page).to_have_url(f"{base_url}/")
