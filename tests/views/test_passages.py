from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quizzes.models import Anchor, Document
from quizzes.reports import passages
from tests.documents import (
    EXCERPT,
    TEXT,
    TOWN,
    attached,
    fact_at,
    loaded_pack,
    place,
    source_of,
    with_one_letter_changed,
)
from tests.factories import (
    CITATION,
    NOON,
    PackFactory,
    TopicFactory,
    UserFactory,
    choice_question,
)
from tests.views.quiz import begin, item_url, send
from tests.views.reading import HTMX, cited_fact

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"
BUILT, BURNED, MILL = "built in 1700", "Homes burned in the year after.", "𝒎𝒊𝒍𝒍 🌾 stood"


@pytest.fixture
def topic():
    return TopicFactory()


@pytest.fixture
def text(topic):
    """An attached document with a civic fact, one on harm, and one beyond the first plane."""
    document = attached(topic)
    fact_at(document.source, topic, BUILT, slug="built")
    fact_at(document.source, topic, BURNED, slug="burned", sensitivity=2)
    fact_at(document.source, topic, MILL, slug="mill")
    return document


def address(words, slug="chronicle"):
    return reverse("passage", args=[slug, *place(words)])


def page(client, words, **headers):
    return client.get(address(words), headers=headers).content.decode()


def choose(client, *, harm="ask", atrocity="ask"):
    session = client.session
    session["sensitive"], session["atrocity"] = harm, atrocity
    session.save()


# --- The passage


def test_passage_marks_the_anchored_words(client, text):
    assert f"The fort was <mark>{BUILT}</mark>." in page(client, BUILT)


def test_passage_counts_code_points(client, text):
    assert f"<mark>{MILL}</mark>" in page(client, MILL)


def test_passage_names_document_section_place_and_licence(client, text):
    shown = page(client, BUILT)
    assert "“A made-up chronicle”" in shown
    assert "section The whole" in shown
    assert f"characters 13 to 26 of {len(TEXT)}" in shown
    assert "https://creativecommons.org/licenses/by-sa/4.0/" in shown
    assert "https://example.org/chronicle#:~:text=built%20in%201700" in shown


def test_passage_lists_the_facts_taken_from_it(client, text):
    assert reverse("fact", args=["built"]) in page(client, BUILT)


def test_passage_escapes_the_document(client, topic):
    words = "<script>alert(1)</script> was the motto"
    document = attached(topic, f"They say {words}.")
    fact_at(document.source, topic, words, f"They say {words}.")
    shown = client.get(reverse("passage", args=["chronicle", 9, 9 + len(words)])).content.decode()
    assert "<script>alert(1)" not in shown
    assert "<mark>&lt;script&gt;alert(1)" in shown


def test_passage_marks_ukrainian_by_its_language(client, topic):
    document = attached(topic, "The fort Вигадка stood.")
    fact_at(document.source, topic, "fort Вигадка", "The fort Вигадка stood.")
    shown = client.get(reverse("passage", args=["chronicle", 4, 16])).content.decode()
    assert '<mark>fort <span lang="uk">Вигадка</span></mark>' in shown


def test_passage_fragment_is_the_quotation_alone(client, text):
    fragment = page(client, BUILT, **HTMX)
    assert fragment.lstrip().startswith('<figure class="passage-quote"')
    assert "<html" not in fragment


def test_passage_varies_by_htmx(client, text):
    assert "HX-Request" in client.get(address(BUILT)).headers["Vary"]


def test_passage_keeps_crawlers_out(client, text):
    assert '<meta name="robots" content="noindex">' in page(client, BUILT)


# --- What stands around it


def long_text(topic, *, section=(0, 10_000)):
    text = " ".join(f"Sentence {n} is here and tells of nothing." for n in range(200))
    start, end = section
    sections = [{"id": "part", "title": "Part", "start": start, "end": min(end, len(text))}]
    document = attached(topic, text, sections=sections)
    for n in range(200):
        fact_at(document.source, topic, f"Sentence {n} is here and tells of nothing.", text)
    return document, text.index("Sentence 100 "), len("Sentence 100 is here and tells of nothing.")


def test_passage_stands_between_two_sentences_to_either_side(topic):
    document, start, length = long_text(topic)
    shown = passages.passage(document, start, start + length, held_from=2)
    whole = "".join(piece.text for piece in shown.pieces)
    assert whole.startswith("Sentence 98 is")
    assert whole.endswith("Sentence 102 is here and tells of nothing.")


