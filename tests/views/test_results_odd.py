"""Whatever is sent to the pages of results where there is something to show: never a fault."""

import pytest
from django.urls import reverse

from quizzes.models import Regrade
from tests.assigned import classroom, teacher_of
from tests.graded import BACKEND, question_at, taken, work
from tests.views.test_fuzz import HEADERS, ODD

pytestmark = pytest.mark.django_db

HUGE = 10**30
FIELDS = (
    *("mark", "reason", "comment", "minutes", "digest", "version", "assignment"),
    *("format", "archived", "attempts"),
)


@pytest.fixture
def world(client):
    """A class with one attempt, seen by its teacher."""
    room = classroom()
    client.force_login(teacher_of(room), backend=BACKEND)
    return taken(work(room, of=1), given="b")


def addresses(attempt) -> list[str]:
    room, given = attempt.assignment.classroom_id, attempt.assignment_id
    question = question_at(attempt.assignment).pk
    return [
        reverse("gradebook", args=[room]),
        reverse("export_results", args=[room]),
        reverse("assignment_results", args=[given]),
        reverse("question_results", args=[given, question]),
        reverse("pupil_attempts", args=[given, attempt.learner_id]),
        reverse("pupil_attempt", args=[attempt.pk]),
        reverse("mark_answer", args=[attempt.pk, 1]),
        reverse("unmark_answer", args=[attempt.pk, 1]),
        reverse("comment_answer", args=[attempt.pk, 1]),
        reverse("reopen_attempt", args=[attempt.pk]),
        reverse("question_regrade", args=[question]),
    ]


@pytest.mark.postgres
def test_odd_values_are_no_fault_of_the_server(client, world):
    client.raise_request_exception = False
    faults = []
    for place, address in enumerate(addresses(world)):
        for odd in ODD:
            data = dict.fromkeys(FIELDS, odd)
            headers = HEADERS[place % len(HEADERS)]
            for send in (client.get, client.post):
                if send(address, data, headers=headers).status_code >= 500:
                    faults.append((address, odd[:20]))
    assert faults == []
    assert Regrade.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("pupil_results", ["room", HUGE]),
        ("question_results", ["given", HUGE]),
        ("pupil_attempts", ["given", HUGE]),
        ("mark_answer", ["attempt", HUGE]),
        ("comment_answer", ["attempt", 0]),
    ],
)
def test_what_is_not_there_is_not_found(client, world, name, args):
    known = {
        "room": world.assignment.classroom_id,
        "given": world.assignment_id,
        "attempt": world.pk,
    }
    address = reverse(name, args=[known.get(arg, arg) for arg in args])
    send = client.post if name.endswith("answer") else client.get
    assert send(address).status_code == 404
