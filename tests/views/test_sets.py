import pytest
from django.urls import reverse

from quizzes.actions import sets as actions
from quizzes.models import Card, Question, QuestionSet
from tests.factories import NOON, TopicFactory, UserFactory, choice_question, flashcard_question
from tests.sets import filled, questions_of
from tests.sets import teacher as a_teacher
from tests.views.quiz import without_tokens

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"
ABSENT = 10**9


@pytest.fixture
def teacher(client):
    made = a_teacher()
    client.force_login(made, backend=BACKEND)
    return made


def page(client, name, *args, **query) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def stem_in(made) -> str:
    return made.entries.order_by("position").first().question.current.item.stem


# --- The lists


def test_shelves_part_own_shared_public_and_archived_sets(client, teacher):
    filled(teacher, title="Mine alone")
    filled(a_teacher(), title="Of a colleague", visibility="school")
    filled(a_teacher(), title="For everybody", visibility="public")
    filled(a_teacher(), title="Hidden")
    filled(teacher, title="Put away", archived_at=NOON)
    titles = ("Mine alone", "Of a colleague", "For everybody", "Hidden", "Put away")
    found = {
        shelf: [title for title in titles if title in page(client, "sets", shelf=shelf)]
        for shelf in ("mine", "school", "public", "archived")
    }
    assert found == {
        "mine": ["Mine alone"],
        "school": ["Of a colleague"],
        "public": ["For everybody"],
        "archived": ["Put away"],
    }


def test_search_finds_words_of_any_case_and_script(client, teacher):
    actions.create(owner=teacher, title="Ізюмська фортеця", now=NOON)
    assert "Ізюмська" in page(client, "sets", q="ФОРТЕЦЯ")
    assert "No set contains" in page(client, "sets", q="гімназія")


def test_search_answers_htmx_with_the_list_alone(client, teacher):
    response = client.get(reverse("sets"), {"q": "x"}, headers={"HX-Request": "true"})
    assert response.content.decode().startswith('<div id="found"')


def test_learners_and_visitors_see_public_sets_alone(client):
    filled(a_teacher(), title="Of a school", visibility="school")
    filled(a_teacher(), title="For everybody", visibility="public")
    for person in (None, UserFactory()):
        if person is not None:
            client.force_login(person, backend=BACKEND)
        html = page(client, "sets", shelf="school")
        assert "For everybody" in html
        assert "Of a school" not in html
        assert reverse("set_new") not in html


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_of_the_list_do_not_grow(client, teacher, django_assert_num_queries, count):
    for _ in range(count):
        filled(teacher, count=1)
    with django_assert_num_queries(4):  # session, user, count, sets
        client.get(reverse("sets"))


def test_empty_shelf_says_what_to_do_next(client, teacher):
    assert "Make the first one" in page(client, "sets")


# --- One set


def test_owner_sees_entries_previews_and_totals(client, teacher):
    made = filled(teacher, count=3)
    html = page(client, "question_set", made.pk)
    assert stem_in(made) in html
    assert "3 questions, about 2 minutes" in html
    assert "Right answer" in html
    assert 'name="seen"' in html


def test_colleague_looks_inside_a_shared_set_and_changes_nothing(client, teacher):
    made = filled(a_teacher(display_name="Весна"), visibility="school")
    html = page(client, "question_set", made.pk)
    assert stem_in(made) in html
    assert "Весна" in html
    assert 'name="seen"' not in html
    assert reverse("set_options", args=[made.pk]) not in html


def test_learner_sees_of_a_public_set_neither_question_nor_key(client):
    made = filled(a_teacher(), title="For everybody", visibility="public")
    client.force_login(UserFactory(), backend=BACKEND)
    html = page(client, "question_set", made.pk)
    assert "For everybody" in html
    assert "3 questions" in html
    assert stem_in(made) not in html
    assert "the builder" not in html


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_of_the_editor_do_not_grow(client, teacher, django_assert_num_queries, count):
    made = filled(teacher, count=count)
    # Session, user, set, entries, cards kept, packs, topics, attached documents.
    with django_assert_num_queries(8):
        client.get(reverse("question_set", args=[made.pk]))


def test_questions_that_give_each_other_away_are_told_beside_them(client, teacher):
    topic = TopicFactory()
    stem = "Who built the stone fortress beside the upper ford of the river?"
    told = choice_question(topic, stem=stem)
    key = told.current.item.option("a").text
    stem = f"What did {key} call the stone fortress beside the upper ford of the river?"
    teller = choice_question(topic, stem=stem)
    made = actions.create(owner=teacher, title="T", questions=[told, teller], now=NOON)
    assert "Question 2 gives its answer away." in page(client, "question_set", made.pk)


def test_retired_question_is_told_and_no_longer_counted(client, teacher):
    made = filled(teacher, count=2)
    Question.objects.filter(pk=questions_of(made)[0]).update(status="retired")
    html = page(client, "question_set", made.pk)
    assert "nobody is asked it any more" in html
    assert "1 question, about" in html


