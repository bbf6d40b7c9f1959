"""Taking a quiz: start, answer, hand in, try the missed ones again.

open ──answer (last position)──▶ finished
  ├───finish (handed in early)──▶ finished
  └───deadline passed───────────▶ finished, with the answers that were saved
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
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
)

from quizzes.actions.drawing import QuizOptions, draw, shuffle_of
from quizzes.errors import AlreadyAnswered, AttemptClosed, NothingToAsk
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
from quizzes.reports.attempts import answers_of
from quizzes.scheduling.days import study_day


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a learner sent: ``token`` is that of the page, ``seconds`` the time spent on it."""

    response: Response
    token: UUID
    seconds: int = 0


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What stands now. ``answers`` are all of the attempt's, by position."""

    attempt: Attempt
    shown: AttemptItem
    answer: Answer
    answers: Mapping[int, Answer]
    result: Result


def start(*, learner: User, options: QuizOptions, seed: int, now: datetime) -> Attempt:
    """Draw and shuffle the items of a new attempt; six queries whatever its length.

    The same seed over the same bank and history gives the same quiz. Raises ``NothingToAsk``.
    """
    rng = random.Random(seed)
    chosen = draw(learner=learner, options=options, rng=rng)
    return _begin(
        Attempt(learner=learner, seed=seed, options=options.to_json(), started_at=now),
        versions=[candidate.version for candidate in chosen],
        rng=rng,
    )


def retry(*, attempt_id: UUID, learner: User, seed: int, now: datetime) -> Attempt:
    """A new attempt at what was missed or left unanswered, in the questions' present versions.

    Raises ``Attempt.DoesNotExist``, and ``NothingToAsk`` where all was right or is retired.
    """
    done: Attempt = Attempt.objects.answerable_by(learner).get(pk=attempt_id)
    right = set(done.answers.filter(score=1).values_list("position", flat=True))
    missed = done.items.exclude(position__in=right).filter(
        version__question__status=QuestionStatus.LIVE
    )
    versions = list(missed.values_list("version__question__current_id", flat=True))
    if not versions:
        raise NothingToAsk("nothing-missed")
    rng = random.Random(seed)
    rng.shuffle(versions)
    return _begin(
        Attempt(learner=learner, seed=seed, options=done.options, started_at=now, retry_of=done),
        versions=versions,
        rng=rng,
    )


def answer(
    *,
    attempt_id: UUID,
    learner: User,
    position: int,
    response: Response,
    token: UUID,
    now: datetime,
    seconds: int = 0,
) -> Answered:
    """Grade and keep an answer, once. The first answer at a position is final.

    The same ``token`` again gives the first result again, whatever has happened since. Raises
    ``AttemptItem.DoesNotExist`` (also for what is not the learner's), ``AlreadyAnswered`` (another
    token), ``AttemptClosed`` and ``ResponseInvalid``. At most eight queries.
    """
    sent = Given(response=response, token=token, seconds=seconds)
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
        if standing is not None:
            if standing.token != sent.token:
                raise AlreadyAnswered(position=position)
            return _as_it_stands(shown, standing, answers)
        if attempt.is_open and not is_overdue(attempt, now=now):
            item = shown.version.item
            result = grade(item, sent.response)
            given = Answer(
                attempt=attempt,
                position=position,
                version=shown.version,
                response=response_to_json(sent.response),
                score=result.score,
                token=sent.token,
                seconds=sent.seconds,
                answered_at=now,
            )
            _insert(given)
            answers[position] = given
            _count(attempt, answers, now=now)
            _remember(shown, item, learner, result, now=now)
            _roll_up(learner, given)
            return Answered(
                attempt=attempt, shown=shown, answer=given, answers=answers, result=result
            )
        # Committed before the refusal is raised: an overdue attempt stays closed.
        close_overdue(now=now, among=Attempt.objects.filter(pk=attempt_id))
    raise AttemptClosed(attempt=str(attempt_id))


def finish(*, attempt_id: UUID, learner: User, now: datetime) -> Attempt:
    """Hand in with what is answered. Handing in twice changes nothing. Raises
    ``Attempt.DoesNotExist``."""
    mine = Attempt.objects.answerable_by(learner).filter(pk=attempt_id)
    mine.open().update(state=AttemptState.FINISHED, finished_at=now)
    attempt: Attempt = mine.get()
    return attempt


def close_overdue(*, now: datetime, among: AttemptQuerySet | None = None) -> int:
    """Close what ran out of time with the answers it has. Returns how many were closed."""
    attempts = Attempt.objects.all() if among is None else among
    return attempts.overdue(now=now).update(state=AttemptState.FINISHED, finished_at=F("deadline"))


def is_overdue(attempt: Attempt, *, now: datetime) -> bool:
    """The instance twin of ``AttemptQuerySet.overdue``."""
    return attempt.is_open and attempt.deadline is not None and attempt.deadline <= now


@transaction.atomic
def _begin(attempt: Attempt, *, versions: list[int], rng: random.Random) -> Attempt:
    attempt.length = attempt.out_of = len(versions)
    attempt.save(force_insert=True)
    kept = QuestionVersion.objects.in_bulk(versions)
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version_id=version,
            shuffle=shuffle_of(kept[version].item, rng),
        )
        for position, version in enumerate(versions, start=1)
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
    attempt.score = sum(given.score for given in answers.values())
    if attempt.answered == attempt.length:
        attempt.state, attempt.finished_at = AttemptState.FINISHED, now
    _counted.run(
        attempt=attempt.pk,
        answered=attempt.answered,
        score=attempt.score,
        state=attempt.state,
        finished_at=attempt.finished_at,
    )


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
    "seconds": Slot("seconds", IntegerField()),
    "answered_at": Slot("answered_at", DateTimeField()),
}
_inserted = PreparedInsert(lambda: [Answer(**_ANSWER)])


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


def _roll_up(learner: User, given: Answer) -> None:
    day = study_day(given.answered_at, learner.zone)
    added: dict[str, Any] = {
        "learner": learner.pk,
        "day": day,
        "score": given.score,
        "seconds": given.seconds,
    }
    if not _added.run(**added):
        try:
            with transaction.atomic():
                StudyDay.objects.create(answered=1, **added | {"learner": learner})
        except IntegrityError:  # another request has just begun the day
            _added.run(**added)


_added = PreparedUpdate(
    lambda: StudyDay.objects.filter(
        learner=Slot("learner", BigIntegerField()), day=Slot("day", DateField())
    ),
    answered=F("answered") + 1,
    score=F("score") + Slot("score", FloatField()),
    seconds=F("seconds") + Slot("seconds", IntegerField()),
)
