"""The editor's form: what it makes of what was typed, and what keeps it from being saved."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from quizzes.forms import question_data, question_tokens
from quizzes.forms import questions as forms
from quizzes.forms.question_data import data_of
from quizzes.forms.question_tokens import cited, reference
from quizzes.forms.questions import QuestionForm
from quizzes.items import (
    Accepted,
    AcceptedNumber,
    Choice,
    DateAnswer,
    Event,
    Flashcard,
    Multiple,
    Numerical,
    Option,
    Ordering,
    Proof,
    ShortAnswer,
    TrueFalse,
)
from quizzes.kinds import Kind, Rule
from tests.factories import CITATION, FactFactory, TopicFactory

pytestmark = pytest.mark.django_db

PROOF = Proof(rule=Rule.FUNCTIONAL, facts=("mill",), params={"because": "it has one builder"})
BESIDE: dict[str, Any] = {
    "identity": "written:1",
    "topic": "",
    "language": "en",
    "facts": (),
    "sensitivity": 1,
    "difficulty": 0.43,
    "explanation": "The Petrenkos built it.",
    "citations": (CITATION,),
}
DAY = 613_000


def form_of(data: QueryDict, **given: Any) -> QuestionForm:
    values: dict[str, Any] = {"topics": [], "language": "en", "pictures": lambda key: None}
    return QuestionForm(data, **(values | given))


def typed(kind: Kind = Kind.CHOICE, *, rows: list[dict[str, str]] | None = None, **fields: str):
    data = question_data.blank(kind)
    for name, value in fields.items():
        data[name] = value
    if rows is not None:
        data.setlist("row", [str(n) for n in range(1, len(rows) + 1)])
        for number, row in enumerate(rows, start=1):
            for name, value in row.items():
                data[f"r{number}-{name}"] = value
    return form_of(data)


def choice(*texts: str, key: str = "1", **fields: str) -> QuestionForm:
    rows = [{"text": text} for text in texts]
    return typed(rows=rows, **({"stem": "Who built the mill?", "key": key} | fields))


ITEMS = [
    Choice(
        **BESIDE,
        stem="Who built the mill?",
        slot="value",
        options=(
            Option(id="a", text="The Petrenkos", feedback="Yes."),
            Option(id="b", text="The Ivanenkos", proof=PROOF),
            Option(id="c", text="Петренки й родичі", share=0.5),
        ),
        key="a",
    ),
    Multiple(
        **BESIDE,
        stem="Who lived there?",
        options=(
            Option(id="a", text="The Petrenkos", share=0.75),
            Option(id="b", text="The Ivanenkos", share=0.25),
            Option(id="c", text="The Bondarenkos", share=-1.0),
            Option(id="d", text="Nobody", share=0.0, feedback="Somebody did."),
        ),
    ),
    TrueFalse(**BESIDE, stem="The mill stood.", answer=False, feedback_true="It had burnt."),
    Ordering(
        **BESIDE,
        stem="Put these in order.",
        events=(
            Event(id="x", title="One", date="", edtf="", lo=None, hi=None, fact="fact-one"),
            Event(id="y", title="Other", date="", edtf="", lo=None, hi=None, fact=""),
        ),
        method="absolute-position",
    ),
    ShortAnswer(
        **BESIDE,
        stem="Which family?",
        accepted=(
            Accepted(text="Petrenko"),
            Accepted(text="Petrenkos", share=0.5, feedback="One of them."),
        ),
        exact=True,
    ),
    Numerical(
        **BESIDE,
        stem="How many wheels?",
        accepted=(
            AcceptedNumber(value="4.5", tolerance="0.1"),
            AcceptedNumber(value="5", share=0.25),
        ),
        unit="m",
    ),
    DateAnswer(**BESIDE, stem="When?", edtf="1681-05-20", tolerance=2, tolerance_unit="month"),
    Flashcard(**BESIDE, front="Who?", back="The Petrenkos", slot="value"),
]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.kind))
def test_item_goes_through_the_form_unchanged(item):
    data = data_of(item, cited=[cited(CITATION, fact=0)])
    form = form_of(data, base=item)
    assert (form.missing, form.finished()) == ([], item)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.kind))
def test_draft_goes_through_its_storage_unchanged(item):
    data = data_of(item, cited=[cited(CITATION, fact=0)])
    back = question_data.from_draft(question_data.kept(data))
    assert form_of(back, base=item).finished() == item


# --- What is missing


MISSING = [
    (choice("One", "Other", key="1", stem=""), ["stem"]),
    (choice("One", "Other", key=""), ["key"]),
    (choice("One", "Other", key="7"), ["key"]),
    (choice("One", key="1"), ["options"]),
    (choice("One", " one ", key="1"), ["twice"]),
    (choice("One", " one ", key=""), ["twice", "key"]),
    (typed(Kind.MULTIPLE, stem="?", rows=[{"text": "a"}, {"text": "b"}]), ["keys"]),
    (typed(Kind.TRUE_FALSE, stem="It stood."), ["answer"]),
    (typed(Kind.SHORT, stem="Who?", rows=[{"text": ""}]), ["accepted"]),
    (typed(Kind.SHORT, stem="Who?", rows=[{"text": "A", "share": "50"}]), ["accepted"]),
    (typed(Kind.NUMERICAL, stem="How many?", rows=[{"text": "four"}]), ["number"]),
    (typed(Kind.DATE, stem="When?"), ["date"]),
    (typed(Kind.DATE, stem="When?", date="some day"), ["field"]),
    (typed(Kind.FLASHCARD, stem="Who?"), ["back"]),
    (typed(Kind.ORDERING, stem="Order.", rows=[{"text": "a", "date": "1681"}]), ["events"]),
    (
        typed(Kind.ORDERING, stem="?", rows=[{"text": "a", "date": "1681"}, {"text": "b"}]),
        ["event-date"],
    ),
    (
        typed(Kind.ORDERING, stem="?", rows=[{"text": "a", "date": "1"}, {"text": "b"}]),
        ["event-date", "field"],
    ),
    (
        typed(Kind.ORDERING, decided="hand", stem="?", rows=[{"text": "a"}, {"text": "b"}]),
        [],
    ),
    (choice("One", "Other", key="1"), []),
]


@pytest.mark.parametrize(("form", "codes"), MISSING)
def test_only_a_key_and_what_is_asked_are_needed(form, codes):
    assert [one.code for one in form.missing] == codes


def test_blank_form_is_blank_and_misses_something():
    form = typed()
    assert form.is_blank
    assert form.missing


# --- Shares


def shares(form: QuestionForm) -> list[float | None]:
    return [option.share for option in form.item.options]


def several(*rows: dict[str, str]) -> QuestionForm:
    named = [{"text": f"Option {place}"} | row for place, row in enumerate(rows)]
    return typed(Kind.MULTIPLE, stem="Who?", rows=named)


RIGHT = {"right": "1"}


def test_right_ones_share_alike_and_a_wrong_tick_costs_as_much():
    assert shares(several(RIGHT, RIGHT, {}, {})) == [0.5, 0.5, -0.5, -0.5]


def test_open_shares_take_what_the_authors_leave():
    form = several(RIGHT | {"share": "60"}, RIGHT, RIGHT, {"share": "-100"})
    assert shares(form) == pytest.approx([0.6, 0.2, 0.2, -1.0])


def test_shares_of_right_ones_are_scaled_to_all():
    assert shares(several(RIGHT | {"share": "30"}, RIGHT | {"share": "90"}, {"share": "0"})) == [
        0.25,
        0.75,
        0,
    ]


def test_choice_gives_part_of_the_mark_for_a_nearly_right_option():
    form = typed(
        rows=[{"text": "A"}, {"text": "B", "share": "33,3"}, {"text": "C"}], stem="?", key="1"
    )
    assert shares(form) == [None, 0.333, None]


@pytest.mark.parametrize("share", ["101", "-101", "much", "1e999"])
def test_share_beyond_all_is_refused_at_its_field(share):
    form = typed(rows=[{"text": "A"}, {"text": "B", "share": share}], stem="?", key="1")
    assert [(one.code, one.target) for one in form.missing] == [("field", "id_r2-share")]


# --- Dates


def test_events_stand_in_the_order_of_their_dates():
    rows = [
        {"text": "The school", "date": "17 вересня 1882"},
        {"text": "The fortress", "date": "1681"},
        {"text": "The charter", "date": "1765-07"},
    ]
    form = typed(Kind.ORDERING, stem="Order.", rows=rows)
    assert form.order_in_words == [
        ("The fortress", "1681"),
        ("The charter", "July 1765"),
        ("The school", "17 September 1882"),
    ]


def test_events_stand_as_they_are_put_by_hand():
    rows = [{"text": "The school", "date": "1882"}, {"text": "The fortress", "date": "1681"}]
    item = typed(Kind.ORDERING, decided="hand", stem="Order.", rows=rows).item
    assert isinstance(item, Ordering)
    assert [(e.title, e.edtf, e.lo) for e in item.events] == [
        ("The school", "1882", None),
        ("The fortress", "1681", None),
    ]


def test_amounts_that_ascend_are_not_shuffled():
    assert choice("10", "20", "30").item.ordered
    assert not choice("20", "10", "30").item.ordered
    assert not choice("Ten", "Twenty").item.ordered


# --- Ids


def test_new_options_get_ids_of_their_own_and_old_ones_keep_theirs():
    old = ITEMS[0]
    data = data_of(old, cited=[])
    number = question_data.add_row(data, text="The Bondarenkos")
    item = form_of(data, base=old).finished()
    assert [option.id for option in item.options[:3]] == ["a", "b", "c"]
    assert item.options[3].id not in {"a", "b", "c", f"new-{number}"}


def test_rows_come_in_the_order_of_their_numbers_sent():
    data = question_data.blank(Kind.CHOICE, stem="?")
    data.setlist("row", ["3", "1"])
    data["r1-text"], data["r3-text"] = "First", "Third"
    assert [row.get("text") for row in form_of(data).rows] == ["Third", "First"]


def test_no_more_rows_than_a_question_holds():
    data = question_data.blank(Kind.CHOICE)
    while question_data.add_row(data):
        pass
    data.setlist("row", [*data.getlist("row"), "999"])
    assert len(form_of(data).rows) == forms.MOST_ROWS


# --- What was signed


def proven(*, text: str = "The Ivanenkos", key: str = "The Petrenkos") -> QuestionForm:
    token = question_tokens.proof_token(PROOF, text="The Ivanenkos", key="The Petrenkos")
    return typed(rows=[{"text": key}, {"text": text, "proof": token}], stem="?", key="1")


def test_proof_stands_beside_the_words_it_was_given_for():
    assert proven().item.options[1].proof == PROOF
    assert proven().proven == [2]


@pytest.mark.parametrize("changed", [{"text": "Another family"}, {"key": "Another family"}])
def test_proof_falls_away_with_the_words_it_was_given_for(changed):
    assert proven(**changed).item.options[1].proof is None


def test_made_up_proof_is_none():
    form = typed(rows=[{"text": "A"}, {"text": "B", "proof": "made:up"}], stem="?", key="1")
    assert form.item.options[1].proof is None


def test_made_up_citation_is_none():
    data = question_data.blank(Kind.CHOICE)
    data.setlist("cite", ["made:up", cited(CITATION, fact=0).token])
    assert form_of(data).item.citations == (CITATION,)


def test_facts_cited_are_named_once():
    fact = FactFactory()
    data = question_data.blank(Kind.CHOICE)
    free = reference(title="A book", place="p. 7", url="")
    places = [CITATION, replace(CITATION, start=50, end=60)]
    data.setlist("cite", [cited(one, fact=fact.pk).token for one in places])
    data.appendlist("cite", cited(free, fact=0).token)
    form = form_of(data)
    assert form.item.facts == (fact.slug,)
    assert form.item.citations == (*places, free)


# --- Topic, draft


def test_language_is_that_of_the_topic():
    topic = TopicFactory(pack__language="uk")
    data = question_data.blank(Kind.CHOICE, topic=str(topic.pk))
    form = form_of(data, topics=[topic])
    assert (form.item.topic, form.item.language) == (topic.slug, "uk")


def test_topic_that_is_not_offered_is_none():
    data = question_data.blank(Kind.CHOICE, topic=str(TopicFactory().pk))
    assert form_of(data).item.topic == ""


def test_draft_keeps_fields_of_the_form_alone():
    data = question_data.blank(Kind.CHOICE, stem="Who?")
    data["csrfmiddlewaretoken"], data["revision"], data["odd"] = "x", "3", "y"
    assert set(question_data.kept(data)) == {"kind", "level", "sensitivity", "row", "stem"}


def test_draft_larger_than_any_question_is_refused():
    data = question_data.blank(Kind.CHOICE, stem="x" * (question_data.LONGEST_DRAFT + 1))
    with pytest.raises(ValidationError):
        question_data.kept(data)


def test_tags_are_told_apart_by_commas():
    assert forms.tags_of(" mills,  the  river ,, mills") == ["mills", "the river"]
