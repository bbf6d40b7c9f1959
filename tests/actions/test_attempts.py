import random
from collections import Counter
from datetime import UTC, date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.actions import attempts
from quizzes.actions.drawing import QuizOptions, shuffle_of
from quizzes.errors import AlreadyAnswered, AttemptClosed, NothingToAsk, ResponseInvalid
from quizzes.grading import Chosen, Ordered, Skipped
from quizzes.items import Choice
from quizzes.kinds import Kind, Level
from quizzes.models import Answer, Attempt, AttemptItem, Question, Recall, StudyDay
from tests.factories import (
    NOON,
    FactFactory,
    PackFactory,
    TopicFactory,
    UserFactory,
    bank,
    choice,
    choice_question,
    ordering_question,
    question,
)

pytestmark = pytest.mark.django_db


def start(learner=None, *, seed=1, now=NOON, **options):
    return attempts.start(
        learner=learner or UserFactory(), options=QuizOptions(**options), seed=seed, now=now
    )


def give(attempt, position, response, *, token=None, now=NOON, **kwargs):
    return attempts.answer(
        attempt_id=attempt.pk,
        learner=kwargs.pop("learner", attempt.learner),
        position=position,
        response=response,
        token=token or uuid4(),
        now=now,
        **kwargs,
    )


def questions_of(attempt):
    return [shown.version.question for shown in attempt.items.select_related("version__question")]


def one_choice(**fields):
    """An attempt with one choice whose key is option a."""
    choice_question(TopicFactory(), **fields)
    return start(length=1, kinds=(Kind.CHOICE,))


def one_ordering(cards=4):
    ordering_question(TopicFactory(), cards=cards)
    return start(length=1, kinds=(Kind.ORDERING,))


def events_of(attempt):
    return tuple(event.id for event in attempt.items.get(position=1).version.item.events)


# --- Starting


def test_start_draws_as_many_items_as_asked_for_at_positions_from_one():
    bank(topics=3, choices=6)
    attempt = start(length=10)
    assert list(attempt.items.values_list("position", flat=True)) == list(range(1, 11))
    assert (attempt.length, attempt.is_open, attempt.started_at) == (10, True, NOON)


def test_start_draws_evenly_from_the_topics():
    bank(topics=5, choices=8, orderings=1)
    drawn = Counter(q.topic_id for q in questions_of(start(length=10)))
    assert sorted(drawn.values()) == [2, 2, 2, 2, 2]


def test_start_mixes_two_orderings_into_ten_and_spreads_them():
    bank(topics=4, choices=6, orderings=2)
    kinds = [q.kind for q in questions_of(start(length=10))]
    places = [i for i, kind in enumerate(kinds) if kind == Kind.ORDERING]
    assert len(places) == 2
    assert places[1] - places[0] > 2


def test_start_takes_the_one_kind_that_is_asked_for():
    bank(topics=2, choices=3, orderings=3)
    attempt = start(length=5, kinds=(Kind.ORDERING,))
    assert {q.kind for q in questions_of(attempt)} == {Kind.ORDERING}


def test_start_never_puts_two_items_on_one_fact():
    topic = TopicFactory()
    fact = FactFactory(topic=topic)
    for slot in ("value", "when", "subject"):
        question(choice(fact, slot=slot), topic=topic, facts=[fact])
    choice_question(topic)
    assert start(length=10).length == 2


def test_start_keeps_to_the_topics_asked_for():
    pack = bank(topics=3, choices=3)
    wanted = pack.topic_set.first()
    attempt = start(length=3, topics=(wanted.slug,))
    assert {q.topic_id for q in questions_of(attempt)} == {wanted.pk}


def test_start_leaves_timelines_out_that_cross_into_other_topics():
    pack = PackFactory()
    empire, war = TopicFactory.create_batch(2, pack=pack)
    within = ordering_question(empire)
    crossing = ordering_question(empire)
    crossing.facts.add(FactFactory(topic=war))
    assert questions_of(start(topics=(empire.slug,))) == [within]
    assert set(questions_of(start(topics=(empire.slug, war.slug)))) == {within, crossing}


def test_start_keeps_to_the_levels_asked_for():
    topic = TopicFactory()
    hard = choice_question(topic, difficulty=0.9)
    choice_question(topic, difficulty=0.1)
    assert questions_of(start(levels=(Level.HARD,))) == [hard]


