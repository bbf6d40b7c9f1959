"""Questions as the XML of Moodle; ``moodle_xml`` reads what is written here."""

import base64
import html
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from lxml import etree

from quizzes.exchange.losing import Losses, without_dates
from quizzes.exchange.markup import to_markup
from quizzes.exchange.moodle_kinds import (
    ADDED_PICTURE,
    COMBINED,
    DEFAULT_GRADE,
    FILES,
    FORMATS,
    GRADING_TYPES,
    HOUSE_MARK,
    HOUSE_TYPE,
    PENALTY,
    SETTINGS,
    USUAL_PENALTY,
    WITH_COMBINED,
)
from quizzes.exchange.question import ExchangedQuestion, Lost, PictureFile, Written
from quizzes.exchange.texts import (
    HTML,
    MOODLE,
    clean,
    clean_line,
    looks_like_markup,
    percent_of,
    written_category,
)
from quizzes.items import (
    AnyItem,
    Choice,
    DateAnswer,
    Flashcard,
    Multiple,
    Numerical,
    Ordering,
    ShortAnswer,
    TrueFalse,
)

CARRIES = frozenset(Lost) - {Lost.CITATIONS, Lost.PROOFS, Lost.DATES, Lost.TOLERANCE}
_NAME_LENGTH = 80
_FORMAT_NAMES = {ours: theirs for theirs, ours in FORMATS.items()}
_TYPES = {name: theirs for theirs, name in GRADING_TYPES.items()}


