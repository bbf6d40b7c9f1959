"""A teacher's own packs, written in the browser.

Rows and files are held to the same rules: a change is made to the frozen pack, which is then read
as if it came from files, and only what reads without a fault is stored.
"""

import hashlib
import io
import re
import secrets
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from quizzes import dates
from quizzes.actions import packs
from quizzes.errors import PackError
from quizzes.factbase import model as factbase
from quizzes.factbase.problems import Problem, pack_error
from quizzes.factbase.reading import MAX_FILES, examine_files
from quizzes.factbase.vocabulary import predicates
from quizzes.factbase.writing import write_pack
from quizzes.kinds import Party
from quizzes.models import Document, Pack, Source, User
from quizzes.models.packs import ID_LENGTH, Visibility
from quizzes.reports.packs import frozen_pack

OWN_VOICE = "source"
GENERAL = "general"
MOST_BYTES_OF_TEXT = 2 * 1024 * 1024
MOST_SECTIONS = 500
MOST_BYTES_OF_ARCHIVE = 5 * 1024 * 1024
MOST_BYTES_UNPACKED = 20 * 1024 * 1024

Edit = Callable[[factbase.Pack], factbase.Pack]


def free_id(title: str, taken: Mapping[str, object]) -> str:
    """An id made of ``title`` that is not ``taken``. Titles without Latin letters get a plain
    one."""
    stem = slugify(title)[: ID_LENGTH - 8].strip("-_") or "item"
    if stem not in taken:
        return stem
    return next(
        name for number in range(2, len(taken) + 3) if (name := f"{stem}-{number}") not in taken
    )


@transaction.atomic
def create_pack(*, owner: User, title: str, language: str, now: datetime) -> Pack:
    """A private pack with one topic, the common predicates, and the voice of its sources."""
    pack = factbase.Pack(
        id=f"{slugify(title)[:40].strip('-_') or 'pack'}-{secrets.token_hex(4)}",
        title=title,
        language=language,
        as_of=dates.parse(now.date().isoformat()),
        seed=1,
        home_title=title,
        home_lead=title,
        sources={},
        agents={
            OWN_VOICE: factbase.Agent(id=OWN_VOICE, name="the source", party=Party.ENCYCLOPAEDIA)
        },
        predicates=predicates(),
        entities={},
        topics={GENERAL: factbase.Topic(id=GENERAL, title=title, subtitle="", position=1)},
        eras={},
        campaigns={},
        facts={},
    )
    packs.load(pack)
    row: Pack = Pack.objects.get(slug=pack.id)
    row.owner, row.visibility = owner, Visibility.PRIVATE
    row.save(update_fields=["owner", "visibility"])
    return row


@transaction.atomic
def change(*, pack: Pack, edit: Edit) -> tuple[Problem, ...]:
    """Store ``edit`` of the pack, if it reads without a fault; returns the warnings.

    The pack is locked, so that two pages add two facts. Raises ``PackError`` with every problem.
    """
    held: Pack = Pack.objects.select_for_update().get(pk=pack.pk)
    edited = edit(_complete(frozen_pack(held)))
    examination = examine_files(write_pack(edited))
    if examination.pack is None:
        raise pack_error(examination.faults)
    packs.load(examination.pack)
    return examination.problems


def _complete(pack: factbase.Pack) -> factbase.Pack:
    """With what facts need: the pack for questions without facts has none of it."""
    return replace(
        pack,
        home_lead=pack.home_lead or pack.title,
        predicates=pack.predicates or predicates(),
        agents=pack.agents
        or {OWN_VOICE: factbase.Agent(id=OWN_VOICE, name="the source", party=Party.ENCYCLOPAEDIA)},
    )


def add_text(*, pack: Pack, source: factbase.Source, text: str, by: User, now: datetime) -> Source:
    """A source with its text attached, so that passages can be marked in it: a new one, or one
    that had none. Its sections are its paragraphs by number, for citations to name; where it came
    from files, the text must be the one that its anchors count in. Raises ``PackError``."""
    data = text.encode()
    if not text.strip():
        raise PackError("source-text-empty")
    if len(data) > MOST_BYTES_OF_TEXT:
        raise PackError("source-text-too-long", size=len(data), limit=MOST_BYTES_OF_TEXT)
    digest = hashlib.sha256(data).hexdigest()
    if source.sha256 and source.sha256 != digest:
        raise PackError("source-text-other")
    held = source
    if not source.sha256:
        held = replace(source, sha256=digest, length=len(text), sections=_paragraphs(text))
    with transaction.atomic():
        change(pack=pack, edit=lambda p: replace(p, sources={**p.sources, held.id: held}))
        row: Source = Source.objects.get(pack=pack, slug=held.id)
        Document.objects.update_or_create(
            source=row,
            defaults={"sha256": digest, "text": text, "attached_by": by, "attached_at": now},
        )
    return row


