"""Dates as historians write them: an EDTF subset with certain bounds.

parse             text → Date, or DateError (the table of meanings stands in ``parse``)
typed             "27 вересня 1680" → "1680-09-27", what people type, in English or Ukrainian
span              first and last day as written, to compare two dates of one calendar
century           17, "late" → "1667/1700"
certainly_before  what the bounds decide; ``disjoint`` likewise
words             "the late 15th century"; ``with_preposition`` puts "in" before it
day_number        (year, month, day) → day number; ``calendar_date`` is its inverse
"""

from quizzes.dates.date import Date, Precision, calendar_date, day_number
from quizzes.dates.order import certainly_before, disjoint
from quizzes.dates.parse import century, parse, span
from quizzes.dates.typed import typed
from quizzes.dates.words import with_preposition, words

__all__ = [
    "Date",
    "Precision",
    "calendar_date",
    "century",
    "certainly_before",
    "day_number",
    "disjoint",
    "parse",
    "span",
    "typed",
    "with_preposition",
    "words",
]
