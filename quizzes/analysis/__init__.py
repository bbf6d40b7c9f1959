"""Item and quiz statistics, and what they mean for a teacher. No clock, no database.

matrix      questions and replies: what is analysed
analyse     questions + attempts → Analysis, by Moodle's definitions
findings    Analysis → codes and parameters, for words before figures
ease        a facility in a word
"""

from quizzes.analysis.findings import (
    Concern,
    Ease,
    Finding,
    Findings,
    ease,
    findings,
    item_findings,
    quiz_findings,
    usual_seconds,
)
from quizzes.analysis.matrix import Option, Question, Reply, Row, guess_score, question_of
from quizzes.analysis.statistics import (
    Analysis,
    Bin,
    ItemStatistics,
    OptionStatistics,
    QuizStatistics,
    Third,
    analyse,
)

__all__ = [
    "Analysis",
    "Bin",
    "Concern",
    "Ease",
    "Finding",
    "Findings",
    "ItemStatistics",
    "Option",
    "OptionStatistics",
    "Question",
    "QuizStatistics",
    "Reply",
    "Row",
    "Third",
    "analyse",
    "ease",
    "findings",
    "guess_score",
    "item_findings",
    "question_of",
    "quiz_findings",
    "usual_seconds",
]
