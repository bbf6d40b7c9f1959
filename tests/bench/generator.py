"""`make bench-generator`: how reading a pack and generating its bank grow with the pack.

A made-up pack of n facts is written as files, then read and generated from in a process of its
own, so that each size has its own peak of memory. Linear growth shows as a constant time a fact.

    SIZES="1000 5000 20000"     other sizes
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from quizzes import generator
from quizzes.factbase.model import Pack
from quizzes.factbase.reading import read_pack

SIZES = "1000 5000 20000"
TOPICS = 12
# Facts of one settlement: its founding, its mill, its guildhall, a count of people, wares, a flood.
SETTLEMENT = 6
FACTS_A_FILE = 1200
PASSAGE = 80
AIM_MEGABYTES = 1024


def main() -> int:
    sizes = [int(size) for size in os.environ.get("SIZES", SIZES).split()]
    print(f"{'facts':>7}{'read s':>9}{'generate s':>12}{'ms a fact':>11}{'items':>8}{'MB':>7}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="izium-edu-bench-") as folder:
            write_pack(Path(folder), size)
            subprocess.run([sys.executable, "-m", "tests.bench.generator", folder], check=True)
    return 0


def measure(folder: Path) -> None:
    began = time.process_time()
    pack = read_pack(folder)
    read = time.process_time()
    bank = generator.build(pack, seed=pack.seed)
    done = time.process_time()
    # Kilobytes on Linux, bytes on macOS.
    unit = 1024**2 if sys.platform == "darwin" else 1024
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(
        f"{len(pack.facts):>7}{read - began:>9.1f}{done - read:>12.1f}"
        f"{(done - began) * 1000 / len(pack.facts):>11.2f}{len(bank.items):>8}{megabytes:>7.0f}",
        flush=True,
    )
    if megabytes > AIM_MEGABYTES:
        raise SystemExit(f"More than {AIM_MEGABYTES} MB.")


def made_up(size: int) -> Pack:
    """The made-up pack as a value."""
    with tempfile.TemporaryDirectory(prefix="izium-edu-bench-") as folder:
        write_pack(Path(folder), size)
        return read_pack(Path(folder))


def write_pack(folder: Path, size: int) -> None:
    """A sound pack of ``size`` facts on made-up settlements, guilds and wares."""
    (folder / "entities").mkdir(parents=True)
    (folder / "facts").mkdir()
    length = (size + 1) * PASSAGE
    for name, text in _head(length).items():
        (folder / name).write_text(text, encoding="utf-8")
    settlements = -(-size // SETTLEMENT)
    (folder / "entities" / "all.yaml").write_text(
        "\n".join(_entities(settlements)) + "\n", encoding="utf-8"
    )
    facts = [text for s in range(settlements) for text in _facts(s)][:size]
    for number, start in enumerate(range(0, size, FACTS_A_FILE)):
        file = folder / "facts" / f"part-{number:03d}.yaml"
        file.write_text("\n".join(facts[start : start + FACTS_A_FILE]) + "\n", encoding="utf-8")


def _head(length: int) -> dict[str, str]:
    topics = "\n".join(f"- {{id: t{n}, title: Part {n}}}" for n in range(TOPICS))
    return {
        "pack.yaml": "id: made-up\ntitle: Made up\nlanguage: en\nas_of: 2026-01-01\nseed: 7\n"
        "home: {title: Made up, lead: Made up.}\n",
        "topics.yaml": f"{topics}\n",
        "agents.yaml": "annals: {name: the annals, party: encyclopaedia}\n",
        "sources.yaml": "annals:\n  title: Annals\n  kind: archive\n  licence: CC0-1.0\n"
        f"  language: en\n  sha256: {'0' * 64}\n  length: {length}\n"
        f"  sections: [{{id: all, title: All, start: 0, end: {length}}}]\n",
        "predicates.yaml": PREDICATES,
    }


PREDICATES = """\
founded_by: {label: was founded by, domain: [settlement], range: [organisation],
  functional: [{slot: value, given: [subject], because: it has one founder},
    {slot: when, given: [subject], because: it is founded once}]}
built_by: {label: was built by, domain: [structure], range: [organisation],
  functional: [{slot: value, given: [subject], because: it has one builder},
    {slot: when, given: [subject], because: it is built once}]}
population: {label: had a population of, domain: [settlement], range: [quantity],
  functional: [{slot: value, given: [subject, when], because: it has one number at a time}]}
