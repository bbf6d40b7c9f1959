import pytest
from django.urls import reverse

from quizzes.actions import accounts, questions
from quizzes.models import ItemReport, User
from quizzes.models.people import Role
from tests.factories import NOON, UserFactory
from tests.views.quiz import choice_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client) -> User:
    person: User = User.objects.create_superuser("chief", "seven green lamps")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
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


def test_administrator_makes_a_teacher_and_nothing_else(client, administrator):
    person = UserFactory.create()
    before = person.password, person.username
    data = {
        "display_name": "Марта",
        "role": Role.TEACHER.value,
        "is_active": "on",
        "username": "x",
        "is_superuser": "on",
        "password": "y",
    }
    client.post(reverse("admin:quizzes_user_change", args=[person.pk]), data)
    person.refresh_from_db()
    assert person.is_teacher
    assert not person.is_superuser
    assert (person.password, person.username) == before


def test_guests_are_not_listed(client, administrator):
    guest = accounts.create_guest(now=NOON)
    page = client.get(reverse("admin:quizzes_user_changelist")).content.decode()
    assert guest.username not in page


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER])
@pytest.mark.parametrize("name", ["quizzes_itemreport_changelist", "quizzes_user_changelist"])
def test_others_are_sent_away(client, role, name, report):
    client.force_login(UserFactory.create(role=role))
    assert client.get(reverse(f"admin:{name}")).status_code == 302
