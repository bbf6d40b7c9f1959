"""Taking a quiz: start, answer, hand in, try the missed ones again.

open ──answer (last position)──▶ finished    where each answer is told at once
  ├───finish (handed in)────────▶ finished
  └───deadline passed───────────▶ finished, with the answers that were saved

Told at once, the first answer is final. Told later, an answer may be changed until all is handed
in: every page carries a number one above that of the answer it shows, and the highest stands. What
would tell of such answers (mastery, the score of a study day) is counted when they may be told.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    F,
    FloatField,
    IntegerField,
    JSONField,
    UUIDField,
    Value,
)
from django.db.models.functions import Coalesce, Least

from quizzes.actions.drawing import QuizOptions, draw, shuffle_of
from quizzes.errors import AlreadyAnswered, AnswerStale, AttemptClosed, NothingToAsk
from quizzes.grading import Response, Result, grade, response_from_json, response_to_json
from quizzes.items import AnyItem
from quizzes.models import (
    Answer,
    Attempt,
    AttemptItem,
    Fact,
    QuestionVersion,
    Recall,
    StudyDay,
    User,
)
from quizzes.models.attempts import AttemptQuerySet, AttemptState
from quizzes.models.prepared import PreparedInsert, PreparedQuery, PreparedUpdate, Slot
from quizzes.models.questions import QuestionStatus
from quizzes.reports.attempts import answers_of, released
from quizzes.reports.taking import withheld_questions
from quizzes.scheduling.days import study_day

# An answer sent in time may come late over a slow line. Nobody is told of it.
GRACE: Final = timedelta(seconds=15)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a learner sent: ``token`` is that of the page, ``seconds`` the time spent on it,
    ``sequence`` the number of the answer where it may be changed."""

    response: Response
    token: UUID
    seconds: int = 0
    sequence: int = 1


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What stands now. ``answers`` are all of the attempt's, by position."""

    attempt: Attempt
    shown: AttemptItem
    answer: Answer
    answers: Mapping[int, Answer]
    result: Result


def start(*, learner: User, options: QuizOptions, seed: int, now: datetime) -> Attempt:
    """Draw and shuffle the items of a new attempt; seven queries whatever its length. Practice
    tells at once, so it does not ask what class work tells later.

    The same seed over the same bank and history gives the same quiz. Raises ``NothingToAsk``.
    """
    rng = random.Random(seed)
    withheld = withheld_questions(learner, now=now).questions
    chosen = draw(learner=learner, options=options, rng=rng, without=withheld)
    return lay_out(
        Attempt(learner=learner, seed=seed, options=options.to_json(), started_at=now),
        versions=[candidate.version for candidate in chosen],
        rng=rng,
    )


def retry(*, attempt_id: UUID, learner: User, seed: int, now: datetime) -> Attempt:
    """A new attempt at what was missed or left unanswered, in the questions' present versions.

    Raises ``Attempt.DoesNotExist``, and ``NothingToAsk`` where all was right or is retired, or
    (codes not-released, not-given) where what was missed may not be told yet, or not be repeated.
    """
    mine = Attempt.objects.answerable_by(learner).select_related("assignment", "question_set")
    done: Attempt = mine.get(pk=attempt_id)
    if not released(done, now=now):
        raise NothingToAsk("not-released")
    if not may_retry(done):
        raise NothingToAsk("not-given")
    right = set(done.answers.filter(score=1).values_list("position", flat=True))
    missed = done.items.exclude(position__in=right).filter(
        version__question__status=QuestionStatus.LIVE
    )
    versions = list(missed.values_list("version__question__current_id", flat=True))
    if not versions:
        raise NothingToAsk("nothing-missed")
    rng = random.Random(seed)
    rng.shuffle(versions)
    return lay_out(
        Attempt(
            learner=learner,
            seed=seed,
            # Those of an attempt at a set speak of its weights and its class.
            options={} if done.question_set_id or done.assignment_id else done.options,
            started_at=now,
            retry_of=done,
        ),
        versions=versions,
        rng=rng,
    )


def may_retry(done: Attempt) -> bool:
    """As the class work says, else the set; free practice always may."""
    terms = done.assignment or done.question_set
    return terms is None or terms.retry_missed


def answer(
    *,
    attempt_id: UUID,
    learner: User,
    position: int,
    response: Response,
    token: UUID,
    now: datetime,
    seconds: int = 0,
    sequence: int = 1,
) -> Answered:
    """Grade and keep an answer, once. Told at once, the first answer at a position is final; told
    later, one of a higher ``sequence`` takes its place.

    The same ``token`` again gives the first result again, whatever has happened since. Raises
    ``AttemptItem.DoesNotExist`` (also for what is not the learner's), ``AlreadyAnswered`` (another
    token), ``AnswerStale`` (a newer answer stands), ``AttemptClosed`` and ``ResponseInvalid``. At
    most eight queries, one more where items differ in weight.
    """
    sent = Given(response=response, token=token, seconds=seconds, sequence=sequence)
    return answer_read(
        attempt_id=attempt_id,
        learner=learner,
        position=position,
        read=lambda _shown: sent,
        now=now,
    )


