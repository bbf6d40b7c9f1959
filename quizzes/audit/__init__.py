"""The independent checker of a pack and the bank made from it.

It reads the pack's files and the dumped bank by itself and derives anew, for each item, that its
key follows from a cited assertion, that each distractor is certainly wrong, that each ordering is
decided by its dates, and that tact, attribution and chance are kept. It knows dates, items and the
linter; it never asks the rooms that read packs or make items, whose work it checks.

audit     pack's folder + lines of a dump (+ folder of documents) → Report
Report    findings, counts, and every written reason that proofs rest on
"""

from quizzes.audit.findings import Finding
from quizzes.audit.guessing import Guess, Places
from quizzes.audit.proofs import Reason
from quizzes.audit.report import Report, audit

__all__ = ["Finding", "Guess", "Places", "Reason", "Report", "audit"]
