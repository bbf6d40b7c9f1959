"""What a visit costs on a slow line: bytes as they come over it, headers included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

FIRST_VISIT = 60 * 1024
SWAP = 8 * 1024


@contextmanager
def weighed(page: Page) -> Iterator[dict[str, int]]:
    """Fills with the addresses loaded within the block, and the bytes of each."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    weights: dict[str, int] = {}

    def on_response(event: dict) -> None:
        addresses[event["requestId"]] = event["response"]["url"]

    def on_finish(event: dict) -> None:
        address = addresses.get(event["requestId"], event["requestId"])
        weights[address] = weights.get(address, 0) + int(event["encodedDataLength"])

    session.on("Network.responseReceived", on_response)
    session.on("Network.loadingFinished", on_finish)
    yield weights
    page.wait_for_load_state("networkidle")
    session.detach()


def test_first_visit_and_first_question_weigh_sixty_kilobytes_at_most(page: Page) -> None:
    with weighed(page) as weights:
        page.goto("/")
        page.get_by_role("button", name="Start with ten questions").click()
        page.wait_for_url("**/1/")
    assert any("app.css" in address or "/app." in address for address in weights)
    assert sum(weights.values()) <= FIRST_VISIT, weights


def test_swap_of_an_answer_weighs_eight_kilobytes_at_most(page: Page) -> None:
    """Orderings are the longest: each card has its date and its source."""
    page.goto("/quiz/new/")
    page.locator("label:has(input[name=kinds][value=ordering])").click()
    page.get_by_role("button", name="Start the quiz").click()
    page.wait_for_url("**/1/")
    for position in range(1, 11):
        with weighed(page) as weights:
            page.locator("[data-check]").click()
            expect(page.locator("#verdict")).to_be_visible()
        answers = [weight for address, weight in weights.items() if address.endswith("/answer/")]
        assert len(answers) == 1
        assert answers[0] <= SWAP
        page.locator("[data-next]").click()
        if position < 10:
            page.wait_for_url(f"**/{position + 1}/")
            expect(page.locator("#answer-form")).to_be_visible()
