"""Question sets as teachers put them together.

Every change locks the set. What rests on the order of the entries also says which state of the set
it was made on (``seen``, its ``changed_at``), so that a second tab is told instead of undoing the
first one's work.

SetStale    the set was changed since the page was made
SetFull     more questions than a set holds
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from quizzes.actions import set_drawing
from quizzes.errors import DomainError
from quizzes.kinds import Kind, Level
from quizzes.models import Question, QuestionSet, SetEntry, Topic, User
from quizzes.models.packs import Visibility
from quizzes.models.sets import MOST_IN_A_SET

# What a copy takes over and the form of the options changes.
TERMS = (
    "release",
    "shuffle_questions",
    "shuffle_options",
    "attempts_allowed",
    "time_limit",
    "pass_mark",
    "retry_missed",
)


# Two clicks on one button are one set.
DOUBLE_CLICK = timedelta(seconds=30)


class SetStale(DomainError):
    code = "set-stale"


class SetFull(DomainError):
    """``params`` has ``most``."""

    code = "set-full"


@dataclass(frozen=True, kw_only=True)
class Added:
    """Questions added, and those that stood in the set before."""

    new: int
    there: int


@transaction.atomic
def create(
    *, owner: User, title: str, questions: Sequence[Question] = (), now: datetime
) -> QuestionSet:
    """A private set of these questions, in this order; the same again within half a minute is the
    set that is there. Raises ``SetFull``."""
    # Locked, so that the second click waits and finds the first one's set.
    list(User.objects.select_for_update().filter(pk=owner.pk))
    wanted = [question.pk for question in questions]
    for same in QuestionSet.objects.current().filter(
        owner=owner, title=title, created_at__gt=now - DOUBLE_CLICK, created_at__lte=now
    ):
        held = same.entries.order_by("position").values_list("question_id", flat=True)
        if list(held) == wanted:
            return same
    made = QuestionSet(owner=owner, title=title, created_at=now, changed_at=now)
    made.search_text = search_text(made)
    made.save(force_insert=True)
    _append(made, [SetEntry(question=question) for question in questions])
    return made


@transaction.atomic
def describe(*, question_set: QuestionSet, values: Mapping[str, Any], now: datetime) -> None:
    """Set title, description, visibility and terms, as far as ``values`` has them."""
    held = _locked(question_set)
    known = {"title", "description", "visibility", *TERMS}
    if unknown := set(values) - known:
        raise ValueError(f"a set has no {sorted(unknown)}")
    for name, value in values.items():
        setattr(held, name, value)
    held.search_text = search_text(held)
    _changed(held, now)


@transaction.atomic
def add(*, question_set: QuestionSet, questions: Sequence[Question], now: datetime) -> Added:
    """Append questions; one that is there already stays where it is. Raises ``SetFull``."""
    held = _locked(question_set)
    wanted = {question.pk: question for question in questions}
    there = set(held.entries.filter(question__in=wanted).values_list("question_id", flat=True))
    new = [SetEntry(question=q) for pk, q in wanted.items() if pk not in there]
    _append(held, new)
    if new:
        _changed(held, now)
    return Added(new=len(new), there=len(there))


@transaction.atomic
def add_from_topic(
    *,
    question_set: QuestionSet,
    topic: Topic,
    count: int,
    kinds: Sequence[Kind] = (),
    levels: Sequence[Level] = (),
    now: datetime,
) -> SetEntry:
    """Append ``count`` questions of the topic, to be drawn anew for each learner. Raises
    ``SetFull``."""
    held = _locked(question_set)
    entry = SetEntry(
        topic=topic,
        count=count,
        kinds=[kind.value for kind in kinds],
        levels=[level.value for level in levels],
    )
    _append(held, [entry])
    _changed(held, now)
    return entry


@transaction.atomic
def arrange(
    *,
    question_set: QuestionSet,
    order: Sequence[int],
    weights: Mapping[int, float],
    seen: datetime,
    now: datetime,
) -> QuestionSet:
    """Put the entries into the ``order`` of these ids, with these weights. An entry that the order
    does not name is taken out. Returns the set as it now is. Raises ``SetStale``."""
    held = _unchanged(question_set, seen)
    entries = {entry.pk: entry for entry in held.entries.all()}
    kept = [entries[pk] for pk in dict.fromkeys(order) if pk in entries]
    held.entries.exclude(pk__in=[entry.pk for entry in kept]).delete()
    for position, entry in enumerate(kept, start=1):
        entry.position = position
        entry.weight = weights.get(entry.pk, entry.weight)
    SetEntry.objects.bulk_update(kept, ["position", "weight"])
    _changed(held, now)
    return held


@transaction.atomic
def swap(
    *,
    question_set: QuestionSet,
    entry_id: int,
    teacher: User,
    seed: int,
    seen: datetime,
    now: datetime,
) -> SetEntry | None:
    """Put another question on the same topic in an entry's place, with its weight. None where no
    other goes with the rest. Raises ``SetStale``, ``SetEntry.DoesNotExist``."""
    held = _unchanged(question_set, seen)
    entries = held.entries.select_related("question").exclude(question=None)
    entry: SetEntry = entries.get(pk=entry_id)
    beside = entries.exclude(pk=entry_id).values_list("question_id", flat=True)
    if entry.question is None:
        raise SetEntry.DoesNotExist
    found = set_drawing.instead(teacher=teacher, question=entry.question, beside=beside, seed=seed)
    if found is None:
        return None
    entry.question = Question.objects.select_related("current", "topic").get(pk=found)
    entry.save(update_fields=["question"])
    _changed(held, now)
    return entry


@transaction.atomic
def copy(*, question_set: QuestionSet, owner: User, title: str, now: datetime) -> QuestionSet:
    """A private set of one's own with the same entries and terms."""
    made = QuestionSet(
        owner=owner,
        title=title[: QuestionSet._meta.get_field("title").max_length],
        description=question_set.description,
        visibility=Visibility.PRIVATE,
        created_at=now,
        changed_at=now,
        **{name: getattr(question_set, name) for name in TERMS},
    )
    made.search_text = search_text(made)
    made.save(force_insert=True)
    _append(
        made,
        [
            SetEntry(
                weight=entry.weight,
                question_id=entry.question_id,
                topic_id=entry.topic_id,
                count=entry.count,
                kinds=entry.kinds,
                levels=entry.levels,
            )
            for entry in question_set.entries.order_by("position", "pk")
        ],
    )
    return made