sold: {label: sold, domain: [settlement], range: [good]}
flooded: {label: was flooded, domain: [settlement], range: [text],
  functional: [{slot: when, given: [subject], because: this flood came once}]}
"""
_FIRST = ("Al", "Ber", "Cor", "Dun", "El", "Far", "Gan", "Hol", "Il", "Jor", "Kel", "Lor", "Mer")
_LAST = ("bach", "burg", "dal", "feld", "gard", "ham", "ing", "kirk", "lund", "mar", "ness")
_WARES = ("wool", "salt", "linen", "honey", "tiles", "bricks", "hemp", "glass", "grain", "wax")


def _name(number: int) -> str:
    """A name that no other number has."""
    name = _FIRST[number % len(_FIRST)] + _LAST[number // len(_FIRST) % len(_LAST)]
    round_ = number // (len(_FIRST) * len(_LAST))
    return f"{_name(round_ - 1)} {name}" if round_ else name


def _entities(settlements: int) -> Iterator[str]:
    for ware in _WARES:
        yield f"{ware}: {{label: {ware}, type: good}}"
    for s in range(settlements):
        name = _name(s)
        yield f"s{s}: {{label: {name}, type: settlement, role: r{s % 5}}}"
        yield f"g{s}: {{label: the Guild of {name}, type: organisation, role: r{s % 5}}}"
        yield f"m{s}: {{label: the mill of {name}, type: structure}}"
        yield f"h{s}: {{label: the hall of {name}, type: structure}}"


def _facts(s: int) -> Iterator[str]:
    name, year = _name(s), 1100 + s * 37 % 700
    other = s + 1 if s % 2 == 0 else s - 1
    ware = _WARES[s % len(_WARES)]
    at = s * SETTLEMENT
    told = [
        (
            f"s{s}", "founded_by", f"The Guild of {name} founded {name} in {year}.",
            f"value: g{s}, when: {{edtf: {year}}}", f"{name} is founded",
            (f"slot: value, stem: Who founded {name} in {year}?, fixes: [subject, when]",
             f"slot: when, stem: In which year was {name} founded?, fixes: [subject]"),
        ),
        (
            f"m{s}", "built_by", f"The Guild of {name} built the mill of {name}.",
            f"value: g{s}, when: {{edtf: {year + 40}}}", f"The mill of {name} is built",
            (f"slot: when, stem: In which year was the mill of {name} built?, fixes: [subject]",),
        ),
        (
            f"h{s}", "built_by", f"The hall of {name} was built in {year + 90}.",
            f"value: g{s}, when: {{edtf: {year + 90}}}", f"The hall of {name} is built",
            (f"slot: when, stem: In which year was the hall of {name} built?, fixes: [subject]",),
        ),
        (
            f"s{s}", "population", f"{name} had {200 + s % 4000 * 3} inhabitants in {year + 120}.",
            f"value: {{n: {200 + s % 4000 * 3}, unit: people}}, when: {{edtf: {year + 120}}}", "",
            (f"slot: value, stem: How many people lived in {name} in {year + 120}?, "
             "fixes: [subject, when]",),
        ),
        (
            f"s{s}", "sold", f"{name} sold {ware}.",
            f"value: {ware}, complete: the annals name all wares", "",
            (f"slot: value, stem: What did {name} sell?, fixes: [subject]",),
        ),
        (
            f"s{s}", "flooded", f"A flood came over {name} on 4 May {year + 150}.",
            f"when: {{edtf: {year + 150}-05-04}}", f"A flood comes over {name}",
            (f"slot: when, stem: When did the flood come over {name}?, fixes: [subject]",),
        ),
    ]  # fmt: skip
    for number, (subject, predicate, statement, said, title, asks) in enumerate(told):
        start = (at + number) * PASSAGE
        event = f"  event: {{id: e{s}-{number}, title: {title}}}\n" if title else ""
        listed = "".join(f"  - {{{ask}}}\n" for ask in asks)
        yield (
            f"- id: f{s}-{number}\n  topic: t{(s + other) // 2 % TOPICS}\n"
            f"  statement: {statement}\n  subject: {subject}\n  predicate: {predicate}\n"
            f"  sensitivity: 0\n{event}  assertions:\n"
            f"  - {{id: a, agent: annals, stance: asserts, {said},\n"
            f"     anchor: [annals, {start}, {start + PASSAGE}, {'0' * 16}, made up]}}\n"
            f"  ask:\n{listed}"
        ).rstrip("\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    else:
        sys.exit(main())
