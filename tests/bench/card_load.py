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
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F, Model
from django.test import Client
from django.utils import timezone

from quizzes.kinds import Phase
from quizzes.models import (
    Card,
    Question,
    ReviewLog,
    StudyDay,
    StudyPlan,
    Topic,
    User,
)
from quizzes.scheduling.days import study_day
from tests.bench.processes import cpu_seconds
from tests.bench.visitor import Form, find_form
from tests.factories import PackFactory, TopicFactory, UserFactory, flashcard_question
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
    StudyPlan.objects.filter(learner=many).update(budget=40, new_a_day=10)
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
    database = database_cpu()
    pairs = [next_card(client) for _ in range(PAIRS)]
    cpu = sum(pair.cpu for pair in pairs) + database_cpu() - database
    return Cost(cpu=1000 * cpu / PAIRS, times=[1000 * pair.time for pair in pairs])


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Seconds: CPU of this process, and time."""

    cpu: float
    time: float


def next_card(client: Client) -> Spent:
    """A card, and Good. Reading the page is the browser's work: it is not counted."""
    shown, page = timed(lambda: client.get("/review/card/"))
    form: Form = find_form(page.content.decode(), ending="/rate/")
    given = urlencode({**dict(form.fields), "rating": "3"})
    rated, answer = timed(
        lambda: client.post(
            form.action,
            given,
            content_type="application/x-www-form-urlencoded",
            headers={"hx-request": "true"},
        )
    )
    if answer.status_code != 204:
        raise RuntimeError(f"A card was answered with {answer.status_code}.")
    return Spent(cpu=shown.cpu + rated.cpu, time=shown.time + rated.time)


def timed(ask: Callable[[], Any]) -> tuple[Spent, Any]:
    cpu, began = time.process_time(), time.perf_counter()
    response = ask()
    return Spent(cpu=time.process_time() - cpu, time=time.perf_counter() - began), response


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
    return time.process_time() + database_cpu()


def database_cpu() -> float:
    return cpu_seconds(_server()) if connection.vendor == "postgresql" else 0


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


def _questions(count: int) -> list[tuple[int, int]]:
    """Flashcards, each on a fact of its own: their ids, and those of their ten topics. The database
    itself copies the first of each; its ids run on while nobody else writes."""
    pack = PackFactory.create()
    topics: list[Topic] = TopicFactory.create_batch(10, pack=pack)
    topic = f"{topics[0].pk} + n.i % 10"
    question = flashcard_question(topics[0])
    fact, version = question.facts.get(), question.current
    through = Question.facts.through
    link = through.objects.get(question_id=question.pk)
    Question.objects.filter(pk=question.pk).update(current=None)
    _copy(fact, count, slug=f"'{fact.slug}-' || n.i", topic_id=topic)
    question.refresh_from_db()
    _copy(question, count, identity="'question-' || n.i", topic_id=topic)
    of_question, of_fact = f"{question.pk} + n.i", f"{fact.pk} + n.i"
    _copy(version, count, question_id=of_question)
    _copy(link, count, question_id=of_question, fact_id=of_fact)
    Question.objects.filter(pack=pack).update(current_id=F("pk") + version.pk - question.pk)
    pairs = list(Question.objects.filter(pack=pack).order_by("pk").values_list("pk", "topic_id"))
    assert len(pairs) == count
    return pairs


def _copy(row: Model, count: int, **changed: str) -> None:
    """So that there are ``count``; ``changed`` are columns as SQL on the number ``n.i``."""
    table, columns = row._meta.db_table, [f.column for f in row._meta.concrete_fields[1:]]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) WITH RECURSIVE n(i) AS "
            f"(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1}) "
            f"SELECT {values} FROM {table} CROSS JOIN n WHERE id = {row.pk} ORDER BY n.i"
        )


def _cards(
    learner: User, questions: list[tuple[int, int]], today: date, draw: Random
) -> list[Card]:
    now = timezone.now()
    cards = []
    for number, (question, topic) in enumerate(questions):
        card = Card(learner=learner, question_id=question, topic_id=topic, created_at=now)
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