def answer_read(
    *,
    attempt_id: UUID,
    learner: User,
    position: int,
    read: Callable[[AttemptItem], Given],
    now: datetime,
) -> Answered:
    """``answer`` where only the item tells how to read what was sent: it is loaded once, locked.

    What ``read`` raises is raised, and nothing is kept.
    """
    with transaction.atomic():
        shown = _lock(attempt_id, learner, position)
        sent = read(shown)
        attempt = shown.attempt
        answers = answers_of(attempt)
        standing = answers.get(position)
        if standing is not None and _is_repeated(attempt, standing, sent):
            return _as_it_stands(shown, standing, answers)
        if standing is not None and attempt.tells_at_once:
            raise AlreadyAnswered(position=position)
        if attempt.is_open and not is_overdue(attempt, now=now - GRACE):
            if standing is not None and sent.sequence <= standing.sequence:
                raise AnswerStale(position=position)
            return _kept(shown, sent, standing, answers, learner=learner, now=now)
        # Committed before the refusal is raised: an overdue attempt stays closed.
        close_overdue(now=now, among=Attempt.objects.filter(pk=attempt_id))
    raise AttemptClosed(attempt=str(attempt_id))


def _is_repeated(attempt: Attempt, standing: Answer, sent: Given) -> bool:
    """Whether the same thing came twice. From a page whose answer may be changed, another answer
    may come under the same token: that one is new."""
    if standing.token != sent.token:
        return False
    return attempt.tells_at_once or standing.response == response_to_json(sent.response)


def _kept(
    shown: AttemptItem,
    sent: Given,
    standing: Answer | None,
    answers: dict[int, Answer],
    *,
    learner: User,
    now: datetime,
) -> Answered:
    attempt, item = shown.attempt, shown.version.item
    result = grade(item, sent.response)
    given = Answer(
        attempt=attempt,
        position=shown.position,
        version=shown.version,
        response=response_to_json(sent.response),
        score=result.score,
        token=sent.token,
        sequence=sent.sequence,
        seconds=sent.seconds,
        answered_at=now,
    )
    if standing is None:
        _insert(given)
    else:
        _change(standing, given)
    answers[shown.position] = given
    _count(attempt, answers, now=now)
    if attempt.tells_at_once:
        _remember(shown, item, learner, result, now=now)
    _roll_up(learner, given, is_told=attempt.tells_at_once)
    return Answered(attempt=attempt, shown=shown, answer=given, answers=answers, result=result)


def finish(*, attempt_id: UUID, learner: User, now: datetime) -> Attempt:
    """Hand in with what is answered. Handing in twice changes nothing. Raises
    ``Attempt.DoesNotExist``."""
    mine = Attempt.objects.answerable_by(learner).filter(pk=attempt_id)
    with transaction.atomic():
        # Never later than the time that was told, though it came in within the grace.
        told = Coalesce(Least(F("deadline"), Value(now)), Value(now))
        mine.open().update(state=AttemptState.FINISHED, finished_at=told)
        count_released(now=now, among=mine)
        attempt: Attempt = mine.get()
    return attempt


def close_overdue(*, now: datetime, among: AttemptQuerySet | None = None) -> int:
    """Close what ran out of time with the answers it has. Returns how many were closed."""
    attempts = Attempt.objects.all() if among is None else among
    overdue = list(attempts.overdue(now=now).values_list("pk", flat=True))
    if not overdue:
        return 0
    with transaction.atomic():
        late = Attempt.objects.filter(pk__in=overdue)
        closed: int = late.overdue(now=now).update(
            state=AttemptState.FINISHED, finished_at=F("deadline")
        )
        count_released(now=now, among=late)
    return closed


def is_overdue(attempt: Attempt, *, now: datetime) -> bool:
    """The instance twin of ``AttemptQuerySet.overdue``."""
    return attempt.is_open and attempt.deadline is not None and attempt.deadline <= now


def count_released(*, now: datetime, among: AttemptQuerySet | None = None) -> int:
    """Count the answers that may be told by now into mastery and study days, each attempt once.
    Returns how many attempts those were. A handful of queries each, however long it is."""
    attempts = Attempt.objects.all() if among is None else among
    found = list(attempts.to_be_counted(now=now).order_by("pk").values_list("pk", flat=True))
    return sum(_count_one(pk, now=now) for pk in found)


