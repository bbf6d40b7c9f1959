import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.actions import accounts, classes, joining
from quizzes.models import Classroom, Membership, StudyDay, User
from tests.classes import member, pupil_of, room_of, teach_too, teacher
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"


@pytest.fixture
def room() -> Classroom:
    return room_of(teacher(), "8-Б")


def join(client: Client, room: Classroom, nickname: str = "Олена"):
    return client.post(reverse("join_class", args=[room.code]), {"nickname": nickname})


def words_of(client: Client) -> str:
    return str(client.get(reverse("joined")).context["passphrase"])


def come_back(client: Client, room: Classroom, nickname: str, words: str, **extra):
    address = reverse("join_back", args=[room.code])
    return client.post(address, {"nickname": nickname, "passphrase": words}, **extra)


def at_work(client: Client) -> str:
    return str(client.get(reverse("account")).context["user"].pk)


def test_code_leads_to_the_class_however_it_is_typed(client, room):
    typed = f" {room.code[:4].lower()} {room.code[4:]}"
    response = client.post(reverse("join"), {"code": typed})
    assert response.url == reverse("join_class", args=[room.code])
    assert "8-Б" in client.get(response.url).content.decode()


@pytest.mark.parametrize("code", ["", "short", "ABCD2345X", "0000OOOO", "ZZZZZZZZ"])
def test_code_of_no_class_is_explained(client, room, code):
    response = client.post(reverse("join"), {"code": code})
    page = response.content.decode()
    assert response.status_code == 422
    assert "error-summary" in page
    assert "<title>Error:" in page


def test_scanned_code_of_no_class_is_not_found_and_asks_for_another(client):
    response = client.get(reverse("join_class", args=["ZZZZZZZZ"]))
    assert response.status_code == 404
    assert "No class has this code" in response.content.decode()


def test_joining_shows_three_words_once(client, room):
    response = join(client, room)
    assert response.url == reverse("joined")
    words = words_of(client)
    assert words.count("-") == 2
    assert words_of(client) == words  # a lost answer of the server can be asked for again
    client.post(reverse("joined"))
    assert client.get(reverse("joined")).url == reverse("home")


def test_second_click_brings_the_pupil_in_like_the_first(room):
    address = reverse("join_class", args=[room.code])
    first, second = Client(), Client()  # the cookie of the first answer is lost
    token = first.get(address).context["form"]["token"].value()
    for client in (first, second):
        assert client.post(address, {"nickname": "Олена", "token": token}).url == reverse("joined")
    assert words_of(first) == words_of(second)
    assert at_work(first) == at_work(second)
    assert Membership.objects.filter(classroom=room, role="pupil").count() == 1


@pytest.mark.parametrize("token", ["", "made-up", "another page's"])
def test_nickname_of_somebody_else_is_no_second_click(room, token):
    address = reverse("join_class", args=[room.code])
    first, second = Client(), Client()
    known = first.get(address).context["form"]["token"].value()
    first.post(address, {"nickname": "Олена", "token": known})
    other = second.get(address).context["form"]["token"].value() if "page" in token else token
    assert second.post(address, {"nickname": "Олена", "token": other}).status_code == 422


def test_pupils_at_one_page_get_words_of_their_own(room):
    address = reverse("join_class", args=[room.code])
    first, second = Client(), Client()
    token = first.get(address).context["form"]["token"].value()
    first.post(address, {"nickname": "Олена", "token": token})
    second.post(address, {"nickname": "Тарас", "token": token})
    assert words_of(first) != words_of(second)


def test_words_lead_back_from_another_device_in_any_form(client, room):
    join(client, room)
    words, other = words_of(client), Client()
    response = come_back(other, room, "ОЛЕНА", words.upper().replace("-", "  "))
    assert response.status_code == 302
    assert at_work(other) == at_work(client)


def test_words_lead_back_into_an_archived_class(client, room):
    join(client, room)
    words = words_of(client)
    Classroom.objects.filter(pk=room.pk).update(archived_at=NOON, joining=False)
    assert come_back(Client(), room, "Олена", words).status_code == 302


def test_wrong_words_and_unknown_nicknames_are_told_alike(client, room):
    join(client, room)
    pages = [
        come_back(Client(), room, name, "one-two-three").content.decode()
        for name in ("Олена", "Никого")
    ]
    assert all("do not go together" in page for page in pages)


def test_own_password_leads_back_too(client, room):
    learner = UserFactory()
    joining.join_as(classroom=room, user=learner, nickname="Сова", now=NOON)
    assert come_back(client, room, "Сова", "correct horse battery").status_code == 302
    assert at_work(client) == str(learner.pk)


def test_teacher_does_not_come_in_by_a_nickname(client, room):
    person = Membership.objects.get(classroom=room).user
    for name in (str(person), person.username, ""):
        assert come_back(client, room, name, "correct horse battery").status_code == 422


def test_words_of_one_class_are_none_in_another(client, room):
    join(client, room)
    elsewhere = room_of(teacher())
    assert come_back(Client(), elsewhere, "Олена", words_of(client)).status_code == 422


def test_five_wrong_words_lock_the_nickname_for_that_address_alone(client, room):
    join(client, room)
    join(Client(), room, "Тарас")
    words = words_of(client)
    for _ in range(4):
        come_back(Client(), room, "Олена", "one-two-three")
    assert come_back(Client(), room, "Олена", "one-two-three").status_code == 429
    assert come_back(Client(), room, "ОЛЕНА", words).status_code == 429
    assert come_back(Client(), room, "Тарас", "one-two-three").status_code == 422
    elsewhere = come_back(Client(), room, "Олена", words, REMOTE_ADDR="10.1.1.1")
    assert elsewhere.status_code == 302


