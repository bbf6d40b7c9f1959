"""When to study what: whole days in the learner's own time zone. No database, no clock, no chance.

days       study_day, review_day: a moment → the study day it belongs to
memory     Parameters, rate, retrievability: FSRS-6 in study days, the one importer of ``fsrs``
placement  on which day a review falls: buttons apart, load even, school days first
reviewing  preview, review: what a button says and does, always the same
log        replay: the log of a card → its state
queue      order_due: what to answer next, within a budget
exam       plan, known_share: what to do today for the most on the exam day
forecast   due_by_day, what_if: what is coming, and what would come
fitting    fit, prior: other parameters, where they predict a learner better
retention  true_retention: what was in fact recalled, week by week
"""

from quizzes.scheduling.days import ROLLOVER, review_day, study_day
from quizzes.scheduling.exam import ExamCard, ExamPlan, KnownShare, known_share, plan
from quizzes.scheduling.forecast import DueOn, WhatIf, due_by_day, what_if
from quizzes.scheduling.log import Brought, LogEntry, ParametersAdopted, Reviewed, Voided, replay
from quizzes.scheduling.memory import (
    DEFAULT_PARAMETERS,
    LEECH_LAPSES,
    NEW,
    Parameters,
    became_leech,
    retrievability,
    state_from_json,
    state_to_json,
)
from quizzes.scheduling.queue import DueCard, order_due
from quizzes.scheduling.retention import (
    Recalled,
    Share,
    Week,
    is_recollection,
    true_retention,
    wilson,
)
from quizzes.scheduling.reviewing import Outcome, Situation, preview, review, seed_of

__all__ = [
    "DEFAULT_PARAMETERS",
    "LEECH_LAPSES",
    "NEW",
    "ROLLOVER",
    "Brought",
    "DueCard",
    "DueOn",
    "ExamCard",
    "ExamPlan",
    "KnownShare",
    "LogEntry",
    "Outcome",
    "Parameters",
    "ParametersAdopted",
    "Recalled",
    "Reviewed",
    "Share",
    "Situation",
    "Voided",
    "Week",
    "WhatIf",
    "became_leech",
    "due_by_day",
    "is_recollection",
    "known_share",
    "order_due",
    "plan",
    "preview",
    "replay",
    "retrievability",
    "review",
    "review_day",
    "seed_of",
    "state_from_json",
    "state_to_json",
    "study_day",
    "true_retention",
    "what_if",
    "wilson",
]
