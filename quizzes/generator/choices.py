"""Multiple-choice items: one for each ask whose key has enough provably wrong neighbours."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from quizzes import dates, quality
from quizzes.dates import Date, Precision, disjoint, parse
from quizzes.errors import DateError
from quizzes.factbase.model import Assertion, Entity, Pack, Quantity, Scalar
from quizzes.factbase.slots import slot_values
from quizzes.generator import alternatives, draw
from quizzes.generator.bank import Rejection
from quizzes.generator.citing import citations, explanation
from quizzes.generator.difficulty import of_amounts, of_names
from quizzes.generator.proofs import Prover
from quizzes.generator.record import HARM, Asked, Record, entities_of
from quizzes.generator.wording import as_option, told
from quizzes.items import Choice, Option, Proof
from quizzes.kinds import Extent, Party, Stance, Status
from quizzes.quality.words import content_words, says, tokens

MOST = 3
FEWEST = 2
# Of the best candidates, all threes and then all twos are tried before an item is given up.
BEST = 6
TRIES = math.comb(BEST, MOST) + math.comb(BEST, FEWEST)
# Alternatives to dates and quantities are drawn anew so often.
DRAWS = 8


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A distractor in the making. ``far`` tells how implausible it is, 0 to 2."""

    id: str
    value: Scalar
    text: str
    proof: Proof
    far: int = 0


@dataclass(frozen=True, kw_only=True)
class Key:
    """``when_words`` is the author's own wording of a date, empty where none fits the options."""

    value: Scalar
    text: str
    when_words: str = ""


