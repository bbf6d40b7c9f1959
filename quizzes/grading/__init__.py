"""Grading: an item and a response in, a result out. No clock, no chance, no database."""

from quizzes.grading.grade import grade
from quizzes.grading.ordering import DEFAULT_METHOD, Method
from quizzes.grading.result import (
    Chosen,
    Ordered,
    Response,
    Result,
    Skipped,
    Words,
    response_from_json,
    response_to_json,
)

__all__ = [
    "DEFAULT_METHOD",
    "Chosen",
    "Method",
    "Ordered",
    "Response",
    "Result",
    "Skipped",
    "Words",
    "grade",
    "response_from_json",
    "response_to_json",
]
