"""What stands beside a question for its author: facts to cite, distractors with their proofs, how
pupils did, where it is used, its versions, and what pupils said of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, F, Q, QuerySet

from quizzes.items import AnyItem, Choice, Citation, Proof
from quizzes.kinds import Kind, Sensitivity, Status
from quizzes.models import (
    Answer,
    Assertion,
    Assignment,
    AttemptItem,
    Card,
    Classroom,
    Draft,
    Entity,
    Fact,
    ItemReport,
    Pack,
    Question,
    QuestionSet,
    QuestionVersion,
    Topic,
    User,
)
from quizzes.models.cards import Suspension
from quizzes.models.packs import FactQuerySet
from quizzes.models.questions import Origin
from quizzes.quality.words import content_words, normalised
from quizzes.reports.differences import Difference, differences
from quizzes.reports.reading import citation

FOUND_SHOWN = 8
SUGGESTED = 6
NAMED = 12  # sets and classes told by name
REPORTS_SHOWN = 100
ENOUGH_ANSWERS = 5  # fewer say nothing of a question, and much of somebody


@dataclass(frozen=True, kw_only=True)
class FactFound:
    fact: Fact
    citations: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A distractor with its proof, which holds beside ``key``."""

    text: str
    key: str
    proof: Proof


@dataclass(frozen=True, kw_only=True)
class Start:
    """A question that the facts hold already: its words and its key."""

    stem: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What the cited facts have to give. ``right_too`` are options beside the key that a source
    calls right as well."""

    suggestions: tuple[Suggestion, ...] = ()
    starts: tuple[Start, ...] = ()
    right_too: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pupils:
    """First answers alone. ``share`` is what was earned on average, 0 to 1, None while fewer than
    ENOUGH_ANSWERS are in. ``lure`` is the wrong option chosen most, ``lured`` how often, of
    ``chosen`` answers to the present version."""

    answers: int
    share: float | None
    lure: str = ""
    lured: int = 0
    chosen: int = 0


@dataclass(frozen=True, kw_only=True)
class Usage:
    """``sets`` and ``classes`` are those that the teacher may see; ``others`` counts the sets of
    colleagues that are not shared."""

    sets: tuple[QuestionSet, ...]
    others: int
    classes: tuple[Assignment, ...]
    cards: int
    attempts: int

    @property
    def is_used(self) -> bool:
        return bool(self.sets or self.others or self.cards or self.attempts)


@dataclass(frozen=True, kw_only=True)
class Past:
    """A version, and what it changed of the one before."""

    version: QuestionVersion
    changed: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was said of a question, and what the reader may do about it."""

    report: ItemReport
    question: Question
    item: AnyItem
    is_current: bool
    may_settle: bool
    may_edit: bool


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """A question that ``learners`` forgot again and again as a card, in its present wording."""

    question: Question
    item: AnyItem
    learners: int
    may_edit: bool


def topics_for(author: User) -> list[Topic]:
    """Topics that a question may stand under: those of every pack that the author sees. One query.
    The author's own pack comes first."""
    topics = Topic.objects.filter(pack__in=Pack.objects.visible_to(author))
    rows = topics.select_related("pack").order_by("pack_id", "position", "pk")
    return sorted(rows, key=lambda topic: topic.pack.owner_id != author.pk)


def facts_found(author: User, text: str) -> list[FactFound]:
    """Facts that may be cited and hold every word of ``text``; nothing that tells of harm, and
    nothing that its source has taken back. Six queries at most."""
    if not text:
        return []
    facts = _citable(author).containing(text)
    return [
        FactFound(fact=fact, citations=citations_of(fact))
        for fact in facts.with_citations().order_by("pack", "topic__position", "position")[
            :FOUND_SHOWN
        ]
    ]


def fact_to_cite(author: User, fact_id: int) -> FactFound | None:
    fact = _citable(author).with_citations().select_related("topic__pack").filter(pk=fact_id)
    return next((FactFound(fact=row, citations=citations_of(row)) for row in fact), None)


def citations_of(fact: Fact) -> tuple[Citation, ...]:
    """One for each place where the fact stands, all sides of it. Its claims were prefetched."""
    return tuple(
        citation(anchor, assertion, fact.pack)
        for assertion in fact.assertion_set.all()
        for anchor in assertion.anchor_set.all()
    )


