"""Decks out and in: what a card becomes, and what an import makes of what is there."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from quizzes.actions import accounts, deck_logs, decks, fitting
from quizzes.actions import deck_exchange as exchange
from quizzes.actions.deck_exchange import Fate
from quizzes.errors import DeckRefused, NothingToUndo
from quizzes.exchange.apkg import write_apkg
from quizzes.exchange.deck import Deck, DeckNote, DeckReview, Imported, Timing, guid_of
from quizzes.exchange.deck_text import write_deck_text
from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating
from quizzes.models import Card, PendingImport, ReviewLog, Source, StudyDay
from quizzes.models.cards import LogKind, Suspension
from quizzes.models.questions import QuestionStatus
from tests.cards import (
    DAY,
    card_of,
    choice_card,
    ordering_card,
    own_card,
    plan_of,
    rate,
    replayed,
    settled,
    undo,
)
from tests.factories import (
    NOON,
    FactFactory,
    PackFactory,
    TopicFactory,
    UserFactory,
    flashcard,
    flashcard_question,
    question,
)

pytestmark = pytest.mark.django_db
IMPORTED_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOTE = DeckNote(guid="g1", front="Front", back="Back", source="A book", tags=("river",))
STATE = MemoryState(
    stability=12.5,
    difficulty=5.25,
    last_day=date(2026, 11, 20),
    long_term_day=date(2026, 11, 20),
    due_day=date(2026, 12, 2),
    due_at=None,
    step=None,
    phase=Phase.REVIEW,
    reps=4,
    lapses=1,
)


@pytest.fixture
def learner():
    return UserFactory()


def deck_of(learner, **choices):
    return exchange.exported(
        learner=learner,
        cards=exchange.exportable(learner, now=NOON),
        name="Deck",
        **({"with_schedule": True} | choices),
    )


def kept(owner, *notes, now=NOON):
    imported = Imported(decks=(Deck(name="Deck", notes=notes),))
    return exchange.keep(owner=owner, name="deck.apkg", imported=imported, now=now)


def brought(owner, *notes, now=NOON):
    pending = kept(owner, *notes, now=now)
    return exchange.take_over(owner=owner, pending_id=pending.pk, now=now)


def fates(owner, *notes, now=NOON):
    counts = exchange.preview(kept(owner, *notes, now=now), now=now).counts
    return {fate for fate in Fate if counts[fate]}


# --- Out


def test_flashcard_leaves_with_its_citation_and_topic(learner):
    card = card_of(learner=learner)
    note = deck_of(learner).notes[0]
    item = card.question.current.item
    assert note.guid == guid_of(card.question.identity)
    assert note.front == item.front
    assert note.back == f"{item.back}\n\n{item.explanation}"
    assert note.source == (
        "“A made-up chronicle”, Beginnings (the chronicler) "
        "https://example.org/chronicle#:~:text=made-up"
    )
    assert note.tags == (card.topic.slug,)


def test_choice_leaves_with_its_options_and_the_key_behind(learner):
    choice_card(learner)
    note = deck_of(learner).notes[0]
    assert note.front.splitlines()[2:] == [f"– the builder {name}" for name in "abcd"]
    assert note.back.splitlines()[0] == "the builder a"


def test_ordering_tells_nothing_by_the_order_of_its_front(learner):
    card = ordering_card(learner)
    item = card.question.current.item
    note = deck_of(learner).notes[0]
    titles = [event.title for event in item.events]
    assert note.front.splitlines()[2:] == sorted(f"– {title}" for title in titles)
    assert note.back.splitlines()[: len(titles)] == [
        f"{place}. {title}" for place, title in enumerate(titles, start=1)
    ]


def test_schedule_and_reviews_leave_where_wished(learner):
    card = settled(card_of(learner=learner))
    with_it, without = deck_of(learner).notes[0], deck_of(learner, with_schedule=False).notes[0]
    assert with_it.schedule == card.state
    assert [review.rating for review in with_it.log] == [Rating.GOOD, Rating.GOOD]
    assert [review.phase for review in with_it.log] == [Phase.NEW, Phase.LEARNING]
    assert with_it.log[1].wait == timedelta(days=(card.due_day - NOON.date()).days)
    assert (without.schedule, without.log) == (None, ())


def test_cards_left_withdrawn_or_to_read_stay(learner):
    card_of(learner=learner, left_at=NOON)
    gone = card_of(learner=learner).question
    type(gone).objects.filter(pk=gone.pk).update(status=QuestionStatus.RETIRED)
    harm = FactFactory(sensitivity=2)
    Card.objects.create(learner=learner, fact=harm, topic=harm.topic, created_at=NOON)
    card_of()
    assert deck_of(learner).notes == ()


def test_deck_says_whose_its_texts_are_and_under_which_licence(learner):
    topic = TopicFactory(pack=PackFactory(title="A Town"))
    Source.objects.create(
        pack=topic.pack,
        slug="chronicle",
        title="A Chronicle",
        publisher="A Press",
        licence="CC-BY-SA-4.0",
        kind="article",
        language="en",
        sha256="0" * 64,
        length=1,
    )
    card_of(flashcard_question(topic), learner)
    told = deck_of(learner).description
    assert "“A Town”: in our own words, after “A Chronicle” (A Press, CC-BY-SA-4.0)." in told
    assert "by the learner" not in told
    own_card(learner)
    assert "by the learner" in deck_of(learner).description


@pytest.mark.parametrize("count", [1, 3, 30])
def test_leaving_costs_as_many_queries_with_many_cards(learner, count, django_assert_num_queries):
    for _ in range(count):
        settled(card_of(learner=learner))
    # Class work that withholds; cards, log; packs, sources, own ones.
    with django_assert_num_queries(6):
        deck_of(learner)


def test_own_cards_of_two_installations_are_told_apart(learner):
    card = own_card(learner)
    later = replace_created(card, NOON + DAY)
    assert exchange.guid_of_card(card) != exchange.guid_of_card(later)


def replace_created(card, moment):
    return Card(pk=card.pk, learner=card.learner, own_front="A", created_at=moment)


# --- In


def test_nothing_is_a_card_before_the_word(learner):
    kept(learner, NOTE)
    assert not Card.objects.exists()


def test_note_becomes_an_own_card(learner):
    done = brought(learner, NOTE)
    card = Card.objects.get()
    assert (done.added, done.changed) == (1, 0)
    assert (card.own_front, card.own_back, card.own_source) == ("Front", "Back", "A book")
    assert (card.own_tags, card.guid, card.phase) == (["river"], "g1", Phase.NEW)


def test_schedule_becomes_the_state(learner):
    brought(learner, replace(NOTE, schedule=STATE))
    card = Card.objects.get()
    assert card.state == STATE
    assert card.last_at == datetime(2026, 11, 20, 10, tzinfo=UTC)  # noon in Kyiv
    rate(card, now=datetime(2026, 12, 2, 12, tzinfo=UTC))
    card.refresh_from_db()
    assert card.reps == 5


REVIEWS = tuple(
    DeckReview(
        at=datetime(2026, 11, day, 10, tzinfo=UTC),
        rating=rating,
        phase=phase,
        wait=wait,
        seconds=4.0,
    )
    for day, rating, phase, wait in (
        (1, Rating.GOOD, Phase.NEW, timedelta(minutes=10)),
        (2, Rating.AGAIN, Phase.LEARNING, timedelta(seconds=30)),
        (20, Rating.GOOD, Phase.REVIEW, timedelta(days=12)),
    )
)


def with_reviews(learner):
    brought(learner, replace(NOTE, schedule=STATE, log=REVIEWS), now=IMPORTED_AT)
    return Card.objects.get(learner=learner)


def test_reviews_of_another_program_are_kept_as_they_were(learner):
    card = with_reviews(learner)
    rows = ReviewLog.objects.filter(card=card, kind=LogKind.IMPORTED)
    assert [(row.at, row.rating, row.interval, row.minutes) for row in rows] == [
        (REVIEWS[0].at, Rating.GOOD, 0, 10),
        (REVIEWS[1].at, Rating.AGAIN, 0, 1),
        (REVIEWS[2].at, Rating.GOOD, 12, None),
    ]


def test_log_of_a_brought_card_replays_to_its_state(learner):
    card = with_reviews(learner)
    assert replayed(card) == card.state == STATE
    rate(card, now=datetime(2026, 12, 2, 12, tzinfo=UTC))
    card.refresh_from_db()
    assert replayed(card) == card.state != STATE


def test_brought_reviews_are_no_work_done_here(learner):
    with_reviews(learner)
    assert not StudyDay.objects.exists()
    with pytest.raises(NothingToUndo):
        undo(learner, now=IMPORTED_AT)


def test_brought_reviews_leave_again_before_those_given_here(learner):
    card = with_reviews(learner)
    rate(card, now=datetime(2026, 12, 2, 12, tzinfo=UTC))
    log = deck_of(learner).notes[0].log
    assert [review.at.date().isoformat() for review in log] == [
        "2026-11-01",
        "2026-11-02",
        "2026-11-20",
        "2026-12-02",
    ]
    assert [review.phase for review in log][:3] == [review.phase for review in REVIEWS]


def test_second_import_brings_no_review_twice(learner):
    with_reviews(learner)
    brought(learner, replace(NOTE, schedule=STATE, log=REVIEWS), now=IMPORTED_AT)
    assert ReviewLog.objects.filter(kind=LogKind.IMPORTED).count() == 3


def test_reviews_of_days_to_come_are_not_believed(learner):
    brought(learner, replace(NOTE, log=REVIEWS), now=REVIEWS[1].at)
    assert ReviewLog.objects.filter(kind=LogKind.IMPORTED).count() == 2


def test_of_very_many_reviews_the_latest_are_kept(learner, monkeypatch):
    monkeypatch.setattr(deck_logs, "MOST_IMPORTED", 2)
    with_reviews(learner)
    kept = ReviewLog.objects.filter(kind=LogKind.IMPORTED)
    assert [row.at for row in kept] == [review.at for review in REVIEWS[1:]]


def test_brought_reviews_are_history_to_fit_to(learner):
    with_reviews(learner)
    [history] = fitting.histories_of(learner, most=100)
    assert [one.rating for one in history] == [review.rating for review in REVIEWS]


def test_step_of_learning_is_taken_over(learner):
    due = NOON + timedelta(minutes=5)
    state = replace(
        STATE,
        phase=Phase.LEARNING,
        step=1,
        due_day=None,
        due_at=due,
        last_day=NOON.date(),
        long_term_day=None,
    )
    brought(learner, replace(NOTE, schedule=state))
    assert Card.objects.get().state == state


def test_memory_of_days_to_come_is_not_believed(learner):
    ahead = replace(STATE, last_day=date(2026, 11, 24))
    pending = kept(learner, replace(NOTE, schedule=ahead))
    assert exchange.preview(pending, now=NOON).with_memory == 0
    exchange.take_over(owner=learner, pending_id=pending.pk, now=NOON)
    assert Card.objects.get().phase == Phase.NEW


def test_suspended_card_comes_set_aside(learner):
    brought(learner, replace(NOTE, suspended=True))
    assert Card.objects.get().suspended == Suspension.LEARNER


def test_today_is_planned_anew(learner):
    plan = plan_of(learner, queue_day=NOON.date())
    brought(learner, NOTE)
    plan.refresh_from_db()
    assert plan.queue_day is None


def test_second_import_adds_nothing(learner):
    brought(learner, NOTE)
    assert fates(learner, NOTE) == {Fate.KNOWN}
    done = brought(learner, NOTE)
    assert (done.added, done.changed, Card.objects.count()) == (0, 0, 1)


def test_newer_version_replaces_the_words_and_leaves_the_memory(learner):
    brought(learner, replace(NOTE, changed_at=NOON - DAY))
    before = settled(Card.objects.get()).state
    newer = replace(NOTE, back="Better", changed_at=NOON, schedule=STATE)
    assert fates(learner, newer, now=NOON + DAY) == {Fate.CHANGED}
    done = brought(learner, newer, now=NOON + DAY)
    card = Card.objects.get()
    assert (done.added, done.changed) == (0, 1)
    assert (card.own_back, card.state) == ("Better", before)


def test_older_version_does_not_undo_what_was_edited_here(learner):
    first = replace(NOTE, changed_at=NOON - DAY)
    brought(learner, first)
    card = Card.objects.get()
    decks.edit_card(learner=learner, card_id=card.pk, front="F", back="Mine", source="")
    assert fates(learner, first) == {Fate.OLDER}
    brought(learner, first)
    assert Card.objects.get().own_back == "Mine"


def test_version_of_days_to_come_does_not_shut_out_later_ones(learner):
    brought(learner, replace(NOTE, changed_at=NOON + 1000 * DAY))
    assert Card.objects.get().own_changed_at == NOON


def test_card_that_was_left_is_taken_up_again(learner):
    brought(learner, NOTE)
    decks.leave_card(learner=learner, card_id=Card.objects.get().pk, now=NOON)
    assert fates(learner, NOTE) == {Fate.CHANGED}
    brought(learner, NOTE)
    assert Card.objects.get().left_at is None


def test_card_of_a_question_is_known_and_stays_as_it_is(learner):
    card = card_of(learner=learner)
    theirs = replace(NOTE, guid=guid_of(card.question.identity))
    assert fates(learner, theirs) == {Fate.KNOWN}
    brought(learner, theirs)
    assert Card.objects.count() == 1


def test_own_deck_comes_back_as_nothing_new(learner):
    card_of(learner=learner)
    own_card(learner)
    assert fates(learner, *deck_of(learner).notes) == {Fate.KNOWN}


def test_the_same_word_again_gives_the_same_result(learner):
    done = brought(learner, NOTE)
    again = exchange.take_over(owner=learner, pending_id=done.pk, now=NOON + DAY)
    assert (again.added, again.done_at, Card.objects.count()) == (1, NOON, 1)


def test_import_of_another_is_not_found(learner):
    pending = kept(learner, NOTE)
    for owner, pending_id in ((UserFactory(), pending.pk), (learner, uuid4())):
        with pytest.raises(PendingImport.DoesNotExist):
            exchange.take_over(owner=owner, pending_id=pending_id, now=NOON)
    assert not Card.objects.exists()


def test_all_or_nothing(learner, monkeypatch):
    pending = kept(learner, NOTE, replace(NOTE, guid="g2"))
    monkeypatch.setattr(exchange, "MOST_OWN_CARDS", 1)
    with pytest.raises(DeckRefused, match="too-many-own"):
        exchange.take_over(owner=learner, pending_id=pending.pk, now=NOON)
    assert not Card.objects.exists()
    assert PendingImport.objects.get().done_at is None


def test_failure_on_the_way_leaves_nothing_behind(learner, monkeypatch):
    brought(learner, NOTE)
    pending = kept(learner, replace(NOTE, back="Better"), replace(NOTE, guid="g2"))

    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(type(Card.objects.all()), "bulk_update", fail)
    with pytest.raises(RuntimeError):
        exchange.take_over(owner=learner, pending_id=pending.pk, now=NOON)
    assert Card.objects.get().own_back == "Back"


def test_next_upload_replaces_the_one_that_waits(learner):
    kept(learner, NOTE)
    second = kept(learner, NOTE)
    assert PendingImport.objects.get() == second


def test_what_nobody_comes_back_to_is_dropped(learner):
    kept(learner, NOTE)
    kept(UserFactory(), NOTE, now=NOON + DAY)
    assert exchange.prune_imports(before=NOON + DAY) == 1
    assert PendingImport.objects.get().owner != learner


def test_two_learners_hold_the_same_note(learner):
    brought(learner, NOTE)
    brought(UserFactory(), NOTE)
    assert Card.objects.filter(guid="g1").count() == 2


def test_guest_and_account_with_the_same_note_become_one(learner):
    guest = accounts.create_guest(now=NOON)
    brought(learner, NOTE)
    brought(guest, NOTE)
    settled(Card.objects.get(learner=guest))
    accounts.keep_guest_work(guest=guest, account=learner)
    assert Card.objects.get().reps == 2


# --- Files


def test_package_and_text_are_told_by_their_bytes(learner):
    deck = Deck(name="Deck", notes=(NOTE,))
    for data in (write_apkg(deck, now=NOON), write_deck_text(deck).encode()):
        read = exchange.read(data, zone=learner.zone)
        assert [(n.guid, n.front) for d in read.decks for n in d.notes] == [("g1", "Front")]


def test_deck_with_schedule_comes_to_another_learner_as_it_was(learner):
    fact = FactFactory(topic=TopicFactory(slug="river"))
    settled(card_of(question(flashcard(fact), topic=fact.topic, facts=[fact]), learner))
    own_card(learner)
    deck = deck_of(learner)
    data = write_apkg(deck, now=NOON + DAY, timing=Timing(zone=learner.zone))
    other = UserFactory()
    imported = exchange.read(data, zone=other.zone)
    pending = exchange.keep(owner=other, name="x", imported=imported, now=NOON + DAY)
    exchange.take_over(owner=other, pending_id=pending.pk, now=NOON + DAY)
    theirs = {card.guid: card for card in Card.objects.filter(learner=other)}
    assert set(theirs) == {note.guid for note in deck.notes}
    for note in deck.notes:
        card = theirs[note.guid]
        assert (card.own_front, card.own_back, card.own_source, tuple(card.own_tags)) == (
            *(note.front, note.back, note.source),
            note.tags,
        )
        assert (card.state if note.schedule else None) == note.schedule


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"#html:false\n", "no-notes"), (b"PK\x03\x04x", "package-unreadable")],
)
def test_file_without_a_deck_is_refused(learner, data, code):
    with pytest.raises(DeckRefused) as refused:
        exchange.read(data, zone=learner.zone)
    assert refused.value.code == code


def test_text_in_all_is_bounded(learner, monkeypatch):
    monkeypatch.setattr(exchange, "MOST_CHARACTERS", 10)
    with pytest.raises(DeckRefused, match="too-much-text"):
        exchange.read(b"a front\ta back", zone=learner.zone)
