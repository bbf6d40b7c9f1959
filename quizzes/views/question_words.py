"""What is wrong with questions on their way in or out, in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quizzes.exchange.deck import Place
from quizzes.exchange.question import Lost, Problem
from quizzes.kinds import Kind

FORMAT_NAMES = {
    "gift": "GIFT",
    "aiken": "Aiken",
    "moodle-xml": "Moodle XML",
    "csv": "CSV",
}
_KINDS = {
    Kind.CHOICE: gettext_lazy("single choice"),
    Kind.MULTIPLE: gettext_lazy("multiple choice"),
    Kind.TRUE_FALSE: gettext_lazy("true or false"),
    Kind.ORDERING: gettext_lazy("ordering"),
    Kind.SHORT: gettext_lazy("short answer"),
    Kind.NUMERICAL: gettext_lazy("number"),
    Kind.DATE: gettext_lazy("date"),
    Kind.FLASHCARD: gettext_lazy("flashcard"),
    "essay": gettext_lazy("essay"),
    "matching": gettext_lazy("matching"),
    "match": gettext_lazy("matching"),
    "description": gettext_lazy("text without a question"),
    "cloze": gettext_lazy("text with gaps (Cloze)"),
    "multianswer": gettext_lazy("text with gaps (Cloze)"),
    "calculated": gettext_lazy("calculated question"),
}
_LOST = {
    Lost.CITATIONS: gettext_lazy("the citations"),
    Lost.PROOFS: gettext_lazy("why each wrong option is wrong"),
    Lost.FEEDBACK: gettext_lazy("what is told about single answers"),
    Lost.EXPLANATION: gettext_lazy("the explanation"),
    Lost.WEIGHTS: gettext_lazy("the shares that partly right answers earn"),
    Lost.HINTS: gettext_lazy("hints"),
    Lost.COMBINED: gettext_lazy("what is told after a right, partly right or wrong answer"),
    Lost.MARKS: gettext_lazy("mark and penalty"),
    Lost.SETTINGS: gettext_lazy("settings for Moodle"),
    Lost.PICTURE: gettext_lazy("the picture"),
    Lost.TAGS: gettext_lazy("tags"),
    Lost.NAME: gettext_lazy("the name"),
    Lost.ID: gettext_lazy("the id"),
    Lost.CATEGORY: gettext_lazy("the category"),
    Lost.EXACT: gettext_lazy("that upper and lower case count"),
    Lost.UNIT: gettext_lazy("the unit"),
    Lost.TOLERANCE: gettext_lazy("how far beside the date an answer may lie"),
    Lost.DATES: gettext_lazy("the dates of the events (their order stays)"),
    Lost.METHOD: gettext_lazy("how the ordering is graded"),
    Lost.LINES: gettext_lazy("line breaks"),
    Lost.ORDER: gettext_lazy("that the options are not shuffled"),
    Lost.OTHER_ANSWERS: gettext_lazy("what is told about answers that earn nothing"),
}
_Words = Callable[[Mapping[str, object]], str]


def kind_words(kind: object) -> str:
    """The kind in words; the name that a stranger gave it where it is not known."""
    return str(_KINDS.get(str(kind), kind))


def problem_words(problem: Problem) -> str:
    """Its place and what it is: "Line 3: “{” is never closed." """
    write = _PROBLEMS.get(problem.code, lambda _params: _("it cannot be taken as it stands."))
    return f"{_place(problem)} {write(problem.params)}"


def _place(problem: Problem) -> str:
    match problem.place:
        case Place.LINE:
            return _("Line %(number)s:") % {"number": problem.number}
        case Place.ROW:
            return _("Row %(number)s:") % {"number": problem.number}
        case Place.QUESTION:
            return _("Question %(number)s:") % {"number": problem.number}
        case _:
            return _("The file:")


def _fixed(words: object) -> _Words:
    """``words`` marked for translation, with the parameters of the problem filled in."""

    def write(params: Mapping[str, object]) -> str:
        named = {name: _short(value) for name, value in params.items()}
        return str(words) % named

    return write


def _short(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def _size(params: Mapping[str, object]) -> str:
    limit = params.get("limit")
    told = filesizeformat(limit if isinstance(limit, int) else 0)
    return _("it is too large: %(limit)s is the most.") % {"limit": told}


def _count(params: Mapping[str, object]) -> int:
    count = params.get("count", 0)
    return count if isinstance(count, int) else 0


def _media(params: Mapping[str, object]) -> str:
    n = _count(params)
    words = ngettext(
        "%(n)s picture, sound or film was left out.",
        "%(n)s pictures, sounds or films were left out.",
        n,
    )
    return words % {"n": n}


def _tags(params: Mapping[str, object]) -> str:
    n = _count(params)
    words = ngettext(
        "%(n)s tag was dropped: too many, or too long.",
        "%(n)s tags were dropped: too many, or too long.",
        n,
    )
    return words % {"n": n}


def _aside(params: Mapping[str, object]) -> str:
    n = _count(params)
    words = ngettext(
        "%(n)s answer that earns nothing is kept for a later export, but not used here.",
        "%(n)s answers that earn nothing are kept for a later export, but not used here.",
        n,
    )
    return words % {"n": n}


def _unseen(params: Mapping[str, object]) -> str:
    if params.get("what") == "hints":
        return _("hints are kept for a later export, but not shown here.")
    return _(
        "what is told after a right or wrong answer as a whole, or about events, is kept for a "
        "later export, but not shown here."
    )


def _unsupported(params: Mapping[str, object]) -> str:
    words = _("a question of the kind “%(kind)s”, which is not asked here; it is left out.")
    return words % {"kind": kind_words(params.get("kind", ""))}


def _left_out(params: Mapping[str, object]) -> str:
    words = _("“%(kind)s” is a kind of question that this format does not know.")
    return words % {"kind": kind_words(params.get("kind", ""))}


def _lost(params: Mapping[str, object]) -> str:
    return _("stays behind: %(what)s.") % {"what": _LOST[Lost(str(params["what"]))]}


_PROBLEMS: dict[str, _Words] = {
    "empty": _fixed(gettext_lazy("it is empty.")),
    "too-large": _size,
    "not-utf8": _fixed(
        gettext_lazy("this is no text in UTF-8. Save the file in UTF-8 and choose it again.")
    ),
    "binary": _fixed(gettext_lazy("this is no text. Export the questions as text or XML.")),
    "no-questions": _fixed(gettext_lazy("no question is in it. Is the format the right one?")),
    "too-many-questions": _fixed(
        gettext_lazy("more than %(limit)s questions. Bring them in by parts.")
    ),
    "too-many-problems": _fixed(
        gettext_lazy("more than %(limit)s problems. Is the format the right one?")
    ),
    "too-slow": _fixed(gettext_lazy("reading takes too long. Bring the questions in by parts.")),
    "xml-invalid": _fixed(gettext_lazy("this is no well-formed XML: %(detail)s.")),
    "xml-doctype": _fixed(
        gettext_lazy("the file declares a document type, which no quiz needs. It was not opened.")
    ),
    "xml-encoding": _fixed(
        gettext_lazy("the file is in %(encoding)s. Save it in UTF-8 and choose it again.")
    ),
    "xml-too-deep": _fixed(gettext_lazy("elements are nested deeper than any quiz needs.")),
    "xml-too-many": _fixed(gettext_lazy("more elements than %(limit)s.")),
    "xml-root": _fixed(
        gettext_lazy("this is XML, but no quiz of Moodle: it begins with %(name)s.")
    ),
    "brace-open": _fixed(gettext_lazy("“{” has no “}” before the next empty line.")),
    "brace-unopened": _fixed(gettext_lazy("“}” stands without “{”. In a text, write “\\}”.")),
    "brace-twice": _fixed(gettext_lazy("a second “{” in one question. In a text, write “\\{”.")),
    "name-open": _fixed(gettext_lazy("the name begins with “::” and has no second “::”.")),
    "quote-open": _fixed(gettext_lazy("a quotation mark opens and is never closed properly.")),
    "stem-empty": _fixed(gettext_lazy("nothing is asked.")),
    "text-too-long": _fixed(
        gettext_lazy("a text has %(length)s characters, and %(limit)s are the most.")
    ),
    "option-empty": _fixed(gettext_lazy("an answer has no text.")),
    "option-twice": _fixed(gettext_lazy("two options read the same: “%(text)s”.")),
    "options-few": _fixed(gettext_lazy("fewer than two options.")),
    "options-many": _fixed(gettext_lazy("more than %(limit)s answers.")),
    "option-letter": _fixed(
        gettext_lazy("option %(letter)s stands where %(wanted)s should: letters go on in order.")
    ),
    "answer-missing": _fixed(gettext_lazy("a question without its line “ANSWER:”.")),
    "answer-unknown": _fixed(gettext_lazy("the answer “%(letter)s” is none of the options.")),
    "stem-missing": _fixed(gettext_lazy("options or an answer without a question above them.")),
    "key-missing": _fixed(gettext_lazy("no answer is wholly right.")),
    "weight-invalid": _fixed(gettext_lazy("“%(text)s” is no share from -100 to 100.")),
    "number-invalid": _fixed(gettext_lazy("“%(text)s” is no number.")),
    "date-invalid": _fixed(
        gettext_lazy("“%(text)s” is no date. Write 1681, 1943-02 or 1943-02-05.")
    ),
    "row-short": _fixed(gettext_lazy("no right answer.")),
    "kind-unknown": _fixed(gettext_lazy("“%(text)s” is no kind of question here.")),
    "header-incomplete": _fixed(gettext_lazy("the column “%(missing)s” is missing.")),
    "column-ignored": _fixed(
        gettext_lazy(
            "the column “%(name)s” is passed over. Known ones: question, right, wrong, kind, "
            "tolerance, explanation, tags, category, name, id."
        )
    ),
    "kind-unsupported": _unsupported,
    "markup-removed": _fixed(gettext_lazy("formatting was reduced to text (%(tags)s).")),
    "media-ignored": _media,
    "picture-unreadable": _fixed(
        gettext_lazy("the picture %(name)s was left out: damaged, too large, or of another kind.")
    ),
    "weights-adjusted": _fixed(
        gettext_lazy("the shares add up to %(sum)s %%; they were adjusted to 100 %%.")
    ),
    "answers-aside": _aside,
    "kept-unseen": _unseen,
    "all-events": _fixed(
        gettext_lazy("only some of its events were asked at a time; here it is all of them.")
    ),
    "tags-dropped": _tags,
    "name-cut": _fixed(gettext_lazy("the name was cut to %(limit)s characters.")),
    "id-cut": _fixed(gettext_lazy("the id was cut to %(limit)s characters.")),
    "kind-left-out": _left_out,
    "lost": _lost,
    "date-as-number": _fixed(gettext_lazy("asks for a year, and goes as a number.")),
    "date-as-text": _fixed(
        gettext_lazy("asks for a date, and goes as a short answer with the ways to write it.")
    ),
    "arrow-escaped": _fixed(
        gettext_lazy("an answer has “->”, which some programs take for a pair.")
    ),
    "unwritable": _fixed(
        gettext_lazy("cannot be written so that it is read again; it stays here.")
    ),
}


@dataclass(frozen=True, kw_only=True)
class Group:
    """One sentence about several questions, by their numbers."""

    words: str
    numbers: Sequence[int]


def grouped_words(problems: Iterable[Problem]) -> list[Group]:
    """The same problem of many questions told once."""
    groups: dict[str, list[int]] = {}
    for problem in problems:
        write = _PROBLEMS[problem.code]
        groups.setdefault(write(problem.params), []).append(problem.number)
    return [Group(words=words, numbers=numbers) for words, numbers in groups.items()]
