"""The item-writing linter. It knows items, never where they came from.

check      one item → the rules that it breaks
check_set  the items of one set → those whose key another one tells
bank       rules that speak of a whole bank: even positions (B1), nothing for a guesser (B2)
"""

from quizzes.quality.bank import Evenness, Guesser, evenness, guesser
from quizzes.quality.claims import has_claimant, names_claimant, needs_claimant
from quizzes.quality.flags import Flag, Severity
from quizzes.quality.rules import check, check_set, leaks_date

__all__ = [
    "Evenness",
    "Flag",
    "Guesser",
    "Severity",
    "check",
    "check_set",
    "evenness",
    "guesser",
    "has_claimant",
    "leaks_date",
    "names_claimant",
    "needs_claimant",
]
