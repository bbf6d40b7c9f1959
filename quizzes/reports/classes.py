"""What a teacher sees of a class: how ready it is, who has not studied, and what will not stick.

Never a ranking: pupils stand in alphabetical order, and what a card holds is told without names.
Cards of a pupil's own are the pupil's alone and count nowhere here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from quizzes.models import (
    Card,
    Classroom,
    ItemReport,
    Membership,
    Question,
    StudyDay,
    StudyPlan,
    Topic,
    User,
)
from quizzes.models.cards import Suspension
from quizzes.models.classes import MemberRole
from quizzes.models.questions import QuestionStatus
from quizzes.reports.shown import Shown, shown
from quizzes.scheduling.days import study_day
from quizzes.scheduling.memory import DEFAULT_PARAMETERS, recall_after

IDLE_DAYS = 7
FORGOTTEN_OFTEN = 3  # lapses from which on a card counts as one that a pupil keeps forgetting
STICKING_SHOWN = 20
REPORTS_SHOWN = 20
# Code points put і, ї, є and ґ behind я; readers look for them elsewhere.
_UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
_IN_ORDER = str.maketrans(dict(zip(_UKRAINIAN, map(chr, range(0xE000, 0xE021)), strict=True)))


@dataclass(frozen=True, kw_only=True)
class Room:
    classroom: Classroom
    pupils: int


@dataclass(frozen=True, kw_only=True)
class PupilRow:
    """``last_seen`` is the day of the last log-in or of the last study day, whichever is later."""

    member: Membership
    last_seen: date | None


@dataclass(frozen=True, kw_only=True)
class Known:
    """Of ``kept`` cards ``seen`` were reviewed. ``today`` and ``exam`` are the shares known, 0 to
    1, unseen cards counted as 0; ``exam`` if nothing more is done."""

    kept: int
    seen: int
    today: float
    exam: float


@dataclass(frozen=True, kw_only=True)
class PupilReadiness:
    """``topics`` in the order of ``Readiness.topics``, None where the pupil keeps no card.
    ``last_day`` is the last study day, of quizzes or cards; ``idle`` whether it is long past."""

    pupil: User
    name: str
    topics: Sequence[Known | None]
    whole: Known | None
    last_day: date | None
    idle: bool


@dataclass(frozen=True, kw_only=True)
class TopicReadiness:
    """``known`` has the mean shares over the ``pupils`` who keep cards of the topic."""

    topic: Topic
    pupils: int
    known: Known


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """``exam_day`` is None where none is set or it has come."""

    topics: Sequence[TopicReadiness]
    pupils: Sequence[PupilReadiness]
    exam_day: date | None

    @property
    def idle(self) -> list[PupilReadiness]:
        return [pupil for pupil in self.pupils if pupil.idle]


@dataclass(frozen=True, kw_only=True)
class Sticking:
    """A question that ``pupils`` of the ``of`` who keep it keep forgetting, one of them ``lapses``
    times. ``reported`` says that the teacher asked for it to be mended, and nobody has yet."""

    question: Question
    shown: Shown
    fact: str
    pupils: int
    of: int
    lapses: int
    reported: bool


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What was said, and what of: the item as it was shown."""

    report: ItemReport
    shown: Shown
    fact: str


def classrooms(teacher: User, *, archived: bool = False) -> list[Room]:
    """One query."""
    rooms = Classroom.objects.taught_by(teacher).filter(archived_at__isnull=not archived)
    pupils = Count("membership", filter=Q(membership__role=MemberRole.PUPIL))
    taught = Classroom.objects.filter(pk__in=rooms).annotate(pupils=pupils)
    return [
        Room(classroom=room, pupils=room.pupils)
        for room in sorted(taught, key=lambda room: (alphabetical(room.name), room.pk))
    ]


