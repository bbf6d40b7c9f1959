"""What stands beside a question: facts, offers, results, use, history, reports."""

from uuid import uuid4

import pytest

from quizzes.actions import attempts, sets, taking, writing
from quizzes.actions.writing import Written
from quizzes.grading import Chosen
from quizzes.items import Choice, Option
from quizzes.models import Classroom, Entity, ItemReport, Membership, User
from quizzes.models.classes import MemberRole
from quizzes.models.people import Role
from quizzes.models.questions import QuestionStatus
from quizzes.reports import questions as report
from tests.factories import (
    NOON,
    FactFactory,
    TopicFactory,
    UserFactory,
    choice,
    choice_question,
    question,
)
from tests.views.authored import write, written_choice
from tests.views.quiz import queries
from tests.views.reading import cited_fact, claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher() -> User:
    made: User = UserFactory.create(role=Role.TEACHER)
    return made


# --- Facts


def fact_of(topic=None, **columns):
    return cited_fact(topic or TopicFactory(), **columns)


def test_facts_are_found_by_every_word(teacher):
    one = fact_of(search_text="the mill was built in 1681")
    fact_of(search_text="the mill was sold")
    (found,) = report.facts_found(teacher, "1681 MILL")
    assert found.fact == one
    assert [c.source_title for c in found.citations] == ["A made-up chronicle"]


def test_what_tells_of_harm_or_was_taken_back_is_not_offered(teacher):
    for columns in ({"sensitivity": 2}, {"status": "retracted"}):
        fact_of(search_text="mill", **columns)
    assert report.facts_found(teacher, "mill") == []


def test_facts_of_a_colleagues_private_pack_are_not_offered(teacher):
    own = writing.own_topic(teacher=UserFactory(), now=NOON)
    hidden = fact_of(own, search_text="mill")
    assert report.facts_found(teacher, "mill") == []
    assert report.fact_to_cite(teacher, hidden.pk) is None


def test_search_takes_the_same_queries_for_one_and_many(teacher):
    topic = TopicFactory()
    fact_of(topic, search_text="mill")
    with queries() as one:
        report.facts_found(teacher, "mill")
    for start in range(1, 8):
        fact_of(topic, search_text="mill", start=start)
    with queries() as many:
        report.facts_found(teacher, "mill")
    assert len(one) == len(many)


# --- Offers


def asked(fact, *texts, key=""):
    return written_choice(
        options=tuple(Option(id=str(n), text=text) for n, text in enumerate(texts)),
        key=key or ("0" if texts else ""),
    )


def test_distractors_of_the_same_fact_and_key_are_offered_with_proofs(teacher):
    made = choice_question(TopicFactory())
    fact = made.facts.get()
    offer = report.offer(teacher, [fact.pk], asked(fact, "The builder A", "the builder b"))
    assert [one.text for one in offer.suggestions] == [
        "the builder b",  # stands there, yet without its proof
        "the builder c",
        "the builder d",
    ]
    assert all(one.proof.rule == "D1" for one in offer.suggestions)


def test_nothing_is_offered_beside_another_key(teacher):
    made = choice_question(TopicFactory())
    fact = made.facts.get()
    assert report.offer(teacher, [fact.pk], asked(fact, "Somebody")).suggestions == ()


def test_without_a_key_the_facts_offer_a_question_to_begin_with(teacher):
    made = choice_question(TopicFactory())
    fact = made.facts.get()
    (start,) = report.offer(teacher, [fact.pk], asked(fact)).starts
    assert (start.stem, start.key) == (made.current.item.stem, "the builder a")


def test_what_went_out_of_use_offers_nothing(teacher):
    made = choice_question(TopicFactory())
    made.status = QuestionStatus.RETIRED
    made.save()
    fact = made.facts.get()
    assert report.offer(teacher, [fact.pk], asked(fact)) == report.Offer()


def test_option_that_the_source_calls_right_as_well_is_told(teacher):
    fact = FactFactory()
    for slug, label, aliases in (
        ("petrenkos", "the Petrenkos", []),
        ("ivanenkos", "the Ivanenkos", ["the family Ivanenko"]),
    ):
        Entity.objects.create(
            pack=fact.pack, slug=slug, label=label, type="family", aliases=aliases
        )
    claim(fact, values=[{"value": "petrenkos"}, {"value": "ivanenkos"}])
    item = asked(fact, "The Petrenkos", "The family Ivanenko", "The Bondarenkos")
    assert report.offer(teacher, [fact.pk], item).right_too == ("The family Ivanenko",)


# --- Results


