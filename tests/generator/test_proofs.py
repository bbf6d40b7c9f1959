"""Why a candidate is certainly wrong, rule by rule."""

from dataclasses import replace

import pytest

from quizzes.factbase.model import Ask, Fact, Functional, LeftOut, Section, Source
from quizzes.generator.proofs import Prover, accounted_for, named_document
from quizzes.generator.record import Asked, Record
from quizzes.kinds import Rule, Stance
from tests.generator.made_up import ANCHOR, ask, fact, pack, says


def prover(one: Fact, question: Ask, *others: Fact, accounted: tuple[str, ...] = ()) -> Prover:
    """The prover of a question on the fact's first assertion, whose first value is the key."""
    assertion = one.assertions[0]
    asked = Asked(identity="test", fact=one, assertion=assertion, ask=question)
    key = assertion.agent if question.slot == "agent" else assertion.values[0].value
    return Prover(Record(pack(one, *others)), asked, key, frozenset(accounted))


def rule(made: Prover, candidate: str) -> Rule | None:
    proof = made.prove(candidate)
    return proof and proof.rule


def test_prove_needs_the_scope_in_the_stem() -> None:
    held = fact("held", "town", "held", says("wendland", when="1700"))
    assert rule(prover(held, ask("value", "Who held it?", "subject")), "fenland") is None
    fixed = prover(held, ask("value", "Who held it in 1700?", "subject", "when"))
    assert rule(fixed, "fenland") is Rule.FUNCTIONAL


def test_prove_counts_what_other_facts_say_of_the_same_time() -> None:
    held = fact("held", "town", "held", says("wendland", when="1700"))
    question = ask("value", "Who held it in 1700?", "subject", "when")
    same = fact("same", "town", "held", says("fenland", when="1690/1710"))
    later = fact("later", "town", "held", says("fenland", when="1750"))
    assert rule(prover(held, question, same), "fenland") is None
    assert rule(prover(held, question, later), "fenland") is Rule.FUNCTIONAL


def test_prove_tells_where_the_candidate_stands_instead() -> None:
    held = fact("held", "town", "held", says("wendland", when="1700"))
    later = fact("later", "town", "held", says("fenland", when="1750"))
    proof = prover(held, ask("value", "Who?", "subject", "when"), later).prove("fenland")
    assert proof is not None
    assert proof.facts == ("held", "later")
    assert proof.params["instead"] == "A statement on later."


def test_prove_never_calls_a_part_or_the_key_itself_wrong() -> None:
    built = fact("built", "fort", "built_by", says("red"))
    made = prover(built, ask("value", "Who built it?", "subject"))
    assert [rule(made, name) for name in ("red", "red-wing", "blue")] == [
        None,
        None,
        Rule.FUNCTIONAL,
    ]


def test_prove_by_a_complete_list_spares_its_own_values() -> None:
    sold = fact("sold", "town", "sold", says("wool", "salt", complete="it lists all"))
    made = prover(sold, ask("value", "What was sold?", "subject"))
    assert [rule(made, name) for name in ("salt", "coal")] == [None, Rule.COMPLETE]


def test_prove_by_a_complete_list_spares_what_another_source_adds() -> None:
    sold = fact("sold", "town", "sold", says("wool", "salt", complete="it lists all"))
    more = fact("more", "town", "sold", says("coal"))
    made = prover(sold, ask("value", "What was sold?", "subject"), more)
    assert [rule(made, name) for name in ("coal", "hemp")] == [None, Rule.COMPLETE]


def test_prove_by_an_undisputed_denial() -> None:
    sold = fact("sold", "town", "sold", says("wool"))
    denied = fact("denied", "town", "sold", says("coal", agent="ames", stance=Stance.DENIES))
    proof = prover(sold, ask("value", "What was sold?", "subject"), denied).prove("coal")
    assert proof is not None
    assert (proof.rule, proof.params) == (
        Rule.DENIED,
        {"agent": "the historian Ames", "source": "Annals"},
    )


@pytest.mark.parametrize("stance", [Stance.ASSERTS, Stance.REPORTS])
def test_prove_by_a_denial_falls_where_somebody_asserts(stance: Stance) -> None:
    sold = fact("sold", "town", "sold", says("wool"))
    denied = fact("denied", "town", "sold", says("coal", agent="ames", stance=Stance.DENIES))
    claimed = fact("claimed", "town", "sold", says("coal", agent="herald", stance=stance))
    made = prover(sold, ask("value", "What was sold?", "subject"), denied, claimed)
    assert rule(made, "coal") is None