def pupils(classroom: Classroom) -> list[PupilRow]:
    """In alphabetical order. Two queries."""
    members = _members(classroom)
    studied = _last_days([member.user for member in members])
    return [
        PupilRow(member=member, last_seen=_later(member.user, studied.get(member.user_id)))
        for member in members
    ]


def readiness(classroom: Classroom, *, now: datetime) -> Readiness:
    """Five queries, however many pupils, topics and cards."""
    members = _members(classroom)
    pupils = [member.user for member in members]
    weights = {
        plan.learner_id: plan.parameters.weights
        for plan in StudyPlan.objects.filter(learner__in=pupils)
    }
    last_days = _last_days(pupils)
    todays = {pupil.pk: study_day(now, pupil.zone) for pupil in pupils}
    exam_day = classroom.exam_day
    if exam_day is not None and any(exam_day <= today for today in todays.values()):
        exam_day = None
    memories = _memories(pupils, weights, todays, exam_day)
    topics = Topic.objects.filter(pk__in={topic for _pupil, topic in memories})
    topics = topics.select_related("pack")
    order = list(topics.order_by("pack", "position", "pk"))
    rows = [
        _pupil(
            member,
            order,
            memories,
            last_day=last_days.get(member.user_id),
            today=todays[member.user_id],
        )
        for member in members
    ]
    return Readiness(
        topics=[_topic(topic, rows, place) for place, topic in enumerate(order)],
        pupils=rows,
        exam_day=exam_day,
    )


def sticking(classroom: Classroom, teacher: User) -> list[Sticking]:
    """Questions that pupils of the class keep forgetting, by the most of them first; one beyond
    ``STICKING_SHOWN`` where there are more. Three queries, however many there are."""
    often = Q(lapses__gte=FORGOTTEN_OFTEN) | Q(suspended=Suspension.LEECH)
    counted = (
        cards_of(classroom)
        .order_by()
        .values("question")
        .annotate(
            of=Count("pk"), pupils=Count("pk", filter=often), worst=Max("lapses", filter=often)
        )
        .filter(pupils__gt=0)
        .order_by("-pupils", "-worst", "question")[: STICKING_SHOWN + 1]
    )
    rows = list(counted)
    questions = Question.objects.select_related("current").in_bulk([r["question"] for r in rows])
    open_reports = ItemReport.objects.filter(reporter=teacher, resolved_at=None)
    reported = set(
        open_reports.filter(version__question__in=questions).values_list(
            "version__question", flat=True
        )
    )
    return [
        _sticking(
            questions[row["question"]],
            pupils=row["pupils"],
            of=row["of"],
            lapses=row["worst"],
            reported=row["question"] in reported,
        )
        for row in rows
    ]


def reports(classroom: Classroom) -> list[Reported]:
    """What members of the class said is wrong, and nobody has mended yet, latest first. Without who
    said it: what counts is whether it is right. One query."""
    members = Membership.objects.filter(classroom=classroom).values("user")
    found = ItemReport.objects.filter(reporter__in=members, resolved_at=None)
    rows = found.select_related("version__question").order_by("-created_at", "-pk")
    return [_reported(report) for report in rows[:REPORTS_SHOWN]]


def cards_of(classroom: Classroom) -> QuerySet[Card]:
    """Cards on questions in use, kept by the pupils of the class."""
    members = Membership.objects.filter(classroom=classroom, role=MemberRole.PUPIL)
    cards = Card.objects.kept().filter(learner__in=members.values("user"))
    return cards.filter(question__status=QuestionStatus.LIVE)


def alphabetical(name: str) -> str:
    """A key to sort names by, in Ukrainian or in Latin letters."""
    return name.casefold().translate(_IN_ORDER)


def _members(classroom: Classroom) -> list[Membership]:
    """Its pupils. One query."""
    found = Membership.objects.filter(classroom=classroom, role=MemberRole.PUPIL)
    members = found.select_related("user")
    return sorted(members, key=lambda member: (alphabetical(member.called), member.pk))


