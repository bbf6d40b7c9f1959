import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Attempt, Card, QuestionSet, User
from quizzes.models.people import Role
from tests.assigned import HOUR, assigned, classroom, join
from tests.factories import NOON, UserFactory
from tests.kinds import set_of
from tests.views.quiz import queries, statements

pytestmark = pytest.mark.django_db


def address(made: QuestionSet) -> str:
    return reverse("set_take", args=[made.pk])


@pytest.fixture
def learner(client: Client) -> User:
    made: User = UserFactory.create()
    client.force_login(made)
    return made


def public(**columns) -> QuestionSet:
    return set_of(**({"visibility": "public"} | columns))


def test_page_tells_what_one_is_in_for(client, learner):
    made = public(time_limit=20, pass_mark=60, release="at-end", attempts_allowed=2)
    page = client.get(address(made)).content.decode()
    for told in (
        "7 questions.",
        "20 minutes from the start",
        "You may go back and change answers.",
        "Passed from 60 %.",
        "It may be taken 2 times.",
    ):
        assert told in page


def test_page_tells_no_question(client, learner):
    page = client.get(address(public())).content.decode()
    assert "Who built the fort?" not in page


def test_start_begins_on_the_terms_of_the_set(client, learner):
    made = public(release="at-end")
    response = client.post(address(made))
    attempt = Attempt.objects.get()
    assert response.headers["Location"] == reverse("attempt", args=[attempt.pk])
    assert (attempt.learner, attempt.question_set, attempt.release) == (learner, made, "at-end")


def test_second_start_goes_on(client, learner):
    made = public()
    first, second = client.post(address(made)), client.post(address(made))
    assert first.headers["Location"] == second.headers["Location"]
    assert (
        "You are in the middle of it: 0 of 7 answered."
        in client.get(address(made)).content.decode()
    )


def test_used_up_attempts_are_told(client, learner):
    made = public(attempts_allowed=1)
    client.post(address(made))
    Attempt.objects.update(state="finished", finished_at=NOON)
    told = "You have made the 1 attempt that is allowed."
    assert told in client.get(address(made)).content.decode()
    response = client.post(address(made))
    assert response.status_code == 422
    assert told in response.content.decode()
    assert Attempt.objects.count() == 1


def test_a_set_with_nothing_to_ask_says_so(client, learner):
    made = public()
    made.entries.all().delete()
    response = client.post(address(made))
    assert response.status_code == 422
    assert "There is nothing to ask in this set just now." in response.content.decode()


def test_nobody_becomes_a_guest(client):
    made = public()
    response = client.post(address(made))
    assert response.status_code == 302
    assert Attempt.objects.get().learner.is_guest


def test_nobody_becomes_no_guest_for_an_empty_set(client):
    made = public()
    made.entries.all().delete()
    assert client.post(address(made)).status_code == 422
    assert not User.objects.filter(role=Role.GUEST).exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "hidden", [{"visibility": "private"}, {"visibility": "school"}, {"archived_at": NOON}]
)
def test_what_is_not_for_learners_answers_like_what_is_not_there(client, learner, method, hidden):
    made = public(**hidden)
    there = getattr(client, method)(address(made))
    absent = getattr(client, method)(reverse("set_take", args=[made.pk + 1]))
    assert (there.status_code, absent.status_code) == (404, 404)
    assert not Attempt.objects.exists()


def test_owner_takes_a_private_set(client):
    owner = UserFactory.create(role=Role.TEACHER)
    client.force_login(owner)
    made = set_of(owner=owner)
    assert client.post(address(made)).status_code == 302
    assert Attempt.objects.get().learner == owner


@pytest.mark.parametrize("attempts", [1, 3, 30])
def test_page_costs_the_same_whatever_was_taken(client, learner, attempts):
    made = public()
    for number in range(1, attempts + 1):
        Attempt.objects.create(
            learner=learner,
            question_set=made,
            number=number,
            seed=1,
            length=1,
            out_of=1,
            state="finished",
            finished_at=NOON,
            started_at=NOON,
        )
    with queries() as captured:
        client.get(address(made))
    assert len(statements(captured)) == 6


def given_to_class_of(learner: User, made: QuestionSet) -> None:
    room = classroom()
    join(room, learner)
    assigned(
        room,
        question_set=made,
        release="at-end",
        opens_at=timezone.now() - HOUR,
        closes_at=timezone.now() + HOUR,
        title="The test of today",
    )


def test_set_is_not_taken_while_class_work_asks_it_and_tells_later(client, learner):
    made = public()
    given_to_class_of(learner, made)
    for response in (client.get(address(made)), client.post(address(made))):
        page = response.content.decode()
        assert "Your class work “The test of today” asks some of these questions." in page
        assert f'action="{address(made)}"' not in page
    assert not Attempt.objects.exists()


def test_set_becomes_no_cards_while_class_work_asks_it_and_tells_later(client, learner):
    made = public()
    given_to_class_of(learner, made)
    client.post(reverse("set_cards", args=[made.pk]))
    assert not Card.objects.exists()
    assert "once you are told the answers there" in (
        client.get(reverse("question_set", args=[made.pk])).content.decode()
    )
