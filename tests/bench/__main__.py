"""`make bench`: four kinds of request in turn, on one server, in one run.

The bare page has session, user, one SELECT and a template; the bare write has session, user, one
atomic INSERT + UPDATE and a template (tests/bench/views.py). Ratios of CPU per request are what
to look at: a busy machine disturbs them least. Requests/s and p99 are measured with the client
on the same processors. Last come the bytes of a first visit: the home page and all that it links.

    ROUNDS=5        how often each kind is measured
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.processes import cpu_seconds
from tests.bench.visitor import Form, Reply, RequestFailed, Visitor, find_form
from tests.server import HOST, ROOT, served

VISITORS = 4
QUIZ = 50
ROUNDS = int(os.environ.get("ROUNDS", "5"))
AIM = 1.6
FIRST_VISIT = 60 * 1024  # bytes


@dataclass(kw_only=True)
class Measure:
    """One kind of request. `cpu` holds milliseconds a request, one figure a round."""

    name: str
    cpu: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[98] * 1000


@dataclass(kw_only=True)
class Guest:
    visitor: Visitor
    quiz: str = ""
    bare_form: Form | None = None
    forms: list[Form] = field(default_factory=list)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="izium-edu-bench-") as folder:
        variables = {
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "VAR_DIR": folder,
            "ENV_FILE": os.devnull,
            "DEMO": "0",
        }
        # The tables of the bare views have no migrations.
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--run-syncdb", "--verbosity", "0"],
            cwd=ROOT,
            env=os.environ | variables,
            check=True,
        )
        with served(Path(folder), **variables) as server:
            report(run(server.pid, server.port))
            report_first_visit(server.port)
    return 0


def run(pid: int, port: int) -> dict[str, Measure]:
    measures = {
        name: Measure(name=name) for name in ("bare page", "question", "bare write", "answer")
    }
    with ThreadPoolExecutor(VISITORS) as pool:
        guests = [Guest(visitor=Visitor(host=HOST, port=port)) for _ in range(VISITORS)]
        # The first round warms caches and templates up, and is not counted.
        for number in range(ROUNDS + 1):
            list(pool.map(begin_quiz, guests))
            for name, work in KINDS.items():
                measure = measures[name] if number else Measure(name=name)
                take(measure, pid, pool, guests, work)
            print(f"round {number} of {ROUNDS}", file=sys.stderr, flush=True)
    return measures


def take(
    measure: Measure,
    pid: int,
    pool: ThreadPoolExecutor,
    guests: list[Guest],
    work: Callable[[Guest], list[Reply]],
) -> None:
    cpu, began = cpu_seconds(pid), time.perf_counter()
    replies = [reply for found in pool.map(work, guests) for reply in found]
    took, used = time.perf_counter() - began, cpu_seconds(pid) - cpu
    measure.cpu.append(used * 1000 / len(replies))
    measure.rates.append(len(replies) / took)
    measure.seconds += [reply.seconds for reply in replies]
    measure.sizes += [reply.size for reply in replies]


def begin_quiz(guest: Guest) -> None:
    """A quiz of fifty that is all unanswered. The first one makes the guest's account."""
    page = guest.visitor.get("/quiz/new/")
    form = find_form(page.html, ending="/quiz/start/")
    token = [pair for pair in form.fields if pair[0] == "csrfmiddlewaretoken"]
    start = Form(action=form.action, fields=(*token, ("length", str(QUIZ))))
    first = guest.visitor.post(start).location
    if not first:
        raise RequestFailed("No quiz was begun.")
    guest.quiz = first.rstrip("/").rpartition("/")[0]


def questions(guest: Guest) -> list[Reply]:
    replies = [guest.visitor.get(f"{guest.quiz}/{place}/") for place in range(1, QUIZ + 1)]
    guest.forms = [find_form(reply.html, ending="/answer/") for reply in replies]
    return replies


def answers(guest: Guest) -> list[Reply]:
    return [guest.visitor.post(form, htmx=True) for form in guest.forms]


def bare_pages(guest: Guest) -> list[Reply]:
    replies = [guest.visitor.get("/bench/read/") for _ in range(QUIZ)]
    guest.bare_form = find_form(replies[-1].html, ending="/bench/write/")
    return replies


def bare_writes(guest: Guest) -> list[Reply]:
    if guest.bare_form is None:
        raise RequestFailed("The bare page comes before the bare write.")
    return [guest.visitor.post(guest.bare_form, htmx=True) for _ in range(QUIZ)]


KINDS: dict[str, Callable[[Guest], list[Reply]]] = {
    "bare page": bare_pages,
    "question": questions,
    "bare write": bare_writes,
    "answer": answers,
}


def report_first_visit(port: int) -> None:
    visitor = Visitor(host=HOST, port=port)
    page = visitor.get("/")
    linked = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.html)))
    sizes = {"/": page.size} | {address: visitor.get(address).size for address in linked}
    listed = ", ".join(f"{address.rpartition('/')[2] or '/'} {sizes[address]}" for address in sizes)
    print(f"first visit: {sum(sizes.values())} bytes ({listed}); aim {FIRST_VISIT}")


def report(measures: dict[str, Measure]) -> None:
    print(f"{'':12}{'CPU ms':>10}{'requests/s':>12}{'p99 ms':>9}{'bytes':>8}")
    for measure in measures.values():
        print(
            f"{measure.name:12}{statistics.median(measure.cpu):>10.2f}"
            f"{statistics.median(measure.rates):>12.0f}{measure.p99:>9.1f}"
            f"{statistics.median(measure.sizes):>8.0f}"
        )
    for name, bare in (("question", "bare page"), ("answer", "bare write")):
        # Round by round, since the two stand beside each other in time.
        ratios = [
            mine / floor for mine, floor in zip(measures[name].cpu, measures[bare].cpu, strict=True)
        ]
        ratio = statistics.median(ratios)
        print(
            f"{name} / {bare}: {ratio:.2f} of the CPU ({min(ratios):.2f} to {max(ratios):.2f}); "
            f"aim {AIM}"
        )


if __name__ == "__main__":
    sys.exit(main())
