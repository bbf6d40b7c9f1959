"""The enumerations that all rooms share.

Members are plain strings, so that they travel unchanged through JSON, YAML, SQL and HTML.
Labels for people are not here: templates and forms speak, in the learner's language.
"""

from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What a learner does with an item."""

    CHOICE = "choice"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true-false"
    ORDERING = "ordering"
    SHORT = "short"
    NUMERICAL = "numerical"
    DATE = "date"
    FLASHCARD = "flashcard"


class Level(StrEnum):
    """How hard an item is, as shown to people; ``items.level_of`` cuts the number into these."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Stance(StrEnum):
    """What an agent does with a claim."""

    ASSERTS = "asserts"
    DENIES = "denies"
    REPORTS = "reports"
    CORRECTS = "corrects"


class Party(StrEnum):
    """The side that an agent speaks for."""

    UKRAINE = "ukraine"
    RUSSIA = "russia"
    THIRD = "third"
    SCHOLAR = "scholar"
    ENCYCLOPAEDIA = "encyclopaedia"


class Status(StrEnum):
    """How firmly a fact stands. Always derived from its assertions, never typed in."""

    PLAIN = "plain"
    ATTRIBUTED = "attributed"
    CONTESTED = "contested"
    RETRACTED = "retracted"


class Sensitivity(IntEnum):
    """How near a fact comes to harm done to people."""

    CIVIC = 0
    MILITARY = 1
    HARM = 2
    ATROCITY = 3


class Edge(StrEnum):
    """Which edge of its date an event means."""

    BEGAN = "began"
    ENDED = "ended"
    HAPPENED = "happened"


class Extent(StrEnum):
    """How a date is meant: one moment inside it, all of it, or a state that held then."""

    POINT = "point"
    SPAN = "span"
    STATE = "state"


class Rule(StrEnum):
    """Why a distractor is certainly wrong."""

    FUNCTIONAL = "D1"
    COMPLETE = "D2"
    DENIED = "D3"
    NOT_YET = "D4"
    ORDER = "D5"
    DOCUMENT = "D6"


class Op(StrEnum):
    """How a stated quantity bounds the true one."""

    EQUAL = "="
    ABOUT = "~"
    MORE = ">"
    AT_LEAST = "≥"
    LESS = "<"
    AT_MOST = "≤"
    RANGE = "range"


class Rating(IntEnum):
    """How well a learner recalled a card. The numbers are those of the memory model."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Phase(StrEnum):
    """Where a card stands with a learner. Learning and relearning go by steps of minutes, review
    by study days."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"
