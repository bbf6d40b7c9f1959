import pytest
from django.contrib.auth.hashers import check_password

from quizzes.actions import classes, joining
from quizzes.models import Classroom, Deed, LogEntry, Membership, StudyDay, User
from quizzes.models.classes import MemberRole
from tests.classes import member, pupil_of, room_of, teach_too, teacher
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    return teacher()


@pytest.fixture
def room(chief) -> Classroom:
    return room_of(chief)


def deeds() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("deed", flat=True))


def test_who_makes_a_class_teaches_it(chief, room):
    assert list(Classroom.objects.taught_by(chief)) == [room]


def test_change_notes_what_changed_and_nothing_else(chief, room):
    fields = {"name": "9-Б", "time_zone": room.time_zone}
    classes.change(classroom=room, teacher=chief, now=NOON, fields=fields)
    classes.change(classroom=room, teacher=chief, now=NOON, fields=fields)
    room.refresh_from_db()
    assert room.name == "9-Б"
    (entry,) = LogEntry.objects.all()
    assert (entry.deed, entry.detail) == (Deed.CLASS_CHANGED, {"fields": ["name"]})


def test_new_code_replaces_the_old_one(chief, room):
    code = classes.change_code(classroom=room, teacher=chief, now=NOON)
    assert not Classroom.objects.filter(code=room.code).exists()
    assert Classroom.objects.get(code=code) == room
    assert deeds() == [Deed.CODE_CHANGED]


def test_rename_calls_the_pupil_so_in_the_class_and_in_the_app(chief, room):
    pupil = pupil_of(room, "Олена")
    classes.rename(member=pupil, nickname="Оля", teacher=chief, now=NOON)
    again = member(room, pupil.user)
    assert (again.nickname, again.user.display_name) == ("Оля", "Оля")


def test_rename_leaves_the_name_that_somebody_chose_elsewhere(chief, room):
    learner = UserFactory(display_name="Сова")
    joined = joining.join_as(classroom=room, user=learner, nickname="Олена", now=NOON)
    classes.rename(member=joined, nickname="Оля", teacher=chief, now=NOON)
    learner.refresh_from_db()
    assert learner.display_name == "Сова"


def test_rename_to_a_taken_name_changes_nothing(chief, room):
    pupil_of(room, "Тарас")
    pupil = pupil_of(room, "Олена")
    with pytest.raises(joining.NicknameTaken):
        classes.rename(member=pupil, nickname="ТАРАС", teacher=chief, now=NOON)
    assert member(room, pupil.user).nickname == "Олена"


def test_more_time_is_noted_once(chief, room):
    pupil = pupil_of(room)
    for _ in range(2):
        classes.give_time(member=pupil, percent=150, teacher=chief, now=NOON)
    assert member(room, pupil.user).time_percent == 150
    assert deeds().count(Deed.ACCOMMODATED) == 1


def test_move_keeps_nickname_time_and_work(chief, room):
    pupil, there = pupil_of(room, "Олена"), room_of(chief, "9-А")
    StudyDay.objects.create(learner=pupil.user, day=NOON.date(), answered=2)
    classes.give_time(member=pupil, percent=150, teacher=chief, now=NOON)
    classes.move(member=pupil, to=there, teacher=chief, now=NOON)
    (now_in,) = Membership.objects.filter(user=pupil.user)
    assert (now_in.classroom, now_in.nickname, now_in.time_percent) == (there, "Олена", 150)
    assert StudyDay.objects.get().learner == pupil.user
    (entry,) = LogEntry.objects.filter(deed=Deed.PUPIL_MOVED)
    assert entry.detail == {"to_class": there.pk}


def test_move_to_where_the_name_is_taken_changes_nothing(chief, room):
    there = room_of(chief, "9-А")
    pupil_of(there, "Олена")
    pupil = pupil_of(room, "Олена")
    with pytest.raises(joining.NicknameTaken):
        classes.move(member=pupil, to=there, teacher=chief, now=NOON)
    assert Membership.objects.get(user=pupil.user).classroom == room


