"""Whether each distractor is certainly wrong, by the rule that its proof names.

D1  functional slot: differs from every value asserted in its scope, denied ones included
D2  complete list: not among its values
D3  denied by a source that nobody disputes
D4  did not exist at the time
D5  the order of dates decides (``chronology``)
D6  the document is named, and one agent alone is on record there
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quizzes.audit.documents import unaccounted
from quizzes.audit.findings import Finding, finding
from quizzes.audit.keys import Asked, asked
from quizzes.audit.meaning import certainly_differ, meant, plain, says, ways
from quizzes.audit.pack import (
    Assertion,
    Fact,
    Functional,
    Pack,
    Quantity,
    Source,
    Speaker,
    Thing,
    Value,
    When,
)
from quizzes.audit.standing import in_scope, live, rival, values_of
from quizzes.dates import disjoint
from quizzes.items import Choice, Option, Proof
from quizzes.kinds import Extent, Party, Rule, Sensitivity, Stance
from quizzes.quality import names_claimant

_ARTICLE_ON = re.compile(r"\b(?:the article|the articles) on (?:the )?([^,?;]+)", re.IGNORECASE)
YEAR_DAYS = 366 + 13  # with its Julian days

_WORD = re.compile(r"[^\W_]{4,}|\d+")
_ROOT = 5  # letters by which "regiment" and "regiments" are one word
_AMOUNTS = {"half", "third", "quart", "most", "major", "dozen", "hundr", "thous"}
_SPEAKING = (Stance.ASSERTS, Stance.REPORTS, Stance.CORRECTS)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A written reason that proofs rest on: of a predicate's slot, or of a complete list."""

    rule: str
    where: str
    because: str