def write_moodle_xml(questions: Sequence[ExchangedQuestion]) -> Written:
    """A file in UTF-8, and what it could not take along."""
    losses = Losses()
    quiz = etree.Element("quiz")
    category = ""
    for number, question in without_dates(questions, losses):
        kind = _type(question.item)
        if not kind:
            losses.leave_out(number, "kind-left-out", kind=question.item.kind)
            continue
        losses.lost(number, question, CARRIES)
        if question.category != category:
            category = question.category
            path = _add(_add(quiz, "question", type="category"), "category")
            _add(path, "text", written_category(category))
        _Writer(_add(quiz, "question", type=kind), question, kind).write()
    data: bytes = etree.tostring(quiz, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return Written(data=data, problems=tuple(losses.problems))


def _type(item: AnyItem) -> str:
    match item:
        case Choice() | Multiple():
            return "multichoice"
        case TrueFalse():
            return "truefalse"
        case ShortAnswer():
            return "shortanswer"
        case Numerical():
            return "numerical"
        case Ordering():
            return "ordering"
        case DateAnswer() | Flashcard():
            return ""


class _Writer:
    """Fills one element ``question``."""

    def __init__(self, element: etree._Element, question: ExchangedQuestion, kind: str) -> None:
        self.element = element
        self.question = question
        self.item = question.item
        self.kind = kind
        self.carried = question.item.carried
        self.text_format = str(self.carried.get("text_format", ""))

    def write(self) -> None:
        item, carried, element = self.item, self.carried, self.element
        if isinstance(item, DateAnswer | Flashcard):
            return
        name = clean_line(self.question.name)
        named = _add(element, "name", **({} if name else {HOUSE_MARK: "1"}))
        _add(named, "text", name or clean_line(item.stem)[:_NAME_LENGTH].strip())
        self._stem(item.stem)
        self._text(element, "generalfeedback", item.explanation)
        _add(element, "defaultgrade", str(carried.get("defaultgrade") or DEFAULT_GRADE))
        penalty = carried.get("penalty") or PENALTY.get(self.kind, USUAL_PENALTY)
        _add(element, "penalty", str(penalty))
        _add(element, "hidden", "0")
        _add(element, "idnumber", clean_line(self.question.foreign_id))
        for tag, usual in SETTINGS[self.kind].items():
            _add(element, tag, str(carried.get("settings", {}).get(tag) or usual))
        self._kind(item)
        for key, tag in COMBINED.items():
            if self.kind in WITH_COMBINED or carried.get(key):
                self._text(element, tag, str(carried.get(key, "")))
        if carried.get("show_number_correct"):
            _add(element, "shownumcorrect")
        for hint in carried.get("hints", []):
            self._hint(hint)
        if self.question.tags:
            tags = _add(element, "tags")
            for tag in self.question.tags:
                _add(_add(tags, "tag"), "text", clean_line(tag))

    def _stem(self, stem: str) -> None:
        picture = self.question.picture
        if picture is None:
            self._text(self.element, "questiontext", stem)
            return
        is_plain = self.text_format not in (HTML, MOODLE)
        image = _image(picture, ADDED_PICTURE if is_plain else "")
        markup = to_markup(clean(stem)) + image
        if self.text_format == MOODLE:
            told = _add(self.element, "questiontext", format=_FORMAT_NAMES[MOODLE])
        else:
            told = _add(self.element, "questiontext", format="html")
        _add(told, "text", markup)
        content = base64.b64encode(picture.data).decode()
        _add(told, "file", content, name=clean(picture.name), path="/", encoding="base64")

    def _text(
        self, parent: etree._Element, tag: str, text: str, **attributes: str
    ) -> etree._Element:
        """An element with a text in the format of the question."""
        name = _FORMAT_NAMES.get(self.text_format, "plain_text")
        told = _add(parent, tag, **attributes, format=name)
        cleaned = clean(text)
        is_markup = self.text_format == HTML or (
            self.text_format == MOODLE and looks_like_markup(cleaned)
        )
        _add(told, "text", to_markup(cleaned) if is_markup else cleaned)
        return told

    def _hint(self, hint: Mapping[str, Any]) -> None:
        told = self._text(self.element, "hint", str(hint.get("text", "")))
        if hint.get("show_correct"):
            _add(told, "shownumcorrect")
        if hint.get("clear_wrong"):
            _add(told, "clearwrong")

    def _kind(
        self, item: Choice | Multiple | TrueFalse | Ordering | ShortAnswer | Numerical
    ) -> None:
        match item:
            case Choice():
                _add(self.element, "single", "true")
                _add(self.element, "shuffleanswers", "false" if item.ordered else "true")
                for option in item.options:
                    self._answer(option.text, item.share(option.id), option.feedback)
            case Multiple():
                is_fixed = self.carried.get("shuffle") is False
                _add(self.element, "single", "false")
                _add(self.element, "shuffleanswers", "false" if is_fixed else "true")
                for option in item.options:
                    self._answer(option.text, option.share or 0, option.feedback)
            case TrueFalse():
                self._typed("true", float(item.answer), item.feedback_true)
                self._typed("false", float(not item.answer), item.feedback_false)
            case ShortAnswer():
                _add(self.element, "usecase", "1" if item.exact else "0")
                for text in item.accepted:
                    self._typed(text.text, text.share, text.feedback)
                self._others()
            case Numerical():
                self._units(item.unit)
                for number in item.accepted:
                    self._typed(number.value, number.share, number.feedback, number.tolerance)
                self._others()
            case Ordering():
                self._events(item)

    def _answer(self, text: str, share: float, feedback: str) -> None:
        answer = self._text(self.element, "answer", text, fraction=percent_of(share))
        self._text(answer, "feedback", feedback)

    def _typed(self, text: str, share: float, feedback: str, tolerance: str = "") -> None:
        attributes = {"fraction": percent_of(share), "format": "moodle_auto_format"}
        answer = _add(self.element, "answer", **attributes)
        _add(answer, "text", clean(text))
        self._text(answer, "feedback", feedback)
        if tolerance:
            _add(answer, "tolerance", tolerance)

    def _others(self) -> None:
        for other in self.carried.get("other_answers", []):
            self._typed(
                str(other["text"]), 0, str(other.get("feedback", "")), other.get("tolerance", "")
            )

    def _units(self, unit: str) -> None:
        units = self.carried.get("units") or []
        if not units or units[0].get("name") != unit:
            units = [{"name": unit, "multiplier": "1"}] if unit else []
        if not units:
            return
        parent = _add(self.element, "units")
        for told in units:
            child = _add(parent, "unit")
            _add(child, "multiplier", str(told["multiplier"]))
            _add(child, "unit_name", clean(str(told["name"])))

    def _events(self, item: Ordering) -> None:
        if item.method:
            _add(self.element, "gradingtype", _TYPES.get(item.method, HOUSE_TYPE))
        else:
            _add(self.element, "gradingtype", HOUSE_TYPE, **{HOUSE_MARK: "1"})
        told = self.carried.get("event_feedback", [])
        for place, event in enumerate(item.events, start=1):
            fraction = f"{place}.0000000"
            answer = self._text(self.element, "answer", event.title, fraction=fraction)
            if feedback := told[place - 1] if place <= len(told) else "":
                self._text(answer, "feedback", feedback)


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, tag, attributes)
    if text:
        element.text = text
    return element


def _image(picture: PictureFile, css: str) -> str:
    alt = html.escape(clean_line(picture.alt))
    named = f' class="{css}"' if css else ""
    return f'<img src="{FILES}{quote(clean(picture.name))}" alt="{alt}"{named}>'
