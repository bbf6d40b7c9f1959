"""The class of the demo: twelve pupils with class work, loaded once for all that is asked."""

from collections import Counter

import pytest

from quizzes.actions import demo, joining
from quizzes.actions.demo import DemoClass, DemoPupil, Loaded
from quizzes.actions.demo_work import DemoDeck, DemoReport, DemoSet, DemoWork, DemoWritten
from quizzes.items import ShortAnswer
from quizzes.models import (
    Answer,
    Assignment,
    Attempt,
    Classroom,
    Deed,
    ItemReport,
    LogEntry,
    Membership,
    Question,
    QuestionSet,
)
from quizzes.models.assignments import AssignmentKind
from quizzes.models.questions import Origin
from quizzes.reports import assignments as standing_report
from quizzes.reports import results
from tests.factories import (
    NOON,
    FactFactory,
    TopicFactory,
    choice_question,
    flashcard_question,
)

pytestmark = pytest.mark.django_db

WRITTEN = DemoWritten(
    topic="river",
    fact="the-mill",
    stem="What stands at the made-up river?",
    accepted=["A mill"],
    explanation="A mill stands there.",
    unforeseen="A water mill",
    slips=["A fort"],
    report=DemoReport(by="owl", text="Mine is right.", word="It is."),
)
PLAN = DemoClass(
    teacher_username="teacher",
    teacher_name="Teacher",
    classroom="8-Б",
    exam_in_days=20,
    pupils=[
        DemoPupil(username="owl", display_name="Сова", knows=0.9, quizzes=[3]),
        *(
            DemoPupil(username=f"bird-{n}", display_name=f"Bird {n}", knows=n / 12, quizzes=[])
            for n in range(1, 12)
        ),
    ],
    sets=[
        DemoSet(
            title="Rivers",
            description="Of two topics.",
            topics=["river", "hill"],
            count=6,
            written=WRITTEN,
        ),
        DemoSet(title="Hills", description="Of one.", topics=["hill"], count=4),
    ],
    work=[
        DemoWork(title="Rivers", opened=9, closes_in=-7),
        DemoWork(title="Hills", opened=1, closes_in=3, handed_in=4, at_work=3),
    ],
    decks=[DemoDeck(title="Cards", topic="river", opened=14)],
)


def bank() -> None:
    for slug in ("river", "hill"):
        topic = TopicFactory(slug=slug)
        for _ in range(8):
            choice_question(topic)
        for _ in range(4):
            flashcard_question(topic)
        if slug == "river":
            FactFactory(topic=topic, slug="the-mill")


@pytest.fixture(scope="module")
def loaded(kept: None) -> Loaded:
    bank()
    return demo.load(PLAN, now=NOON, seed=1)


@pytest.fixture
def taught(loaded: Loaded) -> Classroom:
    """Twelve pupils with class work."""
    return loaded.classroom


def given(title: str) -> Assignment:
    found: Assignment = Assignment.objects.get(title=title)
    return found


# --- Who is in the class


def test_pupils_come_back_by_nickname_and_the_words_that_were_told(loaded):
    for issued in (loaded.teacher, *loaded.pupils):
        assert issued.user.check_password(issued.passphrase)
        assert len(issued.passphrase.split("-")) == joining.PASSPHRASE_WORDS
    owl = Membership.objects.get(user__username="owl")
    assert (owl.nickname, owl.nickname_key, owl.issuable) == ("Сова", "сова", True)


def test_the_class_is_older_than_anything_done_in_it(taught):
    first = Attempt.objects.order_by("started_at").first()
    assert first is not None
    assert taught.created_at < first.started_at
    assert not Membership.objects.filter(joined_at__gt=first.started_at).exists()
    before = LogEntry.objects.exclude(deed=Deed.COMMENTED)  # of the first work, afterwards
    assert not before.filter(at__gt=first.started_at).exists()


# --- The sets


def test_the_set_is_drawn_on_both_topics_with_the_written_question_last(taught):
    entries = list(QuestionSet.objects.get(title="Rivers").entries.select_related("question"))
    *drawn, own = [entry.question for entry in entries]
    assert len(drawn) == 6
    assert {one.topic.slug for one in drawn} == {"river", "hill"}
    assert {one.origin for one in drawn} == {Origin.GENERATED}
    assert (own.origin, own.kind, own.owner.username) == ("written", "short", "teacher")


def test_the_written_question_cites_the_fact_it_is_on(taught):
    own = Question.objects.get(kind="short")
    assert [fact.slug for fact in own.facts.all()] == ["the-mill"]
    assert isinstance(own.current.item, ShortAnswer)


# --- What the class was given


def test_closed_work_was_handed_in_by_all_within_its_time(taught):
    work = given("Rivers")
    attempts = Attempt.objects.filter(assignment=work)
    assert attempts.finished().count() == attempts.count() == 12
    for attempt in attempts:
        assert work.opens_at < attempt.started_at < attempt.finished_at < work.closes_at
        assert attempt.answered == attempt.length == 7


def test_who_knows_more_has_more_right(taught):
    shares = {
        attempt.learner.username: attempt.share
        for attempt in Attempt.objects.filter(assignment=given("Rivers"))
    }
    strong = sum(shares[f"bird-{n}"] for n in (8, 9, 10, 11))
    weak = sum(shares[f"bird-{n}"] for n in (1, 2, 3, 4))
    assert strong > weak + 1


def test_results_ask_to_check_the_question_whose_answers_were_not_foreseen(taught):
    told = results.results(results.attempts_at(given("Rivers")))
    assert "too-few" not in [finding.code for finding in told.findings]
    (own,) = [one for one in told.items if one.item.kind == "short"]
    assert own in told.to_check
    assert "A water mill" in [typed.text for typed in own.typed]


def test_open_work_is_partly_done_and_goes_on(taught):
    told = standing_report.standing(given("Hills"), now=NOON)
    states = [pupil.state for pupil in told.pupils]
    assert Counter(states) == {"handed-in": 4, "at-work": 3, "not-begun": 5}


def test_the_cards_are_to_be_known_on_the_exam_day_of_the_class(taught):
    deck = given("Cards")
    assert (deck.kind, deck.exam_day) == (AssignmentKind.DECK, taught.exam_day)
    assert standing_report.deck_questions(deck).count() == 4


def test_a_pupil_reports_the_written_question_and_finds_a_word_there(taught):
    report = ItemReport.objects.get()
    assert (report.reporter.username, report.version.question.kind) == ("owl", "short")
    answer = Answer.objects.exclude(comment="").get()
    assert (answer.attempt.learner.username, answer.comment) == ("owl", "It is.")
    assert answer.attempt.finished_at < report.created_at < NOON


def test_nothing_is_dated_in_the_future(taught):
    assert not Answer.objects.filter(answered_at__gt=NOON).exists()
    assert not Attempt.objects.filter(finished_at__gt=NOON).exists()
