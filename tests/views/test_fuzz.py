"""Whatever anybody sends to whatever address: an answer, never a fault of the server.

The routes come from the URL conf, so that a new one is tried without a word here.
"""

import re
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, converters

from quizzes.models import Attempt, User
from quizzes.models.people import Role
from quizzes.urls import urlpatterns
from tests.factories import TopicFactory, UserFactory, choice_question, ordering_question
from tests.views.quiz import begin
from tests.views.reading import cited_fact, event

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ODD = (
    "",
    " ",
    "\x00",
    "-1",
    "0",
    "1.5",
    "٣",  # a digit, though not one of ours
    "²",  # isdigit() without being an integer
    "9" * 30,
    "9" * 5000,  # more digits than int() reads
    "9" * 5000 + "-up",
    "ﷺ" * 30,  # eighteen characters each, once normalised
    "x" * 20_000,
    "a\u0300\u202e\u2028💥",
    "<script>alert(1)</script>",
    "{{ 7 }}%s%(x)s{0}",
    "//example.org/",
    "../../../etc/passwd",
    "'\"; DROP TABLE x; --",
)
FIELDS = (
    *("topic", "topics", "length", "kinds", "level", "military"),
    *("sequence", "typed", "saved"),
    *("token", "seconds", "skip", "place", "order", "move", "moved", "text"),
    *("username", "password", "passphrase", "display_name", "carried", "keep", "sure"),
    *("time_zone", "theme", "language", "single_keys", "sensitive", "choice", "next"),
    *("set", "class", "classes", "kind", "when", "opens", "closes", "exam_day", "title", "note"),
    *("attempts_allowed", "time_limit", "time_percent", "pass_mark", "release", "until", "full"),
    *("q", "page", "era", "document", "deck", "format", "schedule", "file"),
    *("into", "sources"),
    *("shelf", "topic", "count", "seed", "draw", "question", "entry", "weight-1", "seen", "remove"),
    *("another", "leave", "most_orderings", "versions", "large", "sheet", "visibility", "page"),
    *("code", "nickname", "name", "names", "pupils", "to", "time_percent", "what", "joining"),
    *("grade_scale", "bands", "exam_day", "role", "active", "accept"),
)
GOOD = {
    "set": "1",
    "classes": "1",
    "when": "tomorrow",
    "closes": "2099-10-25T03:30",
    "release": "at-once",
    "grade_of": "last",
    "attempts_allowed": "1",
    "username": "somebody-new",
    "password": "three quiet herons",
    "passphrase": "one two three",
    "token": "9f0b6c9e-6a57-4e0b-9d0e-3d5c8f2f1a11",
    "choice": "read",
    "level": "2",
    "language": "en",
}
OUT_OF_PLACE: dict[type, tuple[Any, ...]] = {
    converters.UUIDConverter: (UUID(int=1),),
    converters.IntConverter: (0, 99, 10**30),
    converters.SlugConverter: ("absent", "x" * 2000),
}
MIXTURES = 30
SESSION = settings.SESSION_COOKIE_NAME
HEADERS: tuple[dict[str, str], ...] = ({}, {"HX-Request": "true"})
ROUTES = [pytest.param(route, id=str(route.name)) for route in urlpatterns]


@pytest.fixture
def quiz() -> Attempt:
    """A choice and an ordering, on a topic with something to read."""
    topic = TopicFactory(slug="river")
    choice_question(topic)
    ordering_question(topic)
    cited_fact(topic, slug="flood", sensitivity=2)
    event(topic)
    return begin(UserFactory.create(), length=2)


@pytest.mark.parametrize("route", ROUTES)
def test_odd_values_are_no_fault_of_the_server(route, quiz):
    chance = Random(str(route.name))
    people = (None, quiz.learner, UserFactory.create(role=Role.TEACHER))
    client = Client(raise_request_exception=False)
    sessions: dict[User, str] = {}
    faults = []
    for method, address, data in requests(route, quiz, chance):
        client.cookies.clear()
        person = chance.choice(people)
        if person in sessions:
            client.cookies[SESSION] = sessions[person]
        elif person:
            client.force_login(person)
            sessions[person] = client.cookies[SESSION].value
        send = client.get if method == "GET" else client.post
        response = send(address, data, headers=chance.choice(HEADERS))
        if SESSION in response.cookies:  # ended, or with something in it: log in afresh
            sessions.pop(person, None)
        if response.status_code >= 500:
            faults.append((method, address[:80], {name: data[name][:20] for name in data}))
    assert faults == []


def requests(
    route: URLPattern, quiz: Attempt, chance: Random
) -> Iterator[tuple[str, str, dict[str, str]]]:
    right, *others = addresses(route, quiz)
    for address in others:
        yield "GET", address, {}
        yield "POST", address, {}
    for value in ODD:
        yield "GET", right, dict.fromkeys(FIELDS, value)
        yield "POST", right, dict.fromkeys(FIELDS, value)
    for _ in range(MIXTURES):
        yield "POST", right, mixture(chance)


def addresses(route: URLPattern, quiz: Attempt) -> Iterator[str]:
    """The route with values that exist, then with one at a time that does not."""
    slug = {"topic": "river", "fact": "flood"}.get(str(route.name), "chronicle")
    there: dict[type, Any] = {
        converters.UUIDConverter: quiz.pk,
        converters.IntConverter: 1,
        converters.SlugConverter: slug,
    }
    kinds = {name: type(kind) for name, kind in route.pattern.converters.items()}
    right = {name: there[kind] for name, kind in kinds.items()}
    yield address(route, right)
    for name, kind in kinds.items():
        for value in OUT_OF_PLACE[kind]:
            yield address(route, right | {name: value})


def address(route: URLPattern, values: dict[str, Any]) -> str:
    return "/" + re.sub(r"<\w+:(\w+)>", lambda name: str(values[name[1]]), str(route.pattern))


def mixture(chance: Random) -> dict[str, str]:
    """Fields left out, filled in well, and odd ones among them."""
    mixed = {}
    for name in FIELDS:
        kind = chance.random()
        if kind < 0.5 and name in GOOD:
            mixed[name] = GOOD[name]
        elif kind < 0.7:
            mixed[name] = chance.choice(ODD)
    return mixed
