"""Cards that a learner keeps, the log of their reviews, and how the learner wants to study.

The log is the truth: rows are added, never changed. A card's state is what replaying its rows
gives, kept beside it so that the next card is found without them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable, CombinedExpression
from django.utils.translation import gettext_lazy as _

from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating
from quizzes.models.packs import Fact, Topic
from quizzes.models.prepared import PreparedQuery, Slot
from quizzes.models.questions import Question, QuestionStatus, QuestionVersion
from quizzes.scheduling.days import study_day
from quizzes.scheduling.memory import DEFAULT_PARAMETERS, Parameters
from quizzes.scheduling.placement import window
from quizzes.scheduling.reviewing import Situation, preview, seed_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models.people import User

SIDE_LENGTH = 1000
# Multiplying by it and keeping 32 bits spreads ids evenly (Knuth, The Art of Computer Programming,
# 3, 6.4), whatever pattern they have.
_MIX, _MASK = 2_654_435_761, 2**32 - 1


class Literal(Value):
    """A number that stands in the SQL itself: the index on an expression is found by its text."""

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return str(int(self.value)), []


def mixed_id() -> ExpressionWrapper:
    """A number of 32 bits for each card, spread evenly."""
    big = models.BigIntegerField()
    product = ExpressionWrapper(F("id") * Literal(_MIX, big), output_field=big)
    masked = CombinedExpression(product, Combinable.BITAND, Literal(_MASK, big))
    return ExpressionWrapper(masked, output_field=big)


def phases() -> list[tuple[str, str]]:
    return [(phase.value, phase.value) for phase in Phase]


def ratings() -> list[tuple[int, str]]:
    return [(rating.value, rating.name.lower()) for rating in Rating]


class Suspension(models.TextChoices):
    """Why a card waits until it is taken up again."""

    LEARNER = "learner", _("set aside by the learner")
    LEECH = "leech", _("forgotten again and again")


class LogKind(models.TextChoices):
    REVIEW = "review", _("review")
    VOID = "void", _("taken back")
    PARAMETERS = "parameters", _("new parameters")
    IMPORTED = "imported", _("review in another program")
    BROUGHT = "brought", _("memory brought from another program")


class Origin(models.TextChoices):
    """Where the weights of a learner's memory come from."""

    DEFAULTS = "defaults", _("the defaults")
    FITTED = "fitted", _("fitted to the learner's own reviews")
    CLASS = "class", _("begun with what fits the class")