def _last_days(pupils: Sequence[User]) -> Mapping[int, date]:
    days = StudyDay.objects.filter(Q(answered__gt=0) | Q(reviewed__gt=0), learner__in=pupils)
    return dict(days.order_by().values_list("learner").annotate(last=Max("day")))


def _later(user: User, studied: date | None) -> date | None:
    entered = user.last_login.astimezone(user.zone).date() if user.last_login else None
    seen = [day for day in (entered, studied) if day is not None]
    return max(seen, default=None)


# Of each card the chance of recall today and on the exam day, None for unseen ones.
_Recalls = list[tuple[float, float] | None]


def _memories(
    pupils: Sequence[User],
    weights: Mapping[int, tuple[float, ...]],
    todays: Mapping[int, date],
    exam_day: date | None,
) -> dict[tuple[int, int], _Recalls]:
    """By pupil and topic. Without an exam the second chance is today's again. One query."""
    cards = Card.objects.kept().filter(learner__in=pupils, question__status=QuestionStatus.LIVE)
    columns = cards.exclude(topic=None).values_list("learner", "topic", "stability", "last_day")
    found: dict[tuple[int, int], _Recalls] = defaultdict(list)
    for learner, topic, stability, last_day in columns:
        own, today = weights.get(learner, DEFAULT_PARAMETERS.weights), todays[learner]
        known = None
        if last_day is not None:
            known = (
                _recall(stability, last_day, today, own),
                _recall(stability, last_day, exam_day or today, own),
            )
        found[learner, topic].append(known)
    return dict(found)


def _recall(stability: float, last_day: date, day: date, weights: tuple[float, ...]) -> float:
    """As ``scheduling.exam.known_share`` counts: within a day the model has nothing to say, so a
    card reviewed on it counts with its recall of the next one."""
    return recall_after(max((day - last_day).days, 1), stability, weights)


def _pupil(
    member: Membership,
    topics: Sequence[Topic],
    memories: Mapping[tuple[int, int], _Recalls],
    *,
    last_day: date | None,
    today: date,
) -> PupilReadiness:
    own = [memories.get((member.user_id, topic.pk), []) for topic in topics]
    return PupilReadiness(
        pupil=member.user,
        name=member.called,
        topics=[_known(recalls) for recalls in own],
        whole=_known([recall for recalls in own for recall in recalls]),
        last_day=last_day,
        idle=last_day is None or today - last_day > timedelta(days=IDLE_DAYS),
    )


def _known(recalls: _Recalls) -> Known | None:
    if not recalls:
        return None
    seen = [recall for recall in recalls if recall is not None]
    return Known(
        kept=len(recalls),
        seen=len(seen),
        today=sum(today for today, _later in seen) / len(recalls),
        exam=sum(later for _today, later in seen) / len(recalls),
    )


def _topic(topic: Topic, rows: Iterable[PupilReadiness], place: int) -> TopicReadiness:
    keeping = [known for row in rows if (known := row.topics[place]) is not None]
    return TopicReadiness(
        topic=topic,
        pupils=len(keeping),
        known=Known(
            kept=sum(known.kept for known in keeping),
            seen=sum(known.seen for known in keeping),
            today=sum(known.today for known in keeping) / len(keeping),
            exam=sum(known.exam for known in keeping) / len(keeping),
        ),
    )


def _sticking(question: Question, *, pupils: int, of: int, lapses: int, reported: bool) -> Sticking:
    if question.current is None:
        raise ValueError("a question in use has a version")
    item = question.current.item
    return Sticking(
        question=question,
        shown=shown(item),
        fact=item.facts[0] if item.facts else "",
        pupils=pupils,
        of=of,
        lapses=lapses,
        reported=reported,
    )


def _reported(report: ItemReport) -> Reported:
    item = report.version.item
    return Reported(
        report=report,
        shown=shown(item),
        fact=item.facts[0] if item.facts else "",
    )
