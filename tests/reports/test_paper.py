from dataclasses import replace

import pytest

from quizzes.actions import sets, writing
from quizzes.items import Choice
from quizzes.kinds import Kind
from quizzes.models import Question
from quizzes.reports.paper import paper
from tests.factories import (
    NOON,
    TopicFactory,
    choice_question,
    flashcard_question,
    ordering_question,
)
from tests.kinds import set_of
from tests.sets import filled, teacher

pytestmark = pytest.mark.django_db


def printed(made, seed=5, versions=2):
    return paper(made, seed=seed, versions=versions)


def test_same_seed_gives_the_same_paper_and_another_one_another():
    made = filled(teacher(), count=8)
    assert printed(made) == printed(made)
    assert printed(made).versions != printed(made, seed=6).versions


def test_versions_have_the_same_questions_in_another_order():
    first, second = printed(filled(teacher(), count=8)).versions
    stems = [[item.stem for item in version.items] for version in (first, second)]
    assert stems[0] != stems[1]
    assert sorted(stems[0]) == sorted(stems[1])


def test_first_version_follows_the_set():
    made = filled(teacher(), count=5)
    first = printed(made, versions=4).versions[0]
    entries = made.entries.select_related("question__current").order_by("position")
    assert [item.stem for item in first.items] == [
        entry.question.current.item.stem for entry in entries
    ]


def test_letter_of_the_key_stands_before_the_right_option_in_each_version():
    for version in printed(filled(teacher(), count=6), versions=4).versions:
        for item in version.items:
            (mark,) = item.answer
            text = next(line.text for line in item.lines if line.mark == mark)
            assert text == item.shown.key[0].text


def test_numbers_of_an_ordering_put_the_printed_cards_into_their_right_order():
    made = sets.create(
        owner=teacher(), title="T", questions=[ordering_question(TopicFactory(), cards=6)], now=NOON
    )
    (item,) = printed(made, versions=1).versions[0].items
    by_number = dict(zip(item.answer, (line.text for line in item.lines), strict=True))
    assert [by_number[str(n)] for n in range(1, 7)] == [line.text for line in item.shown.key]


def test_every_kind_has_a_form_on_paper_and_a_key():
    made = printed(set_of(), versions=1)
    by_kind = {item.kind: item for item in made.versions[0].items}
    assert set(by_kind) >= set(Kind) - {Kind.FLASHCARD}
    for kind in (Kind.CHOICE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.ORDERING):
        assert by_kind[kind].answer
        assert len(by_kind[kind].lines) >= 2
    for kind in (Kind.SHORT, Kind.NUMERICAL, Kind.DATE):
        assert by_kind[kind].lines == ()
        assert by_kind[kind].shown.key


def test_flashcards_are_left_out_as_in_a_quiz():
    topic = TopicFactory()
    questions = [choice_question(topic), flashcard_question(topic)]
    made = printed(sets.create(owner=teacher(), title="T", questions=questions, now=NOON))
    assert (len(made.explained), made.cards) == (1, 1)


def test_numbers_and_dates_keep_their_ascending_order():
    question = choice_question(TopicFactory(), ordered=True)
    made = sets.create(owner=teacher(), title="T", questions=[question], now=NOON)
    texts = [option.text for option in question.current.item.options]
    for version in printed(made, versions=4).versions:
        assert [line.text for line in version.items[0].lines] == texts


def test_key_tells_the_number_of_a_question_in_each_version():
    made = printed(filled(teacher(), count=5), versions=3)
    for one in made.explained:
        for name, number in one.numbers:
            version = next(v for v in made.versions if v.name == name)
            assert version.items[number - 1].stem == one.shown.stem


def test_code_changes_with_the_wording_of_a_question():
    made = filled(teacher(), count=2)
    before = printed(made).code
    question = made.entries.first().question
    Question.objects.filter(pk=question.pk).update(origin="written")
    item = question.current.item
    assert isinstance(item, Choice)
    writing.revise(
        question=question,
        item=replace(item, stem="Another stem for it?"),
        topic=question.topic,
        author=teacher(),
        now=NOON,
    )
    after = printed(made).code
    assert before.partition("-")[0] == after.partition("-")[0] == "5"
    assert before != after


def test_sources_stand_once_without_the_fragment_of_a_passage():
    (source,) = printed(filled(teacher(), count=3)).sources
    assert (source.title, source.url) == ("A made-up chronicle", "https://example.org/chronicle")


def test_letters_are_those_of_the_language():
    question = choice_question(TopicFactory(), language="uk")
    made = sets.create(owner=teacher(), title="T", questions=[question], now=NOON)
    lines = printed(made).versions[0].items[0].lines
    assert [line.mark for line in lines] == ["А", "Б", "В", "Г"]
