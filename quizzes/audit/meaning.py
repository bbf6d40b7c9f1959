"""What the text of an option means, and whether two values certainly differ.

An option is believed by its text, never by its id alone: the id proposes a meaning, and the text
has to say it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from quizzes.audit.pack import Agent, Pack, Quantity, Speaker, Thing, Value, When, Words
from quizzes.dates import disjoint, parse, with_preposition, words
from quizzes.errors import DateError
from quizzes.kinds import Op

# "About 20" may be anything that a careful speaker would still call so: half a unit of its last
# figure that is not zero, or a twentieth (as dates are widened), whichever is more.
ABOUT_SHARE = 0.05

_ARTICLE = re.compile(r"^(the|an?) ")
_NUMBER = r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"^(?P<op>about|around|some|at least|more than|over|at most|up to|less than|fewer than|under)?"
    rf"\s*(?P<n>{_NUMBER})(?:\s*(?:–|-|to)\s*(?P<to>{_NUMBER}))?\s*(?P<unit>.*)$"
)
_OPS = {
    None: Op.EQUAL,
    "about": Op.ABOUT,
    "around": Op.ABOUT,
    "some": Op.ABOUT,
    "at least": Op.AT_LEAST,
    "more than": Op.MORE,
    "over": Op.MORE,
    "at most": Op.AT_MOST,
    "up to": Op.AT_MOST,
    "less than": Op.LESS,
    "fewer than": Op.LESS,
    "under": Op.LESS,
}
_UNITS = {"%": "per cent", "percent": "per cent", "km": "kilometres"}


def plain(text: str) -> str:
    """A text for comparing: no case, article, final point or odd space."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _ARTICLE.sub("", folded.rstrip(".").strip("“”\"' "))


def names(value: Thing, pack: Pack) -> frozenset[str]:
    return frozenset(map(plain, pack.entities[value.entity].names))


def says(text: str, value: Value, pack: Pack) -> bool:
    """Whether ``text``, standing alone, is a way to say ``value``."""
    told = plain(text)
    if isinstance(value, Thing):
        return told in names(value, pack)
    if isinstance(value, Speaker):
        return told == plain(pack.agents[value.agent].name)
    if isinstance(value, When):
        return told in map(plain, _ways_to_date(value, pack))
    if isinstance(value, Quantity):
        amount = quantity(text)
        return amount is not None and _same_amount(amount, value)
    return told == plain(value.text)


def says_all(text: str, values: Iterable[Value], pack: Pack) -> bool:
    """Whether ``text`` says each of the values, and nothing besides."""
    rest = f" {plain(text).replace(',', ' , ')} "
    for value in values:
        said = next((way for way in ways(value, pack) if f" {way} " in rest), None)
        if said is None:
            return False
        rest = rest.replace(f" {said} ", " ", 1)
    return not set(rest.split()) - {"and", ",", "the", "a", "an", "both"}


def meant(option_id: str, text: str, like: Value, pack: Pack) -> Value | None:
    """The value that an option stands for, of the kind of ``like``; None where its text does not
    say what its id proposes."""
    value: Value | None
    if isinstance(like, Thing):
        value = Thing(entity=option_id) if option_id in pack.entities else None
    elif isinstance(like, Speaker):
        value = Speaker(agent=option_id) if option_id in pack.agents else None
    elif isinstance(like, When):
        try:
            value = When(date=parse(option_id), extent=like.extent, words="")
        except DateError:
            value = None
    elif isinstance(like, Quantity):
        return quantity(text)
    elif option_id in pack.entities:
        value = Thing(entity=option_id)
    else:
        return Words(text=text)
    return value if value is not None and says(text, value, pack) else None


def quantity(text: str) -> Quantity | None:
    """Read an amount back from words: "about 12,000", "30–35 people", "10 per cent"."""
    match = _AMOUNT.match(plain(text))
    if match is None:
        return None
    n, to = _number(match["n"]), match["to"]
    unit = _UNITS.get(match["unit"].strip(), match["unit"].strip())
    if to:
        return Quantity(op=Op.RANGE, n=n, to=_number(to), unit=unit)
    return Quantity(op=_OPS[match["op"]], n=n, unit=unit)


