"""The rules of the linter that one item, or one set of items, can be held against.

    S1 E  choice, ordering             one key; every generated distractor carries its proof;
                                       an ordering's dates decide its order
    S3 E  choice, flashcard            a contested or one-party claim names its claimant
    S4 E  choice, ordering             no two options overlap
    S5 W  choice                       not simply A and not-A
    C1 E  choice                       the key is much the longest
    C2 W  choice                       lengths differ much
    C3 E  choice                       a word shared by stem and key alone
    C4 E  choice                       the key alone shares most words with the others
    C5 E  choice                       "a" or "an" before the options
    C6 E  choice                       type, case, clause, final punctuation
    C7 E  choice                       absolute terms
    C8 W  choice                       vague terms
    C9 E  choice                       one option with, or without, a number
    C10 E choice, ordering, flashcard  the item, or another of its set, gives the key away
    F1 E  choice                       all, none, both; "A and B"; blanks
    F2 E  choice                       not, except, least
    F3 E  choice, flashcard            no question, too long, empty without its options
    F4 E  choice                       amounts stand ascending
    F6 E  choice, ordering             3 or 4 options when generated; never two alike
    F7 W  flashcard                    a question for one thing over a list
    F8 W  choice, ordering             an event that is a condition, which may hold again
    P1 W  choice                       a distractor of another type
    M1 W  multiple                     one right option alone, or nothing but right ones
    M2 W  multiple                     ticking everything earns all of it
    T1 W  true/false                   two statements in one
    T2 W  true/false                   a question, where a statement is judged
    A1 W  short                        asks for, or accepts, what nobody types word for word
    A2 W  short, numerical             an accepted answer that another one covers already
    N1 W  numerical, date              about so much, but nothing beside it is accepted
    O1 W  ordering                     fewer than 3 events, or more than 8

A multiple choice is held to what is said of choices, each of its right options in turn being the
key. C7, C8 and F2 hold for the statement of a true/false, C10 for whatever is typed. An ordering
without any date is in the order that its author gave it.

B1 and B2 speak of a whole bank: see ``bank``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from quizzes.items import (
    Accepted,
    AnyItem,
    Choice,
    DateAnswer,
    Event,
    Flashcard,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)
from quizzes.quality import cues
from quizzes.quality.claims import has_claimant, needs_claimant
from quizzes.quality.flags import Flag, Severity
from quizzes.quality.words import content_words, normalised, says

GENERATED_OPTIONS = range(3, 5)
EVENTS = range(3, 9)
NEARLY_ALL = 0.99
# Of another stem's content words: from here on both ask about the same matter.
SAME_MATTER = 0.5
# Slots of choices whose options are events.
OF_EVENTS = frozenset({"first", "period"})

MONTH_OR_YEAR = re.compile(
    r"(?<![\d,.])(1\d{3}|20\d{2})s?\b(?![,.]\d)|\b\d{1,2}(st|nd|rd|th)?[- ](centur|столітт)"
    r"|\b(january|february|march(?= \d)|(?<=\d )march|april|june|july|august|september|october"
    r"|november|december)\b"
    r"|\b(січ(ень|ня)|лют(ий|ого)|берез(ень|ня)|квіт(ень|ня)|трав(ень|ня)|черв(ень|ня)|лип(ень|ня)"
    r"|серп(ень|ня)|верес(ень|ня)|жовт(ень|ня)|листопад[ау]?|груд(ень|ня))\b",
    re.IGNORECASE,
)


def check(item: AnyItem, *, generated: bool) -> tuple[Flag, ...]:
    """Every rule that the item breaks, in the order of the table. ``generated`` items must carry a
    proof for each distractor and hold three or four options."""
    match item:
        case Choice():
            return tuple(_choice(item, generated=generated))
        case Multiple():
            return tuple(_multiple(item))
        case TrueFalse():
            return tuple(_true_false(item))
        case Ordering():
            return tuple(_ordering(item))
        case ShortAnswer():
            return tuple(_short(item))
        case Numerical():
            return tuple(_numerical(item))
        case DateAnswer():
            return tuple(_date(item))
        case Flashcard():
            return tuple(_flashcard(item))


def check_set(items: Sequence[AnyItem]) -> Mapping[str, tuple[Flag, ...]]:
    """C10 among the items of one set: the flags of each item whose key another item tells, by
    identity. A stem tells a key where it says its words and asks about the same fact or matter."""
    found: dict[str, tuple[Flag, ...]] = {}
    for item in items:
        tellers = [other for other in items if other is not item and _tells(other, item)]
        if tellers:
            found[item.identity] = tuple(
                Flag(rule="C10", severity=Severity.ERROR, params={"told_by": teller.identity})
                for teller in tellers
            )
    return found


def leaks_date(title: str) -> bool:
    """Whether the title of an event tells when it happened."""
    return bool(MONTH_OR_YEAR.search(title))


def _choice(choice: Choice, *, generated: bool) -> Iterator[Flag]:
    texts = [option.text for option in choice.options]
    if sum(option.id == choice.key for option in choice.options) != 1:
        # Without its one key there is nothing to compare.
        yield _error("S1", {"keys": choice.key})
        return
    yield from _soundness(choice, texts, generated=generated)
    yield from _cues(choice, texts)
    yield from _form(choice, texts, generated=generated)


def _soundness(choice: Choice, texts: Sequence[str], *, generated: bool) -> Iterator[Flag]:
    if generated:
        bare = [o.text for o in choice.options if (o.proof is None) != (o.id == choice.key)]
        if bare:
            yield _error("S1", {"unproven": ", ".join(bare)})
    if choice.slot != "agent":
        yield from _claimant(choice.stem, choice)
    yield from _when(cues.overlapping(texts), "S4")
    yield from _when(cues.simply_opposed(texts), "S5", Severity.WARNING)


def _cues(choice: Choice, texts: Sequence[str]) -> Iterator[Flag]:
    yield from _when(cues.key_is_longest(choice), "C1")
    yield from _when(cues.lengths_differ(choice), "C2", Severity.WARNING)
    yield from _when(cues.stem_repeats_key(choice), "C3")
    yield from _when(cues.key_converges(choice), "C4")
    yield from _when(cues.article_fits_some(choice), "C5")
    yield from _when(cues.unlike_in_form(texts), "C6")
    yield from _when(cues.absolute_terms(texts), "C7")
    yield from _when(cues.vague_terms(texts), "C8", Severity.WARNING)
    yield from _when(cues.lonely_number(texts), "C9")
    if cues.tells_key(choice.stem, choice):
        yield _error("C10", {"key": cues.key_text(choice)})


def _form(choice: Choice, texts: Sequence[str], *, generated: bool) -> Iterator[Flag]:
    yield from _when(cues.refers_to_options(texts) or cues.blank(choice.stem), "F1")
    yield from _when(cues.negative_stem(choice.stem), "F2")
    yield from _when(cues.weak_stem(choice.stem), "F3")
    yield from _when(cues.not_ascending(texts), "F4")
    if generated and len(texts) not in GENERATED_OPTIONS:
        yield _error("F6", {"options": str(len(texts))})
    yield from _alike(texts)
    if choice.slot in OF_EVENTS:
        yield from _conditions(texts)
    yield from _when(cues.another_type(choice), "P1", Severity.WARNING)


def _multiple(multiple: Multiple) -> Iterator[Flag]:
    texts = [option.text for option in multiple.options]
    if not multiple.keys:
        yield _error("S1", {"keys": ""})
        return
    yield from _when(cues.overlapping(texts), "S4")
    each = [_with_key(multiple, key) for key in multiple.keys]
    wrong = len(texts) - len(each)
    if wrong:
        # One long right option among short ones stands out as little as a short one among long.
        long = [cues.key_is_longest(choice) for choice in each]
        if all(params is not None for params in long):
            yield from _when(long[0], "C1")
        yield from _when(_first(cues.stem_repeats_key(choice) for choice in each), "C3")
    yield from _when(cues.lengths_differ(each[0]) if wrong else None, "C2", Severity.WARNING)
    yield from _when(cues.unlike_in_form(texts), "C6")
    yield from _when(cues.absolute_terms(texts), "C7")
    yield from _when(cues.vague_terms(texts), "C8", Severity.WARNING)
    for choice in each:
        if cues.tells_key(choice.stem, choice):
            yield _error("C10", {"key": cues.key_text(choice)})
    yield from _when(cues.refers_to_options(texts) or cues.blank(multiple.stem), "F1")
    yield from _when(cues.negative_stem(multiple.stem), "F2")
    yield from _when(cues.weak_stem(multiple.stem), "F3")
    yield from _alike(texts)
    if len(each) == 1 or not wrong:
        yield _warning("M1", {"right": str(len(each)), "of": str(len(texts))})
    elif sum(option.share or 0 for option in multiple.options) > NEARLY_ALL:
        yield _warning("M2", {"right": str(len(each)), "of": str(len(texts))})


def _with_key(multiple: Multiple, key: str) -> Choice:
    """The multiple as a choice between one of its right options and the wrong ones."""
    others = set(multiple.keys) - {key}
    return Choice(
        identity=multiple.identity,
        topic=multiple.topic,
        language=multiple.language,
        facts=multiple.facts,
        sensitivity=multiple.sensitivity,
        difficulty=multiple.difficulty,
        explanation=multiple.explanation,
        citations=multiple.citations,
        stem=multiple.stem,
        slot="",
        options=tuple(option for option in multiple.options if option.id not in others),
        key=key,
    )


def _true_false(item: TrueFalse) -> Iterator[Flag]:
    yield from _claimant(item.stem, item)
    yield from _when(cues.absolute_terms([item.stem]), "C7")
    yield from _when(cues.vague_terms([item.stem]), "C8", Severity.WARNING)
    yield from _when(cues.negative_stem(item.stem), "F2")
    if len(item.stem.split()) > cues.STEM_WORDS:
        yield _error("F3", {"what": "long", "words": str(len(item.stem.split()))})
    yield from _when(cues.two_statements(item.stem), "T1", Severity.WARNING)
    if item.stem.rstrip().endswith("?"):
        yield _warning("T2", {})


def _short(item: ShortAnswer) -> Iterator[Flag]:
    texts = [accepted.text for accepted in item.accepted]
    if not any(accepted.share == 1 for accepted in item.accepted):
        yield _error("S1", {"keys": ""})
        return
    for accepted in item.accepted:
        if accepted.share == 1 and says(item.stem, accepted.text):
            yield _error("C10", {"key": accepted.text})
    yield from _when(cues.negative_stem(item.stem), "F2")
    yield from _when(cues.weak_stem(item.stem), "F3")
    yield from _when(cues.not_typable(item.stem, texts), "A1", Severity.WARNING)
    yield from _twice(texts, exact=item.exact)


def _twice(texts: Sequence[str], *, exact: bool) -> Iterator[Flag]:
    seen: set[str] = set()
    for text in texts:
        form = text.strip() if exact else normalised(text)
        if form in seen:
            yield _warning("A2", {"text": text})
        seen.add(form)


def _numerical(item: Numerical) -> Iterator[Flag]:
    if not any(accepted.share == 1 for accepted in item.accepted):
        yield _error("S1", {"keys": ""})
        return
    for index, accepted in enumerate(item.accepted):
        value = cues.number(accepted.value)
        within = [
            before
            for before in item.accepted[:index]
            if abs(value - cues.number(before.value)) <= cues.number(before.tolerance)
        ]
        if within and not cues.number(accepted.tolerance):
            yield _warning("A2", {"text": accepted.value})
        if accepted.share == 1 and says(item.stem, accepted.value):
            yield _error("C10", {"key": accepted.value})
    yield from _when(cues.negative_stem(item.stem), "F2")
    yield from _when(cues.weak_stem(item.stem), "F3")
    key = next(accepted for accepted in item.accepted if accepted.share == 1)
    if not cues.number(key.tolerance):
        yield from _when(
            cues.approximate(f"{item.stem} {item.explanation}"), "N1", Severity.WARNING
        )


def _date(item: DateAnswer) -> Iterator[Flag]:
    if not item.edtf:
        yield _error("S1", {"keys": ""})
        return
    year = item.edtf.lstrip("-")[:4]
    if year.isdigit() and len(item.edtf) <= len("1681~") and says(item.stem, year):
        yield _error("C10", {"key": year})
    yield from _when(cues.negative_stem(item.stem), "F2")
    yield from _when(cues.weak_stem(item.stem), "F3")
    if not item.tolerance and not {"~", "%"} & set(item.edtf):
        yield from _when(
            cues.approximate(f"{item.stem} {item.explanation}"), "N1", Severity.WARNING
        )


def _ordering(ordering: Ordering) -> Iterator[Flag]:
    if not all(event.lo is None and event.hi is None for event in ordering.events):
        yield from _undecided(ordering.events)
    titles = [event.title for event in ordering.events]
    for title in titles:
        if leaks_date(title):
            yield _error("C10", {"key": title})
    yield from _alike(titles)
    yield from _conditions(titles)
    if len(titles) not in EVENTS:
        yield _warning("O1", {"events": str(len(titles))})


def _undecided(events: Sequence[Event]) -> Iterator[Flag]:
    for a, b in pairwise(events):
        if a.hi is None or b.lo is None or a.hi >= b.lo:
            yield _error("S1", {"one": a.title, "other": b.title})


def _flashcard(card: Flashcard) -> Iterator[Flag]:
    yield from _claimant(f"{card.front} {card.back}", card)
    if says(card.front, card.back):
        yield _error("C10", {"key": card.back})
    if not card.front.strip() or not card.back.strip() or cues.needs_options(card.front):
        yield _error("F3", {"what": "empty"})
    yield from _when(cues.one_asked_many_told(card.front, card.back), "F7", Severity.WARNING)


def _conditions(titles: Sequence[str]) -> Iterator[Flag]:
    """Of events alone: what they are is told by the slot of a choice, or by an ordering."""
    for title in titles:
        yield from _when(cues.states_condition(title), "F8", Severity.WARNING)


def _claimant(text: str, item: AnyItem) -> Iterator[Flag]:
    if needs_claimant(item.citations) and not has_claimant(text, item.citations):
        names = dict.fromkeys(citation.agent_name for citation in item.citations)
        yield _error("S3", {"agents": ", ".join(names)})


def _alike(texts: Sequence[str]) -> Iterator[Flag]:
    seen: set[str] = set()
    for text in texts:
        if normalised(text) in seen:
            yield _error("F6", {"twice": text})
        seen.add(normalised(text))


def _tells(teller: AnyItem, item: AnyItem) -> bool:
    told = _shown(teller)
    if not any(content_words(key) and says(told, key) for key in _keys(item)):
        return False
    if set(teller.facts) & set(item.facts):
        return True
    return cues.same_stem_words(told, _shown(item)) >= SAME_MATTER


def _keys(item: AnyItem) -> Sequence[str]:
    """The words that are right. The key of a true/false, an order and a day have none that another
    stem could say by itself."""
    match item:
        case Choice():
            return (cues.key_text(item),)
        case Multiple():
            return tuple(option.text for option in item.options if option.id in item.keys)
        case ShortAnswer() | Numerical():
            return tuple(
                accepted.text if isinstance(accepted, Accepted) else accepted.value
                for accepted in item.accepted
                if accepted.share == 1
            )
        case Flashcard():
            return (item.back,)
        case TrueFalse() | Ordering() | DateAnswer():
            return ()


def _shown(item: AnyItem) -> str:
    """What a learner reads of an item before answering, its options left aside."""
    match item:
        case Flashcard():
            return item.front
        case Ordering():
            return " · ".join(event.title for event in item.events)
        case _:
            return item.stem


def _error(rule: str, params: Mapping[str, str]) -> Flag:
    return Flag(rule=rule, severity=Severity.ERROR, params=params)


def _warning(rule: str, params: Mapping[str, str]) -> Flag:
    return Flag(rule=rule, severity=Severity.WARNING, params=params)


def _first(found: Iterable[Mapping[str, str] | None]) -> Mapping[str, str] | None:
    return next((params for params in found if params is not None), None)


def _when(
    params: Mapping[str, str] | None, rule: str, severity: Severity = Severity.ERROR
) -> Iterator[Flag]:
    if params is not None:
        yield Flag(rule=rule, severity=severity, params=params)