@transaction.atomic
def _count_one(attempt_id: UUID, *, now: datetime) -> bool:
    waiting = Attempt.objects.filter(pk=attempt_id, counted_at=None)
    if not waiting.update(counted_at=now):
        return False  # another request was first
    attempt = Attempt.objects.select_related("learner").get(pk=attempt_id)
    given = list(attempt.answers.select_related("version__question").order_by("answered_at"))
    _remember_all(attempt.learner, given)
    scores: dict[date, list[float]] = {}
    for one in given:
        scores.setdefault(study_day(one.answered_at, attempt.learner.zone), []).append(one.score)
    for day, earned in scores.items():
        _add_to_day(attempt.learner, day, answered=len(earned), score=sum(earned), seconds=0)
    return True


def _remember_all(learner: User, given: Sequence[Answer]) -> None:
    """As ``_remember`` for many, oldest first: an answer given meanwhile elsewhere stays."""
    right: dict[tuple[int, str], tuple[bool, datetime]] = {}
    for one in given:
        item = one.version.item
        result = grade(item, response_from_json(one.response))
        for slug in item.facts:
            key = (one.version.question.pack_id, slug)
            right[key] = (slug not in result.missed, one.answered_at)
    facts = Fact.objects.filter(
        pack__in={pack for pack, _slug in right}, slug__in={slug for _pack, slug in right}
    )
    latest = dict(
        Recall.objects.filter(learner=learner, fact__in=facts).values_list("fact", "answered_at")
    )
    recalls = []
    for pk, pack, slug in facts.order_by("pk").values_list("pk", "pack_id", "slug"):
        if (pack, slug) not in right:
            continue
        is_right, at = right[pack, slug]
        if pk not in latest or latest[pk] < at:
            recalls.append(Recall(learner=learner, fact_id=pk, right=is_right, answered_at=at))
    Recall.objects.bulk_create(
        recalls,
        update_conflicts=True,
        unique_fields=["learner", "fact"],
        update_fields=["right", "answered_at"],
    )


@transaction.atomic
def lay_out(
    attempt: Attempt,
    *,
    versions: Sequence[int],
    rng: random.Random,
    weights: Sequence[float] = (),
    shuffled: bool = True,
) -> Attempt:
    """Save a new attempt with its items, in the order of ``versions``. ``weights`` are theirs, 1
    each where none are given; ``shuffled`` tells whether options stand in another order."""
    weights = weights or [1] * len(versions)
    attempt.length = len(versions)
    attempt.out_of = sum(weights)
    attempt.save(force_insert=True)
    kept = QuestionVersion.objects.in_bulk(versions)
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version_id=version,
            shuffle=shuffle_of(kept[version].item, rng, shuffled=shuffled),
            weight=weight,
        )
        for position, (version, weight) in enumerate(zip(versions, weights, strict=True), start=1)
    )
    return attempt


def _lock(attempt_id: UUID, learner: User, position: int) -> AttemptItem:
    """The item with its attempt locked until the transaction ends (on SQLite the transaction is
    immediate, which locks everything)."""
    found = _locked.rows(attempt=attempt_id, learner=learner.pk, position=position)
    if not found:
        raise AttemptItem.DoesNotExist
    return found[0]


_locked = PreparedQuery(
    lambda: (
        AttemptItem.objects.select_related("attempt", "version__question__topic")
        .filter(
            attempt=Slot("attempt", UUIDField()),
            attempt__learner=Slot("learner", BigIntegerField()),
            position=Slot("position", IntegerField()),
        )
        .select_for_update(of=("attempt",))
    )
)


def _as_it_stands(shown: AttemptItem, standing: Answer, answers: Mapping[int, Answer]) -> Answered:
    result = grade(shown.version.item, response_from_json(standing.response))
    return Answered(
        attempt=shown.attempt, shown=shown, answer=standing, answers=answers, result=result
    )


def _count(attempt: Attempt, answers: Mapping[int, Answer], *, now: datetime) -> None:
    """Counters are taken from the answers anew, so that they cannot drift."""
    attempt.answered = len(answers)
    weights = _weights(attempt)
    attempt.score = sum(given.score * weights.get(at, 1) for at, given in answers.items())
    # Told later, all may still be changed: it takes a hand to hand it in.
    if attempt.answered == attempt.length and attempt.tells_at_once:
        attempt.state = AttemptState.FINISHED
        attempt.finished_at = min(now, attempt.deadline or now)
    _counted.run(
        attempt=attempt.pk,
        answered=attempt.answered,
        score=attempt.score,
        state=attempt.state,
        finished_at=attempt.finished_at,
    )


def _weights(attempt: Attempt) -> Mapping[int, float]:
    """By position; one query, and none where all weigh 1."""
    if not attempt.options.get("weighted"):
        return {}
    return dict(attempt.items.values_list("position", "weight"))


