"""Grading: an item and a response in, a result out. No clock, no chance, no database."""

from quizzes.grading.grade import grade
from quizzes.grading.ordering import DEFAULT_METHOD, Method
from quizzes.grading.result import (
    Chosen,
    Ordered,
    Picked,
    Response,
    Result,
    Skipped,
    Typed,
    Words,
    response_from_json,
    response_to_json,
)

__all__ = [
    "DEFAULT_METHOD",
    "Chosen",
    "Method",
    "Ordered",
    "Picked",
    "Response",
    "Result",
    "Skipped",
    "Typed",
    "Words",
    "grade",
    "response_from_json",
    "response_to_json",
]
