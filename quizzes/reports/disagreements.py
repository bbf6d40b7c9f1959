"""Where the sources disagree, and where a source itself looks doubtful.

A matter is on the page where

    contested    a claim stands against a denial, or claims cannot all be right (``Fact.status``)
    corrected    a later source put something in the place of an earlier claim, or took it back
    figures      several agents name different figures, which need not exclude each other

Other claims that differ (two commanders, two exports) are no disagreement unless the predicate
allows but one: then the status says contested. Nor are figures of different times.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, groupby
from typing import Any

from django.db.models import Count, Q

from quizzes import dates
from quizzes.kinds import Kind, Stance, Status
from quizzes.models import Assertion, Fact, Pack, Question, Topic
from quizzes.reports.reading import FactReading, Stretch, readings, stretches


class Quarrel(StrEnum):
    """Why a matter stands on the page."""

    CONTESTED = "contested"
    CORRECTED = "corrected"
    FIGURES = "figures"


@dataclass(frozen=True, kw_only=True)
class Matter(FactReading):
    """``questions`` in use ask who said so. ``quarrel`` is None for what is only doubtful."""

    quarrel: Quarrel | None
    questions: int = 0


@dataclass(frozen=True, kw_only=True)
class TopicMatters:
    """The matters of a topic in reading order, cut into what is read and what is held back."""

    topic: Topic
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, kw_only=True)
class Disagreements:
    """``rival`` and ``doubtful`` share their notices: each level of sensitivity is offered once on
    the page. A matter that is both stands in ``rival``, with its reason for doubt."""

    rival: tuple[TopicMatters, ...]
    doubtful: tuple[TopicMatters, ...]
    rival_count: int
    doubtful_count: int


def disagreements(pack: Pack, *, held_from: int) -> Disagreements:
    """Six queries, however many matters."""
    facts = list(_candidates(pack))
    quarrels = {fact.pk: _quarrel(fact) for fact in facts}
    shown = [fact for fact in facts if quarrels[fact.pk] or fact.suspect]
    questions = _attribution_questions(shown)
    matters = [
        Matter(
            fact=reading.fact,
            claims=reading.claims,
            names=reading.names,
            quarrel=quarrels[reading.fact.pk],
            questions=questions.get(reading.fact.pk, 0),
        )
        for reading in readings(shown, pack)
    ]
    rival = [matter for matter in matters if matter.quarrel]
    doubtful = [matter for matter in matters if not matter.quarrel]
    offered: set[int] = set()
    return Disagreements(
        rival=_by_topic(rival, held_from, offered),
        doubtful=_by_topic(doubtful, held_from, offered),
        rival_count=len(rival),
        doubtful_count=len(doubtful),
    )


def _candidates(pack: Pack) -> Iterable[Fact]:
    """What may be a matter: every other fact has one speaker, or nothing that answers another."""
    return (
        Fact.objects.filter(pack=pack)
        .annotate(
            speakers=Count("assertion__agent", distinct=True),
            answers=Count(
                "assertion", filter=Q(assertion__stance__in=[Stance.DENIES, Stance.CORRECTS])
            ),
        )
        .filter(
            Q(status__in=[Status.CONTESTED, Status.RETRACTED])
            | Q(answers__gt=0)
            | Q(speakers__gt=1)
            | ~Q(suspect="")
        )
        .with_citations()
        .order_by("topic__position", "position")
    )


def _quarrel(fact: Fact) -> Quarrel | None:
    assertions = list(fact.assertion_set.all())
    if fact.status == Status.CONTESTED:
        return Quarrel.CONTESTED
    if any(a.stance in (Stance.CORRECTS, Stance.DENIES) for a in assertions):
        return Quarrel.CORRECTED
    if any(_figures_differ(a, b) for a, b in combinations(assertions, 2)):
        return Quarrel.FIGURES
    return None


def _figures_differ(a: Assertion, b: Assertion) -> bool:
    if a.agent_id == b.agent_id or _apart_in_time(a, b):
        return False
    of_a, of_b = _figures(a), _figures(b)
    return bool(of_a and of_b and of_a != of_b)


def _apart_in_time(a: Assertion, b: Assertion) -> bool:
    if not (a.when_edtf and b.when_edtf):
        return False
    return dates.disjoint(dates.parse(a.when_edtf), dates.parse(b.when_edtf))


def _figures(assertion: Assertion) -> list[str]:
    """Quantities and dates as comparable texts, whatever their order."""
    return sorted(_comparable(v["value"]) for v in assertion.values if isinstance(v["value"], dict))


def _comparable(value: Mapping[str, Any]) -> str:
    return "|".join(f"{name}={value[name]}" for name in sorted(value))


def _attribution_questions(facts: Sequence[Fact]) -> dict[int, int]:
    """How many questions that a quiz may draw ask who said what, by the fact they are about."""
    asked = Question.objects.drawable().filter(
        kind=Kind.CHOICE, current__content__slot="agent", facts__in=facts
    )
    return dict(asked.values_list("facts").annotate(Count("pk", distinct=True)).order_by())


def _by_topic(
    matters: Sequence[Matter], held_from: int, offered: set[int]
) -> tuple[TopicMatters, ...]:
    cut = []
    for _position, of_topic in groupby(matters, key=lambda m: m.fact.topic.position):
        group = list(of_topic)
        runs = []
        for stretch in stretches(group, held_from=held_from):
            runs.append(replace(stretch, first=stretch.first and stretch.level not in offered))
            offered.add(stretch.level)
        cut.append(TopicMatters(topic=group[0].fact.topic, stretches=tuple(runs)))
    return tuple(cut)
