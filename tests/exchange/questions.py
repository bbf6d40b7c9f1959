"""Questions made at random, full of what breaks readers. The same seed makes the same ones."""

import random
from collections.abc import Callable
from typing import Any

from quizzes.exchange.markup import plain
from quizzes.exchange.question import ExchangedQuestion
from quizzes.exchange.texts import clean, clean_line
from quizzes.items import (
    Accepted,
    AcceptedNumber,
    AnyItem,
    Choice,
    Event,
    Multiple,
    Numerical,
    Option,
    Ordering,
    ShortAnswer,
    TrueFalse,
)

PIECES = (
    *("~", "=", "#", "{", "}", ":", "\\", "\\n", "\\\\", "%", "%50%", "%%", "####", "::", "->"),
    *("//", "$CATEGORY: x", "[html]", "[plain]", "[id:3]", "]", "T", "TRUE", "{}", "=>", "..", "*"),
    *("<b>bold</b>", "<", ">", "&", "&amp;", "&nbsp;", "]]>", "<![CDATA[", "<!--", "-->", "'", '"'),
    *("Ізюм", "їжак", "Слобідська Україна", "п’ять", "зо́лото", "е́", "ґ", "и\u0306"),
    *(
        "🏰",
        "👩‍🌾",
        "🇺🇦",
        "שלום",
        "مرحبا",
        "\u200f",
        "\u202b",
        "\u00ad",
        "\u2028",
        "\ufeff",
        "e\u0301",
    ),
    *("fortress", "1681", "the Donets", "x = y : z", "a {b} c", "50 %", "C:\\temp\\new", "½", "…"),
    *("\n", "\n\n", "  ", "\u00a0", "sound:[sound:x.mp3]", "@@PLUGINFILE@@/x.png", "&#955;"),
)
METHODS = (
    "",
    "all-or-nothing",
    "absolute-position",
    "relative-to-correct",
    "relative-next-exclude-last",
    "relative-next-include-last",
    "relative-one-previous-and-next",
    "relative-all-previous-and-next",
    "longest-ordered-subset",
    "longest-contiguous-subset",
)
PARTIAL = (
    0.9,
    0.8,
    0.75,
    2 / 3,
    0.5,
    1 / 3,
    0.25,
    0.2,
    1 / 6,
    1 / 7,
    0.125,
    1 / 9,
    0.1,
    0.05,
    0.3334,
)


