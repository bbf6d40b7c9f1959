"""Packs that teachers write in the browser."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from quizzes.actions import authoring, bank
from quizzes.errors import PackError
from quizzes.factbase.problems import problems_of
from quizzes.factbase.writing import write_pack
from quizzes.kinds import Kind
from quizzes.models import Document, Fact, Pack, Question, User
from quizzes.models.packs import Visibility
from quizzes.models.people import Role
from quizzes.reports.packs import frozen_pack
from tests.factories import NOON, UserFactory
from tests.views.authoring import CHRONICLE, TEXT, built, pack_with_a_fact

pytestmark = pytest.mark.django_db


def teacher() -> User:
    return UserFactory(role=Role.TEACHER)


def pack_of(owner: User) -> Pack:
    return authoring.create_pack(owner=owner, title="Млин і ставок", language="en", now=NOON)


def test_new_pack_is_its_authors_alone() -> None:
    owner = teacher()
    pack = pack_of(owner)
    assert (pack.owner, pack.visibility) == (owner, Visibility.PRIVATE)
    assert not Pack.objects.visible_to(teacher()).filter(pk=pack.pk).exists()


def test_fact_from_the_browser_generates_questions_like_any_other() -> None:
    pack = pack_with_a_fact(teacher())
    bank.generate(pack, now=NOON)
    kinds = set(Question.objects.filter(pack=pack).live().values_list("kind", flat=True))
    assert kinds == {Kind.CHOICE, Kind.FLASHCARD}


def test_text_of_a_source_is_attached_so_that_passages_can_be_marked() -> None:
    owner = teacher()
    pack = pack_of(owner)
    source = authoring.add_text(pack=pack, source=CHRONICLE, text=TEXT, by=owner, now=NOON)
    assert Document.objects.current().get(source=source).text == TEXT


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.", ["One."]),
        ("One.\nStill one.\n \nTwo.\n\n\nThree.\n\n", ["One.\nStill one.", "Two.", "Three."]),
        ("\n \nOne.\n\nTwo.", ["One.", "Two."]),
    ],
)
def test_sections_of_a_text_are_its_paragraphs_by_number(text: str, paragraphs: list[str]) -> None:
    owner = teacher()
    pack = pack_of(owner)
    authoring.add_text(pack=pack, source=CHRONICLE, text=text, by=owner, now=NOON)
    sections = frozen_pack(pack).sources["chronicle"].sections
    assert [text[s.start : s.end].strip() for s in sections] == paragraphs
    assert [s.title for s in sections] == [f"§ {n + 1}" for n in range(len(paragraphs))]


def test_very_long_text_has_no_more_sections_than_can_be_kept() -> None:
    owner = teacher()
    pack = pack_of(owner)
    text = "One.\n\n" * 1201
    authoring.add_text(pack=pack, source=CHRONICLE, text=text, by=owner, now=NOON)
    sections = frozen_pack(pack).sources["chronicle"].sections
    assert len(sections) <= authoring.MOST_SECTIONS
    assert (sections[0].start, sections[-1].end) == (0, len(text))


def test_unsound_fact_is_refused_and_nothing_is_stored() -> None:
    pack = pack_with_a_fact(teacher())
    unsound = replace(built(), id="other", subject="anna-brook")
    with pytest.raises(PackError) as refused:
        authoring.put_fact(pack=pack, fact=unsound, entities={})
    assert [p.code for p in problems_of(refused.value)] == ["domain-mismatch"]
    assert Fact.objects.filter(pack=pack).count() == 1


def test_fact_that_goes_takes_its_questions_out_of_use_and_keeps_them() -> None:
    pack = pack_with_a_fact(teacher())
    bank.generate(pack, now=NOON)
    before = Question.objects.filter(pack=pack).count()
    authoring.remove_fact(pack=pack, fact_id="mill-built")
    bank.generate(pack, now=NOON)
    assert Question.objects.filter(pack=pack).live().count() == 0
    assert Question.objects.filter(pack=pack).count() == before > 0


def test_empty_text_is_refused() -> None:
    owner = teacher()
    with pytest.raises(PackError, match="source-text-empty"):
        authoring.add_text(pack=pack_of(owner), source=CHRONICLE, text=" \n", by=owner, now=NOON)


def test_export_is_imported_by_a_colleague_as_the_same_pack_under_another_id() -> None:
    pack = pack_with_a_fact(teacher())
    other = teacher()
    copy = authoring.import_pack(owner=other, data=authoring.export_pack(pack))
    assert (copy.owner, copy.visibility) == (other, Visibility.PRIVATE)
    assert copy.slug != pack.slug
    assert replace(frozen_pack(copy), id=pack.slug) == frozen_pack(pack)


def test_own_export_brings_the_pack_up_to_date() -> None:
    owner = teacher()
    pack = pack_with_a_fact(owner)
    data = authoring.export_pack(pack)
    authoring.remove_fact(pack=pack, fact_id="mill-built")
    again = authoring.import_pack(owner=owner, data=data)
    assert again.pk == pack.pk
    assert Fact.objects.get(pack=pack).slug == "mill-built"


def test_same_pack_exports_to_the_same_bytes() -> None:
    pack = pack_with_a_fact(teacher())
    assert authoring.export_pack(pack) == authoring.export_pack(pack)


def zipped(files: dict[str, bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stored.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "archive-unreadable"),
        (b"no archive at all", "archive-unreadable"),
        (zipped({"a.txt": b""})[:-30], "archive-unreadable"),
        (zipped({"facts/a.yaml": b""}), "archive-without-pack"),
        (zipped({"pack.yaml": b"a" * 21_000_000}), "archive-too-large"),
        (b"PK" * 3_000_000, "archive-too-large"),
        (zipped({"pack.yaml": b"id: x"}), "pack-unreadable"),
    ],
)
def test_hostile_or_broken_archive_is_refused_and_stores_nothing(data: bytes, code: str) -> None:
    with pytest.raises(PackError, match=code):
        authoring.import_pack(owner=teacher(), data=data)
    assert not Pack.objects.exists()


def test_path_that_leads_out_is_one_more_unknown_file() -> None:
    root = Path(__file__).parents[2] / "quizzes/factbase/starter"
    files = {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*.yaml")}
    with pytest.raises(PackError) as refused:
        authoring.import_pack(
            owner=teacher(), data=zipped({**files, "facts/../../escaped.yaml": b"[]"})
        )
    assert {p.code for p in problems_of(refused.value)} == {"file-unknown"}


def test_free_id_is_new_and_speaks_where_it_can() -> None:
    assert authoring.free_id("The Mill", {}) == "the-mill"
    assert authoring.free_id("The Mill", {"the-mill": 1}) == "the-mill-2"
    assert authoring.free_id("Млин", {"item": 1, "item-2": 1}) == "item-3"


def test_written_files_hold_no_word_of_other_packs() -> None:
    mine, other = pack_with_a_fact(teacher()), pack_with_a_fact(teacher())
    assert mine.slug not in "".join(write_pack(frozen_pack(other)).values())