def test_prove_by_a_correction() -> None:
    sold = fact(
        "sold", "town", "sold", says("wool"), says("coal", id_="b", agent="herald"),
        says(id_="c", agent="ames", stance=Stance.CORRECTS, of="b"),
    )  # fmt: skip
    made = prover(sold, ask("value", "What was sold?", "subject"))
    assert rule(made, "coal") is Rule.DENIED


def test_prove_what_came_later_was_not_there_yet() -> None:
    shown = fact("shown", "town", "happened", says("red", when="1681"))
    made = prover(shown, ask("value", "Which company came in 1681?", "subject", "when"))
    assert [rule(made, name) for name in ("late", "blue")] == [Rule.NOT_YET, None]


def test_prove_what_is_gone_by_nothing() -> None:
    shown = fact("shown", "town", "happened", says("late", when="1990"))
    made = prover(shown, ask("value", "After which company was it named?", "subject", "when"))
    assert rule(made, "red") is None


WHO = "According to the article called Annals, who said that the town was sold?"


def test_prove_who_else_did_not_say_so_by_the_whole_document() -> None:
    said = fact("said", "town", "held", says("wendland", when="1700", agent="wend"))
    named = prover(said, ask("agent", WHO, "subject", "value"), accounted=("annals",))
    assert rule(named, "herald") is Rule.DOCUMENT
    assert rule(prover(said, ask("agent", WHO, "subject", "value")), "herald") is None
    unnamed = prover(said, ask("agent", "Who said so?", "subject"), accounted=("annals",))
    assert rule(unnamed, "herald") is None


def test_prove_by_the_document_falls_where_a_second_agent_says_so() -> None:
    said = fact("said", "town", "held", says("wendland", when="1700", agent="wend"))
    too = fact("too", "town", "held", says("wendland", when="1700", agent="ames"))
    made = prover(said, ask("agent", WHO, "subject", "value"), too, accounted=("annals",))
    assert rule(made, "herald") is None


def source(name: str, title: str, **changes: object) -> Source:
    return replace(pack().sources["annals"], id=name, title=title, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stem", "named"),
    [
        ("According to the article on Izium, who said so?", "izium"),
        ("According to the article on the battle, who said so?", "battle"),
        ("According to the article on the battle of Izium, who said so?", "battle"),
        ("According to the article on the siege, who said so?", None),
        ("Who said in Izium that the battle was over?", None),
    ],
)
def test_named_document_is_the_nearest_title(stem: str, named: str | None) -> None:
    sources = {s.id: s for s in (source("izium", "Izium"), source("battle", "Battle of Izium"))}
    assert named_document(stem, replace(pack(), sources=sources)) == named


def test_accounted_for_sees_a_long_stretch_that_nothing_touches() -> None:
    text = (Section(id="all", title="All", start=0, end=900),)
    touched = fact(
        "touched",
        "town",
        "sold",
        replace(says("wool"), anchors=(replace(ANCHOR, start=0, end=500),)),
    )
    made = replace(pack(touched), sources={"annals": source("annals", "Annals", sections=text)})
    left = LeftOut(source="annals", start=550, end=850, sha256="", reason="about another town")
    assert accounted_for(made) == frozenset()
    assert accounted_for(replace(made, left_out=(left,))) == {"annals"}


def test_prove_counts_what_another_agent_says_though_the_stem_names_one() -> None:
    given = frozenset({"subject", "agent"})
    built = fact("built", "fort", "built_by", says("red", agent="wend"))
    rival = fact("rival", "fort", "built_by", says("blue", agent="moor"))
    made = prover(built, ask("value", "Who built it, said the council?", "subject", "agent"), rival)
    predicates = dict(made.pack.predicates)
    one = Functional(slot="value", given=given, because="one claim")
    predicates["built_by"] = replace(predicates["built_by"], functional=(one,))
    made = replace(made, record=Record(replace(made.pack, predicates=predicates)))
    assert [rule(made, name) for name in ("blue", "green")] == [None, Rule.FUNCTIONAL]
