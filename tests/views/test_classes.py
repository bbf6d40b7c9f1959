import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from quizzes.actions.questions import REPORTS_A_DAY
from quizzes.kinds import Phase
from quizzes.models import Card, Classroom, ItemReport, Membership, Pack, Question
from quizzes.models.classes import MemberRole
from quizzes.models.questions import Origin
from quizzes.reports import classes as report
from tests.cards import card_of, own_card
from tests.factories import NOON, UserFactory
from tests.grading.items import one_of_each
from tests.kinds import set_of

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"
ABSENT = 10**9


@pytest.fixture
def teacher(client):
    teacher = UserFactory(role="teacher")
    client.force_login(teacher, backend=BACKEND)
    return teacher


@pytest.fixture
def room(teacher):
    return classroom(teacher)


def classroom(teacher, name="8-Б") -> Classroom:
    code = f"CODE{Classroom.objects.count():04}"
    room = Classroom.objects.create(name=name, code=code, created_at=NOON)
    join(room, teacher, MemberRole.TEACHER)
    return room


def join(room, user, role=MemberRole.PUPIL):
    Membership.objects.create(classroom=room, user=user, role=role, joined_at=NOON)
    return user


def forgotten(room, lapses: int = 4) -> Card:
    """A card that a new pupil of the class keeps forgetting."""
    card = card_of(learner=join(room, UserFactory()))
    day = timezone.now().date()
    Card.objects.filter(pk=card.pk).update(
        phase=Phase.REVIEW, stability=3, difficulty=8, last_day=day, due_day=day, lapses=lapses
    )
    return card


def page_of(client, room) -> str:
    return client.get(reverse("classroom_readiness", args=[room.pk])).content.decode()


def test_classrooms_lead_to_each_class(client, teacher, room):
    page = client.get(reverse("classrooms")).content.decode()
    assert f'href="{reverse("classroom", args=[room.pk])}"' in page


def test_classrooms_of_a_new_teacher_say_that_there_are_none(client, teacher):
    assert "You teach no class yet" in client.get(reverse("classrooms")).content.decode()


def test_navigation_leads_teachers_to_their_desk_and_nobody_else(client, teacher):
    # In this order: what is kept of the header for one must not be shown to the other.
    address = f'href="{reverse("teach")}"'
    assert address in client.get(reverse("home")).content.decode()
    client.force_login(UserFactory(), backend=BACKEND)
    assert address not in client.get(reverse("home")).content.decode()
    client.logout()
    assert address not in client.get(reverse("home")).content.decode()


def test_empty_class_shows_its_code(client, room):
    assert room.code in page_of(client, room)


def test_classroom_tells_readiness_and_who_has_not_studied(client, room):
    join(room, UserFactory(display_name="Весна"))
    card = forgotten(room)
    page = page_of(client, room)
    assert card.question.topic.title in page
    assert "not begun yet" in page
    assert 'lang="uk">Весна<' in page


def test_readiness_says_first_who_has_not_studied_and_what_will_not_stick(client, room):
    join(room, UserFactory())
    forgotten(room)
    lead = page_of(client, room).split('class="lead"')[1].split("</p>")[0]
    assert '<a href="#idle">2 have not studied for more than 7 days</a>' in lead
    assert '<a href="#sticking">1 card will not stick</a>' in lead


def test_readiness_says_that_more_cards_will_not_stick_than_it_shows(client, room):
    for _ in range(report.STICKING_SHOWN + 1):
        forgotten(room)
    page = page_of(client, room)
    assert "More than 20 cards will not stick" in page
    assert page.count("keeps forgetting it") == report.STICKING_SHOWN


def test_readiness_links_no_topic_that_is_not_public(client, room):
    topic = forgotten(room).question.topic
    assert reverse("topic", args=[topic.slug]) in page_of(client, room)
    Pack.objects.update(visibility="private")
    page = page_of(client, room)
    assert topic.title in page
    assert reverse("topic", args=[topic.slug]) not in page


def test_classroom_shows_what_will_not_stick_with_a_link_to_the_fact(client, room):
    card = forgotten(room)
    item = card.question.current.item
    page = page_of(client, room)
    assert item.front in page
    assert item.back in page
    assert reverse("fact", args=[item.facts[0]]) in page
    assert "1 pupil keeps forgetting it, of 1 who keep it" in page


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: str(item.kind))
def test_classroom_tells_the_key_of_every_kind_and_leads_the_author_to_mend_it(client, room, item):
    set_of(item)
    teacher = room.membership_set.get(role=MemberRole.TEACHER).user
    Question.objects.update(owner=teacher, origin=Origin.WRITTEN)
    question = Question.objects.get()
    card = card_of(question, join(room, UserFactory()))
    Card.objects.filter(pk=card.pk).update(lapses=5)
    page = page_of(client, room)
    assert escape(question.current.item.stem) in page
    assert 'class="key-lines"' in page
    assert reverse("question_edit", args=[question.pk]) in page
    assert "Tell the authors" not in page


