"""A pack in another language: texts laid over its facts, by their ids.

    examine_overlay  a sound pack + ``overlays/uk`` → the pack in Ukrainian, and every problem
    read_overlays    a pack's folder → its translations, or PackError
    with_silent      a translation + its original → what proofs may rest on
    originals        short hashes of what is translated, to tell what changed since

A translation is a ``Pack`` of its own, called ``izium-uk`` after its original. Facts keep their
ids, values, dates, anchors and status; texts alone are replaced. A fact that is not translated, or
whose original has changed since, is not in it, nor is an untranslated ask, event or card. But what
the original knows stays on record: no proof may forget a fact because nobody translated it.
docs/PACKS.md shows the files.

For authors, without Django: ``python -m quizzes.factbase.overlay fixtures/izium uk``.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from quizzes.factbase import overlay_rules, rules
from quizzes.factbase.fields import Fields, Places, shape
from quizzes.factbase.model import (
    Agent,
    Assertion,
    Card,
    Entity,
    Fact,
    Milestone,
    Pack,
    Predicate,
    Quantity,
    Topic,
    Value,
    When,
)
from quizzes.factbase.overlay_tables import (
    FactText,
    Head,
    Texts,
    fact_text,
    head_text,
    predicate_text,
    topic_text,
)
from quizzes.factbase.problems import Problem, in_reading_order, pack_error
from quizzes.factbase.reading import Examination, examine
from quizzes.factbase.tree import MAX_BYTES, Node, Table, Text, read_tree
from quizzes.factbase.wording import with_place

OVERLAYS = "overlays"
MARKS = "originals.yaml"
SINGLE_FILES = (
    "pack.yaml",
    "topics.yaml",
    "agents.yaml",
    "entities.yaml",
    "predicates.yaml",
    MARKS,
)
HASH_DIGITS = 8
# What an untranslated fact is given as the reason why it is neither shown nor asked.
SILENT = "not translated"

_Thing = TypeVar("_Thing")


def languages(folder: Path) -> list[str]:
    """The languages into which the pack of a folder is translated, by the names of folders."""
    return sorted(path.name for path in (folder / OVERLAYS).glob("*") if path.is_dir())


def read_overlays(pack: Pack, folder: Path) -> list[Pack]:
    """Every translation of ``pack``, which was read from ``folder``. Raises ``PackError``."""
    found = []
    for language in languages(folder):
        examination = examine_overlay(pack, folder, language)
        if examination.pack is None:
            raise pack_error(examination.faults)
        found.append(examination.pack)
    return found


def examine_overlay(pack: Pack, folder: Path, language: str) -> Examination:
    """The translation and what is wrong with it; files are named as below the pack's folder."""
    return _examined(pack, _Reading(folder, language), language)


def _examined(pack: Pack, reading: "_Reading", language: str) -> Examination:
    texts = reading.texts()
    breaches, left_out = overlay_rules.check(pack, texts, language, reading.find)
    changed = list(_changed(pack, texts))
    stale = {(kind, key) for kind, key, _thing, was_marked in changed if was_marked}
    facts = {
        key: text
        for key, text in texts.facts.items()
        if key in pack.facts
        and key not in left_out
        and ("facts", key) not in stale
        # A reason is told to pupils: one that was narrowed must not live on either.
        and ("predicates", pack.facts[key].predicate) not in stale
    }
    translated = _translated(pack, replace(texts, facts=facts), language, reading.places)
    problems = [*reading.problems, *breaches]
    for _kind, key, thing, was_marked in changed:
        code = "overlay-stale" if was_marked else "overlay-unmarked"
        problems.append(reading.find(code, thing, warning=True, id=key))
    if all(problem.warning for problem in problems):
        problems += rules.check(translated, reading.places)
    listed = in_reading_order(problems)
    sound = all(problem.warning for problem in listed)
    return Examination(pack=translated if sound else None, draft=translated, problems=listed)


def with_silent(translated: Pack, original: Pack) -> Pack:
    """``translated`` with the facts that it lacks, on record but neither asked nor told of."""
    silent = {
        fact.id: replace(fact, asks=(), event=None, card=None, suspect=fact.suspect or SILENT)
        for fact in original.facts.values()
        if fact.id not in translated.facts
    }
    facts = {**translated.facts, **silent}
    return replace(translated, facts={key: facts[key] for key in sorted(facts)})


# Reading


