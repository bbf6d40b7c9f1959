"""A small made-up town with its pack, its document and a bank written by hand, all sound.

The bank is not generated: the audit has to stand without the generator. A test takes a fresh
``World``, spoils one thing, and looks what the audit says.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quizzes.audit import Report, audit
from quizzes.dates import parse, words
from quizzes.items import (
    AnyItem,
    Choice,
    Citation,
    Event,
    Flashcard,
    Option,
    Ordering,
    Proof,
    content_hash,
    to_json,
)
from quizzes.kinds import Party, Rule, Stance

TEXT = """In 1684 the Orrin Guild built the mill of Velm. In 1706 the stone bridge was finished. \
In summer 1771 a flood tore the bridge away. In 1790 the first school opened. \
In 1850 the town hall was put up. By 1850 the town sold wool and tiles. \
In 1900 the first train arrived. On 6 March 1922 the weavers laid down their work. \
On 9 March 1922 the mill owners announced that the strike was over, which the union denied. \
In 1931 the library opened. In 1960 the museum opened. People used the wooden bridge in 1690. \
The police said that a lamp had caused the smoke of 1931, and neither lightning, as rumour had it, \
nor a kiln. Two people died in a fire. In 1640 Velm had 90,000 inhabitants."""

URL = "https://vellin.example/Velm"
BUILT_ONCE = "a building is first built at one time"
BUILT_BY = "a building has the builder whom its source names"
HAPPENED_ONCE = "this one event happened at one time"
ALL_GOODS = "the source lists all goods"


def anchor(passage: str) -> list[str]:
    start = TEXT.index(passage)
    digest = hashlib.sha256(passage.encode()).hexdigest()[:16]
    phrase = " ".join(passage.split()[:6])
    return ["velm", str(start), str(start + len(passage)), digest, phrase]


def _dated(
    fact_id: str, title: str, edtf: str, passage: str, *, edge: str = "happened", **more: Any
) -> dict[str, Any]:
    """A fact that is an event, and no more."""
    when = {"edtf": edtf, "is": more.pop("extent", "point")}
    event = {"id": f"{fact_id}-event", "title": title, "edge": edge}
    return {
        "id": fact_id,
        "topic": "town",
        "statement": f"{title}.",
        "subject": fact_id,
        "predicate": "happened",
        "sensitivity": "0",
        "event": event | ({"campaign": more["campaign"]} if "campaign" in more else {}),
        "card": {"front": f"When was this: {title.lower()}?", "back": words(parse(edtf))},
        "assertions": [_claim("a", "encyclopaedia", passage, when=when)],
    }


def _claim(name: str, agent: str, passage: str, **more: Any) -> dict[str, Any]:
    claim = {"id": name, "agent": agent, "stance": "asserts", "anchor": anchor(passage)}
    return claim | more


def _facts() -> list[dict[str, Any]]:
    mill = _dated("mill-built", "The mill is built", "1684", "the Orrin Guild built the mill")
    del mill["card"]
    mill |= {"subject": "mill", "predicate": "built_by"}
    mill["assertions"][0]["value"] = "guild"
    mill["ask"] = [
        {
            "slot": "value",
            "stem": "Who built the mill of Velm in 1684?",
            "fixes": ["subject", "when"],
        },
        {
            "slot": "when",
            "stem": "In which year was the mill of Velm built?",
            "fixes": ["subject"],
        },
    ]
    exports = {
        "id": "exports",
        "topic": "trade",
        "statement": "By 1850 Velm sold wool and tiles.",
        "subject": "velm",
        "predicate": "exported",
        "sensitivity": "0",
        "assertions": [
            _claim(
                "a",
                "encyclopaedia",
                "By 1850 the town sold wool and tiles",
                values=["wool", "tiles"],
                when={"edtf": "../1850", "is": "state"},
                complete=ALL_GOODS,
            )
        ],
        "ask": [
            {
                "slot": "value",
                "stem": "What did the town of Velm sell by 1850?",
                "fixes": ["subject", "when"],
            }
        ],
    }
    over = {
        "id": "strike-over",
        "topic": "strike",
        "statement": "The mill owners announced the end of the strike; the union denied it.",
        "subject": "strike",
        "predicate": "ended",
        "sensitivity": "1",
        "event": {"id": "strike-ends", "title": "The strike is over", "edge": "ended"},
        "assertions": [
            _claim(
                "o",
                "owners",
                "On 9 March 1922 the mill owners announced that the strike was over",
                verb="announced",
                when={"edtf": "1922-03-09"},
            ),
            _claim("u", "union", "which the union denied", stance="denies", of="o", verb="denied"),
        ],
        "ask": [
            {
                "slot": "agent",
                "stem": "According to the article on Velm, who announced in 1922 that the strike "
                "was over?",
                "fixes": ["subject", "when"],
            },
            {
                "slot": "when",
                "stem": "On which day, as the mill owners announced, was the strike over?",
                "fixes": ["subject"],
            },
        ],
    }
    smoke = {
        "id": "smoke-cause",
        "topic": "town",
        "statement": "The police said that a lamp had caused the smoke of 1931.",
        "subject": "smoke",
        "predicate": "caused_by",
        "sensitivity": "0",
        "assertions": [
            _claim("p", "police", "a lamp had caused the smoke", value="lamp", verb="said"),
            _claim("r", "rumour", "lightning, as rumour had it", value="lightning"),
            _claim("d", "police", "neither lightning", stance="denies", of="r", verb="said"),
            _claim("k", "police", "nor a kiln", stance="denies", of="r", value="kiln"),
        ],
        "ask": [
            {
                "slot": "value",
                "stem": "What caused the smoke of 1931, as the police said?",
                "fixes": ["subject"],
            }
        ],
    }
    bridge = {
        "id": "bridge-used",
        "topic": "town",
        "statement": "In 1690 people of Velm used the wooden bridge.",
        "subject": "velm",
        "predicate": "used",
        "sensitivity": "0",
        "assertions": [
            _claim(
                "a",
                "encyclopaedia",
                "People used the wooden bridge in 1690",
                value="wooden-bridge",
                when={"edtf": "1690"},
            )
        ],
        "ask": [
            {
                "slot": "value",
                "stem": "By which way did people of Velm cross the water in 1690?",
                "fixes": ["subject", "when"],
            }
        ],
    }
    fire = {
        "id": "fire",
        "topic": "town",
        "statement": "Two people died in a fire.",
        "subject": "velm",
        "predicate": "happened",
        "sensitivity": "2",
        "assertions": [_claim("a", "encyclopaedia", "Two people died in a fire")],
    }
    crowd = {
        "id": "crowd-1640",
        "topic": "town",
        "statement": "In 1640 Velm had 90,000 inhabitants.",
        "subject": "velm",
        "predicate": "population",
        "sensitivity": "0",
        "suspect": "No town of that land had so many.",
        "assertions": [
            _claim("a", "encyclopaedia", "In 1640 Velm had 90,000 inhabitants", value="90000")
        ],
    }
    events = [
        _dated(
            "bridge-built",
            "The stone bridge is finished",
            "1703/1706",
            "In 1706 the stone bridge was finished",
            edge="ended",
            extent="span",
        ),
        _dated("flood", "A flood tears the bridge away", "1771-22", "In summer 1771 a flood"),
        _dated("school", "The first school opens", "1790", "In 1790 the first school opened"),
        _dated("hall", "The town hall is put up", "1850", "In 1850 the town hall was put up"),
        _dated("train", "The first train arrives", "1900", "In 1900 the first train arrived"),
        _dated(
            "strike-begun",
            "The weavers lay down their work",
            "1922-03-06",
            "On 6 March 1922 the weavers laid down their work",
            campaign="strike",
        ),
        _dated("library", "The library opens", "1931", "In 1931 the library opened"),
        _dated("museum", "The museum opens", "1960", "In 1960 the museum opened"),
    ]
    return [mill, exports, over, smoke, bridge, fire, crowd, *events]


def _pack() -> dict[str, Any]:
    def functional(slot: str, because: str, *given: str) -> dict[str, Any]:
        return {"slot": slot, "given": list(given or ("subject",)), "because": because}

    entities: dict[str, Any] = {
        "velm": {"label": "Velm", "type": "settlement"},
        "mill": {"label": "the mill of Velm", "type": "structure"},
        "guild": {"label": "the Orrin Guild", "type": "organisation", "aliases": ["Orrin's Guild"]},
        "parish": {"label": "the Anne Parish", "type": "organisation"},
        "brede-guild": {"label": "the Brede Company", "type": "organisation"},
        "strike": {"label": "the weavers' strike", "type": "event"},
        "smoke": {"label": "the smoke of 1931", "type": "event"},
        "lamp": {"label": "a lamp", "type": "good"},
        "lightning": {"label": "lightning", "type": "good"},
        "kiln": {"label": "a kiln", "type": "good"},
        "wooden-bridge": {"label": "the wooden bridge", "type": "structure", "lived": "../1703"},
        "stone-bridge": {"label": "the stone bridge", "type": "structure", "lived": "1706/1771"},
        "iron-bridge": {"label": "the iron bridge", "type": "structure", "lived": "1880/.."},
    }
    for good in ("wool", "tiles", "tar", "salt"):
        entities[good] = {"label": good, "type": "good"}
    facts = _facts()
    entities |= {f["id"]: {"label": f["id"], "type": "event"} for f in facts}
    return {
        "pack.yaml": {"id": "velm", "language": "en", "as_of": "2026-01-01"},
        "sources.yaml": {
            "velm": {
                "title": "Velm",
                "url": URL,
                "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
                "length": str(len(TEXT)),
                "sections": [
                    {"id": "all", "title": "History", "start": "0", "end": str(len(TEXT))}
                ],
            }
        },
        "agents.yaml": {
            "encyclopaedia": {"name": "the encyclopaedia", "party": "encyclopaedia"},
            "owners": {"name": "the mill owners", "party": "third"},
            "union": {"name": "the union", "party": "third"},
            "police": {"name": "the police", "party": "third"},
            "rumour": {"name": "rumour", "party": "third"},
            "council": {"name": "the town council", "party": "third"},
        },
        "predicates.yaml": {
            "built_by": {
                "range": ["organisation"],
                "functional": [functional("value", BUILT_BY), functional("when", BUILT_ONCE)],
            },
            "exported": {"range": ["good"]},
            "ended": {"range": ["date"], "functional": [functional("when", HAPPENED_ONCE)]},
            "happened": {"range": ["text"], "functional": [functional("when", HAPPENED_ONCE)]},
            "caused_by": {"range": ["good"]},
            "used": {"range": ["structure"]},
            "population": {"range": ["quantity"]},
        },
        "entities/all.yaml": entities,
        "facts/all.yaml": facts,
        "left_out.yaml": [],
    }


def citation(fact: Mapping[str, Any], claim: Mapping[str, Any]) -> Citation:
    source, start, end, *_ = claim["anchor"]
    agents = _pack()["agents.yaml"]
    return Citation(
        source=source,
        source_title="Velm",
        section="History",
        url=f"{URL}#:~:text=Velm",
        start=int(start),
        end=int(end),
        locator="",
        agent=claim["agent"],
        agent_name=agents[claim["agent"]]["name"],
        party=Party(agents[claim["agent"]]["party"]),
        stance=Stance(claim["stance"]),
        verb=claim.get("verb", ""),
        said_on="",
    )


@dataclass
class World:
    pack: dict[str, Any] = field(default_factory=_pack)
    items: list[AnyItem] = field(default_factory=list)
    text: str = TEXT

    def __post_init__(self) -> None:
        self.items = [*self.choices(), *self.orderings(), *self.flashcards()]

    def fact(self, fact_id: str) -> dict[str, Any]:
        return next(fact for fact in self.pack["facts/all.yaml"] if fact["id"] == fact_id)

    def item(self, part: str) -> AnyItem:
        return next(item for item in self.items if part in item.identity)

    def change(self, part: str, change: Callable[[Any], AnyItem]) -> None:
        """Put something else in the place of the item whose identity holds ``part``."""
        found = self.item(part)
        self.items[self.items.index(found)] = change(found)

    def change_option(self, part: str, option_id: str, **fields: Any) -> None:
        def changed(item: Choice) -> Choice:
            options = tuple(replace(o, **fields) if o.id == option_id else o for o in item.options)
            return replace(item, options=options)

        self.change(part, changed)

    def write(self, folder: Path) -> tuple[Path, list[str]]:
        """The pack's folder, and the lines of the dump. JSON is YAML."""
        for name, data in self.pack.items():
            path = folder / "pack" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        documents = folder / "documents"
        documents.mkdir(exist_ok=True)
        (documents / "velm.txt").write_bytes(self.text.encode())
        return folder / "pack", [dump_line(item) for item in self.items]

    def audit(self, folder: Path, *, documents: bool = True) -> Report:
        pack, lines = self.write(folder)
        return audit(pack, lines, folder / "documents" if documents else None)

    def codes(self, folder: Path, *, documents: bool = True) -> set[str]:
        return {found.code for found in self.audit(folder, documents=documents).findings}

    def choices(self) -> list[AnyItem]:
        def d1(key: str, because: str, fact: str) -> Proof:
            return Proof(
                rule=Rule.FUNCTIONAL, facts=(fact,), params={"because": because, "key": key}
            )

        d6 = Proof(
            rule=Rule.DOCUMENT,
            facts=("strike-over",),
            params={"source": "Velm", "key": "the mill owners"},
        )
        d4 = Proof(rule=Rule.NOT_YET, facts=("bridge-used",))
        d3 = Proof(rule=Rule.DENIED, facts=("smoke-cause",))
        d2 = Proof(rule=Rule.COMPLETE, facts=("exports",), params={"because": ALL_GOODS})
        built = d1("the Orrin Guild", BUILT_BY, "mill-built")
        year = d1("1684", BUILT_ONCE, "mill-built")
        day = d1("9 March 1922", HAPPENED_ONCE, "strike-over")
        return [
            self._choice(
                "mill-built:value",
                ("parish", "The Anne Parish", built),
                ("guild", "The Orrin Guild", None),
                ("brede-guild", "The Brede Company", built),
            ),
            self._choice(
                "mill-built:when",
                ("1684", "1684", None),
                ("1691", "1691", year),
                ("1702", "1702", year),
                ordered=True,
            ),
            self._choice(
                "exports:value", ("tar", "Tar", d2), ("salt", "Salt", d2), ("wool", "Wool", None)
            ),
            self._choice(
                "strike-over:agent",
                ("owners", "The mill owners", None),
                ("council", "The town council", d6),
                ("police", "The police", d6),
            ),
            self._choice(
                "strike-over:when",
                ("1922-03-02", "2 March 1922", day),
                ("1922-03-09", "9 March 1922", None),
                ("1922-03-15", "15 March 1922", day),
                ordered=True,
            ),
            self._choice(
                "smoke-cause:value",
                ("lightning", "Lightning", d3),
                ("lamp", "A lamp", None),
                ("kiln", "A kiln", d3),
            ),
            self._choice(
                "bridge-used:value",
                ("wooden-bridge", "The wooden bridge", None),
                ("stone-bridge", "The stone bridge", d4),
                ("iron-bridge", "The iron bridge", d4),
            ),
            self._events("school", "first", ("train", "1900"), ("museum", "1960")),
            self._events("train", "period", ("hall", "1850"), ("library", "1931")),
        ]

    def _choice(
        self, name: str, *options: tuple[str, str, Proof | None], ordered: bool = False
    ) -> Choice:
        fact_id, slot = name.split(":")
        fact = self.fact(fact_id)
        ask = next(ask for ask in fact["ask"] if ask["slot"] == slot)
        return Choice(
            **self._shared(fact, f"velm:choice:{name}"),
            citations=tuple(citation(fact, claim) for claim in fact["assertions"]),
            stem=ask["stem"],
            slot=slot,
            options=tuple(Option(id=i, text=t, proof=p) for i, t, p in options),
            key=next(i for i, _, proof in options if proof is None),
            ordered=ordered,
        )

    def _events(self, key: str, slot: str, *others: tuple[str, str]) -> Choice:
        fact = self.fact(key)
        key_date = fact["assertions"][0]["when"]["edtf"]
        shared = self._shared(fact, f"velm:choice:{key}:{slot}")
        stems = {
            "first": "Which of these events came first?",
            "period": "Which of these events happened in 1900?",
        }
        return Choice(
            **(shared | {"facts": (key, *(other for other, _ in others))}),
            citations=(citation(fact, fact["assertions"][0]),),
            stem=stems[slot],
            slot=slot,
            options=(
                *(
                    Option(
                        id=f"{other}-event",
                        text=self.fact(other)["event"]["title"],
                        proof=Proof(
                            rule=Rule.ORDER,
                            facts=(key, other),
                            params={"date": date, "key_date": key_date},
                        ),
                    )
                    for other, date in others
                ),
                Option(id=f"{key}-event", text=fact["event"]["title"]),
            ),
            key=f"{key}-event",
        )

    def orderings(self) -> list[AnyItem]:
        return [
            self.ordering("one", "mill-built", "flood", "hall", "strike-begun"),
            self.ordering("two", "bridge-built", "hall", "train", "museum"),
        ]

    def ordering(self, name: str, *fact_ids: str, difficulty: float = 0.5) -> Ordering:
        facts = [self.fact(fact_id) for fact_id in fact_ids]
        shared = self._shared(facts[0], f"velm:ordering:{name}")
        return Ordering(
            **(shared | {"facts": fact_ids, "difficulty": difficulty}),
            citations=tuple(citation(fact, fact["assertions"][0]) for fact in facts),
            stem="Put these events in order, earliest first.",
            events=tuple(self.event(fact) for fact in facts),
        )

    def event(self, fact: Mapping[str, Any]) -> Event:
        edtf = fact["assertions"][0]["when"]["edtf"]
        if fact["event"]["edge"] == "ended":
            edtf = edtf.rpartition("/")[2]
        date = parse(edtf)
        return Event(
            id=fact["event"]["id"],
            title=fact["event"]["title"],
            date=words(date),
            edtf=edtf,
            lo=date.lo,
            hi=date.hi,
            fact=fact["id"],
        )

    def flashcards(self) -> list[AnyItem]:
        backs = {
            "mill-built": "The Orrin Guild",
            "exports": "Wool and tiles",
            "strike-over": "The mill owners",
            "smoke-cause": "A lamp",
            "bridge-used": "The wooden bridge",
        }
        cards: list[AnyItem] = []
        for fact in self.pack["facts/all.yaml"]:
            card, asks = fact.get("card"), fact.get("ask")
            if not (card or asks):
                continue
            slot = "card" if card else asks[0]["slot"]
            cards.append(
                Flashcard(
                    **self._shared(fact, f"velm:flashcard:{fact['id']}:{slot}"),
                    citations=tuple(citation(fact, claim) for claim in fact["assertions"]),
                    front=card["front"] if card else asks[0]["stem"],
                    back=card["back"] if card else backs[fact["id"]],
                    slot=slot,
                )
            )
        return cards

    def _shared(self, fact: Mapping[str, Any], identity: str) -> dict[str, Any]:
        return {
            "identity": identity,
            "topic": fact["topic"],
            "language": "en",
            "facts": (fact["id"],),
            "sensitivity": int(fact["sensitivity"]),
            "difficulty": 0.5,
            "explanation": fact["statement"],
        }


def dump_line(item: AnyItem) -> str:
    data = to_json(item) | {"level": str(item.level), "content_hash": content_hash(item)}
    return json.dumps(data, ensure_ascii=False)
