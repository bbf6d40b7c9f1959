"""The table of a fact, field by field. docs/PACKS.md shows it.

``fact`` reports what is wrong and gives a value with placeholders where a field could not be read.
Its status is a placeholder, too: that follows from the whole pack.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from quizzes.factbase.fields import NO_DATE, Fields, shape
from quizzes.factbase.model import (
    Anchor,
    Ask,
    Assertion,
    Card,
    Fact,
    HistoricalEvent,
    Predicate,
    Quantity,
    Scalar,
    Value,
    When,
)
from quizzes.factbase.tree import List, Node, Table, Text
from quizzes.kinds import Edge, Extent, Op, Stance, Status

_ANCHOR_PARTS = 5
_MAX_SENSITIVITY = 3
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?", re.ASCII)
_LITERAL_RANGES = frozenset({"quantity", "text", "date"})


def fact(fields: Fields, predicates: Mapping[str, Predicate]) -> Fact:
    predicate = predicates.get(fields.id("predicate"))
    assertions = tuple(_assertion(i, predicate) for i in fields.tables("assertions"))
    if not assertions:
        fields.report("field-missing", fields.line, field="assertions")
    first = assertions[0].id if assertions else ""
    event, card = fields.table("event"), fields.table("card")
    fact = Fact(
        id=fields.id("id"),
        topic=fields.id("topic"),
        statement=fields.text("statement", required=True),
        subject=fields.id("subject"),
        predicate=fields.id("predicate", required=False),
        sensitivity=_sensitivity(fields),
        assertions=assertions,
        status=Status.ATTRIBUTED,
        asks=tuple(_ask(inner, first) for inner in fields.tables("ask")),
        event=_event(event, first) if event else None,
        card=_card(card) if card else None,
        suspect=fields.text("suspect"),
        note=fields.text("note"),
        file=fields.file,
        line=fields.line,
    )
    return fields.done(fact)


def _sensitivity(fields: Fields) -> int:
    sensitivity = fields.integer("sensitivity")
    if sensitivity > _MAX_SENSITIVITY:
        line = fields.line_of("sensitivity")
        fields.report("sensitivity-out-of-range", line, value=sensitivity)
    return min(sensitivity, _MAX_SENSITIVITY)


def _event(fields: Fields, first: str) -> HistoricalEvent:
    event = HistoricalEvent(
        id=fields.id("id"),
        title=fields.text("title", required=True),
        edge=fields.member("edge", Edge, required=False, default=Edge.HAPPENED),
        of=fields.id("of", required=False) or first,
        campaign=fields.id("campaign", required=False),
    )
    return fields.done(event)


def _card(fields: Fields) -> Card:
    card = Card(front=fields.text("front", required=True), back=fields.text("back", required=True))
    return fields.done(card)


def _ask(fields: Fields, first: str) -> Ask:
    ask = Ask(
        slot=fields.id("slot"),
        stem=fields.text("stem", required=True),
        of=fields.id("of", required=False) or first,
        fixes=frozenset(fields.ids("fixes")),
        given=fields.text("given"),
        among=fields.ids("among"),
    )
    return fields.done(ask)


def _assertion(fields: Fields, predicate: Predicate | None) -> Assertion:
    when = fields.table("when")
    assertion = Assertion(
        id=fields.id("id"),
        agent=fields.id("agent"),
        stance=fields.member("stance", Stance, default=Stance.ASSERTS),
        anchors=_anchors(fields),
        of=fields.id("of", required=False),
        verb=fields.text("verb"),
        said_on=fields.date("said_on"),
        values=_values(fields, predicate),
        when=_when(when) if when else None,
        qualifiers=_qualifiers(fields),
        gloss=fields.text("gloss"),
        complete_because=fields.text("complete"),
    )
    return fields.done(assertion)


def _when(fields: Fields) -> When:
    when = When(
        date=fields.date("edtf", required=True) or NO_DATE,
        extent=fields.member("is", Extent, required=False, default=Extent.POINT),
        words=fields.text("words"),
    )
    return fields.done(when)


def _qualifiers(fields: Fields) -> dict[str, tuple[str, ...]]:
    inner = fields.table("with")
    if inner is None:
        return {}
    names = fields.mapping("with")
    qualifiers = {name: inner.texts(name, required=True) for name in sorted(names)}
    inner.done(inner)
    return qualifiers


def _values(fields: Fields, predicate: Predicate | None) -> tuple[Value, ...]:
    one, many = fields.node("value"), fields.node("values")
    if one is not None and many is not None:
        fields.report("value-and-values", many.line)
    if one is not None:
        return (_value(fields, one, predicate),)
    if many is None:
        return ()
    return tuple(fields.each("values", lambda n: _value(fields, n, predicate)))


def _value(fields: Fields, node: Node, predicate: Predicate | None) -> Value:
    if isinstance(node, Table) and "value" in node.entries:
        inner = fields.inner(node)
        scalar = _scalar(inner, node.entries["value"], predicate)
        inner.node("value")
        return inner.done(Value(value=scalar, qualifiers=_qualifiers(inner)))
    return Value(value=_scalar(fields, node, predicate))


def _scalar(fields: Fields, node: Node, predicate: Predicate | None) -> Scalar:
    """A value as the predicate's range wants it."""
    kind = next(iter(predicate.range & _LITERAL_RANGES), "") if predicate else ""
    if kind == "quantity":
        return _quantity(fields, node)
    if not isinstance(node, Text):
        # Without a known predicate a table may well be a sound quantity.
        if predicate is not None:
            found = shape(node)
            fields.report("wrong-shape", node.line, field="value", wanted="text", found=found)
        return ""
    if not node.value.strip():
        fields.report("field-empty", node.line, field="value")
    if kind == "date":
        return fields.date_of(node.value.strip(), node.line, "value")
    return node.value.strip()


