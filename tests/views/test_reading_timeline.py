import pytest
from django.urls import reverse

from quizzes.models import Assertion
from tests.factories import PackFactory, TopicFactory
from tests.views.reading import HTMX, event

pytestmark = pytest.mark.django_db

ERAS = [
    {"id": "old", "title": "Old days", "date": "../1799"},
    {"id": "new", "title": "New days", "date": "1800/.."},
]


@pytest.fixture
def topic():
    return TopicFactory(title="The fort", pack=PackFactory(eras=ERAS))


def timeline(client, headers=None, **query):
    return client.get(reverse("timeline"), query, headers=headers or {})


def test_timeline_tells_events_in_the_order_of_time(client, topic):
    late, early = event(topic, year=1750), event(topic, year=1700)
    page = timeline(client).content.decode()
    assert page.index(early.event_title) < page.index(late.event_title)
    assert "2 events" in page


def test_timeline_leaves_out_facts_that_are_no_events(client, topic):
    event(topic)
    from tests.views.reading import cited_fact

    cited_fact(topic, statement="No event at all.")
    assert "No event at all." not in timeline(client).content.decode()


def test_timeline_draws_an_exact_date_as_a_stone(client, topic):
    event(topic)
    page = timeline(client).content.decode()
    assert '<li class="timeline-event is-exact">' in page
    assert "at some time between" not in page


def test_timeline_draws_a_rough_date_as_a_brush_and_says_between_which_years(client, topic):
    event(topic, year=1451, days=18261, event_words="in the late 15th century")
    page = timeline(client).content.decode()
    assert '<li class="timeline-event is-vague">' in page
    assert "In the late 15th century" in page
    assert "at some time between 1451 and 1500" in page


def test_timeline_tells_years_before_christ(client, topic):
    event(topic, year=-499, days=36524, event_words="in the 5th century BC")
    assert "between 500 BC and 401 BC" in timeline(client).content.decode()


def test_timeline_draws_what_lasted_as_a_span(client, topic):
    fact = event(topic, days=3000)
    Assertion.objects.filter(fact=fact).update(when_extent="span")
    page = timeline(client).content.decode()
    assert '<li class="timeline-event is-span">' in page
    assert "at some time between" not in page


def test_timeline_marks_contested_events_in_words(client, topic):
    event(topic, status="contested")
    page = timeline(client).content.decode()
    assert "is-contested" in page
    assert page.count("The sources disagree") == 1


def test_timeline_filters_by_topic(client, topic):
    here = event(topic)
    there = event(TopicFactory(pack=topic.pack))
    page = timeline(client, topic=topic.slug).content.decode()
    assert here.event_title in page
    assert there.event_title not in page


def test_timeline_filters_by_era(client, topic):
    old, new = event(topic), event(topic, year=1900, event_era="new")
    page = timeline(client, era="new").content.decode()
    assert new.event_title in page
    assert old.event_title not in page


def test_timeline_filters_by_both(client, topic):
    event(topic)
    page = timeline(client, era="new", topic=topic.slug).content.decode()
    assert "No dated event of the facts fits this choice." in page
    assert "Show all events" in page


def test_timeline_without_events_says_so(client, topic):
    assert "No dated events yet." in timeline(client).content.decode()


def test_timeline_holds_back_harm(client, topic):
    fact = event(topic)
    fact.sensitivity = 2
    fact.save()
    page = timeline(client).content.decode()
    assert fact.event_title not in page
    assert "Harm to people and homes" in page


def test_timeline_fragment_is_the_events_and_announces_how_many(client, topic):
    event(topic)
    response = timeline(client, headers=HTMX)
    page = response.content.decode()
    assert page.lstrip().startswith('<div id="events"')
    assert 'data-announce="1 event"' in page
    assert "<select" not in page
    assert "HX-Request" in response.headers["Vary"]


def test_timeline_takes_no_post(client):
    assert client.post(reverse("timeline")).status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_timeline_costs_the_same_for_any_number_of_events(
    client, topic, django_assert_num_queries, rows
):
    for year in range(rows):
        event(topic, year=1700 + year)
    with django_assert_num_queries(3):
        timeline(client)
