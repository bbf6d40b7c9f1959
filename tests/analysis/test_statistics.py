from fractions import Fraction
from math import isfinite, sqrt
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.analysis import Question, Reply, analyse
from tests.analysis.by_definition import Slow
from tests.analysis.tables import chose, question, table

LADDER = table((1, 1, 1), (1, 1, 0), (1, 0, 0), (0, 0, 0))


def of_item(analysis, name):
    return [getattr(item, name) for item in analysis.items]


def test_items_of_a_ladder_equal_the_figures_worked_out_by_hand():
    # m1 = 1 1 1 0, O = 2 1 0 0: means 3/4; var m = 1/4, var O = (25+1+9+9)/16/3 = 11/12,
    # cov = (3 - 4*9/16)/3 = 1/4; index = 100*(1/4)/sqrt(11/48) = 100*sqrt(3/11).
    # m2 = 1 1 0 0, O = 2 1 1 0: var m = 1/3, var O = 2/3, cov = (3-2)/3 = 1/3;
    # index = 100*(1/3)/sqrt(2/9) = 100/sqrt(2).
    # m3 = 1 0 0 0, O = 2 2 1 0: the ladder upside down, so as m1.
    # All three are sorted alike with their rest: the best possible, efficiency 100.
    # cov(m,T) = cov(m,O) + var m = 1/2, 2/3, 1/2; of the roots' sum, the middle one is
    # sqrt(2/3) / (sqrt 2 + sqrt(2/3)) = 1/(sqrt 3 + 1).
    analysis = analyse(*LADDER)

    outer, middle = 100 * sqrt(3 / 11), 100 / sqrt(2)
    assert of_item(analysis, "asked") == [4, 4, 4]
    assert of_item(analysis, "facility") == [0.75, 0.5, 0.25]
    assert of_item(analysis, "sd") == pytest.approx([0.5, sqrt(1 / 3), 0.5])
    assert of_item(analysis, "discrimination_index") == pytest.approx([outer, middle, outer])
    assert of_item(analysis, "discriminative_efficiency") == [100, 100, 100]
    share = 100 / (sqrt(3) + 1)
    rest = (100 - share) / 2
    assert of_item(analysis, "effective_weight") == pytest.approx([rest, share, rest])


def test_quiz_of_a_ladder_equals_the_figures_worked_out_by_hand():
    # T = 3 2 1 0: deviations 1.5 .5 -.5 -1.5; m2 = 5/4, m3 = 0, m4 = (2*81 + 2*1)/16/4 = 41/16.
    # k2 = 4/3 * 5/4 = 5/3; k4 = 16*(5*41/16 - 9*25/16)/6 = 16*(-20/16)/6 = -10/3;
    # kurtosis = (-10/3)/(25/9) = -6/5. CIC = 100 * 3/2 * (1 - (1/4+1/3+1/4)/(5/3)) = 150 * 1/2.
    # error ratio = 100*sqrt(1/4) = 50, standard error = half of sqrt(5/3).
    quiz = analyse(*LADDER).quiz

    assert (quiz.attempts, quiz.questions, quiz.max_mark) == (4, 3, 3)
    assert (quiz.mean, quiz.median, quiz.mean_share, quiz.median_share) == (1.5, 1.5, 0.5, 0.5)
    assert (quiz.k2, quiz.k3, quiz.k4) == pytest.approx((5 / 3, 0, -10 / 3))
    assert (quiz.sd, quiz.skewness, quiz.kurtosis) == pytest.approx((sqrt(5 / 3), 0, -1.2))
    assert quiz.internal_consistency == pytest.approx(75)
    assert quiz.error_ratio == pytest.approx(50)
    assert quiz.standard_error == pytest.approx(sqrt(5 / 3) / 2)


def test_items_that_work_against_each_other_have_negative_figures():
    # m1 = 2 0 1 of 2, O = 0 3 3: var m = 1, var O = 3, cov = (3 - 3*1*2)/2 = -3/2;
    # index = -150/sqrt 3; sorted 0 1 2 with 0 3 3: (9 - 6)/2 = 3/2, so efficiency -100.
    # cov(m1,T) = -3/2 + 1 < 0: no weight; cov(m2,T) = -3/2 + 3 = 3/2: all of it.
    # T = 2 3 4: k2 = 1, k3 = 0, no k4; CIC = 100*2*(1 - 4/1) = -600, ratio = 100*sqrt 7.
    analysis = analyse(*table((2, 0), (0, 3), (1, 3), maxima=[2, 4]))

    assert of_item(analysis, "facility") == [0.5, 0.5]
    assert of_item(analysis, "discrimination_index") == pytest.approx([-150 / sqrt(3)] * 2)
    assert of_item(analysis, "discriminative_efficiency") == [-100, -100]
    assert of_item(analysis, "effective_weight") == [None, 100]
    quiz = analysis.quiz
    assert (quiz.k2, quiz.k3, quiz.k4, quiz.kurtosis) == (1, 0, None, None)
    assert quiz.internal_consistency == -600
    assert (quiz.error_ratio, quiz.standard_error) == pytest.approx((100 * sqrt(7), sqrt(7)))


