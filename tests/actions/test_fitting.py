from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from quizzes.actions import fitting, plans
from quizzes.kinds import Phase
from quizzes.models import Card, Classroom, Membership, ReviewLog, StudyDay, StudyPlan
from quizzes.models.cards import LogKind, Origin
from quizzes.models.classes import MemberRole
from quizzes.scheduling import fitting as room
from quizzes.scheduling.memory import DEFAULT_PARAMETERS
from tests.cards import DAY, card_of, own_card, plan_of, rate, replayed, settled, undo
from tests.factories import NOON, UserFactory
from tests.scheduling.learners import FORGETFUL, lived

pytestmark = pytest.mark.django_db

LATER = datetime(2028, 1, 3, 12, tzinfo=UTC)


def finds_the_truth(histories):
    return FORGETFUL.weights


def with_log(histories, **choices):
    """A learner whose cards were answered so."""
    learner = UserFactory()
    plan_of(learner, **choices)
    cards = Card.objects.bulk_create(
        Card(learner=learner, own_front="Front", own_back="Back", created_at=NOON)
        for _history in histories
    )
    ReviewLog.objects.bulk_create(
        ReviewLog(
            learner=learner,
            card=card,
            kind=LogKind.REVIEW,
            token=uuid4(),
            at=datetime.combine(one.day, time(12), tzinfo=UTC),
            study_day=one.day,
            rating=one.rating,
            state_before={"phase": Phase.REVIEW if place else Phase.NEW},
        )
        for card, history in zip(cards, histories, strict=True)
        for place, one in enumerate(history)
    )
    StudyDay.objects.create(learner=learner, day=NOON.date(), tested=room.tested_in(histories))
    return learner


@pytest.fixture(scope="module")
def histories():
    return lived(FORGETFUL, days=60)


def classroom_of(*learners):
    room = Classroom.objects.create(name="9-A", code="ABCDEFGH", created_at=NOON)
    for learner in learners:
        Membership.objects.create(
            classroom=room, user=learner, role=MemberRole.PUPIL, joined_at=NOON
        )
    return room


def fit_all():
    return fitting.fit_all(now=LATER, optimize=finds_the_truth)


def test_log_is_read_as_it_was_lived(histories):
    learner = with_log(histories[:20])
    found = fitting.histories_of(learner, most=10_000)
    assert sorted(map(str, found)) == sorted(map(str, histories[:20]))


def test_reviews_taken_back_are_no_history():
    card = own_card(UserFactory(), "A front")
    rate(card)
    rate(card, now=NOON + timedelta(minutes=10))
    undo(card.learner, now=NOON + timedelta(minutes=11))
    [history] = fitting.histories_of(card.learner, most=100)
    assert len(history) == 1


def test_card_whose_beginning_is_not_among_the_rows_is_left_out():
    card = own_card(UserFactory(), "A front")
    for minutes in (0, 10):
        rate(card, now=NOON + timedelta(minutes=minutes))
    assert fitting.histories_of(card.learner, most=1) == []


def test_fitted_weights_are_in_force_and_in_the_log(histories):
    learner = with_log(histories)
    assert fitting.fit_learner(learner=learner, now=LATER, optimize=finds_the_truth)
    plan = StudyPlan.objects.get(learner=learner)
    assert plan.parameters.weights == pytest.approx(FORGETFUL.weights)
    assert (plan.weights_origin, plan.weights_since) == (Origin.FITTED, LATER.date())
    row = ReviewLog.objects.get(learner=learner, kind=LogKind.PARAMETERS)
    assert row.parameters_version == plan.parameters_version == 2
    assert row.parameters["weights"] == plan.weights


def test_learner_like_the_defaults_keeps_them():
    learner = with_log(lived(DEFAULT_PARAMETERS, days=60))
    assert fitting.fit_learner(learner=learner, now=LATER, optimize=finds_the_truth) is None
    plan = StudyPlan.objects.get(learner=learner)
    assert (plan.weights, plan.parameters_version) == ([], 1)


