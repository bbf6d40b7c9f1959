from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from quizzes.models import Document
from tests.documents import TOWN, loaded_pack, with_one_letter_changed

pytestmark = pytest.mark.django_db


def run(*arguments, **options):
    out = StringIO()
    call_command("attach_document", *arguments, stdout=out, **options)
    return out.getvalue()


def test_attach_document_tells_what_was_proven():
    loaded_pack()
    assert run(str(TOWN)) == "almersted: attached, 17 places proven\n"


def test_attach_document_twice_is_once():
    loaded_pack()
    run(str(TOWN))
    assert run(str(TOWN)) == "almersted: unchanged, 17 places proven\n"
    assert Document.objects.count() == 1


def test_attach_document_names_the_pack():
    loaded_pack()
    with pytest.raises(CommandError, match="no such pack"):
        run(str(TOWN), pack="elsewhere")


def test_attach_document_lists_what_fails(tmp_path):
    loaded_pack()
    copy = tmp_path / "copy.txt"
    copy.write_bytes(with_one_letter_changed())
    with pytest.raises(CommandError) as refused:
        run(str(copy))
    assert str(refused.value).splitlines() == [
        "This is a changed copy of almersted. Nothing was attached. "
        "Places that do not hold in it: 1 of 17.",
        "  mill-built, assertion a, 226 to 278: other characters stand there, and nowhere near",
    ]


def test_attach_document_without_a_file():
    loaded_pack()
    with pytest.raises(CommandError, match="cannot be read"):
        run("/nowhere/at/all.txt")


def test_attach_document_refuses_a_huge_file(tmp_path):
    loaded_pack()
    huge = tmp_path / "huge.txt"
    huge.write_bytes(b"x" * 3_000_000)
    with pytest.raises(CommandError, match="more than 2097152 bytes"):
        run(str(huge))


def test_attach_document_detaches_by_the_id_of_the_source():
    loaded_pack()
    run(str(TOWN))
    assert run("almersted", detach=True) == "almersted: detached\n"
    assert not Document.objects.exists()
    assert run("almersted", detach=True) == "almersted: no text was attached\n"


def test_attach_document_detaches_no_stranger():
    loaded_pack()
    with pytest.raises(CommandError, match="no source “nothing”"):
        run("nothing", detach=True)
