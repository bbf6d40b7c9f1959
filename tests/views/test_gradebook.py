import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt, Deed, LogEntry
from tests.assigned import assigned, classroom, join, teacher_of
from tests.factories import NOON, UserFactory
from tests.graded import BACKEND, taken, work
from tests.views.quiz import queries, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return classroom(grade_scale="twelve")


@pytest.fixture
def teacher(client, room):
    client.force_login(teacher_of(room), backend=BACKEND)
    return teacher_of(room)


def called(room, name):
    return join(room, UserFactory.create(), nickname=name, nickname_key=name.casefold())


def page_of(client, room, **asked) -> str:
    return client.get(reverse("gradebook", args=[room.pk]), asked).content.decode()


def words_in(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_gradebook_of_an_empty_class_says_what_comes(client, teacher, room):
    assert "Nobody is in this class yet." in page_of(client, room)


def test_gradebook_without_work_says_what_to_do(client, teacher, room):
    join(room)
    assert "Nothing was assigned yet." in page_of(client, room)


def test_gradebook_tells_grades_in_the_scale_of_the_class(client, teacher, room):
    attempt = taken(work(room, of=2), called(room, "Ґанна"), "ab")
    page = page_of(client, room)
    address = reverse("pupil_attempts", args=[attempt.assignment_id, attempt.learner_id])
    assert f'<a class="grade" href="{address}">6</a>' in page
    assert "1 of 1 handed in; on average 6" in page


def test_gradebook_tells_passing_with_a_sign_and_a_word(client, teacher, room):
    room.grade_scale = "pass"
    room.save()
    given = work(room, of=2, pass_mark=60)
    taken(given, given="ab")
    taken(given, given="aa")
    told = words_in(page_of(client, room))
    assert "1 passed" in told
    assert "not passed" in told


def test_gradebook_tells_states_in_words(client, teacher, room):
    given = work(room)
    taken(given, given="a", handed_in=False)
    work(room, opens_at=NOON - timedelta(days=3), closes_at=NOON - timedelta(days=2))
    told = words_in(page_of(client, room))
    assert "at work" in told
    assert "missed" in told


def test_gradebook_hands_in_what_ran_out_of_time(client, teacher, room):
    attempt = taken(work(room, of=2), given="a", handed_in=False)
    past = timezone.now() - timedelta(minutes=5)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=past)
    page_of(client, room)
    attempt.refresh_from_db()
    assert (attempt.is_open, attempt.finished_at) == (False, past)


def test_gradebook_escapes_what_people_typed(client, teacher, room):
    called(room, "<b>x</b>")
    work(room, title="<i>y</i>")
    page = page_of(client, room)
    assert "<b>x" not in page
    assert "<i>y" not in page


def test_gradebook_takes_as_many_queries_for_a_class_as_for_one(client, teacher, room):
    counts = set()
    given = work(room, of=1)
    for more in (1, 2, 27):
        for _ in range(more):
            taken(given, given="a")
        page_of(client, room)
        with queries() as captured:
            page_of(client, room)
        counts.add(len(statements(captured)))
    assert len(counts) == 1


def test_pupil_sees_all_work_in_one_list(client, teacher, room):
    pupil = called(room, "Ґанна")
    taken(work(room, title="Mills", of=2), pupil, "ab")
    work(room, title="Bells")
    told = words_in(client.get(reverse("pupil_results", args=[room.pk, pupil.pk])).content.decode())
    assert "1 handed in, 1 to do." in told
    assert "Bells not begun Mills 6 on the 12-point scale (50 %)" in told


def test_pupil_of_another_class_is_not_found(client, teacher, room):
    stranger = join(classroom())
    absent = client.get(reverse("pupil_results", args=[room.pk, 10**9]))
    other = client.get(reverse("pupil_results", args=[room.pk, stranger.pk]))
    assert (absent.status_code, other.status_code) == (404, 404)


def exported(client, room, kind, **fields):
    return client.post(reverse("export_results", args=[room.pk]), {"format": kind, **fields})


def test_csv_holds_grade_and_percent_of_each(client, teacher, room):
    taken(work(room, of=2, title="Mills"), called(room, "Ґанна"), "ab")
    called(room, "=1+1")
    rows = read_csv(exported(client, room, "csv"))
    assert rows == [
        ["Pupil", "Mills", "Mills, percent"],
        ["'=1+1", "not begun", ""],
        ["Ґанна", "6", "50"],
    ]


def test_percent_stands_once_where_it_is_the_grade(client, teacher, room):
    room.grade_scale = "percent"
    room.save()
    taken(work(room, of=2, title="Mills"), called(room, "Ґанна"), "ab")
    assert read_csv(exported(client, room, "csv")) == [["Pupil", "Mills"], ["Ґанна", "50"]]


def read_csv(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_workbook_holds_the_same_with_numbers_as_numbers(client, teacher, room):
    taken(work(room, of=2, title="@Mills"), called(room, "Ґанна"), "ab")
    book = openpyxl.load_workbook(io.BytesIO(exported(client, room, "xlsx").content))
    assert list(book.active.values) == [
        ("Pupil", "'@Mills", "'@Mills, percent"),
        ("Ґанна", 6, 50),
    ]


def test_export_names_no_pupil_in_its_file_name_and_is_noted(client, teacher, room):
    called(room, "Ґанна")
    response = exported(client, room, "csv")
    name = response.headers["Content-Disposition"]
    assert re.fullmatch(rf'attachment; filename="results-{room.pk}-\d{{4}}-\d\d-\d\d\.csv"', name)
    entry = LogEntry.objects.get(deed=Deed.RESULTS_EXPORTED)
    assert (entry.actor, entry.classroom, entry.detail["count"]) == (teacher, room, 1)


def test_export_in_no_known_format_is_refused_and_not_noted(client, teacher, room):
    assert exported(client, room, "pdf").status_code == 400
    assert not LogEntry.objects.filter(deed=Deed.RESULTS_EXPORTED).exists()


def test_decks_are_no_column(client, teacher, room):
    join(room)
    assigned(room, title="A deck", exam_day=(NOON + timedelta(days=9)).date())
    work(room, title="A set")
    page = page_of(client, room)
    assert "A set" in page
    assert "A deck" not in page
