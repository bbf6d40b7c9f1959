"""Small tables of marks for tests."""

from quizzes.analysis import Option, Question, Reply

LETTERS = "abcd"


def question(question_id="q1", max_mark=1, options="", key="a", guess=None):
    return Question(
        id=question_id,
        max_mark=max_mark,
        options=tuple(Option(id=name, fraction=float(name == key)) for name in options),
        guess=guess,
    )


def table(*rows, maxima=None):
    """Marks alone, one row an attempt: (questions, attempts). None stands for not asked."""
    maxima = maxima or [1] * len(rows[0])
    questions = [question(f"q{n}", maximum) for n, maximum in enumerate(maxima, start=1)]
    attempts = [tuple(None if mark is None else Reply(mark=mark) for mark in row) for row in rows]
    return questions, attempts


def chose(option, mark=None, key="a", seconds=None):
    """A reply to a choice; without an option it was skipped."""
    if option is None:
        return Reply(mark=0, answered=False, seconds=seconds)
    return Reply(
        mark=float(option == key) if mark is None else mark, chosen=(option,), seconds=seconds
    )
