"""The tables of an overlay, field by field. docs/PACKS.md shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from quizzes.factbase.fields import Fields
from quizzes.factbase.tree import Text


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands in an overlay's pack.yaml; empty where the original shall stand."""

    title: str = ""
    home_title: str = ""
    home_lead: str = ""
    eras: Mapping[str, str] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)
    milestones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TopicText:
    title: str
    subtitle: str = ""


@dataclass(frozen=True, kw_only=True)
class PredicateText:
    """``because`` holds one reason for each of the original's, in its order."""

    label: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AskText:
    """``of`` and ``given`` are empty where the original has them by default."""

    slot: str
    stem: str
    of: str = ""
    given: str = ""


@dataclass(frozen=True, kw_only=True)
class SaidText:
    words: str = ""
    gloss: str = ""
    verb: str = ""
    complete: str = ""


@dataclass(frozen=True, kw_only=True)
class FactText:
    """``said`` by the ids of assertions; ``texts`` by the original wording of texts and units."""

    statement: str
    event: str = ""
    note: str = ""
    suspect: str = ""
    front: str = ""
    back: str = ""
    asks: tuple[AskText, ...] = ()
    said: Mapping[str, SaidText] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)


@dataclass(kw_only=True)
class Texts:
    """The texts of one overlay, by the ids of what they translate."""

    head: Head | None = None
    topics: dict[str, TopicText] = field(default_factory=dict)
    agents: dict[str, str] = field(default_factory=dict)
    entities: dict[str, str] = field(default_factory=dict)
    predicates: dict[str, PredicateText] = field(default_factory=dict)
    facts: dict[str, FactText] = field(default_factory=dict)
    marks: dict[str, dict[str, str]] = field(default_factory=dict)


def head_text(fields: Fields) -> Head:
    home = fields.table("home")
    head = Head(
        title=fields.text("title"),
        home_title=home.text("title") if home else "",
        home_lead=home.text("lead") if home else "",
        eras=_texts(fields, "eras"),
        campaigns=_texts(fields, "campaigns"),
        milestones=_texts(fields, "milestones"),
    )
    if home:
        home.done(home)
    return fields.done(head)


def topic_text(fields: Fields) -> TopicText:
    text = TopicText(title=fields.text("title", required=True), subtitle=fields.text("subtitle"))
    return fields.done(text)


def predicate_text(fields: Fields) -> PredicateText:
    text = PredicateText(label=fields.text("label", required=True), because=fields.texts("because"))
    return fields.done(text)


def fact_text(fields: Fields) -> FactText:
    card = fields.table("card")
    text = FactText(
        statement=fields.text("statement", required=True),
        event=fields.text("event"),
        note=fields.text("note"),
        suspect=fields.text("suspect"),
        front=card.text("front", required=True) if card else "",
        back=card.text("back", required=True) if card else "",
        asks=tuple(_ask(inner) for inner in fields.tables("ask")),
        said=_said(fields),
        texts=_texts(fields, "texts"),
        file=fields.file,
        line=fields.line,
    )
    if card:
        card.done(card)
    return fields.done(text)


def _ask(fields: Fields) -> AskText:
    text = AskText(
        slot=fields.id("slot"),
        stem=fields.text("stem", required=True),
        of=fields.id("of", required=False),
        given=fields.text("given"),
    )
    return fields.done(text)


def _said(fields: Fields) -> dict[str, SaidText]:
    found = {}
    for key, node in fields.mapping("said").items():
        inner = fields.inner(node)
        said = SaidText(
            words=inner.text("words"),
            gloss=inner.text("gloss"),
            verb=inner.text("verb"),
            complete=inner.text("complete"),
        )
        found[key] = inner.done(said)
    return found


def _texts(fields: Fields, name: str) -> dict[str, str]:
    """A table of the author's own keys → texts."""
    found = {}
    for key, node in fields.mapping(name).items():
        if isinstance(node, Text) and node.value.strip():
            found[key] = node.value.strip()
        else:
            fields.report("field-empty", node.line, field=key)
    return found
