"""A sound bank passes, and each way of spoiling it is told."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quizzes.audit import Report
from quizzes.items import Choice, Ordering, Proof
from quizzes.kinds import Rule
from tests.audit.made_up import BUILT_BY, World

Spoil = Callable[[World], object]


@pytest.fixture(scope="module", autouse=True)
def _sound(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The unspoiled bank passes, with its document and without."""
    for documents in (True, False):
        folder = tmp_path_factory.mktemp("sound")
        assert World().audit(folder, documents=documents).findings == ()


def audited(folder: Path, spoil: Spoil, *, documents: bool = True) -> Report:
    world = World()
    spoil(world)
    return world.audit(folder, documents=documents)


def _swap_key(world: World) -> None:
    proof = Proof(rule=Rule.FUNCTIONAL, facts=("mill-built",), params={"because": BUILT_BY})
    world.change_option("choice:mill-built:value", "guild", proof=proof)
    world.change_option("choice:mill-built:value", "parish", proof=None)
    world.change("choice:mill-built:value", lambda item: replace(item, key="parish"))


def _reword_key(world: World) -> None:
    world.change_option("choice:mill-built:value", "guild", text="The Brede Guild of 1650")


def _make_distractor_true(world: World) -> None:
    world.fact("mill-built")["assertions"].append(
        world.fact("mill-built")["assertions"][0] | {"id": "b", "value": "parish"}
    )


def _make_distractor_true_elsewhere(world: World) -> None:
    claim = world.fact("mill-built")["assertions"][0] | {"value": "parish"}
    other = world.fact("mill-built") | {"id": "other", "assertions": [claim]}
    world.pack["facts/all.yaml"].append({k: v for k, v in other.items() if k != "event"})


def _offer_alias(world: World) -> None:
    world.pack["entities/all.yaml"]["parish"]["aliases"] = ["Orrin's Guild"]


def _offer_part(world: World) -> None:
    world.pack["entities/all.yaml"]["parish"]["part_of"] = ["guild"]


def _deny_distractor(world: World) -> None:
    """A value that somebody asserted, and that was denied, is no distractor under D1."""
    own = world.fact("mill-built")["assertions"]
    own.append(own[0] | {"id": "b", "agent": "council", "value": "parish"})
    own.append(own[0] | {"id": "c", "agent": "police", "stance": "denies", "of": "b"})


def _widen_date(world: World) -> None:
    world.fact("mill-built")["assertions"][0]["when"]["edtf"] = "1680/1700"


def _take_reason(world: World) -> None:
    world.pack["predicates.yaml"]["built_by"]["functional"].pop(0)


def _another_scope(world: World) -> None:
    world.pack["predicates.yaml"]["built_by"]["functional"][0]["given"] = ["subject", "agent"]


def _wide_scope(world: World) -> None:
    world.pack["predicates.yaml"]["built_by"]["functional"][0]["given"] = ["subject", "when"]
    world.fact("mill-built")["assertions"][0]["when"]["edtf"] = "1601/1700"


def _incomplete(world: World) -> None:
    del world.fact("exports")["assertions"][0]["complete"]


def _list_distractor(world: World) -> None:
    world.fact("exports")["assertions"][0]["values"].append("tar")


def _export_elsewhere(world: World) -> None:
    claim = world.fact("exports")["assertions"][0] | {"values": ["tar"]}
    world.pack["facts/all.yaml"].append(world.fact("exports") | {"id": "2", "assertions": [claim]})


def _take_denial(world: World) -> None:
    world.fact("smoke-cause")["assertions"].pop()


def _dispute_denial(world: World) -> None:
    claims = world.fact("smoke-cause")["assertions"]
    claims.append(claims[0] | {"id": "x", "stance": "denies", "of": "k", "agent": "union"})


def _live_longer(world: World) -> None:
    world.pack["entities/all.yaml"]["stone-bridge"]["lived"] = "1650/1771"


def _second_speaker(world: World) -> None:
    claims = world.fact("strike-over")["assertions"]
    claims.append(claims[0] | {"id": "x", "agent": "council"})


def _unnamed_document(world: World) -> None:
    stem = "Who announced in March 1922 that the strike was over?"
    world.fact("strike-over")["ask"][0]["stem"] = stem
    world.change("choice:strike-over:agent", lambda item: replace(item, stem=stem))


def _forget_sentence(world: World) -> None:
    """The crowd's sentence stands in the document, and no fact is made of it any more."""
    facts = world.pack["facts/all.yaml"]
    facts.remove(world.fact("crowd-1640"))


def _take_proof(world: World) -> None:
    world.change_option("choice:mill-built:value", "parish", proof=None)


