"""The made-up pack in Ukrainian: three of its facts, and what may be wrong with them."""

import shutil
from pathlib import Path

import pytest

from quizzes import generator
from quizzes.errors import PackError
from quizzes.factbase import overlay
from quizzes.factbase.model import Pack
from quizzes.factbase.overlay import examine_overlay, read_overlays, with_silent
from quizzes.factbase.reading import Examination, examine, read_pack
from quizzes.items import Choice
from tests.factbase.packs import PACK

FILES = {
    "pack.yaml": """\
title: Альмерстед
home: {title: Місто над Луною., lead: Вигадане для перевірок.}
eras: {mill-town: Місто млина}
milestones: {mill: Млин}
""",
    "topics.yaml": "river: {title: Річка}\ntrade: {title: Торгівля}\n",
    "agents.yaml": "encyclopaedia: енциклопедія\nhalm: Й. К. Гальм\n",
    "entities.yaml": """\
mill: млин в Альмерстеді
guild: Оррінська гільдія
parish: парафія святої Анни
wool: вовна
tiles: черепиця
orrin: Оррін
brede: Бреде
""",
    "predicates.yaml": """\
built_by:
  label: збудувала
  because: [будівля має того будівничого якого називає джерело, будівлю вперше будують раз]
exported: {label: вивозило}
number_of: {label: мало, because: [у певний час число одне]}
""",
    "facts/all.yaml": """\
mill-built:
  statement: Оррінська гільдія збудувала млин в Альмерстеді 1684 року.
  event: Збудовано млин в Альмерстеді
  ask:
  - {slot: value, stem: Хто збудував млин в Альмерстеді 1684 року?}
  - {slot: when, stem: У якому році збудовано млин в Альмерстеді?}
exports:
  statement: До 1850 року Альмерстед продавав вовну до Орріна і черепицю до Бреде.
  said: {a: {complete: джерело називає всі товари}}
inhabitants:
  statement: 1921 року Альмерстед мав 4210 мешканців.
  texts: {people: осіб}
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The made-up pack with its translation, marked as looked at."""
    target = tmp_path / "pack"
    shutil.copytree(PACK, target)
    root = target / "overlays" / "uk"
    (root / "facts").mkdir(parents=True)
    for name, text in FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    assert overlay.main([str(target), "uk", "--mark"]) == 0
    return target


def examined(folder: Path) -> Examination:
    return examine_overlay(read_pack(folder), folder, "uk")


def translated(folder: Path) -> Pack:
    (pack,) = read_overlays(read_pack(folder), folder)
    return pack


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def change_text(folder: Path, name: str, old: str, new: str) -> None:
    change(folder / "overlays" / "uk" / name, old, new)


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in examined(folder).problems]


def test_the_pack_itself_is_read_as_without_its_translation(folder: Path) -> None:
    assert read_pack(folder) == read_pack(PACK)


def test_languages_are_the_folders_of_overlays(folder: Path) -> None:
    assert overlay.languages(folder) == ["uk"]
    assert overlay.languages(PACK) == []


def test_translation_is_a_pack_of_its_own_with_the_same_facts(folder: Path) -> None:
    pack = translated(folder)

    assert (pack.id, pack.language, pack.title) == ("almersted-uk", "uk", "Альмерстед")
    assert (pack.home_title, pack.home_lead) == ("Місто над Луною.", "Вигадане для перевірок.")
    assert sorted(pack.facts) == ["exports", "inhabitants", "mill-built"]


def test_translation_keeps_values_dates_anchors_and_status(folder: Path) -> None:
    here, there = translated(folder).facts["mill-built"], read_pack(PACK).facts["mill-built"]

    assert here.statement.startswith("Оррінська гільдія")
    assert here.assertions == there.assertions
    assert (here.subject, here.predicate, here.status) == ("mill", "built_by", there.status)
    assert [ask.fixes for ask in here.asks] == [ask.fixes for ask in there.asks]


