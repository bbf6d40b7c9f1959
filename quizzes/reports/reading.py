"""Facts as readers see them: the statement, who says what, and where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db.models import Count, OuterRef, QuerySet, Subquery

from quizzes.dates import calendar_date
from quizzes.items import Citation
from quizzes.kinds import Party, Sensitivity, Stance
from quizzes.models import Anchor, Assertion, Entity, Fact, Pack, Source

# Beyond a year, and the days between two calendars, a date is drawn as a stretch, not as a stone.
VAGUE_FROM_DAYS = 366 + 13


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What one agent says. ``values`` are texts, or the stored form of a date or a quantity;
    ``answers`` names the agent whom it denies or corrects; ``answered`` holds the stance and the
    agent of each claim that denies or corrects this one."""

    agent: str
    party: str
    stance: str
    verb: str
    said_on: str
    answers: str
    answered: tuple[tuple[str, str], ...]
    values: tuple[Any, ...]
    qualifiers: tuple[tuple[str, tuple[str, ...]], ...]
    when: str
    when_words: str
    gloss: str
    complete_because: str
    citations: tuple[Citation, ...]

    @property
    def places(self) -> "tuple[Place, ...]":
        return places(self.citations)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A citation, and further passages in the same section by the same agent: ``others``, and in
    ``more`` the addresses of those that open elsewhere in the public article."""

    citation: Citation
    more: tuple[str, ...]
    others: tuple[Citation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FactReading:
    fact: Fact
    claims: tuple[Claim, ...]
    names: tuple[tuple[str, str], ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place where the fact stands, once, in the order of the claims."""
        return places(c for claim in self.claims for c in claim.citations)

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(claim.agent for claim in self.claims))


def places(citations: Iterable[Citation]) -> tuple[Place, ...]:
    alike: dict[tuple[str, ...], list[Citation]] = {}
    for c in dict.fromkeys(citations):
        key = (c.source, c.section, c.locator, c.agent, c.stance, c.verb, c.said_on)
        alike.setdefault(key, []).append(c)
    return tuple(
        Place(
            citation=first,
            more=tuple(c.url for c in others if c.url and c.url != first.url),
            others=tuple(others),
        )
        for first, *others in alike.values()
    )


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Facts of a page that stand together: to be read, or ``held`` back at this sensitivity.
    ``first`` marks the place where the choice is offered; later ones point there."""

    readings: tuple[FactReading, ...] = ()
    held: int = 0
    level: int = 0
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class SectionReading:
    """A section of a document with its facts by their place there. ``share`` and ``at`` say how
    much of the document it is, and where it begins, from 0 to 1."""

    title: str
    at: float
    share: float
    facts: tuple[Fact, ...]
    marks: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event of the timeline. ``shape``: exact, vague (at some time in it) or span (lasted)."""

    fact: Fact
    shape: str
    year_from: int | None
    year_to: int | None


def readings(facts: Iterable[Fact], pack: Pack) -> list[FactReading]:
    """``facts`` come with their citations (``Fact.objects.with_citations``). One more query for
    the names of entities."""
    rows = list(facts)
    wanted = {slug for fact in rows for slug in _mentioned(fact)}
    entities = {
        entity.slug: entity for entity in Entity.objects.filter(pack=pack, slug__in=sorted(wanted))
    }
    return [_reading(fact, entities, pack) for fact in rows]


def held_from(*, harm: bool, atrocity: bool) -> int:
    """The sensitivity from which on facts are held back, given what the reader chose to read. Who
    chose the graver first is shown the lesser, too: a choice that changes nothing is none."""
    if atrocity:
        return int(Sensitivity.ATROCITY) + 1
    return int(Sensitivity.ATROCITY if harm else Sensitivity.HARM)


def stretches(all_readings: Sequence[FactReading], *, held_from: int) -> list[Stretch]:
    """Cut a page into what is read and what is held back, from sensitivity ``held_from`` on.
    Each level of sensitivity has its own notice, at its first place."""
    cut: list[Stretch] = []
    offered: set[int] = set()
    run: list[FactReading] = []
    run_level = -1
    for reading in [*all_readings, None]:
        level = -2 if reading is None else reading.fact.sensitivity
        level = level if level >= held_from else min(level, 0)
        if run and level != run_level:
            if run_level > 0:
                cut.append(Stretch(held=len(run), level=run_level, first=run_level not in offered))
                offered.add(run_level)
            else:
                cut.append(Stretch(readings=tuple(run)))
            run = []
        if reading is not None:
            run.append(reading)
            run_level = level
    return cut


def happenings(facts: QuerySet[Fact]) -> list[Happening]:
    """Events in the order of time, in one query."""
    extent = Assertion.objects.filter(fact=OuterRef("pk"), slug=OuterRef("event_of"))
    rows = facts.annotate(extent=Subquery(extent.values("when_extent")[:1]))
    return [_happening(fact) for fact in rows.select_related("topic")]


def sources(pack: Pack) -> QuerySet[Source]:
    """The documents with ``fact_count``, the facts that cite them; excerpts last."""
    counted = Source.objects.filter(pack=pack).annotate(
        fact_count=Count("anchor__assertion__fact", distinct=True)
    )
    return counted.order_by("excerpt_of", "-fact_count", "slug")


