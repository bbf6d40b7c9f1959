import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from quizzes.management.commands.load_demo import FOLDER, read_plan
from quizzes.models import Classroom, User
from tests.factories import TopicFactory, choice_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(capsys) -> str:
    choice_question(TopicFactory())
    call_command("load_demo")
    return str(capsys.readouterr().out)


def test_pupil_comes_back_with_the_code_the_nickname_and_the_words_that_were_printed(
    client, printed
):
    code = re.search(r"the code (\S+),", printed)[1]
    nickname, words = re.search(r"pupil +(\S+) +sova +(\S+-\S+-\S+)", printed).groups()
    address = reverse("join_back", args=[code])
    answer = client.post(address, {"nickname": nickname, "passphrase": words.replace("-", " ")})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username="sova").pk)


def test_teacher_logs_in_with_what_was_printed(client, printed):
    words = re.search(r"teacher +(\S+-\S+-\S+)", printed)[1]
    client.post(reverse("login"), {"username": "teacher", "password": words})
    assert client.session["_auth_user_id"] == str(User.objects.get(username="teacher").pk)


def test_it_is_loaded_once(printed):
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert Classroom.objects.count() == 1


def test_the_plan_gives_work_of_sets_that_it_has():
    plan = read_plan(FOLDER / "class.yaml")
    assert {work.title for work in plan.work} == {kept.title for kept in plan.sets}
    assert len({pupil.username for pupil in plan.pupils}) == len(plan.pupils) == 12
    reporters = {kept.written.report.by for kept in plan.sets if kept.written}
    assert reporters <= {pupil.username for pupil in plan.pupils}
