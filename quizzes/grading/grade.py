"""Grade one response to one item."""

from collections.abc import Iterable

from quizzes import dates
from quizzes.dates import calendar_date, day_number
from quizzes.dates.date import days_in_month
from quizzes.errors import DateError, ResponseInvalid
from quizzes.grading import number, short
from quizzes.grading.ordering import (
    DEFAULT_METHOD,
    Method,
    allowed_orders,
    is_allowed,
    score,
    words,
)
from quizzes.grading.result import (
    Chosen,
    Ordered,
    Picked,
    Response,
    Result,
    Skipped,
    Typed,
    Words,
)
from quizzes.items import (
    FALSE,
    TRUE,
    Accepted,
    AcceptedNumber,
    AnyItem,
    Choice,
    DateAnswer,
    Item,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)

_FULL = 1 - 1e-9  # shares such as thirds add up to a little less than 1


def grade(item: AnyItem, response: Response, method: Method = DEFAULT_METHOD) -> Result:
    """``method`` grades an ordering that names none of its own.

    Raises ``ResponseInvalid`` where the response does not fit the item: another kind, an option
    that it has not, cards missing or double.
    """
    match item, response:
        case _, Skipped():
            order = tuple(e.id for e in item.events) if isinstance(item, Ordering) else ()
            return Result(
                score=0,
                right=False,
                words=Words(code="skipped"),
                missed=frozenset(item.facts),
                order=order,
            )
        case Choice(), Chosen():
            return _choice(item, response)
        case TrueFalse(), Chosen():
            return _true_false(item, response)
        case Multiple(), Picked():
            return _multiple(item, response)
        case ShortAnswer(), Typed():
            return _short(item, response)
        case Numerical(), Typed():
            return _numerical(item, response)
        case DateAnswer(), Typed():
            return _date(item, response)
        case Ordering(), Ordered():
            return _ordering(item, response, _method_of(item, method))
        case _:
            raise ResponseInvalid("response-of-another-kind", kind=str(item.kind))


def _choice(item: Choice, response: Chosen) -> Result:
    _check_options((response.option,), (option.id for option in item.options))
    return _worth(item, item.share(response.option), feedback=item.option(response.option).feedback)


def _true_false(item: TrueFalse, response: Chosen) -> Result:
    _check_options((response.option,), (TRUE, FALSE))
    feedback = item.feedback_true if response.option == TRUE else item.feedback_false
    return _worth(item, float(response.option == item.key), feedback=feedback)


def _multiple(item: Multiple, response: Picked) -> Result:
    shares = {option.id: option.share or 0 for option in item.options}
    _check_options(response.options, shares)
    earned = sum(shares[option] for option in response.options)
    keys = set(item.keys)
    picked = set(response.options)
    told = Words(
        code="picked",
        params={"right": len(picked & keys), "of": len(keys), "wrong": len(picked - keys)},
    )
    return _worth(item, earned, words=told)


def _short(item: ShortAnswer, response: Typed) -> Result:
    """The best of the texts that it matches; of equals the first."""
    fitting = [
        accepted
        for accepted in item.accepted
        if short.matches(accepted.text, response.text, exact=item.exact)
    ]
    return _accepted(item, max(fitting, key=lambda accepted: accepted.share, default=None))


def _numerical(item: Numerical, response: Typed) -> Result:
    given = number.readings(response.text, item.unit)
    if not given:
        return _worth(item, 0, words=Words(code="unreadable"))
    fitting = (
        accepted
        for accepted in item.accepted
        if any(number.within(one, accepted.value, accepted.tolerance) for one in given)
    )
    return _accepted(item, next(fitting, None))


def _accepted(item: Item, accepted: Accepted | AcceptedNumber | None) -> Result:
    if accepted is None:
        return _worth(item, 0)
    return _worth(item, accepted.share, feedback=accepted.feedback)


