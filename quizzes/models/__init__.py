"""What is kept. One file a concept; the QuerySets are the vocabulary of the views."""

from quizzes.models.attempts import Answer, Attempt, AttemptItem, ItemReport
from quizzes.models.cards import Card, ReviewLog, StudyPlan
from quizzes.models.classes import Classroom, Membership
from quizzes.models.deck_exchange import PendingImport
from quizzes.models.documents import Document
from quizzes.models.packs import (
    Agent,
    Anchor,
    Assertion,
    Entity,
    Fact,
    Pack,
    Predicate,
    Source,
    Topic,
)
from quizzes.models.people import User
from quizzes.models.progress import Recall, StudyDay
from quizzes.models.questions import Question, QuestionVersion

__all__ = [
    "Agent",
    "Anchor",
    "Answer",
    "Assertion",
    "Attempt",
    "AttemptItem",
    "Card",
    "Classroom",
    "Document",
    "Entity",
    "Fact",
    "ItemReport",
    "Membership",
    "Pack",
    "PendingImport",
    "Predicate",
    "Question",
    "QuestionVersion",
    "Recall",
    "ReviewLog",
    "Source",
    "StudyDay",
    "StudyPlan",
    "Topic",
    "User",
]
