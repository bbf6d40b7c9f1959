from pathlib import Path

from quizzes.audit import audit
from tests.audit.made_up import ALL_GOODS, BUILT_BY, World


def test_sound_bank_has_no_findings(tmp_path: Path) -> None:
    assert World().audit(tmp_path).findings == ()


def test_counts_tell_kinds_slots_and_rules(tmp_path: Path) -> None:
    counts = World().audit(tmp_path).counts

    assert counts["kinds"] == {"choice": 9, "ordering": 2, "flashcard": 13}
    assert counts["slots"] == {"value": 4, "when": 2, "agent": 1, "first": 1, "period": 1}
    assert counts["rules"] == {"D1": 6, "D2": 2, "D3": 2, "D4": 2, "D5": 4, "D6": 2}


def test_reasons_are_told_once_with_their_items(tmp_path: Path) -> None:
    reasons = World().audit(tmp_path).reasons

    told = {reason.because: (reason.rule, reason.where, used) for reason, used in reasons.items()}
    assert told[BUILT_BY] == (
        "D1",
        "built_by.value given subject",
        ("velm:choice:mill-built:value",),
    )
    assert told[ALL_GOODS] == ("D2", "exports", ("velm:choice:exports:value",))


def test_fact_without_question_or_card_is_told_apart(tmp_path: Path) -> None:
    world = World()
    del world.fact("museum")["card"]
    world.items.remove(world.item("flashcard:museum"))

    report = world.audit(tmp_path)

    assert report.unwritten == ("museum",)
    assert report.findings == ()


def test_line_that_is_no_item_is_told(tmp_path: Path) -> None:
    pack, lines = World().write(tmp_path)

    report = audit(pack, [*lines, "{}"])

    assert [(f.identity, f.code) for f in report.findings] == [
        (f"line {len(lines) + 1}", "line-unreadable")
    ]


def test_forged_level_and_hash_are_told(tmp_path: Path) -> None:
    pack, (first, *lines) = World().write(tmp_path)
    first = first.replace('"level": "medium"', '"level": "easy"').replace(
        '"explanation": "', '"explanation": "Not so. '
    )

    report = audit(pack, [first, *lines])

    assert [found.code for found in report.findings] == ["level-differs", "content-hash-differs"]
