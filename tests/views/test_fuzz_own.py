"""Whatever an author sends to forms of their own: an answer, never a fault of the server.

The fields come from the pages themselves, so that a new one is tried without a word here: what a
page would send is sent again with some of it odd, left out, or there several times.
"""

from collections.abc import Iterator
from random import Random
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from quizzes.models import Draft, Question, User
from quizzes.models.people import Role
from tests.factories import UserFactory
from tests.sets import filled
from tests.views.authored import authored
from tests.views.authoring import pack_with_a_fact
from tests.views.test_fuzz import ODD

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TRIES = 12
COUNTS = ("-1", "0", "2", "999999999", "9" * 5000, "x", "")
UPLOADS = (
    b"",
    b"\x00" * 64,
    b"PK\x03\x04" + b"\xff" * 60,
    b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
    b"\xff\xfe<\x00q\x00",
    b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;',
    "::т::Хто? {=Анна ~\x00".encode(),
    b"question\tkey\n\tB\n",
)


@pytest.fixture
def author() -> User:
    made: User = UserFactory(role=Role.TEACHER)
    return made


@pytest.fixture
def addresses(author: User) -> dict[str, str]:
    """Every page of forms of an author, by a name of its own."""
    pack = {"pack_slug": pack_with_a_fact(author).slug}
    question: Question = authored(author, reporter=author)
    draft = Draft.objects.get(owner=author)
    one = filled(author).pk
    pages = {
        name: reverse(name)
        for name in ("own_packs", "question_new", "set_new", "set_import", "bank", "sets")
    }
    pages |= {name: reverse(name, kwargs=pack) for name in ("own_pack", "pack_source", "fact_new")}
    pages["source_edit"] = reverse("source_edit", kwargs=pack | {"source_slug": "chronicle"})
    pages["fact_edit"] = reverse("fact_edit", kwargs=pack | {"fact_slug": "mill-built"})
    pages |= {
        name: reverse(name, args=[question.pk])
        for name in ("question", "question_edit", "question_versions")
    }
    pages["draft"] = f"{pages['question_new']}?draft={draft.pk}"
    pages |= {
        name: reverse(name, args=[one])
        for name in ("question_set", "set_options", "set_pick", "paper")
    }
    return pages


PAGES = (
    *("own_packs", "question_new", "set_new", "set_import", "bank", "sets"),
    *("own_pack", "pack_source", "source_edit", "fact_new", "fact_edit"),
    *("question", "question_edit", "question_versions", "draft"),
    *("question_set", "set_options", "set_pick", "paper"),
)


@pytest.mark.parametrize("name", PAGES)
def test_odd_values_in_forms_of_ones_own(name, author, addresses):
    chance = Random(name)
    client = Client(raise_request_exception=False)
    client.force_login(author)
    shown = client.get(addresses[name])
    assert shown.status_code == 200
    faults = []
    for method, action, fields in forms_of(shown.content, addresses[name]):
        for _ in range(TRIES):
            data = spoiled(fields, chance)
            send = client.get if method == "get" else client.post
            response = send(action, data, headers=chance.choice(({}, {"HX-Request": "true"})))
            if response.status_code >= 500:
                told = {key: str(value)[:40] for key, value in data.items()}
                faults.append((method, action, response.status_code, told))
    assert faults == []


def forms_of(page: bytes, address: str) -> Iterator[tuple[str, str, dict[str, list[str] | None]]]:
    """Method, address and fields of each form; ``None`` stands for a file."""
    for form in html.fromstring(page).forms:
        action = form.get("action") or address
        fields: dict[str, list[str] | None] = {}
        for field in form.xpath(".//*[@name]"):
            key = field.get("name")
            if field.get("type") == "file":
                fields[key] = None
                continue
            value = field.value if field.tag in {"textarea", "select"} else field.get("value")
            fields.setdefault(key, [])
            values = fields[key]
            if values is not None:
                values.append(str(value or ""))
        for button in form.xpath(".//*[@formaction]"):
            yield "post", button.get("formaction"), fields
        if urlsplit(action).path not in {reverse("logout"), reverse("account_delete")}:
            yield form.get("method", "get").lower(), action, fields


def spoiled(fields: dict[str, list[str] | None], chance: Random) -> dict[str, object]:
    """What the form would send, with some of it odd."""
    data: dict[str, object] = {}
    only = chance.choice([*fields, None, None]) if fields else None
    for key, values in fields.items():
        # Odd values one at a time reach what lies behind the checks of the others.
        fate = chance.random() if only in {None, key} else 0.6
        if values is None:
            content = chance.choice(UPLOADS)
            data[key] = SimpleUploadedFile("a\u202eb.zip", content) if fate < 0.8 else "no file"
        elif key.endswith("_FORMS"):
            data[key] = chance.choice(COUNTS) if fate < 0.3 else (values or ["1"])
        elif fate < 0.25:
            data[key] = chance.choice(ODD)
        elif fate < 0.35:
            data[key] = [*values, *chance.sample(ODD, 3)]
        elif fate < 0.9:
            data[key] = chance.choice(values) if chance.random() < 0.5 else values
    return data
