"""Why a candidate is certainly wrong. No proof, no distractor.

    D1  the predicate has one value in a scope that the stem fixes, and the candidate certainly
        differs from every value asserted there by anybody, denied and corrected ones included
    D2  the assertion lists all values, and the candidate certainly differs from each of them and
        from everything else on record for the same subject
    D3  an undisputed source denies it: the denied or corrected value, which nobody else asserts;
        as an answer to "who said so", somebody who denied it
    D4  it came into being after the time asked about. (That something had ceased to exist before
        proves little: a street may be named after the dead.)
    D6  the stem names the document, one agent alone says so there, and every passage of that
        document is accounted for

D5 belongs to questions of order: see ``firsts``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from quizzes.dates import certainly_before
from quizzes.factbase.model import Assertion, Fact, Functional, Pack, Scalar, Source
from quizzes.factbase.slots import slot_values
from quizzes.generator import draw
from quizzes.generator.record import Asked, Record
from quizzes.generator.wording import joined, told
from quizzes.items import Proof
from quizzes.kinds import Rule, Stance, Status
from quizzes.quality.words import content_words, tokens

# Of the words after "article", so many may name the document.
TITLE_REACH = 8
# A stretch of article text that no anchor and no left-out range touches may be the rest of a
# touched sentence; from this many characters on it is taken for more.
REST_OF_SENTENCE = 160
_ARTICLE = frozenset({"article", "encyclopaedia", "encyclopedia", "стаття", "статті", "статтею"})
_CLAIMS = frozenset({Stance.ASSERTS, Stance.REPORTS})


@dataclass(frozen=True)
class Prover:
    """Proofs for the candidates of one ask. ``accounted`` are the documents of which every
    sentence is known to be anchored or left out with a reason."""

    record: Record
    asked: Asked
    key: Scalar
    accounted: Collection[str] = field(default_factory=frozenset)

    @property
    def pack(self) -> Pack:
        return self.record.pack

    def prove(self, candidate: Scalar) -> Proof | None:
        """The first proof that holds, in the order of the rules; None where there is none."""
        if not self.record.differs(candidate, self.key):
            return None
        return (
            self._functional(candidate)
            or self._complete(candidate)
            or self._denied(candidate)
            or self._not_yet(candidate)
            or self._document(candidate)
        )

    @cached_property
    def has_scope(self) -> bool:
        """Whether any rule could prove anything beyond single values that somebody denies."""
        return bool(self._scopes or self._listed or self._document_source)

    # D1

    @cached_property
    def _scopes(self) -> list[tuple[Functional, list[Scalar]]]:
        """The functional scopes that the stem fixes, each with every value on record there."""
        predicate = self.pack.predicates[self.asked.fact.predicate]
        slots = self._slots(self.asked.ask.slot)
        found = []
        for functional in predicate.functional:
            if functional.slot not in slots or not functional.given <= self.asked.fixed:
                continue
            entries = self.record.in_scope(self.asked, functional.given)
            given = self.asked.ask.given if "value" in functional.given else ""
            values = [v for entry in entries for s in slots for v in slot_values(*entry, s, given)]
            found.append((functional, values))
        return found

    def _slots(self, slot: str) -> tuple[str, ...]:
        """Where the range of a predicate is a date, its value and its ``when`` are one matter."""
        if slot in ("value", "when"):
            of_dates = self.pack.predicates[self.asked.fact.predicate].range == {"date"}
            return ("when", "value") if of_dates else (slot,)
        return (slot,)

    def _functional(self, candidate: Scalar) -> Proof | None:
        for functional, values in self._scopes:
            if all(self.record.differs(candidate, value) for value in values):
                params = {"because": functional.because, "key": told(self.pack, self.key)}
                instead = self._instead(candidate)
                if instead is None:
                    return self._proof(Rule.FUNCTIONAL, params)
                params["instead"] = instead.statement
                return self._proof(Rule.FUNCTIONAL, params, instead.id)
        return None

    def _instead(self, candidate: Scalar) -> Fact | None:
        """A fact of the same predicate in which the candidate itself stands, with the same
        subject, or as the subject where that is asked for."""
        fact, slot = self.asked.fact, self.asked.ask.slot
        if not isinstance(candidate, str):
            return None
        subject = candidate if slot == "subject" else fact.subject
        facts = {
            other.id: other
            for other, assertion in self.record.of_subject(fact.predicate, subject)
            if other.id != fact.id
            and (slot == "subject" or candidate in slot_values(other, assertion, slot))
            and other.status in (Status.PLAIN, Status.ATTRIBUTED)
            and other.sensitivity < 2
            and not other.suspect
        }
        order = draw.ranked(facts, self.asked.identity, "instead", candidate)
        return facts[order[0]] if order else None

    # D2

    @cached_property
    def _listed(self) -> list[Scalar]:
        """Every value of a list that the source calls complete, and whatever else is on record for
        the same subject; empty where no list is complete."""
        assertion, ask = self.asked.assertion, self.asked.ask
        if not assertion.complete_because or ask.slot in ("subject", "agent", "when", "gloss"):
            return []
        own = slot_values(self.asked.fact, assertion, ask.slot, ask.given)
        given = frozenset({"subject", "when"}) | (
            frozenset({"value"}) if ask.given else frozenset()
        )
        others = [
            value
            for entry in self.record.in_scope(self.asked, given)
            for value in slot_values(*entry, ask.slot, ask.given)
        ]
        return [*own, *others] if own else []

    def _complete(self, candidate: Scalar) -> Proof | None:
        if not self._listed or not all(self.record.differs(candidate, v) for v in self._listed):
            return None
        assertion, ask = self.asked.assertion, self.asked.ask
        own = slot_values(self.asked.fact, assertion, ask.slot, ask.given)
        listed = joined([told(self.pack, value) for value in own], self.pack.language)
        return self._proof(Rule.COMPLETE, {"because": assertion.complete_because, "listed": listed})

    # D3

    def _denied(self, candidate: Scalar) -> Proof | None:
        denial = self._agent_denies(candidate) or self._value_denied(candidate)
        if denial is None:
            return None
        fact, assertion = denial
        source = assertion.anchors[0].source if assertion.anchors else ""
        title = self.pack.sources[source].title if source in self.pack.sources else source
        agent = self.pack.agents[assertion.agent].name
        return self._proof(Rule.DENIED, {"agent": agent, "source": title}, fact.id)

    def _agent_denies(self, candidate: Scalar) -> tuple[Fact, Assertion] | None:
        if self.asked.ask.slot != "agent":
            return None
        denial = self.record.deniers(self.asked.fact, self.asked.assertion).get(str(candidate))
        return (self.asked.fact, denial) if denial else None

    def _value_denied(self, candidate: Scalar) -> tuple[Fact, Assertion] | None:
        """Somebody denies or corrects the candidate, and nobody who still stands by it is on
        record."""
        slot = self.asked.ask.slot
        if slot in ("agent", "subject", "gloss"):
            return None
        entries = self.record.of_subject(self.asked.fact.predicate, self.asked.fact.subject)
        denial: tuple[Fact, Assertion] | None = None
        for fact, assertion in entries:
            holds = candidate in slot_values(fact, assertion, slot)
            against = _against(fact, assertion)
            if assertion.stance is Stance.DENIES and not assertion.of and holds:
                denial = (fact, assertion)
            elif holds and assertion.stance in _CLAIMS and against is None:
                return None
            elif holds and against is not None:
                if against.stance is Stance.DENIES:
                    # A claim that stands against its denial is disputed: it proves nothing.
                    return None
                denial = (fact, against)
        return denial

    # D4

    def _not_yet(self, candidate: Scalar) -> Proof | None:
        if not isinstance(candidate, str) or self.asked.assertion.when is None:
            return None
        entity = self.pack.entities.get(candidate)
        asked = self.asked.assertion.when.date
        if entity is None or entity.lived is None or not certainly_before(asked, entity.lived):
            return None
        if "when" not in self.asked.fixed:
            return None
        return self._proof(
            Rule.NOT_YET,
            {"existed": told(self.pack, entity.lived), "asked": told(self.pack, asked)},
        )

    # D6

    @cached_property
    def _document_source(self) -> Source | None:
        """The document that the stem names, where it alone can decide who said so."""
        if self.asked.ask.slot != "agent" or not self.asked.assertion.anchors:
            return None
        source = self.pack.sources.get(self.asked.assertion.anchors[0].source)
        if source is None or source.id not in self.accounted:
            return None
        if named_document(self.asked.ask.stem, self.pack) != source.id:
            return None
        return source if self._agents_there(source.id) == {self.key} else None

    def _agents_there(self, source: str) -> set[str]:
        """Who makes this claim, or one that may be the same, in a document."""
        own = self.asked.assertion
        found = set()
        for fact, assertion in self.record.of_subject(
            self.asked.fact.predicate, self.asked.fact.subject
        ):
            if assertion.stance not in _CLAIMS:
                continue
            if not any(anchor.source == source for anchor in assertion.anchors):
                continue
            if assertion is own or not self._other_claim(fact, assertion):
                found.add(assertion.agent)
        return found

    def _other_claim(self, fact: Fact, assertion: Assertion) -> bool:
        own_fact, own = self.asked.fact, self.asked.assertion
        for slot in ("value", "when"):
            here, there = slot_values(own_fact, own, slot), slot_values(fact, assertion, slot)
            if here and there and all(self.record.differs(a, b) for a in here for b in there):
                return True
        # Two glosses of two facts tell two matters: a fact holds all that is said on one.
        return bool(own.gloss and assertion.gloss and fact.id != own_fact.id)

    def _document(self, candidate: Scalar) -> Proof | None:
        source = self._document_source
        if source is None or candidate not in self.pack.agents:
            return None
        return self._proof(
            Rule.DOCUMENT, {"source": source.title, "key": told(self.pack, self.key)}
        )

    def _proof(self, rule: Rule, params: Mapping[str, str], *others: str) -> Proof:
        facts = dict.fromkeys((self.asked.fact.id, *others))
        return Proof(rule=rule, facts=tuple(facts), params=dict(params))


def _against(fact: Fact, assertion: Assertion) -> Assertion | None:
    """What denies or corrects an assertion, a correction before a denial."""
    found = [other for other in fact.assertions if other.of == assertion.id]
    for stance in (Stance.CORRECTS, Stance.DENIES):
        for other in found:
            if other.stance is stance:
                return other
    return None


def named_document(stem: str, pack: Pack) -> str | None:
    """The id of the source that a stem names as "the article on …": the one whose title shares
    most with the words that follow. None where two are as near."""
    words = tokens(stem)
    at = next((i for i, word in enumerate(words) if word in _ARTICLE), None)
    if at is None:
        return None
    following = content_words(" ".join(words[at + 1 : at + 1 + TITLE_REACH]))
    scores: dict[tuple[int, float], list[str]] = {}
    for source in pack.sources.values():
        title = content_words(source.title)
        shared = len(title & following)
        if shared and not source.excerpt_of:
            scores.setdefault((shared, shared / len(title)), []).append(source.id)
    best = scores[max(scores)] if scores else []
    return best[0] if len(best) == 1 else None


def accounted_for(pack: Pack) -> frozenset[str]:
    """The sources of which every sentence is accounted for, as far as ranges tell. A pack promises
    that each sentence is touched by an anchor or left out with a reason, and ``verify_anchors``
    proves it where the text is at hand. Here, without the text, only a long untouched stretch shows
    that the promise is not kept yet; an excerpt is nobody's whole word."""
    touched: dict[str, list[tuple[int, int]]] = {source: [] for source in pack.sources}
    for fact in pack.facts.values():
        for assertion in fact.assertions:
            for anchor in assertion.anchors:
                if anchor.end > anchor.start and anchor.source in touched:
                    touched[anchor.source].append((anchor.start, anchor.end))
    for left_out in pack.left_out:
        if left_out.source in touched:
            touched[left_out.source].append((left_out.start, left_out.end))
    return frozenset(
        source.id
        for source in pack.sources.values()
        if source.length
        and not source.excerpt_of
        and _longest_gap(source, sorted(touched[source.id])) < REST_OF_SENTENCE
    )


def _longest_gap(source: Source, touched: list[tuple[int, int]]) -> int:
    longest = 0
    for section in source.sections:
        reached = section.start
        for start, end in touched:
            if end <= section.start or start >= section.end:
                continue
            longest = max(longest, start - reached)
            reached = max(reached, end)
        longest = max(longest, section.end - reached)
    return longest