def test_start_leaves_military_events_out_by_choice():
    topic = TopicFactory()
    civic = choice_question(topic)
    choice_question(topic, sensitivity=1)
    assert questions_of(start(military=False)) == [civic]
    assert start(military=True).length == 2


def test_start_never_asks_about_harm_nor_what_is_retired():
    topic = TopicFactory()
    asked = choice_question(topic)
    choice_question(topic, sensitivity=2)
    Question.objects.filter(pk=choice_question(topic).pk).update(status="retired")
    assert questions_of(start()) == [asked]


def test_start_shows_the_unseen_first_then_the_longest_unseen():
    topic = TopicFactory()
    for _ in range(6):
        choice_question(topic)
    learner = UserFactory()
    first = start(learner, length=2)
    second = start(learner, length=2, now=NOON + timedelta(hours=1))
    third = start(learner, length=4, now=NOON + timedelta(hours=2))
    seen = {q.pk for q in questions_of(first)}, {q.pk for q in questions_of(second)}
    assert not seen[0] & seen[1]
    drawn = {q.pk for q in questions_of(third)}
    assert seen[0] < drawn
    assert not seen[1] & drawn


def test_start_is_the_same_for_the_same_seed():
    bank()
    quizzes = [start(seed=seed) for seed in (7, 7, 8)]
    shown = [
        list(attempt.items.values_list("version__question__identity", "shuffle"))
        for attempt in quizzes
    ]
    assert shown[0] == shown[1]
    assert shown[0] != shown[2]


def test_start_costs_the_same_queries_for_five_and_fifty():
    bank(topics=10, choices=6, orderings=1)
    learner = UserFactory()
    for length in (5, 50):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            attempt = start(learner, length=length)
        assert attempt.length == length
        assert len(statements(captured)) == 7


@pytest.mark.parametrize(
    ("options", "loosen"),
    [
        ({"kinds": (Kind.ORDERING,)}, ["kinds"]),
        ({"levels": (Level.HARD,)}, ["levels"]),
        ({"topics": ("elsewhere",)}, ["topics"]),
        ({"topics": ("elsewhere",), "levels": (Level.HARD,)}, []),
    ],
)
def test_start_with_nothing_to_ask_says_what_would_help(options, loosen):
    choice_question(TopicFactory())
    with pytest.raises(NothingToAsk) as nothing:
        start(**options)
    assert nothing.value.params["loosen"] == loosen
    assert not Attempt.objects.exists()


def test_start_does_not_draw_from_a_pack_of_somebody_else():
    private = PackFactory(visibility="private", owner=UserFactory())
    choice_question(TopicFactory(pack=private))
    with pytest.raises(NothingToAsk):
        start()


# --- Shuffles


def test_shuffle_of_a_choice_is_a_permutation_of_its_options():
    item = choice(FactFactory())
    shuffles = {tuple(shuffle_of(item, random.Random(seed))) for seed in range(200)}
    assert all(sorted(shuffle) == [0, 1, 2, 3] for shuffle in shuffles)
    assert len(shuffles) == 24


def test_shuffle_of_numbers_keeps_them_ascending():
    item = choice(FactFactory(), ordered=True)
    assert {tuple(shuffle_of(item, random.Random(seed))) for seed in range(50)} == {(0, 1, 2, 3)}


def test_shuffle_of_an_ordering_is_right_as_seldom_as_chance_has_it():
    attempt = one_ordering()
    item = attempt.items.get().version.item
    right = sum(shuffle_of(item, random.Random(s)) == [0, 1, 2, 3] for s in range(2400))
    assert 60 <= right <= 140  # one in 24 is 100


# --- Answering


def test_answer_right_is_kept_and_counted():
    attempt = one_choice()
    token = uuid4()
    answered = give(attempt, 1, Chosen(option="a"), token=token, seconds=9)
    kept = Answer.objects.get()
    assert answered.result.right
    assert (kept.response, kept.score, kept.token, kept.seconds, kept.answered_at) == (
        {"chosen": "a"},
        1,
        token,
        9,
        NOON,
    )
    attempt.refresh_from_db()
    assert (attempt.answered, attempt.score, attempt.state) == (1, 1, "finished")


