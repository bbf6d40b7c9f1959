"""Words of a text, for rules that compare texts: Unicode-aware, English and Ukrainian.

Stems of words are cut only as far as to join "regiment" with "regiments" or "полк" with "полку";
they are for comparing, never for showing.
"""

import re
import unicodedata
from functools import lru_cache

# A number keeps its thousands ("44,979", "2 250") and its ordinal ending ("20th"); a word keeps
# its inner apostrophes and hyphens, so that "All-Union" is not the absolute term "all".
_TOKEN = re.compile(
    r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?(?:st|nd|rd|th|s)?\b"
    r"|[^\W\d_]+(?:['’ʼ\-][^\W_]+)*|\d+[^\W_]*"
)
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = word_set(
    """
    a about after again against all also among an and any are as at be became because become been
    before being between both but by called came can could did do does during each first for from
    further had has have he her here him his how in into is it its made many more most named
    near no nor not of off on once one only or other out over own same say says said second she so
    some such than that the their them then there these they this those through to took town under
    until up upon very was we were what when where which while who whom whose why will with within
    year years date day month place people person event events according article
    а або аби але б без би бо був була були було в вже ви від він вона вони воно все всі де для до
    є ж за з зі із і й його її їх їхній к коли кого кому котрий котра котре котрі куди ким мав мала
    мали ми на над не нею ним них ні о об один одна одне по під після при про рік році року роки
    років саме свій своя своє свої се та так такий там те ти тим тих то той тоді тому ту у хто це
    цей ця ці чи чий чия чиє чого чому що щоб як яка який яке які якого якої якому яку яким день
    дня дата місто місті міста подія події стаття статті
    """
)

# The suffixes a comparison looks through, longest first.
_ENGLISH = ("ies", "es", "s")
_CYRILLIC = re.compile(r"[а-яіїєґ]")
_CYRILLIC_ENDING = re.compile(
    r"(?:ами|ями|ові|еві|ого|ому|ими|ах|ях|ою|ею|ів|їв|ий|ій|ої|их|ом|ем|"
    r"[аеиіїоуюяйь])$"
)


def tokens(text: str) -> tuple[str, ...]:
    """The words and numbers of a text, case folded, in order."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    return tuple(_TOKEN.findall(folded))


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """What is left of a word for comparing it with its other forms."""
    word = word.removesuffix("'s").removesuffix("'")
    if word[:1].isdigit():
        return re.sub(r"[, \u00a0\u202f]", "", word)
    if _CYRILLIC.search(word):
        return _CYRILLIC_ENDING.sub("", word) if len(word) > 4 else word
    for suffix in _ENGLISH:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            return word.removesuffix(suffix) + ("y" if suffix == "ies" else "")
    return word


@lru_cache(maxsize=16384)
def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning: no stop words, no single letters; numbers count."""
    return frozenset(
        stem(token)
        for token in tokens(text)
        if token not in STOP_WORDS and (len(token) > 1 or token.isdigit())
    )


@lru_cache(maxsize=16384)
def normalised(text: str) -> str:
    """A text as a reader compares it: no case, no article at its head, no punctuation."""
    words = tokens(text)
    if len(words) > 1 and words[0] in {"the", "a", "an"}:
        words = words[1:]
    return " ".join(words)


def has_number(text: str) -> bool:
    return any(character.isdigit() for character in text)


def says(text: str, phrase: str) -> bool:
    """Whether the words of ``phrase``, an article at its head left aside, follow each other in
    ``text``."""
    wanted = normalised(phrase)
    return bool(wanted) and f" {wanted} " in f" {' '.join(tokens(text))} "
