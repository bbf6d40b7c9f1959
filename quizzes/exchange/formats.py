"""The formats of questions by name: which a file has, and who reads and writes it."""

import re
from collections.abc import Sequence
from enum import StrEnum

from quizzes.exchange.aiken import read_aiken, write_aiken
from quizzes.exchange.gift import read_gift
from quizzes.exchange.gift_writing import write_gift
from quizzes.exchange.moodle_xml import read_moodle_xml
from quizzes.exchange.moodle_xml_writing import write_moodle_xml
from quizzes.exchange.question import (
    QUESTION_LIMITS,
    ExchangedQuestion,
    QuestionLimits,
    Read,
    Written,
)
from quizzes.exchange.table import delimiter_of, read_table, write_table


class Format(StrEnum):
    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE_XML = "moodle-xml"
    TABLE = "csv"


_AIKEN_ANSWER = re.compile(r"^\s{0,20}ANSWER\s{0,20}:", re.MULTILINE)
_GIFT_SIGN = re.compile(r"^\s{0,20}(?:::|\$CATEGORY:)|[^\\]\{", re.MULTILINE)
_HEAD = 50_000


def format_of(data: bytes) -> Format:
    """The likeliest format of a file. Its name is not asked: many are called .txt."""
    head = data[:_HEAD].decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    if head.lstrip().startswith("<"):
        return Format.MOODLE_XML
    if _AIKEN_ANSWER.search(head):
        return Format.AIKEN
    if _GIFT_SIGN.search(head):
        return Format.GIFT
    has_columns = delimiter_of(head) in head
    return Format.TABLE if has_columns else Format.GIFT


def read(
    data: bytes, *, format: Format, language: str, limits: QuestionLimits = QUESTION_LIMITS
) -> Read:
    match format:
        case Format.GIFT:
            return read_gift(data, language=language, limits=limits)
        case Format.AIKEN:
            return read_aiken(data, language=language, limits=limits)
        case Format.MOODLE_XML:
            return read_moodle_xml(data, language=language, limits=limits)
        case Format.TABLE:
            return read_table(data, language=language, limits=limits)


def write(questions: Sequence[ExchangedQuestion], *, format: Format) -> Written:
    match format:
        case Format.GIFT:
            return write_gift(questions)
        case Format.AIKEN:
            return write_aiken(questions)
        case Format.MOODLE_XML:
            return write_moodle_xml(questions)
        case Format.TABLE:
            return write_table(questions)
