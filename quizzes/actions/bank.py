"""Keeping the bank of questions equal to what the fact base gives, and their levels to what
learners made of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter

from django.db import transaction

from quizzes import generator
from quizzes.actions.writing import fill
from quizzes.factbase.overlay import with_silent
from quizzes.generator import Bank, Rejection
from quizzes.items import AnyItem, content_hash, to_json
from quizzes.kinds import Sensitivity
from quizzes.models import Answer, Fact, Pack, Question, QuestionVersion, Topic
from quizzes.models.questions import QUIZ_KINDS, Origin, QuestionStatus
from quizzes.reports.packs import frozen_pack

# A share over fewer learners says little: at 30 its standard error is at most 9 points.
ENOUGH_LEARNERS = 30
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Observed:
    """``observed`` questions were answered often enough; ``changed`` ones changed their level."""

    observed: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class BankReport:
    """``retired`` counts questions that went out of use in this run, not all that ever did."""

    new: int
    revised: int
    unchanged: int
    retired: int
    rejections: tuple[Rejection, ...]


def generate(pack: Pack, *, now: datetime, seed: int | None = None) -> BankReport:
    """Build the bank of ``pack`` afresh and store what changed. ``seed`` is the pack's by default.
    Building happens outside the transaction: it reads nothing that it writes."""
    frozen = frozen_pack(pack)
    if pack.translation_of is not None:
        # What was not translated stays on record for the proofs.
        frozen = with_silent(frozen, frozen_pack(pack.translation_of))
    bank = generator.build(frozen, seed=pack.seed if seed is None else seed)
    return _store(pack, bank, now=now)


@transaction.atomic
def _store(pack: Pack, bank: Bank, *, now: datetime) -> BankReport:
    stored = {
        question.identity: question
        for question in Question.objects.filter(pack=pack, origin=Origin.GENERATED).select_related(
            "current"
        )
    }
    topics = {topic.slug: topic for topic in Topic.objects.filter(pack=pack)}
    counts: Counter[str] = Counter()
    new, revised, touched = [], [], []
    for item in bank.items:
        question = stored.get(item.identity)
        if question is None:
            question = Question(pack=pack, identity=item.identity, origin=Origin.GENERATED)
            new.append((question, item))
            counts["new"] += 1
        elif _current_hash(question) == content_hash(item):
            counts["unchanged"] += 1
        else:
            revised.append((question, item))
            counts["revised"] += 1
        before = _columns(question)
        fill(question, item, topics[item.topic])
        if question.pk and _columns(question) != before:
            touched.append(question)
    retired = [
        question
        for identity, question in stored.items()
        if question.status == QuestionStatus.LIVE
        and identity not in {item.identity for item in bank.items}
    ]
    for question in retired:
        question.status = QuestionStatus.RETIRED
    Question.objects.bulk_create([question for question, _item in new])
    Question.objects.bulk_update(touched + retired, _COLUMNS, batch_size=200)
    _add_versions([*new, *revised], now=now)
    _link_facts(pack, [*new, *revised])
    _mark_askable(pack)
    return BankReport(
        new=counts["new"],
        revised=counts["revised"],
        unchanged=counts["unchanged"],
        retired=len(retired),
        rejections=bank.rejections,
    )


_COLUMNS = ["kind", "topic", "level", "difficulty", "sensitivity", "flags", "status", "search_text"]


def _columns(question: Question) -> tuple[object, ...]:
    names = [f"{name}_id" if name == "topic" else name for name in _COLUMNS]
    return tuple(getattr(question, name) for name in names)


def _current_hash(question: Question) -> str:
    return question.current.content_hash if question.current else ""


def _add_versions(changed: list[tuple[Question, AnyItem]], *, now: datetime) -> None:
    versions = [
        QuestionVersion(
            question=question,
            number=1 + (question.current.number if question.current else 0),
            content=to_json(item),
            content_hash=content_hash(item),
            created_at=now,
        )
        for question, item in changed
    ]
    QuestionVersion.objects.bulk_create(versions)
    for (question, _item), version in zip(changed, versions, strict=True):
        question.current = version
    Question.objects.bulk_update([q for q, _item in changed], ["current"], batch_size=200)


def _link_facts(pack: Pack, changed: list[tuple[Question, AnyItem]]) -> None:
    facts = dict(Fact.objects.filter(pack=pack).values_list("slug", "pk"))
    through = Question.facts.through
    through.objects.filter(question__in=[question for question, _item in changed]).delete()
    through.objects.bulk_create(
        through(question_id=question.pk, fact_id=facts[slug])
        for question, item in changed
        for slug in dict.fromkeys(item.facts)
    )


def _mark_askable(pack: Pack) -> None:
    """A fact counts for mastery where a quiz may draw a question on it."""
    asked = Question.objects.filter(
        pack=pack,
        status=QuestionStatus.LIVE,
        kind__in=QUIZ_KINDS,
        sensitivity__lte=Sensitivity.MILITARY,
    ).values("facts")
    facts = Fact.objects.filter(pack=pack)
    facts.filter(pk__in=asked, askable=False).update(askable=True)
    facts.exclude(pk__in=asked).filter(askable=True).update(askable=False)


def observe(*, now: datetime) -> Observed:
    """Set the facility of each question that enough learners answered up to ``now``, and its level
    from that. Answers arrive sorted and one by one, and questions in small lots: memory does not
    grow with either. A facility outlives the answers it came from (guests are forgotten): it tells
    of nobody."""
    facilities = _facilities(now)
    observed = changed = 0
    while lot := dict(islice(facilities, _AT_ONCE)):
        moved = []
        for question in Question.objects.filter(pk__in=lot):
            before = (question.facility, question.level)
            question.facility = lot[question.pk]
            question.level = question.level_now()
            changed += question.level != before[1]
            if (question.facility, question.level) != before:
                moved.append(question)
        Question.objects.bulk_update(moved, ["facility", "level"])
        observed += len(lot)
    return Observed(observed=observed, changed=changed)


def _facilities(now: datetime) -> Iterator[tuple[int, float]]:
    """(question, mean score) in the order of questions, of those that enough learners answered.
    Who skipped a question has not answered it; the first answer alone tells what was known before
    the feedback."""
    answers = (
        Answer.objects.filter(answered_at__lte=now)
        .order_by("version__question_id", "attempt__learner_id", "answered_at", "pk")
        .values_list("version__question_id", "attempt__learner_id", "score", "response")
    )
    for question, given in groupby(answers.iterator(chunk_size=_AT_ONCE), itemgetter(0)):
        learners, total = _first_scores(given)
        if learners >= ENOUGH_LEARNERS:
            yield question, total / learners


def _first_scores(given: Iterable[tuple[int, int, float, dict[str, object]]]) -> tuple[int, float]:
    """How many learners answered, and the sum of their first scores."""
    learners, total, last = 0, 0.0, None
    for _question, learner, score, response in given:
        if learner == last or response.get("skipped"):
            continue
        learners, total, last = learners + 1, total + score, learner
    return learners, total
