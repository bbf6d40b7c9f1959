"""What a teacher does to a pupil's attempt: a word, a mark by hand, a way back into it.

============  =================================================================
MarkError     why it is refused
============  =================================================================
not-finished  it is still being worked on: its marks are not settled
no-answer     nothing was answered there, so there is no mark or word to take back
no-override   the mark there was not set by hand
no-weight     the question counts for nothing, whatever its mark
nothing-left  every question is answered, and told: there is nothing to go on with
another-open  the pupil is at another attempt at the same work
============  =================================================================

Marks live in the answers; the score of an attempt is counted from them anew. What a learner is
known to remember (``Recall``) stays as the learner's own answer left it: a grade is no memory.
What a pupil left unanswered (and said aloud, or wrote on paper) can be marked, too: it becomes an
answer that was skipped, worth nothing until its mark is set.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from quizzes.actions import logbook
from quizzes.errors import MarkError
from quizzes.grading import Skipped, grade, response_from_json, response_to_json
from quizzes.models import Answer, Attempt, AttemptItem, Deed, LogEntry, StudyDay, User
from quizzes.models.attempts import AttemptState
from quizzes.reports.regrades import scores_of
from quizzes.scheduling.days import study_day

# Pages that follow each other are one reading.
ONE_READING = timedelta(hours=1)


@transaction.atomic
def override(
    *, attempt_id: UUID, position: int, share: float, reason: str, by: User, now: datetime
) -> Answer:
    """Set a mark by hand: ``share`` of what the question counts, 0 to 1. Raises ``MarkError``, and
    ``AttemptItem.DoesNotExist``."""
    attempt = _locked(attempt_id)
    item = AttemptItem.objects.select_related("version").get(attempt=attempt, position=position)
    if not attempt.is_open and not item.weight:
        raise MarkError("no-weight", position=position)
    answer = _answer_or_blank(attempt, item)
    before = answer.score
    answer.score, answer.override_reason, answer.overridden_by = share, reason, by
    _keep(attempt, answer, before=before, reason=reason, by=by, now=now)
    return answer


@transaction.atomic
def withdraw_override(*, attempt_id: UUID, position: int, by: User, now: datetime) -> Answer:
    """The mark that the key gives holds again: that of the version which graded it last. Raises
    ``MarkError``."""
    attempt = _locked(attempt_id)
    answer = _answer_of(attempt, position)
    if not answer.is_overridden:
        raise MarkError("no-override", position=position)
    before = answer.score
    key = (answer.marked_with or answer.version).item
    answer.score = grade(key, response_from_json(answer.response)).score
    answer.override_reason, answer.overridden_by = "", None
    _keep(attempt, answer, before=before, reason="", by=by, now=now)
    return answer


@transaction.atomic
def comment(*, attempt_id: UUID, position: int, text: str, by: User, now: datetime) -> Answer:
    """A word to the learner, or none. Raises ``MarkError`` and ``AttemptItem.DoesNotExist``."""
    attempt = _locked(attempt_id)
    item = AttemptItem.objects.select_related("version").get(attempt=attempt, position=position)
    answer = _answer_or_blank(attempt, item) if text else _answer_of(attempt, position)
    if answer.comment != text:
        answer.comment = text
        answer.save(update_fields=["comment"])
        _note(Deed.COMMENTED, attempt, by=by, now=now, position=position)
    return answer


@transaction.atomic
def reopen(*, attempt_id: UUID, until: datetime, by: User, now: datetime) -> Attempt:
    """Let a learner go on with what was handed in, up to ``until``. Answers that were told at once
    stay as they are; others may be changed, and count for nothing until they are handed in again.
    Raises ``MarkError``."""
    attempt = _locked(attempt_id)
    if attempt.is_open:
        raise MarkError("not-finished")
    if attempt.tells_at_once and attempt.answered >= attempt.length:
        raise MarkError("nothing-left")
    others = Attempt.objects.open().filter(assignment=attempt.assignment, learner=attempt.learner)
    if others.exists():
        raise MarkError("another-open")
    _take_back_count(attempt)
    attempt.state, attempt.finished_at, attempt.deadline = AttemptState.OPEN, None, until
    attempt.save(update_fields=["state", "finished_at", "deadline", "counted_at"])
    _note(Deed.ATTEMPT_REOPENED, attempt, by=by, now=now, until=until.isoformat())
    return attempt


@transaction.atomic
def delete(*, attempt_id: UUID, by: User, now: datetime) -> None:
    """Remove an attempt with its answers. The learner's study days stay: work was done on them."""
    attempt = _locked(attempt_id)
    _note(Deed.ATTEMPT_DELETED, attempt, by=by, now=now, number=attempt.number)
    attempt.delete()


