"""Questions on their way between this app and another one, and what may be wrong with them.

Read
├── questions   ExchangedQuestion: an item, and what stands beside it in the other program
└── problems    Problem: what could not be taken as it stands, each with its line

An item that was read has no identity, topic or citations yet, sensitivity 0 and difficulty .5; ids
of options and events count from 1 in the order of the file. Texts are plain (``texts.clean``).

What comes with a question and has no field here travels in ``Item.carried``, so that it goes out as
it came in. All keys are optional:

| key                | value                                                                     |
|--------------------|---------------------------------------------------------------------------|
| text_format        | "html", "markdown" or "moodle"; plain text has none                       |
| feedback_correct   | text told after a right answer; likewise feedback_partial,                |
|                    | feedback_incorrect                                                        |
| show_number_correct| true: the number of right options is told after a partly right answer     |
| hints              | list of {text, show_correct, clear_wrong}, the flags only where true      |
| defaultgrade       | the mark, a decimal as text, where it is not 1                            |
| penalty            | the share lost for each wrong try, a decimal as text, where it differs    |
|                    | from the default of the kind (``moodle_kinds.PENALTY``)                |
| shuffle            | false: options of a multiple choice stay in their order                   |
| other_answers      | list of {text, feedback, tolerance}: answers that earn nothing, and what  |
|                    | is told to who gives them                                                 |
| event_feedback     | list of texts, one for each event of an ordering                          |
| units              | list of {name, multiplier}, where there is more than one unit             |
| settings           | dict of what a kind of question sets in Moodle (``moodle_kinds``)       |
| category           | the path of its category, parts joined by "/" (kept by who stores it)     |

Codes of problems, by severity. ``error``: nothing can be imported until the file is mended.

| code               | params          | what                                               |
|--------------------|-----------------|----------------------------------------------------|
| empty              |                 | the file holds nothing                             |
| too-large          | size, limit     | too many bytes                                     |
| not-utf8           |                 | no text in UTF-8 from this line on                 |
| binary             |                 | a NUL: no text                                     |
| no-questions       |                 | nothing in it is a question                        |
| too-many-questions | limit           |                                                    |
| too-many-problems  | limit           | reading was given up here                          |
| too-slow           | seconds         | takes longer to read than is granted               |
| xml-invalid        | detail          | no well-formed XML                                 |
| xml-doctype        |                 | declares a document type, which may hold entities  |
| xml-encoding       | encoding        | declares another encoding than UTF-8               |
| xml-too-deep       | limit           | elements nested too deep                           |
| xml-too-many       | limit           | too many elements                                  |
| xml-root           | name            | is XML, but no quiz of Moodle                      |
| brace-open         |                 | "{" without "}" before the next empty line         |
| brace-unopened     |                 | "}" without "{"                                    |
| brace-twice        |                 | a second "{"                                       |
| name-open          |                 | "::" without the second "::"                       |
| quote-open         |                 | a quotation mark opens and never closes properly   |
| stem-empty         |                 | nothing is asked                                   |
| text-too-long      | length, limit   |                                                    |
| option-empty       |                 | an answer without text                             |
| option-twice       | text            | two options read the same                          |
| options-few        | count           | fewer than two options                             |
| options-many       | count, limit    |                                                    |
| option-letter      | letter, wanted  | Aiken: letters are not in order                    |
| answer-missing     |                 | Aiken: no line with ANSWER                         |
| answer-unknown     | letter          | Aiken: the answer is none of the options           |
| stem-missing       |                 | Aiken: options or an answer without a question     |
| key-missing        |                 | no answer is wholly right                          |
| weight-invalid     | text            | no number from -100 to 100                         |
| number-invalid     | text            | no number                                          |
| date-invalid       | text            | no date                                            |
| row-short          | columns         | a row without an answer                            |
| kind-unknown       | text            | a table: the column "kind" says what nobody knows  |
| header-incomplete  | missing         | a table: a column is missing                       |

``left-out``: this question stays out, the others can come.

| kind-unsupported   | kind            | a kind of question that is not asked here          |

``notice``: the question comes, reduced or changed.

| markup-removed     | tags            | formatting was reduced to text                     |
| media-ignored      | count           | pictures, sounds or films                          |
| picture-unreadable | name            | a picture that is damaged, too large, or of a kind |
|                    |                 | that is not shown here                             |
| weights-adjusted   | sum (percent)   | shares that did not add up to 100 %                |
| answers-aside      | count           | answers that earn nothing are kept, but not used   |
| kept-unseen        | what            | "hints" or "feedback" kept, but shown nowhere here |
| all-events         |                 | an ordering that shows some of its events asks all |
| column-ignored     | name            | a table: a column with a name that nobody knows    |
| tags-dropped       | count           | too many tags, or tags too long                    |
| name-cut           | limit           | a name too long                                    |
| id-cut             | limit           | an id too long                                     |

In writing, ``number`` is the place of the question among those written, from 1:

| kind-left-out      | kind            | (left-out) the format has no such kind             |
| lost               | what            | (notice) what stays behind; see ``Lost``           |
| date-as-number     |                 | (notice) a year travels as a number                |
| date-as-text       |                 | (notice) a date travels as texts to type           |
| arrow-escaped      |                 | (notice) "->" is written so that some misread it   |
| unwritable         |                 | (left-out) would read as something else            |
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from quizzes.errors import QuestionsRefused
from quizzes.exchange.clock import Clock
from quizzes.exchange.deck import MIB, Place
from quizzes.items import AnyItem


class Severity(StrEnum):
    ERROR = "error"
    LEFT_OUT = "left-out"
    NOTICE = "notice"


class Lost(StrEnum):
    """What a format cannot carry."""

    CITATIONS = "citations"
    PROOFS = "proofs"
    FEEDBACK = "feedback"
    EXPLANATION = "explanation"
    WEIGHTS = "weights"
    HINTS = "hints"
    COMBINED = "combined-feedback"
    MARKS = "marks"
    SETTINGS = "settings"
    PICTURE = "picture"
    TAGS = "tags"
    NAME = "name"
    ID = "id"
    CATEGORY = "category"
    EXACT = "exact"
    UNIT = "unit"
    TOLERANCE = "tolerance"
    DATES = "dates"
    METHOD = "method"
    LINES = "line-breaks"
    ORDER = "fixed-order"
    OTHER_ANSWERS = "other-answers"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """``number`` counts what ``place`` says, from 1; 0 is the file as a whole."""

    code: str
    severity: Severity
    number: int = 0
    place: Place = Place.LINE
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PictureFile:
    """A picture as it came, never trusted: who stores it draws it anew."""

    name: str
    data: bytes
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class ExchangedQuestion:
    """``number`` is the line or row where it begins (``place``); ``cut`` tells what it lost on the
    way in. ``category`` is a path, its parts joined by "/" ("//" is a slash in a part)."""

    item: AnyItem
    name: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    foreign_id: str = ""
    picture: PictureFile | None = None
    place: Place = Place.LINE
    number: int = 0
    cut: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Read:
    """Problems in the order of the file. With an error in it nothing may be stored."""

    questions: tuple[ExchangedQuestion, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A file for another program, and what it could not take along."""

    data: bytes
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionLimits:
    """What an import may cost. ``upload`` and ``picture`` count bytes, ``text`` and ``raw`` (with
    its markup) characters, ``seconds`` the time from the first byte to the last question."""

    upload: int = 8 * MIB
    picture: int = 2 * MIB
    questions: int = 1000
    problems: int = 500
    options: int = 30
    text: int = 10_000
    raw: int = 100_000
    tags: int = 20
    tag: int = 100
    name: int = 200
    foreign_id: int = 100
    elements: int = 200_000
    depth: int = 50
    seconds: float = 3.0


