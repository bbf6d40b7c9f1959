import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.auth.hashers import check_password
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.test import Client
from django.urls import reverse

from quizzes import items
from quizzes.actions import accounts, classes, joining, logbook, people, questions
from quizzes.models import (
    Assignment,
    Attempt,
    Card,
    Classroom,
    Deed,
    Draft,
    LogEntry,
    Picture,
    QuestionSet,
    QuestionVersion,
    SetEntry,
    StudyDay,
    TeacherRequest,
    User,
)
from quizzes.models.people import Role
from tests.assigned import assigned
from tests.cards import own_card
from tests.classes import member, pupil_of, room_of, teach_too, teacher
from tests.factories import NOON, TopicFactory, UserFactory, choice_question
from tests.views.quiz import begin, choice_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    return UserFactory(role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


# Becoming a teacher


def test_where_it_is_open_whoever_says_so_teaches(settings):
    settings.TEACHERS = "open"
    person = UserFactory()
    assert people.ask_to_teach(user=person, text="", now=NOON) is True
    assert again(person).is_teacher
    assert not TeacherRequest.objects.exists()
    assert LogEntry.objects.get().detail == {"old_role": "learner", "role": "teacher"}


def test_by_approval_a_request_waits(settings):
    settings.TEACHERS = "approval"
    person = UserFactory()
    assert people.ask_to_teach(user=person, text=" History, year 8 ", now=NOON) is False
    assert TeacherRequest.objects.get().text == "History, year 8"
    assert not again(person).is_teacher
    with pytest.raises(people.AlreadyAsked):
        people.ask_to_teach(user=person, text="", now=NOON)


@pytest.mark.parametrize("way", ["open", "approval"])
def test_pupils_and_guests_do_not_become_teachers_by_asking(settings, way):
    settings.TEACHERS = way
    for person in (pupil_of(room_of(teacher())).user, accounts.create_guest(now=NOON)):
        with pytest.raises(people.TeachingClosed):
            people.ask_to_teach(user=person, text="", now=NOON)


def test_closed_is_closed(settings):
    settings.TEACHERS = "closed"
    with pytest.raises(people.TeachingClosed):
        people.ask_to_teach(user=UserFactory(), text="", now=NOON)


@pytest.mark.parametrize(("accept", "role"), [(True, Role.TEACHER), (False, Role.LEARNER)])
def test_request_is_decided_once(settings, chief, accept, role):
    settings.TEACHERS = "approval"
    person = UserFactory()
    people.ask_to_teach(user=person, text="", now=NOON)
    asked = TeacherRequest.objects.get()
    assert people.decide(asked=asked, accept=accept, by=chief, now=NOON) is True
    assert people.decide(asked=asked, accept=not accept, by=chief, now=NOON) is False
    assert again(person).role == role
    assert TeacherRequest.objects.get().decided_by == chief


def test_who_was_refused_may_ask_again(settings, chief):
    settings.TEACHERS = "approval"
    person = UserFactory()
    people.ask_to_teach(user=person, text="one", now=NOON)
    people.decide(asked=TeacherRequest.objects.get(), accept=False, by=chief, now=NOON)
    people.ask_to_teach(user=person, text="two", now=NOON)
    asked = TeacherRequest.objects.get()
    assert (asked.text, asked.accepted, asked.decided_by) == ("two", None, None)


# Roles, access, passphrases


def test_role_opens_and_closes_djangos_pages(chief):
    person = UserFactory()
    people.change_role(person=person, role=Role.ADMINISTRATOR, by=chief, now=NOON)
    assert (again(person).is_staff, again(person).is_superuser) == (True, True)
    people.change_role(person=again(person), role=Role.TEACHER, by=chief, now=NOON)
    assert (again(person).is_staff, again(person).is_superuser) == (False, False)


def test_last_administrator_stays(chief):
    UserFactory(role=Role.ADMINISTRATOR, is_active=False)
    with pytest.raises(people.LastAdministrator):
        people.change_role(person=chief, role=Role.TEACHER, by=chief, now=NOON)
    with pytest.raises(people.LastAdministrator):
        people.let_in(person=chief, active=False, by=chief, now=NOON)
    with pytest.raises(people.LastAdministrator):
        people.erase(person=chief, by=chief, now=NOON)
    assert again(chief).role == Role.ADMINISTRATOR


def test_closed_account_lets_nobody_in_until_it_is_opened(chief, client):
    person = UserFactory(username="olena")
    for active, there in ((False, 422), (True, 302)):
        people.let_in(person=person, active=active, by=chief, now=NOON)
        data = {"username": "olena", "password": "correct horse battery"}
        assert client.post(reverse("login"), data).status_code == there
    assert [e.deed for e in LogEntry.objects.order_by("pk")] == ["account-closed", "account-opened"]


def test_issued_passphrase_is_the_new_password(chief):
    person = UserFactory()
    told = people.issue_passphrase(person=person, by=chief, now=NOON)
    assert check_password(told, again(person).password)
    assert LogEntry.objects.get().deed == Deed.PASSPHRASE_RESET


def test_make_administrator_makes_one_with_a_passphrase():
    person, told = people.make_administrator(username="Chief", now=NOON)
    assert (person.username, person.role, person.is_staff) == ("chief", Role.ADMINISTRATOR, True)
    assert check_password(told, again(person).password)


def test_make_administrator_promotes_who_is_there():
    person = UserFactory(username="olena")
    found, told = people.make_administrator(username="OLENA", now=NOON)
    assert (found, told) == (person, "")
    assert again(person).role == Role.ADMINISTRATOR
    assert check_password("correct horse battery", again(person).password)


# Erasure

NAMES = ("Ярослава-Незрівнянна", "zzusernamezz", "Нікнейм-Єдиний")


def test_erasure_leaves_no_name_in_any_table(chief, rf):
    """Whatever the app writes about a person: every text and JSON column of every table, Django's
    and those of log-ins among them."""
    room = room_of(teacher())
    person = UserFactory(username=NAMES[1], display_name=NAMES[0])
    joining.join_as(classroom=room, user=person, nickname=NAMES[2], now=NOON)
    classes.rename(member=member(room, person), nickname=NAMES[2], teacher=person, now=NOON)
    work_of(person)
    client = Client()
    client.post(reverse("login"), {"username": NAMES[1], "password": "wrong"})
    back = reverse("join_back", args=[room.code])
    client.post(back, {"nickname": NAMES[2], "passphrase": NAMES[2]})
    AdminEntry.objects.create(
        user=chief,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=NAMES[0],
        action_flag=2,
    )
    assert AccessAttempt.objects.count() == 2
    assert places(*NAMES) >= {"User", "Membership", "LogEntry", "AccessAttempt"}
    people.erase(person=person, by=chief, now=NOON)
    assert places(*NAMES) == set()


def work_of(person: User) -> None:
    """A bit of all that somebody can leave behind."""
    attempt = choice_attempt(person)
    questions.report(version=attempt.items.get().version, reporter=person, text="odd", now=NOON)
    own_card(person)
    StudyDay.objects.create(learner=person, day=NOON.date(), answered=1)
    TeacherRequest.objects.create(user=person, text=f"I am {NAMES[0]}", created_at=NOON)
    Draft.objects.create(owner=person, data={"stem": NAMES[0]}, created_at=NOON, saved_at=NOON)
    QuestionSet.objects.create(
        owner=person, title=f"Of {NAMES[0]}", created_at=NOON, changed_at=NOON
    )
    logbook.note(actor=person, deed=Deed.DATA_EXPORTED, subject=person, at=NOON)
    logbook.note(
        actor=teacher(),
        deed=Deed.GRADE_OVERRIDDEN,
        subject=person,
        at=NOON,
        after=0.5,
        reason=f"{NAMES[0]} was ill",
    )


def places(*names: str) -> set[str]:
    """The models that hold one of the names, in whatever case."""
    wanted = [name.casefold() for name in names]
    found = set()
    for model in apps.get_models():
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.values_list(*columns) if columns else ():
            text = " ".join(str(value) for value in row).casefold()
            if any(name in text for name in wanted):
                found.add(model.__name__)
    return found


def test_erasure_takes_what_was_ones_own(chief):
    person = UserFactory()
    work_of(person)
    people.erase(person=person, by=chief, now=NOON)
    for model in (Attempt, Card, StudyDay, Draft, QuestionSet, TeacherRequest):
        assert not model.objects.exists()


def test_erasure_takes_pictures_that_no_question_shows(chief):
    author = teacher()
    shown = _picture(author)
    _picture(author)
    asked = items.Picture(id=str(shown.pk), alt="A fort", width=1, height=1)
    choice_question(TopicFactory(), picture=asked)
    people.erase(person=author, by=chief, now=NOON)
    assert list(Picture.objects.all()) == [shown]


def _picture(owner: User) -> Picture:
    return Picture.objects.create(
        owner=owner, media_type="image/webp", content=b"", width=1, height=1, created_at=NOON
    )


def test_who_no_longer_teaches_sees_no_class_until_the_role_is_given_back(chief):
    person = teacher()
    room = room_of(person)
    given = assigned(room)
    LogEntry.objects.create(deed=Deed.CODE_CHANGED, classroom=room, at=NOON)
    for role, there in ((Role.LEARNER, False), (Role.TEACHER, True)):
        people.change_role(person=again(person), role=role, by=chief, now=NOON)
        now = again(person)
        assert Classroom.objects.taught_by(now).exists() == there
        assert Assignment.objects.editable_by(now).filter(pk=given.pk).exists() == there
        assert Assignment.objects.visible_to(now).filter(pk=given.pk).exists() == there
        assert LogEntry.objects.visible_to(now).exists() == there


def test_shared_work_outlives_its_author(chief):
    author = teacher()
    question = choice_question(TopicFactory())
    QuestionVersion.objects.filter(question=question).update(author=author)
    type(question).objects.filter(pk=question.pk).update(owner=author, origin="written")
    shared = QuestionSet.objects.create(
        owner=author, title="Rivers", visibility="school", created_at=NOON, changed_at=NOON
    )
    SetEntry.objects.create(question_set=shared, position=1, question=question)
    people.erase(person=author, by=chief, now=NOON)
    shared.refresh_from_db()
    assert shared.owner is None
    assert shared.entries.get().question == question
    assert QuestionVersion.objects.get(question=question).author is None


def test_question_that_was_answered_outlives_its_author_though_it_was_private(chief):
    author = teacher()
    attempt = choice_attempt(UserFactory())
    version = attempt.items.get().version
    type(version.question).objects.filter(pk=version.question_id).update(
        owner=author, origin="written", visibility="private"
    )
    people.erase(person=author, by=chief, now=NOON)
    assert attempt.items.get().version == version


def test_class_without_a_teacher_goes_into_the_archive(chief):
    leaving = teacher()
    alone, shared = room_of(leaving), room_of(leaving)
    teach_too(shared, teacher())
    people.erase(person=leaving, by=chief, now=NOON)
    archived = Classroom.objects.exclude(archived_at=None)
    assert list(archived) == [alone]


def test_erasure_is_noted_without_a_trace_of_whom(chief):
    person = UserFactory()
    people.erase(person=person, by=person, now=NOON)
    (entry,) = LogEntry.objects.all()
    assert (entry.deed, entry.actor, entry.subject) == (Deed.PERSON_ERASED, None, None)
    assert entry.detail == {}


def test_pupils_attempts_at_what_a_teacher_assigned_survive_the_teacher(chief):
    leaving = teacher()
    pupil = pupil_of(room_of(leaving)).user
    choice_question(TopicFactory())
    begin(pupil, length=1)
    people.erase(person=leaving, by=chief, now=NOON)
    assert Attempt.objects.get().learner == pupil
