import re

import pytest
from django.urls import reverse

from quizzes.actions import sets, writing
from quizzes.models import Question
from tests.factories import NOON, TopicFactory, UserFactory, choice_question, ordering_question
from tests.kinds import set_of
from tests.sets import filled
from tests.sets import teacher as a_teacher

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"


@pytest.fixture
def teacher(client):
    made = a_teacher()
    client.force_login(made, backend=BACKEND)
    return made


def page(client, name, made, **query) -> str:
    return client.get(reverse(name, args=[made.pk]), query).content.decode()


def test_paper_has_lines_for_a_name_and_no_key(client, teacher):
    made = filled(teacher, count=2)
    html = page(client, "paper", made)
    assert "Circle the letter of the right answer." in html
    assert html.count('class="sheet-item"') == 2
    assert "Right answer" not in html
    assert "It was as" not in html
    assert "is-right" not in html


def test_versions_are_sheets_of_their_own(client, teacher):
    html = page(client, "paper", filled(teacher), versions=3)
    assert [f"Version {name}" in html for name in "ABCD"] == [True, True, True, False]
    assert html.count('<article class="sheet"') == 3


def test_answer_sheet_stands_beside_each_version(client, teacher):
    html = page(client, "paper", filled(teacher), versions=2, sheet="on")
    assert html.count("Answer sheet") >= 2
    assert html.count('<article class="sheet"') == 4
    assert "Write your answers on the answer sheet." in html


def test_large_type_is_a_class_of_the_sheets(client, teacher):
    made = filled(teacher)
    assert "is-large" in page(client, "paper", made, large="on")
    assert "is-large" not in page(client, "paper", made)


def test_ordering_has_a_box_for_each_card(client, teacher):
    made = sets.create(
        owner=teacher, title="T", questions=[ordering_question(TopicFactory(), cards=5)], now=NOON
    )
    html = page(client, "paper", made)
    assert html.count('class="sheet-box"') == 5
    assert "1 is the earliest" in html


def test_paper_and_key_of_every_kind(client, teacher):
    made = set_of(owner=teacher)
    assert page(client, "paper", made).count('class="sheet-answer"') >= 3
    key = page(client, "paper_key", made)
    asked = made.entries.exclude(question__kind="flashcard")
    assert key.count('class="sheet-item"') == asked.count()


def test_weights_are_told_where_they_differ(client, teacher):
    made = filled(teacher, count=2)
    assert "points in all" not in page(client, "paper", made)
    made.entries.filter(position=1).update(weight=2.5)
    html = page(client, "paper", made)
    assert "3.5 points in all." in html
    assert "(2.5 p.)" in html


def test_link_to_the_key_leads_to_the_key_that_fits(client, teacher):
    made = filled(teacher, count=4)
    html = page(client, "paper", made, versions=2, seed=77)
    address = re.search(r'href="([^"]+/key/[^"]+)"', html)
    code = re.search(r"Paper (77-[0-9a-f]{4})", html)
    assert address is not None
    assert code is not None
    key = client.get(address[1].replace("&amp;", "&")).content.decode()
    assert f"Paper {code[1]}" in key
    assert "questions of the set have changed" not in key


def test_key_tells_letters_citations_and_sources(client, teacher):
    html = page(client, "paper_key", filled(teacher, count=2), seed=77)
    assert "the builder a" in html
    assert "A made-up chronicle, Beginnings (the chronicler)" in html
    assert "https://example.org/chronicle<" in html


def test_key_to_a_paper_printed_before_a_change_says_so(client, teacher):
    question = choice_question(TopicFactory())
    Question.objects.filter(pk=question.pk).update(origin="written", owner=teacher)
    made = sets.create(owner=teacher, title="T", questions=[question], now=NOON)
    code = re.search(r"Paper (77-[0-9a-f]{4})", page(client, "paper", made, seed=77))
    assert code is not None
    item = question.current.item
    writing.revise(
        question=question,
        item=type(item)(**{**item.__dict__, "stem": "Another stem?"}),
        topic=question.topic,
        author=teacher,
        now=NOON,
    )
    html = page(client, "paper_key", made, seed=77, code=code[1])
    assert f"not to {code[1]}" in html


def test_colleague_prints_a_shared_set_and_a_learner_prints_none(client, teacher):
    made = filled(a_teacher(), visibility="public")
    assert client.get(reverse("paper", args=[made.pk])).status_code == 200
    client.force_login(UserFactory(), backend=BACKEND)
    for name in ("paper", "paper_key"):
        assert client.get(reverse(name, args=[made.pk])).status_code == 404


def test_empty_set_says_that_there_is_nothing_to_print(client, teacher):
    made = sets.create(owner=teacher, title="T", now=NOON)
    assert "There is nothing to print" in page(client, "paper", made)


@pytest.mark.parametrize("wrong", [{"versions": "9"}, {"seed": "x"}, {"seed": "0"}])
def test_odd_wishes_are_passed_over(client, teacher, wrong):
    made = filled(teacher, count=1)
    assert 'class="sheet-item"' in page(client, "paper", made, **wrong)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_of_a_paper_do_not_grow(client, teacher, django_assert_num_queries, count):
    made = filled(teacher, count=count)
    # Session, user, set, entries, drawn questions (none).
    with django_assert_num_queries(4):
        client.get(reverse("paper", args=[made.pk]), {"versions": 4, "seed": 5})
