from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Assignment, Classroom, Draft, ItemReport, Membership, TeacherRequest
from quizzes.models.classes import MemberRole
from tests.factories import NOON, UserFactory
from tests.sets import filled
from tests.sets import teacher as a_teacher

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"


@pytest.fixture
def teacher(client):
    made = a_teacher()
    client.force_login(made, backend=BACKEND)
    return made


def room_of(teacher, name="8-Б") -> Classroom:
    code = f"DESK{Classroom.objects.count():04}"
    room: Classroom = Classroom.objects.create(name=name, code=code, created_at=NOON)
    join(room, teacher, MemberRole.TEACHER)
    return room


def join(room, user, role=MemberRole.PUPIL):
    Membership.objects.create(classroom=room, user=user, role=role, joined_at=NOON)
    return user


def assigned(room, title="Homework", *, opens=-1, closes: int | None = 1, **columns) -> Assignment:
    """From ``opens`` to ``closes``, in days from now."""
    now = timezone.now()
    made: Assignment = Assignment.objects.create(
        classroom=room,
        question_set=filled(a_teacher(), count=1),
        title=title,
        opens_at=now + timedelta(days=opens),
        closes_at=None if closes is None else now + timedelta(days=closes),
        created_at=now,
        **columns,
    )
    return made


def page(client) -> str:
    return client.get(reverse("teach")).content.decode()


def test_new_teacher_is_led_in_three_steps(client, teacher):
    html = page(client)
    assert "Three steps to the first lesson" in html
    assert html.count(f'href="{reverse("set_new")}"') >= 1
    assert "is-done" not in html


def test_steps_are_ticked_off_and_gone_when_all_are_made(client, teacher):
    filled(teacher)
    room = room_of(teacher)
    assert page(client).count("is-done") == 2
    assigned(room, opens=1, closes=None)
    assert "Three steps" not in page(client)


def test_desk_shows_sets_and_classes_of_ones_own(client, teacher):
    filled(teacher, title="Річки краю")
    filled(a_teacher(), title="Of a colleague", visibility="public")
    room_of(teacher, "Дев’ятий")
    room_of(a_teacher(), "Somebody else’s")
    html = page(client)
    assert "Річки краю" in html
    assert "Дев’ятий" in html
    assert "Of a colleague" not in html
    assert "Somebody else" not in html


def test_open_work_is_shown_and_what_is_over_or_put_away_is_not(client, teacher):
    room = room_of(teacher)
    assigned(room, "Now")
    assigned(room, "Without an end", closes=None)
    assigned(room, "Tomorrow", opens=1, closes=2)
    assigned(room, "Yesterday", opens=-2, closes=-1)
    assigned(room, "Put away", archived_at=NOON)
    titles = ("Now", "Without an end", "Tomorrow", "Yesterday", "Put away")
    html = page(client)
    assert [title for title in titles if f">{title}<" in html] == ["Now", "Without an end"]


def test_reports_of_pupils_wait_at_their_class_until_settled(client, teacher):
    room = room_of(teacher)
    pupil = join(room, UserFactory())
    version = filled(teacher).entries.first().question.current
    for text in ("One", "Two"):
        ItemReport.objects.create(version=version, reporter=pupil, text=text, created_at=NOON)
    ItemReport.objects.create(
        version=version, reporter=UserFactory(), text="No pupil", created_at=NOON
    )
    assert "2 reports of wrong questions" in page(client)
    beside = reverse("classroom_readiness", args=[room.pk])
    assert f'href="{beside}#reports-head"' in page(client)
    assert 'id="reports-head"' in client.get(beside).content.decode()
    ItemReport.objects.update(resolved_at=NOON)
    assert "reports of wrong questions" not in page(client)


def test_drafts_in_work_are_shown_to_their_author(client, teacher):
    for owner, stem in ((teacher, "Хто заклав місто?"), (a_teacher(), "Not mine?")):
        Draft.objects.create(owner=owner, data={"stem": stem}, created_at=NOON, saved_at=NOON)
    html = page(client)
    assert "Хто заклав місто" in html
    assert "Not mine?" not in html


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_of_the_desk_do_not_grow(client, teacher, django_assert_num_queries, count):
    for n in range(count):
        room = room_of(teacher, f"Class {n}")
        join(room, UserFactory())
        assigned(room)
        filled(teacher, count=1)
        Draft.objects.create(owner=teacher, created_at=NOON, saved_at=NOON)
    # Session, user, classes, open work, reports, drafts, sets (2), whether anything was assigned.
    with django_assert_num_queries(9):
        client.get(reverse("teach"))


def test_pages_of_teachers_have_their_own_navigation(client, teacher):
    for name in ("teach", "sets", "bank", "classrooms"):
        html = client.get(reverse(name)).content.decode()
        nav = html[html.index('class="teach-nav') :].partition("</nav>")[0]
        assert f'href="{reverse(name)}" aria-current="page"' in nav
    assert "teach-nav" not in client.get(reverse("home")).content.decode()


def test_learners_have_no_desk_and_no_navigation_of_teachers(client):
    client.force_login(UserFactory(), backend=BACKEND)
    assert client.get(reverse("teach")).status_code == 404
    assert "teach-nav" not in client.get(reverse("sets")).content.decode()


@pytest.mark.parametrize("accepted", [None, False])
def test_who_asked_to_teach_is_told_how_the_request_stands(client, accepted):
    user = UserFactory()
    client.force_login(user, backend=BACKEND)
    assert client.get(reverse("teach")).status_code == 404
    decided = None if accepted is None else NOON
    TeacherRequest.objects.create(user=user, created_at=NOON, accepted=accepted, decided_at=decided)
    response = client.get(reverse("teach"))
    assert (response.status_code, response.url) == (302, reverse("teach_request"))
