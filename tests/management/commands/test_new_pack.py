from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quizzes import generator
from quizzes.factbase.anchors import unaccounted, verify
from quizzes.factbase.reading import examine, read_pack
from quizzes.kinds import Kind, Status
from quizzes.models import Question


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "hill-town"
    call_command("new_pack", "hill-town", folder=target, stdout=StringIO())
    return target


def test_new_pack_writes_a_pack_without_a_problem_or_a_warning(folder: Path) -> None:
    examination = examine(folder)

    assert examination.problems == ()
    assert examination.pack is not None
    assert examination.pack.id == "hill-town"


def test_new_pack_is_proven_by_the_document_beside_it(folder: Path) -> None:
    pack = read_pack(folder)
    text = (folder / "documents" / "chronicle.txt").read_text(encoding="utf-8")

    assert verify(pack, folder / "documents").complete
    assert unaccounted(pack, "chronicle", text) == []


def test_new_pack_generates_questions_and_cards_and_rejects_nothing(folder: Path) -> None:
    pack = read_pack(folder)

    bank = generator.build(pack, seed=pack.seed)

    kinds = {item.kind for item in bank.items}
    assert kinds >= {Kind.CHOICE, Kind.FLASHCARD}
    assert bank.rejections == ()


def test_new_pack_shows_a_contested_fact(folder: Path) -> None:
    assert read_pack(folder).facts["flood-level"].status is Status.CONTESTED


def test_new_pack_says_what_to_do_next(tmp_path: Path) -> None:
    out = StringIO()

    call_command("new_pack", "hill-town", folder=tmp_path / "x", stdout=out)

    assert f"check_pack {tmp_path / 'x'}" in out.getvalue()
    assert "docs/PACKS.md" in out.getvalue()


def test_new_pack_writes_into_fixtures_by_default(tmp_path: Path, settings) -> None:
    settings.BASE_DIR = tmp_path

    call_command("new_pack", "hill-town", stdout=StringIO())

    assert (tmp_path / "fixtures" / "hill-town" / "pack.yaml").exists()


@pytest.mark.parametrize("name", ["Hill Town", "../hill", "hill/town", "", "-x", "x" * 81, "місто"])
def test_new_pack_refuses_a_bad_name_and_writes_nothing(tmp_path: Path, settings, name) -> None:
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match="is no id"):
        call_command("new_pack", "--", name, stdout=StringIO())

    assert list(tmp_path.iterdir()) == []


def test_new_pack_touches_no_folder_that_exists(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="exists already"):
        call_command("new_pack", "hill-town", folder=tmp_path, stdout=StringIO())

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_new_pack_can_be_loaded_and_asked_about(folder: Path) -> None:
    call_command("load_pack", folder, stdout=StringIO())
    call_command("generate_bank", pack="hill-town", stdout=StringIO())

    asked = set(Question.objects.drawable().values_list("facts__slug", flat=True))
    assert {"village-founded", "mill-built", "flood-level"} <= asked
