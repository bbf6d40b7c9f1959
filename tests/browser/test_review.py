"""Reviewing as people do: by keyboard, on a phone, without JavaScript, and without a connection."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import (
    APIResponse,
    Browser,
    BrowserContext,
    Error,
    Page,
    Route,
    expect,
)

from tests.browser.test_quiz import begin as begin_quiz
from tests.browser.test_quiz import sideways, tab_to
from tests.server import Server, prepare

Watch = Callable[[Page], Page]
NO_LINE = r"Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED)"
# The learner of the latest review: card and rating of each row of the log, as they came.
LOG = """
from quizzes.models import ReviewLog
rows = list(ReviewLog.objects.order_by("pk").values_list("learner", "card", "rating", "at"))
mine = [row for row in rows if row[0] == rows[-1][0]]
assert [row[3] for row in mine] == sorted(row[3] for row in mine)
print(*(f"{card}:{rating}" for _, card, rating, _ in mine))
"""


# --- Steps


def take_topic(page: Page) -> None:
    """The cards of the first topic, as a guest."""
    page.goto("/cards/")
    page.get_by_role("button", name=re.compile("^Add these cards")).first.click()
    expect(page.get_by_text(re.compile("among yours now"))).to_be_visible()


def begin(page: Page) -> None:
    """At the first card, with the next ones at hand and all that a page without a connection
    needs."""
    take_topic(page)
    page.goto("/review/card/")
    at_hand(page)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def at_hand(page: Page) -> None:
    """Ends when the next cards are there: their copies are made last."""
    page.wait_for_function("async () => await caches.match('/review/ahead/') !== undefined")


def copies(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return names


def card(page: Page) -> str:
    return page.locator("#player").get_attribute("data-review") or ""


def front(page: Page) -> str:
    return page.locator("#stem").inner_text()


def left(page: Page) -> int:
    return int(page.locator("[data-cards-left]").inner_text())


def rate(page: Page, name: str = "Good") -> None:
    """Show the back and rate; ends when another card is there."""
    before = front(page)
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name=re.compile(f"^{name}")).click()
    expect(page.locator("#stem")).not_to_have_text(before)


def waiting(page: Page) -> int:
    entries: int = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('izium:reviews:')).length"
    )
    return entries


def all_sent(page: Page) -> None:
    page.wait_for_function(
        "() => !Object.keys(localStorage).some((key) => key.startsWith('izium:reviews:'))"
    )


def answered_today(page: Page) -> int:
    # The line that tells of today may be asking for itself.
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.goto("/review/")
    figure = page.locator(".review-figures > div", has_text="answered today").locator("dd")
    return int(figure.inner_text())


# --- Whole reviews


def test_review_by_keyboard_alone(page: Page) -> None:
    page.goto("/cards/")
    tab_to(page, ".deck button")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("among yours now"))).to_be_visible()
    page.goto("/review/")
    tab_to(page, ".action-bar a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/card/")
    at_hand(page)
    for rating, words in (("Digit2", "Good, in 10 min"), ("Digit1", "Again, in 1 min")):
        before, remaining = front(page), left(page)
        page.keyboard.press("Space")
        expect(page.locator("#back-text")).to_be_focused()
        page.keyboard.press(rating)
        expect(page.locator("#stem")).not_to_have_text(before)
        expect(page.locator("#stem")).to_be_focused()
        expect(page.locator("#live")).to_have_text(words)
        assert left(page) == remaining - 1
    all_sent(page)
    told = page.locator(".review-count").inner_text()
    assert f"Left today: {left(page)} · once more: 2" in told
    page.reload()  # the server counts alike
    expect(page.locator(".review-count")).to_have_text(re.compile(r"once more: 2\b"))
    assert page.locator(".review-count").inner_text() == told
    for counted in (1, 1):  # taken back, rated anew, taken back again
        page.keyboard.press("KeyU")
        expect(page.locator("#live")).to_have_text("Taken back. Here is the card again.")
        assert front(page) == before
        expect(page.locator("#stem")).to_be_focused()
        assert int(page.locator("[data-cards-again]").inner_text()) == counted
        page.keyboard.press("Space")
        page.keyboard.press("Digit1")
        expect(page.locator("#stem")).not_to_have_text(before)
        all_sent(page)
    page.keyboard.press("KeyU")
    expect(page.locator("#stem")).to_have_text(before)
    assert answered_today(page) == 1


def test_whole_day_to_its_end(page: Page) -> None:
    page.goto("/cards/new/")
    page.get_by_label("Front").fill("A made-up front")
    page.get_by_label("Back").fill("A made-up back")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/review/card/")
    for _ in range(2):  # two steps of learning
        page.get_by_role("button", name="Show the answer").click()
        with page.expect_response(re.compile("/review/card/$")):
            page.get_by_role("button", name=re.compile("^Good")).click()
        expect(page.locator("#back")).to_be_hidden()
    expect(page.get_by_role("heading", name="Done for today")).to_be_focused()


def test_review_without_javascript(browser: Browser, base_url: str, watch: Watch) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = watch(context.new_page())
    take_topic(page)
    page.goto("/review/card/")
    first = front(page)
    expect(page.locator("#back")).to_be_hidden()
    page.get_by_role("button", name="Show the answer").click()
    assert front(page) == first
    expect(page.locator("#back-text")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Good")).click()
    assert front(page) != first
    page.get_by_role("button", name="Undo").click()
    assert front(page) == first
    page.locator(".review-more > summary").click()
    page.get_by_role("button", name="Not today").click()
    expect(page.get_by_text("Put off until tomorrow.")).to_be_visible()
    assert front(page) != first
    page.get_by_role("button", name="Take it up again").click()
    assert front(page) == first
    context.close()


def test_missed_questions_are_reviewed_as_themselves(page: Page) -> None:
    begin_quiz(page, kinds="choice", length=5)
    for _ in range(5):
        page.get_by_role("button", name="I don’t know").click()
        expect(page.locator("#verdict")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#verdict")).to_have_count(0)
    page.wait_for_url("**/result/")
    page.get_by_role("button", name="Add the missed to my cards").click()
    expect(page.get_by_text("5 cards are among yours now.")).to_be_visible()
    page.goto("/review/card/")
    at_hand(page)
    before = front(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(re.compile("^Choose an answer"))
    expect(page.locator("#kept")).to_be_hidden()
    page.keyboard.press("Digit1")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_focused()
    expect(page.get_by_text(re.compile("This card comes back"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#stem")).not_to_have_text(before)
    expect(page.locator("#stem")).to_be_focused()


# --- Keys


def test_keys_are_shown_flagged_and_set_aside(page: Page) -> None:
    begin(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("KeyF")
    expect(page.locator("#live")).to_have_text("Flagged.")
    expect(page.get_by_role("button", name="Flag")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#stem")).to_be_focused()
    before = front(page)
    page.keyboard.press("KeyS")
    expect(page.locator("#stem")).not_to_have_text(before)
    expect(page.locator("#live")).to_have_text("Set aside")
    expect(page.locator("#stem")).to_be_focused()


def test_card_put_away_is_taken_up_again(page: Page) -> None:
    begin(page)
    rate(page)
    before, remaining = front(page), left(page)
    page.keyboard.press("KeyS")
    expect(page.get_by_text("Set aside. You find it among your cards.")).to_be_visible()
    expect(page.locator("#stem")).not_to_have_text(before)
    all_sent(page)
    page.keyboard.press("KeyU")  # what was done last, not the rating before it
    expect(page.locator("#stem")).to_have_text(before)
    expect(page.locator("#stem")).to_be_focused()
    expect(page.locator("#away")).to_be_hidden()
    assert left(page) == remaining
    all_sent(page)
    page.locator(".review-more > summary").click()
    page.get_by_role("button", name="Not today").click()
    expect(page.get_by_text("Put off until tomorrow.")).to_be_visible()
    all_sent(page)
    tab_to(page, "#away button", most=60)
    page.keyboard.press("Enter")
    expect(page.locator("#stem")).to_have_text(before)
    expect(page.locator("#stem")).to_be_focused()
    rate(page)
    expect(page.locator("#away")).to_be_hidden()
    all_sent(page)
    assert answered_today(page) == 2
    page.goto("/cards/")
    expect(page.get_by_role("button", name="Take it up again")).to_have_count(0)


# What phones lack that get no new browser any more: Chrome before 105, Safari before 16.4.
OLD = """
const Fields = window.FormData;
window.FormData = class extends Fields { constructor(form) { super(form); } };
delete Element.prototype.checkVisibility;
delete HTMLFormElement.prototype.requestSubmit;
"""


def test_browser_of_2022_rates_flags_and_sends_forms(page: Page) -> None:
    page.add_init_script(OLD)
    begin(page)
    page.keyboard.press("KeyF")
    expect(page.locator("#live")).to_have_text("Flagged.")
    rate(page)
    all_sent(page)
    page.evaluate("document.querySelector('[data-reveal]').requestSubmit()")
    expect(page.locator("#back-text")).to_be_focused()
    assert answered_today(page) == 1


def test_e_says_what_is_wrong_with_a_card(page: Page) -> None:
    begin(page)
    page.keyboard.press("KeyE")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("sufu 12: a made-up note")  # no key of these does anything here
    page.get_by_role("button", name="Send the note").click()
    expect(page.get_by_text("Thank you. The authors will look at this card.")).to_be_focused()


def test_keys_go_by_their_place_on_the_keyboard(page: Page) -> None:
    begin(page)
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " {code: 'KeyF', key: 'а', bubbles: true}))"
    )
    expect(page.locator("#live")).to_have_text("Flagged.")


def test_single_keys_can_be_switched_off(page: Page) -> None:
    begin(page)
    page.goto("/account/preferences/")
    page.get_by_label("single keys answer", exact=False).uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto("/review/card/")
    before = front(page)
    for key in ("Space", "KeyS", "Digit2"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert front(page) == before
    expect(page.locator("#back")).to_be_hidden()


# --- Typing


def test_typed_answer_is_compared_and_rated_by_enter(page: Page) -> None:
    take_topic(page)
    page.goto("/review/preferences/")
    page.get_by_label("Type the answer before you see it").check()
    page.get_by_role("button", name="Save").click()
    page.goto("/review/card/")
    at_hand(page)
    before = front(page)
    page.get_by_label("Your answer").fill("something else entirely")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your answer differs.", exact=False)).to_be_visible()
    expect(page.locator("#back-text")).to_be_focused()
    page.keyboard.press("Enter")  # the suggestion: Again
    expect(page.locator("#live")).to_have_text("Again, in 1 min")
    expect(page.locator("#stem")).not_to_have_text(before)
    # A comparison that comes late does not stand in the way of the next card.
    held: list[tuple[Route, APIResponse]] = []
    page.route(re.compile("typed="), lambda route: held.append((route, route.fetch())))
    page.get_by_label("Your answer").fill("something else entirely")
    before = front(page)
    page.keyboard.press("Enter")
    for _try in range(200):  # until the server has compared
        if held:
            break
        page.wait_for_timeout(50)
    page.locator(".review-more > summary").click()
    page.get_by_role("button", name="Set aside").click()
    expect(page.locator("#stem")).not_to_have_text(before)
    after = front(page)
    [(route, answer)] = held
    with page.expect_response(re.compile("typed=")):
        route.fulfill(response=answer)
    page.evaluate("fetch('/healthz').then((answer) => answer.text())")  # it was read by then
    assert front(page) == after
    expect(page.locator("#back")).to_be_hidden()


# --- Without a connection


def test_answers_without_a_connection_are_kept_and_sent_once(
    page: Page, context: BrowserContext, tolerated: list[str]
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.url.endswith("/rate/") else None)
    context.set_offline(True)
    for _ in range(3):
        rate(page)
    expect(page.locator("#kept")).to_have_text(re.compile("^3 answers are kept on this device"))
    expect(page.locator("#stem")).to_be_focused()
    sent.clear()
    context.set_offline(False)
    expect(page.locator("#kept")).to_have_text("Connected again: every answer is saved.")
    assert waiting(page) == 0
    assert len(sent) == len(set(sent)) == 3
    assert answered_today(page) == 3


def test_kept_answers_outlive_the_page(
    page: Page, context: BrowserContext, tolerated: list[str], watch: Watch
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    context.set_offline(True)
    rate(page)
    rate(page, "Again")
    expect(page.locator("#kept")).to_be_visible()
    page.close()
    context.set_offline(False)
    later = watch(context.new_page())
    later.goto("/review/")
    all_sent(later)
    expect(later.locator("#kept")).to_be_hidden()
    assert answered_today(later) == 2


def test_undo_without_a_connection_takes_back_what_was_not_sent(
    page: Page, context: BrowserContext, tolerated: list[str]
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    before = front(page)
    context.set_offline(True)
    rate(page)
    expect(page.locator("#kept")).to_be_visible()
    page.keyboard.press("KeyU")
    assert front(page) == before
    expect(page.locator("#stem")).to_be_focused()
    expect(page.locator("#live")).to_have_text("Taken back. Here is the card again.")
    assert waiting(page) == 0
    context.set_offline(False)
    with page.expect_response(lambda response: response.url.endswith("/rate/")):
        rate(page)
    assert answered_today(page) == 1


def test_without_cards_at_hand_the_page_says_so_and_goes_on_by_itself(
    page: Page, context: BrowserContext, tolerated: list[str]
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    context.set_offline(True)
    for _ in range(9):
        rate(page)
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name=re.compile("^Good")).click()
    expect(page.locator("#kept")).to_contain_text("No more cards are at hand")
    expect(page.locator("#kept")).to_be_focused()
    context.set_offline(False)
    expect(page.locator("#stem")).to_be_focused()
    assert answered_today(page) == 10


# --- A page opened without a connection


def test_review_goes_on_after_a_reload_without_a_connection(
    page: Page,
    context: BrowserContext,
    tolerated: list[str],
    server: Server,
    accessible: Callable[[Page], None],
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    context.set_offline(True)
    given = [f"{card(page)}:3"]
    rate(page)
    expected, remaining = front(page), left(page)
    copy = page.reload()
    assert copy is not None
    assert copy.headers["content-security-policy"].startswith("default-src 'none'")
    expect(page.locator("#stem")).to_have_text(expected)
    expect(page.locator("#stem")).to_be_focused()
    expect(page.locator("#kept")).to_have_text(
        re.compile("^No connection: this page is a copy. One answer is kept on this device")
    )
    assert left(page) == remaining
    accessible(page)
    for name, rating in (("Again", 1), ("Good", 3)):
        given.append(f"{card(page)}:{rating}")
        rate(page, name)
    page.goto("/review/")  # today's page is the same copy
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()
    given.append(f"{card(page)}:1")
    rate(page, "Again")
    assert len({one.partition(":")[0] for one in given}) == 4
    context.set_offline(False)
    expect(page.locator("#kept")).to_have_text("Connected again: every answer is saved.")
    assert waiting(page) == 0
    assert prepare(server, LOG).split() == given


def test_undo_after_a_reload_without_a_connection(
    page: Page, context: BrowserContext, tolerated: list[str]
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    before = front(page)
    context.set_offline(True)
    rate(page)
    page.reload()
    expect(page.locator("#stem")).not_to_have_text(before)
    page.keyboard.press("KeyU")
    expect(page.locator("#stem")).to_have_text(before)
    expect(page.locator("#stem")).to_be_focused()
    assert waiting(page) == 0


def test_card_of_a_copy_stays_only_if_the_server_still_shows_it(
    page: Page, context: BrowserContext, tolerated: list[str], server: Server
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    stale = front(page)
    context.set_offline(True)
    page.reload()
    expect(page.locator("#stem")).to_have_text(stale)
    prepare(
        server,
        "from quizzes.models import Card\n"
        f"Card.objects.filter(pk={card(page)}).update(suspended='learner')",
    )
    context.set_offline(False)
    expect(page.locator("#stem")).not_to_have_text(stale)
    expect(page.locator("#stem")).to_be_focused()


def test_copies_go_with_their_learner(
    page: Page, context: BrowserContext, tolerated: list[str]
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    assert len(copies(page)) == 1
    page.get_by_role("button", name="Not you? Start afresh").click()
    page.locator("#main").get_by_role("button", name="Start afresh").click()
    expect(page.get_by_text("A fresh start")).to_be_visible()
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    context.set_offline(True)
    with pytest.raises(Error):  # in words that depend on how far the browser got
        page.goto("/review/card/")
    expect(page.locator("#player")).to_have_count(0)


def test_copies_go_when_nobody_is_at_work_any_more(page: Page, context: BrowserContext) -> None:
    begin(page)
    context.clear_cookies(name="session")
    page.goto("/about/")
    page.wait_for_function("async () => (await caches.keys()).length === 0")


# --- Faults of other kinds


def test_without_room_in_the_browser_the_page_asks_to_stay_open(
    page: Page, context: BrowserContext, tolerated: list[str]
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    context.set_offline(True)
    rate(page)
    expect(page.locator("#kept")).to_contain_text("leave it open until they are sent")
    context.set_offline(False)
    expect(page.locator("#kept")).to_have_text("Connected again: every answer is saved.")
    assert answered_today(page) == 1


def test_answer_of_somebody_else_than_the_server_is_none(page: Page) -> None:
    """Portals between a school and the world say 200 to whatever is sent."""
    begin(page)
    page.route("**/rate/", lambda route: route.fulfill(body="<h1>Log in to the network</h1>"))
    rate(page)
    expect(page.locator("#kept")).to_contain_text("One answer is kept on this device")
    page.unroute("**/rate/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#kept")).to_have_text("Connected again: every answer is saved.")
    assert answered_today(page) == 1


def test_answer_that_may_have_arrived_is_not_taken_back_on_the_device(
    page: Page, tolerated: list[str]
) -> None:
    tolerated.append(NO_LINE)
    begin(page)
    before = front(page)
    page.route("**/rate/", lambda route: route.abort())
    rate(page)
    expect(page.locator("#kept")).to_contain_text("One answer is kept on this device")
    page.keyboard.press("KeyU")
    expect(page.locator("#kept")).to_contain_text("The last answer may have arrived")
    assert front(page) != before
    assert waiting(page) == 1


def test_answer_is_sent_under_a_session_begun_anew(page: Page, tolerated: list[str]) -> None:
    """A log-in in another tab changes what forms are signed with."""
    tolerated.append(r"status of 403 ")
    begin(page)
    page.context.clear_cookies(name="csrf")
    with page.expect_response(lambda r: r.url.endswith("/rate/") and r.status == 204):
        rate(page)
    assert waiting(page) == 0


def test_session_that_ended_leaves_the_answer_and_says_so(page: Page, tolerated: list[str]) -> None:
    begin(page)
    page.context.clear_cookies(name="session")
    rate(page)
    expect(page.locator("#kept")).to_contain_text("Your session has ended")
    expect(page.locator("#kept").get_by_role("link")).to_be_visible()
    expect(page.locator("#stem")).to_be_focused()
    assert waiting(page) == 1


# --- For everybody


@pytest.mark.parametrize(("width", "colours"), [(320, "light"), (360, "dark"), (1280, "light")])
def test_every_state_is_accessible_and_fits(
    page: Page, accessible: Callable[[Page], None], width: int, colours: str
) -> None:
    page.set_viewport_size({"width": width, "height": 1600})
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]

    def sound() -> None:
        accessible(page)
        assert sideways(page) == 0

    page.goto("/review/")
    sound()
    page.goto("/cards/")
    sound()
    begin(page)
    sound()
    page.locator(".review-more > summary").click()
    page.locator("[data-note] > summary").click()
    sound()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show the answer").click()
    sound()
    page.get_by_role("button", name=re.compile("^Good")).click()
    expect(page.locator("#back")).to_be_hidden()
    sound()
    for address in ("/review/", "/review/preferences/", "/cards/", "/cards/new/"):
        page.goto(address)
        sound()
