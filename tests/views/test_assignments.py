import re
from datetime import timedelta
from random import Random
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.models import Accommodation, Assignment, Attempt, Card, LogEntry, Membership, StudyPlan
from quizzes.models.people import Role
from tests.assigned import (
    DAY,
    HOUR,
    MINUTE,
    assigned,
    begin,
    classroom,
    hand_in,
    join,
    question_set,
    respond,
    teacher_of,
)
from tests.factories import TopicFactory, UserFactory, flashcard_question
from tests.views.test_fuzz import ODD

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"
ABSENT = 10**9


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def teacher(client):
    teacher = UserFactory(role=Role.TEACHER, time_zone="Europe/Kyiv")
    client.force_login(teacher, backend=BACKEND)
    return teacher


@pytest.fixture
def room(teacher):
    return classroom(teacher)


def work(room, now, **columns):
    """Given an hour ago, until tomorrow."""
    given = {"opens_at": now - HOUR, "closes_at": now + DAY, "now": now - HOUR}
    return assigned(room, **(given | columns))


def as_pupil(pupil) -> Client:
    client = Client()
    client.force_login(pupil, backend=BACKEND)
    return client


def page_of(client, name, *ids, **query) -> str:
    """What the page says, without its tags."""
    address = reverse(name, args=ids) + (f"?{urlencode(query, doseq=True)}" if query else "")
    page = client.get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def post(client, name, *ids, **data):
    return client.post(reverse(name, args=ids), data)


# --- Giving


def test_new_asks_first_what_is_given(client, room, teacher):
    made = question_set(teacher, title="Rivers")
    page = client.get(reverse("assignment_new"), {"class": room.pk}).content.decode()
    assert f'<option value="{made.pk}">Rivers</option>' in page
    assert f'<input type="hidden" name="class" value="{room.pk}">' in page


def test_new_without_any_set_says_what_to_do(client, room):
    assert "There is no set yet" in page_of(client, "assignment_new")


def test_new_without_a_class_says_what_to_do(client, teacher):
    assert "You teach no class yet" in page_of(client, "assignment_new")


def test_new_ticks_the_class_that_was_come_from(client, room, teacher):
    other = classroom(teacher, name="9-А")
    query = {"set": question_set(teacher).pk, "class": other.pk}
    page = client.get(reverse("assignment_new"), query).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="classes"[^>]*>', page)
    assert [("checked" in box) for box in boxes if f'value="{other.pk}"' in box] == [True]
    assert [("checked" in box) for box in boxes if f'value="{room.pk}"' in box] == [False]


def test_class_and_set_alone_give_it_as_the_set_has_it(client, room, teacher, now):
    made = question_set(teacher, title="Rivers", attempts_allowed=2, time_limit=15)
    sent = post(client, "assignment_new", set=made.pk, classes=room.pk)
    given = Assignment.objects.get()
    assert sent.headers["Location"] == reverse("assignment", args=[given.pk])
    assert (given.classroom, given.question_set, given.title) == (room, made, "Rivers")
    assert (given.attempts_allowed, given.time_limit) == (2, 15)
    assert given.is_open(now=now + MINUTE)
    assert given.created_by == teacher


def test_page_sends_all_that_it_shows(client, room, teacher):
    made = question_set(teacher, release="at-end", pass_mark=60)
    page = client.get(reverse("assignment_new"), {"set": made.pk}).content.decode()
    form = page[page.index('class="form-setup"') :]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    sent |= dict(re.findall(r'name="(\w+)" value="([^"]*)"[^>]* checked', form))
    sent |= dict(re.findall(r'<input type="number" name="(\w+)" value="([^"]*)"', form))
    assert sent["full"] == "True"
    assert (sent["release"], sent["pass_mark"], sent["when"]) == ("at-end", "60", "tomorrow")
    assert sent["classes"] == str(room.pk)  # the only class there is


def test_errors_come_back_beside_their_field(client, room, teacher):
    made = question_set(teacher)
    sent = post(
        client,
        "assignment_new",
        set=made.pk,
        classes=room.pk,
        closes="2020-01-01T10:00",
    )
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "<title>Error:" in page
    assert '<p class="field-error" id="id_closes_error">' in page
    assert 'href="#id_closes"' in page
    assert not Assignment.objects.exists()


def test_classes_of_colleagues_cannot_be_given_anything(client, room, teacher):
    other = classroom()
    assert post(client, "assignment_new", set=question_set(teacher).pk, classes=other.pk)
    assert not Assignment.objects.exists()


