from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quizzes.factbase.starting import STARTER
from quizzes.management.commands.pack_counts import BEGIN, END, replaced


def counts(**options) -> str:
    out = StringIO()
    call_command("pack_counts", STARTER, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    file = tmp_path / "README.md"
    file.write_bytes(f"# A town\r\n{BEGIN}\nold\n{END}\nThe rest.\n".encode())
    return file


@pytest.mark.parametrize(
    "row",
    [
        "| Facts | **all** | 9 |",
        "| by topic | The village | 7 |",
        "|  | The flood | 2 |",
        "| by sensitivity | 0 (civic and cultural) | 9 |",
        "| by status | plain | 8 |",
        "|  | contested | 1 |",
        "| Sources | documents | 1 |",
        "|  | anchors | 10 |",
        "|  | stretches left out, with a reason | 2 |",
        "| choices by what is asked | value | 6 |",
    ],
)
def test_pack_counts_tells_the_figures_of_the_starter(row) -> None:
    assert row in counts().splitlines()


def test_pack_counts_prints_a_table_whose_rows_have_three_cells() -> None:
    assert {line.count("|") for line in counts().splitlines()} == {4}


def test_pack_counts_counts_each_unasked_fact_once(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    call_command("new_pack", "town", folder=folder, stdout=StringIO())
    facts = folder / "facts" / "flood.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("sensitivity: 0", "sensitivity: 2").split("  ask:")[0])

    out = StringIO()
    call_command("pack_counts", folder, stdout=out)

    rows = out.getvalue().splitlines()
    assert "| Facts without a question of a quiz | **all** | 1 |" in rows
    assert "|  | sensitive | 1 |" in rows


def test_pack_counts_writes_between_the_marks_and_touches_nothing_else(readme: Path) -> None:
    counts(write=readme)

    table = counts().removesuffix("\n")
    expected = f"# A town\r\n{BEGIN}\n{table}\n{END}\nThe rest.\n"
    assert readme.read_bytes().decode() == expected


def test_pack_counts_checks_what_it_wrote(readme: Path) -> None:
    counts(write=readme)

    assert counts(check=readme) == ""


def test_pack_counts_check_fails_on_old_figures_and_writes_nothing(readme: Path) -> None:
    before = readme.read_bytes()

    with pytest.raises(CommandError, match="out of date"):
        counts(check=readme)

    assert readme.read_bytes() == before


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}"])
def test_pack_counts_needs_its_marks(tmp_path: Path, text: str) -> None:
    file = tmp_path / "README.md"
    file.write_text(text, encoding="utf-8")

    assert replaced(text, "x") is None
    with pytest.raises(CommandError, match="needs one line"):
        counts(write=file)


def test_pack_counts_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        counts(write=tmp_path / "no.md")
