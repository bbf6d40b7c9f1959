"""A package of Anki is a zip; its collection is one entry, whose name and packing tell its age.

======= =================== ======= =================================
version collection          packed  written by
======= =================== ======= =================================
1       collection.anki2    –       Anki to 2.1.x, genanki
2       collection.anki21   –       Anki from 2.1.x, "for older ones"
3       collection.anki21b  zstd    Anki from 2.1.50
======= =================== ======= =================================

From version 2 on the entry of an older version holds one note that asks for a newer Anki. The
version stands in ``meta``; packages without one show it by the names of their entries. Pictures and
sounds are entries named by numbers; they are never unpacked.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import IO

import zstandard

from quizzes.errors import DeckRefused
from quizzes.exchange import wire
from quizzes.exchange.deck import Limits

_COLLECTIONS = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}
_COMPRESSED_FROM = 3
_ENTRY = b"PK\x01\x02"
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_META_BYTES = 1024
_WINDOW = 32 * 1024 * 1024
_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    zstandard.ZstdError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
)


@contextmanager
def unpacked(data: bytes, limits: Limits) -> Iterator[Path]:
    """The collection of a package, in a temporary file that goes with the context. Raises
    ``DeckRefused``."""
    with _opened(data, limits) as archive:
        names = _checked_names(archive)
        version = _version(archive, names)
        name = _COLLECTIONS[version]
        if name not in names:
            raise DeckRefused("collection-missing", entry=name)
        with TemporaryDirectory(prefix="izium-edu-deck-") as folder:
            path = Path(folder) / "collection.db"
            _copy(archive, names[name], path, limits, packed=version >= _COMPRESSED_FROM)
            yield path


def packed(collection: bytes) -> bytes:
    """A package of version 1 without media. The same collection gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in (("collection.anki2", collection), ("media", b"{}")):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def _opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    if not data:
        raise DeckRefused("empty")
    if len(data) > limits.upload:
        raise DeckRefused("too-large", size=len(data), limit=limits.upload)
    if not data.startswith(b"PK"):
        raise DeckRefused("not-a-package")
    # Counted before zipfile makes an object of each: every entry has this mark in the directory.
    if (count := data.count(_ENTRY)) > limits.entries:
        raise DeckRefused("too-many-entries", count=count, limit=limits.entries)
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _UNREADABLE as error:
        raise DeckRefused("package-unreadable") from error


def _checked_names(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    names: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        # Nothing is ever written under an entry's name; such a name tells what the package is for.
        if _leaves(entry.orig_filename):
            raise DeckRefused("entry-outside", entry=entry.orig_filename[:100])
        if entry.filename in names:
            raise DeckRefused("entry-twice", entry=entry.filename[:100])
        names[entry.filename] = entry
    return names


def _leaves(name: str) -> bool:
    windows = PureWindowsPath(name)
    return (
        not name
        or "\x00" in name
        or PurePosixPath(name).is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in windows.parts
    )


def _version(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> int:
    if "meta" in names:
        try:
            with _entry(archive, names["meta"]) as source:
                version = wire.number(source.read(_META_BYTES), 1)
        except _UNREADABLE as error:
            raise DeckRefused("package-unreadable") from error
        if version not in _COLLECTIONS:
            raise DeckRefused("version-unknown", version=version)
        return version
    present = [version for version, name in _COLLECTIONS.items() if name in names]
    if not present:
        raise DeckRefused("not-a-package")
    return max(present)


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    if entry.flag_bits & _ENCRYPTED:
        raise DeckRefused("encrypted", entry=entry.filename)
    if entry.compress_type not in _PLAIN_METHODS:
        raise DeckRefused("package-unreadable")
    return archive.open(entry)


def _copy(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, limits: Limits, *, packed: bool
) -> None:
    """Unpack by pieces, however large the entry says that it is."""
    written = 0
    try:
        with _entry(archive, entry) as source, path.open("wb") as target:
            unpacking = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
            stream = unpacking.stream_reader(source) if packed else source
            while piece := stream.read(_CHUNK):
                written += len(piece)
                if written > limits.collection:
                    raise DeckRefused("collection-large", limit=limits.collection)
                target.write(piece)
    except _UNREADABLE as error:
        raise DeckRefused("package-unreadable") from error