def test_flashcards_of_a_set_are_counted_apart(client, teacher):
    topic = TopicFactory()
    questions = [choice_question(topic), flashcard_question(topic)]
    made = actions.create(owner=teacher, title="T", questions=questions, now=NOON)
    html = page(client, "question_set", made.pk)
    assert "1 question, about 1 minute, 1 flashcard to review." in html


# --- Options


OPTIONS = {
    "title": "Річки краю",
    "description": "Of the river",
    "visibility": "school",
    "release": "after-due",
    "shuffle_options": "on",
    "attempts_allowed": "2",
    "time_limit": "",
    "pass_mark": "60",
}


def test_options_are_saved_and_told_in_words(client, teacher):
    made = filled(teacher)
    response = client.post(reverse("set_options", args=[made.pk]), OPTIONS)
    assert response.headers["Location"] == reverse("question_set", args=[made.pk])
    made.refresh_from_db()
    assert (made.title, made.visibility, made.release) == ("Річки краю", "school", "after-due")
    assert (made.shuffle_questions, made.shuffle_options, made.retry_missed) == (False, True, False)
    html = page(client, "question_set", made.pk)
    assert "What was right is told when the time for everybody is over." in html
    assert "It may be taken 2 times." in html
    assert "No time limit." in html
    assert "Passed from 60 % on." in html


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"time_limit": "0"}, {"time_limit": "x"}, {"pass_mark": "101"}],
)
def test_options_that_cannot_be_are_refused_and_change_nothing(client, teacher, wrong):
    made = filled(teacher)
    response = client.post(reverse("set_options", args=[made.pk]), OPTIONS | wrong)
    assert response.status_code == 422
    assert "<title>Error:" in response.content.decode()
    made.refresh_from_db()
    assert (made.title, made.visibility) == ("Rivers", "private")


def test_options_bind_nothing_that_the_form_does_not_name(client, teacher):
    made, other = filled(teacher), a_teacher()
    client.post(reverse("set_options", args=[made.pk]), OPTIONS | {"owner": other.pk})
    made.refresh_from_db()
    assert made.owner == teacher


# --- Copy, archive, cards


def test_shared_set_is_copied_into_ones_own(client, teacher):
    made = filled(a_teacher(), visibility="school")
    response = client.post(reverse("set_copy", args=[made.pk]))
    copied = QuestionSet.objects.editable_by(teacher).get()
    assert response.headers["Location"] == reverse("question_set", args=[copied.pk])
    assert copied.title == "Rivers (copy)"
    assert questions_of(copied) == questions_of(made)


def test_archived_set_is_taken_up_again(client, teacher):
    made = filled(teacher)
    client.post(reverse("set_archive", args=[made.pk]))
    made.refresh_from_db()
    assert made.archived_at is not None
    assert "Take it up again" in page(client, "question_set", made.pk)
    client.post(reverse("set_restore", args=[made.pk]))
    made.refresh_from_db()
    assert made.archived_at is None


def test_learner_keeps_the_cards_of_a_public_set(client):
    made, learner = filled(a_teacher(), visibility="public"), UserFactory()
    client.force_login(learner, backend=BACKEND)
    response = client.post(reverse("set_cards", args=[made.pk]), follow=True)
    assert "3 cards are among yours now." in response.content.decode()
    assert Card.objects.filter(learner=learner).count() == 3
    response = client.post(reverse("set_cards", args=[made.pk]), follow=True)
    assert "These cards are among yours already." in response.content.decode()


def test_cards_of_a_set_are_left_and_stay_on_record(client):
    made, learner = filled(a_teacher(), visibility="public"), UserFactory()
    client.force_login(learner, backend=BACKEND)
    client.post(reverse("set_cards", args=[made.pk]))
    assert "Leave its 3 cards" in page(client, "question_set", made.pk)
    client.post(reverse("set_cards", args=[made.pk]), {"leave": "1"})
    assert "Leave its" not in page(client, "question_set", made.pk)
    assert Card.objects.filter(learner=learner).exclude(left_at=None).count() == 3


# --- Strangers


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("question_set", "get"),
        ("set_options", "get"),
        ("set_options", "post"),
        ("set_entries", "post"),
        ("set_draw", "get"),
        ("set_pick", "post"),
        ("set_from_topic", "post"),
        ("set_copy", "post"),
        ("set_archive", "post"),
        ("set_cards", "post"),
        ("paper", "get"),
        ("paper_key", "get"),
    ],
)
def test_private_set_of_somebody_else_answers_like_none(client, teacher, name, method):
    theirs = filled(a_teacher())
    answers = [getattr(client, method)(reverse(name, args=[pk]), {}) for pk in (theirs.pk, ABSENT)]
    assert [answer.status_code for answer in answers] == [404, 404]
    theirs_page, none = (without_tokens(answer.content.decode()) for answer in answers)
    assert theirs_page == none


@pytest.mark.parametrize(
    "name",
    ["set_options", "set_entries", "set_draw", "set_pick", "set_from_topic", "set_archive"],
)
def test_shared_set_is_changed_by_its_owner_alone(client, teacher, name):
    theirs = filled(a_teacher(), visibility="public")
    before = questions_of(theirs)
    assert client.post(reverse(name, args=[theirs.pk]), OPTIONS).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.title, theirs.archived_at, questions_of(theirs)) == ("Rivers", None, before)
