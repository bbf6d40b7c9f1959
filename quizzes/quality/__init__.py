"""The item-writing linter. It knows items, never where they came from.

check      one item → the rules that it breaks
advise     the same, each with the item as it would be mended
check_set  the items of one set → those whose key another one tells
bank       rules that speak of a whole bank: even positions (B1), nothing for a guesser (B2)
"""

from quizzes.quality.bank import Evenness, Guesser, evenness, guesser
from quizzes.quality.claims import has_claimant, names_claimant, needs_claimant
from quizzes.quality.flags import Flag, Severity
from quizzes.quality.mending import Advice, advise, mend
from quizzes.quality.rules import check, check_set, leaks_date

__all__ = [
    "Advice",
    "Evenness",
    "Flag",
    "Guesser",
    "Severity",
    "advise",
    "check",
    "check_set",
    "evenness",
    "guesser",
    "has_claimant",
    "leaks_date",
    "mend",
    "names_claimant",
    "needs_claimant",
]
