"""Grade one response to one item."""

from quizzes.errors import ResponseInvalid
from quizzes.grading.ordering import (
    DEFAULT_METHOD,
    Method,
    allowed_orders,
    is_allowed,
    score,
    words,
)
from quizzes.grading.result import Chosen, Ordered, Response, Result, Skipped, Words
from quizzes.items import AnyItem, Choice, Ordering


def grade(item: AnyItem, response: Response, method: Method = DEFAULT_METHOD) -> Result:
    """Raises ``ResponseInvalid`` where the response does not fit the item: another kind, an option
    that it has not, cards missing or double."""
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
        case Ordering(), Ordered():
            return _ordering(item, response, method)
        case _:
            raise ResponseInvalid("response-of-another-kind", kind=str(item.kind))


def _choice(item: Choice, response: Chosen) -> Result:
    if response.option not in {option.id for option in item.options}:
        raise ResponseInvalid("option-unknown", option=response.option)
    right = response.option == item.key
    return Result(
        score=float(right),
        right=right,
        words=Words(code="right" if right else "wrong"),
        missed=frozenset() if right else frozenset(item.facts),
    )


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
