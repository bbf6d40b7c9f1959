import pytest
from django.urls import reverse

from quizzes.models import Attempt, User
from tests.factories import PackFactory, TopicFactory, UserFactory, bank, choice_question
from tests.views.quiz import begin, queries, statements

pytestmark = pytest.mark.django_db


def test_quiz_new_offers_the_topics_that_have_questions(client):
    pack = bank(topics=2)
    empty = TopicFactory(pack=pack, title="Nothing to ask here")
    html = client.get(reverse("quiz_new")).content.decode()
    for topic in pack.topic_set.exclude(pk=empty.pk):
        assert f'value="{topic.slug}"' in html
    assert empty.title not in html


def test_quiz_new_ticks_the_topic_that_one_came_from(client):
    topic = bank(topics=2).topic_set.first()
    html = client.get(reverse("quiz_new"), {"topic": topic.slug}).content.decode()
    ticked = [line for line in html.split("<input ") if line.startswith('type="checkbox"')]
    assert [f'value="{topic.slug}"' in line for line in ticked if "checked" in line] == [True]


def test_quiz_new_leads_back_to_an_open_quiz(client):
    bank()
    learner = UserFactory()
    attempt = begin(learner, length=5)
    client.force_login(learner)
    assert reverse("attempt", args=[attempt.pk]) in client.get(reverse("quiz_new")).content.decode()


def test_quiz_new_costs_the_same_queries_for_one_topic_and_ten(client):
    client.force_login(UserFactory())
    bank(topics=1)
    with queries() as one:
        client.get(reverse("quiz_new"))
    bank(topics=10, choices=1)
    with queries() as ten:
        client.get(reverse("quiz_new"))
    # Session, user, pack, what the classes leave out, topics, an open quiz.
    assert (len(statements(one)), len(statements(ten))) == (6, 6)


def test_start_in_one_click_makes_a_guest_and_ten_questions(client):
    bank(topics=4)
    response = client.post(reverse("quiz_start"))
    attempt = Attempt.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("attempt_item", args=[attempt.pk, 1])
    assert (attempt.length, attempt.learner.role) == (10, "guest")
    assert client.session["_auth_user_id"] == str(attempt.learner.pk)


def test_start_from_a_topic_asks_the_pack_on_the_page_where_another_has_its_id(client):
    choice_question(TopicFactory(slug="river"))
    pack = PackFactory(owner=UserFactory(), visibility="public")
    wanted = choice_question(TopicFactory(slug="river", pack=pack))
    wanted.facts.update(askable=True)
    page = client.get(f"{reverse('topic', args=['river'])}?pack={pack.slug}").content.decode()
    address = f"{reverse('quiz_start')}?pack={pack.slug}"
    assert f'action="{address}"' in page
    client.post(address, {"topics": "river"})
    assert Attempt.objects.get().items.get().version.question == wanted


def test_start_by_a_learner_makes_no_guest(client):
    bank()
    learner = UserFactory()
    client.force_login(learner)
    client.post(reverse("quiz_start"))
    assert Attempt.objects.get().learner == learner
    assert User.objects.count() == 1


def test_start_keeps_what_was_asked_for(client):
    topic = bank(topics=2).topic_set.first()
    client.post(
        reverse("quiz_start"),
        {"length": "5", "topics": [topic.slug], "kinds": "choice", "military": "no"},
    )
    attempt = Attempt.objects.get()
    assert attempt.length == 5
    assert attempt.options == {
        "pack": topic.pack.slug,
        "length": 5,
        "topics": [topic.slug],
        "kinds": ["choice"],
        "levels": [],
        "military": False,
    }


@pytest.mark.parametrize(("choice", "military"), [("leave-out", False), ("ask", True)])
def test_start_without_a_word_on_it_follows_the_preference(client, choice, military):
    bank()
    client.force_login(UserFactory(sensitive=choice))
    client.post(reverse("quiz_start"))
    assert Attempt.objects.get().options["military"] is military


def test_start_with_nothing_to_ask_says_what_would_help(client):
    choice_question(TopicFactory())
    response = client.post(reverse("quiz_start"), {"kinds": "ordering"})
    assert response.status_code == 422
    html = response.content.decode()
    assert "What would help: take both kinds." in html
    assert "<title>Error: " in html
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"length": "7"}, {"topics": ["absent"]}, {"kinds": "flashcard"}, {"level": "x"}],
    ids=str,
)
def test_start_refuses_what_the_form_does_not_offer(client, fields):
    bank()
    assert client.post(reverse("quiz_start"), fields).status_code == 422
    assert not Attempt.objects.exists()


def test_start_by_get_is_refused(client):
    assert client.get(reverse("quiz_start")).status_code == 405
