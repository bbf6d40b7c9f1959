"""The measuring half of ``tests.bench.cards``: fills the database of the settings, then asks."""

from __future__ import annotations

import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from quizzes.items import content_hash, to_json
from quizzes.kinds import Kind, Phase
from quizzes.models import (
    Card,
    Fact,
    Question,
    QuestionVersion,
    ReviewLog,
    StudyDay,
    StudyPlan,
    Topic,
    User,
)
from quizzes.models.questions import QuestionStatus
from quizzes.scheduling.days import study_day
from tests.bench.processes import cpu_seconds
from tests.bench.visitor import Form, find_form
from tests.factories import (
    EntityFactory,
    FactFactory,
    PackFactory,
    PredicateFactory,
    TopicFactory,
    UserFactory,
    flashcard,
)
from tests.rush import rush

FEW = 1000
DAYS = 800  # study days on record
PAIRS = 100
PAGES = 12
RATIO = 1.3
ANSWER_P95 = 30.0  # ms
PAGE = 100.0  # ms
SUBMITS = 1000


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Milliseconds: CPU on average, time of each."""

    cpu: float
    times: list[float]

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[18]

    @property
    def median(self) -> float:
        return statistics.median(self.times)


def main() -> None:
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    missed = 0
    few = learner_with(FEW, 10 * FEW)
    before = reviewing(few)
    began = time.perf_counter()
    many = learner_with(int(os.environ["CARDS"]), int(os.environ["ROWS"]))
    print(f"  filled in {time.perf_counter() - began:.0f} s", flush=True)
    # In turns, so that a machine that slows down slows both.
    costs = [(reviewing(few), reviewing(many)) for _ in range(2)]
    ratio = statistics.median(b.cpu / a.cpu for a, b in costs)
    after = costs[-1][1]
    print(f"  next card and answer: {before.cpu:.2f} ms of CPU with {FEW} cards alone")
    print(f"  {costs[-1][0].cpu:.2f} ms beside the many; {after.cpu:.2f} ms with the many")
    missed += tell("CPU, many to few", ratio, RATIO)
    missed += tell("next card and answer, p95 ms", after.p95, ANSWER_P95)
    for name, address in PAGES_ASKED.items():
        missed += tell(f"{name}, ms", page(many, address).median, PAGE)
    missed += tell("today's page, planning anew, ms", page(many, "/review/", anew).median, PAGE)
    StudyPlan.objects.filter(learner=many).update(
        exam_day=timezone.now().date() + timedelta(days=60)
    )
    missed += tell("planning towards an exam, ms", page(many, "/review/", anew).median, PAGE)
    missed += tell_rush()
    sys.exit(1 if missed else 0)


PAGES_ASKED = {
    "today's page": "/review/",
    "the next twenty": "/review/ahead/",
    "memory": "/progress/memory/",
    "progress": "/progress/",
    "decks": "/cards/",
}


def tell(name: str, found: float, aim: float) -> int:
    print(f"  {name}: {found:.2f}; at most {aim:g}{'' if found <= aim else '  MISSED'}", flush=True)
    return int(found > aim)


def tell_rush() -> int:
    began = time.perf_counter()
    found = rush(submits=SUBMITS, workers=8)
    took = time.perf_counter() - began
    print(
        f"  rush: {found.submits} submits in {took:.0f} s, {found.counted} counted of "
        f"{found.cards} cards, {found.failures} failed, undone {found.undone}"
    )
    return int(not found.right)


# --- Asking


def reviewing(learner: User) -> Cost:
    client = client_of(learner)
    anew(learner)
    for _ in range(5):
        next_card(client)
    cpu, times = used(), []
    for _ in range(PAIRS):
        began = time.perf_counter()
        next_card(client)
        times.append(1000 * (time.perf_counter() - began))
    return Cost(cpu=1000 * (used() - cpu) / PAIRS, times=times)


def next_card(client: Client) -> None:
    """A card, and Good."""
    html = client.get("/review/card/").content.decode()
    form: Form = find_form(html, ending="/rate/")
    given = dict(form.fields) | {"rating": "3"}
    response = client.post(form.action, given, headers={"hx-request": "true"})
    if response.status_code != 204:
        raise RuntimeError(f"A card was answered with {response.status_code}.")


def page(learner: User, address: str, before: Callable[[User], None] | None = None) -> Cost:
    client = client_of(learner)
    client.get(address)
    cpu, times = used(), []
    for _ in range(PAGES):
        if before is not None:
            before(learner)
        began = time.perf_counter()
        response = client.get(address)
        times.append(1000 * (time.perf_counter() - began))
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}.")
    return Cost(cpu=1000 * (used() - cpu) / PAGES, times=times)


def anew(learner: User) -> None:
    """Forget the queue of the day, and what was done of its budget."""
    StudyPlan.objects.filter(learner=learner).update(queue_day=None)
    StudyDay.objects.filter(learner=learner, day=study_day(timezone.now(), learner.zone)).delete()


def client_of(learner: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(learner)
    return client


def used() -> float:
    """Seconds of CPU of this process and, on PostgreSQL, of its server."""
    if connection.vendor != "postgresql":
        return time.process_time()
    return time.process_time() + cpu_seconds(_server())


def _server() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_postmaster_start_time(), current_setting('data_directory')")
        folder = cursor.fetchone()[1]
    with open(f"{folder}/postmaster.pid") as file:
        return int(file.readline())


# --- Filling


def learner_with(cards: int, rows: int) -> User:
    """``cards`` of ten topics, a quarter of them new and about half of the others due; ``rows`` of
    the log spread over ``DAYS`` study days."""
    learner: User = UserFactory.create(username=f"keeps-{cards}", role="learner")
    today = study_day(timezone.now(), learner.zone)
    with transaction.atomic():
        StudyPlan.objects.create(learner=learner, budget=500, new_a_day=50)
        questions = _questions(cards)
        Card.objects.bulk_create(_cards(learner, questions, today, Random(cards)), batch_size=2000)
        days = [
            StudyDay(
                learner=learner,
                day=today - timedelta(days=back),
                reviewed=rows // DAYS,
                tested=rows // DAYS,
                passed=rows * 9 // (DAYS * 10),
                seconds=6 * rows // DAYS,
            )
            for back in range(DAYS, 0, -1)
        ]
        StudyDay.objects.bulk_create(days)
        _log(learner, rows // cards)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return learner


def _questions(count: int) -> list[Question]:
    pack = PackFactory.create()
    topics: list[Topic] = TopicFactory.create_batch(10, pack=pack)
    subject, predicate = EntityFactory.create(pack=pack), PredicateFactory.create(pack=pack)
    facts = Fact.objects.bulk_create(
        FactFactory.build(
            pack=pack, topic=topics[number % 10], subject=subject, predicate=predicate
        )
        for number in range(count)
    )
    questions = Question.objects.bulk_create(
        (
            Question(
                pack=pack,
                identity=f"question-{number}",
                kind=Kind.FLASHCARD,
                topic=fact.topic,
                level="easy",
                difficulty=0.4,
                status=QuestionStatus.LIVE,
            )
            for number, fact in enumerate(facts)
        ),
        batch_size=2000,
    )
    now = timezone.now()
    items = [flashcard(fact) for fact in facts]
    versions = QuestionVersion.objects.bulk_create(
        (
            QuestionVersion(
                question=question,
                number=1,
                content=to_json(item),
                content_hash=content_hash(item),
                created_at=now,
            )
            for question, item in zip(questions, items, strict=True)
        ),
        batch_size=2000,
    )
    through = Question.facts.through
    through.objects.bulk_create(
        (
            through(question_id=question.pk, fact_id=fact.pk)
            for question, fact in zip(questions, facts, strict=True)
        ),
        batch_size=2000,
    )
    first, gap = versions[0].pk, versions[0].pk - questions[0].pk
    assert versions[-1].pk - first == len(questions) - 1, "ids in one run"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE quizzes_question SET current_id = id + %s WHERE pack_id = %s", [gap, pack.pk]
        )
    return questions


def _cards(learner: User, questions: list[Question], today: date, draw: Random) -> list[Card]:
    now = timezone.now()
    cards = []
    for number, question in enumerate(questions):
        card = Card(learner=learner, question=question, topic_id=question.topic_id, created_at=now)
        if number % 4:
            card.due_day = today + timedelta(days=draw.randint(-200, 200))
            card.last_day = min(card.due_day, today) - timedelta(days=draw.randint(1, 200))
            card.long_term_day, card.phase, card.reps = card.last_day, Phase.REVIEW, 10
            card.last_at = now - (today - card.last_day) * 1
            card.stability, card.difficulty = draw.uniform(1, 400), draw.uniform(2, 9)
            card.lapses = draw.randint(0, 3)
        cards.append(card)
    return cards


def _log(learner: User, each: int) -> None:
    """``each`` rows of every card, written by the database itself."""
    postgresql = connection.vendor == "postgresql"
    token = "gen_random_uuid()" if postgresql else "lower(hex(randomblob(16)))"
    at = "d.day + time '12:00'" if postgresql else "d.day || ' 12:00:00'"
    state = (
        '{"stability": 12.5, "difficulty": 5.0, "last_day": "2026-01-01", "long_term_day": '
        '"2026-01-01", "due_day": "2026-01-15", "due_at": null, "step": null, "phase": "review", '
        '"reps": 9, "lapses": 1, "last_at": "2026-01-01T12:00:00+00:00"}'
    )
    first = StudyDay.objects.filter(learner=learner).order_by("pk").values_list("pk", flat=True)[0]
    table, cards, days = (model._meta.db_table for model in (ReviewLog, Card, StudyDay))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} (learner_id, card_id, kind, token, at, study_day, rating, seconds,
                state_before, "interval", lapsed_out, parameters_version)
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {each - 1})
            SELECT c.learner_id, c.id, 'review', {token}, {at}, d.day, 3, 6, '{state}', 14, false, 1
            FROM n CROSS JOIN {cards} c
            JOIN {days} d ON d.id = {first} + (c.id * 7 + n.i * {DAYS // max(each, 1)}) % {DAYS}
            WHERE c.learner_id = {learner.pk}
            """
        )