def _quantity(fields: Fields, node: Node) -> Quantity:
    if isinstance(node, Text):
        return Quantity(op=Op.EQUAL, n=_decimal(fields, node.value.strip(), node.line, "value"))
    inner = fields.inner(node)
    op = inner.member("op", Op, required=False, default=Op.EQUAL)
    to = None
    if inner.has("to"):
        to = _decimal(inner, inner.text("to"), inner.line_of("to"), "to")
    n = _decimal(inner, inner.text("n", required=True), inner.line_of("n"), "n")
    if (op is Op.RANGE) != (to is not None) or (to is not None and to < n):
        inner.report("range-needs-both-ends", inner.line)
    return inner.done(Quantity(op=op, n=n, to=to, unit=inner.text("unit")))


def _anchors(fields: Fields) -> tuple[Anchor, ...]:
    one, many = fields.node("anchor"), fields.node("anchors")
    if one is not None:
        if many is not None:
            fields.report("anchor-and-anchors", many.line)
        return (_anchor(fields, one),)
    found = tuple(fields.each("anchors", lambda n: _anchor(fields, n)))
    if not found:
        fields.report("anchor-missing", fields.line)
    return found


def _anchor(fields: Fields, node: Node) -> Anchor:
    if isinstance(node, Table):
        inner = fields.inner(node)
        locator = inner.text("locator", required=True)
        return inner.done(Anchor(source=inner.id("source"), locator=locator))
    items = node.items if isinstance(node, List) else []
    parts = [item.value.strip() for item in items if isinstance(item, Text)]
    whole = [part.isascii() and part.isdigit() for part in parts[1:3]]
    if len(parts) != len(items) or len(parts) != _ANCHOR_PARTS or not all(whole):
        fields.report("anchor-malformed", node.line)
        return Anchor(source="")
    source, start, end, digest, phrase = parts
    anchor = Anchor(
        source=source, start=int(start[:12]), end=int(end[:12]), sha256=digest, phrase=phrase
    )
    fields.places.put(anchor, fields.file, node.line, {})
    return anchor


def _decimal(fields: Fields, text: str, line: int, name: str) -> Decimal:
    if not text:
        return Decimal(0)
    if not _NUMBER.fullmatch(text):
        fields.report("not-a-number", line, field=name, value=text)
        return Decimal(0)
    return Decimal(text)
