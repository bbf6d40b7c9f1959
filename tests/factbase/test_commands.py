"""The three commands that authors run without Django."""

import ast
import re
import shutil
from pathlib import Path

import pytest

import quizzes.dates
import quizzes.factbase
from quizzes.factbase import anchor, check, verify
from quizzes.factbase.problems import Problem
from quizzes.factbase.wording import SENTENCES, sentence, with_place
from tests.factbase.packs import DOCUMENTS, PACK

TOWN = DOCUMENTS / "almersted.txt"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(PACK, tmp_path / "pack"))
    facts = folder / "facts" / "river.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("subject: mill", "subject: mil"))
    return folder


# check


def test_check_prints_a_summary_of_a_sound_pack(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([str(PACK)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Almersted: 10 facts, 14 anchors, 5 asks, 3 events, 14 entities, 5 predicates.",
        "By status: attributed 1, contested 2, plain 7.",
        "By sensitivity: 0: 7, 1: 2, 2: 1.",
        "By topic: river 4, strike 4, trade 2.",
    ]


def test_check_prints_each_problem_with_file_line_and_what_to_do(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check.main([str(broken)]) == 1

    assert capsys.readouterr().out.splitlines() == [
        f"{broken}/facts/river.yaml:4: There is no entity “mil”. Did you mean “mill”? "
        "Add it or use another. [missing-reference]",
        "1 problem, 0 warnings.",
    ]


def test_check_shows_one_file_only_where_asked(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check.main([str(broken), "--only", "facts/trade"]) == 0

    assert capsys.readouterr().out == ""


def test_check_of_no_folder_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([str(tmp_path / "nowhere")]) == 1

    assert "There is no folder" in capsys.readouterr().out


# Words for problems


def test_every_code_has_a_sentence() -> None:
    written = set()
    for room in (quizzes.factbase, quizzes.dates):
        for path in Path(room.__path__[0]).glob("*.py"):
            if path.name == "wording.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    written.add(node.value)

    unwritten = set(SENTENCES) - written
    assert unwritten == set()
    codes = {word for word in written if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", word)}
    assert codes - set(SENTENCES) <= {"pack-unreadable", "no-document", "utf-8"}


def test_an_unknown_code_is_told_as_it_is() -> None:
    problem = Problem(file="a.yaml", line=3, code="new-code", params={"id": "x"}, warning=True)

    assert sentence(problem) == "new-code: id x"
    assert with_place(problem, "packs/p/") == "packs/p/a.yaml:3: warning: new-code: id x"


def test_a_sentence_with_braces_of_its_own_is_told_whole() -> None:
    problem = Problem(file="a.yaml", line=3, code="anchor-malformed")

    assert "{source: …, locator: …}" in sentence(problem)


# verify


def test_verify_tells_that_all_is_proven(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(PACK), str(DOCUMENTS), "--left-out"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "almersted: 17 of 17 proven (almersted.txt, exact bytes)",
        "almersted-excerpt: 2 of 2 proven (almersted-excerpt.txt, exact bytes)",
        "19 of 19 anchors and left-out entries proven.",
        "almersted: 0 sentences not accounted for.",
        "almersted-excerpt: 0 sentences not accounted for.",
    ]


def test_verify_lists_what_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents = Path(shutil.copytree(DOCUMENTS, tmp_path / "documents"))
    text = TOWN.read_text(encoding="utf-8").replace("4,210 inhabitants", "4,211 inhabitants")
    (documents / TOWN.name).write_text(text, encoding="utf-8", newline="")

    assert verify.main([str(PACK), str(documents)]) == 1

    out = capsys.readouterr().out
    assert "almersted: 16 of 17 proven (almersted.txt, a changed copy)" in out
    assert (
        f"  {PACK}/facts/trade.yaml:16: inhabitants, assertion a, 589 to 627: "
        "other characters stand there, and nowhere near"
    ) in out.splitlines()


def test_verify_lists_sentences_by_place_and_first_words_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(PACK, tmp_path / "pack"))
    (folder / "left_out.yaml").unlink()

    assert verify.main([str(folder), str(DOCUMENTS)]) == 0
    assert verify.main([str(folder), str(DOCUMENTS), "--left-out"]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert "  almersted 149 210  It lies 12 km north of" in lines
    assert "almersted: 6 sentences not accounted for." in lines


def test_verify_without_documents_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([str(PACK), str(tmp_path), "--left-out"]) == 1
    assert verify.main([str(PACK), str(tmp_path / "nowhere")]) == 1

    out = capsys.readouterr().out
    assert "almersted: 0 of 17 proven (no such document in the folder)" in out
    assert "almersted: not every sentence can be looked at without its text." in out


def test_verify_of_a_pack_with_problems_fails_and_says_so(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(broken), str(DOCUMENTS)]) == 1

    assert "The pack has 1 problems" in capsys.readouterr().out


# anchor


def test_anchor_prints_ready_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    status = anchor.main([str(TOWN), "Was it rebuilt?", "--pack", str(PACK)])

    assert status == 0
    out = capsys.readouterr().out
    assert out == '[almersted, 473, 488, fc8fcb8bfa78ae1e, "Was it rebuilt?"]\n'


def test_anchor_takes_an_ellipsis_and_plain_spaces_for_any(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert anchor.main([str(TOWN), "It lies 12 km … Orrin", "--source", "t", "--show"]) == 0

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("[t, 149, 177, a9a63297d88f9fe6, ")
    assert second == "# It lies 12\u00a0km north of Orrin"


def test_anchor_takes_offsets(capsys: pytest.CaptureFixture[str]) -> None:
    assert anchor.main([str(TOWN), "--at", "473", "488", "--source", "t"]) == 0

    assert capsys.readouterr().out.startswith("[t, 473, 488, fc8fcb8bfa78ae1e")


def test_anchor_prints_every_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert anchor.main([str(TOWN), "the strike", "--source", "t"]) == 0

    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 2
    assert captured.err == "2 places: choose one, or quote more.\n"


def test_anchor_of_what_stands_nowhere_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert anchor.main([str(TOWN), "the castle"]) == 1

    assert "Not found" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--at", "5", "5"], ["--at", "0", "99999"]])
def test_anchor_refuses_what_is_no_passage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        anchor.main([str(TOWN), *arguments])

    assert caught.value.code == 2


def test_phrase_avoids_what_a_public_page_may_show_otherwise() -> None:
    text = "The river\u00a0[uk] bends here and it ends there. The end."

    assert anchor.phrase_of(text, 0, 44) == "bends here and it ends there"
    assert anchor.phrase_of("Two words", 0, 9) == "Two words"
