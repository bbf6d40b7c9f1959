"""What the tests of the quiz's pages share."""

import re
from typing import Any
from uuid import uuid4

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quizzes.actions import attempts
from quizzes.actions.drawing import QuizOptions
from quizzes.kinds import Kind
from quizzes.models import Attempt, User
from tests.factories import (
    NOON,
    TopicFactory,
    UserFactory,
    bank,
    choice_question,
    ordering_question,
)

HTMX = {"HX-Request": "true"}


def begin(learner: User | None = None, **options: Any) -> Attempt:
    return attempts.start(
        learner=learner or UserFactory.create(), options=QuizOptions(**options), seed=1, now=NOON
    )


def choice_attempt(learner: User | None = None, *, of: int = 1, **fields: Any) -> Attempt:
    topic = TopicFactory()
    for _ in range(of):
        choice_question(topic, **fields)
    return begin(learner, length=of, kinds=(Kind.CHOICE,))


def ordering_attempt(learner: User | None = None) -> Attempt:
    ordering_question(TopicFactory())
    return begin(learner, length=1, kinds=(Kind.ORDERING,))


def long_attempt(learner: User, *, length: int) -> Attempt:
    bank(topics=10, choices=6, orderings=1)
    return begin(learner, length=length)


def item_url(attempt: Attempt, position: int = 1) -> str:
    return reverse("attempt_item", args=[attempt.pk, position])


def answer_url(attempt: Attempt, position: int = 1) -> str:
    return reverse("answer", args=[attempt.pk, position])


def place_of(attempt: Attempt, option: int, position: int = 1) -> int:
    """The display place of the item's option (or event) number ``option``."""
    return attempt.items.get(position=position).shuffle.index(option) + 1


def send(
    client: Client, attempt: Attempt, position: int = 1, *, htmx: bool = True, **fields: Any
) -> HttpResponse:
    data = {"token": str(uuid4()), **fields}
    headers = HTMX if htmx else {}
    return client.post(answer_url(attempt, position), data, headers=headers)


def statements(captured: CaptureQueriesContext) -> list[str]:
    """The queries without those that only frame a transaction."""
    frames = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [q["sql"] for q in captured if not q["sql"].startswith(frames)]


def queries() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


def without_tokens(html: str) -> str:
    """What two pages may differ in: the tokens against forged and repeated requests."""
    html = re.sub(r'("X-CSRFToken": ")[^"]+', r"\1", html)
    return re.sub(r'(name="(?:csrfmiddlewaretoken|token)" value=")[^"]+', r"\1", html)