def _date(item: DateAnswer, response: Typed) -> Result:
    """Right is what lies inside the key, widened by the tolerance. A date that holds all of the key
    and more (the year, where a day is asked) is not right, and told to be less precise. Both are
    read in one calendar, whichever it was."""
    try:
        given = dates.typed(response.text)
    except DateError:
        return _worth(item, 0, words=Words(code="unreadable"))
    key = dates.span(item.edtf)
    span = dates.span(given)
    if _holds(_widened(key, item.tolerance, item.tolerance_unit), span):
        return _worth(item, 1)
    if not _holds(span, key):
        return _worth(item, 0)
    precision = {"given": given, "asked": item.edtf}
    params = {name: str(dates.parse(edtf).precision) for name, edtf in precision.items()}
    return _worth(item, 0, words=Words(code="vaguer", params=params))


_Span = tuple[int | None, int | None]


def _holds(outer: _Span, inner: _Span) -> bool:
    """Whether all days of ``inner`` are days of ``outer``; None is an open end."""
    (lo, hi), (first, last) = outer, inner
    begins = lo is None or (first is not None and lo <= first)
    return begins and (hi is None or (last is not None and last <= hi))


def _widened(span: _Span, tolerance: int, unit: str) -> _Span:
    lo, hi = span
    return (
        None if lo is None else _moved(lo, -tolerance, unit),
        None if hi is None else _moved(hi, tolerance, unit),
    )


def _moved(day: int, by: int, unit: str) -> int:
    """``day`` so many days, months or years away; the last day of a month stays the last."""
    if unit == "day" or not by:
        return day + by
    year, month, date = calendar_date(day)
    months = year * 12 + month - 1 + by * (12 if unit == "year" else 1)
    there = divmod(months, 12)
    length = days_in_month(there[0], there[1] + 1)
    at_end = date == days_in_month(year, month)
    return day_number(there[0], there[1] + 1, length if at_end else min(date, length))


def _worth(item: Item, share: float, *, words: Words | None = None, feedback: str = "") -> Result:
    """A share as it is graded: not below 0, not above 1, and a full one exactly 1."""
    right = share >= _FULL
    score = 1 if right else max(0, share)
    if words is None:
        percent = Words(code="worth", params={"percent": round(100 * score)})
        words = percent if 0 < score < 1 else Words(code="right" if right else "wrong")
    return Result(
        score=float(score),
        right=right,
        words=words,
        missed=frozenset() if right else frozenset(item.facts),
        feedback=feedback,
    )


def _check_options(chosen: Iterable[str], known: Iterable[str]) -> None:
    """Raises ``ResponseInvalid`` for an option that is unknown or named twice."""
    there = set(known)
    for option in chosen:
        if option not in there:
            raise ResponseInvalid("option-unknown", option=option)
        there.discard(option)


def _method_of(item: Ordering, method: Method) -> Method:
    return Method(item.method) if item.method in set(Method) else method


def _ordering(item: Ordering, response: Ordered, method: Method) -> Result:
    index = {event.id: i for i, event in enumerate(item.events)}
    if sorted(response.events) != sorted(index):
        raise ResponseInvalid("cards-differ", given=len(response.events), of=len(index))
    given = tuple(index[event] for event in response.events)
    nearest = _nearest(given, item, method)
    place = {name: position for position, name in enumerate(nearest, start=1)}
    p = [place[name] for name in given]
    share = score(p, method)
    return Result(
        score=share,
        right=share == 1,
        words=words(p, method),
        missed=_missed(p, [item.events[name].fact for name in given]),
        order=tuple(item.events[name].id for name in nearest),
    )


def _nearest(given: tuple[int, ...], item: Ordering, method: Method) -> tuple[int, ...]:
    """Of the orders that the dates allow, one that grades the answer best."""
    if is_allowed(given, item.events):
        return given

    def share(order: tuple[int, ...]) -> float:
        place = {name: position for position, name in enumerate(order, start=1)}
        return score([place[name] for name in given], method)

    return max(allowed_orders(item.events), key=share)


def _missed(p: list[int], facts: list[str]) -> frozenset[str]:
    """The facts whose card stands on the wrong side of any other card."""
    return frozenset(
        fact
        for i, fact in enumerate(facts)
        if any((i < j) != (p[i] < p[j]) for j in range(len(p)) if j != i)
    )