def test_answer_to_the_last_position_alone_finishes():
    bank(topics=1, choices=3, orderings=0)
    attempt = start(length=3)
    give(attempt, 2, Skipped())
    give(attempt, 3, Skipped())
    attempt.refresh_from_db()
    assert attempt.is_open
    give(attempt, 1, Skipped(), now=NOON + timedelta(minutes=1))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at) == ("finished", NOON + timedelta(minutes=1))


def test_answer_to_an_ordering_earns_a_share():
    attempt = one_ordering()
    a, b, c, d = events_of(attempt)
    assert give(attempt, 1, Ordered(events=(b, a, c, d))).answer.score == pytest.approx(5 / 6)


def test_answer_again_with_the_same_token_is_the_same_answer():
    attempt = one_choice()
    token = uuid4()
    first = give(attempt, 1, Chosen(option="b"), token=token)
    again = give(attempt, 1, Chosen(option="b"), token=token, now=NOON + timedelta(hours=1))
    assert again.answer == first.answer
    assert again.result == first.result
    assert StudyDay.objects.get().answered == 1


def test_answer_with_another_token_leaves_the_first_standing():
    attempt = one_choice()
    give(attempt, 1, Chosen(option="b"))
    with pytest.raises(AlreadyAnswered):
        give(attempt, 1, Chosen(option="a"))
    assert Answer.objects.get().response == {"chosen": "b"}


def test_answer_after_handing_in_is_refused():
    attempt = one_choice()
    attempts.finish(attempt_id=attempt.pk, learner=attempt.learner, now=NOON)
    with pytest.raises(AttemptClosed):
        give(attempt, 1, Chosen(option="a"))
    assert not Answer.objects.exists()


def test_answer_after_the_deadline_closes_with_what_was_saved():
    bank(topics=1, choices=2, orderings=0)
    attempt = start(length=2)
    deadline = NOON + timedelta(minutes=10)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=deadline)
    give(attempt, 1, Chosen(option="a"), now=deadline - timedelta(seconds=1))
    with pytest.raises(AttemptClosed):
        give(attempt, 2, Chosen(option="a"), now=deadline + attempts.GRACE)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at, attempt.answered) == ("finished", deadline, 1)


def test_answer_that_was_long_on_its_way_still_counts_and_ends_in_time():
    bank(topics=1, choices=1, orderings=0)
    attempt = start(length=1)
    deadline = NOON + timedelta(minutes=10)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=deadline)
    give(attempt, 1, Chosen(option="a"), now=deadline + attempts.GRACE - timedelta(seconds=1))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.finished_at, attempt.answered) == ("finished", deadline, 1)


def test_answer_that_does_not_fit_leaves_nothing():
    attempt = one_choice()
    with pytest.raises(ResponseInvalid):
        give(attempt, 1, Chosen(option="z"))
    assert not Answer.objects.exists()


@pytest.mark.parametrize("position", [0, 2])
def test_answer_at_an_absent_position_is_no_item(position):
    with pytest.raises(AttemptItem.DoesNotExist):
        give(one_choice(), position, Skipped())


def test_answer_to_another_learners_attempt_is_no_item():
    with pytest.raises(AttemptItem.DoesNotExist):
        give(one_choice(), 1, Skipped(), learner=UserFactory())


def test_answer_remembers_the_latest_on_each_fact():
    attempt = one_choice()
    fact = Question.objects.get().facts.get()
    give(attempt, 1, Chosen(option="a"))
    assert Recall.objects.get(learner=attempt.learner, fact=fact).right
    again = start(attempt.learner, length=1)
    later = NOON + timedelta(days=1)
    give(again, 1, Chosen(option="b"), now=later)
    recall = Recall.objects.get(learner=attempt.learner, fact=fact)
    assert (recall.right, recall.answered_at) == (False, later)


def test_answer_to_an_ordering_remembers_card_by_card():
    attempt = one_ordering()
    a, b, c, d = events_of(attempt)
    give(attempt, 1, Ordered(events=(b, a, c, d)))
    right = Recall.objects.filter(right=True).values_list("fact__slug", flat=True)
    assert set(right) == {c, d}
    assert Recall.objects.count() == 4