def archive(*, question_set: QuestionSet, now: datetime) -> None:
    """Out of the lists; what was assigned of it goes on."""
    QuestionSet.objects.filter(pk=question_set.pk, archived_at=None).update(archived_at=now)


def restore(*, question_set: QuestionSet) -> None:
    QuestionSet.objects.filter(pk=question_set.pk).update(archived_at=None)


def search_text(question_set: QuestionSet) -> str:
    """Title and description, casefolded: SQLite's own folding knows ASCII alone."""
    return f"{question_set.title} {question_set.description}".casefold()


def _locked(question_set: QuestionSet) -> QuestionSet:
    held: QuestionSet = QuestionSet.objects.select_for_update().get(pk=question_set.pk)
    return held


def _unchanged(question_set: QuestionSet, seen: datetime) -> QuestionSet:
    held = _locked(question_set)
    if held.changed_at != seen:
        raise SetStale
    return held


def _changed(question_set: QuestionSet, now: datetime) -> None:
    """Later than before even where two changes fall on one tick: the time tells states apart."""
    step = question_set.changed_at.resolution
    question_set.changed_at = max(now, question_set.changed_at + step)
    question_set.save()


def _append(question_set: QuestionSet, entries: Sequence[SetEntry]) -> None:
    present = list(question_set.entries.values_list("position", "count"))
    total = sum(count for _position, count in present) + sum(entry.count for entry in entries)
    if total > MOST_IN_A_SET:
        raise SetFull(most=MOST_IN_A_SET)
    last = max((position for position, _count in present), default=0)
    for position, entry in enumerate(entries, start=last + 1):
        entry.question_set = question_set
        entry.position = position
    SetEntry.objects.bulk_create(entries)