class CardQuerySet(models.QuerySet["Card"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own: what a pupil keeps is no teacher's to read."""
        return self.filter(learner=user.pk) if user.is_authenticated else self.none()

    def kept(self) -> Self:
        """Those that were not left."""
        return self.filter(left_at=None)

    def scheduled(self) -> Self:
        """Cards that are rated: those to read again never are."""
        return self.filter(fact=None)

    def to_read(self) -> Self:
        # A range, which the index on learner and fact can follow.
        return self.kept().filter(fact__gt=0)

    def awake(self, day: date) -> Self:
        """What nobody set aside on that study day, whether its question still stands or not."""
        awake = self.kept().scheduled().filter(suspended="")
        return awake.filter(Q(buried_until=None) | Q(buried_until__lte=day))

    def active(self, day: date) -> Self:
        """What may come up on that study day."""
        live = Q(question=None) | Q(question__status=QuestionStatus.LIVE)
        return self.awake(day).filter(live)

    def due(self, day: date) -> Self:
        return self.active(day).filter(due_day__lte=day)

    def stepping(self, day: date, *, until: datetime) -> Self:
        """In the middle of their steps, the next of which comes by ``until``."""
        return self.active(day).filter(due_at__lte=until).order_by("due_at", "pk")

    def fresh(self, day: date) -> Self:
        """Never reviewed yet, in the order in which they were added."""
        return self.active(day).filter(phase=Phase.NEW).order_by("created_at", "pk")

    def asking(self, questions: Sequence[int]) -> Self:
        return self.filter(question__in=questions) if questions else self.none()

    def not_asking(self, questions: Sequence[int]) -> Self:
        return self.exclude(question__in=questions) if questions else self

    def undone(self, day: date) -> Self:
        """Not yet answered on that study day."""
        return self.filter(Q(last_day=None) | Q(last_day__lt=day))

    def evenly(self, share: float, *, turn: int = 0) -> Self:
        """About this share of the cards, whatever pattern their ids have; each ``turn`` others."""
        if share >= 1:
            return self
        first = -turn * _MIX & _MASK
        last = first + int(share * (_MASK + 1))
        within = Q(mixed__gte=first, mixed__lt=last)
        if last > _MASK:  # around the end, on from the beginning
            within |= Q(mixed__lt=last - _MASK - 1)
        return self.alias(mixed=mixed_id()).filter(within)

    def of_topic(self, topic: Topic) -> Self:
        return self.filter(topic=topic)

    def own(self) -> Self:
        return self.filter(question=None, fact=None)

    def load(self, spans: Iterable[tuple[Any, Any]]) -> "models.QuerySet[Card, tuple[Any, int]]":
        """Each day of ``spans`` (first and last day each) with how many cards fall due on it; days
        without any are left out."""
        wanted = Q()
        for first, last in spans:
            wanted |= Q(due_day__range=(first, last))
        rows = self.kept().filter(wanted, suspended="").order_by().values_list("due_day")
        # Of rows, not of ids: the index "card_load" alone can tell.
        return rows.annotate(n=models.Count("*"))

    def leeches(self) -> Self:
        return self.kept().filter(suspended=Suspension.LEECH)


class Card(models.Model):
    """What a learner keeps: a question, a fact to read again, or a text of the learner's own.

    ============ ============================ ==========================
    subject      columns                      rated and scheduled
    ============ ============================ ==========================
    question     question, topic              yes
    to read      fact, topic                  no: sensitivity 2
    own          own_front, own_back          yes
    ============ ============================ ==========================

    From ``stability`` to ``lapses`` the columns are those of ``items.MemoryState``. ``version``
    counts the changes of that state, so that a stale page is known; ``last_at`` is the moment of
    the last review, before which none may be dated. ``left_at`` is set where the learner left the
    deck; the state and the log stay for a return.

    ``guid`` is the identity of an own card that came from another program, which may send a newer
    version of it; ``own_changed_at`` is when its words last changed, None since it was written.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.PROTECT)
    fact = models.ForeignKey(
        Fact, null=True, blank=True, on_delete=models.CASCADE, related_name="cards_to_read"
    )
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL)
    own_front = models.TextField(_("front"), blank=True, max_length=SIDE_LENGTH)
    own_back = models.TextField(_("back"), blank=True, max_length=SIDE_LENGTH)
    own_source = models.CharField(_("source"), blank=True, max_length=SIDE_LENGTH)
    own_tags = models.JSONField(default=list, blank=True)
    own_changed_at = models.DateTimeField(null=True, blank=True)
    guid = models.CharField(max_length=100, blank=True)

    stability = models.FloatField(default=0)
    difficulty = models.FloatField(default=0)
    last_day = models.DateField(null=True, blank=True)
    long_term_day = models.DateField(null=True, blank=True)
    due_day = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    phase = models.CharField(max_length=10, choices=phases, default=Phase.NEW)
    reps = models.PositiveIntegerField(default=0)
    lapses = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    suspended = models.CharField(max_length=8, choices=Suspension.choices, blank=True)
    buried_until = models.DateField(null=True, blank=True)
    flagged = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(question__isnull=False, fact__isnull=True, own_front="", own_back="")
                    | Q(question__isnull=True, fact__isnull=False, own_front="", own_back="")
                    | (Q(question__isnull=True, fact__isnull=True) & ~Q(own_front=""))
                ),
                name="card_one_subject",
                violation_error_message=_("A card is a question, a fact or a text of your own."),
            ),
            models.UniqueConstraint(
                fields=["learner", "question"],
                name="card_once_a_question",
                violation_error_message=_("You have a card of this question."),
            ),
            models.UniqueConstraint(
                fields=["learner", "fact"],
                name="card_once_a_fact",
                violation_error_message=_("You have marked this fact to read again."),
            ),
            models.UniqueConstraint(
                fields=["learner", "guid"],
                condition=~Q(guid=""),
                name="card_once_a_guid",
                violation_error_message=_("You have this card from another program."),
            ),
            models.CheckConstraint(
                condition=Q(phase=Phase.NEW, due_day=None, due_at=None)
                | Q(phase=Phase.REVIEW, due_day__isnull=False, due_at=None)
                | Q(phase__in=[Phase.LEARNING, Phase.RELEARNING], due_at__isnull=False),
                name="card_due_as_its_phase_says",
            ),
            models.CheckConstraint(
                condition=Q(fact=None) | Q(phase=Phase.NEW), name="card_to_read_is_never_rated"
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "due_day", "-stability"], name="card_due"),
            models.Index(
                fields=["learner", "due_day"],
                name="card_load",
                condition=Q(left_at=None, suspended=""),
            ),
            models.Index(
                fields=["learner", "due_at"], name="card_step", condition=Q(due_at__isnull=False)
            ),
            models.Index(
                fields=["learner", "created_at", "id"],
                name="card_fresh",
                condition=Q(phase="new", left_at=None, suspended=""),
            ),
            # Told by the index alone: all that the page of decks counts.
            models.Index(
                fields=["learner", "topic", "fact", "phase", "stability"],
                name="card_deck",
                condition=Q(left_at=None),
            ),
            models.Index(F("learner"), mixed_id(), name="card_sample"),
            models.Index(fields=["learner"], name="card_leech", condition=Q(suspended="leech")),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}:{self.pk}"

    @staticmethod
    def state_of(columns: Sequence[Any]) -> MemoryState:
        """From the values of ``STATE_COLUMNS``."""
        values = dict(zip(STATE_COLUMNS, columns, strict=True))
        return MemoryState(**values | {"phase": Phase(values["phase"])})

    @property
    def state(self) -> MemoryState:
        return MemoryState(
            stability=self.stability,
            difficulty=self.difficulty,
            last_day=self.last_day,
            long_term_day=self.long_term_day,
            due_day=self.due_day,
            due_at=self.due_at,
            step=self.step,
            phase=Phase(self.phase),
            reps=self.reps,
            lapses=self.lapses,
        )

    @state.setter
    def state(self, state: MemoryState) -> None:
        for name in STATE_COLUMNS:
            setattr(self, name, getattr(state, name))

    @property
    def is_own(self) -> bool:
        return self.question_id is None and self.fact_id is None

    def day_at(self, moment: datetime) -> date:
        """The study day of a review of this card at ``moment``. Who travels west lives a day twice:
        for the card it goes on."""
        day = study_day(moment, self.learner.zone)
        if self.last_day is None or self.last_at is None or moment < self.last_at:
            return day
        return self.last_day if self.last_day - day == timedelta(days=1) else day

    def is_active(self, day: date) -> bool:
        """The instance twin of ``CardQuerySet.active``."""
        buried = self.buried_until is not None and self.buried_until > day
        live = self.question is None or self.question.status == QuestionStatus.LIVE
        kept = self.left_at is None and self.fact_id is None
        return kept and live and not self.suspended and not buried

    def is_due(self, day: date, *, until: datetime) -> bool:
        """Whether a rating counts now: the instance twin of ``due``, ``stepping`` and ``fresh``."""
        if not self.is_active(day):
            return False
        if self.due_at is not None:
            return self.due_at <= until
        return self.due_day is None or self.due_day <= day


STATE_COLUMNS = (
    "stability",
    "difficulty",
    "last_day",
    "long_term_day",
    "due_day",
    "due_at",
    "step",
    "phase",
    "reps",
    "lapses",
)


class ReviewLogQuerySet(models.QuerySet["ReviewLog"]):
    def reviews(self) -> Self:
        return self.filter(kind=LogKind.REVIEW)

    def answered(self) -> Self:
        """Reviews that were not taken back, here and in another program."""
        kinds = [LogKind.REVIEW, LogKind.IMPORTED]
        return self.filter(~Exists(ReviewLog.objects.filter(voids=OuterRef("pk"))), kind__in=kinds)

    def standing(self) -> Self:
        """Reviews that were not taken back."""
        # Asked row by row: of a join SQLite may make an index of the whole log, each time.
        return self.reviews().filter(~Exists(ReviewLog.objects.filter(voids=OuterRef("pk"))))


class ReviewLog(models.Model):
    """One row a review; one a review taken back (``voids``); one a change of parameters.

    A card from another program has a row for each review there, which says no more than what was
    answered when (of ``state_before`` the phase alone), then one with the memory that it brought:
    replaying begins with that one.

    ``token`` is the submit token of the page it came from. ``state_before`` is the memory before
    the review, ``interval`` (days) or ``minutes`` what was given. ``lapsed_out`` says that this
    review set the card aside as a leech. ``parameters`` belongs to the third kind alone.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    card = models.ForeignKey(
        Card, null=True, blank=True, on_delete=models.SET_NULL, related_name="log"
    )
    kind = models.CharField(max_length=10, choices=LogKind.choices)
    token = models.UUIDField(unique=True)
    at = models.DateTimeField()
    study_day = models.DateField()
    rating = models.PositiveSmallIntegerField(null=True, blank=True, choices=ratings)
    seconds = models.PositiveIntegerField(default=0)
    state_before = models.JSONField(null=True, blank=True)
    interval = models.PositiveIntegerField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    lapsed_out = models.BooleanField(default=False)
    version = models.ForeignKey(QuestionVersion, null=True, blank=True, on_delete=models.PROTECT)
    response = models.JSONField(null=True, blank=True)
    parameters_version = models.PositiveIntegerField(default=1)
    parameters = models.JSONField(null=True, blank=True)
    voids = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="voided_by"
    )

    objects = ReviewLogQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind=LogKind.REVIEW,
                    rating__in=[rating.value for rating in Rating],
                    state_before__isnull=False,
                    voids=None,
                )
                | Q(kind=LogKind.VOID, rating=None, voids__isnull=False)
                | Q(kind=LogKind.PARAMETERS, rating=None, voids=None, parameters__isnull=False)
                | Q(
                    kind=LogKind.IMPORTED,
                    rating__in=[rating.value for rating in Rating],
                    voids=None,
                )
                | Q(kind=LogKind.BROUGHT, rating=None, voids=None, state_before__isnull=False),
                name="log_row_as_its_kind_says",
            )
        ]
        indexes = [models.Index(fields=["learner", "study_day", "kind"], name="log_day")]

    def __str__(self) -> str:
        return f"{self.card_id} {self.kind} {self.at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a row of the review log is never updated; add a new one")
        super().save(*args, **kwargs)


