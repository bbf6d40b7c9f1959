"""Anki's own library at work on packages of ours: the part that runs where `anki` is installed.

`python anki_side.py FOLDER` imports FOLDER's deck.apkg twice, then newer.apkg and deck.txt, exports
what it has then as back.apkg, and prints what it saw as JSON. Imports nothing of this project.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportCsvRequest,
)

COUNTS = ("new", "updated", "duplicate", "conflicting", "missing_notetype", "empty_first_field")


def main(folder: Path) -> None:
    collection = Collection(str(folder / "collection.anki2"))
    steps = {
        "first": seen(collection, imported(collection, folder / "deck.apkg")),
        "second": seen(collection, imported(collection, folder / "deck.apkg")),
        "newer": seen(collection, imported(collection, folder / "newer.apkg")),
        "text": seen(collection, text_imported(collection, folder / "deck.txt")),
    }
    collection.export_anki_package(
        out_path=str(folder / "back.apkg"),
        options=ExportAnkiPackageOptions(with_scheduling=True, legacy=False),
        limit=None,
    )
    problems, sound = collection.fix_integrity()
    collection.close()
    print(json.dumps({"steps": steps, "sound": sound, "problems": problems}))


def imported(collection: Collection, path: Path) -> dict[str, int]:
    options = ImportAnkiPackageOptions(with_scheduling=True)
    request = ImportAnkiPackageRequest(package_path=str(path), options=options)
    return counts(collection.import_anki_package(request).log)


def text_imported(collection: Collection, path: Path) -> dict[str, int]:
    metadata = collection.get_csv_metadata(path=str(path), delimiter=None)
    request = ImportCsvRequest(path=str(path), metadata=metadata)
    return counts(collection.import_csv(request).log)


def counts(log: Any) -> dict[str, int]:
    return {name: len(getattr(log, name)) for name in COUNTS}


def seen(collection: Collection, log: dict[str, int]) -> dict[str, Any]:
    return {
        "log": log,
        "notes": collection.note_count(),
        "cards": [card_seen(collection, id_) for id_ in collection.find_cards("")],
    }


def card_seen(collection: Collection, id_: Any) -> dict[str, Any]:
    card = collection.get_card(id_)
    note = card.note()
    memory = card.memory_state
    return {
        "guid": note.guid,
        "fields": note.fields,
        "tags": note.tags,
        "deck": collection.decks.name(card.did),
        "type": card.type,
        "queue": card.queue,
        "due": card.due - collection.sched.today if card.type == 2 else card.due,
        "interval": card.ivl,
        "reps": card.reps,
        "lapses": card.lapses,
        "stability": memory and memory.stability,
        "difficulty": memory and memory.difficulty,
        "retention": card.desired_retention,
        "decay": card.decay,
        "last_review": card.last_review_time,
        "reviews": collection.db.list("select id from revlog where cid = ? order by id", id_),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