def _swap_events(world: World) -> None:
    def swapped(item: Ordering) -> Ordering:
        first, second, *rest = item.events
        return replace(
            item,
            events=(second, first, *rest),
            facts=(second.fact, first.fact, *item.facts[2:]),
        )

    world.change("ordering:one", swapped)


def _widen_event(world: World) -> None:
    world.fact("flood")["assertions"][0]["when"]["edtf"] = "1701/1900"


def _forge_bounds(world: World) -> None:
    def forged(item: Ordering) -> Ordering:
        first, *rest = item.events
        return replace(item, events=(replace(first, hi=(first.hi or 0) - 400), *rest))

    world.change("ordering:one", forged)


def _close_events(world: World) -> None:
    world.fact("train")["assertions"][0]["when"]["edtf"] = "1921"
    facts = ("hall", "train", "strike-begun", "library")
    world.items.append(world.ordering("close", *facts, difficulty=0.2))


def _same_campaign(world: World) -> None:
    library = world.fact("library")
    library["event"]["campaign"] = "strike"
    library["assertions"][0]["when"]["edtf"] = "1922-03-07"
    facts = ("school", "train", "strike-begun", "library")
    world.items.append(world.ordering("campaign", *facts, difficulty=0.9))


def _five_when_easy(world: World) -> None:
    facts = ("mill-built", "bridge-built", "school", "train", "library")
    world.items.append(world.ordering("five", *facts, difficulty=0.5))


def _share_three(world: World) -> None:
    world.items.append(world.ordering("three", "mill-built", "flood", "hall", "museum"))


def _leak_date(world: World) -> None:
    world.fact("flood")["event"]["title"] = "The flood of 1771"
    world.items = [item for item in world.items if ":ordering:" not in item.identity]
    world.items += world.orderings()


def _contested_event(world: World) -> None:
    world.items.append(
        world.ordering("contested", "school", "train", "strike-over", "museum", difficulty=0.9)
    )


def _claimed_event(world: World) -> None:
    world.fact("flood")["assertions"][0]["agent"] = "rumour"


def _not_first(world: World) -> None:
    world.fact("train")["assertions"][0]["when"]["edtf"] = "1770/1820"


def _another_period(world: World) -> None:
    world.change(
        "train:period",
        lambda item: replace(item, stem="Which of these events happened in 1901?"),
    )


def _wide_period(world: World) -> None:
    world.change(
        "train:period",
        lambda item: replace(item, stem="Which of these events happened in the 19th century?"),
    )


def _drop_claimant(world: World) -> None:
    stem = "On which day was the strike of the weavers over?"
    world.fact("strike-over")["ask"][1]["stem"] = stem
    world.change("choice:strike-over:when", lambda item: replace(item, stem=stem))


def _drop_claimant_of_card(world: World) -> None:
    """A card that was fair while its fact was plain."""
    own = world.fact("museum")["assertions"]
    own.append(own[0] | {"id": "no", "agent": "council", "stance": "denies", "of": "a"})


def _deny_plain_fact(world: World) -> None:
    own = world.fact("mill-built")["assertions"]
    own.append(own[0] | {"id": "no", "agent": "council", "stance": "denies", "of": "a"})


def _rival_fact(world: World) -> None:
    claim = world.fact("mill-built")["assertions"][0] | {"when": {"edtf": "1650"}}
    rival = world.fact("mill-built") | {"id": "rival", "assertions": [claim], "card": {}}
    world.pack["facts/all.yaml"].append({k: v for k, v in rival.items() if k != "event"})


def _correct(world: World) -> None:
    own = world.fact("mill-built")["assertions"]
    own.append(own[0] | {"id": "now", "stance": "corrects", "of": "a"})


def _raise_sensitivity(world: World) -> None:
    world.fact("mill-built")["sensitivity"] = "2"


def _suspect(world: World) -> None:
    world.fact("exports")["suspect"] = "The list is of another town."


def _change_hash(world: World) -> None:
    world.fact("exports")["assertions"][0]["anchor"][3] = "0" * 16


def _break_hash(world: World) -> None:
    world.fact("exports")["assertions"][0]["anchor"][3] = "no hash"


def _move_citation(world: World) -> None:
    world.change(
        "choice:exports",
        lambda item: replace(item, citations=(replace(item.citations[0], start=1),)),
    )


def _cite_another_agent(world: World) -> None:
    world.change(
        "choice:exports",
        lambda item: replace(item, citations=(replace(item.citations[0], agent_name="Halm"),)),
    )


def _drop_citation(world: World) -> None:
    world.change("choice:exports", lambda item: replace(item, citations=()))


def _repeat_identity(world: World) -> None:
    world.items.append(world.item("choice:exports"))