def default_weekdays() -> list[int]:
    return []


class StudyPlan(models.Model):
    """How a learner studies. ``school_weekdays`` counts from 0 = Monday; none means any day.

    ``weights`` are FSRS's where they are not the defaults, else empty; ``weights_origin`` says
    where they come from, ``weights_since`` since which study day they hold. They are renewed while
    the plan ``adapts``; ``tested_when_fitted`` counts the reviews of memory that there were when
    that was last tried.

    ``queue`` is what was planned for ``queue_day``, ids of cards in order: made once a study day,
    so that the next card costs the same however many there are; ``catching_up`` says that more was
    due then than the day takes; ``extra`` counts the cards that the learner asked for on
    ``extra_day`` beyond the budget. ``forecast`` holds the shares known on the day of the exam:
    {known, lo, hi, untouched}.

    ``resting`` are ids of questions whose cards rest, because class work asks them and tells its
    answers later; it holds until ``resting_until``, then it is found out anew.
    """

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_plan"
    )
    budget = models.PositiveSmallIntegerField(
        _("cards a day"), default=40, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    new_a_day = models.PositiveSmallIntegerField(
        _("of them new"), default=10, validators=[MaxValueValidator(100)]
    )
    retention = models.FloatField(
        _("share to remember"),
        default=0.9,
        validators=[MinValueValidator(0.7), MaxValueValidator(0.97)],
    )
    four_buttons = models.BooleanField(_("four buttons"), default=False)
    typed = models.BooleanField(_("type the answer"), default=False)
    school_weekdays = models.JSONField(_("school days"), default=default_weekdays, blank=True)
    exam_day = models.DateField(_("day of the exam"), null=True, blank=True)
    parameters_version = models.PositiveIntegerField(default=1)
    weights = models.JSONField(default=list, blank=True)
    weights_origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.DEFAULTS)
    weights_since = models.DateField(null=True, blank=True)
    adapts = models.BooleanField(default=True)
    tested_when_fitted = models.PositiveIntegerField(default=0)
    queue_day = models.DateField(null=True, blank=True)
    queue = models.JSONField(default=list, blank=True)
    catching_up = models.BooleanField(default=False)
    extra = models.PositiveSmallIntegerField(default=0)
    extra_day = models.DateField(null=True, blank=True)
    forecast = models.JSONField(null=True, blank=True)
    resting = models.JSONField(default=list, blank=True)
    resting_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(retention__gt=0) & Q(retention__lt=1), name="plan_retention_is_a_share"
            ),
            models.CheckConstraint(condition=Q(budget__gte=1), name="plan_has_a_budget"),
        ]

    def __str__(self) -> str:
        return str(self.learner_id)

    @property
    def most_new(self) -> int:
        """New cards are among the cards a day."""
        return min(self.new_a_day, self.budget)

    @property
    def parameters(self) -> Parameters:
        return Parameters(
            version=self.parameters_version,
            weights=tuple(self.weights) or DEFAULT_PARAMETERS.weights,
            retention=self.retention,
        )

    def situation(self, card: Card, *, now: datetime, day: date) -> Situation:
        """What rating ``card`` now depends on. One query."""
        return self.situations([(card, day)], now=now)[0]

    def situations(self, cards: Iterable[tuple[Card, date]], *, now: datetime) -> list[Situation]:
        """For each card and its study day. One query, however many: it counts what already falls
        due on the days that the buttons may lead to."""
        spans: list[list[tuple[date, date]]] = []
        alone: list[Situation] = []
        ratings = tuple(Rating) if self.four_buttons else (Rating.AGAIN, Rating.GOOD)
        for card, day in cards:
            situation = Situation(
                now=now,
                day=day,
                seed=seed_of(card.pk, card.reps),
                school_weekdays=frozenset(self.school_weekdays),
                catching_up=self.catching_up,
                last_day_allowed=self.exam_day,
            )
            outcomes = preview(card.state, self.parameters, situation)
            alone.append(situation)
            spans.append([_span(day, outcomes[rating].raw_interval) for rating in ratings])
        load = _load(self.learner_id, [span for own in spans for span in own if span[1] > span[0]])
        return [
            replace(situation, load={d: n for d, n in load.items() if _is_in(d, own)})
            for situation, own in zip(alone, spans, strict=True)
        ]


