"""Every item of the shipped pack, as the player draws it: no key before the answer, and a swap
that a bad connection carries."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from quizzes import generator
from quizzes.factbase.reading import read_pack
from quizzes.items import AnyItem, Choice, Ordering, to_json
from quizzes.models import Answer, Attempt, AttemptItem, QuestionVersion
from quizzes.reports.attempts import asked, told

PACK = Path(__file__).resolve().parent.parent.parent / "fixtures" / "izium"
SWAP_LIMIT = 8 * 1024  # bytes, before compression and without the river line
ON_THE_WIRE = 2 * 1024  # the same, compressed
TOKEN = UUID(int=7)


@pytest.fixture(scope="module")
def items() -> list[Choice | Ordering]:
    pack = read_pack(PACK)
    bank = generator.build(pack, seed=pack.seed)
    return [item for item in bank.items if isinstance(item, Choice | Ordering)]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_page_of_no_item_tells_its_key(items):
    """Under another key, or another right order, the page is the same byte for byte."""
    for item in items:
        pages = {question_page(other, shuffle) for other, shuffle in under_other_keys(item)}
        assert len(pages) == 1, item.identity


def test_page_of_no_item_holds_what_is_told_afterwards(items):
    for item in items:
        page = question_page(item, list(range(len(parts(item)))))
        assert not any(citation.url in page for citation in item.citations if citation.url)
        if isinstance(item, Ordering):
            assert not [e.date for e in item.events if re.search(rf"\b{re.escape(e.date)}\b", page)]


def test_feedback_of_every_item_fits_a_swap(items):
    pages = {item.identity: feedback_page(item).encode() for item in items}
    longest = max(pages, key=lambda identity: len(pages[identity]))
    assert len(pages[longest]) < SWAP_LIMIT, longest
    assert max(len(gzip.compress(page)) for page in pages.values()) < ON_THE_WIRE


def parts(item: AnyItem) -> tuple:
    return item.options if isinstance(item, Choice) else item.events


def under_other_keys(item: AnyItem):
    """The same item on screen, each time with another key, or the right order turned about."""
    if isinstance(item, Choice):
        proofs = [option.proof for option in item.options if option.proof]
        for key in item.options:
            options = tuple(
                replace(o, proof=None if o.id == key.id else (o.proof or proofs[0]))
                for o in item.options
            )
            yield replace(item, key=key.id, options=options), list(range(len(options)))
        return
    for turn in range(len(item.events)):
        events = item.events[turn:] + item.events[:turn]
        yield replace(item, events=events), [events.index(event) for event in item.events]


def shown(item: AnyItem, shuffle: list[int]) -> AttemptItem:
    version = QuestionVersion(content=to_json(item), number=1)
    attempt = Attempt(pk=UUID(int=1), length=50)
    return AttemptItem(attempt=attempt, position=1, version=version, shuffle=shuffle)


def question_page(item: AnyItem, shuffle: list[int]) -> str:
    item_shown = shown(item, shuffle)
    context = {
        "attempt": item_shown.attempt,
        "shown": item_shown,
        "asked": asked(item_shown),
        "token": TOKEN,
    }
    return render_to_string("quiz/question.html", context)


def feedback_page(item: AnyItem) -> str:
    """Of a wrong answer, which is the longest."""
    item_shown = shown(item, list(range(len(parts(item)))))
    if isinstance(item, Choice):
        response = {"chosen": next(o.id for o in item.options if o.id != item.key)}
    else:
        response = {"order": [event.id for event in reversed(item.events)]}
    answer = Answer(response=response, score=0, position=1)
    context = {
        "attempt": item_shown.attempt,
        "shown": item_shown,
        "told": told(item_shown, answer),
        "next_position": 2,
    }
    return render_to_string("quiz/feedback.html", context)
