"""Questions as their authors change them."""

from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.actions import attempts, drafts, sets, taking, writing
from quizzes.actions.writing import Written
from quizzes.grading import Chosen
from quizzes.items import Choice, Option, TrueFalse
from quizzes.models import Attempt, Draft, Pack, Question, QuestionSet, SetEntry
from quizzes.models.questions import QuestionStatus
from quizzes.reports.attempts import summary
from tests.factories import CITATION, NOON, FactFactory, TopicFactory, UserFactory
from tests.views.authored import write, written_choice

pytestmark = pytest.mark.django_db


def save(author, item=None, **fields):
    topic = fields.pop("topic", None) or writing.own_topic(teacher=author, now=NOON)
    columns = {n: fields.pop(n) for n in ("visibility", "name", "tags") if n in fields}
    written = Written(item=item or written_choice(), topic=topic, **columns)
    return writing.save(author=author, written=written, now=NOON, **fields)


# --- Where one's own stand


def test_own_questions_stand_in_a_private_pack():
    teacher = UserFactory()
    topic = writing.own_topic(teacher=teacher, now=NOON)
    assert topic.pack.slug == f"own-{teacher.pk}"
    assert list(Pack.objects.visible_to(teacher)) == [topic.pack]
    assert not Pack.objects.visible_to(UserFactory()).exists()


def test_own_pack_is_made_once():
    teacher = UserFactory()
    one, other = (writing.own_topic(teacher=teacher, now=NOON) for _ in range(2))
    assert one == other


# --- Saving


def test_saving_makes_a_question_and_its_draft_goes():
    teacher = UserFactory()
    draft = drafts.keep(owner=teacher, data={}, draft_id=None, revision=0, now=NOON)
    question = save(teacher, visibility="school", tags=["mills"], draft_id=draft.pk)
    assert (question.owner, question.visibility, question.tags) == (teacher, "school", ["mills"])
    assert question.current.number == 1
    assert not Draft.objects.exists()


def test_saving_again_makes_the_next_version():
    teacher = UserFactory()
    question = save(teacher)
    save(teacher, written_choice(stem="Who built it?"), question=question)
    question.refresh_from_db()
    assert question.current.number == 2
    assert [v.item.stem for v in question.versions.order_by("number")] == [
        "Who built the old mill?",
        "Who built it?",
    ]


def test_saving_what_did_not_change_makes_no_version():
    teacher = UserFactory()
    question = save(teacher)
    save(teacher, question=question, tags=["mills"])
    question.refresh_from_db()
    assert (question.current.number, question.tags) == (1, ["mills"])
    assert "mills" in question.search_text


def test_question_moves_to_the_pack_of_its_topic():
    teacher = UserFactory()
    question = save(teacher)
    fact = FactFactory()
    save(teacher, written_choice(facts=(fact.slug,)), question=question, topic=fact.topic)
    question.refresh_from_db()
    assert (question.pack, question.topic) == (fact.pack, fact.topic)
    assert list(question.facts.all()) == [fact]


def test_question_written_for_a_set_stands_at_its_end():
    teacher = UserFactory()
    rivers = sets.create(owner=teacher, title="Rivers", questions=[write(teacher)], now=NOON)
    question = save(teacher, question_set=rivers)
    assert SetEntry.objects.filter(question_set=rivers).last().question == question


def test_saving_is_all_or_nothing():
    teacher = UserFactory()
    draft = drafts.keep(owner=teacher, data={}, draft_id=None, revision=0, now=NOON)
    rivers = sets.create(owner=teacher, title="Rivers", now=NOON)
    QuestionSet.objects.filter(pk=rivers.pk).delete()
    with pytest.raises(QuestionSet.DoesNotExist):
        save(teacher, question_set=rivers, draft_id=draft.pk)
    assert not Question.objects.exists()
    assert Draft.objects.exists()


def test_retired_question_is_used_again_when_restored():
    question = write(UserFactory())
    writing.retire(question=question)
    assert Question.objects.get().status == QuestionStatus.RETIRED
    writing.restore(question=question)
    assert Question.objects.get().status == QuestionStatus.LIVE