def sections(source: Source, anchors: Iterable[Anchor], *, held_from: int) -> list[SectionReading]:
    """The sections of a document, each fact once in the section where it first stands. A source
    without sections (a book) is one. Anchors come in the order of their places."""
    by_place = list(anchors)
    reach = max([source.length, *(a.start + 1 for a in by_place), 1])
    cut = source.sections or [{"title": "", "start": 0, "end": reach}]
    end = max(section["end"] for section in cut)
    told = []
    for section in cut:
        inside = [a for a in by_place if section["start"] <= a.start < section["end"]]
        facts = {a.assertion.fact_id: a.assertion.fact for a in inside}
        told.append(
            SectionReading(
                title=section["title"],
                at=section["start"] / end,
                share=(section["end"] - section["start"]) / end,
                facts=tuple(f for f in facts.values() if f.sensitivity < held_from),
                marks=tuple(sorted({round(a.start / end, 4) for a in inside})),
            )
        )
    return told


def citation(anchor: Anchor, assertion: Assertion, pack: Pack) -> Citation:
    source = anchor.source
    return Citation(
        source=source.slug,
        source_title=source.title,
        section=section_title(source, anchor.start),
        url=passage_url(source.url, anchor.phrase),
        start=anchor.start,
        end=anchor.end,
        locator=anchor.locator,
        agent=assertion.agent.slug,
        agent_name=assertion.agent.name,
        party=Party(assertion.agent.party),
        stance=Stance(assertion.stance),
        verb=assertion.verb,
        said_on=assertion.said_on,
        pack=pack.slug,
    )


def section_title(source: Source, position: int) -> str:
    for section in source.sections:
        if section["start"] <= position < section["end"]:
            return str(section["title"])
    return ""


def passage_url(url: str, phrase: str) -> str:
    """The public article, opened and marked at ``phrase`` (a text fragment: WICG
    scroll-to-text-fragment). There a hyphen is syntax, so it is escaped too."""
    if not url or not phrase:
        return url
    return f"{url}#:~:text={quote(phrase, safe='').replace('-', '%2D')}"


def _mentioned(fact: Fact) -> Iterable[str]:
    yield fact.subject.slug
    for assertion in fact.assertion_set.all():
        for value in assertion.values:
            if isinstance(value["value"], str):
                yield value["value"]
            for names in value["qualifiers"].values():
                yield from names
        for names in assertion.qualifiers.values():
            yield from names


def _reading(fact: Fact, entities: Mapping[str, Entity], pack: Pack) -> FactReading:
    # Sorted here, since ordering by the model would undo the prefetch.
    assertions = sorted(fact.assertion_set.all(), key=lambda a: a.position)
    speakers = {a.slug: a.agent.name for a in assertions}
    answered: dict[str, list[tuple[str, str]]] = {}
    for a in assertions:
        if a.of:
            answered.setdefault(a.of, []).append((a.stance, a.agent.name))
    named = (entities[slug] for slug in dict.fromkeys(_mentioned(fact)) if slug in entities)
    return FactReading(
        fact=fact,
        claims=tuple(
            _claim(a, entities, speakers, answered.get(a.slug, ()), pack) for a in assertions
        ),
        names=tuple((entity.label, entity.uk) for entity in named if entity.uk),
    )


def _claim(
    assertion: Assertion,
    entities: Mapping[str, Entity],
    speakers: Mapping[str, str],
    answered: Sequence[tuple[str, str]],
    pack: Pack,
) -> Claim:
    anchors = sorted(assertion.anchor_set.all(), key=lambda a: a.position)
    qualifiers: dict[str, list[str]] = {}
    for stated in [assertion.qualifiers, *(v["qualifiers"] for v in assertion.values)]:
        for name, slugs in stated.items():
            qualifiers.setdefault(name, []).extend(_label(slug, entities) for slug in slugs)
    return Claim(
        agent=assertion.agent.name,
        party=assertion.agent.party,
        stance=assertion.stance,
        verb=assertion.verb,
        said_on=assertion.said_on,
        answers=speakers.get(assertion.of, ""),
        answered=tuple(answered),
        values=tuple(_label(v["value"], entities) for v in assertion.values),
        qualifiers=tuple((name, tuple(values)) for name, values in qualifiers.items()),
        when=assertion.when_edtf,
        when_words=assertion.when_words,
        gloss=assertion.gloss,
        complete_because=assertion.complete_because,
        citations=tuple(citation(anchor, assertion, pack) for anchor in anchors),
    )


def _label(value: Any, entities: Mapping[str, Entity]) -> Any:
    if isinstance(value, str) and value in entities:
        return entities[value].label
    return value


def _happening(fact: Fact) -> Happening:
    lo, hi = fact.event_lo, fact.event_hi
    long = lo is None or hi is None or hi - lo > VAGUE_FROM_DAYS
    lasted = fact.extent in {"span", "state"}  # type: ignore[attr-defined]
    return Happening(
        fact=fact,
        shape=("span" if lasted else "vague") if long else "exact",
        year_from=_year(lo),
        # An unlabelled date of the Julian centuries reaches 13 days further than it says.
        year_to=_year(hi - 13 if hi is not None else None),
    )


def _year(day: int | None) -> int | None:
    return None if day is None else calendar_date(day)[0]
