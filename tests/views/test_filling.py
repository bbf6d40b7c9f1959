import re

import pytest
from django.urls import reverse

from quizzes.actions import sets as actions
from quizzes.models import Question, QuestionSet
from quizzes.models.sets import MOST_IN_A_SET
from tests.factories import NOON, TopicFactory, bank
from tests.sets import choices, entries_of, filled, questions_of
from tests.sets import teacher as a_teacher

pytestmark = pytest.mark.django_db

BACKEND = "quizzes.backends.PasswordBackend"


@pytest.fixture
def teacher(client):
    made = a_teacher()
    client.force_login(made, backend=BACKEND)
    return made


def drawn_in(html: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'name="question" id="question-(\d+)"', html)]


def send(client, made, **fields):
    """The list as the page sends it, without htmx."""
    made.refresh_from_db()
    given = {"entry": entries_of(made), "seen": made.changed_at.isoformat()}
    return client.post(reverse("set_entries", args=[made.pk]), given | fields)


# --- A new set


def test_set_of_twenty_takes_a_draw_and_a_save(client, teacher):
    bank(topics=2, choices=14, orderings=4)
    html = client.get(reverse("set_new"), {"draw": "1"}).content.decode()
    ids = drawn_in(html)
    title = re.search(r'name="title" value="([^"]+)"', html)
    assert len(ids) == 20
    assert title is not None
    response = client.post(reverse("set_new"), {"title": title[1], "question": ids})
    made = QuestionSet.objects.editable_by(teacher).get()
    assert response.headers["Location"] == reverse("question_set", args=[made.pk])
    assert questions_of(made) == ids
    assert made.title == "A made-up town: 20 questions"


def test_draw_keeps_to_topics_and_limits(client, teacher):
    pack = bank(topics=2, choices=10, orderings=6)
    topic = pack.topic_set.first()
    query = {"draw": "1", "topics": topic.pk, "count": "8", "most_orderings": "1", "seed": "7"}
    html = client.get(reverse("set_new"), query).content.decode()
    found = Question.objects.filter(pk__in=drawn_in(html))
    assert len(found) == 8
    assert {question.topic_id for question in found} == {topic.pk}
    assert sum(question.kind == "ordering" for question in found) <= 1
    assert "Number of the draw: 7." in html


def test_number_of_a_draw_draws_it_again(client, teacher):
    bank(topics=2, choices=20)
    query = {"draw": "1", "count": "10", "seed": "123456"}
    first, again = (
        drawn_in(client.get(reverse("set_new"), query).content.decode()) for _ in range(2)
    )
    assert first == again


def test_draw_that_comes_short_says_so(client, teacher):
    bank(topics=1, choices=3, orderings=0)
    html = client.get(reverse("set_new"), {"draw": "1"}).content.decode()
    assert "3 questions drawn" in html
    assert "No more than these go together" in html


def test_draw_of_nothing_says_what_to_do(client, teacher):
    html = client.get(reverse("set_new"), {"draw": "1"}).content.decode()
    assert "No question fits this choice." in html
    assert "Draw questions" in html


@pytest.mark.parametrize("wrong", [{"count": "0"}, {"count": "x"}, {"topics": "999999"}])
def test_draw_that_makes_no_sense_is_refused_in_words(client, teacher, wrong):
    bank(topics=1)
    response = client.get(reverse("set_new"), {"draw": "1"} | wrong)
    assert response.status_code == 422
    assert "<title>Error:" in response.content.decode()


def test_draw_answers_htmx_with_what_was_drawn_alone(client, teacher):
    bank(topics=1)
    response = client.get(reverse("set_new"), {"draw": "1"}, headers={"HX-Request": "true"})
    assert response.content.decode().startswith('<div id="drawn"')


