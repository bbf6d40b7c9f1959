"""A small pack to begin with: the folder ``starter`` beside this file, under a new id.

It reads without a problem, its anchors are proven by the document that it ships, and questions can
be generated from it at once.
"""

import shutil
from pathlib import Path

from quizzes.errors import PackError
from quizzes.factbase.fields import is_id

STARTER = Path(__file__).parent / "starter"
DOCUMENTS = "documents"
LONGEST = 80
_OWN_ID = "id: lindmoor "


def write_starter(folder: Path, pack_id: str) -> None:
    """Write the pack into ``folder``, which must not exist yet.

    Raises ``PackError`` with the code ``id-malformed`` or ``folder-taken``.
    """
    if not is_id(pack_id) or len(pack_id) > LONGEST:
        raise PackError("id-malformed", id=pack_id)
    if folder.exists():
        raise PackError("folder-taken", folder=str(folder))
    shutil.copytree(STARTER, folder)
    head = folder / "pack.yaml"
    text = head.read_text(encoding="utf-8")
    head.write_text(text.replace(_OWN_ID, f"id: {pack_id} ", 1), encoding="utf-8", newline="\n")