def test_topics_are_those_with_a_translated_fact_in_their_order(folder: Path) -> None:
    topics = translated(folder).topics

    assert [(t.title, t.position) for t in topics.values()] == [("Річка", 1), ("Торгівля", 2)]


def test_untranslated_eras_keep_their_words(folder: Path) -> None:
    assert [era.title for era in translated(folder).eras.values()] == [
        "Before the mill",
        "Місто млина",
        "Years of the strike",
    ]


def test_milestones_are_those_whose_event_and_label_are_translated(folder: Path) -> None:
    assert [stone.label for stone in translated(folder).milestones] == ["Млин"]


def test_ukrainian_names_of_the_original_stand_without_being_repeated(folder: Path) -> None:
    town = translated(folder).entities["almersted"]

    assert (town.label, town.aliases, town.uk) == ("Альмерстед", ("Almersted",), "")


def test_original_names_stay_as_aliases(folder: Path) -> None:
    assert translated(folder).entities["brede"].aliases == ("Brede", "Old Brede")


def test_units_are_translated(folder: Path) -> None:
    assert translated(folder).facts["inhabitants"].assertions[0].values[0].value.unit == "осіб"


def test_reasons_of_complete_lists_are_translated(folder: Path) -> None:
    assertion = translated(folder).facts["exports"].assertions[0]

    assert assertion.complete_because == "джерело називає всі товари"


def test_an_untranslated_ask_is_told_and_left_out(folder: Path) -> None:
    assert codes(folder) == ["overlay-ask-missing"]
    assert translated(folder).facts["exports"].asks == ()


def test_distractors_in_mind_are_those_with_a_name(folder: Path) -> None:
    assert translated(folder).facts["mill-built"].asks[0].among == ("parish",)


def test_an_entity_without_a_name_is_no_foil(folder: Path) -> None:
    assert translated(folder).entities["brede-guild"].foil is False


def test_silent_facts_are_on_record_but_neither_asked_nor_told(folder: Path) -> None:
    original = read_pack(folder)

    whole = with_silent(translated(folder), original)

    assert list(whole.facts) == list(original.facts)
    silent = whole.facts["strike-begun"]
    assert (silent.asks, silent.event, silent.card) == ((), None, None)
    assert silent.suspect == overlay.SILENT
    assert silent.assertions == original.facts["strike-begun"].assertions


def test_no_distractor_is_right_by_a_fact_that_is_not_translated(folder: Path) -> None:
    """That the parish built the mill, too, is on record in the original alone."""
    rival = """\
- id: mill-built-by-parish
  topic: river
  statement: According to J. K. Halm the parish built the mill at Almersted.
  subject: mill
  predicate: built_by
  sensitivity: 0
  assertions:
  - {id: a, agent: halm, stance: asserts, value: parish,
     anchor: {source: mills-of-vellin, locator: p. 14}}
"""
    foils = """
saint: {label: the Saint Guild, type: organisation, role: guild, foil: true, why: alike,
  cite: {title: Guilds, url: "https://vellin.example/Guilds"}}
"""
    (folder / "facts" / "rival.yaml").write_text(rival, encoding="utf-8")
    (folder / "entities" / "foils.yaml").write_text(foils, encoding="utf-8")
    change_text(
        folder,
        "entities.yaml",
        "wool:",
        "brede-guild: Бредська гільдія\nsaint: Свята гільдія\nwool:",
    )
    pack = translated(folder)

    alone = generator.build(pack, seed=1)
    whole = generator.build(with_silent(pack, read_pack(folder)), seed=1)

    def options(bank: generator.Bank) -> set[str]:
        identity = "almersted-uk:choice:mill-built:value"
        (item,) = [i for i in bank.items if i.identity == identity and isinstance(i, Choice)]
        return {option.id for option in item.options}

    assert "parish" in options(alone)
    assert options(whole) == {"guild", "brede-guild", "saint"}


