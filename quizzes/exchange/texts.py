"""Texts and shares as all formats of questions have them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from quizzes.errors import QuestionsRefused
from quizzes.exchange.markup import Reduced, from_markup
from quizzes.exchange.question import Findings, QuestionLimits

BLANK = "_____"
HTML, MARKDOWN, MOODLE = "html", "markdown", "moodle"

# The categories Cc (less the line break) and Cs, and what XML 1.0 cannot hold.
_UNKEPT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LOOKS_LIKE_MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:[\s/][^<>]{0,2000})?>|&#?\w{1,30};")
_PERCENT = re.compile(r"[+-]?(?:\d{1,3}(?:[.,]\d{0,12})?|[.,]\d{1,12})")
_NUMBER = re.compile(r"[+-]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][+-]?\d{1,2})?")
_ROOTS = ("$course$", "$module$", "$system$", "$coursecat$", "$cat1$")
_EXPORTED_ROOT = "$course$/top"


def decoded(data: bytes, limits: QuestionLimits) -> str:
    """Text in UTF-8, with or without a mark of order, lines ended by ``\\n``. Raises
    ``QuestionsRefused``."""
    if len(data) > limits.upload:
        raise QuestionsRefused("too-large", size=len(data), limit=limits.upload)
    if not data.strip():
        raise QuestionsRefused("empty")
    if (nul := data.find(b"\x00")) >= 0 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise QuestionsRefused("binary", line=1 + data.count(b"\n", 0, nul))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        raise QuestionsRefused("not-utf8", line=line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def clean(text: str) -> str:
    """Text as items hold it: lines ended by ``\\n``, no control characters, nothing blank around
    it. Applying it again changes nothing."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _UNKEPT.sub("", lines).strip()


def clean_line(text: str) -> str:
    return " ".join(clean(text).split())


class Texts:
    """Takes the texts of one question: reduces markup, holds them to their limits, and tells what
    was lost once for the whole question."""

    def __init__(self, number: int, findings: Findings) -> None:
        self.number = number
        self.failed = False
        self.most_options = findings.limits.options
        self.media = 0
        self._findings = findings
        self._removed: set[str] = set()

    def take(self, raw: str, text_format: str = "") -> str:
        self._findings.check_time(self.number)
        limits = self._findings.limits
        if len(raw) > limits.raw:
            self.fail("text-too-long", length=len(raw), limit=limits.text)
            return ""
        text = self._plain(raw, text_format)
        if len(text) > limits.text:
            self.fail("text-too-long", length=len(text), limit=limits.text)
            return ""
        return text

    def fail(self, code: str, **params: object) -> None:
        self.failed = True
        self._findings.error(self.number, code, **params)

    def leave_out(self, code: str, **params: object) -> None:
        self._findings.leave_out(self.number, code, **params)

    def notice(self, code: str, **params: object) -> None:
        self._findings.notice(self.number, code, **params)

    def tell(self) -> None:
        """Report what all the texts lost."""
        if self._removed:
            self.notice("markup-removed", tags=tuple(sorted(self._removed)[:10]))
        if self.media:
            self.notice("media-ignored", count=self.media)

    def _plain(self, raw: str, text_format: str) -> str:
        if text_format == HTML:
            return self._reduced(from_markup(raw))
        if text_format in ("auto", MOODLE) and _LOOKS_LIKE_MARKUP.search(raw):
            return self._reduced(from_markup(clean(raw).replace("\n", "<br>")))
        return clean(raw)

    def _reduced(self, reduced: Reduced) -> str:
        self._removed |= set(reduced.removed)
        self.media += reduced.media
        return clean(reduced.text)


def looks_like_markup(text: str) -> bool:
    return _LOOKS_LIKE_MARKUP.search(text) is not None


# --- Beside the item


def kept_tags(tags: Iterable[str], texts: Texts, limits: QuestionLimits) -> tuple[str, ...]:
    """Each tag once, in the order given."""
    cleaned = list(dict.fromkeys(filter(None, map(clean_line, tags))))
    kept = [tag for tag in cleaned if len(tag) <= limits.tag][: limits.tags]
    if len(kept) < len(cleaned):
        texts.notice("tags-dropped", count=len(cleaned) - len(kept))
    return tuple(kept)


def kept_name(name: str, texts: Texts, limits: QuestionLimits) -> str:
    line = clean_line(name)
    if len(line) > limits.name:
        texts.notice("name-cut", limit=limits.name)
    return line[: limits.name].strip()


def kept_id(foreign_id: str, texts: Texts, limits: QuestionLimits) -> str:
    line = clean_line(foreign_id)
    if len(line) > limits.foreign_id:
        texts.notice("id-cut", limit=limits.foreign_id)
    return line[: limits.foreign_id].strip()


def read_category(path: str) -> str:
    """The path without the root of the course that Moodle puts before it."""
    parts = clean_line(path)[:500].strip().split("/")
    if parts[0] in _ROOTS:
        parts = parts[1:]
        if parts and parts[0] == "top":
            parts = parts[1:]
    return "/".join(parts).strip()


def written_category(category: str) -> str:
    """``read_category`` is its inverse."""
    line = clean_line(category)
    return f"{_EXPORTED_ROOT}/{line}" if line else _EXPORTED_ROOT


# --- Shares


def share_of(percent: str) -> float | None:
    """A share from percent as text, None where it is no number from -100 to 100.

    Moodle cuts 1/3 to 33.33333 or 33.33: with five decimals what lies nearest among the fractions
    up to twentieths is meant, with fewer the thirds, sixths and so on that round to it."""
    text = percent.strip()
    if not _PERCENT.fullmatch(text):
        return None
    value = Decimal(text.replace(",", "."))
    if abs(value) > 100:
        return None
    decimals = len(text.replace(",", ".").partition(".")[2])
    if decimals >= 2:
        slack = Decimal("0.000006") if decimals >= 5 else Decimal(1).scaleb(-decimals)
        near = _fraction_near(value / 100, slack / 100)
        if near is not None:
            return float(near)
    return float(value / 100)


def _fraction_near(value: Decimal, slack: Decimal) -> Fraction | None:
    exact, width = Fraction(value), Fraction(slack)
    for denominator in range(1, 21):
        numerator = round(exact * denominator)
        if abs(exact - Fraction(numerator, denominator)) <= width:
            return Fraction(numerator, denominator)
    return None


def percent_of(share: float) -> str:
    """A share as percent with five decimals, or with none where it is whole."""
    percent = Decimal(repr(share)) * 100
    whole = percent.quantize(Decimal(1))
    # A third is 33.33333, one quarter 25 and 0.3334 33.34000: two decimals would say a third.
    return str(whole) if whole == percent else f"{percent:.5f}"


def shares_adding_up(shares: Sequence[float], texts: Texts) -> list[float]:
    """The shares, those above 0 made to add up to 1; a notice where they did not by more than
    their decimals explain."""
    total = sum(share for share in shares if share > 0)
    if total <= 0 or abs(total - 1) < 1e-6:
        return list(shares)
    texts.notice("weights-adjusted", sum=round(total * 100, 2))
    return [share / total if share > 0 else share for share in shares]


def number_of(text: str) -> str | None:
    """A decimal as text, as it is written; None where it is no number."""
    stripped = text.strip().replace("−", "-")
    if not _NUMBER.fullmatch(stripped):
        return None
    try:
        return stripped if Decimal(stripped).is_finite() else None
    except InvalidOperation:
        return None


def without_empty(carried: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in carried.items() if value not in ("", None, [], {})}
