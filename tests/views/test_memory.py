import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.kinds import Phase
from quizzes.models import Card, Classroom, Membership, StudyDay, StudyPlan
from quizzes.models.cards import Suspension
from quizzes.scheduling.days import study_day
from tests.cards import deck, own_card, plan_of
from tests.factories import NOON, UserFactory
from tests.scheduling.learners import FORGETFUL

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    learner = UserFactory()
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    return learner


def today(learner) -> dt.date:
    return study_day(timezone.now(), learner.zone)


def remembered(learner, count: int = 3):
    """Cards that were seen yesterday, and a study day that tells of it."""
    day = today(learner)
    cards = deck(learner, count)
    Card.objects.filter(learner=learner).update(
        phase=Phase.REVIEW,
        stability=12,
        difficulty=5,
        last_day=day - dt.timedelta(days=1),
        due_day=day + dt.timedelta(days=2),
        reps=2,
    )
    StudyDay.objects.get_or_create(
        learner=learner, day=day, defaults={"reviewed": 5, "tested": 4, "passed": 3, "seconds": 600}
    )
    return cards


def page_of(client, **query) -> str:
    return client.get(reverse("memory"), query).content.decode()


def test_memory_of_nobody_says_how_to_begin(client):
    assert reverse("quiz_start") in page_of(client)


def test_topic_of_a_pack_of_somebodys_own_is_linked_in_that_pack(client, learner):
    pack = remembered(learner)[0].topic.pack
    pack.owner, pack.visibility = UserFactory.create(), "public"
    pack.save()
    assert f"?pack={pack.slug}" in page_of(client)


def test_memory_without_cards_says_what_to_do_next(client, learner):
    page = page_of(client)
    assert reverse("decks") in page
    assert 'id="what-if"' not in page


def test_memory_tells_each_picture_in_words(client, learner):
    remembered(learner)
    page = page_of(client)
    assert "4 cards came back on a later day, and you remembered 75 % of them" in page
    assert "Nothing is due today; 3 in the coming thirty days" in page
    assert "3 cards: 3 seen, 0 firm for three weeks" in page
    assert "10 minutes this week" in page


