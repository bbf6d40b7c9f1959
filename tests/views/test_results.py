import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from quizzes.analysis import Concern, Finding
from quizzes.models import Attempt
from quizzes.reports.results import attempts_at, results
from tests.assigned import assigned, classroom, join, teacher_of
from tests.factories import NOON
from tests.graded import BACKEND, question_at, rekeyed, taken, work
from tests.views.quiz import HTMX, queries, statements
from tests.views.test_gradebook import words_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return classroom()


@pytest.fixture
def teacher(client, room):
    client.force_login(teacher_of(room), backend=BACKEND)
    return teacher_of(room)


def page_of(client, name, *args, **asked) -> str:
    return client.get(reverse(name, args=args), asked).content.decode()


def test_results_of_nothing_say_what_comes(client, teacher, room):
    given = work(room)
    assert "Nobody has handed in yet." in page_of(client, "assignment_results", given.pk)


def test_results_tell_words_before_figures(client, teacher, room):
    given = work(room, of=2)
    for _ in range(4):
        taken(given, given="ba")
    page = page_of(client, "assignment_results", given.pk)
    told = words_in(page)
    assert "4 pupils: on average 50 %." in told
    assert "Please check More pupils chose “the builder b” (4) than the key" in told
    assert page.index("Please check") < page.index("Who chose what")
    assert reverse("question_edit", args=[question_at(given).pk]) in page


def test_results_switch_to_all_attempts(client, teacher, room):
    given, pupil = work(room, of=2), join(room)
    taken(given, pupil, "bb")
    taken(given, pupil, "aa", now=NOON + timedelta(hours=1))
    first = words_in(page_of(client, "assignment_results", given.pk))
    every = words_in(page_of(client, "assignment_results", given.pk, attempts="all"))
    assert "on average 0 %." in first
    assert "1 pupil, 2 attempts: on average 50 %." in every


def test_results_come_as_a_fragment_too(client, teacher, room):
    given = work(room)
    taken(given, given="aaa")
    response = client.get(reverse("assignment_results", args=[given.pk]), headers=HTMX)
    assert response.content.decode().lstrip().startswith('<div class="stack-l" id="results">')


def test_results_lead_to_a_regrade_where_the_key_was_changed(client, teacher, room):
    given = work(room, of=1)
    taken(given, given="b")
    question = rekeyed(question_at(given), "b", author=teacher).question
    page = page_of(client, "assignment_results", given.pk)
    assert reverse("question_regrade", args=[question.pk]) in page


def test_results_of_a_deck_are_not_found(client, teacher, room):
    deck = assigned(room, exam_day=(NOON + timedelta(days=9)).date())
    assert client.get(reverse("assignment_results", args=[deck.pk])).status_code == 404


def test_question_tells_who_chose_what(client, teacher, room):
    given = work(room, of=1)
    for letter in "aab":
        taken(given, given=letter)
    told = words_in(page_of(client, "question_results", given.pk, question_at(given).pk))
    assert "the builder a key 2 67 %" in told
    assert "the builder b 1 33 %" in told


def test_question_that_was_not_asked_is_not_found(client, teacher, room):
    given, other = work(room), work(room)
    taken(given, given="aaa")
    strange = reverse("question_results", args=[given.pk, question_at(other).pk])
    assert client.get(strange).status_code == 404


def test_set_is_told_over_all_work(client, teacher, room):
    given = work(room)
    other = work(classroom(teacher, name="9-А"))
    other.question_set = given.question_set
    other.save()
    taken(given, given="aaa")
    taken(other, given="bbb")
    told = words_in(page_of(client, "set_results", given.question_set_id))
    assert "2 pupils: on average 50 % of the points." in told


def test_attempts_of_a_pupil_are_listed_with_the_one_that_counts(client, teacher, room):
    given, pupil = work(room, of=2), join(room)
    taken(given, pupil, "ab")
    taken(given, pupil, "aa", now=NOON + timedelta(hours=1))
    told = words_in(page_of(client, "pupil_attempts", given.pk, pupil.pk))
    assert "The grade is 100 %: the best attempt." in told
    assert re.search(r"Attempt 2 .* 100 % counts Attempt 1 .* 50 %$|100 % counts", told)


def test_attempts_of_nobody_in_the_class_are_not_found(client, teacher, room):
    given = work(room)
    stranger = join(classroom())
    address = reverse("pupil_attempts", args=[given.pk, stranger.pk])
    assert client.get(address).status_code == 404


def test_results_take_as_many_queries_for_a_class_as_for_one(client, teacher, room):
    counts = set()
    given = work(room, of=2)
    for more in (1, 2, 27):
        for _ in range(more):
            taken(given, given="ab")
        page_of(client, "assignment_results", given.pk)
        with queries() as captured:
            page_of(client, "assignment_results", given.pk)
        counts.add(len(statements(captured)))
    assert len(counts) == 1


PARAMS = {
    "answers": 3,
    "needed": 7,
    "option": "b",
    "chosen": 4,
    "key": "a",
    "keyed": 1,
    "index": -20.0,
    "strong": 0.25,
    "weak": 0.5,
    "efficiency": 9.0,
    "facility": 0.1,
    "guess": 0.25,
    "strong_size": 4,
    "weak_size": 5,
    "seconds": 90.0,
    "usual": 30.0,
    "skipped": 4,
    "asked": 9,
}
CODES = (
    *("too-few", "nobody-right", "rival", "strong-wrong-more", "low-efficiency"),
    *("no-better-than-guessing", "too-hard", "too-easy", "strong-distractor"),
    *("unused-distractor", "slow", "often-skipped", "works-well", "no-fault"),
)
QUIZ_CODES = (*("too-few", "too-hard", "too-easy", "reliable", "fairly-reliable", "unreliable"),)


def test_every_finding_is_spoken(room):
    given = work(room, of=1)
    taken(given, given="b")
    (item,) = results(attempts_at(given)).items
    spoken = {
        code: words_in(
            render_to_string(
                "results/finding.html",
                {"finding": Finding(code=code, concern=Concern.NOTE, params=PARAMS), "item": item},
            )
        )
        for code in CODES
    }
    assert [code for code, words in spoken.items() if len(words) < 15] == []
    assert len(set(spoken.values())) == len(CODES)
    assert "“the builder b”" in spoken["rival"]
    assert "1 min 30 s" in spoken["slow"]


def test_the_codes_spoken_here_are_those_of_the_analysis():
    from quizzes.analysis import findings

    table = (findings.__globals__["__doc__"] or "").partition("of a quiz")
    assert {code for code in CODES if code not in table[0]} == set()
    assert {code for code in QUIZ_CODES if code not in table[2]} == set()


@pytest.mark.parametrize("code", QUIZ_CODES)
def test_every_finding_of_a_quiz_is_spoken(code):
    finding = Finding(code=code, concern=Concern.NOTE, params=PARAMS)
    told = words_in(render_to_string("results/quiz_finding.html", {"finding": finding}))
    assert len(told) > 15


def test_an_attempt_at_work_is_told_beside_the_results(client, teacher, room):
    given = work(room)
    taken(given, given="aaa")
    taken(given, given="a", handed_in=False)
    assert Attempt.objects.open().count() == 1
    assert "1 is still at work." in page_of(client, "assignment_results", given.pk)
