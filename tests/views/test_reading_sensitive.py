import pytest
from django.urls import reverse

from quizzes.models import Attempt, User
from tests.factories import TopicFactory, UserFactory, choice_question
from tests.views.reading import HTMX, cited_fact

pytestmark = pytest.mark.django_db

CIVIC, HARM, ATROCITY = "A church opened.", "Homes were destroyed.", "A crime was committed."


@pytest.fixture
def topic():
    topic = TopicFactory()
    for sensitivity, statement in ((0, CIVIC), (2, HARM), (3, ATROCITY)):
        cited_fact(topic, statement=statement, sensitivity=sensitivity, askable=sensitivity < 2)
    return topic


def read(client, topic):
    """What of the three statements is on the page."""
    page = client.get(reverse("topic", args=[topic.slug])).content.decode()
    return [statement for statement in (CIVIC, HARM, ATROCITY) if statement in page]


def choose(client, choice, *, level=2, next_page="/", **headers):
    data = {"choice": choice, "level": level, "next": next_page}
    return client.post(reverse("sensitive_choice"), data, headers=headers)


def test_harm_is_held_back_until_chosen(client, topic):
    assert read(client, topic) == [CIVIC]


def test_each_level_has_its_own_notice(client, topic):
    page = client.get(reverse("topic", args=[topic.slug])).content.decode()
    assert 'id="held-2"' in page
    assert 'id="held-3"' in page


def test_reading_harm_still_holds_back_atrocities(client, topic):
    choose(client, "read")
    assert read(client, topic) == [CIVIC, HARM]


def test_reading_atrocities_is_a_choice_of_its_own(client, topic):
    choose(client, "read")
    choose(client, "read", level=3)
    assert read(client, topic) == [CIVIC, HARM, ATROCITY]


def test_leaving_out_is_told_and_can_be_changed(client, topic):
    choose(client, "leave-out")
    page = client.get(reverse("topic", args=[topic.slug])).content.decode()
    assert "is left out, as you chose" in page
    assert "Read it" not in page
    assert "Ask me again" in page


def test_leaving_out_harm_leaves_out_atrocities(client, topic):
    choose(client, "read", level=3)
    choose(client, "leave-out")
    assert read(client, topic) == [CIVIC]


def test_ask_again_forgets_both_choices(client, topic):
    choose(client, "read")
    choose(client, "read", level=3)
    choose(client, "ask")
    assert read(client, topic) == [CIVIC]


def test_choice_of_a_learner_stays_with_the_learner(client, topic):
    learner = UserFactory()
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    choose(client, "read")
    learner.refresh_from_db()
    assert learner.sensitive == "read"
    assert read(client, topic) == [CIVIC, HARM]


def test_choice_of_somebody_unknown_stays_with_the_session(client, topic):
    choose(client, "read")
    assert client.session["sensitive"] == "read"


def test_choice_of_somebody_unknown_goes_along_into_a_quiz(client, topic):
    choice_question(topic, sensitivity=0)
    choose(client, "leave-out")
    client.post(reverse("quiz_start"))
    assert User.objects.get().sensitive == "leave-out"
    assert not Attempt.objects.get().options["military"]


def test_choice_of_somebody_unknown_goes_along_into_an_account(client, topic):
    choose(client, "read")
    client.post(reverse("signup"), {"username": "olena", "password": "sun over the river"})
    assert read(client, topic) == [CIVIC, HARM]


def test_choice_leads_back_to_the_page(client, topic):
    there = reverse("topic", args=[topic.slug])
    assert choose(client, "read", next_page=there).headers["Location"] == there


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:x()"])
def test_choice_leads_to_no_other_site(client, elsewhere):
    response = choose(client, "read", next_page=elsewhere)
    assert response.headers["Location"] == reverse("home")


def test_choice_by_htmx_ends_in_the_fragment(client, topic):
    data = {"choice": "read", "level": 2, "next": reverse("topic", args=[topic.slug])}
    response = client.post(reverse("sensitive_choice"), data, headers=HTMX, follow=True)
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="facts"')
    assert HARM in page


@pytest.mark.parametrize(
    "data", [{}, {"choice": "everything", "level": 2}, {"choice": "read", "level": 7}]
)
def test_choice_that_is_none_is_refused(client, data):
    assert client.post(reverse("sensitive_choice"), data).status_code == 400


def test_choice_is_never_made_by_get(client):
    assert client.get(reverse("sensitive_choice")).status_code == 405


def test_choice_needs_the_token():
    from django.test import Client

    response = choose(Client(enforce_csrf_checks=True), "read")
    assert response.status_code == 403


def test_search_and_fact_hold_back_too(client, topic):
    fact = topic.fact_set.get(sensitivity=2)
    fact.search_text = fact.statement.casefold()
    fact.save()
    found = client.get(reverse("search"), {"q": "homes"}).content.decode()
    alone = client.get(reverse("fact", args=[fact.slug])).content.decode()
    assert HARM not in found
    assert HARM not in alone
    assert "Harm to people and homes" in found
    assert "Harm to people and homes" in alone


def test_source_page_holds_back_too(client, topic):
    page = client.get(reverse("source", args=["chronicle"])).content.decode()
    assert CIVIC in page
    assert HARM not in page
    assert "Harm to people and homes" in page
