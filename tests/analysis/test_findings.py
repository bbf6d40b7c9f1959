from dataclasses import replace

import pytest
from hypothesis import given

from quizzes.analysis import (
    Concern,
    Ease,
    ItemStatistics,
    OptionStatistics,
    Question,
    QuizStatistics,
    Reply,
    Third,
    analyse,
    ease,
    findings,
    item_findings,
    quiz_findings,
    usual_seconds,
)
from tests.analysis.tables import chose, question, table
from tests.analysis.test_statistics import both, tables

# Forty pupils met it; 60 % of them knew; it tells well who knows more.
SOUND = ItemStatistics(
    question="q1",
    max_mark=1,
    asked=40,
    answered=40,
    facility=0.6,
    sd=0.5,
    discrimination_index=45,
    discriminative_efficiency=60,
    effective_weight=10,
    guess=0.25,
    median_seconds=20,
    strong=Third(size=13, facility=0.9),
    weak=Third(size=13, facility=0.3),
    options=(),
)
EVEN = QuizStatistics(
    attempts=40,
    questions=10,
    max_mark=10,
    mean=6,
    median=6,
    sd=2,
    mean_share=0.6,
    median_share=0.6,
    k2=4,
    k3=0,
    k4=0,
    skewness=0,
    kurtosis=0,
    internal_consistency=80,
    error_ratio=45,
    standard_error=0.9,
    histogram=(),
)


def option(name, chosen, *, right=False, strong=0, weak=0, answered=40):
    return OptionStatistics(
        option=name,
        fraction=float(right),
        chosen=chosen,
        share=chosen / answered,
        strong=strong,
        weak=weak,
        mean_rest=0.5,
    )


def told(usual=None, **changes):
    """Code → params of what is said of the sound item, changed."""
    return {f.code: dict(f.params) for f in item_findings(replace(SOUND, **changes), usual)}


def test_a_sound_item_works_well():
    assert told() == {"works-well": {"index": 45}}


@pytest.mark.parametrize("index", [None, 29])
def test_an_item_that_tells_little_apart_has_no_fault_but_no_praise(index):
    assert told(discrimination_index=index) == {"no-fault": {}}


def test_too_few_answers_say_how_many_are_missing():
    assert told(asked=7, answered=7) == {"too-few": {"answers": 7, "needed": 3}}
    assert "too-few" not in told(asked=10, answered=10)


def test_an_item_that_the_strong_got_wrong_more_often_has_its_key_doubted():
    changed = {
        "discrimination_index": -20,
        "discriminative_efficiency": -30,
        "strong": Third(size=13, facility=0.4),
        "weak": Third(size=14, facility=0.7),
    }
    assert told(**changed) == {"strong-wrong-more": {"index": -20, "strong": 0.4, "weak": 0.7}}


def test_a_negative_index_alone_does_not_say_what_the_thirds_deny():
    assert told(discrimination_index=-1, discriminative_efficiency=-2) == {
        "low-efficiency": {"efficiency": -2}
    }


def test_efficiency_is_low_below_15():
    assert told(discriminative_efficiency=14.9) == {"low-efficiency": {"efficiency": 14.9}}
    assert "low-efficiency" not in told(discriminative_efficiency=15)


@pytest.mark.parametrize(
    ("facility", "guess", "code"),
    [
        (0.95, 0.25, "too-easy"),
        (0.94, 0.25, None),
        (0.26, 0.25, None),
        (0.25, 0.25, "no-better-than-guessing"),
        (0.5, 0.5, "no-better-than-guessing"),
        (0.19, None, "too-hard"),
        (0.2, None, None),
    ],
)
def test_difficulty_is_told_at_both_ends_and_against_a_guess(facility, guess, code):
    codes = set(told(facility=facility, guess=guess))
    assert codes == {code or "works-well"}


def test_nobody_right_is_told_of_three_answers_and_once():
    few = told(facility=0, answered=3, asked=3)
    many = told(facility=0, discrimination_index=None, discriminative_efficiency=None)

    assert few == {"nobody-right": {"answers": 3}, "too-few": {"answers": 3, "needed": 7}}
    assert many == {"nobody-right": {"answers": 40}}
    assert "nobody-right" not in told(facility=0, answered=2, asked=3)


def test_a_distractor_chosen_more_than_the_key_is_a_rival_from_three_answers():
    options = (option("a", 1, right=True), option("b", 3), option("c", 0))
    rival = {"option": "b", "chosen": 3, "key": "a", "keyed": 1}

    assert told(options=options, asked=4, answered=4)["rival"] == rival
    even = (option("a", 3, right=True), option("b", 3))
    assert "rival" not in told(options=even, asked=6, answered=6)
    two = (option("a", 1, right=True), option("b", 2))
    assert "rival" not in told(options=two, asked=3, answered=3)


def test_no_rival_is_named_where_several_options_are_right():
    options = (option("a", 1, right=True), option("c", 2, right=True), option("b", 30))
    assert "rival" not in told(options=options)


def test_a_distractor_that_hardly_anybody_chose_is_told_after_30_answers():
    options = (option("a", 29, right=True, answered=30), option("b", 1, answered=30))
    unused = {"option": "b", "chosen": 1, "answers": 30}

    assert told(options=options, asked=30, answered=30) == {"unused-distractor": unused}
    assert "unused-distractor" not in told(options=options, asked=30, answered=29)
    at_limit = (option("a", 38, right=True), option("b", 2))
    assert "unused-distractor" not in told(options=at_limit)


