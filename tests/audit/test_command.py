from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.audit.made_up import BUILT_BY, World, dump_line


def check_bank(folder: Path, world: World, **options: Any) -> str:
    pack, lines = world.write(folder)
    dump = folder / "bank.jsonl"
    dump.write_text("\n".join(lines), encoding="utf-8")
    out = StringIO()
    call_command("check_bank", pack=pack, dump=dump, stdout=out, **options)
    return out.getvalue()


def test_sound_bank_ends_well(tmp_path: Path) -> None:
    told = check_bank(tmp_path, World(), documents=None)

    assert "kinds: choice 9, flashcard 13, ordering 2\n" in told
    assert told.endswith("anchors held to their form alone: velm\n0 defects\n")


def test_reasons_are_printed_when_asked_for(tmp_path: Path) -> None:
    told = check_bank(tmp_path, World(), reasons=True)

    assert f"D1  built_by.value given subject  (1)  {BUILT_BY}\n" in told


def test_defect_is_printed_and_ends_with_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World()
    world.change_option("choice:exports", "tar", proof=None)
    pack, _ = world.write(tmp_path)
    dump = tmp_path / "bank.jsonl"
    dump.write_text("\n".join(map(dump_line, world.items)), encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        call_command("check_bank", pack=pack, dump=dump)

    assert ended.value.code == 1
    assert "velm:choice:exports:value  proof-missing  option: Tar\n" in capsys.readouterr().out


def test_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("check_bank", pack=tmp_path, dump=Path(__file__))


def test_dump_that_is_not_there_is_refused(tmp_path: Path) -> None:
    pack, _ = World().write(tmp_path)

    with pytest.raises(CommandError):
        call_command("check_bank", pack=pack, dump=tmp_path / "none.jsonl")


def test_folder_of_documents_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        check_bank(tmp_path, World(), documents=tmp_path / "nowhere")
