import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from quizzes.factbase.anchors import (
    REACH,
    Copy,
    Fault,
    Verification,
    document_texts,
    passage_url,
    read_document,
    slice_hash,
    unaccounted,
    verify,
)
from quizzes.factbase.model import Anchor, LeftOut, Pack
from tests.factbase.packs import DOCUMENTS, pack

TOWN = "almersted.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DOCUMENTS, tmp_path / "documents"))


def rewrite(folder: Path, change) -> None:
    path = folder / TOWN
    with path.open("w", encoding="utf-8", newline="") as document:
        document.write(change(read_document(DOCUMENTS / TOWN)))


def failing(verification: Verification) -> set[tuple[str, str]]:
    return {(f.claim.fact, f.claim.assertion) for f in verification.failures}


def anchors_over(pack: Pack, position: int) -> set[tuple[str, str]]:
    """The assertions, and ("", "") for left-out entries, whose stretch holds the position."""
    found = {
        (fact.id, assertion.id)
        for fact in pack.facts.values()
        for assertion in fact.assertions
        for anchor in assertion.anchors
        if anchor.source == "almersted" and anchor.start <= position < anchor.end
    }
    left_out = (e for e in pack.left_out if e.source == "almersted")
    return found | {("", "") for e in left_out if e.start <= position < e.end}


def test_verify_proves_everything_in_the_exact_documents() -> None:
    verification = verify(pack(), DOCUMENTS)

    assert verification.complete
    assert [(s.source, s.copy, s.file, s.proven, s.total) for s in verification.sources] == [
        ("almersted", Copy.EXACT, "almersted.txt", 17, 17),
        ("almersted-excerpt", Copy.EXACT, "almersted-excerpt.txt", 2, 2),
    ]


def test_names_of_files_play_no_part(folder: Path) -> None:
    (folder / TOWN).rename(folder / "000.dat")

    assert verify(pack(), folder).complete


def test_one_replaced_letter_fails_exactly_the_anchors_over_it(folder: Path) -> None:
    sound = pack()
    text = read_document(DOCUMENTS / TOWN)
    for position in range(0, len(text), 7):
        other = "q" if text[position] != "q" else "x"
        rewrite(folder, lambda t, p=position, o=other: t[:p] + o + t[p + 1 :])

        verification = verify(sound, folder)

        assert not verification.complete
        assert verification.sources[0].copy is Copy.CHANGED
        assert failing(verification) == anchors_over(sound, position)
        assert all(f.fault is Fault.CHANGED for f in verification.failures)


@pytest.mark.parametrize("inserted", ["x", "An added sentence. " * 4])
def test_what_stands_behind_an_insertion_is_moved_by_its_length(
    folder: Path, inserted: str
) -> None:
    rewrite(folder, lambda text: text[:212] + inserted + text[212:])

    verification = verify(pack(), folder)

    moved = {f.moved for f in verification.failures}
    assert moved == {len(inserted)}
    assert all(f.claim.anchor.start >= 212 for f in verification.failures)
    assert all(f.fault is Fault.MOVED for f in verification.failures)
    assert verification.sources[0].total - verification.sources[0].proven == 15


def test_what_stands_behind_a_cut_is_moved_backwards(folder: Path) -> None:
    rewrite(folder, lambda text: text[10:])

    assert {f.moved for f in verify(pack(), folder).failures} == {-10}


def test_a_span_moved_out_of_reach_is_changed(folder: Path) -> None:
    rewrite(folder, lambda text: text[:500] + "x" * (REACH + 1) + text[500:])

    verification = verify(pack(), folder)

    assert verification.sources[0].copy is Copy.CHANGED
    assert {f.fault for f in verification.failures} == {Fault.CHANGED}


def test_no_break_spaces_and_line_ends_are_taken_as_they_are(folder: Path) -> None:
    rewrite(folder, lambda text: text.replace("\u00a0", " "))

    # "12 km" stands in a left-out entry alone.
    assert failing(verify(pack(), folder)) == {("", "")}

    rewrite(folder, lambda text: text.replace("\n", "\r\n"))

    assert {f.fault for f in verify(pack(), folder).failures} == {Fault.MOVED}


