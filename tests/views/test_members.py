import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from quizzes.actions import joining
from quizzes.models import Classroom, Membership, User
from tests.classes import member, pupil_of, room_of, teach_too, teacher
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"
ABSENT = 10**9


@pytest.fixture
def chief(client) -> User:
    person = teacher()
    client.force_login(person, backend=BACKEND)
    return person


@pytest.fixture
def room(chief) -> Classroom:
    return room_of(chief, "8-Б")


def page(client, name, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_pupils_stand_in_alphabetical_order_by_what_the_class_calls_them(client, room):
    for name in ("Яна", "Ігор", "Анна", "Євген"):
        pupil_of(room, name)
    found = re.findall(
        r'<th scope="row" class="class-name">(?:<[^>]+>)?([^<]+)',
        page(client, "classroom_pupils", room.pk),
    )
    assert found == ["Анна", "Євген", "Ігор", "Яна"]


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_pupils_take_constant_queries(client, room, rows, django_assert_num_queries):
    for _ in range(rows):
        pupil_of(room)
    # Session, user, class, members, study days.
    with django_assert_num_queries(5):
        client.get(reverse("classroom_pupils", args=[room.pk]))


def test_only_those_made_in_a_class_can_be_chosen_for_new_words(client, room):
    made = pupil_of(room)
    own = joining.join_as(classroom=room, user=UserFactory(), nickname="Сова", now=NOON)
    shown = page(client, "classroom_pupils", room.pk)
    assert f'value="{made.pk}"' in shown
    assert f'value="{own.pk}"' not in shown


def test_list_of_names_becomes_cards_whose_words_work(client, room):
    response = client.post(reverse("pupils_add", args=[room.pk]), {"names": "Олена\n\n  Тарас \n"})
    shown = response.content.decode()
    words = re.findall(r'class="pass-phrase"[^>]*>([a-z-]+)<', shown)
    assert len(words) == 2
    assert shown.count('class="qr"') == 2
    assert room.code[:4] in shown
    back = reverse("join_back", args=[room.code])
    client.logout()
    came = client.post(back, {"nickname": "Олена", "passphrase": words[0]})
    assert came.status_code == 302


def test_cards_are_kept_nowhere(client, room):
    response = client.post(reverse("pupils_add", args=[room.pk]), {"names": "Олена"})
    (words,) = re.findall(r'class="pass-phrase"[^>]*>([a-z-]+)<', response.content.decode())
    assert "no-store" in response.headers["Cache-Control"]
    assert words not in str([session.get_decoded() for session in Session.objects.all()])
    assert words not in str(list(User.objects.values()))


def test_list_sent_again_is_refused_and_adds_nobody(client, room):
    for status in (200, 422):
        response = client.post(reverse("pupils_add", args=[room.pk]), {"names": "Олена"})
        assert response.status_code == status
    assert Membership.objects.filter(classroom=room, role="pupil").count() == 1


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("", "Write or paste the names"),
        ("Олена\nОЛЕНА", "Line 2: this name stands above already."),
        ("Олена\no@example.org", "Line 2: A nickname has no @."),
        ("\n".join(f"Pupil {n}" for n in range(61)), "more than sixty"),
    ],
)
def test_list_with_faults_names_the_line_and_adds_nobody(client, room, names, said):
    response = client.post(reverse("pupils_add", args=[room.pk]), {"names": names})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Membership.objects.filter(classroom=room, role="pupil").exists()


def test_archived_class_takes_no_list(client, room):
    Classroom.objects.filter(pk=room.pk).update(archived_at=NOON)
    assert client.get(reverse("pupils_add", args=[room.pk])).status_code == 404


def test_new_words_for_many_at_once(client, room):
    chosen = [pupil_of(room), pupil_of(room)]
    left = pupil_of(room)
    before = left.user.password
    address = reverse("pupils_passphrases", args=[room.pk])
    shown = client.post(address, {"pupils": [one.pk for one in chosen]}).content.decode()
    assert len(re.findall(r'class="pass-phrase"', shown)) == 2
    assert User.objects.get(pk=left.user.pk).password == before


def test_new_words_for_nobody_ask_to_choose(client, room):
    pupil_of(room)
    response = client.post(reverse("pupils_passphrases", args=[room.pk]))
    assert response.status_code == 422
    assert "Choose at least one pupil" in response.content.decode()


def test_new_words_for_a_pupil_of_another_class_are_refused(client, room):
    elsewhere = pupil_of(room_of(teacher()))
    before = elsewhere.user.password
    address = reverse("pupils_passphrases", args=[room.pk])
    assert client.post(address, {"pupils": elsewhere.pk}).status_code == 422
    assert User.objects.get(pk=elsewhere.user.pk).password == before