def test_passage_stays_in_its_section(topic):
    document, start, length = long_text(topic, section=(0, 1))
    source = document.source
    source.sections = [{"id": "a", "title": "A", "start": start, "end": start + length + 20}]
    shown = passages.passage(document, start, start + length, held_from=2)
    assert shown.pieces[0].anchored


def test_passage_is_short_even_in_an_endless_sentence(topic):
    text = "word " * 5000
    document = attached(topic, text)
    fact = fact_at(document.source, topic, "word word", text)
    Anchor.objects.filter(assertion__fact=fact).update(start=10_000, end=10_009)
    shown = passages.passage(document, 10_000, 10_009, held_from=4)
    whole = "".join(piece.text for piece in shown.pieces)
    assert whole.startswith("… word")
    assert whole.endswith("word …")
    assert len(whole) <= 9 + 2 * passages.REACH + 4


def test_passage_leaves_out_sentences_that_are_held_back(client, text):
    shown = page(client, BUILT)
    assert "Homes burned" not in shown
    assert "[…]" in shown


def test_passage_leaves_out_sentences_that_no_fact_speaks_of(client, text):
    assert "The market opened again." not in page(client, MILL)


def test_passage_is_whole_for_who_chose_to_read_everything(client, text):
    choose(client, harm="read", atrocity="read")
    shown = page(client, MILL)
    assert "Homes burned in the year after. The market opened again." in shown
    assert "[…]" not in shown


# --- What is held back


def test_passage_on_harm_is_held_back_until_chosen(client, text):
    shown = page(client, BURNED)
    assert "Homes burned" not in shown
    assert 'id="held-2"' in shown


def test_passage_on_harm_is_held_back_in_the_fragment_too(client, text):
    fragment = page(client, BURNED, **HTMX)
    assert "Homes burned" not in fragment
    assert address(BURNED) in fragment


def test_passage_on_harm_is_read_by_choice(client, text):
    choose(client, harm="read")
    assert f"<mark>{BURNED}</mark>" in page(client, BURNED)


def test_passage_of_two_facts_follows_the_graver(client, topic, text):
    fact_at(text.source, topic, BUILT, slug="graver", sensitivity=3)
    choose(client, harm="read")
    shown = page(client, BUILT)
    assert "<mark>" not in shown
    assert 'id="held-3"' in shown


# --- What cannot be opened


@pytest.mark.parametrize(
    ("start", "end"), [(13, 25), (12, 26), (0, len(TEXT)), (26, 13), (10**30, 10**30 + 1)]
)
def test_passage_is_the_place_of_an_anchor_or_nothing(client, text, start, end):
    assert client.get(reverse("passage", args=["chronicle", start, end])).status_code == 404


def test_passage_without_a_document_is_not_found(client, topic):
    fact_at(source_of(topic), topic, BUILT)
    assert client.get(address(BUILT)).status_code == 404


def test_passage_of_an_older_edition_is_not_found(client, text):
    Document.objects.update(sha256="0" * 64)
    assert client.get(address(BUILT)).status_code == 404


def test_passage_that_is_not_proven_is_not_found(client, text):
    Anchor.objects.update(sha256="0" * 16)
    assert client.get(address(BUILT)).status_code == 404


def test_passage_of_a_private_pack_is_not_found(client):
    topic = TopicFactory(pack=PackFactory(visibility="private"))
    fact_at(attached(topic).source, topic, BUILT)
    assert client.get(address(BUILT)).status_code == 404


def test_passage_of_an_unknown_source_is_not_found(client, text):
    assert client.get(address(BUILT, slug="elsewhere")).status_code == 404


def test_passage_takes_no_post(client, text):
    assert client.post(address(BUILT)).status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_passage_costs_the_same_for_any_number_of_facts(
    client, topic, django_assert_num_queries, rows
):
    document = attached(topic)
    for _ in range(rows):
        fact_at(document.source, topic, BUILT)
    with django_assert_num_queries(3):  # pack, document, anchors
        client.get(address(BUILT))


# --- Citations


