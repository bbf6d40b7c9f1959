"""The XML in which Moodle keeps questions, read as what it may be: a stranger's file.

Before the parser sees it, a file is held to its size, to UTF-8 and to having no document type, so
that there are no entities but those of XML itself. It is parsed piece by piece, with limits for
depth, elements, questions and time; nothing is fetched. What is written stands in
``moodle_xml_writing``, the names of both in ``moodle_kinds``.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from lxml import etree

from quizzes.errors import QuestionsRefused
from quizzes.exchange import assembling
from quizzes.exchange.assembling import Frame, Given
from quizzes.exchange.moodle_kinds import (
    ADDED_PICTURE,
    COMBINED,
    DEFAULT_GRADE,
    FILES,
    FORMATS,
    GRADING_TYPES,
    HOUSE_MARK,
    HOUSE_TYPE,
    OLD_GRADING_TYPES,
    PENALTY,
    SETTINGS,
    USUAL_PENALTY,
)
from quizzes.exchange.question import (
    QUESTION_LIMITS,
    ExchangedQuestion,
    Findings,
    PictureFile,
    QuestionLimits,
    Read,
)
from quizzes.exchange.texts import (
    HTML,
    MOODLE,
    Texts,
    clean,
    clean_line,
    decoded,
    kept_id,
    kept_name,
    kept_tags,
    number_of,
    read_category,
    share_of,
)
from quizzes.items import AnyItem, Event, Ordering, TrueFalse

_ENCODING = re.compile(r"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_BLANKS = re.compile(r"\s*")
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_IMAGE = re.compile(r"<img\b([^<>]{0,5000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(src|alt|class)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
# How a PNG and a JPEG begin, and what a WebP has behind its length.
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_WEBP = b"WEBP"
_TRUE = frozenset({"true", "1"})
_SHOWN = 60


def read_moodle_xml(
    data: bytes, *, language: str, limits: QuestionLimits = QUESTION_LIMITS
) -> Read:
    """The questions of a file, with every problem; never raises."""
    findings = Findings(limits)
    questions: list[ExchangedQuestion] = []
    category = ""
    count = 0
    try:
        for element in _elements(data, findings):
            kind = clean_line(element.get("type", ""))
            if kind == "category":
                category = read_category(element.findtext("category/text") or "")
                continue
            count += 1
            line = element.sourceline or 0
            if count > limits.questions:
                raise QuestionsRefused("too-many-questions", limit=limits.questions, line=line)
            question = _Question(element, kind, language, findings).read(category)
            if question is not None:
                questions.append(question)
        if not count:
            raise QuestionsRefused("no-questions")
    except QuestionsRefused as refused:
        return findings.refuse(refused)
    return Read(questions=tuple(questions), problems=tuple(findings.problems))


def _elements(data: bytes, findings: Findings) -> Iterator[etree._Element]:
    """Each question, complete. Raises ``QuestionsRefused``."""
    limits = findings.limits
    text = decoded(data, limits)
    _check_prologue(text)
    source = BytesIO(text.encode())
    del text
    events = etree.iterparse(
        source,
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = count = 0
    try:
        for event, element in events:
            if event == "start":
                depth, count = depth + 1, count + 1
                line = element.sourceline or 0
                if depth == 1 and element.tag != "quiz":
                    name = str(element.tag)[:_SHOWN]
                    raise QuestionsRefused("xml-root", name=name, line=line)
                if depth > limits.depth:
                    raise QuestionsRefused("xml-too-deep", limit=limits.depth, line=line)
                if count > limits.elements:
                    raise QuestionsRefused("xml-too-many", limit=limits.elements, line=line)
                findings.check_time(line)
                continue
            depth -= 1
            if depth == 1:
                if element.tag == "question":
                    yield element
                element.clear()
                while (earlier := element.getprevious()) is not None:
                    parent = earlier.getparent()
                    if parent is None:
                        break
                    parent.remove(earlier)
    except etree.XMLSyntaxError as error:
        told = next(iter(error.error_log), None)
        line = (told.line if told else error.lineno) or 0
        detail = (told.message if told else error.msg or "").strip()[:200]
        raise QuestionsRefused("xml-invalid", detail=detail, line=line) from error


def _check_prologue(text: str) -> None:
    """Nothing but comments and instructions may stand before the root."""
    declared = _ENCODING.match(text.lstrip()[:400])
    if declared and declared[1].lower() not in _UTF8:
        raise QuestionsRefused("xml-encoding", encoding=declared[1], line=1)
    position = _after_blanks(text, 0)
    while (ends := _ENDS.get(text[position : position + 2])) is not None:
        if ends == "-->" and not text.startswith("<!--", position):
            raise QuestionsRefused("xml-doctype", line=1 + text.count("\n", 0, position))
        end = text.find(ends, position)
        position = _after_blanks(text, end + len(ends)) if end >= 0 else len(text)


_ENDS = {"<!": "-->", "<?": "?>"}


def _after_blanks(text: str, position: int) -> int:
    found = _BLANKS.match(text, position)
    return found.end() if found else position


# --- One question


class _Question:
    """Reads one element ``question``."""

    def __init__(
        self, element: etree._Element, kind: str, language: str, findings: Findings
    ) -> None:
        self.element = element
        self.kind = kind
        self.language = language
        self.findings = findings
        self.texts = Texts(element.sourceline or 0, findings)
        self.carried: dict[str, Any] = {}
        self.picture: PictureFile | None = None

    def read(self, category: str) -> ExchangedQuestion | None:
        before = len(self.findings.problems)
        if self.kind not in SETTINGS:
            self.texts.leave_out("kind-unsupported", kind=self.kind[:_SHOWN])
            return None
        stem = self._stem()
        if not stem and not self.texts.failed:
            self.texts.fail("stem-empty")
        self._carry()
        frame = Frame(
            stem=stem,
            language=self.language,
            explanation=self.text("generalfeedback"),
            carried=self.carried,
        )
        item = None if self.texts.failed else self._item(frame)
        if item is None or self.texts.failed:
            return None
        limits = self.findings.limits
        name = "" if self._is_ours("name") else self.plain("name/text")
        tags = kept_tags(
            (tag.text or "" for tag in self.element.findall("tags/tag/text")), self.texts, limits
        )
        foreign_id = kept_id(self.plain("idnumber"), self.texts, limits)
        self._tell_kept()
        self._count_files()
        self.texts.tell()
        return ExchangedQuestion(
            item=item,
            name=kept_name(name, self.texts, limits),
            category=category,
            tags=tags,
            foreign_id=foreign_id,
            picture=self.picture,
            number=self.texts.number,
            cut=self.findings.since(before),
        )

    def plain(self, path: str) -> str:
        return self.element.findtext(path) or ""

    def text(self, tag: str) -> str:
        found = self.element.find(tag)
        return "" if found is None else self.text_of(found)

    def _is_ours(self, tag: str) -> bool:
        """Whether the writer here put in what Moodle wants and the question has not."""
        found = self.element.find(tag)
        return found is not None and bool(found.get(HOUSE_MARK))

    def text_of(self, element: etree._Element) -> str:
        return self.texts.take(_raw(element), _format(element))

    # --- What all kinds share

    def _stem(self) -> str:
        element = self.element.find("questiontext")
        if element is None:
            return ""
        raw, text_format = _raw(element), _format(element)
        if text_format in (HTML, MOODLE):
            raw = self._with_picture(raw, element)
        stem = self.texts.take(raw, text_format)
        if text_format and not (self.picture and ADDED_PICTURE in raw):
            self.carried["text_format"] = text_format
        return stem

    def _with_picture(self, raw: str, element: etree._Element) -> str:
        """Take the first picture whose bytes are in the file; its tag goes, other media are told
        of when the markup is reduced."""
        files = {unquote(f.get("name", "")): f for f in element.findall("file")}
        for found in _IMAGE.finditer(raw[: self.findings.limits.raw]):
            attributes = {m[1].lower(): m[2] or m[3] or "" for m in _ATTRIBUTE.finditer(found[1])}
            source = attributes.get("src", "")
            name = unquote(source.removeprefix(FILES).partition("?")[0])
            if not source.startswith(FILES) or name not in files:
                continue
            content = self._content(files[name])
            if content is None:
                self.texts.notice("picture-unreadable", name=clean_line(name)[:_SHOWN])
                return raw
            alt = clean_line(self.texts.take(attributes.get("alt", ""), HTML))
            self.picture = PictureFile(name=clean_line(name)[:200], data=content, alt=alt)
            mark = f"<span class='{ADDED_PICTURE}'></span>"
            is_added = attributes.get("class", "") == ADDED_PICTURE
            return raw[: found.start()] + (mark if is_added else "") + raw[found.end() :]
        return raw

    def _content(self, file: etree._Element) -> bytes | None:
        text = file.text or ""
        if len(text) > self.findings.limits.picture * 4 // 3 + 100_000:
            return None
        try:
            content = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            return None
        is_known = content.startswith(_PICTURES) or content[8:12] == _WEBP
        return content if is_known and len(content) <= self.findings.limits.picture else None

    def _carry(self) -> None:
        for key, tag in COMBINED.items():
            self.carried[key] = self.text(tag)
        if self.element.find("shownumcorrect") is not None:
            self.carried["show_number_correct"] = True
        self.carried["hints"] = [
            self._hint(h) for h in self.element.findall("hint")[: self.findings.limits.options]
        ]
        self.carried["defaultgrade"] = self._unless("defaultgrade", DEFAULT_GRADE)
        self.carried["penalty"] = self._unless("penalty", PENALTY.get(self.kind, USUAL_PENALTY))
        settings = {
            tag: told
            for tag, usual in SETTINGS[self.kind].items()
            if (told := clean_line(self.plain(tag))[:_SHOWN]) and told != usual
        }
        self.carried["settings"] = settings

    def _hint(self, element: etree._Element) -> dict[str, Any]:
        hint: dict[str, Any] = {"text": self.text_of(element)}
        if element.find("shownumcorrect") is not None:
            hint["show_correct"] = True
        if element.find("clearwrong") is not None:
            hint["clear_wrong"] = True
        return hint

    def _unless(self, tag: str, usual: str) -> str:
        """A decimal as text, empty where it is the usual one."""
        told = number_of(self.plain(tag))
        return "" if told is None or float(told) == float(usual) else told[:_SHOWN]

    def _tell_kept(self) -> None:
        if self.carried.get("hints"):
            self.texts.notice("kept-unseen", what="hints")
        if any(self.carried.get(key) for key in (*COMBINED, "event_feedback")):
            self.texts.notice("kept-unseen", what="feedback")

    def _count_files(self) -> None:
        """Files that no tag shows, a sound behind a link among them, are left out, too."""
        taken = self.picture is not None
        files = sum(1 for _file in self.element.iter("file", "image_base64")) - taken
        self.texts.media = max(self.texts.media, files)

    # --- Kinds

    def _item(self, frame: Frame) -> AnyItem | None:
        match self.kind:
            case "multichoice":
                shuffle = clean_line(self.plain("shuffleanswers")).lower() or "1"
                return assembling.choice(
                    frame,
                    self._given(),
                    self.texts,
                    single=clean_line(self.plain("single")).lower() in _TRUE,
                    ordered=shuffle not in _TRUE,
                )
            case "truefalse":
                return self._truth(frame)
            case "shortanswer":
                exact = clean_line(self.plain("usecase")).lower() in _TRUE
                return assembling.short_answer(frame, self._given(), self.texts, exact=exact)
            case "numerical":
                return self._numerical(frame)
            case _:
                return self._ordering(frame)

    def _given(self) -> list[Given]:
        answers = self.element.findall("answer")[: self.texts.most_options + 1]
        given = []
        is_typed = self.kind in ("shortanswer", "numerical")
        for answer in answers:
            if self.texts.failed:
                break
            percent = clean(answer.get("fraction", ""))
            share = share_of(percent)
            if share is None:
                self.texts.fail("weight-invalid", text=percent[:_SHOWN])
                continue
            feedback = answer.find("feedback")
            # What is typed is no markup, whatever the file says of its format.
            text = self.texts.take(_raw(answer)) if is_typed else self.text_of(answer)
            given.append(
                Given(
                    text=text,
                    share=share,
                    feedback="" if feedback is None else self.text_of(feedback),
                    tolerance=clean(answer.findtext("tolerance") or "") or "0",
                )
            )
        return given

    def _truth(self, frame: Frame) -> AnyItem | None:
        given = {answer.text.strip().lower(): answer for answer in self._given()}
        true, false = given.get("true"), given.get("false")
        if true is None or false is None or (true.share == 1) == (false.share == 1):
            self.texts.fail("key-missing")
            return None
        return TrueFalse(
            **frame.shared(),
            stem=frame.stem,
            answer=true.share == 1,
            feedback_true=true.feedback,
            feedback_false=false.feedback,
        )

    def _numerical(self, frame: Frame) -> AnyItem | None:
        units = [
            {
                "name": self.texts.take(unit.findtext("unit_name") or ""),
                "multiplier": clean(unit.findtext("multiplier") or "")[:_SHOWN] or "1",
            }
            for unit in self.element.findall("units/unit")[: self.texts.most_options]
        ]
        if len(units) > 1 or any(float(number_of(u["multiplier"]) or 0) != 1 for u in units):
            self.carried["units"] = units
        unit = units[0]["name"] if units else ""
        return assembling.numerical(frame, self._given(), self.texts, unit=unit)

    def _ordering(self, frame: Frame) -> AnyItem | None:
        answers = self.element.findall("answer")
        limits = self.findings.limits
        if not 2 <= len(answers) <= limits.options:
            code = "options-few" if len(answers) < 2 else "options-many"
            self.texts.fail(code, count=len(answers), limit=limits.options)
            return None
        titles = [self.text_of(answer) for answer in answers]
        if "" in titles:
            self.texts.fail("option-empty")
            return None
        if twice := [title for title in titles if titles.count(title) > 1]:
            self.texts.fail("option-twice", text=twice[0][:_SHOWN])
            return None
        feedbacks = [answer.find("feedback") for answer in answers]
        told = ["" if found is None else self.text_of(found) for found in feedbacks]
        if any(told):
            self.carried["event_feedback"] = told
        if clean_line(self.plain("selecttype")).upper() not in ("", "ALL"):
            self.texts.notice("all-events")
        events = tuple(
            Event(id=f"e{n}", title=title, date="", edtf="", lo=None, hi=None, fact="")
            for n, title in enumerate(titles, start=1)
        )
        return Ordering(**frame.shared(), stem=frame.stem, events=events, method=self._method())

    def _method(self) -> str:
        told = clean_line(self.plain("gradingtype"))
        if told == HOUSE_TYPE and self._is_ours("gradingtype"):
            return ""
        return (OLD_GRADING_TYPES | GRADING_TYPES).get(told, OLD_GRADING_TYPES[""])


def _raw(element: etree._Element) -> str:
    """The text; where somebody forgot to escape markup, the words of it."""
    found = element.find("text")
    return "" if found is None else "".join(found.itertext(with_tail=False))


def _format(element: etree._Element) -> str:
    return FORMATS.get(element.get("format", "html"), HTML)
