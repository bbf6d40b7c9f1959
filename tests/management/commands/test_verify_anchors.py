from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factbase.packs import DOCUMENTS, PACK


def test_verify_anchors_proves_the_made_up_documents() -> None:
    out = StringIO()

    call_command("verify_anchors", str(DOCUMENTS), pack=PACK, left_out=True, stdout=out)

    assert "19 of 19 anchors and left-out entries proven." in out.getvalue()


def test_verify_anchors_exits_with_one_where_a_document_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        call_command("verify_anchors", str(tmp_path), pack=PACK, stdout=StringIO())

    assert caught.value.code == 1