def cited_facts(author: User, question: Question | None, item: AnyItem) -> dict[Citation, int]:
    """For each citation of an item the fact that it comes from, as far as one is known: 0."""
    visible = _citable(author)
    linked = Q(question=question) if question is not None else Q(pk=None)
    named = Q(slug__in=item.facts, pack=question.pack_id) if question is not None else Q(pk=None)
    facts = visible.filter(linked | named).distinct().with_citations()
    place = {_place(one): fact.pk for fact in facts for one in citations_of(fact)}
    return {one: place.get(_place(one), 0) for one in item.citations}


def offer(author: User, facts: Sequence[int], item: AnyItem) -> Offer:
    """What the generated questions on the same facts prove. Three queries at most."""
    if not facts or not isinstance(item, Choice):
        return Offer()
    packs = Pack.objects.visible_to(author)
    found = (
        Question.objects.live()
        .filter(origin=Origin.GENERATED, kind=Kind.CHOICE, facts__in=facts, pack__in=packs)
        .select_related("current")
        .order_by("pk")
        .distinct()
    )
    choices = [q.current.item for q in found if q.current is not None]
    return _offer([c for c in choices if isinstance(c, Choice)], facts, item)


def pupils(question: Question) -> Pupils:
    """Two queries."""
    first = Answer.objects.filter(
        version__question=question, attempt__retry_of=None, attempt__number=1
    )
    told = first.aggregate(count=Count("pk"), share=Avg("score"))
    count = told["count"]
    if count < ENOUGH_ANSWERS:
        return Pupils(answers=count, share=None)
    lure, lured, chosen = _lure(question, first.filter(version=question.current))
    return Pupils(answers=count, share=told["share"], lure=lure, lured=lured, chosen=chosen)


def usage(question: Question, teacher: User) -> Usage:
    """Six queries."""
    sets = QuestionSet.objects.filter(entries__question=question).distinct()
    visible = sets.visible_to(teacher)
    shown = tuple(visible.order_by("-changed_at", "pk")[:NAMED])
    taught = Classroom.objects.taught_by(teacher)
    given = Assignment.objects.filter(question_set__entries__question=question)
    return Usage(
        sets=shown,
        others=sets.exclude(pk__in=visible.values("pk")).count(),
        classes=tuple(
            given.filter(classroom__in=taught)
            .select_related("classroom")
            .order_by("-opens_at", "pk")
            .distinct()[:NAMED]
        ),
        cards=Card.objects.filter(question=question).count(),
        attempts=AttemptItem.objects.filter(version__question=question)
        .values("attempt")
        .distinct()
        .count(),
    )


def history(question: Question) -> list[Past]:
    """Latest first. One query."""
    versions = list(question.versions.select_related("author").order_by("number"))
    before: list[QuestionVersion | None] = [None, *versions[:-1]]
    rows = [
        Past(version=version, changed=differences(was.item, version.item) if was else ())
        for was, version in zip(before, versions, strict=True)
    ]
    return rows[::-1]


def drafts(author: User) -> list[Draft]:
    """What the author is in the middle of, latest first. One query."""
    return list(Draft.objects.editable_by(author).select_related("question", "question_set"))


def forgotten(teacher: User) -> list[Forgotten]:
    """Questions that the teacher answers for and whose cards were set aside as leeches, by the most
    learners first. Nothing tells whose cards they are. Three queries."""
    leeches = Card.objects.filter(
        left_at=None,
        suspended=Suspension.LEECH,
        question__in=Question.objects.live().answered_for_by(teacher),
        last_at__gte=F("question__current__created_at"),
    )
    counted = leeches.order_by().values("question").annotate(learners=Count("pk"))
    rows = list(counted.order_by("-learners", "question")[:REPORTS_SHOWN])
    asked = [row["question"] for row in rows]
    questions = Question.objects.select_related("current", "topic").in_bulk(asked)
    own = Question.objects.editable_by(teacher).filter(pk__in=asked)
    edited = set(own.values_list("pk", flat=True))
    return [
        Forgotten(question=question, item=question.current.item, learners=n, may_edit=pk in edited)
        for pk, n in ((row["question"], row["learners"]) for row in rows)
        if (question := questions[pk]).current is not None
    ]


