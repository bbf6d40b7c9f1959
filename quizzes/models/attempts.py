"""Attempts at a quiz, the items shown in them, and the answers given."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from quizzes.models.assignments import Accommodation, Assignment
from quizzes.models.classes import Classroom, MemberRole, Membership
from quizzes.models.questions import Question, QuestionVersion
from quizzes.models.sets import QuestionSet, Release

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models.people import User


class AttemptState(models.TextChoices):
    OPEN = "open", _("open")
    FINISHED = "finished", _("finished")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> Self:
        return self.filter(state=AttemptState.OPEN)

    def finished(self) -> Self:
        return self.filter(state=AttemptState.FINISHED)

    def overdue(self, *, now: datetime) -> Self:
        """Open attempts whose time is up: the server closes them with the answers it has."""
        return self.open().filter(deadline__lte=now)

    def to_be_counted(self, *, now: datetime) -> Self:
        """Finished ones whose answers now tell of mastery, as their learner may be told of them:
        the twin of ``reports.attempts.released`` for what is not told at once."""
        later = Accommodation.objects.filter(assignment=OuterRef("assignment"), closes_at__gt=now)
        waits = Q(release=Release.AFTER_DUE, assignment__closes_at__isnull=False) & (
            Q(assignment__closes_at__gt=now) | Exists(later)
        )
        uncounted = self.finished().filter(counted_at=None).exclude(release=Release.AT_ONCE)
        return uncounted.exclude(waits)

    def answerable_by(self, user: "User | AnonymousUser") -> Self:
        """A learner's own attempts, whatever their state (a stale tab deserves an explanation)."""
        return self.filter(learner=user.pk) if user.is_authenticated else self.none()

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own, and those that one may grade: what a pupil took without the class, or for
        another one, is no teacher's to see."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(learner=user.pk) | self._gradable(user))

    def gradable_by(self, user: "User | AnonymousUser") -> Self:
        """Those at the work of classes one teaches, by pupils who are in these classes still."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(self._gradable(user))

    @staticmethod
    def _gradable(user: "User") -> Q:
        belongs = Membership.objects.filter(
            classroom=OuterRef("assignment__classroom"),
            user=OuterRef("learner"),
            role=MemberRole.PUPIL,
        )
        taught = Classroom.objects.taught_by(user)
        return Q(Exists(belongs), assignment__classroom__in=taught)


class Attempt(models.Model):
    """``seed`` draws the items and shuffles them. ``options`` is what was asked for in the set-up:
    {pack, length, topics, kinds, levels, military}. ``answered`` and ``score`` are counters that
    the answers can rebuild; ``score`` adds shares from 0 to 1, each times the weight of its item,
    and ``out_of`` is what it can come to.

    ``question_set`` is what was taken, if it was no free practice; ``assignment`` for which class
    work; ``number`` counts a learner's attempts at it from 1. ``release`` tells when the learner is
    told what was right; ``pass_mark`` is in percent. An attempt at a set has other ``options``:
    {weighted} where items differ in weight, {closes_reading} where the assignment does; each is
    left out where it is not so. ``counted_at`` is when the answers of an attempt that is not told
    at once were counted into mastery and study days, which would tell of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    retry_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    seed = models.PositiveBigIntegerField()
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=AttemptState.choices, default=AttemptState.OPEN)
    length = models.PositiveSmallIntegerField()
    answered = models.PositiveSmallIntegerField(default=0)
    score = models.FloatField(default=0)
    out_of = models.FloatField()
    question_set = models.ForeignKey(QuestionSet, null=True, blank=True, on_delete=models.SET_NULL)
    assignment = models.ForeignKey(Assignment, null=True, blank=True, on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField(default=1)
    release = models.CharField(max_length=9, choices=Release.choices, default=Release.AT_ONCE)
    pass_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AttemptState.OPEN, finished_at=None)
                | Q(state=AttemptState.FINISHED, finished_at__isnull=False),
                name="attempt_finished_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["assignment", "learner", "number"], name="attempt_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "state", "-started_at"], name="attempt_open"),
            models.Index(fields=["assignment", "learner"], name="attempt_of_assignment"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def share(self) -> float:
        """What was earned of what could be, from 0 to 1."""
        return self.score / self.out_of if self.out_of else 0

    @property
    def is_held_back(self) -> bool:
        """Whether lists leave its score out. They look no further than its row: what may be told by
        now shows there once somebody looked at the result, or after the night."""
        return not self.tells_at_once and self.counted_at is None

    @property
    def is_passed(self) -> bool:
        """Whether it reaches the pass mark, if there is one."""
        return self.pass_mark is not None and round(100 * self.share, 6) >= self.pass_mark

    @property
    def tells_at_once(self) -> bool:
        """Whether the first answer to an item is final, and its feedback follows."""
        return self.release == Release.AT_ONCE


class AttemptItem(models.Model):
    """The version shown at ``position`` (from 1). ``shuffle`` is a permutation: at display place i
    stands the item's option (or event) number shuffle[i]. Pages name options by display place
    alone, so that nothing sent tells the key."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT)
    shuffle = models.JSONField(default=list)
    weight = models.FloatField(default=1)

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="item_once_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}:{self.position}"


class Answer(models.Model):
    """The answer that stands at a position. ``response`` is {"chosen": option id} or
    {"order": [event ids]} or {"skipped": true}, or what else ``grading.response_to_json`` writes;
    ``score`` a share from 0 to 1, the one that counts; ``token`` the submit token of the page it
    came from; ``sequence`` grows where an answer may still be changed; ``seconds`` the time spent,
    as far as known.

    ``version`` is what was shown. ``marked_with`` is the version whose key gave the score, where a
    regrade made that another one. A score set by hand has a reason and who set it; ``comment`` is
    the teacher's word to the learner.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT)
    response = models.JSONField()
    score = models.FloatField()
    token = models.UUIDField()
    sequence = models.PositiveIntegerField(default=1)
    seconds = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField()
    marked_with = models.ForeignKey(
        QuestionVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    override_reason = models.TextField(blank=True, max_length=1000)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    comment = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="answer_once_a_position"),
            models.CheckConstraint(
                condition=Q(score__gte=0) & Q(score__lte=1), name="answer_score_is_a_share"
            ),
        ]
        indexes = [models.Index(fields=["version"], name="answer_of_version")]

    def __str__(self) -> str:
        return f"{self.attempt_id}:{self.position}"

    @property
    def is_right(self) -> bool:
        return self.score == 1

    @property
    def is_overridden(self) -> bool:
        return bool(self.override_reason)


class ItemReportQuerySet(models.QuerySet["ItemReport"]):
    def open(self) -> Self:
        """What nobody has dealt with yet."""
        return self.filter(resolved_at=None)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """On questions that one may mend, and by pupils whom one teaches."""
        if not user.is_authenticated:
            return self.none()
        pupils = Membership.objects.filter(
            role=MemberRole.PUPIL, classroom__in=Classroom.objects.taught_by(user)
        )
        return self.filter(
            Q(version__question__in=Question.objects.answered_for_by(user))
            | Q(reporter__in=pupils.values("user"))
        )

    def resolvable_by(self, user: "User | AnonymousUser") -> Self:
        """On one's own questions; administrators answer for the generated ones."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(version__question__in=Question.objects.answered_for_by(user))


class ItemReport(models.Model):
    """ "Something is wrong with this question", said by a learner."""

    version = models.ForeignKey(QuestionVersion, on_delete=models.CASCADE)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    text = models.TextField(_("what is wrong"), max_length=1000)
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ItemReportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:40]