# --- What was asked stays as it was asked

OPTIONS = ("The Petrenkos", "The Ivanenkos", "The Bondarenkos")


def reworded(item, n):
    return replace(item, stem=f"Who built the mill, asked for the {n}th time?")


def key_changed(item, n):
    others = [option.id for option in item.options if option.id != item.key]
    return replace(item, key=others[n % len(others)])


def option_reworded(item, n):
    first, *rest = item.options
    return replace(item, options=(replace(first, text=f"Family {n}"), *rest))


def option_added(item, n):
    return replace(item, options=(*item.options, Option(id=f"new-{n}", text=f"Others {n}")))


def option_removed(item, n):
    if len(item.options) < 3:
        return item
    gone = next(option for option in item.options if option.id != item.key)
    return replace(item, options=tuple(o for o in item.options if o is not gone))


def options_moved(item, n):
    return replace(item, options=(*item.options[1:], item.options[0]))


def cited_elsewhere(item, n):
    return replace(item, citations=(replace(CITATION, section=f"Chapter {n}"),))


def explained(item, n):
    return replace(item, explanation=f"Because of {n}.")


EDITS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                reworded,
                key_changed,
                option_reworded,
                option_added,
                option_removed,
                options_moved,
                cited_elsewhere,
                explained,
            ]
        ),
        st.sampled_from(["take", "retire", "restore", "back", "kind"]),
    ),
    min_size=1,
    max_size=12,
)


def taken(learner, rivers, n) -> Attempt | None:
    """An attempt at the set, its one question answered with the key."""
    if not Question.objects.live().filter(setentry__question_set=rivers).exists():
        return None
    attempt = taking.begin(learner=learner, question_set=rivers, terms=rivers, seed=n, now=NOON)
    item = attempt.items.get().version.item
    if isinstance(item, Choice):
        attempts.answer(
            attempt_id=attempt.pk,
            learner=learner,
            position=1,
            response=Chosen(option=item.key),
            token=uuid4(),
            now=NOON,
        )
    return attempt


def as_shown(attempt: Attempt):
    """What the result page tells of an attempt: words, key, citations, mark."""
    row = summary(Attempt.objects.get(pk=attempt.pk)).rows[0]
    told = row.told
    key = [(o.text, o.is_key, o.is_chosen) for o in told.options] if told else []
    return row.item, key, told and told.citations, row.outcome


@settings(max_examples=20, deadline=None)
@given(steps=EDITS)
def test_every_old_attempt_shows_what_it_was_taken_with(steps):
    teacher, learner = UserFactory(), UserFactory()
    item = written_choice(citations=(CITATION,))
    question = write(teacher, topic=TopicFactory(), item=item)
    rivers = sets.create(owner=teacher, title="Rivers", questions=[question], now=NOON)
    shown = {}
    for n, step in enumerate(["take", *steps, "take"]):
        question.refresh_from_db()
        now = question.current.item
        if step == "take":
            if attempt := taken(learner, rivers, n):
                shown[attempt] = as_shown(attempt)
        elif step == "retire":
            writing.retire(question=question)
        elif step == "restore":
            writing.restore(question=question)
        else:
            changed = _changed(question, now, step, n)
            save(teacher, changed, question=question, topic=question.topic)
        assert {attempt: as_shown(attempt) for attempt in shown} == shown
    assert shown


def _changed(question, now, step, n):
    if step == "back":
        return question.versions.order_by("number").first().item
    if step == "kind":
        beside = {name: getattr(now, name) for name in BESIDE}
        return TrueFalse(**beside, stem="The mill stood by the weir.", answer=bool(n % 2))
    return step(now, n) if isinstance(now, Choice) else item_again(now)


BESIDE = [
    "identity",
    "topic",
    "language",
    "facts",
    "sensitivity",
    "difficulty",
    "explanation",
    "citations",
]


def item_again(now):
    return written_choice(**{name: getattr(now, name) for name in BESIDE})