def _paragraphs(text: str) -> tuple[factbase.Section, ...]:
    """They cover the text without a gap. Of a very long one, several make a section."""
    starts = [0, *(gap.end() for gap in re.finditer(r"\n[^\S\n]*\n\s*", text.rstrip()))]
    if text and not text[: starts[1] if len(starts) > 1 else len(text)].strip():
        starts = [0, *starts[2:]]  # blank lines before the first
    step = -(-len(starts) // MOST_SECTIONS)
    starts = starts[::step]
    return tuple(
        factbase.Section(id=f"p{number}", title=f"§ {number}", start=start, end=end)
        for number, (start, end) in enumerate(
            zip(starts, [*starts[1:], len(text)], strict=True), start=1
        )
    )


def put_fact(
    *,
    pack: Pack,
    fact: factbase.Fact,
    entities: Mapping[str, factbase.Entity],
    agents: Mapping[str, factbase.Agent] | None = None,
) -> tuple[Problem, ...]:
    """Add a fact, or put it in the place of the one with its id, with the entities and voices that
    it brings along. Returns the warnings. Raises ``PackError``."""
    return change(
        pack=pack,
        edit=lambda p: replace(
            p,
            facts={**p.facts, fact.id: fact},
            entities={**p.entities, **entities},
            agents={**p.agents, **(agents or {})},
        ),
    )


def remove_fact(*, pack: Pack, fact_id: str) -> None:
    """Its questions go out of use when the bank is next generated; old attempts keep them."""
    change(
        pack=pack,
        edit=lambda p: replace(
            p, facts={key: fact for key, fact in p.facts.items() if key != fact_id}
        ),
    )


def put_source(*, pack: Pack, source: factbase.Source) -> None:
    """Add a source without its text, of which facts name a page or a minute, or put it in the
    place of the one with its id. Raises ``PackError``."""
    change(pack=pack, edit=lambda p: replace(p, sources={**p.sources, source.id: source}))


def remove_source(*, pack: Pack, source_id: str) -> None:
    """Raises ``PackError`` while a fact stands in it."""
    change(
        pack=pack,
        edit=lambda p: replace(
            p, sources={key: held for key, held in p.sources.items() if key != source_id}
        ),
    )


def put_topic(*, pack: Pack, topic: factbase.Topic) -> None:
    """Add a topic, or rename the one with its id. Raises ``PackError``."""
    change(pack=pack, edit=lambda p: replace(p, topics={**p.topics, topic.id: topic}))


def remove_topic(*, pack: Pack, topic_id: str) -> None:
    """With its facts. Raises ``PackError``."""
    change(
        pack=pack,
        edit=lambda p: replace(
            p,
            topics={key: held for key, held in p.topics.items() if key != topic_id},
            facts={key: fact for key, fact in p.facts.items() if fact.topic != topic_id},
        ),
    )


def rename(*, pack: Pack, title: str) -> None:
    """Raises ``PackError``."""
    if title == pack.title:
        return

    def renamed(held: factbase.Pack) -> factbase.Pack:
        home = title if held.home_title == held.title else held.home_title
        return replace(held, title=title, home_title=home)

    change(pack=pack, edit=renamed)


def show(*, pack: Pack, visibility: str) -> None:
    """Who sees the pack and the questions made of it."""
    Pack.objects.filter(pk=pack.pk).update(visibility=visibility)


def export_pack(pack: Pack) -> bytes:
    """The pack's files as a ZIP archive, in one folder of its id. The same pack gives the same
    bytes."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(write_pack(frozen_pack(pack)).items()):
            entry = zipfile.ZipInfo(f"{pack.slug}/{path}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return stored.getvalue()


@transaction.atomic
def import_pack(*, owner: User, data: bytes) -> Pack:
    """A pack from a ZIP archive of its files, as the importer's own and private. Where it is one of
    theirs already, it is brought up to date; where its id is somebody else's, it gets another.

    Raises ``PackError`` with every problem; nothing is stored then.
    """
    examination = examine_files(_files_of(data))
    if examination.pack is None:
        raise pack_error(examination.faults)
    pack = examination.pack
    held = Pack.objects.filter(slug=pack.id).first()
    if held is not None and held.owner_id != owner.pk:
        pack = replace(pack, id=f"{pack.id[: ID_LENGTH - 9]}-{secrets.token_hex(4)}")
        held = None
    packs.load(pack)
    row: Pack = Pack.objects.get(slug=pack.id)
    if held is None:
        row.owner, row.visibility = owner, Visibility.PRIVATE
        row.save(update_fields=["owner", "visibility"])
    return row


def _files_of(data: bytes) -> dict[str, str | bytes]:
    """The YAML files of an archive, by their path below the folder that holds pack.yaml. Nothing is
    written to the disk, so no path can lead out of anywhere; sizes are counted while reading, since
    an archive may lie about them."""
    if len(data) > MOST_BYTES_OF_ARCHIVE:
        raise PackError("archive-too-large", size=len(data), limit=MOST_BYTES_OF_ARCHIVE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError) as error:
        raise PackError("archive-unreadable") from error


def _unpacked(archive: zipfile.ZipFile) -> dict[str, str | bytes]:
    names = [n for n in archive.namelist() if n.endswith(".yaml") and "__MACOSX" not in n]
    head = next((n for n in sorted(names, key=len) if n.split("/")[-1] == "pack.yaml"), None)
    if head is None:
        raise PackError("archive-without-pack")
    if len(names) > MAX_FILES:
        raise PackError("too-many-files", limit=MAX_FILES)
    root = head.removesuffix("pack.yaml")
    files: dict[str, str | bytes] = {}
    left = MOST_BYTES_UNPACKED
    for name in names:
        path = name.removeprefix(root)
        if not name.startswith(root) or path.startswith("overlays/"):
            continue
        with archive.open(name) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise PackError("archive-too-large", size=None, limit=MOST_BYTES_UNPACKED)
        files[path] = content
    return files