def test_citations_offer_the_passage_once_the_document_is_attached(client, topic):
    fact = fact_at(source_of(topic), topic, BUILT)
    before = client.get(reverse("fact", args=[fact.slug])).content.decode()
    assert "/passage/" not in before
    attached(topic)
    after = client.get(reverse("fact", args=[fact.slug])).content.decode()
    named = f"{address(BUILT)}?pack={topic.pack.slug}"
    assert f'href="{named}"' in after
    assert f'hx-get="{named}"' in after
    assert f"<mark>{BUILT}</mark>" in client.get(named).content.decode()


def test_citations_of_two_packs_open_the_passage_of_their_own(client, topic, text):
    """An author's own pack calls its source and its fact as the other pack does."""
    author = UserFactory(role="teacher")
    client.force_login(author, backend=BACKEND)
    own = TopicFactory(pack=PackFactory(owner=author, visibility="private"), slug=topic.slug)
    words = "Another text. The mill was sold in 1800."
    source = source_of(own, words, title="A letter")
    fact_at(source, own, "sold in 1800", words, slug="built")
    of_own = f"{reverse('fact', args=['built'])}?pack={own.pack.slug}"
    assert "/passage/" not in client.get(of_own).content.decode()
    Document.objects.create(source=source, sha256=source.sha256, text=words, attached_at=NOON)
    shown = client.get(of_own).content.decode()
    start, end = place("sold in 1800", words)
    named = f"{reverse('passage', args=['chronicle', start, end])}?pack={own.pack.slug}"
    assert f'href="{named}"' in shown
    assert f"{reverse('topic', args=[own.slug])}?pack={own.pack.slug}" in shown
    passage = client.get(named).content.decode()
    assert "<mark>sold in 1800</mark>" in passage
    of_source = f"{reverse('source', args=['chronicle'])}?pack={own.pack.slug}"
    assert f'href="{of_source}"' in passage
    assert "A letter" in client.get(of_source).content.decode()
    assert f"<mark>{BUILT}</mark>" in page(client, BUILT)
    client.logout()
    assert [client.get(one).status_code for one in (named, of_own, of_source)] == [404] * 3


def test_translation_cites_the_document_of_its_original(client, topic, text):
    translated = PackFactory(translation_of=topic.pack, language="uk")
    assert (translated.slug, "chronicle") in passages.attached_sources(AnonymousUser())
    named = f"{address(BUILT)}?pack={translated.slug}"
    assert f"<mark>{BUILT}</mark>" in client.get(named).content.decode()
    fact = f"{reverse('fact', args=['built'])}?pack={translated.slug}"
    assert client.get(fact).status_code == 200


def test_odd_name_of_a_pack_is_not_found(client, text):
    for odd in ("\x00", "nowhere", "'"):
        assert client.get(address(BUILT), {"pack": odd}).status_code == 404
        assert client.get(reverse("fact", args=["built"]), {"pack": odd}).status_code == 404


def test_citations_are_as_before_once_it_is_detached(client, text):
    Document.objects.all().delete()
    assert "/passage/" not in client.get(reverse("fact", args=["built"])).content.decode()


def test_citations_offer_no_passage_of_an_older_edition(client, text):
    Document.objects.update(sha256="0" * 64)
    assert "/passage/" not in client.get(reverse("fact", args=["built"])).content.decode()


def test_citations_of_books_offer_no_passage(client, text):
    Anchor.objects.update(start=0, end=0, locator="page 7")
    assert "/passage/" not in client.get(reverse("fact", args=["built"])).content.decode()


def test_feedback_of_a_quiz_offers_the_passage(client, topic):
    learner = UserFactory()
    client.force_login(learner, backend=BACKEND)
    attached(topic)
    choice_question(topic, citations=(replace(CITATION, pack=topic.pack.slug),))
    attempt = begin(learner, length=1)
    assert "/passage/" not in client.get(item_url(attempt)).content.decode()
    assert "/passage/10-40/" in send(client, attempt, place=1).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_citations_cost_one_query_more_however_many(client, topic, django_assert_num_queries, rows):
    attached(topic)
    for _ in range(rows):
        cited_fact(topic)
    with django_assert_num_queries(7):
        page = client.get(reverse("topic", args=[topic.slug])).content.decode()
    assert page.count("<details") == rows


# --- Attaching


@pytest.fixture
def teacher(client):
    teacher = UserFactory(role="teacher")
    client.force_login(teacher, backend=BACKEND)
    return teacher