class _Reading:
    """One reading of one overlay's files."""

    def __init__(self, folder: Path, language: str) -> None:
        self.problems: list[Problem] = []
        self.places = Places()
        self.prefix = f"{OVERLAYS}/{language}"
        self._trees: dict[str, Node] = {}
        root = folder / OVERLAYS / language
        for path in sorted(root.rglob("*.y*ml")):
            name = path.relative_to(root).as_posix()
            file = f"{self.prefix}/{name}"
            if name not in SINGLE_FILES and not (
                name.startswith("facts/") and name.count("/") == 1
            ):
                known = ", ".join((*SINGLE_FILES, "facts/…"))
                self._report(file, 0, "file-unknown", known=known)
                continue
            with path.open("rb") as opened:
                tree = read_tree(file, opened.read(MAX_BYTES + 1))
            if isinstance(tree, Problem):
                self.problems.append(tree)
            elif not (isinstance(tree, Text) and not tree.value):
                self._trees[name] = tree

    def texts(self) -> Texts:
        head = self._trees.get("pack.yaml")
        facts: dict[str, FactText] = {}
        for name in self._trees:
            if name.startswith("facts/"):
                self._keyed(name, fact_text, facts)
        return Texts(
            head=head_text(self._fields("pack.yaml", head)) if head else None,
            topics=self._keyed("topics.yaml", topic_text),
            agents=self._words("agents.yaml"),
            entities=self._words("entities.yaml"),
            predicates=self._keyed("predicates.yaml", predicate_text),
            facts=facts,
            marks=self._marks(),
        )

    def find(self, code: str, thing: object, *fields: str, **params: object) -> Problem:
        """A problem of something that was read here. ``thing`` may be a file's name and a key."""
        warning = bool(params.pop("warning", False))
        if isinstance(thing, tuple):
            file, line = self._line(*thing)
        else:
            file, line = self.places.of(thing, *fields)
        return Problem(file=file, line=line, code=code, params=params, warning=warning)

    def _line(self, name: str, key: str) -> tuple[str, int]:
        tree = self._trees.get(name)
        node = tree.entries.get(key) if isinstance(tree, Table) else None
        return f"{self.prefix}/{name}", node.line if node else 0

    def _fields(self, name: str, node: Node) -> Fields:
        return Fields(f"{self.prefix}/{name}", node, self.problems, self.places)

    def _report(self, file: str, line: int, code: str, **params: object) -> None:
        self.problems.append(Problem(file=file, line=line, code=code, params=params))

    def _entries(self, name: str) -> dict[str, Node]:
        tree = self._trees.get(name)
        if tree is None:
            return {}
        if not isinstance(tree, Table):
            self._report(
                f"{self.prefix}/{name}",
                tree.line,
                "wrong-shape",
                field="",
                wanted="table",
                found=shape(tree),
            )
            return {}
        return tree.entries

    def _keyed(
        self,
        name: str,
        read: Callable[[Fields], _Thing],
        found: dict[str, _Thing] | None = None,
    ) -> dict[str, _Thing]:
        found = {} if found is None else found
        for key, node in self._entries(name).items():
            if key in found:
                where, at = self.places.of(found[key])
                file = f"{self.prefix}/{name}"
                self._report(file, node.line, "id-twice", id=key, first=f"{where}:{at}")
                continue
            found[key] = read(self._fields(name, node))
        return found

    def _words(self, name: str) -> dict[str, str]:
        """A table of id → text."""
        found = {}
        for key, node in self._entries(name).items():
            if isinstance(node, Text) and node.value.strip():
                found[key] = node.value.strip()
            else:
                self._report(f"{self.prefix}/{name}", node.line, "field-empty", field=key)
        return found

    def _marks(self) -> dict[str, dict[str, str]]:
        return {
            kind: {key: mark.value for key, mark in node.entries.items() if isinstance(mark, Text)}
            for kind, node in self._entries(MARKS).items()
            if isinstance(node, Table)
        }


# The pack in the other language


def _translated(pack: Pack, texts: Texts, language: str, places: Places) -> Pack:
    head = texts.head or Head()
    facts = {}
    for fact in pack.facts.values():
        text = texts.facts.get(fact.id)
        if text and fact.topic in texts.topics:
            facts[fact.id] = _fact(fact, text, pack, texts, language)
            places.move(text, facts[fact.id])
    events = {fact.event.id for fact in facts.values() if fact.event}
    return replace(
        pack,
        id=f"{pack.id}-{language}",
        language=language,
        title=head.title or pack.title,
        home_title=head.home_title or pack.home_title,
        home_lead=head.home_lead or pack.home_lead,
        eras={e.id: replace(e, title=head.eras.get(e.id, e.title)) for e in pack.eras.values()},
        campaigns={key: head.campaigns.get(key, name) for key, name in pack.campaigns.items()},
        milestones=tuple(
            Milestone(event=m.event, label=head.milestones[m.event], year=m.year)
            for m in pack.milestones
            if m.event in events and m.event in head.milestones
        ),
        topics=_topics(pack, texts, {fact.topic for fact in facts.values()}),
        agents={a.id: _agent(a, texts, language) for a in pack.agents.values()},
        entities={e.id: _entity(e, texts, language) for e in pack.entities.values()},
        predicates={p.id: _predicate(p, texts) for p in pack.predicates.values()},
        facts=facts,
    )


