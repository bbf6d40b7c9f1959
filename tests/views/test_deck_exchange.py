"""The screens on which a deck leaves and comes in."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quizzes.actions import deck_exchange as exchange
from quizzes.actions.deck_exchange import LIMITS
from quizzes.exchange.apkg import read_apkg
from quizzes.exchange.deck import DeckProblem, Place
from quizzes.models import Card, PendingImport, User
from quizzes.views.deck_words import problem_words
from tests.cards import card_of, own_card, settled
from tests.exchange import packages
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TEXT = b"#separator:tab\n#html:false\nWhat is made up?\tEverything here\triver\nAnother\tOne\n"


@pytest.fixture
def learner(client):
    user = UserFactory()
    client.force_login(user)
    return user


def upload(client, data, name="deck.txt", **more):
    return client.post(
        reverse("deck_import"), {"file": SimpleUploadedFile(name, data)} | more, follow=True
    )


def confirm(client, pending):
    return client.post(reverse("deck_import_confirm", args=[pending.pk]), follow=True)


def page(response):
    return response.content.decode()


def download(client, **choices):
    return client.get(reverse("deck_export"), {"deck": "all", "format": "apkg"} | choices)


def read(response, user):
    decks = read_apkg(response.content, zone=user.zone).decks
    return {note.front: note for deck in decks for note in deck.notes}


# --- Out


def test_deck_leaves_as_a_package(client, learner):
    card = settled(card_of(learner=learner))
    response = download(client)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="izium-edu.apkg"'
    notes = read(response, learner)
    assert list(notes) == [card.question.current.item.front]
    assert [note.schedule for note in notes.values()] == [None]


def test_schedule_leaves_where_wished(client, learner):
    card = settled(card_of(learner=learner))
    note = read(download(client, schedule="on"), learner)[card.question.current.item.front]
    assert (note.schedule, len(note.log)) == (card.state, 2)


def test_deck_leaves_as_text(client, learner):
    own_card(learner, front="A front", back="A back")
    response = download(client, format="txt", schedule="on")
    lines = page(response).splitlines()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines[:4] == [
        "#separator:tab",
        "#html:false",
        "#notetype:Izium Edu",
        "#deck:Izium Edu",
    ]
    assert lines[7].split("\t")[1:3] == ["A front", "A back"]


def test_one_topic_leaves_alone(client, learner):
    card = card_of(learner=learner)
    card_of(learner=learner)
    own_card(learner)
    notes = read(download(client, deck=str(card.topic_id)), learner)
    assert list(notes) == [card.question.current.item.front]


def test_own_cards_leave_alone(client, learner):
    card_of(learner=learner)
    own = own_card(learner)
    assert list(read(download(client, deck="own"), learner)) == [own.own_front]


def test_cards_of_another_do_not_leave(client, learner):
    theirs = card_of()
    assert "You have no cards to take along yet." in page(client.get(reverse("deck_export")))
    assert download(client, deck=str(theirs.topic_id)).status_code == 422


@pytest.mark.parametrize("wrong", [{"deck": "nowhere"}, {"format": "exe"}, {"format": ""}])
def test_choice_that_cannot_be_is_told(client, learner, wrong):
    own_card(learner)
    response = download(client, **wrong)
    assert response.status_code == 422
    assert "<title>Error: " in page(response)


def test_very_many_cards_leave_topic_by_topic(client, learner, monkeypatch):
    monkeypatch.setattr(exchange, "MOST_NOTES", 1)
    for _ in range(2):
        own_card(learner)
    response = download(client)
    assert response.status_code == 422
    assert "Take them topic by topic." in page(response)


def test_page_says_what_a_schedule_does_not_reach(client, learner):
    own_card(learner)
    html = page(client.get(reverse("deck_export")))
    assert "Anki keeps the schedule of notes that it already has" in html


# --- In


def test_upload_shows_what_is_in_it_and_keeps_nothing(client, learner):
    html = page(upload(client, TEXT))
    assert "What is made up?" in html
    assert "Add 2 cards" in html
    assert not Card.objects.exists()


def test_guest_brings_cards_in(client):
    upload(client, TEXT)
    pending = PendingImport.objects.get()
    assert pending.owner.is_guest
    html = page(confirm(client, pending))
    assert "2 cards were added." in html
    assert "renewed" not in html
    assert set(Card.objects.values_list("learner", flat=True)) == {pending.owner_id}


def test_word_given_twice_adds_once(client, learner):
    upload(client, TEXT)
    pending = PendingImport.objects.get()
    first, second = confirm(client, pending), confirm(client, pending)
    assert "2 cards were added" in page(first)
    assert "2 cards were added" in page(second)
    assert Card.objects.count() == 2


def test_preview_of_what_was_taken_over_leads_to_the_cards(client, learner):
    upload(client, TEXT)
    pending = PendingImport.objects.get()
    confirm(client, pending)
    response = client.get(reverse("deck_import_confirm", args=[pending.pk]))
    assert response["Location"] == reverse("decks")


def test_second_import_says_that_nothing_is_new(client, learner):
    upload(client, TEXT)
    confirm(client, PendingImport.objects.get())
    html = page(upload(client, TEXT))
    assert "There is nothing to add" in html
    assert '<button class="button grow">' not in html


def test_deck_goes_from_learner_to_learner_with_its_schedule(client, learner):
    card = settled(card_of(learner=learner))
    own = own_card(learner)
    data = download(client, schedule="on").content
    other = UserFactory()
    client.force_login(other)
    assert "with a schedule" in page(upload(client, data, "deck.apkg"))
    confirm(client, PendingImport.objects.get())
    theirs = {c.own_front: c for c in Card.objects.filter(learner=other)}
    assert theirs[card.question.current.item.front].state == card.state
    assert theirs[own.own_front].own_back == own.own_back


@pytest.mark.parametrize("age", ["legacy_1", "legacy_2", "latest"])
def test_packages_of_every_age_are_taken(client, learner, age):
    made = packages.collection([packages.Note(fields=("Fore", "Aft"))], newer=age == "latest")
    assert "Fore" in page(upload(client, getattr(packages, age)(made), "deck.apkg"))


def test_every_problem_is_told_with_its_place(client, learner):
    html = page(upload(client, b"#separator:tab\n#odd:1\nA\tB\n\tNo front\n"))
    assert "Line 2: the header “odd” means nothing here." in html
    assert "Line 4: the front shows no text; left out." in html
    assert "Add 1 card" in html


def test_open_quotation_mark_says_how_many_lines_went_with_it(client, learner):
    html = page(upload(client, b'A\tB\n"C\tD\nE\tF\nG\tH\n'))
    assert "Line 2: a quotation mark opens and is never closed; left out, with the 2 lines" in html
    assert "Add 1 card" in html


@pytest.mark.parametrize(
    "problem",
    [
        DeckProblem(place=Place.LINE, number=3, code="front-empty"),
        DeckProblem(place=Place.FILE, number=0, code="header-unknown", params={"name": "100%"}),
        DeckProblem(place=Place.NOTE, number=1, code="not-known-here"),
    ],
)
def test_problem_in_words_names_its_place(problem):
    assert (
        problem_words(problem)
        == {
            "front-empty": "Line 3: the front shows no text; left out.",
            "header-unknown": "The file: the header “100%” means nothing here.",
            "not-known-here": "Note 1: it could not be taken as it stands.",
        }[problem.code]
    )


def test_markup_is_shown_as_text(client, learner):
    html = page(upload(client, b"#html:false\n<script>go()</script>\tback\n"))
    assert "<script>go()" not in html
    assert "&lt;script&gt;go()" in html


def test_preview_of_another_is_not_found(client, learner):
    upload(client, TEXT)
    pending = PendingImport.objects.get()
    client.force_login(UserFactory())
    assert client.get(reverse("deck_import_confirm", args=[pending.pk])).status_code == 404
    assert confirm(client, pending).status_code == 404
    assert not Card.objects.exists()


def test_preview_replaced_by_another_upload_is_not_found(client, learner):
    upload(client, TEXT)
    pending = PendingImport.objects.get()
    upload(client, TEXT)
    assert confirm(client, pending).status_code == 404


def test_more_cards_than_a_learner_may_have_are_refused(client, learner, monkeypatch):
    monkeypatch.setattr(exchange, "MOST_OWN_CARDS", 1)
    assert "There is room for 1 more card" in page(upload(client, TEXT))
    response = confirm(client, PendingImport.objects.get())
    assert response.status_code == 422
    assert not Card.objects.exists()


# --- Hostile


def zipped(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b"a\x00b", "neither a package of Anki nor text"),
        (b"PK\x03\x04" + b"\x00" * 100, "The file is damaged"),
        (b"PK\x05\x06" + b"\x00" * 18, "This is no package of Anki"),
        (b"PK" + b"x" * 40, "The file is damaged"),
        (zipped(**{"..__..__etc__passwd": b"x"}), "could do harm"),
        (zipped(**{"collection.anki2": b"SQLite format 3\x00" + b"\xff" * 500}), "damaged"),
    ],
)
def test_file_that_is_no_deck_is_refused_in_words(client, data, words):
    response = upload(client, data)
    assert response.status_code == 422
    assert words in page(response)
    assert not PendingImport.objects.exists()
    assert not User.objects.exists()


def test_large_file_is_refused_before_it_is_read(client, learner):
    response = upload(client, b"a\tb\n" * (LIMITS.upload // 4 + 1))
    assert response.status_code == 422
    assert "is the most" in page(response)


def test_many_notes_are_refused(client, learner):
    lines = b"".join(b"front %d\tback\n" % number for number in range(LIMITS.notes + 1))
    response = upload(client, lines)
    assert response.status_code == 422
    assert "more than 5000 notes" in page(response)


def test_no_file_is_told(client, learner):
    response = client.post(reverse("deck_import"))
    assert response.status_code == 422
    assert "Choose the file first." in page(response)


def test_odd_names_of_files_do_no_harm(client, learner):
    for name in ("../../x.apkg", "a\u202e.txt", "x" * 300 + ".txt", "<b>.txt"):
        assert upload(client, TEXT, name).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 30])
def test_preview_costs_as_many_queries_with_many_cards(
    client, learner, count, django_assert_num_queries
):
    for _ in range(count):
        own_card(learner)
        card_of(learner=learner)
    upload(client, b"".join(b"front %d\tback\n" % number for number in range(count)))
    address = reverse("deck_import_confirm", args=[PendingImport.objects.get().pk])
    with django_assert_num_queries(6):  # session, user, pending, own, questions, room
        client.get(address)
