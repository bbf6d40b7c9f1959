"""A set with a question of every kind, for the tests of taking one."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict

from quizzes.forms.quiz import AnswerForm
from quizzes.grading import Chosen, Ordered, Picked, Response, Typed
from quizzes.items import TRUE, AnyItem, Choice, Multiple, Ordering, TrueFalse
from quizzes.models import Attempt, AttemptItem, QuestionSet, SetEntry, Topic, User
from quizzes.models.people import Role
from tests.factories import NOON, FactFactory, TopicFactory, UserFactory, question
from tests.grading.items import one_of_each

TYPED = {"short": "Donets", "numerical": "3", "date": "27 вересня 1680"}
WRONG = {"short": "Dnipro", "numerical": "4", "date": "1999"}


def set_of(
    *items: AnyItem, owner: User | None = None, topic: Topic | None = None, **columns: Any
) -> QuestionSet:
    """``items`` (one of each kind, if none are given) as questions, each on a fact of its own."""
    topic = topic or TopicFactory.create()
    given = {"title": "Every kind", "created_at": NOON, "changed_at": NOON}
    made: QuestionSet = QuestionSet.objects.create(
        owner=owner or UserFactory.create(role=Role.TEACHER), **(given | columns)
    )
    for position, item in enumerate(items or one_of_each(), start=1):
        facts = [FactFactory.create(topic=topic, slug=f"{slug}-{position}") for slug in item.facts]
        named = _on(item, [fact.slug for fact in facts])
        SetEntry.objects.create(
            question_set=made,
            position=position,
            question=question(named, topic=topic, facts=facts),
        )
    return made


def _on(item: AnyItem, slugs: list[str]) -> AnyItem:
    if isinstance(item, Ordering):
        events = (replace(e, fact=slug) for e, slug in zip(item.events, slugs, strict=True))
        return replace(item, facts=tuple(slugs), events=tuple(events))
    return replace(item, facts=tuple(slugs))


def right_response(item: AnyItem) -> Response:
    match item:
        case Choice() | TrueFalse():
            return Chosen(option=item.key)
        case Multiple():
            return Picked(options=item.keys)
        case Ordering():
            return Ordered(events=tuple(event.id for event in item.events))
        case _:
            return Typed(text=TYPED[str(item.kind)])


def right_fields(shown: AttemptItem) -> dict[str, Any]:
    """What a browser sends for the right answer."""
    item = shown.version.item
    match item:
        case Choice():
            index = next(i for i, option in enumerate(item.options) if option.id == item.key)
            return {"place": shown.shuffle.index(index) + 1}
        case TrueFalse():
            return {"place": 1 if item.key == TRUE else 2}
        case Multiple():
            keys = [i for i, option in enumerate(item.options) if option.id in item.keys]
            return {"place": [shown.shuffle.index(i) + 1 for i in keys]}
        case Ordering():
            return {"order": [shown.shuffle.index(i) + 1 for i in range(len(item.events))]}
        case _:
            return {"typed": TYPED[str(item.kind)]}


def wrong_fields(shown: AttemptItem) -> dict[str, Any]:
    item = shown.version.item
    right = right_fields(shown)
    match item:
        case Choice() | TrueFalse():
            return {"place": 1 if right["place"] != 1 else 2}
        case Multiple():
            return {"place": [p for p in range(1, 5) if p not in right["place"]]}
        case Ordering():
            return {"order": right["order"][::-1]}
        case _:
            return {"typed": WRONG[str(item.kind)]}


def at_kind(attempt: Attempt, kind: str) -> AttemptItem:
    found: AttemptItem = attempt.items.select_related("version__question").get(
        version__question__kind=kind
    )
    return found


def read(shown: AttemptItem, **fields: Any) -> Response | None:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, [str(one) for one in (value if isinstance(value, list) else [value])])
    form = AnswerForm(data, item=shown.version.item, shuffle=shown.shuffle)
    form.is_valid()
    return form.response
