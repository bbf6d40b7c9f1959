"""What generating gives: items, and the reasons why others were not made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quizzes.items import AnyItem


@dataclass(frozen=True, kw_only=True)
class Rejection:
    """One item that was not made. ``params`` are strings for the words told to the author.

    sensitive                  the fact is told on reading pages only
    suspect, retracted         its source itself looks wrong, or took it back
    corrected                  the assertion asked about was corrected by another
    slot-empty                 the assertion says nothing in the slot asked for
    contested-without-claimant, claim-without-claimant
                               the stem doesn't name who says so (agent)
    vague-date, vague-quantity the key is open or too wide to prove another wrong (key)
    free-text                  a text has no provably wrong alternatives (key)
    no-scope                   nothing makes the slot single-valued in what the stem fixes
    document-not-accounted-for what no other rule proves needs the whole document (source)
    too-few-distractors        fewer than two candidates are plausible and proven (proven,
                               considered)
    lint                       every selection breaks a rule (rules)
    title-leaks-date           an event that tells its date (title)
    no-ask                     nobody wrote a question or a card for the fact
    """

    identity: str
    fact: str
    slot: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bank:
    """``items`` and ``rejections`` are sorted by identity."""

    items: tuple[AnyItem, ...]
    rejections: tuple[Rejection, ...]