def test_refused_draw_shows_its_errors_to_htmx_too(client, teacher):
    query = {"draw": "1", "count": "0"}
    response = client.get(reverse("set_new"), query, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "greater than or equal to 1" in response.content.decode()


def test_untitled_set_comes_back_with_its_questions(client, teacher):
    ids = [question.pk for question in choices(2)]
    response = client.post(reverse("set_new"), {"title": " ", "question": ids})
    assert response.status_code == 422
    assert drawn_in(response.content.decode()) == ids
    assert not QuestionSet.objects.exists()


def test_set_may_begin_empty(client, teacher):
    client.post(reverse("set_new"), {"title": "Empty"})
    assert QuestionSet.objects.get().entries.count() == 0


def test_questions_that_the_teacher_may_not_see_are_passed_over(client, teacher):
    mine, hidden = choices(2)
    Question.objects.filter(pk=hidden.pk).update(
        origin="written", visibility="private", owner=a_teacher()
    )
    client.post(reverse("set_new"), {"title": "T", "question": [hidden.pk, mine.pk, "x", "9" * 40]})
    assert questions_of(QuestionSet.objects.get()) == [mine.pk]


# --- Drawing and picking for a set


def test_draw_for_a_set_leaves_out_what_it_has(client, teacher):
    topic = TopicFactory()
    made = actions.create(owner=teacher, title="T", questions=choices(4, topic=topic), now=NOON)
    (new,) = choices(1, topic=topic)
    address = reverse("set_draw", args=[made.pk])
    assert drawn_in(client.get(address, {"draw": "1"}).content.decode()) == [new.pk]
    client.post(address, {"question": new.pk})
    assert questions_of(made)[-1] == new.pk


def test_picking_adds_what_is_ticked(client, teacher):
    made = filled(teacher, count=1)
    new = choices(2)
    response = client.post(
        reverse("set_pick", args=[made.pk]), {"question": [q.pk for q in new]}, follow=True
    )
    assert "2 questions were added." in response.content.decode()
    assert questions_of(made)[1:] == [question.pk for question in new]


def test_picking_keeps_ticks_while_the_filter_changes(client, teacher):
    made = filled(teacher, count=1)
    (ticked,) = choices(1)
    address = reverse("set_pick", args=[made.pk])
    query = {"q": "nowhere", "question": ticked.pk}
    html = client.get(address, query, headers={"HX-Request": "true"}).content.decode()
    assert "Ticked so far" in html
    assert drawn_in(html) == [ticked.pk]


def test_picking_marks_what_is_in_the_set(client, teacher):
    made = filled(teacher, count=1)
    html = client.get(reverse("set_pick", args=[made.pk])).content.decode()
    assert "in the set" in html
    assert drawn_in(html) == []


def test_full_set_takes_nothing_more(client, teacher):
    made = filled(teacher, count=1)
    actions.add_from_topic(
        question_set=made, topic=TopicFactory(), count=MOST_IN_A_SET - 1, now=NOON
    )
    (new,) = choices(1)
    address = reverse("set_pick", args=[made.pk])
    response = client.post(address, {"question": new.pk}, follow=True)
    assert f"A set holds up to {MOST_IN_A_SET} questions." in response.content.decode()
    assert made.entries.count() == 2


def test_some_of_a_topic_are_added_as_one_entry(client, teacher):
    made, topic = filled(teacher, count=1), TopicFactory(title="Річки")
    given = {"topic": topic.pk, "count": "4", "kind": "choice", "level": "easy"}
    client.post(reverse("set_from_topic", args=[made.pk]), given)
    html = client.get(reverse("question_set", args=[made.pk])).content.decode()
    assert "4 questions on Річки stand at the end now." in html
    assert "4 questions on Річки, drawn anew for each learner" in html
    assert "4 drawn anew for each learner" in html


@pytest.mark.parametrize("wrong", [{"topic": "999999"}, {"count": "0"}, {"count": ""}])
def test_some_of_no_topic_are_refused_in_words(client, teacher, wrong):
    made, topic = filled(teacher, count=1), TopicFactory()
    given = {"topic": topic.pk, "count": "4"} | wrong
    response = client.post(reverse("set_from_topic", args=[made.pk]), given)
    assert response.status_code == 422
    assert made.entries.count() == 1


# --- The list of entries


def test_entry_moves_up_and_down_without_javascript(client, teacher):
    made = filled(teacher, count=3)
    first, second, third = entries_of(made)
    response = send(client, made, move=f"{third}-up")
    assert entries_of(made) == [first, third, second]
    assert response.headers["Location"].endswith(f"?moved={third}-up#entries")
    send(client, made, move=f"{first}-down")
    assert entries_of(made) == [third, first, second]


def test_moved_button_has_the_focus_on_the_next_page(client, teacher):
    made = filled(teacher, count=2)
    move = f"{entries_of(made)[1]}-up"
    html = client.get(reverse("question_set", args=[made.pk]), {"moved": move}).content.decode()
    button = html[html.index(f'id="move-{move}"') :].partition(">")[0]
    assert " autofocus" in button


def test_move_over_the_end_changes_nothing(client, teacher):
    made = filled(teacher, count=2)
    before = entries_of(made)
    send(client, made, move=f"{before[0]}-up")
    send(client, made, move=f"{before[1]}-down")
    assert entries_of(made) == before


def test_dragged_order_and_weights_are_kept(client, teacher):
    made = filled(teacher, count=3)
    order = entries_of(made)[::-1]
    send(client, made, entry=order, **{f"weight-{order[0]}": "2,5"})
    assert entries_of(made) == order
    assert made.entries.get(pk=order[0]).weight == 2.5


@pytest.mark.parametrize("weight", ["", "x", "-1", "101", "nan", "inf"])
def test_weight_that_is_none_leaves_it_as_it_was(client, teacher, weight):
    made = filled(teacher, count=1)
    (entry,) = entries_of(made)
    assert send(client, made, **{f"weight-{entry}": weight}).status_code == 302
    assert made.entries.get().weight == 1


def test_entry_is_removed(client, teacher):
    made = filled(teacher, count=3)
    first, second, third = entries_of(made)
    send(client, made, remove=second)
    assert entries_of(made) == [first, third]


def test_another_question_takes_the_place(client, teacher):
    topic = TopicFactory()
    made = actions.create(owner=teacher, title="T", questions=choices(2, topic=topic), now=NOON)
    (spare,) = choices(1, topic=topic)
    send(client, made, another=entries_of(made)[0])
    assert questions_of(made)[0] == spare.pk


def test_no_other_question_is_told(client, teacher):
    made = filled(teacher, count=2)
    before = questions_of(made)
    response = send(client, made, another=entries_of(made)[0])
    assert response.status_code == 302
    page = client.get(response.headers["Location"]).content.decode()
    assert "no other question that goes with the rest" in page
    assert questions_of(made) == before


def test_order_made_on_an_older_page_is_told_and_changes_nothing(client, teacher):
    made = filled(teacher, count=2)
    seen, before = made.changed_at.isoformat(), entries_of(made)
    (new,) = choices(1)
    actions.add(question_set=made, questions=[new], now=NOON)
    response = client.post(
        reverse("set_entries", args=[made.pk]),
        {"entry": before[::-1], "seen": seen},
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 409
    assert "changed elsewhere in the meantime" in response.content.decode()
    assert entries_of(made)[:2] == before
    assert questions_of(made)[-1] == new.pk


def test_fragment_tells_and_focuses_what_moved(client, teacher):
    made = filled(teacher, count=3)
    third = entries_of(made)[2]
    made.refresh_from_db()
    response = client.post(
        reverse("set_entries", args=[made.pk]),
        {
            "entry": entries_of(made),
            "seen": made.changed_at.isoformat(),
            "move": f"{third}-up",
        },
        headers={"HX-Request": "true"},
    )
    html = response.content.decode()
    assert html.lstrip().startswith('<div id="entries"')
    button = html[html.index(f'id="move-{third}-up"') :].partition(">")[0]
    assert " data-focus" in button
    assert "moved to 2 of 3" in button


@pytest.mark.parametrize("seen", ["", "x", "2026-11-22", "2026-13-45T00:00:00Z"])
def test_list_without_its_state_is_a_bad_request(client, teacher, seen):
    made = filled(teacher, count=1)
    response = client.post(reverse("set_entries", args=[made.pk]), {"seen": seen})
    assert response.status_code == 400
    assert made.entries.count() == 1