def test_classroom_shows_nothing_of_a_pupils_own_cards(client, room):
    card = own_card(join(room, UserFactory()), front="A private front", back="A private back")
    Card.objects.filter(pk=card.pk).update(lapses=9)
    assert "A private" not in page_of(client, room)


def test_classroom_shows_reports_beside_their_item_without_the_reporter(client, room):
    card = forgotten(room)
    ItemReport.objects.create(
        version=card.question.current,
        reporter=join(room, UserFactory(display_name="Whoever said it")),
        text="The year is another one.",
        created_at=NOON,
    )
    page = page_of(client, room)
    said = page[page.index('id="reports-head"') : page.index('id="pupils-head"')]
    assert "The year is another one." in said
    assert card.question.current.item.front in said
    assert "Whoever said it" not in said


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_classroom_takes_constant_queries(client, room, rows, django_assert_num_queries):
    for _ in range(rows):
        card = forgotten(room)
        ItemReport.objects.create(
            version=card.question.current, reporter=card.learner, text="?", created_at=NOON
        )
    # Session, user, class, readiness (5), sticking (3), reports.
    with django_assert_num_queries(12):
        client.get(reverse("classroom_readiness", args=[room.pk]))


def test_exam_day_is_set_and_taken_back(client, room):
    address, day = reverse("classroom_exam", args=[room.pk]), dt.date(2027, 5, 12)
    response = client.post(address, {"exam_day": day.isoformat()})
    assert response.headers["Location"] == reverse("classroom_readiness", args=[room.pk])
    room.refresh_from_db()
    assert room.exam_day == day
    client.post(address, {"exam_day": ""})
    room.refresh_from_db()
    assert room.exam_day is None