class Refused(Exception):
    """No item can be made; carries the code and the particulars of the rejection."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = {key: str(value) for key, value in params.items()}
        super().__init__(code)


def build_choice(
    record: Record, asked: Asked, *, seed: int, accounted: Collection[str]
) -> Choice | Rejection:
    """The item of one ask, or why there is none."""
    try:
        check_askable(record.pack, asked)
        return _Builder(record, asked, seed=seed, accounted=accounted).build()
    except Refused as refusal:
        return rejection(asked, refusal)


def rejection(asked: Asked, refusal: Refused) -> Rejection:
    return Rejection(
        identity=asked.identity,
        fact=asked.fact.id,
        slot=asked.ask.slot,
        code=refusal.code,
        params=refusal.params,
    )


def check_askable(pack: Pack, asked: Asked) -> None:
    """Raise ``Refused`` where the fact may not be asked, or its stem hides whose claim it is."""
    fact, assertion = asked.fact, asked.assertion
    if fact.sensitivity >= HARM:
        raise Refused("sensitive", sensitivity=fact.sensitivity)
    if fact.suspect:
        raise Refused("suspect", why=fact.suspect)
    if fact.status is Status.RETRACTED:
        raise Refused("retracted")
    if any(o.stance is Stance.CORRECTS and o.of == assertion.id for o in fact.assertions):
        raise Refused("corrected", assertion=assertion.id)
    if asked.ask.slot != "agent" and not _claimant_named(pack, asked):
        contested = fact.status is Status.CONTESTED
        code = "contested-without-claimant" if contested else "claim-without-claimant"
        raise Refused(code, agent=pack.agents[assertion.agent].name)


def _claimant_named(pack: Pack, asked: Asked) -> bool:
    """A contested claim needs its claimant even where the encyclopaedia makes it; any other, where
    no source makes it in its own voice."""
    if asked.fact.status is not Status.CONTESTED and _own_voice(pack, asked.assertion):
        return True
    agent = pack.agents[asked.assertion.agent]
    return quality.names_claimant(
        asked.ask.stem, name=agent.name, party=agent.party, verb=asked.assertion.verb
    )


def _own_voice(pack: Pack, assertion: Assertion) -> bool:
    encyclopaedia = pack.agents[assertion.agent].party is Party.ENCYCLOPAEDIA
    return encyclopaedia and assertion.stance is Stance.ASSERTS


def key_of(pack: Pack, asked: Asked, *salt: object) -> Key:
    """The right answer. Of several values one is drawn: none of the others will stand beside it.
    Raises ``Refused`` where the assertion says nothing in the slot."""
    values = slot_values(asked.fact, asked.assertion, asked.ask.slot, asked.ask.given)
    if not values:
        raise Refused("slot-empty", slot=asked.ask.slot)
    value = min(values, key=lambda v: draw.number(*salt, "key", told_plainly(v)))
    when = asked.assertion.when
    if asked.ask.slot == "when" and when is not None:
        plain = told(pack, value)
        whole_days = when.extent is Extent.SPAN and when.date.precision is Precision.INTERVAL
        if when.words in ("", plain) or whole_days:
            # What the calendar says of a whole stretch is all that the author's words say.
            return Key(value=value, text=plain)
        return Key(value=value, text=when.words, when_words=when.words)
    return Key(value=value, text=told(pack, value))


def told_plainly(value: Scalar) -> str:
    """A value as an id that no change of wording alters."""
    if isinstance(value, Date):
        return value.edtf
    if isinstance(value, Quantity):
        return f"{value.op}{value.n}{f'-{value.to}' if value.to is not None else ''}"
    return value


class _Builder:
    """One ask on its way to an item."""

    def __init__(
        self, record: Record, asked: Asked, *, seed: int, accounted: Collection[str]
    ) -> None:
        self.record = record
        self.pack = record.pack
        self.asked = asked
        self.salt = (seed, asked.identity)
        self.key = key_of(self.pack, asked, *self.salt)
        self.prover = Prover(record, asked, self.key.value, accounted)
        self.citations = citations(self.pack, asked.fact, asked.assertion)

    def build(self) -> Choice:
        value = self.key.value
        if isinstance(value, Date):
            return self._first_clean(self._date_selections(value), ordered=True)
        if isinstance(value, Quantity):
            return self._first_clean(self._quantity_selections(value), ordered=True)
        if value in self.pack.agents and self.asked.ask.slot == "agent":
            return self._named(self._agents())
        if value in self.pack.entities:
            return self._named(self._entities(self.pack.entities[value]))
        raise Refused("free-text", key=self.key.text)

    # Names

    def _named(self, considered: Iterable[tuple[str, int]]) -> Choice:
        if not self.prover.has_scope and self.asked.ask.slot != "agent":
            raise Refused(
                "no-scope",
                predicate=self.asked.fact.predicate,
                fixes=", ".join(sorted(self.asked.fixed)),
            )
        count = 0
        proven: list[Wrong] = []
        for candidate, far in considered:
            count += 1
            wrong = self._wrong(candidate, far)
            if wrong is not None and all(self._distinct(wrong, other) for other in proven):
                proven.append(wrong)
            if len(proven) == BEST:
                break
        if len(proven) < FEWEST:
            code = "too-few-distractors"
            if self.asked.ask.slot == "agent" and not self.prover.has_scope:
                code = "document-not-accounted-for"
            raise Refused(code, proven=len(proven), considered=count, key=self.key.text)
        return self._first_clean(_selections(proven), ordered=False)

    def _wrong(self, candidate: str, far: int) -> Wrong | None:
        text = as_option(told(self.pack, candidate))
        if says(self.asked.ask.stem, text):
            return None
        proof = self.prover.prove(candidate)
        if proof is None:
            return None
        return Wrong(id=candidate, value=candidate, text=text, proof=proof, far=far)

    def _distinct(self, one: Wrong, other: Wrong) -> bool:
        return self.record.differs(one.value, other.value) or (
            # Two agents of one party are two people; only against the key a party counts as one.
            self.asked.ask.slot == "agent"
            and not content_words(one.text) & content_words(other.text)
        )

    def _entities(self, key: Entity) -> Iterator[tuple[str, int]]:
        """The author's own candidates; unless two of them are proven, also the pool of entities
        of the same type, role and number, those of the same era first."""
        taken = entities_of(self.asked.fact, self.asked.assertion)
        among = [
            name
            for name in draw.ranked(dict.fromkeys(self.asked.ask.among), *self.salt)
            if name in self.pack.entities and name != key.id and self._may_be_named(name)
        ]
        # A foil is never a key: beside keys of other items it would stand out to a guesser.
        among.sort(key=lambda name: self.pack.entities[name].foil)
        yield from ((name, 0) for name in among)
        if sum(self._wrong(name, 0) is not None for name in among) >= FEWEST:
            return
        span = self._span()
        pool = {
            entity.id: self.record.era_distance(entity, span)
            for entity in self.record.alike(key, *self.salt)
            if entity.id not in taken and entity.id not in among and entity.id != key.id
        }
        yield from sorted(
            pool.items(), key=lambda entry: (entry[1], draw.number(*self.salt, entry[0]), entry[0])
        )

    def _may_be_named(self, name: str) -> bool:
        """The author's own candidates need not be told of elsewhere, but victims never stand."""
        entity = self.pack.entities[name]
        return entity.type != "person" or not self.record.is_harmed(name)

    def _span(self) -> tuple[int, int] | None:
        when = self.asked.assertion.when
        if when is None or when.date.lo is None or when.date.hi is None:
            return None
        return when.date.lo, when.date.hi

    def _agents(self) -> Iterator[tuple[str, int]]:
        """The author's own candidates, then whoever else speaks in the same document of the same
        era. Parties take turns: whoever stands alone for a side is found by elimination."""
        among = draw.ranked(dict.fromkeys(self.asked.ask.among), *self.salt)
        yield from ((name, 0) for name in among if name in self.pack.agents)
        anchors = self.asked.assertion.anchors
        era = self.record.era_of_claim(self.asked.assertion)
        there = self.record.speakers(anchors[0].source, era) if anchors else ()
        others = [
            name
            for name in draw.ranked(there, *self.salt)
            if name not in among and self.pack.agents[name].party is not Party.ENCYCLOPAEDIA
        ]
        turns: Counter[Party] = Counter()
        queue = []
        for name in others:
            party = self.pack.agents[name].party
            queue.append((turns[party], name))
            turns[party] += 1
        yield from ((name, 1) for _, name in sorted(queue, key=lambda entry: entry[0]))

    # Dates and quantities

    def _date_selections(self, key: Date) -> Iterator[list[Wrong]]:
        when = self.asked.assertion.when
        state = self.asked.ask.slot == "when" and when and when.extent is Extent.STATE
        if key.lo is None or key.hi is None or state:
            # What held at one time may have held at others.
            raise Refused("vague-date", key=self.key.text)
        self._require_scope()
        some = False
        for attempt in range(DRAWS):
            found = self._dates_beside(key, attempt)
            texts = self._date_texts(key, found) if len(found) >= FEWEST else []
            if texts:
                some = True
                yield [self._amount(date, text) for date, text in zip(found, texts, strict=True)]
        if not some:
            raise Refused("vague-date", key=self.key.text)

    def _dates_beside(self, key: Date, attempt: int) -> list[Date]:
        """Neighbours in the key's own era where there are two, on both sides of it if possible:
        what opens or closes an era would else be told by its place."""
        stem = _window(self.asked.ask.stem, key, self.pack.language)
        found: list[Date] = []
        for era in self._eras_around(key):
            found = alternatives.beside(
                key,
                as_of=self.pack.as_of,
                window=_both(stem, era),
                wrong=lambda date: self.prover.prove(date) is not None,
                salt=(*self.salt, attempt),
            )
            sides = {(date.lo or 0) < (key.lo or 0) for date in found}
            if len(found) >= FEWEST and (era[1] is None or len(sides) > 1):
                break
        return found

    def _eras_around(self, key: Date) -> Iterator[alternatives.Window]:
        """Where a day, month or season beside the key may lie, at best first: in its era, after
        the era's beginning, anywhere. Years are told apart by themselves."""
        if key.precision in (Precision.DAY, Precision.MONTH, Precision.SEASON):
            era = self.record.era_of(key)
            if era is not None:
                yield (era.lo, era.hi)
                yield (era.lo, None)
        yield (None, None)

    def _date_texts(self, key: Date, others: Sequence[Date]) -> list[str]:
        """The options' texts, in the author's own words where those can be told of the others."""
        words = self.key.when_words
        if words:
            moved = [
                alternatives.reworded(words, key, other, self.pack.language) for other in others
            ]
            return [text for text in moved if text] if all(moved) else []
        return [told(self.pack, other) for other in others]

    def _quantity_selections(self, key: Quantity) -> Iterator[list[Wrong]]:
        self._require_scope()
        some = False
        for attempt in range(DRAWS):
            found = alternatives.around(
                key,
                wrong=lambda quantity: self.prover.prove(quantity) is not None,
                salt=(*self.salt, attempt),
                language=self.pack.language,
            )
            if len(found) >= FEWEST:
                some = True
                yield [self._amount(quantity, told(self.pack, quantity)) for quantity in found]
        if not some:
            raise Refused("vague-quantity", key=self.key.text)

    def _amount(self, value: Scalar, text: str) -> Wrong:
        proof = self.prover.prove(value)
        if proof is None:
            raise Refused("too-few-distractors", key=self.key.text)
        return Wrong(id=told_plainly(value), value=value, text=as_option(text), proof=proof)

    def _require_scope(self) -> None:
        if not self.prover.has_scope:
            raise Refused(
                "no-scope",
                predicate=self.asked.fact.predicate,
                fixes=", ".join(sorted(self.asked.fixed)),
            )

    # The item

    def _first_clean(self, selections: Iterable[list[Wrong]], *, ordered: bool) -> Choice:
        """The first selection without any flag; else the first without an error."""
        spare: Choice | None = None
        rules: set[str] = set()
        for wrongs in islice(selections, TRIES):
            choice = self._item(wrongs, ordered=ordered)
            flags = quality.check(choice, generated=True)
            if not flags:
                return choice
            errors = {f.rule for f in flags if f.severity is quality.Severity.ERROR}
            rules |= errors
            if not errors and spare is None:
                spare = self._item(wrongs, ordered=ordered, flags=sorted({f.rule for f in flags}))
        if spare is None:
            raise Refused("lint", rules=", ".join(sorted(rules)), key=self.key.text)
        return spare

    def _item(self, wrongs: Sequence[Wrong], *, ordered: bool, flags: Sequence[str] = ()) -> Choice:
        fact = self.asked.fact
        key = Option(id=told_plainly(self.key.value), text=as_option(self.key.text))
        options = [key, *(Option(id=w.id, text=w.text, proof=w.proof) for w in wrongs)]
        if ordered:
            values = {w.id: w.value for w in wrongs} | {key.id: self.key.value}
            options.sort(key=lambda option: _ascending(values[option.id]))
            difficulty = of_amounts(self.key.value, [w.value for w in wrongs], self.pack.as_of)
        else:
            order = draw.ranked([option.id for option in options], *self.salt, "position")
            options.sort(key=lambda option: order.index(option.id))
            difficulty = of_names(key.text, [(w.text, w.far) for w in wrongs])
        return Choice(
            identity=self.asked.identity,
            topic=fact.topic,
            language=self.pack.language,
            facts=(fact.id,),
            sensitivity=fact.sensitivity,
            difficulty=difficulty,
            explanation=explanation(fact),
            citations=self.citations,
            flags=tuple(flags),
            stem=self.asked.ask.stem,
            slot=self.asked.ask.slot,
            options=tuple(options),
            key=key.id,
            ordered=ordered,
        )