def test_efficiency_is_measured_by_the_best_that_the_marks_allow():
    # m = 1 0 1 0, O = 3 1 0 0: cov = (3 - 4*1/2*1)/3 = 1/3; sorted 0 0 1 1 with 0 0 1 3:
    # (4 - 2)/3 = 2/3; efficiency 50. var m = 1/3, var O = (4+0+1+1)/3 = 2; index = 100/sqrt 6.
    first = analyse(*table((1, 3), (0, 1), (1, 0), (0, 0), maxima=[1, 3])).items[0]

    assert first.discriminative_efficiency == 50
    assert first.discrimination_index == pytest.approx(100 / sqrt(6))


def test_a_lone_high_total_is_skewed_and_peaked():
    # T = 0 0 0 4: mean 1; m2 = 12/4 = 3, m3 = (27-3)/4 = 6, m4 = (81+3)/4 = 21.
    # k2 = 4, k3 = 16*6/6 = 16, k4 = 16*(5*21 - 9*9)/6 = 64; 16/8 = 2 and 64/16 = 4.
    quiz = analyse(*table((0,), (0,), (0,), (4,), maxima=[4])).quiz

    assert (quiz.k2, quiz.k3, quiz.k4) == (4, 16, 64)
    assert (quiz.skewness, quiz.kurtosis) == (2, 4)
    assert (quiz.mean, quiz.median) == (1, 0)


def test_an_item_is_measured_over_the_attempts_that_were_asked_it():
    # q2 was asked in the last three: m = 1 0 1, O = 1 0 0, T = 2 0 1.
    # var m = 1/3 = var O, cov = (1 - 3*2/3*1/3)/2 = 1/6; index = 50.
    analysis = analyse(*table((1, None, 1), (1, 1, None), (None, 0, 0), (0, 1, None)))

    assert of_item(analysis, "asked") == [3, 3, 2]
    assert analysis.items[1].facility == pytest.approx(2 / 3)
    assert analysis.items[1].discrimination_index == pytest.approx(50)


def test_a_quiz_of_different_draws_has_no_internal_consistency():
    quiz = analyse(*table((1, None, 1), (1, 1, None), (None, 0, 0))).quiz

    assert quiz.k2 is not None
    assert (quiz.internal_consistency, quiz.error_ratio, quiz.standard_error) == (None,) * 3


def test_totals_out_of_different_wholes_compare_by_their_shares():
    quiz = analyse(*table((1, None), (1, 1), maxima=[2, 2])).quiz

    assert (quiz.max_mark, quiz.mean_share) == (None, 0.5)


@pytest.mark.parametrize("rows", [[(1, 0)], [(1, 1), (1, 1)], [(None, None)], [(0, 0)] * 5])
def test_what_is_undefined_is_none(rows):
    analysis = analyse(*table(*rows))

    for item in analysis.items:
        assert item.discrimination_index is None
        assert item.discriminative_efficiency is None
        assert item.effective_weight is None
        assert (item.strong, item.weak) == (None, None)
    quiz = analysis.quiz
    assert (quiz.skewness, quiz.kurtosis, quiz.internal_consistency) == (None, None, None)
    assert (quiz.error_ratio, quiz.standard_error) == (None, None)


def test_nothing_at_all_is_analysed_without_complaint():
    quiz = analyse([], []).quiz

    assert (quiz.attempts, quiz.questions, quiz.mean, quiz.sd) == (0, 0, None, None)
    assert [one.count for one in quiz.histogram] == [0] * 10


def test_an_item_without_weight_has_no_facility():
    assert analyse(*table((0, 1), (0, 0), maxima=[0, 1])).items[0].facility is None


