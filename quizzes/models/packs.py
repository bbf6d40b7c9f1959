"""The fact base as rows. ``quizzes.actions.packs`` writes them from a frozen pack;
``quizzes.reports.packs.frozen_pack`` reads them back into the same frozen values."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from quizzes.kinds import Party, Sensitivity, Stance, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from quizzes.models.people import User

ID_LENGTH = 80


def parties() -> list[tuple[str, str]]:
    return [(party.value, party.value) for party in Party]


def stances() -> list[tuple[str, str]]:
    return [(stance.value, stance.value) for stance in Stance]


def statuses() -> list[tuple[str, str]]:
    return [(status.value, status.value) for status in Status]


class Visibility(models.TextChoices):
    PRIVATE = "private", _("only me")
    SCHOOL = "school", _("my school")
    PUBLIC = "public", _("everybody")


OWN_QUESTIONS = "own"  # begins the slug of the pack of somebody's own questions


class PackQuerySet(models.QuerySet["Pack"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Public ones, one's own, and those of the school to everybody who has an account."""
        if not user.is_authenticated:
            return self.filter(visibility=Visibility.PUBLIC)
        if user.is_guest:
            return self.filter(Q(visibility=Visibility.PUBLIC) | Q(owner=user.pk))
        return self.filter(~Q(visibility=Visibility.PRIVATE) | Q(owner=user.pk))

    def editable_by(self, user: "User | AnonymousUser") -> Self:
        """One's own. What came with the app is changed in its files."""
        return self.filter(owner=user.pk) if user.is_authenticated else self.none()

    def originals(self) -> Self:
        return self.filter(translation_of=None)

    def for_language(self, *codes: str) -> Self:
        """In an order whose first is the first pack, in the first of the languages that it exists
        in, else as it was written. Its other languages follow it."""
        ranks = [When(language=code, then=Value(rank)) for rank, code in enumerate(codes)]
        written = When(translation_of=None, then=Value(len(codes)))
        return self.order_by(
            Coalesce("translation_of", "pk"),
            Case(*ranks, written, default=Value(len(codes) + 1)),
            "pk",
        )


class Pack(models.Model):
    """``content_hash`` (SHA-256, hex) of the files it was loaded from, so that an unchanged folder
    costs nothing at start-up. A translation holds what is translated of ``translation_of``; its
    facts have the same ids."""

    slug = models.SlugField(max_length=ID_LENGTH, unique=True)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    as_of = models.CharField(max_length=40)
    seed = models.PositiveBigIntegerField()
    home_title = models.CharField(max_length=200)
    home_lead = models.TextField()
    eras = models.JSONField(default=list)
    campaigns = models.JSONField(default=dict)
    milestones = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC
    )

    translation_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="translations"
    )

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                name="pack_one_translation_a_language",
                violation_error_message=_("This pack has a translation into that language."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_of_own_questions(self) -> bool:
        """Whether it holds its owner's questions on no topic, in whatever language they are."""
        return self.slug == f"{OWN_QUESTIONS}-{self.owner_id}"

    @property
    def original_id(self) -> int:
        """The pack that this is a translation of, or itself."""
        return self.translation_of_id or self.pk


class PackPart(models.Model):
    """What every part of a pack has: its pack, and its id there."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE)
    slug = models.SlugField(max_length=ID_LENGTH)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["pack", "slug"], name="%(class)s_slug_once_a_pack")
        ]

    def __str__(self) -> str:
        return self.slug


class Source(PackPart):
    """A document. ``sections`` and ``not_text`` are lists of {id, title, start, end}."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    publisher = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    excerpt_of = models.CharField(max_length=ID_LENGTH, blank=True)
    sections = models.JSONField(default=list)
    not_text = models.JSONField(default=list)


class Agent(PackPart):
    name = models.CharField(max_length=200)
    party = models.CharField(max_length=16, choices=parties)
    uk = models.CharField(max_length=200, blank=True)


class TopicQuerySet(models.QuerySet["Topic"]):
    def with_counts(self) -> Self:
        """Adds ``fact_count`` and ``askable_count`` in the same query. The order is named, since a
        query that groups ignores the model's own."""
        return self.annotate(
            fact_count=models.Count("fact"),
            askable_count=models.Count("fact", filter=Q(fact__askable=True)),
        ).order_by("position")


class Topic(PackPart):
    title = models.CharField(max_length=120)
    subtitle = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()

    objects = TopicQuerySet.as_manager()

    class Meta(PackPart.Meta):
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class Predicate(PackPart):
    """``functional`` is a list of {slot, given, because}."""

    label = models.CharField(max_length=200)
    domain = models.JSONField(default=list)
    range = models.JSONField(default=list)
    functional = models.JSONField(default=list)
    qualifiers = models.JSONField(default=list)


class Entity(PackPart):
    label = models.CharField(max_length=200)
    type = models.CharField(max_length=40)
    role = models.CharField(max_length=40, blank=True)
    plural = models.BooleanField(default=False)
    aliases = models.JSONField(default=list)
    part_of = models.JSONField(default=list)
    uk = models.CharField(max_length=200, blank=True)
    lived = models.CharField(max_length=80, blank=True)
    foil = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)
    cite_title = models.CharField(max_length=200, blank=True)
    cite_url = models.URLField(max_length=500, blank=True)

    class Meta(PackPart.Meta):
        verbose_name_plural = "entities"


