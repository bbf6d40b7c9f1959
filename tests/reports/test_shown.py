from dataclasses import replace

from quizzes.items import Choice, Ordering
from quizzes.kinds import Kind
from quizzes.reports.shown import KeyLine, seconds_of, shown
from tests.grading.items import one_of_each


def of_kind(kind: Kind):
    return next(item for item in one_of_each() if item.kind == kind)


def test_every_kind_has_a_stem_and_a_key():
    told = [shown(item) for item in one_of_each()]
    assert all(one.stem and one.key for one in told)


def test_best_answer_stands_first_and_others_with_their_share():
    item = of_kind(Kind.CHOICE)
    assert isinstance(item, Choice)
    other = next(option for option in item.options if option.id != item.key)
    options = tuple(replace(o, share=0.5) if o is other else o for o in item.options)
    key = shown(replace(item, options=options)).key
    assert key == (
        KeyLine(text=item.option(item.key).text),
        KeyLine(text=other.text, percent=50),
    )


def test_cards_of_an_ordering_are_all_there_in_an_order_that_stays():
    item = of_kind(Kind.ORDERING)
    assert isinstance(item, Ordering)
    assert sorted(shown(item).cards) == sorted(event.title for event in item.events)
    assert shown(item) == shown(item)


def test_order_that_overlapping_dates_leave_open_is_told():
    item = of_kind(Kind.ORDERING)
    assert isinstance(item, Ordering)
    dated = tuple(
        replace(event, edtf="1700", lo=10 * place, hi=10 * place + 1)
        for place, event in enumerate(item.events)
    )
    assert not shown(replace(item, events=dated)).other_orders
    loose = tuple(replace(event, hi=10_000) for event in dated)
    assert shown(replace(item, events=loose)).other_orders


def test_time_adds_up_by_kind():
    assert seconds_of([Kind.CHOICE, Kind.ORDERING]) == 110
