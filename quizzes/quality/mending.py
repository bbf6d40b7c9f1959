"""What can be done about a flag: the item as it would be, for its author to take or leave.

    C1    the key, cut where a subordinate thought begins
    C3    the key without the words that the stem says already
    C5    "a(n)" at the end of the stem
    C6    the same final punctuation, the same case
    C7    the option (or statement) without its absolute word
    C10   the title of an event without its date
    F1    without "all of the above"
    F3    a stem with its question mark
    F4    amounts ascending
    F6    without the second of two alike
    M2    wrong ticks take away as much as right ones give
    A2    without the answer that is covered already
    N1    a tolerance of 5 % of a number, of a year beside a date
    S1    events in the order of their dates

A proposal never touches which option is the key, and never leaves fewer than two. What a sentence
means is its author's: nothing is reworded, only cut, moved or marked.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from quizzes.items import (
    AnyItem,
    Choice,
    DateAnswer,
    Event,
    Flashcard,
    Multiple,
    Numerical,
    Option,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from quizzes.quality import cues
from quizzes.quality.amounts import amount
from quizzes.quality.flags import Flag
from quizzes.quality.rules import MONTH_OR_YEAR, check
from quizzes.quality.words import content_words, normalised, stem, tokens, word_set

FEWEST_OPTIONS = 2
MUCH = 0.75  # a cut that leaves no more than this of the key is worth it
TOLERANCE_SHARE = Decimal("0.05")

_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SUBORDINATE = re.compile(
    r"(,|;|:| [–—-]) .*$| (which|who|that|because|where|when|so that|in order to"
    r"|який|яка|яке|які|що|бо|де|коли|щоб) .*$",
    re.IGNORECASE,
)
# Words that fall away without a hole; "never" and "none" turn a sentence round.
_DROPPED = word_set("always all only every completely завжди всі усі тільки лише повністю")
_FINAL = re.compile(r"[.!?;:,]+\s*$")
_LEADING = word_set("the a an of in at by on for to with and і й та в у на з із зі до")
_ASKING = re.compile(
    r"^\W*((in|on|at|by|from|to|for|of|under|with|у|в|на|з|із|до|від|за|під) )?"
    r"(who|whom|whose|what|which|when|where|why|how|did|do|does|was|were|is|are"
    r"|хто|кого|кому|чий|чия|чиє|чиї|що|який|яка|яке|які|якого|якої|якому|коли|де|куди|звідки"
    r"|чому|як|скільки|чи|котрий|котра|котре)\b",
    re.IGNORECASE,
)
_DATE_PLACE = (
    r"\s*\(\s*%s\s*\)|,?\s*\b(in|on|at|by|since|from|у|в|від|з|до)?\s*(early|mid|late)?\s*%s"
    r"(\s*(року|році|р\.|century|століття|столітті))?"
)

_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True)
class Advice:
    """A flag, and the item with the flaw mended where that can be done."""

    flag: Flag
    mended: AnyItem | None


def advise(item: AnyItem, *, generated: bool = False) -> tuple[Advice, ...]:
    """What the linter says of an item, each with its mend. One flag a rule: mending it again tells
    of the next."""
    flags = {flag.rule: flag for flag in reversed(check(item, generated=generated))}
    ordered = [flag for rule, flag in reversed(flags.items())]
    return tuple(Advice(flag=flag, mended=mend(item, flag)) for flag in ordered)


def mend(item: AnyItem, flag: Flag) -> AnyItem | None:
    """The item with that flaw less, or None where only its author can help. What is proposed breaks
    the rule less often than before, and no other more often."""
    proposal = _MENDS.get(flag.rule, _nothing)(item, flag)
    if proposal is None or proposal == item:
        return None
    before, after = _counts(item), _counts(proposal)
    if any(after[rule] > before.get(rule, 0) for rule in after if rule != flag.rule):
        return None
    # A key much shorter is a step, though it be the longest still.
    stays = after.get(flag.rule, 0) >= before.get(flag.rule, 0) and flag.rule != "C1"
    return None if stays else proposal


def _counts(item: AnyItem) -> dict[str, int]:
    counts: dict[str, int] = {}
    for flag in check(item, generated=False):
        counts[flag.rule] = counts.get(flag.rule, 0) + 1
    return counts


def _nothing(item: AnyItem, flag: Flag) -> AnyItem | None:
    return None


def _shorter_key(item: AnyItem, flag: Flag) -> AnyItem | None:
    """The mildest cut that is enough, else the one that leaves least, if that is much less."""
    if not isinstance(item, Choice):
        return None
    key = cues.key_text(item)
    cuts = [_ASIDE.sub("", key), _SUBORDINATE.sub("", key)]
    cuts += [_SUBORDINATE.sub("", cuts[0]), _without(key, content_words(item.stem))]
    others = {normalised(text) for text in cues.distractors(item)}
    cuts = [cut.strip() for cut in cuts]
    cuts = [cut for cut in cuts if content_words(cut) and normalised(cut) not in others]
    proposals = [_reworded(item, {item.key: cut}) for cut in cuts]
    for proposal in proposals:
        if isinstance(proposal, Choice) and cues.key_is_longest(proposal) is None:
            return proposal
    shortest = min(cuts, key=len, default=key)
    return _reworded(item, {item.key: shortest}) if len(shortest) <= MUCH * len(key) else None


def _key_without_stem(item: AnyItem, flag: Flag) -> AnyItem | None:
    if not isinstance(item, Choice):
        return None
    shared = content_words(item.stem) & content_words(cues.key_text(item))
    for text in cues.distractors(item):
        shared -= content_words(text)
    text = _without(cues.key_text(item), shared)
    others = {normalised(text) for text in cues.distractors(item)}
    if not content_words(text) or normalised(text) in others:
        return None
    return _reworded(item, {item.key: text})


def _without(text: str, words: frozenset[str]) -> str:
    """``text`` less the words of those stems at its head and its tail, where no sentence breaks."""
    parts = text.split()

    def goes(part: str) -> bool:
        found = tokens(part)
        return bool(found) and all(stem(word) in words for word in found)

    while len(parts) > 1 and (goes(parts[-1]) or _loose(parts[-1])):
        parts.pop()
    while len(parts) > 1 and goes(parts[0]):
        parts.pop(0)
        while len(parts) > 1 and parts[0].casefold() in _LEADING - word_set("the a an"):
            parts.pop(0)
    return _like(" ".join(parts), text)


def _loose(part: str) -> bool:
    return part.casefold() in _LEADING


def _like(text: str, model: str) -> str:
    """``text`` with the first letter in the case of ``model``."""
    if model[:1].isupper():
        return text[:1].upper() + text[1:]
    return text


def _either_article(item: AnyItem, flag: Flag) -> AnyItem | None:
    if not isinstance(item, Choice):
        return None
    return replace(item, stem=re.sub(r"\ban?(\W*)$", r"a(n)\1", item.stem, flags=re.IGNORECASE))


def _alike_in_form(item: AnyItem, flag: Flag) -> AnyItem | None:
    if not isinstance(item, Choice | Multiple):
        return None
    changes: dict[str, Callable[[str], str]] = {
        "punctuation": lambda text: _FINAL.sub("", text),
        "case": lambda text: text[:1].upper() + text[1:],
    }
    change = changes.get(flag.params.get("what", ""))
    return change and _reworded(item, {o.id: change(o.text) for o in item.options})


def _without_absolute(item: AnyItem, flag: Flag) -> AnyItem | None:
    def dropped(text: str) -> str:
        kept = [part for part in text.split() if not set(tokens(part)) & _DROPPED]
        return _like(" ".join(kept), text)

    if isinstance(item, Choice | Multiple):
        if cues.refers_to_options([option.text for option in item.options]):
            return None  # "all of the above" is no better as "of the above"
        return _reworded(item, {o.id: dropped(o.text) for o in item.options})
    if isinstance(item, TrueFalse):
        return replace(item, stem=dropped(item.stem))
    return None


def _undated_titles(item: AnyItem, flag: Flag) -> AnyItem | None:
    if not isinstance(item, Ordering):
        return None
    return replace(item, events=tuple(_undated(event) for event in item.events))


def _undated(event: Event) -> Event:
    title = event.title
    for found in reversed(list(MONTH_OR_YEAR.finditer(title))):
        place = re.compile(_DATE_PLACE % ((re.escape(found[0]),) * 2), re.IGNORECASE)
        title = place.sub("", title, count=1)
    title = " ".join(title.split()).rstrip(" ,")
    return replace(event, title=title) if len(tokens(title)) > 1 else event


def _without_referring(item: AnyItem, flag: Flag) -> AnyItem | None:
    if not isinstance(item, Choice | Multiple):
        return None
    keys = (item.key,) if isinstance(item, Choice) else item.keys
    kept = [o for o in item.options if o.id in keys or not cues.refers_to_options([o.text])]
    return _with_options(item, kept)


def _asked(item: AnyItem, flag: Flag) -> AnyItem | None:
    wants = flag.params.get("what") == "no-question"
    if isinstance(item, Ordering | Flashcard) or not wants or not _ASKING.match(item.stem):
        return None
    return replace(item, stem=_FINAL.sub("", item.stem.rstrip()) + "?")


def _ascending(item: AnyItem, flag: Flag) -> AnyItem | None:
    if not isinstance(item, Choice | Multiple):
        return None
    if any(amount(option.text) is None for option in item.options):
        return None
    options = sorted(item.options, key=lambda option: amount(option.text) or (0, 0, 0))
    if isinstance(item, Choice):
        return replace(item, options=tuple(options), ordered=True)
    return replace(item, options=tuple(options))


def _without_twins(item: AnyItem, flag: Flag) -> AnyItem | None:
    if not isinstance(item, Choice | Multiple):
        return None
    keys = (item.key,) if isinstance(item, Choice) else item.keys
    kept: list[Option] = []
    for option in sorted(item.options, key=lambda option: option.id not in keys):
        if option.id in keys or normalised(option.text) not in {normalised(o.text) for o in kept}:
            kept.append(option)
    return _with_options(item, [option for option in item.options if option in kept])


def _costly(item: AnyItem, flag: Flag) -> AnyItem | None:
    if not isinstance(item, Multiple):
        return None
    cost = -1 / len(item.keys)
    return replace(
        item,
        options=tuple(
            option if (option.share or 0) > 0 else replace(option, share=cost)
            for option in item.options
        ),
    )


def _uncovered(item: AnyItem, flag: Flag) -> AnyItem | None:
    if isinstance(item, ShortAnswer):
        forms = [a.text.strip() if item.exact else normalised(a.text) for a in item.accepted]
        return replace(item, accepted=_firsts(item.accepted, forms))
    if isinstance(item, Numerical):
        kept = [
            accepted
            for index, accepted in enumerate(item.accepted)
            if not any(
                abs(cues.number(accepted.value) - cues.number(before.value))
                <= cues.number(before.tolerance)
                for before in item.accepted[:index]
            )
            or cues.number(accepted.tolerance)
        ]
        return replace(item, accepted=tuple(kept))
    return None


def _firsts(values: Sequence[_Value], forms: Sequence[str]) -> tuple[_Value, ...]:
    return tuple(v for i, v in enumerate(values) if forms[i] not in forms[:i])


def _tolerant(item: AnyItem, flag: Flag) -> AnyItem | None:
    if isinstance(item, DateAnswer):
        return replace(item, tolerance=1, tolerance_unit="year")
    if not isinstance(item, Numerical):
        return None
    return replace(
        item,
        accepted=tuple(
            replace(accepted, tolerance=_five_percent(accepted.value))
            if accepted.share == 1 and not cues.number(accepted.tolerance)
            else accepted
            for accepted in item.accepted
        ),
    )


def _five_percent(value: str) -> str:
    """As a plain decimal of one significant digit: 36.5 → 2, 2250 → 100."""
    share = abs(cues.number(value)) * TOLERANCE_SHARE
    if not share:
        return "1"
    return f"{share.quantize(Decimal(1).scaleb(share.adjusted())):f}"


def _by_dates(item: AnyItem, flag: Flag) -> AnyItem | None:
    if not isinstance(item, Ordering) or any(e.lo is None or e.hi is None for e in item.events):
        return None
    return replace(item, events=tuple(sorted(item.events, key=lambda e: (e.lo or 0, e.hi or 0))))


def _reworded(item: Choice | Multiple, texts: dict[str, str]) -> Choice | Multiple | None:
    if not all(text.strip() for text in texts.values()):
        return None
    options = tuple(
        replace(option, text=texts[option.id].strip()) if option.id in texts else option
        for option in item.options
    )
    return replace(item, options=options)


def _with_options(item: Choice | Multiple, options: Iterable[Option]) -> Choice | Multiple | None:
    kept = tuple(options)
    return replace(item, options=kept) if len(kept) >= FEWEST_OPTIONS else None


_MENDS: dict[str, Callable[[AnyItem, Flag], AnyItem | None]] = {
    "C1": _shorter_key,
    "C3": _key_without_stem,
    "C5": _either_article,
    "C6": _alike_in_form,
    "C7": _without_absolute,
    "C10": _undated_titles,
    "F1": _without_referring,
    "F3": _asked,
    "F4": _ascending,
    "F6": _without_twins,
    "M2": _costly,
    "A2": _uncovered,
    "N1": _tolerant,
    "S1": _by_dates,
}