class FactQuerySet(models.QuerySet["Fact"]):
    def asked(self) -> Self:
        """Facts that a quiz may ask: the denominator of mastery."""
        return self.filter(askable=True)

    def events(self) -> Self:
        """Facts with an event, in the order of time; undated ends last on the open side."""
        return self.exclude(event_slug="").order_by(
            F("event_lo").asc(nulls_first=True), F("event_hi").asc(nulls_last=True), "slug"
        )

    def contested(self) -> Self:
        return self.filter(status=Status.CONTESTED)

    def containing(self, text: str) -> Self:
        """Facts whose statement or names contain every word of ``text``, in any case and script.
        ``search_text`` is casefolded when written: SQLite's own folding knows ASCII alone."""
        found = self
        for word in text.casefold().split():
            found = found.filter(search_text__contains=word)
        return found

    def with_citations(self) -> Self:
        """Three more queries in all, however many facts."""
        return self.select_related("topic", "subject", "predicate").prefetch_related(
            Prefetch("assertion_set", Assertion.objects.select_related("agent")),
            Prefetch("assertion_set__anchor_set", Anchor.objects.select_related("source")),
        )


class Fact(PackPart):
    """``status`` is derived on load. ``askable`` is derived from the bank: a quiz may draw at least
    one question on it. ``asks`` and ``card`` keep what the generator needs. Event columns are empty
    where the fact is no event; ``event_lo`` and ``event_hi`` are day numbers as in ``dates``."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT)
    subject = models.ForeignKey(Entity, on_delete=models.PROTECT)
    predicate = models.ForeignKey(Predicate, on_delete=models.PROTECT)
    statement = models.TextField()
    sensitivity = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=statuses)
    suspect = models.TextField(blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveIntegerField(help_text="order within the pack's files")
    asks = models.JSONField(default=list)
    card = models.JSONField(null=True, blank=True)
    askable = models.BooleanField(default=False)
    event_slug = models.CharField(max_length=ID_LENGTH, blank=True)
    event_title = models.CharField(max_length=200, blank=True)
    event_edge = models.CharField(max_length=10, blank=True)
    event_of = models.CharField(max_length=40, blank=True)
    event_campaign = models.CharField(max_length=ID_LENGTH, blank=True)
    event_edtf = models.CharField(max_length=80, blank=True)
    event_words = models.CharField(max_length=200, blank=True)
    event_era = models.CharField(max_length=ID_LENGTH, blank=True)
    event_lo = models.IntegerField(null=True, blank=True)
    event_hi = models.IntegerField(null=True, blank=True)
    search_text = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta(PackPart.Meta):
        ordering = ["topic__position", "position"]
        constraints = [
            *PackPart.Meta.constraints,
            models.CheckConstraint(
                condition=Q(sensitivity__lte=max(Sensitivity)), name="fact_sensitivity_known"
            ),
        ]
        indexes = [
            models.Index(fields=["pack", "event_lo"], name="fact_timeline"),
            models.Index(fields=["topic", "position"], name="fact_reading_order"),
        ]

    def __str__(self) -> str:
        return self.statement


class Assertion(models.Model):
    """What one agent says. ``said_on`` and ``when_edtf`` are EDTF; ``values`` is a list of
    {value, qualifiers}; ``of`` is the slug of the assertion that this one answers."""

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE)
    slug = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT)
    stance = models.CharField(max_length=8, choices=stances)
    of = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=60, blank=True)
    said_on = models.CharField(max_length=80, blank=True)
    values = models.JSONField(default=list)
    when_edtf = models.CharField(max_length=80, blank=True)
    when_extent = models.CharField(max_length=8, blank=True)
    when_words = models.CharField(max_length=200, blank=True)
    qualifiers = models.JSONField(default=dict)
    gloss = models.TextField(blank=True)
    complete_because = models.TextField(blank=True)

    class Meta:
        ordering = ["fact", "position"]
        constraints = [
            models.UniqueConstraint(fields=["fact", "slug"], name="assertion_slug_once_a_fact")
        ]

    def __str__(self) -> str:
        return f"{self.fact_id}:{self.slug}"


class Anchor(models.Model):
    """An exact place in a source, in code points, or a ``locator`` for books and films."""

    assertion = models.ForeignKey(Assertion, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=16, blank=True)
    phrase = models.CharField(max_length=200, blank=True)
    locator = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["assertion", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lt=F("end")) | ~Q(locator=""), name="anchor_names_a_place"
            )
        ]
        indexes = [models.Index(fields=["source", "start"], name="anchor_in_source")]

    def __str__(self) -> str:
        return self.locator or f"{self.start}-{self.end}"