def test_private_set_of_a_colleague_cannot_be_given(client, room):
    sent = post(client, "assignment_new", set=question_set().pk, classes=room.pk)
    assert sent.status_code == 422
    assert not Assignment.objects.exists()


def test_nothing_else_is_bound(client, room, teacher):
    post(
        client,
        "assignment_new",
        set=question_set(teacher).pk,
        classes=room.pk,
        created_by=ABSENT,
        archived_at="2026-01-01",
        title="<script>",
    )
    given = Assignment.objects.get()
    assert (given.created_by, given.archived_at) == (teacher, None)
    page = client.get(reverse("assignment", args=[given.pk])).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page[page.index("<main") :]


def test_topic_is_given_as_cards(client, room, now):
    topic = TopicFactory(title="The river")
    flashcard_question(topic)
    day = (now + 9 * DAY).date()
    post(client, "assignment_new", topic=topic.pk, classes=room.pk, exam_day=day)
    given = Assignment.objects.get()
    assert (given.kind, given.topic, given.exam_day) == ("deck", topic, day)


@pytest.mark.parametrize("rooms", [1, 3, 30])
def test_new_takes_constant_queries(client, teacher, rooms, django_assert_num_queries):
    for _ in range(rooms):
        classroom(teacher)
    made = question_set(teacher)
    with django_assert_num_queries(6):
        client.get(reverse("assignment_new"), {"set": made.pk})


# --- All that a class was given


def test_teacher_sees_all_that_a_class_was_given(client, room, now):
    given = work(room, now, title="Rivers")
    hand_in(begin(given, join(room), now=now), now=now)
    join(room)
    page = page_of(client, "assignments", room.pk)
    assert re.search(r"Rivers\s+open until .*; 1 of 2 have handed in", page)


def test_class_without_work_leads_to_giving_some(client, room):
    page = client.get(reverse("assignments", args=[room.pk])).content.decode()
    assert "Nothing was assigned yet" in page
    assert f'href="{reverse("assignment_new")}?class={room.pk}"' in page


def test_pupil_sees_the_own_part_of_it(room, now):
    pupil = join(room)
    hand_in(begin(work(room, now, title="Rivers"), pupil, now=now), now=now)
    page = page_of(as_pupil(pupil), "assignments", room.pk)
    assert re.search(r"Rivers\s+open until .*handed in", page)
    assert "1 of" not in page


# --- The teacher's page


def test_teacher_reads_the_terms_in_words(client, room, now):
    given = work(
        room,
        now,
        attempts_allowed=2,
        time_limit=30,
        pass_mark=60,
        release="after-due",
        grade_of="last",
    )
    page = page_of(client, "assignment", given.pk)
    assert "2 attempts; what counts: the last attempt" in page
    assert "30 minutes from the start; passed from 60 %" in page
    assert "Answers are told when the time for everybody is over" in page


def test_teacher_is_told_times_by_the_clocks_of_the_class(client, teacher, now):
    room = classroom(teacher, time_zone="Pacific/Auckland")
    given = work(room, now)
    local = timezone.localtime(given.closes_at, timezone.zoneinfo.ZoneInfo("Pacific/Auckland"))
    assert f"{local:%H:%M}" in page_of(client, "assignment", given.pk)


def test_teacher_sees_who_has_begun_and_who_not(client, room, now):
    given = work(room, now)
    hand_in(begin(given, done := join(room, nickname="Ганна"), now=now), now=now)
    begin(given, join(room, nickname="Яків"), now=now)
    join(room, nickname="Юрій")
    page = page_of(client, "assignment", given.pk)
    html = client.get(reverse("assignment", args=[given.pk])).content.decode()
    assert reverse("pupil_attempts", args=[given.pk, done.pk]) in html
    assert "1 of 3 have handed in." in page
    assert re.search(r"At work now\s+1\s+Яків", page)
    assert re.search(r"Handed in\s+1\s+Ганна", page)
    assert re.search(r"Not begun\s+1\s+Юрій", page)


def test_results_come_first_once_everybody_has_handed_in(client, room, now):
    given = work(room, now)
    attempt = begin(given, join(room), now=now)
    assert "See the results" not in page_of(client, "assignment", given.pk)
    hand_in(attempt, now=now)
    assert "See the results" in page_of(client, "assignment", given.pk)


def test_teacher_page_closes_what_ran_out_of_time(client, room, now):
    given = work(room, now, time_limit=10)
    attempt = begin(given, join(room), now=now - 30 * MINUTE)
    page_of(client, "assignment", given.pk)
    attempt.refresh_from_db()
    assert attempt.finished_at == attempt.deadline


