import datetime as dt

import pytest

from quizzes.actions import documents
from quizzes.errors import DocumentRefused
from quizzes.factbase.anchors import Fault
from quizzes.models import Anchor, Document, Source
from tests.documents import EXCERPT, TOWN, loaded_pack, with_one_letter_changed
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack():
    return loaded_pack()


def attach(pack, data, *, by=None, now=NOON):
    return documents.attach(pack=pack, data=data, attached_by=by, now=now)


def refusal(pack, data):
    with pytest.raises(DocumentRefused) as refused:
        attach(pack, data)
    assert not Document.objects.exists()
    return refused.value


def test_attach_finds_the_source_by_the_bytes(pack):
    teacher = UserFactory()
    attached = attach(pack, EXCERPT.read_bytes(), by=teacher)
    assert (attached.source.slug, attached.is_new) == ("almersted-excerpt", True)
    document = Document.objects.get()
    assert (document.attached_by, document.attached_at) == (teacher, NOON)


def test_attach_proves_every_place(pack):
    attached = attach(pack, TOWN.read_bytes())
    anchors = Anchor.objects.filter(source=attached.source).count()
    left_out = sum(entry["source"] == "almersted" for entry in pack.left_out)
    assert attached.proven == anchors + left_out


def test_attach_keeps_the_characters_as_they_are(pack):
    attach(pack, TOWN.read_bytes())
    assert Document.objects.get().text.encode() == TOWN.read_bytes()


def test_attach_again_changes_nothing(pack):
    attach(pack, TOWN.read_bytes())
    later = NOON + dt.timedelta(days=1)
    assert attach(pack, TOWN.read_bytes(), by=UserFactory(), now=later).is_new is False
    document = Document.objects.get()
    assert (document.attached_by, document.attached_at) == (None, NOON)


def test_attach_replaces_the_text_of_an_older_edition(pack):
    source = Source.objects.get(slug="almersted")
    Document.objects.create(source=source, sha256="0" * 64, text="Older.", attached_at=NOON)
    assert not Document.objects.current().exists()
    attach(pack, TOWN.read_bytes())
    assert Document.objects.current().get().text.startswith("= Almersted =")


def test_attach_survives_its_author(pack):
    teacher = UserFactory()
    attach(pack, TOWN.read_bytes(), by=teacher)
    teacher.delete()
    assert Document.objects.get().attached_by is None


def test_attach_refuses_one_replaced_letter_and_names_the_fact(pack):
    refused = refusal(pack, with_one_letter_changed())
    assert (refused.code, refused.params["source"].slug) == ("changed", "almersted")
    failures = refused.params["verification"].failures
    assert [(f.claim.fact, f.fault) for f in failures] == [("mill-built", Fault.CHANGED)]


def test_attach_tells_how_far_the_places_moved(pack):
    refused = refusal(pack, b"Hello.\n" + TOWN.read_bytes())
    failures = refused.params["verification"].failures
    assert refused.code == "changed"
    assert {(f.fault, f.moved) for f in failures} == {(Fault.MOVED, 7)}


def test_attach_refuses_a_document_that_the_pack_cites_wrongly(pack):
    Anchor.objects.filter(assertion__fact__slug="mill-built").exclude(sha256="").update(
        sha256="0" * 16
    )
    refused = refusal(pack, TOWN.read_bytes())
    assert refused.code == "anchors-fail"
    assert [f.claim.fact for f in refused.params["verification"].failures] == ["mill-built"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not-utf8"),
        ("Вигадане місто".encode("cp1251"), "not-utf8"),
        (TOWN.read_bytes().decode().encode("utf-16"), "not-utf8"),
        (b"A town\x00 and a mill.", "binary"),
        (b"Nothing of this is in the pack.", "unknown"),
        (b"x" * (documents.MAX_BYTES + 1), "too-large"),
    ],
)
def test_attach_refuses_what_is_no_document(pack, data, code):
    assert refusal(pack, data).code == code


def test_detach_removes_the_text(pack):
    source = attach(pack, TOWN.read_bytes()).source
    assert documents.detach(source) is True
    assert not Document.objects.exists()
    assert documents.detach(source) is False
