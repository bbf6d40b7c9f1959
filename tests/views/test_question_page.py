"""A question as teachers see it: its versions, its use, copies, and what pupils said of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes.actions import sets, writing
from quizzes.actions.writing import Written
from quizzes.models import Card, Draft, ItemReport, Question, QuestionVersion, User
from quizzes.models.cards import Suspension
from quizzes.models.people import Role
from quizzes.models.questions import QuestionStatus
from tests.cards import card_of
from tests.factories import (
    NOON,
    TopicFactory,
    UserFactory,
    choice_question,
    flashcard_question,
)
from tests.grading.items import date_answer, numerical, short, true_false
from tests.views.authored import write, written_choice
from tests.views.quiz import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client) -> User:
    made: User = UserFactory.create(role=Role.TEACHER, display_name="Марта")
    client.force_login(made)
    return made


def page(client, name, *args) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def revised(question, **fields):
    writing.save(
        author=question.owner,
        written=Written(item=written_choice(**fields), topic=question.topic),
        question=question,
        now=NOON,
    )


# --- The page


def test_own_question_is_shown_with_its_key_and_may_be_edited(client, teacher):
    question = write(teacher)
    html = page(client, "question", question.pk)
    right = html.partition("option is-right")[2].partition("</li>")[0]
    assert "The Petrenkos" in right
    assert reverse("question_edit", args=[question.pk]) in html
    assert "written by you" in html


def test_shared_question_of_a_colleague_is_copied_not_edited(client, teacher):
    theirs = write(UserFactory(role=Role.TEACHER, display_name="Олена"), visibility="school")
    html = page(client, "question", theirs.pk)
    assert "written by Олена" in html
    assert "Copy and change" in html
    assert reverse("question_edit", args=[theirs.pk]) not in html


def test_question_whose_author_left_is_shown_without_a_name(client, teacher):
    theirs = write(UserFactory(), visibility="school")
    User.objects.filter(pk=theirs.owner_id).delete()
    assert "written by somebody who has left" in page(client, "question", theirs.pk)


@pytest.mark.parametrize("name", ["question", "question_versions"])
def test_private_question_of_a_colleague_is_like_an_absent_one(client, teacher, name):
    theirs = write(UserFactory(role=Role.TEACHER))
    codes = [client.get(reverse(name, args=[pk])).status_code for pk in (theirs.pk, 999_999)]
    assert codes == [404, 404]


@pytest.mark.parametrize("name", ["question_retire", "question_restore"])
def test_colleagues_question_is_neither_retired_nor_restored(client, teacher, name):
    theirs = write(UserFactory(), visibility="public")
    assert client.post(reverse(name, args=[theirs.pk])).status_code == 404
    assert Question.objects.get().status == QuestionStatus.LIVE


def test_use_is_told_with_sets(client, teacher):
    question = write(teacher)
    sets.create(owner=teacher, title="Річки й млини", questions=[question], now=NOON)
    html = page(client, "question", question.pk)
    assert "Річки й млини" in html.partition('id="usage-head"')[2]


def test_retired_question_says_so_and_can_be_used_again(client, teacher):
    question = write(teacher)
    client.post(reverse("question_retire", args=[question.pk]))
    assert "Use it again" in page(client, "question", question.pk)
    client.post(reverse("question_restore", args=[question.pk]))
    assert Question.objects.get().status == QuestionStatus.LIVE


# --- Copies


def test_copy_of_a_generated_question_is_a_draft_with_its_proofs(client, teacher):
    made = choice_question(TopicFactory())
    response = client.post(reverse("question_copy", args=[made.pk]))
    draft = Draft.objects.get()
    assert response["Location"] == reverse("draft", args=[draft.pk])
    assert Question.objects.get() == made
    html = client.get(response["Location"], follow=True).content.decode()
    assert html.count("proven wrong by the facts") == 3


def test_saved_copy_is_ones_own_and_the_first_stays(client, teacher):
    made = choice_question(TopicFactory())
    client.post(reverse("question_copy", args=[made.pk]))
    data = Draft.objects.get().data | {"do": ["save"]}
    client.post(reverse("question_new"), data)
    mine = Question.objects.exclude(pk=made.pk).get()
    made.refresh_from_db()
    assert (mine.owner, mine.visibility, mine.topic) == (teacher, "private", made.topic)
    assert made.current.number == 1
    assert mine.current.item.options == made.current.item.options


# --- Versions


def test_history_tells_in_words_what_changed(client, teacher):
    question = write(teacher)
    revised(question, key="b", stem="Who sold the old mill?")
    html = page(client, "question_versions", question.pk)
    assert "The right answer changed from “The Petrenkos” to “The Ivanenkos”." in html
    assert "<del>built</del> <ins>sold</ins>" in html
    assert "Марта" in html


def test_old_version_comes_back_as_a_new_one(client, teacher):
    question = write(teacher)
    revised(question, key="b")
    client.post(reverse("version_restore", args=[question.pk, 1]))
    question.refresh_from_db()
    assert (question.current.number, question.current.item.key) == (3, "a")
    assert question.versions.get(number=2).item.key == "b"


def test_version_that_is_not_there_does_not_come_back(client, teacher):
    question = write(teacher)
    for number in (0, 2, 10**30):
        address = reverse("version_restore", args=[question.pk, number])
        assert client.post(address).status_code == 404


def test_words_of_a_version_are_shown_as_words(client, teacher):
    question = write(teacher)
    revised(question, stem="<b>Who</b> built it?")
    html = page(client, "question_versions", question.pk)
    assert "<b>Who</b>" not in html
    assert "&lt;b&gt;Who&lt;/b&gt;" in html


def test_history_takes_the_same_queries_for_one_version_and_many(client, teacher):
    question = write(teacher)
    page(client, "question_versions", question.pk)
    with queries() as one:
        page(client, "question_versions", question.pk)
    for n in range(20):
        revised(question, stem=f"Who built it, {n}?")
    with queries() as many:
        page(client, "question_versions", question.pk)
    assert len(one) == len(many)


# --- Reports


def said(question, text="It was the Ivanenkos."):
    return ItemReport.objects.create(
        version=question.current, reporter=UserFactory(), text=text, created_at=NOON
    )


def test_report_stands_beside_its_question_without_a_name(client, teacher):
    report = said(write(teacher))
    html = page(client, "question_reports")
    assert "It was the Ivanenkos." in html
    assert "Who built the old mill?" in html
    assert str(report.reporter) not in html


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (short("Donets"), "Donets"),
        (numerical(), "<p>3</p>"),
        (date_answer("1680-09"), "September 1680"),
        (true_false(), "True"),
    ],
)
def test_report_stands_beside_the_key_of_what_has_no_options(client, teacher, item, key):
    said(write(teacher, item=item))
    beside = page(client, "question_reports").partition("said-of")[2].partition("</div>")[0]
    assert key in beside


def test_report_that_was_dealt_with_is_gone(client, teacher):
    report = said(write(teacher))
    response = client.post(reverse("report_settle", args=[report.pk]), follow=True)
    html = response.content.decode()
    assert "Nobody says that anything is wrong." in html
    report.refresh_from_db()
    assert report.resolved_at is not None


def test_report_on_a_colleagues_question_is_not_settled(client, teacher):
    report = said(write(UserFactory()))
    assert client.post(reverse("report_settle", args=[report.pk])).status_code == 404
    report.refresh_from_db()
    assert report.resolved_at is None


def leech_of(question, **columns):
    return card_of(question, suspended=Suspension.LEECH, last_at=timezone.now(), **columns)


def test_card_that_will_not_stick_is_told_to_its_author_without_a_name(client, teacher):
    mine, calm = write(teacher), write(teacher, item=short("Donets"))
    leeches = [leech_of(mine), leech_of(mine)]
    card_of(calm)
    html = page(client, "question_reports")
    told = html.partition("forgotten-head")[2]
    assert "Who built the old mill?" in told
    assert "2 learners" in told
    assert reverse("question_edit", args=[mine.pk]) in told
    assert reverse("question_edit", args=[calm.pk]) not in told
    assert not any(str(card.learner) in html for card in leeches)


def test_card_that_will_not_stick_is_not_told_to_others_nor_once_it_is_mended(client, teacher):
    leech_of(write(UserFactory()))
    before = timezone.now() - timedelta(days=1)
    mended = write(teacher)
    Card.objects.filter(pk=leech_of(mended).pk).update(last_at=before)
    QuestionVersion.objects.filter(question=mended).update(created_at=timezone.now())
    assert "forgotten-head" not in page(client, "question_reports")


def test_administrators_answer_for_what_was_generated(client, teacher):
    question = flashcard_question(TopicFactory())
    leech_of(question)
    assert "forgotten-head" not in page(client, "question_reports")
    teacher.role = Role.ADMINISTRATOR
    teacher.save()
    told = page(client, "question_reports").partition("forgotten-head")[2]
    assert question.current.item.front in told
    assert reverse("question", args=[question.pk]) in told


def test_reports_page_takes_the_same_queries_for_one_and_many(client, teacher):
    said(write(teacher))
    leech_of(write(teacher))
    page(client, "question_reports")
    with queries() as one:
        page(client, "question_reports")
    for n in range(12):
        said(write(teacher), str(n))
        leech_of(write(teacher))
    with queries() as many:
        page(client, "question_reports")
    assert len(one) == len(many)