def _repeat_question(world: World) -> None:
    world.items.append(replace(world.item("choice:exports"), identity="velm:choice:exports:value:"))


def _drop_flashcard(world: World) -> None:
    world.items.remove(world.item("flashcard:museum"))


def _reword_card(world: World) -> None:
    world.change("flashcard:museum", lambda item: replace(item, back="1961"))


def _reword_back(world: World) -> None:
    world.change("flashcard:exports", lambda item: replace(item, back="Wool, tiles and tar"))


def _ask_of_another_fact(world: World) -> None:
    world.change("choice:exports", lambda item: replace(item, stem="Which goods did Velm buy?"))


def _break_linter(world: World) -> None:
    world.change_option("choice:exports", "tar", text="All of the above")


def _forge_flags(world: World) -> None:
    world.change("choice:exports", lambda item: replace(item, flags=("C2",)))


def _many_first(world: World) -> None:
    found = world.item("school:first")
    assert isinstance(found, Choice)
    world.items += [replace(found, identity=f"{found.identity}:{n}") for n in range(3)]


MUTATIONS: list[tuple[Spoil, str]] = [
    (_swap_key, "key-differs"),
    (_swap_key, "distractor-true"),
    (_reword_key, "key-differs"),
    (_make_distractor_true, "proof-fails"),
    (_make_distractor_true_elsewhere, "proof-fails"),
    (_offer_alias, "proof-fails"),
    (_offer_part, "proof-fails"),
    (_deny_distractor, "proof-fails"),
    (_widen_date, "proof-fails"),
    (_take_reason, "proof-fails"),
    (_another_scope, "proof-fails"),
    (_wide_scope, "proof-fails"),
    (_incomplete, "proof-fails"),
    (_list_distractor, "proof-fails"),
    (_export_elsewhere, "proof-fails"),
    (_take_denial, "proof-fails"),
    (_dispute_denial, "proof-fails"),
    (_live_longer, "proof-fails"),
    (_second_speaker, "proof-fails"),
    (_unnamed_document, "proof-fails"),
    (_forget_sentence, "proof-fails"),
    (_take_proof, "proof-missing"),
    (_swap_events, "order-undecided"),
    (_widen_event, "order-undecided"),
    (_forge_bounds, "bounds-differ"),
    (_close_events, "gap-small"),
    (_same_campaign, "gap-small"),
    (_five_when_easy, "event-count"),
    (_share_three, "events-shared"),
    (_leak_date, "title-leaks-date"),
    (_contested_event, "contested-event"),
    (_claimed_event, "claim-without-claimant"),
    (_not_first, "order-undecided"),
    (_another_period, "period-differs"),
    (_wide_period, "order-undecided"),
    (_drop_claimant, "contested-without-claimant"),
    (_drop_claimant_of_card, "contested-without-claimant"),
    (_deny_plain_fact, "contested-without-claimant"),
    (_rival_fact, "rival-unnamed"),
    (_correct, "retracted"),
    (_raise_sensitivity, "too-sensitive"),
    (_suspect, "suspect"),
    (_change_hash, "anchor-unproven"),
    (_break_hash, "anchor-unproven"),
    (_move_citation, "citation-unknown"),
    (_cite_another_agent, "anchor-unproven"),
    (_drop_citation, "not-cited"),
    (_repeat_identity, "identity-twice"),
    (_repeat_question, "question-twice"),
    (_drop_flashcard, "flashcard-missing"),
    (_reword_card, "card-differs"),
    (_reword_back, "key-differs"),
    (_ask_of_another_fact, "stem-differs"),
    (_break_linter, "lint"),
    (_forge_flags, "flags-differ"),
    (_many_first, "too-many-first"),
]


@pytest.mark.parametrize(
    ("spoil", "code"), MUTATIONS, ids=[f"{s.__name__[1:]}-{code}" for s, code in MUTATIONS]
)
def test_mutation_is_told(tmp_path: Path, spoil: Spoil, code: str) -> None:
    report = audited(tmp_path, spoil)

    assert code in {found.code for found in report.findings}


def test_changed_hash_needs_the_document_to_be_told(tmp_path: Path) -> None:
    report = audited(tmp_path, _change_hash, documents=False)

    assert report.findings == ()
    assert report.unproven == ("velm",)


def test_changed_document_proves_nothing(tmp_path: Path) -> None:
    def spoil(world: World) -> None:
        world.text = world.text.replace("1684", "1685")

    report = audited(tmp_path, spoil)

    assert report.proven == ()


def test_finding_names_the_item_and_the_option(tmp_path: Path) -> None:
    found = audited(tmp_path, _take_proof).findings[0]

    assert (found.identity, found.params["option"]) == (
        "velm:choice:mill-built:value",
        "The Anne Parish",
    )
