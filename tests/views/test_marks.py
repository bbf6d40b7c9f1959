from datetime import timedelta

import pytest
from django.urls import reverse

from quizzes.models import Attempt, Deed, LogEntry
from tests.assigned import classroom, join, teacher_of
from tests.factories import NOON
from tests.graded import BACKEND, answer_at, taken, work
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


@pytest.fixture
def attempt(room):
    return taken(work(room, of=3, weights=[2, 1, 1]), given="ba-")


def page_of(client, attempt) -> str:
    return client.get(reverse("pupil_attempt", args=[attempt.pk])).content.decode()


def sent(client, name, attempt, *, position=1, htmx=False, **fields):
    address = reverse(name, args=[attempt.pk, position])
    return client.post(address, fields, headers=HTMX if htmx else {})


def test_attempt_shows_its_teacher_answers_and_points(client, teacher, attempt):
    told = words_in(page_of(client, attempt))
    assert "1 of 4 points." in told
    assert "0 of 2 points" in told


def test_reading_an_attempt_is_noted(client, teacher, attempt):
    page_of(client, attempt)
    entry = LogEntry.objects.get(deed=Deed.ATTEMPT_READ)
    assert (entry.actor, entry.subject) == (teacher, attempt.learner)


def test_attempt_at_work_can_be_read_and_not_marked(client, teacher, room):
    open_one = taken(work(room), given="b", handed_in=False)
    page = page_of(client, open_one)
    assert "Marks can be set once it is handed in." in page
    assert reverse("mark_answer", args=[open_one.pk, 1]) not in page


def test_mark_is_set_in_points_with_a_comma_as_people_write(client, teacher, attempt):
    response = sent(client, "mark_answer", attempt, mark="0,5", reason="Nearly.")
    assert response.headers["Location"].endswith("#answer-1")
    assert answer_at(attempt).score == 0.25


def test_mark_set_by_htmx_comes_back_with_the_new_grade(client, teacher, attempt):
    response = sent(client, "mark_answer", attempt, htmx=True, mark="2", reason="Right after all.")
    body = response.content.decode()
    assert body.lstrip().startswith('<div id="marks" data-announce="Saved."')
    assert "3 of 4 points." in words_in(body)


@pytest.mark.parametrize(
    ("mark", "reason", "word"),
    [
        ("3", "x", "Between 0 and 2 points."),
        ("-1", "x", "Between 0 and 2 points."),
        ("nan", "x", "Between 0 and 2 points."),
        ("half", "x", "Write a number, such as 1.5."),
        ("1", " ", "This field is required."),
    ],
)
def test_mark_that_cannot_be_is_told_and_not_kept(client, teacher, attempt, mark, reason, word):
    response = sent(client, "mark_answer", attempt, mark=mark, reason=reason)
    assert response.status_code == 422
    assert word in response.content.decode()
    assert answer_at(attempt).override_reason == ""


def test_unmarking_where_nothing_was_answered_says_why_not(client, teacher, room):
    empty = taken(work(room))
    response = sent(client, "unmark_answer", empty, htmx=True)
    assert response.status_code == 409
    assert "Nothing was answered here" in response.content.decode()


def test_mark_set_by_hand_can_be_withdrawn(client, teacher, attempt):
    sent(client, "mark_answer", attempt, mark="2", reason="x")
    sent(client, "unmark_answer", attempt)
    assert (answer_at(attempt).score, answer_at(attempt).override_reason) == (0, "")


def test_comment_is_kept_and_taken_away(client, teacher, attempt):
    sent(client, "comment_answer", attempt, comment="Look <again>.")
    assert "Look &lt;again&gt;." in page_of(client, attempt)
    sent(client, "comment_answer", attempt, comment="")
    assert answer_at(attempt).comment == ""


def test_pupil_reads_the_word_and_the_reason_in_the_own_result(client, teacher, attempt):
    sent(client, "comment_answer", attempt, comment="Look at the map again.")
    sent(client, "mark_answer", attempt, position=2, mark="0.5", reason="The year was missing.")
    client.force_login(attempt.learner, backend=BACKEND)
    told = words_in(client.get(reverse("attempt_result", args=[attempt.pk])).content.decode())
    assert "Your teacher: Look at the map again." in told
    assert "Mark set by your teacher: 50 %. The year was missing." in told