# Nothing is translated by halves


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("entities.yaml", "guild: Оррінська гільдія\n", "", "overlay-lacks"),
        ("agents.yaml", "halm: Й. К. Гальм\n", "", "overlay-lacks"),
        ("topics.yaml", "river: {title: Річка}\n", "", "overlay-lacks"),
        ("predicates.yaml", ", будівлю вперше будують раз", "", "overlay-because"),
        ("predicates.yaml", "built_by:", "rebuilt_by:", "overlay-lacks"),
        (
            "facts/all.yaml",
            "  event: Збудовано млин в Альмерстеді\n",
            "  suspect: Ні.\n",
            "overlay-text-idle",
        ),
        (
            "facts/all.yaml",
            "  event: Збудовано млин в Альмерстеді\n",
            "  said: {z: {words: х}}\n",
            "missing-reference",
        ),
    ],
)
def test_a_fact_that_is_translated_by_halves_is_left_out(folder, name, old, new, code) -> None:
    change_text(folder, name, old, new)

    assert code in codes(folder)
    assert "mill-built" not in translated(folder).facts


@pytest.mark.parametrize(
    ("fact", "old"),
    [
        ("exports", "  said: {a: {complete: джерело називає всі товари}}\n"),
        ("inhabitants", "  texts: {people: осіб}\n"),
    ],
)
def test_a_fact_with_a_text_in_two_languages_is_left_out(folder, fact, old) -> None:
    change_text(folder, "facts/all.yaml", old, "")

    assert "overlay-text-missing" in codes(folder)
    assert fact not in translated(folder).facts


def test_a_stem_for_an_unknown_ask_is_told_and_passed_over(folder: Path) -> None:
    change_text(folder, "facts/all.yaml", "{slot: when, stem", "{slot: agent, stem")

    assert {"overlay-ask-unknown", "overlay-ask-missing"} <= set(codes(folder))
    assert [ask.slot for ask in translated(folder).facts["mill-built"].asks] == ["value"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("topics.yaml", "trade:", "trades:"),
        ("agents.yaml", "halm:", "halms:"),
        ("entities.yaml", "parish:", "parishes:"),
        ("facts/all.yaml", "mill-built:", "mil-built:"),
        ("pack.yaml", "mill-town:", "mil-town:"),
        ("pack.yaml", "{mill:", "{mil:"),
    ],
)
def test_what_the_original_does_not_hold_is_told_with_its_line(folder, name, old, new) -> None:
    change_text(folder, name, old, new)

    told = [p for p in examined(folder).problems if p.code == "missing-reference"]

    assert [p.file for p in told] == [f"overlays/uk/{name}"]
    assert told[0].line > 0
    assert told[0].warning
    assert told[0].params["suggestion"]


# What changed since


def test_a_fact_whose_original_changed_is_stale_and_left_out(folder: Path) -> None:
    change(folder / "facts" / "river.yaml", "at Almersted in 1684.", "in Almersted in 1684.")

    (stale,) = [p for p in examined(folder).problems if p.code == "overlay-stale"]

    assert (stale.params["id"], stale.warning) == ("mill-built", True)
    assert sorted(translated(folder).facts) == ["exports", "inhabitants"]


def test_a_changed_reason_silences_the_facts_that_rest_on_it(folder: Path) -> None:
    change(folder / "predicates.yaml", "first built at one time", "built at one time")

    assert "overlay-stale" in codes(folder)
    assert "mill-built" not in translated(folder).facts


def test_a_new_anchor_makes_nothing_stale(folder: Path) -> None:
    change(folder / "facts" / "river.yaml", "locator: p. 12", "locator: p. 13")

    assert codes(folder) == ["overlay-ask-missing"]