@dataclass(kw_only=True)
class Prover:
    """Checks proofs of one bank and collects the reasons that they rest on, with the identities of
    the items where each is used."""

    pack: Pack
    texts: Mapping[str, str]
    reasons: dict[Reason, list[str]] = field(default_factory=lambda: defaultdict(list))
    _accounted: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def check(self, item: Choice) -> Iterator[Finding]:
        question = asked(item, self.pack)
        if question is None or not question.values:
            return  # told by ``keys``
        for option in item.options:
            if option.id == item.key:
                if option.proof is not None:
                    yield finding(item.identity, "key-with-proof", option=option.text)
            elif option.proof is None:
                yield finding(item.identity, "proof-missing", option=option.text)
            else:
                yield from self._option(item, question, option, option.proof)
        yield from self._apart(item, question)

    def _option(
        self, item: Choice, question: Asked, option: Option, proof: Proof
    ) -> Iterator[Finding]:
        yield from self._tact(item, proof)
        value = meant(option.id, option.text, question.values[0], self.pack)
        if value is None:
            yield finding(item.identity, "option-unclear", id=option.id, text=option.text)
            return
        if question.fact.id not in proof.facts and proof.rule is not Rule.DENIED:
            yield finding(item.identity, "proof-facts", option=option.text, facts=proof.facts)
        match proof.rule:
            case Rule.FUNCTIONAL:
                found = self._functional(item, question, value, proof)
            case Rule.COMPLETE:
                found = self._complete(item, question, value, proof)
            case Rule.DENIED:
                found = self._denied(question, value, proof)
            case Rule.NOT_YET:
                found = self._not_yet(question, value)
            case Rule.DOCUMENT:
                found = self._document(item, question, value, proof)
            case _:
                found = iter(["rule-not-for-slot"])
        for what in found:
            yield finding(
                item.identity, "proof-fails", rule=proof.rule, option=option.text, what=what
            )

    def _tact(self, item: Choice, proof: Proof) -> Iterator[Finding]:
        for fact_id in proof.facts:
            fact = self.pack.facts.get(fact_id)
            if fact is None:
                yield finding(item.identity, "fact-unknown", fact=fact_id)
            elif fact.sensitivity > Sensitivity.MILITARY:
                yield finding(item.identity, "too-sensitive", fact=fact_id, level=fact.sensitivity)

    def _functional(
        self, item: Choice, question: Asked, value: Value, proof: Proof
    ) -> Iterator[str]:
        because = proof.params.get("because", "")
        fixed = question.ask.fixes | {"subject"} if item.slot != "subject" else question.ask.fixes
        if question.ask.given:
            fixed |= {"value"}
        rules = [
            f
            for f in self.pack.predicates[question.fact.predicate].functional
            if f.slot == item.slot and f.given <= fixed and plain(f.because) == plain(because)
        ]
        if not rules:
            yield f"nothing makes {item.slot} functional by what the stem fixes: {sorted(fixed)}"
            return
        if not any(says(proof.params.get("key", ""), v, self.pack) for v in question.values):
            yield f"the key told is {proof.params.get('key')!r}"
        for rule in rules:
            where = f"{question.fact.predicate}.{rule.slot} given {', '.join(sorted(rule.given))}"
            self.reasons[Reason(rule="D1", where=where, because=rule.because)].append(item.identity)
            if "when" in rule.given and _wide(question.assertion.when):
                yield "at some time within years, it may have been each in its turn"
            for slot in sorted(rule.given - {"subject"}):
                if not self._fixed(question, slot):
                    yield f"the stem does not tell the {slot}, on which it depends"
            yield from self._clashes(question, value, rule)

    def _fixed(self, question: Asked, slot: str) -> bool:
        """Whether the stem says anything of the slot: a figure or a word of the date, the speaker,
        a word of a value. ``fixes`` is the author's word for it; this is the stem's."""
        stem, assertion = plain(question.ask.stem), question.assertion
        if slot == "agent":
            agent = self.pack.agents[assertion.agent]
            return names_claimant(stem, name=agent.name, party=agent.party, verb=assertion.verb)
        if slot == "when" and any(character.isdigit() for character in stem):
            return True
        given = question.ask.given if slot != "value" else ""
        values = values_of(question.fact, assertion, slot, given)
        told = {word[:_ROOT] for word in _WORD.findall(stem)}
        if any(isinstance(value, Quantity) for value in values) and told & _AMOUNTS:
            return True
        return any(
            word[:_ROOT] in told
            for value in values
            for way in ways(value, self.pack)
            for word in _WORD.findall(way)
        )

    def _clashes(self, question: Asked, value: Value, rule: Functional) -> Iterator[str]:
        scope = in_scope(question.fact, question.assertion, rule.given, self.pack)
        for fact, assertion in scope:
            for on_record in values_of(fact, assertion, rule.slot):
                if not certainly_differ(value, on_record, self.pack):
                    yield f"may be {on_record} of {fact.id}.{assertion.id}"

    def _complete(self, item: Choice, question: Asked, value: Value, proof: Proof) -> Iterator[str]:
        assertion = question.assertion
        if not assertion.complete or assertion not in live(question.fact):
            yield "the assertion is not complete, or not live"
            return
        if plain(proof.params.get("because", "")) != plain(assertion.complete):
            yield "another reason is told"
        reason = Reason(rule="D2", where=question.fact.id, because=assertion.complete)
        self.reasons[reason].append(item.identity)
        for on_record in question.values:
            if not certainly_differ(value, on_record, self.pack):
                yield f"may be {on_record} of the list"
        # The list speaks for its own source; what other facts say of the same must not contradict.
        given = frozenset({"subject", "when", *assertion.qualifiers} - {item.slot})
        if question.ask.given:
            given |= {"value"}
            return
        for fact, other in in_scope(question.fact, assertion, given, self.pack):
            if fact.id == question.fact.id:
                continue
            for on_record in values_of(fact, other, item.slot):
                if self._same_as(value, on_record) and not self._told_apart(question, fact, other):
                    yield f"is {on_record} of {fact.id}.{other.id}"

    def _same_as(self, value: Value, on_record: Value) -> bool:
        return type(value) is type(on_record) and not certainly_differ(value, on_record, self.pack)

    def _told_apart(self, question: Asked, fact: Fact, other: Assertion) -> bool:
        """Whether the two assertions carry the same qualifier with values that differ."""
        own = _qualifiers(question.fact, question.assertion)
        others = _qualifiers(fact, other)
        return any(
            all(certainly_differ(a, b, self.pack) for a in own[name] for b in others[name])
            for name in own.keys() & others.keys()
        )

    def _denied(self, question: Asked, value: Value, proof: Proof) -> Iterator[str]:
        for fact_id in proof.facts:
            fact = self.pack.facts.get(fact_id)
            if fact is None or fact.subject != question.fact.subject:
                continue
            answered = {a.of for a in fact.assertions if a.of}
            for denial in live(fact):
                if denial.stance is not Stance.DENIES or denial.id in answered:
                    continue
                claim = fact.assertion(denial.of)
                if claim.stance is Stance.DENIES:
                    continue  # who denies a denial does not deny what it denied
                denied = [v for v, _ in (*denial.values, *claim.values)]
                if any(self._same_as(value, v) for v in denied):
                    return
        yield "no undisputed source denies it"

    def _not_yet(self, question: Asked, value: Value) -> Iterator[str]:
        when = question.assertion.when
        if "when" not in question.ask.fixes or when is None:
            yield "the stem fixes no time"
            return
        lived = self.pack.entities[value.entity].lived if isinstance(value, Thing) else None
        if lived is None or not disjoint(lived, when.date):
            yield "it may have existed then"

    def _document(self, item: Choice, question: Asked, value: Value, proof: Proof) -> Iterator[str]:
        if not isinstance(value, Speaker):
            yield "no agent is asked for"
            return
        named = named_documents(item.stem, self.pack)
        cited = [s for s in named if s.title == proof.params.get("source")]
        if not cited:
            told = ", ".join(s.title for s in named) or "no document"
            yield f"the stem names {told}, the proof {proof.params.get('source')!r}"
            return
        family = {
            s.id
            for s in self.pack.sources.values()
            if s.id == cited[0].id or s.excerpt_of == cited[0].id
        }
        speakers = self._on_record(question, family)
        if speakers != {question.assertion.agent}:
            yield f"on record there: {', '.join(sorted(speakers)) or 'nobody'}"
        for fact, assertion in self._near(question, family, value.agent):
            yield f"it speaks of the same in {fact.id}.{assertion.id}"
        for source_id in sorted(family):
            for sentence in self._unaccounted(source_id):
                start = " ".join(sentence.split()[:4])
                yield f"a sentence of {source_id} is not accounted for: {start} …"

    def _on_record(self, question: Asked, family: set[str]) -> set[str]:
        """Who says it in the document: of the fact itself, and of every other fact that may hold
        the same value of the same subject."""
        found = set()
        for fact, assertion in self._same_matter(question):
            if fact is not question.fact and not assertion.values:
                continue
            if assertion.stance in _SPEAKING and _anchored(assertion, family):
                found.add(assertion.agent)
        return found

    def _same_matter(self, question: Asked) -> Iterator[tuple[Fact, Assertion]]:
        given = frozenset({"subject", "when", "value"})
        for fact, assertion in in_scope(question.fact, question.assertion, given, self.pack):
            agent = self.pack.agents[assertion.agent]
            if fact is question.fact or agent.party is not Party.ENCYCLOPAEDIA:
                yield fact, assertion

    def _near(
        self, question: Asked, family: set[str], agent: str
    ) -> Iterator[tuple[Fact, Assertion]]:
        """Claims of the agent on the same subject that stand in the very words of the key."""
        own = [(a.source, a.start, a.end) for a in question.assertion.anchors if a.source in family]
        for fact in self.pack.facts.values():
            for assertion in fact.assertions:
                if assertion.agent != agent or fact.subject != question.fact.subject:
                    continue
                if any(
                    a.source == source and a.start < end and start < a.end
                    for a in assertion.anchors
                    for source, start, end in own
                ):
                    yield fact, assertion

    def _unaccounted(self, source_id: str) -> tuple[str, ...]:
        if source_id not in self.texts:
            return ()
        if source_id not in self._accounted:
            source = self.pack.sources[source_id]
            self._accounted[source_id] = unaccounted(source, self.texts[source_id], self.pack)
        return self._accounted[source_id]

    def _apart(self, item: Choice, question: Asked) -> Iterator[Finding]:
        """That other facts do not contradict the key, unless the stem says whose word it is."""
        claimant = self.pack.agents[question.assertion.agent]
        if item.slot == "agent" or names_claimant(
            item.stem,
            name=claimant.name,
            party=claimant.party,
            verb=question.assertion.verb,
        ):
            return
        for fact in self.pack.facts.values():
            if fact is question.fact or fact.predicate != question.fact.predicate or fact.suspect:
                continue
            for assertion in live(fact):
                if assertion.stance is not Stance.DENIES and rival(
                    question.fact, question.assertion, fact, assertion, self.pack, item.slot
                ):
                    yield finding(
                        item.identity, "rival-unnamed", fact=fact.id, assertion=assertion.id
                    )