def test_account_with_a_password_of_its_own_is_left_alone(client, room):
    learner = UserFactory()
    own = joining.join_as(classroom=room, user=learner, nickname="Сова", now=NOON)
    address = reverse("pupils_passphrases", args=[room.pk])
    response = client.post(address, {"pupils": own.pk}, follow=True)
    assert "chose a password when signing up" in response.content.decode()
    assert User.objects.get(pk=learner.pk).password == learner.password


def test_pupil_is_renamed_and_given_time(client, room):
    pupil = pupil_of(room, "Олена")
    address = reverse("pupil", args=[room.pk, pupil.pk])
    client.post(address, {"nickname": "Оля", "time_percent": "150"})
    again = member(room, pupil.user)
    assert (again.nickname, again.time_percent) == ("Оля", 150)


def test_pupil_cannot_be_given_less_time(client, room):
    pupil = pupil_of(room, "Олена")
    address = reverse("pupil", args=[room.pk, pupil.pk])
    response = client.post(address, {"nickname": "Олена", "time_percent": "50"})
    assert response.status_code == 422
    assert member(room, pupil.user).time_percent == 100


def test_taken_nickname_is_told_and_the_page_shows_the_old_name(client, room):
    pupil_of(room, "Тарас")
    pupil = pupil_of(room, "Олена")
    address = reverse("pupil", args=[room.pk, pupil.pk])
    response = client.post(address, {"nickname": "Тарас", "time_percent": "100"})
    assert response.status_code == 422
    assert ">Олена</span></h1>" in response.content.decode() or "<h1>Олена" in (
        response.content.decode()
    )


def test_pupil_moves_to_another_class_of_the_teacher(client, chief, room):
    there, pupil = room_of(chief, "9-А"), pupil_of(room, "Олена")
    client.post(reverse("pupil_move", args=[room.pk, pupil.pk]), {"to": there.pk})
    assert Membership.objects.get(user=pupil.user).classroom == there


def test_pupil_does_not_move_into_somebody_elses_class(client, room):
    there, pupil = room_of(teacher()), pupil_of(room)
    response = client.post(reverse("pupil_move", args=[room.pk, pupil.pk]), {"to": there.pk})
    assert response.status_code == 422
    assert Membership.objects.get(user=pupil.user).classroom == room


def test_removal_tells_what_happens(client, room):
    pupil = pupil_of(room)
    assert "The account stays" in page(client, "pupil", room.pk, pupil.pk)
    client.post(reverse("pupil_remove", args=[room.pk, pupil.pk]))
    assert not Membership.objects.filter(pk=pupil.pk).exists()


def test_teachers_are_added_and_leave_but_for_the_last(client, chief, room):
    fellow = teacher(username="marta")
    address = reverse("classroom_teachers", args=[room.pk])
    client.post(address, {"username": "Marta"})
    client.post(reverse("teacher_remove", args=[room.pk, member(room, fellow).pk]))
    own = member(room, chief)
    response = client.post(reverse("teacher_remove", args=[room.pk, own.pk]), follow=True)
    assert "A class needs a teacher" in response.content.decode()
    assert [m.user for m in Membership.objects.filter(classroom=room)] == [chief]


def test_teacher_who_leaves_sees_the_class_no_more(client, chief, room):
    teach_too(room, teacher())
    own = member(room, chief)
    response = client.post(reverse("teacher_remove", args=[room.pk, own.pk]))
    assert response.url == reverse("classrooms")
    assert client.get(reverse("classroom", args=[room.pk])).status_code == 404


def test_pupil_is_no_teacher_to_be_removed_and_the_other_way_round(client, chief, room):
    pupil, own = pupil_of(room), member(room, chief)
    assert client.post(reverse("teacher_remove", args=[room.pk, pupil.pk])).status_code == 404
    assert client.post(reverse("pupil_remove", args=[room.pk, own.pk])).status_code == 404
    assert Membership.objects.filter(classroom=room).count() == 2


@pytest.mark.parametrize("name", ["pupil", "pupil_move", "pupil_remove"])
def test_pupil_of_another_class_answers_like_one_that_is_not_there(client, room, name):
    theirs = pupil_of(room_of(teacher()))
    for pk in (theirs.pk, ABSENT):
        response = client.post(reverse(name, args=[room.pk, pk]), {"nickname": "x"})
        assert response.status_code == 404
    assert Membership.objects.filter(pk=theirs.pk).exists()