QUESTION_LIMITS = QuestionLimits()


class Findings:
    """The problems of one file, as they are found, and the time that is left for it."""

    def __init__(self, limits: QuestionLimits, place: Place = Place.LINE) -> None:
        self.limits = limits
        self._clock = Clock(limits.seconds)
        self.place = place
        self.problems: list[Problem] = []
        self._errors = 0

    def error(self, number: int, code: str, **params: object) -> None:
        self._add(Severity.ERROR, number, code, params)

    def leave_out(self, number: int, code: str, **params: object) -> None:
        self._add(Severity.LEFT_OUT, number, code, params)

    def notice(self, number: int, code: str, **params: object) -> None:
        self._add(Severity.NOTICE, number, code, params)

    def check_time(self, number: int) -> None:
        """Raise ``QuestionsRefused`` (too-slow) once the time is over."""
        if self._clock.is_over:
            raise QuestionsRefused("too-slow", seconds=self.limits.seconds, line=number)

    def since(self, count: int) -> tuple[Problem, ...]:
        """What was found after the first ``count``."""
        return tuple(self.problems[count:])

    def refuse(self, refused: QuestionsRefused) -> Read:
        """The file as a whole cannot be read: that, and what was found before."""
        params = dict(refused.params)
        line = params.pop("line", 0)
        number = line if isinstance(line, int) else 0
        place = self.place if number else Place.FILE
        problem = Problem(
            code=refused.code, severity=Severity.ERROR, number=number, place=place, params=params
        )
        return Read(problems=(*self.problems, problem))

    def _add(
        self, severity: Severity, number: int, code: str, params: Mapping[str, object]
    ) -> None:
        # Notices are bounded by the number of questions; errors may come by each line.
        self._errors += severity is Severity.ERROR
        if self._errors > self.limits.problems:
            raise QuestionsRefused("too-many-problems", limit=self.limits.problems, line=number)
        self.problems.append(
            Problem(code=code, severity=severity, number=number, place=self.place, params=params)
        )
