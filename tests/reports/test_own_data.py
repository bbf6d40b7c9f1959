import csv
import io
import json
import zipfile
from uuid import uuid4

import pytest
from django.apps import apps

from quizzes.actions import attempts, joining, logbook
from quizzes.grading import Chosen, response_to_json
from quizzes.models import Answer, Attempt, Deed, ItemReport, User
from quizzes.reports import own_data
from quizzes.reports.own_data import LEFT_OUT, PARTS
from tests.cards import own_card
from tests.classes import room_of, teacher
from tests.factories import NOON, TopicFactory, UserFactory, question
from tests.grading.items import one_of_each
from tests.kinds import right_response
from tests.views.quiz import choice_attempt

pytestmark = pytest.mark.django_db


def opened(person: User) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(own_data.archive(person, now=NOON)))


def parts_of(person: User) -> dict:
    return json.loads(opened(person).read("data.json"))["parts"]


def answer(attempt: Attempt) -> None:
    item = attempt.items.select_related("version").get()
    attempts.answer(
        attempt_id=attempt.pk,
        learner=attempt.learner,
        position=1,
        response=Chosen(option=item.version.item.key),
        token=uuid4(),
        seconds=5,
        now=NOON,
    )


def test_every_column_that_leads_to_a_person_is_told_or_left_out_with_a_reason():
    columns = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if not model._meta.auto_created
        for field in model._meta.concrete_fields
        if field.related_model is User and not field.auto_created
    }
    told = {part.key for part in PARTS}
    assert told & set(LEFT_OUT) == set()
    assert told | set(LEFT_OUT) == columns
    assert all(LEFT_OUT.values())


def test_archive_tells_of_account_class_answers_and_cards():
    person = UserFactory(display_name="Олена")
    room = room_of(teacher(), "8-Б")
    joining.join_as(classroom=room, user=person, nickname="Оля", now=NOON)
    attempt = choice_attempt(person)
    answer(attempt)
    own_card(person, front="A front of my own")
    parts = parts_of(person)
    assert parts["account"][0]["display_name"] == "Олена"
    assert (parts["classes"][0]["class"], parts["classes"][0]["nickname"]) == ("8-Б", "Оля")
    stem = attempt.items.get().version.content["stem"]
    assert parts["answers"][0]["question"] == stem
    assert parts["cards"][0]["own_front"] == "A front of my own"


def test_archive_holds_nothing_of_anybody_else():
    other = UserFactory(display_name="Somebody else", username="somebody-else")
    answer(choice_attempt(other))
    own_card(other, front="Not yours")
    person = UserFactory()
    logbook.note(actor=other, deed=Deed.PASSPHRASE_RESET, subject=person, at=NOON)
    told = opened(person)
    whole = "".join(told.read(name).decode() for name in told.namelist())
    assert "issued" in whole or "passphrase-reset" in whole
    for secret in ("Somebody else", "somebody-else", "Not yours"):
        assert secret not in whole


def test_archive_holds_no_hash():
    person = UserFactory(recovery="md5$salt$fingerprint")
    told = opened(person)
    whole = "".join(told.read(name).decode() for name in told.namelist())
    assert person.password not in whole
    assert "fingerprint" not in whole


def test_what_may_not_be_told_yet_is_not_told_here():
    person = UserFactory()
    attempt = choice_attempt(person)
    answer(attempt)
    ItemReport.objects.create(
        version=attempt.items.get().version, reporter=person, text="odd", created_at=NOON
    )
    key = attempt.items.get().version.content["explanation"]
    assert key in json.dumps(parts_of(person), ensure_ascii=False)
    Attempt.objects.filter(pk=attempt.pk).update(release="at-end", state="open", finished_at=None)
    parts = parts_of(person)
    assert "score" not in parts["answers"][0]
    assert key not in json.dumps(parts, ensure_ascii=False)


def test_what_was_chosen_is_told_in_words_while_the_key_is_not():
    person = UserFactory()
    attempt = choice_attempt(person)
    answer(attempt)
    item = attempt.items.get().version.item
    assert parts_of(person)["answers"][0]["response"] == {"chosen": item.key}
    Attempt.objects.filter(pk=attempt.pk).update(release="at-end", state="open", finished_at=None)
    (told,) = parts_of(person)["answers"]
    words = next(option.text for option in item.options if option.id == item.key)
    assert (told["answered"], "response" in told) == ([words], False)


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: item.kind)
def test_what_was_answered_is_told_in_words_for_every_kind(item):
    version = question(item, topic=TopicFactory(), facts=[]).current
    given = Answer(version=version, response=response_to_json(right_response(item)))
    ids = {part.id for part in getattr(item, "options", getattr(item, "events", ()))}
    words = own_data._in_words(given)
    assert words
    assert not ids & set(words)


def test_shuffling_cannot_be_worked_out_from_what_is_told():
    person = UserFactory()
    attempt = choice_attempt(person)
    Attempt.objects.filter(pk=attempt.pk).update(seed=987654321987)
    told = opened(person)
    assert not any(b"987654321987" in told.read(name) for name in told.namelist())


def test_mark_set_by_hand_is_not_told_through_the_log():
    person = UserFactory()
    deed = {"attempt": "1", "before": 0.25, "after": 0.75, "reason": "Nearly right"}
    logbook.note(actor=teacher(), deed=Deed.GRADE_OVERRIDDEN, subject=person, at=NOON, **deed)
    assert parts_of(person)["done-to-you"][0]["detail"] == {"attempt": "1"}


def test_tables_neutralise_what_a_spreadsheet_would_run():
    person = UserFactory(display_name="=1+1")
    table = opened(person).read("account.csv").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["display_name"] == "'=1+1"


def test_page_to_read_escapes_what_was_typed():
    page = opened(UserFactory(display_name="<script>x</script>")).read("index.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_archive_takes_constant_queries(rows, django_assert_max_num_queries):
    person = UserFactory()
    for n in range(rows):
        own_card(person, front=f"front {n}")
    with django_assert_max_num_queries(len(PARTS) + 2):
        own_data.archive(person, now=NOON)