def _topics(pack: Pack, texts: Texts, wanted: Container[str]) -> dict[str, Topic]:
    """Those that hold a translated fact, in the author's order and counted anew."""
    kept = [topic for topic in pack.topics.values() if topic.id in wanted]
    return {
        topic.id: replace(
            topic,
            title=texts.topics[topic.id].title,
            subtitle=texts.topics[topic.id].subtitle,
            position=position,
        )
        for position, topic in enumerate(kept, start=1)
    }


def _agent(agent: Agent, texts: Texts, language: str) -> Agent:
    """The original's own Ukrainian name is none beside a Ukrainian one."""
    name = texts.agents.get(agent.id) or overlay_rules.own_name(agent, language)
    return replace(agent, name=name, uk="" if language == "uk" else agent.uk) if name else agent


def _entity(entity: Entity, texts: Texts, language: str) -> Entity:
    """The original names stay as aliases: what is one thing in one language is one in another. An
    entity without a name in this language never stands as a distractor."""
    label = texts.entities.get(entity.id) or overlay_rules.own_name(entity, language)
    if not label:
        return replace(entity, foil=False)
    aliases = dict.fromkeys((entity.label, *entity.aliases))
    return replace(
        entity,
        label=label,
        aliases=tuple(a for a in aliases if a != label),
        uk="" if language == "uk" else entity.uk,
    )


def _predicate(predicate: Predicate, texts: Texts) -> Predicate:
    text = texts.predicates.get(predicate.id)
    if text is None or len(text.because) != len(predicate.functional):
        return predicate
    functional = tuple(
        replace(one, because=because)
        for one, because in zip(predicate.functional, text.because, strict=True)
    )
    return replace(predicate, label=text.label, functional=functional)


def _fact(fact: Fact, text: FactText, pack: Pack, texts: Texts, language: str) -> Fact:
    stems = list(text.asks)
    asks = []
    for ask in fact.asks:
        stem = overlay_rules.matching(ask, stems, fact)
        if stem is not None:
            stems.remove(stem)
            among = tuple(
                name
                for name in ask.among
                if name in pack.agents or overlay_rules.named(pack, texts.entities, name, language)
            )
            asks.append(replace(ask, stem=stem.stem, among=among))
    return replace(
        fact,
        statement=text.statement,
        assertions=tuple(_assertion(a, text) for a in fact.assertions),
        asks=tuple(asks),
        event=replace(fact.event, title=text.event) if fact.event and text.event else None,
        card=Card(front=text.front, back=text.back) if fact.card and text.front else None,
        suspect=text.suspect,
        note=text.note,
        file=text.file,
        line=text.line,
    )


def _assertion(assertion: Assertion, text: FactText) -> Assertion:
    said = text.said.get(assertion.id)
    when: When | None = assertion.when
    if when is not None and when.words:
        when = replace(when, words=said.words if said else "")
    return replace(
        assertion,
        verb=said.verb if said else "",
        gloss=said.gloss if said else "",
        complete_because=said.complete if said else "",
        when=when,
        values=tuple(_value(value, text.texts) for value in assertion.values),
        qualifiers=_qualifiers(assertion.qualifiers, text.texts),
    )


def _value(value: Value, texts: Mapping[str, str]) -> Value:
    scalar = value.value
    if isinstance(scalar, Quantity):
        scalar = replace(scalar, unit=texts.get(scalar.unit, scalar.unit))
    elif isinstance(scalar, str):
        scalar = texts.get(scalar, scalar)
    return Value(value=scalar, qualifiers=_qualifiers(value.qualifiers, texts))