def test_pupil_is_told_nothing_of_it_before_the_time(client, teacher, room):
    waiting = taken(work(room, release="after-due"), given="b")
    sent(client, "comment_answer", waiting, comment="Look at the map again.")
    client.force_login(waiting.learner, backend=BACKEND)
    page = client.get(reverse("attempt_result", args=[waiting.pk])).content.decode()
    assert "Look at the map" not in page


@pytest.mark.parametrize("name", ["reopen_attempt", "delete_attempt"])
def test_attempt_of_who_left_or_of_another_class_is_not_found(client, teacher, room, name):
    gone = taken(work(room))
    gone.learner.membership_set.all().delete()
    strange = taken(work(classroom()))
    for one in (gone, strange):
        assert client.get(reverse(name, args=[one.pk])).status_code == 404
        assert client.post(reverse(name, args=[one.pk])).status_code == 404


def test_what_a_pupil_took_without_the_class_is_not_the_teachers(client, teacher, room):
    own = taken(work(room), join(room))
    Attempt.objects.filter(pk=own.pk).update(assignment=None)
    assert client.get(reverse("pupil_attempt", args=[own.pk])).status_code == 404


def test_attempt_is_opened_again_for_as_long_as_said(client, teacher, attempt):
    client.post(reverse("reopen_attempt", args=[attempt.pk]), {"minutes": "60"})
    attempt.refresh_from_db()
    assert attempt.is_open
    assert attempt.deadline - NOON > timedelta(minutes=60)


def test_attempt_is_not_opened_for_an_odd_while(client, teacher, attempt):
    response = client.post(reverse("reopen_attempt", args=[attempt.pk]), {"minutes": "7"})
    attempt.refresh_from_db()
    assert (response.status_code, attempt.is_open) == (422, False)


def test_deleting_asks_first(client, teacher, attempt):
    page = client.get(reverse("delete_attempt", args=[attempt.pk])).content.decode()
    assert "Delete this attempt?" in page
    assert Attempt.objects.filter(pk=attempt.pk).exists()
    client.post(reverse("delete_attempt", args=[attempt.pk]))
    assert not Attempt.objects.filter(pk=attempt.pk).exists()


def test_attempt_takes_as_many_queries_for_many_questions_as_for_one(client, teacher, room):
    counts = set()
    for of in (1, 3, 30):
        one = taken(work(room, of=of), given="b-a"[:of])
        page_of(client, one)
        with queries() as captured:
            page_of(client, one)
        counts.add(len(statements(captured)))
    assert len(counts) == 1


def test_reading_the_result_as_the_pupil_sees_it_is_noted_too(client, teacher, attempt):
    client.get(reverse("attempt_result", args=[attempt.pk]))
    assert LogEntry.objects.get(deed=Deed.ATTEMPT_READ).subject == attempt.learner


def test_result_of_other_work_than_that_of_the_class_is_not_the_teachers(client, teacher, room):
    pupil = join(room)
    elsewhere = classroom()
    join(elsewhere, pupil)
    theirs, alone = taken(work(elsewhere), pupil), taken(work(room), pupil)
    Attempt.objects.filter(pk=alone.pk).update(assignment=None)
    for one in (theirs, alone):
        assert client.get(reverse("attempt_result", args=[one.pk])).status_code == 404


def test_unanswered_question_can_be_marked_once_it_is_handed_in(client, teacher, room):
    attempt = taken(work(room), given="a")
    page = page_of(client, attempt)
    assert reverse("mark_answer", args=[attempt.pk, 3]) in page
    assert reverse("comment_answer", args=[attempt.pk, 3]) in page
    sent(client, "mark_answer", attempt, position=3, mark="1", reason="Said it aloud.")
    assert "2 of 3 points." in words_in(page_of(client, attempt))