def note_reading(*, attempt: Attempt, by: User, now: datetime) -> None:
    """Write down that a teacher looked at a pupil's attempt; once for what was one reading."""
    recent = LogEntry.objects.filter(
        actor=by, deed=Deed.ATTEMPT_READ, subject=attempt.learner_id, at__gt=now - ONE_READING
    )
    if not recent.filter(detail__attempt=str(attempt.pk)).exists():
        _note(Deed.ATTEMPT_READ, attempt, by=by, now=now)


def recount(attempts: Iterable[UUID]) -> None:
    """Take the scores of attempts from their answers anew. Two queries, and an update for each
    few hundred attempts."""
    scores = scores_of(attempts)
    changed = [Attempt(pk=attempt, score=score) for attempt, score in scores.items()]
    Attempt.objects.bulk_update(changed, ["score"], batch_size=300)


def shift_days(moved: Iterable[tuple[Answer, float]]) -> None:
    """Carry changed marks into the roll-ups of the days on which the answers were given: pairs of
    an answer (its attempt and learner loaded) and by how much its share moved. What is not counted
    there yet will be with the mark it has then."""
    by_day: dict[tuple[int, date], float] = defaultdict(float)
    for answer, by in moved:
        if not _is_counted(answer.attempt):
            continue
        learner = answer.attempt.learner
        by_day[learner.pk, study_day(answer.answered_at, learner.zone)] += by
    for (learner_id, day), by in sorted(by_day.items()):
        StudyDay.objects.filter(learner=learner_id, day=day).update(score=F("score") + by)


def _is_counted(attempt: Attempt) -> bool:
    return attempt.tells_at_once or attempt.counted_at is not None


def _take_back_count(attempt: Attempt) -> None:
    """Undo what ``attempts.count_released`` did to the study days, so that it can do it again."""
    if attempt.counted_at is None:
        return
    by_day: dict[date, list[float]] = defaultdict(list)
    for answered_at, score in attempt.answers.values_list("answered_at", "score"):
        by_day[study_day(answered_at, attempt.learner.zone)].append(score)
    for day, scores in by_day.items():
        StudyDay.objects.filter(learner=attempt.learner, day=day).update(
            answered=Greatest(F("answered") - len(scores), 0), score=F("score") - sum(scores)
        )
    attempt.counted_at = None


def _locked(attempt_id: UUID) -> Attempt:
    attempts = Attempt.objects.select_for_update(of=("self",))
    attempt: Attempt = attempts.select_related("learner", "assignment__classroom").get(
        pk=attempt_id
    )
    return attempt


def _answer_of(attempt: Attempt, position: int) -> Answer:
    if attempt.is_open:
        raise MarkError("not-finished")
    answers = attempt.answers.select_related("version", "marked_with")
    answer = answers.filter(position=position).first()
    if answer is None:
        raise MarkError("no-answer", position=position)
    answer.attempt = attempt
    return answer


def _answer_or_blank(attempt: Attempt, item: AttemptItem) -> Answer:
    try:
        return _answer_of(attempt, item.position)
    except MarkError as refused:
        if refused.code != "no-answer":
            raise
    blank: Answer = Answer.objects.create(
        attempt=attempt,
        position=item.position,
        version=item.version,
        response=response_to_json(Skipped()),
        score=0,
        token=uuid4(),
        answered_at=attempt.finished_at or attempt.started_at,
    )
    Attempt.objects.filter(pk=attempt.pk).update(answered=F("answered") + 1)
    if _is_counted(attempt):
        day = study_day(blank.answered_at, attempt.learner.zone)
        days = StudyDay.objects.filter(learner=attempt.learner, day=day)
        days.update(answered=F("answered") + 1)
    return blank


def _keep(
    attempt: Attempt, answer: Answer, *, before: float, reason: str, by: User, now: datetime
) -> None:
    answer.save(update_fields=["score", "override_reason", "overridden_by"])
    shift_days([(answer, answer.score - before)])
    recount([attempt.pk])
    _note(
        Deed.GRADE_OVERRIDDEN,
        attempt,
        by=by,
        now=now,
        position=answer.position,
        before=before,
        after=answer.score,
        reason=reason,
    )


def _note(deed: Deed, attempt: Attempt, *, by: User, now: datetime, **detail: object) -> None:
    logbook.note(
        actor=by,
        deed=deed,
        at=now,
        classroom=attempt.assignment.classroom if attempt.assignment else None,
        subject=attempt.learner,
        attempt=str(attempt.pk),
        assignment=attempt.assignment_id,
        **detail,
    )
