"""Packs of one's own: the pages on which they are written."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quizzes.actions import authoring, writing
from quizzes.models import Anchor, Document, Fact, Pack, Question, Topic, User
from quizzes.models.packs import Visibility
from quizzes.models.people import Role
from quizzes.reports.packs import frozen_pack
from tests.factories import NOON, UserFactory
from tests.views.authoring import CHRONICLE, TEXT, built, pack_with_a_fact

pytestmark = pytest.mark.django_db

SOURCE = {
    "title": "Літопис",
    "kind": "book",
    "licence": "public domain",
    "language": "uk",
    "text": "Млин збудувала Анна.\r\nУ 1702 році.",
}


@pytest.fixture
def author() -> User:
    made: User = UserFactory(role=Role.TEACHER)
    return made


@pytest.fixture
def desk(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client


def told(**changes: str) -> dict[str, str]:
    """What the form of a second fact sends."""
    return {
        "statement": "The mill of Lindmoor was closed in 1810.",
        "topic": authoring.GENERAL,
        "subject": "the mill of Lindmoor",
        "predicate": "closed",
        "sensitivity": "0",
        "voice-TOTAL_FORMS": "1",
        "voice-INITIAL_FORMS": "0",
        "ask-TOTAL_FORMS": "1",
        "ask-INITIAL_FORMS": "0",
        "voice-0-agent": authoring.OWN_VOICE,
        "voice-0-stance": "asserts",
        "voice-0-when": "about 1810",
        "voice-0-source": "chronicle",
        "voice-0-quote": "It stands by the pond.",
        "ask-0-slot": "when",
        "ask-0-stem": "In which year was the mill of Lindmoor closed?",
        **changes,
    }


def page(pack: Pack, name: str = "own_pack", **more: str) -> str:
    return reverse(name, kwargs={"pack_slug": pack.slug, **more})


def test_pack_begins_with_a_name(desk: Client, author: User) -> None:
    response = desk.post(reverse("own_packs"), {"title": "Млин", "language": "uk"})
    pack = Pack.objects.get(owner=author)
    assert response.headers["Location"] == page(pack)
    assert (pack.title, pack.language) == ("Млин", "uk")


def test_source_with_its_text_is_attached_with_plain_line_ends(desk: Client, author: User) -> None:
    pack = authoring.create_pack(owner=author, title="A", language="en", now=NOON)
    response = desk.post(page(pack, "pack_source"), SOURCE)
    assert response.headers["Location"] == page(pack, "fact_new")
    assert Document.objects.get(source__pack=pack).text == "Млин збудувала Анна.\nУ 1702 році."


def test_article_without_an_address_is_refused_beside_the_field(desk: Client, author: User) -> None:
    pack = authoring.create_pack(owner=author, title="A", language="en", now=NOON)
    response = desk.post(page(pack, "pack_source"), {**SOURCE, "kind": "article"})
    assert response.status_code == 422
    assert "What stands on the web needs its address." in response.content.decode()


def test_fact_is_written_with_its_passage_and_its_date(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    response = desk.post(page(pack, "fact_new"), told())
    assert response.headers["Location"] == page(pack)
    fact = Fact.objects.get(pack=pack, statement__contains="closed")
    anchor = Anchor.objects.get(assertion__fact=fact)
    assert TEXT[anchor.start : anchor.end] == "It stands by the pond."
    assert fact.assertion_set.get().when_edtf == "1810~"
    assert fact.asks[0]["fixes"] == ["subject"]


def test_new_name_is_asked_for_what_it_is(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    other = told(**{"predicate": "built_by", "subject": "the bridge", "voice-0-value": "Jan Reed"})
    response = desk.post(page(pack, "fact_new"), other)
    assert response.status_code == 422
    assert "“Jan Reed” is new here: say below what it is." in response.content.decode()
    # The subject of "was built by" can be a structure alone, so that is no question.
    response = desk.post(page(pack, "fact_new"), {**other, "voice-0-value_type": "person"})
    assert response.status_code == 302
    assert {e.type for e in frozen_pack(pack).entities.values()} == {"structure", "person"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("voice-0-when", "some day", "“some day” is no date that can be read."),
        ("voice-0-quote", "No such words.", "These words do not stand in the text."),
        ("voice-0-quote", "t", "places. Quote more of them."),
        ("voice-0-quote", "", "Mark the passage; only where there is no text, name the place."),
        ("voice-0-stance", "denies", "The first voice has nobody to answer."),
        ("voice-0-agent", authoring.MOST_BYTES_OF_TEXT, "Select a valid choice."),
        ("card_front", "Lonely?", "A flashcard has two sides."),
        ("predicate", "nonsense", "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    field: str, value: str, words: str, desk: Client, author: User
) -> None:
    pack = pack_with_a_fact(author)
    response = desk.post(page(pack, "fact_new"), told(**{field: value}))
    body = response.content.decode()
    assert response.status_code == 422
    assert words in body
    assert "The mill of Lindmoor was closed in 1810." in body
    assert Fact.objects.filter(pack=pack).count() == 1


def test_another_voice_gets_a_place_and_nothing_is_saved(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    response = desk.post(page(pack, "fact_new"), told(more="voice"))
    body = response.content.decode()
    assert response.status_code == 200
    assert 'name="voice-1-agent"' in body
    assert "It stands by the pond." in body
    assert Fact.objects.filter(pack=pack).count() == 1


def test_denied_fact_becomes_contested(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    second = {
        "voice-TOTAL_FORMS": "2",
        "voice-1-agent": "+",
        "voice-1-agent_name": "the town council",
        "voice-1-agent_party": "third",
        "voice-1-stance": "denies",
        "voice-1-source": "chronicle",
        "voice-1-quote": "stands by the pond",
        "ask-0-stem": "",
    }
    assert desk.post(page(pack, "fact_new"), told(**second)).status_code == 302
    fact = Fact.objects.get(pack=pack, statement__contains="closed")
    assert fact.status == "contested"


def test_fact_opens_as_it_was_written_and_saves_to_the_same(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    before = frozen_pack(pack)
    body = desk.get(page(pack, "fact_edit", fact_slug="mill-built")).content.decode()
    assert 'value="Anna Brook"' in body
    assert "The mill of Lindmoor was built by Anna Brook in 1702.</textarea>" in body
    same = told(
        **{
            "statement": built().statement,
            "predicate": "built_by",
            "voice-0-value": "Anna Brook",
            "voice-0-when": "1702",
            "voice-0-quote": "The mill of Lindmoor was built by Anna Brook in 1702.",
            "ask-0-stem": built().asks[0].stem,
        }
    )
    assert desk.post(page(pack, "fact_edit", fact_slug="mill-built"), same).status_code == 302
    assert frozen_pack(pack) == before


def test_generating_makes_questions_and_tells_why_others_were_not(
    desk: Client, author: User
) -> None:
    pack = pack_with_a_fact(author)
    desk.post(page(pack, "fact_new"), told(**{"ask-0-stem": ""}))
    body = desk.post(page(pack, "pack_generate")).content.decode()
    assert "2 new, 0 revised, 0 as they were, 0 out of use." in body
    assert "nobody wrote a question or a flashcard for it" in body
    assert Question.objects.live().filter(pack=pack).count() == 2


def test_source_is_corrected_and_keeps_its_text(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    before = frozen_pack(pack).sources["chronicle"]
    address = page(pack, "source_edit", source_slug="chronicle")
    body = desk.get(address).content.decode()
    assert "1 fact stands in it." in body
    assert 'name="text"' not in body
    told_anew = SOURCE | {"title": "The chronicle", "text": "Another text."}
    assert desk.post(address, told_anew).headers["Location"] == page(pack)
    after = frozen_pack(pack).sources["chronicle"]
    assert (after.title, after.sha256, after.sections) == (
        "The chronicle",
        before.sha256,
        before.sections,
    )
    assert Document.objects.current().get(source__pack=pack).text == TEXT


def test_text_is_attached_to_a_source_that_had_none(desk: Client, author: User) -> None:
    pack = authoring.create_pack(owner=author, title="A", language="en", now=NOON)
    authoring.put_source(pack=pack, source=CHRONICLE)
    address = page(pack, "source_edit", source_slug="chronicle")
    assert desk.post(address, SOURCE).status_code == 302
    text = Document.objects.current().get(source__pack=pack).text
    assert text == "Млин збудувала Анна.\nУ 1702 році."


def test_imported_pack_takes_the_very_text_and_no_other(desk: Client, author: User) -> None:
    theirs = pack_with_a_fact(UserFactory(role=Role.TEACHER))
    pack = authoring.import_pack(owner=author, data=authoring.export_pack(theirs))
    address = page(pack, "source_edit", source_slug="chronicle")
    refused = desk.post(address, SOURCE | {"text": "Another text."})
    assert refused.status_code == 422
    assert "another text than the one" in refused.content.decode()
    assert desk.post(address, SOURCE | {"text": TEXT}).status_code == 302
    assert Document.objects.current().get(source__pack=pack).text == TEXT


def test_source_goes_only_while_no_fact_stands_in_it(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    address = page(pack, "source_edit", source_slug="chronicle")
    desk.post(address, SOURCE | {"remove": "1"})
    assert "chronicle" in frozen_pack(pack).sources
    authoring.remove_fact(pack=pack, fact_id="mill-built")
    desk.post(address, {"remove": "1"})
    assert "chronicle" not in frozen_pack(pack).sources


def test_pack_of_questions_without_facts_takes_topics_sources_and_facts(
    desk: Client, author: User
) -> None:
    pack = writing.own_topic(teacher=author, now=NOON).pack
    assert desk.post(page(pack, "pack_topic"), {"title": "The pond"}).status_code == 302
    source = SOURCE | {"title": "Chronicle", "text": TEXT}
    assert desk.post(page(pack, "pack_source"), source).status_code == 302
    fact = told(topic="the-pond", **{"subject_type": "structure"})
    assert desk.post(page(pack, "fact_new"), fact).status_code == 302
    assert Fact.objects.get(pack=pack).topic.slug == "the-pond"


def test_topic_is_added_and_renamed(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    desk.post(page(pack, "pack_topic"), {"title": "The pond"})
    desk.post(page(pack, "pack_topic"), {"topic": "the-pond", "title": "The great pond"})
    assert list(Topic.objects.filter(pack=pack).values_list("slug", "title")) == [
        (authoring.GENERAL, pack.title),
        ("the-pond", "The great pond"),
    ]


def test_pack_is_renamed_and_once_shared_seen_by_colleagues(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    desk.post(page(pack, "pack_visibility"), {"title": "Mills", "visibility": Visibility.SCHOOL})
    assert frozen_pack(Pack.objects.get(pk=pack.pk)).title == "Mills"
    assert Pack.objects.visible_to(UserFactory(role=Role.TEACHER)).filter(pk=pack.pk).exists()


def test_export_is_a_zip_of_files_that_import_again(desk: Client, author: User) -> None:
    pack = pack_with_a_fact(author)
    response = desk.get(page(pack, "pack_export"))
    names = zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    assert f"{pack.slug}/facts/general.yaml" in names
    authoring.remove_fact(pack=pack, fact_id="mill-built")
    upload = SimpleUploadedFile("pack.zip", response.content)
    assert desk.post(reverse("pack_import"), {"archive": upload}).headers["Location"] == page(pack)
    assert Fact.objects.filter(pack=pack).count() == 1


def test_broken_archive_is_refused_with_a_reason(desk: Client) -> None:
    upload = SimpleUploadedFile("pack.zip", b"no archive")
    response = desk.post(reverse("pack_import"), {"archive": upload})
    assert response.status_code == 422
    assert "This is no ZIP archive that can be read." in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1702", "in 1702"),
        ("27 вересня 1680", "on 27 September 1680"),
        ("some day", "is no date that can be read"),
        ("", ""),
    ],
)
def test_date_is_told_in_words_while_it_is_typed(typed: str, words: str, desk: Client) -> None:
    body = desk.get(reverse("date_words"), {"voice-0-when": typed}).content.decode()
    assert words in body


@pytest.mark.parametrize("count", [1, 3, 30])
def test_page_of_a_pack_costs_the_same_with_many_facts(
    count: int, desk: Client, author: User, django_assert_num_queries
) -> None:
    pack = pack_with_a_fact(author)
    fact = Fact.objects.get(pack=pack)
    for number in range(count - 1):
        fact.pk, fact.slug = None, f"fact-{number}"
        fact.save()
    with django_assert_num_queries(8):
        desk.get(page(pack))


def test_colleagues_pack_answers_like_one_that_is_not_there(desk: Client) -> None:
    theirs = pack_with_a_fact(UserFactory(role=Role.TEACHER))
    for name in ("own_pack", "fact_new", "pack_export"):
        assert desk.get(page(theirs, name)).status_code == 404
        assert desk.get(reverse(name, kwargs={"pack_slug": "absent"})).status_code == 404