def _qualifiers(
    qualifiers: Mapping[str, tuple[str, ...]], texts: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    return {name: tuple(texts.get(v, v) for v in values) for name, values in qualifiers.items()}


# What changed since


def originals(pack: Pack) -> dict[str, dict[str, str]]:
    """A short hash of the texts of everything that can be translated, by kind and id."""
    head = [
        pack.title,
        pack.home_title,
        pack.home_lead,
        *(e.title for e in pack.eras.values()),
        *pack.campaigns.values(),
        *(m.label for m in pack.milestones),
    ]
    return {
        "pack": {pack.id: _short(head)},
        "topics": {t.id: _short([t.title, t.subtitle]) for t in pack.topics.values()},
        "agents": {a.id: _short([a.name]) for a in pack.agents.values()},
        "entities": {e.id: _short([e.label]) for e in pack.entities.values()},
        "predicates": {
            p.id: _short([p.label, *(f.because for f in p.functional)])
            for p in pack.predicates.values()
        },
        "facts": {f.id: _short(_texts_of(f, pack)) for f in pack.facts.values()},
    }


def _texts_of(fact: Fact, pack: Pack) -> list[str]:
    return [
        fact.statement,
        fact.suspect,
        fact.note,
        fact.event.title if fact.event else "",
        *((fact.card.front, fact.card.back) if fact.card else ()),
        *(part for ask in fact.asks for part in (ask.slot, ask.of, ask.given, ask.stem)),
        *(
            part
            for a in fact.assertions
            for part in (a.verb, a.gloss, a.complete_because, a.when.words if a.when else "")
        ),
        *overlay_rules.texts_within(fact, pack),
    ]


def _short(texts: Iterable[str]) -> str:
    told = json.dumps(list(texts), ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:HASH_DIGITS]


def _entries(pack: Pack, texts: Texts) -> Iterator[tuple[str, str, object]]:
    """Every entry of the overlay: its kind, its id, and the thing or the place where it stands."""
    if texts.head is not None:
        yield "pack", pack.id, texts.head
    for key in texts.agents:
        yield "agents", key, ("agents.yaml", key)
    for key in texts.entities:
        yield "entities", key, ("entities.yaml", key)
    yield from (("topics", key, topic) for key, topic in texts.topics.items())
    yield from (("predicates", key, predicate) for key, predicate in texts.predicates.items())
    yield from (("facts", key, fact) for key, fact in texts.facts.items())


def _changed(pack: Pack, texts: Texts) -> Iterator[tuple[str, str, object, bool]]:
    """The entries whose original is not the one that was noted, and whether one was."""
    current = originals(pack)
    for kind, key, thing in _entries(pack, texts):
        now = current[kind].get(key)
        mark = texts.marks.get(kind, {}).get(key)
        if now is not None and mark != now:
            yield kind, key, thing, mark is not None


def marked(pack: Pack, texts: Texts, ids: Iterable[str] = ()) -> dict[str, dict[str, str]]:
    """The marks after somebody looked: those of entries without one, and of the named ``ids``, are
    set to the original as it is now; marks of entries that are gone are dropped."""
    again = set(ids)
    current = originals(pack)
    marks: dict[str, dict[str, str]] = {}
    for kind, key, _thing in _entries(pack, texts):
        old = texts.marks.get(kind, {}).get(key)
        now = current[kind].get(key)
        if now is not None:
            marks.setdefault(kind, {})[key] = now if old is None or key in again else old
    return marks


def marks_as_yaml(marks: Mapping[str, Mapping[str, str]]) -> str:
    lines = [
        "# Short hashes of what was translated, written by python -m quizzes.factbase.overlay "
        "--mark:\n# they tell which originals changed since.\n"
    ]
    for kind, entries in marks.items():
        lines.append(f"{kind}:\n")
        # Quoted, for 12345678 and 1234e567 are numbers to other readers of YAML.
        lines += [f'  {key}: "{entries[key]}"\n' for key in sorted(entries)]
    return "".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quizzes.factbase.overlay", description="Check a translation of a pack."
    )
    parser.add_argument("folder", type=Path, help="the pack's folder")
    parser.add_argument("language", help="the folder's name in overlays/, such as uk")
    parser.add_argument(
        "--mark",
        nargs="*",
        metavar="ID",
        help="remember the originals of new entries, and of the named ones again",
    )
    options = parser.parse_args(argv)
    pack = examine(options.folder).pack
    if pack is None:
        sys.stderr.write("The pack itself has problems: python -m quizzes.factbase.check\n")
        return 1
    if options.mark is not None:
        texts = _Reading(options.folder, options.language).texts()
        marks = marks_as_yaml(marked(pack, texts, options.mark))
        file = options.folder / OVERLAYS / options.language / MARKS
        file.write_text(marks, encoding="utf-8", newline="\n")
    examination = examine_overlay(pack, options.folder, options.language)
    for problem in examination.problems:
        sys.stdout.write(with_place(problem, str(options.folder)) + "\n")
    for line in summary(examination.draft, pack):
        sys.stdout.write(f"{line}\n")
    return 1 if examination.faults else 0


def summary(translated: Pack, original: Pack) -> Iterator[str]:
    asks = sum(len(fact.asks) for fact in translated.facts.values())
    yield (
        f"{translated.title} ({translated.language}): {len(translated.facts)} of "
        f"{len(original.facts)} facts, {asks} asks, {len(translated.topics)} of "
        f"{len(original.topics)} topics."
    )


if __name__ == "__main__":
    sys.exit(main())