def certainly_differ(one: Value, other: Value, pack: Pack) -> bool:
    """Whether no reading of the two makes them the same. Unlike kinds are never certain."""
    if isinstance(one, Thing) and isinstance(other, Thing):
        return not (
            one.entity == other.entity
            or names(one, pack) & names(other, pack)
            or other.entity in wholes(one.entity, pack)
            or one.entity in wholes(other.entity, pack)
        )
    if isinstance(one, Speaker) and isinstance(other, Speaker):
        return one.agent != other.agent and plain(pack.agents[one.agent].name) != plain(
            pack.agents[other.agent].name
        )
    if isinstance(one, When) and isinstance(other, When):
        return disjoint(one.date, other.date)
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        if one.unit and other.unit and _unit(one) != _unit(other):
            return False
        (low, high), (least, most) = reach(one), reach(other)
        return high < least or most < low
    if isinstance(one, Words) and isinstance(other, Words):
        first, second = set(plain(one.text).split()), set(plain(other.text).split())
        return not (first <= second or second <= first)
    return False


def certainly_same(one: Value, other: Value, pack: Pack) -> bool:
    if isinstance(one, Thing) and isinstance(other, Thing):
        same_type = pack.entities[one.entity].type == pack.entities[other.entity].type
        shared = bool(names(one, pack) & names(other, pack))
        return one.entity == other.entity or (same_type and shared)
    if isinstance(one, Words) and isinstance(other, Words):
        return plain(one.text) == plain(other.text)
    if isinstance(one, When) and isinstance(other, When):
        return (one.date.lo, one.date.hi) == (other.date.lo, other.date.hi)
    return one == other


def wholes(entity: str, pack: Pack) -> frozenset[str]:
    """Everything that the entity is part of, over any number of steps."""
    found: set[str] = set()
    ahead = [entity]
    while ahead:
        for whole in pack.entities[ahead.pop()].part_of:
            if whole not in found and whole in pack.entities:
                found.add(whole)
                ahead.append(whole)
    return frozenset(found)


def reach(value: Quantity) -> tuple[float, float]:
    """The least and the most that the true amount may be, rounding included."""
    n = value.n
    match value.op:
        case Op.RANGE:
            return n, n if value.to is None else value.to
        case Op.ABOUT:
            slack = max(abs(n) * ABOUT_SHARE, _last_figure(n) / 2)
            return n - slack, n + slack
        case Op.MORE | Op.AT_LEAST:
            return n, float("inf")
        case Op.LESS | Op.AT_MOST:
            return float("-inf"), n
    decimals = f"{n:.10f}".rstrip("0").partition(".")[2]
    slack = 0.5 * 10.0 ** -len(decimals) if decimals else 0.0
    return n - slack, n + slack


def _last_figure(n: float) -> float:
    unit = 1.0
    while n and n % (unit * 10) == 0:
        unit *= 10
    return unit


def ways(value: Value, pack: Pack) -> Iterator[str]:
    """The texts, made plain, that say a value; none for quantities, which have too many."""
    if isinstance(value, Thing):
        yield from sorted(names(value, pack), key=len, reverse=True)
    elif isinstance(value, Speaker):
        agent: Agent = pack.agents[value.agent]
        yield plain(agent.name)
    elif isinstance(value, When):
        yield from map(plain, _ways_to_date(value, pack))
    elif isinstance(value, Words):
        yield plain(value.text)


def _ways_to_date(value: When, pack: Pack) -> Iterator[str]:
    if value.words:
        yield value.words
    yield words(value.date, pack.language)
    yield with_preposition(value.date, pack.language)
    yield with_preposition(value.date, pack.language, value.extent)


def _same_amount(told: Quantity, value: Quantity) -> bool:
    same = (told.op, told.n, told.to) == (value.op, value.n, value.to)
    return same and (not told.unit or not value.unit or _unit(told) == _unit(value))


def _unit(value: Quantity) -> str:
    unit = value.unit.casefold()
    return _UNITS.get(unit, unit)


def _number(text: str) -> float:
    return float(re.sub(r"[, \u00a0\u202f]", "", text))