def test_removed_pupil_keeps_account_and_work(chief, room):
    pupil = pupil_of(room)
    StudyDay.objects.create(learner=pupil.user, day=NOON.date(), answered=2)
    classes.remove(member=pupil, teacher=chief, now=NOON)
    assert not Membership.objects.filter(user=pupil.user).exists()
    assert StudyDay.objects.get().learner == pupil.user
    assert User.objects.get(pk=pupil.user.pk).is_active


def test_issue_replaces_words_and_notes_each(chief, room):
    pupils = [pupil_of(room), pupil_of(room)]
    before = [pupil.user.password for pupil in pupils]
    issued = classes.issue(members=pupils, teacher=chief, now=NOON)
    for card, old in zip(issued, before, strict=True):
        stored = User.objects.get(pk=card.user.pk).password
        assert stored != old
        assert check_password(card.passphrase, stored)
    assert deeds().count(Deed.PASSPHRASE_RESET) == 2


@pytest.mark.parametrize(
    "fields", [{"role": "teacher"}, {"role": "administrator"}, {"made_in_class": False}]
)
def test_nobody_elses_password_can_be_issued(chief, room, fields):
    pupil, other = pupil_of(room), pupil_of(room)
    User.objects.filter(pk=other.user.pk).update(**fields)
    other = member(room, other.user)
    before = [pupil.user.password, other.user.password]
    with pytest.raises(classes.NotIssuable):
        classes.issue(members=[pupil, other], teacher=chief, now=NOON)
    stored = [User.objects.get(pk=one.user.pk).password for one in (pupil, other)]
    assert stored == before


def test_fellow_teacher_is_found_by_username_in_any_case(chief, room):
    fellow = teacher(username="marta")
    classes.add_teacher(classroom=room, username=" MARTA ", teacher=chief, now=NOON)
    assert member(room, fellow).role == MemberRole.TEACHER
    assert deeds() == [Deed.TEACHER_ADDED]


@pytest.mark.parametrize("fields", [{"role": "learner"}, {"role": "teacher", "is_active": False}])
def test_who_does_not_teach_is_no_fellow_teacher(chief, room, fields):
    UserFactory(username="marta", **fields)
    with pytest.raises(classes.NoSuchTeacher):
        classes.add_teacher(classroom=room, username="marta", teacher=chief, now=NOON)


def test_last_teacher_cannot_leave(chief, room):
    with pytest.raises(classes.LastTeacher):
        classes.remove_teacher(member=member(room, chief), teacher=chief, now=NOON)
    teach_too(room, teacher())
    classes.remove_teacher(member=member(room, chief), teacher=chief, now=NOON)
    assert not Classroom.objects.taught_by(chief).exists()


def test_archived_class_is_no_longer_attended_until_it_is_taken_up(chief, room):
    pupil = pupil_of(room).user
    classes.archive(classroom=room, teacher=chief, now=NOON)
    assert not Classroom.objects.attended_by(pupil).exists()
    classes.restore(classroom=room, teacher=chief, now=NOON)
    assert list(Classroom.objects.attended_by(pupil)) == [room]
    assert deeds()[-2:] == [Deed.CLASS_ARCHIVED, Deed.CLASS_RESTORED]


def test_prune_archived_removes_old_classes_and_no_pupil(chief, room):
    pupil = pupil_of(room).user
    Classroom.objects.filter(pk=room.pk).update(archived_at=NOON)
    assert classes.prune_archived(before=NOON) == 0
    assert classes.prune_archived(before=NOON.replace(hour=13)) == 1
    assert User.objects.filter(pk=pupil.pk).exists()
    assert not Classroom.objects.exists()


def test_log_holds_no_names(chief, room):
    pupil = pupil_of(room, "Надзвичайне Ім’я")
    classes.rename(member=pupil, nickname="Інше Ім’я", teacher=chief, now=NOON)
    classes.issue(members=[pupil], teacher=chief, now=NOON)
    classes.remove(member=pupil, teacher=chief, now=NOON)
    told = str(list(LogEntry.objects.values_list("detail", flat=True)))
    assert "Ім" not in told
