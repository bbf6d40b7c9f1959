"""What a teacher wrote, as the pages of writing need it."""

from typing import Any

from quizzes.actions import drafts, writing
from quizzes.items import Choice, Option
from quizzes.models import ItemReport, Picture, Question, Topic, User
from tests.factories import NOON

OWN = {"kind": ["choice"], "stem": ["Who built the mill?"], "row": ["1", "2"]}


def written_choice(**fields: Any) -> Choice:
    """A choice as its author left it: no facts, no proofs, no source."""
    given: dict[str, Any] = {
        "identity": "",
        "topic": "",
        "language": "en",
        "facts": (),
        "sensitivity": 0,
        "difficulty": 0.5,
        "explanation": "",
        "citations": (),
        "stem": "Who built the old mill?",
        "slot": "",
        "options": (
            Option(id="a", text="The Petrenkos"),
            Option(id="b", text="The Ivanenkos"),
            Option(id="c", text="The Bondarenkos"),
        ),
        "key": "a",
    }
    return Choice(**(given | fields))


def write(author: User, *, topic: Topic | None = None, **fields: Any) -> Question:
    """A question that ``author`` wrote."""
    columns = {name: fields.pop(name) for name in ("visibility", "tags") if name in fields}
    return writing.write(
        author=author,
        item=fields.pop("item", None) or written_choice(**fields),
        topic=topic or writing.own_topic(teacher=author, now=NOON),
        now=NOON,
        **columns,
    )


def picture(owner: User) -> Picture:
    """One grey pixel, said to be a picture."""
    made: Picture = Picture.objects.create(
        owner=owner,
        media_type="image/png",
        content=b"\x89PNG",
        sha256="0" * 64,
        width=1,
        height=1,
        created_at=NOON,
    )
    return made


def authored(author: User | None, *, reporter: User | None) -> Question:
    """A question, a draft, a picture of ``author``; ``reporter`` says that something is wrong."""
    if author is None:
        raise TypeError("somebody writes")
    made = write(author)
    drafts.keep(owner=author, data=OWN, draft_id=None, revision=0, now=NOON)
    picture(author)
    ItemReport.objects.create(
        version=made.current, reporter=reporter, text="It was the Ivanenkos.", created_at=NOON
    )
    return made