def test_coming_back_forgives_what_was_mistyped(client, room):
    join(client, room)
    words = words_of(client)
    for _ in range(3):
        for _ in range(4):
            come_back(Client(), room, "Олена", "one-two-three")
        assert come_back(Client(), room, "Олена", words).status_code == 302


def test_thirty_pupils_behind_one_address_join_though_each_mistypes_twice(room):
    for n in range(30):
        browser = Client()
        for _ in range(2):
            browser.post(reverse("join"), {"code": "ZZZZZZZZ"})
        assert join(browser, room, f"Pupil {n}").url == reverse("joined")
    assert Membership.objects.filter(classroom=room, role="pupil").count() == 30


def test_browser_that_tries_codes_is_told_to_wait(client, room):
    for _ in range(joining.MISSES_OF_SESSION + 1):
        client.post(reverse("join"), {"code": "ZZZZZZZZ"})
    for response in (
        client.post(reverse("join"), {"code": room.code}),
        client.get(reverse("join_class", args=[room.code])),
    ):
        assert response.status_code == 429
        assert response.headers["Retry-After"] == "900"
        assert "Wait up to 15 minutes" in response.content.decode()


def test_taken_nickname_is_said_in_clear_words(client, room):
    pupil_of(room, "Олена")
    response = join(client, room, "олена")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Somebody in this class has this nickname" in page
    assert reverse("join_back", args=[room.code]) in page


@pytest.mark.parametrize("nickname", ["", "  ", "o@example.org", "---", "x" * 41, "a\u202eb"])
def test_odd_nicknames_are_refused(client, room, nickname):
    assert join(client, room, nickname).status_code == 422
    assert not Membership.objects.filter(classroom=room, role="pupil").exists()


def test_guest_takes_the_work_along(client, room):
    guest = accounts.create_guest(now=timezone.now())
    StudyDay.objects.create(learner=guest, day=NOON.date(), answered=3)
    client.force_login(guest, backend=BACKEND)
    join(client, room)
    assert at_work(client) == str(guest.pk)
    assert StudyDay.objects.get().learner_id == guest.pk


def test_guest_who_comes_back_is_asked_about_the_work(client, room):
    join(client, room)
    words, other = words_of(client), Client()
    guest = accounts.create_guest(now=timezone.now())
    StudyDay.objects.create(learner=guest, day=NOON.date(), reviewed=3)
    other.force_login(guest, backend=BACKEND)
    response = come_back(other, room, "Олена", words)
    assert response.url == reverse("keep_answers")
    assert "guest_answers" in other.get(response.url).context


def test_learner_joins_another_class_with_one_click(client, room):
    pupil = pupil_of(room, "Олена").user
    second = room_of(teacher(), "Гурток")
    client.force_login(pupil, backend=BACKEND)
    page = client.get(reverse("join_class", args=[second.code])).content.decode()
    assert 'value="Олена"' in page
    assert join(client, second).url == reverse("home")
    assert member(second, pupil).nickname == "Олена"
    assert Membership.objects.filter(user=pupil).count() == 2


def test_member_is_told_so(client, room):
    client.force_login(pupil_of(room, "Олена").user, backend=BACKEND)
    page = client.get(reverse("join_class", args=[room.code])).content.decode()
    assert "You are in this class, as Олена" in page


def test_closed_class_offers_the_way_back_alone(client, room):
    Classroom.objects.filter(pk=room.pk).update(joining=False)
    page = client.get(reverse("join_class", args=[room.code])).content.decode()
    assert "Nobody new can join" in page
    assert reverse("join_back", args=[room.code]) in page
    assert 'name="nickname"' not in page
    assert join(client, room).status_code == 422


def test_removed_pupil_logs_in_with_username_and_words(client, room):
    join(client, room)
    words = words_of(client)
    pupil = member(room, User.objects.get(pk=at_work(client)))
    assert pupil.user.username in client.get(reverse("account")).content.decode()
    classes.remove(member=pupil, teacher=teacher(), now=NOON)
    assert come_back(Client(), room, "Олена", words).status_code == 422
    data = {"username": pupil.user.username, "password": words.upper().replace("-", " ")}
    assert Client().post(reverse("login"), data).status_code == 302


def test_new_passphrase_logs_the_pupil_out(client, room):
    join(client, room)
    words = words_of(client)
    pupil = member(room, User.objects.get(pk=at_work(client)))
    (issued,) = classes.issue(members=[pupil], teacher=teacher(), now=NOON)
    assert client.get(reverse("account")).url.startswith(reverse("login"))
    assert come_back(Client(), room, "Олена", words).status_code == 422
    assert come_back(Client(), room, "Олена", issued.passphrase).status_code == 302


def test_next_pupil_at_a_shared_computer_starts_afresh(client, room):
    join(client, room)
    client.post(reverse("joined"))
    page = client.get(reverse("home")).content.decode()
    assert reverse("start_afresh") in page
    client.post(reverse("start_afresh"))
    assert join(client, room, "Тарас").url == reverse("joined")
    assert Membership.objects.filter(classroom=room, role="pupil").count() == 2


def test_no_name_stands_in_an_address(client, room):
    response = join(client, room)
    assert "Олена" not in response.url
    assert come_back(Client(), room, "Олена", words_of(client)).url == reverse("keep_answers")


def test_colleague_may_look_at_the_page_that_pupils_see(client, room):
    colleague = teach_too(room, teacher()).user
    client.force_login(colleague, backend=BACKEND)
    page = client.get(reverse("join_class", args=[room.code])).content.decode()
    assert "You are in this class" in page
