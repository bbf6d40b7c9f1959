import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factbase.packs import PACK


def test_check_pack_reads_the_folder_it_is_given() -> None:
    out = StringIO()

    call_command("check_pack", str(PACK), stdout=out)

    assert out.getvalue().startswith("Almersted: 10 facts")


def test_check_pack_reads_every_shipped_pack_otherwise(tmp_path: Path, settings) -> None:
    settings.BASE_DIR = tmp_path
    shutil.copytree(PACK, tmp_path / "fixtures" / "one")
    shutil.copytree(PACK, tmp_path / "fixtures" / "two")
    (tmp_path / "fixtures" / "demo").mkdir()
    out = StringIO()

    call_command("check_pack", stdout=out)

    assert out.getvalue().count("Almersted: 10 facts") == 2


def test_check_pack_exits_with_one_where_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        call_command("check_pack", str(tmp_path), stdout=StringIO())

    assert caught.value.code == 1