def _span(day: date, interval: int) -> tuple[date, date]:
    """The days on which a review may be put; after a step there is none to choose. A day more on
    either side: two days may become one or three."""
    if interval < 2:
        return day, day
    first, last = window(interval)
    return day + timedelta(days=first - 1), day + timedelta(days=last + 1)


def withdrawn(questions: Iterable[int | None]) -> set[int]:
    """Those of these questions that stand no more. One query, for many cards at once: joined to a
    sample of cards, PostgreSQL reads all questions that there are."""
    wanted = {question for question in questions if question is not None}
    gone = Question.objects.filter(pk__in=wanted).exclude(status=QuestionStatus.LIVE)
    return set(gone.values_list("pk", flat=True))


def _load(learner: int, spans: Iterable[tuple[date, date]]) -> dict[date, int]:
    apart = _joined(spans)
    if not apart:
        return {}
    values: dict[str, Any] = {"learner": learner}
    for number, (first, last) in enumerate(apart):
        values |= {f"first{number}": first, f"last{number}": last}
    return dict(_loads(len(apart)).rows(**values))


@cache
def _loads(count: int) -> PreparedQuery[tuple[Any, int]]:
    spans = [
        (Slot(f"first{n}", models.DateField()), Slot(f"last{n}", models.DateField()))
        for n in range(count)
    ]
    return PreparedQuery(
        lambda: Card.objects.filter(learner=Slot("learner", models.BigIntegerField())).load(spans)
    )


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same days in as few spans as there are, none of which meets another."""
    apart: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], last))
        else:
            apart.append((first, last))
    return apart


def _is_in(day: date, spans: Iterable[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)