class Maker:
    """``carries`` names what the format at hand can keep beside the words."""

    def __init__(self, seed: int, *, is_xml: bool) -> None:
        self.random = random.Random(seed)
        self.is_xml = is_xml
        self.text_format = ""

    def questions(self, count: int) -> list[ExchangedQuestion]:
        made = [self.question() for _ in range(count)]
        return sorted(made, key=lambda question: question.category)

    def question(self) -> ExchangedQuestion:
        kinds: list[Callable[[], AnyItem]] = [
            self.choice,
            self.multiple,
            self.truth,
            self.short,
            self.number,
        ]
        self.text_format = self.random.choice(["", "", "html", "markdown", "moodle"])
        item = self.random.choice([*kinds, self.ordering] if self.is_xml else kinds)()
        return ExchangedQuestion(
            item=item,
            name=self.maybe(self.line),
            category=self.random.choice(
                ["", "Історія/Ізюм", "a//b/c: {d}", "top/secret", "[html]"]
            ),
            tags=tuple(dict.fromkeys(self.line()[:90].strip() for _ in range(self.upto(3)))),
            foreign_id=self.maybe(self.line)[:90].strip(),
        )

    def upto(self, most: int) -> int:
        return self.random.randint(0, most)

    def maybe(self, make: Callable[[], str]) -> str:
        return make() if self.random.random() < 0.5 else ""

    def text(self) -> str:
        while True:
            pieces = [self.random.choice(PIECES) for _ in range(self.random.randint(1, 8))]
            text = clean(self.random.choice(["", " "]).join(pieces))
            # HTML has no double blanks and is read in composed form.
            text = text if self.text_format not in ("html", "moodle") else plain(text)
            if text:
                return text

    def line(self) -> str:
        while not (line := clean_line(self.text())):
            pass
        return line

    def texts(self, count: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.text()] = None
        return list(found)

    def shared(self, **carried: Any) -> dict[str, Any]:
        if self.text_format:
            carried["text_format"] = self.text_format
        if self.is_xml:
            carried |= self.xml_only()
        return {
            "identity": "",
            "topic": "",
            "language": "uk",
            "facts": (),
            "sensitivity": 0,
            "difficulty": 0.5,
            "explanation": self.maybe(self.text),
            "citations": (),
            "carried": {key: value for key, value in carried.items() if value},
            "stem": self.text(),
        }

    def xml_only(self) -> dict[str, Any]:
        carried: dict[str, Any] = {
            "feedback_correct": self.maybe(self.text),
            "feedback_partial": self.maybe(self.text),
            "feedback_incorrect": self.maybe(self.text),
            "show_number_correct": self.random.random() < 0.3,
            "defaultgrade": self.random.choice(["", "2.0000000", "0.5"]),
            "penalty": self.random.choice(["", "0.25", "0.1000000"]),
            "hints": [
                {"text": self.text()}
                | self.random.choice([{}, {"show_correct": True}, {"clear_wrong": True}])
                for _ in range(self.upto(2))
            ],
        }
        return carried

    def choice(self) -> Choice:
        texts = self.texts(self.random.randint(2, 6))
        key = self.random.randrange(len(texts))
        shares = [-0.5, -1 / 3, None, None, None, *PARTIAL]
        options = tuple(
            Option(
                id=f"o{n}",
                text=text,
                share=None if n - 1 == key else self.random.choice(shares),
                feedback=self.maybe(self.text),
            )
            for n, text in enumerate(texts, start=1)
        )
        ordered = self.is_xml and self.random.random() < 0.3
        return Choice(**self.shared(), slot="", options=options, key=f"o{key + 1}", ordered=ordered)

    def multiple(self) -> Multiple:
        texts = self.texts(self.random.randint(2, 8))
        right = self.random.randint(1, len(texts))
        wrong = self.random.choice([0.0, -1 / len(texts), -1.0])
        shares = [1 / right] * right + [wrong] * (len(texts) - right)
        self.random.shuffle(shares)
        options = tuple(
            Option(id=f"o{n}", text=text, share=share, feedback=self.maybe(self.text))
            for n, (text, share) in enumerate(zip(texts, shares, strict=True), start=1)
        )
        return Multiple(**self.shared(), options=options)

    def truth(self) -> TrueFalse:
        return TrueFalse(
            **self.shared(),
            answer=self.random.random() < 0.5,
            feedback_true=self.maybe(self.text),
            feedback_false=self.maybe(self.text),
        )

    def short(self) -> ShortAnswer:
        accepted = tuple(
            Accepted(
                text=text,
                share=1 if n == 0 else self.random.choice([1, *PARTIAL]),
                feedback=self.maybe(self.text),
            )
            for n, text in enumerate(self.texts(self.random.randint(1, 4)))
        )
        other = [{"text": "*", "feedback": self.text()}] if self.random.random() < 0.3 else []
        exact = self.is_xml and self.random.random() < 0.3
        return ShortAnswer(**self.shared(other_answers=other), accepted=accepted, exact=exact)

    def number(self) -> Numerical:
        accepted = tuple(
            AcceptedNumber(
                value=self.random.choice(["0", "-3", "0.1", "1681", "1e3", "3.14159265", "-0.50"]),
                tolerance=self.random.choice(["0", "0.01", "5", "1e-3"]),
                share=1 if n == 0 else self.random.choice(PARTIAL),
                feedback=self.maybe(self.text),
            )
            for n in range(self.random.randint(1, 3))
        )
        other = [{"text": "*", "feedback": self.text()}] if self.random.random() < 0.3 else []
        unit = self.maybe(self.line) if self.is_xml else ""
        return Numerical(**self.shared(other_answers=other), accepted=accepted, unit=unit)

    def ordering(self) -> Ordering:
        events = tuple(
            Event(id=f"e{n}", title=title, date="", edtf="", lo=None, hi=None, fact="")
            for n, title in enumerate(self.texts(self.random.randint(2, 6)), start=1)
        )
        told = [self.maybe(self.text) for _event in events]
        carried = {"event_feedback": told} if any(told) else {}
        return Ordering(**self.shared(**carried), events=events, method=self.random.choice(METHODS))