def reports(teacher: User) -> list[Said]:
    """Open reports, latest first, without who said it: what counts is whether it is right. Four
    queries."""
    found = (
        ItemReport.objects.open()
        .visible_to(teacher)
        .select_related("version__question__current", "version__question__topic")
        .order_by("-created_at", "-pk")
    )
    rows = list(found[:REPORTS_SHOWN])
    settled = set(
        ItemReport.objects.resolvable_by(teacher)
        .filter(pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    asked = {row.version.question_id for row in rows}
    edited = set(
        Question.objects.editable_by(teacher).filter(pk__in=asked).values_list("pk", flat=True)
    )
    return [
        Said(
            report=row,
            question=row.version.question,
            item=row.version.item,
            is_current=row.version_id == row.version.question.current_id,
            may_settle=row.pk in settled,
            may_edit=row.version.question_id in edited,
        )
        for row in rows
    ]


def _citable(author: User) -> FactQuerySet:
    visible = Fact.objects.filter(
        pack__in=Pack.objects.visible_to(author), sensitivity__lte=Sensitivity.MILITARY
    )
    return visible.exclude(status=Status.RETRACTED).select_related("pack")


def _place(one: Citation) -> tuple[str, int, int, str, str]:
    return (one.source, one.start, one.end, one.locator, one.agent)


def _offer(choices: Iterable[Choice], facts: Sequence[int], item: Choice) -> Offer:
    taken = {normalised(option.text) for option in item.options}
    key = item.option(item.key).text if item.key else ""
    starts: list[Start] = []
    found: dict[str, Suggestion] = {}
    for choice in choices:
        right = choice.option(choice.key).text
        starts.append(Start(stem=choice.stem, key=right))
        if normalised(right) != normalised(key):
            continue
        for option in choice.options:
            if option.proof is not None:
                found.setdefault(
                    normalised(option.text),
                    Suggestion(text=option.text, key=right, proof=option.proof),
                )
    told = [one for name, one in found.items() if name not in taken or not _proven(item, name)]
    return Offer(
        suggestions=tuple(told[:SUGGESTED]),
        starts=() if key else tuple(starts[:3]),
        right_too=_right_too(facts, item, key),
    )


def _proven(item: Choice, name: str) -> bool:
    return any(o.proof is not None for o in item.options if normalised(o.text) == name)


def _right_too(facts: Sequence[int], item: Choice, key: str) -> tuple[str, ...]:
    """Options beside the key that stand among the values of the same claim, under any name."""
    if not key:
        return ()
    claims = Assertion.objects.filter(fact__in=facts).select_related("fact")
    values = {
        claim.pk: [v["value"] for v in claim.values if isinstance(v["value"], str)]
        for claim in claims
    }
    slugs = {value for listed in values.values() for value in listed}
    packs = {claim.fact.pack_id for claim in claims}
    names: Mapping[str, set[str]] = {
        entity.slug: {normalised(name) for name in (entity.label, *entity.aliases)}
        for entity in Entity.objects.filter(pack__in=packs, slug__in=slugs)
    }
    for listed in values.values():
        forms = [names.get(value, {normalised(value)}) for value in listed]
        if len(forms) < 2 or not any(normalised(key) in form for form in forms):
            continue
        return tuple(
            option.text
            for option in item.options
            if option.id != item.key
            and normalised(option.text) != normalised(key)
            and content_words(option.text)
            and any(normalised(option.text) in form for form in forms)
        )
    return ()


def _lure(question: Question, answers: QuerySet[Answer]) -> tuple[str, int, int]:
    item = question.current.item if question.current else None
    if not isinstance(item, Choice):
        return "", 0, 0
    counts = Counter(
        response["chosen"]
        for response in answers.values_list("response", flat=True)
        if "chosen" in response
    )
    total = sum(counts.values())
    wrong = {o.id: counts[o.id] for o in item.options if o.id != item.key and counts[o.id]}
    if total < ENOUGH_ANSWERS or not wrong:
        return "", 0, total
    worst = max(wrong, key=lambda name: wrong[name])
    return item.option(worst).text, wrong[worst], total
