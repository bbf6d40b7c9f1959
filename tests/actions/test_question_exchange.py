"""Questions come from a file, all of them or none."""

import base64
import io
from datetime import timedelta

import pytest
from PIL import Image

from quizzes.actions import question_exchange as exchange
from quizzes.actions import sets, writing
from quizzes.actions.sets import SetFull
from quizzes.errors import QuestionsRefused
from quizzes.exchange.formats import Format
from quizzes.kinds import Kind
from quizzes.models import Picture, Question, QuestionImport, QuestionSet
from quizzes.models.packs import Visibility
from quizzes.models.people import Role
from quizzes.models.questions import Origin
from quizzes.reports.question_exchange import leaving
from tests.factories import NOON, TopicFactory, UserFactory, choice_question

pytestmark = pytest.mark.django_db
GIFT = """$CATEGORY: A/B

// [id:7] [tag:one]
::Name::Who? {=Ann ~Ben}

It is. {T}
"""


@pytest.fixture
def teacher():
    return UserFactory(role=Role.TEACHER)


def kept(teacher, text=GIFT, format=Format.GIFT):
    data = text.encode()
    return exchange.keep(owner=teacher, name="x.txt", data=data, format=format, now=NOON)


def taken(teacher, pending, **more):
    values = {"topic": None, "question_set": None, "title": "Mine", "now": NOON} | more
    return exchange.take_over(owner=teacher, pending_id=pending.pk, **values)


def test_questions_become_the_teachers_own_and_private(teacher):
    topic = TopicFactory()

    taken(teacher, kept(teacher), topic=topic)

    first, second = Question.objects.order_by("pk")
    assert (first.kind, second.kind) == (Kind.CHOICE, Kind.TRUE_FALSE)
    assert (first.origin, first.owner, first.visibility) == (
        Origin.IMPORTED,
        teacher,
        Visibility.PRIVATE,
    )
    assert (first.name, first.tags, first.foreign_id) == ("Name", ["one"], "7")
    assert first.topic == topic
    assert first.current.author == teacher
    assert first.current.item.carried == {"category": "A/B"}
    assert first.identity.startswith("imported:")


def test_a_new_set_holds_them_in_the_order_of_the_file(teacher):
    pending = taken(teacher, kept(teacher)).pending

    made = QuestionSet.objects.get()
    assert (made.title, made.owner, pending.question_set) == ("Mine", teacher, made)
    kinds = [entry.question.kind for entry in made.entries.order_by("position")]
    assert kinds == [Kind.CHOICE, Kind.TRUE_FALSE]


def test_a_set_that_is_there_gets_them_behind_its_own(teacher):
    before = choice_question(TopicFactory())
    there = sets.create(owner=teacher, title="There", questions=[before], now=NOON)

    taken(teacher, kept(teacher), question_set=there)

    assert QuestionSet.objects.get() == there
    assert there.entries.count() == 3
    assert there.entries.order_by("position").first().question == before


def test_without_a_topic_they_stand_among_the_teachers_own(teacher):
    taken(teacher, kept(teacher))

    assert {q.topic for q in Question.objects.all()} == {
        writing.own_topic(teacher=teacher, now=NOON)
    }


def test_the_same_word_again_changes_nothing(teacher):
    pending = kept(teacher)
    first = taken(teacher, pending)
    again = taken(teacher, pending, title="Other")

    assert Question.objects.count() == 2
    assert QuestionSet.objects.count() == 1
    assert (again.pending.added, again.pending.question_set) == (2, first.pending.question_set)
    assert bytes(again.pending.content) == b""


def test_where_one_cannot_be_taken_none_is(teacher, monkeypatch):
    pending = kept(teacher)
    full = sets.create(owner=teacher, title="Full", now=NOON)
    monkeypatch.setattr(sets, "MOST_IN_A_SET", 1)

    with pytest.raises(SetFull):
        taken(teacher, pending, question_set=full)

    assert not Question.objects.exists()
    assert not full.entries.exists()
    pending.refresh_from_db()
    assert pending.done_at is None


@pytest.mark.parametrize("text", ["Broken {", "An essay {}"])
def test_a_file_without_questions_or_with_an_error_gives_none(teacher, text):
    with pytest.raises(QuestionsRefused):
        taken(teacher, kept(teacher, text))

    assert not Question.objects.exists()


def test_somebody_elses_file_is_not_there(teacher):
    pending = kept(UserFactory(role=Role.TEACHER))

    with pytest.raises(QuestionImport.DoesNotExist):
        taken(teacher, pending)


def test_a_later_file_replaces_the_one_that_waits(teacher):
    kept(teacher)
    later = kept(teacher, "Later {T}")

    assert QuestionImport.objects.get() == later


def test_what_nobody_came_back_to_is_dropped(teacher):
    kept(teacher)

    assert exchange.prune_question_imports(before=NOON) == 0
    assert exchange.prune_question_imports(before=NOON + timedelta(seconds=1)) == 1


def test_a_file_can_be_read_in_another_format(teacher):
    pending = kept(teacher, "a\tb\nc\td")

    looked = exchange.read_as(pending=pending, format=Format.TABLE)

    assert [question.item.kind for question in looked.read.questions] == [Kind.FLASHCARD] * 2
    pending.refresh_from_db()
    assert pending.format == Format.TABLE


def picture_xml(content):
    return (
        '<quiz><question type="truefalse"><questiontext format="html"><text>a '
        '&lt;img src="@@PLUGINFILE@@/x.png" alt="A gate"&gt;</text>'
        f'<file name="x.png" encoding="base64">{base64.b64encode(content).decode()}</file>'
        '</questiontext><answer fraction="100"><text>true</text></answer>'
        '<answer fraction="0"><text>false</text></answer></question></quiz>'
    )


def test_a_picture_is_drawn_anew_and_leaves_with_its_question(teacher):
    png = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(png, "PNG")

    made = taken(teacher, kept(teacher, picture_xml(png.getvalue()), Format.MOODLE_XML))

    picture = Picture.objects.get()
    item = Question.objects.get().current.item
    assert (item.picture.id, item.picture.alt) == (str(picture.pk), "A gate")
    assert (item.picture.width, item.picture.height) == (4, 3)
    [question] = leaving(made.pending.question_set, with_sources=True).questions
    assert question.picture.data == bytes(picture.content)
    assert question.picture.alt == "A gate"


def test_a_picture_that_proves_damaged_is_left_out_and_counted(teacher):
    damaged = b"\x89PNG\r\n\x1a\n nothing more"

    made = taken(teacher, kept(teacher, picture_xml(damaged), Format.MOODLE_XML))

    assert made.pictures_refused == 1
    assert Question.objects.get().current.item.picture is None