def upload(client, data, **headers):
    file = SimpleUploadedFile("notes.txt", data, content_type="text/plain")
    return client.post(reverse("attach_document"), {"document": file}, headers=headers)


def test_attach_document_shows_what_is_attached(client, teacher, text):
    shown = client.get(reverse("attach_document")).content.decode()
    assert reverse("detach_document", args=["chronicle"]) in shown


def test_attach_document_attaches_and_tells(client, teacher):
    loaded_pack()
    response = upload(client, EXCERPT.read_bytes())
    assert response.headers["Location"] == reverse("source", args=["almersted-excerpt"])
    assert Document.objects.get().attached_by == teacher
    told = client.get(response.headers["Location"]).content.decode()
    assert "“Almersted (excerpt)” is attached, and all of its" in told


def test_attach_document_twice_is_once(client, teacher):
    loaded_pack()
    upload(client, TOWN.read_bytes())
    upload(client, TOWN.read_bytes())
    assert Document.objects.count() == 1


def test_attach_document_by_an_administrator(client):
    loaded_pack()
    client.force_login(UserFactory(role="administrator"), backend=BACKEND)
    assert upload(client, TOWN.read_bytes()).status_code == 302


def test_attach_document_tells_which_facts_a_changed_copy_loses(client, teacher):
    loaded_pack()
    response = upload(client, with_one_letter_changed())
    shown = response.content.decode()
    assert response.status_code == 422
    assert "This is a changed copy of “Almersted”. Places that do not hold in it: 1 of 17." in shown
    assert reverse("fact", args=["mill-built"]) in shown
    assert "<title>Error:" in shown
    assert not Document.objects.exists()


def test_attach_document_holds_back_what_is_held_back(client, teacher):
    loaded_pack()
    data = TOWN.read_bytes().replace(b"Two people died", b"Ten people died")
    shown = upload(client, data).content.decode()
    assert "A fact that is held back" in shown
    assert "Two people died in a fire" not in shown


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n\x00", "no text in UTF-8"),
        ("Вигадане місто".encode("cp1251"), "no text in UTF-8"),
        (b"A town\x00.", "no plain text"),
        (b"=cmd|' /C calc'!A0", "None of the sources is in this file"),
        (b"x" * 2_200_000, "a document has 2.0\xa0MB at most"),
    ],
)
def test_attach_document_refuses_and_says_why(client, teacher, data, words):
    loaded_pack()
    response = upload(client, data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Document.objects.exists()


def test_attach_document_without_a_file_asks_for_one(client, teacher):
    loaded_pack()
    response = client.post(reverse("attach_document"), {"document": "no file"})
    assert response.status_code == 422
    assert "Choose the file first." in response.content.decode()


@pytest.mark.parametrize("role", [None, "guest", "learner"])
def test_attach_document_is_for_teachers_alone(client, role):
    loaded_pack()
    if role:
        client.force_login(UserFactory(role=role), backend=BACKEND)
    assert client.get(reverse("attach_document")).status_code == 404
    assert upload(client, TOWN.read_bytes()).status_code == 404
    assert not Document.objects.exists()


def test_attach_document_needs_a_pack(client, teacher):
    assert client.get(reverse("attach_document")).status_code == 404


def test_attach_document_takes_no_put(client, teacher):
    assert client.put(reverse("attach_document")).status_code == 405


def test_sources_offer_attaching_to_teachers_alone(client, text):
    assert reverse("attach_document") not in client.get(reverse("sources")).content.decode()
    client.force_login(UserFactory(role="teacher"), backend=BACKEND)
    assert reverse("attach_document") in client.get(reverse("sources")).content.decode()


def test_detach_document_removes_the_text(client, teacher, text):
    response = client.post(reverse("detach_document", args=["chronicle"]))
    assert response.headers["Location"] == reverse("attach_document")
    assert not Document.objects.exists()


def test_detach_document_of_a_stranger_is_not_found(client, teacher, text):
    assert client.post(reverse("detach_document", args=["elsewhere"])).status_code == 404


def test_detach_document_is_for_teachers_alone(client, text):
    client.force_login(UserFactory(), backend=BACKEND)
    assert client.post(reverse("detach_document", args=["chronicle"])).status_code == 404
    assert Document.objects.exists()


def test_detach_document_only_by_post(client, teacher, text):
    assert client.get(reverse("detach_document", args=["chronicle"])).status_code == 405
    assert Document.objects.exists()