def test_a_stale_fact_comes_back_once_somebody_looked(folder: Path, capsys) -> None:
    change(folder / "facts" / "river.yaml", "at Almersted in 1684.", "in Almersted in 1684.")

    overlay.main([str(folder), "uk", "--mark"])
    assert "mill-built" not in translated(folder).facts
    overlay.main([str(folder), "uk", "--mark", "mill-built"])

    assert "mill-built" in translated(folder).facts
    assert "Альмерстед (uk): 3 of 10 facts, 2 asks, 2 of 3 topics." in capsys.readouterr().out


def test_an_entry_that_nobody_marked_is_told_and_shown(folder: Path) -> None:
    (folder / "overlays" / "uk" / overlay.MARKS).unlink()

    assert "overlay-unmarked" in codes(folder)
    assert "mill-built" in translated(folder).facts


# Faults of form


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("topics.yaml", "- a\n", "wrong-shape"),
        ("topics.yaml", "river: {subtitle: x}\n", "field-missing"),
        ("facts/all.yaml", "mill-built: {statment: x}\n", "field-unknown"),
        ("facts/more.yaml", "mill-built: {statement: Ще раз.}\n", "id-twice"),
        ("entities.yaml", "mill: {label: x}\n", "field-empty"),
        ("entities.yaml", "mill: &a x\n", "yaml-anchor"),
        ("notes.yaml", "a: b\n", "file-unknown"),
        ("facts/deep/more.yaml", "a: b\n", "file-unknown"),
    ],
)
def test_faults_of_form_are_no_mere_warnings(folder, name, text, code) -> None:
    file = folder / "overlays" / "uk" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")

    assert code in [p.code for p in examined(folder).faults]
    with pytest.raises(PackError):
        read_overlays(read_pack(folder), folder)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("мешканців.", "мешканців", "statement-unfinished"),
        ("Альмерстеді 1684 року?", "Альмерстеді 1684 року", "stem-no-question"),
        ("event: Збудовано", "event: У 1684 збудовано", "event-title-dated"),
        ("statement: 1921 року", "statement: Він 1921 року", "statement-pronoun"),
    ],
)
def test_translated_texts_are_held_to_the_rules_of_any_pack(folder, old, new, code) -> None:
    change_text(folder, "facts/all.yaml", old, new)

    (fault,) = examined(folder).faults

    assert (fault.code, fault.file) == (code, "overlays/uk/facts/all.yaml")
    assert fault.line > 0


def test_an_ask_for_who_said_it_needs_a_name_for_everybody(folder: Path) -> None:
    text = """
strikers:
  statement: Власники млина і спілка називали різне число страйкарів.
  said: {o: {verb: сказали}, u: {verb: сказала}}
  texts: {people: осіб}
  ask:
  - {slot: agent, of: u, stem: "Хто сказав, що у страйку взяли участь 140 ткачів?"}
"""
    root = folder / "overlays" / "uk"
    with (root / "facts" / "all.yaml").open("a", encoding="utf-8") as file:
        file.write(text)
    with (root / "topics.yaml").open("a", encoding="utf-8") as file:
        file.write("strike: {title: Страйк}\n")
    with (root / "entities.yaml").open("a", encoding="utf-8") as file:
        file.write("strike: страйк ткачів\n")
    with (root / "agents.yaml").open("a", encoding="utf-8") as file:
        file.write("owners: власники млина\n")

    assert "strikers" not in translated(folder).facts
    with (root / "agents.yaml").open("a", encoding="utf-8") as file:
        file.write("union: спілка\n")

    assert translated(folder).facts["strikers"].asks[0].of == "u"


def test_the_command_tells_of_a_pack_with_problems(folder: Path, capsys) -> None:
    (folder / "topics.yaml").unlink()

    assert overlay.main([str(folder), "uk"]) == 1
    assert "The pack itself has problems" in capsys.readouterr().err


def test_the_shipped_translation_is_sound() -> None:
    folder = Path(__file__).parents[2] / "fixtures" / "izium"
    pack = examine(folder).pack
    assert pack is not None

    assert examine_overlay(pack, folder, "uk").faults == ()
