import pytest
from django.apps import apps
from django.contrib.admin import site
from django.urls import reverse

from quizzes.actions import accounts, questions
from quizzes.admin import NOT_HERE, ReadOnlyAdmin
from quizzes.models import (
    Answer,
    Attempt,
    Classroom,
    ItemReport,
    LogEntry,
    QuestionVersion,
    Regrade,
    User,
)
from quizzes.models.people import Role
from tests.factories import NOON, UserFactory
from tests.views.quiz import choice_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client) -> User:
    person: User = User.objects.create_superuser("chief", "seven green lamps")
    client.force_login(person, backend="quizzes.backends.PasswordBackend")
    return person


@pytest.fixture
def report() -> ItemReport:
    quiz = choice_attempt(UserFactory.create(username="the-reporter"))
    version = quiz.items.get().version
    return questions.report(
        version=version, reporter=quiz.learner, text="The year is odd.", now=NOON
    )


def test_administrator_reads_reports_without_who_sent_them(client, administrator, report):
    page = client.get(reverse("admin:quizzes_itemreport_changelist")).content.decode()
    assert "The year is odd." in page
    assert report.version.content["stem"] in page
    one = client.get(reverse("admin:quizzes_itemreport_change", args=[report.pk])).content.decode()
    assert "The year is odd." in one
    assert "the-reporter" not in page + one


def test_administrator_marks_a_report_as_dealt_with(client, administrator, report):
    data = {"action": "resolve", "_selected_action": [report.pk]}
    client.post(reverse("admin:quizzes_itemreport_changelist"), data)
    report.refresh_from_db()
    assert report.resolved_at is not None


def test_administrator_puts_a_name_right_and_nothing_else(client, administrator):
    person = UserFactory.create()
    before = person.password, person.username, person.role
    data = {
        "display_name": "Марта",
        "role": Role.TEACHER.value,
        "username": "x",
        "is_superuser": "on",
        "password": "y",
    }
    client.post(reverse("admin:quizzes_user_change", args=[person.pk]), data)
    person.refresh_from_db()
    assert person.display_name == "Марта"
    assert (person.password, person.username, person.role) == before
    assert not person.is_superuser


def test_every_model_has_a_page_or_a_reason_for_none():
    ours = {model.__name__ for model in apps.get_app_config("quizzes").get_models()}
    shown = {model.__name__ for model in site._registry if model._meta.app_label == "quizzes"}
    made_by_django = {name for name in ours if "_" in name}  # of relations
    assert shown & set(NOT_HERE) == set()
    assert shown | set(NOT_HERE) == ours - made_by_django


def test_only_reports_and_names_can_be_changed():
    changeable = {
        model.__name__
        for model, page in site._registry.items()
        if model._meta.app_label == "quizzes" and not isinstance(page, ReadOnlyAdmin)
    }
    assert changeable == {"ItemReport", "User"}


@pytest.mark.parametrize("model", [LogEntry, QuestionVersion, Answer, Attempt, Regrade])
def test_records_are_looked_at_and_never_changed(client, administrator, model):
    name = f"admin:quizzes_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_add")).status_code == 403


def test_no_page_shows_a_password_or_a_code(client, administrator):
    person = UserFactory.create(recovery="md5$fingerprint")
    room = Classroom.objects.create(name="8-Б", code="ABCD2345", created_at=NOON)
    pages = [
        client.get(reverse(f"admin:quizzes_{name}_change", args=[pk])).content.decode()
        for name, pk in (("user", person.pk), ("classroom", room.pk))
    ]
    assert "8-Б" in pages[1]
    for secret in (person.password, person.recovery, room.code):
        assert secret not in pages[0] + pages[1]


def test_guests_are_not_listed(client, administrator):
    guest = accounts.create_guest(now=NOON)
    page = client.get(reverse("admin:quizzes_user_changelist")).content.decode()
    assert guest.username not in page


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER])
@pytest.mark.parametrize("name", ["quizzes_itemreport_changelist", "quizzes_user_changelist"])
def test_others_are_sent_away(client, role, name, report):
    client.force_login(UserFactory.create(role=role))
    assert client.get(reverse(f"admin:{name}")).status_code == 302