def test_thirds_and_a_whole_are_the_same_total():
    # As floats 0.33333 * 3 falls short of 1 by a hair, which would pass for a difference.
    rows = [(1, 1, 0.33333, 0.33333, 0.33333), (0, 1, 0, 0, 1), (1, 0, 1 / 3, 2 / 3, 1)]
    analysis = analyse(*table(*(row[:1] + row[2:] for row in rows)))

    assert analysis.quiz.attempts == 3
    assert analyse(*table((1, 0.33333, 1 / 3, 0.33333), (1, 0, 0, 1))).quiz.k2 == 0


def test_a_row_of_another_length_is_refused():
    questions, attempts = table((1, 1), (1, 0))
    with pytest.raises(ValueError, match="zip"):
        analyse(questions, [*attempts, (Reply(mark=1),)])


def test_histogram_counts_who_has_everything_in_the_last_bar():
    rows = [(0,), (9,), (10,), (99,), (100,)]
    bars = analyse(*table(*rows, maxima=[100])).quiz.histogram

    assert [one.count for one in bars] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert (bars[0].low, bars[0].high, bars[-1].high) == (0, 0.1, 1)


def test_options_are_counted_overall_and_in_the_thirds():
    # Rests by attempt: 3 3 2 1 0 0 of 3. A third of six is two: strong 3 3, weak 0 0.
    questions = [question(options="abc", key="a"), question("q2", 3)]
    attempts = [
        (chose("a"), Reply(mark=3)),
        (chose("b"), Reply(mark=3)),
        (chose("a"), Reply(mark=2)),
        (chose("b"), Reply(mark=1)),
        (chose("b"), Reply(mark=0)),
        (chose(None), Reply(mark=0)),
    ]
    item = analyse(questions, attempts).items[0]

    assert (item.asked, item.answered, item.skipped) == (6, 5, 1)
    assert (item.strong.size, item.strong.facility) == (2, 0.5)
    assert (item.weak.size, item.weak.facility) == (2, 0)
    a, b, c = item.options
    assert (a.chosen, a.share, a.strong, a.weak, a.is_right) == (2, 0.4, 1, 0, True)
    assert (b.chosen, b.share, b.strong, b.weak, b.is_right) == (3, 0.6, 1, 1, False)
    assert (c.chosen, c.share, c.strong, c.weak, c.mean_rest) == (0, 0, 0, 0, None)
    assert a.mean_rest == pytest.approx(5 / 6)  # 3/3 and 2/3
    assert b.mean_rest == pytest.approx(4 / 9)  # 3/3, 1/3 and 0


def test_a_third_takes_in_all_who_tie_with_its_last():
    # Rests 5 4 4 4 0 0: two of six are strong, but three have a 4.
    questions = [question(), question("q2", 5)]
    rests = (5, 4, 4, 4, 0, 0)
    item = analyse(questions, [(Reply(mark=1), Reply(mark=r)) for r in rests]).items[0]

    assert (item.strong.size, item.weak.size) == (4, 2)


def test_who_chose_several_options_counts_for_each():
    questions = [question(options="abc"), question("q2")]
    reply = Reply(mark=0.5, chosen=("a", "b", "gone"))
    a, b, c = analyse(questions, [(reply, Reply(mark=1))]).items[0].options

    assert [(o.chosen, o.share) for o in (a, b, c)] == [(1, 1), (1, 1), (0, 0)]


def test_median_seconds_leaves_out_what_was_not_timed():
    questions = [question()]
    attempts = [(Reply(mark=1, seconds=s),) for s in (10, None, 40, 20, 90)]

    assert analyse(questions, attempts).items[0].median_seconds == 30


# Against the slow rewrite: random tables with gaps, partial marks and unequal maxima.

FRACTIONS = [Fraction(n, d) for d in (1, 2, 3, 4, 6, 7, 10) for n in range(d + 1)]


@st.composite
def tables(draw):
    maxima = draw(st.lists(st.sampled_from([1, 2, Fraction(1, 2), 5]), min_size=1, max_size=5))
    cell = st.sampled_from(FRACTIONS)
    if draw(st.booleans()):
        cell = st.none() | cell
    rows = draw(st.lists(st.tuples(*[cell] * len(maxima)), max_size=10))
    rows = [{n: m * maxima[n] for n, m in enumerate(row) if m is not None} for row in rows]
    choices = draw(
        st.lists(
            st.sampled_from([(), ("a",), ("b",), ("a", "b"), ("c",)]),
            min_size=len(rows) * len(maxima),
            max_size=len(rows) * len(maxima),
        )
    )
    return [Fraction(m) for m in maxima], rows, choices


