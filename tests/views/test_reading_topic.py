import pytest
from django.urls import reverse

from quizzes.models import Recall
from tests.factories import NOON, FactFactory, PackFactory, TopicFactory, UserFactory
from tests.views.reading import HTMX, cited_fact, claim

pytestmark = pytest.mark.django_db


def topic_page(client, topic, **headers):
    return client.get(reverse("topic", args=[topic.slug]), headers=headers)


def test_topics_lists_every_topic_in_reading_order(client):
    pack = PackFactory()
    TopicFactory(pack=pack, title="Later", position=2)
    TopicFactory(pack=pack, title="Earlier", position=1)
    page = client.get(reverse("topics")).content.decode()
    assert page.index("Earlier") < page.index("Later")


def test_topics_of_an_empty_pack_says_so(client):
    PackFactory()
    assert "no topics yet" in client.get(reverse("topics")).content.decode()


def test_topics_without_a_pack_is_not_found(client):
    assert client.get(reverse("topics")).status_code == 404


def test_topic_tells_a_fact_with_the_place_where_it_stands(client):
    fact = cited_fact(TopicFactory(), statement="Фортецю збудовано.")
    page = topic_page(client, fact.topic).content.decode()
    assert '<span lang="uk">Фортецю збудовано</span>' in page
    assert "<cite>“A made-up chronicle”</cite>, section Beginnings" in page
    assert "Who says so: the chronicler" in page
    assert 'href="https://example.org/chronicle#:~:text=a%20made%2Dup%20passage"' in page


def test_topic_keeps_the_order_of_the_facts(client):
    topic = TopicFactory()
    cited_fact(topic, statement="Second.", position=2)
    cited_fact(topic, statement="First.", position=1)
    page = topic_page(client, topic).content.decode()
    assert page.index("First.") < page.index("Second.")


def test_topic_sets_rival_claims_side_by_side(client):
    fact = cited_fact(TopicFactory(), status="contested")
    claim(fact, who="a traveller", stance="denies", of="a", gloss="nothing was built there")
    page = topic_page(client, fact.topic).content.decode()
    assert "The sources disagree" in page
    assert "<b>A traveller</b>" in page
    assert "Denies what the chronicler said" in page
    assert "Nothing was built there." in page


def test_topic_says_why_a_source_is_doubted(client):
    fact = cited_fact(TopicFactory(), suspect="the year is impossible")
    page = topic_page(client, fact.topic).content.decode()
    assert "Doubtful in the source" in page
    assert "the year is impossible" in page


def test_topic_names_who_is_relied_on(client):
    topic = TopicFactory()
    fact = FactFactory(topic=topic, status="attributed")
    claim(fact, who="a traveller", verb="wrote", said_on="1701-05-02")
    fact.assertion_set.get().agent.__class__.objects.update(party="third")
    page = topic_page(client, topic).content.decode()
    assert "According to a traveller" in page
    assert "Who says so: a traveller (wrote, 2 May 1701)" in page


def test_topic_without_facts_says_where_to_go(client):
    page = topic_page(client, TopicFactory()).content.decode()
    assert "No facts stand in this topic yet." in page
    assert reverse("topics") in page


def test_topic_shows_own_mastery(client):
    learner = UserFactory()
    client.force_login(learner, backend="quizzes.backends.PasswordBackend")
    topic = TopicFactory()
    right, wrong, _unseen = (cited_fact(topic) for _ in range(3))
    for fact, is_right in ((right, True), (wrong, False)):
        Recall.objects.create(learner=learner, fact=fact, right=is_right, answered_at=NOON)
    page = topic_page(client, topic).content.decode()
    assert "1 right last time, 1 wrong, 1 not seen yet" in page


def test_topic_offers_a_quiz_on_itself(client):
    fact = cited_fact(TopicFactory())
    page = topic_page(client, fact.topic).content.decode()
    assert f'<input type="hidden" name="topics" value="{fact.topic.slug}">' in page


def test_topic_fragment_is_the_facts_alone(client):
    fact = cited_fact(TopicFactory())
    response = topic_page(client, fact.topic, **HTMX)
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="facts"')
    assert fact.statement in page
    assert "<html" not in page
    assert "HX-Request" in response.headers["Vary"]


def test_topic_page_varies_too(client):
    response = topic_page(client, TopicFactory())
    assert "<html" in response.content.decode()
    assert "HX-Request" in response.headers["Vary"]


def test_topic_boosted_is_the_whole_page(client):
    response = topic_page(client, TopicFactory(), **HTMX, **{"HX-Boosted": "true"})
    assert "<html" in response.content.decode()


def test_topic_unknown_is_not_found(client):
    PackFactory()
    assert client.get(reverse("topic", args=["nowhere"])).status_code == 404


def test_topic_of_a_private_pack_is_not_found(client):
    topic = TopicFactory(pack=PackFactory(visibility="private"))
    assert topic_page(client, topic).status_code == 404


def test_topic_takes_no_post(client):
    assert client.post(reverse("topic", args=["any"])).status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_topic_costs_the_same_for_any_number_of_facts(client, django_assert_num_queries, rows):
    topic = TopicFactory()
    for _ in range(rows):
        cited_fact(topic)
    with django_assert_num_queries(7):
        topic_page(client, topic)
