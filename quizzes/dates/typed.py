"""Reading a date as people type it, in English or Ukrainian, into EDTF.

    Typed                                                     Read as
    27 September 1680, 27th of Sept. 1680, September 27, 1680 1680-09-27
    27 вересня 1680 року, 27.09.1680, 27/9/1680, 1680-09-27   1680-09-27
    September 1680, вересень 1680, у вересні 1680 р.          1680-09
    09.1680, 1680-09                                          1680-09
    1680, in 1680, 1680 рік, about 1680                       1680
    1680s, 1680-ті роки                                       168X
    17th century, XVII century, XVII століття, 17 ст.         1601/1700
    500 BC, 500 до н. е.                                      -0499

Figures alone stand as day, month, year; where only the other order gives a date (9/27/1680), that.
"about" and its like are passed over: an answer is as precise as its figures.
"""

import re
import unicodedata
from dataclasses import dataclass

from quizzes.dates.parse import century, parse
from quizzes.errors import DateError

LONGEST = 200
_MONTHS = (
    ("jan", "january", "січень", "січня", "січні", "січ"),
    ("feb", "february", "лютий", "лютого", "лютому", "лют"),
    ("mar", "march", "березень", "березня", "березні", "бер"),
    ("apr", "april", "квітень", "квітня", "квітні", "квіт"),
    ("may", "травень", "травня", "травні", "трав"),
    ("jun", "june", "червень", "червня", "червні", "черв"),
    ("jul", "july", "липень", "липня", "липні", "лип"),
    ("aug", "august", "серпень", "серпня", "серпні", "серп"),
    ("sep", "sept", "september", "вересень", "вересня", "вересні", "вер"),
    ("oct", "october", "жовтень", "жовтня", "жовтні", "жовт"),
    ("nov", "november", "листопад", "листопада", "листопаді", "лист"),
    ("dec", "december", "грудень", "грудня", "грудні", "груд"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_YEAR_WORDS = frozenset(("year", "ad", "ce", "рік", "року", "році", "р"))
_PASSED_OVER = _YEAR_WORDS | frozenset(
    (
        *("in", "on", "the", "of", "about", "around", "circa", "c", "ca"),
        *("у", "в", "на", "роки", "років", "роках", "рр"),
        *("близько", "приблизно", "бл", "число", "числа"),
    )
)
_CENTURIES = frozenset(("century", "cent", "століття", "столітті", "ст", "вік", "віку", "віці"))
_BEFORE_CHRIST = re.compile(r"(?:\bb\.? ?c\.?(?: ?e\.?)?|\bдо н\.? ?е\.?)(?!\w)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# Ukrainian keyboards have the same shapes in Cyrillic.
_SAME_SHAPE = str.maketrans("іхсм", "ixcm")
_DECADE = re.compile(r"([0-9]{1,3})0(?:['’]?s|-?(?:ті|ві|ні|х|их))")
_TOKEN = re.compile(r"[0-9]+(?:-?(?:st|nd|rd|th|го|ме|те|е|й|ий|го))?(?![^\W_])|[^\W\d_]+|[./-]")
_FIGURES = re.compile(r"([0-9]{1,4})[./-]([0-9]{1,2})[./-]([0-9]{1,4})")
_TWO_FIGURES = re.compile(r"([0-9]{1,4})[./-]([0-9]{1,4})")
_YEAR_DIGITS = 4
_SURELY_A_YEAR = 3  # digits; "27 September" and "27.09.80" lack their year


def typed(text: str) -> str:
    """The EDTF of what was typed. Raises ``DateError`` where it is no date of the table."""
    words = unicodedata.normalize("NFKC", text[: LONGEST + 1]).casefold().strip()
    words = re.sub("[‐-―−]", "-", re.sub(r"\s+", " ", words))
    if not words or len(text) > LONGEST:
        raise DateError(text=text)
    words = re.sub(r"([0-9])(?=(?:рр?|рік|року|році)(?!\w))", r"\1 ", words)
    rest, before_christ = _BEFORE_CHRIST.subn(" ", words)
    era = _Era(
        before_christ=before_christ > 0,
        stated=before_christ > 0 or any(w.strip(".,") in _YEAR_WORDS for w in rest.split()),
    )
    edtf = _date(rest.strip(" .,"), era)
    if edtf is None:
        raise DateError(text=text)
    parse(edtf)
    return edtf


@dataclass(frozen=True, kw_only=True)
class _Era:
    """``stated`` where a word marks the year: without one, "27" or "80" is none."""

    before_christ: bool
    stated: bool


def _date(words: str, era: _Era) -> str | None:
    plain = " ".join(w for w in words.split() if w.strip(".,") not in _PASSED_OVER).strip(" .,")
    if match := _FIGURES.fullmatch(plain):
        return _of_figures(match[1], match[2], match[3], era)
    if match := _TWO_FIGURES.fullmatch(plain):
        first, second = match.groups()
        year, month = (first, second) if len(first) > len(second) else (second, first)
        return _edtf(year, int(month), None, era)
    if (match := _DECADE.fullmatch(plain)) and not era.before_christ:
        return f"{int(match[1]):03d}X"
    return _of_words(plain, era)


def _of_figures(a: str, b: str, c: str, era: _Era) -> str | None:
    if len(a) > 2:
        return _edtf(a, int(b), int(c), era)
    day, month = int(a), int(b)
    if month > 12 >= day:
        day, month = month, day
    return _edtf(c, month, day, era)


def _of_words(words: str, era: _Era) -> str | None:
    """Month names, figures and the word for a century, each at most as often as a date has it."""
    month: int | None = None
    is_century = False
    figures: list[str] = []
    roman = ""
    if re.sub(r"[ ,.]", "", _TOKEN.sub("", words)):
        return None
    for token in _TOKEN.findall(words):
        digits = re.match(r"[0-9]+", token)
        if digits:
            figures.append(digits[0])
        elif token in _PASSED_OVER or token in "./-":
            continue
        elif token in _CENTURIES and not is_century:
            is_century = True
        elif token in _MONTH and month is None:
            month = _MONTH[token]
        elif not roman and set(token.translate(_SAME_SHAPE)) <= set(_ROMAN):
            roman = token.translate(_SAME_SHAPE)
        else:
            return None
    if is_century:
        return _century(figures, roman, era) if month is None else None
    if roman or not 1 <= len(figures) <= (1 if month is None else 2):
        return None
    if len(figures) == 1:
        return _edtf(figures[0], month, None, era)
    day, year = figures if len(figures[0]) <= 2 else figures[::-1]
    return _edtf(year, month, int(day), era)


def _century(figures: list[str], roman: str, era: _Era) -> str | None:
    if bool(figures) == bool(roman) or len(figures) > 1:
        return None
    number = int(figures[0]) if figures and len(figures[0]) <= 2 else _from_roman(roman)
    if not 1 <= number <= 99:
        return None
    return century(-number if era.before_christ else number)


def _from_roman(text: str) -> int:
    values = [_ROMAN[sign] for sign in text]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def _edtf(year: str, month: int | None, day: int | None, era: _Era) -> str | None:
    # A thirteenth month would be read as a season.
    if len(year) > _YEAR_DIGITS or (month is not None and not 1 <= month <= 12):
        return None
    if (len(year) < _SURELY_A_YEAR and not era.stated) or int(year) == 0:
        return None
    number = 1 - int(year) if era.before_christ else int(year)
    text = f"{'-' if number < 0 else ''}{abs(number):04d}"
    if month is not None:
        text += f"-{month:02d}"
    return text if day is None else f"{text}-{day:02d}"