def both(drawn):
    maxima, rows, choices = drawn
    questions = [
        Question(id=str(n), max_mark=float(m), options=question(options="abc").options)
        for n, m in enumerate(maxima)
    ]
    width = len(maxima)
    attempts = [
        tuple(
            Reply(
                mark=float(row[n]),
                chosen=choices[number * width + n],
                answered=bool(choices[number * width + n]),
                seconds=float(number * 7 % 5) if number % 4 else None,
            )
            if n in row
            else None
            for n in range(width)
        )
        for number, row in enumerate(rows)
    ]
    return analyse(questions, attempts), Slow(maxima, rows), attempts


def same(ours, slow):
    assert ours == (None if slow is None else pytest.approx(float(slow), rel=1e-9, abs=1e-9))


ITEM_FIGURES = [
    "facility",
    "sd",
    "discrimination_index",
    "discriminative_efficiency",
    "effective_weight",
]
QUIZ_FIGURES = [
    "k2",
    "k3",
    "k4",
    "skewness",
    "kurtosis",
    "internal_consistency",
    "error_ratio",
    "standard_error",
    "mean_share",
]


@given(tables())
def test_item_figures_equal_the_definitions(drawn):
    analysis, slow, _ = both(drawn)
    for place, item in enumerate(analysis.items):
        for figure in ITEM_FIGURES:
            same(getattr(item, figure), getattr(slow, figure)(place))


@given(tables())
def test_quiz_figures_equal_the_definitions(drawn):
    quiz, slow = both(drawn)[0].quiz, both(drawn)[1]
    for figure in QUIZ_FIGURES:
        same(getattr(quiz, figure), getattr(slow, figure)())
    totals = slow.totals()
    same(quiz.mean, sum(totals) / len(totals) if totals else None)
    same(quiz.median, median(totals) if totals else None)
    same(quiz.median_share, median(slow.shares()) if totals else None)
    same(quiz.sd, None if slow.k2() is None else sqrt(slow.k2()))
    assert [one.count for one in quiz.histogram] == slow.bars()


@given(tables())
def test_option_tables_equal_a_count_by_person(drawn):
    analysis, slow, attempts = both(drawn)
    attempts = [row for row in attempts if any(row)]
    for place, item in enumerate(analysis.items):
        thirds = slow.thirds(place)
        asked = {n: row[place] for n, row in enumerate(attempts) if row[place]}
        answered = [n for n, reply in asked.items() if reply.chosen]
        assert (item.asked, item.answered) == (len(asked), len(answered))
        assert (item.strong and item.strong.size) == (thirds and len(thirds[0]))
        assert (item.weak and item.weak.size) == (thirds and len(thirds[1]))
        times = [reply.seconds for reply in asked.values() if reply.seconds is not None]
        same(item.median_seconds, median(times) if times else None)
        for option in item.options:
            who = {n for n, reply in asked.items() if option.option in reply.chosen}
            assert option.chosen == len(who)
            same(option.share, len(who) / len(answered) if answered else None)
            assert option.strong == (len(who & thirds[0]) if thirds else None)
            assert option.weak == (len(who & thirds[1]) if thirds else None)
            rests = [slow.rest_share(slow.rows[n], place) for n in who]
            rests = [rest for rest in rests if rest is not None]
            same(option.mean_rest, sum(rests) / len(rests) if rests else None)


@given(tables(), st.randoms())
def test_the_order_of_the_attempts_does_not_matter(drawn, random):
    questions = [question(str(n), float(m), options="abc") for n, m in enumerate(drawn[0])]
    attempts = both(drawn)[2]
    mixed = random.sample(attempts, len(attempts))

    assert analyse(questions, mixed) == analyse(questions, attempts)


@given(st.lists(st.tuples(*[st.none() | st.floats(0, 1)] * 3), max_size=12))
def test_no_table_of_floats_yields_an_exception_or_a_figure_that_is_none_of_the_numbers(rows):
    questions = [question(f"q{n}") for n in range(3)]
    attempts = [tuple(None if m is None else Reply(mark=m) for m in row) for row in rows]
    analysis = analyse(questions, attempts)

    figures = [getattr(analysis.quiz, name) for name in QUIZ_FIGURES]
    figures += [getattr(item, name) for item in analysis.items for name in ITEM_FIGURES]
    assert all(isfinite(figure) for figure in figures if figure is not None)
    for item in analysis.items:
        assert item.discrimination_index is None or -100 <= item.discrimination_index <= 100
