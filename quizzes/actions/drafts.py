"""What a teacher is in the middle of writing, kept as it is typed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from quizzes.errors import DraftsFull, DraftStale
from quizzes.models import Draft, Question, QuestionSet, User

MOST_DRAFTS = 200

Fields = Mapping[str, Sequence[str]]  # the editor's form: what each field was sent as


@transaction.atomic
def keep(
    *,
    owner: User,
    data: Fields,
    draft_id: UUID | None,
    revision: int,
    question: Question | None = None,
    question_set: QuestionSet | None = None,
    mine: bool = False,
    now: datetime,
) -> Draft:
    """Save the form. ``revision`` is the last one that this tab knows of, 0 for none; ``mine`` puts
    its text in place of whatever another tab has saved since.

    Raises ``DraftStale`` (params: ``gone``, whether the draft is no more) and ``DraftsFull``.
    """
    held = _held(owner, draft_id, question)
    if held is None:
        if draft_id is not None and not mine:
            raise DraftStale(gone=True)
        return _begin(owner, data, question, question_set, now)
    if held.revision != revision and not mine:
        raise DraftStale(gone=False)
    told = {name: list(values) for name, values in data.items()}
    if held.data == told and held.revision == revision:
        return held
    held.data = told
    held.revision += 1
    held.saved_at = now
    held.save(update_fields=["data", "revision", "saved_at"])
    return held


def discard(*, owner: User, draft_id: UUID) -> None:
    Draft.objects.filter(owner=owner, pk=draft_id).delete()


def _held(owner: User, draft_id: UUID | None, question: Question | None) -> Draft | None:
    """The draft of that id, locked, or the one that the author has of the question."""
    drafts = Draft.objects.select_for_update(of=("self",)).filter(owner=owner)
    if question is not None:
        return drafts.filter(question=question).first()
    return drafts.filter(pk=draft_id, question=None).first() if draft_id else None


def _begin(
    owner: User,
    data: Fields,
    question: Question | None,
    question_set: QuestionSet | None,
    now: datetime,
) -> Draft:
    if Draft.objects.filter(owner=owner).count() >= MOST_DRAFTS:
        raise DraftsFull(most=MOST_DRAFTS)
    try:
        with transaction.atomic():
            return Draft.objects.create(
                owner=owner,
                question=question,
                question_set=question_set,
                data={name: list(values) for name, values in data.items()},
                created_at=now,
                saved_at=now,
            )
    except IntegrityError as error:  # another tab has just begun the draft of this question
        raise DraftStale(gone=False) from error
