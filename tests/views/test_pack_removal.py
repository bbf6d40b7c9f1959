"""Deleting packs and topics of one's own."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.actions import authoring, bank
from quizzes.actions import pack_removal as actions
from quizzes.factbase import model as factbase
from quizzes.models import Card, Deed, Fact, LogEntry, Pack, Question, Regrade, Topic, User
from quizzes.models.people import Role
from quizzes.reports.authoring import rests_on
from tests.assigned import assigned, classroom
from tests.cards import card_of
from tests.factories import NOON, PackFactory, TopicFactory, UserFactory, choice_question
from tests.sets import filled
from tests.views.authored import write
from tests.views.authoring import built, pack_with_a_fact
from tests.views.quiz import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    made: User = UserFactory(role=Role.TEACHER)
    return made


@pytest.fixture
def desk(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client


@pytest.fixture
def pack(author: User) -> Pack:
    """With two topics, a fact on each, and their questions."""
    made = pack_with_a_fact(author)
    ponds = factbase.Topic(id="ponds", title="Ponds", subtitle="", position=2)
    authoring.put_topic(pack=made, topic=ponds)
    other = built(id="pond-fact", topic="ponds", statement="Another fact.")
    authoring.put_fact(pack=made, fact=replace(other, asks=()), entities={})
    bank.generate(made, now=NOON)
    return made


def delete_url(pack: Pack, topic: str = "") -> str:
    args = [pack.slug, topic] if topic else [pack.slug]
    return reverse("topic_delete" if topic else "pack_delete", args=args)


def a_question(pack: Pack) -> Question:
    found: Question = Question.objects.filter(pack=pack).order_by("pk")[0]
    return found


def test_pack_is_asked_for_once_more_and_deleted_with_all_of_it(desk, author, pack):
    assert a_question(pack)
    page = desk.get(delete_url(pack)).content.decode()
    assert "2 facts" in page
    assert "Delete it for good" in page
    assert desk.post(delete_url(pack)).headers["Location"] == reverse("own_packs")
    assert not Pack.objects.filter(pk=pack.pk).exists()
    assert not Question.objects.exists()
    entry = LogEntry.objects.get(deed=Deed.PACK_DELETED)
    assert (entry.actor, entry.detail["facts"]) == (author, 2)


def test_topic_is_deleted_with_its_facts_and_the_rest_stays(desk, author, pack):
    questions = Question.objects.filter(topic__slug="general").count()
    assert desk.post(delete_url(pack, "ponds")).headers["Location"] == reverse(
        "own_pack", args=[pack.slug]
    )
    assert list(Topic.objects.filter(pack=pack).values_list("slug", flat=True)) == ["general"]
    assert list(Fact.objects.filter(pack=pack).values_list("slug", flat=True)) == ["mill-built"]
    assert Question.objects.filter(pack=pack).count() == questions
    assert LogEntry.objects.get(deed=Deed.TOPIC_DELETED).detail["topic"] == "ponds"


def test_second_click_finds_nothing_left_to_delete(author, pack):
    topic = Topic.objects.get(pack=pack, slug="ponds")
    actions.delete_topic(topic=topic, by=author, now=NOON)
    with pytest.raises(Topic.DoesNotExist):
        actions.delete_topic(topic=topic, by=author, now=NOON)
    actions.delete_pack(pack=pack, by=author, now=NOON)
    with pytest.raises(Pack.DoesNotExist):
        actions.delete_pack(pack=pack, by=author, now=NOON)
    assert LogEntry.objects.count() == 2


def test_second_click_leads_where_the_first_one_did(desk, pack, monkeypatch):
    def gone(**_given):
        raise Pack.DoesNotExist

    monkeypatch.setattr(actions, "delete_topic", gone)
    monkeypatch.setattr(actions, "delete_pack", gone)
    back = [reverse("own_pack", args=[pack.slug]), reverse("own_packs")]
    answers = [desk.post(delete_url(pack, topic)) for topic in ("ponds", "")]
    assert [answer.headers["Location"] for answer in answers] == back


def test_last_topic_stays(desk, author):
    pack = pack_with_a_fact(author)
    page = desk.post(delete_url(pack, "general")).content.decode()
    assert "this is the last one" in page
    assert Topic.objects.filter(pack=pack).count() == 1


def answered(pack: Pack) -> None:
    choice_question(Topic.objects.get(pack=pack, slug="general"))
    Pack.objects.update(visibility="public")
    begin(length=1)


def kept(pack: Pack) -> None:
    card_of(a_question(pack))


def put_into_a_set(pack: Pack) -> None:
    filled(UserFactory.create(role=Role.TEACHER), count=1).entries.update(question=a_question(pack))


def given(pack: Pack) -> None:
    topic = Topic.objects.get(pack=pack, slug="general")
    assigned(classroom(), topic=topic, exam_day=NOON.date())


def written_by_a_colleague(pack: Pack) -> None:
    topic = Topic.objects.get(pack=pack, slug="general")
    write(UserFactory.create(role=Role.TEACHER), topic=topic)


def written_on_its_facts(pack: Pack) -> None:
    elsewhere = write(UserFactory.create(role=Role.TEACHER), topic=TopicFactory.create())
    elsewhere.facts.set(Fact.objects.filter(pack=pack))


def translated(pack: Pack) -> None:
    PackFactory.create(translation_of=pack, language="uk")


@pytest.mark.parametrize(
    ("lean", "words"),
    [
        (answered, "1 attempt in which its questions were asked"),
        (kept, "1 card that somebody keeps"),
        (put_into_a_set, "1 question set that holds its questions"),
        (given, "1 time it was given to a class as cards"),
        (written_by_a_colleague, "1 question that a colleague wrote"),
        (written_on_its_facts, "1 question that a colleague wrote"),
        (translated, "1 translation of the pack"),
    ],
)
def test_what_somebodys_work_rests_on_is_not_deleted(desk, pack, lean, words):
    lean(pack)
    for topic in ("", "general"):
        page = desk.post(delete_url(pack, topic), follow=True).content.decode()
        assert "cannot be deleted" in page
        assert words in page
    assert Pack.objects.filter(pk=pack.pk).exists()
    assert not LogEntry.objects.exists()


def test_record_of_graded_attempts_that_are_gone_keeps_nothing(desk, author, pack):
    asked = a_question(pack)
    Regrade.objects.create(
        question=asked, version=asked.current, by=author, at=NOON, reason="A typo", graded=1
    )
    desk.post(delete_url(pack))
    assert not Pack.objects.filter(pk=pack.pk).exists()


def test_what_rests_on_one_topic_leaves_another_free(desk, pack):
    kept(pack)
    desk.post(delete_url(pack, "ponds"))
    assert not Topic.objects.filter(pack=pack, slug="ponds").exists()
    assert Card.objects.count() == 1


def test_shared_pack_that_is_in_use_can_be_kept_to_oneself(desk, pack):
    kept(pack)
    assert "Keep it to myself" not in desk.get(delete_url(pack)).content.decode()
    Pack.objects.update(visibility="school")
    assert "Keep it to myself" in desk.get(delete_url(pack)).content.decode()
    held = {"title": pack.title, "visibility": "private"}
    desk.post(reverse("pack_visibility", args=[pack.slug]), held)
    assert Pack.objects.get().visibility == "private"


def test_packs_of_others_are_not_found(desk, pack):
    Pack.objects.update(owner=UserFactory.create(role=Role.TEACHER))
    for method in (desk.get, desk.post):
        for topic in ("", "ponds"):
            assert method(delete_url(pack, topic)).status_code == 404
    assert desk.get(reverse("pack_delete", args=["absent"])).status_code == 404
    assert Pack.objects.exists()


@pytest.mark.parametrize("questions", [1, 3, 30])
def test_what_rests_costs_the_same_for_any_number(
    author, pack, questions, django_assert_num_queries
):
    topic = Topic.objects.get(pack=pack, slug="general")
    for _number in range(questions):
        card_of(choice_question(topic))
    with django_assert_num_queries(7):
        assert rests_on(pack, Topic.objects.filter(pack=pack), author=author).cards == questions