def test_a_missing_document_proves_nothing(folder: Path) -> None:
    (folder / TOWN).unlink()

    verification = verify(pack(), folder)

    assert not verification.complete
    assert verification.sources[0].copy is Copy.MISSING
    assert {f.fault for f in verification.sources[0].failures} == {Fault.NO_DOCUMENT}


def test_a_source_without_anchors_is_missed_too(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    bare = replace(pack(), facts={}, left_out=())

    verification = verify(bare, folder)

    assert not verification.complete
    assert [s.copy for s in verification.sources] == [Copy.MISSING, Copy.MISSING]


def test_files_that_are_no_text_are_passed_over(folder: Path) -> None:
    (folder / "picture.png").write_bytes(b"\x89PNG\xff\xfe")

    assert verify(pack(), folder).complete


def test_a_phrase_that_is_not_in_its_passage_fails() -> None:
    sound = pack()
    fact = sound.facts["inhabitants"]
    assertion = fact.assertions[0]
    anchor = replace(assertion.anchors[0], phrase="the town had five inhabitants")
    changed = replace(fact, assertions=(replace(assertion, anchors=(anchor,)),))

    verification = verify(replace(sound, facts={**sound.facts, fact.id: changed}), DOCUMENTS)

    assert [(f.claim.fact, f.fault) for f in verification.failures] == [
        ("inhabitants", Fault.PHRASE)
    ]


def test_a_wrong_hash_in_an_exact_document_fails() -> None:
    sound = pack()
    wrong = replace(sound.left_out[0], sha256="0" * 16)

    verification = verify(replace(sound, left_out=(wrong, *sound.left_out[1:])), DOCUMENTS)

    assert [f.fault for f in verification.failures] == [Fault.CHANGED]


def test_every_sentence_of_the_made_up_document_is_accounted_for() -> None:
    sound = pack()
    texts = document_texts(sound, DOCUMENTS)

    assert sorted(texts) == ["almersted", "almersted-excerpt"]
    assert [unaccounted(sound, source, texts[source]) for source in texts] == [[], []]


def test_a_sentence_that_nothing_touches_is_found() -> None:
    sound = pack()
    text = document_texts(sound, DOCUMENTS)["almersted"]
    less = replace(sound, left_out=tuple(e for e in sound.left_out if e.start != 473))

    (span,) = unaccounted(less, "almersted", text)

    assert text[slice(*span)] == "Was it rebuilt?"


def test_a_single_character_accounts_for_a_sentence() -> None:
    sound = pack()
    text = document_texts(sound, DOCUMENTS)["almersted"]
    others = [e for e in sound.left_out if e.start != 473]
    touch = LeftOut(source="almersted", start=487, end=488, sha256=slice_hash("?"), reason="r")

    assert unaccounted(replace(sound, left_out=(*others, touch)), "almersted", text) == []


def test_what_is_no_article_text_needs_no_account() -> None:
    sound = replace(pack(), facts={}, left_out=())
    text = document_texts(sound, DOCUMENTS)["almersted"]

    assert all(end <= 1011 for _, end in unaccounted(sound, "almersted", text))


@pytest.mark.parametrize(
    ("url", "phrase", "expected"),
    [
        ("https://x.example/A", "In 1684, the", "https://x.example/A#:~:text=In%201684%2C%20the"),
        (
            "https://x.example/A",
            "mid-March & on",
            "https://x.example/A#:~:text=mid%2DMarch%20%26%20on",
        ),
        ("https://x.example/A", "Ізюм", "https://x.example/A#:~:text=%D0%86%D0%B7%D1%8E%D0%BC"),
        ("https://x.example/A#past", "mill", "https://x.example/A#past:~:text=mill"),
        ("https://x.example/A", "", "https://x.example/A"),
        ("", "mill", ""),
    ],
)
def test_passage_url_is_a_text_fragment(url: str, phrase: str, expected: str) -> None:
    source = replace(pack().sources["almersted"], url=url)

    assert passage_url(source, Anchor(source="almersted", phrase=phrase)) == expected


def test_slice_hash_is_the_one_of_the_made_up_pack() -> None:
    assert slice_hash("Was it rebuilt?") == "fc8fcb8bfa78ae1e"
