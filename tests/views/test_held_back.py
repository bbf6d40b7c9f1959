import pytest
from django.urls import reverse

from quizzes.actions import classes
from quizzes.models import Classroom, User
from tests.classes import pupil_of, room_of, teacher
from tests.factories import NOON, TopicFactory, UserFactory
from tests.views.reading import cited_fact

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"
ASK, READ, LEAVE_OUT = "ask", "read", "leave-out"
HARM = "The made-up harm of long ago."


@pytest.fixture
def pupil(client) -> User:
    topic = TopicFactory(slug="river")
    cited_fact(topic, slug="harm", sensitivity=2, statement=HARM)
    person = pupil_of(room_of(teacher())).user
    client.force_login(person, backend=BACKEND)
    return person


def page(client) -> str:
    return client.get(reverse("topic", args=["river"])).content.decode()


def chosen(pupil: User, own: str, *of_classes: str) -> None:
    """What the pupil says, and what the classes do: the first is there, others are made."""
    User.objects.filter(pk=pupil.pk).update(sensitive=own)
    rooms = list(Classroom.objects.attended_by(pupil))
    while len(rooms) < len(of_classes):
        room = room_of(teacher())
        pupil.membership_set.create(classroom=room, joined_at=NOON)
        rooms.append(room)
    for room, choice in zip(rooms, of_classes, strict=False):
        Classroom.objects.filter(pk=room.pk).update(sensitive=choice)


@pytest.mark.parametrize(
    ("own", "of_classes", "shown"),
    [
        (ASK, [""], False),
        (READ, [""], True),
        (LEAVE_OUT, [""], False),
        (ASK, [READ], True),
        (LEAVE_OUT, [READ], False),
        (READ, [LEAVE_OUT], False),
        (ASK, [LEAVE_OUT], False),
        (ASK, [READ, LEAVE_OUT], False),
        (READ, [READ, LEAVE_OUT], False),
        (ASK, [READ, ""], False),
        (READ, [READ, ""], True),
        (ASK, [READ, READ], True),
    ],
)
def test_the_strictest_of_the_classes_decides(client, pupil, own, of_classes, shown):
    chosen(pupil, own, *of_classes)
    assert (HARM in page(client)) is shown


def test_class_that_leaves_out_says_so_and_offers_no_choice(client, pupil):
    chosen(pupil, ASK, LEAVE_OUT)
    told = page(client)
    assert "as your class has it" in told
    assert 'name="choice" value="read"' not in told
    assert "Ask me again" not in told


def test_choosing_to_read_does_not_overrule_the_class(client, pupil):
    chosen(pupil, ASK, LEAVE_OUT)
    client.post(reverse("sensitive_choice"), {"choice": "read", "level": "3", "next": "/"})
    client.post(reverse("sensitive_choice"), {"choice": "read", "level": "2", "next": "/"})
    assert HARM not in page(client)


def test_archived_class_decides_nothing(client, pupil):
    chosen(pupil, READ, LEAVE_OUT)
    room = Classroom.objects.attended_by(pupil).get()
    classes.archive(classroom=room, teacher=teacher(), now=NOON)
    assert HARM in page(client)


def test_class_decides_for_its_pupils_alone(client, pupil):
    chosen(pupil, READ, LEAVE_OUT)
    reader = UserFactory(sensitive=READ)
    client.force_login(reader, backend=BACKEND)
    assert HARM in page(client)


def test_choice_of_the_class_is_asked_once_a_request(client, pupil, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as queries:
        page(client)
    asked = [q["sql"] for q in queries if '"quizzes_classroom"."sensitive"' in q["sql"]]
    assert len(asked) == 1