def test_a_distractor_that_draws_the_strong_is_told_by_shares():
    strong = {"strong": Third(size=10, facility=0.7), "weak": Third(size=20, facility=0.5)}
    options = (option("a", 30, right=True, strong=7, weak=10), option("b", 7, strong=3, weak=4))
    found = told(options=options, **strong)["strong-distractor"]

    assert found == {"option": "b", "strong": 3, "strong_size": 10, "weak": 4, "weak_size": 20}
    same = (option("b", 7, strong=2, weak=4),)
    assert "strong-distractor" not in told(options=same, **strong)
    one = (option("b", 7, strong=1, weak=0),)
    assert "strong-distractor" not in told(options=one, **strong)


def test_no_distractor_is_said_to_draw_the_strong_without_thirds():
    options = (option("b", 7, strong=None, weak=None),)
    assert "strong-distractor" not in told(options=options, strong=None, weak=None)


def test_a_key_chosen_by_the_strong_is_no_distractor():
    assert told(options=(option("a", 30, right=True, strong=12, weak=1),)).keys() == {"works-well"}


def test_an_item_is_slow_above_twice_the_usual_time():
    assert told(usual=9, median_seconds=20) == {"slow": {"seconds": 20, "usual": 9}}
    assert "slow" not in told(usual=10, median_seconds=20)
    assert "slow" not in told(usual=None, median_seconds=20)
    assert "slow" not in told(usual=10, median_seconds=None)


def test_usual_seconds_is_the_median_of_three_items_or_more():
    questions = [question(f"q{n}") for n in range(3)]
    row = tuple(Reply(mark=1, seconds=seconds) for seconds in (5, 12, 60))

    assert usual_seconds(analyse(questions, [row])) == 12
    assert usual_seconds(analyse(questions[:2], [row[:2]])) is None


def test_an_item_that_a_third_left_out_is_often_skipped():
    assert told(asked=30, answered=20) == {"often-skipped": {"skipped": 10, "asked": 30}}
    assert "often-skipped" not in told(asked=30, answered=21)


def test_the_gravest_is_told_first():
    options = (option("a", 2, right=True), option("b", 37), option("c", 1))
    concerns = [f.concern for f in item_findings(replace(SOUND, facility=0.1, options=options))]

    assert concerns == sorted(concerns, key=list(Concern).index)
    assert (concerns[0], concerns[-1]) == (Concern.CHECK, Concern.NOTE)


def test_a_class_of_three_already_learns_of_a_wrong_key():
    questions = [question("q1", options="abc", key="a", guess=1 / 3), question("q2")]
    attempts = [(chose("b"), Reply(mark=mark)) for mark in (0, 1, 1)]
    found = findings(analyse(questions, attempts)).items["q1"]

    assert [f.code for f in found] == ["nobody-right", "rival", "too-few"]


def test_a_turned_key_is_found_among_thirty():
    """The strong know q1, but its key names another option."""
    questions = [question("q1", options="abc", key="b"), question("q2", 10)]
    attempts = [(chose("a" if n >= 12 else "b", key="b"), Reply(mark=n / 3)) for n in range(30)]
    codes = {f.code for f in findings(analyse(questions, attempts)).items["q1"]}

    assert codes == {"rival", "strong-wrong-more", "strong-distractor", "unused-distractor"}


def quiz_told(**changes):
    return {f.code: dict(f.params) for f in quiz_findings(replace(EVEN, **changes))}


@pytest.mark.parametrize(
    ("consistency", "code"),
    [(75, "reliable"), (74.9, "fairly-reliable"), (50, "fairly-reliable"), (49.9, "unreliable")],
)
def test_a_quiz_is_told_how_far_it_is_to_be_relied_on(consistency, code):
    assert quiz_told(internal_consistency=consistency) == {code: {"consistency": consistency}}


def test_nothing_is_told_of_a_reliability_that_is_undefined():
    assert quiz_told(internal_consistency=None) == {}


def test_a_quiz_is_told_too_hard_or_too_easy():
    assert quiz_told(mean_share=0.34, internal_consistency=None) == {"too-hard": {"mean": 0.34}}
    assert quiz_told(mean_share=0.9, internal_consistency=None) == {"too-easy": {"mean": 0.9}}
    assert quiz_told(mean_share=0.35, internal_consistency=None) == {}


def test_a_quiz_of_few_attempts_says_only_that():
    assert quiz_told(attempts=4, mean_share=0.1) == {"too-few": {"answers": 4, "needed": 6}}


@pytest.mark.parametrize(
    ("facility", "word"),
    [
        (None, None),
        (0, Ease.VERY_HARD),
        (0.19, Ease.VERY_HARD),
        (0.2, Ease.HARD),
        (0.34, Ease.HARD),
        (0.35, Ease.FITTING),
        (0.65, Ease.FITTING),
        (0.66, Ease.EASY),
        (0.94, Ease.EASY),
        (0.95, Ease.VERY_EASY),
        (1, Ease.VERY_EASY),
    ],
)
def test_ease_puts_a_facility_into_a_word(facility, word):
    assert ease(facility) == word


def test_findings_speak_of_each_question_by_its_id():
    told_of = findings(analyse(*table(*[(1, 0)] * 12)))

    assert list(told_of.items) == ["q1", "q2"]
    assert [f.code for f in told_of.items["q1"]] == ["too-easy"]
    assert [f.code for f in told_of.items["q2"]] == ["nobody-right"]


@given(tables())
def test_every_item_is_told_something(drawn):
    analysis = both(drawn)[0]
    told_of = findings(analysis)

    assert list(told_of.items) == [item.question for item in analysis.items]
    assert all(told_of.items.values())


def test_an_item_that_was_never_asked_waits():
    (found,) = findings(analyse([Question(id="q")], [])).items["q"]

    assert (found.code, found.concern, found.params["needed"]) == ("too-few", Concern.WAIT, 10)
