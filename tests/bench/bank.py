"""The bank of a school with very many questions: its view, its search, picking and drawing."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import replace
from random import Random

from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quizzes.items import content_hash, to_json
from quizzes.kinds import Kind
from quizzes.models import Fact, Pack, Question, QuestionSet, QuestionVersion, Topic, User
from quizzes.models.packs import Visibility
from quizzes.models.questions import Origin
from tests.bench.card_load import used
from tests.factories import (
    NOON,
    FactFactory,
    PackFactory,
    TopicFactory,
    UserFactory,
    choice,
    ordering,
)

AIM = 200.0  # ms, the 95th percentile of a view
DRAW_AIM = 400.0  # of a draw, which looks at every question that may come
TIMES = 20
TOPICS = 20
TEACHERS = 40
WORDS = [
    *("fortress", "river", "bridge", "regiment", "market", "charter", "railway", "school"),
    *("church", "census", "harvest", "kiln", "Слобода", "фортеця", "полк", "ярмарок"),
    *("залізниця", "гімназія", "перепис", "міст", "паром", "ратуша", "млин", "собор"),
]

PAGES = {
    "the bank": "/bank/",
    "a word that many hold": "/bank/?q=fortress",
    "a word that few hold": "/bank/?q=rare-word-7",
    "a word that none holds": "/bank/?q=nowhere-to-be-found",
    "words in Ukrainian": "/bank/?q=ФОРТЕЦЯ+полк",
    "filters": "/bank/?kind=ordering&level=medium&flags=none&results=unknown",
    "most often missed first": "/bank/?sort=missed",
    "the last page": "/bank/?page=9999",
    "mine": "/bank/?whose=mine",
    "picking for a set": "/sets/{set}/pick/",
    "drawing twenty": "/sets/new/?draw=1&count=20&most_orderings=5&most_hard=4",
    "the sets of a school": "/sets/?shelf=school",
    "the desk": "/teach/",
}


def measure() -> int:
    began = time.perf_counter()
    teacher, one_set = fill(int(os.environ["QUESTIONS"]))
    print(f"  bank filled in {time.perf_counter() - began:.0f} s", flush=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(teacher)
    missed = 0
    for name, address in PAGES.items():
        missed += tell(name, client, address.format(set=one_set.pk))
    return missed


def tell(name: str, client: Client, address: str) -> int:
    aim = DRAW_AIM if "draw=" in address else AIM
    client.get(address)
    times, cpu = [], used()
    for _ in range(TIMES):
        began = time.perf_counter()
        response = client.get(address)
        times.append(1000 * (time.perf_counter() - began))
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}.")
    cpu = 1000 * (used() - cpu) / TIMES
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    p95 = statistics.quantiles(times, n=20)[18]
    found = "" if p95 <= aim else "  MISSED"
    print(
        f"  {name}: {statistics.median(times):.0f} ms, p95 {p95:.0f} ms of {aim:g}, "
        f"{cpu:.0f} ms of CPU, {len(queries)} queries{found}",
        flush=True,
    )
    return int(p95 > aim)


def fill(count: int) -> tuple[User, QuestionSet]:
    """``count`` questions on a fact each: half generated, the others by ``TEACHERS``."""
    chance = Random(count)
    pack: Pack = PackFactory.create()
    topics: list[Topic] = TopicFactory.create_batch(TOPICS, pack=pack)
    teachers: list[User] = UserFactory.create_batch(TEACHERS, role="teacher")
    with transaction.atomic():
        facts = _facts(topics, count)
        questions = _questions(topics, facts, teachers, chance)
        Question.objects.bulk_create(questions, batch_size=1000)
        versions = _versions(questions, facts)
        QuestionVersion.objects.bulk_create(versions, batch_size=500)
        for question, version in zip(questions, versions, strict=True):
            question.current = version
        Question.objects.bulk_update(questions, ["current"], batch_size=500)
        through = Question.facts.through
        through.objects.bulk_create(
            [
                through(question_id=question.pk, fact_id=fact.pk)
                for question, fact in zip(questions, facts, strict=True)
            ],
            batch_size=2000,
        )
        sets = QuestionSet.objects.bulk_create(
            [
                QuestionSet(
                    owner=chance.choice(teachers),
                    title=f"Set {n}",
                    search_text=f"set {n}",
                    visibility=Visibility.SCHOOL,
                    created_at=NOON,
                    changed_at=NOON,
                )
                for n in range(1000)
            ]
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    own = next(one for one in sets if one.owner_id == teachers[0].pk)
    return teachers[0], own


def _facts(topics: list[Topic], count: int) -> list[Fact]:
    first: Fact = FactFactory.create(topic=topics[0])
    common = {"pack": first.pack, "subject": first.subject, "predicate": first.predicate}
    facts = [
        Fact(
            **common,
            topic=topics[n % TOPICS],
            slug=f"made-{n}",
            statement=f"Statement {n}.",
            sensitivity=0,
            status=first.status,
            position=n,
        )
        for n in range(count)
    ]
    return Fact.objects.bulk_create(facts, batch_size=1000)


def _questions(
    topics: list[Topic], facts: list[Fact], teachers: list[User], chance: Random
) -> list[Question]:
    made = []
    for n, fact in enumerate(facts):
        generated = n % 2 == 0
        text = " ".join(chance.choices(WORDS, k=20)) + f" rare-word-{n // 5}"
        made.append(
            Question(
                pack=fact.pack,
                identity=f"made:{n}",
                origin=Origin.GENERATED if generated else Origin.WRITTEN,
                owner=None if generated else chance.choice(teachers),
                visibility=chance.choice([Visibility.PRIVATE, Visibility.SCHOOL]),
                kind=Kind.ORDERING if n % 5 == 0 else Kind.CHOICE,
                topic=topics[n % TOPICS],
                level=chance.choice(["easy", "medium", "hard"]),
                difficulty=0.5,
                facility=chance.random() if n % 3 == 0 else None,
                flags=["C2"] if n % 7 == 0 else [],
                search_text=text.casefold(),
            )
        )
    return made


def _versions(questions: list[Question], facts: list[Fact]) -> list[QuestionVersion]:
    made = []
    for question, fact in zip(questions, facts, strict=True):
        item = ordering([fact] * 4) if question.kind == Kind.ORDERING else choice(fact)
        item = replace(item, identity=question.identity, topic=question.topic.slug)
        made.append(
            QuestionVersion(
                question=question,
                number=1,
                content=to_json(item),
                content_hash=content_hash(item),
                created_at=NOON,
            )
        )
    return made
