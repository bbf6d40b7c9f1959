"""A deck on its way between this app and another one, and what may be wrong with it.

Deck                name, description (whose the texts are, and under which licence)
└── DeckNote        guid, front, back, source, tags
    ├── schedule    the memory of one learner, where it travels too
    └── log         the reviews behind it

Texts are plain: no markup, lines broken by ``\\n``, as ``markup.plain`` leaves them.

Codes of ``DeckRefused``, where a file cannot be taken as a whole:

| code               | params               | the file                                        |
|--------------------|----------------------|-------------------------------------------------|
| empty              |                      | holds nothing                                   |
| too-large          | size, limit          | has too many bytes                              |
| not-a-package      |                      | is no package of Anki                           |
| package-unreadable |                      | is damaged, or packed in an unusual way         |
| encrypted          | entry                | wants a password                                |
| entry-outside      | entry                | names a path that leaves its folder             |
| entry-twice        | entry                | names two entries alike                         |
| too-many-entries   | count, limit         | holds too many entries                          |
| version-unknown    | version              | has a format that came later than this reader   |
| collection-missing | entry                | has no notes where it says                      |
| collection-large   | limit                | unpacks to too many bytes                       |
| database-corrupt   |                      | has a damaged database                          |
| database-hostile   | name                 | has a trigger, a view or a table that computes  |
| database-unknown   | table, column        | has no such table or column                     |
| too-many-notes     | limit                | has too many notes or cards                     |
| too-many-reviews   | limit                | has too many reviews                            |
| too-slow           | seconds              | takes longer to read than is granted            |
| not-utf8           | position (byte, 0-)  | is no text in UTF-8                             |
| binary             | position (0-)        | holds a NUL, so is no text                      |

In writing: ``guid-twice`` (guid), ``guid-empty`` and ``front-empty`` (note, from 1).
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from quizzes.errors import DeckRefused
from quizzes.exchange.markup import one_line
from quizzes.items import MemoryState
from quizzes.kinds import Phase, Rating

MIB = 1024 * 1024
ROLLOVER = time(4)
_NAME_LENGTH = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class DeckReview:
    """One review. ``phase`` is the card's before it; ``wait`` is the interval that was given, whole
    days or, for a step, less than one."""

    at: datetime  # UTC, to the millisecond
    rating: Rating
    phase: Phase
    wait: timedelta
    seconds: float


@dataclass(frozen=True, kw_only=True)
class DeckNote:
    """``guid`` is the note's identity in every program: the same guid is the same note, revised.

    ``schedule`` is None for a card without a known memory. ``changed_at`` (aware) is when the texts
    last changed; Anki replaces an older copy of the note only by a newer one.
    """

    guid: str
    front: str
    back: str
    source: str = ""
    tags: tuple[str, ...] = ()
    schedule: MemoryState | None = None
    log: tuple[DeckReview, ...] = ()
    suspended: bool = False
    changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Deck:
    """``name`` may be a path, its parts joined by ``::``."""

    name: str
    notes: tuple[DeckNote, ...]
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How a schedule is told to Anki: the learner's time zone, the share to be known when a review
    falls due, and the decay of the learner's forgetting curve (the last weight of FSRS-6)."""

    zone: ZoneInfo
    retention: float = 0.9
    decay: float = 0.1542


class Place(StrEnum):
    """What the number of a problem counts, from 1."""

    FILE = "file"  # the file as a whole; the number is 0
    NOTE = "note"
    LINE = "line"
    ROW = "row"
    QUESTION = "question"


@dataclass(frozen=True, kw_only=True)
class DeckProblem:
    """What an import could not take as it stands. ``left_out``: the card is not in the decks;
    otherwise it is, without what the problem names.

    | code                | params           | what                                              |
    |---------------------|------------------|---------------------------------------------------|
    | text-too-long       | length, limit    | a side has too many characters                    |
    | front-empty         |                  | the front shows no text                           |
    | guid-twice          | guid             | an earlier note has the same identity             |
    | note-unreadable     |                  | fields, tags or identity are no text              |
    | note-type-unknown   |                  | nothing tells what the fields mean                |
    | card-unknown        | card             | the note type has no such card, from 1            |
    | card-missing        |                  | the note has no card                              |
    | row-short           | columns          | the line has too few columns                      |
    | quote-open          | lines            | a quotation mark opens and never closes properly, |
    |                     |                  | with so many lines after it                       |
    | header-unknown      | name             | a header that means nothing here                  |
    | markup-removed      | tags             | formatting was reduced to text                    |
    | media-ignored       | count            | pictures, sounds or films                         |
    | tags-dropped        | count, limit     | too many tags, or tags too long                   |
    | schedule-unreadable |                  | the schedule contradicts itself; the card is new  |
    | schedule-not-fsrs   |                  | no memory in terms of FSRS; the log may tell it   |
    | reviews-unreadable  | count            | reviews without a possible time or rating         |
    """

    place: Place
    number: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    left_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What a file holds. Decks in the order of their names, problems in that of the file."""

    decks: tuple[Deck, ...]
    problems: tuple[DeckProblem, ...] = ()

    @property
    def notes(self) -> int:
        return sum(len(deck.notes) for deck in self.decks)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What an import may cost. ``upload`` and ``collection`` count bytes, ``side`` and ``tag``
    characters, ``seconds`` the time from the first byte to the last note."""

    upload: int = 20 * MIB
    collection: int = 64 * MIB
    entries: int = 10_000
    notes: int = 10_000
    reviews: int = 200_000
    side: int = 10_000
    tags: int = 40
    tag: int = 100
    seconds: float = 15.0


LIMITS = Limits()


def guid_of(identity: str) -> str:
    """The guid of a question with this stable identity: 16 letters and digits, for ever the same.

    Changing this changes every guid, so that each deck would be imported a second time.
    """
    digest = hashlib.sha256(b"izium-edu deck note\n" + identity.encode()).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def check_writable(deck: Deck) -> None:
    """Raise ``DeckRefused`` where a note has no guid, no front, or another note's guid."""
    seen: set[str] = set()
    for number, note in enumerate(deck.notes, start=1):
        if not note.guid.strip():
            raise DeckRefused("guid-empty", note=number)
        if not note.front.strip():
            raise DeckRefused("front-empty", note=number)
        if note.guid in seen:
            raise DeckRefused("guid-twice", guid=note.guid)
        seen.add(note.guid)


def in_decks(placed: Iterable[tuple[str, DeckNote]]) -> tuple[Deck, ...]:
    """Decks by name (one line, at most 200 characters), each with its notes in the order given."""
    decks: dict[str, list[DeckNote]] = {}
    for name, note in placed:
        decks.setdefault(one_line(name)[:_NAME_LENGTH], []).append(note)
    return tuple(Deck(name=name, notes=tuple(decks[name])) for name in sorted(decks))
