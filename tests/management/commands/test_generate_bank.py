"""The bank written to a file, from a folder and without a database."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quizzes.factbase.starting import STARTER
from quizzes.items import content_hash, from_json

FIELDS = {"identity", "kind", "facts", "topic", "sensitivity", "difficulty", "flags", "level"}
PACK = Path(__file__).parents[3] / "fixtures" / "izium"


@pytest.fixture(scope="module")
def dumped(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], str]:
    file = tmp_path_factory.mktemp("bank") / "bank.jsonl"
    told = StringIO()
    call_command("generate_bank", output=file, pack=str(PACK), stdout=told)
    return file.read_text(encoding="utf-8").splitlines(), told.getvalue()


def test_generate_bank_writes_each_item_with_its_fields(dumped: tuple[list[str], str]) -> None:
    for line in dumped[0]:
        assert set(json.loads(line)) >= FIELDS


def test_generate_bank_writes_items_that_read_back(dumped: tuple[list[str], str]) -> None:
    for line in dumped[0]:
        data = json.loads(line)
        level, stored = data.pop("level"), data.pop("content_hash")
        item = from_json(data)
        assert (str(item.level), content_hash(item)) == (level, stored)


def test_generate_bank_sorts_by_identity(dumped: tuple[list[str], str]) -> None:
    identities = [json.loads(line)["identity"] for line in dumped[0]]
    assert identities == sorted(set(identities))


def test_generate_bank_tells_counts_and_rejections(dumped: tuple[list[str], str]) -> None:
    lines, told = dumped
    assert f"{len(lines)} items written" in told
    assert "kinds: choice" in told
    assert "rejected: " in told


def test_generate_bank_gives_the_same_bytes_for_the_same_seed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        call_command("generate_bank", output=tmp_path / name, seed=5, stdout=StringIO())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_generate_bank_refuses_what_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no sound pack"):
        call_command("generate_bank", output=tmp_path / "bank", pack=str(tmp_path))


def test_generate_bank_writes_the_bank_of_a_translation(tmp_path: Path) -> None:
    file = tmp_path / "bank.jsonl"

    call_command("generate_bank", output=file, pack=str(PACK), language="uk", stdout=StringIO())

    items = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {item["language"] for item in items} == {"uk"}
    assert all(item["identity"].startswith("izium-uk:") for item in items)


def test_generate_bank_refuses_a_language_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "bank.jsonl"

    with pytest.raises(CommandError, match="no translation into “de”"):
        call_command("generate_bank", output=file, pack=str(PACK), language="de")

    assert not file.exists()


def test_generate_bank_takes_the_pack_of_the_site_by_default(tmp_path: Path, settings) -> None:
    settings.PACK_FOLDER = STARTER
    file = tmp_path / "bank.jsonl"

    call_command("generate_bank", output=file, stdout=StringIO())

    assert '"identity":"lindmoor:' in file.read_text(encoding="utf-8")
