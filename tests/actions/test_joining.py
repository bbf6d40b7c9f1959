from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password

from quizzes.actions import accounts, joining
from quizzes.models import Classroom, Deed, LogEntry, MissedCode, StudyDay, User
from quizzes.models.classes import CODE_ALPHABET
from quizzes.models.people import Role
from tests.classes import member, pupil_of, room_of, teacher
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Classroom:
    return room_of(teacher())


def find(code, *, session="browser", address="10.0.0.1", now=NOON) -> Classroom:
    return joining.find_class(code=code, session=session, address=address, now=now)


def miss(times, **who) -> None:
    for _ in range(times):
        with pytest.raises(joining.NoSuchClass):
            find("ZZZZZZZZ", **who)


@pytest.mark.parametrize(
    "typed", ["ABCD2345", "abcd-2345", " abcd 2345 ", "АВСD2345", "a b c d 2 3 4 5"]
)
def test_code_is_read_however_it_is_typed(typed):
    assert joining.normal_code(typed) == "ABCD2345"


def test_class_code_has_eight_of_the_signs_that_are_told_apart():
    code = joining.class_code()
    assert len(code) == 8
    assert set(code) <= set(CODE_ALPHABET)


def test_find_class_knows_archived_ones(room):
    Classroom.objects.filter(pk=room.pk).update(archived_at=NOON)
    assert find(room.code) == room


def test_misses_of_a_session_stop_it_even_with_the_right_code(room):
    miss(joining.MISSES_OF_SESSION)
    with pytest.raises(joining.TooManyMisses):
        find(room.code)


def test_thirty_pupils_behind_one_address_get_in_though_one_of_them_mistypes(room):
    miss(joining.MISSES_OF_SESSION, session="clumsy")
    for pupil in range(30):
        assert find(room.code, session=f"browser {pupil}") == room


def test_misses_of_an_address_stop_it_whatever_the_session(room):
    for n in range(joining.MISSES_OF_ADDRESS):
        miss(1, session=f"new one {n}")
    with pytest.raises(joining.TooManyMisses):
        find(room.code, session="another one")
    assert find(room.code, session="another one", address="10.0.0.2") == room


def test_misses_count_for_a_quarter_of_an_hour(room):
    miss(joining.MISSES_OF_SESSION)
    assert find(room.code, now=NOON + joining.MISSES_COUNT_FOR) == room


def test_misses_are_kept_without_address_and_session():
    miss(1, session="a-session-key", address="10.20.30.40")
    kept = MissedCode.objects.get()
    assert "10.20.30.40" not in f"{kept.address}{kept.session}"
    assert "a-session-key" not in f"{kept.address}{kept.session}"


def test_prune_misses_keeps_those_that_count():
    miss(1)
    joining.prune_misses(now=NOON + joining.MISSES_COUNT_FOR - timedelta(seconds=1))
    assert MissedCode.objects.count() == 1
    joining.prune_misses(now=NOON + joining.MISSES_COUNT_FOR)
    assert MissedCode.objects.count() == 0


def test_join_makes_a_pupil_with_three_words(room):
    pupil, words = joining.join(classroom=room, nickname=" Олена  К ", guest=None, now=NOON)
    pupil.refresh_from_db()
    assert words.count("-") == 2
    assert check_password(words, pupil.password)
    assert (pupil.role, pupil.made_in_class) == (Role.LEARNER, True)
    assert (pupil.display_name, member(room, pupil).nickname) == ("Олена К", "Олена К")


def test_username_of_a_pupil_holds_no_name(room):
    pupil, _words = joining.join(classroom=room, nickname="Olena", guest=None, now=NOON)
    assert "olena" not in pupil.username


def test_join_keeps_what_a_guest_did(room):
    guest = accounts.create_guest(now=NOON, sensitive="leave-out")
    StudyDay.objects.create(learner=guest, day=NOON.date(), answered=3)
    pupil, _words = joining.join(classroom=room, nickname="Олена", guest=guest, now=NOON)
    pupil.refresh_from_db()
    assert pupil.pk == guest.pk
    assert not pupil.is_guest
    assert pupil.sensitive == "leave-out"
    assert StudyDay.objects.get().learner == pupil


