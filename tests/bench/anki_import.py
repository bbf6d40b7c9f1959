"""`python -m tests.bench.anki_import`: Anki itself takes our packages and gives them back.

Makes a deck with a schedule out of made-up notes, installs `anki` from the package index into an
environment of its own in a temporary folder (it is AGPL and no dependency), and there imports the
deck twice, a newer version of it, and its text (tests/bench/anki_side.py). Then checks what Anki
had after each step, and reads back what Anki exports in its newest format.

    ANKI=26.9.3     that version of `anki` instead of the newest
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from quizzes.exchange.apkg import read_apkg, write_apkg
from quizzes.exchange.deck import Deck, DeckNote, DeckReview, Timing, guid_of
from quizzes.exchange.deck_text import write_deck_text
from quizzes.exchange.markup import from_markup
from quizzes.exchange.memory import Calendar
from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating

ZONES = ("Europe/Kyiv", "America/Los_Angeles", "Pacific/Auckland", "UTC")
SIDE = Path(__file__).with_name("anki_side.py")
# Anki keeps stability to 4 and difficulty to 3 decimals.
STABILITY_STEP, DIFFICULTY_STEP = 0.0001, 0.001


class Checks:
    def __init__(self) -> None:
        self.passed = 0
        self.failed: list[str] = []

    def equal(self, what: str, found: object, wanted: object) -> None:
        if found == wanted:
            self.passed += 1
        else:
            self.failed.append(f"{what}: {found!r}, not {wanted!r}")

    def near(self, what: str, found: float, wanted: float, step: float) -> None:
        self.equal(f"{what} ({found} for {wanted})", abs(found - wanted) <= step, True)


def main() -> int:
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="izium-edu-anki-") as folder:
        python = environment(Path(folder) / "environment")
        for name in ZONES:
            before = len(checks.failed)
            zone_folder = Path(folder) / name.replace("/", "-")
            zone_folder.mkdir()
            one_zone(python, zone_folder, ZoneInfo(name), checks)
            print(f"{name}: {'sound' if len(checks.failed) == before else 'FAILED'}", flush=True)
    for failure in checks.failed:
        print(f"  {failure}")
    print(f"{checks.passed} checks passed, {len(checks.failed)} failed.")
    return 1 if checks.failed else 0


def environment(folder: Path) -> Path:
    """A new environment with `anki` in it; its interpreter."""
    wanted = f"anki=={version}" if (version := os.environ.get("ANKI")) else "anki"
    print(f"Installing {wanted} into {folder} …", flush=True)
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--only-binary", ":all:", wanted], check=True)
    told = subprocess.run(
        [str(python), "-c", "from anki.buildinfo import version; print(version)"],
        check=True,
        capture_output=True,
        text=True,
    )
    print(f"Anki {told.stdout.strip()}", flush=True)
    return python


def one_zone(python: Path, folder: Path, zone: ZoneInfo, checks: Checks) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    today = Calendar(first=date.min, zone=zone).day_of(now)
    deck = made_up(today, zone, now)
    newer = replace(
        deck,
        notes=(replace(deck.notes[0], back="Revised", changed_at=now), *deck.notes[1:]),
    )
    timing = Timing(zone=zone, retention=0.88, decay=0.2)
    (folder / "deck.apkg").write_bytes(write_apkg(deck, now=now, timing=timing))
    (folder / "newer.apkg").write_bytes(write_apkg(newer, now=now, timing=timing))
    (folder / "deck.txt").write_text(write_deck_text(newer))
    ran = subprocess.run(
        [str(python), str(SIDE), str(folder)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "TZ": zone.key},
        cwd=folder,
    )
    told = json.loads(ran.stdout)
    size = len(deck.notes)
    checks.equal("Anki's own check of its collection", told["sound"], True)
    steps = told["steps"]
    for step, (new, updated) in {
        "first": (size, 0),
        "second": (0, 0),
        "newer": (0, 1),
        "text": (0, 0),
    }.items():
        checks.equal(f"{step}: notes", steps[step]["notes"], size)
        checks.equal(f"{step}: new", steps[step]["log"]["new"], new)
        if step != "text":
            checks.equal(f"{step}: updated", steps[step]["log"]["updated"], updated)
        checks.equal(f"{step}: conflicting", steps[step]["log"]["conflicting"], 0)
        cards = {card["guid"]: card for card in steps[step]["cards"]}
        checks.equal(f"{step}: guids", set(cards), {note.guid for note in deck.notes})
        expected = newer if step in ("newer", "text") else deck
        for note in expected.notes:
            check_card(
                f"{zone.key}, {step}, {note.front[:12]}", cards[note.guid], note, today, checks
            )
    check_back(read_back(folder, zone), newer, checks)


def read_back(folder: Path, zone: ZoneInfo) -> dict[str, DeckNote]:
    back = read_apkg((folder / "back.apkg").read_bytes(), zone=zone)
    return {note.guid: note for deck in back.decks for note in deck.notes}


def check_card(
    what: str, card: dict[str, Any], note: DeckNote, today: date, checks: Checks
) -> None:
    texts = [from_markup(text).text for text in card["fields"]]
    checks.equal(f"{what}: fields", texts, [note.front, note.back, note.source])
    checks.equal(f"{what}: deck", card["deck"], "Made up::Deck")
    checks.equal(f"{what}: tags", sorted(card["tags"]), sorted(note.tags))
    checks.equal(f"{what}: reviews", len(card["reviews"]), len(note.log))
    checks.equal(f"{what}: suspended", card["queue"] == -1, note.suspended)
    state = note.schedule
    if state is None:
        checks.equal(f"{what}: new", card["type"], 0)
        return
    checks.equal(
        f"{what}: reps, lapses", (card["reps"], card["lapses"]), (state.reps, state.lapses)
    )
    checks.near(f"{what}: stability", card["stability"], state.stability, STABILITY_STEP)
    checks.near(f"{what}: difficulty", card["difficulty"], state.difficulty, DIFFICULTY_STEP)
    checks.near(f"{what}: retention", card["retention"], 0.88, 0.001)
    checks.near(f"{what}: decay", card["decay"], 0.2, 0.001)
    if state.due_day is not None:
        checks.equal(f"{what}: due in days", card["due"], (state.due_day - today).days)
    if state.due_at is not None:
        checks.equal(f"{what}: due at", card["due"], int(state.due_at.timestamp()))


def check_back(found: dict[str, DeckNote], deck: Deck, checks: Checks) -> None:
    checks.equal("back: guids", set(found), {note.guid for note in deck.notes})
    for note in deck.notes:
        back = found[note.guid]
        what = f"back, {note.front[:12]}"
        for name in ("front", "back", "source", "log", "suspended"):
            checks.equal(f"{what}: {name}", getattr(back, name), getattr(note, name))
        if note.schedule is None or back.schedule is None:
            checks.equal(f"{what}: schedule", back.schedule, note.schedule)
            continue
        for name in ("due_day", "due_at", "last_day", "step", "phase", "reps", "lapses"):
            checks.equal(
                f"{what}: {name}", getattr(back.schedule, name), getattr(note.schedule, name)
            )


def made_up(today: date, zone: ZoneInfo, now: datetime) -> Deck:
    """One note for each state that a card can be in, and texts that tempt a parser."""
    calendar = Calendar(first=today, zone=zone)
    texts = (
        (
            "What is <b>not</b> bold & why?",
            'A tab\tand "marks"',
            "A page, https://example.org/a?b=1&c=2",
        ),
        ("Рядок перший\nрядок другий", "Відповідь: {{c1::ні}}", ""),
        ("#not a comment", "=1+1", "a [sound] archive"),
        ("Learning", "in ten minutes", ""),
        ("Relearning", "soon", ""),
        ("New", "never seen", ""),
        ("Overdue", "since three weeks", ""),
    )
    states = (
        review(today, last=-10, due=5, stability=15.123456),
        review(today, last=0, due=1, stability=0.87654),
        review(today, last=-400, due=0, stability=399.5),
        stepping(now, today, Phase.LEARNING, step=1),
        stepping(now, today, Phase.RELEARNING, step=0),
        None,
        review(today, last=-30, due=-21, stability=9.0),
    )
    return Deck(
        name="Made up::Deck",
        description="Made-up notes.",
        notes=tuple(
            DeckNote(
                guid=guid_of(f"made-up-{number}"),
                front=front,
                back=" ".join(back.split("\t")),
                source=source,
                tags=("made_up", f"topic::{number}"),
                schedule=state,
                log=() if state is None else log_of(state, calendar, number),
                suspended=number == 2,
                changed_at=now - timedelta(days=30),
            )
            for number, ((front, back, source), state) in enumerate(zip(texts, states, strict=True))
        ),
    )


def review(today: date, *, last: int, due: int, stability: float) -> MemoryState:
    return MemoryState(
        stability=stability,
        difficulty=5.432,
        last_day=today + timedelta(days=last),
        long_term_day=today + timedelta(days=last),
        due_day=today + timedelta(days=due),
        due_at=None,
        step=None,
        phase=Phase.REVIEW,
        reps=2,
        lapses=1,
    )


def stepping(now: datetime, today: date, phase: Phase, *, step: int) -> MemoryState:
    return MemoryState(
        stability=1.5,
        difficulty=6.25,
        last_day=today,
        long_term_day=None,
        due_day=None,
        due_at=now + timedelta(minutes=10),
        step=step,
        phase=phase,
        reps=2,
        lapses=1 if phase is Phase.RELEARNING else 0,
    )


def log_of(state: MemoryState, calendar: Calendar, number: int) -> tuple[DeckReview, ...]:
    """Two reviews: a first one, and that of the last day. Times differ from card to card."""
    assert state.last_day is not None
    last = calendar.beginning(state.last_day) + timedelta(seconds=number)
    return (
        DeckReview(
            at=last - timedelta(days=3),
            rating=Rating.GOOD,
            phase=Phase.NEW,
            wait=timedelta(minutes=10),
            seconds=4.25,
        ),
        DeckReview(
            at=last,
            rating=Rating.AGAIN if state.lapses else Rating.GOOD,
            phase=Phase.LEARNING if state.phase is Phase.LEARNING else Phase.REVIEW,
            wait=timedelta(days=3) if state.phase is Phase.REVIEW else timedelta(minutes=10),
            seconds=2.5,
        ),
    )


if __name__ == "__main__":
    started = time.monotonic()
    status = main()
    print(f"{time.monotonic() - started:.0f} s")
    sys.exit(status)
