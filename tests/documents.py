"""Made-up documents whose words facts cite, attached or not."""

import hashlib
from pathlib import Path
from typing import Any

from quizzes.actions import packs
from quizzes.factbase.anchors import slice_hash
from quizzes.factbase.reading import read_pack
from quizzes.models import Anchor, Document, Fact, Pack, Source, Topic
from tests.factbase.packs import DOCUMENTS, PACK
from tests.factories import NOON, FactFactory
from tests.views.reading import document, speaker

TOWN = DOCUMENTS / "almersted.txt"
EXCERPT = DOCUMENTS / "almersted-excerpt.txt"

# The mill and the letters stand outside the Basic Multilingual Plane: one code point each.
TEXT = (
    "The fort was built in 1700. Oksana’s 𝒎𝒊𝒍𝒍 🌾 stood beside it. Homes burned in the year "
    "after. The market opened again.\nNobody wrote down who paid for it.\n"
)


def loaded_pack() -> Pack:
    """The made-up pack of tests/data, in the database."""
    packs.load(read_pack(PACK))
    return Pack.objects.get()


def source_of(topic: Topic, text: str = TEXT, **columns: Any) -> Source:
    whole = {"id": "all", "title": "The whole", "start": 0, "end": len(text)}
    values = {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "length": len(text),
        "sections": [whole],
    }
    return document(topic, **(values | columns))


def attached(topic: Topic, text: str = TEXT, **columns: Any) -> Document:
    """A document with its text, as an upload leaves it."""
    source = source_of(topic, text, **columns)
    made: Document = Document.objects.create(
        source=source, sha256=source.sha256, text=text, attached_at=NOON
    )
    return made


def fact_at(source: Source, topic: Topic, words: str, text: str = TEXT, **columns: Any) -> Fact:
    """A fact anchored at ``words``, which stand in ``text``."""
    fact: Fact = FactFactory.create(topic=topic, **columns)
    assertion = fact.assertion_set.create(
        slug="a", position=0, agent=speaker(topic, "the chronicler"), stance="asserts"
    )
    start = text.index(words)
    Anchor.objects.create(
        assertion=assertion,
        position=0,
        source=source,
        start=start,
        end=start + len(words),
        sha256=slice_hash(words),
        phrase=" ".join(words.split()[:6]),
    )
    return fact


def place(words: str, text: str = TEXT) -> list[int]:
    """Start and end of ``words``, for an address."""
    start = text.index(words)
    return [start, start + len(words)]


def with_one_letter_changed(path: Path = TOWN) -> bytes:
    """The Orrin Guild becomes the Errin Guild, where the mill was built."""
    return path.read_bytes().replace(b"In 1684, the Orrin Guild", b"In 1684, the Errin Guild", 1)