def test_join_is_noted_as_the_pupils_own_deed(room):
    pupil, _words = joining.join(classroom=room, nickname="Олена", guest=None, now=NOON)
    (entry,) = LogEntry.objects.filter(deed=Deed.PUPIL_ADDED)
    assert (entry.actor, entry.subject, entry.classroom) == (pupil, pupil, room)


def test_nickname_is_one_in_any_case_and_joining_leaves_nothing_behind(room):
    pupil_of(room, "Олена")
    people = User.objects.count()
    with pytest.raises(joining.NicknameTaken):
        joining.join(classroom=room, nickname="ОЛЕНА", guest=None, now=NOON)
    assert User.objects.count() == people


def test_same_nickname_in_another_class_is_somebody_else(room):
    pupil_of(room, "Олена")
    assert pupil_of(room_of(teacher()), "Олена").nickname == "Олена"


@pytest.mark.parametrize("change", [{"joining": False}, {"archived_at": NOON}])
def test_closed_class_lets_nobody_in(room, change):
    Classroom.objects.filter(pk=room.pk).update(**change)
    room.refresh_from_db()
    with pytest.raises(joining.ClassClosed):
        joining.join(classroom=room, nickname="Олена", guest=None, now=NOON)
    with pytest.raises(joining.ClassClosed):
        joining.join_as(classroom=room, user=UserFactory(), nickname="Олена", now=NOON)


def test_full_class_lets_nobody_in(room, monkeypatch):
    monkeypatch.setattr(joining, "MOST_PUPILS", 2)
    pupil_of(room)
    pupil_of(room)
    with pytest.raises(joining.ClassFull):
        pupil_of(room)


def test_learner_joins_several_classes_and_keeps_the_password(room):
    learner = UserFactory()
    before = learner.password
    for place in (room, room_of(teacher())):
        joining.join_as(classroom=place, user=learner, nickname="Сова", now=NOON)
    learner.refresh_from_db()
    assert learner.membership_set.count() == 2
    assert (learner.password, learner.made_in_class) == (before, False)


def test_joining_twice_is_refused(room):
    learner = UserFactory()
    joining.join_as(classroom=room, user=learner, nickname="Сова", now=NOON)
    with pytest.raises(joining.AlreadyThere):
        joining.join_as(classroom=room, user=learner, nickname="Інша", now=NOON)


def test_list_of_pupils_gets_accounts_with_different_words(room):
    issued = joining.add_pupils(
        classroom=room, nicknames=["Олена", "Тарас"], teacher=UserFactory(), now=NOON
    )
    assert [card.nickname for card in issued] == ["Олена", "Тарас"]
    assert len({card.passphrase for card in issued}) == 2
    for card in issued:
        assert check_password(card.passphrase, User.objects.get(pk=card.user.pk).password)


def test_list_with_a_taken_name_adds_nobody(room):
    pupil_of(room, "Тарас")
    people = User.objects.count()
    with pytest.raises(joining.NicknameTaken) as refused:
        joining.add_pupils(
            classroom=room, nicknames=["Олена", "тарас"], teacher=UserFactory(), now=NOON
        )
    assert refused.value.params["nickname"] == "тарас"
    assert User.objects.exclude(role="teacher").filter(made_in_class=True).count() == 1
    assert User.objects.count() <= people + 1  # the teacher of this test


def test_lock_name_tells_no_nickname_and_is_one_for_all_its_forms():
    one = joining.lock_name(code="ABCD2345", nickname="Олена")
    assert one == joining.lock_name(code="ABCD2345", nickname=" ОЛЕНА ")
    assert one != joining.lock_name(code="ABCD2346", nickname="Олена")
    assert "олена" not in one


def test_same_page_gives_the_pupil_again_for_a_minute_alone(room):
    def sent(after: timedelta):
        return joining.join(
            classroom=room, nickname="Олена", guest=None, now=NOON + after, token="of the page"
        )

    pupil, words = sent(timedelta())
    again, told = sent(timedelta(seconds=59))
    assert (again.pk, told) == (pupil.pk, words)
    with pytest.raises(joining.NicknameTaken):
        sent(timedelta(seconds=60))