@pytest.mark.parametrize(
    ("tested", "words"),
    [(20, "So few reviews tell it only roughly"), (1000, "as nearly as it can be told")],
)
def test_memory_says_how_surely_the_aim_is_met(client, learner, tested, words):
    remembered(learner)
    StudyDay.objects.update(tested=tested, passed=tested * 9 // 10)
    page = page_of(client)
    assert "You aim for 90 %." in page
    assert words in page


def test_memory_has_a_table_beside_each_chart(client, learner):
    remembered(learner)
    page = page_of(client, retention=85)
    # The bars of topics are pictures of their own, with one table for all of them.
    assert page.count("<table") == 5
    assert page.count('<svg class="chart"') == 4


def test_memory_speaks_to_who_has_one_card_that_was_never_seen(client, learner):
    own_card(learner)
    page = page_of(client)
    assert "Of your 1 card you know about 0 % today" in page
    assert "Nothing is due in the coming thirty days" in page
    assert "Nothing to tell yet" in page
    assert 'id="what-if"' not in page


def test_leech_says_what_to_do_about_it(client, learner):
    card, *_others = remembered(learner)
    Card.objects.filter(pk=card.pk).update(suspended=Suspension.LEECH, lapses=8)
    page = page_of(client)
    item = card.question.current.item
    assert item.back in page
    assert reverse("fact", args=[item.facts[0]]) in page
    assert reverse("change_card", args=[card.pk]) in page
    assert reverse("note_card", args=[card.pk]) in page
    assert "forgotten 8 times" in page


def test_leech_of_ones_own_is_worded_anew(client, learner):
    card = own_card(learner)
    remembered(learner)
    Card.objects.filter(pk=card.pk).update(suspended=Suspension.LEECH, lapses=8)
    page = page_of(client)
    assert card.own_back in page
    assert reverse("own_card", args=[card.pk]) in page
    assert reverse("note_card", args=[card.pk]) not in page


def test_leech_taken_up_again_leads_back(client, learner):
    card, *_others = remembered(learner)
    Card.objects.filter(pk=card.pk).update(suspended=Suspension.LEECH)
    response = client.post(
        reverse("change_card", args=[card.pk]), {"change": "take-up", "next": "memory"}
    )
    assert response.headers["Location"] == reverse("memory")
    card.refresh_from_db()
    assert card.suspended == ""


def test_leech_reported_leads_back(client, learner):
    card, *_others = remembered(learner)
    response = client.post(
        reverse("note_card", args=[card.pk]), {"text": "Too hard.", "next": "memory"}
    )
    assert response.headers["Location"] == reverse("memory")


def test_what_if_tells_the_aim_asked_for_beside_the_present_one(client, learner):
    plan_of(learner, retention=0.88)
    remembered(learner)
    rows = client.get(reverse("memory"), {"retention": 85}).context["what_if"]
    assert {row.retention: role for row, role in rows} == {
        0.8: "",
        0.85: "asked",
        0.88: "now",
        0.9: "",
        0.95: "",
    }


def test_what_if_fragment_is_the_partial_alone(client, learner):
    remembered(learner)
    response = client.get(reverse("memory"), {"retention": 85}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert page.lstrip().startswith('<section class="stack" id="what-if"')
    assert "data-focus" in page
    assert "At 85 % it would be about" in page
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("wanted", ["", "69", "98", "much", "85.5", "9" * 5000])
def test_what_if_refuses_what_is_no_aim(client, learner, wanted):
    remembered(learner)
    response = client.get(reverse("memory"), {"retention": wanted})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert "<title>Error:" in response.content.decode()


def test_memory_shows_the_exam_of_ones_class(client, learner):
    remembered(learner)
    exam = today(learner) + dt.timedelta(days=9)
    room = Classroom.objects.create(name="8-Б", code="A" * 8, created_at=NOON, exam_day=exam)
    Membership.objects.create(classroom=room, user=learner, role="pupil", joined_at=NOON)
    assert reverse("plan_exam") in page_of(client)
    plan_of(learner, exam_day=exam)
    page = page_of(client)
    assert "You plan towards it." in page
    assert reverse("plan_exam") not in page


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_memory_takes_constant_queries(client, learner, rows, django_assert_num_queries):
    for _ in range(rows):
        remembered(learner, 1)
    Card.objects.filter(learner=learner).update(suspended=Suspension.LEECH)
    # Session, user, plan, cards (2), withdrawn ones, topics, weeks, leeches, class work that
    # withholds, exams.
    with django_assert_num_queries(11):
        client.get(reverse("memory"))


@pytest.mark.parametrize(
    ("choices", "words", "button"),
    [
        ({}, "the usual memory, that of very many learners.", ""),
        (
            {"weights": [0.1], "weights_origin": "fitted"},
            "Since 3 May 2026 your cards come back by a memory fitted to your own reviews",
            "Back to the usual intervals",
        ),
        (
            {"weights": [0.1], "weights_origin": "class"},
            "Since 3 May 2026 your cards come back by a memory that fits your class",
            "Back to the usual intervals",
        ),
        (
            {"adapts": False},
            "Since 3 May 2026 your cards come back by the usual memory",
            "Let them be fitted to me",
        ),
    ],
)
def test_memory_tells_whose_intervals_hold_since_when(client, learner, choices, words, button):
    remembered(learner)
    if "weights" in choices:
        choices = choices | {"weights": list(FORGETFUL.weights)}
    plan_of(learner, weights_since=dt.date(2026, 5, 3), **choices)
    page = page_of(client)
    assert words in page
    assert (reverse("memory_weights") in page) == bool(button)
    assert button in page


def test_one_goes_back_to_the_usual_intervals_and_forth(client, learner):
    plan_of(learner, weights=list(FORGETFUL.weights), weights_origin="fitted")
    response = client.post(reverse("memory_weights"), {"weights": "defaults"})
    assert response.url == f"{reverse('memory')}#weights"
    plan = StudyPlan.objects.get(learner=learner)
    assert (plan.weights, plan.adapts) == ([], False)
    client.post(reverse("memory_weights"), {"weights": "fitted"})
    plan.refresh_from_db()
    assert plan.adapts


def test_other_words_about_intervals_are_refused(client, learner):
    assert client.post(reverse("memory_weights"), {"weights": "mine"}).status_code == 400
    assert not StudyPlan.objects.exists()


def test_memory_is_only_read(client, learner):
    assert client.post(reverse("memory")).status_code == 405


def test_progress_leads_to_memory_also_without_quizzes(client, learner):
    remembered(learner)
    page = client.get(reverse("progress")).content.decode()
    assert reverse("memory") in page
    assert "5 cards answered in the last eighteen weeks" in page