def answered(made, owner, *chosen):
    """One pupil each, at a set of its own."""
    rivers = sets.create(owner=owner, title="Rivers", questions=[made], now=NOON)
    for seed, option in enumerate(chosen):
        learner = UserFactory()
        attempt = taking.begin(
            learner=learner, question_set=rivers, terms=rivers, seed=seed, now=NOON
        )
        attempts.answer(
            attempt_id=attempt.pk,
            learner=learner,
            position=1,
            response=Chosen(option=option),
            token=uuid4(),
            now=NOON,
        )
    return rivers


def test_few_answers_say_nothing(teacher):
    made = write(teacher)
    answered(made, teacher, *"aab")
    assert report.pupils(made) == report.Pupils(answers=3, share=None)


def test_results_tell_the_share_and_the_wrong_option_chosen_most(teacher):
    made = write(teacher)
    answered(made, teacher, *"aaabbc")
    assert report.pupils(made) == report.Pupils(
        answers=6, share=0.5, lure="The Ivanenkos", lured=2, chosen=6
    )


# --- Use


def test_use_tells_sets_classes_attempts_and_hides_colleagues_sets(teacher):
    made = write(teacher)
    mine = answered(made, teacher, "a", "b")
    sets.create(owner=UserFactory(role=Role.TEACHER), title="Other", questions=[made], now=NOON)
    used = report.usage(made, teacher)
    assert (used.sets, used.others, used.attempts, used.cards) == ((mine,), 1, 2, 0)
    assert used.is_used
    assert not report.usage(write(teacher), teacher).is_used


# --- History


def test_history_tells_latest_first_what_each_version_changed(teacher):
    made = write(teacher)
    for key in "bc":
        writing.save(
            author=teacher,
            written=Written(item=written_choice(key=key), topic=made.topic),
            question=made,
            now=NOON,
        )
    told = [(p.version.number, [d.code for d in p.changed]) for p in report.history(made)]
    assert told == [(3, ["key"]), (2, ["key"]), (1, [])]


def test_history_takes_one_query(teacher):
    made = write(teacher)
    for key in "bcabc":
        written = Written(item=written_choice(key=key), topic=made.topic)
        writing.save(author=teacher, written=written, question=made, now=NOON)
    with queries() as asked_for:
        report.history(made)
    assert len(asked_for) == 1


# --- Reports


def said(made, reporter=None, text="It was the Ivanenkos."):
    return ItemReport.objects.create(
        version=made.current, reporter=reporter, text=text, created_at=NOON
    )


def test_reports_on_ones_own_questions_may_be_settled(teacher):
    made = write(teacher)
    said(made, UserFactory())
    (told,) = report.reports(teacher)
    assert (told.may_settle, told.may_edit, told.is_current) == (True, True, True)
    assert report.reports(UserFactory(role=Role.TEACHER)) == []


def test_reports_of_ones_pupils_are_seen_and_left_to_who_answers_for_them(teacher):
    made = choice_question(TopicFactory())
    pupil = UserFactory()
    room = Classroom.objects.create(name="7-B", code="ABCDEFGH", created_at=NOON)
    for person, role in ((teacher, MemberRole.TEACHER), (pupil, MemberRole.PUPIL)):
        Membership.objects.create(classroom=room, user=person, role=role, joined_at=NOON)
    said(made, pupil)
    (told,) = report.reports(teacher)
    assert (told.may_settle, told.may_edit) == (False, False)
    (told,) = report.reports(UserFactory(role=Role.ADMINISTRATOR))
    assert (told.may_settle, told.may_edit) == (True, False)


def test_settled_reports_are_gone(teacher):
    one = said(write(teacher), UserFactory())
    one.resolved_at = NOON
    one.save()
    assert report.reports(teacher) == []


def test_report_of_an_older_version_shows_what_was_asked_then(teacher):
    made = write(teacher)
    said(made, UserFactory())
    written = Written(item=written_choice(stem="Who sold it?"), topic=made.topic)
    writing.save(author=teacher, written=written, question=made, now=NOON)
    (told,) = report.reports(teacher)
    assert isinstance(told.item, Choice)
    assert (told.item.stem, told.is_current) == ("Who built the old mill?", False)


def test_reports_take_the_same_queries_for_one_and_many(teacher):
    said(write(teacher), UserFactory())
    with queries() as one:
        report.reports(teacher)
    for n in range(9):
        said(write(teacher), UserFactory(), text=str(n))
    with queries() as many:
        report.reports(teacher)
    assert len(one) == len(many)


# --- Citations of a question that is edited


def test_citations_are_traced_to_their_facts(teacher):
    fact = fact_of(sensitivity=0)
    (place,) = report.fact_to_cite(teacher, fact.pk).citations
    item = choice(fact, citations=(place,))
    made = question(item, topic=fact.topic, facts=[fact])
    assert report.cited_facts(teacher, made, item) == {place: fact.pk}
