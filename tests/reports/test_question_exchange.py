"""The questions of a set on their way out."""

from dataclasses import replace

import pytest

from quizzes.actions import question_exchange as exchange
from quizzes.actions import sets
from quizzes.exchange import formats
from quizzes.exchange.formats import Format
from quizzes.models.people import Role
from quizzes.reports.question_exchange import leaving
from tests.exchange.questions import Maker
from tests.factories import NOON, TopicFactory, UserFactory, choice_question, ordering_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return UserFactory(role=Role.TEACHER)


def test_questions_leave_in_the_order_of_the_set_under_their_topic(teacher):
    topic = TopicFactory(title="River / town")
    asked = [ordering_question(topic), choice_question(topic)]
    made = sets.create(owner=teacher, title="Mine", questions=asked, now=NOON)
    sets.add_from_topic(question_set=made, topic=topic, count=3, now=NOON)

    found = leaving(made, with_sources=False)

    assert [question.item.kind for question in found.questions] == ["ordering", "choice"]
    assert {question.category for question in found.questions} == {"River // town"}
    assert found.drawn == 3


def test_sources_go_as_lines_below_the_explanation(teacher):
    question = choice_question(TopicFactory())
    made = sets.create(owner=teacher, title="Mine", questions=[question], now=NOON)
    [citation, *_others] = question.current.item.citations

    [plain] = leaving(made, with_sources=False).questions
    [told] = leaving(made, with_sources=True).questions

    assert plain.item.citations
    assert told.item.citations == ()
    assert told.item.explanation.startswith(plain.item.explanation)
    assert citation.source_title in told.item.explanation
    assert citation.url in told.item.explanation


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_set_costs_the_same_queries_however_long(teacher, count, django_assert_num_queries):
    topic = TopicFactory()
    asked = [choice_question(topic) for _ in range(count)]
    made = sets.create(owner=teacher, title="Mine", questions=asked, now=NOON)

    with django_assert_num_queries(1):
        leaving(made, with_sources=True)


@pytest.mark.parametrize("format", [Format.GIFT, Format.MOODLE_XML])
def test_what_was_taken_in_goes_out_as_it_came(teacher, format):
    before = Maker(21, is_xml=format is Format.MOODLE_XML).questions(40)
    before = [replace(q, category=q.category or "Other") for q in before]
    data = formats.write(before, format=format).data
    pending = exchange.keep(owner=teacher, name="x", data=data, format=format, now=NOON)

    made = exchange.take_over(
        owner=teacher,
        pending_id=pending.pk,
        topic=TopicFactory(),
        question_set=None,
        title="All",
        now=NOON,
    ).pending.question_set

    after = leaving(made, with_sources=True).questions
    assert formats.write(after, format=format).data == data