def _selections(proven: Sequence[Wrong]) -> Iterator[list[Wrong]]:
    """Three distractors rather than two, better ones first."""
    for size in range(min(MOST, len(proven)), FEWEST - 1, -1):
        # By the rank of the worst member: the best candidates in all their combinations first.
        for indexes in sorted(combinations(range(len(proven)), size), key=lambda c: (c[-1], c)):
            yield [proven[index] for index in indexes]


def _ascending(value: Scalar) -> tuple[float, float]:
    if isinstance(value, Date):
        return (float(value.lo or 0), float(value.hi or 0))
    if isinstance(value, Quantity):
        return (float(value.n), float(value.to or value.n))
    return (0, 0)


def _both(one: alternatives.Window, other: alternatives.Window) -> alternatives.Window:
    """What lies in both windows."""
    firsts = [first for first, _ in (one, other) if first is not None]
    lasts = [last for _, last in (one, other) if last is not None]
    return (max(firsts, default=None), min(lasts, default=None))


def _window(stem: str, key: Date, language: str) -> alternatives.Window:
    """Where the stem itself names the key's year, or its year and month, no other is possible."""
    year = key.edtf[:4]
    if not year.isdigit() or year not in tokens(stem) or disjoint(key, parse(year)):
        return (None, None)
    span = parse(year)
    try:
        month = parse(key.edtf[:7])
    except DateError:
        return (span.lo, span.hi)
    # "March 2022"; in Ukrainian the month stands before the year as well, bent as in the stem.
    named = dates.words(month, language).split()[0].casefold()
    inside = len(key.edtf) > 7 and any(word.startswith(named[:4]) for word in tokens(stem))
    return (month.lo, month.hi) if inside else (span.lo, span.hi)
