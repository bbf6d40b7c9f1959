"""What a class's answers say about the questions: statistics with their meaning first.

Only finished attempts count, and of each pupil the first, unless all are asked for. Who left the
class stays in the figures, which name nobody.

Answers to one question are told apart where they were graded by different keys: a figure over both
would mean nothing. A change of wording alone does not part them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from quizzes.analysis import (
    Analysis,
    Concern,
    Ease,
    Finding,
    ItemStatistics,
    OptionStatistics,
    QuizStatistics,
    Reply,
    analyse,
    ease,
    item_findings,
    question_of,
    quiz_findings,
    usual_seconds,
)
from quizzes.grading.key import Key, key_of
from quizzes.items import FALSE, TRUE, AnyItem, Choice, Multiple, TrueFalse
from quizzes.models import (
    Answer,
    Assignment,
    Attempt,
    AttemptItem,
    Question,
    QuestionSet,
    QuestionVersion,
    SetEntry,
    User,
)
from quizzes.models.attempts import AttemptQuerySet
from quizzes.reports.attempts import Row, Summary, summary

TYPED_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class OptionResult:
    """``text`` is TRUE or FALSE for the options of a true-or-false item."""

    text: str
    told: OptionStatistics


@dataclass(frozen=True, kw_only=True)
class TypedResult:
    """What was typed, as most wrote it, ``count`` times in any case. ``share`` is what it earned,
    0 to 1."""

    text: str
    count: int
    share: float


@dataclass(frozen=True, kw_only=True)
class ItemResult:
    """One question under one key. ``version`` is the latest that was shown under it, ``versions``
    the numbers of all; ``usual`` the seconds that a question of this quiz takes. ``is_outdated``
    says that the question's present key is another one, ``is_split`` that answers to the question
    stand under several keys."""

    place: int
    question: Question
    version: QuestionVersion
    versions: tuple[int, ...]
    told: ItemStatistics
    findings: tuple[Finding, ...]
    options: tuple[OptionResult, ...]
    typed: tuple[TypedResult, ...]
    usual: float | None
    is_outdated: bool
    is_split: bool

    @property
    def item(self) -> AnyItem:
        return self.version.item

    @property
    def concern(self) -> Concern:
        """The gravest; findings stand in this order."""
        return self.findings[0].concern

    @property
    def ease(self) -> Ease | None:
        return ease(self.told.facility)

    def option_text(self, option_id: str) -> str:
        texts = {result.told.option: result.text for result in self.options}
        return texts.get(option_id, option_id)


@dataclass(frozen=True, kw_only=True)
class Results:
    """``learners`` took ``quiz.attempts`` attempts that count here."""

    quiz: QuizStatistics
    findings: tuple[Finding, ...]
    items: tuple[ItemResult, ...]
    learners: int

    @property
    def ease(self) -> Ease | None:
        return ease(self.quiz.mean_share)

    def of(self, concern: str) -> list[ItemResult]:
        return [item for item in self.items if item.concern == concern]

    @property
    def to_check(self) -> list[ItemResult]:
        return self.of(Concern.CHECK)

    @property
    def to_note(self) -> list[ItemResult]:
        return self.of(Concern.NOTE)


@dataclass(frozen=True, kw_only=True)
class TeacherWord:
    """What a teacher, or a corrected key, did to one answer. ``corrected`` is the item whose key
    graded it, where that is not the one that was shown; ``share`` is what it earned."""

    comment: str
    reason: str
    corrected: AnyItem | None
    share: float


@dataclass(frozen=True, kw_only=True)
class MarkedRow:
    """One item of an attempt as its marker sees it. ``points`` of ``weight``; ``answer`` is None
    where nothing was answered."""

    row: Row
    weight: float
    answer: Answer | None
    word: TeacherWord | None

    @property
    def points(self) -> float:
        return self.weight * self.answer.score if self.answer else 0


@dataclass(frozen=True, kw_only=True)
class Marked:
    summary: Summary
    rows: tuple[MarkedRow, ...]


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """An item in an attempt and what became of it; ``key`` is the version that graded it."""

    attempt: UUID
    version: int
    key: int
    weight: float
    reply: Reply
    typed: str


_Group = tuple[int, Key]  # a question under one key


def attempts_at(assignment: Assignment) -> AttemptQuerySet:
    found: AttemptQuerySet = Attempt.objects.finished().filter(assignment=assignment)
    return found


def attempts_at_set(question_set: QuestionSet, teacher: User) -> AttemptQuerySet:
    """In all the work of one's classes that gave this set."""
    taught = Assignment.objects.editable_by(teacher).filter(question_set=question_set)
    found: AttemptQuerySet = Attempt.objects.finished().filter(assignment__in=taught)
    return found