def test_exam_day_that_is_none_is_refused_and_changes_nothing(client, room):
    Classroom.objects.filter(pk=room.pk).update(exam_day=dt.date(2027, 5, 12))
    response = client.post(reverse("classroom_exam", args=[room.pk]), {"exam_day": "in May"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error:" in page
    assert 'value="in May"' in page
    room.refresh_from_db()
    assert room.exam_day == dt.date(2027, 5, 12)


def test_exam_form_binds_the_day_alone(client, room):
    client.post(reverse("classroom_exam", args=[room.pk]), {"exam_day": "", "name": "mine"})
    room.refresh_from_db()
    assert room.name == "8-Б"


def test_mending_is_asked_of_the_authors_once(client, teacher, room):
    card = forgotten(room)
    address = reverse("classroom_mend", args=[room.pk])
    for _ in range(2):
        client.post(address, {"question": card.question.pk, "text": ""})
    (report,) = ItemReport.objects.all()
    assert (report.version, report.reporter) == (card.question.current, teacher)
    assert report.text == "A class keeps forgetting this card."
    assert "You asked for it to be mended" in page_of(client, room)


def test_mending_keeps_the_teachers_words(client, room):
    card = forgotten(room)
    address = reverse("classroom_mend", args=[room.pk])
    client.post(address, {"question": card.question.pk, "text": "Two names in one."})
    assert ItemReport.objects.get().text == "Two names in one."


def test_mending_too_much_is_refused_in_words(client, teacher, room):
    card = forgotten(room)
    for n in range(REPORTS_A_DAY):
        ItemReport.objects.create(
            version=card.question.current,
            reporter=teacher,
            text=str(n),
            created_at=timezone.now(),
        )
    address = reverse("classroom_mend", args=[room.pk])
    response = client.post(address, {"question": card.question.pk}, follow=True)
    assert "enough reports for today" in response.content.decode()
    assert ItemReport.objects.count() == REPORTS_A_DAY


def test_question_that_no_pupil_keeps_is_not_there(client, room):
    elsewhere = card_of()
    for question in (elsewhere.question.pk, ABSENT):
        response = client.post(reverse("classroom_mend", args=[room.pk]), {"question": question})
        assert response.status_code == 404
    assert not ItemReport.objects.exists()


@pytest.mark.parametrize("question", ["", "x", "0", "9" * 30])
def test_mending_of_no_question_is_a_bad_request(client, room, question):
    response = client.post(reverse("classroom_mend", args=[room.pk]), {"question": question})
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("name", "method"),
    [("classroom_readiness", "get"), ("classroom_exam", "post"), ("classroom_mend", "post")],
)
def test_somebody_elses_class_answers_like_one_that_is_not_there(client, room, name, method):
    pupil = join(room, UserFactory())
    other = UserFactory(role="teacher")
    classroom(other)
    for person in (pupil, other, UserFactory(role="administrator")):
        client.force_login(person, backend=BACKEND)
        answers = [
            getattr(client, method)(reverse(name, args=[pk]), {"exam_day": "2027-01-01"})
            for pk in (room.pk, ABSENT)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
    room.refresh_from_db()
    assert room.exam_day is None


def test_classes_need_a_login(client):
    response = client.get(reverse("classrooms"))
    assert response.headers["Location"].startswith(reverse("login"))


def test_pupils_have_no_list_of_classes(client, room):
    client.force_login(join(room, UserFactory()), backend=BACKEND)
    assert client.get(reverse("classrooms")).status_code == 404


@pytest.mark.parametrize("name", ["classroom_exam", "classroom_mend"])
def test_changes_are_posted(client, room, name):
    assert client.get(reverse(name, args=[room.pk])).status_code == 405


# Making and setting up


def test_new_class_gets_a_code_and_its_teacher(client, teacher):
    data = {"name": " 8-Б  клас ", "time_zone": "Europe/Kyiv", "sensitive": ""}
    response = client.post(reverse("classroom_new"), data)
    room = Classroom.objects.get()
    assert response.url == reverse("classroom", args=[room.pk])
    assert (room.name, len(room.code)) == ("8-Б клас", 8)
    assert list(Classroom.objects.taught_by(teacher)) == [room]


@pytest.mark.parametrize(
    "fault", [{"name": ""}, {"time_zone": "Kyiv"}, {"sensitive": "ask"}, {"name": "x" * 81}]
)
def test_new_class_says_what_is_wrong(client, teacher, fault):
    data = {"name": "8-Б", "time_zone": "Europe/Kyiv", "sensitive": "", **fault}
    response = client.post(reverse("classroom_new"), data)
    assert response.status_code == 422
    assert "<title>Error:" in response.content.decode()
    assert not Classroom.objects.exists()


def test_overview_shows_the_code_in_two_groups_and_as_a_picture(client, room):
    page = client.get(reverse("classroom", args=[room.pk])).content.decode()
    assert f"{room.code[:4]}-{room.code[4:]}" in page
    assert 'class="qr"' in page


def test_board_tells_how_many_joined_and_nobodys_name(client, room):
    join(room, UserFactory(display_name="Весна"))
    address = reverse("classroom_board", args=[room.pk])
    page = client.get(address).content.decode()
    assert '<b class="figure-big">1</b> has joined' in page
    assert "Весна" not in page
    assert "Весна" in client.get(address, {"names": "1"}).content.decode()


def test_board_renews_its_count_alone(client, room):
    address = reverse("classroom_board", args=[room.pk])
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith('<div id="joined"')
    assert "<html" not in fragment


def test_board_whose_session_ran_out_leads_the_whole_page_to_the_log_in(client, room):
    client.logout()
    address = reverse("classroom_board", args=[room.pk])
    response = client.get(address, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith(reverse("login"))


def test_code_is_changed(client, room):
    client.post(reverse("classroom_code", args=[room.pk]), {"what": "new"})
    old = room.code
    room.refresh_from_db()
    assert room.code != old


def test_joining_is_closed_and_opened(client, room):
    for what, joining in (("close", False), ("open", True)):
        client.post(reverse("classroom_code", args=[room.pk]), {"what": what})
        room.refresh_from_db()
        assert room.joining is joining


SETTINGS = {
    "name": "8-Б",
    "time_zone": "Europe/Kyiv",
    "sensitive": "leave-out",
    "exam_day": "",
    "grade_scale": "bands",
    "bands": "90 відмінно\n60,5 %: добре\n0 ще ні",
}


def test_settings_keep_own_grades_as_lines(client, room):
    address = reverse("classroom_settings", args=[room.pk])
    client.post(address, SETTINGS)
    room.refresh_from_db()
    assert room.bands == [
        {"from": 90, "label": "відмінно"},
        {"from": 60.5, "label": "добре"},
        {"from": 0, "label": "ще ні"},
    ]
    assert (room.grade_scale, room.sensitive) == ("bands", "leave-out")
    assert "60.5 добре" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ("", "Write at least one grade."),
        ("excellent", "Line 1: write a percentage"),
        ("90 a\n95 b\n0 c", "Line 2: write the highest grade first"),
        ("90 a\n50 b", "The last line has to begin at 0"),
        ("101 a\n0 b", "Line 1: a percentage lies from 0 to 100."),
    ],
)
def test_settings_explain_faults_in_own_grades(client, room, bands, said):
    data = SETTINGS | {"bands": bands}
    response = client.post(reverse("classroom_settings", args=[room.pk]), data)
    assert response.status_code == 422
    assert said in response.content.decode()
    room.refresh_from_db()
    assert room.grade_scale == "percent"


def test_settings_bind_their_fields_alone(client, room):
    data = SETTINGS | {"code": "ABCD2345", "archived_at": "2020-01-01", "joining": ""}
    client.post(reverse("classroom_settings", args=[room.pk]), data)
    code = room.code
    room.refresh_from_db()
    assert (room.code, room.archived_at, room.joining) == (code, None, True)


def test_archive_and_back(client, room):
    address = reverse("classroom_archive", args=[room.pk])
    client.post(address, {"what": "archive"})
    page = client.get(reverse("classrooms")).content.decode()
    assert "1 class in the archive" in page
    assert (
        "In the archive since" in client.get(reverse("classroom", args=[room.pk])).content.decode()
    )
    client.post(address, {"what": "restore"})
    room.refresh_from_db()
    assert room.archived_at is None


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_overview_takes_constant_queries(client, room, rows, django_assert_num_queries):
    for _ in range(rows):
        join(room, UserFactory())
    # Session, user, class, pupils, teachers.
    with django_assert_num_queries(5):
        client.get(reverse("classroom", args=[room.pk]))
