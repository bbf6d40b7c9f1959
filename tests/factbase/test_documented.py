"""docs/PACKS.md and what the reader accepts say the same: field by field, code by code."""

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from quizzes.factbase.fields import Fields
from quizzes.factbase.overlay import examine_overlay
from quizzes.factbase.reading import examine, read_pack
from quizzes.factbase.wording import SENTENCES
from quizzes.generator import Rejection
from quizzes.quality import rules
from tests.factbase.packs import PACK

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "PACKS.md").read_text(encoding="utf-8")
IZIUM = ROOT / "fixtures" / "izium"

# Heading → the function that reads the table; "+" for the table inside the one that it reads.
PACK_TABLES = {
    "pack.yaml": "pack",
    "home": "pack+",
    "eras": "era",
    "milestones": "milestone",
    "topics.yaml": "topic",
    "sources.yaml": "source",
    "sections and not_text": "_section",
    "agents.yaml": "agent",
    "predicates.yaml": "predicate",
    "functional": "_functional",
    "entities": "entity",
    "cite": "entity+",
    "facts": "fact",
    "event": "_event",
    "card": "_card",
    "assertions": "_assertion",
    "values with qualifiers": "_value",
    "quantities": "_quantity",
    "when": "_when",
    "anchors": "_anchor",
    "ask": "_ask",
    "left_out.yaml": "left_out",
}
OVERLAY_TABLES = {
    "overlay: pack.yaml": "head_text",
    "overlay: topics.yaml": "topic_text",
    "overlay: predicates.yaml": "predicate_text",
    "overlay: facts": "fact_text",
    "overlay: said": "_said",
    "overlay: ask": "_ask",
}
# Their keys are the author's own.
FREE = {"_qualifiers+"}


def documented() -> dict[str, set[str]]:
    """The fields in the tables of the manual, by heading."""
    found: dict[str, set[str]] = {}
    for part in re.split(r"^##+ ", MANUAL, flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        table = text.partition("| Field | Meaning |\n|---|---|\n")[2].split("\n\n")[0]
        fields = set(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE))
        if fields:
            found[heading] = fields
    return found


@pytest.fixture
def accepted(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """What each function of the reader asked its table for, filled while a pack is read."""
    found: dict[str, set[str]] = defaultdict(set)
    done = Fields.done

    def recording(self: Fields, thing: Any) -> Any:
        caller = sys._getframe(1).f_code.co_name
        inside = "+" if isinstance(thing, Fields) else ""
        found[caller + inside].update(self._asked)
        return done(self, thing)

    monkeypatch.setattr(Fields, "done", recording)
    return found


def test_every_field_of_a_pack_is_in_the_manual_and_no_other(accepted) -> None:
    # The one has books and ranges, the other cards.
    for folder in (PACK, IZIUM):
        examine(folder)

    written = documented()
    read = {name: fields for name, fields in accepted.items() if name not in FREE}
    assert {h: written[h] for h in PACK_TABLES} == {h: read[f] for h, f in PACK_TABLES.items()}
    assert set(read) == set(PACK_TABLES.values())


def test_every_field_of_an_overlay_is_in_the_manual_and_no_other(accepted) -> None:
    pack = read_pack(IZIUM)
    accepted.clear()
    examine_overlay(pack, IZIUM, "uk")

    written = documented()
    assert {h: written[h] for h in OVERLAY_TABLES} == {
        h: accepted[f] for h, f in OVERLAY_TABLES.items()
    }
    assert accepted["head_text+"] == written["home"]
    assert accepted["fact_text+"] == written["card"]
    inner = {"head_text+", "fact_text+"}
    assert set(accepted) == {*OVERLAY_TABLES.values(), *inner}


def test_no_table_of_the_manual_is_about_nothing() -> None:
    assert set(documented()) == {*PACK_TABLES, *OVERLAY_TABLES}


def listed_under(heading: str) -> set[str]:
    """The codes in the first column below a heading."""
    section = MANUAL.partition(f"{heading}\n")[2].partition("\n#")[0]
    cells = re.findall(r"^\| (.*?) \|", section, flags=re.MULTILINE)
    return {code for cell in cells for code in re.findall(r"`([\w-]+)`", cell)}


def test_every_problem_is_in_the_manual_and_no_other() -> None:
    assert listed_under("## Every problem that check_pack tells") == set(SENTENCES)


def test_every_rejection_is_in_the_manual_and_no_other() -> None:
    table = (Rejection.__doc__ or "").partition("author.\n\n")[2]
    told = re.findall(
        r"^ {4}([a-z][a-z-]*(?:, [a-z][a-z-]*)*)(?=\s{2}|\s*$| )", table, re.MULTILINE
    )
    codes = {code for line in told for code in line.split(", ")}

    assert listed_under("### Why a question was not made") == codes


def test_every_rule_of_the_linter_is_in_the_manual_with_its_severity() -> None:
    linter = MANUAL.partition("### The linter")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^\| ([A-Z]\d+ [EW]) \|", linter, flags=re.MULTILINE))
    bank = {"B1 E", "B2 E", "B3 W"}

    assert listed == bank | set(re.findall(r"^ {4}([A-Z]\d+ [EW])", rules.__doc__ or "", re.M))


@pytest.mark.parametrize("command", re.findall(r"manage\.py (\w+)", MANUAL))
def test_the_commands_of_the_manual_exist(command: str) -> None:
    assert (ROOT / "quizzes" / "management" / "commands" / f"{command}.py").exists()
