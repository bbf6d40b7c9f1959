"""Taking a question set: which questions a learner gets, and the attempt that begins with them."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from quizzes.actions import attempts
from quizzes.actions.drawing import Candidate, candidates, freshest_first, seen
from quizzes.errors import NothingToAsk, Withheld
from quizzes.kinds import Kind
from quizzes.models import Assignment, Attempt, Fact, Question, QuestionSet, SetEntry, User
from quizzes.models.questions import QuestionStatus
from quizzes.models.sets import Terms
from quizzes.reports.taking import withheld_by, withheld_questions


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A question of an attempt to be: the id of its version, and what full marks on it count."""

    version: int
    weight: float


def resolve(
    question_set: QuestionSet,
    *,
    learner: User,
    rng: random.Random,
    without: Collection[int] = frozenset(),
) -> list[Drawn]:
    """What the entries of a set give this learner, in their order; seven queries whatever its
    length, one where nothing is drawn.

    Retired questions and flashcards are left out. What an entry draws is what the learner has not
    seen, or saw longest ago, and none of the ids in ``without``; a fact is asked once, so that an
    entry may give fewer than it names.
    """
    entries = list(question_set.entries.select_related("question").order_by("position"))
    fixed = [entry.question for entry in entries if entry.question is not None]
    drawing = [entry for entry in entries if entry.topic_id]
    drawn = _draw(drawing, fixed, learner=learner, rng=rng, without=without)
    resolved: list[Drawn] = []
    for entry in entries:
        if entry.question is None:
            versions = [candidate.version for candidate in drawn[entry.pk]]
        elif _can_be_asked(entry.question) and entry.question.current_id is not None:
            versions = [entry.question.current_id]
        else:
            versions = []
        resolved += [Drawn(version=version, weight=entry.weight) for version in versions]
    return resolved


def begin(
    *,
    learner: User,
    question_set: QuestionSet,
    terms: Terms,
    seed: int,
    now: datetime,
    assignment: Assignment | None = None,
    number: int = 1,
    deadline: datetime | None = None,
    without: Collection[int] = frozenset(),
) -> Attempt:
    """A new attempt at a set, on ``terms`` (those of the set or of an assignment). The time limit
    of an assignment comes in as ``deadline``, since pupils differ; that of a set is its own. What
    is drawn is none of the ids in ``without``.

    The same seed over the same set and history gives the same attempt. Raises ``NothingToAsk``.
    """
    rng = random.Random(seed)
    drawn = resolve(question_set, learner=learner, rng=rng, without=without)
    if not drawn:
        raise NothingToAsk("set-empty")
    if terms.shuffle_questions:
        rng.shuffle(drawn)
    if assignment is None and deadline is None and terms.time_limit:
        deadline = now + timedelta(minutes=terms.time_limit)
    options: dict[str, Any] = {}
    if any(one.weight != 1 for one in drawn):
        options["weighted"] = True
    if assignment is not None and assignment.closes_reading:
        options["closes_reading"] = True
    return attempts.lay_out(
        Attempt(
            learner=learner,
            seed=seed,
            options=options,
            started_at=now,
            question_set=question_set,
            assignment=assignment,
            number=number,
            release=terms.release,
            pass_mark=terms.pass_mark,
            deadline=deadline,
        ),
        versions=[one.version for one in drawn],
        weights=[one.weight for one in drawn],
        rng=rng,
        shuffled=terms.shuffle_options,
    )


@transaction.atomic
def take(*, learner: User, question_set: QuestionSet, seed: int, now: datetime) -> Attempt:
    """Without a class: go on with the open attempt at the set, or begin the next one. Two starts
    at once give one attempt. Raises ``NothingToAsk``, with the code no-attempts-left where the set
    allows no more; to its owner it allows any number. Raises ``Withheld`` where class work asks the
    same questions and tells its answers later; what it asks is not drawn either."""
    list(User.objects.filter(pk=learner.pk).select_for_update(of=("self",)))
    mine = Attempt.objects.filter(learner=learner, question_set=question_set, assignment=None)
    mine = mine.filter(retry_of=None)
    attempts.close_overdue(now=now - attempts.GRACE, among=mine)
    running: Attempt | None = mine.open().first()
    if running is not None:
        return running
    number = mine.count() + 1
    if not may_begin(learner, question_set, number=number):
        raise NothingToAsk("no-attempts-left")
    withheld = withheld_by(question_set, learner, now=now)
    if withheld is not None:
        raise Withheld(assignment=withheld.pk)
    return begin(
        learner=learner,
        question_set=question_set,
        terms=question_set,
        seed=seed,
        now=now,
        number=number,
        without=withheld_questions(learner, now=now).questions,
    )


def may_begin(learner: User, question_set: QuestionSet, *, number: int) -> bool:
    """Whether a set taken without a class allows its attempt of that number."""
    allowed = question_set.attempts_allowed
    return not allowed or number <= allowed or question_set.owner_id == learner.pk


def _can_be_asked(question: Question) -> bool:
    return question.status == QuestionStatus.LIVE and question.kind != Kind.FLASHCARD


def _draw(
    entries: Sequence[SetEntry],
    fixed: Sequence[Question],
    *,
    learner: User,
    rng: random.Random,
    without: Collection[int],
) -> Mapping[int, list[Candidate]]:
    """By entry. What the teacher gives is not asked for in the name of the learner, who need not
    see the pack: a topic in a set was chosen by somebody who does."""
    if not entries:
        return {}
    questions = Question.objects.drawable().filter(
        topic__in={entry.topic_id for entry in entries}, current__isnull=False
    )
    pool = candidates(questions)
    levels = dict(questions.values_list("pk", "level"))
    topic_of = dict(_facts_of_topics({candidate.topic for candidate in pool}))
    freshest_first(pool, seen=seen(learner), rng=rng)
    through = Question.facts.through.objects.filter(question__in=[q.pk for q in fixed])
    used = set(through.values_list("fact_id", flat=True))
    taken = {question.pk for question in fixed} | set(without)
    drawn: dict[int, list[Candidate]] = {}
    for entry in entries:
        chosen: list[Candidate] = []
        for one in pool:
            if len(chosen) == entry.count:
                break
            if not _fits(one, entry, level=levels.get(one.question, ""), topic_of=topic_of):
                continue
            if one.question in taken or one.facts & used:
                continue
            chosen.append(one)
            taken.add(one.question)
            used |= one.facts
        drawn[entry.pk] = chosen
    return drawn


def _fits(one: Candidate, entry: SetEntry, *, level: str, topic_of: Mapping[int, int]) -> bool:
    """A timeline may cross topics: it fits where all of its facts are of the entry's topic."""
    return (
        one.topic == entry.topic_id
        and (not entry.kinds or str(one.kind) in entry.kinds)
        and (not entry.levels or level in entry.levels)
        and all(topic_of.get(fact) == entry.topic_id for fact in one.facts)
    )


def _facts_of_topics(topics: set[int]) -> list[tuple[int, int]]:
    return list(Fact.objects.filter(topic__in=topics).values_list("pk", "topic_id"))