def test_answer_adds_to_the_study_day_of_the_learners_zone():
    bank(topics=1, choices=2, orderings=0)
    learner = UserFactory(time_zone="Europe/Kyiv")
    attempt = start(learner, length=2)
    night = NOON.replace(day=23, hour=1, minute=30, tzinfo=UTC)  # 03:30 in Kyiv
    give(attempt, 1, Chosen(option="a"), now=NOON, seconds=10)
    give(attempt, 2, Chosen(option="b"), now=night, seconds=5)
    day = StudyDay.objects.get()
    assert (day.day, day.answered, day.score, day.seconds) == (date(2026, 11, 22), 2, 1, 15)


def test_answer_costs_the_same_queries_for_five_and_fifty():
    bank(topics=10, choices=6, orderings=1)
    for length in (5, 50):
        attempt = start(length=length)
        with CaptureQueriesContext(connection) as captured:
            give(attempt, 1, Skipped())
        # item, answers, answer, attempt, facts, recall; the first of a day: no day yet, the day
        assert len(statements(captured)) == 8
        with CaptureQueriesContext(connection) as captured:
            give(attempt, 2, Skipped())
        assert len(statements(captured)) == 7


# --- Handing in and repeating


def test_finish_twice_keeps_the_first_time():
    attempt = one_choice()
    for hour in (0, 1):
        attempts.finish(
            attempt_id=attempt.pk, learner=attempt.learner, now=NOON + timedelta(hours=hour)
        )
    attempt.refresh_from_db()
    assert attempt.finished_at == NOON


def test_finish_of_another_learners_attempt_is_no_attempt():
    attempt = one_choice()
    with pytest.raises(Attempt.DoesNotExist):
        attempts.finish(attempt_id=attempt.pk, learner=UserFactory(), now=NOON)
    attempt.refresh_from_db()
    assert attempt.is_open


def test_close_overdue_closes_those_alone():
    late, open_end = one_choice(), start(length=1)
    Attempt.objects.filter(pk=late.pk).update(deadline=NOON)
    assert attempts.close_overdue(now=NOON + timedelta(hours=1)) == 1
    assert list(Attempt.objects.open()) == [open_end]


def test_retry_asks_what_was_missed_skipped_or_left_out():
    bank(topics=1, choices=4, orderings=0)
    attempt = start(length=4)
    give(attempt, 1, Chosen(option="a"))
    give(attempt, 2, Chosen(option="b"))
    give(attempt, 3, Skipped())
    attempts.finish(attempt_id=attempt.pk, learner=attempt.learner, now=NOON)
    again = attempts.retry(attempt_id=attempt.pk, learner=attempt.learner, seed=5, now=NOON)
    assert again.retry_of == attempt
    assert set(questions_of(again)) == set(questions_of(attempt)[1:])


def test_retry_asks_the_present_version_and_nothing_retired():
    bank(topics=1, choices=2, orderings=0)
    attempt = start(length=2)
    attempts.finish(attempt_id=attempt.pk, learner=attempt.learner, now=NOON)
    gone, kept = questions_of(attempt)
    Question.objects.filter(pk=gone.pk).update(status="retired")
    revised = kept.versions.create(
        number=2, content=kept.current.content, content_hash="2" * 64, created_at=NOON
    )
    Question.objects.filter(pk=kept.pk).update(current=revised)
    again = attempts.retry(attempt_id=attempt.pk, learner=attempt.learner, seed=5, now=NOON)
    assert [shown.version for shown in again.items.all()] == [revised]


def test_retry_of_a_flawless_attempt_has_nothing_to_ask():
    attempt = one_choice()
    give(attempt, 1, Chosen(option="a"))
    with pytest.raises(NothingToAsk):
        attempts.retry(attempt_id=attempt.pk, learner=attempt.learner, seed=5, now=NOON)


def test_an_attempt_keeps_the_versions_it_began_with():
    attempt = one_choice()
    asked = questions_of(attempt)[0]
    revised = asked.versions.create(
        number=2,
        content={**asked.current.content, "key": "b"},
        content_hash="2" * 64,
        created_at=NOON,
    )
    Question.objects.filter(pk=asked.pk).update(current=revised)
    assert isinstance(revised.item, Choice)
    assert give(attempt, 1, Chosen(option="a")).result.right


def statements(captured):
    """The queries without those that only frame a transaction."""
    frames = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [q["sql"] for q in captured if not q["sql"].startswith(frames)]
