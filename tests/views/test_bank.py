import re

import pytest
from django.urls import reverse

from quizzes.actions import writing
from quizzes.models import Pack, Question
from quizzes.reports import bank as report
from tests.factories import (
    NOON,
    PackFactory,
    TopicFactory,
    UserFactory,
    choice_question,
    ordering_question,
)
from tests.sets import choices, filled
from tests.sets import teacher as a_teacher

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"


@pytest.fixture
def teacher(client):
    made = a_teacher()
    client.force_login(made, backend=BACKEND)
    return made


def change(question, **columns) -> None:
    Question.objects.filter(pk=question.pk).update(**columns)


def named(count: int, **columns) -> list[Question]:
    made = choices(count)
    for question in made:
        change(question, search_text=f"question {question.pk}", **columns)
    return made


def page(client, **query) -> str:
    return client.get(reverse("bank"), query).content.decode()


def found(client, questions, **query) -> list[Question]:
    """Those of ``questions`` that the page shows."""
    html = page(client, **query)
    return [q for q in questions if q.current.item.stem in html]


def test_search_finds_all_words_in_any_case_and_script(client, teacher):
    one, other = choices(2)
    change(one, search_text="хто заклав фортецю над донцем")
    change(other, search_text="хто заклав слободу")
    assert found(client, [one, other], q="ФОРТЕЦЮ хто") == [one]


@pytest.mark.parametrize(
    ("columns", "query"),
    [
        ({"kind": "ordering"}, {"kind": "ordering"}),
        ({"level": "hard"}, {"level": "hard"}),
        ({"origin": "imported", "visibility": "school"}, {"origin": "imported"}),
        ({"status": "retired"}, {"status": "retired"}),
        ({"flags": ["C2"]}, {"flags": "some"}),
        ({"facility": 0.2}, {"results": "few"}),
        ({"facility": 0.5}, {"results": "some"}),
        ({"facility": 0.9}, {"results": "most"}),
    ],
)
def test_filter_leaves_what_fits(client, teacher, columns, query):
    fitting, other = named(2)
    change(fitting, **columns)
    assert found(client, [fitting, other], **query) == [fitting]


def test_filter_of_topics_and_of_questions_without_remarks(client, teacher):
    fitting, other = choice_question(TopicFactory()), choice_question(TopicFactory())
    assert found(client, [fitting, other], topic=fitting.topic_id) == [fitting]
    change(other, flags=["C2"])
    assert found(client, [fitting, other], flags="none") == [fitting]


def test_mine_and_not_mine(client, teacher):
    mine, theirs = named(2, origin="written", visibility="school")
    change(mine, owner=teacher)
    change(theirs, owner=a_teacher())
    assert found(client, [mine, theirs], whose="mine") == [mine]
    assert found(client, [mine, theirs], whose="shared") == [theirs]


def test_private_questions_of_others_and_of_hidden_packs_are_not_there(client, teacher):
    hidden = PackFactory(visibility="private", owner=a_teacher())
    theirs = named(1, origin="written", visibility="private", owner=a_teacher())[0]
    of_pack = choice_question(TopicFactory(pack=hidden))
    assert found(client, [theirs, of_pack]) == []


def test_most_often_missed_stand_first_and_unknown_last(client, teacher):
    unknown, right, missed = named(3)
    change(right, facility=0.9)
    change(missed, facility=0.1)
    html = page(client, sort="missed")
    places = [html.index(q.current.item.stem) for q in (missed, right, unknown)]
    assert places == sorted(places)


def test_preview_shows_the_question_and_below_it_the_key(client, teacher):
    choices(1)
    html = page(client)
    assert html.index('class="preview-asked"') < html.index('class="preview-key')
    assert "A made-up chronicle" in html


def test_pages_go_on_with_the_filters(client, teacher, monkeypatch):
    monkeypatch.setattr(report, "A_PAGE", 2)
    topic = TopicFactory()
    choices(3, topic=topic)
    html = page(client, topic=topic.pk)
    following = re.search(r'class="pager-next" href="([^"]+)"', html)
    assert following is not None
    assert f"topic={topic.pk}" in following[1]
    second = client.get(following[1].replace("&amp;", "&")).content.decode()
    assert second.count('class="entry"') == 1
    assert "Page 2 of 2" in second


