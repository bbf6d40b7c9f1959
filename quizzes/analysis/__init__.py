"""Item and quiz statistics, and what they mean for a teacher. No clock, no database.

matrix      questions and replies: what is analysed
analyse     questions + attempts → Analysis, by Moodle's definitions
findings    Analysis → codes and parameters, for words before figures
ease        a facility in a word
scale       which of several attempts counts, and a share as percent, points, pass or own band
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
from quizzes.analysis.scale import (
    Band,
    Counts,
    Grade,
    Scale,
    band_of,
    bands_from_json,
    bands_to_json,
    counting,
    grade_of,
    overall,
    percent,
    twelve,
)
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
    "Band",
    "Bin",
    "Concern",
    "Counts",
    "Ease",
    "Finding",
    "Findings",
    "Grade",
    "ItemStatistics",
    "Option",
    "OptionStatistics",
    "Question",
    "QuizStatistics",
    "Reply",
    "Row",
    "Scale",
    "Third",
    "analyse",
    "band_of",
    "bands_from_json",
    "bands_to_json",
    "counting",
    "ease",
    "findings",
    "grade_of",
    "guess_score",
    "item_findings",
    "overall",
    "percent",
    "question_of",
    "quiz_findings",
    "twelve",
    "usual_seconds",
]