def results(
    attempts: AttemptQuerySet,
    *,
    every_attempt: bool = False,
    question_set: QuestionSet | None = None,
) -> Results:
    """The analysis of finished attempts. Six queries, however many attempts and questions.

    ``question_set`` gives the order of its questions; others follow.
    """
    counted = _counted(attempts, every_attempt=every_attempt)
    shown = _shown(list(counted))
    used = {one.version for one in shown} | {one.key for one in shown}
    versions = QuestionVersion.objects.select_related("question__current").in_bulk(used)
    keys = {pk: key_of(version.item) for pk, version in versions.items()}
    groups: dict[_Group, list[_Shown]] = defaultdict(list)
    for one in shown:
        groups[versions[one.version].question_id, keys[one.key]].append(one)
    order = _in_order(groups, versions, question_set)
    analysis = _analysis(order, groups, versions, list(counted))
    usual = usual_seconds(analysis)
    parts = Counter(question for question, _key in groups)
    items = tuple(
        _item(
            place,
            groups[group],
            told,
            versions,
            usual=usual,
            is_split=parts[group[0]] > 1,
            key=group[1],
        )
        for place, (group, told) in enumerate(zip(order, analysis.items, strict=True), start=1)
    )
    return Results(
        quiz=analysis.quiz,
        findings=quiz_findings(analysis.quiz),
        items=items,
        learners=len(set(counted.values())),
    )


def teacher_words(attempt: Attempt) -> dict[int, TeacherWord]:
    """By position, where there is something to say. One query."""
    return _words_of(attempt.answers.select_related("version", "marked_with"))


def marked(attempt: Attempt) -> Marked:
    """Five queries, however long the attempt."""
    answers = {
        answer.position: answer
        for answer in attempt.answers.select_related("version", "marked_with", "overridden_by")
    }
    words = _words_of(answers.values())
    weights = dict(attempt.items.values_list("position", "weight"))
    told = summary(attempt)
    rows = tuple(
        MarkedRow(
            row=row,
            weight=weights[row.position],
            answer=answers.get(row.position),
            word=words.get(row.position),
        )
        for row in told.rows
    )
    return Marked(summary=told, rows=rows)


def _words_of(answers: Iterable[Answer]) -> dict[int, TeacherWord]:
    return {
        answer.position: TeacherWord(
            comment=answer.comment,
            reason=answer.override_reason,
            corrected=_corrected(answer),
            share=answer.score,
        )
        for answer in answers
        if answer.comment or answer.is_overridden or _corrected(answer)
    }


def _corrected(answer: Answer) -> AnyItem | None:
    if answer.marked_with is None or answer.is_overridden:
        return None
    item = answer.marked_with.item
    return None if key_of(item) == key_of(answer.version.item) else item


def _counted(attempts: AttemptQuerySet, *, every_attempt: bool) -> dict[UUID, int]:
    """Attempt → learner, in the order they were begun in."""
    counted: dict[UUID, int] = {}
    seen: set[int] = set()
    for attempt, learner in attempts.order_by("started_at", "number").values_list("pk", "learner"):
        if every_attempt or learner not in seen:
            counted[attempt] = learner
        seen.add(learner)
    return counted


def _shown(attempts: Sequence[UUID]) -> list[_Shown]:
    answers = {
        (attempt, position): rest
        for attempt, position, *rest in Answer.objects.filter(attempt__in=attempts).values_list(
            "attempt", "position", "response", "score", "seconds", "version", "marked_with"
        )
    }
    # What nobody answered was graded by nothing: it goes with the answers to the same version.
    graded_by = Counter(
        (version, key or version) for _response, _score, _seconds, version, key in answers.values()
    )
    usual_key = {version: key for (version, key), _n in reversed(graded_by.most_common())}
    items = AttemptItem.objects.filter(attempt__in=attempts).order_by("attempt", "position")
    shown = []
    for attempt, position, version, weight in items.values_list(
        "attempt", "position", "version", "weight"
    ):
        answer = answers.get((attempt, position))
        if answer is None:
            key, reply, typed = usual_key.get(version, version), _unanswered(), ""
        else:
            response, score, seconds, _version, marked_with = answer
            key, typed = marked_with or version, str(response.get("typed", ""))
            reply = _reply(response, score * weight, seconds)
        shown.append(
            _Shown(
                attempt=attempt, version=version, key=key, weight=weight, reply=reply, typed=typed
            )
        )
    return shown