def test_page_beyond_the_last_is_the_last(client, teacher):
    choices(1)
    assert "1 question" in page(client, page=99)


def test_counting_stops_where_it_would_cost(client, teacher, monkeypatch):
    monkeypatch.setattr(report, "COUNTED", 2)
    choices(3)
    assert "More than 2 questions" in page(client)


def test_nonsense_filters_nothing(client, teacher):
    made = choices(2)
    query = {"topic": "x", "kind": "song", "page": "-1", "sort": "size", "q": "\x00"}
    assert found(client, made, **query) == made


def test_nothing_found_says_what_to_do(client, teacher):
    assert "Take all filters off" in page(client, q="nowhere")


def test_filters_answer_htmx_with_the_list_alone(client, teacher):
    response = client.get(reverse("bank"), headers={"HX-Request": "true"})
    assert response.content.decode().startswith('<div id="found"')


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_of_the_bank_do_not_grow(client, teacher, django_assert_num_queries, count):
    topic = TopicFactory()
    for _ in range(count):
        ordering_question(topic)
    # Session, user, packs, topics, count, ids, rows, attached documents.
    with django_assert_num_queries(8):
        client.get(reverse("bank"))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_of_picking_do_not_grow(client, teacher, django_assert_num_queries, count):
    made = filled(teacher, count=1)
    choices(count)
    # As the bank, with the set and what it holds.
    with django_assert_num_queries(10):
        client.get(reverse("set_pick", args=[made.pk]))


# --- Languages


@pytest.fixture
def two_languages():
    """A question of an English pack, and a later one of its translation."""
    english = TopicFactory()
    translated = PackFactory(translation_of=english.pack, language="uk")
    return choice_question(english), choice_question(TopicFactory(pack=translated))


def test_bank_begins_in_the_language_of_the_first_pack(client, teacher, two_languages):
    english, _ukrainian = two_languages
    assert found(client, two_languages) == [english]
    assert 'value="en" selected' in page(client)


def test_bank_begins_in_the_language_that_was_chosen_for_the_content(
    client, teacher, two_languages
):
    client.cookies["content_language"] = "uk"
    assert found(client, two_languages) == [two_languages[1]]


@pytest.mark.parametrize(
    ("language", "places"), [("uk", [1]), ("en", [0]), ("", [0, 1]), ("xx", [0, 1])]
)
def test_bank_shows_the_language_asked_for(client, teacher, two_languages, language, places):
    assert found(client, two_languages, language=language) == [two_languages[n] for n in places]


def test_what_may_stand_in_any_language_is_looked_for_in_all(client, teacher, two_languages):
    _english, ukrainian = two_languages
    change(ukrainian, search_text="хто заклав фортецю")
    assert found(client, two_languages, q="фортецю") == [ukrainian]
    assert found(client, two_languages, topic=ukrainian.topic_id) == [ukrainian]


def test_ones_own_questions_on_no_topic_are_shown_in_each_language(client, teacher, two_languages):
    own = writing.own_topic(teacher=teacher, now=NOON)
    assert str(own) == "Other questions"
    Pack.objects.filter(pk=own.pack_id).update(language="uk")
    mine = choice_question(own)
    for language, other in zip(("en", "uk"), two_languages, strict=True):
        assert found(client, [mine, *two_languages], language=language) == [mine, other]


def test_bank_in_one_language_asks_for_none(client, teacher):
    choices(1)
    assert 'name="language"' not in page(client)


def test_picking_begins_in_the_language_of_the_set(client, teacher, two_languages):
    made = filled(teacher, count=1)
    made.entries.update(question=two_languages[1])
    address = reverse("set_pick", args=[made.pk])
    assert 'value="uk" selected' in client.get(address).content.decode()


def test_bank_is_closed_to_learners(client):
    client.force_login(UserFactory(), backend=BACKEND)
    assert client.get(reverse("bank")).status_code == 404