def named_documents(stem: str, pack: Pack) -> tuple[Source, ...]:
    """The sources that "the article on …" names: that of this very title, else all whose title
    holds these words. Excerpts go with their whole."""
    match = _ARTICLE_ON.search(stem)
    if match is None:
        return ()
    words = plain(match[1]).split()
    whole = [source for source in pack.sources.values() if not source.excerpt_of]
    for end in range(len(words), 0, -1):
        phrase = " ".join(words[:end])
        if exact := [source for source in whole if plain(source.title) == phrase]:
            return tuple(exact)
        if found := [source for source in whole if f" {phrase} " in f" {plain(source.title)} "]:
            return tuple(found)
    return ()


def _wide(when: When | None) -> bool:
    """Whether the date is one moment somewhere inside more than a year: "one at a time" then leaves
    room for others in the same time."""
    if when is None or when.extent is not Extent.POINT:
        return False
    lo, hi = when.date.lo, when.date.hi
    return lo is None or hi is None or hi - lo > YEAR_DAYS


def _anchored(assertion: Assertion, family: set[str]) -> bool:
    return any(anchor.source in family for anchor in assertion.anchors)


def _qualifiers(fact: Fact, assertion: Assertion) -> Mapping[str, tuple[Value, ...]]:
    slots = {*assertion.qualifiers, *(name for _, own in assertion.values for name in own)}
    return {slot: values_of(fact, assertion, slot) for slot in slots}