@pytest.mark.parametrize("pupils", [1, 3, 30])
def test_teacher_page_takes_constant_queries(client, room, now, pupils, django_assert_num_queries):
    given = work(room, now)
    for _ in range(pupils):
        begin(given, join(room), now=now)
    with django_assert_num_queries(7):
        client.get(reverse("assignment", args=[given.pk]))


def test_deck_page_tells_readiness_without_a_ranking(client, room, now):
    given = work(room, now, exam_day=(now + 9 * DAY).date(), closes_at=None)
    join(room, nickname="Ганна")
    page = page_of(client, "assignment", given.pk)
    assert "How ready the class is" in page
    assert re.search(r"Ганна\s+has not taken the cards yet", page)


# --- Changing, ending, opening again, putting away


def test_edit_says_what_changed_and_keeps_the_rest(client, room, now):
    given = work(room, now, attempts_allowed=2, pass_mark=60)
    form = client.get(reverse("assignment_edit", args=[given.pk])).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    for name in ("opens", "closes"):
        sent[name] = f"{sent[name]:%Y-%m-%dT%H:%M}"
    answer = post(client, "assignment_edit", given.pk, **sent | {"pass_mark": 70})
    assert answer.headers["Location"] == reverse("assignment", args=[given.pk])
    before = Assignment.objects.filter(pk=given.pk).values().get()
    assert (before["pass_mark"], before["attempts_allowed"]) == (70, 2)
    assert (before["opens_at"], before["closes_at"]) == (given.opens_at, given.closes_at)


def test_end_asks_first_and_names_whom_it_concerns(client, room, now):
    given = work(room, now)
    begin(given, join(room, nickname="Ганна"), now=now)
    spared = join(room, nickname="Яків")
    Accommodation.objects.create(assignment=given, pupil=spared, closes_at=now + 2 * DAY)
    begin(given, spared, now=now)
    page = page_of(client, "assignment_end", given.pk)
    assert "1 pupil is at work" in page
    assert re.search(r"Later dates that you gave stay, for:\s+Яків", page)
    given.refresh_from_db()
    assert given.closes_at == now + DAY


def test_end_closes_it(client, room, now):
    given = work(room, now)
    attempt = begin(given, join(room), now=now)
    answer = client.post(reverse("assignment_end", args=[given.pk]), follow=True)
    assert "1 attempt is handed in" in answer.content.decode()
    given.refresh_from_db()
    attempt.refresh_from_db()
    assert given.closes_at == attempt.deadline
    assert given.closes_at <= timezone.now()


def test_open_again_until_the_end_of_the_lesson(client, room, now):
    given = work(room, now, opens_at=now - 2 * DAY, closes_at=now - DAY)
    post(client, "assignment_open", given.pk, until="lesson")
    given.refresh_from_db()
    assert timedelta() <= given.closes_at - now - 45 * MINUTE < MINUTE


def test_put_away_and_shown_again(client, room, now):
    given = work(room, now)
    pupil = join(room)
    post(client, "assignment_archive", given.pk)
    assert "Your teacher has put this away" in page_of(as_pupil(pupil), "assignment", given.pk)
    post(client, "assignment_archive", given.pk, back="on")
    assert "Your teacher has put this away" not in page_of(as_pupil(pupil), "assignment", given.pk)


# --- Single pupils


def test_pupils_are_listed_with_their_terms(client, room, now):
    given = work(room, now, time_limit=20)
    join(room, nickname="Ганна", time_percent=150)
    Accommodation.objects.create(
        assignment=given, pupil=join(room, nickname="Яків"), time_percent=200, attempts_allowed=3
    )
    join(room, nickname="Юрій")
    page = page_of(client, "assignment_pupils", given.pk)
    assert re.search(r"Ганна\s+150 % of the time in this class", page)
    assert re.search(r"Юрій\s+as the others", page)
    assert re.search(r"Яків\s+200 % of the time\s+3 attempts", page)


@pytest.mark.parametrize("pupils", [1, 3, 30])
def test_pupils_take_constant_queries(client, room, now, pupils, django_assert_num_queries):
    given = work(room, now)
    for _ in range(pupils):
        Accommodation.objects.create(assignment=given, pupil=join(room), time_percent=150)
    with django_assert_num_queries(6):
        client.get(reverse("assignment_pupils", args=[given.pk]))


