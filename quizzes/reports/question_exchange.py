"""The questions of a set on their way to another program."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from quizzes.exchange.question import ExchangedQuestion, PictureFile
from quizzes.items import (
    FALSE,
    TRUE,
    AnyItem,
    Choice,
    Citation,
    Multiple,
    Numerical,
    ShortAnswer,
    TrueFalse,
)
from quizzes.models import Picture, Question, QuestionSet

_ENDINGS = {"image/webp": "webp", "image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """``questions`` in the order of the set. ``drawn`` counts the questions that are drawn anew for
    each learner: they are no particular ones, and stay."""

    questions: Sequence[ExchangedQuestion]
    drawn: int


@dataclass(frozen=True, kw_only=True)
class Told:
    """An answer and what is told to who gives it. Of true and false the answer is the item's own
    word for it."""

    answer: str
    feedback: str


def told_about(item: AnyItem) -> list[Told]:
    match item:
        case Choice() | Multiple():
            return [Told(answer=o.text, feedback=o.feedback) for o in item.options]
        case ShortAnswer():
            return [Told(answer=a.text, feedback=a.feedback) for a in item.accepted]
        case Numerical():
            return [Told(answer=a.value, feedback=a.feedback) for a in item.accepted]
        case TrueFalse():
            return [
                Told(answer=TRUE, feedback=item.feedback_true),
                Told(answer=FALSE, feedback=item.feedback_false),
            ]
        case _:
            return []


def leaving(question_set: QuestionSet, *, with_sources: bool) -> Leaving:
    """Three queries at most. ``with_sources``: citations go as lines below the explanation, which
    every format with an explanation carries."""
    entries = list(
        question_set.entries.select_related("question__current", "question__topic").order_by(
            "position", "pk"
        )
    )
    asked = [e.question for e in entries if e.question is not None and e.question.current]
    pictures = _pictures(asked)
    return Leaving(
        questions=[_exchanged(question, pictures, with_sources) for question in asked],
        drawn=sum(entry.count for entry in entries if entry.question is None),
    )


def _exchanged(
    question: Question, pictures: Mapping[str, Picture], with_sources: bool
) -> ExchangedQuestion:
    if question.current is None:
        raise ValueError("a question without a version")
    item = question.current.item
    carried = dict(item.carried)
    category = str(carried.pop("category", "")) or question.topic.title.replace("/", "//")
    explanation = item.explanation
    citations = item.citations
    if with_sources and citations:
        explanation = "\n\n".join(filter(None, [explanation, _sources(citations)]))
        citations = ()
    drawn = pictures.get(item.picture.id) if item.picture else None
    return ExchangedQuestion(
        item=replace(item, carried=carried, explanation=explanation, citations=citations),
        name=question.name,
        category=category,
        tags=tuple(question.tags),
        foreign_id=question.foreign_id,
        picture=_file(drawn, item.picture.alt) if drawn and item.picture else None,
    )


def _sources(citations: Iterable[Citation]) -> str:
    """A line a citation: title, place, who speaks, address."""
    lines = []
    for citation in citations:
        place = ", ".join(
            filter(None, [f"“{citation.source_title}”", citation.section, citation.locator])
        )
        speaker = f" ({citation.agent_name})" if citation.agent_name else ""
        lines.append(f"{place}{speaker} {citation.url}".strip())
    return "\n".join(dict.fromkeys(lines))


def _pictures(questions: Iterable[Question]) -> dict[str, Picture]:
    wanted = {q.current.item.picture.id for q in questions if q.current and q.current.item.picture}
    rows = Picture.objects.in_bulk([UUID(picture) for picture in wanted]) if wanted else {}
    return {str(pk): picture for pk, picture in rows.items()}


def _file(picture: Picture, alt: str) -> PictureFile:
    ending = _ENDINGS.get(picture.media_type, "img")
    return PictureFile(name=f"{picture.pk}.{ending}", data=bytes(picture.content), alt=alt)
