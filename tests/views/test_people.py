import re

import pytest
from django.urls import reverse

from quizzes.actions import accounts, people
from quizzes.models import LogEntry, TeacherRequest, User
from quizzes.models.people import Role
from quizzes.reports import people as report
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"
ABSENT = 10**9
SIGN_UP = {"username": "olena", "display_name": "Олена", "password": "sun over the river"}


@pytest.fixture
def chief(client) -> User:
    person: User = UserFactory.create(role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
    client.force_login(person, backend=BACKEND)
    return person


@pytest.fixture
def learner(client) -> User:
    person: User = UserFactory.create()
    client.force_login(person, backend=BACKEND)
    return person


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_sign_up_as_a_teacher_is_enough_where_it_is_open(client, settings):
    settings.TEACHERS = "open"
    client.post(reverse("signup"), SIGN_UP | {"teach": "on"})
    assert User.objects.get().is_teacher


def test_sign_up_as_a_teacher_leads_to_the_request(client, settings):
    settings.TEACHERS = "approval"
    client.post(reverse("signup"), SIGN_UP | {"teach": "on"})
    assert not User.objects.get().is_teacher
    assert client.post(reverse("passphrase")).url == reverse("teach_request")
    client.post(reverse("teach_request"), {"text": "History, year 8"})
    assert "You asked on" in client.get(reverse("teach_request")).content.decode()


def test_sign_up_says_nothing_of_teaching_where_it_is_closed(client, settings):
    settings.TEACHERS = "closed"
    assert 'name="teach"' not in client.get(reverse("signup")).content.decode()
    client.post(reverse("signup"), SIGN_UP | {"teach": "on"})
    assert not User.objects.get().is_teacher


@pytest.mark.parametrize("way", ["approval", "closed"])
def test_nobody_becomes_a_teacher_without_a_word_of_the_administrator(
    client, learner, settings, way
):
    settings.TEACHERS = way
    client.post(reverse("teach_request"), {"text": "", "role": "teacher", "accept": "yes"})
    assert not again(learner).is_teacher


def test_queue_is_decided(client, chief, settings):
    settings.TEACHERS = "approval"
    person = UserFactory(display_name="Марта")
    people.ask_to_teach(user=person, text="I teach <b>history</b>", now=NOON)
    page = client.get(reverse("people")).content.decode()
    assert "I teach &lt;b&gt;history" in page
    asked = TeacherRequest.objects.get()
    client.post(reverse("people_decide", args=[asked.pk]), {"accept": "yes"})
    assert again(person).is_teacher
    assert "Nobody at present" in client.get(reverse("people")).content.decode()


def test_refused_person_is_told_so(client, chief, settings):
    settings.TEACHERS = "approval"
    person = UserFactory()
    people.ask_to_teach(user=person, text="", now=NOON)
    asked = TeacherRequest.objects.get()
    client.post(reverse("people_decide", args=[asked.pk]), {"accept": "no"})
    client.force_login(person, backend=BACKEND)
    assert "refused on" in client.get(reverse("teach_request")).content.decode()


def test_administrators_are_led_to_people_from_the_desk(client, chief):
    nav = client.get(reverse("teach")).content.decode().partition('class="teach-nav')[2]
    assert f'href="{reverse("people")}"' in nav.partition("</nav>")[0]
    client.force_login(UserFactory(role=Role.TEACHER), backend=BACKEND)
    assert reverse("people") not in client.get(reverse("teach")).content.decode()


@pytest.mark.parametrize("asked", ["олена", "ОЛЕНА", "лен", "maple"])
def test_search_finds_names_in_any_case(client, chief, asked):
    UserFactory(display_name="Олена", username="heron-maple-10")
    UserFactory(display_name="Тарас", username="owl-birch-20")
    accounts.create_guest(now=NOON)
    page = client.post(reverse("people"), {"q": asked}).content.decode()
    assert re.findall(r'<th scope="row"><a[^>]*>(?:<[^>]+>)?([^<]+)', page) == ["Олена"]


def test_no_name_is_looked_for_through_an_address(client, chief):
    UserFactory(display_name="Олена")
    page = client.get(reverse("people"), {"q": "Тарас"}).content.decode()
    assert "Олена" in page  # all of them: what the address says is passed over
    assert 'method="get"' not in page.partition("<main")[2]


def test_pages_go_on_with_what_was_looked_for(client, chief):
    for _number in range(report.A_PAGE + 1):
        UserFactory(display_name="Олена")
    first = client.post(reverse("people"), {"q": "олена"}).content.decode()
    assert '<input type="hidden" name="q" value="олена">' in first
    assert '<button class="button button-quiet" name="page" value="2">' in first
    second = client.post(reverse("people"), {"q": "олена", "page": 2}).content.decode()
    assert second.count('<th scope="row">') == 1


def test_search_by_role(client, chief):
    UserFactory(display_name="Олена", role="teacher")
    UserFactory(display_name="Тарас")
    page = client.post(reverse("people"), {"role": "teacher"}).content.decode()
    assert "Олена" in page
    assert "Тарас" not in page


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_people_take_constant_queries(client, chief, rows, django_assert_num_queries):
    for _ in range(rows):
        person = UserFactory()
        TeacherRequest.objects.create(user=person, created_at=NOON)
    # Session, user, people, requests.
    with django_assert_num_queries(4):
        client.get(reverse("people"))


def test_role_is_changed_and_noted(client, chief):
    person = UserFactory()
    client.post(reverse("person_role", args=[person.pk]), {"role": "teacher"})
    assert again(person).role == Role.TEACHER
    assert LogEntry.objects.get().subject == person


def test_last_administrator_cannot_step_down(client, chief):
    address = reverse("person_role", args=[chief.pk])
    response = client.post(address, {"role": "teacher"}, follow=True)
    assert "last administrator" in response.content.decode()
    assert again(chief).role == Role.ADMINISTRATOR


def test_administrator_who_steps_down_is_led_home(client, chief):
    UserFactory(role=Role.ADMINISTRATOR)
    response = client.post(reverse("person_role", args=[chief.pk]), {"role": "teacher"})
    assert response.url == reverse("home")


def test_nobody_is_made_a_guest(client, chief):
    person = UserFactory()
    address = reverse("person_role", args=[person.pk])
    assert client.post(address, {"role": "guest"}).status_code == 400


def test_account_is_closed_and_opened(client, chief):
    person = UserFactory()
    for active in ("no", "yes"):
        client.post(reverse("person_active", args=[person.pk]), {"active": active})
        assert again(person).is_active is (active == "yes")


def test_new_passphrase_is_shown_once_and_works(client, chief):
    person = UserFactory(username="olena")
    page = client.post(reverse("person_passphrase", args=[person.pk])).content.decode()
    (words,) = re.findall(r'class="statement passphrase"[^>]*>([a-z-]+)<', page)
    client.logout()
    data = {"username": "olena", "password": words}
    assert client.post(reverse("login"), data).status_code == 302


def test_erasure_asks_for_the_username(client, chief):
    person = UserFactory(username="olena")
    address = reverse("person_erase", args=[person.pk])
    assert client.post(address, {"username": "other"}).status_code == 422
    assert User.objects.filter(pk=person.pk).exists()
    assert client.post(address, {"username": "olena"}).url == reverse("people")
    assert not User.objects.filter(pk=person.pk).exists()


def test_administrator_does_not_erase_oneself_here(client, chief):
    UserFactory(role=Role.ADMINISTRATOR)
    client.post(reverse("person_erase", args=[chief.pk]), {"username": chief.username})
    assert User.objects.filter(pk=chief.pk).exists()


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER])
def test_others_find_no_person_and_no_log(client, role):
    client.force_login(UserFactory(role=role), backend=BACKEND)
    person = UserFactory()
    for name in ("person", "person_role", "person_active", "person_passphrase", "person_erase"):
        for pk in (person.pk, ABSENT):
            assert client.post(reverse(name, args=[pk])).status_code in {404, 405}
    assert client.get(reverse("people_log")).status_code == 404


def test_guests_have_no_page(client, chief):
    guest = accounts.create_guest(now=NOON)
    assert client.get(reverse("person", args=[guest.pk])).status_code == 404
