"""Cues that give a key away to somebody who knows nothing, and flaws in wording.

Each function takes an item (or its texts) and answers with the particulars of the flaw, or None:
``rules`` gives them their ids and severities. Sources: Haladyna, Downing & Rodriguez 2002;
Tarrant 2009; Moore et al. 2023.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from quizzes.items import Choice
from quizzes.quality.amounts import amount, bounds
from quizzes.quality.words import content_words, has_number, normalised, says, tokens, word_set

Params = Mapping[str, str]

KEY_LENGTH_RATIO = 1.25
KEY_LENGTH_WORDS = 4
OPTION_LENGTH_RATIO = 2
OPTION_LENGTH_FROM = 12
STEM_WORDS = 30
TYPED_WORDS = 5

_ABSOLUTE = word_set(
    """always never all none only every completely
    завжди ніколи всі усі все усе жоден жодна жодне тільки лише кожен
    кожна кожне повністю"""
)
_VAGUE = word_set(
    """often usually several many frequently sometimes
    часто зазвичай кілька декілька багато інколи іноді"""
)
_NEGATIVE = word_set("not except least крім окрім не")
_OTHERS = re.compile(
    r"\b(all|none|both|neither|any) of (the|these|those) (above|options|answers)\b"
    r"|\b(усе|все|жодне|жоден|обидва)\b.{0,12}\b(вище|названого|переліченого|варіантів)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"^\W*(both )?[a-dа-г]\)? (and|or|та|і|або) [a-dа-г]\)?\W*$", re.IGNORECASE)
_BLANK = re.compile(r"_{2,}|\.{3,}|…|\[\s*\]")
_EMPTY_STEM = re.compile(
    r"\bwhich (one )?of (the following|these)( statements?| options?| answers?)? "
    r"(is|are|was|were|applies|apply)( not)?( true| correct| false| right)?\W*$"
    r"|\b(true|false|correct|incorrect) (of|about|regarding)\b"
    r"|^(котре|яке|що) з (цих|наведених)( тверджень)? (є )?(правильним|правдивим|хибним)",
    re.IGNORECASE,
)
_OPTIONS = re.compile(
    r"\b(which|what|who|one) of (these|the following)\b|\b(з|із) (цих|наведених)\b", re.IGNORECASE
)
_VOWELS = re.compile(r"^\W*[aeiou]", re.IGNORECASE)
_ARTICLE_END = re.compile(r"\b(an?)\W*$", re.IGNORECASE)
_NEGATION = word_set("not no never didn't doesn't wasn't weren't isn't cannot не ні")
_CLAUSE = re.compile(
    r"^(it|he|she|they|there|because|to|by \w+ing|що|бо|щоб|вони|він|вона)\b", re.IGNORECASE
)
# "Which of the princes" and "What did" tell no number; "two princes" is no single noun.
_SINGULAR = re.compile(
    r"\b(which|what) (?!(of|did|does|do|were|are|was|is|had|has|have|two|three)\b)"
    r"(?:(?!(?:was|were|did|does|is|are|had|has|have|led|built|made|took)\b)[\w-]+ ){0,3}?"
    r"(?P<noun>[\w-]+)"
    r"(?= (?:was|is|did|does|has|had|of|to|from|in|near|that|led|built|made|took)\b)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^[^()]*\w, .*\band\b|^(?:the )?[\w’'-]+(?: [\w’'-]+){0,4} and \w", re.IGNORECASE
)
_CONDITION = re.compile(
    r"(?<!to )\b(has|have|had)\b(?! been\b)|\b(is|are|was|were)"
    r" (an?|the|in|on|at|under|near|within|among|without|still|mostly|home|part)\b"
    r"|^\S+( \S+)? (має|є|перебуває|перебувають)\b",
    re.IGNORECASE,
)
_FINAL = re.compile(r"[.!?;:,]$")
_JOINED = re.compile(
    r"(?P<joint>[;,] (and|but|so|while|because|although)\b|\bbecause\b|;"
    r"|, (а|але|бо|і|та|тому|хоча|причому)\b|, тому що\b|\bтому що\b)",
    re.IGNORECASE,
)
_ESSAY = re.compile(
    r"^\W*(why|how (did|do|does|was|were|is|are|could|can)|describe|explain|discuss|compare"
    r"|чому|навіщо|опишіть|опиши|поясніть|поясни|порівняйте|порівняй|розкажіть|яким чином)\b",
    re.IGNORECASE,
)
_ABOUT = word_set(
    """about around circa approximately roughly nearly almost estimated
    близько приблизно майже орієнтовно"""
)


def distractors(choice: Choice) -> tuple[str, ...]:
    return tuple(option.text for option in choice.options if option.id != choice.key)


def key_text(choice: Choice) -> str:
    return choice.option(choice.key).text


def overlapping(texts: Sequence[str]) -> Params | None:
    """Two options of which one may contain the other: the same words, a date within a date, ranges
    that touch."""
    for index, one in enumerate(texts):
        for other in texts[index + 1 :]:
            if _overlap(one, other):
                return {"one": one, "other": other}
    return None


def _overlap(one: str, other: str) -> bool:
    if normalised(one) == normalised(other):
        return True
    a, b = bounds(one), bounds(other)
    if a and b:
        return a[0] <= b[1] and b[0] <= a[1]
    first, second = amount(one), amount(other)
    if first and second:
        # A month holds its days, and a year its months: what is not told is 0.
        return all(x == y or not x or not y for x, y in zip(first, second, strict=True))
    words, others = content_words(one), content_words(other)
    return bool(words and others) and (words <= others or others <= words)


def simply_opposed(texts: Sequence[str]) -> Params | None:
    if len(texts) != 2:
        return None
    first, second = (set(tokens(text)) for text in texts)
    apart = first ^ second
    if apart and first & second and apart & _NEGATION and len(apart) <= 2:
        return {"one": texts[0], "other": texts[1]}
    return None


def key_is_longest(choice: Choice) -> Params | None:
    key = key_text(choice)
    longest = max(map(len, distractors(choice)), default=0)
    if longest and len(key) > KEY_LENGTH_RATIO * longest and len(key.split()) >= KEY_LENGTH_WORDS:
        return {"key": str(len(key)), "longest": str(longest)}
    return None


def lengths_differ(choice: Choice) -> Params | None:
    lengths = [len(option.text) for option in choice.options]
    if max(lengths) >= OPTION_LENGTH_FROM and max(lengths) > OPTION_LENGTH_RATIO * min(lengths):
        return {"longest": str(max(lengths)), "shortest": str(min(lengths))}
    return None


def stem_repeats_key(choice: Choice) -> Params | None:
    shared = content_words(choice.stem) & content_words(key_text(choice))
    for text in distractors(choice):
        shared -= content_words(text)
    return {"words": ", ".join(sorted(shared))} if shared else None


def key_converges(choice: Choice) -> Params | None:
    """The key alone shares the most words with the other options."""
    words = {option.id: content_words(option.text) for option in choice.options}
    shared = {
        one: sum(len(words[one] & words[other]) for other in words if other != one) for one in words
    }
    key = shared.pop(choice.key)
    if shared and key > max(shared.values()):
        return {"shared": str(key)}
    return None


def article_fits_some(choice: Choice) -> Params | None:
    found = _ARTICLE_END.search(choice.stem)
    if not found:
        return None
    onsets = {bool(_VOWELS.match(option.text)) for option in choice.options}
    return {"article": found[1]} if len(onsets) > 1 else None


def unlike_in_form(texts: Sequence[str]) -> Params | None:
    """Type (amount or not), case of the first letter, final punctuation, clause or noun."""
    for what, of in (
        ("punctuation", lambda text: bool(_FINAL.search(text.strip()))),
        ("case", lambda text: text[:1].islower()),
        ("type", lambda text: amount(text) is not None),
        ("clause", lambda text: bool(_CLAUSE.match(text))),
    ):
        if len({of(text) for text in texts}) > 1:
            return {"what": what}
    return None


def absolute_terms(texts: Sequence[str]) -> Params | None:
    return _any_word(texts, _ABSOLUTE)


def vague_terms(texts: Sequence[str]) -> Params | None:
    return _any_word(texts, _VAGUE)


def _any_word(texts: Sequence[str], words: frozenset[str]) -> Params | None:
    found = sorted({token for text in texts for token in tokens(text)} & words)
    return {"words": ", ".join(found)} if found else None


def lonely_number(texts: Sequence[str]) -> Params | None:
    numbered = [text for text in texts if has_number(text)]
    if len(numbered) == 1:
        return {"option": numbered[0]}
    if len(numbered) == len(texts) - 1:
        return {"option": next(text for text in texts if not has_number(text))}
    return None


def tells_key(text: str, choice: Choice) -> bool:
    """Whether ``text`` says the key's words, and not those of every distractor as well."""
    return says(text, key_text(choice)) and not all(says(text, d) for d in distractors(choice))


