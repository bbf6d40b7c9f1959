import re

import pytest
from django.urls import reverse

from quizzes.models import Regrade
from tests.assigned import classroom, teacher_of
from tests.graded import BACKEND, answer_at, question_at, rekeyed, taken, work
from tests.views.quiz import HTMX, queries, statements
from tests.views.test_gradebook import words_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return classroom(grade_scale="twelve")


@pytest.fixture
def teacher(client, room):
    client.force_login(teacher_of(room), backend=BACKEND)
    return teacher_of(room)


@pytest.fixture
def given(room):
    return work(room, of=2)


@pytest.fixture
def question(given, teacher):
    """Its key was a; b is right, as one pupil knew."""
    taken(given, given="ba")
    taken(given, given="ca")
    return rekeyed(question_at(given), "b", author=teacher).question


def address(question) -> str:
    return reverse("question_regrade", args=[question.pk])


def digest_in(page: str) -> str:
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]


def confirmed(client, question, digest, *, htmx=False, **fields):
    data = {"digest": digest, "reason": "The key was wrong.", "version": "2"} | fields
    return client.post(address(question), data, headers=HTMX if htmx else {})


def test_dry_run_tells_totals_and_each_change_in_words(client, question):
    told = words_in(client.get(address(question)).content.decode())
    assert "1 pupil gains, nobody loses" in told
    assert "By version 2, “the builder b” is right." in told
    assert re.search(r"the builder b gains: 0 % → 100 % 6 → 12", told)


def test_swap_after_confirming_says_so_and_leads_to_the_grades(client, room, question):
    digest = digest_in(client.get(address(question)).content.decode())
    done = confirmed(client, question, digest, htmx=True)
    page = client.get(done.url, headers=HTMX).content.decode()
    assert "2 answers were graded anew; 1 of them changed." in page
    assert reverse("gradebook", args=[room.pk]) in page


def test_confirming_does_what_was_told(client, given, question):
    digest = digest_in(client.get(address(question)).content.decode())
    response = confirmed(client, question, digest)
    assert response.headers["Location"] == f"{address(question)}?version=2"
    page = words_in(client.get(response.headers["Location"]).content.decode())
    assert "2 answers were graded anew; 1 of them changed." in page
    assert Regrade.objects.get().reason == "The key was wrong."


def test_what_changed_meanwhile_refuses_and_tells_the_new_plan(client, given, question):
    digest = digest_in(client.get(address(question)).content.decode())
    old = question.versions.get(number=1)
    late = taken(given, given="ba")
    late.items.filter(position=1).update(version=old)
    late.answers.filter(position=1).update(version=old, score=0)
    given.attempt_set.filter(pk=late.pk).update(score=1)
    response = confirmed(client, question, digest)
    page = response.content.decode()
    assert (response.status_code, Regrade.objects.count()) == (409, 0)
    assert "Nothing was changed" in page
    assert "2 pupils gain, nobody loses" in words_in(page)
    assert digest_in(page) != digest


def test_reason_is_asked_for(client, question):
    digest = digest_in(client.get(address(question)).content.decode())
    response = confirmed(client, question, digest, reason=" ")
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()
    assert Regrade.objects.count() == 0


def test_scope_chooses_one_assignment(client, given, question):
    chosen = {"assignment": str(given.pk), "version": "2"}
    page = client.get(address(question), chosen, headers=HTMX).content.decode()
    assert page.lstrip().startswith('<div class="stack-l" id="regrade">')
    confirmed(client, question, digest_in(page), assignment=str(given.pk))
    assert Regrade.objects.get().assignment == given


@pytest.mark.parametrize("scope", [{"version": "9"}, {"assignment": "0"}, {"assignment": "x"}])
def test_scope_that_is_not_there_is_told(client, question, scope):
    response = client.get(address(question), scope)
    assert response.status_code == 422
    assert "digest" not in response.content.decode()


def test_work_of_other_classes_cannot_be_chosen(client, question):
    strange = work(classroom())
    response = client.get(address(question), {"assignment": str(strange.pk)})
    assert response.status_code == 422


def test_question_that_was_never_asked_in_ones_classes_is_not_found(client, teacher):
    strange = question_at(work(classroom()))
    assert client.get(address(strange)).status_code == 404


def test_nothing_to_change_offers_no_button(client, teacher, given):
    taken(given, given="ba")
    page = client.get(address(question_at(given))).content.decode()
    assert "No mark would change: 1 answer earns the same" in words_in(page)
    assert "digest" not in page


def test_question_offers_a_regrade_until_it_is_done(client, question):
    history = reverse("question_versions", args=[question.pk])
    assert "2 answers were graded with an old key." in client.get(history).content.decode()
    confirmed(client, question, digest_in(client.get(address(question)).content.decode()))
    assert "graded with an old key" not in client.get(history).content.decode()


def test_pupil_is_told_of_the_corrected_key(client, given, question):
    confirmed(client, question, digest_in(client.get(address(question)).content.decode()))
    attempt = given.attempt_set.get(score=2)
    client.force_login(attempt.learner, backend=BACKEND)
    told = words_in(client.get(reverse("attempt_result", args=[attempt.pk])).content.decode())
    assert "The key of this question was corrected to “the builder b”" in told
    assert answer_at(attempt).version.number == 1


def test_dry_run_takes_as_many_queries_for_a_class_as_for_one(client, given, teacher):
    counts = set()
    for more in (1, 2, 27):
        for _ in range(more):
            taken(given, given="ba")
        wanted = question_at(given)
        client.get(address(wanted))
        with queries() as captured:
            client.get(address(wanted))
        counts.add(len(statements(captured)))
    assert len(counts) == 1