def test_terms_of_one_pupil_are_kept_and_noted(client, room, teacher, now):
    given = work(room, now, time_limit=20)
    pupil = join(room)
    answer = post(client, "assignment_pupil", given.pk, pupil.pk, time_percent=150)
    assert answer.headers["Location"] == reverse("assignment_pupils", args=[given.pk])
    assert Accommodation.objects.get().time_percent == 150
    assert (LogEntry.objects.get().actor, LogEntry.objects.get().subject) == (teacher, pupil)


def test_terms_of_one_pupil_that_cannot_be(client, room, now):
    given = work(room, now)
    answer = post(client, "assignment_pupil", given.pk, join(room).pk, closes="2020-01-01T10:00")
    assert answer.status_code == 422
    assert "It must close after it opens." in answer.content.decode()


def test_who_is_no_pupil_of_the_class_is_not_there(client, room, teacher, now):
    given = work(room, now)
    other = join(classroom())
    for person in (other.pk, teacher.pk, ABSENT):
        assert post(client, "assignment_pupil", given.pk, person).status_code == 404


# --- The pupil


def test_pupil_reads_what_holds_for_this_pupil(room, now):
    given = work(room, now, attempts_allowed=3, time_limit=20, note="Bring the map.")
    pupil = join(room, time_percent=150)
    hand_in(begin(given, pupil, now=now), now=now)
    page = page_of(as_pupil(pupil), "assignment", given.pk)
    assert "Bring the map." in page
    assert "Open until" in page
    assert "2 attempts left; what counts: the best attempt" in page
    assert "30 minutes from the start" in page
    assert "Start again" in page


def test_pupil_elsewhere_reads_both_clocks(room, now):
    given = work(room, now)
    pupil = join(room, UserFactory(time_zone="Europe/London"))
    page = page_of(as_pupil(pupil), "assignment", given.pk)
    home = timezone.localtime(given.closes_at, timezone.zoneinfo.ZoneInfo("Europe/London"))
    there = timezone.localtime(given.closes_at, timezone.zoneinfo.ZoneInfo("Europe/Kyiv"))
    assert f"{home:%H:%M}" in page
    assert f"{there:%H:%M} in Europe/Kyiv" in page
    here = join(room, UserFactory(time_zone="Europe/Kyiv"))
    assert "Europe/Kyiv" not in page_of(as_pupil(here), "assignment", given.pk)


def test_start_leads_into_the_attempt_and_going_on_into_the_same(room, now):
    given = work(room, now)
    browser = as_pupil(join(room))
    first = post(browser, "assignment_start", given.pk)
    attempt = Attempt.objects.get()
    assert first.headers["Location"] == reverse("attempt", args=[attempt.pk])
    assert "Go on" in page_of(browser, "assignment", given.pk)
    assert post(browser, "assignment_start", given.pk).headers == first.headers
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (HOUR, DAY, "It is not open yet. It opens"),
        (-2 * HOUR, -HOUR, "It is closed, since"),
    ],
)
def test_outside_the_window_a_pupil_is_told_why(room, now, opens, closes, words):
    given = work(room, now, opens_at=now + opens, closes_at=now + closes)
    browser = as_pupil(join(room))
    assert words in page_of(browser, "assignment", given.pk)
    refused = post(browser, "assignment_start", given.pk)
    assert refused.status_code == 409
    assert words in refused.content.decode()
    assert reverse("assignment_start", args=[given.pk]) not in refused.content.decode()


def test_attempts_used_up_are_told_with_what_was_handed_in(room, now):
    given = work(room, now, attempts_allowed=1, pass_mark=50)
    pupil = join(room)
    attempt = begin(given, pupil, now=now)
    respond(attempt, 1, now=now)
    hand_in(attempt, now=now)
    page = page_of(as_pupil(pupil), "assignment", given.pk)
    assert "You have made the 1 attempt that is allowed." in page
    assert re.search(r"Attempt 1\s.*50 %, passed", page)


def test_result_waits_until_everybody_is_done(room, now):
    given = work(room, now, release="after-due")
    pupil = join(room)
    attempt = begin(given, pupil, now=now)
    respond(attempt, 1, now=now)
    hand_in(attempt, now=now)
    browser = as_pupil(pupil)
    page = page_of(browser, "assignment", given.pk)
    assert "Grades are told when the time for everybody is over" in page
    assert "50 %" not in page
    Assignment.objects.update(closes_at=now - MINUTE)
    assert "50 %" in page_of(browser, "assignment", given.pk)