def _unanswered() -> Reply:
    return Reply(mark=0, answered=False)


def _reply(response: Mapping[str, Any], mark: float, seconds: int) -> Reply:
    if response.get("skipped"):
        return Reply(mark=mark, answered=False, seconds=seconds or None)
    match response:
        case {"picked": [*options]}:
            chosen = tuple(options)
        case {"chosen": str(option)}:
            chosen = (option,)
        case _:
            chosen = ()
    return Reply(mark=mark, chosen=chosen, seconds=seconds or None)


def _in_order(
    groups: Iterable[_Group],
    versions: Mapping[int, QuestionVersion],
    question_set: QuestionSet | None,
) -> list[_Group]:
    """As in the set; what was drawn from a topic follows in the order it was written."""
    entries = SetEntry.objects.filter(question_set=question_set, question__isnull=False)
    places = dict(entries.values_list("question", "position")) if question_set else {}
    last = max(places.values(), default=0) + 1
    return sorted(groups, key=lambda group: (places.get(group[0], last), group[0], str(group[1])))


def _analysis(
    order: Sequence[_Group],
    groups: Mapping[_Group, Sequence[_Shown]],
    versions: Mapping[int, QuestionVersion],
    attempts: Sequence[UUID],
) -> Analysis:
    questions, columns = [], []
    for place, group in enumerate(order):
        shown = groups[group]
        # A weight that was changed meanwhile: shares are compared, told by the latest weight.
        weight = max(shown, key=lambda one: one.version).weight
        item = _latest_key(shown, versions).item
        questions.append(question_of(item, str(place), weight))
        columns.append(
            {
                one.attempt: one.reply if one.weight == weight else _scaled(one, weight)
                for one in shown
            }
        )
    rows = [[column.get(attempt) for column in columns] for attempt in attempts]
    return analyse(questions, rows)


def _scaled(one: _Shown, weight: float) -> Reply:
    share = one.reply.mark / one.weight if one.weight else 0
    return Reply(
        mark=share * weight,
        chosen=one.reply.chosen,
        answered=one.reply.answered,
        seconds=one.reply.seconds,
    )


def _latest(shown: Iterable[_Shown], versions: Mapping[int, QuestionVersion]) -> QuestionVersion:
    return max((versions[one.version] for one in shown), key=lambda version: version.number)


def _latest_key(
    shown: Iterable[_Shown], versions: Mapping[int, QuestionVersion]
) -> QuestionVersion:
    return max((versions[one.key] for one in shown), key=lambda version: version.number)


def _item(
    place: int,
    shown: Sequence[_Shown],
    told: ItemStatistics,
    versions: Mapping[int, QuestionVersion],
    *,
    usual: float | None,
    is_split: bool,
    key: Key,
) -> ItemResult:
    version = _latest(shown, versions)
    question = version.question
    texts = _option_texts(_latest_key(shown, versions).item)
    return ItemResult(
        place=place,
        question=question,
        version=version,
        versions=tuple(sorted({versions[one.version].number for one in shown})),
        told=told,
        findings=item_findings(told, usual),
        options=tuple(
            OptionResult(text=texts[option.option], told=option) for option in told.options
        ),
        typed=_typed(shown),
        usual=usual,
        is_outdated=question.current is not None and key_of(question.current.item) != key,
        is_split=is_split,
    )


def _option_texts(item: AnyItem) -> dict[str, str]:
    match item:
        case Choice() | Multiple():
            return {option.id: option.text for option in item.options}
        case TrueFalse():
            return {TRUE: TRUE, FALSE: FALSE}
        case _:
            return {}


def _usual(texts: Iterable[str]) -> str:
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], text))


def _typed(shown: Iterable[_Shown]) -> tuple[TypedResult, ...]:
    """The most frequent first."""
    alike: dict[str, list[_Shown]] = defaultdict(list)
    for one in shown:
        if one.typed.strip():
            alike[" ".join(one.typed.casefold().split())].append(one)
    most = sorted(alike.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:TYPED_SHOWN]
    return tuple(
        TypedResult(
            text=_usual(one.typed.strip() for one in group),
            count=len(group),
            share=max(one.reply.mark / one.weight if one.weight else 0 for one in group),
        )
        for _folded, group in most
    )
