"""A quiz whose answers are told later: saved, changed, looked over, handed in, told."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.actions import attempts, taking
from quizzes.models import Answer, Attempt, Card, User
from quizzes.models.people import Role
from quizzes.models.sets import Release
from tests.assigned import assigned, begin, classroom, join, teacher_of
from tests.factories import UserFactory
from tests.grading.items import choice, multiple, one_of_each, short
from tests.kinds import at_kind, right_fields, set_of, wrong_fields
from tests.views.quiz import HTMX, item_url, queries, send, statements, without_tokens

pytestmark = pytest.mark.django_db

KINDS = [str(item.kind) for item in one_of_each()]


@pytest.fixture
def learner(client: Client) -> User:
    made: User = UserFactory.create()
    client.force_login(made)
    return made


def taken(learner: User, *items, **columns) -> Attempt:
    given = {"release": Release.AT_END, "shuffle_questions": False} | columns
    made = set_of(*items, **given)
    return taking.begin(learner=learner, question_set=made, terms=made, seed=1, now=timezone.now())


@pytest.fixture
def attempt(learner: User) -> Attempt:
    return taken(learner)


def review_url(attempt: Attempt) -> str:
    return reverse("attempt_review", args=[attempt.pk])


def result_url(attempt: Attempt) -> str:
    return reverse("attempt_result", args=[attempt.pk])


def hand_in(client: Client, attempt: Attempt):
    return client.post(reverse("attempt_finish", args=[attempt.pk]), follow=True)


def answer_all(client: Client, attempt: Attempt) -> None:
    for shown in attempt.items.select_related("version"):
        send(client, attempt, shown.position, sequence=1, **right_fields(shown))


# --- Saving


def test_saving_goes_on_to_the_next_without_a_word_on_the_answer(client, attempt):
    shown = attempt.items.get(position=1)
    response = send(client, attempt, sequence=1, **wrong_fields(shown))
    page = response.content.decode()
    assert response.status_code == 200
    assert response.headers["HX-Push-Url"] == item_url(attempt, 2)
    assert "Answer 1 saved. You can change it until you hand in." in page
    assert "Which regiments built the fort?" in page
    assert "Not right" not in page


def test_saving_without_javascript_leads_to_the_next(client, attempt):
    shown = attempt.items.get(position=1)
    response = send(client, attempt, htmx=False, sequence=1, **right_fields(shown))
    assert response.status_code == 302
    assert response.headers["Location"] == f"{item_url(attempt, 2)}?saved=1"
    assert "Answer 1 saved." in client.get(response.headers["Location"]).content.decode()


def test_page_says_only_of_what_is_saved_that_it_was(client, attempt):
    page = client.get(f"{item_url(attempt, 2)}?saved=1").content.decode()
    assert "saved-note" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_saved_stands_in_its_page(client, attempt, kind):
    shown = at_kind(attempt, kind)
    fields = right_fields(shown)
    send(client, attempt, shown.position, sequence=1, **fields)
    page = client.get(item_url(attempt, shown.position)).content.decode()
    assert "This answer is saved. You can change it until you hand in." in page
    assert 'name="sequence" value="2"' in page
    if "typed" in fields:
        assert f'value="{fields["typed"]}"' in page
    elif "order" in fields:
        assert re.findall(r'name="order" value="(\d+)"', page) == [str(p) for p in fields["order"]]
    else:
        places = fields["place"] if isinstance(fields["place"], list) else [fields["place"]]
        checked = re.findall(r'name="place" value="(\d+)" id="place-\d+" checked', page)
        assert sorted(checked) == sorted(str(place) for place in places)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_a_right_and_a_wrong_answer_differ_in_the_answer_alone(client, learner, kind):
    item = next(item for item in one_of_each() if str(item.kind) == kind)
    attempt = taken(learner, item, item)
    one, other = attempt.items.order_by("position")
    other.shuffle = one.shuffle
    other.save()
    send(client, attempt, 1, sequence=1, **right_fields(one))
    send(client, attempt, 2, sequence=1, **wrong_fields(one))
    pages = [told_of(client, attempt, position) for position in (1, 2)]
    assert pages[0] == pages[1]


def told_of(client: Client, attempt: Attempt, position: int) -> str:
    """The form less what the learner gave and where it stands."""
    page = client.get(item_url(attempt, position)).content.decode()
    form = without_tokens(
        page[page.index('<form id="answer-form"') : page.index('<div class="player-extra')]
    )
    form = re.sub(r"/\d/answer/", "/answer/", form).replace(" checked", "")
    form = re.sub(r'id="typed" name="typed" type="text" value="[^"]*"', "", form)
    return "".join(sorted(re.findall(r"\w+", form)))


def test_no_page_before_handing_in_tells_of_the_score(client, attempt):
    answer_all(client, attempt)
    pages = [
        client.get(item_url(attempt)),
        client.get(review_url(attempt)),
        client.get(reverse("progress")),
        client.get(reverse("home")),
    ]
    for page in pages:
        body = page.content.decode()
        assert "7 of 7 points" not in body
        assert 'class="stone stone-right' not in body


def test_a_stale_tab_is_told_and_shown_what_stands(client, learner):
    attempt = taken(learner, short("Donets"), short("Oskil"))
    send(client, attempt, sequence=1, typed="Donets")
    send(client, attempt, sequence=2, typed="Oskil")
    response = send(client, attempt, sequence=2, typed="Dnipro")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Nothing was saved: you changed this answer elsewhere" in page
    assert 'value="Oskil"' in page
    assert 'name="sequence" value="3"' in page
    assert Answer.objects.get().response == {"typed": "Oskil"}


def test_an_empty_answer_names_no_button_that_is_not_there(client, attempt):
    response = send(client, attempt, sequence=1)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Not saved yet" in page
    assert "I don’t know" not in page


def test_what_could_not_be_read_stays_in_the_field(client, attempt):
    position = at_kind(attempt, "date").position
    page = send(client, attempt, position, sequence=1, typed="long ago").content.decode()
    assert 'value="long ago"' in page
    assert "this cannot be read as a date" in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize("length", [2, 30])
def test_saving_costs_ten_queries_at_most(client, learner, length):
    attempt = taken(learner, *[choice() for _ in range(length)])
    send(client, attempt, 1, sequence=1, place=1)  # the day has begun
    with queries() as captured:
        send(client, attempt, 2, sequence=1, place=1)
    assert len(statements(captured)) <= 10


# --- Looking over, handing in


def test_the_last_answer_leads_to_the_review(client, learner):
    attempt = taken(learner, short(), short())
    send(client, attempt, 1, sequence=1, typed="x")
    response = send(client, attempt, 2, sequence=1, typed="y")
    page = response.content.decode()
    assert response.headers["HX-Push-Url"] == review_url(attempt)
    assert "All questions are answered. You can still change an answer." in page
    attempt.refresh_from_db()
    assert attempt.is_open


def test_review_names_what_has_no_answer(client, attempt):
    send(client, attempt, 1, sequence=1, place=1)
    page = client.get(review_url(attempt)).content.decode()
    assert "6 questions have no answer yet:" in page
    assert "Hand in with 6 unanswered" in page
    links = re.findall(r'class="place-link" href="([^"]+)"', page)
    assert links == [item_url(attempt, position) for position in range(2, 8)]


@pytest.mark.parametrize("length", [1, 3, 30])
def test_review_costs_the_same_whatever_the_length(client, learner, length):
    attempt = taken(learner, *[short() for _ in range(length)])
    with queries() as captured:
        client.get(review_url(attempt))
    assert len(statements(captured)) == 6


def test_review_of_a_quiz_told_at_once_goes_back_to_it(client, learner):
    attempt = taken(learner, release=Release.AT_ONCE)
    response = client.get(review_url(attempt))
    assert response.headers["Location"] == reverse("attempt", args=[attempt.pk])


def test_attempt_with_all_answered_leads_to_the_review(client, attempt):
    answer_all(client, attempt)
    response = client.get(reverse("attempt", args=[attempt.pk]))
    assert response.headers["Location"] == review_url(attempt)


def test_handing_in_tells_all_at_the_end(client, attempt):
    answer_all(client, attempt)
    page = hand_in(client, attempt).content.decode()
    assert "All 7 right" in page
    assert "7 of 7 points." in page


def test_every_kind_is_told_with_the_answer_and_the_key(client, attempt):
    for shown in attempt.items.select_related("version"):
        send(client, attempt, shown.position, sequence=1, **wrong_fields(shown))
    page = hand_in(client, attempt).content.decode()
    for told in ("Dnipro", "Donets", "27 September 1680", "Count again.", "Regiment b", "On c."):
        assert told in page
    assert "2 chosen that are not right." in page


def test_pass_mark_is_told(client, learner):
    attempt = taken(learner, short("Donets"), short("Donets"), pass_mark=60)
    send(client, attempt, 1, sequence=1, typed="Donets")
    page = hand_in(client, attempt).content.decode()
    assert "Not passed" in page
    assert "The pass mark is 60 %." in page


def test_an_answer_after_handing_in_is_refused_and_tells_nothing(client, learner):
    room = classroom()
    pupil = join(room, learner)
    attempt = due_attempt(room, pupil)
    hand_in(client, attempt)
    response = send(client, attempt, sequence=2, typed="Oskil")
    page = response.content.decode()
    assert response.status_code == 409
    assert "This quiz is finished" in page
    assert "Donets" not in page


# --- Told after the time of everybody


def due_attempt(room, pupil: User, **columns) -> Attempt:
    now = timezone.now()
    given = assigned(
        room,
        question_set=set_of(short("Donets"), multiple(), shuffle_questions=False),
        release=Release.AFTER_DUE,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
        **columns,
    )
    return begin(given, pupil, now=now)


def test_result_waits_for_the_time_of_everybody(client, learner):
    room = classroom()
    attempt = due_attempt(room, join(room, learner))
    send(client, attempt, 1, sequence=1, typed="Dnipro")
    page = hand_in(client, attempt).content.decode()
    assert "You will be told what was right after" in page
    assert "1 of 2 answered." in page
    assert "Donets" not in page
    assert client.get(item_url(attempt)).headers["Location"] == result_url(attempt)
    progress = client.get(reverse("progress")).content.decode()
    assert "points" not in progress.partition("Last quizzes")[2]


def test_what_was_missed_goes_to_no_cards_before_it_is_told(client, learner):
    room = classroom()
    attempt = due_attempt(room, join(room, learner))
    send(client, attempt, 1, sequence=1, typed="Dnipro")
    hand_in(client, attempt)
    assert client.post(reverse("add_cards"), {"attempt": attempt.pk}).status_code == 404
    response = client.post(reverse("attempt_retry", args=[attempt.pk]), follow=True)
    assert "once you are told what was right" in response.content.decode()
    assert not Card.objects.exists()
    assert Attempt.objects.count() == 1


def test_result_is_told_when_the_time_is_over_and_counted_then(client, learner):
    room = classroom()
    attempt = due_attempt(room, join(room, learner))
    send(client, attempt, 1, sequence=1, typed="Donets")
    hand_in(client, attempt)
    given = attempt.assignment
    given.closes_at = timezone.now()
    given.save()
    assert "1 of 2 right" in client.get(result_url(attempt)).content.decode()
    attempt.refresh_from_db()
    assert attempt.counted_at is not None
    client.post(reverse("add_cards"), {"attempt": attempt.pk})
    assert not Card.objects.exists()  # the one that was answered was right


def test_teacher_sees_the_result_at_any_time(client, learner):
    room = classroom()
    attempt = due_attempt(room, join(room, learner))
    send(client, attempt, 1, sequence=1, typed="Dnipro")
    hand_in(client, attempt)
    client.force_login(teacher_of(room))
    assert "Donets" in client.get(result_url(attempt)).content.decode()
    attempt.refresh_from_db()
    assert attempt.counted_at is None


# --- Time


def with_deadline(attempt: Attempt, seconds: float) -> None:
    deadline = timezone.now() + timedelta(seconds=seconds)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=deadline)


def test_page_says_until_when_without_a_script(client, attempt):
    with_deadline(attempt, 600)
    page = client.get(item_url(attempt)).content.decode()
    assert re.search(r"Open until \d\d:\d\d\.", page)
    left = int(re.search(r'data-left="(\d+)"', page)[1])
    assert 590 <= left <= 600
    assert "Open until" in client.get(review_url(attempt)).content.decode()


def test_page_without_a_deadline_has_no_clock(client, attempt):
    assert "data-left" not in client.get(item_url(attempt)).content.decode()


def test_answer_within_the_grace_is_saved(client, attempt):
    with_deadline(attempt, -5)
    assert send(client, attempt, sequence=1, place=1).status_code == 200


def test_answer_after_the_grace_closes_with_what_was_saved(client, attempt):
    send(client, attempt, 1, sequence=1, place=1)
    with_deadline(attempt, -attempts.GRACE.total_seconds() - 1)
    assert send(client, attempt, 2, sequence=1, place=1).status_code == 409
    page = client.get(result_url(attempt)).content.decode()
    assert "6 were left unanswered." in page


def test_first_look_after_the_time_shows_the_result(client, attempt):
    with_deadline(attempt, -attempts.GRACE.total_seconds() - 1)
    response = client.get(item_url(attempt))
    assert response.headers["Location"] == result_url(attempt)
    assert "Nothing was answered" in client.get(result_url(attempt)).content.decode()


# --- Others


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER])
def test_review_of_somebody_else_is_not_there(client, attempt, role):
    client.force_login(UserFactory.create(role=role))
    assert client.get(review_url(attempt)).status_code == 404
    absent = reverse("attempt_review", args=[uuid4()])
    assert client.get(absent).status_code == 404


def test_fragment_of_the_review_is_the_player_alone(client, attempt):
    page = client.get(review_url(attempt), headers=HTMX).content.decode()
    assert "<html" not in page
    assert 'id="player"' in page