def refers_to_options(texts: Sequence[str]) -> Params | None:
    for text in texts:
        if _OTHERS.search(text) or _LETTERS.match(text):
            return {"text": text}
    return None


def blank(text: str) -> Params | None:
    return {"text": text} if _BLANK.search(text) else None


def negative_stem(stem_text: str) -> Params | None:
    words = tokens(stem_text)
    found = {
        word
        for index, word in enumerate(words)
        if word in _NEGATIVE and not (word == "least" and index and words[index - 1] == "at")
    }
    return {"words": ", ".join(sorted(found))} if found else None


def weak_stem(stem_text: str) -> Params | None:
    """No question, too long, or nothing to be understood without the options."""
    if not stem_text.rstrip().endswith("?"):
        return {"what": "no-question"}
    if len(stem_text.split()) > STEM_WORDS:
        return {"what": "long", "words": str(len(stem_text.split()))}
    if _EMPTY_STEM.search(stem_text) or len(tokens(stem_text)) < 3:
        return {"what": "empty"}
    return None


def needs_options(text: str) -> bool:
    """Whether a text speaks of options that a flashcard doesn't show."""
    return bool(_OPTIONS.search(text))


def one_asked_many_told(front: str, back: str) -> Params | None:
    """A singular question over a list: "Which prince led …?" – "A and B". English only: there the
    noun after the question word tells the number."""
    asked = _SINGULAR.search(front)
    if asked is None or not _LIST.search(back):
        return None
    noun = asked["noun"].casefold()
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return None
    return {"asked": asked[0], "told": back}


