"""What Anki's packages hold, and what ours hold for Anki."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.errors import DeckRefused
from quizzes.exchange.apkg import FIELDS, NOTE_TYPE_ID, read_apkg, write_apkg
from quizzes.exchange.deck import Deck, DeckNote, DeckReview, Imported, Limits, Timing, guid_of
from quizzes.exchange.markup import one_line, plain
from quizzes.exchange.memory import Calendar
from quizzes.exchange.notes import clean_tags
from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating
from tests.exchange.packages import (
    CLOZE,
    REVERSED,
    Card,
    Note,
    collection,
    latest,
    legacy_1,
    legacy_2,
)

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = date(2026, 11, 22)
TIMING = Timing(zone=KYIV, retention=0.88, decay=0.2)
AGES = {"old": legacy_1, "middle": legacy_2, "new": latest}

SETTLED = MemoryState(
    stability=15.25,
    difficulty=5.5,
    last_day=date(2026, 11, 12),
    long_term_day=date(2026, 11, 12),
    due_day=date(2026, 11, 27),
    due_at=None,
    step=None,
    phase=Phase.REVIEW,
    reps=3,
    lapses=1,
)


def a_note(**changes: object) -> DeckNote:
    note = DeckNote(guid=guid_of("first"), front="When was it founded?", back="In 1681")
    return replace(note, **changes)  # type: ignore[arg-type]


def read(data: bytes, **limits: int | float) -> Imported:
    return read_apkg(data, zone=KYIV, limits=Limits(**limits))  # type: ignore[arg-type]


def only(found: Imported) -> DeckNote:
    ((note,),) = (deck.notes for deck in found.decks)
    return note


def codes(found: Imported) -> list[tuple[int, str, bool]]:
    return [(p.number, p.code, p.left_out) for p in found.problems]


def rows(data: bytes, query: str) -> list[tuple]:
    with zipfile.ZipFile(BytesIO(data)) as archive, closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(archive.read("collection.anki2"))
        return made.execute(query).fetchall()


# Out


def test_guid_of_a_question_never_changes() -> None:
    assert guid_of("choice:founded:when") == "gljv2gdb2v6fewv2"


def test_write_is_the_same_twice() -> None:
    deck = Deck(name="Town", notes=(a_note(schedule=SETTLED),))

    assert write_apkg(deck, now=NOW, timing=TIMING) == write_apkg(deck, now=NOW, timing=TIMING)


def test_write_keeps_the_note_type_frozen() -> None:
    data = write_apkg(Deck(name="Town", notes=(a_note(),)), now=NOW)

    ((models,),) = rows(data, "SELECT models FROM col")
    ((key, note_type),) = json.loads(models).items()
    assert (key, [f["name"] for f in note_type["flds"]]) == ("1864207553", list(FIELDS))
    assert (NOTE_TYPE_ID, FIELDS) == (1864207553, ("Front", "Back", "Source"))


def test_write_dates_a_note_by_its_change_not_by_the_export() -> None:
    changed = datetime(2026, 3, 1, tzinfo=UTC)
    notes = (a_note(changed_at=changed), a_note(guid="other"))

    data = write_apkg(Deck(name="Town", notes=notes), now=NOW)

    assert rows(data, "SELECT mod FROM notes ORDER BY id") == [
        (int(changed.timestamp()),),
        (int(NOW.timestamp()),),
    ]


def test_write_dates_the_note_type_apart_from_the_export() -> None:
    models = {
        rows(write_apkg(Deck(name="Town", notes=(a_note(),)), now=at), "SELECT models FROM col")[0]
        for at in (NOW, NOW + timedelta(days=30))
    }

    assert len(models) == 1


def test_write_keeps_the_deck_of_one_name_the_same() -> None:
    first = write_apkg(Deck(name="Town", notes=(a_note(),)), now=NOW)
    later = write_apkg(Deck(name="Town", notes=(a_note(guid="b"),)), now=NOW + timedelta(days=9))
    other = write_apkg(Deck(name="Other", notes=(a_note(),)), now=NOW)

    ids = [rows(data, "SELECT did FROM cards") for data in (first, later, other)]
    assert ids[0] == ids[1] != ids[2]


def test_write_without_timing_makes_new_cards() -> None:
    log = (review_at(datetime(2026, 11, 12, 8, tzinfo=UTC)),)
    data = write_apkg(Deck(name="Town", notes=(a_note(schedule=SETTLED, log=log),)), now=NOW)

    assert rows(data, "SELECT type, queue, reps, data FROM cards") == [(0, 0, 0, "")]
    assert rows(data, "SELECT id FROM revlog") == []


def test_write_tells_the_schedule_in_terms_of_fsrs() -> None:
    data = write_apkg(Deck(name="T", notes=(a_note(schedule=SETTLED),)), now=NOW, timing=TIMING)

    ((type_, queue, due, ivl, told),) = rows(data, "SELECT type, queue, due, ivl, data FROM cards")
    # The collection's first day is the earliest of the deck's, 2026-11-12.
    assert (type_, queue, due, ivl) == (2, 2, 15, 15)
    assert {key: json.loads(told)[key] for key in ("s", "d", "dr", "decay")} == {
        "s": 15.25,
        "d": 5.5,
        "dr": 0.88,
        "decay": 0.2,
    }
    assert sorted(json.loads(told)) == ["d", "decay", "dr", "lrt", "s"]


def test_write_begins_the_collection_at_the_rollover_of_the_zone() -> None:
    data = write_apkg(Deck(name="T", notes=(a_note(schedule=SETTLED),)), now=NOW, timing=TIMING)

    ((created, conf),) = rows(data, "SELECT crt, conf FROM col")
    assert datetime.fromtimestamp(created, KYIV) == datetime(2026, 11, 12, 4, tzinfo=KYIV)
    assert json.loads(conf)["creationOffset"] == -120


def test_write_moves_reviews_of_one_moment_apart() -> None:
    log = (review_at(datetime(2026, 11, 12, 8, tzinfo=UTC)),)
    notes = (a_note(schedule=SETTLED, log=log), a_note(guid="b", schedule=SETTLED, log=log))

    data = write_apkg(Deck(name="Town", notes=notes), now=NOW, timing=TIMING)

    (first, second) = rows(data, "SELECT id FROM revlog ORDER BY id")
    assert second[0] - first[0] == 1


def test_write_suspends_a_suspended_card() -> None:
    note = a_note(schedule=SETTLED, suspended=True)

    data = write_apkg(Deck(name="Town", notes=(note,)), now=NOW, timing=TIMING)

    assert rows(data, "SELECT type, queue FROM cards") == [(2, -1)]


def test_write_escapes_what_would_be_markup() -> None:
    note = a_note(front="<b>&", source="See https://example.org/?a=1&b=2.")

    data = write_apkg(Deck(name="Town", notes=(note,)), now=NOW)

    ((fields,),) = rows(data, "SELECT flds FROM notes")
    assert fields.split("\x1f")[::2] == [
        "&lt;b&gt;&amp;",
        'See <a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a>.',
    ]


@pytest.mark.parametrize(
    ("notes", "code"),
    [
        ((a_note(), a_note()), "guid-twice"),
        ((a_note(guid=" "),), "guid-empty"),
        ((a_note(front="\n"),), "front-empty"),
    ],
)
def test_write_refuses(notes: tuple[DeckNote, ...], code: str) -> None:
    with pytest.raises(DeckRefused) as refused:
        write_apkg(Deck(name="Town", notes=notes), now=NOW)

    assert refused.value.code == code


# Out and in


def review_at(at: datetime, **changes: object) -> DeckReview:
    review = DeckReview(
        at=at, rating=Rating.GOOD, phase=Phase.REVIEW, wait=timedelta(days=3), seconds=4.5
    )
    return replace(review, **changes)  # type: ignore[arg-type]


texts = st.text(max_size=80).map(plain)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)
waits = st.one_of(
    st.integers(1, 36500).map(lambda n: timedelta(days=n)),
    st.integers(1, 86399).map(lambda n: timedelta(seconds=n)),
)
reviews = st.builds(
    DeckReview,
    at=moments,
    rating=st.sampled_from(Rating),
    phase=st.sampled_from([Phase.REVIEW, Phase.RELEARNING]),
    wait=waits,
    seconds=st.integers(0, 3_600_000).map(lambda ms: ms / 1000),
)


@st.composite
def memories(draw: st.DrawFn) -> MemoryState | None:
    phase = draw(st.sampled_from(Phase))
    if phase is Phase.NEW:
        return None
    last_day = draw(days)
    in_review = phase is Phase.REVIEW
    due_at = draw(moments).replace(microsecond=0)
    reps = draw(st.integers(0, 500))
    return MemoryState(
        stability=draw(st.floats(0.001, 36500)),
        difficulty=draw(st.floats(1, 10)),
        last_day=last_day,
        long_term_day=last_day if in_review else None,
        due_day=last_day + timedelta(days=draw(st.integers(1, 36500))) if in_review else None,
        due_at=None if in_review else due_at,
        step=None if in_review else draw(st.integers(0, 1)) if phase is Phase.LEARNING else 0,
        phase=phase,
        reps=reps,
        lapses=draw(st.integers(0, reps)),
    )


@st.composite
def decks(draw: st.DrawFn) -> Deck:
    guids = st.text("abcdefgh23", min_size=1, max_size=6)
    ats: set[datetime] = set()
    notes = []
    for guid in draw(st.lists(guids, max_size=4, unique=True)):
        log = sorted(draw(st.lists(reviews, max_size=4)), key=lambda review: review.at)
        log = [r for r in log if not (r.at in ats or ats.add(r.at))]
        if log and draw(st.booleans()):
            log[0] = replace(log[0], phase=Phase.NEW)
        notes.append(
            DeckNote(
                guid=guid,
                front=draw(texts.filter(bool)),
                back=draw(texts),
                source=draw(texts),
                tags=tuple(clean_tags(draw(st.lists(st.text(max_size=12), max_size=3)))),
                schedule=draw(memories()),
                log=tuple(log),
                suspended=draw(st.booleans()),
                changed_at=draw(moments).replace(microsecond=0),
            )
        )
    return Deck(name=draw(texts.map(one_line).filter(bool)), notes=tuple(notes))


@settings(max_examples=60, deadline=None)
@given(deck=decks(), zone=st.sampled_from(["Europe/Kyiv", "Pacific/Apia", "America/St_Johns"]))
def test_a_deck_with_its_schedule_comes_back(deck: Deck, zone: str) -> None:
    timing = Timing(zone=ZoneInfo(zone))

    found = read_apkg(write_apkg(deck, now=NOW, timing=timing), zone=timing.zone)

    assert found.problems == ()
    assert found.decks == ((deck,) if deck.notes else ())


@settings(max_examples=40, deadline=None)
@given(deck=decks())
def test_a_deck_without_schedule_comes_back_new(deck: Deck) -> None:
    found = read_apkg(write_apkg(deck, now=NOW), zone=KYIV)

    new = [replace(note, schedule=None, log=(), suspended=False) for note in deck.notes]
    assert [note for back in found.decks for note in back.notes] == new


@pytest.mark.parametrize("text", ["[sound:a.mp3]", "[latex]x[/latex]", "{{Front}} {{c1::x}}"])
def test_what_anki_would_read_as_a_command_comes_back_as_words(text: str) -> None:
    deck = Deck(name="Town", notes=(a_note(front=text, changed_at=NOW),))

    assert read_apkg(write_apkg(deck, now=NOW), zone=KYIV).decks == (deck,)


# In


@pytest.mark.parametrize("age", AGES)
def test_read_takes_packages_of_every_age(age: str) -> None:
    made = collection([Note(tags=" town old_times ")], newer=age == "new")

    found = read(AGES[age](made))

    (deck,) = found.decks
    assert deck.name == "Town::History"
    assert deck.notes == (
        DeckNote(
            guid="guid1",
            front="Front",
            back="Back",
            tags=("town", "old_times"),
            changed_at=datetime.fromtimestamp(1793500000, UTC),
        ),
    )
    assert found.problems == ()


@pytest.mark.parametrize("newer", [False, True])
def test_read_makes_a_note_of_each_card(newer: bool) -> None:
    made = collection([Note(type=REVERSED, cards=(Card(), Card(ordinal=1)))], newer=newer)

    (deck,) = read(latest(made)).decks

    assert [(n.guid, n.front, n.back) for n in deck.notes] == [
        ("guid1", "Front", "Back"),
        ("guid1~1", "Back", "Front"),
    ]


@pytest.mark.parametrize("newer", [False, True])
def test_read_hides_the_cloze_of_its_card(newer: bool) -> None:
    text = "Founded in {{c1::1681::year}} on the {{c2::Donets}}"
    cards = (Card(), Card(ordinal=1))
    made = collection([Note(type=CLOZE, fields=(text, "More"), cards=cards)], newer=newer)

    (deck,) = read(latest(made)).decks

    assert [(n.front, n.back) for n in deck.notes] == [
        ("Founded in [year] on the Donets", "Founded in 1681 on the Donets\nMore"),
        ("Founded in 1681 on the […]", "Founded in 1681 on the Donets\nMore"),
    ]


def test_read_reduces_markup_and_media_to_text_and_says_so() -> None:
    front = '<b onclick="x()">Bold</b><script>alert(1)</script> [sound:a.mp3]<img src="a.png">'
    made = collection([Note(fields=(front, "<div>one</div><div>two</div>"))])

    found = read(legacy_1(made))

    assert (only(found).front, only(found).back) == ("Bold", "one\ntwo")
    assert [(p.code, dict(p.params)) for p in found.problems] == [
        ("markup-removed", {"tags": ("b", "script")}),
        ("media-ignored", {"count": 2}),
    ]


def scheduled(**columns: object) -> Card:
    told = {
        "type": 2,
        "queue": 2,
        "due": 26,
        "ivl": 15,
        "reps": 3,
        "lapses": 1,
        # 2026-11-12 08:00 UTC
        "data": json.dumps({"s": 15.25, "d": 5.5, "dr": 0.9, "decay": 0.15, "lrt": 1794470400}),
    }
    return Card(columns=tuple({**told, **columns}.items()))


@pytest.mark.parametrize("newer", [False, True])
def test_read_counts_due_days_from_the_first_day_of_the_collection(newer: bool) -> None:
    made = collection([Note(cards=(scheduled(),))], newer=newer)

    assert only(read(latest(made))).schedule == SETTLED


def test_read_counts_days_in_the_zone_that_the_collection_began_in() -> None:
    made = collection([Note(cards=(scheduled(),))])

    state = only(read_apkg(legacy_1(made), zone=ZoneInfo("America/Los_Angeles"))).schedule

    assert state is not None
    assert state.due_day == SETTLED.due_day


def test_read_takes_the_home_due_day_of_a_card_in_a_filtered_deck() -> None:
    made = collection([Note(cards=(scheduled(due=-100_000, odue=26, odid=7, did=99),))])

    found = read(legacy_1(made))

    assert only(found).schedule == SETTLED
    assert found.decks[0].name == "Town::History"


def test_read_takes_a_suspended_card_as_such() -> None:
    made = collection([Note(cards=(scheduled(queue=-1),))])

    assert only(read(legacy_1(made))).suspended is True


def test_read_takes_a_learning_step_as_a_time() -> None:
    made = collection([Note(cards=(scheduled(type=1, queue=1, due=1794471000, left=1001),))])

    state = only(read(legacy_1(made))).schedule

    assert state is not None
    assert (state.phase, state.due_at, state.step, state.due_day) == (
        Phase.LEARNING,
        datetime(2026, 11, 12, 8, 10, tzinfo=UTC),
        1,
        None,
    )


def test_read_gives_a_step_of_days_the_beginning_of_its_study_day() -> None:
    made = collection([Note(cards=(scheduled(type=3, queue=3, due=26, left=1),))])

    state = only(read(legacy_1(made))).schedule

    assert state is not None
    assert state.due_at == datetime(2026, 11, 27, 4, tzinfo=KYIV)


def test_read_keeps_the_log_of_a_card_learnt_without_fsrs() -> None:
    made = collection(
        [Note(cards=(scheduled(data="{}"),))],
        reviews=[(1794470400123, 101, 3, -600, 4500, 0), (1794474000000, 101, 4, 15, 2000, 1)],
    )

    found = read(legacy_1(made))

    assert only(found).schedule is None
    assert [(r.rating, r.phase, r.wait, r.seconds) for r in only(found).log] == [
        (Rating.GOOD, Phase.NEW, timedelta(minutes=10), 4.5),
        (Rating.EASY, Phase.REVIEW, timedelta(days=15), 2.0),
    ]
    assert codes(found) == [(1, "schedule-not-fsrs", False)]


@pytest.mark.parametrize(
    "columns",
    [
        {"type": 9},
        {"due": 10**15},
        {"due": -(10**15)},
        {"due": 2_000_000},
        {"due": 3},
        {"reps": -1},
        {"lapses": 9},
        {"data": "{"},
        {"data": "[" * 100_000},
        {"data": '{"s": 1e999, "d": 5}'},
        {"data": '{"s": NaN, "d": 5}'},
        {"data": '{"s": 0, "d": 5}'},
        {"data": '{"s": 5, "d": 11}'},
        {"data": '{"s": 1' + "0" * 400 + ', "d": 5}'},
        {"data": '{"s": "5", "d": 5}'},
        {"data": '{"s": 5, "d": 5, "lrt": 1' + "0" * 400 + "}"},
        {"type": 1, "due": 10**17},
        {"type": 3, "due": 3_652_059 - 739_000},
    ],
)
def test_read_takes_a_card_as_new_where_its_schedule_contradicts_itself(
    columns: dict[str, object],
) -> None:
    found = read(legacy_1(collection([Note(cards=(scheduled(**columns),))])))

    assert only(found).schedule is None
    assert codes(found) == [(1, "schedule-unreadable", False)]


@pytest.mark.parametrize(
    "review",
    [
        (1794470400123, 101, 9, 3, 4500, 1),
        (1794470400123, 101, 0, 3, 4500, 4),
        (10**18, 101, 3, 3, 4500, 1),
        (5, 101, 3, 3, 4500, 1),
        (1794470400123, 101, 3, 10**12, 4500, 1),
        (1794470400123, 101, 3, 3, -1, 1),
        (1794470400123, 101, "three", 3, 4500, 1),
    ],
)
def test_read_counts_reviews_that_cannot_be(review: tuple[object, ...]) -> None:
    found = read(legacy_1(collection(reviews=[review])))

    assert only(found).log == ()
    assert [(p.code, dict(p.params)) for p in found.problems] == [
        ("reviews-unreadable", {"count": 1})
    ]


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (Note(fields=b"\xff\xfe"), "note-unreadable"),
        (Note(guid=5), "note-unreadable"),
        (Note(type=77), "note-type-unknown"),
        (Note(cards=()), "card-missing"),
        (Note(cards=(Card(ordinal=5),)), "card-unknown"),
        (Note(cards=(Card(ordinal=-1),)), "card-unknown"),
        (Note(fields=("<img src=x>", "Back")), "front-empty"),
        (Note(fields=("a" * 101, "Back")), "text-too-long"),
        (Note(fields=("Front", "a" * 9000)), "text-too-long"),
        (Note(guid="guid1"), "guid-twice"),
    ],
)
def test_read_leaves_out_a_note_and_says_which(note: Note, code: str) -> None:
    if note.guid == 5:
        # The column turns a number into text: only a blob is none.
        note = replace(note, guid=b"\xff")
    found = read(legacy_1(collection([Note(), note, Note(fields=("Third", ""))])), side=100)

    assert [n.front for d in found.decks for n in d.notes][-1] == "Third"
    assert (2, code, True) in codes(found)
    assert found.notes == 2


def test_read_gives_a_note_without_guid_one_from_its_words() -> None:
    made = legacy_1(collection([Note(guid="")]))

    assert only(read(made)).guid == only(read(made)).guid == guid_of("Front\x1fBack")


def test_read_drops_tags_beyond_the_limits_and_says_so() -> None:
    found = read(legacy_1(collection([Note(tags=" a b " + "c" * 50 + " d ")])), tags=2, tag=10)

    assert only(found).tags == ("a", "b")
    assert [(p.code, dict(p.params)) for p in found.problems] == [
        ("tags-dropped", {"count": 2, "limit": 2})
    ]


@pytest.mark.parametrize("make", [legacy_1, legacy_2, latest])
def test_read_takes_an_empty_collection(make: Callable[[bytes], bytes]) -> None:
    assert read(make(collection([]))) == Imported(decks=())


def test_day_of_turns_at_the_rollover() -> None:
    calendar = Calendar(first=TODAY, zone=KYIV)
    four = datetime(2026, 11, 22, 4, tzinfo=KYIV)

    assert calendar.day_of(four) == date(2026, 11, 22)
    assert calendar.day_of(four - timedelta(seconds=1)) == date(2026, 11, 21)