@pytest.mark.parametrize("attempts", [1, 3, 20])
def test_pupils_page_takes_constant_queries(room, now, attempts, django_assert_num_queries):
    given = work(room, now, release="after-due")
    pupil = join(room)
    for _ in range(attempts):
        hand_in(begin(given, pupil, now=now), now=now)
    browser = as_pupil(pupil)
    with django_assert_num_queries(8):
        browser.get(reverse("assignment", args=[given.pk]))


def test_removed_pupil_is_told_so_only_of_own_work(room, now):
    taken, other = work(room, now), work(room, now, title="Another")
    pupil = join(room)
    hand_in(begin(taken, pupil, now=now), now=now)
    Membership.objects.filter(user=pupil).delete()
    browser = as_pupil(pupil)
    assert "You are no longer in this class." in page_of(browser, "assignment", taken.pk)
    assert post(browser, "assignment_start", taken.pk).status_code == 409
    assert browser.get(reverse("assignment", args=[other.pk])).status_code == 404


def test_pupil_sees_nothing_of_the_class(room, now):
    given = work(room, now)
    join(room, nickname="Ганна")
    assert "Ганна" not in page_of(as_pupil(join(room)), "assignment", given.pk)


def test_set_with_nothing_left_to_ask_is_told(room, now):
    given = work(room, now)
    given.question_set.entries.all().delete()
    browser = as_pupil(join(room))
    answer = browser.post(reverse("assignment_start", args=[given.pk]), follow=True)
    assert "No question of this set can be asked" in answer.content.decode()


# --- Cards


def test_deck_is_taken_with_one_button_and_planned_for(room, now):
    day = (now + 9 * DAY).date()
    given = work(room, now, exam_day=day, closes_at=None, questions=3)
    pupil = join(room)
    browser = as_pupil(pupil)
    page = page_of(browser, "assignment", given.pk)
    assert "Review: The fortress" in page
    assert "3 cards wait for you." in page
    answer = post(browser, "assignment_cards", given.pk, plan_for_it="on")
    assert answer.headers["Location"] == reverse("review")
    assert Card.objects.filter(learner=pupil).count() == 3
    assert StudyPlan.objects.get(learner=pupil).exam_day == day
    assert "0 of 3 begun." in page_of(browser, "assignment", given.pk)


def test_quiz_has_no_cards_to_take(room, now):
    given = work(room, now)
    assert post(as_pupil(join(room)), "assignment_cards", given.pk).status_code == 409


# --- Odd values


FIELDS = (
    *("set", "class", "classes", "topic", "kind", "when", "opens", "closes", "exam_day", "title"),
    *("note", "attempts_allowed", "grade_of", "time_limit", "pass_mark", "release", "full"),
    *("until", "back", "time_percent", "plan_for_it", "view", "seen"),
)


@pytest.mark.postgres
def test_odd_values_are_no_fault_of_the_server(client, room, teacher, now):
    given = work(room, now)
    deck = work(room, now, exam_day=(now + 9 * DAY).date(), closes_at=None)
    pupil = join(room)
    routes = [("assignment_new", ())]
    for pk in (given.pk, deck.pk):
        routes += [
            (name, (pk,))
            for name in (
                "assignment",
                "assignment_edit",
                "assignment_open",
                "assignment_pupils",
                "assignment_start",
                "assignment_cards",
                "assignment_live",
            )
        ]
        routes.append(("assignment_pupil", (pk, pupil.pk)))
    good = {
        "set": given.question_set_id,
        "classes": room.pk,
        "closes": "2099-10-25T03:30",
        "release": "at-end",
    }
    chance = Random("assignments")
    browsers = [client, as_pupil(pupil)]
    for browser in browsers:
        browser.raise_request_exception = False
    for name, ids in routes:
        address = reverse(name, args=ids)
        for odd in ODD:
            mixed = {field: odd for field in FIELDS if chance.random() < 0.5}
            for data in (dict.fromkeys(FIELDS, odd), mixed | good):
                browser = chance.choice(browsers)
                assert browser.get(address, data).status_code < 500, (name, odd[:20])
                assert browser.post(address, data).status_code < 500, (name, odd[:20])


def test_teacher_of_another_class_meets_nothing(room, now):
    given = work(room, now)
    stranger = as_pupil(teacher_of(classroom()))
    for name in ("assignment", "assignment_edit", "assignment_end", "assignment_live"):
        theirs = stranger.get(reverse(name, args=[given.pk]))
        absent = stranger.get(reverse(name, args=[ABSENT]))
        assert (theirs.status_code, absent.status_code) == (404, 404)
