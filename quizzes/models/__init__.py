"""What is kept. One file a concept; the QuerySets are the vocabulary of the views."""

from quizzes.models.assignments import Accommodation, Assignment
from quizzes.models.attempts import Answer, Attempt, AttemptItem, ItemReport
from quizzes.models.cards import Card, ReviewLog, StudyPlan
from quizzes.models.classes import Classroom, Membership, MissedCode
from quizzes.models.deck_exchange import PendingImport
from quizzes.models.documents import Document
from quizzes.models.drafts import Draft
from quizzes.models.logbook import Deed, LogEntry
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
from quizzes.models.people import TeacherRequest, User
from quizzes.models.pictures import Picture
from quizzes.models.progress import Recall, StudyDay
from quizzes.models.question_exchange import QuestionImport
from quizzes.models.questions import Question, QuestionVersion
from quizzes.models.regrades import Regrade
from quizzes.models.sets import QuestionSet, SetEntry

__all__ = [
    "Accommodation",
    "Agent",
    "Anchor",
    "Answer",
    "Assertion",
    "Assignment",
    "Attempt",
    "AttemptItem",
    "Card",
    "Classroom",
    "Deed",
    "Document",
    "Draft",
    "Entity",
    "Fact",
    "ItemReport",
    "LogEntry",
    "Membership",
    "MissedCode",
    "Pack",
    "PendingImport",
    "Picture",
    "Predicate",
    "Question",
    "QuestionImport",
    "QuestionSet",
    "QuestionVersion",
    "Recall",
    "Regrade",
    "ReviewLog",
    "SetEntry",
    "Source",
    "StudyDay",
    "StudyPlan",
    "TeacherRequest",
    "Topic",
    "User",
]