def states_condition(title: str) -> Params | None:
    """The title of an event that names a state, which may hold more than once, rather than a
    change: "Izium has a garrison", "The town is under siege"."""
    found = _CONDITION.search(title)
    return {"words": found[0]} if found else None


def not_ascending(texts: Sequence[str]) -> Params | None:
    amounts = [amount(text) for text in texts]
    if any(a is None for a in amounts):
        return None
    known = [a for a in amounts if a is not None]
    for before, after, text in zip(known, known[1:], texts[1:], strict=False):
        if before >= after:
            return {"option": text}
    return None


def another_type(choice: Choice) -> Params | None:
    """As far as texts alone tell: an amount among words, a name among common nouns. One word alone
    may be either and is left in peace."""
    key = _shape(key_text(choice))
    for text in distractors(choice):
        shape = _shape(text)
        if key and shape and shape != key:
            return {"option": text}
    return None


def _shape(text: str) -> str:
    if amount(text) is not None:
        return "amount"
    rest = text.split()[1:]
    if not rest:
        return ""
    return "name" if any(word[:1].isupper() for word in rest) else "words"


def two_statements(statement: str) -> Params | None:
    """A statement that is joined with another one, or with a reason of its own."""
    found = _JOINED.search(statement)
    return {"words": found["joint"].strip()} if found else None


def not_typable(stem_text: str, accepted: Sequence[str]) -> Params | None:
    """A question for reasons or stories, or an answer too long to be met word for word."""
    if found := _ESSAY.search(stem_text):
        return {"what": "essay", "words": found[0]}
    longest = max(accepted, key=lambda text: len(text.split()), default="")
    if len(longest.split()) > TYPED_WORDS:
        return {"what": "long", "text": longest}
    return None


def approximate(text: str) -> Params | None:
    found = sorted(set(tokens(text)) & _ABOUT)
    return {"words": ", ".join(found)} if found else None


def number(text: str) -> Decimal:
    """A decimal as items keep it; 0 where it is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


def same_stem_words(one: str, other: str) -> float:
    """Which share of the content words of ``other`` stands in ``one`` as well, 0 to 1."""
    words = content_words(other)
    return len(words & content_words(one)) / len(words) if words else 0.0