_counted = PreparedUpdate(
    lambda: Attempt.objects.filter(pk=Slot("attempt", UUIDField())),
    answered=Slot("answered", IntegerField()),
    score=Slot("score", FloatField()),
    state=Slot("state", CharField()),
    finished_at=Slot("finished_at", DateTimeField()),
)


def _insert(given: Answer) -> None:
    given.pk = _inserted.run(
        attempt=given.attempt_id,
        position=given.position,
        version=given.version_id,
        response=given.response,
        score=given.score,
        token=given.token,
        sequence=given.sequence,
        seconds=given.seconds,
        answered_at=given.answered_at,
    )
    given._state.adding = False


_ANSWER: dict[str, Any] = {
    "attempt_id": Slot("attempt", UUIDField()),
    "position": Slot("position", IntegerField()),
    "version_id": Slot("version", BigIntegerField()),
    "response": Slot("response", JSONField()),
    "score": Slot("score", FloatField()),
    "token": Slot("token", UUIDField()),
    "sequence": Slot("sequence", IntegerField()),
    "seconds": Slot("seconds", IntegerField()),
    "answered_at": Slot("answered_at", DateTimeField()),
}
_inserted = PreparedInsert(lambda: [Answer(**_ANSWER)])


def _change(standing: Answer, given: Answer) -> None:
    """``given`` takes the place of what stands; the time spent on both adds up."""
    given.pk = standing.pk
    given._state.adding = False
    _changed.run(
        answer=standing.pk,
        response=given.response,
        score=given.score,
        token=given.token,
        sequence=given.sequence,
        seconds=given.seconds,
        answered_at=given.answered_at,
    )


_changed = PreparedUpdate(
    lambda: Answer.objects.filter(pk=Slot("answer", BigIntegerField())),
    response=Slot("response", JSONField()),
    score=Slot("score", FloatField()),
    token=Slot("token", UUIDField()),
    sequence=Slot("sequence", IntegerField()),
    seconds=F("seconds") + Slot("seconds", IntegerField()),
    answered_at=Slot("answered_at", DateTimeField()),
    # In an attempt that was opened again: a mark by hand was for the answer that stood there.
    marked_with=None,
    override_reason="",
    overridden_by=None,
)


def _remember(
    shown: AttemptItem, item: AnyItem, learner: User, result: Result, *, now: datetime
) -> None:
    """Whether the latest answer on each fact was right."""
    if not item.facts:
        return
    slugs = {f"slug{n}": slug for n, slug in enumerate(item.facts)}
    facts = _facts(len(slugs)).rows(pack=shown.version.question.pack_id, **slugs)
    recalls: dict[str, int | bool] = {}
    for n, (pk, slug) in enumerate(facts):
        recalls |= {f"fact{n}": pk, f"right{n}": slug not in result.missed}
    if recalls:
        _recalled(len(facts)).run(learner=learner.pk, now=now, **recalls)


@cache
def _facts(count: int) -> PreparedQuery[tuple[int, str]]:
    """Always in one order: two attempts of one learner must not wait for each other in a ring."""
    slugs = [Slot(f"slug{n}", CharField()) for n in range(count)]
    return PreparedQuery(
        lambda: (
            Fact.objects.filter(pack=Slot("pack", BigIntegerField()), slug__in=slugs)
            .order_by("pk")
            .values_list("pk", "slug")
        )
    )


@cache
def _recalled(count: int) -> PreparedInsert:
    rows = [
        Recall(
            learner_id=Slot("learner", BigIntegerField()),
            fact_id=Slot(f"fact{n}", BigIntegerField()),
            right=Slot(f"right{n}", BooleanField()),
            answered_at=Slot("now", DateTimeField()),
        )
        for n in range(count)
    ]
    return PreparedInsert(lambda: rows, unique=["learner", "fact"], update=["right", "answered_at"])


def _roll_up(learner: User, given: Answer, *, is_told: bool) -> None:
    """Time spent counts at once, an answer and what it was worth once it is told."""
    day = study_day(given.answered_at, learner.zone)
    score = given.score if is_told else 0
    _add_to_day(learner, day, answered=int(is_told), score=score, seconds=given.seconds)


def _add_to_day(learner: User, day: date, *, answered: int, score: float, seconds: int) -> None:
    added = {"answered": answered, "score": score, "seconds": seconds}
    if not _added.run(learner=learner.pk, day=day, **added):
        try:
            with transaction.atomic():
                StudyDay.objects.create(learner=learner, day=day, **added)
        except IntegrityError:  # another request has just begun the day
            _added.run(learner=learner.pk, day=day, **added)


_added = PreparedUpdate(
    lambda: StudyDay.objects.filter(
        learner=Slot("learner", BigIntegerField()), day=Slot("day", DateField())
    ),
    answered=F("answered") + Slot("answered", IntegerField()),
    score=F("score") + Slot("score", FloatField()),
    seconds=F("seconds") + Slot("seconds", IntegerField()),
)
