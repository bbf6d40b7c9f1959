"""What is analysed: questions, and for each attempt what became of them.

             question 1    question 2    question 3
attempt 1    Reply         Reply         None: not in this pupil's draw
attempt 2    Reply         Reply         Reply
"""

from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.items import FALSE, TRUE, AnyItem, Choice, Multiple, Ordering, TrueFalse

# The one method of grading an ordering for which a guess is worth the same at any length.
_BY_PAIRS = frozenset({"", "relative-all-previous-and-next"})


@dataclass(frozen=True, kw_only=True)
class Option:
    """``fraction`` is the share of the mark that choosing it earns; above 0 it is no distractor."""

    id: str
    fraction: float

    @property
    def is_right(self) -> bool:
        return self.fraction > 0


@dataclass(frozen=True, kw_only=True)
class Question:
    """``guess`` is the random guess score, 0 to 1; None where guessing is no way to answer."""

    id: str
    max_mark: float = 1
    options: tuple[Option, ...] = ()
    guess: float | None = None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What became of a question that was asked. ``mark`` runs from 0 to the question's maximum.

    ``answered`` is False where it was skipped or left; its mark is 0 then, and counts. ``chosen``
    are ids of options (those that the question does not have are passed over).
    """

    mark: float
    chosen: tuple[str, ...] = ()
    answered: bool = True
    seconds: float | None = None


Row = Sequence[Reply | None]


def question_of(item: AnyItem, question_id: str, max_mark: float = 1) -> Question:
    """An item as the analysis sees it."""
    return Question(
        id=question_id, max_mark=max_mark, options=_options(item), guess=guess_score(item)
    )


def guess_score(item: AnyItem) -> float | None:
    """What blind chance earns on average, 0 to 1: the mean of what the options earn in a single
    choice, a half for true or false and for the pairs of an ordering. None for what is typed or
    recalled, for several right options and for an ordering graded otherwise."""
    match item:
        case Choice():
            earned = [max(0.0, item.share(option.id)) for option in item.options]
            return sum(earned) / len(earned)
        case TrueFalse():
            return 0.5
        case Ordering(method=method) if method in _BY_PAIRS:
            return 0.5
        case _:
            return None


def _options(item: AnyItem) -> tuple[Option, ...]:
    match item:
        case Choice():
            return tuple(Option(id=o.id, fraction=item.share(o.id)) for o in item.options)
        case Multiple():
            return tuple(Option(id=o.id, fraction=o.share or 0.0) for o in item.options)
        case TrueFalse():
            return tuple(
                Option(id=name, fraction=float(name == item.key)) for name in (TRUE, FALSE)
            )
        case _:
            return ()