def test_learner_who_wants_the_defaults_is_not_tried(histories):
    learner = with_log(histories, adapts=False)
    assert fitting.fit_learner(learner=learner, now=LATER, optimize=finds_the_truth) is None
    assert fit_all().tried == 0


def test_change_that_came_in_between_is_not_overwritten(histories):
    learner = with_log(histories)

    def slow(histories):
        plans.choose(learner=learner, now=LATER, retention=0.8)
        return FORGETFUL.weights

    assert fitting.fit_learner(learner=learner, now=LATER, optimize=slow) is None
    assert StudyPlan.objects.get(learner=learner).weights == []


def test_log_that_did_not_grow_is_tried_once(histories):
    learner = with_log(histories)
    assert (fit_all().tried, fit_all().tried) == (1, 0)
    StudyDay.objects.create(learner=learner, day=LATER.date(), tested=10_000)
    assert fit_all().tried == 1


def test_short_log_is_not_tried(histories):
    learner = with_log(histories[:30])
    assert StudyDay.objects.get(learner=learner).tested < room.LEAST_TESTED
    assert fit_all().tried == 0


def test_states_replay_over_adopted_weights_and_back(histories):
    learner = with_log(histories)
    card = settled(card_of(learner=learner), now=LATER)
    before = card.state
    fitting.fit_learner(learner=learner, now=LATER, optimize=finds_the_truth)
    card.refresh_from_db()
    assert card.state == before
    rate(card, now=LATER + 5 * DAY)
    fitting.use_defaults(learner=learner, now=LATER + 6 * DAY)
    rate(card, now=LATER + 30 * DAY)
    card.refresh_from_db()
    assert replayed(card) == card.state


def test_newcomer_begins_with_what_fits_the_class(histories):
    mates = [with_log(histories) for _ in range(4)]
    newcomer = UserFactory()
    plan_of(newcomer)
    classroom_of(newcomer, *mates)
    done = fit_all()
    assert (done.fitted, done.from_class) == (4, 1)
    plan = StudyPlan.objects.get(learner=newcomer)
    assert plan.weights_origin == Origin.CLASS
    assert DEFAULT_PARAMETERS.weights[20] < plan.weights[20] < FORGETFUL.weights[20]


def test_three_classmates_are_too_few_to_be_told_by(histories):
    newcomer = UserFactory()
    plan_of(newcomer)
    classroom_of(newcomer, *(with_log(histories) for _ in range(3)))
    assert fit_all().from_class == 0


def test_class_whose_weights_would_not_serve_each_other_gives_none(histories):
    """Fitted once, but to logs that the defaults predict better."""
    usual = lived(DEFAULT_PARAMETERS, days=60)
    mates = [
        with_log(
            usual,
            weights=list(FORGETFUL.weights),
            weights_origin=Origin.FITTED,
            tested_when_fitted=9999,
        )
        for _ in range(4)
    ]
    newcomer = UserFactory()
    plan_of(newcomer)
    classroom_of(newcomer, *mates)
    assert fit_all().from_class == 0


def test_back_to_the_defaults_until_asked_again(histories):
    learner = with_log(histories)
    fit_all()
    plan = fitting.use_defaults(learner=learner, now=LATER)
    assert (plan.weights, plan.weights_origin, plan.parameters_version) == (
        [],
        Origin.DEFAULTS,
        3,
    )
    assert fit_all().tried == 0
    fitting.adapt_again(learner=learner)
    assert fit_all().fitted == 1


def test_defaults_asked_for_where_they_hold_leave_the_log_alone():
    learner = UserFactory()
    plan = fitting.use_defaults(learner=learner, now=LATER)
    assert (plan.adapts, plan.parameters_version) == (False, 1)
    assert not ReviewLog.objects.filter(learner=learner).exists()
